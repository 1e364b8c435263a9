"""What the figures of a running plan show: false reports are found, honest noise is not."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest
from running_plan import WEEK_S, Running

from commonweal.lab.plan_reports import row, watched
from commonweal.office.plan_findings import Found, Words
from commonweal.office.plan_series import past, unexamined
from commonweal.office.plan_signs import odd
from commonweal.polity.planning.correcting import data as correcting
from commonweal.polity.planning.deliveries import data as deliveries
from commonweal.polity.planning.proposals.fold import end_lines_of_gone
from commonweal.terms import Moment

WORDS = Words(
    {4: "Bakery North", 5: "Sawmill", 6: "House One", 7: "House Two"},
    {1: ("bread", "kg"), 2: ("planks", "m")},
    7,
    0,
)


@dataclass
class Watched:
    """A running plan whose periods are looked at as the office does."""

    running: Running
    words: Words = WORDS
    told: list[tuple[int, Found]] = field(default_factory=list)
    ended: list[tuple[int, int]] = field(default_factory=list)

    def pass_period(self) -> list[Found]:
        """End a period; returns what is new."""
        run = self.running
        period = run.pass_period()
        assert list(unexamined(run.state)) == [run.plan]
        new, ended = odd(past(run.state, run.plan, period), self.words)
        for one in new:
            sign = correcting.Sign(one.body, one.kind, one.test, "text", one.product, one.line)
            run.do(
                correcting.AlertRaised(
                    alert=len(run.state.alerts) + 1, plan=run.plan, period=period, sign=sign,
                    due_at=run.at + WEEK_S,
                )
            )  # fmt: skip
            self.told.append((period, one))
        for alert in ended:
            run.do(correcting.AlertEnded(alert=alert, period=period))
            self.ended.append((period, alert))
        run.do(correcting.SignsRecorded(plan=run.plan, period=period))
        assert list(unexamined(run.state)) == []
        return new

    def weeks(self, *shares: float, line: int = 0) -> None:
        """Deliver these shares of a line's plan, week after week, and let them be confirmed."""
        run = self.running
        for share in shares:
            number = run.line(run.state.plans[run.plan].passed + 1, line)
            run.wait(1)
            run.deliver(number, round(run.state.lines[number].amount * share))
            self.pass_period()


@pytest.fixture
def one() -> Watched:
    """A bakery that brings 1,000 kg a week to one house."""
    return Watched(
        Running([(1, 1, 1, 1000)]), Words({4: "Bakery North", 5: "House"}, WORDS.goods, 7, 0)
    )


@pytest.fixture
def two() -> Watched:
    """A bakery that brings 400 and 600 kg a week to two houses."""
    lines = [(1, 1, 1, 400), (1, 2, 1, 600)]
    names = {4: "Bakery North", 5: "House One", 6: "House Two"}
    return Watched(Running(lines), Words(names, WORDS.goods, 7, 0))


def kinds(new: list[Found]) -> list[str]:
    return [found.kind for found in new]


# False reports among honest ones.


@pytest.fixture(scope="module")
def plan_of_twelve_weeks() -> Watched:
    """Ten workplaces for twelve weeks, each with its own noise of about 4 %.

    Workplace 3 reports 1,020 in week 4 and brings 640; workplace 7 writes just above its plan,
    whatever it brings (and its receiver believes it).
    """
    draw = np.random.default_rng(5)
    lines = [(maker, 1 + maker % 4, maker, 1000) for maker in range(1, 11)]
    names = {3 + maker: f"Workplace {maker}" for maker in range(1, 11)}
    names |= {13 + house: f"House {house}" for house in range(1, 5)}
    goods = {maker: (f"good {maker}", "kg") for maker in range(1, 11)}
    watched = Watched(Running(lines), Words(names, goods, 7, 0))
    run = watched.running
    for week in range(1, 13):
        run.wait(2)
        for at, (maker, *_) in enumerate(lines):
            amount = round(1000 * (1 + 0.04 * draw.standard_normal()))
            received = round(amount * (1 + 0.01 * draw.standard_normal()))
            if (maker, week) == (3, 4):
                amount, received = 1020, 640
            if maker == 7:
                amount = received = 1010 + int(draw.integers(-4, 5))
            grade = int(draw.choice([2, 3, 4], p=[0.05, 0.75, 0.2]))
            run.deliver(run.line(week, at), amount, received, grade)
        watched.pass_period()
    return watched


