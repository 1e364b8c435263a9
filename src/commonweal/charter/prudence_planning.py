"""Warnings about a table ``[plan]``: what makes a plan not theirs who work by it and need it.

Rules of this module: those of ``prudence``. That there is no table is no warning: not everybody
makes things together. It is listed with the safeguards.

Not here: what makes the table unusable (``soundness_planning``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from types import MappingProxyType

from commonweal.charter.model import Charter
from commonweal.charter.notes import Finding
from commonweal.charter.planning import Planning
from commonweal.charter.soundness_planning import deciding_level, tops
from commonweal.charter.warnings import HALF, breaks, warn

TOLERANCE_MAX = Fraction(1, 5)
CONFIRM_DAYS_MAX = 14
ANSWER_DAYS_MAX = 30
LONGEST_DAYS = 5 * 366
"""A plan of five years is the longest that was ever voted on as a whole."""

WITHOUT_A_PLAN: Mapping[str, str] = MappingProxyType(
    {
        "B1": "no plan is made from below",
        "B2": "nobody confirms what is delivered",
        "B4": "nobody proposes what is made, or orders it",
        "B6": "no plans are compared",
        "B10": "no needs go before others",
    }
)
"""What is missing where there is no table, by the requirement that this breaks."""


def planning_warnings(charter: Charter) -> Iterator[Finding]:
    """Give what is unwise in the table, if there is one."""
    rule = charter.plan
    if rule is None:
        return
    yield from _whose(charter, rule)
    yield from _revised(rule)
    yield from _seen(rule)
    if len(rule.ranks) < 2:
        what = "palaces and dwellings are one rank, so that nothing goes first"
        yield breaks("B10", rule, "ranks", what, "two ranks or more, the most needed first")
    if rule.tolerance > TOLERANCE_MAX:
        what = f"{rule.tolerance} of the plan is changed without a vote"
        yield breaks("B4", rule, "tolerance", what, f'"{TOLERANCE_MAX}" or less')


def _whose(charter: Charter, rule: Planning) -> Iterator[Finding]:
    """Whoever works by the plan, and whoever needs it, proposes it."""
    above = deciding_level(charter, rule)
    for key, does in (("producers", "make"), ("consumers", "order")):
        if above is not None and set(getattr(rule, key)) <= {above.name}:
            what = f"nobody below says what to {does}: those who adopt the plan say it themselves"
            yield breaks("B4", rule, key, what, "the levels in which members sit")
    if rule.level is not None and rule.level not in tops(charter):
        what = "several bodies adopt plans, each for those below it, and one at a time"
        yield warn(rule, "level", what, "leave it out: then the top body does")
    if rule.majority < HALF:
        what = f"more than {rule.majority} of Yes adopts a plan, so a minority can"
        yield warn(rule, "majority", what, 'write "1/2" or more')

    makers = [charter.levels[name] for name in rule.producers if name in charter.levels]
    needed = max((one.motions.debate_days + one.motions.voting_days for one in makers), default=0)
    open_days = rule.proposal_days + (rule.rounds - 1) * rule.round_days
    if open_days <= needed:
        what = (
            f"within {open_days} days no council can make its proposals its own: it takes {needed}"
        )
        yield breaks("B4", rule, "proposal_days", what, f"{needed - open_days + 1} days more")


def _revised(rule: Planning) -> Iterator[Finding]:
    if rule.rounds < 2:
        what = "nobody sees what a proposal costs others before the vote"
        yield breaks("B6", rule, "rounds", what, "2 or more")
    if not rule.alternatives_max:
        what = "no other plan is ever compared with the one proposed"
        yield breaks("B6", rule, "alternatives_max", what, "1 or more")
    longest = rule.periods_max * rule.period_days
    if longest > LONGEST_DAYS:
        what = f"a plan may bind for {longest} days before anybody makes another"
        yield warn(rule, "periods_max", what, f"write fewer: {LONGEST_DAYS} days in all")


def _seen(rule: Planning) -> Iterator[Finding]:
    """What was delivered is known soon, or the plan goes on in the dark."""
    if rule.confirm_days > CONFIRM_DAYS_MAX:
        what = f"for {rule.confirm_days} days nobody says whether anything arrived"
        yield breaks("B2", rule, "confirm_days", what, f"{CONFIRM_DAYS_MAX} or fewer")
    if rule.answer_days > ANSWER_DAYS_MAX:
        what = f"for {rule.answer_days} days nobody above hears of what goes wrong"
        yield breaks("B1", rule, "answer_days", what, f"{ANSWER_DAYS_MAX} or fewer")
