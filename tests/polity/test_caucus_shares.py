"""The share of a meeting's time that belongs to a caucus follows members, not caucuses."""

from __future__ import annotations

from fractions import Fraction

from commonweal.charter import Charter
from commonweal.charter.rights import Caucuses
from commonweal.polity import State
from commonweal.polity.rights.caucuses.data import Caucus
from commonweal.polity.rights.caucuses.shares import guaranteed_shares
from commonweal.terms import Moment


class Ruled:
    """A constitution of which only the table of caucuses is read."""

    caucuses = Caucuses(path="caucuses", article="15", agenda_share=Fraction(1, 4))


def shares(*caucuses: set[int]) -> dict[int, Fraction]:
    state = State()
    for number, members in enumerate(caucuses, 1):
        state.caucuses[number] = Caucus(
            id=number,
            name=f"caucus {number}",
            statement="",
            founded_at=Moment(1),
            members=dict.fromkeys(members, 1),
            speakers=[],
        )
        for member in members:
            state.caucuses_of.setdefault(member, []).append(number)
    ruled: Charter = Ruled()  # type: ignore[assignment]
    return guaranteed_shares(state, ruled)


def test_caucuses_share_in_proportion_to_their_members() -> None:
    assert shares({1, 2, 3}, {4}) == {1: Fraction(3, 16), 2: Fraction(1, 16)}


def test_members_who_found_three_caucuses_have_no_more_time_than_in_one() -> None:
    three = shares({1, 2}, {3, 4}, {3, 4}, {3, 4})
    assert three[1] == Fraction(1, 8) == three[2] + three[3] + three[4]
