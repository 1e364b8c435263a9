"""A plan found from what the record says: whole numbers, proofs, lines that balance."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from plan_made import (
    BAKE,
    BAKERY,
    BREAD,
    CAKE,
    EAST,
    FARM,
    FLOUR,
    GRAIN,
    GRIND,
    GROW,
    HOURS,
    MILL,
    WAYS,
    WEST,
    made_from,
    opened,
)

from commonweal.office import planning
from commonweal.office.plan_files import About, read
from commonweal.office.plan_inputs import Facts, Way
from commonweal.office.plan_lines import Flows, lines_of
from commonweal.office.planning import Solved, solved
from commonweal.plan.certifying import certify
from commonweal.plan.certifying_whole import certify_whole
from commonweal.plan.files import Contents
from commonweal.plan.solving import Unsolved
from commonweal.polity.planning.proposals.kept import Amounts, PlanCondition, RankShare


def delivered(found: Solved, body: int, product: int) -> list[int]:
    about, _ = opened(found)
    sums = Counter(
        {one.period: one.amount for one in about.lines if (one.to, one.product) == (body, product)}
    )
    return [sums[period] for period in sorted(sums)]


def check(of: Facts, found: Solved) -> None:
    """Hold a plan to its own file and to what it was made from, in whole numbers."""
    about, contents = opened(found)
    assert contents.whole is not None
    assert certify(contents.economy, contents.orders, contents.plan).feasible
    told = certify_whole(contents.economy, contents.orders, contents.plan, contents.whole)
    assert told.breaches == ()
    assert told.hours == found.hours == check_work(of, about)
    shelves = Shelves(of, about, contents)
    for period in range(1, of.periods + 1):
        shelves.pass_period(period)
    shelves.check_idle()


def check_work(of: Facts, about: About) -> int:
    """Hold runs to capacities and hours, and return the hours."""
    ways = {one.id: one for one in of.ways}
    worked: Counter[tuple[int, int]] = Counter()
    for one in about.runs:
        assert 0 < one.runs <= ways[one.process].capacity
        worked[ways[one.process].body, one.period] += one.runs * ways[one.process].hours
    assert all(hours <= of.hours[body] for (body, _), hours in worked.items())
    return sum(worked.values())


class Shelves:
    """What every body has of everything, while a plan is carried out line by line."""

    def __init__(self, of: Facts, about: About, contents: Contents) -> None:
        self.of, self.about, self.contents = of, about, contents
        self.ways = {one.id: one for one in of.ways}
        self.held = Counter(
            {
                (body, product): amount
                for body, stock in of.stocks.items()
                for product, amount in stock.items()
            }
        )

    def pass_period(self, period: int) -> None:
        for one in self.about.runs:
            way = self.ways[one.process]
            if one.period + way.lead == period:
                self.move(way.body, one.runs, way.outputs)
        for line in self.about.lines:
            if line.period == period:
                assert line.amount > 0
                assert line.maker != line.to
                self.move(line.maker, -line.amount, ((line.product, 1),))
                self.move(line.to, line.amount, ((line.product, 1),))
        for one in self.about.runs:
            if one.period == period:
                self.move(self.ways[one.process].body, -one.runs, self.ways[one.process].inputs)
        self.consume(period)
        assert all(amount >= 0 for amount in self.held.values()), self.held

    def move(self, body: int, times: int, amounts: Amounts) -> None:
        for product, much in amounts:
            self.held[body, product] += times * much

    def consume(self, period: int) -> None:
        orders, goods = self.contents.orders, self.contents.economy.products.names
        assert self.contents.whole is not None
        for at, amount in enumerate(self.contents.whole.delivered):
            if orders.period[at] == period - 1 and orders.by[at][0] == "b":
                product = int(goods[orders.product[at]][1:])
                self.move(int(orders.by[at][1:]), -amount, ((product, 1),))

    def check_idle(self) -> None:
        """Nobody was sent what it did not use: what is left lies with who made or had it."""
        made = {(one.body, product) for one in self.of.ways for product, _ in one.outputs}
        had = {(body, product) for body, stock in self.of.stocks.items() for product in stock}
        assert {key for key, amount in self.held.items() if amount} <= made | had


def test_what_is_there_in_plenty_is_delivered_in_full() -> None:
    of = made_from([(EAST, BREAD, 1, 0, 30), (WEST, BREAD, 1, 0, 12)])
    found = solved(of, {})
    check(of, found)
    assert found.ranks == (RankShare(1, 1_000_000, 1_000_000),)
    assert delivered(found, EAST, BREAD) == [30, 30, 30]
    # 126 bread: 21 runs of 3 hours; 84 flour: 11 runs of 2 hours; 110 grain: 2 runs of 10 hours.
    assert found.hours == 21 * 3 + 11 * 2 + 2 * 10


def test_a_shortfall_is_shared_alike_and_rank_by_rank() -> None:
    of = made_from(
        [(EAST, BREAD, 1, 1, 200), (WEST, BREAD, 1, 1, 100), (WEST, BREAD, 2, 1, 500)],
        periods=1,
        ways=(GROW, GRIND, replace(BAKE, capacity=30)),
    )
    found = solved(of, {})
    check(of, found)
    first, second = found.ranks
    assert (first.least_ppm, first.mean_ppm) == (600_000, 600_000)
    assert (second.least_ppm, second.mean_ppm) == (0, 0)


def test_a_tie_of_single_units_goes_by_the_number_of_the_body() -> None:
    of = made_from(
        [(EAST, BREAD, 1, 1, 3), (WEST, BREAD, 1, 1, 3)],
        periods=1,
        ways=(),
        stocks={EAST: {BREAD: 5}},
    )
    found = solved(of, {})
    check(of, found)
    _, contents = opened(found)
    assert contents.whole is not None
    assert contents.whole.delivered == (3, 2)
    assert solved(of, {}).text == found.text


def test_nothing_ordered_is_a_plan_that_does_nothing() -> None:
    found = solved(made_from([]), {})
    check(made_from([]), found)
    assert (found.hours, found.ranks, found.surplus) == (0, (), 0)
    assert opened(found)[0].lines == ()


def test_what_nobody_makes_is_not_delivered() -> None:
    found = solved(made_from([(EAST, CAKE, 1, 0, 5), (EAST, BREAD, 2, 0, 6)]), {})
    assert [one.mean_ppm for one in found.ranks] == [0, 1_000_000]


def test_who_offers_no_hours_makes_nothing_and_is_named() -> None:
    of = made_from([(EAST, BREAD, 1, 0, 6)], hours={FARM: 100, BAKERY: 100})
    found = solved(of, {})
    assert found.ranks == (RankShare(1, 0, 0),)
    assert opened(found)[0].silent == (MILL,)


def test_goods_come_after_their_lead_and_stocks_bridge_the_time() -> None:
    late = (replace(GROW, lead=1), GRIND, BAKE)
    of = made_from([(EAST, BREAD, 1, 0, 12)], ways=late)
    assert delivered(solved(of, {}), EAST, BREAD) == [12, 12]
    of = made_from([(EAST, BREAD, 1, 0, 12)], ways=late, stocks={MILL: {GRAIN: 10}})
    found = solved(of, {})
    check(of, found)
    assert delivered(found, EAST, BREAD) == [12, 12, 12]


def test_a_limit_holds_for_all_processes_together() -> None:
    ways = (GROW, GRIND, replace(BAKE, uses=((1, 2),)))
    found = solved(made_from([(EAST, BREAD, 1, 0, 60)], ways=ways, limits=((1, 10),)), {})
    assert delivered(found, EAST, BREAD) == [30, 30, 30]


def test_an_alternative_keeps_its_conditions_or_says_how_near_it_comes() -> None:
    wishes = [(EAST, BREAD, 1, 0, 30), (WEST, BREAD, 1, 0, 30)]
    kinds = {
        "more": PlanCondition("order_at_least", BREAD, 40, 2, WEST),
        "less": PlanCondition("order_at_most", BREAD, 10, 2, EAST),
        "run": PlanCondition("process_at_least", GRIND.id, 20, 1),
        "rest": PlanCondition("process_at_most", GROW.id, 0, 2),
    }
    found = solved(made_from(wishes, conditions=tuple(kinds.values())), {})
    check(made_from(wishes), found)
    assert delivered(found, WEST, BREAD) == [30, 40, 30]
    assert delivered(found, EAST, BREAD) == [30, 10, 30]
    runs = {(one.process, one.period): one.runs for one in opened(found)[0].runs}
    assert runs[GRIND.id, 1] >= 20
    assert (GROW.id, 2) not in runs
    assert found.ranks[0].least_ppm == 333_333, "shares are of what was ordered"
    beyond = PlanCondition("process_at_least", GRIND.id, 51, 1)
    none = solved(made_from(wishes, conditions=(beyond,)), {})
    assert none.outcome == "infeasible"
    assert (
        "at least 51 in period 1 cannot be kept: the plan that comes nearest has 50" in none.why[0]
    )
    assert read(none.text).about.why == none.why
    assert read(none.text).about.missed == ((1, 50),)


ABSURD = {
    "hours": Way(4, BAKERY, "", (), ((BREAD, 1),), (), 10**12, 10**12, 0),
    "inputs": Way(4, BAKERY, "", ((FLOUR, 10**12),), ((BREAD, 1),), (), 0, 10**12, 0),
    "circle": Way(4, BAKERY, "", ((BREAD, 10**12),), ((BREAD, 10**12),), (), 0, 10**12, 0),
}


@pytest.mark.parametrize("absurd", ABSURD.values(), ids=ABSURD)
def test_an_absurd_proposal_costs_the_others_nothing(absurd: Way) -> None:
    of = made_from(
        [(EAST, BREAD, 1, 0, 30), (WEST, BREAD, 1, 0, 12)],
        ways=(*WAYS, absurd),
        hours={**HOURS, BAKERY: 10**12},
    )
    found = solved(of, {})
    check(of, found)
    assert found.ranks == (RankShare(1, 1_000_000, 1_000_000),)
    assert found.hours == 105


def test_an_alternative_to_a_process_that_is_gone_is_no_plan_and_no_crash() -> None:
    gone = PlanCondition("process_at_least", 99, 1, 1)
    assert (
        solved(made_from([(EAST, BREAD, 1, 0, 6)], conditions=(gone,)), {}).outcome == "infeasible"
    )


@pytest.mark.parametrize("failure", [Unsolved("time"), ValueError("odd"), ZeroDivisionError()])
def test_an_engine_that_gives_up_is_an_outcome(
    failure: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise failure

    monkeypatch.setattr(planning, "solve", fails)
    found = solved(made_from([(EAST, BREAD, 1, 0, 6)]), {})
    assert found.outcome == "infeasible"
    assert str(failure) in found.why[0]


def test_prices_are_hours_contained_or_hours_at_the_margin() -> None:
    wishes = [(EAST, BREAD, 1, 0, 30)]
    prices = {
        account: {
            product: price
            for period, product, price in opened(solved(made_from(wishes, account=account), {}))[
                0
            ].worth
            if period == 1
        }
        for account in ("labour", "prices")
    }
    grain, flour = 10 / 100, (10 * 10 / 100 + 2) / 8
    expected = {GRAIN: grain, FLOUR: flour, BREAD: (4 * flour + 3) / 6}
    assert prices["labour"] == pytest.approx(expected)
    assert prices["prices"] == pytest.approx(expected)


def test_the_surplus_is_what_is_delivered_beyond_what_is_necessary_and_what_is_left() -> None:
    found = solved(made_from([(EAST, BREAD, 1, 1, 6), (BAKERY, BREAD, 2, 1, 6)], periods=1), {})
    parts = {(use, by): hours for use, by, hours in opened(found)[0].surplus}
    assert ("delivered", "b7") not in parts
    assert ("delivered", "b6") in parts
    alike = solved(made_from([(EAST, BREAD, 1, 1, 6), (BAKERY, BREAD, 1, 1, 6)], periods=1), {})
    assert alike.surplus < found.surplus
    assert found.surplus == pytest.approx(sum(parts.values()), abs=1)


def test_lines_are_few_and_stay_with_those_who_had_them() -> None:
    flows = Flows()
    for period, made in ((1, {FARM: 5, MILL: 5}), (2, {FARM: 9, MILL: 5})):
        for body, amount in made.items():
            flows.run(body, period, amount, (), ((GRAIN, 1),), 0)
        flows.deliver(FARM, period, GRAIN, 2)
        flows.deliver(EAST, period, GRAIN, 3)
        flows.deliver(WEST, period, GRAIN, 5)
    told = [(one.period, one.maker, one.to, one.amount) for one in lines_of(flows, 2)]
    first = [(1, FARM, EAST, 3), (1, MILL, WEST, 5)]
    assert told == [*first, (2, FARM, EAST, 3), (2, MILL, WEST, 5)]
    flows.deliver(WEST, 1, GRAIN, 1)
    with pytest.raises(ValueError, match="1 units more are needed"):
        lines_of(flows, 2)


ways = st.builds(
    Way,
    id=st.just(0),
    body=st.sampled_from([FARM, MILL, BAKERY]),
    name=st.just(""),
    inputs=st.dictionaries(st.integers(1, 4), st.integers(1, 9), max_size=2).map(
        lambda found: tuple(found.items())
    ),
    outputs=st.dictionaries(st.integers(1, 4), st.integers(1, 30), min_size=1, max_size=2).map(
        lambda found: tuple(found.items())
    ),
    uses=st.sampled_from([(), ((1, 1),), ((1, 3),)]),
    hours=st.integers(0, 9),
    capacity=st.integers(0, 20),
    lead=st.integers(0, 2),
)


@st.composite
def economies(draw: st.DrawFn) -> Facts:
    found = draw(st.lists(ways, max_size=5))
    numbered = tuple(replace(one, id=at) for at, one in enumerate(found, start=1))
    wishes = st.tuples(
        st.sampled_from([EAST, WEST, BAKERY]),
        st.integers(1, 4),
        st.integers(1, 3),
        st.integers(0, 3),
        st.integers(1, 60),
    )
    # One order for each body, product, rank and period, as the state has them.
    wanted = draw(st.lists(wishes, max_size=6, unique_by=lambda one: one[:3]))
    return made_from(
        wanted,
        ways=numbered,
        hours=draw(st.fixed_dictionaries({body: st.integers(0, 60) for body in HOURS})),
        stocks={body: {draw(st.integers(1, 4)): draw(st.integers(1, 40))} for body in (MILL, WEST)},
        limits=((1, draw(st.integers(0, 40))),),
        sharing=draw(st.sampled_from(["alike", "most"])),
    )


@given(economies())
@settings(max_examples=40)
def test_every_plan_balances_to_the_last_unit_and_proves_itself(of: Facts) -> None:
    found = solved(of, {})
    check(of, found)
    assert solved(of, {}) == found
    assert msgspec.json.decode(found.text)["format"] == "commonweal.plan/1"
