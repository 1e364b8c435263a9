"""Which safeguards a constitution gives and which it lacks, requirement by requirement.

Rules of this module: nothing is judged here a second time; what is lacking is what the check warns
of, sorted by the requirement that it breaks. Only that there is no plan is told here alone.

Not here: what is warned of (``prudence``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from commonweal.charter.checks import check
from commonweal.charter.clause import Clause
from commonweal.charter.model import (
    Accumulation,
    Charter,
    Emergency,
    Filling,
    Founding,
    MandateRule,
    RecallRule,
    Reorganisation,
)
from commonweal.charter.paths import clauses
from commonweal.charter.prudence_planning import WITHOUT_A_PLAN
from commonweal.charter.prudence_rights import TABLES_OF_RIGHTS
from commonweal.charter.warnings import REQUIREMENTS
from commonweal.terms import Fault

_GIVEN_BY: Mapping[str, tuple[type[Clause], ...]] = MappingProxyType(
    {
        "A1": (Filling,),
        "A2": (RecallRule, Reorganisation),
        "A5": (Filling, Accumulation),
        "A12": (MandateRule,),
        "A13": (Emergency, Founding),
        "A14": (Filling,),
    }
)
"""The tables that every constitution has, by the requirement they answer for."""


@dataclass(frozen=True, slots=True)
class Safeguard:
    """A requirement, and how a constitution stands to it.

    Attributes:
        requirement: its id, for instance ``A6``.
        says: what it asks for.
        articles: articles that answer for it, in the order of the constitution.
        lacking: what breaks it; empty: the constitution keeps it.
    """

    requirement: str
    says: str
    articles: tuple[str, ...]
    lacking: tuple[Fault, ...]


def safeguards(charter: Charter, *, place: str = "constitution") -> tuple[Safeguard, ...]:
    """Return how a constitution stands to every requirement, in their order.

    Args:
        charter: the constitution.
        place: file or name, for what is lacking.
    """
    found = [*check(charter, place=place), *_without_a_plan(charter, place)]
    return tuple(
        Safeguard(
            requirement,
            says,
            tuple(dict.fromkeys(_articles(charter, requirement))),
            tuple(one for one in found if one.requirement == requirement),
        )
        for requirement, says in sorted(REQUIREMENTS.items(), key=lambda one: _order(one[0]))
    )


def _order(requirement: str) -> tuple[str, int]:
    return requirement[0], int(requirement[1:])


def _without_a_plan(charter: Charter, place: str) -> Iterator[Fault]:
    """Give what nobody answers for where councils make no plan together.

    It is listed, and no warning: a union in the firms of others, or an association of tenants, has
    nothing to plan.
    """
    if charter.plan is None:
        for requirement, missing in WITHOUT_A_PLAN.items():
            what = f"plan: {missing}; this breaks {requirement} ({REQUIREMENTS[requirement]})"
            better = "better, where things are made for one another: add a table [plan]"
            yield Fault(place, 0, what, better, warning=True, requirement=requirement)


def _articles(charter: Charter, requirement: str) -> Iterator[str]:
    tables = [name for name, (breaks, _) in TABLES_OF_RIGHTS.items() if breaks == requirement]
    tables += ["plan"] if requirement in WITHOUT_A_PLAN else []
    kinds = _GIVEN_BY.get(requirement, ())
    for path, clause in clauses(charter):
        if path in tables or isinstance(clause, kinds):
            yield clause.article
