"""``commonweal papers``: votes on paper, read from a file as tellers type them in.

Rules of this module:

* a file holds one batch: a text with a paper on each line, a CSV with a paper in each row, or a BLT
  file, whose candidates stand in the order that ``papers show`` tells;
* the file is read for its form only; what is compared, and what counts, the office decides.

Not here: reading files of ballots (``commonweal.tally``), comparing papers (``commonweal.office``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import click

from commonweal import tally
from commonweal.cli.places import as_option, home_option, opened, told
from commonweal.cli.reading import rows_of, text_of
from commonweal.office.papers import BLANK, lines_of
from commonweal.polity import Poll, State
from commonweal.polity.rights.papers import data
from commonweal.terms import Fault, FaultyDocument


@click.group()
def papers() -> None:
    """Type papers in from a file; say how the papers of a poll stand."""


@papers.command("type")
@click.argument("poll", type=click.IntRange(min=1))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@home_option
@as_option
@click.option(
    "--batch",
    type=click.IntRange(min=1),
    required=True,
    metavar="NUMBER",
    help="Number written on the batch.",
)
def type_(poll: int, file: Path, home: Path, by: int, batch: int) -> None:
    """Type the papers of FILE in, as a teller of POLL; a second teller has to do the same.

    FILE is a text with one paper on each line, a .csv with one paper in each row, or a .blt.
    """
    with told(), opened(home) as office:
        candidates = office.view(lambda state: _candidates(state, poll))
        text = _read(file, candidates)
        command = data.TypePapers(poll=poll, batch=batch, papers=text or " ")
        answer = office.execute(command, by)
    joined = any(isinstance(one, data.PapersJoined) for one in answer.events)
    click.echo(f"{len(lines_of(text))} papers typed in, entry {answer.index}.")
    click.echo("They count." if joined else "They count when another teller has read the same.")


def _candidates(state: State, number: int) -> list[int]:
    poll = state.polls.get(number)
    return list(poll.candidates) if poll else []


def _read(file: Path, candidates: Sequence[int]) -> str:
    """Return the papers of a file, one on each line.

    Raises:
        FaultyDocument: when the file is faulty, or of other candidates.
    """
    match file.suffix.lower():
        case ".blt":
            return "\n".join(_of_blt(file, candidates))
        case ".csv":
            return "\n".join(" ".join(cell for cell in row if cell) for _, row in rows_of(file))
        case _:
            return text_of(file)


def _of_blt(file: Path, candidates: Sequence[int]) -> Iterator[str]:
    contest = tally.read_contest(file)
    profile = contest.profile
    if not isinstance(profile, tally.Ranked) or len(contest.names) != len(candidates):
        what = f"expected rankings of the {len(candidates)} candidates of the poll"
        raise FaultyDocument([Fault(file.name, 0, what, "see `commonweal papers show`")])
    if profile.level is not None:
        what = "expected papers without candidates on one rank"
        raise FaultyDocument([Fault(file.name, 0, what, "type these papers as the rule says")])
    for ranks, weight in zip(profile.ranks.tolist(), profile.weights.tolist(), strict=True):
        placed = [candidates[one] for one in ranks if one < len(candidates)]
        yield from [" ".join(map(str, placed))] * weight
    yield from [BLANK] * profile.blank


@papers.command("show")
@click.argument("poll", type=click.IntRange(min=1))
@home_option
def show(poll: int, home: Path) -> None:
    """Say how the papers of POLL stand, and under which numbers its candidates stand."""
    with told(), opened(home) as office:
        click.echo("\n".join(office.view(lambda state: list(_shown(state, poll)))))


def _shown(state: State, number: int) -> Iterator[str]:
    poll, kept = state.polls.get(number), state.papers.get(number)
    if poll is None or kept is None:
        yield f"Poll {number} has no tellers."
        return
    yield f"Poll {number}, {poll.stage}: {len(kept.marked)} marked, {kept.typed} papers read alike."
    yield f"Tellers: {_listed(kept.tellers)}. Observers: {_listed(kept.observers)}."
    yield from _of_candidates(poll)
    for at, batch in sorted(kept.batches.items()):
        how = "counts" if batch.joined else f"typed by {_listed(batch.readings)}"
        yield f"Batch {at}: {batch.papers} papers, {how}."


def _of_candidates(poll: Poll) -> Iterator[str]:
    for place, one in enumerate(poll.candidates, 1):
        yield f"Candidate {place}: member {one}"


def _listed(members: Iterable[int]) -> str:
    return ", ".join(f"member {one}" for one in members) or "nobody"
