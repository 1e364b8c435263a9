"""Tables of ballots, CSV: a row for each paper, or for several equal ones.

Rules of this module:

* the heading says which column holds what (``headings``); cells may stand in quotation marks, and
  spaces around them mean nothing;
* a column of a rank holds a candidate's name; an empty cell, ``undervote`` or ``skipped`` is an
  empty rank, ``overvote`` several marks; these words may be in small or capital letters;
* a column of a candidate holds a rank from 1, a grade from 0, or 1 for a mark and 0 for none, as
  the caller says; an empty cell says nothing about the candidate;
* undeclared write-ins (``write-in``, ``uwi``, ``undeclared``) are refused unless the caller lists
  that word among the candidates;
* doubtful papers are settled by ``marks``; columns of faults are cells, counted from 1.

Source of the words: the cast-vote records of Maine and the documentation of RCTab.

Not here: tables whose heading has several lines (``dominion``), and large regular files
(``rapid``).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from commonweal.tally.ballots import Approval
from commonweal.tally.patterns import CANDIDATES_MAX, PAPERS_MAX
from commonweal.tally.readers.blt import unified
from commonweal.tally.readers.contest import (
    CELLS_MAX,
    NOTHING,
    Contest,
    Findings,
    Given,
    Papers,
    check_names,
)
from commonweal.tally.readers.dominion import is_dominion, read_dominion
from commonweal.tally.readers.headings import Layout, delimiter_of, read_headings
from commonweal.tally.readers.marks import OVERVOTE, SKIPPED, UNKNOWN, WRITE_INS, Doubt, settle
from commonweal.tally.scored import HIGHEST_MAX, Scored


class _Table(Protocol):
    """What ``csv.reader`` returns."""

    line_num: int

    def __next__(self) -> list[str]: ...


@dataclass(slots=True)
class Rows:
    """The rows of a table, equal ones together.

    Attributes:
        weights: how many papers each row stands for, by the cells that hold the vote.
        lines: the line on which each stands first.
    """

    weights: dict[tuple[str, ...], int] = field(default_factory=dict)
    lines: dict[tuple[str, ...], int] = field(default_factory=dict)


def read_table(text: str, place: str = "text", given: Given = NOTHING) -> Contest:
    """Read the text of a CSV file.

    Args:
        text: the file's text.
        place: the file's name, for faults.
        given: what the file does not say.

    Raises:
        FaultyDocument: with every fault, by line and cell.
    """
    found = Findings(place)
    text = unified(text)
    delimiter = delimiter_of(text.partition("\n")[0], given)
    if not delimiter:
        what = "expected one of comma, semicolon and tab in the heading, got several"
        raise found.fail(1, 1, what, "say which delimiter separates the cells")
    table = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    lines = _lines(table, found)
    heading = next(lines, None)
    if heading is None:
        raise found.fail(1, 1, "expected a heading, got an empty file", "get the file again")
    if is_dominion(text):
        return read_dominion(lines, given, found)
    layout = read_headings(heading[1], given, found, heading[0])
    rows = _rows(lines, layout, found)
    return contest_of(rows, layout, given, found)


def contest_of(rows: Rows, layout: Layout, given: Given, found: Findings) -> Contest:
    """Read rows whose columns are known.

    Raises:
        FaultyDocument: with every fault, by line and cell.
    """
    found.finish()
    read = _read_ranks if layout.ranks else _READ[given.cells]
    return read(rows, layout, given, found)


def _lines(table: _Table, found: Findings) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows with the line on which each begins."""
    line = 1
    while True:
        try:
            cells = next(table)
        except StopIteration:
            return
        except csv.Error as error:
            what = f"expected cells as CSV has them, got a row that has not ({error})"
            raise found.fail(
                line, 1, what, "close the quotation marks, or take them out"
            ) from error
        if cells:
            yield line, cells
        line = table.line_num + 1


