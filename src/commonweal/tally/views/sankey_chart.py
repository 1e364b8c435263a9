"""A Sankey chart: how votes pass from round to round, from the top of the page to its foot.

Rules of this module:

* each round is a row of segments as wide as the votes they stand for; between rows run bands, the
  pale ones of votes that stay, the strong ones of votes that pass on;
* rounds go downwards, because a phone is narrow and scrolls; candidates keep their places from left
  to right, in the order of the result;
* every segment bears its candidate's name or number, and the key above the chart says who has which
  number; whoever is elected is underlined from then on;
* at most :data:`ROUNDS_MAX` rounds and one candidate for every :data:`PLACE` pixels are drawn; what
  is beyond is drawn together as ``stages`` says, and the captions say so.

Not here: counts whose figures are not votes; nothing passes on in them (``bump_chart`` draws them).
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from commonweal.tally.faults import BadCount
from commonweal.tally.outcome import Outcome
from commonweal.tally.views.drawing import (
    UNIT,
    WIDTH_MIN,
    chart,
    element,
    ink,
    px,
    room_for,
    scaled,
    text,
    title,
    words_at,
)
from commonweal.tally.views.fates import fates
from commonweal.tally.views.figures import (
    VOTES,
    called,
    check_rounds,
    measure_of,
    plural,
    shorten,
    shown,
    title_of,
)
from commonweal.tally.views.stages import POOL, Flow, Stage, flow

ROUNDS_MAX = 60
"""Rows; the first rounds of a longer count are drawn together."""

PLACE = 22
"""Pixels of width for which one candidate is drawn alone."""

_MARGIN = 8 * UNIT
_GAP = 2 * UNIT
_BAR = 20 * UNIT
_BANDS = 46 * UNIT
_LINE = 16 * UNIT
_COLUMN = 210 * UNIT
_COLUMN_FROM = 720
_SEAT_LINE = 3 * UNIT
_NAMED_MAX = 3


@dataclass(frozen=True, slots=True)
class _Plan:
    """Everything that the rows share; lengths in tenths of a pixel."""

    outcome: Outcome
    flow: Flow
    names: tuple[str, ...]
    width: int

    @property
    def beside(self) -> bool:
        return self.width >= _COLUMN_FROM

    @property
    def left(self) -> int:
        return _MARGIN + (_COLUMN if self.beside else 0)

    @property
    def room(self) -> int:
        return self.width * UNIT - self.left - _MARGIN - _GAP * (self.flow.lost + 1)

    @property
    def caption_room(self) -> int:
        across = self.width * UNIT - 2 * _MARGIN
        return room_for((_COLUMN if self.beside else across) - 20 * UNIT, 13)

    def long(self, votes: Fraction) -> int:
        return scaled(votes, self.flow.total, self.room)

    def starts(self, stage: Stage) -> list[int]:
        at, starts = self.left, []
        for votes in stage.held:
            starts.append(at)
            at += self.long(votes) + _GAP * (votes > 0)
        return starts

    def ink(self, node: int) -> dict[str, object]:
        if node < len(self.flow.shown) and self.flow.shown[node] in self.outcome.elected:
            return ink(self.outcome.elected.index(self.flow.shown[node]))
        return ink(None)

    def label(self, node: int) -> str:
        return (*self._people(), "exhausted", "lost", "a pool of all who gave")[node]

    def _people(self) -> list[str]:
        shown = [self.names[c] for c in self.flow.shown]
        return [*shown, f"{len(self.flow.others)} others"] if self.flow.others else shown


def sankey(
    outcome: Outcome, names: Sequence[str] | None = None, *, width: int = 720, paper: str = ""
) -> str:
    """Return the flow of votes through a count as a Sankey chart, in SVG.

    Args:
        outcome: a count whose figures are votes.
        names: the candidates' names, by number.
        width: in pixels, 320 or more. From 720 on the captions stand beside the chart, below that
            between its rows.
        paper: a colour to draw on, for a file of its own; transparent when empty.

    Raises:
        BadCount: when the figures are not votes, there is no round, or not one name for each
            candidate.
    """
    check_rounds(outcome)
    _check_measure(outcome)
    width = max(width, WIDTH_MIN)
    drawn = flow(outcome, max(width // PLACE, 2), ROUNDS_MAX)
    plan = _Plan(outcome, drawn, called(outcome, names), width)
    parts, top = _key(plan)
    foot, last = top, len(drawn.stages) - 1
    for place, stage in enumerate(drawn.stages):
        bar = _bar(plan, stage, top, first=not place)
        if place:
            parts += _bands(plan, drawn.stages[place - 1], stage, foot, bar)
        more, top = _row(plan, stage, bar)
        parts += more
        foot = bar + _BAR + _SEAT_LINE
        top = max(top, bar + len(_caption(plan, stage)) * _LINE) if place == last else top
    name = f"{title_of(outcome)}: how votes passed from round to round"
    return chart(width, top + _MARGIN, name, _description(plan), parts, paper=paper)


def _check_measure(outcome: Outcome) -> None:
    if measure_of(outcome) != VOTES:
        raise BadCount(
            "chart",
            expected="a count in which votes pass from round to round",
            got=f"{outcome.rule}, whose figures are {measure_of(outcome)}",
            remedy="draw bars or the bump chart",
        )


def _description(plan: _Plan) -> str:
    became = fates(plan.outcome)
    people = "; ".join(f"{plan.names[fate.candidate]} {fate.words}" for fate in became)
    size = f"{plural(len(plan.outcome.rounds), 'round')}, {shown(plan.flow.total)} votes. "
    return f"{size}{people}. The table of rounds says the same in figures."


def _key(plan: _Plan) -> tuple[list[str], int]:
    """Number and name all nodes in lines across the page, and say what the underline means."""
    parts: list[str] = []
    x, y, end = _MARGIN, _MARGIN, plan.width * UNIT - _MARGIN
    for node in range(plan.flow.exhausted):
        name = plan.label(node) + (" ✓" if plan.ink(node) != ink(None) else "")
        name = shorten(name, room_for(plan.width * UNIT // 2, 13))
        needed = 26 * UNIT + len(name) * 8 * UNIT
        if x > _MARGIN and x + needed > end:
            x, y = _MARGIN, y + 22 * UNIT
        box = {"x": px(x), "y": px(y), "width": 20, "height": 16, "rx": 2, **plan.ink(node)}
        parts.append(element("rect", box, title(plan.label(node))))
        parts.append(_on_colour(x + 10 * UNIT, y + 12 * UNIT, str(node + 1)))
        parts.append(words_at(x + 25 * UNIT, y + 13 * UNIT, name))
        x += needed
    told = "✓ and underlined: elected. Pale: votes that stay. Strong: votes that pass on. "
    told += "Dashed: votes that can pass no further."
    for line in textwrap.wrap(told, room_for(plan.width * UNIT - 2 * _MARGIN, 12)):
        y += 22 * UNIT if line.startswith("✓") else _LINE
        parts.append(words_at(_MARGIN, y + 13 * UNIT, line, font_size=12, opacity=0.8))
    return parts, y + 30 * UNIT


def _on_colour(x: int, y: int, words: str) -> str:
    given = {"x": px(x), "y": px(y), "fill": "#fff", "font-size": 11, "text-anchor": "middle"}
    return element("text", given, text(words))


def _bar(plan: _Plan, stage: Stage, top: int, *, first: bool) -> int:
    """Return where the row's segments begin: under the bands and, on a phone, the caption."""
    strip = 0 if plan.beside else len(_caption(plan, stage)) * _LINE + 6 * UNIT
    return top + strip + (0 if first else _BANDS)


