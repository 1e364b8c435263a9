"""What the heading of a table says: which column holds what.

Rules of this module:

* a column for a rank is headed ``rank1``, ``choice 1``, ``preference_1``, ``pref-1``, or ``1st
  choice``, ``2nd rank``, ``3 preference``, in small or capital letters; ranks run from 1 without a
  gap, in any order of columns;
* ``weight``, ``count`` or ``papers`` heads the number of equal papers;
* where no column is headed as a rank, every other column is a candidate's;
* a few headings of ballot identifiers and places are known and ignored, further ones only if the
  caller names them: a heading spelt wrongly never silently takes a preference away.

Not here: the rows (``tables``, ``rapid``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from commonweal.tally.patterns import CANDIDATES_MAX
from commonweal.tally.readers.contest import Findings, Given, check_names

_RANK = re.compile(
    r"(?:rank|choice|preference|pref)[ _-]?([1-9][0-9]{0,4})"
    r"|([1-9][0-9]{0,4})(?:st|nd|rd|th)?[ _-](?:rank|choice|preference)"
)
_WEIGHTS = ("weight", "count", "papers")
IGNORED = frozenset(
    {
        "ballot",
        "ballot id",
        "ballot style",
        "ballot_id",
        "ballotid",
        "batch",
        "cast vote record",
        "cvr",
        "cvr id",
        "id",
        "precinct",
    }
)
"""Headings, in small letters, that are known to say nothing about the vote."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Which column of a table holds what; columns are counted from 0.

    Attributes:
        width: the number of columns.
        ranks: the columns of the ranks, the first preference first; empty where the columns are
            the candidates'.
        marks: the columns of the candidates, with their names.
        weight: the column of the weight, if there is one.
    """

    width: int
    ranks: tuple[int, ...]
    marks: tuple[tuple[int, str], ...]
    weight: int | None

    @property
    def votes(self) -> tuple[int, ...]:
        """The columns that hold the vote."""
        return self.ranks or tuple(column for column, _ in self.marks)


def read_headings(cells: Sequence[str], given: Given, found: Findings, line: int) -> Layout:
    """Read the heading of a table.

    Args:
        cells: the cells of the heading.
        given: ``ignored``, ``cells`` and ``candidates`` are heeded.
        found: takes the faults.
        line: the line of the heading.

    Raises:
        FaultyDocument: when the columns do not tell what they hold.
    """
    ignored = IGNORED | {heading.casefold() for heading in given.ignored}
    ranks: dict[int, int] = {}
    others: list[tuple[int, str]] = []
    weights: list[int] = []
    for column, cell in enumerate(cells):
        heading = cell.strip(" ").casefold()
        if heading in _WEIGHTS:
            weights.append(column)
        elif (rank := _RANK.fullmatch(heading)) is not None:
            _add_rank(ranks, int(rank.group(1) or rank.group(2)), column, found, line)
        elif heading not in ignored:
            others.append((column, cell.strip(" ")))
    if len(weights) > 1:
        what = f"expected one column of weights, got {len(weights)}"
        found.add(line, weights[1] + 1, what, "remove one of them")
    if ranks:
        _check_ranks(ranks, others, found, line)
        others = []
    else:
        _check_candidates(others, given, found, line)
    found.finish()
    order = tuple(ranks[rank] for rank in sorted(ranks))
    return Layout(len(cells), order, tuple(others), weights[0] if weights else None)


def _add_rank(ranks: dict[int, int], rank: int, column: int, found: Findings, line: int) -> None:
    if rank in ranks:
        what = f"expected one column for rank {rank}, got two"
        found.add(line, column + 1, what, "correct the headings")
    ranks[rank] = column


def _check_ranks(
    ranks: dict[int, int], others: list[tuple[int, str]], found: Findings, line: int
) -> None:
    for column, heading in others:
        what = f"expected the heading of a rank, a weight or an identifier, got {heading[:40]!r}"
        remedy = "correct it, or name it in ignored where it says nothing about the vote"
        found.add(line, column + 1, what, remedy)
    if sorted(ranks) != list(range(1, len(ranks) + 1)):
        what = f"expected ranks from 1 to {len(ranks)} without a gap, got {sorted(ranks)[-1]}"
        found.add(line, max(ranks.values()) + 1, what, "add the columns that are missing")


def _check_candidates(
    others: list[tuple[int, str]], given: Given, found: Findings, line: int
) -> None:
    names = [name for _, name in others]
    check_names(found, names, line)
    if not 1 <= len(names) <= CANDIDATES_MAX:
        what = f"expected columns of ranks or of candidates, got {len(names)}"
        found.add(line, 1, what, "head the columns rank1, rank2 and so on")
    elif not given.cells:
        what = f"expected columns headed rank1, rank2 and so on, got {names[0][:40]!r}"
        remedy = "say what the candidates' columns hold: cells: ranks, grades or approvals"
        found.add(line, others[0][0] + 1, what, remedy)
    seen: set[str] = set()
    for column, name in others:
        declared = not given.candidates or name in given.candidates
        if not name or name in seen or not declared:
            what = f"expected the name of a candidate who stands, once, got {name[:40]!r}"
            found.add(line, column + 1, what, "correct it, name it in ignored, or in candidates")
        seen.add(name)


def delimiter_of(heading: str, given: Given) -> str:
    """Return what separates the cells of a table, or an empty text where the heading cannot tell.

    Args:
        heading: the first line.
        given: ``delimiter`` is heeded.
    """
    if given.delimiter:
        return given.delimiter
    bare = re.sub(r'"[^"]*"', "", heading)
    among = [one for one in ",;\t" if one in bare]
    if len(among) > 1:
        return ""
    return among[0] if among else ","
