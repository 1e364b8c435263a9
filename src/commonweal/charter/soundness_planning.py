"""Faults of a table ``[plan]``: levels that cannot plan together, and times too short to vote in.

Rules of this module: those of ``soundness``. A plan binds the bodies below the one that adopts it:
whoever makes or orders stands there, and whoever votes has the days that voting takes.

Not here: what is usable but unwise (``prudence_planning``), the table itself (``planning``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

from commonweal.charter.model import Charter, Level
from commonweal.charter.notes import Finding, did_you_mean
from commonweal.charter.planning import Planning

REACH_DAYS = 36_525
"""A hundred years: no plan lasts longer than people live who vote on it."""

ROUNDS_MAX = 20
ALTERNATIVES_MAX = 50
RANKS_MAX = 50


def planning_faults(charter: Charter) -> Iterator[Finding]:
    """Give the faults of the table, if there is one."""
    rule = charter.plan
    if rule is None:
        return
    yield from _levels(charter, rule)
    yield from _ranks(rule)
    yield from _large(rule)
    yield from _times(charter, rule)
    if rule.tolerance >= Fraction(1, 2):
        what = f"a correction that moves {rule.tolerance} of what is left is another plan"
        yield Finding(rule.path, "tolerance", what, 'write less than "1/2"')


def tops(charter: Charter) -> list[str]:
    """Return the highest levels of the pyramid: one, in a constitution without faults."""
    sent = {sender for level in charter.levels.values() for sender in level.made_of}
    return [name for name, one in charter.levels.items() if name not in sent and not one.own_roll]


def deciding_level(charter: Charter, rule: Planning) -> Level | None:
    """Return the level of the body that adopts plans, if it is known."""
    highest = tops(charter)
    name = highest[0] if rule.level is None and len(highest) == 1 else rule.level
    return charter.levels.get(name or "")


def _levels(charter: Charter, rule: Planning) -> Iterator[Finding]:
    if rule.level is not None:
        yield from _known(charter, rule, "level", (rule.level,))
    above = deciding_level(charter, rule)
    for key in ("producers", "consumers"):
        names: tuple[str, ...] = getattr(rule, key)
        if not names:
            does = "makes anything" if key == "producers" else "orders anything"
            yield Finding(rule.path, key, f"nobody {does}", "name at least one level")
        yield from _known(charter, rule, key, names)
        for name in names:
            level = charter.levels.get(name)
            if level is not None and above is not None and name not in _reach(charter, above):
                what = f"no plan of the level {above.name!r} binds {name!r}, which is not below it"
                yield Finding(rule.path, key, what, "name levels that stand below it")


def _known(charter: Charter, rule: Planning, key: str, names: Iterable[str]) -> Iterator[Finding]:
    for name in names:
        if name not in charter.levels:
            what = f"there is no level {name!r}"
            yield Finding(rule.path, key, what, did_you_mean(name, charter.levels))
        elif charter.levels[name].own_roll:
            what = f"{name!r} has a roll of its own and stands under nobody's plan"
            yield Finding(rule.path, key, what, "name a level of the pyramid")


def _reach(charter: Charter, level: Level) -> set[str]:
    """Return a level and all below it."""
    found: set[str] = set()
    waiting = [level.name]
    while waiting:
        name = waiting.pop()
        if name in charter.levels and name not in found:
            found.add(name)
            waiting.extend(charter.levels[name].made_of)
    return found


def _ranks(rule: Planning) -> Iterator[Finding]:
    if not rule.ranks:
        remedy = 'write for instance ranks = ["food, homes and health", "comfort"]'
        yield Finding(rule.path, "ranks", "no need could be ordered: there is no rank", remedy)
    if rule.necessary > len(rule.ranks) > 0:
        what = f"the first {rule.necessary} ranks are necessary, and there are {len(rule.ranks)}"
        yield Finding(rule.path, "necessary", what, f"write {len(rule.ranks)} or less")


def _large(rule: Planning) -> Iterator[Finding]:
    """Numbers that no federation means, and that would keep an engine busy for ever."""
    counts = (
        ("rounds", rule.rounds, ROUNDS_MAX),
        ("alternatives_max", rule.alternatives_max, ALTERNATIVES_MAX),
        ("ranks", len(rule.ranks), RANKS_MAX),
    )
    for key, count, most in counts:
        if count > most:
            yield Finding(rule.path, key, f"{count} are more than {most}", f"at most {most}")
    longest = rule.periods_max * rule.period_days
    if longest > REACH_DAYS:
        what = f"a plan could last {longest} days"
        yield Finding(rule.path, "periods_max", what, f"at most {REACH_DAYS} days in all")


def _times(charter: Charter, rule: Planning) -> Iterator[Finding]:
    """Whoever is to vote has to be able to, within the days that there are for it."""
    above = deciding_level(charter, rule)
    if above is not None and rule.adoption_days <= (needed := _days_to_vote(above)):
        what = f"within {rule.adoption_days} days no plan can be adopted: that takes {needed}"
        yield Finding(rule.path, "adoption_days", what, f"write {needed + 1} or more")
    names = (*rule.producers, *rule.consumers)
    concerned = [charter.levels[name] for name in names if name in charter.levels]
    needed = max(map(_days_to_vote, concerned), default=0)
    if rule.agree_days <= needed:
        what = f"within {rule.agree_days} days not every council can vote: that takes {needed}"
        yield Finding(rule.path, "agree_days", what, f"write {needed + 1} or more")


def _days_to_vote(level: Level) -> int:
    return level.motions.debate_days + level.motions.voting_days
