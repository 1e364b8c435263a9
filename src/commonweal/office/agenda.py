"""The agenda: everything that is open in a federation, with who has to do what until when.

Rules of this module: things and people by number, bodies by name: what it says may be shown to
anybody; it reads the folded state and decides nothing.

Not here: what running plans ask for (``plan_agenda``), what one member may do
(``commonweal.polity``), pages (``web``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from commonweal.office.items import Item
from commonweal.office.plan_agenda import items_of_plans
from commonweal.polity import Motion, Poll, State, Task
from commonweal.polity.rights.consent.effects import SplitBody
from commonweal.polity.rights.discipline.data import Charge
from commonweal.polity.rights.grievances.data import Grievance
from commonweal.polity.rights.meetings.data import Meeting
from commonweal.polity.rights.succession import heir
from commonweal.terms import Moment

BODIES_NAMED_MAX = 3
"""Bodies that are named one by one; of more the number is said."""


def agenda(state: State) -> list[Item]:
    """Return all that is open: rolls to be signed, elections, votes, motions, tasks, meetings."""
    return [
        *_rolls(state),
        *_polls(state),
        *_motions(state),
        *_tasks(state),
        *_questions(state),
        *_initiatives(state),
        *_agreements(state),
        *_reorganisations(state),
        *_leavings(state),
        *_union_calls(state),
        *_charges(state),
        *_grievances(state),
        *_challenges(state),
        *_showings(state),
        *_meetings(state),
        *_duties(state),
        *_demands(state),
        *items_of_plans(state),
    ]


def _rolls(state: State) -> Iterator[Item]:
    for body in state.bodies.values():
        if body.open_roll and body.is_open:
            yield Item(
                what=f"roll {body.open_roll}",
                body=body.name,
                stage="closed, not signed",
                who=f"somebody of {body.name} other than who closed it; later, of one beside it",
                do=f"sign_roll roll={body.open_roll}",
            )


def _polls(state: State) -> Iterator[Item]:
    for poll in state.polls.values():
        if poll.stage in {"nominating", "voting", "papers", "lot"}:
            yield _poll(state, poll)


def _poll(state: State, poll: Poll) -> Item:
    what = f"{'election' if poll.kind == 'election' else 'vote'} {poll.id}"
    body, who = state.bodies[poll.body].name, _electors(state, poll)
    match poll.stage:
        case "nominating":
            waits = "" if poll.at > state.now else ", waits for a candidate"
            do = f"nominate poll={poll.id} candidate="
            until = 0 if waits else poll.at
            return Item(
                what=what, body=body, stage=f"candidacies{waits}", who=who, do=do, until=until
            )
        case "papers":
            kept = state.papers[poll.id]
            stage = f"{kept.typed} papers of {len(kept.marked)} marked are typed in"
            do = f"type_papers poll={poll.id} batch= papers="
            who = "its tellers, each alone"
            return Item(what=what, body=body, stage=stage, who=who, do=do, until=poll.at)
        case "lot":
            among = _numbers(poll.lot_among)
            do = f"enter_draw poll={poll.id} order= source="
            stage = f"tied: a lot has to be drawn among {among}"
            return Item(
                what=what, body=body, stage=stage, who="two people, one after the other", do=do
            )
        case _:
            stage = f"{_about(poll)}, {poll.cast} of {poll.electors} have voted"
            do = f"cast_vote poll={poll.id} " + (
                "ranking=" if poll.kind == "election" else "choice="
            )
            return Item(what=what, body=body, stage=stage, who=who, do=do, until=poll.at)


def _about(poll: Poll) -> str:
    match poll.kind:
        case "motion":
            return f"voting on motion {poll.motion}"
        case "recall":
            return f"voting on the recall of the holder of seat {poll.contested[0]}"
        case _:
            return f"voting between {len(poll.qualified)} candidates"


def _electors(state: State, poll: Poll) -> str:
    senders = {int(state.seats[seat].sender) for seat in poll.contested} or {int(poll.body)}
    kind = "delegates in" if poll.electorate == "seats" else "members of"
    return f"{kind} {_named(state, senders)}"


def _named(state: State, bodies: Iterable[int]) -> str:
    ordered = sorted(bodies)
    if len(ordered) > BODIES_NAMED_MAX:
        return f"{len(ordered)} bodies"
    return ", ".join(state.bodies[one].name for one in ordered)


def _motions(state: State) -> Iterator[Item]:
    for motion in state.motions.values():
        if motion.stage in {"moved", "debate"}:
            yield _motion(state, motion)


def _motion(state: State, motion: Motion) -> Item:
    what, body = f"motion {motion.id}", state.bodies[motion.body].name
    if motion.amends:
        what += f" (amends motion {motion.amends})"
    if motion.stage == "moved":
        stage = f"moved, {len(motion.seconders)} supporters so far"
        do = f"second_motion motion={motion.id}"
        return Item(what=what, body=body, stage=stage, who=f"who votes in {body}", do=do)
    if motion.roll_call and motion.at <= state.now:
        who, do = f"who may call the roll of {body}", f"call_roll motion={motion.id} present="
        return Item(what=what, body=body, stage="waits for the roll to be called", who=who, do=do)
    stage = "debate; after it " + ("the roll is called" if motion.roll_call else "the vote opens")
    return Item(what=what, body=body, stage=stage, until=motion.at)


def _tasks(state: State) -> Iterator[Item]:
    for task in state.tasks.values():
        if task.stage not in {"done", "fallen"}:
            yield _task(state, task)


def _task(state: State, task: Task) -> Item:
    body = state.bodies[task.body].name
    if task.stage == "reported":
        who, do = f"who may complete tasks of {body}", f"complete_task task={task.id}"
    else:
        who = f"member {task.holder}" if task.holder else f"who holds seat {task.holder_seat}"
        do = f"report_task task={task.id} text="
    until = Moment(task.due_at) if task.stage == "open" else 0
    stage = str(task.stage)
    if task.motion in state.suspended_decisions:
        stage, until = f"{stage}, suspended by a grievance", 0
    return Item(what=f"task {task.id}", body=body, stage=stage, who=who, do=do, until=until)


def _leavings(state: State) -> Iterator[Item]:
    """Give who leaves, and what is to be entered before an account can be settled."""
    for one in state.leavings.values():
        name = state.bodies[one.body].name
        if one.stage == "notice":
            yield Item(
                what=f"leaving {one.id}",
                body=name,
                stage="about to leave",
                who=f"members at and below {name} who want to stay",
                do="stay_behind to=",
                until=one.until,
            )
        for account in one.owed:
            yield Item(
                what=f"settlement with {name}",
                body=state.bodies[account].name,
                stage="waits for the account",
                who="whoever keeps the account",
                do=f"enter_account body={account} balance=",
            )


def _agreements(state: State) -> Iterator[Item]:
    for one in state.agreements.values():
        if one.stage in {"proposed", "adopted"}:
            other = state.foreigns[one.foreign].name
            here = "adopted here" if one.adopted_at else "not adopted here"
            there = "proved by them" if one.theirs_at else "not proved by them"
            yield Item(
                what=f"agreement {one.id}",
                body=state.bodies[state.top].name,
                stage=f"with {other}: {here}, {there}",
                who="those who decide on agreements" if not one.adopted_at else "any member",
                do=f"propose_motion effect=adopt_agreement effect.agreement={one.id}"
                if not one.adopted_at
                else f"record_counterpart agreement={one.id} proof=@FILE",
                until=one.due_at,
            )


def _initiatives(state: State) -> Iterator[Item]:
    for one in state.initiatives.values():
        if one.stage == "open":
            to = state.bodies[one.body or state.top].name
            signed = f"{len(one.signatures)} of {one.members_needed} signatures"
            bodies = f"{len(one.bodies)} of {one.bodies_needed} base bodies"
            yield Item(
                what=f"initiative {one.id}",
                body=to,
                stage=f"{signed}, {bodies}",
                who=f"members of {to} and below",
                do=f"sign_initiative initiative={one.id}",
                until=one.until,
            )
    for held in state.call_backs.values():
        if held.stage == "waiting":
            body = state.bodies[state.motions[held.motion].body].name
            signed = f"{len(held.signatures)} of {held.members_needed} signatures"
            bodies = f"{len(held.bodies)} of {held.bodies_needed} base bodies"
            yield Item(
                what=f"decision {held.motion}",
                body=body,
                stage=f"waits to be called back: {signed}, {bodies}",
                who=f"members of {body} and below",
                do=f"sign_call_back motion={held.motion}",
                until=held.until,
            )


def _reorganisations(state: State) -> Iterator[Item]:
    for one in state.reorganisations.values():
        if one.stage == "waiting":
            motion = state.motions[one.motion]
            missing = [state.bodies[body].name for body in one.asked if body not in one.agreed]
            split = isinstance(motion.effect, SplitBody)
            yield Item(
                what=f"change {one.motion}",
                body=state.bodies[motion.body].name,
                stage=f"waits for the consent of {', '.join(missing)}",
                who="members whom the split would move" if split else f"{' and '.join(missing)}",
                do=f"refuse_move motion={one.motion}" if split else "",
                until=one.until,
            )


def _union_calls(state: State) -> Iterator[Item]:
    for one in state.union_calls.values():
        if not one.union and state.now < one.until:
            yield Item(
                what=f"call {one.id}",
                body="",
                stage=f"for the union {one.name}: {len(one.signatures)} of {one.needed} signatures",
                who="any member",
                do=f"sign_union call={one.id}",
                until=one.until,
            )


def _grievances(state: State) -> Iterator[Item]:
    for one in state.grievances.values():
        if one.stage in {"gathering", "open", "heard"}:
            yield _grievance(state, one)


def _grievance(state: State, one: Grievance) -> Item:
    what, body = f"grievance {one.id}", state.bodies[one.body].name
    about = f"seat {one.seat}" if one.seat else f"motion {one.motion}"
    if one.stage == "gathering":
        return Item(
            what=what,
            body=body,
            stage=f"against {about}, {len(one.signatures)} of {one.needed} signatures",
            who=f"members of {body} and below",
            do=f"sign_grievance grievance={one.id}",
            until=one.until,
        )
    suspended = f"suspends {about}" if one.suspends else f"against {about}"
    if one.stage == "open":
        stage = f"{suspended}; hearing " + ("called" if one.hearing_at else "to be called")
        do = "" if one.hearing_at else f"call_hearing grievance={one.id} begins_at= place="
        until = one.hearing_at or one.hearing_by
        who = f"who filed it, and who answers for {body}"
        return Item(what=what, body=body, stage=stage, who=who, do=do, until=until)
    arbiter = state.bodies[one.arbiter].name if one.arbiter else ""
    return Item(
        what=what,
        body=body,
        stage=f"{suspended}; heard in vain",
        who=f"{arbiter} decides" if arbiter else "those who filed it",
        do="" if arbiter else f"give_strike_notice grievance={one.id}",
        until=one.suspended_until if one.suspends else 0,
    )


def _charges(state: State) -> Iterator[Item]:
    for charge in (state.charges[one] for own in state.charged.values() for one in own):
        yield _charge(state, charge)


def _charge(state: State, charge: Charge) -> Item:
    what, until = f"charge {charge.id}", 0
    above = charge.suspended or charge.stage == "appealed"
    body = heir(state, charge.appeal_to if above else charge.body)
    if above:
        stage = "appealed" if charge.stage == "appealed" else "one of a wave, waits to be heard"
        effect = f"effect=decide_appeal effect.charge={charge.id} effect.upheld="
    elif charge.stage == "decided":
        stage, do = "expulsion decided, can be appealed against", "appeal_expulsion"
        who, do, until = f"member {charge.member}", f"{do} charge={charge.id}", charge.appeal_until
        return Item(what=what, body=body.name, stage=stage, who=who, do=do, until=until)
    elif state.now < charge.hearing_until:
        who, do = f"member {charge.member}", f"answer_charge charge={charge.id} text="
        stage, until = "waits for the answer", charge.hearing_until
        return Item(what=what, body=body.name, stage=stage, who=who, do=do, until=until)
    else:
        stage, until = "may be decided", charge.decide_by
        effect = f"effect=expel_member effect.charge={charge.id}"
    return Item(
        what=what,
        body=body.name,
        stage=stage,
        who=f"who votes in {body.name}",
        do=f"propose_motion body={body.id} text= {effect}",
        until=until,
    )


def _showings(state: State) -> Iterator[Item]:
    """Give what workforces asked to see, and nobody has shown or refused yet."""
    for one in state.showings.values():
        unit = state.units[one.unit]
        if one.stage == "asked" and not unit.left_at:
            yield Item(
                what=f"showing {one.id}",
                body=heir(state, unit.body).name,
                stage="asked for, not shown yet",
                who=f"member {one.by}, when the owner has answered",
                do=f"record_shown showing={one.id} text=",
                until=one.due_at,
            )


def _challenges(state: State) -> Iterator[Item]:
    for one in state.challenges.values():
        voted = state.bodies[state.polls[one.poll].body].name
        if one.stage == "gathering":
            yield Item(
                what=f"challenge {one.id}",
                body=voted,
                stage=f"of poll {one.poll}, {len(one.signatures)} of {one.needed} signatures",
                who=f"electors of {voted}, and who stood",
                do=f"sign_challenge challenge={one.id}",
                until=one.until,
            )
        elif one.stage == "hearing":
            body = state.bodies[one.body].name
            yield Item(
                what=f"challenge {one.id}",
                body=body,
                stage=f"of poll {one.poll} in {voted}, heard by motion {one.motion}",
                who=f"who votes in {body}, without those whose case it is",
                until=one.until,
            )


def _meetings(state: State) -> Iterator[Item]:
    for request in state.meeting_requests.values():
        if not request.meeting and state.now < request.until:
            body = state.bodies[request.body].name
            yield Item(
                what=f"request {request.id} for a meeting",
                body=body,
                stage=f"asked for, {len(request.supporters)} supporters so far",
                who=f"who votes in {body}",
                do=f"support_meeting request={request.id}",
                until=request.until,
            )
    for meeting in state.meetings.values():
        if meeting.stage in {"called", "open"}:
            yield _meeting(state, meeting)


def _meeting(state: State, meeting: Meeting) -> Item:
    body = state.bodies[meeting.body].name
    convened = "convened by electors" if meeting.request else "called"
    stage = f"{convened}, {len(meeting.present)} present" if meeting.present else convened
    if meeting.stage == "open":
        who, do = f"member {meeting.chair}", f"close_meeting meeting={meeting.id}"
    else:
        who, do = f"who votes in {body}", f"attend_meeting meeting={meeting.id}"
    until = meeting.begins_at if meeting.stage == "called" else 0
    return Item(what=f"meeting {meeting.id}", body=body, stage=stage, who=who, do=do, until=until)


def _duties(state: State) -> Iterator[Item]:
    """Give the declarations of pay that are owed, missing, or above the ceiling."""
    for duty in state.duties.values():
        seat = state.seats[duty.seat]
        if seat.holder != duty.holder or (duty.declaration and not (duty.missing or duty.above)):
            continue
        above = "above the ceiling" if duty.above else "to be declared"
        yield Item(
            what=f"pay of seat {seat.id}",
            body=state.bodies[seat.body].name,
            stage="declaration missing" if duty.missing else above,
            who=f"member {duty.holder}",
            do=f"declare_pay seat={seat.id} pay= benefits= expenses= outside=",
            until=0 if duty.missing or duty.above else duty.due_at,
        )


def _demands(state: State) -> Iterator[Item]:
    for demand in state.demands.values():
        if not demand.answer:
            seat = state.seats[demand.seat]
            yield Item(
                what=f"demand {demand.id}",
                body=state.bodies[seat.body].name,
                stage="not answered in time" if demand.unanswered else "waits for an answer",
                who=f"who holds seat {seat.id}",
                do=f"answer_demand demand={demand.id} text=",
                until=0 if demand.unanswered else demand.due_at,
            )


def _questions(state: State) -> Iterator[Item]:
    for question in state.questions.values():
        if question.stage != "answered":
            overdue = question.stage == "overdue"
            yield Item(
                what=f"question {question.id}",
                body=state.bodies[question.body].name,
                stage="not answered in time" if overdue else "waits for an answer",
                who=f"who holds seat {question.seat}",
                do=f"answer_question question={question.id} text=",
                until=0 if overdue else question.due_at,
            )


def _numbers(members: Iterable[int]) -> str:
    return "members " + ", ".join(str(one) for one in members)
