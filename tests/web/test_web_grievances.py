"""Grievances in a browser: filing, both sides, the hearing, and what comes of it."""

from __future__ import annotations

from datetime import UTC, datetime

from commonweal.polity import commands as cmd
from commonweal.polity import effects as ef
from commonweal.polity.rights.union import data as unions


def text_of(client, address, status=200):
    answer = client.get(address)
    assert answer.status_code == status, address
    return answer.content.decode()


def send(client, address, **fields):
    answer = client.post(address, fields)
    assert answer.status_code == 302, answer.content.decode()[-2000:]
    return answer.headers["Location"]


def decided(town, body, text, effect=None):
    """Carry a motion of a workplace by all its members; returns its number."""
    people = town.members(body)[::-1]
    move = cmd.ProposeMotion(body=body, text=text, effect=effect or ef.Resolve())
    town.do(move, people[0])
    motion = max(town.office.state.motions.values(), key=lambda one: one.id)
    carry(town, motion, people)
    return motion.id


def carry(town, motion, people):
    for one in people[1:]:
        if motion.stage == "moved":
            town.do(cmd.SecondMotion(motion=motion.id), one)
    while motion.stage == "debate":
        town.clock.pass_days(1)
        town.office.tick()
        for one in people:
            if motion.roll_call and motion.stage == "debate":
                town.do(cmd.CallRoll(motion=motion.id, present=(one,)), one)
    for one in people:
        if motion.stage == "vote":
            town.do(cmd.CastVote(poll=motion.poll, choice="yes"), one)
    while motion.stage == "vote":
        town.clock.pass_days(1)
        town.office.tick()
    assert motion.stage == "carried"


def contested(town):
    """File a grievance through the pages and sign it; returns its number and who stands where."""
    home = town.office.state.members.home[town.alice]
    motion = decided(town, home, "Work on Saturdays")
    alice = town.client(town.alice)
    told = text_of(alice, f"/motions/{motion}")
    assert f"/grievances?motion={motion}" in told
    assert "File and sign it" in text_of(alice, f"/grievances?motion={motion}")
    address = send(
        alice,
        "/grievances/file",
        motion=motion,
        seat="0",
        title="Too many hours",
        wording="We want to sleep.",
    )
    found = town.office.state.grievances[max(town.office.state.grievances)]
    assert address == f"/grievances/{found.id}"
    for one in [m for m in town.members(home) if m != town.alice]:
        if found.stage == "gathering":
            assert "Sign it" in text_of(town.client(one), address)
            assert send(town.client(one), f"{address}/sign") == address
    assert found.suspends
    return found, address, motion, home


def test_members_contest_a_decision_and_it_is_suspended_and_heard(town):
    found, address, motion, _home = contested(town)
    assert "A grievance suspends this decision" in text_of(town.client(), f"/motions/{motion}")
    told = text_of(town.client(), address)
    assert "It is suspended. The suspension ends by itself on" in told
    assert "We want to sleep." in told
    assert "Sign it" not in told
    assert "Too many hours" in text_of(town.client(), "/grievances")
    day = town.clock.now + 3 * 86_400
    at = f"{datetime.fromtimestamp(day, UTC):%Y-%m-%dT%H:%M}"
    alice = town.client(town.alice)
    assert send(alice, f"{address}/hearing", begins_at=at, place="The canteen") == address
    assert "The canteen" in text_of(town.client(), address)
    assert "Set the date" not in text_of(alice, address), "each side does so once"
    assert "Hearing: Too many hours" in text_of(alice, "/me/calendar.ics")
    assert "Hearing: Too many hours" in text_of(town.client(), f"/bodies/{found.body}/calendar.ics")
    assert send(alice, f"{address}/withdraw") == address
    assert found.stage == "open", "one of several withdraws nothing"
    again = alice.post(f"{address}/withdraw")
    assert again.status_code == 422
    assert "grievance signed before" in again.content.decode()


