"""What protects a body that leaves: its article, its vote, and that nobody above meddles with it.

Rules of this module:

* the article under which leaving was moved decides on it, also when the constitution is amended
  meanwhile;
* all members at and below the body vote, whoever its delegates are: leaving binds them all; but
  nobody who was admitted after it was moved;
* from the debate until the body has left, or the motion has failed, nobody above merges, splits or
  closes it, or puts a body below it, also one that comes from outside. What a body decides about
  itself is its own business.

Not here: what leaving brings about (``leaving``).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator

from commonweal.charter.rights import Affiliation
from commonweal.polity import effects as ef
from commonweal.polity.case import Case, provided
from commonweal.polity.entities import NEVER, NO_BODY, Body, Motion, Poll
from commonweal.polity.refusals import refuse
from commonweal.polity.rights.affiliation.data import Leaving
from commonweal.polity.rights.affiliation.effects import LeaveFederation, StayInFederation
from commonweal.terms import days


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


def came_since(case: Case, motion: Motion) -> frozenset[int]:
    """Return who was admitted after leaving was moved, and so has no vote on it.

    Otherwise an officer above could admit whoever votes it down while it is debated.
    """
    if leaving_rule(case, motion) is None:
        return frozenset()
    columns = case.state.members
    first = bisect_right(columns.since, motion.moved_at)
    late = range(max(first, 1), len(columns.since))
    return frozenset(one for one in late if case.state.reaches(motion.body, columns.home[one]))


def require_there_before(case: Case, poll: Poll, member: int) -> None:
    """Refuse the vote on leaving of somebody who was admitted after it was moved."""
    motion = case.state.motions.get(poll.motion)
    if motion is None or case.state.members.since[member] <= motion.moved_at:
        return
    rule = leaving_rule(case, motion)
    if rule is not None:
        refuse(
            "not_an_elector",
            rule.cite(),
            expected="somebody who belonged to the federation when leaving was moved",
            got=f"member {member}, admitted since",
            remedy="say that you stay, if the body leaves",
        )


def check_left_alone(case: Case, body: Body, effect: ef.Reorganisation) -> None:
    """Refuse to reorganise, from above, a body that leaves or votes on leaving."""
    for one in _reorganised(effect):
        if one in case.state.bodies:
            check_untouched(case, body, one)


def check_untouched(case: Case, body: Body, touched: int) -> None:
    """Refuse to touch a body from above, if it or one above it leaves, or votes on leaving."""
    for above in _upwards(case, touched):
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
    """Whether a body is about to decide on leaving; not again soon after all have voted it down.

    Otherwise a few could keep it from ever being merged by moving to leave again and again.
    """
    motions = [case.state.motions[one] for one in case.state.bodies[body].motions]
    moved = [one for one in motions if isinstance(one.effect, LeaveFederation)]
    running = [one for one in moved if one.stage in ("debate", "vote")]
    if not running:
        return False
    lost = max((one.decided_at for one in moved if one.stage == "rejected"), default=NEVER)
    rule = leaving_rule(case, running[0]) or case.charter.affiliation
    return rule is None or lost == NEVER or case.at >= lost + days(rule.notice_days)


def _refuse_meddling(case: Case, leaving: int) -> None:
    rule = case.charter.affiliation
    refuse(
        "leaving_body_left_alone",
        (rule or case.charter.reorganisation).cite(),
        expected="bodies that neither leave nor vote on leaving",
        got=case.state.bodies[leaving].name,
        remedy="wait until it has left, or has decided to stay",
    )