def test_two_false_reports_are_found_and_nobody_else(plan_of_twelve_weeks):
    told = plan_of_twelve_weeks.told
    assert next((week, one.body, one.kind) for week, one in told) == (4, 6, "mismatch")
    assert {(one.body, one.kind) for _, one in told} == {
        (6, "mismatch"),
        (10, "too_regular"),
        (10, "bunching"),
    }


def test_a_mismatch_is_told_in_words_that_everybody_understands(plan_of_twelve_weeks):
    words = plan_of_twelve_weeks.told[0][1].words
    assert words == "Workplace 3 reported 1,020 kg of good 3 for week 4; House 4 confirmed 640"


def test_too_regular_figures_are_told_with_what_is_usual(plan_of_twelve_weeks):
    words = next(one.words for _, one in plan_of_twelve_weeks.told if one.kind == "too_regular")
    assert words.startswith("Workplace 7, good 7: ")
    assert "or more is usual" in words


def test_a_mismatch_ends_when_the_next_receipts_match(plan_of_twelve_weeks):
    alerts = plan_of_twelve_weeks.running.state.alerts
    mismatch = next(one for one in alerts.values() if one.kind == "mismatch")
    assert (5, mismatch.id) in plan_of_twelve_weeks.ended
    assert all(one.stage == "open" for one in alerts.values() if one.kind != "mismatch")


def test_what_is_seen_later_is_what_was_seen_then():
    """The office may have been down: figures are as they were known at the end of the period."""
    run = Running([(1, 1, 1, 1000)])
    late = run.report(run.line(1, 0), 900)
    run.pass_period()
    then = past(run.state, run.plan, 1)
    run.wait(2)
    run.confirm(late, 500)
    run.report(run.line(1, 0), 100)
    run.pass_period()
    assert past(run.state, run.plan, 1) == then
    assert [one.received for one in past(run.state, run.plan, 2).reports()] == [500, -1]


# Facts.


def test_amounts_are_told_with_their_units():
    goods = {1: ("power", "100 kWh"), 2: ("bread", "loaf"), 3: ("rides", "")}
    words = Words({}, goods, 7, 0)
    told = [words.amount(1234, product) for product in (1, 2, 3, 9)]
    assert told == [
        "1,234 × 100 kWh of power",
        "1,234 loaf of bread",
        "1,234 rides",
        "1,234 product 9",
    ]
    assert (words.when(3), Words({}, {}, 14, 5).when(2)) == ("week 4", "3 periods before this plan")


def test_receipts_that_differ_a_little_are_no_finding(two):
    run = two.running
    run.deliver(run.line(1, 0), 400, 381)
    run.deliver(run.line(1, 1), 600, 571)
    assert two.pass_period() == []
    run.deliver(run.line(2, 0), 400, 379)
    run.deliver(run.line(2, 1), 600, 600)
    (found,) = two.pass_period()
    assert (found.kind, found.line) == ("mismatch", run.line(2, 0))
    assert found.words == (
        "Bakery North reported 400 kg of bread for week 2; House One confirmed 379"
    )


def test_what_was_answered_between_two_plans_is_looked_at_with_the_next(one):
    """Nobody gets away with the last week of a plan."""
    run = one.running
    one.weeks(*[1.0] * 11)
    last = run.report(run.line(12, 0), 1000)
    one.pass_period()
    run.wait(3)
    run.confirm(last, 600)
    run.wait(4)
    run.begin()
    one.words = Words(one.words.bodies, one.words.goods, 7, 12)
    run.deliver(run.line(1, 0), 1000)
    (found,) = one.pass_period()
    assert (found.kind, found.line) == ("mismatch", 0), "a line of the plan before is none of this"
    assert "for 1 week before this plan; House confirmed 600" in found.words


