"""The agenda: all that is open, by number, with who has to do what."""

from __future__ import annotations

from typing import Protocol

import pytest

from commonweal.office import Office
from commonweal.office.agenda import Item, agenda
from commonweal.polity import commands as cmd
from commonweal.polity import effects as ef
from commonweal.polity.rights.challenges import data as challenges
from commonweal.polity.rights.discipline import data as discipline
from commonweal.polity.rights.grievances import data as grievances
from commonweal.polity.rights.initiative import data as initiatives
from commonweal.polity.rights.letters import data as letters
from commonweal.polity.rights.meetings import data as meetings
from commonweal.polity.rights.union import data as unions
from commonweal.terms import DAY_S

OLGA, ALICE, BOB, DORA, EMIL, FAY, GUS = 1, 2, 3, 4, 5, 6, 7
NORTH, FORGE = 2, 3


class Clock(Protocol):
    def pass_days(self, days: int) -> None: ...


def open_now(office: Office) -> dict[str, Item]:
    return {item.what: item for item in office.view(agenda)}


def moved(office: Office, effect: ef.Effect | None = None, **more: object) -> int:
    made = cmd.ProposeMotion(body=FORGE, text="Tools.", effect=effect or ef.Resolve(), **more)  # type: ignore[arg-type]
    office.execute(made, ALICE)
    return max(office.state.motions)


def test_a_motion_from_the_move_to_the_vote(office: Office, clock: Clock) -> None:
    number = moved(office)
    item = open_now(office)[f"motion {number}"]
    assert (item.stage, item.until) == ("moved, 0 supporters so far", 0)
    assert (item.who, item.do) == ("who votes in Forge", f"second_motion motion={number}")
    office.execute(cmd.SecondMotion(motion=number), FAY)
    item = open_now(office)[f"motion {number}"]
    assert (item.stage, item.do) == ("debate; after it the vote opens", "")
    assert item.until == office.state.motions[number].at
    clock.pass_days(7)
    items = open_now(office)
    poll = office.state.motions[number].poll
    assert f"motion {number}" not in items
    vote = items[f"vote {poll}"]
    assert vote.stage == f"voting on motion {number}, 0 of 6 have voted"
    assert (vote.who, vote.do) == ("members of Forge", f"cast_vote poll={poll} choice=")
    assert vote.until == office.state.polls[poll].at


def test_an_initiative_that_gathers(office: Office) -> None:
    asked = initiatives.StartInitiative(body=FORGE, text="Tools.", effect=ef.Resolve())
    office.execute(asked, ALICE)
    item = open_now(office)["initiative 1"]
    assert item.stage == "1 of 2 signatures, 0 of 1 base bodies"
    assert (item.who, item.do) == (
        "members of Forge and below",
        "sign_initiative initiative=1",
    )
    office.execute(initiatives.SignInitiative(initiative=1), FAY)
    items = open_now(office)
    assert "initiative 1" not in items
    assert items["motion 1"].stage == "debate; after it the vote opens"


def test_a_call_for_a_union(office: Office, clock: Clock) -> None:
    office.execute(unions.FoundUnion(name="Makers"), ALICE)
    item = open_now(office)["call 1"]
    assert item.stage == "for the union Makers: 1 of 3 signatures"
    assert (item.who, item.do) == ("any member", "sign_union call=1")
    office.execute(unions.SignUnion(call=1), FAY)
    assert open_now(office)["call 1"].until == office.state.union_calls[1].until
    clock.pass_days(20)
    office.execute(unions.FoundUnion(name="Makers"), ALICE)
    assert "call 1" not in open_now(office)
    for one in (FAY, GUS):
        office.execute(unions.SignUnion(call=2), one)
    items = open_now(office)
    assert "call 2" not in items
    assert any(item.body == "Makers" for item in items.values())


def test_a_charge_from_the_hearing_to_the_appeal(office: Office, clock: Clock) -> None:
    brought = discipline.ChargeMember(member=FAY, ground="violence", text="The wrench.")
    office.execute(brought, ALICE)
    item = open_now(office)["charge 1"]
    assert (item.stage, item.who) == ("waits for the answer", f"member {FAY}")
    assert item.do == "answer_charge charge=1 text="
    assert item.until == office.state.charges[1].hearing_until
    clock.pass_days(10)
    office.execute(discipline.AnswerCharge(charge=1, text="It slipped."), FAY)
    item = open_now(office)["charge 1"]
    assert (item.stage, item.who) == ("may be decided", "who votes in Forge")
    assert item.do == f"propose_motion body={FORGE} text= effect=expel_member effect.charge=1"
    office.state.charges[1].suspended = "body 3"
    item = open_now(office)["charge 1"]
    assert (item.stage, item.until) == ("one of a wave, waits to be heard", 0)
    office.state.charges[1].suspended = ""
    office.state.charges[1].stage = "decided"
    item = open_now(office)["charge 1"]
    assert item.stage == "expulsion decided, can be appealed against"
    assert item.do == "appeal_expulsion charge=1"
    office.execute(discipline.AppealExpulsion(charge=1, text="No."), FAY)
    item = open_now(office)["charge 1"]
    assert item.stage == "appealed"
    assert item.do.endswith("effect=decide_appeal effect.charge=1 effect.upheld=")


