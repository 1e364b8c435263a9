"""Motions: moving, supporting, debating, establishing presence, putting to the vote.

Rules of this module:

* a motion is debated once it has supporters enough, and put to the vote when the debate is over;
* amendments are moved during the debate and voted on before the motion; of several that are carried
  the one with the most Yes stands;
* no emergency shortens the debate on the constitution, or does without those who have to be there;
* presence (a roll-call before the vote) is one thing, the votes needed another (``decisions``);
  when the debate is over and no officer has called the roll, those who are there sign in.

Not here: what a carried motion brings about (``decisions``).
"""

from __future__ import annotations

from collections.abc import Collection
from fractions import Fraction

from commonweal.charter import MotionRule
from commonweal.polity import events as ev
from commonweal.polity.case import Case, require_office, require_power
from commonweal.polity.commands import (
    CallRoll,
    ProposeMotion,
    PutMotion,
    SecondMotion,
    WithdrawMotion,
)
from commonweal.polity.decisions import check_effect
from commonweal.polity.effects import AmendConstitution, TaskPlan
from commonweal.polity.entities import Body, Motion
from commonweal.polity.polls import Electorate, open_vote
from commonweal.polity.questions import QUESTIONS
from commonweal.polity.reach import check_reach
from commonweal.polity.refusals import refuse
from commonweal.polity.rights.affiliation.effects import LeaveFederation, StayInFederation
from commonweal.polity.rights.affiliation.guarding import came_since, leaving_rule
from commonweal.polity.rights.challenges.parties import barred_from
from commonweal.terms import days

MOTIONS_MAX = 20
"""Motions of one member that are open in one body at a time."""

AMENDMENTS_MAX = 5
"""Amendments of one member that are open to one motion at a time.

When a motion is put, and when a body is merged or leaves, what is open lapses in the same entry; a
single person must not be able to make that too large for one, and so prevent it.
"""


def propose_motion(case: Case, command: ProposeMotion) -> list[ev.Event]:
    """Move a motion, or an amendment."""
    body = case.body(command.body)
    _require_voter(case, body)
    parent = _parent(case, command) if command.amends else None
    version = parent.charter if parent else case.version
    rule = case.level(body, version).motions
    check_effect(case, body, command.effect)
    _check_room(case, rule, parent, body)
    _check_tasks(case, body, rule, command.tasks)
    seat = case.state.seat_of(case.by, body.id)
    motion = case.new("motions")
    proposed = ev.MotionProposed(
        motion=motion,
        body=body.id,
        by=case.by,
        charter=version,
        text=command.text,
        effect=command.effect,
        seat=seat.id if seat else 0,
        amends=command.amends,
        tasks=command.tasks,
    )
    if rule.seconders > 0:
        return [proposed]
    return [proposed, _debate(case, proposed, rule, parent)]


def _require_voter(case: Case, body: Body) -> None:
    if not case.is_voter(case.by, body):
        refuse(
            "mover_not_a_voter",
            case.level(body).motions.cite(),
            expected=f"somebody who votes in {body.name}",
            got=f"member {case.by}",
            remedy="ask your delegate to move it, or move it in your own body",
        )


def _check_room(case: Case, rule: MotionRule, parent: Motion | None, body: Body) -> None:
    known, most = (parent.amendments, AMENDMENTS_MAX) if parent else (body.motions, MOTIONS_MAX)
    state = case.state
    own = sum(
        1
        for one in (state.motions[number] for number in known)
        if one.by == case.by
        and one.is_open
        and not (one.id in state.initiative_of or one.id in state.hearings)
    )
    if own >= most:
        refuse(
            "motions_used_up",
            rule.cite("seconders"),
            expected=f"fewer than {most} open {'amendments' if parent else 'motions'} of yours",
            got=f"{own} already",
            remedy="withdraw one, or let somebody else move this one",
        )


def _parent(case: Case, command: ProposeMotion) -> Motion:
    parent = case.motion(command.amends)
    cite = case.deciding(parent).cite()
    if parent.amends:
        refuse(
            "amendment_of_amendment",
            cite,
            expected="a motion",
            got=f"amendment {parent.id}",
            remedy=f"move another amendment to motion {parent.amends}",
        )
    _refuse_changing_initiative(case, parent)
    if parent.stage not in ("moved", "debate") or parent.body != command.body:
        refuse(
            "motion_not_open",
            cite,
            expected="a motion of this body that is moved or debated",
            got=f"motion {parent.id}, {parent.stage}",
            remedy="move a motion of your own",
        )
    if parent.stage == "debate" and case.at >= parent.at:
        refuse(
            "amendment_too_late",
            case.deciding(parent).cite("debate_days"),
            expected="an amendment before the debate ends",
            got=f"motion {parent.id}, whose debate is over",
            remedy="vote against it, or move a motion of your own",
        )
    if type(parent.effect) is not type(command.effect):
        refuse(
            "amendment_changes_subject",
            cite,
            expected=str(parent.effect.__struct_config__.tag),
            got=command.effect.__struct_config__.tag,
            remedy="move a motion of your own",
        )
    return parent


