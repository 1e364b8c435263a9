"""Votes on paper, as tellers, observers and voters meet them in a browser."""

from __future__ import annotations

import pytest

from commonweal.polity import commands as cmd
from commonweal.polity import effects as ef
from commonweal.terms import Refusal


def text_of(client, address, status=200):
    answer = client.get(address)
    assert answer.status_code == status, address
    return answer.content.decode()


def send(client, address, status=302, **fields):
    answer = client.post(address, fields)
    assert answer.status_code == status, answer.content.decode()[-2000:]
    return answer.content.decode() if status != 302 else answer.headers["Location"]


def running(town, body, office):
    """Return the election of an office of a workplace that waits for candidates."""
    seats = town.office.state.seats.values()
    return next(one.running for one in seats if one.body == body and one.office == office)


def with_secretary(town):
    """Elect a secretary of the first workplace; returns the body, its people and the secretary."""
    body = town.bob_seat.sender
    people = town.members(body)
    chosen = town.alice
    poll = running(town, body, "workplace-secretary")
    town.do(cmd.Nominate(poll=poll, candidate=chosen), chosen)
    for one in people[:2]:
        if town.office.state.polls[poll].stage == "nominating" and one != chosen:
            town.do(cmd.Nominate(poll=poll, candidate=chosen), one)
    town.clock.pass_days(8)
    town.office.tick()
    for one in people:
        town.do(cmd.CastVote(poll=poll, ranking=(chosen,)), one)
    seat = next(
        one
        for one in town.office.state.seats.values()
        if one.body == body and one.office == "workplace-secretary"
    )
    assert seat.holder == chosen
    return body, people, chosen


def vote_on(town, body, mover):
    """Put a motion of a workplace to the vote; returns the poll."""
    moved = cmd.ProposeMotion(body=body, text="Tea at four", effect=ef.Resolve())
    number = town.do(moved, mover).events[0].motion
    motion = town.office.state.motions[number]
    for one in town.members(body):
        if motion.stage == "moved" and one != mover:
            town.do(cmd.SecondMotion(motion=number), one)
    town.clock.pass_days(8)
    town.office.tick()
    assert motion.stage == "vote"
    return motion.poll


def test_papers_are_marked_typed_twice_and_counted_through_pages(town):
    body, people, secretary = with_secretary(town)
    poll = vote_on(town, body, secretary)
    address = f"/polls/{poll}/papers"
    first, second, voter = [one for one in people if one != secretary][:3]
    officer = town.client(secretary)
    assert "Votes on paper: 0 marked" in text_of(
        officer, f"/motions/{town.office.state.polls[poll].motion}"
    )
    assert "Name a teller" in text_of(officer, address)
    assert "Name a teller" not in text_of(town.client(voter), address)
    send(officer, f"{address}/teller", member=str(first))
    send(officer, f"{address}/teller", member=town.names[second])
    one, two = town.client(first), town.client(second)
    assert "Mark who votes on paper" in text_of(one, address)
    send(one, f"{address}/mark", member=town.names[voter])
    assert "I mark them too" in text_of(two, address)
    send(two, f"{address}/mark", member=str(voter))
    assert "You are marked as voting on paper" in text_of(town.client(voter), address)
    with pytest.raises(Refusal, match="already voted"):
        town.do(cmd.CastVote(poll=poll, choice="no"), voter)
    town.clock.pass_days(8)
    town.office.tick()
    one, two = town.client(first), town.client(second)
    assert town.office.state.polls[poll].stage == "papers"
    assert "Type a batch" in text_of(one, address)
    send(one, f"{address}/type", batch="1", papers="yes\n\n")
    assert "You have typed 1 paper." in text_of(one, address)
    assert "it is your turn" in text_of(two, address)
    told = send(two, f"{address}/type", 422, batch="1", papers="no")
    assert "papers differ" in told
    assert "line 1: yes" in told
    send(two, f"{address}/type", batch="1", papers="Yes")
    assert town.office.state.polls[poll].stage == "declared"
    division = town.office.state.polls[poll].division
    assert (division.yes, division.no, division.cast) == ("1", "0", 1)
    assert "Batch 1 was read alike" in text_of(town.client(), address)
    told = text_of(town.client(), address)
    assert "member votes on paper" not in told, "who voted stands in no history"
    assert "Tea at four" in text_of(town.client(), "/papers")


