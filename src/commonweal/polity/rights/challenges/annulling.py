"""What falls with a result that is annulled, and what stands: one pure answer for page and law.

Rules of this module:

* seats that the election filled are emptied, and what rests on them falls; nobody sits in for them;
* what those who sat there decided meanwhile stands, as the acts of officers whom all took for
  elected: it is listed, so that the body can decide again;
* of an annulled motion the tasks, the mandates and the emergency end; what it brought about
  otherwise is listed, and nothing is undone in silence;
* an election, and the vote on a motion, is held again; a constitution that was adopted stays in
  force until then, and the one before comes back if the new vote does not carry;
* who was recalled by a vote that is annulled sits again, unless the seat has been elected anew.

Not here: who decides on it (``hearing``).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

import msgspec

from commonweal.charter import diff
from commonweal.polity import effects as ef
from commonweal.polity import events as ev
from commonweal.polity.amendments import check_stranded
from commonweal.polity.case import Case
from commonweal.polity.emergencies import end_emergency
from commonweal.polity.entities import NO_POLL, NOBODY, Body, Motion, Poll, Seat
from commonweal.polity.planning.correcting.effects import AgreeToCorrection
from commonweal.polity.planning.proposals.adopting import voted_down
from commonweal.polity.polls import Electorate
from commonweal.polity.refusals import refuse
from commonweal.polity.rights.affiliation.guarding import came_since
from commonweal.polity.rights.carrying import Effects
from commonweal.polity.rights.challenges import data
from commonweal.polity.rights.challenges.parties import decided_since, open_challenges
from commonweal.polity.rights.consent.asking import fall
from commonweal.polity.rights.consent.effects import ConsentToReorganisation
from commonweal.polity.rights.initiative import data as initiatives
from commonweal.polity.rights.succession import successor
from commonweal.polity.seats import fill, obstacle, vacate
from commonweal.terms import OFFICE, CharterVersion, EmergencyId, Refusal

STANDS_LISTED_MAX = 1000
"""Most decisions that an annulment lists, the newest; an entry has a longest size."""

TEXT_ONLY = (ef.Resolve, ef.Instruct, ef.DeclareEmergency, ef.AmendConstitution)
"""Effects of which nothing is left that would have to be listed by its kind."""

AMENDS = str(ef.AmendConstitution.__struct_config__.tag)
"""Kind of a motion that has put a version in force which others have followed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Consequences:
    """What falls with a result, and what stands.

    Attributes:
        seats: seats that are emptied; ``fallen``: seats that rest on them.
        back: who takes a seat again, of which an annulled vote had recalled them; 0: nobody.
        tasks, mandates, emergencies: what ends, of the motion.
        stands: motions decided meanwhile by votes of those who sit there.
        effects: kinds of what the motion has brought about and is not undone.
        restores: version of the constitution that comes back unless the new vote carries; 0: none.
        again: whether the election or vote is held again.
    """

    seats: tuple[int, ...] = ()
    fallen: tuple[int, ...] = ()
    back: int = NOBODY
    tasks: tuple[int, ...] = ()
    mandates: tuple[int, ...] = ()
    emergencies: tuple[int, ...] = ()
    stands: tuple[int, ...] = ()
    effects: tuple[str, ...] = ()
    restores: int = 0
    again: bool = False


def consequences(
    case: Case, poll: Poll, *, stays: Collection[int] = (), since: int = 0
) -> Consequences:
    """Return what falls and what stands if the result of a vote were annulled now.

    Args:
        case: the case before the law.
        poll: the vote.
        stays: of those elected, who would keep the seat, because only others lose it.
        since: when those who fall were declared elected, if it was not by the present result.
    """
    if poll.kind == "election":
        return _of_election(case, poll, stays, since or poll.declared_at)
    if poll.kind == "recall":
        return _of_recall(case, poll)
    return _of_motion(case, poll)


def _of_election(case: Case, poll: Poll, stays: Collection[int], since: int) -> Consequences:
    seats = [case.state.seats[one] for one in poll.contested]
    lost = [one for one in seats if _sits_by(one, poll) and one.winner not in stays]
    filled = tuple(int(one.id) for one in lost)
    fallen = _fallen(case, filled)
    again = any(not (one.abolished or one.ends_with_term) for one in seats)
    stands = _decided_meanwhile(case, since, (*filled, *fallen))
    return Consequences(seats=filled, fallen=fallen, stands=stands, again=again)


def _sits_by(seat: Seat, poll: Poll) -> bool:
    return seat.poll == poll.id and seat.holder != NOBODY


def _fallen(case: Case, roots: tuple[int, ...]) -> tuple[int, ...]:
    events = vacate(case, roots, "annulled", alternates=False)
    return tuple(one.seat for one in events if isinstance(one, ev.SeatVacated) and one.root)


