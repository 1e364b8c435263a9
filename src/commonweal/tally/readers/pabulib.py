"""PaBuLib ``.pb``: votes on projects and a budget.

Rules of this module:

* three sections, META, PROJECTS and VOTES, each with a line of headings; cells are separated by
  ``;``, and one in double quotes may hold ``;`` and, doubled, a quotation mark, but no line end;
* ``approval`` and ``choose-1`` votes become marks, ``cumulative`` and ``scoring`` votes points,
  ``ordinal`` votes rankings; an empty vote is blank;
* amounts may have decimals, with point or comma; all are then counted in the same small coin;
* what META states about the numbers of projects and votes is compared with what follows; a vote
  for an unknown project, twice for one, or with points missing is a fault.

Source: the format as described at https://pabulib.org/format, and D. Stolicki, S. Szufa and
N. Talmon, "Pabulib: A Participatory Budgeting Library", arXiv:2012.06539.

Not here: whether votes keep the limits that META states on their length or their points, except
that ``choose-1`` means one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from math import lcm
from types import MappingProxyType
from typing import NamedTuple, TypeAlias

from commonweal.tally.ballots import Approval, Ranked
from commonweal.tally.patterns import CANDIDATES_MAX, PAPERS_MAX
from commonweal.tally.projects import Projects
from commonweal.tally.readers.contest import CELLS_MAX, Findings
from commonweal.tally.scored import HIGHEST_MAX, Scored

SECTIONS = ("META", "PROJECTS", "VOTES")
MARKED, POINTED = ("approval", "choose-1"), ("cumulative", "scoring")
KINDS = (*MARKED, *POINTED, "ordinal")
"""The types of vote that are read."""

_AMOUNT = re.compile(r"\d{1,12}([.,]\d{1,6})?")
_POINTS = re.compile(r"\d{1,9}")
_CELL = re.compile(r'\s*"((?:[^"]|"")*)"\s*(?=;|$)|([^;"]*)(?=;|$)')


class _Cell(NamedTuple):
    text: str
    column: int


_Row: TypeAlias = dict[str, _Cell]


@dataclass(frozen=True, slots=True)
class Budgeting:
    """A vote on projects as a file tells it.

    Attributes:
        projects: costs and budget, in the file's currency times ``coins``.
        votes: marks, points, or rankings; rankings are for rules yet to come.
        names: the projects' names, in the order of their numbers.
        identifiers: the projects' identifiers in the file.
        meta: the section META as it stands; ``meta["rule"]`` names the rule of the election.
        coins: into how many parts a unit of the currency was divided to make amounts whole.
        selected: the projects that the file reports as funded; None where it does not say.
    """

    projects: Projects
    votes: Approval | Scored | Ranked
    names: tuple[str, ...]
    identifiers: tuple[str, ...]
    meta: Mapping[str, str]
    coins: int = 1
    selected: tuple[int, ...] | None = None


@dataclass(slots=True)
class _Reading:
    found: Findings
    lines: list[str]
    meta: dict[str, _Cell] = field(default_factory=dict)
    rows: list[_Row] = field(default_factory=list)
    places: list[int] = field(default_factory=list)
    number: dict[str, int] = field(default_factory=dict)
    costs: list[Fraction] = field(default_factory=list)
    votes: list[tuple[int, ...]] = field(default_factory=list)
    points: list[dict[int, int]] = field(default_factory=list)
    meta_lines: dict[str, int] = field(default_factory=dict)


def read_pabulib(text: str, place: str = "text") -> Budgeting:
    """Read the text of a ``.pb`` file.

    Args:
        text: the file's text.
        place: the file's name, for faults.

    Raises:
        FaultyDocument: with every fault, by line and column.
    """
    reading = _Reading(Findings(place), text.splitlines())
    starts = _sections(reading)
    _read_meta(reading, starts)
    kind, budget = _vote_type(reading), _budget(reading)
    projects = _table(reading, starts, "PROJECTS", ("project_id", "cost"))
    _read_projects(reading, projects)
    needs = ("voter_id", "vote", *(("points",) if kind in POINTED else ()))
    _read_votes(reading, _table(reading, starts, "VOTES", needs), kind)
    reading.found.finish()
    return _budgeting(reading, [row for _, row in projects], kind, budget)


def _sections(reading: _Reading) -> dict[str, int]:
    """Return the place of each section's heading, counted from 0."""
    starts: dict[str, int] = {}
    for number, line in enumerate(reading.lines):
        name = line.strip().strip(";").upper()
        if name in SECTIONS and name not in starts:
            starts[name] = number
    missing = [name for name in SECTIONS if name not in starts]
    if missing or sorted(starts, key=lambda name: starts[name]) != list(SECTIONS):
        what = f"expected the sections {', '.join(SECTIONS)}, got {', '.join(starts) or 'none'}"
        remedy = "write each on a line of its own, in this order"
        raise reading.found.fail(max(len(reading.lines), 1), 1, what, remedy)
    return starts