def test_who_observes_objects_and_leaves_through_pages(town):
    body, _people, secretary = with_secretary(town)
    other = next(one for one in town.workplaces if one != body)
    stands, watches = town.members(other)[:2]
    poll = running(town, other, "workplace-secretary")
    town.do(cmd.Nominate(poll=poll, candidate=stands), stands)
    address = f"/polls/{poll}/papers"
    candidate, observer = town.client(stands), town.client(watches)
    assert "Name your observer" in text_of(candidate, address)
    send(candidate, f"{address}/observer", member=str(watches))
    assert "Object" in text_of(observer, address)
    send(observer, f"{address}/object", text="The box was open.")
    assert "objected as an observer" in text_of(town.client(), address)
    send(observer, f"{address}/leave")
    assert "Leave my role" not in text_of(observer, address)
    assert "issuer without power" in send(
        town.client(secretary), f"{address}/teller", 422, member=str(secretary)
    )
    assert "Nobody goes by the name" in send(
        candidate, f"{address}/observer", 422, member="Nobody Atall"
    )
    text_of(candidate, "/polls/999/papers", 404)


def test_a_mark_and_a_batch_are_taken_back_by_two(town):
    body, people, secretary = with_secretary(town)
    poll = vote_on(town, body, secretary)
    address = f"/polls/{poll}/papers"
    first, second, voter, other = [one for one in people if one != secretary][:4]
    for one in (first, second):
        send(town.client(secretary), f"{address}/teller", member=str(one))
    one, two = town.client(first), town.client(second)
    for client, member in ((one, voter), (two, voter), (one, other), (two, other)):
        send(client, f"{address}/mark", member=str(member))
    for client in (one, two):
        assert "A mistake" in text_of(client, address)
        send(client, f"{address}/unmark", member=str(other))
    assert list(town.office.state.papers[poll].marked) == [voter]
    town.clock.pass_days(8)
    town.office.tick()
    one, two = town.client(first), town.client(second)
    for client in (one, two):
        send(client, f"{address}/type", batch="1", papers="yes\nyes")
    assert "There are more papers than marks" in text_of(one, address)
    for client in (one, two):
        assert "Have it typed anew" in text_of(client, address)
        send(client, f"{address}/reopen", batch="1")
    assert not town.office.state.papers[poll].batches


def test_papers_are_corrected_after_the_result_through_pages(town):
    body, people, secretary = with_secretary(town)
    poll = vote_on(town, body, secretary)
    address = f"/polls/{poll}/papers"
    first, second = [one for one in people if one != secretary][:2]
    all_of = len(people)
    for one in (first, second):
        send(town.client(secretary), f"{address}/teller", member=str(one))
        assert "Papers entered wrongly" not in text_of(town.client(one), address)
    for one in (first, second):
        for voter in people:
            send(town.client(one), f"{address}/mark", member=str(voter))
    assert town.office.state.polls[poll].stage == "papers", "all are marked: nobody is waited for"
    one, two = town.client(first), town.client(second)
    for teller in (one, two):
        send(teller, f"{address}/type", batch="1", papers="yes\n" * all_of)
    found = town.office.state.polls[poll]
    assert found.outcome == "carried"
    told = text_of(town.client(), address)
    assert "Papers entered wrongly" in told
    assert "What falls at most" in told
    assert "Correct the batch" not in told
    assert "Correct the batch" in text_of(one, address)
    send(one, f"{address}/correct", batch="1", papers=" ")
    assert "Type the papers, or say" in text_of(one, address)
    send(one, f"{address}/correct", batch="1", papers="no\n" * all_of)
    assert "typed anew by you" in text_of(one, address)
    assert "typed anew by a teller" in text_of(two, address)
    assert "papers differ" in send(two, f"{address}/correct", 422, batch="1", left_out="yes")
    send(two, f"{address}/correct", batch="1", papers="no\n" * all_of)
    assert found.outcome == "rejected"
    told = text_of(town.client(), address)
    assert "By the corrected papers another result" in told
    assert "wo tellers corrected batch 1" in told
    for teller in (one, two):
        send(teller, f"{address}/correct", batch="1", left_out="yes")
    assert found.cast == 0
    town.office.tick()  # what follows from the correction is an entry of its own, and signed now
    assert "With the corrected papers the result is the same" in text_of(one, address)