def _rows(lines: Iterator[tuple[int, list[str]]], layout: Layout, found: Findings) -> Rows:
    rows = Rows()
    votes, width, total = layout.votes, layout.width, 0
    for line, cells in lines:
        if len(cells) != width:
            what = f"expected {width} cells as in the heading, got {len(cells)}"
            found.add(line, min(len(cells), width) + 1, what, "complete the row")
            continue
        weight = 1 if layout.weight is None else _weight(cells, layout.weight, found, line)
        row = tuple(cells[column].strip(" ") for column in votes)
        rows.lines.setdefault(row, line)
        rows.weights[row] = rows.weights.get(row, 0) + weight
        total += weight
        if total >= PAPERS_MAX:
            what, remedy = "expected fewer than 2**62 papers", "check the weights"
            raise found.fail(line, 1, f"{what}, got {total}", remedy)
    return rows


def _weight(cells: list[str], column: int, found: Findings, line: int) -> int:
    weight = whole(cells[column])
    if weight is None or weight < 1:
        what = f"expected a weight of 1 or more, got {cells[column][:40]!r}"
        found.add(line, column + 1, what, "write a whole number; leave out papers nobody cast")
        return 1
    return weight


def whole(cell: str) -> int | None:
    """Read a whole number of at most 18 digits, or nothing."""
    digits = cell.strip(" ")
    fits = digits.isascii() and digits.isdecimal() and len(digits) <= 18
    return int(digits) if fits else None


def order_of(names: Iterable[str]) -> tuple[str, ...]:
    """Return names that nobody listed in their order: numbers by size, others by characters."""
    listed = list(names)
    if all(name.isascii() and name.isdecimal() for name in listed):
        return tuple(sorted(listed, key=lambda name: (len(name), name)))
    return tuple(sorted(listed))


def is_write_in(name: str, given: Given) -> bool:
    """Tell whether a mark is for somebody whom nobody declared."""
    return name.casefold() in WRITE_INS and name not in given.candidates


def candidates_of(names: Iterable[str], given: Given, found: Findings) -> tuple[str, ...]:
    """Return the names of those who stand: as given, or those that occur.

    Raises:
        FaultyDocument: when there is nobody, or too many.
    """
    standing = given.candidates or order_of(names)
    check_names(found, standing, 1)
    if not 1 <= len(standing) <= CANDIDATES_MAX or len(set(standing)) < len(standing):
        what = f"expected from 1 to {CANDIDATES_MAX} candidates, each once, got {len(standing)}"
        raise found.fail(1, 1, what, "list the candidates, or get the whole file again")
    return standing


def _read_ranks(rows: Rows, layout: Layout, given: Given, found: Findings) -> Contest:
    texts = {cell for row in rows.weights for cell in row}
    marked = [one for one in texts if one.casefold() not in SKIPPED | {OVERVOTE}]
    names = candidates_of((one for one in marked if not is_write_in(one, given)), given, found)
    marks: dict[str, tuple[int, ...]] = {one: () for one in texts if one.casefold() in SKIPPED}
    marks |= {one: (UNKNOWN,) for one in texts if one.casefold() == OVERVOTE}
    marks |= {name: (number,) for number, name in enumerate(names)}
    papers, void = Papers(), 0
    for row, weight in rows.weights.items():
        line = rows.lines[row]
        strange = next((place for place, cell in enumerate(row) if cell not in marks), None)
        if strange is not None:
            _add_stranger(found, line, layout.ranks[strange], row[strange])
            continue
        paper = settle([marks[cell] for cell in row], given)
        if isinstance(paper, Doubt):
            found.add(line, layout.ranks[paper.rank] + 1, paper.what, paper.remedy)
        elif paper is None:
            void += weight
        elif not papers.add(paper, weight):
            raise found.fail(line, 1, *papers.overfull())
    found.finish()
    return Contest(papers.profile(len(names)), names, given.seats, given.title, void)


def _add_stranger(found: Findings, line: int, column: int, cell: str) -> None:
    what = f"expected the name of a candidate who stands, got {cell[:40]!r}"
    remedy = "correct it, or list it among the candidates if the election's rule says so"
    found.add(line, column + 1, what, remedy)