def _refuse_changing_initiative(case: Case, motion: Motion) -> None:
    """What many have signed is changed or withdrawn by nobody, whoever wrote it."""
    if isinstance(motion.effect, QUESTIONS):
        _refuse_changing_question(case, motion)
    if motion.id in case.state.hearings:
        refuse(
            "hearing_not_changed",
            case.deciding(motion).cite(),
            expected="a motion that no challenge has put",
            got=f"motion {motion.id}, of challenge {case.state.hearings[motion.id]}",
            remedy="speak against it, and vote against it",
        )
    initiative = case.state.initiative_of.get(motion.id)
    if initiative is not None:
        refuse(
            "initiative_not_changed",
            case.deciding(motion).cite(),
            expected="a motion that no initiative has put",
            got=f"motion {motion.id}, of initiative {initiative}",
            remedy="vote against it, or move a motion of your own beside it",
        )


def _refuse_changing_question(case: Case, motion: Motion) -> None:
    """A body answers what it is asked; the mover above does not take the question back."""
    refuse(
        "consent_question_not_changed",
        case.deciding(motion).cite(),
        expected="a motion that asks for no consent",
        got=f"motion {motion.id}, which does",
        remedy="vote on it",
    )


def _check_tasks(case: Case, body: Body, rule: MotionRule, tasks: tuple[TaskPlan, ...]) -> None:
    for task in tasks:
        check_reach(task.due_days, rule.cite())
        if task.due_days < 1:
            refuse(
                "task_due_in_the_past",
                rule.cite(),
                expected="a date at least a day after the decision",
                got=f"{task.due_days} days",
                remedy="set a later date",
            )
        if task.holder_seat:
            fits = case.seat(task.holder_seat).body == body.id and not task.holder
        else:
            fits = case.is_voter(task.holder, body)
        if not fits:
            refuse(
                "task_holder_not_of_body",
                rule.cite(),
                expected=f"a seat, an office or a voter of {body.name}",
                got=f"seat {task.holder_seat}" if task.holder_seat else f"member {task.holder}",
                remedy="name one of them",
            )


def _debate(
    case: Case, motion: Motion | ev.MotionProposed, rule: MotionRule, parent: Motion | None
) -> ev.DebateOpened:
    # All members vote on leaving: no emergency hurries it, and no absence of delegates prevents it.
    leaving = isinstance(motion.effect, LeaveFederation | StayInFederation)
    # What holds when an emergency is over is not changed in a hurry, or by those few who are there.
    lasting = leaving or isinstance(motion.effect, AmendConstitution)

    def bends(power: str) -> bool:
        return case.state.bends(power, motion.body) and not lasting

    shortened = bends("shorten_debate")
    until = case.at + (0 if shortened else days(rule.debate_days))
    if parent is not None and parent.stage == "debate":
        until = parent.at
    quorum = rule.presence_quorum > 0 and not bends("decide_without_quorum")
    number = motion.id if isinstance(motion, Motion) else motion.motion
    return ev.DebateOpened(motion=number, until=until, roll_call=quorum and not leaving)


def second_motion(case: Case, command: SecondMotion) -> list[ev.Event]:
    """Support a motion; with supporters enough the debate opens."""
    motion = _moved(case, command.motion)
    body = case.body(motion.body)
    _require_voter(case, body)
    rule = case.deciding(motion)
    _check_seconder(case, motion, rule)
    seconded = ev.MotionSeconded(motion=motion.id, by=case.by)
    if len(motion.seconders) + 1 < rule.seconders:
        return [seconded]
    parent = case.state.motions.get(motion.amends)
    return [seconded, _debate(case, motion, rule, parent)]


def _check_seconder(case: Case, motion: Motion, rule: MotionRule) -> None:
    if case.by == motion.by:
        refuse(
            "seconded_by_mover",
            rule.cite("seconders"),
            expected=f"somebody other than member {motion.by}",
            got=f"member {case.by}",
            remedy="ask others to support it",
        )
    if case.by in motion.seconders:
        refuse(
            "seconded_twice",
            rule.cite("seconders"),
            expected="one support each",
            got=f"a second one by member {case.by}",
            remedy="ask others to support it",
        )


def _moved(case: Case, motion_id: int) -> Motion:
    motion = case.motion(motion_id)
    parent = case.state.motions.get(motion.amends)
    if motion.stage != "moved" or (parent is not None and not _takes_amendments(case, parent)):
        refuse(
            "motion_not_open",
            case.deciding(motion).cite(),
            expected="a motion that waits for support",
            got=f"motion {motion.id}, {motion.stage}",
            remedy="look the motion up",
        )
    return motion


def _takes_amendments(case: Case, parent: Motion) -> bool:
    return parent.stage == "moved" or (parent.stage == "debate" and case.at < parent.at)


