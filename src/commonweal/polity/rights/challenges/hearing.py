"""Hearings: which body hears a challenge, the motion that it puts, and what follows from the vote.

Rules of this module:

* a challenge is heard above the body that voted, by the first body of the level that the
  constitution names; the results of the highest body are heard by itself;
* the challenge is put as a motion by itself: nobody has to move or support it, and nobody amends,
  withdraws or shortens it; no presence is asked for, so that nobody prevents it by staying away;
* whoever lets the time pass hands it to the body above; where there is none, the result stands;
* the same body never annuls the result of the same seats, or the same question, twice in a row.

Not here: who challenges (``law``), what falls with a result (``annulling``).
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from commonweal.charter.rights import Challenges as Rule
from commonweal.polity import events as ev
from commonweal.polity.case import Case, provided
from commonweal.polity.entities import NEVER, NO_BODY, NOBODY, Body, Motion, Poll
from commonweal.polity.rights.challenges import data
from commonweal.polity.rights.challenges.annulling import end_motion, restored
from commonweal.polity.rights.challenges.parties import decided_since, prepares
from commonweal.polity.rights.succession import successor
from commonweal.terms import Moment, days


def rule_for(case: Case, poll: Poll) -> Rule:
    """Return the article under which a result is challenged, or refuse.

    It is that of the version under which the vote was opened: nobody takes the challenge away by
    amending the constitution after the vote.
    """
    right = case.charter_of(poll.charter).challenges or case.charter.challenges
    return provided(
        case,
        right,
        "challenges",
        refusal="challenges_not_provided",
        remedy="move a motion in the body, or withdraw confidence from those elected",
    )


def version_for(case: Case, poll: Poll) -> int:
    """Return the version of the constitution under which a challenge is heard."""
    return poll.charter if case.charter_of(poll.charter).challenges else case.version


def rule_of(case: Case, challenge: data.Challenge) -> Rule:
    """Return the article under which a challenge is heard."""
    rule = case.charter_of(challenge.charter).challenges
    assert rule is not None
    return rule


def needed_to_annul(case: Case, motion: Motion) -> tuple[Fraction, Fraction, str]:
    """Return the share of Yes that annuls, the share of all votes, and the article."""
    rule = rule_of(case, case.state.challenges[case.state.hearings[motion.id]])
    return rule.majority, Fraction(0), rule.cite("majority")


def parties(case: Case, poll: Poll) -> tuple[int, ...]:
    """Return whose case a result is: candidates, who was to be recalled, who moved the motion."""
    if poll.kind == "election":
        return tuple(sorted(poll.candidates))
    if poll.kind == "motion":
        return (case.state.motions[poll.motion].by,)
    seat = case.state.seats[poll.contested[0]]
    held = [one.holder for one in seat.history if one.until == poll.declared_at]
    return tuple(sorted({*held, *({seat.holder} - {NOBODY})}))


def can_be_challenged_until(case: Case, poll: Poll) -> Moment:
    """Return until when a result can be challenged; 0 when it cannot be, or not any more."""
    rule = case.charter_of(poll.charter).challenges or case.charter.challenges
    of_hearing = poll.motion in case.state.hearings
    decides = not (of_hearing or decided_since(case, poll) or prepares(case, poll))
    if rule is None or poll.stage != "declared" or not decides:
        return NEVER
    until = poll.declared_at + days(rule.challenge_days)
    return Moment(until) if case.at < until else NEVER


# Which body.


def hearing_bodies(case: Case, poll: Poll, rule: Rule) -> list[Body]:
    """Return the bodies that hear a challenge, one after the other; none if all have annulled."""
    voted = successor(case, poll.body)
    above = _above(case, voted) or [voted]
    first = next((at for at, one in enumerate(above) if one.level == rule.level), 0)
    before = annulled_by(case, poll)
    return above[first:] if before is None else _above(case, successor(case, before))


def _above(case: Case, body: Body) -> list[Body]:
    """Return the bodies above one, the nearest first; what has left hears nothing."""
    found = []
    while body.parent != NO_BODY:
        body = case.state.bodies[body.parent]
        if body.is_open:
            found.append(body)
    return found


def annulled_by(case: Case, poll: Poll) -> int | None:
    """Return the body that annulled the result which a vote has repeated, if one did."""
    for old in reversed(case.state.annulments.values()):
        earlier = case.state.polls[old.poll]
        if poll.kind == earlier.kind == "motion" and poll.motion == earlier.motion:
            return old.body
        same_seats = set(poll.contested) & set(earlier.contested)
        if poll.kind == earlier.kind and same_seats:
            between = _between(case, earlier, poll)
            return None if any(same_seats & set(one.contested) for one in between) else old.body
    return None


def _between(case: Case, earlier: Poll, later: Poll) -> Iterable[Poll]:
    """Yield the elections that one body has held between two of its elections."""
    known = (case.state.polls[one] for one in case.state.bodies[later.body].polls)
    return (
        one
        for one in known
        if earlier.id < one.id < later.id and one.kind == "election" and one.stage == "declared"
    )


# The motion.


def open_hearing(case: Case, challenge: data.Challenge, body: Body) -> list[ev.Event]:
    """Put a challenge to the body that hears it."""
    rule, motions = rule_of(case, challenge), case.level(body).motions
    motion, poll = case.new("motions"), case.state.polls[challenge.poll]
    # Under an older article the days may be fewer than the body needs now.
    least = days(motions.debate_days + motions.voting_days) + 1
    return [
        data.HearingOpened(
            challenge=challenge.id,
            body=body.id,
            motion=motion,
            until=case.at + max(days(rule.hearing_days), least),
            parties=parties(case, poll),
        ),
        ev.MotionProposed(
            motion=motion,
            body=body.id,
            by=challenge.by,
            charter=case.version,
            text=challenge.text,
            effect=data.AnnulPoll(challenge=challenge.id),
        ),
        ev.DebateOpened(motion=motion, until=case.at + days(motions.debate_days), roll_call=False),
        ev.BodyNotified(body=body.id, about="challenge_to_hear", motion=motion),
    ]


def hand_up(case: Case, challenge: data.Challenge) -> list[ev.Event]:
    """Let the body above hear what a body has not decided; where there is none, the result stands.

    A vote of nobody is no decision: otherwise all could stay away, or have no vote.
    """
    ended = end_motion(case, challenge, "not_heard_in_time")
    if not successor(case, case.state.polls[challenge.poll].body).is_open:
        # Nobody is left there whose result it would be.
        return [*ended, *decided(case, challenge, "lapsed", "body_closed")]
    above = _above(case, successor(case, challenge.body))
    if above:
        return [*ended, *open_hearing(case, challenge, above[0])]
    return [*ended, *decided(case, challenge, "confirmed", "not_heard")]


def decided(
    case: Case, challenge: data.Challenge, outcome: data.Outcome, why: str
) -> list[ev.Event]:
    """Return the end of a challenge, and that those who voted are told of it."""
    poll = case.state.polls[challenge.poll]
    body = successor(case, poll.body)
    return [
        data.ChallengeDecided(challenge=challenge.id, outcome=outcome, why=why),
        ev.BodyNotified(body=body.id, about=f"result_{outcome}", motion=poll.motion),
    ]


def following(case: Case, events: Iterable[ev.Event]) -> list[ev.Event]:
    """Return what follows from votes on challenges, and on what was annulled before."""
    found: list[ev.Event] = []
    for one in events:
        if isinstance(one, ev.MotionDecided):
            found += _confirmed(case, one)
            found += restored(case, one)
    return found


def _confirmed(case: Case, event: ev.MotionDecided) -> list[ev.Event]:
    number = case.state.hearings.get(event.motion)
    voted = event.division is not None and event.division.cast > 0
    if number is None or event.outcome != "rejected" or not voted:
        return []
    return decided(case, case.state.challenges[number], "confirmed", "heard")
