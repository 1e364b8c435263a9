"""What is not done to a member who is charged: moving them away from those who judge.

Not here: the charge (``charges``), powers that rest (``commonweal.polity.case``).
"""

from __future__ import annotations

from commonweal.polity.case import Case
from commonweal.polity.refusals import refuse


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