def test_a_meeting_from_the_request_to_its_end(office: Office, clock: Clock) -> None:
    hour = office.case().at + 6 * DAY_S
    asked = meetings.AskForMeeting(body=FORGE, begins_at=hour, text="Tools.", place="Yard")
    office.execute(asked, ALICE)
    item = open_now(office)["request 1 for a meeting"]
    assert (item.stage, item.do) == (
        "asked for, 1 supporters so far",
        "support_meeting request=1",
    )
    office.execute(meetings.SupportMeeting(request=1), FAY)
    items = open_now(office)
    assert "request 1 for a meeting" not in items
    assert items["meeting 1"].stage == "convened by electors"
    assert items["meeting 1"].until == hour
    clock.pass_days(6)
    office.execute(meetings.AttendMeeting(meeting=1), FAY)
    office.execute(meetings.OpenMeeting(meeting=1), FAY)
    item = open_now(office)["meeting 1"]
    assert (item.stage, item.who, item.do) == (
        "convened by electors, 1 present",
        f"member {FAY}",
        "close_meeting meeting=1",
    )
    clock.pass_days(2)
    assert "meeting 1" not in open_now(office)


def test_an_amendment_names_what_it_amends(office: Office) -> None:
    number = moved(office)
    office.execute(cmd.SecondMotion(motion=number), FAY)
    amendment = moved(office, amends=number)
    assert f"motion {amendment} (amends motion {number})" in open_now(office)


def clerk_election(office: Office) -> int:
    """The election of the Forge's clerk, which opened by itself and waits for candidates."""
    polls = office.state.polls.values()
    return next(p.id for p in polls if p.body == FORGE and p.stage == "nominating")


def test_a_roll_and_an_election(office: Office, clock: Clock) -> None:
    office.execute(cmd.CloseRoll(body=FORGE), OLGA)
    roll = office.state.bodies[FORGE].open_roll
    item = open_now(office)[f"roll {roll}"]
    assert item.do == f"sign_roll roll={roll}"
    poll = clerk_election(office)
    item = open_now(office)[f"election {poll}"]
    assert (item.stage, item.until) == ("candidacies, waits for a candidate", 0)
    office.execute(cmd.Nominate(poll=poll, candidate=ALICE), ALICE)
    item = open_now(office)[f"election {poll}"]
    assert (item.stage, item.do) == ("candidacies", f"nominate poll={poll} candidate=")
    assert item.until == office.state.polls[poll].at


def test_a_tie_waits_for_two_people(office: Office, clock: Clock) -> None:
    poll = clerk_election(office)
    for candidate in (ALICE, GUS):
        office.execute(cmd.Nominate(poll=poll, candidate=candidate), candidate)
    clock.pass_days(8)
    item = open_now(office)[f"election {poll}"]
    assert item.stage.startswith("voting between 2 candidates, 0 of 6")
    assert item.do == f"cast_vote poll={poll} ranking="
    for voter, choice in ((ALICE, ALICE), (GUS, GUS)):
        office.execute(cmd.CastVote(poll=poll, ranking=(choice,)), voter)
    clock.pass_days(8)
    item = open_now(office)[f"election {poll}"]
    assert item.stage == "tied: a lot has to be drawn among members 2, 7"
    assert item.who == "two people, one after the other"


def test_a_recall_vote_names_the_seat(office: Office, clock: Clock) -> None:
    clock.pass_days(11)
    seat = next(one.id for one in office.state.seats.values() if one.holder == BOB)
    for member in (DORA, FAY):
        office.execute(cmd.WithdrawConfidence(seat=seat), member)
    item = open_now(office)[f"vote {office.state.seats[seat].recall}"]
    assert item.stage.startswith(f"voting on the recall of the holder of seat {seat}, 0 of 6")
    assert item.who == "members of Forge"


