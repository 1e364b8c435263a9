"""Ensembles: what is summed up is what each scenario gives, whoever plans it."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from deadly import Deadly
from economies import many, small
from hypothesis import given
from hypothesis import strategies as st

from commonweal.plan import ensemble as ensembles
from commonweal.plan import executors
from commonweal.plan.certifying import certify
from commonweal.plan.ensemble import (
    TENTHS,
    InProcess,
    OtherVersions,
    Task,
    ensemble,
    outcome,
    quantiles,
    versions,
)
from commonweal.plan.ensemble_telling import encoded, summary
from commonweal.plan.executors import OnDask, Processes, Unavailable
from commonweal.plan.orders import Order, orders
from commonweal.plan.scenarios import KINDS, Written, drawn, read, under
from commonweal.plan.solving import Unsolved, solve


@pytest.fixture(scope="module")
def bakery():
    """Bread of flour, within an oven and hours; the North comes before the South."""
    of = small(
        [[0, 0], [2, 0]],
        [[3, 0], [0, 1]],
        [[1, 0.5]],
        limits=[[100.0]],
        capacity=[[10.0, np.inf]],
        stock=[5.0, 0.0],
    )
    return of, orders([Order("North", "a", 20), Order("South", "a", 90, 2)], of)


@pytest.fixture(scope="module")
def some(bakery):
    """Drawn scenarios of the bakery, and what they come to here."""
    scenarios = drawn(12, 3, dict.fromkeys(KINDS, 0.2))
    return scenarios, ensemble(*bakery, scenarios)


def written(folder, bakery, *lines):
    path = folder / "scenarios.csv"
    path.write_text("\n".join(("scenario,kind,factor,name,period,by", *lines)), encoding="utf-8")
    return read(path, *bakery)


def as_file(bakery, told):
    return encoded(*bakery, told, sharing="alike", drawn=None)


def test_each_scenario_gets_what_its_own_plan_gives_it(bakery, some):
    scenarios, told = some
    for one, came in zip(scenarios, told.outcomes, strict=True):
        of, wanted = under(one.factors(*bakery), *bakery)
        bread = of.stock[0] + of.outputs[0, 0] * of.capacity[0, 0]
        north, south = wanted.quantity
        expected = [min(1, bread / north), min(1, max(0, bread - north) / south)]
        assert came.ending == "proven"
        assert came.shares == pytest.approx(expected, abs=1e-6)
        plan = solve(of, wanted)
        assert certify(of, wanted, plan).best
        assert came.shares.tolist() == (plan.delivered / wanted.quantity).tolist()


def test_what_stays_is_counted(bakery, tmp_path):
    scenarios = written(
        tmp_path,
        bakery,
        "as expected,stock,1,a,,",
        "two ovens,capacity,2,p0,,",
        "six ovens,capacity,6,p0,,",  # then the hours are short
        "nothing baked,yield,0,p0,,",
        "no bread,yield,0,p0,,",
        "no bread,stock,0,a,,",
    )
    told = ensemble(*bakery, scenarios)
    shares = np.array([one.shares for one in told.outcomes])
    bread = np.array([35.0, 65.0, 155.0, 5.0, 0.0])
    assert shares[:, 0] == pytest.approx(np.minimum(1, bread / 20), abs=1e-6)
    assert shares[:, 1] == pytest.approx(np.clip((bread - 20) / 90, 0, 1), abs=1e-6)
    assert told.full.tolist() == [3, 1]
    assert told.shares[:, 1] == pytest.approx([0, 0, 1 / 6, 1, 1], abs=1e-6)
    assert told.hours[[0, 2]] == pytest.approx([0, 20])
    assert told.hours[4] == pytest.approx(2 * (110 - 5) / 3)
    often = {str(limit): times for limit, times in told.limits}
    assert often["capacity of p0 in period 1"] == 2
    assert often["stock of a"] == 3, "with six ovens nothing is short; without bread there is none"


def test_hours_bind_when_there_are_ovens_enough(bakery, tmp_path):
    lines = "busy,capacity,9,p0,,", "busy,limit,0.3,r0,,"
    told = ensemble(*bakery, written(tmp_path, bakery, *lines))
    assert [str(one) for one, _ in told.limits] == ["r0 in period 1", "stock of a"]
    assert told.limits[0][0].there == 100, "limits are told as they are expected"


def test_no_plan_is_an_outcome_and_says_what_conflicts(bakery, tmp_path):
    of, wanted = bakery
    of = replace(of, closing=np.array([20.0, 0.0]))
    lines = "fine,stock,1,a,,", "poor,capacity,0.1,p0,,", "poorer,capacity,0.2,p0,,"
    told = ensemble(of, wanted, written(tmp_path, (of, wanted), *lines))
    assert [one.ending for one in told.outcomes] == ["proven", "infeasible", "infeasible"]
    assert told.conflicts == ((("enough a in period 1",), 2),)
    assert told.full.tolist() == [0, 0]
    assert told.shares[:, 0] == pytest.approx([0.75] * 5), "quantiles are of the plans there are"
    assert "In 2 no plan keeps all limits" in "\n".join(summary(told))
    none = ensemble(of, wanted, written(tmp_path, (of, wanted), lines[1]))
    assert none.count("proven") == 0
    assert none.hours.tolist() == [0] * 5


def test_what_is_not_proven_counts_nowhere(bakery, some, monkeypatch):
    scenarios, before = some

    def faulty(economy, wanted, plan):
        found = certify(economy, wanted, plan)
        if economy.stock[0] < 5:
            return replace(found, proofs=(replace(found.proofs[0], bound=9.0), *found.proofs[1:]))
        return found

    monkeypatch.setattr(ensembles, "certify", faulty)
    told = ensemble(*bakery, scenarios)
    few = [
        came.shares
        for one, came in zip(scenarios, before.outcomes, strict=True)
        if one.factors(*bakery).stock[0] >= 1
    ]
    assert 0 < told.count("proven") == len(few) < len(scenarios)
    assert told.shares.tolist() == quantiles(np.array(few)).tolist()
    assert "not proven to be the best" in "\n".join(summary(told))


def test_a_plan_that_cannot_be_carried_out_counts_nowhere(bakery, some, monkeypatch):
    def generous(economy, wanted, **given):
        found = solve(economy, wanted, **given)
        return replace(found, delivered=found.delivered * 1.01)

    monkeypatch.setattr(ensembles, "solve", generous)
    told = ensemble(*bakery, some[0][:2])
    assert told.count("unproven") == 2
    assert "cannot be carried out: more to North than was ordered" in told.outcomes[0].why


def test_that_the_solver_gives_up_is_told(bakery, some, monkeypatch):
    def tired(*_, **__):
        raise Unsolved("Time limit reached")

    monkeypatch.setattr(ensembles, "solve", tired)
    told = ensemble(*bakery, some[0][:2])
    assert "scenario 1: the solver gave up: Time limit reached" in "\n".join(summary(told))


@given(st.lists(st.sampled_from([0.0, 0.25, 0.5, 0.75, 1.0]), min_size=1, max_size=31))
def test_a_quantile_is_the_smallest_figure_that_so_many_do_not_exceed(values):
    found = quantiles(np.array(values)).tolist()
    for tenth, got in zip(TENTHS, found, strict=True):
        enough = [
            one
            for one in values
            if Fraction(sum(other <= one for other in values), len(values)) >= Fraction(tenth, 10)
        ]
        assert got == min(enough)


class Backwards(InProcess):
    """Gives answers in another order than they were asked for, as others do."""

    def outcomes(self, task, scenarios):
        yield from reversed(list(super().outcomes(task, scenarios)))


def test_the_order_of_answers_changes_nothing(bakery, some):
    scenarios, here = some
    counted = []
    told = ensemble(*bakery, scenarios, by=Backwards(), progress=counted.append)
    assert as_file(bakery, told) == as_file(bakery, here)
    assert counted == list(range(1, len(scenarios) + 1))


def test_processes_give_the_same_file(bakery, some):
    scenarios, here = some
    told = ensemble(*bakery, scenarios, by=Processes(2))
    assert as_file(bakery, told) == as_file(bakery, here)


@pytest.fixture(scope="module")
def cluster():
    """A cluster of one thread in this process, reached by its address as any other is."""
    from distributed import LocalCluster

    with LocalCluster(
        n_workers=1,
        threads_per_worker=2,
        processes=False,
        protocol="tcp",
        dashboard_address="127.0.0.1:0",
    ) as one:
        yield one.scheduler_address


def test_a_cluster_gives_the_same_file(bakery, some, cluster):
    scenarios, here = some
    told = ensemble(*bakery, scenarios, by=OnDask(cluster))
    assert as_file(bakery, told) == as_file(bakery, here)


def test_a_cluster_that_computes_otherwise_is_refused(bakery, some, cluster):
    others = (versions()[0], "numpy 1.0", *versions()[2:])
    task = Task(*bakery, "alike", others)
    with pytest.raises(Unavailable) as told:
        list(OnDask(cluster).outcomes(task, some[0][:1]))
    assert "expected numpy 1.0 (got numpy" in told.value.what
    with pytest.raises(OtherVersions):
        outcome(task, some[0][0])


def test_a_cluster_that_is_not_there_is_told(monkeypatch):
    monkeypatch.setattr(executors, "CONNECT_S", 0.2)
    with pytest.raises(Unavailable, match="no Dask cluster answers at tcp://127"):
        list(OnDask("tcp://127.0.0.1:1").outcomes(None, [Written("one", ())]))


def test_a_cluster_without_workers_is_told(monkeypatch):
    from distributed import LocalCluster

    monkeypatch.setattr(executors, "CONNECT_S", 0.2)
    with (
        LocalCluster(n_workers=0, processes=False, dashboard_address="127.0.0.1:0") as empty,
        pytest.raises(Unavailable, match="has no worker"),
    ):
        list(OnDask(empty.scheduler_address).outcomes(None, [Written("one", ())]))


def test_without_dask_it_is_said_what_to_install(monkeypatch):
    monkeypatch.setattr(executors, "find_spec", lambda _: None)
    with pytest.raises(Unavailable) as told:
        list(OnDask().outcomes(None, []))
    assert told.value.remedy == "install commonweal[ensembles], or use processes"


@pytest.mark.long
def test_larger_economies_give_the_same_file_in_processes_and_on_a_cluster():
    for size, count in ((40, 30), (400, 10)):  # by the whole program, and by prices alone
        known = many(size, 1, ranks=2)
        scenarios = drawn(count, 1, dict.fromkeys(KINDS, 0.1))
        here = as_file(known, ensemble(*known, scenarios))
        assert as_file(known, ensemble(*known, scenarios, by=Processes(2))) == here
        assert as_file(known, ensemble(*known, scenarios, by=OnDask(workers=2))) == here


@pytest.mark.long
@pytest.mark.parametrize("by", [Processes(2), OnDask(workers=1), OnDask(workers=2)])
def test_a_process_that_ends_is_told(bakery, by):
    with pytest.raises(Unavailable, match="ended before"):
        ensemble(*bakery, [*drawn(2, 1, {}), Deadly()], by=by)
