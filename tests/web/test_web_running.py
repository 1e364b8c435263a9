"""A plan that runs, as people meet it in a browser: reports, receipts, alerts, corrections."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonweal.office.plan_files import About, keep, no_plan
from commonweal.office.plan_measures import Drift
from commonweal.polity.planning.correcting import data as correcting
from commonweal.polity.planning.deliveries.data import GRADES
from commonweal.polity.planning.proposals import data as proposals
from commonweal.polity.planning.proposals.kept import NewLine, Run
from commonweal.terms import DAY_S, OFFICE, Moment
from commonweal.web import flows
from commonweal.web.flows import Flow
from commonweal.web.pages import delivering, plan_measures
from commonweal.web.pages.alerts import CORRECTION_STAGES, KINDS
from commonweal.web.running import GRADES as GRADE_WORDS

WEEK_S = 7 * DAY_S


def text_of(client: Any, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, (address, answer.content.decode()[-2000:])
    return answer.content.decode()


def send(client: Any, address: str, status: int = 302, **fields: str) -> str:
    answer = client.post(address, fields)
    assert answer.status_code == status, answer.content.decode()[-3000:]
    return answer.content.decode() if status != 302 else answer.headers["Location"]


def record(town: Any, *events: Any) -> None:
    """Put events on the record as the office would, had the whole walk been gone."""
    office = town.office
    office._append("test", OFFICE, Moment(office.now()), "", events)
    office.tick()


@pytest.fixture
def running(town: Any) -> Any:
    """A plan of four weeks: the first workplace bakes, the last one gets bread."""
    seal = town.office.vault.seal
    maker = town.office.state.members.home[town.alice]
    to = town.office.state.members.home[town.charlie]
    top = town.office.state.top
    now = town.office.now()
    begins, ends = now, now + 4 * WEEK_S
    record(
        town,
        proposals.ProductNamed(
            product=1, body=maker, by=1, name=seal("bread <b>", "text"), unit=seal("kg", "text")
        ),
        proposals.ProcessDeclared(
            process=1, body=maker, by=1, name=seal("baking", "text"), inputs=(), outputs=((1, 10),),
            hours=2, capacity=12,
        ),
        proposals.PlanningBegun(
            campaign=1, body=top, motion=1, charter=1, begins_at=begins, periods=4, period_days=7,
            until=now,
        ),
        proposals.PlanRecorded(
            plan=1, campaign=1, round=1, alternative=0, outcome="plan", file="sha256:" + "0" * 64,
            stage="deciding", until=now, hours=80, surplus=12,
        ),
        proposals.PlanAdopted(plan=1, campaign=1, motion=1, begins_at=begins, ends_at=ends),
        proposals.LinesRecorded(
            plan=1, part=1, last=True, first=1,
            runs=tuple(Run(process=1, period=one, runs=12) for one in range(1, 5)),
            lines=tuple(
                NewLine(maker=maker, to=to, product=1, period=one, amount=120)
                for one in range(1, 5)
            ),
        ),
    )  # fmt: skip
    town.maker, town.to = maker, to
    town.clock.pass_days(1)
    return town


def test_without_a_plan_the_pages_say_how_one_begins(town: Any) -> None:
    home = town.office.state.members.home[town.alice]
    assert "No plan was adopted yet." in text_of(town.client(), "/plan/running")
    assert "No plan was adopted yet." in text_of(town.client(), f"/plan/bodies/{home}")
    assert "No plan was adopted yet." in text_of(town.client(), f"/plan/bodies/{home}/deliver")
    assert "No plan was adopted yet." in text_of(town.client(), "/plan/accounts")
    assert "Nobody has asked for one." in text_of(town.client(), "/plan/corrections")
    assert "nothing that is out of order" in text_of(town.client(), "/plan/alerts")
    for address in ("/plan/lines/1", "/plan/alerts/1", "/plan/corrections/1"):
        text_of(town.client(), address, 404)
    text_of(town.client(), f"/plan/bodies/{home}/flows", 404)


def test_a_body_sees_its_plan_on_one_screen(running: Any) -> None:
    alice = running.client(running.alice)
    told = text_of(alice, f"/plan/bodies/{running.maker}")
    for words in ("period 1 of 4", "What we make", "What limits us", "at its most", "baking"):
        assert words in told, words
    assert "bread &lt;b&gt;" in told
    assert "bread <b>" not in told
    assert "What we get" in text_of(alice, f"/plan/bodies/{running.to}")
    whole = text_of(alice, "/plan/running")
    assert f'href="/plan/bodies/{running.maker}"' in whole
    flow = text_of(running.client(), f"/plan/bodies/{running.maker}/flows")
    assert "480 kg bread" in flow
    assert f'href="/plan/bodies/{running.to}/flows"' in flow


def test_what_is_short_of_a_little_hides_neither_what_is_due_nor_what_is_behind(
    running: Any, monkeypatch: Any
) -> None:
    alice, charlie = running.client(running.alice), running.client(running.charlie)
    mine, theirs = (f"/plan/bodies/{one}/deliver" for one in (running.maker, running.to))
    send(alice, mine, what="report", line="1", amount="115")
    send(charlie, theirs, what="confirm", delivery="1", received="115", grade="3")
    running.clock.pass_days(14)
    monkeypatch.setattr(delivering, "SHOWN", 3)
    told = text_of(alice, mine)
    places = [told.find(f"/plan/lines/{one}") for one in (3, 4, 2)]
    little = told.find(">5 kg bread")
    assert [*places, little] == sorted([*places, little])
    assert places[0] > 0
    assert "2 deliveries of earlier periods are not complete" in told
    monkeypatch.setattr(delivering, "SHOWN", 1)
    assert ">5 kg bread" not in text_of(alice, mine), "the little that is short comes last"
    body = text_of(alice, f"/plan/bodies/{running.maker}")
    assert "/plan/lines/2" in body
    assert "/plan/lines/1" not in body
    assert "nearly all received" in text_of(alice, "/plan/lines/1")
    whole = text_of(alice, "/plan/running")
    assert "1 of 2 lines delivered" in whole
    assert "1 of 2 lines received" in whole
    assert f'href="/plan/bodies/{running.to}"' in whole, "who only receives is found, too"


def test_what_is_reported_and_what_arrives_stand_side_by_side(running: Any) -> None:
    alice, charlie = running.client(running.alice), running.client(running.charlie)
    mine, theirs = (f"/plan/bodies/{one}/deliver" for one in (running.maker, running.to))
    assert "Report a delivery" not in text_of(charlie, mine)
    send(alice, mine, what="report", line="1", amount="120")
    refused = send(charlie, mine, 422, what="report", line="2", amount="1")
    assert "reported for others" in refused
    assert "only figures" not in refused
    faulty = send(alice, mine, 422, what="report", place="report-2", line="2", amount="some")
    assert "Write a whole number" in faulty
    assert 'value="some"' in faulty
    waits = text_of(charlie, theirs)
    assert "waits for the receiver" in waits
    send(
        charlie,
        theirs,
        what="confirm",
        delivery="1",
        received="90",
        grade="2",
        text="Thirty short.",
    )
    told = text_of(running.client(), "/plan/lines/1")
    for words in ("less arrived than reported", "Thirty short.", "2 worse than agreed", "120 kg"):
        assert words in told, words
    send(charlie, theirs, what="return", delivery="1", amount="10", text="Burnt.")
    assert "sent back 10" in text_of(charlie, theirs)
    whole = text_of(running.client(), "/plan/running")
    assert ">80</td>" in whole, "what was sent back is not there any more"
    assert ">90</td>" not in whole
    send(alice, mine, what="report", line="2", amount="120")
    send(charlie, theirs, what="reject", delivery="2", text="Stones.")
    told = text_of(alice, mine)
    assert "rejected" in told
    assert 'value="40"' in told, "what was sent back is to be delivered again"
    assert 'value="120"' in told, "and so is what was rejected"


def test_a_line_of_a_plan_that_was_taken_back_says_so(running: Any) -> None:
    running.office.state.lines[1].ended_by = -1
    told = text_of(running.client(), "/plan/lines/1")
    assert "was taken back" in told
    assert "correction" not in told


def test_work_hours_and_what_members_took_are_reported(running: Any) -> None:
    alice = running.client(running.alice)
    address = f"/plan/bodies/{running.maker}/figures"
    send(alice, address, what="work", process="1", period="1", runs="11", hours="24")
    send(alice, address, what="overhead", period="1", planning="2", meeting="3", inspecting="0")
    told = text_of(running.client(), address)
    assert "Work done" in told
    assert "Hours that make nothing" in told
    assert "period not begun" in send(
        alice, address, 422, what="work", process="1", period="3", runs="1", hours="1"
    )


def test_accounts_are_told_with_the_surplus_and_what_planning_costs(running: Any) -> None:
    alice, charlie = running.client(running.alice), running.client(running.charlie)
    mine, theirs = (f"/plan/bodies/{one}" for one in (running.maker, running.to))
    send(alice, f"{mine}/deliver", what="report", line="1", amount="120")
    send(charlie, f"{theirs}/deliver", what="confirm", delivery="1", received="90", grade="3")
    send(alice, f"{mine}/figures", what="overhead", period="1", planning="2", meeting="3",
         inspecting="0")  # fmt: skip
    told = text_of(running.client(), "/plan/accounts")
    assert "Nobody has decided yet" in told
    assert "The file of the plan is not kept here" in told
    send(alice, f"{mine}/figures", what="work", process="1", period="1", runs="11", hours="45")
    told = text_of(running.client(), "/plan/measures")
    assert "Of all hours reported, 10 % went into planning" in told
    assert ">2 hours</span>" in told
    assert ">10 %</td>" in told
    assert "The files of the plans are not all kept here" in told


def test_a_change_of_the_unit_of_account_has_its_sign() -> None:
    changes = [plan_measures.signed(one) for one in (0.1, -0.0349, 0.0004, 0.0)]
    assert changes == ["+10 %", "−3.5 %", "0 %", "0 %"]


def test_the_drift_of_the_unit_of_account_is_told(running: Any) -> None:
    def told(reading: Any) -> Any:
        return plan_measures._drift(reading, 1, Drift(0.1, -0.05, 3))

    drift = running.federation.look(0, told)
    assert drift["before"].url == "/plan/plans/1"
    assert [(one["text"], one["k"], one["dearer"]) for one in drift["rows"]] == [
        ("+10 %", 1000, True),
        ("−5 %", 500, False),
        ("+2.2 %", 222, True),
    ]


def test_an_alert_is_answered_and_tells_its_way_up(running: Any) -> None:
    sign = correcting.Sign(
        body=running.maker, kind="mismatch", test="report and receipt",
        text=running.office.vault.seal("Reported 120 kg; 90 arrived.", "text"), product=1, line=1,
    )  # fmt: skip
    due = running.office.now() + 3 * DAY_S
    record(running, correcting.AlertRaised(alert=1, plan=1, period=1, sign=sign, due_at=due))
    alice, charlie = running.client(running.alice), running.client(running.charlie)
    assert "Reported 120 kg" in text_of(alice, "/plan/alerts")
    assert "Reported 120 kg" in text_of(alice, f"/plan/bodies/{running.maker}")
    assert 'name="what" value="answer"' not in text_of(charlie, "/plan/alerts/1")
    send(alice, "/plan/alerts/1", what="answer", text="A scale was broken.")
    told = text_of(charlie, "/plan/alerts/1")
    assert "A scale was broken." in told
    assert "with the unit itself" in told
    running.clock.pass_days(4)
    running.office.tick()
    assert "rose 1 level" in text_of(charlie, "/plan/alerts/1")


def test_a_correction_is_asked_for_and_told(running: Any) -> None:
    alice = running.client(running.alice)
    send(alice, "/plan/corrections", what="ask", plan="1", text="The oven broke.")
    told = text_of(running.client(), "/plan/corrections")
    assert "The oven broke" in told
    assert "The oven broke" in text_of(running.client(), "/plan/corrections/1")
    assert "missing" in send(alice, "/plan/corrections", 422, what="ask", plan="1", text="")


def test_what_a_correction_changes_is_told_by_product(running: Any) -> None:
    alice = running.client(running.alice)
    send(alice, "/plan/corrections", what="ask", plan="1", text="The oven broke.")
    assert "Before" not in text_of(running.client(), "/plan/corrections/1")
    record(
        running,
        correcting.CorrectionSettled(correction=1, stage="in_force"),
        proposals.LinesRecorded(
            plan=1, part=1, last=True, first=5, correction=1, from_period=3,
            lines=(NewLine(maker=running.maker, to=running.to, product=1, period=3, amount=100),),
        ),
    )  # fmt: skip
    told = text_of(running.client(), "/plan/corrections/1")
    for cell in (">240<", ">100<", ">−140<"):
        assert cell in told, cell
    assert "120" not in told, "what comes before is not changed"


def test_what_a_correction_would_change_is_told_before_the_vote(running: Any) -> None:
    alice = running.client(running.alice)
    send(alice, "/plan/corrections", what="ask", plan="1", text="The oven broke.")
    line = NewLine(maker=running.maker, to=running.to, product=1, period=4, amount=90)
    found = running.office.state.plan_corrections[1]
    found.stage, found.from_period = "voting", 3
    found.file = keep(running.office.vault, no_plan(About(1, 1, correction=1, lines=(line,))))
    told = text_of(running.client(), "/plan/corrections/1")
    for cell in (">240<", ">90<", ">−150<"):
        assert cell in told, cell


def test_every_stage_has_a_word() -> None:
    assert set(GRADE_WORDS) == set(GRADES)
    assert set(KINDS) == set(correcting.AlertKind.__args__)
    stages = correcting.PlanCorrection.__annotations__["stage"]
    assert all(f"'{one}'" in stages or f'"{one}"' in stages for one in CORRECTION_STAGES)


# The picture of who supplies whom.

weights = st.lists(st.integers(0, 10**9), max_size=30)


@given(weights, weights)
def test_nothing_in_the_picture_overlaps_and_nobody_is_left_out(
    left: list[int], right: list[int]
) -> None:
    made = [
        [Flow(f"N{at}", f"/{at}", one, "") for at, one in enumerate(side)] for side in (left, right)
    ]
    drawn = flows.draw("Mid", made[0], made[1], "%(count)d others")
    for side, rows in zip((left, right), drawn["sides"], strict=True):
        assert len(rows) == min(len(side), flows.SHOWN_MAX)
        ends = [flows.TOP, *(row["y"] + row["h"] for row in rows)]
        assert all(row["y"] >= end for row, end in zip(rows, ends, strict=False))
        assert all(row["h"] >= flows.ROW and row["thick"] <= row["h"] for row in rows)
        assert all(row["y"] + row["h"] <= drawn["height"] for row in rows)
        if len(side) > flows.SHOWN_MAX:
            assert rows[-1]["label"] == f"{len(side) - flows.SHOWN_MAX + 1} others"
    assert len(drawn["bands"]) == sum(len(rows) for rows in drawn["sides"])
