"""What is not done to a member who is charged: moving them away from those who judge.

Whoever waits for a body above may move, as they wish: it decides wherever they are.

Not here: the charge (``charges``), powers that rest (``commonweal.polity.case``).
"""

from __future__ import annotations

from commonweal.polity.case import Case
from commonweal.polity.refusals import refuse


def waits_above(case: Case, member: int) -> bool:
    """Whether every charge against a member waits for a body above, for which there is no date."""
    running = (case.state.charges[one] for one in case.state.charged.get(member, ()))
    return all(one.suspended or one.stage == "appealed" for one in running)


def refuse_moving_charged(case: Case, member: int) -> None:
    """Refuse to put who is charged before other judges, of whomever's choice."""
    running = case.state.charged.get(member)
    if running:
        charge = case.state.charges[running[0]]
        rule = case.charter_of(charge.charter).discipline
        assert rule is not None
        refuse(
            "charged_member_not_moved",
            rule.cite(),
            expected="a member against whom no charge runs",
            got=f"member {member}, under charge {charge.id}",
            remedy="wait until the charge is decided or lapses",
        )
