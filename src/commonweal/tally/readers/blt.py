"""BLT: the ballot format of Hill, Wichmann and Woodall's Algorithm 123, read token by token.

Rules of this module:

* numbers are read by token, so line ends mean nothing among them: candidates and seats; withdrawn
  candidates as negative numbers; ballots, each a weight, preferences and 0; a final 0;
* names follow: quoted strings, or one name on each line, and then the title, which may be
  missing; in quotes ``""`` stands for a quotation mark, and several quoted parts on one line make
  one name;
* ``#`` begins a comment, except inside quotes and inside a name without quotes;
* withdrawn candidates are struck from the papers and from the names, and the others close up: the
  numbers of the contest are those of the candidates who stand;
* a ballot identifier such as ``(17)`` before a weight is read over; equal ranks (``=``) and
  skipped ranks (``-``) are refused.

Source: I. D. Hill, B. A. Wichmann and D. R. Woodall, "Algorithm 123: Single Transferable Vote by
Meek's Method", The Computer Journal 30 (1987), p. 277; dialects as found in real files.

Not here: what a rule does with a paper that names only withdrawn candidates; it is blank here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from commonweal.tally.ballots import Ranked
from commonweal.tally.patterns import CANDIDATES_MAX
from commonweal.tally.readers.contest import Contest, Findings

_TOKEN = re.compile(r"#.*|\([^()\s]*\)|[^\s#]+")
_QUOTED = re.compile(r'"((?:[^"]|"")*)"')
_NUMBER = re.compile(r"-?\d{1,18}")


class _Token(NamedTuple):
    text: str
    line: int
    column: int


@dataclass(slots=True)
class _Reading:
    found: Findings
    lines: list[str]
    candidates: int = 0
    seats: int = 0
    withdrawn: set[int] = field(default_factory=set)
    ballots: list[tuple[int, ...]] = field(default_factory=list)
    weights: list[int] = field(default_factory=list)


def read_blt(text: str, place: str = "text") -> Contest:
    """Read the text of a BLT file.

    Args:
        text: the file's text.
        place: the file's name, for faults.

    Raises:
        FaultyDocument: with every fault, by line and column.
    """
    reading = _Reading(Findings(place), text.splitlines())
    tokens = _tokens(reading.lines)
    _read_sizes(reading, tokens)
    end = _read_ballots(reading, tokens)
    names, title = _read_names(reading, end)
    reading.found.finish()
    return _contest(reading, names, title)


def _tokens(lines: list[str]) -> Iterator[_Token]:
    for number, line in enumerate(lines, 1):
        for match in _TOKEN.finditer(line):
            if not match.group().startswith(("#", "(")):
                yield _Token(match.group(), number, match.start() + 1)


def _next(reading: _Reading, tokens: Iterator[_Token], wanted: str) -> tuple[int, _Token]:
    token = next(tokens, None)
    if token is None:
        what = f"expected {wanted}, got the end of the file"
        raise reading.found.fail(max(len(reading.lines), 1), 1, what, "get the whole file again")
    if not _NUMBER.fullmatch(token.text):
        what = f"expected {wanted}, got {token.text[:40]!r}"
        remedy = "write whole numbers; equal and skipped ranks are not read"
        raise reading.found.fail(token.line, token.column, what, remedy)
    return int(token.text), token


def _read_sizes(reading: _Reading, tokens: Iterator[_Token]) -> None:
    limits = {"candidates": CANDIDATES_MAX, "seats": CANDIDATES_MAX}
    sizes = []
    for wanted, most in limits.items():
        number, token = _next(reading, tokens, f"the number of {wanted}")
        if not 1 <= number <= most:
            what = f"expected a number of {wanted} from 1 to {most}, got {number}"
            raise reading.found.fail(token.line, token.column, what, "correct the first line")
        sizes.append(number)
    reading.candidates, reading.seats = sizes


def _read_ballots(reading: _Reading, tokens: Iterator[_Token]) -> _Token:
    while True:
        weight, token = _next(reading, tokens, "the weight of a ballot, or the final 0")
        if weight == 0:
            return token
        if weight < 0:
            _withdraw(reading, -weight, token)
        else:
            reading.ballots.append(_read_preferences(reading, tokens))
            reading.weights.append(weight)


def _withdraw(reading: _Reading, candidate: int, token: _Token) -> None:
    if candidate > reading.candidates or reading.ballots:
        what = f"expected withdrawn candidates from -1 to -{reading.candidates} before the ballots"
        what += f", got {token.text}"
        reading.found.add(token.line, token.column, what, "correct or move the number")
    reading.withdrawn.add(candidate - 1)


def _read_preferences(reading: _Reading, tokens: Iterator[_Token]) -> tuple[int, ...]:
    seen: list[int] = []
    while True:
        number, token = _next(reading, tokens, "a preference, or the 0 that ends the ballot")
        if number == 0:
            return tuple(seen)
        if not 1 <= number <= reading.candidates:
            what = f"expected a candidate from 1 to {reading.candidates}, got {number}"
            reading.found.add(token.line, token.column, what, "correct it, or end the ballot by 0")
        elif number - 1 in seen:
            what = f"expected every candidate once on a ballot, got {number} twice"
            remedy = "find out what the voter wrote; do not guess"
            reading.found.add(token.line, token.column, what, remedy)
        seen.append(number - 1)


def _read_names(reading: _Reading, end: _Token) -> tuple[list[str], str]:
    first = reading.lines[end.line - 1][end.column :]
    rest = [_uncommented(line) for line in (first, *reading.lines[end.line :])]
    lines = [line for line in rest if line]
    wanted = (reading.candidates, reading.candidates + 1)
    names = [_name(line) for line in lines]
    if len(lines) not in wanted:
        names = [_unquoted(part) for part in _QUOTED.findall("\n".join(lines))]
    if len(names) not in wanted:
        what = f"expected {reading.candidates} names and a title, got {len(lines)} lines"
        remedy = "write each name on a line of its own, or in quotation marks"
        reading.found.add(end.line, end.column, what, remedy)
    title = names[reading.candidates] if len(names) == wanted[1] else ""
    return names[: reading.candidates], title


def _uncommented(line: str) -> str:
    line = line.strip()
    if line.startswith("#"):
        return ""
    quoted = _QUOTED.match(line)
    while quoted and (more := _QUOTED.match(line, _past_spaces(line, quoted.end()))):
        quoted = more
    after = line[quoted.end() :].lstrip() if quoted else ""
    return line[: quoted.end()] if quoted and after.startswith("#") else line


def _past_spaces(line: str, place: int) -> int:
    return len(line) - len(line[place:].lstrip())


def _name(line: str) -> str:
    parts = _QUOTED.findall(line) if _QUOTED.match(line) else []
    return ", ".join(_unquoted(part) for part in parts) if parts else line


def _unquoted(part: str) -> str:
    return " ".join(part.replace('""', '"').split())


def _contest(reading: _Reading, names: list[str], title: str) -> Contest:
    standing = [c for c in range(reading.candidates) if c not in reading.withdrawn]
    if not standing:
        what, remedy = "expected somebody who stands, got only withdrawn", "check the minus signs"
        raise reading.found.fail(1, 1, what, remedy)
    number = {candidate: place for place, candidate in enumerate(standing)}
    ballots = (tuple(number[c] for c in b if c in number) for b in reading.ballots)
    profile = Ranked.of(ballots, len(standing), reading.weights)
    return Contest(profile, tuple(names[c] for c in standing), reading.seats, title)