def test_the_other_side_answers_and_offers_and_those_who_signed_accept(town):
    found, address, motion, _home = contested(town)
    other = town.client(town.office.state.motions[motion].by)
    assert send(other, f"{address}/answer", text="Only until May.") == address
    assert send(other, f"{address}/offer", text="Every second Saturday.") == address
    assert "Every second Saturday." in text_of(town.client(), address)
    for one in found.signatures:
        if found.stage == "open":
            send(town.client(one), f"{address}/accept")
    assert found.stage == "agreed"
    assert "Only until May." in text_of(town.client(), address)
    assert "suspends this decision" not in text_of(town.client(), f"/motions/{motion}")


def test_after_a_hearing_in_vain_a_strike_and_an_arbiter(town):
    found, address, motion, _home = contested(town)
    while found.stage == "open":
        town.clock.pass_days(1)
        town.office.tick()
    arbiter = town.office.state.bodies[found.arbiter]
    delegate = next(
        seat.holder
        for seat in town.office.state.delegates(arbiter.id)
        if seat.holder not in found.signatures
    )
    assert "Move that it is upheld" in text_of(town.client(delegate), address)
    moved = send(town.client(delegate), f"{address}/uphold")
    assert "the grievance “Too many hours” is upheld" in text_of(town.client(), moved)
    for one in found.signatures:
        if not found.strike_from:
            assert "Give notice of a strike" in text_of(town.client(one), address)
            send(town.client(one), f"{address}/strike")
    assert "Strike from, by the notice given" in text_of(town.client(), address)
    while town.clock.now < found.strike_from:
        town.clock.pass_days(1)
    signer = town.client(next(iter(found.signatures)))
    send(signer, f"{address}/begun")
    send(signer, f"{address}/ended")
    assert found.strike_ended
    assert "Strike ended" in text_of(town.client(), address)
    assert text_of(town.client(), f"/motions/{motion}")


def test_an_office_is_contested_from_its_page(town):
    state = town.office.state
    home = state.members.home[town.alice]
    seat = state.seats[state.bodies[home].offices[0]]
    steward = elected(town, seat)
    alice = town.client(town.alice)
    assert f"/grievances?seat={seat.id}" in text_of(alice, f"/seats/{seat.id}")
    address = send(
        alice, "/grievances/file", motion="0", seat=seat.id, title="Friends only", wording="Look."
    )
    found = state.grievances[1]
    for one in town.members(home):
        if found.stage == "gathering" and one not in (town.alice, steward):
            send(town.client(one), f"{address}/sign")
    assert "suspends the powers of this office" in text_of(alice, f"/seats/{seat.id}")
    assert "Friends only" in text_of(town.client(), address)


def elected(town, seat):
    """Fill an office of Alice's workplace with somebody else there; returns whom."""
    poll = seat.running
    steward, supporter = [one for one in town.members(seat.body) if one != town.alice][:2]
    for by in (steward, supporter):
        town.do(cmd.Nominate(poll=poll, candidate=steward), by)
    town.clock.pass_days(7)
    town.office.tick()
    town.do(cmd.CastVote(poll=poll, ranking=(steward,)), steward)
    town.clock.pass_days(7)
    town.office.tick()
    assert seat.holder == steward
    return steward


def test_a_union_contests_by_a_motion_of_its_own(town):
    state = town.office.state
    home = state.members.home[town.alice]
    motion = decided(town, home, "Work on Saturdays")
    alice = town.client(town.alice)
    union = founded(town)
    assert "if it decides so" in text_of(alice, f"/grievances?motion={motion}")
    moved = send(
        alice, "/grievances/file", motion=motion, seat="0", union=union, title="Ours", wording="No."
    )
    assert "we contest the decision “Work on Saturdays”" in text_of(alice, moved)


def founded(town):
    town.do(unions.FoundUnion(name="Makers"), town.alice)
    call = max(town.office.state.union_calls)
    for body in town.workplaces:
        for one in town.members(body):
            if not town.office.state.unions and one != town.alice:
                town.do(unions.SignUnion(call=call), one)
    return next(iter(town.office.state.unions))


def test_what_is_not_there_is_said_so(town):
    assert text_of(town.client(), "/grievances/9", 404)
    alice = town.client(town.alice)
    assert alice.post("/grievances/9/uphold").status_code == 404
    assert alice.post("/grievances/1/nonsense").status_code == 404
    answer = alice.post("/grievances/9/sign")
    assert answer.status_code == 422
    assert "grievance unknown" in answer.content.decode()
