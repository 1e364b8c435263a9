"""Cast-vote records with a heading of four lines, as Dominion's machines export them.

Rules of this module:

* the lines are: the election; the contest of each column; the candidate of each column with the
  rank, ``Alice(1)``; and the headings, of which the first is ``CvrNumber``;
* a cell is 1 where the voter marked, 0 where not, and empty where the contest was not on the paper;
  papers without the contest are left out;
* several marks at one rank are an overvote, and ``marks`` settles doubts;
* a mark for an undeclared write-in is refused unless the caller lists it among the candidates;
* a file with several contests needs to be told which one to read.

Source: exports that American election offices publish; the format has no public specification.

Not here: exports as JSON.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from commonweal.tally.patterns import CANDIDATES_MAX
from commonweal.tally.readers.contest import Contest, Findings, Given, Papers, check_names
from commonweal.tally.readers.marks import WRITE_INS, Doubt, settle

FIRST_HEADING = "CvrNumber"
_LINES = 4
_RANKED = re.compile(r"(.*)\(([1-9][0-9]{0,4})\)", re.DOTALL)
_VALUES = {"": None, "0": False, "1": True, '="0"': False, '="1"': True}


@dataclass(frozen=True, slots=True)
class _Column:
    column: int
    name: str
    rank: int


def is_dominion(text: str) -> bool:
    """Tell whether a table has this heading of four lines."""
    lines = text.split("\n", _LINES)
    return len(lines) >= _LINES and lines[_LINES - 1].lstrip('"').startswith(FIRST_HEADING)


def read_dominion(lines: Iterator[tuple[int, list[str]]], given: Given, found: Findings) -> Contest:
    """Read such a table.

    Args:
        lines: the rows after the first line, each with its number.
        given: ``contest``, ``candidates`` and the ways with doubtful papers are heeded.
        found: takes the faults.

    Raises:
        FaultyDocument: with every fault, by line and cell.
    """
    heads = [cells for _, (_, cells) in zip(range(_LINES - 1), lines, strict=False)]
    if len(heads) < _LINES - 1:
        what = f"expected a heading of {_LINES} lines, got {len(heads) + 1}"
        raise found.fail(1, 1, what, "get the whole file again")
    contests, candidates = heads[0], heads[1]
    contest = _contest_of(contests, given, found)
    columns = _columns(contests, candidates, contest, found)
    declared = (one.name for one in columns if one.name.casefold() not in WRITE_INS)
    names = given.candidates or tuple(dict.fromkeys(declared))
    check_names(found, names, 3)
    if not 1 <= len(names) <= CANDIDATES_MAX:
        what = f"expected from 1 to {CANDIDATES_MAX} candidates, got {len(names)}"
        raise found.fail(3, 1, what, "say which contest to read")
    number = {name: place for place, name in enumerate(names)}
    papers, void = Papers(), 0
    for line, cells in lines:
        ranks = _ranks(cells, columns, number, found, line)
        paper = None if ranks is None else settle(ranks, given)
        if isinstance(paper, Doubt):
            found.add(line, 1, paper.what, paper.remedy)
        elif paper is None:
            void += ranks is not None
        elif not papers.add(paper, 1):
            raise found.fail(line, 1, *papers.overfull())
    found.finish()
    return Contest(papers.profile(len(names)), names, given.seats, given.title or contest, void)


def _contest_of(contests: list[str], given: Given, found: Findings) -> str:
    names = list(dict.fromkeys(name.strip() for name in contests if name.strip()))
    if given.contest in names or (len(names) == 1 and not given.contest):
        return given.contest or names[0]
    what = f"expected one of these contests: {'; '.join(names)[:400] or 'none'}, "
    what += f"got {given.contest[:40]!r}"
    raise found.fail(2, 1, what, "say which contest to read")


def _columns(
    contests: list[str], candidates: list[str], contest: str, found: Findings
) -> tuple[_Column, ...]:
    columns = []
    for column, (of, cell) in enumerate(zip(contests, candidates, strict=False)):
        if of.strip() != contest:
            continue
        ranked = _RANKED.fullmatch(cell.strip())
        if ranked is None or not ranked.group(1).strip():
            what = f"expected a candidate and a rank such as Alice(1), got {cell[:40]!r}"
            found.add(3, column + 1, what, "read a contest in which voters rank candidates")
            continue
        columns.append(_Column(column, ranked.group(1).strip(), int(ranked.group(2))))
    found.finish()
    return tuple(columns)


def _ranks(
    cells: list[str],
    columns: tuple[_Column, ...],
    number: dict[str, int],
    found: Findings,
    line: int,
) -> list[tuple[int, ...]] | None:
    """Return who is marked at each rank, or None where the contest was not on the paper."""
    ranks: list[tuple[int, ...]] = []
    present = False
    for one in columns:
        cell = cells[one.column].strip() if one.column < len(cells) else "?"
        marked = _VALUES.get(cell)
        if cell not in _VALUES:
            what = f"expected 1, 0 or nothing, got {cell[:40]!r}"
            found.add(line, one.column + 1, what, "get the whole file again")
        present = present or marked is not None
        if marked and one.name not in number:
            what = f"expected a mark for a candidate who stands, got one for {one.name[:40]!r}"
            remedy = "list the name among the candidates if the election's rule says so"
            found.add(line, one.column + 1, what, remedy)
        elif marked:
            ranks += [()] * (one.rank - len(ranks))
            ranks[one.rank - 1] += (number[one.name],)
    return ranks if present else None