def _row(plan: _Plan, stage: Stage, bar: int) -> tuple[list[str], int]:
    lines = _caption(plan, stage)
    first = bar + 14 * UNIT if plan.beside else bar - len(lines) * _LINE + 7 * UNIT
    told = [
        words_at(_MARGIN, first + place * _LINE, line, font_weight=400 if place else 600)
        for place, line in enumerate(lines)
    ]
    whole = title(" ".join(step.told(plan.names) for step in stage.rounds))
    parts = [element("g", {}, whole, *told), *_segments(plan, stage, bar)]
    after = bar + _BAR + _SEAT_LINE
    below = first + (len(lines) - 2) * _LINE
    return parts, max(after, below) if plan.beside else after


def _caption(plan: _Plan, stage: Stage) -> list[str]:
    """Say in a few words what happened, a clause on a line; its title says it in full."""
    numbers = [step.number for step in stage.rounds]
    head = f"{numbers[0]}" if len(numbers) == 1 else f"{numbers[0]}–{numbers[-1]}"
    first, *more = _clauses(plan, stage)
    clauses = [f"{head}  {first}", *more]
    return [line for clause in clauses for line in textwrap.wrap(clause, plan.caption_room)]


def _clauses(plan: _Plan, stage: Stage) -> list[str]:
    out = [c for step in stage.rounds for c in step.excluded]
    gave = {move.origin for step in stage.rounds for move in step.transfers}
    passed = [c for c in plan.outcome.elected if c in gave]
    won = [c for step in stage.rounds for c in step.elected]
    told = [f"Votes of {_some(plan, passed)} pass on"] if passed else []
    told += [f"{_some(plan, out)} excluded"] if out else []
    told += [f"{_some(plan, won)} elected"] if won else []
    return told or [stage.rounds[0].action.replace("_", " ").capitalize()]