def withdraw_motion(case: Case, command: WithdrawMotion) -> list[ev.Event]:
    """Take one's own motion back before the vote."""
    motion = case.motion(command.motion)
    rule = case.deciding(motion)
    if motion.by != case.by:
        refuse(
            "withdrawn_by_another",
            rule.cite(),
            expected=f"member {motion.by}",
            got=f"member {case.by}",
            remedy="vote against it",
        )
    _refuse_changing_initiative(case, motion)
    if motion.stage not in ("moved", "debate"):
        refuse(
            "motion_not_open",
            rule.cite(),
            expected="a motion before the vote",
            got=f"motion {motion.id}, {motion.stage}",
            remedy="vote against it",
        )
    return [*_drop_amendments(case, motion), ev.MotionWithdrawn(motion=motion.id)]


def _drop_amendments(case: Case, motion: Motion) -> list[ev.Event]:
    events: list[ev.Event] = []
    for one in (case.state.motions[other] for other in motion.amendments):
        if one.stage == "vote":
            events.append(ev.PollVoided(poll=one.poll, why="motion_withdrawn"))
        if one.is_open:
            events.append(ev.MotionDecided(motion=one.id, outcome="lapsed", why="motion_withdrawn"))
    return events


def call_roll(case: Case, command: CallRoll) -> list[ev.Event]:
    """Establish presence before a vote."""
    motion = case.motion(command.motion)
    body = case.body(motion.body)
    signs_in = _signs_in(case, motion, body, command)
    if not signs_in:
        require_power(case, "call_roll", body.id)
    rule = case.deciding(motion)
    if motion.stage != "debate" or not motion.roll_call:
        refuse(
            "roll_call_not_needed",
            rule.cite("presence_quorum"),
            expected="a motion that waits for a roll-call",
            got=f"motion {motion.id}, {motion.stage}",
            remedy="nothing is needed",
        )
    entitled = _entitled(case, body)
    earlier = entitled.intersection(motion.present) if signs_in else set()
    present = _present(rule, entitled, command.present)
    present = tuple(sorted(earlier.union(present)))
    voting = max(_count_voting(case, body, entitled), 1)
    share = Fraction(_count_voting(case, body, present), voting)
    reached = share >= rule.presence_quorum
    return [ev.RollCalled(motion=motion.id, present=present, by=case.by, reached=reached)]


def _signs_in(case: Case, motion: Motion, body: Body, command: CallRoll) -> bool:
    """Whether somebody who votes in the body signs in, because nobody has called the roll in time.

    Officers who call no roll must not be able to prevent a vote.
    """
    seat = case.state.seat_of(case.by, body.id)
    own = case.by if case.level(body).of_members else seat.id if seat else 0
    voter = case.is_voter(case.by, body)
    return voter and command.present == (own,) and motion.stage == "debate" and case.at >= motion.at


def _entitled(case: Case, body: Body) -> set[int]:
    """Return whose presence counts: members, or delegates' seats."""
    if case.level(body).of_members:
        return set(body.members)
    return {int(seat.id) for seat in case.state.delegates(body.id)}


def _count_voting(case: Case, body: Body, people: Collection[int]) -> int:
    """Count those who make a quorum: who is admitted to prevent one does not."""
    if not case.level(body).of_members:
        return len(people)
    return sum(1 for one in people if not case.is_waiting(one, body.id))


def _present(rule: MotionRule, entitled: set[int], named: tuple[int, ...]) -> tuple[int, ...]:
    strangers = sorted(set(named) - entitled)
    if strangers or len(set(named)) != len(named):
        refuse(
            "present_not_of_body",
            rule.cite("presence_quorum"),
            expected="those who vote in the body, each once",
            got=strangers or "somebody twice",
            remedy="correct the list",
        )
    return tuple(sorted(named))


def put_motion(case: Case, command: PutMotion) -> list[ev.Event]:
    """Put a motion or amendment to the vote when its debate is over."""
    require_office(case, "put_motion")
    motion = case.motion(command.motion)
    rule = case.deciding(motion)
    if motion.stage != "debate" or case.at < motion.at or motion.roll_call:
        refuse(
            "nothing_due",
            rule.cite("debate_days"),
            expected="a motion whose debate is over",
            got=f"motion {motion.id}, {motion.stage}",
            remedy="wait",
        )
    body = case.state.bodies[motion.body]
    leaving = leaving_rule(case, motion)
    barred = barred_from(case.state, motion.id) | came_since(case, motion)
    by_members = leaving is not None or case.level(body).of_members
    electorate = Electorate(case, body, by_members=by_members, without=barred)
    opened = open_vote(
        case,
        body,
        electorate,
        kind="motion",
        rule=leaving or rule,
        charter=motion.charter,
        motion=motion.id,
    )
    put = ev.MotionPut(motion=motion.id, poll=opened.poll)
    return [*_lapsed_amendments(case, motion), *electorate.events, opened, put]


def _lapsed_amendments(case: Case, motion: Motion) -> list[ev.Event]:
    amendments = (case.state.motions[one] for one in motion.amendments)
    return [
        ev.MotionDecided(motion=one.id, outcome="lapsed", why="not_seconded_in_time")
        for one in amendments
        if one.stage == "moved"
    ]