def _decided_meanwhile(case: Case, since: int, seats: tuple[int, ...]) -> tuple[int, ...]:
    """Return the motions on which the holders of seats have voted since a result."""
    found: set[int] = set()
    for seat in (case.state.seats[one] for one in seats):
        polls = (case.state.polls[one] for one in case.state.bodies[seat.body].polls)
        found.update(
            int(one.motion)
            for one in polls
            if one.kind == "motion"
            and one.declared_at >= since
            and one.seat_marks.get(seat.id) == seat.holder
        )
    return tuple(sorted(found)[-STANDS_LISTED_MAX:])


def _of_recall(case: Case, poll: Poll) -> Consequences:
    seat = case.state.seats[poll.contested[0]]
    back = _recalled(case, seat, poll)
    if not back:
        return Consequences()
    filled = (int(seat.id),) if seat.holder != NOBODY else ()
    fallen = _fallen(case, filled)
    stands = _decided_meanwhile(case, poll.declared_at, (*filled, *fallen))
    return Consequences(seats=filled, fallen=fallen, back=back, stands=stands)


def _recalled(case: Case, seat: Seat, poll: Poll) -> int:
    """Return who was recalled by a vote and can take the seat again; 0 if nobody."""
    held = [one for one in seat.history if one.until == poll.declared_at]
    recalled = [one for one in held if one.cause == "recalled"]
    elected_since = seat.poll > poll.id or seat.running != NO_POLL
    if not recalled or elected_since or seat.abolished or seat.ends_with_term:
        return NOBODY
    member = recalled[-1].holder
    hindered = obstacle(case, seat, member, case.filling(seat), [seat.id])
    return NOBODY if hindered else member


def _of_motion(case: Case, poll: Poll) -> Consequences:
    motion = case.state.motions[poll.motion]
    again = _body_of(case, poll) is not None
    if motion.stage not in {"carried", "divided"}:
        return Consequences(again=again)
    return Consequences(
        tasks=tuple(
            one for one in motion.assigned if case.state.tasks[one].stage not in {"done", "fallen"}
        ),
        mandates=tuple(_mandates(case, motion)),
        emergencies=tuple(
            one.id for one in case.state.emergencies_in_force() if one.motion == motion.id
        ),
        effects=_brought_about(case, motion),
        restores=_version_before(case, motion),
        again=again,
    )


def _body_of(case: Case, poll: Poll) -> Body | None:
    """Return the body that votes again; ``None`` where nobody could, or nothing is left to ask."""
    body = case.state.bodies[poll.body]
    if _is_settled(case, case.state.motions[poll.motion]):
        return None
    if poll.electorate == "members":
        anybody = any(one.members for one in case.state.below(body.id))
    else:
        anybody = bool(case.state.delegates(body.id))
    return body if body.is_open and anybody else None


def _is_settled(case: Case, motion: Motion) -> bool:
    """Whether a motion was the consent to something that has happened since, or has fallen."""
    if isinstance(motion.effect, AgreeToCorrection):
        return case.state.plan_corrections[motion.effect.correction].stage != "voting"
    if not isinstance(motion.effect, ConsentToReorganisation):
        return False
    return case.state.reorganisations[motion.effect.motion].stage != "waiting"


def _mandates(case: Case, motion: Motion) -> Iterator[int]:
    if isinstance(motion.effect, ef.Instruct):
        target = case.state.motions[motion.effect.motion]
        for mandate in (case.state.mandates[one] for one in target.mandates):
            current = mandate.status not in {"freed", "replaced"}
            if target.is_open and current and mandate.given_by == motion.id:
                yield mandate.id


def _brought_about(case: Case, motion: Motion) -> tuple[str, ...]:
    if _adopted_before_others(case, motion):
        return (str(motion.effect.__struct_config__.tag),)
    held = case.state.call_backs.get(motion.id)
    waits = held is not None and held.stage != "stands"
    if motion.failed or waits or isinstance(motion.effect, TEXT_ONLY):
        return ()
    return (str(motion.effect.__struct_config__.tag),)


def _version_before(case: Case, motion: Motion) -> int:
    """Return the version before the one that a motion has put in force, if none has come since."""
    newest = case.state.constitutions[-1]
    return int(newest.version) - 1 if newest.motion == motion.id else 0


def _adopted_before_others(case: Case, motion: Motion) -> bool:
    """Whether a motion has put a version in force, and others have been adopted since.

    What they took over of it nobody takes out by itself: the body that amends has to decide.
    """
    versions = case.state.constitutions
    return versions[-1].motion != motion.id and any(one.motion == motion.id for one in versions)


# Annulling.


