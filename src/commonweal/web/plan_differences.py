"""What one plan changes against another: hours, needs, who gets more and less, who works more.

Rules of this module:

* one plan is the measure: the one that was adopted, else that of the newest round; what another
  gives more or less is told against it, the largest change first;
* shares of bodies are means over their orders, as the plan's own page has them; differences of
  shares are in points, of which a whole share has 100.

Not here: reading files of plans (the office), tables of all figures (``plan_answers``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from commonweal.office.plan_reading import Compared, compare
from commonweal.office.reading import Reading
from commonweal.polity.planning.proposals import finding, kept
from commonweal.web import plan_reasons, planned
from commonweal.web.plan_answers import Answer

Context = dict[str, Any]

SHOWN = 6
"""Changes that one list shows; the rest is counted."""

SEEN_PPM = 100
"""The smallest difference between shares that is told, a hundredth of a point: whole runs and
units alone make smaller ones."""

Change = tuple[int, int]
"""What changes, by number, and by how much."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Two plans side by side.

    Attributes:
        base: number of the one that is the measure; ``other``: of the one that is told.
        compared: what each gives, in this order.
    """

    base: int
    other: int
    compared: Compared


def base_of(reading: Reading, plans: Iterable[kept.Plan]) -> kept.Plan | None:
    """Return the plan that is the measure for others; None without one."""
    known = [one for one in plans if one.outcome == "plan"]
    if not known:
        return None
    campaign = reading.state.campaigns[known[0].campaign]
    adopted = next((one for one in known if one.id == campaign.adopted), None)
    rounds = [one for one in known if not one.alternative]
    return adopted or max(rounds or known, key=lambda one: one.id)


def difference(base: Answer, other: Answer) -> Difference | None:
    """Set a plan beside the one that is the measure; None where a file is not kept."""
    if base.file is None or other.file is None:
        return None
    return Difference(base.plan, other.plan, compare([base.file, other.file]))


def told(reading: Reading, found: Difference) -> Context:
    """Tell what a plan changes."""
    state = reading.state
    base, other = state.plans[found.base], state.plans[found.other]
    goods, worked = _changes(found.compared.products), _worked(reading, found.compared)
    got = [one for one in _changes(found.compared.bodies) if abs(one[1]) >= SEEN_PPM]
    planned.know(reading, [product for product, _by in goods])
    return {
        "base": planned.plan_link(reading, base.id),
        "other": planned.plan_link(reading, other.id),
        "same": not (goods or worked or got),
        "hours": _more_or_less(other.hours - base.hours, planned.hours),
        "ranks": _ranks(reading, base, other),
        "pairs": [
            _pair(
                got,
                (_("Who gets more"), _("Nobody gets more.")),
                (_("Who gets less"), _("Nobody gets less.")),
                lambda body: state.bodies[body].name,
                lambda _body, by: plan_reasons.points(by),
            ),
            _pair(
                goods,
                (_("Delivered more"), _("Of nothing more.")),
                (_("Delivered less"), _("Of nothing less.")),
                lambda product: planned.product(reading, product),
                lambda product, by: planned.much(reading, product, by),
            ),
            _pair(
                worked,
                (_("Who works more"), _("Nobody works more.")),
                (_("Who works less"), _("Nobody works less.")),
                lambda body: state.bodies[body].name,
                lambda _body, by: planned.hours(by),
            ),
        ],
    }


def _more_or_less(by: int, say: Callable[[int], str]) -> str:
    if by > 0:
        return _("%(amount)s more") % {"amount": say(by)}
    if by < 0:
        return _("%(amount)s less") % {"amount": say(-by)}
    return _("as many")


def _ranks(reading: Reading, base: kept.Plan, other: kept.Plan) -> list[Context]:
    """Tell the mean share of each rank in both plans."""
    rule = finding.rule_of(reading.case, reading.state.campaigns[other.campaign])
    before = {one.rank: one.mean_ppm for one in base.ranks}
    return [
        {
            "rank": planned.rank(rule, one.rank),
            "before": planned.percent(before[one.rank]),
            "after": planned.percent(one.mean_ppm),
            "by": _more_or_less_points(one.mean_ppm - before[one.rank]),
        }
        for one in other.ranks
        if one.rank in before
    ]


def _more_or_less_points(by: int) -> str:
    return _("the same") if not by else _more_or_less(by, plan_reasons.points)


def _changes(rows: Iterable[tuple[int, Sequence[int]]]) -> list[Change]:
    """Return what differs, and by how much the second is more than the first."""
    return [(key, row[1] - row[0]) for key, row in rows if row[1] != row[0]]


def _worked(reading: Reading, compared: Compared) -> list[Change]:
    """Return by how many hours each body works more in the second plan."""
    found = Counter[int]()
    for number, runs in compared.processes:
        process = reading.state.processes[number]
        found[process.body] += (runs[1] - runs[0]) * process.hours
    return [(body, by) for body, by in found.items() if by]


def _pair(
    changes: Sequence[Change],
    more: tuple[str, str],
    less: tuple[str, str],
    name: Callable[[int], str],
    say: Callable[[int, int], str],
) -> list[Context]:
    """Tell what is more, and what is less: a title, what is said where there is nothing."""
    up = [(key, by) for key, by in changes if by > 0]
    down = [(key, -by) for key, by in changes if by < 0]
    return [_side(one, said, name, say) for one, said in ((up, more), (down, less))]


def _side(
    changes: Sequence[Change],
    said: tuple[str, str],
    name: Callable[[int], str],
    say: Callable[[int, int], str],
) -> Context:
    ordered = sorted(changes, key=lambda one: (-one[1], one[0]))
    return {
        "title": said[0],
        "none": said[1],
        "rows": [{"name": name(key), "by": say(key, by)} for key, by in ordered[:SHOWN]],
        "rest": max(0, len(ordered) - SHOWN),
    }
