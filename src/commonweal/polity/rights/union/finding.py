"""Which bodies are unions, and who belongs to them.

Rules of this module: a body that was founded as a union is one, whatever a later constitution
says; so no amendment puts it under somebody's command.

Not here: founding, joining and leaving (``law``).
"""

from __future__ import annotations

from commonweal.polity.case import Case
from commonweal.polity.entities import Body


def is_union(case: Case, body: Body) -> bool:
    """Whether a body is a union, outside the chain of command."""
    return case.state.is_union(body.id)