def test_more_received_than_reported_is_a_mismatch_too(one):
    one.running.deliver(one.running.line(1, 0), 900, 1000)
    assert kinds(one.pass_period()) == ["mismatch"]


def test_what_was_refused_as_a_whole_is_no_mismatch(one):
    run = one.running
    number = run.report(run.line(1, 0), 1000)
    run.do(deliveries.DeliveryRejected(delivery=number, line=run.line(1, 0), by=2, text="t"))
    assert one.pass_period() == []


def test_several_deliveries_that_differ_are_told_together_and_once(two):
    run = two.running
    run.deliver(run.line(1, 0), 400, 300)
    run.deliver(run.line(1, 1), 600, 500)
    (found,) = two.pass_period()
    assert found.words == (
        "Bakery North reported 1,000 kg of bread for week 1; the receivers confirmed 800"
    )
    run.deliver(run.line(2, 0), 400, 300)
    run.deliver(run.line(2, 1), 600, 600)
    assert two.pass_period() == [], "it is open already"
    assert two.ended == []


def test_silence_is_told_a_period_later_and_ends_with_a_report(one):
    run = one.running
    one.weeks(1.0)
    assert one.pass_period() == []
    (found,) = one.pass_period()
    assert (found.body, found.kind) == (4, "level")
    assert found.words == (
        "Bakery North was to deliver 1,000 kg of bread in week 2 and has reported nothing by the "
        "end of week 3"
    )
    run.deliver(run.line(3, 0), 1000)
    run.deliver(run.line(4, 0), 1000)
    assert one.pass_period() == []
    assert one.ended == [(4, 1)]


def test_a_line_that_a_grievance_suspends_owes_nothing(one):
    run = one.running
    for period in (1, 2, 3):
        run.state.lines[run.line(period, 0)].grievance = 1
        assert one.pass_period() == []


def test_whoever_does_not_answer_is_told_a_period_after_the_date(one):
    run = one.running
    owed = run.report(run.line(1, 0), 1000)
    new = []
    for period in (2, 3, 4):
        new.append(one.pass_period())
        run.deliver(run.line(period, 0), 1000)
    assert [kinds(each) for each in new] == [[], ["unconfirmed"], []]
    (found,) = new[1]
    assert (found.body, found.line) == (run.house(1), run.line(1, 0))
    assert found.words == (
        "House has not answered a delivery of 1,000 kg of bread from Bakery North, a period after "
        "the date"
    )
    run.confirm(owed, 1000)
    one.pass_period()
    assert [alert for _, alert in one.ended] == [1]


def test_grades_worse_than_agreed_are_told_when_they_are_too_many(two):
    run = two.running
    told = []
    for period, grades in enumerate(((2, 3), (2, 3), (2, 2), (3, 3)), start=1):
        for at, (grade, amount) in enumerate(zip(grades, (400, 600), strict=True)):
            run.deliver(run.line(period, at), amount, grade=grade)
        told.append(two.pass_period())
    assert [kinds(each) for each in told] == [[], [], ["quality"], []]
    assert told[2][0].words == (
        "of 6 deliveries of bread from Bakery North in the last 4 periods, receivers graded 4 "
        "worse than agreed or refused them"
    )
    assert two.ended == [(4, 1)]


def test_what_members_leave_twice_is_told_to_those_who_ordered_it(one):
    run = one.running
    run.take(1, 1, 1, 600, 400)
    one.weeks(1.0)
    assert one.told == []
    run.take(1, 1, 2, 700, 300)
    one.weeks(1.0)
    ((_, found),) = one.told
    assert (found.body, found.kind) == (run.house(1), "taking")
    assert "left or brought back 700 of 2,000 kg of bread" in found.words
    run.take(1, 1, 3, 990, 10)
    one.weeks(1.0)
    assert one.ended == [(3, 1)]


# What changes in the course of time.


