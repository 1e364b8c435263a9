"""Challenges of results, as people meet them in a browser."""

from __future__ import annotations

from commonweal.polity import commands as cmd
from commonweal.polity.rights.challenges import data
from commonweal.terms import DAY_S


def text_of(client, address, status=200):
    answer = client.get(address)
    assert answer.status_code == status, address
    return answer.content.decode()


def send(client, address, **fields):
    answer = client.post(address, fields)
    assert answer.status_code == 302, answer.content.decode()[-2000:]
    return answer.headers["Location"]


def decided(town):
    """Return the motion that a workplace has carried lately."""
    motions = town.office.state.motions.values()
    return next(one for one in motions if one.stage == "carried" and one.body in town.workplaces)


def hear(town, challenge, choice):
    """Let those who hear a challenge decide on it."""
    state = town.office.state
    motion = state.motions[challenge.motion]
    town.clock.pass_days((motion.at - town.clock.now) / DAY_S + 0.01)
    town.office.tick()
    poll = state.polls[motion.poll]
    for seat in list(poll.seats):
        town.do(cmd.CastVote(poll=poll.id, choice=choice), state.seats[seat].holder)
    town.office.tick()


def test_a_member_challenges_a_result_and_the_council_above_annuls_it(town):
    motion = decided(town)
    people = town.members(motion.body)
    member, stranger = town.client(people[4]), town.client()
    page = f"/polls/{motion.poll}/challenges"
    assert "Challenge this result, until" in text_of(member, f"/motions/{motion.id}")
    assert page in text_of(stranger, "/challenges")
    told = text_of(member, page)
    assert f"commonweal verify-count {motion.poll}" in told
    assert "how it was counted" in told
    assert "Challenge the result" not in text_of(stranger, page)
    address = send(
        member, f"/polls/{motion.poll}/challenge", ground="roll", text="Six were\nleft out."
    )
    assert address == "/challenges/1"
    told = text_of(stranger, address)
    assert "Six were" in told
    assert "The result stands while it is heard." in told
    assert "If the result is annulled" in told
    assert "The vote is held again." in told
    assert "it stands while it is heard" in text_of(stranger, f"/motions/{motion.id}")
    assert "who voted, or could not" not in text_of(member, page).partition("<select")[2]
    challenge = town.office.state.challenges[1]
    hearing = text_of(member, f"/motions/{challenge.motion}")
    assert "is annulled: see challenge 1" in hearing
    assert "Withdraw my motion" not in hearing
    hear(town, challenge, "yes")
    told = text_of(stranger, address)
    assert "What fell, and what stands" in told
    assert "annulled the result" in told
    assert "upheld: the result was annulled" in text_of(stranger, page)
    assert town.office.state.motions[motion.id].stage == "vote"


def test_a_result_that_is_not_annulled_stands_and_strangers_are_refused(town):
    motion = decided(town)
    people = town.members(motion.body)
    stranger = town.client(town.charlie)
    fields = {"ground": "count", "text": "Counted twice."}
    answer = stranger.post(f"/polls/{motion.poll}/challenge", fields)
    assert answer.status_code == 422
    assert "challenger not concerned" in answer.content.decode()
    member = town.client(people[4])
    address = send(member, f"/polls/{motion.poll}/challenge", **fields)
    again = member.post(f"/polls/{motion.poll}/challenge", fields)
    assert "challenged before" in again.content.decode()
    assert send(member, f"/polls/{motion.poll}/challenge", ground="x", text="y").endswith("ges")
    assert "Choose what was wrong." in text_of(member, f"/polls/{motion.poll}/challenges")
    hear(town, town.office.state.challenges[1], "no")
    told = text_of(stranger, address)
    assert "The result stands: by vote of the body that heard it." in told
    assert "What fell" not in told
    assert "was challenged, and stands" in text_of(stranger, f"/motions/{motion.id}")
    assert text_of(stranger, "/challenges/7", 404)
    assert text_of(stranger, "/polls/999/challenges", 404)


def test_others_sign_where_one_is_not_enough(town):
    motion = decided(town)
    people = town.members(motion.body)
    challenge = data.Challenge(
        id=1,
        poll=motion.poll,
        by=people[3],
        ground="roll",
        text="Six were left out.",
        charter=1,
        started_at=town.clock.now,
        until=town.clock.now + 5 * DAY_S,
        needed=2,
        signatures={people[3]: town.clock.now},
    )
    town.office.state.challenges[1] = challenge
    town.office.state.challenges_of[motion.poll] = [1]
    other = town.client(people[4])
    told = text_of(other, "/challenges/1")
    assert "<strong>1 of 2</strong> have signed" in told
    assert "Sign it" in told
    assert "Sign it" not in text_of(town.client(people[3]), "/challenges/1")
    assert send(other, "/challenges/1/sign") == "/challenges/1"
    assert "The result stands while it is heard." in text_of(town.client(), "/challenges/1")


def test_the_page_of_a_count_says_how_it_is_counted_again(town):
    state = town.office.state
    poll = next(one for one in state.polls.values() if one.kind == "election" and one.rounds)
    told = text_of(town.client(), f"/elections/{poll.id}/count")
    assert f"commonweal verify-count {poll.id}" in told
    assert "Challenge this result" not in told, "its days are over"
