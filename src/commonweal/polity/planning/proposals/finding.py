"""Finding campaigns, the article each goes by, and whose voice counts in it.

Rules of this module:

* a campaign goes by the article under which it began, whatever becomes of the constitution; while
  it runs, so does everything that is proposed;
* it belongs to the body that began it, and to the one that this body became; it binds the bodies
  below that one and no others;
* whoever votes in a body proposes and orders for it.

Not here: proposing (``law``), rounds (``rounds``), adopting (``adopting``).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NoReturn

from commonweal.charter.planning import Planning as Rule
from commonweal.polity.case import Case, numbered, provided
from commonweal.polity.entities import NO_BODY, Body
from commonweal.polity.planning.proposals import kept
from commonweal.polity.refusals import refuse
from commonweal.polity.rights.succession import successor
from commonweal.polity.state import State
from commonweal.terms import days

OVER = ("adopted", "lapsed")
"""Stages of a campaign in which nothing happens any more."""

REVISABLE = ("proposing", "revising")
"""Stages of a campaign in which proposals and orders are changed."""


def rule_in_force(case: Case) -> Rule:
    """Return the article on the plan, or refuse."""
    return provided(
        case,
        case.charter.plan,
        "plan",
        refusal="plan_not_provided",
        remedy="move that the constitution is amended",
    )


def rule_of(case: Case, campaign: kept.Campaign) -> Rule:
    """Return the article under which a campaign began."""
    rule = case.charter_of(campaign.charter).plan
    assert rule is not None
    return rule


def running(state: State) -> kept.Campaign | None:
    """Return the campaign that runs, if any: there is one at a time."""
    newest = state.campaigns.get(len(state.campaigns))
    return None if newest is None or newest.stage in OVER else newest


def rule_now(case: Case) -> Rule:
    """Return the article by which one proposes now: that of the campaign, or the one in force."""
    campaign = running(case.state)
    return rule_of(case, campaign) if campaign else rule_in_force(case)


def cite(case: Case) -> str:
    """Cite the article on the plan in force; where there is none, the constitution."""
    return (case.charter.plan or case.charter.preamble).cite()


def campaign_of(case: Case, number: int) -> kept.Campaign:
    """Return a campaign, or refuse."""
    found = case.state.campaigns.get(number)
    if found is None:
        refuse_unknown(case, "campaigns", number)
    return found


def plan_of(case: Case, number: int) -> kept.Plan:
    """Return a plan that was found, or refuse."""
    found = case.state.plans.get(number)
    if found is None:
        refuse_unknown(case, "plans", number)
    return found


def open_campaign(case: Case, number: int) -> kept.Campaign:
    """Return a campaign that goes on, or refuse."""
    found = campaign_of(case, number)
    if found.stage in OVER:
        refuse(
            "campaign_over",
            rule_of(case, found).cite(),
            expected="a campaign that goes on",
            got=f"campaign {number}, {found.stage}",
            remedy="let the body of the plan begin a new one",
        )
    return found


def require_revisable(case: Case, campaign: kept.Campaign) -> None:
    """Refuse to change proposals while a plan is found, or voted on."""
    if campaign.stage not in REVISABLE:
        awaited = campaign.stage == "solving"
        refuse(
            "proposals_closed",
            rule_of(case, campaign).cite("round_days"),
            expected="the time for proposals, or for revising them",
            got=f"campaign {campaign.id}, {campaign.stage}",
            remedy="wait for the plan" if awaited else "ask for an alternative, or vote",
        )


def is_given_up(case: Case, campaign: kept.Campaign) -> bool:
    """Whether no plan came for a round for so long that nobody has to wait for it any more."""
    waited = campaign.until + days(rule_of(case, campaign).adoption_days)
    return campaign.stage == "solving" and case.at >= waited


def is_adoptable(case: Case, campaign: kept.Campaign) -> bool:
    """Whether plans of a campaign are adopted now: its rounds are over, given up, or not needed."""
    early = rule_of(case, campaign).adopt_early
    return early or campaign.stage == "deciding" or is_given_up(case, campaign)


_KINDS = {
    "products": ("product_unknown", "a product"),
    "limits": ("limit_unknown", "a limit"),
    "processes": ("process_unknown", "a process"),
    "campaigns": ("campaign_unknown", "a campaign"),
    "plans": ("plan_unknown", "a plan"),
    "alternatives": ("alternative_unknown", "an alternative"),
}
"""For what the state keeps: the refusal of a number under which there is none, and its name."""


def refuse_unknown(case: Case, kind: str, number: int) -> NoReturn:
    """Refuse a number under which the state keeps nothing of a kind."""
    refusal, what = _KINDS[kind]
    refuse(
        refusal,
        cite(case),
        expected=numbered(what, len(getattr(case.state, kind))),
        got=number,
        remedy="list them and choose one",
    )


# Bodies.


def owner(case: Case, campaign: kept.Campaign) -> Body:
    """Return the body of a campaign, or the one that it became."""
    return successor(case, campaign.body)


def decides(case: Case, rule: Rule, body: Body) -> bool:
    """Whether a body begins planning; without a level in the article the top body does."""
    return body.id == case.state.top if rule.level is None else body.level == rule.level


def require_owner(case: Case, campaign: kept.Campaign, body: Body) -> None:
    """Refuse unless a body is the one to which a campaign belongs."""
    expected = owner(case, campaign)
    if body.id != expected.id:
        refuse(
            "effect_reserved",
            rule_of(case, campaign).cite("level"),
            expected=expected.name,
            got=body.name,
            remedy="bring it before the body that began this planning",
        )


def taking_part(case: Case, rule: Rule, number: int, levels: tuple[str, ...]) -> Body:
    """Return an open body of these levels that belongs to the plan, or refuse.

    Args:
        case: the case.
        rule: the article.
        number: the body.
        levels: of producers, of consumers, or both.
    """
    body = case.body(number)
    campaign = running(case.state)
    outside = campaign is not None and not case.state.reaches(owner(case, campaign).id, body.id)
    if body.level not in levels or outside:
        refuse(
            "body_outside_plan",
            rule.cite("producers" if levels == rule.producers else "consumers"),
            expected=f"a body of the level {' or '.join(dict.fromkeys(levels))}"
            + (f", below {owner(case, campaign).name}" if campaign and outside else ""),
            got=f"{body.name}, {body.level}",
            remedy="choose a body that makes or orders this",
        )
    return body


def require_voice(case: Case, rule: Rule, body: Body) -> None:
    """Refuse whoever does not vote in a body for which something is proposed."""
    if not case.is_voter(case.by, body):
        refuse(
            "proposed_for_others",
            rule.cite(),
            expected=f"somebody who votes in {body.name}",
            got=f"member {case.by}",
            remedy="propose and order for a body in which you vote",
        )


def require_not_fixed(case: Case, rule: Rule, *bodies: int) -> None:
    """Refuse to change what a body has decided itself in the campaign that runs."""
    campaign = running(case.state)
    fixed = campaign.fixed if campaign else {}
    for body in bodies:
        if body in fixed:
            refuse_fixed(case, rule, body, fixed[body])


def refuse_fixed(case: Case, rule: Rule, body: int, motion: int) -> NoReturn:
    """Refuse to change alone what a body has decided by a motion."""
    refuse(
        "proposal_fixed",
        rule.cite(),
        expected="a proposal that the body has not decided itself",
        got=f"{case.state.bodies[body].name}, fixed by motion {motion}",
        remedy="move in the body that its proposals be free again",
    )


def consuming_body(state: State, rule: Rule, member: int) -> int:
    """Return the body through which a member orders: the nearest of a consumers' level; 0: none."""
    body = state.members.home[member]
    while body != NO_BODY and state.bodies[body].level not in rule.consumers:
        body = state.bodies[body].parent
    return body


def has_say(case: Case, campaign: kept.Campaign) -> bool:
    """Whether who asks votes in a body that makes, orders or adopts the plan."""
    above = owner(case, campaign)
    levels = {*rule_of(case, campaign).producers, *rule_of(case, campaign).consumers}
    return any(
        body.id == above.id or (body.level in levels and case.state.reaches(above.id, body.id))
        for body in _votes_in(case)
    )


def _votes_in(case: Case) -> Iterator[Body]:
    """Give the bodies in which who asks votes: where members sit themselves, and by seats."""
    number = case.state.members.home[case.by]
    while number != NO_BODY:
        body = case.state.bodies[number]
        if case.level(body).of_members:
            yield body
        number = body.parent
    for held in case.state.held.get(case.by, ()):
        seat = case.state.seats[held]
        if not seat.office:
            yield case.state.bodies[seat.body]
