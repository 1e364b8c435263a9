"""The list of speakers: what its order promises, whoever asks, and wrong orders that break it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest
from hypothesis import find, given, settings
from hypothesis import strategies as st

from commonweal.charter.rights import Meetings
from commonweal.polity.rights.meetings.data import Wish
from commonweal.polity.rights.meetings.speaking import speaking_order
from commonweal.terms import MemberId, Moment

Asked = tuple[list[Wish], dict[int, int], int, Meetings]
Order = Callable[[Sequence[Wish], Mapping[int, int], int, Meetings], tuple[Wish, ...]]


@st.composite
def asked(draw: Any) -> Asked:
    members = draw(st.lists(st.integers(1, 9), unique=True, max_size=7))
    waiting = [
        Wish(MemberId(one), draw(st.integers(0, 2)), Moment(at)) for at, one in enumerate(members)
    ]
    spoken = {one: 1 for one in members if draw(st.booleans())}
    rule = Meetings(
        article="1",
        path="meetings",
        first_speakers_first=draw(st.booleans()),
        caucus_speeches=draw(st.sampled_from(["alternate", "as-asked"])),
    )
    return waiting, spoken, draw(st.integers(0, 2)), rule


def everybody_speaks_once(order: Order, case: Asked) -> bool:
    return sorted(order(*case), key=lambda one: one.at) == case[0]


def newcomers_go_first(order: Order, case: Asked) -> bool:
    _, spoken, _, rule = case
    old = [one.member in spoken for one in order(*case)]
    return not rule.first_speakers_first or old == sorted(old)


def caucuses_take_turns(order: Order, case: Asked) -> bool:
    """Nobody follows their own caucus while somebody else of their group waits."""
    _, spoken, before, rule = case
    ordered = order(*case)
    if rule.caucus_speeches != "alternate":
        return True
    for at, one in enumerate(ordered):
        if one.caucus and one.caucus == before:
            group = [
                other
                for other in ordered[at:]
                if not rule.first_speakers_first
                or (other.member in spoken) == (one.member in spoken)
            ]
            if any(other.caucus != before or not other.caucus for other in group):
                return False
        before = one.caucus
    return True


def nobody_overtakes_in_a_caucus(order: Order, case: Asked) -> bool:
    _, spoken, _, rule = case
    ordered = order(*case)
    for kind in (False, True):
        for caucus in (0, 1, 2):
            times = [
                one.at
                for one in ordered
                if one.caucus == caucus
                and (not rule.first_speakers_first or (one.member in spoken) == kind)
            ]
            if times != sorted(times):
                return False
    return True


PROMISES = (
    everybody_speaks_once,
    newcomers_go_first,
    caucuses_take_turns,
    nobody_overtakes_in_a_caucus,
)


@pytest.mark.parametrize("promise", PROMISES)
@settings(max_examples=150, deadline=None)
@given(case=asked())
def test_the_order_keeps_its_promise(promise: Callable[[Order, Asked], bool], case: Asked) -> None:
    assert promise(speaking_order, case)


def one_is_forgotten(waiting: Any, *rest: Any) -> tuple[Wish, ...]:
    return speaking_order(waiting, *rest)[:-1]


def as_they_asked(waiting: Any, *_: Any) -> tuple[Wish, ...]:
    return tuple(waiting)


def last_come_first(waiting: Any, *rest: Any) -> tuple[Wish, ...]:
    return speaking_order(list(reversed(waiting)), *rest)


@pytest.mark.parametrize(
    ("promise", "wrong"),
    [
        (everybody_speaks_once, one_is_forgotten),
        (newcomers_go_first, as_they_asked),
        (caucuses_take_turns, as_they_asked),
        (nobody_overtakes_in_a_caucus, last_come_first),
    ],
)
def test_a_wrong_order_breaks_the_promise(promise: Any, wrong: Any) -> None:
    assert find(asked(), lambda case: not promise(wrong, case), settings=settings(deadline=None))
