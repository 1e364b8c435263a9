"""What bodies decide about grievances: a union about its own, an arbiter about those of others.

Rules of this module:

* a union files by a decision of its own and without signatures, whoever commands where it files;
  whoever moved that stands behind it, so that a few do not contest everything by many unions;
* one body decides on a grievance, and whoever is concerned in it does not vote there; it decides
  after the hearing, and not while all members vote on the same decision;
* a decision against which a grievance is upheld has fallen, with the tasks it gave, and so has a
  line of the plan; what is to come in its place is for a correction. An officer is
  removed by nobody but the electors: they are told, and the suspension runs to its date.

Not here: who is concerned (``sides``), the hearing (``hearing``).
"""

from __future__ import annotations

from commonweal.polity import events as ev
from commonweal.polity.case import Case
from commonweal.polity.entities import Body, Motion
from commonweal.polity.refusals import refuse
from commonweal.polity.rights.carrying import Effects
from commonweal.polity.rights.consent.asking import fall
from commonweal.polity.rights.grievances import data
from commonweal.polity.rights.grievances.effects import (
    ActOnGrievance,
    ArbitrateGrievance,
    FileUnionGrievance,
)
from commonweal.polity.rights.grievances.hearing import check_act, do
from commonweal.polity.rights.grievances.law import check_limit, filed, is_at_limit
from commonweal.polity.rights.grievances.matters import find_matter, release, suspended_until
from commonweal.polity.rights.grievances.sides import (
    contested,
    grievance,
    refuse_other_side,
    rule_in_force,
    rule_of,
    told_of,
)
from commonweal.polity.rights.initiative.data import CallBackDecided
from commonweal.polity.rights.succession import successor


def check_file(case: Case, body: Body, effect: FileUnionGrievance) -> None:
    """Refuse a grievance that the body, as a union, cannot file."""
    rule = rule_in_force(case)
    if not case.state.is_union(body.id):
        refuse(
            "grievance_not_concerned",
            rule.cite("members_min"),
            expected="a union",
            got=body.name,
            remedy="let members sign a grievance, or move a motion",
        )
    matter = find_matter(case, rule, effect.motion, effect.seat, effect.line)
    suspended_until(case, rule, matter.name)
    behind = case.state.grievances_of_union.get(body.id, [])
    check_limit(case, rule, behind, body.name)
    check_limit(case, rule, case.state.grievances_moved.get(case.by, []), f"member {case.by}")


def file_as_union(case: Case, motion: Motion, effect: FileUnionGrievance) -> list[ev.Event]:
    """File a union's grievance; it suspends at once."""
    rule = rule_in_force(case)
    if is_at_limit(case, rule, case.state.grievances_moved.get(motion.by, [])):
        return [ev.EffectFailed(motion=motion.id, why="grievance_limit_reached")]
    matter = find_matter(case, rule, effect.motion, effect.seat, effect.line)
    return filed(
        case,
        rule,
        matter,
        motion.text,
        needed=1,
        by=motion.by,
        union=motion.body,
        decided=motion.id,
    )


def check_own(case: Case, body: Body, effect: ActOnGrievance) -> None:
    """Refuse a union's act on a grievance that is not its own, or for which it is too early."""
    stages: tuple[data.Stage, ...] = ("open", "heard")
    if effect.act == "strike":
        stages = ("open", "heard", "rejected")
    found = grievance(case, effect.grievance, *stages)
    if not found.union or successor(case, found.union).id != body.id:
        refuse_other_side(case, found, "the union that filed it")
    check_act(case, found, effect.act)


def act_as_union(case: Case, motion: Motion, effect: ActOnGrievance) -> list[ev.Event]:
    """Withdraw, agree or give notice of a strike, as the union that filed the grievance."""
    return do(case, case.state.grievances[effect.grievance], effect.act, motion.id)


def check_arbitrate(case: Case, body: Body, effect: ArbitrateGrievance) -> None:
    """Refuse a decision on a grievance by another body than its arbiter, or at another time."""
    found = grievance(case, effect.grievance)
    rule = rule_of(case, found)
    arbiter = successor(case, found.arbiter) if found.arbiter else None
    if arbiter is None or arbiter.id != body.id or body.id == contested(case, found).id:
        refuse(
            "arbiter_of_another",
            rule.cite("arbitration"),
            expected=arbiter.name if arbiter else "no body: none is there that is not concerned",
            got=body.name,
            remedy="leave it to that body" if arbiter else "seek an agreement",
        )
    held = case.state.call_backs.get(found.motion)
    voting = held is not None and held.stage == "vote"
    if found.stage != "heard" or voting:
        refuse(
            "arbitration_not_open",
            rule.cite("arbitration"),
            expected="a grievance that was heard in vain, and on which all members do not vote",
            got=f"grievance {found.id}, {'before all members' if voting else found.stage}",
            remedy="wait until its hearing is over, if it is to be heard",
        )


def arbitrate(case: Case, motion: Motion, effect: ArbitrateGrievance) -> list[ev.Event]:
    """Uphold a grievance, or reject it."""
    found = case.state.grievances[effect.grievance]
    events: list[ev.Event] = [
        data.GrievanceArbitrated(grievance=found.id, ruling=effect.ruling, motion=motion.id)
    ]
    if effect.ruling == "upheld" and found.seat:
        return [*events, *_tell_electors(case, found)]
    if effect.ruling == "upheld" and found.line:
        events += _tell_parties(case, found)
    held = case.state.call_backs.get(found.motion)
    if effect.ruling == "upheld" and held is not None and held.stage == "waiting":
        fallen = CallBackDecided(motion=found.motion, outcome="fallen", why="grievance_upheld")
        events.append(fallen)
    change = case.state.reorganisations.get(found.motion)
    if effect.ruling == "upheld" and change is not None and change.stage == "waiting":
        events += fall(case, change, "grievance_upheld")
    return [*events, *release(found, effect.ruling)]


def _tell_electors(case: Case, found: data.Grievance) -> list[ev.Event]:
    """Tell the body, and the one that elected, that a grievance against an office was upheld."""
    seat = case.state.seats[found.seat]
    bodies = [case.state.bodies[one] for one in dict.fromkeys((seat.body, seat.sender))]
    return [
        ev.BodyNotified(body=one.id, about="grievance_upheld", seat=seat.id)
        for one in bodies
        if one.is_open
    ]


def _tell_parties(case: Case, found: data.Grievance) -> list[ev.Event]:
    """Tell whoever makes or receives what a line was about, and who adopted the plan."""
    return [ev.BodyNotified(body=one.id, about="grievance_upheld") for one in told_of(case, found)]


EFFECTS: Effects = {
    FileUnionGrievance: (check_file, file_as_union),
    ActOnGrievance: (check_own, act_as_union),
    ArbitrateGrievance: (check_arbitrate, arbitrate),
}
"""What refuses each effect, and what carries it out."""
