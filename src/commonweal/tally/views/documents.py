"""A count as a JSON document that other programs may rely on.

Rules of this module: the outcome stands in it as ``Outcome.as_dict`` gives it; what is around it
says what the numbers are and who the candidates are. Within a version of the schema keys are
added, never renamed and never given another meaning.

Not here: what each key means (``docs/tally/json.md``, which a test compares with this).
"""

from __future__ import annotations

from collections.abc import Sequence

from commonweal.tally.outcome import Outcome, Plain
from commonweal.tally.views.fates import fates
from commonweal.tally.views.figures import called, measure_of, title_of

SCHEMA = "commonweal.count/1"
"""Name and version of the document."""


def document(outcome: Outcome, names: Sequence[str] | None = None) -> dict[str, Plain]:
    """Return an outcome as plain data for JSON, with names and what its numbers are.

    Raises:
        BadCount: when there is not one name for each candidate.
    """
    known = called(outcome, names)
    return {
        "schema": SCHEMA,
        "title": title_of(outcome),
        "measure": measure_of(outcome),
        "names": list(known),
        "complete": outcome.lot is None,
        "fates": [{"state": fate.state, "round": fate.round} for fate in fates(outcome)],
        "explanation": list(outcome.explain(known).split("\n")),
        "outcome": outcome.as_dict(),
    }
