"""What is odd about the figures of a plan, and which alerts are in order again.

Rules of this module:

* a finding says what was seen, with the test that says so; never why, or whose fault it is;
* a unit has one open alert of a kind for each product at most; kinds that say the same of a series
  (its level, its slope, one figure, a jump) count as one, and the plainest fact is told first;
* an alert ends when the figures themselves are in order again, and by nothing else.

Not here: the figures (``plan_series``), who is told (``monitoring``, and the law).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import chain

from commonweal.office.plan_courses import Courses
from commonweal.office.plan_facts import Facts
from commonweal.office.plan_findings import Found, Words
from commonweal.office.plan_series import Key, Past

OF_COURSE: frozenset[str] = frozenset({"level", "slope", "spike", "jump"})
"""Kinds that say the same of a series: one of them is enough."""


def odd(past: Past, words: Words) -> tuple[list[Found], list[int]]:
    """Look at all figures up to the end of a period.

    Args:
        past: the figures.
        words: names, for what is told.

    Returns:
        What is odd and was not told yet; and the open alerts that are in order again.
    """
    facts, courses = Facts(past, words), Courses(past, words)
    return _new(past, facts, courses), _ended(past, facts, courses)


def _new(past: Past, facts: Facts, courses: Courses) -> list[Found]:
    told = {(one.body, _family(one.kind), one.product) for one in past.standing}
    new: list[Found] = []
    for one in chain(facts.found(), courses.found()):
        key = one.body, _family(one.kind), one.product
        if key not in told and one.body not in past.gone:
            told.add(key)
            new.append(one)
    return new


def _ended(past: Past, facts: Facts, courses: Courses) -> list[int]:
    def steady(key: Key, since: int) -> bool:
        return facts.reported(key) and courses.in_band(key, since)

    order: Mapping[str, Callable[[Key, int], bool]] = {
        "mismatch": lambda key, _: facts.matches(key),
        "unconfirmed": lambda key, _: facts.all_answered(key),
        "quality": lambda key, _: facts.as_agreed(key),
        "taking": lambda key, _: facts.taken(key),
        "too_regular": lambda key, _: courses.varies(key),
        "bunching": lambda key, _: courses.spreads(key),
        **dict.fromkeys(OF_COURSE, steady),
    }
    return [
        one.alert
        for one in past.standing
        if one.body in past.gone
        or (one.place < past.place and order[one.kind]((one.body, one.product), one.place))
    ]


def _family(kind: str) -> str:
    """Return what tells kinds apart: those that say the same of a series are one."""
    return "course" if kind in OF_COURSE else kind