def test_a_fifth_less_is_found_within_three_weeks_and_ends_when_it_is_made_good(one):
    one.weeks(1.01, 0.98, 1.02, 0.99, 1.0, 0.8, 0.81)
    assert [(week, found.kind) for week, found in one.told] == [(7, "level")]
    assert one.told[0][1].words.startswith(
        "Bakery North, bread: reported share of the plan 81% and changed to this since week 6; "
    )
    one.weeks(0.8, 1.0)
    assert one.ended == []
    one.weeks(1.01)
    assert one.ended == [(10, 1)]


def test_a_jump_is_not_told_beside_the_change_it_is(one):
    one.weeks(1.01, 0.98, 1.02, 0.99, 1.0, 1.01, 0.99, 0.98, 1.5, 1.5)
    assert len(one.told) == 1


def test_what_was_usual_is_not_forgotten_with_the_next_plan(one):
    one.weeks(*[1.0, 0.97, 1.03] * 4)
    one.running.begin()
    one.words = Words(one.words.bodies, one.words.goods, 7, 12)
    one.weeks(0.75, 0.75)
    assert [(week, found.kind) for week, found in one.told] == [(2, "level")]
    assert "since week 1;" in one.told[0][1].words


def test_a_unit_of_few_pieces_is_not_told_of_one(one):
    few = Watched(Running([(1, 1, 1, 5)]))
    few.weeks(1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 0.8, 1.0, 1.0, 1.0)
    assert few.told == []


def test_weeks_of_a_few_pieces_do_not_make_a_unit_too_regular():
    """Eight in nine weeks it is to bring three pieces, and brings three."""
    lines = [(maker, 1, maker, 1000) for maker in range(1, 9)]
    watched = Watched(Running(lines))
    run, draw = watched.running, np.random.default_rng(2)
    for number in range(1, 13):
        if number % 9:
            run.state.lines[run.line(number, 0)].amount = 3
    for week in range(1, 13):
        for at in range(len(lines)):
            line = run.state.lines[run.line(week, at)]
            run.deliver(line.id, round(line.amount * (1 + 0.04 * draw.standard_normal())))
        watched.pass_period()
    assert [found for _, found in watched.told if found.body == run.maker(1)] == []


def test_hours_for_a_run_are_watched_as_well(one):
    run = one.running
    process = run.process(1, 1, hours=20)
    for week, hours in enumerate((200, 204, 198, 201, 199, 290, 288), start=1):
        run.deliver(run.line(week, 0), 1000)
        run.work(process, week, 10, 1)  # an error that is put right at once: the newest counts
        run.work(process, week, 10, hours)
        one.pass_period()
    ((week, found),) = one.told
    assert (week, found.kind) == (7, "level")
    assert "hours worked for a run 144%" in found.words


def test_where_everybody_delivers_just_what_was_planned_that_is_no_sign():
    lines = [(maker, 1, maker, 1000) for maker in range(1, 9)]
    watched = Watched(Running(lines))
    run = watched.running
    for week in range(1, 13):
        for at in range(len(lines)):
            run.deliver(run.line(week, at), 1000)
        watched.pass_period()
    assert watched.told == []


# How often it is wrong.


def test_a_quiet_plan_gives_no_false_alarms_and_a_padded_report_is_found():
    assert watched(3, noise=0.04, workplaces=8).found == ()
    assert watched(3, noise=0.04, plant="padded", workplaces=8).after(1) == 1


@pytest.mark.long
@pytest.mark.timeout(1200)
@pytest.mark.parametrize("noise", [0.0, 0.02, 0.03, 0.05, 0.08])
def test_the_published_table_holds(noise):
    lines = (Path(__file__).parents[2] / "docs/plan/monitoring.md").read_text("utf-8").splitlines()
    assert "| " + " | ".join(row(noise)).replace(" %", "%").replace("%", " %", 1) + " |" in lines


def test_who_has_left_is_told_of_nothing_and_their_alerts_end(two: Watched) -> None:
    two.weeks(1, 1)
    new = [*two.pass_period(), *two.pass_period()]
    assert {found.body for found in new} == {4}
    two.running.state.bodies[4].closed_at = Moment(two.running.at)
    end_lines_of_gone(two.running.state)
    ended = len(two.ended)
    assert two.pass_period() == []
    assert two.pass_period() == []
    assert len(two.ended) - ended == len(new)
