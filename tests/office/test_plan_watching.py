"""A plan that runs, as its bodies see it, and what the agenda asks of them."""

from __future__ import annotations

import pytest
from running_plan import DAY_S, WEEK_S, Running

from commonweal.office.agenda import agenda
from commonweal.office.plan_watching import (
    Flow,
    Standing,
    alerts_below,
    alerts_of,
    body_plan,
    coming,
    corrections,
    flows,
    now_of,
    running,
    shown_period,
    standings,
    waiting,
)
from commonweal.polity import events as ev
from commonweal.polity.planning.correcting import data as correcting
from commonweal.polity.planning.deliveries import data as deliveries
from commonweal.polity.planning.proposals import data as proposals
from commonweal.polity.planning.proposals.kept import NewLine, Run

LINES = [(1, 1, 1, 400), (1, 2, 1, 600), (2, 1, 2, 50)]
BAKERY, MILL, HOUSE, OTHER = 4, 5, 6, 7


@pytest.fixture
def run() -> Running:
    """Two workplaces supply two houses for four weeks; the plan begins now."""
    return Running(LINES, periods=4)


def raise_alert(run: Running, body: int, line: int = 0) -> int:
    number = len(run.state.alerts) + 1
    sign = correcting.Sign(body, "mismatch", "test", "text", 1, line)
    run.do(
        correcting.AlertRaised(
            alert=number, plan=run.plan, period=1, sign=sign, due_at=run.at + WEEK_S
        )
    )
    return number


def test_a_plan_runs_from_its_first_moment_to_its_last(run):
    plan = run.state.plans[1]
    assert running(run.state, plan.begins_at - 1) == 0
    assert coming(run.state, plan.begins_at - 1) == 1
    assert coming(run.state, plan.begins_at) == 0
    assert running(run.state, plan.ends_at + WEEK_S) == 1, "its last deliveries are still answered"
    periods = [now_of(run.state, 1, plan.begins_at + at).period for at in (-1, 0, WEEK_S - 1)]
    assert periods == [0, 1, 1]
    now = now_of(run.state, 1, plan.begins_at + WEEK_S)
    assert (now.period, now.begins_at) == (2, plan.begins_at + WEEK_S)
    assert now.ends_at == plan.begins_at + 2 * WEEK_S
    over = now_of(run.state, 1, plan.ends_at)
    assert (over.period, shown_period(over)) == (5, 4)


def test_a_body_sees_what_it_makes_for_whom_and_what_limits_it(run):
    process = run.process(1, 1, hours=2, capacity=50)
    other = run.process(2, 2, hours=1)
    run.runs(Run(process, 1, 50), Run(process, 2, 30), Run(other, 1, 5))
    run.state.campaigns[1].hours[BAKERY] = 100
    run.deliver(run.line(1, 0), 390, 380)
    run.report(run.line(1, 1), 500)
    seen = body_plan(run.state, BAKERY, 1, run.at)
    (making,) = seen.making
    assert (making.process, making.runs, making.hours, making.done) == (process, 50, 100, -1)
    assert making.full
    assert seen.all_hours
    assert [(one.line, one.other, one.missing) for one in seen.giving] == [
        (1, HOUSE, 10),
        (2, OTHER, 100),
    ]
    assert [(one.confirmed, one.waiting) for one in seen.giving] == [(380, 0), (0, 500)]
    assert seen.getting == ()
    run.work(process, 1, 48, 99)
    assert body_plan(run.state, BAKERY, 1, run.at).making[0].worked == 99
    second = body_plan(run.state, BAKERY, 1, run.at, period=2)
    assert not second.making[0].full
    assert not second.all_hours


