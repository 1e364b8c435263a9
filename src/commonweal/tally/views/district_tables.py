"""Seats by district and party at once, as a table and as CSV.

Rules of this module:

* districts down, parties across; where the parties do not fit beside each other they go on in a
  further block; sums stand at the end of rows and columns;
* the divisors that prove the seats are published with them, exactly.

Not here: words on how the seats were found (``Biproportion.told``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from commonweal.tally.biproportion import Biproportion
from commonweal.tally.outcome import exact
from commonweal.tally.views.figures import cells, checked_names, padded, shorten
from commonweal.tally.views.tables import NAME_MAX, WIDTH, csv_of, guarded

_GAP = "  "
_PARTY_MAX = 14
"""Columns for the name of a party at the head of its seats."""


def district_table(
    found: Biproportion,
    districts: Sequence[str] | None = None,
    parties: Sequence[str] | None = None,
    *,
    width: int = WIDTH,
) -> str:
    """Return the seats as a table in plain text.

    Args:
        found: the seats.
        districts: the districts' names.
        parties: the parties' names.
        width: columns that there are; a column that needs more takes more.

    Raises:
        BadCount: when there is not one name for each.
    """
    rows, columns = _names(found, districts, parties)
    labels = [shorten(name, NAME_MAX) for name in ("", *rows, "sum", "divisor")]
    size = max(cells(label) for label in labels)
    texts = [_column(found, party, name) for party, name in enumerate(columns)]
    texts += list(_ends(found))
    lines: list[str] = []
    for block in _blocks(texts, width - size):
        for row, label in enumerate(labels):
            line = _GAP.join((padded(label, size), *(column[row] for column in block)))
            lines.append(line.rstrip())
        lines = [*lines[: None if found.party_divisors else -1], ""]
    return "\n".join(lines)


def _names(
    found: Biproportion, districts: Sequence[str] | None, parties: Sequence[str] | None
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    rows, columns = len(found.districts), len(found.votes[0])
    numbered = (
        [f"district {one}" for one in range(rows)],
        [f"party {one}" for one in range(columns)],
    )
    return (
        checked_names(districts, rows, "district", numbered[0]),
        checked_names(parties, columns, "party", numbered[1]),
    )


def _column(found: Biproportion, party: int, name: str) -> list[str]:
    """Return the texts of a party: head, its seats, their sum, its divisor."""
    seats = [row[party] for row in found.seats]
    divisor = exact(found.party_divisors[party]) if found.party_divisors else ""
    head = shorten(name, _PARTY_MAX)
    return _aligned([head, *(str(one) if one else "." for one in seats), str(sum(seats)), divisor])


def _ends(found: Biproportion) -> Iterator[list[str]]:
    sums = [sum(row) for row in found.seats]
    yield _aligned(["sum", *(str(one) for one in sums), str(sum(sums)), ""])
    if found.district_divisors:
        yield _aligned(["divisor", *(exact(one) for one in found.district_divisors), "", ""])


def _aligned(texts: Sequence[str]) -> list[str]:
    size = max(cells(text) for text in texts)
    return [padded(text, size, right=True) for text in texts]


def _blocks(columns: Sequence[list[str]], room: int) -> Iterator[list[list[str]]]:
    block: list[list[str]] = []
    used = 0
    for column in columns:
        needed = cells(column[0]) + len(_GAP)
        if block and used + needed > room:
            yield block
            block, used = [], 0
        block.append(column)
        used += needed
    yield block


def district_csv(
    found: Biproportion,
    districts: Sequence[str] | None = None,
    parties: Sequence[str] | None = None,
) -> str:
    """Return the seats as CSV, a row for each district and party.

    Columns: ``district``, ``party``, ``votes``, ``seats``, ``district_divisor`` and
    ``party_divisor`` (exact; empty where there is none).

    Raises:
        BadCount: when there is not one name for each.
    """
    rows, columns = _names(found, districts, parties)
    across = [exact(one) for one in found.party_divisors] or [""] * len(columns)
    down = [exact(one) for one in found.district_divisors] or [""] * len(rows)
    lines = [["district", "party", "votes", "seats", "district_divisor", "party_divisor"]]
    for i, district in enumerate(rows):
        for j, party in enumerate(columns):
            figures = [str(found.votes[i][j]), str(found.seats[i][j]), down[i], across[j]]
            lines.append([guarded(district), guarded(party), *figures])
    return csv_of(lines)
