"""What protects a body that leaves: its article, its vote, and that nobody above meddles with it.

Rules of this module:

* the article under which leaving was moved decides on it, also when the constitution is amended
  meanwhile;
* all members at and below the body vote, whoever its delegates are: leaving binds them all;
* from the debate until the body has left, or the motion has failed, nobody above merges, splits or
  closes it, or puts a body below it. What a body decides about itself is its own business.

Not here: what leaving brings about (``leaving``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from commonweal.charter.rights import Affiliation
from commonweal.polity import effects as ef
from commonweal.polity.case import Case, provided
from commonweal.polity.entities import NO_BODY, Body, Motion
from commonweal.polity.refusals import refuse
from commonweal.polity.rights.affiliation.data import Leaving
from commonweal.polity.rights.affiliation.effects import LeaveFederation, StayInFederation


def rule_in_force(case: Case) -> Affiliation:
    """Return the article on leaving and joining, or refuse."""
    return provided(
        case,
        case.charter.affiliation,
        "affiliation",
        refusal="affiliation_not_provided",
        remedy="amend the constitution",
    )


def leaving_rule(case: Case, motion: Motion) -> Affiliation | None:
    """Return the article by which all members vote on a motion to leave, or to stay after all."""
    if motion.amends or not isinstance(motion.effect, LeaveFederation | StayInFederation):
        return None
    return case.charter_of(motion.charter).affiliation


def rule_of(case: Case, leaving: Leaving) -> Affiliation:
    """Return the article under which a body leaves."""
    rule = case.charter_of(leaving.charter).affiliation
    assert rule is not None
    return rule


def leaving_over(case: Case, body: int) -> Leaving | None:
    """Return the nearest decision to leave that takes a body along, in notice; or None."""
    for one in _upwards(case, body):
        found = case.state.leaving_of.get(one)
        if found is not None:
            return case.state.leavings[found]
    return None


def _upwards(case: Case, body: int) -> Iterator[int]:
    while body != NO_BODY:
        yield body
        body = case.state.bodies[body].parent


def check_left_alone(case: Case, body: Body, effect: ef.Reorganisation) -> None:
    """Refuse to reorganise, from above, a body that leaves or votes on leaving."""
    known = (one for one in _reorganised(effect) if one in case.state.bodies)
    for one in known:
        for above in _upwards(case, one):
            if above == body.id:
                break
            if above in case.state.leaving_of or _votes_on_leaving(case, above):
                _refuse_meddling(case, above)


def _reorganised(effect: ef.Reorganisation) -> Iterable[int]:
    match effect:
        case ef.OpenBodyEffect():
            return (effect.parent,)
        case ef.MergeBodies():
            return effect.bodies
        case ef.SplitBody() | ef.CloseBody():
            return (effect.body,)


def _votes_on_leaving(case: Case, body: int) -> bool:
    motions = (case.state.motions[one] for one in case.state.bodies[body].motions)
    return any(
        isinstance(one.effect, LeaveFederation) and one.stage in ("debate", "vote")
        for one in motions
    )


def _refuse_meddling(case: Case, leaving: int) -> None:
    rule = case.charter.affiliation
    refuse(
        "leaving_body_left_alone",
        (rule or case.charter.reorganisation).cite(),
        expected="bodies that neither leave nor vote on leaving",
        got=case.state.bodies[leaving].name,
        remedy="wait until it has left, or has decided to stay",
    )
