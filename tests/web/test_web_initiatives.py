"""Initiatives, call-backs and the distance from the members, as people meet them in a browser."""

from __future__ import annotations

import re

from commonweal.polity import commands as cmd
from commonweal.polity import effects as ef
from commonweal.polity.distance import distance
from commonweal.polity.rights.initiative import data


def text_of(client, address, status=200):
    answer = client.get(address)
    assert answer.status_code == status, address
    return answer.content.decode()


def send(client, address, **fields):
    answer = client.post(address, fields)
    assert answer.status_code == 302, answer.content.decode()[-2000:]
    return answer.headers["Location"]


def others(town, *who):
    people = (one for body in town.workplaces for one in town.members(body))
    return [one for one in people if one not in who]


def test_members_start_sign_and_put_a_question_to_all(town):
    alice, charlie = town.client(town.alice), town.client(town.charlie)
    assert "Nobody" not in text_of(town.client(), "/initiatives")
    address = send(alice, "/initiatives/start", body="0", title="A shorter week", wording="Four.")
    assert address == "/initiatives/1"
    told = text_of(charlie, address)
    assert "A shorter week" in told
    assert "Sign it" in told
    assert "Start and sign it" not in text_of(alice, "/initiatives"), "one at a time"
    assert send(charlie, f"{address}/sign") == address
    assert "You have signed it." in text_of(charlie, address)
    assert "Sign it" not in text_of(town.client(), address)
    initiative = town.office.state.initiatives[1]
    missing = initiative.members_needed - len(initiative.signatures)
    for one in others(town, town.alice, town.charlie)[:missing]:
        town.do(data.SignInitiative(initiative=1), one)
    told = text_of(charlie, address)
    assert initiative.motion
    assert f"/motions/{initiative.motion}" in told
    poll = town.office.state.motions[initiative.motion].poll
    assert "The ballot is secret." in text_of(charlie, f"/motions/{initiative.motion}")
    assert text_of(charlie, f"/polls/{poll}/vote")


def test_a_body_is_asked_to_support_and_a_second_signature_is_refused(town):
    alice = town.client(town.alice)
    send(alice, "/initiatives/start", body="0", title="Tea", wording="At four.")
    moved = send(alice, "/initiatives/1/support")
    assert "we support the initiative “Tea”" in text_of(alice, moved)
    answer = alice.post("/initiatives/1/sign")
    assert answer.status_code == 422
    assert "initiative signed before" in answer.content.decode()
    assert text_of(alice, "/initiatives/9", 404)


def closing(town):
    """Carry a motion of the congress to close a workplace; returns its number."""
    state = town.office.state
    delegates = [seat.holder for seat in state.delegates(state.top)]
    doomed, heir = town.workplaces[-2:]
    if state.bodies[doomed].parent != state.bodies[heir].parent:
        doomed, heir = town.workplaces[:2]
    effect = ef.CloseBody(body=doomed, members_to=heir)
    move = cmd.ProposeMotion(body=state.top, text="Close it.", effect=effect)
    town.do(move, delegates[0])
    motion = max(state.motions.values(), key=lambda one: one.id)
    for one in delegates[1:]:
        if motion.stage == "moved":
            town.do(cmd.SecondMotion(motion=motion.id), one)
    town.clock.pass_days(8)
    town.office.tick()
    for one in delegates:
        town.do(cmd.CastVote(poll=motion.poll, choice="yes"), one)
    return motion


def test_a_decision_waits_and_is_called_back_by_those_below(town):
    motion = closing(town)
    assert motion.stage == "carried"
    charlie, address = town.client(town.charlie), f"/motions/{motion.id}"
    told = text_of(charlie, address)
    assert "It takes effect on" in told
    assert "Call it back" in told
    assert address in text_of(town.client(), "/initiatives")
    assert send(charlie, f"{address}/call-back") == address
    assert "You have called it back." in text_of(charlie, address)
    moved = send(charlie, f"{address}/move-call-back")
    assert "we call the decision “Close it” back" in text_of(charlie, moved)
    for one in others(town, town.charlie):
        if town.office.state.call_backs[motion.id].stage == "waiting":
            town.do(data.SignCallBack(motion=motion.id), one)
    assert "All members below vote on it" in text_of(town.client(), address)
    town.clock.pass_days(20)
    town.office.tick()
    assert "It has fallen" in text_of(town.client(), address)


def test_the_page_of_a_decision_says_how_far_it_is_from_the_members(town):
    motion = closing(town)
    found = distance(town.office.state, motion)
    assert found is not None
    told = text_of(town.client(), f"/motions/{motion.id}")
    assert "Distance from the members" in told
    assert f"{found.took_part} <span" in told
    assert f"{found.hands} hands" in told
    assert found.levels == 2
    assert found.elected == found.hands
    assert 0 < found.took_part <= found.binds
    assert re.search(r"\d+ % took part, \d+ hands", text_of(town.client(), "/motions"))


def test_a_signature_is_taken_back(town):
    alice, charlie = town.client(town.alice), town.client(town.charlie)
    send(alice, "/initiatives/start", body="0", title="Tea", wording="At four.")
    send(charlie, "/initiatives/1/sign")
    assert "Take my signature back" in text_of(charlie, "/initiatives/1")
    send(charlie, "/initiatives/1/take-back")
    assert list(town.office.state.initiatives[1].signatures) == [town.alice]
    assert "Sign it" in text_of(charlie, "/initiatives/1")
    assert charlie.post("/initiatives/1/take-back").status_code == 422