def check_annul(case: Case, body: Body, effect: data.AnnulPoll) -> None:
    """Refuse to annul a result without the hearing of a challenge."""
    found = case.state.challenges.get(effect.challenge)
    heard = found is not None and found.stage == "hearing" and found.body == body.id
    if not heard or case.by != OFFICE:
        refuse(
            "annulled_without_hearing",
            case.charter.preamble.cite(),
            expected="the vote of a hearing, which the challenge itself has put",
            got=f"a motion in {body.name}",
            remedy="challenge the result, or vote in the hearing that runs",
        )


def annul(case: Case, motion: Motion, effect: data.AnnulPoll) -> list[ev.Event]:
    """Annul a result: what falls with it falls in the same entry, and the vote is held again."""
    challenge = case.state.challenges[effect.challenge]
    poll = case.state.polls[challenge.poll]
    later = case.state.polls.get(decided_since(case, poll))
    if later is not None and later.stage == "declared":
        # All members have voted on it meanwhile: what was doubted does not decide any more.
        decided = data.ChallengeDecided(
            challenge=challenge.id, outcome="lapsed", why="decided_since"
        )
        return [decided]
    what = consequences(case, poll)
    annulled = data.PollAnnulled(
        poll=poll.id,
        challenge=challenge.id,
        body=motion.body,
        seats=what.seats,
        fallen=what.fallen,
        tasks=what.tasks,
        mandates=what.mandates,
        emergencies=what.emergencies,
        stands=what.stands,
        effects=what.effects,
        restores=what.restores,
    )
    told = successor(case, poll.body)
    return [
        *waits_no_more(case, poll),
        annulled,
        *ended(case, what),
        *_done(case, poll, what),
        data.ChallengeDecided(challenge=challenge.id, outcome="annulled", why="heard"),
        *end_challenges(case, poll, "result_annulled", but=challenge.id),
        ev.BodyNotified(body=told.id, about="result_annulled", motion=poll.motion),
    ]


def ended(case: Case, what: Consequences) -> list[ev.Event]:
    """End the mandates and the emergencies of a motion."""
    events: list[ev.Event] = [
        ev.MandateAffected(mandate=one, status="freed") for one in what.mandates
    ]
    for one in what.emergencies:
        events += end_emergency(case, ef.EndEmergency(emergency=EmergencyId(one)))
    return events


def _done(case: Case, poll: Poll, what: Consequences) -> list[ev.Event]:
    if poll.kind == "election":
        return _election_falls(case, poll, what)
    if poll.kind == "recall":
        return recall_falls(case, poll, what)
    return _motion_falls(case, poll, what)


def _election_falls(case: Case, poll: Poll, what: Consequences) -> list[ev.Event]:
    events = vacate(case, what.seats, "annulled", alternates=False, forget=True)
    empty = (case.state.seats[one] for one in poll.contested)
    return events + [
        ev.RefillFailed(seat=one.id)
        for one in empty
        if one.poll == poll.id and one.holder == NOBODY and not one.abolished
    ]


def recall_falls(case: Case, poll: Poll, what: Consequences) -> list[ev.Event]:
    """Seat again whom a recall has emptied, or let their electors ask once more."""
    seat = case.state.seats[poll.contested[0]]
    if not what.back:
        # Whoever kept the seat keeps it; their electors need not wait to ask once more.
        kept = seat.holder != NOBODY and poll.outcome != "carried" and not _asked_since(case, poll)
        return [ev.RecallFailed(seat=seat.id, cooled_at=case.at)] if kept else []
    events = vacate(case, what.seats, "annulled", alternates=False)
    filling = case.filling(seat)
    again = fill(case, seat, what.back, filling, how="election", poll=seat.poll)
    # It is the term that had begun, of which no other is taken.
    term = seat.term if seat.holder == NOBODY or seat.acting else 1
    ends = seat.term_ends if seat.term_ends > case.at else again.term_ends
    return [*events, msgspec.structs.replace(again, term=max(1, term), term_ends=ends)]


def _motion_falls(case: Case, poll: Poll, what: Consequences) -> list[ev.Event]:
    motion = case.state.motions[poll.motion]
    held = case.state.call_backs.get(motion.id)
    body = _body_of(case, poll)
    if body is None:
        lapsed = ev.MotionDecided(motion=motion.id, outcome="lapsed", why="annulled")
        back = restore(case, what.restores, motion.id) if what.restores else []
        return [lapsed, *back, *voted_down(case, motion)]
    again = _opened_again(case, poll, body)
    number = next(one.poll for one in again if isinstance(one, ev.PollOpened))
    if held is not None and held.poll == poll.id:
        called = initiatives.DecisionCalledBack(
            motion=motion.id, members=len(held.signatures), bodies=len(held.bodies), poll=number
        )
        return [called, *again]
    return [*again, ev.MotionPut(motion=motion.id, poll=number)]


