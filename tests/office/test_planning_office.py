"""The office owes the law plans: found when they are awaited, once, whatever comes between."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from commonweal.cli import main
from commonweal.office import Office, planning
from commonweal.office.follower import Follower
from commonweal.office.own_orders import OwnOrder, own_orders
from commonweal.office.plan_files import kept_file
from commonweal.office.plan_reading import compare, plan_reading
from commonweal.office.planning import Solved, solved
from commonweal.plan.solving import Unsolved
from commonweal.polity import commands as cmd
from commonweal.polity import events as ev
from commonweal.polity.planning.proposals import data
from commonweal.polity.planning.proposals.kept import (
    AMOUNT_MAX,
    MembersOrders,
    PlanCondition,
    RankShare,
)
from commonweal.terms import OFFICE, Refusal
from conftest import ALICE, BOB, CONGRESS, DAY_S, DORA, EMIL, FAY, FORGE, GUS, NORTH, Clock

BREAD, CAKE = 1, 2


def happen(office: Office, *events: ev.Event) -> None:
    """Write down what the law of other matters would have decided."""
    office._append("test", OFFICE, office.now(), "", events)


def begin(office: Office, clock: Clock) -> None:
    begun = data.PlanningBegun(
        campaign=1,
        body=CONGRESS,
        motion=0,
        charter=1,
        begins_at=clock.now_s + 60 * DAY_S,
        periods=3,
        period_days=7,
        until=clock.now_s + 10 * DAY_S,
    )
    happen(office, begun)


def propose(office: Office) -> None:
    """The Forge bakes bread, with hours for 50 runs in a period."""
    for name in ("bread", "cake"):
        office.execute(data.NameProduct(body=FORGE, name=name, unit="loaf"), ALICE)
    bake = data.DeclareProcess(
        body=FORGE, name="bake", inputs=(), outputs=((BREAD, 6),), hours=3, capacity=60
    )
    office.execute(bake, ALICE)
    office.execute(data.OfferHours(campaign=1, body=FORGE, hours=150), BOB)


def order(office: Office, amount: int, rank: int = 1, body: int = NORTH) -> None:
    office.execute(
        data.PlaceOrder(campaign=1, body=body, product=BREAD, rank=rank, amount=amount), BOB
    )


@pytest.fixture(scope="module")
def proposed(built: tuple[Path, int], tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, int]:
    """A campaign in which bread is offered, and 210 are ordered in every period."""
    folder = Path(shutil.copytree(built[0], tmp_path_factory.mktemp("proposed") / "guild"))
    clock = Clock()
    clock.now_s = built[1]
    with Office(folder, clock=clock) as office:
        begin(office, clock)
        propose(office)
        order(office, 210)
    return folder, clock.now_s


@pytest.fixture
def folder(proposed: tuple[Path, int], tmp_path: Path) -> Path:
    return Path(shutil.copytree(proposed[0], tmp_path / "guild"))


@pytest.fixture
def round_over(office: Office, clock: Clock) -> Office:
    clock.pass_days(10)
    return office


def test_a_closed_round_has_its_plan_with_the_next_tick(round_over: Office) -> None:
    assert round_over.tick() == 2
    plan = round_over.state.plans[1]
    assert (plan.outcome, plan.round, plan.hours) == ("plan", 1, 3 * 35 * 3)
    assert plan.ranks == (RankShare(1, 1_000_000, 1_000_000),)
    assert round_over.state.campaigns[1].stage == "revising"
    assert round_over.tick() == 0, "it is found once"


def test_the_file_names_things_and_proves_itself(round_over: Office) -> None:
    round_over.tick()
    found = plan_reading(round_over.vault, round_over.state.plans[1].file)
    assert found is not None
    told = found.certificate()
    assert told is not None
    assert told.feasible
    assert found.about.bodies == {"b2": "North", "b3": "Forge"}
    text = round_over.vault.text(round_over.state.plans[1].file)
    assert '"titles":["bread"]' in (text or "")
    [balance] = found.balances()
    assert (balance.made, balance.delivered, balance.left) == (630, 630, 0)
    assert [price.mean for price in found.prices] == [pytest.approx(0.5)]


def test_why_an_order_is_cut_is_said(office: Office, clock: Clock) -> None:
    order(office, 300, rank=2)
    clock.pass_days(10)
    office.tick()
    found = plan_reading(office.vault, office.state.plans[1].file)
    assert found is not None
    full, cut = (found.served_to(NORTH)[at] for at in (0, 3))
    assert (full.share_ppm, cut.given, cut.is_cut) == (1_000_000, 90, True)
    assert found.why(full) is None
    told = found.why(cut, change=True)
    assert told is not None
    [held] = told.held
    bound = held.bound
    assert (bound.of, bound.number, bound.period, bound.there) == ("hours", FORGE, 1, 150.0)
    assert (held.percent, told.by_parts, told.orders) == (100, False, ())
    assert [(one.bound.of, round(one.more)) for one in told.eased or ()] == [
        ("hours", 105),
        ("process", 25),
    ]
    assert found.scarce()[0].bound == bound
    [used] = found.used([1, 99])
    assert used.runs == (50, 50, 50)
    assert [(one.why, [part.bound.number for part in one.held]) for one in used.why] == [
        ("limited", [FORGE])
    ]


def test_nobody_waits_for_an_engine(round_over: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    thinking, done = threading.Event(), threading.Event()

    def slow(*given: object, **_: object) -> Solved:
        thinking.set()
        assert done.wait(20)
        return solved(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(planning, "solved", slow)
    worker = threading.Thread(target=round_over.tick)
    worker.start()
    assert thinking.wait(20)
    answer = round_over.execute(data.NameLimit(name="water", unit="litre"), ALICE)
    assert answer.index > 0
    assert round_over.plan_now() == 0, "one plan at a time"
    assert not round_over.state.plans
    done.set()
    worker.join()
    assert round_over.state.plans[1].outcome == "plan"


class Killed(BaseException):
    """The process ends here."""


def test_who_dies_over_a_plan_finds_the_same_again(
    round_over: Office, reopened: Callable[[], Office], monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(Office, "execute", lambda *_, **__: (_ for _ in ()).throw(Killed))
        with pytest.raises(Killed):
            round_over.tick()
    assert not round_over.state.plans
    again = reopened()
    assert again.state.campaigns[1].stage == "solving"
    again.tick()
    assert again.state.plans[1].hours == 315


@pytest.mark.parametrize("found", [Unsolved("no end"), None])
def test_what_an_engine_cannot_do_ends_the_round_and_not_the_campaign(
    found: Exception | None, round_over: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise found or ZeroDivisionError

    with monkeypatch.context() as patched:
        patched.setattr(planning, "solve", fails)
        round_over.tick()
    plan = round_over.state.plans[1]
    assert (plan.outcome, round_over.state.campaigns[1].stage) == ("infeasible", "revising")
    kept = kept_file(round_over.vault, plan.file)
    assert kept is not None
    assert "the engine found no plan" in kept.about.why[0]
    reading = plan_reading(round_over.vault, plan.file)
    assert reading is not None
    assert (reading.is_plan, reading.balances(), reading.prices) == (False, [], ())


def test_figures_that_the_record_does_not_hold_are_no_plan(
    round_over: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    large = Solved("plan", "{}", AMOUNT_MAX + 1)
    monkeypatch.setattr(planning, "solved", lambda *_: large)
    round_over.tick()
    assert round_over.state.plans[1].outcome == "infeasible"
    assert round_over.state.campaigns[1].stage == "revising"


def test_what_the_law_refuses_is_not_tried_for_ever(
    round_over: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries: list[object] = []

    def unlawful(*_: object) -> Solved:
        tries.append(1)
        return Solved("infeasible", "{}", -1)

    monkeypatch.setattr(planning, "solved", unlawful)
    round_over.tick()
    round_over.tick()
    assert len(tries) == 1


def test_an_alternative_is_found_and_compared(round_over: Office) -> None:
    round_over.tick()
    less = PlanCondition("order_at_most", BREAD, 60, 2, NORTH)
    asked = data.ProposeAlternative(campaign=1, text="Bread is enough.", conditions=(less,))
    round_over.execute(asked, BOB)
    assert round_over.tick() == 1
    other = round_over.state.plans[2]
    assert (other.alternative, other.hours) == (1, (35 + 10 + 35) * 3)
    assert round_over.state.campaigns[1].stage == "revising"
    read = [plan_reading(round_over.vault, round_over.state.plans[at].file) for at in (1, 2)]
    told = compare([one for one in read if one is not None])
    assert told.products == ((BREAD, (630, 480)),)
    assert told.processes == ((1, (105, 80)),)
    assert told.bodies == ((NORTH, (1_000_000, 761_904)),)


def adopt(office: Office, clock: Clock, plan: int) -> None:
    begins = clock.now_s + DAY_S
    adopted = data.PlanAdopted(
        plan=plan, campaign=1, motion=0, begins_at=begins, ends_at=begins + 21 * DAY_S
    )
    happen(office, adopted)


def test_lines_are_recorded_in_parts_and_go_on_after_a_crash(
    round_over: Office,
    clock: Clock,
    reopened: Callable[[], Office],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("commonweal.office.plan_desk.PART_MAX", 2)
    round_over.tick()
    adopt(round_over, clock, 1)
    execute, done = Office.execute, []

    def dies(office: Office, command: cmd.Command, by: int, *, key: str = "") -> object:
        if done:
            raise Killed
        done.append(command)
        return execute(office, command, by, key=key)

    with monkeypatch.context() as patched:
        patched.setattr(Office, "execute", dies)
        with pytest.raises(Killed):
            round_over.plan_now()
    assert (round_over.state.plans[1].parts, round_over.state.plans[1].complete) == (1, False)
    again = reopened()
    assert again.tick() == 2
    plan = again.state.plans[1]
    assert plan.complete
    assert [(one.process, one.period, one.runs) for one in plan.runs] == [
        (1, period, 35) for period in (1, 2, 3)
    ]
    lines = [again.state.lines[number] for number in plan.lines]
    assert [(one.maker, one.to, one.amount) for one in lines] == [(FORGE, NORTH, 210)] * 3
    assert again.tick() == 0


def command(*words: str) -> Result:
    return CliRunner().invoke(main, ["plan", *words])


def test_anybody_checks_the_file_from_the_command_line(round_over: Office, tmp_path: Path) -> None:
    round_over.tick()
    round_over.close()
    home, path = str(round_over.folder), tmp_path / "plan.json"
    assert command("file", "--home", home, "1", "--output", str(path)).exit_code == 0
    told = command("certify", str(path))
    assert (told.exit_code, "carried out to the last unit" in told.output) == (0, True)
    whole = path.read_text("utf-8")
    assert command("file", "--home", home, "1").output == whole
    path.write_text(whole.replace('"runs":[[35]', '"runs":[[51]'), "utf-8")
    told = command("certify", str(path))
    assert (
        told.exit_code,
        "153 hour of hours of Forge are used in period 1, at most 150" in told.output,
    ) == (1, True)
    told = command("file", "--home", home, "2")
    assert (told.exit_code, "there is no plan 2" in told.output) == (1, True)


def test_a_file_that_was_lost_is_told_and_no_circle(round_over: Office, clock: Clock) -> None:
    round_over.tick()
    round_over.vault.erase_text(round_over.state.plans[1].file, "a test")
    adopt(round_over, clock, 1)
    assert round_over.tick() == 0
    assert not round_over.state.plans[1].complete
    assert plan_reading(round_over.vault, round_over.state.plans[1].file) is None


def test_a_follower_makes_no_plans(round_over: Office, clock: Clock) -> None:
    round_over.tick(plan=False)
    with Follower(round_over.folder, clock=clock) as follower:
        assert follower.tick() == 0
        assert follower.view(lambda state: state.campaigns[1].stage) == "solving"


# What members order for themselves.


def want(office: Office, member: int, amount: int, product: int = CAKE) -> int:
    wanted = data.OrderForMyself(campaign=1, product=product, rank=2, amount=amount)
    return office.execute(wanted, member).index


def own(office: Office, member: int) -> list[OwnOrder]:
    campaign = office.state.campaigns[1]
    return own_orders(office.case(member), campaign, office.vault, member)


def test_what_members_order_is_in_no_entry_and_in_sums_of_three(
    office: Office, clock: Clock
) -> None:
    before = office.state.version
    assert [want(office, who, much) for who, much in ((ALICE, 2), (BOB, 3))] == [-1, -1]
    assert own(office, ALICE) == [OwnOrder(CAKE, 2, 2, counts=False)], (
        "two are too few, and are told so"
    )
    want(office, DORA, 9)
    want(office, DORA, 4)
    want(office, EMIL, 7, product=BREAD)
    assert office.state.version == before
    assert own(office, DORA) == [OwnOrder(CAKE, 2, 4, counts=True)]
    clock.pass_days(10)
    office.tick()
    assert office.state.campaigns[1].members_orders == [MembersOrders(FORGE, CAKE, 2, 9, 3)]
    assert office.state.plans[1].ranks[1] == RankShare(2, 0, 0), "nobody makes cake"


def test_orders_are_taken_back_and_leave_with_the_member(office: Office, clock: Clock) -> None:
    for member in (ALICE, BOB, DORA, EMIL, FAY):
        want(office, member, 5)
    want(office, ALICE, 0)
    happen(office, ev.MemberLeft(member=FAY, cause="resigned"))
    assert own(office, ALICE) == []
    clock.pass_days(10)
    office.tick()
    assert office.state.campaigns[1].members_orders == [MembersOrders(FORGE, CAKE, 2, 15, 3)]


def test_nobody_alone_drives_the_shares_of_others_to_nothing(office: Office, clock: Clock) -> None:
    for member, amount in ((ALICE, 2), (BOB, 3), (GUS, AMOUNT_MAX)):
        want(office, member, amount)
    told = [OwnOrder(CAKE, 2, AMOUNT_MAX, counts=True)]
    assert own(office, GUS) == told, "what cuts it would tell what Bob wants"
    clock.pass_days(10)
    office.tick()
    assert office.state.campaigns[1].members_orders == [MembersOrders(FORGE, CAKE, 2, 35, 3)]


def test_orders_are_kept_until_a_plan_is_adopted_and_go_with_personal_data(
    office: Office, clock: Clock, reopened: Callable[[], Office]
) -> None:
    for member in (ALICE, BOB, DORA):
        want(office, member, 2)
    office.vault.erase_person(DORA)
    clock.pass_days(10)
    office.tick()
    assert office.state.campaigns[1].members_orders == []
    assert own(office, ALICE) != []
    adopt(office, clock, 1)
    again = reopened()
    again.tick()
    assert own(again, ALICE) == []


def test_who_may_not_order_is_refused_and_nothing_is_kept(office: Office) -> None:
    with pytest.raises(Refusal, match="product unknown"):
        want(office, ALICE, 1, product=9)
    assert own(office, ALICE) == []
