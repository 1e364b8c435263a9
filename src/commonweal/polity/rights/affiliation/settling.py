"""Settling the accounts: what a body that leaves takes along of the accounts above it.

Rules of this module:

* each account above is shared between the body that leaves and those who stay, in proportion to
  their figures: members, or base bodies that have members, as the article says;
* a figure is never larger than on the day of the decision: nobody enlarges a part, or dilutes one,
  by admitting people or opening bodies afterwards;
* whole numbers only: each side gets its whole part, and what is left over goes to the side with the
  larger remainder; equal remainders go to those who stay; a debt is shared like a possession;
* who has entered no account delays nothing: the body leaves, and its part is computed from the
  figures of that day as soon as the account is entered.

Not here: leaving itself (``leaving``).
"""

from __future__ import annotations

from collections.abc import Iterator

from commonweal.charter.rights import Affiliation
from commonweal.polity import events as ev
from commonweal.polity.case import Case, require_power
from commonweal.polity.entities import NO_BODY, Body
from commonweal.polity.refusals import refuse
from commonweal.polity.rights.affiliation import data
from commonweal.polity.rights.affiliation.guarding import rule_in_force


def share_of(balance: int, part: int, whole: int) -> int:
    """Return what a part of a whole takes along of a balance, by the largest remainder."""
    size = abs(balance)
    own, rest = divmod(size * part, whole)
    others = size * (whole - part) % whole
    share = own + (1 if rest > others else 0)
    return share if balance >= 0 else -share


def figure(case: Case, rule: Affiliation, body: Body) -> int:
    """Return by how much a body counts when accounts are settled."""
    if rule.settlement == "by-members":
        return body.people
    if rule.settlement == "none":
        return 0
    below = case.state.below(body.id)
    return sum(1 for one in below if one.members and case.level(one).of_members)


def figures_above(case: Case, rule: Affiliation, body: Body) -> tuple[tuple[int, int], ...]:
    """Return the figure of each body above, the nearest first."""
    if rule.settlement == "none":
        return ()
    return tuple((int(one.id), figure(case, rule, one)) for one in _above(case, body))


def _above(case: Case, body: Body) -> Iterator[Body]:
    while body.parent != NO_BODY:
        body = case.state.bodies[body.parent]
        yield body


def parts_due(
    case: Case, rule: Affiliation, leaving: data.Leaving, body: Body
) -> Iterator[tuple[int, int, int]]:
    """Yield, for each body above, the account, the figure of the body that leaves, and the whole.

    Asked while the members are still there.
    """
    now = figure(case, rule, body)
    for account, whole in figures_above(case, rule, body):
        part = min(leaving.parts, now)
        if part:
            yield account, part, min(leaving.wholes.get(account, whole), whole)


def settled(
    leaving: int, body: int, account: int, balance: int, part: int, whole: int
) -> data.SettlementComputed:
    """Compute what a body takes along of one account."""
    return data.SettlementComputed(
        leaving=leaving,
        body=body,
        account=account,
        balance=balance,
        part=part,
        whole=whole,
        share=share_of(balance, part, whole),
    )


def enter_account(case: Case, command: data.EnterAccount) -> list[ev.Event]:
    """Enter an account, and settle what waited for it."""
    rule = rule_in_force(case)
    body = case.body(command.body)
    require_power(case, "enter_account", body.id)
    if abs(command.balance) > data.BALANCE_MAX:
        refuse(
            "balance_off_its_scale",
            rule.cite("settlement"),
            expected=f"from -{data.BALANCE_MAX} to {data.BALANCE_MAX}",
            got=command.balance,
            remedy="write the balance in the smallest unit of the money",
        )
    events: list[ev.Event] = [
        data.AccountEntered(body=body.id, balance=command.balance, by=case.by)
    ]
    left = command.balance
    for one in case.state.leavings.values():
        if body.id in one.owed:
            part, whole = one.owed[body.id]
            computed = settled(one.id, one.body, body.id, left, part, whole)
            left -= computed.share
            events.append(computed)
    return events
