"""A bump chart: how candidates stood among each other, round by round.

Rules of this module:

* rounds go from left to right, the first place is at the top; places are those of the figures of
  the round, with the elected first in the order of their election;
* a line ends in a cross where its candidate is excluded, and bears a ring where they are elected;
* whoever is equal in figures stands in the order of the result: places tell of order only, and the
  table has the figures;
* every line has its name at its start, and at its end where there is room: no key is needed;
* a count of a single round, or one that excludes nobody and whose figures are not votes (so that
  they may be of another kind in each round), has no lines, and is drawn as bars.

Not here: how many votes passed from whom to whom (``sankey_chart``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from commonweal.tally.outcome import Outcome, Round
from commonweal.tally.views.bar_charts import bars
from commonweal.tally.views.drawing import (
    UNIT,
    WIDTH_MIN,
    chart,
    drawn_as_line,
    element,
    ink,
    px,
    room_for,
    text,
    title,
    words_at,
)
from commonweal.tally.views.fates import Fate, fates, in_order
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

STEP_MIN = 9
"""Pixels between two rounds at least; where there are more rounds, some are left out."""

CANDIDATES_MAX = 60
"""Lines; of more candidates those furthest from election are left out, and the chart says so."""

_MARGIN = 8 * UNIT
_ROW = 24 * UNIT
_HEAD = 24 * UNIT
_SIDE_MAX = 220 * UNIT
_BOTH_SIDES_FROM = 640


@dataclass(frozen=True, slots=True)
class _Plan:
    """What the lines share; lengths in tenths of a pixel."""

    outcome: Outcome
    names: tuple[str, ...]
    fates: tuple[Fate, ...]
    rounds: tuple[Round, ...]
    places: tuple[dict[int, int], ...]
    shown: tuple[int, ...]
    width: int

    @property
    def side(self) -> int:
        return min(self.width * UNIT * 36 // 100, _SIDE_MAX)

    @property
    def left(self) -> int:
        return self.side + 14 * UNIT

    @property
    def step(self) -> int:
        right = self.side if self.width >= _BOTH_SIDES_FROM else 0
        room = self.width * UNIT - self.left - right - 22 * UNIT
        return room // max(len(self.rounds) - 1, 1)

    def x(self, column: int) -> int:
        return self.left + column * self.step

    def y(self, place: int) -> int:
        return _HEAD + place * _ROW + _ROW // 2

    def ink(self, candidate: int) -> dict[str, object]:
        elected = self.outcome.elected
        return ink(elected.index(candidate) if candidate in elected else None)


def _by_rounds(outcome: Outcome) -> bool:
    return measure_of(outcome) == VOTES or any(step.excluded for step in outcome.rounds)


def places(outcome: Outcome) -> tuple[dict[int, int], ...]:
    """Return for each round the place, from 0, of everybody who was not excluded before it.

    Where nobody is excluded and the figures are not votes it is the place in the result.
    """
    rank = {c: place for place, c in enumerate(in_order(outcome))}
    if not _by_rounds(outcome):
        return (rank,) * len(outcome.rounds)
    seated: list[int] = []
    gone: set[int] = set()
    found = []
    for step in outcome.rounds:
        seated += [c for c in step.elected if c not in seated]
        open_ = [c for c in rank if c not in seated and c not in gone]
        tallies = step.tallies
        open_.sort(key=lambda c: (c in step.excluded, -tallies[c], rank[c]))
        found.append({c: place for place, c in enumerate((*seated, *open_))})
        gone |= set(step.excluded)
    return tuple(found)


def columns(outcome: Outcome, most: int) -> tuple[int, ...]:
    """Return which rounds are drawn: all, or the last one of each of ``most`` equal stretches."""
    size = len(outcome.rounds)
    if size <= most:
        return tuple(range(size))
    return (0, *sorted({(place * (size - 1)) // (most - 1) for place in range(1, most)}))


def bump(
    outcome: Outcome, names: Sequence[str] | None = None, *, width: int = 720, paper: str = ""
) -> str:
    """Return how the candidates stood from round to round as a bump chart, in SVG.

    Args:
        outcome: the count.
        names: the candidates' names, by number.
        width: in pixels, 320 or more; from 640 on the names stand on both sides.
        paper: a colour to draw on, for a file of its own; transparent when empty.

    Raises:
        BadCount: when there is no round, or not one name for each candidate.
    """
    check_rounds(outcome)
    if len(outcome.rounds) == 1 or not _by_rounds(outcome):
        return bars(outcome, names, width=width, paper=paper)
    width = max(width, WIDTH_MIN)
    kept = columns(outcome, width * 6 // 10 // STEP_MIN)
    ranked = places(outcome)
    plan = _Plan(
        outcome,
        called(outcome, names),
        fates(outcome),
        tuple(outcome.rounds[at] for at in kept),
        tuple(ranked[at] for at in kept),
        in_order(outcome)[:CANDIDATES_MAX],
        width,
    )
    parts = [*_heads(plan), *(part for c in reversed(plan.shown) for part in _line(plan, c))]
    foot, height = _foot(plan, len(outcome.rounds))
    name = f"{title_of(outcome)}: places from round to round"
    return chart(width, height, name, _description(plan), [*parts, *foot], paper=paper)


def _description(plan: _Plan) -> str:
    told = "; ".join(f"{plan.names[fate.candidate]} {fate.words}" for fate in plan.fates)
    return f"{told}. The table of rounds says the same in {measure_of(plan.outcome)}."


def _heads(plan: _Plan) -> Iterator[str]:
    every = max(-(-18 * UNIT // max(plan.step, 1)), 1)
    every = every if every == 1 else -(-every // 5) * 5
    bottom = _HEAD + len(plan.shown) * _ROW
    for column, step in enumerate(plan.rounds):
        x = plan.x(column)
        rule = {"d": f"M{px(x)} {px(_HEAD)}V{px(bottom)}", "stroke": "currentColor"}
        yield element("path", {**rule, "stroke-opacity": "0.12"}, title(step.told(plan.names)))
        if column % every == 0:
            given = {"font_size": 11, "text_anchor": "middle", "opacity": 0.8}
            yield words_at(x, _HEAD - 9 * UNIT, str(step.number), **given)
    given = {"font_size": 11, "text_anchor": "end", "opacity": 0.8}
    yield words_at(plan.side, _HEAD - 9 * UNIT, "round", **given)


def _line(plan: _Plan, candidate: int) -> Iterator[str]:
    points = [
        (plan.x(column), plan.y(ranked[candidate]))
        for column, ranked in enumerate(plan.places)
        if candidate in ranked
    ]
    name, fate = plan.names[candidate], plan.fates[candidate]
    elected = candidate in plan.outcome.elected
    colour = plan.ink(candidate)
    path = {"d": _path(points), **drawn_as_line(colour, "3.5" if elected else "1.8")}
    yield element("path", path, title(f"{name}: {fate.words}"))
    first = plan.outcome.rounds[0].tallies[candidate]
    yield from _name(plan, candidate, points[0][1], start=True, figure=shown(first))
    for x, y in points if plan.step >= 14 * UNIT else points[:1]:
        yield element("circle", {"cx": px(x), "cy": px(y), "r": "2.6", **colour})
    yield from _events(plan, candidate, points)
    if points[-1][0] == plan.x(len(plan.rounds) - 1) and plan.width >= _BOTH_SIDES_FROM:
        yield from _name(plan, candidate, points[-1][1], start=False, figure="")


def _path(points: Sequence[tuple[int, int]]) -> str:
    (x, y), *rest = points
    drawn = f"M{px(x)} {px(y)}"
    for to_x, to_y in rest:
        bend = px((x + to_x) // 2)
        drawn += f"C{bend} {px(y)} {bend} {px(to_y)} {px(to_x)} {px(to_y)}"
        x, y = to_x, to_y
    return drawn


def _name(plan: _Plan, candidate: int, y: int, *, start: bool, figure: str) -> Iterator[str]:
    name = plan.names[candidate]
    size = 14 if candidate in plan.outcome.elected else 12  # bold letters are wider
    letters = room_for(plan.side - _MARGIN, size) - (len(figure) + 1 if figure else 2)
    told = shorten(name, max(letters, 6))
    told = (
        f"{told} {figure}" if start else f"✓ {told}" * (candidate in plan.outcome.elected) or told
    )
    x = plan.side if start else plan.x(len(plan.rounds) - 1) + 14 * UNIT
    given: dict[str, object] = {"font-size": 12, "text-anchor": "end" if start else "start"}
    if candidate in plan.outcome.elected:
        given["font-weight"] = 600
    place = {"x": px(x), "y": px(y + 4 * UNIT), "fill": "currentColor", **given}
    words = [title(f"{name}: {plan.fates[candidate].words}")]
    yield element("text", place, *words, text(told))


def _events(plan: _Plan, candidate: int, points: Sequence[tuple[int, int]]) -> Iterator[str]:
    fate = plan.fates[candidate]
    if not fate.round:
        return
    column = next(at for at, step in enumerate(plan.rounds) if step.number >= fate.round)
    x, y = points[min(column, len(points) - 1)]
    told = title(f"{plan.names[candidate]}: {fate.words}")
    line = drawn_as_line(plan.ink(candidate), "2.4")
    if fate.state == "elected":
        ring = {"cx": px(x), "cy": px(y), "r": "6", **line, "fill": plan.ink(candidate)["fill"]}
        yield element("circle", {**ring, "stroke": "currentColor"}, told)
    else:
        yield element("path", {"d": _cross(x, y), **line}, told)


def _cross(x: int, y: int) -> str:
    arm = 4 * UNIT
    ends = [px(value) for value in (x - arm, y - arm, x + arm, y + arm)]
    return f"M{ends[0]} {ends[1]}L{ends[2]} {ends[3]}M{ends[0]} {ends[3]}L{ends[2]} {ends[1]}"


def _foot(plan: _Plan, rounds: int) -> tuple[list[str], int]:
    lines = ["● elected   × excluded"]
    if len(plan.rounds) < rounds:
        lines.append(f"{len(plan.rounds)} of {plural(rounds, 'round')} drawn")
    left_out = plan.outcome.candidates - len(plan.shown)
    if left_out:
        lines.append(f"{plural(left_out, 'candidate')} further down not drawn")
    top = _HEAD + len(plan.shown) * _ROW
    told = [
        words_at(_MARGIN, top + (18 + 16 * place) * UNIT, line, font_size=12, opacity=0.8)
        for place, line in enumerate(lines)
    ]
    return told, top + (18 + 16 * len(lines)) * UNIT
