"""BLT: the ballot format of Hill, Wichmann and Woodall's Algorithm 123, read token by token.

Rules of this module:

* numbers are read by token, so line ends mean nothing among them: candidates and seats; withdrawn
  candidates as negative numbers; ballots, each a weight, preferences and 0; a final 0;
* candidates joined by ``=`` are ranked equally; ``-`` is a rank left empty, read only if the
  caller says what the election's rule does with it;
* options in brackets follow the seats: ``[nick a b c]`` gives short names that ballots may use,
  ``[tie 2 1 3]`` an order for ties, ``[withdrawn 2]`` those who withdrew; ``[droop ...]`` speaks
  to another program and is read over;
* an identifier such as ``(17)`` stands before a ballot's weight or, in another dialect, in place
  of it; a file that could be read either way is refused until the caller says which;
* names follow: quoted strings, or one name on each line, and then the title, which may be
  missing; in quotes ``""`` stands for a quotation mark, and several quoted parts on one line make
  one name; after a quoted title may stand a quoted source and a quoted remark;
* ``#`` begins a comment, except inside quotes and inside a name without quotes;
* withdrawn candidates are struck from the papers and from the names, and the others close up: the
  numbers of the contest are those of the candidates who stand.

Source: I. D. Hill, B. A. Wichmann and D. R. Woodall, "Algorithm 123: Single Transferable Vote by
Meek's Method", The Computer Journal 30 (1987), p. 277; dialects as found in real files and in the
programs droop and stv-rs.

Not here: what a rule does with a paper that names only withdrawn candidates; it is blank here.
Large regular files: ``rapid``. Names: ``names``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from commonweal.tally.patterns import CANDIDATES_MAX
from commonweal.tally.readers.contest import (
    NOTHING,
    Contest,
    Findings,
    Given,
    Paper,
    Papers,
    check_names,
    members,
)
from commonweal.tally.readers.marks import Doubt, settle
from commonweal.tally.readers.names import read_names
from commonweal.terms import FaultyDocument

_TOKEN = re.compile(r"#[^\n]*|\([^()\n]*\)|\[[^\[\]\n]*\]|[^\s#]+")
_NUMBER = re.compile(r"-?[0-9]{1,18}")

_SKIPPED = "-"


@dataclass(slots=True)
class _Reading:
    text: str
    found: Findings
    given: Given
    papers: Papers
    weighted: bool
    candidates: int = 0
    seats: int = 0
    known: dict[str, int] = field(default_factory=dict)
    withdrawn: set[int] = field(default_factory=set)
    order: tuple[int, ...] = ()
    first_identifier: int | None = None

    def place(self, offset: int) -> tuple[int, int]:
        return place_of(self.text, offset)

    def add(self, offset: int, what: str, remedy: str) -> None:
        self.found.add(*self.place(offset), what, remedy)

    def fail(self, offset: int, what: str, remedy: str) -> FaultyDocument:
        return self.found.fail(*self.place(offset), what, remedy)


def read_blt(text: str, place: str = "text", given: Given = NOTHING) -> Contest:
    """Read the text of a BLT file.

    Args:
        text: the file's text.
        place: the file's name, for faults.
        given: what the file does not say; ``skipped`` and ``identified`` are heeded.

    Raises:
        FaultyDocument: with every fault, by line and column.
    """
    text = unified(text)
    first, identified = _attempt(text, place, given, given.identified or "weight")
    second = first
    if identified is not None and not given.identified:
        second, _ = _attempt(text, place, given, "preference")
    if isinstance(first, Contest) and isinstance(second, Contest) and first is not second:
        what = "expected ballots with identifiers that read one way only, got ones that could be "
        what += "followed by a weight or by a first preference"
        remedy = "say identified: weight or preference"
        raise Findings(place).fail(*place_of(text, identified or 0), what, remedy)
    best = second if isinstance(first, FaultyDocument) else first
    if isinstance(best, Contest):
        return best
    raise best if not isinstance(first, FaultyDocument) else first


def place_of(text: str, offset: int) -> tuple[int, int]:
    """Return line and column, both from 1, of a character counted from 0."""
    start = text.rfind("\n", 0, offset) + 1
    return text.count("\n", 0, start) + 1, offset - start + 1


def unified(text: str) -> str:
    """Return a text with every line end as one line feed."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _attempt(
    text: str, place: str, given: Given, identified: str
) -> tuple[Contest | FaultyDocument, int | None]:
    found = Findings(place)
    reading = _Reading(text, found, given, Papers(), identified == "weight")
    try:
        return _read(reading), reading.first_identifier
    except FaultyDocument as faulty:
        return faulty, reading.first_identifier


