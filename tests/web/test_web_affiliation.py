"""Leaving the federation, staying behind and the accounts, as people meet them in a browser."""

from __future__ import annotations

from commonweal.polity import commands as cmd
from commonweal.polity.rights.affiliation import data
from commonweal.polity.rights.affiliation.effects import AdmitBody


def text_of(client, address, status=200):
    answer = client.get(address)
    assert answer.status_code == status, address
    return answer.content.decode()


def send(client, address, **fields):
    answer = client.post(address, fields)
    assert answer.status_code == 302, answer.content.decode()[-2000:]
    return answer.headers["Location"]


def carry(town, address, people):
    """Let members support, debate and vote for a motion, to its result."""
    motion = town.office.state.motions[int(address.rpartition("/")[2])]
    for one in people:
        if motion.stage == "moved" and one != motion.by:
            town.do(cmd.SecondMotion(motion=motion.id), one)
    town.clock.pass_days(8)
    town.office.tick()
    for one in people:
        town.do(cmd.CastVote(poll=motion.poll, choice="yes"), one)
    town.clock.pass_days(15)
    town.office.tick()
    return motion


def leaving_town(town):
    home = town.bob_seat.sender
    alice = town.client(town.alice)
    assert "No body is about to leave." in text_of(alice, "/leaving")
    address = send(alice, "/leaving/move", body=str(home), wording="We are <better> off.")
    assert "this body leaves the federation with all below it" in text_of(alice, address)
    motion = carry(town, address, town.members(home))
    assert motion.stage == "carried", motion.why
    return home, town.client(town.alice), motion  # the sign-in of then has ended meanwhile


def test_a_workplace_moves_to_leave_and_a_member_stays_behind(town):
    home, alice, motion = leaving_town(town)
    other = next(one for one in town.workplaces if one != home)
    told = text_of(alice, "/leaving/1")
    assert "We are &lt;better&gt; off." in text_of(alice, f"/motions/{motion.id}")
    assert "Leaves on" in told
    assert "Nowhere: I leave with my body" in told
    assert f"commonweal record part {home} --output part" in told
    assert "It leaves the federation on" in text_of(town.client(), f"/c/{home}")
    assert "Say so" not in text_of(town.client(town.charlie), "/leaving/1")
    assert send(alice, "/leaving/1/stay-behind", to=str(other)) == "/leaving/1"
    assert "You stay, and go on in" in text_of(alice, "/leaving/1")
    town.clock.pass_days(91)
    town.office.tick()
    told = text_of(town.client(), "/leaving/1")
    assert "has left" in told
    assert "Members who left" in told
    assert "Not settled yet" in told
    assert "left the federation, with all below it" in told
    assert "has left" in text_of(town.client(), "/leaving")
    assert text_of(town.client(), f"/c/{home}")


def test_a_workplace_takes_it_back(town):
    home, alice, _motion = leaving_town(town)
    address = send(alice, "/leaving/1/stay", wording="On reflection.")
    assert "this body does not leave" in text_of(alice, address)
    carry(town, address, town.members(home))
    assert "stays after all" in text_of(town.client(), "/leaving/1")
    alice = town.client(town.alice)
    assert alice.post("/leaving/1/stay", {"wording": "x"}).status_code == 422
    answer = alice.post("/leaving/1/stay-behind", {"to": "0"})
    assert answer.status_code == 422
    assert "leaving not announced" in answer.content.decode()
    text_of(alice, "/leaving/9", 404)


def elected_secretary(town):
    """Fill the office of secretary in the first district; returns the seat."""
    state, district = town.office.state, town.office.state.bodies[town.workplaces[0]].parent
    seats = (state.seats[one] for one in state.bodies[district].offices)
    seat = next(one for one in seats if one.office == "secretary")
    if not seat.running:
        opening = cmd.OpenElection(body=district, sender=district, office="secretary")
        town.do(opening, 0)
    poll = state.polls[seat.running]
    people = [one.holder for one in state.delegates(district)]
    for one in people[:2]:
        town.do(cmd.Nominate(poll=poll.id, candidate=people[0]), one)
    town.clock.pass_days(8)
    town.office.tick()
    for one in people:
        town.do(cmd.CastVote(poll=poll.id, ranking=(people[0],)), one)
    town.clock.pass_days(8)
    town.office.tick()
    return seat


def test_an_officer_enters_an_account_and_others_do_not(town):
    power = town.office.case().charter.offices["secretary"].powers
    assert "enter_account" in power
    seat = elected_secretary(town)
    secretary = town.client(seat.holder)
    assert "Enter it" in text_of(secretary, "/leaving")
    assert "Enter it" not in text_of(town.client(town.charlie), "/leaving")
    assert send(secretary, "/accounts/enter", body=str(seat.body), balance="-1200") == "/leaving"
    assert "-1,200" in text_of(town.client(), "/leaving")
    for wrong in ("12.50", "", "much"):
        answer = secretary.post("/accounts/enter", {"body": str(seat.body), "balance": wrong})
        assert answer.status_code == 422, wrong
    assert send(secretary, "/accounts/enter", body=str(seat.body), balance="0") == "/leaving"
    refused = town.client(town.charlie).post(
        "/accounts/enter", {"body": str(seat.body), "balance": "5"}
    )
    assert refused.status_code == 422


def test_where_a_body_comes_from_is_told_for_ever(town):
    state = town.office.state
    delegates = [seat.holder for seat in state.delegates(state.top)]
    district = state.bodies[town.workplaces[0]].parent
    effect = AdmitBody(
        level="workplace",
        name="Kiln",
        parent=district,
        usher=town.alice,
        people=3,
        origin="fishers.example/record",
        key="fishers.example/record+0011aabb+AQID",
        size=40,
        root_hash="0123456789abcdef" * 4,
        body_there=9,
    )
    answer = town.do(
        cmd.ProposeMotion(body=state.top, text="Welcome.", effect=effect), delegates[0]
    )
    motion = answer.events[0].motion
    assert "which comes from fishers.example/record" in text_of(town.client(), f"/motions/{motion}")
    carry(town, f"/motions/{motion}", delegates)
    told = text_of(town.client(), "/leaving")
    assert "Kiln" in told
    assert "fishers.example/record+0011aabb+AQID" in told
    assert isinstance(state.arrivals[max(state.arrivals)], data.Arrival)


def test_only_what_was_verified_here_is_moved(town):
    member = town.client(town.alice)
    for typed in ({"token": "forged", "parent": "1"}, {}):
        answer = member.post("/joining/move", typed)
        assert answer.headers["Location"] == "/leaving"
        assert "it was not verified here today" in member.get("/leaving").content.decode()
    member.post("/joining")
    assert "there is no file" in member.get("/leaving").content.decode()
    assert not town.office.state.arrivals
