"""Challenging a result, signing a challenge, and the end of the days for either.

Rules of this module:

* who could vote, who stood, and who ought to have stood on the roll, challenges; no office is
  asked, and no emergency ends the right;
* once on each ground, within the days after the result: losers do not challenge for ever;
* the result stands while it is heard.

Not here: which body hears it (``hearing``), what falls (``annulling``).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from commonweal.charter.rights import Challenges as Rule
from commonweal.polity import events as ev
from commonweal.polity.case import Case, numbered, require_office
from commonweal.polity.command import Command
from commonweal.polity.entities import Poll
from commonweal.polity.polls import may_vote
from commonweal.polity.refusals import refuse
from commonweal.polity.rights.challenges import data
from commonweal.polity.rights.challenges.hearing import (
    annulled_by,
    decided,
    hand_up,
    hearing_bodies,
    open_hearing,
    parties,
    rule_for,
    rule_of,
    version_for,
)
from commonweal.polity.rights.challenges.parties import decided_since, prepares
from commonweal.polity.rights.succession import successor
from commonweal.polity.rights.texts import require_text
from commonweal.polity.state import State
from commonweal.terms import CharterVersion, MemberId, Moment, PollId, days


def challenge_poll(case: Case, command: data.ChallengePoll) -> list[ev.Event]:
    """Challenge a result; where one signature is enough it is before the hearing body at once."""
    poll = case.poll(command.poll)
    rule = rule_for(case, poll)
    _check_result(case, poll, rule)
    _require_concerned(case, poll, rule)
    _check_ground(case, poll, rule, command.ground)
    require_text(command.text, rule.cite())
    bodies = hearing_bodies(case, poll, rule)
    if not bodies:
        refuse(
            "annulled_before",
            rule.cite(),
            expected="a body above the one that has annulled the result before",
            got=f"body {annulled_by(case, poll)}, the highest",
            remedy="withdraw confidence from those elected, or move the motion anew",
        )
    needed = min(rule.signatures, max(1, poll.electors))
    until = poll.declared_at + days(rule.challenge_days)
    challenged = data.PollChallenged(
        challenge=case.new("challenges"),
        poll=poll.id,
        by=case.by,
        ground=command.ground,
        text=command.text,
        charter=version_for(case, poll),
        until=until,
        needed=needed,
    )
    if needed > 1:
        return [challenged]
    return [challenged, *open_hearing(case, _as_kept(case, challenged), bodies[0])]


def _as_kept(case: Case, event: data.PollChallenged) -> data.Challenge:
    """Return a challenge that is heard by the very signature that begins it."""
    return data.Challenge(
        id=event.challenge,
        poll=PollId(event.poll),
        by=MemberId(event.by),
        ground=event.ground,
        text=event.text,
        charter=CharterVersion(event.charter),
        started_at=case.at,
        until=Moment(event.until),
        needed=event.needed,
        signatures={event.by: case.at},
    )


def _check_result(case: Case, poll: Poll, rule: Rule) -> None:
    state = case.state
    if poll.motion in state.hearings:
        refuse(
            "hearing_not_challenged",
            rule.cite(),
            expected="the result of an election, a recall or another motion",
            got=f"poll {poll.id}, of the hearing of challenge {state.hearings[poll.motion]}",
            remedy="challenge the new vote when it has been held, if you must",
        )
    if poll.stage != "declared":
        refuse(
            "result_not_declared",
            rule.cite(),
            expected="a result that stands",
            got=f"poll {poll.id}, {poll.stage}",
            remedy="wait for the result",
        )
    _check_final(case, poll, rule)
    if case.at >= poll.declared_at + days(rule.challenge_days):
        refuse(
            "challenge_too_late",
            rule.cite("challenge_days"),
            expected=f"a challenge within {rule.challenge_days} days of the result",
            got=f"{(case.at - poll.declared_at) // days(1)} days after it",
            remedy="withdraw confidence from those elected, or move the motion anew",
        )


def _check_final(case: Case, poll: Poll, rule: Rule) -> None:
    later = decided_since(case, poll)
    if later:
        refuse(
            "result_not_final",
            rule.cite(),
            expected="the vote that decided",
            got=f"poll {poll.id}, after which poll {later} has decided",
            remedy=f"challenge poll {later} when its result is declared",
        )
    if prepares(case, poll):
        refuse(
            "result_not_final",
            rule.cite(),
            expected="the vote that decides",
            got=f"poll {poll.id}, on an amendment of a motion that is not put yet",
            remedy="vote against the motion, or challenge the vote on it",
        )


def _require_concerned(case: Case, poll: Poll, rule: Rule) -> None:
    case.member(case.by)
    if not is_concerned(case, poll, case.by):
        body = case.state.bodies[poll.body]
        refuse(
            "challenger_not_concerned",
            rule.cite(),
            expected=f"an elector of {body.name}, or somebody who stood",
            got=f"member {case.by}",
            remedy="tell somebody who could vote there what you know",
        )


def is_concerned(case: Case, poll: Poll, member: int) -> bool:
    """Whether somebody may challenge a result: electors, candidates, and who watched for them."""
    body = successor(case, poll.body)
    if poll.electorate == "members":
        # Also whoever was left off the roll: that is what they challenge.
        ought = case.state.belongs(member, body.id)
    else:
        ought = case.is_voter(member, body) or member in poll.seat_marks.values()
    roles = case.state.papers.get(poll.id)
    watched = roles is not None and member in roles.observers
    return ought or watched or may_vote(case, poll, member) or member in parties(case, poll)


def _check_ground(case: Case, poll: Poll, rule: Rule, ground: str) -> None:
    for number in case.state.challenges_of.get(poll.id, ()):
        found = case.state.challenges[number]
        # Of a result that was corrected meanwhile nobody has heard anything yet.
        if found.ground == ground and found.why != "result_corrected":
            refuse(
                "challenged_before",
                rule.cite(),
                expected="one challenge on each ground",
                got=f"challenge {number}, on the same ground",
                remedy="speak in its hearing, or challenge the result on another ground",
            )


def sign_challenge(case: Case, command: data.SignChallenge) -> list[ev.Event]:
    """Sign a challenge; the last signature that is needed opens the hearing."""
    found = case.state.challenges.get(command.challenge)
    if found is None:
        refuse(
            "challenge_unknown",
            case.charter.preamble.cite(),
            expected=numbered("a challenge", len(case.state.challenges)),
            got=command.challenge,
            remedy="list the challenges and choose one",
        )
    poll, rule = case.state.polls[found.poll], rule_of(case, found)
    if found.stage != "gathering" or case.at >= found.until:
        refuse(
            "challenge_not_gathering",
            rule.cite("signatures"),
            expected="a challenge that gathers signatures",
            got=f"challenge {found.id}, {found.stage}",
            remedy="speak in its hearing, or challenge the result on another ground",
        )
    _require_concerned(case, poll, rule)
    if case.by in found.signatures:
        refuse(
            "challenge_signed_before",
            rule.cite("signatures"),
            expected="one signature each",
            got=f"a second one by member {case.by}",
            remedy="ask others to sign it",
        )
    signed = data.ChallengeSigned(challenge=found.id, by=case.by)
    active = sum(1 for one in found.signatures if case.state.members.is_active(one)) + 1
    bodies = hearing_bodies(case, poll, rule)
    if active < found.needed or not bodies:
        return [signed]
    return [signed, *open_hearing(case, found, bodies[0])]


def close_challenge(case: Case, command: data.CloseChallenge) -> list[ev.Event]:
    """End the time to sign a challenge, or hand one that nobody has decided to the body above."""
    require_office(case, "close_challenge")
    found = case.state.challenges.get(command.challenge)
    running = found is not None and found.stage in {"gathering", "hearing"}
    if found is None or not running or case.at < found.until:
        refuse(
            "nothing_due",
            case.charter.preamble.cite(),
            expected="a challenge whose time is over",
            got="none",
            remedy="wait",
        )
    if found.stage == "gathering":
        return decided(case, found, "lapsed", "too_few_signatures")
    return hand_up(case, found)


LAW: dict[type[Command], Callable[[Case, Any], list[ev.Event]]] = {
    data.ChallengePoll: challenge_poll,
    data.SignChallenge: sign_challenge,
    data.CloseChallenge: close_challenge,
}
"""The law that decides each command."""

DUE: dict[str, Callable[[State, int], Command]] = {
    "unheard": lambda _state, number: data.CloseChallenge(challenge=number),
}
"""The command for each kind of item on the calendar."""
