"""Papers: what tellers typed in, read and compared; and how it joins the ballot box.

Rules of this module:

* a reading lies in the vault under its digest, and no page shows it; it is erased, because it
  still tells which papers lay in one pile: when the papers have joined the box, or, where a result
  can be challenged, when tellers cannot correct it any more (``corrections``);
* a batch is compared with what another teller typed; of two readings that differ the first line
  in which they do is told, and nothing else;
* all batches join the box in one transaction, when all is typed in: no batch of its own, however
  small, is ever counted or published;
* the box gives a paper no voter: it takes as many of the marked as there are papers, in the order
  of their numbers, and papers under keys of chance.

Not here: who may type, and when a batch counts (``commonweal.polity.rights.papers``).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from commonweal.polity import Poll, State
from commonweal.polity.rights.papers import data
from commonweal.terms import MemberId
from commonweal.vault import BoxBroken, Vault

JOINED = "joined the ballot box"
"""Why a reading is erased."""

CHOICES = ("yes", "no", "abstain")

BLANK = "blank"
"""A paper that says nothing, or that nobody can read: it is cast, and counts for nothing."""


def read_papers(
    state: State, command: data.TypePapers, by: int, vault: Vault
) -> data.PapersRead | None:
    """Read what a teller typed, and compare it with another; None where nobody may type."""
    poll, kept = state.polls.get(command.poll), state.papers.get(command.poll)
    if poll is None or kept is None or poll.stage != "papers" or by not in kept.tellers:
        return None
    typed = lines_of(command.papers)
    if not typed:
        return data.PapersRead(line=1, expected="one paper on each line", got="nothing")
    fault = find_fault(poll, typed, _earlier(kept.batches.get(command.batch), by, vault))
    return fault or readable_papers(poll, typed)


def find_fault(
    poll: Poll, typed: Sequence[str], earlier: Sequence[str] | None
) -> data.PapersRead | None:
    """Return the first line that is no paper of a poll, or that another teller read differently."""
    for at, line in enumerate(typed, 1):
        expected = fault_of(poll, line)
        if expected:
            return data.PapersRead(papers=len(typed), line=at, expected=expected, got=line[:60])
    if earlier is not None and list(earlier) != list(typed):
        return _differing(earlier, typed)
    return None


def readable_papers(poll: Poll, lines: Sequence[str], *, same: bool = False) -> data.PapersRead:
    """Return papers that can be read, with their voters in a poll by name."""
    named = () if poll.secret else tuple(_named(poll, line) for line in lines)
    return data.PapersRead(papers=len(lines), named=named, same=same)


def online(state: State, poll: Poll) -> int:
    """Count those who voted otherwise than on paper."""
    on_paper = state.papers.get(poll.id)
    return poll.cast - (len(on_paper.marked) if on_paper else 0)


def voted_before_mark(state: State, command: object, vault: Vault) -> tuple[Poll, int] | None:
    """Find a ballot of somebody who is to be marked that came into the box, but to no answer.

    Its mark has to be on record first; then nobody is marked who has voted.
    """
    if not isinstance(command, data.MarkPaperVoter):
        return None
    poll, voter = state.polls.get(command.poll), command.voter
    if poll is None or not poll.secret or poll.stage != "voting":
        return None
    known = state.members.is_active(voter) and vault.has_voted(poll.id, voter)
    return (poll, voter) if known else None


def lines_of(text: str) -> list[str]:
    """Return the papers of a typed text, each in one form, whatever stands between its numbers."""
    lines = (line.strip().lower() for line in text.splitlines())
    return [_plain(line) for line in lines if line]


def _plain(line: str) -> str:
    """Write a paper in one form: ``17: 3 1 2``, ``3 1 2`` or ``yes``."""
    voter, colon, vote = line.rpartition(":")
    words = vote.replace(",", " ").replace(">", " ").split()
    return f"{voter.strip()}: {' '.join(words)}" if colon else " ".join(words)


def fault_of(poll: Poll, line: str) -> str:
    """Return what was expected of a line that is no paper of this poll; empty if it is one."""
    voter, _, vote = line.rpartition(": ")
    if not poll.secret and not voter.isdecimal():
        return "the number of the voter, a colon, and the vote"
    if poll.secret and ":" in line:
        return "a vote without the name of a voter"
    if vote == BLANK:
        return ""
    if poll.kind != "election":
        return "" if vote in CHOICES else "yes, no, abstain or blank"
    ranking = [int(one) for one in vote.split() if one.isdecimal()]
    known = {int(one) for one in poll.candidates}
    fits = len(ranking) == len(vote.split()) == len(set(ranking)) and known.issuperset(ranking)
    return "" if fits and ranking else f"some of the candidates {sorted(known)}, or blank"


def _named(poll: Poll, line: str) -> data.NamedPaper:
    voter, _, vote = line.rpartition(": ")
    if vote == BLANK:
        return data.NamedPaper(voter=MemberId(int(voter)))
    if poll.kind == "election":
        ranking = tuple(int(one) for one in vote.split())
        return data.NamedPaper(voter=MemberId(int(voter)), ranking=ranking)
    return data.NamedPaper(voter=MemberId(int(voter)), choice=vote)


def _earlier(batch: data.Batch | None, by: int, vault: Vault) -> list[str] | None:
    """Return what another teller read in a batch; None where nobody else has typed it."""
    others = [digest for one, digest in batch.readings.items() if one != by] if batch else []
    text = vault.text(others[0]) if others else None
    return None if text is None else lines_of(text)


def _differing(earlier: Sequence[str], typed: Sequence[str]) -> data.PapersRead:
    both = zip(earlier, typed, strict=False)
    for at, (before, now) in enumerate(both, 1):
        if before != now:
            return data.PapersRead(
                papers=len(typed), line=at, differs=True, expected=before[:60], got=now[:60]
            )
    return data.PapersRead(
        papers=len(typed),
        line=min(len(earlier), len(typed)) + 1,
        differs=True,
        expected=f"{len(earlier)} papers",
        got=f"{len(typed)} papers",
    )


def join_papers(poll: Poll, kept: data.Papers, vault: Vault, *, keep: bool = False) -> None:
    """Put all papers that were read alike into the open box of a secret poll, once.

    Args:
        poll: the vote.
        kept: its papers.
        vault: where box and readings lie.
        keep: whether what was typed is kept, because it may have to be corrected.

    Raises:
        BoxBroken: when somebody who is marked has a ballot in the box as well.
    """
    if vault.box_state(kept.poll) != "open":
        return
    voters = sorted(kept.marked)[: kept.typed]
    there = set(vault.marks(kept.poll))
    if there.isdisjoint(kept.marked):
        vault.cast_many(kept.poll, zip(voters, _ballots(poll, kept, vault), strict=True))
    elif not there.issuperset(voters):
        raise BoxBroken(
            f"the box of poll {kept.poll}",
            expected="no ballot of anybody who voted on paper",
            got="one at least",
            remedy="call the inspectors",
        )
    for digest in () if keep else readings_of(kept):
        vault.erase_text(digest, JOINED)


def readings_of(kept: data.Papers) -> Iterator[str]:
    """Give the digests of everything that tellers typed in for a poll and that is still needed."""
    for batch in kept.batches.values():
        yield from batch.readings.values()


def _ballots(poll: Poll, kept: data.Papers, vault: Vault) -> Iterator[bytes]:
    for batch in kept.batches.values():
        if batch.joined:
            text = vault.text(next(iter(batch.readings.values())))
            assert text is not None  # it is erased only after the papers are in the box
            yield from ballot_lines(poll.kind, lines_of(text))


def ballot_lines(kind: str, lines: Iterable[str]) -> Iterator[bytes]:
    """Give papers as they lie in the box."""
    for line in lines:
        yield json.dumps(_ballot(kind, line)).encode()


def _ballot(kind: str, line: str) -> str | list[int]:
    """Return a paper as ballots lie in the box; a blank one ranks nobody."""
    if kind != "election":
        return line
    return [] if line == BLANK else [int(one) for one in line.split()]


def with_papers_read(
    state: State, command: data.TypePapers, by: int, vault: Vault
) -> data.TypePapers:
    """Return the command with what the office found in it, whatever the door had put there."""
    return msgspec.structs.replace(command, counted=read_papers(state, command, by, vault))