def test_what_is_late_stays_on_the_screen_until_it_is_done(run):
    run.deliver(run.line(1, 0), 400)
    run.pass_period()
    late = {one.line: one.late for one in body_plan(run.state, BAKERY, 1, run.at).giving}
    assert late == {2: True, 4: False, 5: False}
    run.report(run.line(1, 1), 600)
    seen = {one.line: one.waiting for one in body_plan(run.state, BAKERY, 1, run.at).giving}
    assert seen == {2: 600, 4: 0, 5: 0}


def test_a_receiver_sees_what_waits_for_its_answer(run):
    first, second = run.report(1, 400), run.report(3, 50)
    run.report(2, 600)
    found = list(waiting(run.state, HOUSE, run.at))
    assert [(one.delivery, one.maker, one.overdue) for one in found] == [
        (first, BAKERY, False),
        (second, MILL, False),
    ]
    run.do(deliveries.DeliveryUnconfirmed(delivery=first, line=1))
    run.confirm(second, 50)
    (one,) = waiting(run.state, HOUSE, run.at)
    assert one.overdue
    run.state.lines[1].grievance = 1
    assert list(waiting(run.state, HOUSE, run.at)) == []


def test_what_a_merged_body_was_to_do_its_heir_does(run):
    run.report(run.line(1, 2), 50)
    run.do(ev.BodyClosed(body=MILL, into=BAKERY, why="merged"))
    seen = body_plan(run.state, BAKERY, 1, run.at)
    assert [one.line for one in seen.giving] == [1, 2, 3]
    assert [one.maker for one in waiting(run.state, HOUSE, run.at)] == [BAKERY]
    assert {one.maker for one in flows(run.state, 1)} == {BAKERY}


def test_alerts_are_seen_by_the_unit_and_by_all_above(run):
    number = raise_alert(run, BAKERY)
    assert [one.id for one in alerts_of(run.state, BAKERY)] == [number]
    assert list(alerts_of(run.state, 2)) == []
    assert [one.id for one in alerts_below(run.state, 2)] == [number]
    assert alerts_below(run.state, 3) == []
    other = raise_alert(run, MILL)
    run.do(correcting.AlertRose(alert=other, to=2, due_at=0))
    assert [one.id for one in alerts_of(run.state, 2)] == [other]
    assert [one.id for one in alerts_below(run.state, 1)] == [other, number], "the furthest first"
    run.do(correcting.AlertEnded(alert=other, period=1))
    assert [one.id for one in alerts_below(run.state, 1)] == [number]


def test_who_supplies_whom_by_amount_or_by_worth(run):
    run.deliver(1, 400, 300)
    every = flows(run.state, 1)
    assert every[:2] == [Flow(BAKERY, OTHER, 1, 2400, 0, 0), Flow(BAKERY, HOUSE, 1, 1600, 400, 300)]
    assert flows(run.state, 1, period=2)[0] == Flow(BAKERY, OTHER, 1, 600, 0, 0)
    assert {one.to for one in flows(run.state, 1, body=OTHER)} == {OTHER}
    dear = flows(run.state, 1, worth={1: 0.01, 2: 20.0})
    assert dear[0].product == 2


def test_what_a_correction_ended_is_owed_no_more(run):
    run.deliver(4, 100)
    run.do(
        correcting.CorrectionAskedFor(
            correction=1, plan=1, by=1, text="t", charter=1, from_period=2
        )
    )
    run.do(
        proposals.LinesRecorded(
            plan=1, part=1, last=True, first=13, correction=1, from_period=2,
            lines=(NewLine(BAKERY, HOUSE, 1, 2, 200),),
        )
    )  # fmt: skip
    assert [one.line for one in body_plan(run.state, BAKERY, 1, run.at, period=2).giving] == [13]
    assert body_plan(run.state, BAKERY, 1, run.at).corrections == (1,)
    assert flows(run.state, 1, period=2) == [Flow(BAKERY, HOUSE, 1, 200, 100, 100)], (
        "what was delivered before stays what it is"
    )
    assert corrections(run.state, 1) == [1]