def _table(
    reading: _Reading, starts: Mapping[str, int], section: str, needs: tuple[str, ...]
) -> list[tuple[int, _Row]]:
    """Return the rows of a section, each with its line."""
    ends = sorted([*starts.values(), len(reading.lines)])
    first, end = starts[section] + 1, ends[ends.index(starts[section]) + 1]
    filled = [n for n in range(first, end) if reading.lines[n].strip()]
    headings = _cells(reading, filled[0] + 1) if filled else []
    names = [cell.text.lower() for cell in headings]
    if lacking := [name for name in needs if name not in names]:
        what = f"expected columns {', '.join(needs)} in {section}, without {', '.join(lacking)}"
        raise reading.found.fail(first + 1, 1, what, "name the columns in the section's first line")
    rows = []
    for number in filled[1:]:
        cells = _cells(reading, number + 1)
        if len(cells) != len(names):
            what = f"expected {len(names)} cells, got {len(cells)}"
            remedy = "write a ; between cells, and quotation marks around a cell that holds one"
            reading.found.add(number + 1, 1, what, remedy)
            continue
        rows.append((number + 1, dict(zip(names, cells, strict=True))))
    return rows


def _cells(reading: _Reading, number: int) -> list[_Cell]:
    line, place = reading.lines[number - 1], 0
    cells: list[_Cell] = []
    while True:
        match = _CELL.match(line, place)
        if match is None:
            what = "expected a cell, or one in quotation marks up to the next ;"
            remedy = "close the quotation marks; double those within"
            reading.found.add(number, place + 1, what, remedy)
            return cells
        quoted = match.group(1)
        start = match.start(2) if quoted is None else match.start(1)
        text = match.group(2) if quoted is None else quoted.replace('""', '"')
        cells.append(_cell(text, start + 1))
        place = match.end() + 1
        if place > len(line):
            return cells


def _cell(text: str, column: int) -> _Cell:
    return _Cell(text.strip(), column + len(text) - len(text.lstrip()))


def _read_meta(reading: _Reading, starts: Mapping[str, int]) -> None:
    for line, row in _table(reading, starts, "META", ("key", "value")):
        key = row["key"].text.lower()
        if key in reading.meta:
            what, remedy = f"expected {key} once, got it again", "take one of the lines away"
            reading.found.add(line, row["key"].column, what, remedy)
        reading.meta[key], reading.meta_lines[key] = row["value"], line


def _vote_type(reading: _Reading) -> str:
    cell = reading.meta.get("vote_type", _Cell("", 1))
    if cell.text not in KINDS:
        what = f"expected a vote_type of {', '.join(KINDS)}, got {cell.text or 'none'}"
        line = reading.meta_lines.get("vote_type", 1)
        raise reading.found.fail(line, cell.column, what, "state it in META")
    return cell.text


def _budget(reading: _Reading) -> Fraction:
    cell = reading.meta.get("budget", _Cell("", 1))
    return _amount(reading, reading.meta_lines.get("budget", 1), cell, "a budget")


def _amount(reading: _Reading, line: int, cell: _Cell, wanted: str) -> Fraction:
    if not _AMOUNT.fullmatch(cell.text):
        what = f"expected {wanted} as an amount, got {cell.text[:40] or 'nothing'}"
        reading.found.add(line, cell.column, what, "write digits, at most six decimals")
        return Fraction(1)
    return Fraction(cell.text.replace(",", "."))


def _read_projects(reading: _Reading, rows: list[tuple[int, _Row]]) -> None:
    for line, row in rows:
        cell = row["project_id"]
        if not cell.text or cell.text in reading.number or "," in cell.text:
            what = f"expected an identifier of its own, without a comma, got {cell.text!r}"
            reading.found.add(line, cell.column, what, "give every project another identifier")
        reading.number[cell.text] = len(reading.costs)
        cost = _amount(reading, line, row["cost"], "a cost")
        if not cost:
            what, remedy = (
                "expected a cost above 0, got 0",
                "fund without a vote what costs nothing",
            )
            reading.found.add(line, row["cost"].column, what, remedy)
        reading.costs.append(cost)
    last = rows[-1][0] if rows else 1
    if not 1 <= len(rows) <= CANDIDATES_MAX:
        what = f"expected from 1 to {CANDIDATES_MAX} projects, got {len(rows)}"
        raise reading.found.fail(last, 1, what, "list the projects")
    _check_stated(reading, "num_projects", len(rows))