def _read_orders(rows: Rows, layout: Layout, given: Given, found: Findings) -> Contest:
    names, numbers = _headed(layout, given)
    papers, void = Papers(), 0
    for row, weight in rows.weights.items():
        line = rows.lines[row]
        ranks = _ranks_of(row, layout, numbers, found, line)
        paper = settle(ranks, given)
        if isinstance(paper, Doubt):
            found.add(line, 1, paper.what, paper.remedy)
        elif paper is None:
            void += weight
        elif not papers.add(paper, weight):
            raise found.fail(line, 1, *papers.overfull())
    found.finish()
    return Contest(papers.profile(len(names)), names, given.seats, given.title, void)


def _headed(layout: Layout, given: Given) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """Return the names, and the number of the candidate of each column."""
    heads = tuple(name for _, name in layout.marks)
    names = given.candidates or heads
    place = {name: number for number, name in enumerate(names)}
    return names, tuple(place[name] for name in heads)


def _ranks_of(
    row: tuple[str, ...], layout: Layout, numbers: tuple[int, ...], found: Findings, line: int
) -> list[tuple[int, ...]]:
    """Return who is marked at each rank; of a gap only whether it is one rank or more."""
    marked: dict[int, list[int]] = {}
    for (column, _), number, cell in zip(layout.marks, numbers, row, strict=True):
        rank = whole(cell) if cell else 0
        if rank is None or (cell and rank < 1):
            what = f"expected a rank from 1, or nothing, got {cell[:40]!r}"
            found.add(line, column + 1, what, "find out what the voter wrote; do not guess")
        elif rank:
            marked.setdefault(rank, []).append(number)
    ranks: list[tuple[int, ...]] = []
    before = 0
    for rank in sorted(marked):
        ranks += [()] * min(rank - before - 1, 2)
        ranks.append(tuple(sorted(marked[rank])))
        before = rank
    return ranks


def _read_grades(rows: Rows, layout: Layout, given: Given, found: Findings) -> Contest:
    names, numbers = _headed(layout, given)
    highest = given.highest or 0
    if not 1 <= highest <= HIGHEST_MAX:
        what = f"expected a best grade from 1 to {HIGHEST_MAX}, got {given.highest}"
        raise found.fail(1, 1, what, "say highest: the best grade that could be given")
    graded: list[dict[int, int]] = []
    for row in rows.weights:
        cells = _cells_of(row, layout, numbers, highest, found, rows.lines[row])
        graded.append(dict(cells))
    _check_size(graded, len(names), found)
    profile = Scored.of(graded, len(names), highest, rows.weights.values())
    return Contest(profile, names, given.seats, given.title)


def _read_approvals(rows: Rows, layout: Layout, given: Given, found: Findings) -> Contest:
    names, numbers = _headed(layout, given)
    marked = []
    for row in rows.weights:
        cells = _cells_of(row, layout, numbers, 1, found, rows.lines[row])
        marked.append([number for number, mark in cells if mark])
    _check_size(marked, len(names), found)
    profile = Approval.of(marked, len(names), rows.weights.values())
    return Contest(profile, names, given.seats, given.title)


def _cells_of(
    row: tuple[str, ...],
    layout: Layout,
    numbers: tuple[int, ...],
    highest: int,
    found: Findings,
    line: int,
) -> Iterator[tuple[int, int]]:
    for (column, _), number, cell in zip(layout.marks, numbers, row, strict=True):
        grade = whole(cell)
        if grade is not None and grade <= highest:
            yield number, grade
        elif cell:
            what = f"expected a whole number from 0 to {highest}, or nothing, got {cell[:40]!r}"
            found.add(line, column + 1, what, "find out what the voter wrote; do not guess")


def _check_size(papers: Sequence[object], candidates: int, found: Findings) -> None:
    found.finish()
    if len(papers) * candidates > CELLS_MAX:
        what = f"expected at most {CELLS_MAX} cells of patterns, got {len(papers) * candidates}"
        raise found.fail(1, 1, what, "read the parts and merge them")


_READ: dict[str, Callable[[Rows, Layout, Given, Findings], Contest]] = {
    "ranks": _read_orders,
    "grades": _read_grades,
    "approvals": _read_approvals,
}