def _read(reading: _Reading) -> Contest:
    tokens = _tokens(reading)
    _read_sizes(reading, tokens)
    end = _read_ballots(reading, tokens)
    names, title = read_names(reading.text[end:], reading.candidates)
    line, column = reading.place(end)
    if len(names) != reading.candidates:
        what = f"expected {reading.candidates} names and a title, got {len(names)} lines"
        remedy = "write each name on a line of its own, or in quotation marks"
        reading.found.add(line, column - 1, what, remedy)
    check_names(reading.found, (*names, title), line)
    reading.found.finish()
    return _contest(reading, names, title)


def _tokens(reading: _Reading) -> Iterator[re.Match[str]]:
    for match in _TOKEN.finditer(reading.text):
        if not match.group().startswith("#"):
            yield match


def _next(
    reading: _Reading, tokens: Iterator[re.Match[str]], wanted: str
) -> tuple[str, re.Match[str]]:
    token = next(tokens, None)
    if token is None:
        what = f"expected {wanted}, got the end of the file"
        end = len(reading.text.rstrip("\n"))
        line, _ = reading.place(end)
        raise reading.found.fail(line, 1, what, "get the whole file again")
    return token.group(), token


def _number(reading: _Reading, token: re.Match[str], wanted: str) -> int:
    if not _NUMBER.fullmatch(token.group()):
        what = f"expected {wanted}, got {token.group()[:40]!r}"
        raise reading.fail(token.start(), what, "write whole numbers, and names after the ballots")
    return int(token.group())


def _read_sizes(reading: _Reading, tokens: Iterator[re.Match[str]]) -> None:
    limits = {"candidates": CANDIDATES_MAX, "seats": CANDIDATES_MAX}
    sizes = []
    for wanted, most in limits.items():
        _, token = _next(reading, tokens, f"the number of {wanted}")
        number = _number(reading, token, f"the number of {wanted}")
        if not 1 <= number <= most:
            what = f"expected a number of {wanted} from 1 to {most}, got {number}"
            raise reading.fail(token.start(), what, "correct the first line")
        sizes.append(number)
    reading.candidates, reading.seats = sizes
    reading.known = {str(number): number - 1 for number in range(1, reading.candidates + 1)}


def _read_ballots(reading: _Reading, tokens: Iterator[re.Match[str]]) -> int:
    wanted = "the weight of a ballot, or the final 0"
    while True:
        text, token = _next(reading, tokens, wanted)
        if text.startswith("["):
            _read_option(reading, token)
            continue
        if text.startswith("(") and text.endswith(")"):
            weight = _identified(reading, tokens, token)
        else:
            weight = _number(reading, token, wanted)
        if weight == 0:
            return token.end()
        if weight < 0:
            _withdraw(reading, -weight, token)
        else:
            _read_paper(reading, tokens, weight, token)


def _identified(reading: _Reading, tokens: Iterator[re.Match[str]], token: re.Match[str]) -> int:
    if reading.first_identifier is None:
        reading.first_identifier = token.start()
    if not reading.weighted:
        return 1
    wanted = "the weight of a ballot after its identifier"
    _, after = _next(reading, tokens, wanted)
    weight = _number(reading, after, wanted)
    if weight < 1:
        what = f"expected {wanted}, got {weight}"
        raise reading.fail(after.start(), what, "correct the weight, or say identified: preference")
    return weight


def _withdraw(reading: _Reading, candidate: int, token: re.Match[str]) -> None:
    if candidate > reading.candidates or reading.papers.total:
        what = f"expected withdrawn candidates from -1 to -{reading.candidates} before the ballots"
        what += f", got {token.group()}"
        reading.add(token.start(), what, "correct or move the number")
    reading.withdrawn.add(candidate - 1)


