"""How a plan comes about is told in one sentence for each event, with a page to look further."""

from __future__ import annotations

from typing import Any, get_args

import pytest

from commonweal.polity.planning.proposals import data
from commonweal.polity.planning.proposals.effects import Part
from commonweal.polity.planning.proposals.kept import PlanCondition
from commonweal.terms import DAY_S, OFFICE, Moment
from commonweal.web.telling import tell

LONG = 400 * DAY_S


@pytest.fixture
def told(town: Any) -> Any:
    """Everything that can happen while a plan comes about, told to Alice."""
    now, home = town.office.now(), town.office.state.members.home[town.alice]

    def seal(text: str) -> str:
        sealed: str = town.office.vault.seal(text, "text")
        return sealed

    by, top = {"by": town.alice}, town.office.state.top
    of = {"campaign": 1, "body": home, **by}
    proposed = {"campaign": 1, "body": home, "motion": 1}
    found = {"campaign": 1, "round": 1, "file": "f", "stage": "revising", "until": now + LONG}
    process = {"name": seal("baking <b>"), "inputs": (), "outputs": ((1, 1),)}
    town.happened = (
        data.ProductNamed(product=1, body=home, **by, name=seal("bread"), unit=seal("kg")),
        data.LimitNamed(limit=1, **by, name=seal("water"), unit=seal("cask")),
        data.LimitSet(limit=1, per_period=1500, motion=1),
        data.ProcessDeclared(process=1, body=home, **by, **process, hours=2, capacity=9),
        data.PlanningBegun(
            campaign=1, body=top, motion=1, charter=1, begins_at=now + LONG, periods=4,
            period_days=7, until=now + LONG,
        ),
        data.HoursOffered(**of, hours=1200),
        data.StockDeclared(**of, product=1, amount=30),
        data.OrderPlaced(**of, product=1, rank=1, amount=900),
        data.OrderPlaced(**of, product=1, rank=1, amount=20, period=3),
        data.OrderPlaced(**of, product=1, rank=1, amount=0, period=3),
        data.ProposalFixed(**proposed),
        data.ProposalFreed(**proposed),
        data.ProcessWithdrawn(process=1, **by),
        data.RoundClosed(campaign=1, round=1),
        data.PlanRecorded(plan=1, alternative=0, outcome="plan", hours=7000, **found),
        data.AlternativeProposed(
            alternative=1, campaign=1, **by, text=seal("less water"),
            conditions=(PlanCondition("process_at_most", 1, 5, 1),),
        ),
        data.PlanRecorded(plan=2, alternative=1, outcome="infeasible", **found),
        data.AdoptionAwaited(campaign=1, motion=1, until=now + LONG),
        data.PlanAdopted(plan=1, campaign=1, motion=1, begins_at=now, ends_at=now + LONG),
        data.LinesRecorded(plan=1, part=1, last=True, first=1),
        data.SurplusAssigned(plan=1, motion=1, parts=(Part("reserve", 40),)),
        data.PlanTakenBack(plan=1, campaign=1, motion=1),
        *(
            data.CampaignLapsed(campaign=1, why=why)
            for why in ("time_is_up", "no_plan", "body_closed")
        ),
    )  # fmt: skip
    town.office._append("test", OFFICE, Moment(now), "", town.happened)
    return town


def test_each_event_has_a_sentence_of_its_own_and_a_page(told: Any) -> None:
    assert {type(one) for one in told.happened} == set(get_args(data.AnyEvent))
    sentences = told.federation.look(
        told.alice, lambda reading: [tell(reading, one) for one in told.happened]
    )
    assert len({one.text for one in sentences}) == len(sentences)
    assert all("%" not in one.text and one.url for one in sentences)
    said = " / ".join(one.text for one in sentences)
    for part in ("1,500 cask of water", "1,200 hours a period", "900 kg bread, in each period"):
        assert part in said, said
    assert "20 kg bread, in period 3" in said
    assert "Plan 1 (round 1) was found: 7,000 hours of work" in said
    client = told.client(told.alice)
    for address in {one.url for one in sentences}:
        assert client.get(address).status_code == 200, address
