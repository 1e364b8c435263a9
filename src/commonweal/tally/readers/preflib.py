"""PrefLib ``.soc`` and ``.soi``: strict orders, complete or incomplete.

Rules of this module: the header of the present format (since September 2022) is required, with
the number of alternatives, their names, the number of voters and of distinct orders; what it
states is compared with what follows. PrefLib numbers alternatives from 1, we from 0.

Source: https://preflib.org/format.

Not here: orders with ties (``.toc``, ``.toi``); a file that has them is refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from commonweal.tally.ballots import Ranked
from commonweal.tally.patterns import CANDIDATES_MAX
from commonweal.tally.readers.contest import Contest, Findings

_HEADER = re.compile(r"#\s*([A-Z][A-Z ]*?)\s*(\d+)?\s*:\s*(.*?)\s*$")
_DIGITS_MAX = 18


@dataclass(slots=True)
class _Reading:
    found: Findings
    header: dict[str, str] = field(default_factory=dict)
    names: dict[int, str] = field(default_factory=dict)
    orders: list[tuple[int, ...]] = field(default_factory=list)
    weights: list[int] = field(default_factory=list)
    candidates: int = 0


def read_preflib(text: str, place: str = "text") -> Contest:
    """Read the text of a ``.soc`` or ``.soi`` file.

    Args:
        text: the file's text.
        place: the file's name, for faults.

    Raises:
        FaultyDocument: with every fault, by line and column.
    """
    reading = _Reading(Findings(place))
    lines = text.splitlines()
    start = _read_header(reading, lines)
    _check_header(reading, start)
    for number, line in enumerate(lines[start:], start + 1):
        if line.strip():
            _read_order(reading, number, line)
    _check_sums(reading)
    reading.found.finish()
    profile = Ranked.of(reading.orders, reading.candidates, reading.weights)
    names = tuple(reading.names[n] for n in range(1, reading.candidates + 1))
    return Contest(profile, names, None, reading.header.get("TITLE", ""))


def _read_header(reading: _Reading, lines: list[str]) -> int:
    for number, line in enumerate(lines):
        if line.strip() and not line.startswith("#"):
            return number
        match = _HEADER.match(line)
        if match is None:
            continue
        key, index, value = match.groups()
        if key == "ALTERNATIVE NAME" and index:
            reading.names[int(index)] = value
        else:
            reading.header[key] = value
    return len(lines)


def _check_header(reading: _Reading, start: int) -> None:
    stated = reading.header.get("NUMBER ALTERNATIVES", "")
    if not re.fullmatch(r"\d{1,5}", stated) or not 1 <= int(stated) <= CANDIDATES_MAX:
        raise reading.found.fail(
            start + 1,
            1,
            f"expected a header with NUMBER ALTERNATIVES from 1 to {CANDIDATES_MAX}, "
            f"got {stated or 'none'}",
            "use the format of September 2022 or later; old files start with a bare number",
        )
    reading.candidates = int(stated)
    for number in range(1, reading.candidates + 1):
        if number not in reading.names:
            what = f"expected a line ALTERNATIVE NAME {number}, got none"
            reading.found.add(start, 1, what, "name every alternative in the header")


def _read_order(reading: _Reading, number: int, line: str) -> None:
    head, colon, tail = line.partition(":")
    weight = _whole(head)
    if not colon or weight is None or weight < 1:
        what = f"expected a number of ballots and a colon, got {line[:40]!r}"
        reading.found.add(number, 1, what, "write for instance 12: 3,1,2")
        return
    order: list[int] = []
    column = len(head) + 2
    for part in tail.split(","):
        order.append(_alternative(reading, number, column, part, order))
        column += len(part) + 1
    reading.orders.append(tuple(alternative - 1 for alternative in order))
    reading.weights.append(weight)


def _alternative(reading: _Reading, number: int, column: int, part: str, before: list[int]) -> int:
    read = _whole(part)
    if read is None or not 1 <= read <= reading.candidates:
        what = f"expected an alternative from 1 to {reading.candidates}, got {part.strip()!r}"
        remedy = "braces mean ties, which this format has not" if "{" in part else "correct it"
        reading.found.add(number, column, what, remedy)
        return 0
    if read in before:
        what = f"expected every alternative once, got {read} twice"
        reading.found.add(number, column, what, "find out what the voter wrote; do not guess")
    return read


def _whole(part: str) -> int | None:
    digits = part.strip()
    fits = digits.isascii() and digits.isdecimal() and len(digits) <= _DIGITS_MAX
    return int(digits) if fits else None


def _check_sums(reading: _Reading) -> None:
    sums = {"NUMBER VOTERS": sum(reading.weights), "NUMBER UNIQUE ORDERS": len(reading.weights)}
    for key, got in sums.items():
        stated = reading.header.get(key, str(got))
        if stated != str(got):
            what = f"expected {key} {stated} as the header says, got {got}"
            reading.found.add(1, 1, what, "get the whole file again; part of it may be missing")
