"""Pages of pay and inspection: what is told in secret stays so, what is declared is for all."""

from __future__ import annotations

import pytest

from commonweal.office.inspecting import _OPENED, look
from commonweal.polity import commands as cmd
from commonweal.polity.rights.caucuses import data as caucuses
from commonweal.polity.rights.inspection.data import OPEN
from commonweal.polity.rights.letters import data as letters
from commonweal.terms import Refusal
from commonweal.web.pages.inspection import KINDS


def text_of(client, address, status=200):
    answer = client.get(address)
    assert answer.status_code == status, address
    return answer.content.decode()


def send(client, address, status=302, **fields):
    answer = client.post(address, fields)
    assert answer.status_code == status, answer.content.decode()[-3000:]
    return answer.content.decode()


def test_a_wage_is_told_and_shown_to_nobody(town):
    alice = town.client(town.alice)
    send(alice, "/pay/wage", figure="271828")
    state = town.office.state
    digest = state.wages[town.alice]
    assert town.office.vault.kind_of(digest) == "wage"
    for client in (alice, town.client()):
        assert "271828" not in text_of(client, "/pay")
    index = state.version - 1
    assert "271828" not in text_of(town.client(), f"/record/{index}")
    refused = send(alice, "/pay/wage", status=422, figure="a lot")
    assert "wage not a figure" in refused


def test_the_digest_of_a_wage_opens_nothing_elsewhere(town):
    send(town.client(town.alice), "/pay/wage", figure="271828")
    digest = town.office.state.wages[town.alice]
    home = town.office.state.members.home[town.charlie]
    moved = cmd.ProposeMotion(body=home, text=digest, effect=cmd_resolve())
    town.do(moved, town.charlie)
    motion = max(town.office.state.motions)
    assert town.office.state.motions[motion].text != digest
    assert "271828" not in text_of(town.client(), f"/motions/{motion}")


def cmd_resolve():
    from commonweal.polity import effects as ef

    return ef.Resolve()


def test_the_office_computes_the_middle_of_what_was_told(town):
    members = [one for one in range(3, 16) if town.office.state.members.is_active(one)][:11]
    for place, one in enumerate(members):
        town.client(one).post("/pay/wage", {"figure": str(1000 + place)})
    town.clock.pass_days(31)
    town.office.tick()
    page = text_of(town.client(), "/pay")
    assert "1,005 cents" in page
    assert "1,507 cents" in page  # one and a half times as much, rounded down


def test_a_holder_declares_corrects_and_another_confirms(town):
    seat = town.bob_seat
    bob, address = town.client(town.bob), f"/seats/{seat.id}/pay"
    assert "Declare it, for all to see" in text_of(bob, address)
    assert "Declare it, for all to see" not in text_of(town.client(town.charlie), address)
    refused = send(bob, f"{address}/declare", 422, pay="12.50", benefits="0", expenses="0")
    assert "amount off its scale" in refused
    send(bob, f"{address}/declare", pay="2000", benefits="50", expenses="0", outside="0")
    send(bob, f"{address}/1/correct", pay="2100", benefits="0", expenses="7", outside="0")
    page = text_of(town.client(), address)
    assert "2,100 cents" in page
    assert "2,000 cents" in page
    assert "not in force any more" in page
    beside = next(
        one.holder
        for one in town.office.state.delegates(seat.body)
        if one.holder != town.bob and one.body == seat.body
    )
    send(town.client(beside), f"{address}/2/confirm")
    assert "confirmed by" in text_of(town.client(), address)
    assert "What it brings" in text_of(town.client(), f"/seats/{seat.id}")
    assert "declared" in text_of(town.client(), "/pay")
    send(town.client(town.charlie), f"{address}/2/confirm", 422)


def elect_inspector(town):
    """Charlie, who holds nothing, stands alone, and two vote."""
    state, charlie, alice = town.office.state, town.charlie, town.alice
    office = next(
        state.seats[one]
        for one in state.bodies[1].offices
        if state.seats[one].office == "inspector"
    )
    poll = state.polls[office.running]
    for by in (charlie, alice):
        town.do(cmd.Nominate(poll=poll.id, candidate=charlie), by)
    town.clock.pass_days(7.01)
    town.office.tick()
    for voter in (charlie, alice):
        town.do(cmd.CastVote(poll=poll.id, ranking=(charlie,)), voter)
    town.clock.pass_days(7.01)
    town.office.tick()
    assert any(state.seats[one].office == "inspector" for one in state.held[charlie])


@pytest.fixture
def inspected(town):
    charlie = town.charlie
    elect_inspector(town)
    return town.client(charlie), charlie


