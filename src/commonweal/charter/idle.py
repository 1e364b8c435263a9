"""Values that a constitution gives and no rule of it uses.

Rules of this module: each is a warning with the reason why it has no effect.

Not here: what is unwise (``prudence``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from commonweal.charter.clause import Clause
from commonweal.charter.model import (
    Amendment,
    Charter,
    Filling,
    MandateRule,
    Membership,
    RecallRule,
    Reorganisation,
    SeatRule,
)
from commonweal.charter.notes import Finding, step
from commonweal.charter.paths import clauses
from commonweal.charter.rights import (
    Initiative,
    Letters,
)
from commonweal.charter.warnings import warn

_OF_ELECTIONS = (
    "electors",
    "ballot",
    "nomination_days",
    "voting_days",
    "nominators",
    "alternates",
)

_OF_LADDERS = ("entrenched_decisions", "entrenched_apart_days", "entrenched_referendum")

_OF_RECALLS = (
    "threshold",
    "kept",
    "petition_days",
    "cooling_off_days",
    "voting_days",
    "ballot",
    "majority",
    "yes_share_min",
)


def unused(charter: Charter, document: Mapping[str, object]) -> Iterator[Finding]:
    """Give the values that the file gives and no rule uses."""
    for _, clause in clauses(charter):
        given = _given(document, clause.path)
        for key, why in _idle(clause):
            if key in given:
                yield warn(clause, key, f"has no effect: {why}", "leave it out")


def _idle(clause: Clause) -> Iterator[tuple[str, str]]:
    match clause:
        case Initiative(callback_effects=()):
            for key in ("callback_days", "callback_share", "callback_then"):
                yield key, "no decision waits to be called back"
        case RecallRule(start="none"):
            for key in _OF_RECALLS:
                yield key, "nobody can recall"
        case RecallRule(start="confidence"):
            yield "petition_days", "confidence may be withdrawn at any time"
        case Filling(rule="appointed"):
            for key in _OF_ELECTIONS:
                yield key, "there is no election"
        case Filling():
            yield "appointed_by", "the seat is filled by election"
        case SeatRule(method="equal"):
            yield "figure", "every sender has the same number of seats"
    yield from _idle_mandates(clause)
    yield from _idle_ladder(clause)
    yield from _idle_rights(clause)


def _idle_ladder(clause: Clause) -> Iterator[tuple[str, str]]:
    match clause:
        case Amendment(entrenched=()):
            for key in ("entrenched_majority", *_OF_LADDERS):
                yield key, "nothing is entrenched"
        case Amendment(entrenched_majority=None):
            for key in _OF_LADDERS:
                yield key, "what is entrenched cannot be amended"
        case Amendment(entrenched_decisions=1):
            yield "entrenched_apart_days", "one decision is enough"


def _idle_rights(clause: Clause) -> Iterator[tuple[str, str]]:
    match clause:
        case Letters(removal_grounds=()):
            for key in ("removal_majority", "appeal_level", "appeal_days"):
                yield key, "no letter can be taken down"
        case Reorganisation(consent="none"):
            yield "consent_days", "nobody is asked for consent"
        case Membership(roll_signatures=0):
            yield "roll_signing_days", "no roll has to be signed"


def _idle_mandates(clause: Clause) -> Iterator[tuple[str, str]]:
    match clause:
        case MandateRule(kinds=kinds):
            if "split" not in kinds:
                yield "split", "no split mandate can be given"
            if not {"imperative", "split"} & set(kinds):
                yield "on_amended", "no instruction on a motion can be given"


def _given(document: Mapping[str, object], path: str) -> Mapping[str, object]:
    at: object = document
    for key in path.split("."):
        at = step(at, key)
    return at if isinstance(at, Mapping) else {}
