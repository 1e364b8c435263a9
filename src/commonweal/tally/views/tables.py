"""A count as a table: plain text that fits a terminal, and CSV for spreadsheets.

Rules of this module:

* in text the candidates stand in the order of the result, the rounds from left to right; where
  they do not fit beside each other they go on in a further block;
* CSV has one row for each candidate and round, with exact numbers, so that any program can pivot
  it; names that a spreadsheet would take for a formula get an apostrophe in front;
* exhausted and lost votes have rows of their own, so that every round adds up before the eye.

Not here: words on what happened (``Outcome.explain``).
"""

from __future__ import annotations

import csv
import io
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from commonweal.tally.apportionment import Apportionment
from commonweal.tally.outcome import Outcome, Round, exact
from commonweal.tally.views.fates import fates, in_order
from commonweal.tally.views.figures import (
    VOTES,
    called,
    checked_names,
    measure_of,
    padded,
    plural,
    shorten,
    shown,
    signed,
    title_of,
)

WIDTH = 80
"""Columns of a terminal."""

NAME_MAX = 24
"""Columns for a name; longer ones are cut, and stand in full under the table."""

_GAP = "  "

_HEADS = (
    "round",
    "action",
    "source",
    "candidate",
    "name",
    "tally",
    "change",
    "received",
    "passed_on",
    "state",
)


@dataclass(frozen=True, slots=True)
class _Column:
    """A round as a column: its head, and a text for every row."""

    head: str
    texts: tuple[str, ...]

    @property
    def size(self) -> int:
        return max(len(text) for text in (self.head, *self.texts))


_Extra: TypeAlias = tuple[str, tuple[Fraction, ...]]
"""A row under the candidates: its label, and a figure for each round."""


def table(outcome: Outcome, names: Sequence[str] | None = None, *, width: int = WIDTH) -> str:
    """Return a count as a table in plain text.

    Args:
        outcome: the count.
        names: the candidates' names, by number.
        width: columns that there are; a single round that needs more takes more.

    Raises:
        BadCount: when there is not one name for each candidate.
    """
    known, order = called(outcome, names), in_order(outcome)
    extras = _extras(outcome)
    labels = [known[c] for c in order] + [label for label, _ in extras]
    size = min(max(len(label) for label in labels), NAME_MAX)
    columns = [_column(outcome, place, order, extras) for place in range(len(outcome.rounds))]
    short = [padded(shorten(label, size), size) for label in labels]
    lines = [*textwrap.wrap(title_of(outcome), width), _sizes(outcome), ""]
    for block in _blocks(columns, width - size):
        lines += [*_block(short, size, block), ""]
    return "\n".join([*lines, *_results(outcome, known, order), *_legend(outcome), ""])


def _sizes(outcome: Outcome) -> str:
    seats = plural(outcome.seats, "seat")
    stood = plural(outcome.candidates, "candidate")
    return f"{seats}, {stood}. Figures are {measure_of(outcome)}."


def _extras(outcome: Outcome) -> list[_Extra]:
    """Rows under the candidates: exhausted and lost where there are any, and the sum of votes."""
    rows = [
        ("exhausted", tuple(step.exhausted for step in outcome.rounds)),
        ("lost", tuple(step.lost for step in outcome.rounds)),
    ]
    rows = [(label, figures) for label, figures in rows if any(figures)]
    if measure_of(outcome) == VOTES:
        sums = tuple(sum(s.tallies, s.exhausted + s.lost) for s in outcome.rounds)
        rows.append(("sum", sums))
    return rows


def _column(
    outcome: Outcome, place: int, order: Sequence[int], extras: Sequence[_Extra]
) -> _Column:
    step = outcome.rounds[place]
    before = outcome.rounds[place - 1] if place else None
    out = {c for earlier in outcome.rounds[:place] for c in earlier.excluded}
    cells = [_cell(step, before, c, gone=c in out) for c in order]
    for label, figures in extras:
        change = figures[place] - figures[place - 1] if before and label != "sum" else Fraction(0)
        cells.append((signed(change), shown(figures[place]), ""))
    changes, tallies, marks = zip(*cells, strict=True)
    pairs = zip(_aligned(changes), _aligned(tallies), marks, strict=True)
    texts = tuple(f"{change} {tally}{mark or ' '}" for change, tally, mark in pairs)
    return _Column(f"{step.number} {step.action.replace('_', ' ')}", texts)


def _aligned(numbers: Sequence[str]) -> list[str]:
    """Write numbers with their decimal points under each other."""
    parts = [number.partition(".") for number in numbers]
    whole = max(len(part[0]) for part in parts)
    rest = max(len(part[1] + part[2]) for part in parts)
    return [f"{part[0]:>{whole}}{part[1] + part[2]:<{rest}}" for part in parts]


def _cell(step: Round, before: Round | None, candidate: int, *, gone: bool) -> tuple[str, str, str]:
    change = step.tallies[candidate] - before.tallies[candidate] if before else Fraction(0)
    mark = "*" if candidate in step.elected else "x" if candidate in step.excluded else ""
    if gone and step.tallies[candidate] == 0:
        return signed(change), "-", mark
    return signed(change), shown(step.tallies[candidate]), mark


