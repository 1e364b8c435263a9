"""Calling back: decisions that wait, and what becomes of them when those below want it.

Rules of this module:

* a decision of delegates waits where its kind is listed; what all members decided never waits;
* it waits under the article under which it was moved, whatever is amended meanwhile;
* members and base bodies below the body that decided call it back; either share is enough.

Not here: carrying out what was not called back (``law``).
"""

from __future__ import annotations

from commonweal.charter.rights import Initiative as Rule
from commonweal.polity import events as ev
from commonweal.polity.case import Case, require_waited
from commonweal.polity.entities import Body, Motion
from commonweal.polity.polls import Electorate, open_vote
from commonweal.polity.refusals import refuse
from commonweal.polity.rights.carrying import Effects
from commonweal.polity.rights.initiative import data
from commonweal.polity.rights.initiative.effects import CallBack
from commonweal.polity.rights.initiative.putting import (
    count_bodies,
    count_signatures,
    needed,
    require_base,
    rule_in_force,
)
from commonweal.terms import days


def hold_back(case: Case, motion: Motion) -> list[ev.Event]:
    """Return that a carried motion waits; nothing where it takes effect at once."""
    rule = case.charter_of(motion.charter).initiative
    body, poll = case.state.bodies[motion.body], case.state.polls[motion.poll]
    kind = str(motion.effect.__struct_config__.tag)
    if rule is None or kind not in rule.callback_effects or poll.electorate == "members":
        return []
    members, bodies = needed(
        case, body, rule.callback_share, rule.callback_share, rule.signatures_min
    )
    until = case.at + days(rule.callback_days)
    held = data.DecisionHeldBack(
        motion=motion.id, until=until, members_needed=members, bodies_needed=bodies
    )
    return [held]


def waiting(case: Case, number: int) -> tuple[data.Waiting, Rule]:
    """Return a decision that can still be called back, and the article, or refuse."""
    motion = case.motion(number)
    found = case.state.call_backs.get(number)
    rule = case.charter_of(motion.charter).initiative
    if found is None or rule is None or found.stage != "waiting" or case.at >= found.until:
        refuse(
            "decision_not_waiting",
            rule.cite("callback_effects") if rule else rule_in_force(case).cite(),
            expected="a decision that waits before it takes effect",
            got=f"motion {number}, {found.stage if found else motion.stage}",
            remedy="start an initiative against it",
        )
    return found, rule


def check_call_back(case: Case, body: Body, effect: CallBack) -> None:
    """Refuse a call that does not count."""
    found, rule = waiting(case, effect.motion)
    require_base(case, rule, body)
    above = case.state.bodies[case.state.motions[effect.motion].body]
    if not case.state.reaches(above.id, body.id):
        _refuse_unconcerned(rule, above, body.name)
    if body.id in count_bodies(case, found.bodies, above):
        _refuse_again(rule, f"a second call by {body.name}")


def call_back(case: Case, motion: Motion, effect: CallBack) -> list[ev.Event]:
    """Count a base body's call."""
    found, rule = waiting(case, effect.motion)
    called = data.CallBackSupported(motion=effect.motion, body=motion.body, decided=motion.id)
    above = case.state.bodies[case.state.motions[effect.motion].body]
    bodies = len(count_bodies(case, found.bodies, above)) + 1
    if bodies < found.bodies_needed:
        return [called]
    members = count_signatures(case, found.signatures, above)
    return [called, *_called_back(case, found, rule, members, bodies)]


def sign_call_back(case: Case, command: data.SignCallBack) -> list[ev.Event]:
    """Sign for calling a decision back; the last signature that is needed does it."""
    found, rule = waiting(case, command.motion)
    require_waited(case)
    above = case.state.bodies[case.state.motions[command.motion].body]
    if not case.state.belongs(case.by, above.id):
        _refuse_unconcerned(rule, above, f"member {case.by}")
    if case.by in found.signatures:
        _refuse_again(rule, f"a second call by member {case.by}")
    signed = data.CallBackSigned(motion=command.motion, by=case.by)
    if len(found.signatures) + 1 < found.members_needed:
        return [signed]
    members = count_signatures(case, found.signatures, above) + 1
    if members < found.members_needed:
        return [signed]
    bodies = len(count_bodies(case, found.bodies, above))
    return [signed, *_called_back(case, found, rule, members, bodies)]


def _refuse_unconcerned(rule: Rule, above: Body, got: str) -> None:
    refuse(
        "decision_not_concerned",
        rule.cite("callback_share"),
        expected=f"somebody of {above.name}, or of a body below it",
        got=got,
        remedy="leave it to those whom the decision binds",
    )


def _refuse_again(rule: Rule, got: str) -> None:
    refuse(
        "called_back_before",
        rule.cite("callback_share"),
        expected="one call each",
        got=got,
        remedy="ask others to call it back",
    )


def _called_back(
    case: Case, found: data.Waiting, rule: Rule, members: int, bodies: int
) -> list[ev.Event]:
    """Let a decision fall, or put it to all members below."""
    motion = case.state.motions[found.motion]
    if rule.callback_then == "falls":
        return [
            data.DecisionCalledBack(motion=motion.id, members=members, bodies=bodies),
            data.CallBackDecided(motion=motion.id, outcome="fallen", why="called_back"),
        ]
    body = case.state.bodies[motion.body]
    electorate = Electorate(case, body, by_members=True)
    opened = open_vote(
        case,
        body,
        electorate,
        kind="motion",
        rule=rule,
        charter=motion.charter,
        motion=motion.id,
    )
    called = data.DecisionCalledBack(
        motion=motion.id, members=members, bodies=bodies, poll=opened.poll
    )
    return [called, *electorate.events, opened]


EFFECTS: Effects = {CallBack: (check_call_back, call_back)}
"""What refuses each effect, and what carries it out."""
