"""What has become of a plan until now: the input of its correction, copied out of the state.

Rules of this module:

* what has passed is told by reports: runs as reported; where none were, as many as what was
  delivered of the plan's lines says; what was confirmed counts as delivered, and what nobody has
  answered as it was reported;
* what is still to come before the correction begins is taken as planned;
* what a process can do is told by the declaration that stands now, in the place of the one that was
  planned; one that was withdrawn, or whose body is gone and became no other, can do nothing.

Not here: finding the change (``plan_changes``), what is awaited (``plan_correcting``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from commonweal.office.plan_inputs import Way, way_of
from commonweal.office.plan_watching import came
from commonweal.polity import Case, State
from commonweal.polity.planning.correcting.data import PlanCorrection
from commonweal.polity.planning.proposals.kept import Run
from commonweal.polity.planning.running import rule_of_plan
from commonweal.polity.rights.succession import heir


@dataclass(frozen=True, slots=True)
class Moved:
    """What a line of the plan brought, or is to bring.

    Attributes:
        maker, to, product, period: of the line.
        planned: its amount; ``came``: what was delivered of it; as planned, where it is to come.
    """

    maker: int
    to: int
    product: int
    period: int
    planned: int
    came: int


@dataclass(frozen=True, slots=True)
class Since:
    """Everything that a correction is found from.

    Attributes:
        correction, plan, campaign, round: numbers.
        sharing: how a shortfall is shared.
        file: digest of the plan's file; ``earlier``: of the corrections in force, in their order.
        periods: of the plan; ``first``: the first that is changed; ``passed``: how many are over.
        runs: as planned now, by process and period.
        done: as reported, by process and period.
        lines: of the periods before the first that is changed.
        ways: what each process is declared to be; ``replaced``: by which each was; ``withdrawn``:
            those that are taken back, or whose body is gone.
        limits: how much there is of each limit in a period; -1: not set.
        stocks: of each body at the beginning, by product.
        heirs: the open body that each is, or became.
    """

    correction: int
    plan: int
    campaign: int
    round: int
    sharing: Literal["alike", "most"]
    file: str
    earlier: tuple[str, ...]
    periods: int
    first: int
    passed: int
    runs: Mapping[tuple[int, int], int]
    done: Mapping[tuple[int, int], int]
    lines: tuple[Moved, ...]
    ways: Mapping[int, Way]
    replaced: Mapping[int, int]
    withdrawn: frozenset[int]
    limits: Mapping[int, int]
    stocks: Mapping[int, Mapping[int, int]]
    heirs: Mapping[int, int]

    @property
    def fixed(self) -> int:
        """Periods that the correction leaves as they are: those before its first, at least one."""
        return max(1, self.first - 1)


def since(case: Case, found: PlanCorrection) -> Since:
    """Copy what a correction is found from.

    Args:
        case: the law's view of the present.
        found: the correction that was asked for.
    """
    state = case.state
    plan = state.plans[found.plan]
    campaign = state.campaigns[plan.campaign]
    earlier = (
        one for one in state.plan_corrections.values() if one.plan == plan.id and one.complete
    )
    fixed = max(1, found.from_period - 1)
    return Since(
        correction=found.id,
        plan=plan.id,
        campaign=campaign.id,
        round=plan.round,
        sharing=rule_of_plan(case, plan).sharing,
        file=plan.file,
        earlier=tuple(one.file for one in earlier),
        periods=campaign.periods,
        first=found.from_period,
        passed=plan.passed,
        runs=_planned(plan.runs),
        done=dict(_done(state, plan.id)),
        lines=tuple(_lines(state, plan.lines, fixed, plan.passed)),
        ways={one.id: way_of(one, heir(state, one.body).id) for one in state.processes.values()},
        replaced={one.id: one.replaced_by for one in state.processes.values() if one.replaced_by},
        withdrawn=frozenset(
            one.id
            for one in state.processes.values()
            if one.withdrawn_at or not heir(state, one.body).is_open
        ),
        limits={one.id: one.per_period for one in state.limits.values()},
        stocks={body: dict(stock) for body, stock in campaign.stocks.items()},
        heirs={number: heir(state, number).id for number in state.bodies},
    )


def _planned(runs: list[Run]) -> dict[tuple[int, int], int]:
    return {(one.process, one.period): one.runs for one in runs}


def _done(state: State, number: int) -> Iterator[tuple[tuple[int, int], int]]:
    """Give the last report of every process and period."""
    for one in state.works.values():
        if one.plan == number:
            yield (one.process, one.period), one.runs


def _lines(state: State, numbers: list[int], fixed: int, passed: int) -> Iterator[Moved]:
    for line in map(state.lines.__getitem__, numbers):
        if line.period <= fixed and not line.ended_by:
            known = line.period <= passed or line.is_over
            brought = came(state, line) if known else line.amount
            maker, to = heir(state, line.maker).id, heir(state, line.to).id
            yield Moved(maker, to, line.product, line.period, line.amount, brought)
