"""Plans in whole runs and whole units: exact, shared out fairly, and checked against cheats."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import product as every

import numpy as np
import pytest
from federations import Size, drawn
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csc_array

from commonweal.office.plan_files import read
from commonweal.office.planning import solved as found_by_office
from commonweal.plan import files
from commonweal.plan.certifying_whole import certify_whole, telling
from commonweal.plan.contained import contained
from commonweal.plan.economy import Economy, Rows, economy
from commonweal.plan.orders import Order, Orders, Sharing, orders
from commonweal.plan.plans import Plan
from commonweal.plan.productive import Unproductive
from commonweal.plan.searching import whole_plan
from commonweal.plan.solving import Infeasible, solve
from commonweal.plan.whole import Book, Whole, shared_out
from commonweal.terms import FaultyDocument


def small(
    inputs: list[list[int]],
    outputs: list[list[int]],
    hours: list[int],
    *,
    limit: float = np.inf,
    capacity: float = np.inf,
    periods: int = 1,
    **given: object,
) -> Economy:
    goods, ways = len(inputs), len(hours)
    return economy(
        products=Rows(tuple(f"g{at}" for at in range(goods)), ("kg",) * goods),
        processes=Rows(tuple(f"p{at}" for at in range(ways)), ("run",) * ways),
        resources=Rows(("work",), ("hour",)),
        kinds=("labour",),
        inputs=csc_array(np.array(inputs, dtype=float)),
        outputs=csc_array(np.array(outputs, dtype=float)),
        uses=csc_array(np.array([hours], dtype=float)),
        periods=periods,
        limits=np.full((periods, 1), limit),
        capacity=np.full((periods, ways), float(capacity)),
        **given,  # type: ignore[arg-type] # attributes of an economy
    )


def solved(of: Economy, wanted: Orders, sharing: Sharing = "alike") -> tuple[Plan, Whole]:
    plan = solve(of, wanted, sharing=sharing)
    assert not isinstance(plan, Infeasible)
    return plan, whole_plan(of, wanted, plan, sharing=sharing)


def bakery(limit: float = 100) -> tuple[Economy, Orders]:
    """A mill gives 5 flour a run, the oven takes 4 for 6 bread."""
    of = small([[0, 4], [0, 0]], [[5, 0], [0, 6]], [2, 3], limit=limit)
    return of, orders([Order("a", "g1", 20), Order("b", "g1", 7, rank=2)], of)


def test_runs_are_whole_and_no_more_than_are_needed() -> None:
    of, wanted = bakery()
    _, found = solved(of, wanted)
    assert found == Whole(((4, 5),), (20, 7))


def test_the_first_rank_keeps_what_the_hours_give() -> None:
    of, wanted = bakery(limit=18)
    _, found = solved(of, wanted)
    # 4 runs of the oven need 16 flour, 4 runs of the mill: 20 hours; 3 of each are 15.
    assert found == Whole(((3, 3),), (18, 0))


@pytest.mark.parametrize(
    ("cheat", "words"),
    [
        ({"runs": ((4, 6),)}, "4 kg of g0 are missing in period 1"),
        ({"runs": ((5, 60),)}, "190 hour of work are used in period 1, at most 100"),
        ({"runs": ((-1, 0),), "delivered": (0, 0)}, "p0 runs -1 times in period 1"),
        ({"delivered": (20, 8)}, "b gets 8 where 7 were ordered"),
        ({"delivered": (-1, 7)}, "a gets -1 where 20 were ordered"),
    ],
)
def test_every_cheat_is_found(cheat: dict[str, tuple[object, ...]], words: str) -> None:
    of, wanted = bakery()
    plan, found = solved(of, wanted)
    assert certify_whole(of, wanted, plan, found).feasible
    told = certify_whole(of, wanted, plan, replace(found, **cheat))  # type: ignore[arg-type]
    assert any(words in one for one in told.breaches), told.breaches
    assert "limits are not kept" in telling(told)[0]


def test_an_economy_that_is_not_in_whole_numbers_is_said_to_be_none() -> None:
    of, wanted = bakery()
    plan, found = solved(of, wanted)
    half = replace(of, inputs=of.inputs * 0.5 + csc_array(np.array([[0, 0.25], [0, 0]])))
    [told] = certify_whole(half, wanted, plan, found).breaches
    assert "whole numbers" in told
    for other in (
        replace(of, stock=np.array([0.5, 0])),
        replace(of, closing=np.array([0, 1.0])),
        replace(of, import_price=np.array([1.0, np.nan])),
    ):
        with pytest.raises(ValueError, match="whole"):
            Book(other)


def test_a_file_holds_both_plans_to_the_last_bit(tmp_path_factory: pytest.TempPathFactory) -> None:
    of, wanted = bakery()
    plan, found = solved(of, wanted)
    path = tmp_path_factory.mktemp("file") / "plan.json"
    content = files.encoded(of, wanted, plan, whole=found, about={"round": 2})
    path.write_bytes(content)
    read = files.read_whole(path)
    assert (read.whole, read.about) == (found, {"round": 2})
    for wrong in (Whole(((4,),), (20, 7)), Whole((), (20, 7)), Whole(found.runs, (20,))):
        path.write_bytes(files.encoded(of, wanted, plan, whole=wrong))
        with pytest.raises(FaultyDocument):
            files.read_whole(path)


# Sharing out.


def asked(*rows: tuple[int, int, int]) -> Orders:
    """Orders of one product: period, rank and quantity."""
    return Orders(
        tuple(f"b{at}" for at in range(len(rows))),
        np.zeros(len(rows), dtype=np.int64),
        np.array([row[0] for row in rows]),
        np.array([row[1] for row in rows]),
        np.array([float(row[2]) for row in rows]),
    )


def shares(rows: list[tuple[int, int, int]], room: list[int], how: Sharing) -> list[int]:
    return shared_out(asked(*rows), [[one] for one in room], [True], how)


def test_alike_is_the_same_share_and_most_serves_the_small_first() -> None:
    rows = [(0, 1, 10), (0, 1, 30)]
    assert shares(rows, [20], "alike") == [5, 15]
    assert shares(rows, [20], "most") == [10, 10]
    assert shares([(0, 1, 3), (0, 1, 3)], [5], "alike") == [3, 2], "the tie goes by place"
    assert shares([(0, 2, 5), (0, 1, 5)], [7], "alike") == [2, 5], "the first rank comes first"


def test_what_comes_later_helps_nobody_earlier() -> None:
    assert shares([(0, 1, 10), (1, 1, 10)], [4, 16], "alike") == [4, 10]
    assert shares([(0, 1, 10), (1, 1, 10)], [10, 10], "alike") == [5, 5]


rows_of = st.lists(
    st.tuples(st.integers(0, 2), st.integers(1, 2), st.integers(1, 4)), min_size=1, max_size=4
)


@given(
    rows_of, st.lists(st.integers(0, 6), min_size=3, max_size=3), st.sampled_from(["alike", "most"])
)
@settings(max_examples=60)
def test_no_other_way_to_share_is_better(
    rows: list[tuple[int, int, int]], more: list[int], how: Sharing
) -> None:
    """Every way is tried; a later rank is asked among the ways that give the first one as much."""
    room = [sum(more[: at + 1]) for at in range(3)]
    found = tuple(shares(rows, room, how))
    ways = [way for way in every(*(range(row[2] + 1) for row in rows)) if fits(rows, room, way)]
    assert found in ways
    for rank in (1, 2):
        assert worth(rows, found, how, rank) == max(worth(rows, way, how, rank) for way in ways)
        ways = [way for way in ways if of_rank(rows, way, rank) == of_rank(rows, found, rank)]
    for at in range(len(rows)):
        raised = tuple(much + (at == place) for place, much in enumerate(found))
        assert raised[at] > rows[at][2] or not fits(rows, room, raised), "nothing is left over"


Rows3 = list[tuple[int, int, int]]


def fits(rows: Rows3, room: list[int], way: tuple[int, ...]) -> bool:
    return all(
        sum(much for row, much in zip(rows, way, strict=True) if row[0] <= at) <= there
        for at, there in enumerate(room)
    )


def of_rank(rows: Rows3, way: tuple[int, ...], rank: int) -> list[int]:
    return [much for row, much in zip(rows, way, strict=True) if row[1] == rank]


def worth(rows: Rows3, way: tuple[int, ...], how: Sharing, rank: int) -> Fraction:
    pairs = zip(rows, way, strict=True)
    found = [Fraction(much, row[2]) for row, much in pairs if row[1] == rank]
    return sum(found, Fraction(0)) if how == "most" else min(found, default=Fraction(0))


# Hours contained.


def test_hours_contained_are_the_average_of_the_ways_that_the_plan_takes() -> None:
    of = small([[0, 0, 4], [0, 0, 0]], [[5, 5, 0], [0, 0, 6]], [2, 4, 3], capacity=6)
    wanted = orders([Order("a", "g1", 60)], of)
    plan, found = solved(of, wanted)
    counted = found.as_plan(of, wanted, plan)
    first, second, oven = (float(one) for one in counted.activity[0])
    flour = (2 * first + 4 * second) / (5 * (first + second))
    assert contained(of, counted) == pytest.approx([flour, (4 * flour + 3) / 6])
    assert oven == 6, "its capacity"


def test_joint_products_share_the_hours_by_their_worth_and_what_nobody_makes_contains_none() -> (
    None
):
    of = small([[0], [0], [0]], [[1], [2], [0]], [6], capacity=5)
    wanted = orders([Order("a", "g0", 2), Order("a", "g2", 1)], of)
    plan, found = solved(of, wanted)
    told = contained(of, found.as_plan(of, wanted, plan))
    assert told[0] + 2 * told[1] == pytest.approx(6)
    assert told[2] == 0


def test_what_eats_itself_up_has_no_hours() -> None:
    of = small([[2]], [[1]], [1], capacity=3, stock=np.array([10.0]))
    plan = solve(of, orders([Order("a", "g0", 1)], of))
    assert not isinstance(plan, Infeasible)
    with pytest.raises(Unproductive):
        contained(of, replace(plan, activity=np.array([[1.0]])))


@pytest.mark.long
def test_the_last_rank_is_not_lost_over_what_those_before_it_hold() -> None:
    """What the ranks before get is known to the solver up to rounding: held to the last digit, it
    found next to nothing for the third, and hours were left that could have served it."""
    found = found_by_office(drawn(2, Size(20, 12, 10, 5, 4), ragged=False, wanted_times=1), {})
    contents = read(found.text).contents
    assert contents is not None
    assert contents.whole is not None
    told = certify_whole(contents.economy, contents.orders, contents.plan, contents.whole)
    assert told.feasible
    for one in told.ranks:
        assert one.mean > one.mean_parts - 0.02, one
