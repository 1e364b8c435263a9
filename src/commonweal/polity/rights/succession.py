"""What became of a body: who answers now for what one that is closed had begun.

Not here: merging and closing bodies (``commonweal.polity.bodies``).
"""

from __future__ import annotations

from commonweal.polity.case import Case
from commonweal.polity.entities import Body


def successor(case: Case, number: int) -> Body:
    """Return a body, or the open one that it became; the last one where it left none."""
    body = case.state.bodies[number]
    while not body.is_open and body.became:
        body = case.state.bodies[body.became]
    return body