def test_an_inspector_looks_and_the_look_is_on_record(town, inspected):
    client, charlie = inspected
    assert "As an inspector" in text_of(client, "/inspection")
    assert "As an inspector" not in text_of(town.client(town.alice), "/inspection")
    home = town.office.state.members.home[town.alice]
    shown = send(client, "/inspection/look", 200, kind="body", number=str(home))
    assert town.names[town.alice] in shown.replace("&lt;", "<").replace("&gt;", ">")
    assert town.office.state.accesses[-1].by == charlie
    assert f"body {home}" in text_of(town.client(), "/inspection")
    for kind, number in (("roll", 1), ("motion", 1), ("task", 1), ("seat", 1), ("poll", 1)):
        send(client, "/inspection/look", 200, kind=kind, number=str(number))
    assert "secret not inspected" in send(
        client, "/inspection/look", 422, kind="ballots", number="1"
    )


def test_an_inspector_reads_what_rights_brought_about_but_no_unnamed_membership(town, inspected):
    client, _ = inspected
    home = town.office.state.members.home[town.alice]
    town.do(letters.PublishLetter(body=home, text="The oven is broken."), town.alice)
    town.do(letters.AskQuestion(seat=town.bob_seat.id, text="Where is the money?"), town.alice)
    town.do(caucuses.FoundCaucus(name="Bakers", statement="Bread first."), town.alice)
    hidden = next(one for one in town.members(home) if one not in (town.alice, town.bob))
    town.do(caucuses.JoinCaucus(caucus=1, salt="a salt that nobody knows"), hidden)
    for kind, said in (("letter", "oven"), ("question", "money"), ("caucus", "Bread first")):
        shown = send(client, "/inspection/look", 200, kind=kind, number="1")
        assert said in shown
        assert town.names[hidden] not in shown
    assert town.names[town.alice] in shown
    for kind in OPEN[6:]:
        told = send(client, "/inspection/look", 422, kind=kind, number="99")
        assert "inspected unknown" in told


@pytest.mark.parametrize("kind", OPEN)
def test_whatever_may_be_inspected_can_be_opened(kind):
    assert kind in _OPENED
    assert kind in KINDS


def test_nobody_else_is_shown_anything(town, inspected):
    before = town.office.state.version
    with pytest.raises(Refusal, match="issuer not an inspector"):
        look(town.office, "body", 4, town.alice)
    send(town.client(town.alice), "/inspection/look", 422, kind="body", number="4")
    assert town.office.state.version == before
    assert not town.office.state.accesses


def test_a_finding_stays_and_a_demand_is_answered(town, inspected):
    client, _ = inspected
    send(client, "/inspection/publish", body="2", text="Two sets of books\n\nOne is burnt.")
    assert "One is burnt." in text_of(town.client(), "/inspection/findings/1")
    seat, bob = town.bob_seat.id, town.bob
    send(client, "/inspection/ask", seat=str(seat), text="Where is the money?")
    page = text_of(town.client(), "/inspection/demands/1")
    assert "waits for an answer" in page
    assert "Your answer" not in page
    town.clock.pass_days(22)
    town.office.tick()
    assert "not answered" in text_of(town.client(), "/inspection")
    send(town.client(bob), "/inspection/demands/1/answer", text="In the bank.")
    assert "answered late" in text_of(town.client(), "/inspection/demands/1")
    assert text_of(town.client(), "/inspection/demands/99", 404)
    assert text_of(town.client(), "/inspection/findings/99", 404)
    assert text_of(town.client(), "/seats/9999/pay", 404)


def test_an_inspector_puts_a_recall_to_the_electors(town, inspected):
    _, charlie = inspected
    town.clock.pass_days(31)
    town.office.tick()
    seat = town.bob_seat
    send(town.client(charlie), "/inspection/recall", seat=str(seat.id))
    assert seat.recall
    assert town.office.state.polls[seat.recall].body == seat.sender


def test_with_the_data_of_who_left_the_wages_are_erased(town):
    from commonweal.office.wages import erase_wages

    for figure in ("271828", "314159"):
        send(town.client(town.alice), "/pay/wage", figure=figure)
    send(town.client(town.charlie), "/pay/wage", figure="161803")
    office, alice = town.office, town.alice
    assert erase_wages(office.log, office.vault, alice) == 2
    assert office.vault.text(office.state.wages[alice]) is None
    assert office.vault.text(office.state.wages[town.charlie]) == "161803"


def test_a_wage_in_the_inbox_is_wiped():
    from commonweal.office.clerk import Request
    from commonweal.polity.rights.pay.data import DeclareWage

    assert Request(by=3, command=DeclareWage(figure="271828")).is_private
