"""Divisions: a No never helps, whole votes are shared out in proportion, nothing is lost."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from hypothesis import Phase, assume, find, given, settings
from hypothesis import strategies as st
from law_invariants import RANK

from commonweal.polity import Division, judge, largest_remainder
from commonweal.polity.decisions import Majority

Judge = Callable[[Majority, Division], tuple[str, str]]

SEARCH = settings(max_examples=2000, deadline=None, phases=[Phase.generate], database=None)
"""How long a wrong rule is looked for; it is found long before, and need not be the simplest."""

SHARES = st.fractions(0, 1, max_denominator=12)
VOTES = st.tuples(*[st.fractions(0, 40, max_denominator=6)] * 3)


@st.composite
def majorities(draw: st.DrawFn) -> Majority:
    """Any majority without a turnout quorum."""
    return Majority(
        share=draw(SHARES),
        inclusive=draw(st.booleans()),
        yes_share_min=draw(SHARES),
        turnout_quorum=Fraction(0),
        lot_on_tie=draw(st.booleans()),
        cite="6.1 (motions.majority)",
    )


@st.composite
def divisions(draw: st.DrawFn) -> Division:
    yes, no, abstain = draw(VOTES)
    cast = -(-(yes + no + abstain) // 1)
    electorate = cast + draw(st.integers(0, 9))
    return Division(str(yes), str(no), str(abstain), int(electorate), int(cast))


def without_a_no(division: Division, *, abstained: bool) -> Division:
    left, moved = Fraction(division.no) - 1, Fraction(division.abstain) + abstained
    cast = division.cast - (not abstained)
    return Division(division.yes, str(left), str(moved), division.electorate, cast)


def a_no_helps(rule: Judge, majority: Majority, division: Division, *, abstained: bool) -> bool:
    with_it = RANK[rule(majority, division)[0]]
    return with_it > RANK[rule(majority, without_a_no(division, abstained=abstained))[0]]


@given(majorities(), divisions(), st.booleans())
def test_a_no_never_helps(majority: Majority, division: Division, abstained: bool) -> None:
    assume(Fraction(division.no) >= 1)
    assert not a_no_helps(judge, majority, division, abstained=abstained)


@given(majorities(), divisions())
def test_one_more_yes_never_hurts(majority: Majority, division: Division) -> None:
    more = Division(
        str(Fraction(division.yes) + 1),
        division.no,
        division.abstain,
        division.electorate + 1,
        division.cast + 1,
    )
    assume(division.electorate > division.cast)
    more = Division(more.yes, more.no, more.abstain, division.electorate, more.cast)
    assert RANK[judge(majority, more)[0]] >= RANK[judge(majority, division)[0]]


def judged_by_all_who_voted(majority: Majority, division: Division) -> tuple[str, str]:
    yes, no = Fraction(division.yes), Fraction(division.no)
    enough = yes + no >= majority.yes_share_min * division.electorate
    return ("carried" if enough and yes > majority.share * (yes + no) else "rejected"), "wrong"


def test_a_rule_under_which_a_no_helps_is_found() -> None:
    found = find(
        st.tuples(majorities(), divisions()),
        lambda both: (
            Fraction(both[1].no) >= 1 and a_no_helps(judged_by_all_who_voted, *both, abstained=True)
        ),
        settings=SEARCH,
    )
    assert found


def test_a_turnout_quorum_lets_a_no_help_as_the_check_warns() -> None:
    quorum = Majority(Fraction(1, 2), False, Fraction(0), Fraction(1, 2), False, "6.1")
    assert judge(quorum, Division("3", "1", "0", 8, 4))[0] == "carried"
    assert judge(quorum, Division("3", "0", "0", 8, 3))[0] == "rejected"


# Whole votes by largest remainder.


def parts_of(division: Division) -> list[Fraction]:
    return [Fraction(one) for one in (division.yes, division.no, division.abstain)]


@given(divisions(), st.integers(0, 30))
def test_whole_votes_are_all_shared_out_within_a_vote_of_the_exact_part(
    division: Division, votes: int
) -> None:
    parts = parts_of(division)
    assume(sum(parts))
    shares = largest_remainder(division, votes)
    assert sum(shares) == votes
    for share, part in list(zip(shares, parts, strict=True))[:2]:
        assert abs(share - part * votes / sum(parts)) < 1


@given(divisions(), st.integers(0, 30))
def test_equal_sides_get_equal_votes(division: Division, votes: int) -> None:
    even = Division(division.yes, division.yes, division.abstain, division.electorate, 0)
    assume(sum(parts_of(even)))
    yes, no, _ = largest_remainder(even, votes)
    assert yes == no


@given(divisions(), st.integers(0, 30))
def test_sides_exchanged_exchange_their_votes(division: Division, votes: int) -> None:
    assume(sum(parts_of(division)))
    other = Division(division.no, division.yes, division.abstain, division.electorate, 0)
    yes, no, abstain = largest_remainder(division, votes)
    assert largest_remainder(other, votes) == (no, yes, abstain)


def first_come_first_served(division: Division, votes: int) -> tuple[int, int, int]:
    parts = parts_of(division)
    yes = -(-parts[0] * votes // sum(parts))
    no = min(votes - yes, parts[1] * votes // sum(parts))
    return int(yes), int(no), int(votes - yes - no)


def test_sharing_that_favours_a_side_is_found() -> None:
    even = st.builds(lambda n, a: Division(str(n), str(n), str(a), 0, 0), *[st.integers(1, 9)] * 2)
    found = find(
        st.tuples(even, st.integers(1, 9)),
        lambda both: len({*first_come_first_served(*both)[:2]}) == 2,
        settings=SEARCH,
    )
    assert found
