"""Emergency powers: taken for a time, renewed with ever wider majorities, ended by themselves.

Rules of this module:

* the constitution lists the powers; each bends named rules, and all are listed until restored;
* every renewal needs the next majority on the list; when the list is used up there is none;
* a declaration soon after a lapse counts as a renewal, so that a pause does not reset the ladder.

Not here: what a bent rule means for a motion or a term (``motions``, ``state``).
"""

from __future__ import annotations

from fractions import Fraction

from commonweal.charter import Emergency as EmergencyRule
from commonweal.polity import events as ev
from commonweal.polity.case import Case, require_office
from commonweal.polity.commands import LapseEmergency
from commonweal.polity.effects import DeclareEmergency, EndEmergency
from commonweal.polity.entities import NEVER, Body, Emergency, Motion
from commonweal.polity.questions import QUESTIONS
from commonweal.polity.refusals import refuse
from commonweal.polity.rights.affiliation.effects import LeaveFederation, StayInFederation
from commonweal.terms import days

BENDS = {
    "shorten_debate": ("motions.debate_days",),
    "extend_terms": ("filling.term_days",),
    "decide_without_quorum": ("motions.presence_quorum", "motions.turnout_quorum"),
}
"""The rules that each emergency power bends."""


def _rule(case: Case) -> EmergencyRule:
    rule = case.charter.emergency
    if rule is None:
        refuse(
            "emergency_not_provided",
            case.charter.preamble.cite(),
            expected="decisions under the ordinary rules",
            got="a declaration of emergency",
            remedy="move an ordinary motion",
        )
    return rule


def renewal_number(case: Case) -> int:
    """Return 0 for a first declaration, 1 for a first renewal, and so on."""
    rule = _rule(case)
    last: Emergency | None = None
    for one in case.state.emergencies.values():
        last = one
    if last is None:
        return 0
    # It ended on its date, even where the record says so later because nobody ticked.
    ended = min(last.ended_at, last.ends_at)
    again = last.ended_at == NEVER or case.at <= ended + days(rule.pause_days)
    return last.renewal + 1 if again else 0


def check_emergency(case: Case, body: Body, effect: DeclareEmergency) -> None:
    """Refuse a declaration that the constitution does not provide for."""
    rule = _rule(case)
    if body.level != rule.level:
        refuse(
            "effect_reserved",
            rule.cite("level"),
            expected=f"a body of the level {rule.level}",
            got=f"{body.name}, {body.level}",
            remedy=f"bring it before the {case.charter.levels[rule.level].title}",
        )
    unknown = [power for power in effect.powers if power not in rule.powers]
    once = len(set(effect.powers)) == len(effect.powers)
    if unknown or not effect.powers or not once:
        refuse(
            "emergency_power_unknown",
            rule.cite("powers"),
            expected=" or ".join(rule.powers),
            got=", ".join(unknown) or ("none" if once else "one of them twice"),
            remedy="choose among the powers listed",
        )
    if not 0 < effect.days <= rule.days_max:
        refuse(
            "emergency_too_long",
            rule.cite("days_max"),
            expected=f"1 to {rule.days_max} days",
            got=f"{effect.days} days",
            remedy="declare it for a shorter time",
        )
    _check_renewals(case, rule)


def _check_renewals(case: Case, rule: EmergencyRule) -> None:
    number = renewal_number(case)
    if number >= len(rule.majorities):
        refuse(
            "emergency_renewals_used_up",
            rule.cite("majorities"),
            expected=f"at most {len(rule.majorities) - 1} renewals",
            got=f"renewal {number}",
            remedy=f"wait {rule.pause_days} days after the lapse, or amend the constitution",
        )


def emergency_rule(case: Case) -> tuple[Fraction, Fraction, str]:
    """Return the share of Yes, the share of all votes and the article for a declaration now."""
    rule = _rule(case)
    step = min(renewal_number(case), len(rule.majorities) - 1)
    return rule.majorities[step], rule.yes_share_min, rule.cite("majorities")


def declare_emergency(case: Case, motion: Motion, effect: DeclareEmergency) -> list[ev.Event]:
    """Take the powers; a renewal ends what it renews."""
    renewal = renewal_number(case)
    events: list[ev.Event] = [
        ev.EmergencyEnded(emergency=one.id, why="ended", restored=one.bent)
        for one in case.state.emergencies_in_force()
    ]
    if "decide_without_quorum" not in effect.powers:
        events += _quorum_restored(case)
    declared = ev.EmergencyDeclared(
        emergency=case.new("emergencies"),
        body=motion.body,
        motion=motion.id,
        powers=effect.powers,
        ends_at=case.at + days(effect.days),
        renewal=renewal,
        bent=tuple(path for power in effect.powers for path in BENDS[power]),
    )
    return [*events, declared]


def check_end(case: Case, body: Body, effect: EndEmergency) -> None:
    """Refuse to end what is not in force, or in another body."""
    found = case.state.emergencies.get(effect.emergency)
    if found is None or found.ended_at != NEVER or found.body != body.id:
        refuse(
            "emergency_not_in_force",
            case.charter.preamble.cite(),
            expected="an emergency of this body that is in force",
            got=effect.emergency,
            remedy="look up the emergencies in force",
        )


def end_emergency(case: Case, effect: EndEmergency) -> list[ev.Event]:
    """End an emergency before its date."""
    found = case.state.emergencies[effect.emergency]
    ended = ev.EmergencyEnded(emergency=found.id, why="ended", restored=found.bent)
    return [ended, *_quorum_restored(case)]


def _quorum_restored(case: Case) -> list[ev.Event]:
    """Let the motions that were spared a quorum wait for a roll-call, if they are still debated.

    Otherwise what is moved on the last day of an emergency would be decided without a quorum after
    it. No two emergencies are in force at once.
    """
    if not case.state.bends("decide_without_quorum", case.state.top):
        return []
    return [
        ev.DebateOpened(motion=motion.id, until=motion.at, roll_call=True)
        for motion in case.state.motions.values()
        if motion.stage == "debate"
        and not (motion.roll_call or motion.present)
        and not _asks_for_no_presence(case, motion)
        and case.deciding(motion).presence_quorum > 0
    ]


def _asks_for_no_presence(case: Case, motion: Motion) -> bool:
    """Whether a motion never asks for presence: nobody is to prevent the vote by staying away."""
    put_by_itself = motion.id in case.state.hearings or motion.id in case.state.initiative_of
    of_bodies = (LeaveFederation, StayInFederation, *QUESTIONS)
    return put_by_itself or isinstance(motion.effect, of_bodies)


def lapse_emergency(case: Case, command: LapseEmergency) -> list[ev.Event]:
    """End an emergency whose date has come, and say which rules apply again."""
    require_office(case, "lapse_emergency")
    found = case.state.emergencies.get(command.emergency)
    if found is None or found.ended_at != NEVER or case.at < found.ends_at:
        refuse(
            "nothing_due",
            case.charter.preamble.cite(),
            expected="an emergency whose date has come",
            got=command.emergency,
            remedy="wait",
        )
    return [
        ev.EmergencyEnded(emergency=found.id, why="lapsed", restored=found.bent),
        *_quorum_restored(case),
        ev.BodyNotified(body=found.body, about="emergency_lapsed", motion=found.motion),
    ]