def _check_stated(reading: _Reading, key: str, got: int) -> None:
    cell = reading.meta.get(key)
    whole = not reading.found.faults  # a row that could not be read is no missing row
    if whole and cell is not None and cell.text != str(got):
        what = f"expected as many as there are, {got}, got {cell.text[:40]}"
        remedy = "get the whole file again, or correct the number"
        reading.found.add(reading.meta_lines[key], cell.column, what, remedy)


def _read_votes(reading: _Reading, rows: list[tuple[int, _Row]], kind: str) -> None:
    if len(rows) * len(reading.costs) > CELLS_MAX:
        what = f"expected at most {CELLS_MAX} votes times projects, got {len(rows)} votes"
        raise reading.found.fail(rows[0][0], 1, what, "count the parts of a city by themselves")
    seen: set[str] = set()
    for line, row in rows:
        voter = row["voter_id"]
        if voter.text in seen:
            what = f"expected every voter once, got {voter.text[:40]!r} again"
            reading.found.add(line, voter.column, what, "find out which vote counts")
        seen.add(voter.text)
        vote = _marks(reading, line, row["vote"])
        if kind == "choose-1" and len(vote) > 1:
            what, remedy = f"expected one project, got {len(vote)}", "find out what was voted"
            reading.found.add(line, row["vote"].column, what, remedy)
        if kind in POINTED:
            reading.points.append(_pointed(reading, line, row["points"], vote))
        else:
            reading.votes.append(vote)
    _check_stated(reading, "num_votes", len(rows))


def _listed(cell: _Cell) -> list[_Cell]:
    parts, column = [], cell.column
    for part in cell.text.split(",") if cell.text else []:
        parts.append(_cell(part, column))
        column += len(part) + 1
    return parts


def _marks(reading: _Reading, line: int, cell: _Cell) -> tuple[int, ...]:
    marks: dict[int, None] = {}
    for part in _listed(cell):
        project = reading.number.get(part.text)
        if project is None or project in marks:
            what = f"expected projects of this file, each once, got {part.text[:40]!r}"
            reading.found.add(line, part.column, what, "correct the vote, or leave the voter out")
            continue
        marks[project] = None
    return tuple(marks)


def _pointed(reading: _Reading, line: int, cell: _Cell, vote: tuple[int, ...]) -> dict[int, int]:
    points: list[int] = []
    for part in _listed(cell):
        if not _POINTS.fullmatch(part.text) or int(part.text) > HIGHEST_MAX:
            what = f"expected whole points from 0 to {HIGHEST_MAX}, got {part.text[:40]!r}"
            reading.found.add(line, part.column, what, "divide all points by a common factor")
            return {}
        points.append(int(part.text))
    if len(points) != len(vote):
        what = f"expected points for each of {len(vote)} projects, got {len(points)}"
        reading.found.add(line, cell.column, what, "correct the vote, or leave the voter out")
        return {}
    return dict(zip(vote, points, strict=True))


def _budgeting(reading: _Reading, rows: list[_Row], kind: str, budget: Fraction) -> Budgeting:
    coins = lcm(budget.denominator, *(cost.denominator for cost in reading.costs))
    names = tuple(row["name"].text if "name" in row else row["project_id"].text for row in rows)
    assert all(cost * coins < PAPERS_MAX for cost in (*reading.costs, budget))
    return Budgeting(
        projects=Projects(tuple(int(c * coins) for c in reading.costs), int(budget * coins)),
        votes=_profile(reading, kind),
        names=names,
        identifiers=tuple(reading.number),
        meta=MappingProxyType({key: cell.text for key, cell in reading.meta.items()}),
        coins=coins,
        selected=_selected(rows),
    )


def _profile(reading: _Reading, kind: str) -> Approval | Scored | Ranked:
    size = len(reading.costs)
    if kind == "ordinal":
        return Ranked.of(reading.votes, size)
    if kind in MARKED:
        return Approval.of(reading.votes, size)
    highest = max((max(vote.values(), default=1) for vote in reading.points), default=1)
    return Scored.of(reading.points, size, max(highest, 1))


def _selected(rows: list[_Row]) -> tuple[int, ...] | None:
    if "selected" not in rows[0]:
        return None
    return tuple(place for place, row in enumerate(rows) if row["selected"].text == "1")