@pytest.mark.parametrize(
    ("stage", "holder", "who"),
    [
        ("open", ALICE, "member 2"),
        ("overdue", 0, "who holds seat 1"),
        ("reported", ALICE, "who may complete tasks of Forge"),
    ],
)
def test_tasks(office: Office, stage: str, holder: int, who: str) -> None:
    from commonweal.polity import Task

    task = Task(1, FORGE, 1, 1, holder, office.now() + 99, "", stage)  # type: ignore[arg-type]
    office.state.tasks[1] = task
    item = open_now(office)["task 1"]
    assert (item.stage, item.who) == (stage, who)
    assert bool(item.until) == (stage == "open")
    task.stage = "done"
    assert "task 1" not in open_now(office)
    del office.state.tasks[1]


def test_a_vote_that_waits_for_the_roll_call(office: Office, clock: Clock) -> None:
    number = moved(office)
    office.execute(cmd.SecondMotion(motion=number), FAY)
    office.state.motions[number].roll_call = True
    assert open_now(office)[f"motion {number}"].stage == "debate; after it the roll is called"
    clock.pass_days(9)
    office.state.now = office.now()
    item = open_now(office)[f"motion {number}"]
    assert item.stage == "waits for the roll to be called"
    assert item.do == f"call_roll motion={number} present="


def test_many_bodies_are_counted_instead_of_named(office: Office) -> None:
    from commonweal.office.agenda import _named

    assert _named(office.state, [FORGE, NORTH]) == "North, Forge"
    assert _named(office.state, [1, 2, 3, 4]) == "4 bodies"


def test_a_question_from_the_asking_to_the_answer(office: Office, clock: Clock) -> None:
    seat = next(one for one in office.state.seats.values() if one.holder == BOB)
    office.execute(letters.AskQuestion(seat=seat.id, text="When?"), ALICE)
    item = open_now(office)["question 1"]
    assert (item.stage, item.who) == ("waits for an answer", f"who holds seat {seat.id}")
    assert item.until == office.state.questions[1].due_at
    clock.pass_days(10)
    item = open_now(office)["question 1"]
    assert (item.stage, item.until) == ("not answered in time", 0)
    office.execute(letters.AnswerQuestion(question=1, text="Soon."), BOB)
    assert "question 1" not in open_now(office)


def test_a_challenge_that_is_heard(office: Office, clock: Clock) -> None:
    office.view(lambda state: None)
    election = next(one for one in office.state.polls.values() if one.stage == "declared")
    text = "Somebody voted twice."
    office.execute(
        challenges.ChallengePoll(poll=election.id, ground="roll", text=text),
        ALICE,
    )
    item = open_now(office)["challenge 1"]
    motion = office.state.challenges[1].motion
    assert item.body == "North"
    assert item.stage == f"of poll {election.id} in Forge, heard by motion {motion}"
    assert item.until == office.state.challenges[1].until
    assert office.vault.text(office.state.challenges[1].text) == text
    office.state.challenges[1].stage = "gathering"
    item = open_now(office)["challenge 1"]
    assert item.do == "sign_challenge challenge=1"
    assert item.stage == f"of poll {election.id}, 1 of 1 signatures"


def test_a_grievance_from_the_first_signature_to_the_strike(office: Office, clock: Clock) -> None:
    number = moved(office)
    office.execute(cmd.SecondMotion(motion=number), FAY)
    clock.pass_days(7)
    office.tick()
    for one in (ALICE, BOB, DORA):
        office.execute(cmd.CastVote(poll=office.state.motions[number].poll, choice="yes"), one)
    clock.pass_days(7)
    office.tick()
    office.execute(grievances.FileGrievance(motion=number, text="Not these."), EMIL)
    item = open_now(office)["grievance 1"]
    assert item.stage == f"against motion {number}, 1 of 3 signatures"
    assert (item.who, item.do) == ("members of Forge and below", "sign_grievance grievance=1")
    for one in (FAY, GUS):
        office.execute(grievances.SignGrievance(grievance=1), one)
    found = office.state.grievances[1]
    item = open_now(office)["grievance 1"]
    assert item.stage == f"suspends motion {number}; hearing to be called"
    assert item.do == "call_hearing grievance=1 begins_at= place="
    assert item.until == found.hearing_by
    begins_at = office.case().at + 3 * DAY_S
    office.execute(grievances.CallHearing(grievance=1, begins_at=begins_at, place="Hall"), EMIL)
    item = open_now(office)["grievance 1"]
    assert (item.stage, item.until) == (f"suspends motion {number}; hearing called", begins_at)
    clock.pass_days(15)
    office.tick()
    item = open_now(office)["grievance 1"]
    assert item.stage == f"suspends motion {number}; heard in vain"
    assert (item.who, item.until) == ("North decides", found.suspended_until)
    clock.pass_days(30)
    office.tick()
    item = open_now(office)["grievance 1"]
    assert (item.stage, item.until) == (f"against motion {number}; heard in vain", 0)