def _some(plan: _Plan, candidates: Sequence[int]) -> str:
    if len(candidates) > _NAMED_MAX:
        return f"{len(candidates)} candidates"
    return ", ".join(shorten(plan.names[c], plan.caption_room) for c in candidates)


def _segments(plan: _Plan, stage: Stage, top: int) -> Iterator[str]:
    seated = {c for c in plan.outcome.elected if _elected_by(plan.outcome, c, stage)}
    for node, (start, votes) in enumerate(zip(plan.starts(stage), stage.held, strict=True)):
        if not votes:
            continue
        wide = max(plan.long(votes), UNIT)
        box = {"x": px(start), "y": px(top), "width": px(wide), "height": px(_BAR)}
        people = node < plan.flow.exhausted
        colour = plan.ink(node) if people else _HOLLOW
        words = title(f"{plan.label(node)}: {shown(votes)} votes")
        yield element("rect", {**box, **colour}, words)
        label = _fitting(plan, node, wide)
        if label:
            middle = start + wide // 2
            yield (_on_colour if people else _on_paper)(middle, top + 14 * UNIT, label)
        if node < len(plan.flow.shown) and plan.flow.shown[node] in seated:
            line = {**box, "y": px(top + _BAR), "height": px(_SEAT_LINE), "fill": "currentColor"}
            yield element("rect", line)


_HOLLOW: dict[str, object] = {
    "class": "tally-nobody",
    "fill": "currentColor",
    "fill-opacity": "0.06",
    "stroke": "currentColor",
    "stroke-opacity": "0.55",
    "stroke-dasharray": "3 2",
}


def _on_paper(x: int, y: int, words: str) -> str:
    return words_at(x, y, words, font_size=11, text_anchor="middle")


def _elected_by(outcome: Outcome, candidate: int, stage: Stage) -> bool:
    until = stage.rounds[-1].number
    return any(candidate in step.elected for step in outcome.rounds if step.number <= until)


def _fitting(plan: _Plan, node: int, wide: int) -> str:
    name, number = plan.label(node), str(node + 1)
    room = wide * 10 // (7 * 10 * UNIT)
    if len(name) <= room:
        return name
    if node >= plan.flow.exhausted:
        return ""
    return number if len(number) <= room else ""


_Move: TypeAlias = tuple[int, int, Fraction]


def _bands(plan: _Plan, before: Stage, stage: Stage, top: int, bottom: int) -> Iterator[str]:
    """Draw the bands, givers' sides and takers' sides each in order, so that few of them cross."""
    stays = [(node, node, votes) for node, votes in enumerate(stage.kept) if votes]
    moves = sorted([*stays, *stage.moves])
    froms, tos = plan.starts(before), plan.starts(stage)
    pooled = sum((votes for _, to, votes in stage.moves if to == POOL), Fraction(0))
    middle = (top + bottom) // 2
    centre = plan.left + (plan.room - plan.long(pooled)) // 2
    froms.append(centre)
    tos.append(centre)
    lefts = _lefts(plan, [(move[0], move) for move in moves], froms)
    by_taker = sorted(moves, key=lambda move: (move[1], move[0]))
    rights = _lefts(plan, [(move[1], move) for move in by_taker], tos)
    for origin, to, votes in moves:
        start, end = lefts[origin, to], rights[origin, to]
        upper, lower = (middle if origin == POOL else top), (middle if to == POOL else bottom)
        shape = _ribbon(start, end, max(plan.long(votes), UNIT // 2), upper, lower)
        weight = "0.22" if origin == to else "0.62"
        given = {"d": shape, **_band_ink(plan, origin), "fill-opacity": weight}
        words = f"{plan.label(origin)} to {plan.label(to)}: {shown(votes)} votes"
        yield element("path", given, *([] if origin == to else [title(words)]))


def _band_ink(plan: _Plan, origin: int) -> dict[str, object]:
    return ink(None) if origin == POOL else plan.ink(origin)


def _lefts(
    plan: _Plan, moves: Sequence[tuple[int, _Move]], starts: Sequence[int]
) -> dict[tuple[int, int], int]:
    """Put the bands at each node beside each other; the pool's start comes last."""
    at = dict(enumerate(starts[:-1])) | {POOL: starts[-1]}
    lefts = {}
    for node, (origin, to, votes) in moves:
        lefts[origin, to] = at[node]
        at[node] += plan.long(votes)
    return lefts


def _ribbon(start: int, end: int, wide: int, top: int, bottom: int) -> str:
    bend = px((top + bottom) // 2)
    down = f"M{px(start)} {px(top)}C{px(start)} {bend} {px(end)} {bend} {px(end)} {px(bottom)}"
    right, back = px(end + wide), px(start + wide)
    return f"{down}H{right}C{right} {bend} {back} {bend} {back} {px(top)}Z"
