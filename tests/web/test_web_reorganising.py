"""Changes of bodies, as people meet them in a browser: shown first, asked for, consented to."""

from __future__ import annotations

from commonweal import polity
from commonweal.polity import commands as cmd
from commonweal.polity import effects as ef
from commonweal.terms import OFFICE


def text_of(client, address, status=200):
    answer = client.get(address)
    assert answer.status_code == status, address
    return answer.content.decode()


def sent(client, status, **fields):
    answer = client.post("/changes/new", fields)
    assert answer.status_code == status, answer.content.decode()[-2000:]
    return answer.headers["Location"] if status == 302 else answer.content.decode()


def decided(town, motion, days=9):
    """Let everybody who may vote Yes on a motion, to its result."""
    state = town.office.state
    found = state.motions[motion]
    voters = [seat.holder for seat in state.delegates(found.body)] or town.members(found.body)
    for one in voters:
        if found.stage == "moved" and one != found.by:
            town.do(cmd.SecondMotion(motion=motion), one)
    town.clock.pass_days(days)
    town.office.tick()
    for one in voters:
        town.do(cmd.CastVote(poll=found.poll, choice="yes"), one)
    town.clock.pass_days(days)
    town.office.tick()


def waited(town, motion):
    """Let the time pass in which a decision can be called back."""
    held = town.office.state.call_backs.get(motion)
    if held is not None:
        town.clock.now = held.until
        town.office.tick()


def split(town):
    """Have a split of Alice's workplace decided above; it then waits for consent."""
    state = town.office.state
    home = state.members.home[town.alice]
    effect = ef.SplitBody(body=home, name="Annex", members=(town.alice, town.bob))
    congress = [seat.holder for seat in state.delegates(state.top)]
    town.do(cmd.ProposeMotion(body=state.top, text="An annex.", effect=effect), congress[0])
    motion = max(state.motions)
    decided(town, motion)
    waited(town, motion)
    assert state.reorganisations[motion].stage == "waiting"
    return motion


def test_what_a_change_does_is_shown_before_it_is_asked_for(town):
    alice = town.client(town.alice)
    home, other = town.workplaces[:2]
    fields = {"body": home, "other": other, "name": "Works", "kind": "merge_bodies"}
    assert "Show what it would do" in text_of(alice, "/changes/new")
    told = sent(alice, 200, **fields, step="show")
    assert "What it would do" in told
    assert "Who votes elsewhere then" in told
    assert "Seats that stay, and answer to the body that goes on" in told
    assert "Asked for their consent" in told
    assert "Move in our body that we ask for it" in told
    assert "Propose it" not in told, "Alice does not sit in the congress"
    assert "Gather signatures for it" in told
    address = sent(alice, 302, **fields, step="initiate")
    assert address == "/initiatives/1"
    assert town.office.state.initiatives[1].effect.bodies == (home, other)
    assert "Gather signatures for it" not in sent(alice, 200, **fields, step="show")
    address = sent(alice, 302, **fields, step="ask")
    told = text_of(alice, address)
    assert "we ask for this, and consent to it" in told
    assert "Who votes elsewhere then" in told


def test_a_delegate_proposes_a_split_and_ticks_who_moves(town):
    bob = town.client(town.bob)
    home = town.office.state.members.home[town.bob]
    fields = {"body": home, "kind": "split_body", "name": "Annex"}
    told = sent(bob, 200, **fields, step="show")
    assert "show it again to tick who moves" in told
    assert "Who moves to the new body" in told
    fields["member"] = [town.alice]
    assert "Propose it" in sent(bob, 200, **fields, step="show")
    address = sent(bob, 302, **fields, step="propose")
    told = text_of(town.client(), address)
    assert "become Annex" in told
    assert "What it would do" in told


def test_what_the_law_refuses_is_told_with_the_form_as_it_was(town):
    bob = town.client(town.bob)
    home = town.workplaces[0]
    fields = {"body": home, "other": home, "name": "Works", "kind": "merge_bodies"}
    assert "It could not be done as things stand" in sent(bob, 200, **fields, step="show")
    told = sent(bob, 422, **fields, step="propose")
    assert "effect impossible" in told
    assert 'value="Works"' in told
    assert town.client().get("/changes/new").headers["Location"].startswith("/sign-in")


def test_those_concerned_are_asked_and_who_refuses_stays(town):
    motion = split(town)
    alice, address = town.client(town.alice), f"/motions/{motion}"
    found = town.office.state.reorganisations[motion]
    assert address in text_of(town.client(), "/changes")
    assert "It takes effect when all of them consent" in text_of(alice, address)
    member, alice_number = town.bob, town.alice
    home = town.office.state.members.home[member]
    bob = town.client(member)
    assert "I refuse to be moved" in text_of(bob, address)
    assert "I refuse to be moved" not in text_of(town.client(town.charlie), address)
    answer = bob.post(f"{address}/refuse-move")
    assert answer.headers["Location"] == address
    assert "You have refused to be moved" in text_of(bob, address)
    question = next(iter(found.questions.values()))
    told = text_of(alice, f"/motions/{question}")
    assert "This asks for consent to:" in told
    assert "What it would do" in told
    decided(town, question)
    assert found.stage == "done"
    told = text_of(alice, address)
    assert "All concerned consented." in told
    assert "1 member refuses to be moved, and stays." in told
    assert "What it would do" not in told
    assert "All concerned consent: An annex" in told, "the entries of the record are told"
    homes = town.office.state.members.home
    assert homes[member] == home != homes[alice_number]
    assert "took effect" in text_of(alice, "/changes")


def test_members_beside_a_body_sign_the_roll_that_it_does_not_sign(town):
    state = town.office.state
    body = state.bodies[state.members.home[town.alice]]
    beside = next(one for one in state.bodies[body.parent].children if one != body.id)
    neighbour = next(one for one in town.members(beside) if not state.held.get(one))
    town.do(cmd.CloseRoll(body=body.id), 0)
    address = f"/rolls/{body.open_roll}"
    client = town.client(neighbour)
    assert f"{address}/sign" not in text_of(client, address)
    town.clock.pass_days(14)
    client = town.client(neighbour)  # the first sitting has ended
    assert f"{address}/sign" in text_of(client, address)
    number = body.open_roll
    assert client.post(f"{address}/sign").status_code == 302
    assert neighbour in state.rolls[number].signed_by
    assert "Its roll was signed by members of a body beside it" in text_of(client, f"/c/{body.id}")


def test_a_question_whose_vote_is_void_is_put_again(town):
    motion, state = split(town), town.office.state
    address = f"/motions/{motion}"
    found = state.reorganisations[motion]
    ((body, question),) = found.questions.items()
    town.clock.pass_days(9)
    town.office.tick()
    assert state.motions[question].stage == "vote"
    alice = town.client(town.alice)
    assert "Put the question again" not in text_of(alice, address)
    void = polity.voided(state, state.motions[question].poll)
    town.office._append("void_poll", OFFICE, town.office.now(), "", void)
    assert "the vote came to nothing" in text_of(alice, address)
    assert "Put the question again" in text_of(alice, address)
    assert "Put the question again" not in text_of(town.client(), address)
    answer = alice.post(f"{address}/ask-again", {"body": str(body)})
    assert answer.headers["Location"] == address
    again = max(state.motions)
    assert again != question
    assert "Put the question again" not in text_of(alice, address)
    assert f'href="/motions/{again}"' in text_of(alice, address)
    assert alice.post("/motions/999/ask-again", {"body": str(body)}).status_code == 422
    decided(town, again)
    assert found.stage == "done"
