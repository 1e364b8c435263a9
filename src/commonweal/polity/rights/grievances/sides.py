"""Who stands where in a grievance: whom it concerns, who filed it, who answers, who decides.

Rules of this module:

* those at or below a body contest its decisions and offices, and nobody else does; a line of the
  plan those contest who make it and who receive it, and the body that adopted the plan answers;
* whoever signed a grievance does not also answer it;
* the arbiter is fixed when the grievance comes together, so that nobody chooses among judges: the
  body of the constitution's level above the one concerned, and where that is none, another of that
  level by turns; never the one concerned.

Not here: what can be contested (``matters``), the commands (``law``, ``hearing``).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, NoReturn

from commonweal.charter.rights import Grievances
from commonweal.polity.case import Case, numbered, provided
from commonweal.polity.entities import NO_BODY, Body, Poll
from commonweal.polity.refusals import refuse
from commonweal.polity.rights.grievances.data import Grievance, Stage
from commonweal.polity.rights.grievances.effects import ArbitrateGrievance
from commonweal.polity.rights.succession import successor


def rule_in_force(case: Case) -> Grievances:
    """Return the article on grievances, or refuse."""
    right = case.charter.grievances
    return provided(
        case,
        right,
        "grievances",
        refusal="grievances_not_provided",
        remedy="move a motion in the body, or write it a letter",
    )


def rule_of(case: Case, grievance: Grievance) -> Grievances:
    """Return the article under which a grievance was filed."""
    rule = case.charter_of(grievance.charter).grievances
    assert rule is not None
    return rule


def grievance(case: Case, number: int, *stages: Stage) -> Grievance:
    """Return a grievance that exists and is at one of some stages, or refuse."""
    found = case.state.grievances.get(number)
    if found is None:
        refuse(
            "grievance_unknown",
            rule_in_force(case).cite(),
            expected=numbered("a grievance", len(case.state.grievances)),
            got=number,
            remedy="list the grievances and choose one",
        )
    if stages and found.stage not in stages:
        refuse(
            "grievance_over",
            rule_of(case, found).cite(),
            expected=" or ".join(_IN_WORDS[one] for one in stages),
            got=f"grievance {number}, {_IN_WORDS[found.stage]}",
            remedy="look up how far it has come",
        )
    return found


_IN_WORDS: dict[Stage, str] = {
    "gathering": "one that gathers signatures",
    "open": "one that is to be heard",
    "heard": "one that was heard in vain",
    "lapsed": "one that has lapsed",
    "agreed": "one that was settled",
    "withdrawn": "one that was withdrawn",
    "upheld": "one that was upheld",
    "rejected": "one that was rejected",
}


def contested(case: Case, found: Grievance) -> Body:
    """Return the body whose decision or office is contested, or the one that it became."""
    return successor(case, found.body)


def parties(case: Case, body: Body, line: int) -> list[Body]:
    """Return whom a grievance concerns.

    Args:
        case: the case.
        body: the body contested.
        line: the line of a plan that it is about, or 0.
    """
    if not line:
        return [body]
    found = case.state.lines[line]
    both = (successor(case, one) for one in (found.maker, found.to))
    return list({one.id: one for one in both}.values())


def told_of(case: Case, found: Grievance) -> list[Body]:
    """Return the open bodies that hear of a grievance: the one contested, and whom it concerns."""
    body = contested(case, found)
    told = {one.id: one for one in (body, *parties(case, body, found.line))}
    return [one for one in told.values() if one.is_open]


def belongs_to_any(case: Case, member: int, bodies: Iterable[Body]) -> bool:
    """Whether a member belongs to one of some bodies, or below it."""
    return any(case.state.belongs(member, one.id) for one in bodies)


def standing(case: Case, found: Grievance) -> set[int]:
    """Return those of the signatories who still are members."""
    return {one for one in found.signatures if case.state.members.is_active(one)}


def require_signatory(case: Case, found: Grievance) -> None:
    """Refuse who has not signed; what a union has filed is settled by its decisions."""
    if case.by in found.signatures:
        return
    union = case.state.bodies[found.union].name if found.union else ""
    refuse_other_side(case, found, f"a decision of {union}" if union else "one of those who signed")


def side_of(case: Case, found: Grievance) -> Literal["filers", "answering"]:
    """Return ``filers`` or ``answering``, or refuse who stands on neither side."""
    if files(case, found):
        return "filers"
    if not answers(case, found):
        refuse_other_side(case, found, "somebody of one of the two sides")
    return "answering"


def files(case: Case, found: Grievance) -> bool:
    """Whether the issuer signed the grievance, or belongs to the union that filed it."""
    if found.union:
        return case.state.belongs(case.by, found.union)
    return case.by in found.signatures


def answers(case: Case, found: Grievance) -> bool:
    """Whether the issuer has a seat or office in the body contested, or moved what it decided."""
    if files(case, found):
        return False
    body = contested(case, found).id
    held = case.state.held.get(case.by, ())
    moved = bool(found.motion) and case.state.motions[found.motion].by == case.by
    return moved or any(case.state.seats[one].body == body for one in held)


def require_answering(case: Case, found: Grievance) -> None:
    """Refuse who does not answer for the body or office contested."""
    if not answers(case, found):
        refuse_other_side(case, found, "somebody with a seat or office there, or the mover")


def refuse_other_side(case: Case, found: Grievance, expected: str) -> NoReturn:
    """Refuse who does not stand on the side that it takes."""
    refuse(
        "grievance_of_others",
        rule_of(case, found).cite(),
        expected=expected,
        got=f"member {case.by}",
        remedy="let those concerned speak; anybody may write an open letter",
    )


def refuse_again(case: Case, found: Grievance, got: str) -> NoReturn:
    """Refuse what somebody has said of a grievance before."""
    refuse(
        "grievance_signed_before",
        rule_of(case, found).cite("members_min"),
        expected="one word each",
        got=f"{got} by member {case.by}",
        remedy="ask the others",
    )


# Who decides.


def arbiter_for(
    case: Case, rule: Grievances, body: Body, number: int, without: Iterable[Body] = ()
) -> int:
    """Return the body that may decide on a grievance against a body; 0 where there is none.

    Args:
        case: the case.
        rule: the article.
        body: the body contested.
        number: the grievance.
        without: bodies that are concerned as well.
    """
    concerned = {body.id, *(one.id for one in without)}
    above = body.parent
    while above != NO_BODY:
        if case.state.bodies[above].level == rule.arbitration:
            return above
        above = case.state.bodies[above].parent
    others = [
        one.id
        for one in case.state.bodies.values()
        if one.is_open and one.level == rule.arbitration and one.id not in concerned
    ]
    return others[number % len(others)] if others else NO_BODY


def is_concerned(case: Case, found: Grievance, member: int) -> bool:
    """Whether somebody who would decide on a grievance is concerned in it.

    Concerned are those who filed it, who sits in the body contested or was sent by it, and who
    belongs to the maker or the receiver of a line.
    """
    if member in found.signatures:
        return True
    if found.union and case.state.belongs(member, found.union):
        return True
    body = contested(case, found)
    others = parties(case, body, found.line) if found.line else []
    if belongs_to_any(case, member, others):
        return True
    concerned = {body.id, *(one.id for one in others)}
    seats = (case.state.seats[one] for one in case.state.held.get(member, ()))
    return any(concerned & {seat.body, seat.sender} for seat in seats)


def refuse_concerned(case: Case, poll: Poll, member: int) -> None:
    """Refuse the vote of whoever is concerned in the grievance that is decided on."""
    motion = case.state.motions.get(poll.motion)
    if motion is None or not isinstance(motion.effect, ArbitrateGrievance):
        return
    found = case.state.grievances[motion.effect.grievance]
    if is_concerned(case, found, member):
        refuse(
            "arbiter_concerned",
            rule_of(case, found).cite("arbitration"),
            expected="somebody who neither filed the grievance nor has a part in what it contests",
            got=f"member {member}",
            remedy="speak at the hearing",
        )
