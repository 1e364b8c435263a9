"""What happens with a plan that runs is told in a sentence each; a line is contested by a form."""

from __future__ import annotations

from typing import Any, get_args

import pytest

from commonweal.polity.planning.correcting import data as correcting
from commonweal.polity.planning.correcting.effects import AgreeToCorrection
from commonweal.polity.planning.deliveries import data as deliveries
from commonweal.polity.planning.proposals import data as proposals
from commonweal.polity.planning.proposals.kept import NewLine
from commonweal.terms import DAY_S, OFFICE, Moment
from commonweal.web import words
from commonweal.web.telling import tell
from commonweal.web.telling_deliveries import correction_effect_told

LONG = 400 * DAY_S


@pytest.fixture
def told(town: Any) -> Any:
    """Everything that can happen with a plan that runs, as it is told to Alice."""
    seal, now = town.office.vault.seal, town.office.now()
    maker, to = (town.office.state.members.home[one] for one in (town.alice, town.charlie))
    top, text = town.office.state.top, seal("The oven is <broken>.", "text")
    sign = correcting.Sign(maker, "level", "filter", text, 1, 1)
    figures = {"plan": 1, "period": 1, "by": town.alice}
    before = (
        proposals.ProductNamed(
            product=1, body=maker, by=1, name=seal("bread", "text"), unit=seal("kg", "text")
        ),
        proposals.ProcessDeclared(
            process=1, body=maker, by=1, name=seal("baking", "text"), inputs=(), outputs=((1, 1),),
            hours=2, capacity=9,
        ),
        proposals.PlanningBegun(
            campaign=1, body=top, motion=1, charter=1, begins_at=now, periods=4, period_days=7,
            until=now,
        ),
        proposals.PlanRecorded(
            plan=1, campaign=1, round=1, alternative=0, outcome="plan", file="f", stage="deciding",
            until=now,
        ),
        proposals.PlanAdopted(plan=1, campaign=1, motion=1, begins_at=now, ends_at=now + LONG),
        proposals.LinesRecorded(
            plan=1, part=1, last=True, first=1,
            lines=(NewLine(maker=maker, to=to, product=1, period=1, amount=1200),),
        ),
    )  # fmt: skip
    one = {"delivery": 1, "line": 1}
    by = {"by": town.charlie}
    happened = (
        deliveries.DeliveryReported(**one, amount=1200, by=town.alice, due_at=now + LONG),
        deliveries.DeliveryUnconfirmed(**one),
        deliveries.DeliveryConfirmed(**one, received=900, grade=3, **by),
        deliveries.GoodsReturned(**one, amount=30, **by, text=text),
        deliveries.DeliveryRejected(**one, **by, text=text),
        deliveries.TakingRecorded(
            taking=1, body=to, product=1, taken=800, left=100, returned=0, **figures
        ),
        deliveries.WorkReported(work=1, process=1, runs=9, hours=1800, **figures),
        deliveries.OverheadReported(
            overhead=1, body=maker, planning=1, meeting=2, inspecting=3, **figures
        ),
        correcting.PeriodPassed(plan=1, period=1),
        correcting.SignsRecorded(plan=1, period=1),
        correcting.AlertRaised(alert=1, plan=1, period=1, sign=sign, due_at=now + LONG),
        correcting.AlertAnswered(alert=1, body=maker, by=town.alice, text=text),
        correcting.AlertRose(alert=1, to=top, due_at=0),
        correcting.AlertEnded(alert=1, period=1),
        correcting.CorrectionAskedFor(
            correction=1, plan=1, by=town.alice, text=text, charter=1, from_period=2
        ),
        *(
            correcting.CorrectionFound(
                correction=1,
                stage=stage,
                file="f",
                moved=2000,
                left=9000,
                until=now + LONG,
                cut=300,
            )
            for stage in get_args(correcting.FoundStage)
        ),
        correcting.CorrectionAgreed(correction=1, body=maker, agrees=True),
        correcting.CorrectionAgreed(correction=1, body=maker, agrees=False),
        correcting.CorrectionSettled(correction=1, stage="in_force"),
        correcting.CorrectionSettled(correction=1, stage="fallen"),
    )
    town.office._append("test", OFFICE, Moment(now), "", (*before, *happened))
    town.happened = happened
    return town


def test_each_event_has_a_sentence_of_its_own_and_a_page(told: Any) -> None:
    kinds = {*get_args(deliveries.AnyEvent), *get_args(correcting.AnyEvent)}
    assert {type(one) for one in told.happened} == kinds
    look = told.federation.look
    sentences = look(told.alice, lambda reading: [tell(reading, one) for one in told.happened])
    effect = AgreeToCorrection(correction=1)
    question = look(told.alice, lambda reading: correction_effect_told(reading, effect))
    assert len({one.text for one in sentences}) == len(sentences)
    assert all("%" not in one.text and one.url for one in sentences)
    said = " / ".join(one.text for one in sentences)
    for part in ("1,200 kg bread", "900 kg of 1,200 kg bread", "30 kg bread back", "1,800 hours"):
        assert part in said, said
    assert "2,000 of 9,000 hours, and cuts deliveries that contain 300 hours" in said
    assert "2,000 of the 9,000 hours left, and cuts deliveries" in question
    client = told.client(told.alice)
    for address in {one.url for one in sentences}:
        assert client.get(address).status_code == 200, address


def test_who_makes_or_receives_a_line_contests_it_from_its_page(told: Any) -> None:
    alice, address = told.client(told.alice), "/grievances?line=1"
    assert "Contest this line" in alice.get("/plan/lines/1").content.decode()
    assert "Contest this line" not in told.client().get("/plan/lines/1").content.decode()
    form = alice.get(address).content.decode()
    assert "1,200 kg bread from" in form
    assert 'name="line" value="1"' in form
    answer = alice.post(
        "/grievances/file", {"motion": "0", "seat": "0", "line": "1", "title": "No sleep"}
    )
    assert answer.status_code == 302, answer.content.decode()[-2000:]
    page = alice.get(answer.headers["Location"]).content.decode()
    assert "1,200 kg bread from" in page
    (filed,) = told.office.state.grievances.values()
    assert (filed.line, filed.body) == (1, told.office.state.top)


def test_what_bodies_hear_of_has_words() -> None:
    abouts = ("delivery_unconfirmed", "delivery_rejected", "goods_returned", "alert_raised")
    abouts += ("alert_rose", "plan_correction_put", "plan_correction_in_force")
    assert {*abouts, "plan_correction_fallen"} <= set(words.NOTICES)
