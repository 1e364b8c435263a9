"""ABIF, the Aggregated Ballot Information Format: weights, and candidates in order or with scores.

Rules of this module:

* ``# ...`` on a line of its own, or after a blank, is a comment; ``{...}`` on a line of its own is
  JSON about the election, of which ``title``, ``max_rating`` and ``seats`` are read;
* ``=key:[Full name]`` gives the name of a candidate; keys are letters, digits and ``_`` , or text
  in quotation marks or in brackets; a candidate without such a line is called by the key;
* ``12: A>B=C`` are twelve papers that prefer A to B and C and are indifferent between those;
  a comma between candidates says no more than that both are marked;
* where every mark has a score, ``A/5>B/3``, the ballots are grades; an order that contradicts the
  scores is a fault, and so are scores on some marks only. ``cells="ranks"`` reads the order;
* the best grade is ``max_rating`` or :attr:`Given.highest`; without either it is a fault;
* candidates are numbered in the order of their lines; where some have none, in order of keys after
  those, so that the order of ballots means nothing.

Source: the ABIF project, https://github.com/electorama/abif (grammar 0.31 and draft 1).

Not here: weights of a voter's marks (``A*1,B*2``), and remarks in JSON after a ballot.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TypeAlias

from commonweal.tally.ballots import Approval, Ranked
from commonweal.tally.patterns import CANDIDATES_MAX
from commonweal.tally.readers.blt import unified
from commonweal.tally.readers.contest import (
    CELLS_MAX,
    NOTHING,
    Ballots,
    Contest,
    Findings,
    Given,
    Paper,
    Papers,
    check_names,
    members,
)
from commonweal.tally.scored import HIGHEST_MAX, Scored

_MARK = re.compile(
    r'[ \t]*(?:"([^"]*)"|\[([^\[\]]*)\]|([^\W\d]\w*))[ \t]*(?:/[ \t]*([0-9]{1,9})[ \t]*)?'
)
_NAMING = re.compile(
    r'=?[ \t]*(?:"([^"]*)"|\[([^\[\]]*)\]|([^\W\d]\w*))[ \t]*:'
    r'[ \t]*(?:"([^"]*)"|\[([^\[\]]*)\]|([^\W\d]\w*))[ \t]*'
)
_WEIGHT = re.compile(r"[ \t]*([0-9]{1,18})[ \t]*:")
_JSON_MAX = 10_000

_Paper: TypeAlias = "list[tuple[int, _Mark]]"


@dataclass(slots=True)
class _Mark:
    key: str
    score: int | None
    joined: str
    column: int


@dataclass(slots=True)
class _Vote:
    line: int
    weight: int
    marks: list[_Mark]


@dataclass(slots=True)
class _Reading:
    found: Findings
    given: Given
    stated: dict[str, object] = field(default_factory=dict)
    named: dict[str, str] = field(default_factory=dict)
    votes: list[_Vote] = field(default_factory=list)


def read_abif(text: str, place: str = "text", given: Given = NOTHING) -> Contest:
    """Read the text of an ABIF file.

    Args:
        text: the file's text.
        place: the file's name, for faults.
        given: what the file does not say: ``cells``, ``highest``, ``seats``, ``title``.

    Raises:
        FaultyDocument: with every fault, by line and column.
    """
    reading = _Reading(Findings(place), given)
    for number, line in enumerate(unified(text).split("\n"), 1):
        _read_line(reading, number, line)
    reading.found.finish()
    numbers, names = _candidates(reading)
    title = str(reading.stated.get("title", given.title))
    check_names(reading.found, (*names, title), 1)
    scored = _scored(reading)
    highest = _highest(reading) if scored else 0
    papers = [_paper(reading, vote, numbers) for vote in reading.votes]
    reading.found.finish()
    if given.cells == "approvals":
        profile: Ballots = _approvals(reading, papers, len(names), scored=scored)
    elif scored and given.cells != "ranks":
        profile = _grades(reading, papers, len(names), highest)
    else:
        profile = _ranks(reading, papers, len(names), scored=scored)
    reading.found.finish()
    return Contest(profile, names, _seats(reading), title)


def _read_line(reading: _Reading, number: int, line: str) -> None:
    start = line.lstrip()
    if not start or start.startswith("#"):
        return
    if start.startswith("{"):
        _read_statement(reading, number, start)
    elif weight := _WEIGHT.match(line):
        _read_vote(reading, number, line, weight)
    elif naming := _NAMING.match(start):
        rest = start[naming.end() :]
        _read_naming(reading, number, naming, rest)
    else:
        what = "expected a ballot such as 12: A>B, a name such as =A:[Alice], {...} or a comment, "
        what += f"got {start[:40]!r}"
        reading.found.add(number, 1, what, "correct the line, or begin it with #")


def _read_statement(reading: _Reading, number: int, line: str) -> None:
    body = line[: line.rfind("}") + 1] if len(line) <= _JSON_MAX else ""
    after = line[len(body) :].strip()
    try:
        stated = json.loads(body)
    except (ValueError, RecursionError):
        stated = None
    if not isinstance(stated, dict) or (after and not after.startswith("#")):
        what = f'expected JSON such as {{"title": "..."}}, got {line[:40]!r}'
        reading.found.add(number, 1, what, "write keys and texts in quotation marks")
        return
    reading.stated.update(stated)


def _read_naming(reading: _Reading, number: int, naming: re.Match[str], rest: str) -> None:
    key, name = _text(naming, 1), _text(naming, 4)
    if rest and not rest.startswith("#"):
        what = f"expected the end of the line or a comment, got {rest[:40]!r}"
        reading.found.add(number, naming.end() + 1, what, "write the name in brackets")
    if key in reading.named or name in reading.named.values():
        what = f"expected every candidate once, got {key[:40]!r} or the same name again"
        reading.found.add(number, 1, what, "remove one of the lines")
    reading.named[key] = name


def _text(match: re.Match[str], first: int) -> str:
    told = next(one for one in match.groups()[first - 1 : first + 2] if one is not None)
    return " ".join(told.split())


def _read_vote(reading: _Reading, number: int, line: str, head: re.Match[str]) -> None:
    weight, at, joined = int(head.group(1)), head.end(), ""
    marks: list[_Mark] = []
    if weight < 1:
        what, remedy = "expected a weight of 1 or more, got 0", "leave out ballots nobody cast"
        reading.found.add(number, 1, what, remedy)
    if _ends(line, at):
        reading.votes.append(_Vote(number, weight, marks))
        return
    while True:
        mark = _MARK.match(line, at)
        if mark is None:
            what = f"expected a candidate, perhaps with /score, got {line[at : at + 40]!r}"
            reading.found.add(number, at + 1, what, "write for instance 12: A>B=C")
            return
        score = None if mark.group(4) is None else int(mark.group(4))
        marks.append(_Mark(_text(mark, 1), score, joined, at + 1))
        at = mark.end()
        if _ends(line, at):
            break
        joined = line[at]
        if joined not in ">=,":
            what = f"expected >, =, a comma or the end of the line, got {line[at : at + 40]!r}"
            reading.found.add(number, at + 1, what, "weights and remarks of marks are not read")
            return
        at += 1
    reading.votes.append(_Vote(number, weight, marks))


def _ends(line: str, at: int) -> bool:
    rest = line[at:].lstrip()
    return not rest or rest.startswith("#")


def _candidates(reading: _Reading) -> tuple[dict[str, int], tuple[str, ...]]:
    """Return the numbers of keys and names, and the names in the order of their numbers."""
    keys = list(reading.named) or sorted({m.key for v in reading.votes for m in v.marks})
    if not 1 <= len(keys) <= CANDIDATES_MAX:
        what = f"expected from 1 to {CANDIDATES_MAX} candidates, got {len(keys)}"
        raise reading.found.fail(1, 1, what, "add a line such as =A:[Alice] for each")
    names = tuple(reading.named.get(key, key) for key in keys)
    numbers = {name: number for number, name in enumerate(names)}
    numbers.update({key: number for number, key in enumerate(keys)})
    return numbers, names


def _scored(reading: _Reading) -> bool:
    marks = [(vote.line, mark) for vote in reading.votes for mark in vote.marks]
    scored = [mark.score is not None for _, mark in marks]
    for (line, mark), one in zip(marks, scored, strict=True):
        if one != scored[0]:
            what = "expected scores on every mark of the file or on none, got both"
            reading.found.add(line, mark.column, what, "add the scores that are missing")
            break
    return bool(scored) and scored[0]


def _highest(reading: _Reading) -> int:
    given = reading.given
    stated = reading.stated.get("max_rating", given.highest)
    if isinstance(stated, int) and not isinstance(stated, bool) and 1 <= stated <= HIGHEST_MAX:
        return stated
    what = f"expected a best score from 1 to {HIGHEST_MAX}, got {str(stated)[:40]}"
    remedy = 'add a line {"max_rating": 5}, or say highest; or read cells: ranks'
    if given.cells != "ranks":
        reading.found.add(1, 1, what, remedy)
    return HIGHEST_MAX


def _paper(reading: _Reading, vote: _Vote, numbers: dict[str, int]) -> _Paper:
    paper: _Paper = []
    seen: set[int] = set()
    for place, mark in enumerate(vote.marks):
        number = numbers.get(mark.key)
        if number is None:
            what = f"expected a candidate whom a line names, got {mark.key[:40]!r}"
            remedy = "correct it, or add a line such as =A:[Alice]"
            reading.found.add(vote.line, mark.column, what, remedy)
            continue
        if number in seen:
            what = f"expected every candidate once on a ballot, got {mark.key[:40]!r} twice"
            remedy = "find out what the voter wrote; do not guess"
            reading.found.add(vote.line, mark.column, what, remedy)
        seen.add(number)
        _check_order(reading, vote, place)
        paper.append((number, mark))
    return paper


def _check_order(reading: _Reading, vote: _Vote, place: int) -> None:
    mark, before = vote.marks[place], vote.marks[place - 1]
    if not place or mark.score is None or before.score is None:
        return
    falls = mark.joined == ">" and before.score < mark.score
    if falls or (mark.joined == "=" and before.score != mark.score):
        what = f"expected scores that agree with the order, got {before.score}{mark.joined}"
        reading.found.add(vote.line, mark.column, f"{what}{mark.score}", "correct one of the two")


def _ranks(reading: _Reading, papers: list[_Paper], candidates: int, *, scored: bool) -> Ranked:
    grouped = Papers()
    for vote, paper in zip(reading.votes, papers, strict=True):
        groups: list[tuple[int, ...]] = []
        for number, mark in paper:
            if mark.joined in ("", ">"):
                groups.append((number,))
            else:
                groups[-1] = (*groups[-1], number)
            if scored and mark.joined == ",":
                what = "expected > or = where the order is read, got a comma"
                reading.found.add(vote.line, mark.column, what, "read the scores instead")
        order = tuple(tuple(sorted(one)) if len(one) > 1 else one[0] for one in groups)
        if not grouped.add(order, vote.weight):
            raise reading.found.fail(vote.line, 1, *grouped.overfull())
    return grouped.profile(candidates)


def _grades(reading: _Reading, papers: list[_Paper], candidates: int, highest: int) -> Scored:
    grouped = Papers()
    for vote, paper in zip(reading.votes, papers, strict=True):
        for _, mark in paper:
            if mark.score is None or mark.score > highest:
                what = f"expected a score from 0 to {highest}, got {mark.score}"
                reading.found.add(vote.line, mark.column, what, "correct it, or max_rating")
        coded = sorted((number, mark.score or 0) for number, mark in paper)
        _add(reading, grouped, tuple(coded), vote, candidates)
    reading.found.finish()
    graded: list[dict[int, int]] = [dict(map(_pair, paper)) for paper in grouped.weights]
    return Scored.of(graded, candidates, highest, grouped.weights.values())


def _pair(coded: int | tuple[int, ...]) -> tuple[int, int]:
    number, score = members(coded)
    return number, score


def _approvals(
    reading: _Reading, papers: list[_Paper], candidates: int, *, scored: bool
) -> Approval:
    grouped = Papers()
    for vote, paper in zip(reading.votes, papers, strict=True):
        for _, mark in paper:
            if (mark.score or 0) > 1 or (mark.joined == ">" and not scored):
                what = "expected marks joined by = or commas, or scores of 0 and 1, got others"
                reading.found.add(vote.line, mark.column, what, "read ranks or grades instead")
        marked = tuple(sorted(number for number, mark in paper if mark.score != 0))
        _add(reading, grouped, marked, vote, candidates)
    reading.found.finish()
    marked_by = [[one for one in paper if isinstance(one, int)] for paper in grouped.weights]
    return Approval.of(marked_by, candidates, grouped.weights.values())


def _add(reading: _Reading, grouped: Papers, paper: Paper, vote: _Vote, candidates: int) -> None:
    fits = grouped.add(paper, vote.weight)
    if not fits or len(grouped.weights) * candidates > CELLS_MAX:
        raise reading.found.fail(vote.line, 1, *grouped.overfull())


def _seats(reading: _Reading) -> int | None:
    stated = reading.stated.get("seats", reading.given.seats)
    return stated if isinstance(stated, int) and not isinstance(stated, bool) else None
