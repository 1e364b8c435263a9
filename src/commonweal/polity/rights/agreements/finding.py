"""Finding agreements, and the article that each goes by for as long as it lasts.

Rules of this module: an agreement goes by the article under which it was proposed, whatever becomes
of the constitution; who may decide is told by that article, too.

Not here: proposing and proving (``law``), adopting, ending, confirming (``deciding``).
"""

from __future__ import annotations

from commonweal.charter.rights import Agreements as Rule
from commonweal.polity.case import Case, numbered, provided
from commonweal.polity.entities import Body
from commonweal.polity.refusals import refuse
from commonweal.polity.rights.agreements import data
from commonweal.polity.rights.succession import successor
from commonweal.polity.state import State


def rule_in_force(case: Case) -> Rule:
    """Return the article on agreements, or refuse."""
    return provided(
        case,
        case.charter.agreements,
        "agreements",
        refusal="agreements_not_provided",
        remedy="ask those who amend the constitution for such an article",
    )


def rule_of(case: Case, agreement: data.Agreement) -> Rule:
    """Return the article under which an agreement was proposed."""
    rule = case.charter_of(agreement.charter).agreements
    assert rule is not None
    return rule


def found(case: Case, number: int) -> data.Agreement:
    """Return an agreement, or refuse."""
    agreement = case.state.agreements.get(number)
    if agreement is None:
        refuse(
            "agreement_unknown",
            cite(case),
            expected=numbered("an agreement", len(case.state.agreements)),
            got=number,
            remedy="list the agreements and choose one",
        )
    return agreement


def federation(state: State, origin: str, key: str) -> int:
    """Return the number of another federation, by name and key of its record; 0: unknown."""
    return next(
        (one.id for one in state.foreigns.values() if (one.origin, one.key) == (origin, key)), 0
    )


def cite(case: Case) -> str:
    """Cite the article on agreements in force; where there is none, the constitution."""
    rule = case.charter.agreements
    return (rule or case.charter.preamble).cite()


def decides(case: Case, rule: Rule, body: Body) -> bool:
    """Whether a body decides on agreements; the top body where the level is gone."""
    if rule.level is None or rule.level not in case.charter.levels:
        return body.id == case.state.top
    return body.level == rule.level


def binds(case: Case, agreement: data.Agreement, body: int) -> bool:
    """Whether an agreement binds a body: itself, one above it, or the whole federation."""
    if not agreement.bodies:
        return True
    bound = {successor(case, one).id for one in agreement.bodies}
    return any(case.state.reaches(one, body) for one in bound)


def confirmed_since(case: Case, agreement: data.Agreement, body: int, since: int) -> bool:
    """Whether a body has said since a moment that it stays bound.

    What it said of an earlier leaving, which it took back, does not count.
    """
    motion = agreement.confirmed.get(body)
    return motion is not None and case.state.motions[motion].decided_at >= since


def goes_on_for(case: Case, agreement: data.Agreement) -> list[int]:
    """Return the bodies that left the federation and said that they stay bound."""
    gone = [one for one in case.state.leavings.values() if one.stage == "left"]
    return [
        body
        for body in agreement.confirmed
        if any(
            case.state.reaches(one.body, body)
            and confirmed_since(case, agreement, body, one.decided_at)
            for one in gone
        )
    ]
