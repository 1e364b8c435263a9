"""Large plans by prices alone: the same as the whole program finds, and proven like any other."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from economies import many, small, synthetic
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog
from scipy.sparse import csr_array, eye_array
from scipy.sparse.linalg import spsolve

from commonweal.plan import clearing, network, reduced, sifting, solving
from commonweal.plan.certifying import certify
from commonweal.plan.economy import Economy
from commonweal.plan.network import Network, Unsettled
from commonweal.plan.orders import Order, Orders, orders
from commonweal.plan.plans import Plan
from commonweal.plan.reduced import reducible, solve_reduced
from commonweal.plan.sifting import Few, NotReached, optimum
from commonweal.plan.solving import Infeasible, Unsolved, solve


def whole(of: Economy, wanted: Orders, sharing: str, monkeypatch: pytest.MonkeyPatch) -> Plan:
    with monkeypatch.context() as patched:
        patched.setattr(solving, "REDUCED_FROM", 10**9)
        found = solve(of, wanted, sharing=sharing)
    assert isinstance(found, Plan)
    assert found.solver == "simplex"
    return found


def agree(one: Plan, other: Plan) -> None:
    assert [(step.aim, step.rank) for step in one.steps] == [
        (step.aim, step.rank) for step in other.steps
    ]
    assert [step.value for step in one.steps] == pytest.approx(
        [step.value for step in other.steps], rel=1e-6, abs=1e-5
    )


def proven(of: Economy, wanted: Orders, plan: Plan) -> None:
    told = certify(of, wanted, plan, gap=1e-6)
    assert told.feasible, told.breaches
    assert told.best, told.proofs


@pytest.mark.parametrize("sharing", ["alike", "most"])
@pytest.mark.parametrize("ranks", [1, 3])
@pytest.mark.parametrize("seed", [1, 2])
def test_prices_alone_find_what_the_whole_program_finds(sharing, ranks, seed, monkeypatch):
    of, wanted = many(150, seed, ranks=ranks)
    found = solve_reduced(of, wanted, sharing=sharing)
    proven(of, wanted, found)
    agree(found, whole(of, wanted, sharing, monkeypatch))


@st.composite
def single(draw: st.DrawFn, ranks: int) -> tuple[Economy, Orders]:
    """A small economy with one way for each product, several orders for some, ranks and stocks."""
    size = draw(st.integers(1, 4))
    shares = st.sampled_from([0.0, 0.0, 0.1, 0.2])
    given_ = draw(st.lists(st.sampled_from([1.0, 2.0]), min_size=size, max_size=size))
    turned = draw(st.permutations(range(size)))
    outputs = np.zeros((size, size))
    outputs[turned, range(size)] = given_
    rows = lambda values, count: [[draw(values) for _ in range(size)] for _ in range(count)]  # noqa: E731
    stock = [draw(st.sampled_from([0.0, 0.0, 1.0, 9.0])) for _ in range(size)]
    of = small(
        rows(shares, size),
        outputs,
        rows(st.sampled_from([0.0, 0.5, 1.0]), 2),
        kinds=("labour", "natural"),
        limits=[[draw(st.sampled_from([1.0, 5.0, 30.0, np.inf])) for _ in range(2)]],
        capacity=rows(st.sampled_from([0.0, 0.5, 3.0, 40.0, np.inf]), 1),
        stock=stock,
        closing=[one * draw(st.sampled_from([0.0, 0.5, 1.0])) for one in stock],
    )
    order = st.builds(
        Order,
        st.just("all"),
        st.sampled_from(of.products.names),
        st.sampled_from([1.0, 3.0, 7.5]),
        st.integers(1, ranks),
    )
    return of, orders(draw(st.lists(order, min_size=1, max_size=6)), of)


@settings(max_examples=30)
@given(single(ranks=2), st.sampled_from(["alike", "most"]))
def test_what_prices_alone_do_not_prove_the_whole_program_does(case, sharing):
    of, wanted = case
    assert reducible(of)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(solving, "REDUCED_FROM", 1)
        found = solve(of, wanted, sharing=sharing)
    assert isinstance(found, Plan)
    told = certify(of, wanted, found)
    assert told.feasible, told.breaches
    assert told.best, told.proofs


def test_a_stock_that_nobody_needs_is_left_over_and_worth_nothing():
    of = small([[0, 0.5], [0, 0]], [[1, 0], [0, 1]], limits=[[4.0]], stock=[100.0, 0.0])
    wanted = orders([Order("x", "a", 10), Order("y", "b", 6)], of)
    found = solve_reduced(of, wanted)
    assert found.delivered == pytest.approx([10, 4], rel=1e-6)
    assert found.activity[0] == pytest.approx([0, 4], abs=1e-5)
    assert found.kept[0] == pytest.approx([88, 0], abs=1e-5)
    assert found.prices.product[0, 0] == 0


def test_a_capacity_without_an_order_of_its_own_limits_those_who_need_it():
    of = small([[0, 1], [0, 0]], [[1, 0], [0, 1]], capacity=[[3.0, np.inf]])
    wanted = orders([Order("y", "b", 10)], of)
    found = solve_reduced(of, wanted)
    proven(of, wanted, found)
    assert found.delivered == pytest.approx([3])


WRONG = {
    "nothing becomes full or idle": (clearing.States, "change", lambda *_: False),
    "prices of rows are lost": (
        reduced,
        "optimum",
        lambda few, begun: (optimum(few, begun)[0], np.zeros(few.low.size)),
    ),
    "deliveries are not what was found": (
        reduced,
        "optimum",
        lambda few, begun: (optimum(few, begun)[0] * 0.5, optimum(few, begun)[1]),
    ),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_a_wrong_rule_is_seen_by_the_certificate(wrong, monkeypatch):
    of, wanted = many(150, 1)
    monkeypatch.setattr(*WRONG[wrong])
    told = certify(of, wanted, solve_reduced(of, wanted, sharing="most"))
    assert not (told.feasible and told.best)


def test_what_does_not_settle_is_repaired_and_the_gap_told(monkeypatch):
    of, wanted = many(150, 1)
    monkeypatch.setattr(reduced, "ROUNDS_MAX", 1)
    found = solve_reduced(of, wanted, sharing="most")
    told = certify(of, wanted, found)
    assert told.feasible, told.breaches
    assert not told.best


def test_solve_chooses_and_says_which():
    of, wanted = many(solving.REDUCED_FROM, 3)
    found = solve(of, wanted)
    assert isinstance(found, Plan)
    assert found.solver == "reduced"
    proven(of, wanted, found)


TAKES = {"inputs": [[0.2, 0.1], [0.0, 0.3]], "outputs": [[1, 0], [0, 1]]}


@pytest.mark.parametrize(
    "given_",
    [
        {"outputs": [[1, 1], [0, 0]]},
        {"outputs": [[1, 0], [1, 1]]},
        {"periods": 2},
        {"lead": [0, 1]},
        {"builds": [[0, 1], [0, 0]]},
        {"import_price": [1.0, np.nan]},
        {"export_price": [1.0, np.nan]},
        {"deficit": [-1.0]},
        {"closing": [1.0, 0.0]},
        {"stock": [1.0, 0.0], "closing": [1.0, 0.0], "storable": [False, True]},
    ],
)
def test_what_prices_alone_cannot_plan(given_):
    assert reducible(small(**TAKES))
    assert not reducible(small(**(TAKES | given_)))


def test_where_prices_alone_find_nothing_the_whole_program_is_tried(monkeypatch):
    of = small([[2.0]], [[1.0]])
    wanted = orders([Order("x", "a", 1)], of)
    monkeypatch.setattr(solving, "REDUCED_FROM", 1)
    monkeypatch.setattr(network, "SWEEPS_MAX", 20)
    found = solve(of, wanted)
    assert not isinstance(found, Infeasible)
    assert found.delivered == pytest.approx([0])
    monkeypatch.setattr(solving, "WHOLE_MAX", 0)
    with pytest.raises(Unsolved, match="amounts still change"):
        solve(of, wanted)


@pytest.mark.parametrize("compiled_from", [0, 10**9])
def test_amounts_held_are_what_elimination_finds(compiled_from, monkeypatch):
    monkeypatch.setattr(network, "COMPILED_FROM", compiled_from)
    shares = csr_array(synthetic(200, 6, 0.7, 5))
    rng = np.random.default_rng(6)
    links = Network(shares)
    held = rng.random(200) < 0.2
    final, begun = rng.normal(size=200), rng.random(200)
    kept = np.where(held[:, None], 0.0, 1.0)
    system = (eye_array(200) - csr_array(shares.multiply(kept))).tocsc()
    exact = spsolve(system, np.where(held, begun, final))
    assert links.made(final, held, begun) == pytest.approx(exact, rel=1e-7, abs=1e-7)
    direct, first = rng.random((11, 200)), rng.random((11, 200))
    turned = (eye_array(200) - csr_array(shares.T.multiply(kept))).tocsc()
    exact = np.array([spsolve(turned, np.where(held, *both)) for both in zip(first, direct)])  # noqa: B905
    assert links.contained(direct, held, first) == pytest.approx(exact, rel=1e-7, abs=1e-7)
    assert links.contained(direct[:0], held, first[:0]).shape == (0, 200)


def test_contents_mended_are_those_found_anew(monkeypatch):
    of, wanted = many(150, 4, scarce=12)
    search, anew = reduced._Search(of, wanted), reduced._Search(of, wanted)
    mended, seen = reduced._Search._mended, []

    def counted(self, sums, changed, after):
        seen.append(changed.size)
        return mended(self, sums, changed, after)

    monkeypatch.setattr(reduced._Search, "_mended", counted)
    for held in ([3, 7], [3, 7, 11], [7, 20], []):
        state = np.zeros(150, dtype=np.int8)
        state[held] = clearing.FULL
        search.states.state = anew.states.state = state
        anew.contents = {}
        sums = search._sums("hours", 0)
        assert search._contents(sums) == pytest.approx(anew._contents(sums), rel=1e-8, abs=1e-10)
    assert seen == [1, 3, 2]


def test_resources_that_nothing_is_short_of_are_left_out(monkeypatch):
    asked = []
    monkeypatch.setattr(
        reduced, "optimum", lambda few, begun: asked.append(few) or optimum(few, begun)
    )
    of, wanted = many(150, 1, scarce=20)
    of = replace(of, capacity=np.full_like(of.capacity, np.inf))
    proven(of, wanted, solve_reduced(of, wanted))
    assert max(few.low.size for few in asked) < 20


def test_resources_that_are_missed_are_taken_in(
    monkeypatch,
):
    of, wanted = many(150, 1, scarce=12)
    monkeypatch.setattr(reduced, "FEW", 2)
    found = solve_reduced(of, wanted, sharing="most")
    proven(of, wanted, found)
    agree(found, whole(of, wanted, "most", monkeypatch))


def test_leaps_change_nothing_in_the_answer(monkeypatch):
    monkeypatch.setattr(network, "COMPILED_FROM", 0)
    shares, sweeps = csr_array(synthetic(400, 8, 0.85, 5)), []
    settle = network._settle

    def counted(sweep, *rest):
        def one() -> float:
            sweeps[-1] += 1
            return sweep()

        sweeps.append(0)
        settle(one, *rest)

    monkeypatch.setattr(network, "_settle", counted)
    final, none = np.ones(400), np.zeros(400, dtype=bool)
    quick = Network(shares).made(final, none, final)
    monkeypatch.setattr(network, "LEAP_LIKE", 2.0)
    assert quick == pytest.approx(Network(shares).made(final, none, final), rel=1e-8)
    assert sweeps[0] < 0.8 * sweeps[1]


@pytest.mark.parametrize("compiled_from", [0, 10**9])
def test_amounts_without_end_are_told(compiled_from, monkeypatch):
    monkeypatch.setattr(network, "COMPILED_FROM", compiled_from)
    links = Network(csr_array(np.array([[0.0, 2.0], [2.0, 0.0]])))
    none = np.zeros(2, dtype=bool)
    with np.errstate(all="ignore"):
        with pytest.raises(Unsettled):
            links.made(np.ones(2), none, np.zeros(2))
        with pytest.raises(Unsettled):
            links.contained(np.ones((2, 2)), none, np.zeros((2, 2)))


@pytest.mark.parametrize("seed", range(4))
def test_sifting_finds_what_another_solver_finds(seed, monkeypatch):
    monkeypatch.setattr(sifting, "WHOLE_MAX", 50)
    monkeypatch.setattr(sifting, "JOIN", 20)
    rng = np.random.default_rng(seed)
    few = Few(
        rng.random(1000),
        rng.random((5, 1000)) * 10.0 ** np.arange(-6, 4, 2)[:, None],
        np.full(5, -np.inf),
        100 * 10.0 ** np.arange(-6, 4, 2),
        rng.random(1000),
    )
    other = linprog(
        -few.gain,
        A_ub=few.matrix,
        b_ub=few.high,
        bounds=np.column_stack([np.zeros(1000), few.most]),
    )
    for begun in (None, np.zeros(5), np.full(5, 1e9), -other.ineqlin.marginals):
        values, prices = optimum(few, begun)
        assert few.gain @ values == pytest.approx(-other.fun)
        assert (few.matrix @ values <= few.high * (1 + 1e-6)).all()
        bound = few.high @ prices + np.maximum(few.gain - prices @ few.matrix, 0) @ few.most
        assert bound == pytest.approx(-other.fun)


def test_rows_that_nobody_can_keep_are_told(monkeypatch):
    monkeypatch.setattr(sifting, "WHOLE_MAX", 5)
    few = Few(np.ones(20), np.ones((1, 20)), np.array([30.0]), np.array([np.inf]), np.ones(20))
    with pytest.raises(NotReached):
        optimum(few)
    assert optimum(replace(few, low=np.array([3.0])))[0] == pytest.approx(np.ones(20))
