"""Charges, appeals, admissions and false deaths, as people meet them in a browser."""

from __future__ import annotations

from types import SimpleNamespace

from commonweal.polity import commands as cmd
from commonweal.polity.rights.discipline import data
from commonweal.web.telling_discipline import group_told


def text_of(client, address, status=200):
    answer = client.get(address)
    assert answer.status_code == status, address
    return answer.content.decode()


def send(client, address, **fields):
    answer = client.post(address, fields)
    assert answer.status_code == 302, answer.content.decode()[-2000:]
    return answer.headers["Location"]


def beside(town, member):
    """Return those who belong to the same body, without the member."""
    state = town.office.state
    return [one for one in state.bodies[state.members.home[member]].members if one != member]


def carry(town, number, voters):
    """Have a motion supported, debated and carried."""
    motion = town.office.state.motions[number]
    for one in voters[1:]:
        if motion.stage == "moved":
            town.do(cmd.SecondMotion(motion=number), one)
    town.clock.pass_days(8)
    town.office.tick()
    for one in voters:
        town.do(cmd.CastVote(poll=motion.poll, choice="yes"), one)
    town.clock.pass_days(8)
    town.office.tick()
    return motion


def test_a_member_is_charged_answers_is_put_out_and_appeals(town):
    accused = beside(town, town.alice)[0]
    alice, other = town.client(town.alice), town.client(accused)
    ground = town.office.case().charter.discipline.grounds[0]
    assert "Charge a member" not in text_of(town.client(), "/charges")
    assert "Charge a member of your body" in text_of(alice, "/charges")
    address = send(
        alice, "/charges/bring", member=str(accused), ground=ground, text="It was the wrench."
    )
    assert address == "/charges/1"
    assert "Charge a member of your body" not in text_of(alice, "/charges"), "one at a time"
    assert "It was the wrench." in text_of(other, address)
    assert "It was the wrench." not in text_of(town.client(), address), "words are for members"
    assert ground not in text_of(town.client(), address), "so are grounds"
    assert "Your answer" not in text_of(alice, address), "nobody answers for another"
    assert send(other, f"{address}/answer", text="It slipped.") == address
    assert "It slipped." in text_of(alice, address)
    answer = alice.post(f"{address}/expel")
    assert answer.status_code == 422
    assert "hearing not over" in answer.content.decode()
    town.clock.pass_days(15)
    town.office.tick()
    alice = town.client(town.alice)  # sign-ins end by themselves
    moved = send(alice, f"{address}/expel")
    told = text_of(alice, moved)
    assert "is expelled on charge 1" in told
    assert "It slipped." in told, "the answer stands beside the decision"
    voters = [town.alice, *(one for one in beside(town, town.alice) if one != accused)]
    motion = carry(town, int(moved.rpartition("/")[2]), voters)
    assert motion.stage == "carried", motion.why
    alice, other = town.client(town.alice), town.client(accused)
    assert "may be appealed against" in text_of(alice, address)
    assert send(other, f"{address}/appeal", text="Nobody was hurt.") == address
    told = text_of(other, address)
    assert "expulsion appealed against" in told
    assert "Nobody was hurt." in told
    state = town.office.state
    delegate = state.delegates(state.charges[1].appeal_to)[0].holder
    above = town.client(delegate)
    assert "Move that it be annulled or dropped" in text_of(above, address)
    moved = send(above, f"{address}/annul")
    assert "is at an end" in text_of(above, moved)
    assert "Charges" in text_of(above, "/motions")
    assert text_of(alice, "/charges/9", 404)


def test_the_answer_stands_on_the_ballot(town):
    accused = beside(town, town.alice)[0]
    ground = town.office.case().charter.discipline.grounds[0]
    town.do(data.ChargeMember(member=accused, ground=ground, text="The wrench."), town.alice)
    town.do(data.AnswerCharge(charge=1, text="It slipped."), accused)
    town.clock.pass_days(15)
    moved = send(town.client(town.alice), "/charges/1/reprimand")
    number = int(moved.rpartition("/")[2])
    motion = town.office.state.motions[number]
    for one in beside(town, town.alice):
        if motion.stage == "moved":
            town.do(cmd.SecondMotion(motion=number), one)
    town.clock.pass_days(8)
    town.office.tick()
    told = text_of(town.client(town.alice), f"/polls/{motion.poll}/vote")
    assert "It slipped." in told


def test_a_newcomer_is_objected_to(town):
    state = town.office.state
    home = state.members.home[town.alice]
    admitted = town.office.admit([("Zoe Newcomer", home, {})], 0)
    zoe = admitted.events[0].first
    alice = town.client(town.alice)
    assert "Newcomers in your body" in text_of(alice, "/charges")
    assert send(alice, "/charges/object", member=str(zoe), text="Spies for the owner.")
    assert "1 objection" in text_of(alice, "/charges")
    moved = send(alice, f"/charges/refuse/{zoe}")
    assert "the admission of" in text_of(alice, moved)


def test_two_others_say_that_somebody_lives(town):
    first, second, dead = beside(town, town.alice)[:3]
    town.do(cmd.RecordDeath(member=dead), 0)
    assert not town.office.state.members.is_active(dead)
    client = town.client(first)
    send(client, "/charges/reinstate", member=str(dead))
    assert "I say so too" in text_of(town.client(second), "/charges")
    send(town.client(second), "/charges/reinstate", member=str(dead))
    assert town.office.state.members.is_active(dead)


def test_a_wave_says_what_people_have_in_common():
    bodies = {4: SimpleNamespace(name="Forge"), 8: SimpleNamespace(name="Makers")}
    grievances = {1: SimpleNamespace(text="No night work.\n\nNobody sleeps.")}
    reading = SimpleNamespace(state=SimpleNamespace(bodies=bodies, grievances=grievances))
    assert group_told(reading, "body 4") == "members of Forge"
    assert group_told(reading, "union 8") == "founders of Makers"
    assert group_told(reading, "grievance 1") == "people behind the grievance “No night work”"
