"""What constitutions are held to, and the form of a warning.

Rules of this module: a warning stops no constitution; one that breaks a requirement says which.

Not here: what is warned of (``prudence``, ``prudence_rights``, ``idle``).
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from commonweal.charter.clause import Clause
from commonweal.charter.notes import Finding

HALF = Fraction(1, 2)

REQUIREMENTS: Mapping[str, str] = {
    "A1": "every body above is made of delegates whom those below elect",
    "A2": "whoever elects can recall, at any time",
    "A4": "public service at workers' wages",
    "A5": "short terms, free suffrage, no heaping of offices",
    "A6": "caucuses that anyone may form and no majority can ban",
    "A7": "open letters that officers cannot remove, and meetings that members call",
    "A8": "a union outside the chain of command, and grievances that suspend until they are heard",
    "A9": "inspectors whom those whom they inspect neither elect nor remove",
    "A10": "a federation is joined and left freely, and agreements outlive those who made them",
    "A12": "delegates answer for their votes, and the wheels obey the steering",
    "A13": "emergency powers end by themselves",
    "A14": "nobody acts in the place of those who did not choose them",
    "B1": "a plan that is consistent before it is put to the vote, and is corrected while it runs",
    "B2": "reports are checked against receipts, and what nobody has confirmed is marked",
    "B4": "those who make say what and how, those who need it order",
    "B6": "several plans are compared and discussed before one is adopted",
    "B9": "a workforce sees the books of a unit that the federation does not own",
    "B10": "dwellings before palaces: the most needed comes first",
}
"""What the warnings hold a constitution to."""


def breaks(requirement: str, clause: Clause, key: str, what: str, remedy: str) -> Finding:
    """Return a warning of what breaks a requirement, with what would be better."""
    what = f"{what}; this breaks {requirement} ({REQUIREMENTS[requirement]})"
    better = f"better: {remedy}"
    return Finding(clause.path, key, what, better, warning=True, requirement=requirement)


def warn(clause: Clause, key: str, what: str, remedy: str) -> Finding:
    """Return a warning of what breaks no requirement."""
    return Finding(clause.path, key, what, remedy, warning=True)