def _read_option(reading: _Reading, token: re.Match[str]) -> None:
    name, *words = token.group().strip("[]").split() or [""]
    if name == "droop":
        return
    whose = [reading.known.get(word, -1) for word in words]
    everybody = len(set(words)) == len(words) == reading.candidates
    if name == "nick" and everybody and not any(_NUMBER.fullmatch(word) for word in words):
        reading.known.update({word: number for number, word in enumerate(words)})
    elif name == "tie" and sorted(whose) == list(range(reading.candidates)):
        reading.order = tuple(whose)
    elif name == "withdrawn" and whose and -1 not in whose and not reading.papers.total:
        reading.withdrawn.update(whose)
    else:
        what = "expected [nick ...] or [tie ...] with every candidate once, [withdrawn ...] before "
        what += f"the ballots, or [droop ...], got {token.group()[:40]!r}"
        reading.add(token.start(), what, "correct the option, or leave it out")


def _read_paper(
    reading: _Reading, tokens: Iterator[re.Match[str]], weight: int, first: re.Match[str]
) -> None:
    ranks: list[tuple[int, ...]] = []
    seen: set[int] = set()
    wanted = "a preference, or the 0 that ends the ballot"
    while True:
        text, token = _next(reading, tokens, wanted)
        candidate = reading.known.get(text)
        if candidate is not None:
            ranks.append((_once(reading, candidate, seen, token),))
        elif text == _SKIPPED:
            ranks.append(())
        elif _NUMBER.fullmatch(text) and int(text) == 0:
            break
        else:
            parts = text.split("=")
            equals = [_candidate(reading, part, token) for part in parts]
            ranks.append(tuple(_once(reading, one, seen, token) for one in equals))
    _take(reading, ranks, weight, first)


def _candidate(reading: _Reading, part: str, token: re.Match[str]) -> int:
    named = reading.known.get(part)
    if named is not None:
        return named
    number = int(part) if _NUMBER.fullmatch(part) else None
    if number is not None and 1 <= number <= reading.candidates:
        return number - 1
    if number is None:
        what = "expected a preference, or the 0 that ends the ballot, got "
        remedy = "write whole numbers, = between those ranked equally, - for an empty rank"
        raise reading.fail(token.start(), what + repr(token.group()[:40]), remedy)
    what = f"expected a candidate from 1 to {reading.candidates}, got {number}"
    reading.add(token.start(), what, "correct it, or end the ballot by 0")
    return 0


def _once(reading: _Reading, candidate: int, seen: set[int], token: re.Match[str]) -> int:
    if candidate in seen:
        what = f"expected every candidate once on a ballot, got {candidate + 1} twice"
        reading.add(token.start(), what, "find out what the voter wrote; do not guess")
    seen.add(candidate)
    return candidate


def _take(
    reading: _Reading, ranks: list[tuple[int, ...]], weight: int, first: re.Match[str]
) -> None:
    paper: Paper | Doubt | None = tuple(one[0] if len(one) == 1 else one for one in ranks)
    if () in ranks:
        paper = settle(ranks, replace(reading.given, overvote="equal"))
    if isinstance(paper, Doubt):
        reading.add(first.start(), paper.what, paper.remedy)
    elif paper is not None and not reading.papers.add(paper, weight):
        raise reading.fail(first.start(), *reading.papers.overfull())


def _contest(reading: _Reading, names: Sequence[str], title: str) -> Contest:
    standing = [c for c in range(reading.candidates) if c not in reading.withdrawn]
    if not standing:
        what, remedy = "expected somebody who stands, got only withdrawn", "check the minus signs"
        raise reading.found.fail(1, 1, what, remedy)
    number = {candidate: place for place, candidate in enumerate(standing)}
    papers = reading.papers
    if reading.withdrawn:
        papers = Papers()
        for paper, weight in reading.papers.weights.items():
            papers.add(without(paper, number), weight)
    order = tuple(number[c] for c in reading.order if c in number)
    kept = tuple(names[c] for c in standing)
    return Contest(papers.profile(len(standing)), kept, reading.seats, title, order=order)


def without(paper: Paper, number: Mapping[int, int]) -> Paper:
    """Return a paper without those who have no number, and with the numbers of the others."""
    groups = [[number[c] for c in members(mark) if c in number] for mark in paper]
    return tuple(group[0] if len(group) == 1 else tuple(group) for group in groups if group)