def test_how_far_a_plan_is(run):
    lines = list(run.state.lines.values())
    run.deliver(1, 400, 390)
    run.report(2, 600)
    expected = [Standing(1, 1000, 1000, 390, 600), Standing(2, 50, 0, 0, 0)]
    assert standings(run.state, lines, until=1) == expected
    assert standings(run.state, lines) == [
        Standing(1, 4000, 1000, 390, 600),
        Standing(2, 200, 0, 0, 0),
    ]


def test_what_was_sent_back_is_not_there_any_more(run):
    lines = list(run.state.lines.values())
    number = run.report(1, 400)
    run.confirm(number, 400)
    run.do(deliveries.GoodsReturned(delivery=number, line=1, amount=150, by=1, text=""))
    assert run.state.lines[1].confirmed_net == 250
    assert standings(run.state, lines, until=1)[0] == Standing(1, 1000, 400, 250, 0)
    assert flows(run.state, 1, period=1, body=HOUSE)[0] == Flow(BAKERY, HOUSE, 1, 400, 400, 250)


def test_a_line_that_a_grievance_ended_is_planned_no_more(run):
    run.deliver(1, 100)
    run.state.lines[1].upheld = 1
    assert standings(run.state, run.state.lines.values(), until=1)[0] == Standing(
        1, 600, 100, 100, 0
    )


def asked(run: Running) -> dict[str, tuple[str, str, int]]:
    return {one.what: (one.stage, one.do, one.until) for one in agenda(run.state)}


def test_the_agenda_asks_for_reports_and_receipts(run):
    week = run.state.plans[1].begins_at + WEEK_S
    assert asked(run) == {
        "deliveries of Workplace 1": (
            "2 deliveries of period 1 to be reported", "report_delivery line=1 amount=", week,
        ),
        "deliveries of Workplace 2": (
            "1 delivery of period 1 to be reported", "report_delivery line=3 amount=", week,
        ),
    }  # fmt: skip
    run.deliver(1, 400)
    number = run.report(2, 600)
    run.report(3, 50)
    items = asked(run)
    assert items["receipts of House 2"] == (
        "1 delivery to be confirmed or rejected",
        f"confirm_delivery delivery={number} received= grade=",
        run.at + WEEK_S,
    )
    assert "deliveries of Workplace 1" not in items
    run.do(deliveries.DeliveryUnconfirmed(delivery=number, line=2))
    stage, _, until = asked(run)["receipts of House 2"]
    assert (stage, until) == ("1 delivery to be confirmed or rejected, 1 of them not in time", 0)


def test_the_agenda_asks_for_answers_to_alerts_and_shows_corrections(run):
    number = raise_alert(run, BAKERY)
    stage, do, until = asked(run)[f"alert {number}"]
    assert stage == "mismatch: with the unit itself"
    assert (do, until) == (f"answer_alert alert={number} text=", run.at + WEEK_S)
    run.do(correcting.AlertRose(alert=number, to=2, due_at=run.at + DAY_S))
    run.do(correcting.AlertRose(alert=number, to=1, due_at=0))
    run.do(correcting.AlertAnswered(alert=number, body=1, by=1, text="t"))
    stage, _, until = asked(run)[f"alert {number}"]
    assert (stage, until) == ("mismatch: risen 2 levels, to Congress, answered", 0)
    run.do(
        correcting.CorrectionAskedFor(
            correction=1, plan=1, by=1, text="t", charter=1, from_period=3
        )
    )
    assert asked(run)["correction 1"][0] == "is being looked for"
    found = correcting.CorrectionFound(
        correction=1, stage="voting", file="f", moved=5, left=9, bodies=(4, 5),
        questions=(0, 0), until=run.at + DAY_S,
    )  # fmt: skip
    run.do(found)
    assert asked(run)["correction 1"][0] == "0 of 0 councils have answered"
    run.do(correcting.CorrectionSettled(correction=1, stage="fallen"))
    assert "correction 1" not in asked(run)
