"""PrefLib ``.soc``, ``.soi``, ``.toc`` and ``.toi``: orders, with or without ties.

Rules of this module:

* the header of the present format (since September 2022) is required, with the number of
  alternatives and their names; the numbers of voters and of distinct orders that it states are
  compared with what follows;
* alternatives in braces are ranked equally; where the file says that it has strict orders
  (``soc``, ``soi``) they are refused, and where it says that orders are complete (``soc``,
  ``toc``) so are shorter ones;
* PrefLib numbers alternatives from 1, we from 0.

Source: https://preflib.org/format.

Not here: other data of PrefLib, such as categorical preferences and matching.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from commonweal.tally.patterns import CANDIDATES_MAX
from commonweal.tally.readers.contest import Contest, Findings, Papers, check_names

_ENTRY = re.compile(r"[ \t]*\{[^{}]*\}[ \t]*|[^,]*")
_DIGITS_MAX = 18
_KINDS = ("soc", "soi", "toc", "toi")


@dataclass(slots=True)
class _Reading:
    found: Findings
    papers: Papers = field(default_factory=Papers)
    header: dict[str, str] = field(default_factory=dict)
    names: dict[int, str] = field(default_factory=dict)
    candidates: int = 0
    kind: str = ""
    orders: int = 0


def read_preflib(text: str, place: str = "text") -> Contest:
    """Read the text of a ``.soc``, ``.soi``, ``.toc`` or ``.toi`` file.

    Args:
        text: the file's text.
        place: the file's name, for faults; where the header states no kind, its ending does.

    Raises:
        FaultyDocument: with every fault, by line and column.
    """
    reading = _Reading(Findings(place))
    lines = text.splitlines()
    start = _read_header(reading, lines)
    _check_header(reading, start, place)
    for number, line in enumerate(lines[start:], start + 1):
        if line.strip():
            _read_order(reading, number, line)
    _check_sums(reading)
    reading.found.finish()
    names = tuple(reading.names[n] for n in range(1, reading.candidates + 1))
    profile = reading.papers.profile(reading.candidates)
    return Contest(profile, names, None, reading.header.get("TITLE", ""))


def _read_header(reading: _Reading, lines: list[str]) -> int:
    for number, line in enumerate(lines):
        if line.strip() and not line.startswith("#"):
            return number
        key, colon, value = line.removeprefix("#").partition(":")
        key, value = key.strip(), value.strip()
        what, _, index = key.rpartition(" ")
        if what == "ALTERNATIVE NAME" and (read := _whole(index)) is not None:
            _name(reading, number + 1, read, value)
        elif colon and key.isupper():
            reading.header[key] = value
    return len(lines)


def _name(reading: _Reading, line: int, alternative: int, name: str) -> None:
    check_names(reading.found, (name,), line)
    if alternative in reading.names:
        what = f"expected one line ALTERNATIVE NAME {alternative}, got two"
        reading.found.add(line, 1, what, "correct the number, or remove one")
    reading.names[alternative] = name


def _check_header(reading: _Reading, start: int, place: str) -> None:
    stated = reading.header.get("NUMBER ALTERNATIVES", "")
    candidates = _whole(stated)
    if candidates is None or not 1 <= candidates <= CANDIDATES_MAX:
        raise reading.found.fail(
            start + 1,
            1,
            f"expected a header with NUMBER ALTERNATIVES from 1 to {CANDIDATES_MAX}, "
            f"got {stated[:40] or 'none'}",
            "use the format of September 2022 or later; old files start with a bare number",
        )
    reading.candidates = candidates
    kind = reading.header.get("DATA TYPE", place.lower().rpartition(".")[2])
    reading.kind = kind if kind in _KINDS else ""
    for number in range(1, candidates + 1):
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
    order: list[int | tuple[int, ...]] = []
    seen: set[int] = set()
    place, first = 0, len(head) + 2
    while True:
        entry = _ENTRY.match(tail, place)
        text = entry.group() if entry else ""
        order.append(_entry(reading, (number, first + place), text, seen))
        place += len(text) + 1
        if place > len(tail):
            break
        if tail[place - 1] != ",":
            what = f"expected a comma, got {tail[place - 1]!r}"
            reading.found.add(number, first + place - 1, what, "write for instance 12: {3,1},2")
            return
    _take(reading, number, tuple(order), weight, len(seen))


def _take(
    reading: _Reading, line: int, order: tuple[int | tuple[int, ...], ...], weight: int, told: int
) -> None:
    if reading.kind.endswith("c") and told != reading.candidates:
        what = f"expected all {reading.candidates} alternatives in a complete order, got {told}"
        reading.found.add(line, 1, what, "correct the order, or DATA TYPE, which says complete")
    reading.orders += 1
    if not reading.papers.add(order, weight):
        raise reading.found.fail(line, 1, *reading.papers.overfull())


def _entry(
    reading: _Reading, place: tuple[int, int], text: str, seen: set[int]
) -> int | tuple[int, ...]:
    line, column = place
    if not text.lstrip().startswith("{"):
        return _alternative(reading, place, text, seen)
    column += len(text) - len(text.lstrip())
    text = text.strip()
    if reading.kind.startswith("s"):
        what = f"expected a strict order, got {text[:40]!r}"
        reading.found.add(line, column, what, "braces mean ties, which this format has not")
    ties = []
    column += 1
    for part in text.strip("{}").split(","):
        ties.append(_alternative(reading, (line, column), part, seen))
        column += len(part) + 1
    return tuple(sorted(ties)) if len(ties) > 1 else ties[0]


def _alternative(reading: _Reading, place: tuple[int, int], part: str, seen: set[int]) -> int:
    line, column = place
    read = _whole(part)
    if read is None or not 1 <= read <= reading.candidates:
        what = f"expected an alternative from 1 to {reading.candidates}, got {part.strip()[:40]!r}"
        reading.found.add(line, column, what, "correct it")
        return 0
    if read in seen:
        what = f"expected every alternative once, got {read} twice"
        reading.found.add(line, column, what, "find out what the voter wrote; do not guess")
    seen.add(read)
    return read - 1


def _whole(part: str) -> int | None:
    digits = part.strip()
    fits = digits.isascii() and digits.isdecimal() and len(digits) <= _DIGITS_MAX
    return int(digits) if fits else None


def _check_sums(reading: _Reading) -> None:
    sums = {"NUMBER VOTERS": reading.papers.total, "NUMBER UNIQUE ORDERS": reading.orders}
    for key, got in sums.items():
        stated = reading.header.get(key, str(got))
        if stated != str(got):
            what = f"expected {key} {stated[:40]} as the header says, got {got}"
            reading.found.add(1, 1, what, "get the whole file again; part of it may be missing")