def _asked_since(case: Case, poll: Poll) -> bool:
    """Whether withdrawals would be lost that an annulled recall has not used up.

    An inspector's vote uses none up; and what was withdrawn since then is not taken back.
    """
    seat = case.state.seats[poll.contested[0]]
    return bool(seat.withdrawn) or case.state.recalls_put.get(seat.id) == poll.id


def waits_no_more(case: Case, poll: Poll) -> list[ev.Event]:
    """End what waits to be called back, and the vote on it: the decision is taken anew."""
    changing = case.state.reorganisations.get(poll.motion)
    if changing is not None and changing.stage == "waiting":
        return fall(case, changing, "result_annulled")
    held = case.state.call_backs.get(poll.motion)
    if held is None or held.poll == poll.id:
        return []
    if held.stage == "vote":
        return [ev.PollVoided(poll=held.poll, why="result_annulled")]
    if held.stage != "waiting":
        return []
    fallen = initiatives.CallBackDecided(motion=held.motion, outcome="fallen", why="annulled")
    return [fallen]


def _opened_again(case: Case, poll: Poll, body: Body) -> list[ev.Event]:
    """Open a vote once more as it was opened, for those who are electors now."""
    late = came_since(case, case.state.motions[poll.motion])
    electorate = Electorate(case, body, by_members=poll.electorate == "members", without=late)
    opened = ev.PollOpened(
        poll=case.new("polls"),
        kind="motion",
        body=body.id,
        electorate=poll.electorate,
        secret=poll.secret,
        charter=poll.charter,
        stage="voting",
        until=case.at + poll.voting_s,
        voting_s=poll.voting_s,
        rule=poll.rule,
        rolls=electorate.rolls,
        seats=electorate.seats,
        motion=poll.motion,
        electors=electorate.count,
    )
    return [*electorate.events, opened]


def end_challenges(case: Case, poll: Poll, why: str, *, but: int = 0) -> list[ev.Event]:
    """End the challenges of a result that is none any more, with their motions, save one."""
    events: list[ev.Event] = []
    for one in open_challenges(case.state, poll.id):
        if one.id != but:
            events += end_motion(case, one, why)
            events.append(data.ChallengeDecided(challenge=one.id, outcome="lapsed", why=why))
    return events


def end_motion(case: Case, challenge: data.Challenge, why: str) -> list[ev.Event]:
    """End the motion of a hearing that goes on elsewhere, or nowhere."""
    motion = case.state.motions.get(challenge.motion)
    if motion is None or not motion.is_open:
        return []
    lapsed = ev.MotionDecided(motion=motion.id, outcome="lapsed", why=why)
    if motion.stage != "vote":
        return [lapsed]
    return [ev.PollVoided(poll=motion.poll, why=why), lapsed]


# The constitution.


def restored(case: Case, event: ev.MotionDecided) -> list[ev.Event]:
    """Bring a constitution back whose amendment was annulled, and has not been carried since."""
    motion = case.state.motions[event.motion]
    if event.outcome == "carried" or not isinstance(motion.effect, ef.AmendConstitution):
        return []
    annulled = (case.state.annulments.get(one) for one in case.state.bodies[motion.body].polls)
    found = [
        one
        for one in annulled
        if one is not None
        and (one.restores or AMENDS in one.effects)
        and case.state.polls[one.poll].motion == motion.id
    ]
    still = _version_before(case, motion)
    if found and still and still == found[-1].restores:
        return restore(case, still, motion.id)
    adopted = sum(1 for one in case.state.constitutions if one.motion == motion.id)
    # Adopted twice: the version before it is back already.
    return [_not_restored(case, motion.id)] if found and adopted == 1 else []


def _not_restored(case: Case, motion: int) -> ev.Event:
    return ev.BodyNotified(body=case.state.top, about="constitution_not_restored", motion=motion)


def restore(case: Case, version: int, motion: int) -> list[ev.Event]:
    """Put the text of an earlier version in force again, as a new version.

    Bodies opened meanwhile may have a level that only the annulled version knows: then it stays,
    and the body that amends is told to decide.
    """
    old = case.charter_of(CharterVersion(version))
    try:
        check_stranded(case, old)
    except Refusal:
        return [_not_restored(case, motion)]
    text = next(one.text for one in case.state.constitutions if one.version == version)
    back = ev.ConstitutionAdopted(
        version=case.state.charter_version + 1,
        text=text,
        motion=motion,
        changes=tuple(change.path for change in diff(case.newest, old)),
    )
    return [back]


EFFECTS: Effects = {data.AnnulPoll: (check_annul, annul)}
"""What refuses the effect, and what carries it out."""
