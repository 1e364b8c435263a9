"""Putting what an initiative asks: to a body, whose officers are not asked, or to all members.

Rules of this module:

* what is put has no mover who could withdraw it, and nobody amends it: whoever wants something
  else moves a motion of their own beside it;
* its debate has the full length, also in an emergency, and no presence is asked for, so that
  nobody prevents the vote by staying away;
* all members vote under the article under which the signatures were gathered.

Not here: gathering signatures (``law``), judging the vote (``commonweal.polity.decisions``).
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from math import ceil
from typing import NoReturn

from commonweal.charter.rights import Initiative as Rule
from commonweal.polity import effects as ef
from commonweal.polity import events as ev
from commonweal.polity.amendments import is_guarded
from commonweal.polity.case import Case, numbered, provided
from commonweal.polity.entities import NO_BODY, Body, Motion
from commonweal.polity.polls import Electorate, open_vote
from commonweal.polity.refusals import refuse
from commonweal.polity.rights.carrying import Effects
from commonweal.polity.rights.initiative import data
from commonweal.polity.rights.initiative.effects import SupportInitiative
from commonweal.polity.rights.letters.data import RestoreLetter
from commonweal.polity.rights.succession import successor
from commonweal.terms import days


def rule_in_force(case: Case) -> Rule:
    """Return the article on initiatives, or refuse."""
    right = case.charter.initiative
    return provided(
        case,
        right,
        "initiative",
        refusal="initiative_not_provided",
        remedy="ask those who vote in the body to move it",
    )


def asked_of_all(case: Case, motion: Motion) -> Rule | None:
    """Return the article by which all members vote on a motion, if an initiative put it to them."""
    found = case.state.initiatives.get(case.state.initiative_of.get(motion.id, 0))
    if found is None or found.body != NO_BODY:
        return None
    return rule_of(case, found)


def check_asked_of_all(case: Case, rule: Rule, effect: ef.AnyEffect) -> None:
    """Refuse what all members cannot decide by an initiative."""
    allowed = isinstance(effect, ef.Resolve | ef.EndEmergency | RestoreLetter)
    if isinstance(effect, ef.AmendConstitution):
        allowed = not is_guarded(case, effect)
    if not allowed:
        refuse(
            "initiative_effect_reserved",
            rule.cite(),
            expected="a resolution, the end of an emergency, an amendment of nothing entrenched, or"
            " a letter put back that the highest body took down",
            got=str(effect.__struct_config__.tag).replace("_", " "),
            remedy="address it to the body that decides this",
        )


def rule_of(case: Case, initiative: data.Initiative) -> Rule:
    """Return the article under which an initiative was started."""
    rule = case.charter_of(initiative.charter).initiative
    assert rule is not None
    return rule


def needed(
    case: Case, body: Body, members_share: Fraction, bodies_share: Fraction, least: int
) -> tuple[int, int]:
    """Return how many members, and base bodies, at or below a body a share is.

    It is one body at least, and so many members at least as the constitution says; where there are
    fewer, all of them.
    """
    below = case.state.below(body.id)
    bases = sum(1 for one in below if one.members and case.level(one).is_base)
    members = body.people - case.count_waiting(body.id)
    fewest = max(1, min(least, members))
    return max(fewest, ceil(members_share * members)), max(1, ceil(bodies_share * bases))


def count_signatures(case: Case, signed: Iterable[int], body: Body) -> int:
    """Count those among the signers who still are members at or below a body."""
    return sum(1 for one in signed if case.state.belongs(one, body.id))


def count_bodies(case: Case, supporting: Iterable[int], asked: Body) -> set[int]:
    """Return the bodies that support something below a body: each once, also under another name.

    Who was merged supports as the body that it became, which gives no second support.
    """
    became = {successor(case, one).id for one in supporting}
    return {one for one in became if case.state.reaches(asked.id, one)}


def addressee(case: Case, initiative: data.Initiative) -> Body:
    """Return the body that is asked, or the one that it became; of all members, the top body."""
    return successor(case, initiative.body or case.state.top)


def put(case: Case, initiative: data.Initiative, members: int, bodies: int) -> list[ev.Event]:
    """Make a motion of an initiative that has come together."""
    body = addressee(case, initiative)
    assert body.is_open  # behind a body that ended without an heir nobody could have signed
    motion = case.new("motions")
    reached = data.InitiativeReached(
        initiative=initiative.id, motion=motion, members=members, bodies=bodies
    )
    of_all = initiative.body == NO_BODY
    proposed = ev.MotionProposed(
        motion=motion,
        body=body.id,
        by=initiative.by,
        charter=initiative.charter if of_all else case.version,
        text=initiative.text,
        effect=initiative.effect,
    )
    if of_all:
        return [reached, proposed, *_ask_all(case, initiative, body, motion)]
    until = case.at + days(case.level(body).motions.debate_days)
    return [reached, proposed, ev.DebateOpened(motion=motion, until=until, roll_call=False)]


def _ask_all(case: Case, initiative: data.Initiative, top: Body, motion: int) -> list[ev.Event]:
    electorate = Electorate(case, top, by_members=True)
    opened = open_vote(
        case,
        top,
        electorate,
        kind="motion",
        rule=rule_of(case, initiative),
        charter=initiative.charter,
        motion=motion,
    )
    return [*electorate.events, opened, ev.MotionPut(motion=motion, poll=opened.poll)]


# Finding and supporting.


def open_initiative(case: Case, number: int) -> data.Initiative:
    """Return an initiative that still gathers, or refuse."""
    rule = rule_in_force_then(case, number)
    found = case.state.initiatives[number]
    if found.stage != "open" or case.at >= found.until:
        refuse(
            "initiative_over",
            rule.cite("signature_days"),
            expected="an initiative that gathers signatures",
            got=f"initiative {number}, {found.stage if found.stage != 'open' else 'out of time'}",
            remedy="start another",
        )
    return found


def rule_in_force_then(case: Case, number: int) -> Rule:
    """Return the article of an initiative that exists, or refuse."""
    found = case.state.initiatives.get(number)
    if found is None:
        refuse(
            "initiative_unknown",
            rule_in_force(case).cite(),
            expected=numbered("an initiative", len(case.state.initiatives)),
            got=number,
            remedy="list the initiatives and choose one",
        )
    return rule_of(case, found)


def refuse_unconcerned(rule: Rule, body: Body, got: str) -> NoReturn:
    """Refuse who does not stand behind the body that an initiative addresses."""
    refuse(
        "initiative_not_concerned",
        rule.cite(),
        expected=f"somebody of {body.name}, or of a body below it",
        got=got,
        remedy="address it to a body to which yours belongs, or to all members",
    )


def require_base(case: Case, rule: Rule, body: Body) -> None:
    """Refuse unless members sit in the body themselves."""
    if not case.level(body).is_base:
        refuse(
            "initiative_support_not_of_base",
            rule.cite(),
            expected="a body in which members sit themselves",
            got=body.name,
            remedy="move it in a body below",
        )


def check_support(case: Case, body: Body, effect: SupportInitiative) -> None:
    """Refuse a support that does not count."""
    found = open_initiative(case, effect.initiative)
    rule, asked = rule_of(case, found), addressee(case, found)
    require_base(case, rule, body)
    if not case.state.reaches(asked.id, body.id):
        refuse_unconcerned(rule, asked, body.name)
    if body.id in count_bodies(case, found.bodies, asked):
        refuse_again(rule, f"a second one by {body.name}")


def refuse_again(rule: Rule, got: str) -> NoReturn:
    """Refuse a support that was given before."""
    refuse(
        "initiative_signed_before",
        rule.cite("members_share"),
        expected="one support each",
        got=got,
        remedy="ask others to support it",
    )


def support(case: Case, motion: Motion, effect: SupportInitiative) -> list[ev.Event]:
    """Count a base body's support; the last that is needed puts the initiative."""
    found = case.state.initiatives[effect.initiative]
    supported = data.InitiativeSupported(initiative=found.id, body=motion.body, motion=motion.id)
    asked = addressee(case, found)
    bodies = len(count_bodies(case, found.bodies, asked)) + 1
    if bodies < found.bodies_needed:
        return [supported]
    members = count_signatures(case, found.signatures, asked)
    return [supported, *put(case, found, members, bodies)]


EFFECTS: Effects = {SupportInitiative: (check_support, support)}
"""What refuses each effect, and what carries it out."""
