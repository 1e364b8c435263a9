"""Corrections: papers typed anew after the result, read and compared, and put in place of others.

Rules of this module:

* a box that was closed is never written again: what its digest in the record stands for stays
  provable. The corrected papers take the place of the wrong ones whenever the ballots are read;
* so what tellers typed is kept, sealed, as long as it can be corrected; then it is erased, save the
  readings of batches that were corrected, which are kept as long as the box is.

Not here: who corrects, and what follows (``commonweal.polity.rights.corrections``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from commonweal.office.papers import ballot_lines, find_fault, lines_of, readable_papers
from commonweal.polity import Case, Poll, State
from commonweal.polity.rights.corrections.data import CorrectResult
from commonweal.polity.rights.corrections.law import can_be_corrected_until
from commonweal.polity.rights.papers.data import Batch, PapersRead
from commonweal.vault import BoxBroken, Vault


def read_correction(
    state: State, command: CorrectResult, by: int, vault: Vault
) -> PapersRead | None:
    """Read what a teller typed anew, and compare it with what counts and with another teller."""
    poll, kept = state.polls.get(command.poll), state.papers.get(command.poll)
    if poll is None or kept is None or poll.stage != "declared" or by not in kept.tellers:
        return None
    typed = lines_of(command.papers)
    batch = kept.batches.get(command.batch) or Batch()
    counted = _counted(batch, vault)
    if counted is None or (poll.secret and vault.box_state(poll.id) != "closed"):
        return PapersRead(papers=len(typed), gone=True)
    known = state.corrections.get(poll.id)
    readings = known.readings.get(command.batch, {}) if known else {}
    others = [digest for one, digest in readings.items() if one != by]
    earlier = _lines(others[0], vault) if others else None
    fault = find_fault(poll, typed, earlier)
    return fault or readable_papers(poll, typed, same=typed == counted)


def _counted(batch: Batch, vault: Vault) -> list[str] | None:
    """Return the papers of a batch as they were counted; None where what was typed is erased."""
    if not batch.joined:
        return []
    return _lines(next(iter(batch.readings.values())), vault)


def _lines(digest: str, vault: Vault) -> list[str] | None:
    text = vault.text(digest) if digest else ""
    return None if text is None else lines_of(text)


def counted_ballots(poll: Poll, vault: Vault) -> list[bytes]:
    """Return the ballots of a closed box as they count: with the corrected papers for the wrong.

    Raises:
        BoxBroken: when a paper that is to be taken out does not lie in the box.
    """
    return ballots_with(poll.id, poll.kind, poll.swapped, vault)


def ballots_with(
    poll: int, kind: str, swapped: Iterable[tuple[str, str]], vault: Vault
) -> list[bytes]:
    """Return the ballots of a closed box with some papers in place of others.

    Args:
        poll: the vote.
        kind: ``election`` or a question.
        swapped: readings of the papers that do not count, and of those that do.
        vault: where box and readings lie.

    Raises:
        BoxBroken: when a paper that is to be taken out does not lie in the box.
    """
    papers = Counter(vault.ballots(poll))
    for wrong, right in swapped:
        out = Counter(_sealed(poll, kind, wrong, vault))
        if any(papers[one] < number for one, number in out.items()):
            raise _foreign(poll)
        papers.subtract(out)
        papers.update(_sealed(poll, kind, right, vault))
    return sorted(papers.elements())


def _sealed(poll: int, kind: str, digest: str, vault: Vault) -> list[bytes]:
    lines = _lines(digest, vault)
    if lines is None:
        raise _foreign(poll)
    return list(ballot_lines(kind, lines))


def _foreign(poll: int) -> BoxBroken:
    return BoxBroken(
        f"the box of poll {poll}",
        expected="the papers that were typed in for it",
        got="others, or none",
        remedy="call the inspectors",
    )


def is_kept(case: Case, poll: Poll) -> bool:
    """Whether what tellers typed for a poll is kept because it may be corrected."""
    if poll.stage in {"voting", "lot", "papers"}:
        return (case.charter_of(poll.charter).challenges or case.charter.challenges) is not None
    return bool(can_be_corrected_until(case, poll))


def readings_over(case: Case, poll: int) -> Iterator[str]:
    """Give the digests of what was typed for a poll and is needed for no correction any more."""
    found, kept = case.state.polls[poll], case.state.papers[poll]
    needed = {digest for pair in found.swapped for digest in pair}
    for batch in kept.batches.values():
        yield from (one for one in batch.readings.values() if one not in needed)
    known = case.state.corrections.get(poll)
    if known is not None:
        typed = (one for readings in known.readings.values() for one in readings.values())
        yield from (one for one in (*typed, *known.spare) if one and one not in needed)
