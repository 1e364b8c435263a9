"""Challenges, folded.

Not here: what holds for every fold (``commonweal.polity.fold``).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from commonweal.polity.entities import NEVER, NOBODY, Motion
from commonweal.polity.event import Event
from commonweal.polity.planning.correcting.effects import AgreeToCorrection
from commonweal.polity.rights.challenges import data
from commonweal.polity.rights.consent.effects import ConsentToReorganisation
from commonweal.polity.state import State
from commonweal.terms import BodyId, CharterVersion, MemberId, Moment, MotionId, PollId


def _challenged(state: State, event: data.PollChallenged, at: Moment) -> None:
    state.challenges[event.challenge] = data.Challenge(
        id=event.challenge,
        poll=PollId(event.poll),
        by=MemberId(event.by),
        ground=event.ground,
        text=event.text,
        charter=CharterVersion(event.charter),
        started_at=at,
        until=Moment(event.until),
        needed=event.needed,
        signatures={event.by: at},
    )
    state.challenges_of.setdefault(event.poll, []).append(event.challenge)
    state.schedule(event.until, "unheard", event.challenge)


def _signed(state: State, event: data.ChallengeSigned, at: Moment) -> None:
    state.challenges[event.challenge].signatures[event.by] = at


def _hearing_opened(state: State, event: data.HearingOpened, _at: Moment) -> None:
    found = state.challenges[event.challenge]
    if found.body:
        found.heard_by.append(found.body)
    found.stage, found.until = "hearing", Moment(event.until)
    found.body, found.motion = BodyId(event.body), MotionId(event.motion)
    found.parties = [MemberId(one) for one in event.parties]
    state.hearings[event.motion] = found.id
    state.schedule(event.until, "unheard", found.id)


def _annulled(state: State, event: data.PollAnnulled, at: Moment) -> None:
    poll = state.polls[event.poll]
    poll.stage, poll.outcome = "void", "annulled"
    state.annulments[event.poll] = data.Annulment(
        poll=poll.id,
        challenge=event.challenge,
        body=BodyId(event.body),
        at=at,
        seats=list(event.seats),
        fallen=list(event.fallen),
        stands=list(event.stands),
        tasks=list(event.tasks),
        effects=list(event.effects),
        restores=event.restores,
    )
    for task in event.tasks:
        state.tasks[task].stage = "fallen"
    if poll.kind == "motion":
        undecide(state, state.motions[poll.motion])


def undecide(state: State, motion: Motion) -> None:
    """Take a decision back: nothing is decided any more, and no step of a ladder is taken."""
    motion.division, motion.why, motion.failed = None, "", ""
    motion.decided_at = NEVER
    _take_consent_back(state, motion)
    for ladder in state.ladders.values():
        # A step that has led to a vote of all members is theirs now.
        ladder.decisions = [
            one for one in ladder.decisions if one != motion.id or ladder.referendum
        ]
    state.ladders = {change: one for change, one in state.ladders.items() if one.decisions}


def _take_consent_back(state: State, motion: Motion) -> None:
    """A consent that was voted wrongly counts no more, as long as others are still awaited."""
    if isinstance(motion.effect, AgreeToCorrection):
        correction = state.plan_corrections[motion.effect.correction]
        if correction.stage == "voting" and correction.questions.get(motion.body) == motion.id:
            correction.agreed.pop(motion.body, None)
        return
    if not isinstance(motion.effect, ConsentToReorganisation):
        return
    found = state.reorganisations[motion.effect.motion]
    if found.stage == "waiting" and found.agreed.get(motion.body) == motion.id:
        del found.agreed[motion.body]


def _decided(state: State, event: data.ChallengeDecided, _at: Moment) -> None:
    found = state.challenges[event.challenge]
    found.stage, found.why = event.outcome, event.why
    for number in state.polls[found.poll].contested:
        seat = state.seats[number]
        if (seat.holder == NOBODY or seat.acting) and seat.vacated_at:
            # It has waited for the hearing to end.
            state.schedule(seat.vacated_at, "refill", seat.id)


FOLDS: dict[type[Event], Callable[[State, Any, Moment], None]] = {
    data.PollChallenged: _challenged,
    data.ChallengeSigned: _signed,
    data.HearingOpened: _hearing_opened,
    data.PollAnnulled: _annulled,
    data.ChallengeDecided: _decided,
}
"""What each event does to the state."""