def _blocks(columns: Sequence[_Column], room: int) -> Iterator[list[_Column]]:
    block: list[_Column] = []
    used = 0
    for column in columns:
        needed = column.size + len(_GAP)
        if block and used + needed > room:
            yield block
            block, used = [], 0
        block.append(column)
        used += needed
    if block:
        yield block


def _block(labels: Sequence[str], size: int, block: Sequence[_Column]) -> Iterator[str]:
    heads = (column.head.rjust(column.size) for column in block)
    yield _GAP.join((" " * size, *heads)).rstrip()
    for row, label in enumerate(labels):
        texts = (column.texts[row].rjust(column.size) for column in block)
        yield _GAP.join((label, *texts)).rstrip()


def _results(outcome: Outcome, known: Sequence[str], order: Sequence[int]) -> Iterator[str]:
    became = fates(outcome)
    yield "Result"
    for candidate in order:
        yield f"  {known[candidate]}: {became[candidate].words}"
    if outcome.lot is not None:
        yield f"  {outcome.lot.told(known)} ({outcome.lot.source})"


def _legend(outcome: Outcome) -> Iterator[str]:
    cut = any(shown(tally).endswith("…") for step in outcome.rounds for tally in step.tallies)
    yield "* elected in this round, x excluded, - out earlier" + "; … decimals cut off" * cut


def table_csv(outcome: Outcome, names: Sequence[str] | None = None) -> str:
    """Return a count as CSV, one row for each round and candidate, numbers exact.

    Columns: ``round``, ``action``, ``source``, ``candidate`` (a number; empty for exhausted and
    lost), ``name``, ``tally``, ``change``, ``received`` and ``passed_on`` (of the transfers of the
    round), ``state`` (``elected`` or ``excluded`` where that happened in this round).

    Raises:
        BadCount: when there is not one name for each candidate.
    """
    known = called(outcome, names)
    steps = range(len(outcome.rounds))
    return csv_of([_HEADS, *(row for place in steps for row in _rows(outcome, place, known))])


def _rows(outcome: Outcome, place: int, known: Sequence[str]) -> Iterator[list[str]]:
    step = outcome.rounds[place]
    before = outcome.rounds[place - 1] if place else None
    head = [str(step.number), step.action, step.source]
    for c, tally in enumerate(step.tallies):
        got = sum((move.votes for move in step.transfers if move.to == c), Fraction(0))
        gave = sum((move.votes for move in step.transfers if move.origin == c), Fraction(0))
        change = tally - before.tallies[c] if before else tally
        state = "elected" if c in step.elected else "excluded" if c in step.excluded else ""
        figures = [exact(number) for number in (tally, change, got, gave)]
        yield [*head, str(c), guarded(known[c]), *figures, state]
    for label in ("exhausted", "lost"):
        now: Fraction = getattr(step, label)
        change = now - getattr(before, label) if before else now
        yield [*head, "", f"({label})", exact(now), exact(change), "", "", ""]


def guarded(name: str) -> str:
    """Return a name that no spreadsheet takes for a formula."""
    return f"'{name}" if name.lstrip()[:1] in set("=+-@") or name[:1] in set("\t\r") else name


def csv_of(rows: Iterable[Sequence[str]]) -> str:
    """Write rows as CSV; names have to be guarded by then."""
    sheet = io.StringIO()
    csv.writer(sheet, lineterminator="\n").writerows(rows)
    return sheet.getvalue()


def seat_table(found: Apportionment, names: Sequence[str] | None = None) -> str:
    """Return an apportionment as a table in plain text: units, figures, seats.

    Raises:
        BadCount: when there is not one name for each unit.
    """
    known = _units(found, names)
    size = min(max(len(name) for name in (*known, "unit")), NAME_MAX)
    figures = [str(figure) for figure in (*found.figures, sum(found.figures))]
    seats = [str(number) for number in (*found.seats, sum(found.seats))]
    wide = max(len(text) for text in (*figures, "figure"))
    lines = [_GAP.join((padded("unit", size), "figure".rjust(wide), "seats"))]
    for name, figure, number in zip((*known, "sum"), figures, seats, strict=True):
        lines.append(
            _GAP.join((padded(shorten(name, size), size), figure.rjust(wide), number.rjust(5)))
        )
    lot = [] if found.lot is None else [f"{found.lot.told(known)} ({found.lot.source})"]
    return "\n".join([*lines, *lot, ""])


def seat_csv(found: Apportionment, names: Sequence[str] | None = None) -> str:
    """Return an apportionment as CSV with the columns unit, name, figure, seats.

    Raises:
        BadCount: when there is not one name for each unit.
    """
    known = _units(found, names)
    pairs = zip(found.figures, found.seats, strict=True)
    rows = [[str(u), guarded(known[u]), str(f), str(s)] for u, (f, s) in enumerate(pairs)]
    return csv_of([["unit", "name", "figure", "seats"], *rows])


def _units(found: Apportionment, names: Sequence[str] | None) -> tuple[str, ...]:
    instead = [f"unit {unit}" for unit in range(len(found.seats))]
    return checked_names(names, len(found.seats), "unit", instead)
