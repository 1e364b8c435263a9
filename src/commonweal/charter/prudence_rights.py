"""Warnings about rights and safeguards: those that are missing, weak, or easily taken away.

Rules of this module: those of ``prudence``, which gives these together with its own.

Not here: warnings about the rest of a constitution (``prudence``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from types import MappingProxyType

from commonweal.charter.affiliation import affiliation_warnings
from commonweal.charter.clause import Clause
from commonweal.charter.grievances import grievance_warnings
from commonweal.charter.model import (
    Charter,
)
from commonweal.charter.notes import Finding
from commonweal.charter.paths import is_entrenched
from commonweal.charter.prudence_planning import planning_warnings
from commonweal.charter.rights import (
    INSPECTING,
    Agreements,
    Challenges,
    Control,
    Discipline,
    Initiative,
    Inspection,
    Meetings,
    Papers,
    Pay,
    Unions,
)
from commonweal.charter.soundness import days_to_decide
from commonweal.charter.warnings import HALF, REQUIREMENTS, breaks, warn

CONVENE_DAYS_MAX = 60
CEILING_MAX = Fraction(2)
FIGURES_MIN = 5
ENTRY_DAYS_MAX = 14
SHOW_DAYS_MAX = 60
UNION_MEMBERS_MAX = 50
SIGNATURES_MAX = 50
ENDING_A_BODY = frozenset({"merge_bodies", "close_body"})

TABLES_OF_RIGHTS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "caucuses": ("A6", "members of one mind have no right to organise"),
        "letters": ("A7", "members have no right to criticise in open letters"),
        "pay": ("A4", "nobody declares what a seat or office brings"),
        "inspection": ("A9", "nobody inspects"),
        "initiative": ("A12", "members put no question to all and call no decision back"),
        "discipline": ("A5", "nothing says how a member is heard before losing the vote"),
        "papers": ("A5", "whoever cannot vote by a machine cannot vote"),
        "control": ("B9", "a workforce keeps no register of what another owner shows it"),
        "meetings": ("A7", "members cannot convene a meeting against the will of officers"),
        "affiliation": ("A10", "nothing says how a body leaves"),
        "agreements": ("A10", "nothing that binds is agreed with other federations"),
        "union": ("A8", "no body stands outside the chain of command"),
        "grievances": ("A8", "nobody can have a decision suspended until it is heard"),
        "challenges": ("A5", "a false result stands, whoever can prove it"),
    }
)
"""For each table of a right: the requirement that its absence breaks, and what is then missing."""

_TO_BE_ENTRENCHED = (
    "caucuses",
    "letters",
    "pay",
    "inspection",
    "initiative",
    "affiliation",
    "discipline",
    "agreements",
    "union",
    "grievances",
    "challenges",
)
"""Rights that protect whoever is outvoted, and are none if the same vote can take them away."""


def unwise_rights(charter: Charter) -> Iterator[Finding]:
    """Give every warning about rights and safeguards."""
    yield from _safeguards(charter)
    yield from _reorganisation(charter)
    if charter.meetings:
        yield from _meetings(charter.meetings)
    if charter.pay:
        yield from _pay(charter.pay)
    if charter.inspection:
        yield from _inspection(charter, charter.inspection)
    if charter.initiative:
        yield from _initiative(charter.initiative)
    if charter.discipline:
        yield from _discipline(charter, charter.discipline)
    if charter.challenges:
        yield from _challenges(charter.challenges)
    if charter.union:
        yield from _union(charter, charter.union)
    yield from (breaks("A8", *one) for one in grievance_warnings(charter))
    if charter.affiliation:
        unwise_in = affiliation_warnings(charter, charter.affiliation)
        yield from (breaks("A10", charter.affiliation, *one) for one in unwise_in)
    if charter.agreements:
        yield from _agreements(charter.agreements)
    yield from _of_papers_and_books(charter)
    yield from planning_warnings(charter)


def _of_papers_and_books(charter: Charter) -> Iterator[Finding]:
    if charter.papers:
        yield from _papers(charter.papers)
    if charter.control:
        yield from _control(charter.control)


def _safeguards(charter: Charter) -> Iterator[Finding]:
    for name, (requirement, missing) in TABLES_OF_RIGHTS.items():
        right: Clause | None = getattr(charter, name)
        what = f"{missing}; this breaks {requirement} ({REQUIREMENTS[requirement]})"
        if right is None:
            better = f"better: add a table [{name}]"
            yield Finding("", name, what, better, warning=True, requirement=requirement)
        elif name in _TO_BE_ENTRENCHED and _may_be_amended(charter, name):
            what = "whoever amends the rest can take this right away by the same vote"
            remedy = f'"{name}" among what is entrenched'
            yield breaks(requirement, right, "", what, remedy)


def _reorganisation(charter: Charter) -> Iterator[Finding]:
    """Whoever redraws the bodies of others unseats their delegates without a recall."""
    rule = charter.reorganisation
    if rule.consent == "none":
        what = "a majority above unseats delegates by merging, splitting or closing their bodies"
        yield breaks("A2", rule, "consent", what, '"bodies"')
    elif _may_be_amended(charter, rule.path):
        what = "whoever amends the rest can end the consent of those concerned by the same vote"
        yield breaks("A2", rule, "consent", what, f'"{rule.path}" among what is entrenched')


def _meetings(meetings: Meetings) -> Iterator[Finding]:
    if meetings.convene_share > HALF:
        what = f"{meetings.convene_share} must ask for a meeting, more than decide there"
        yield breaks("A7", meetings, "convene_share", what, '"1/2" or less')
    if meetings.convene_days > CONVENE_DAYS_MAX:
        what = f"a meeting that electors want may be {meetings.convene_days} days off"
        yield breaks("A7", meetings, "convene_days", what, f"{CONVENE_DAYS_MAX} or fewer")


def _pay(pay: Pay) -> Iterator[Finding]:
    if pay.ceiling > CEILING_MAX:
        what = f"{pay.ceiling} of the members' wage is not a member's wage"
        yield breaks("A4", pay, "ceiling", what, f'"{CEILING_MAX}" or less')
    if pay.wage == "mean":
        what = "one member who tells a wage without sense lifts the ceiling of all"
        yield breaks("A4", pay, "wage", what, '"median"')
    if pay.figures_min < FIGURES_MIN:
        what = f"from {pay.figures_min} figures one can tell whose they are"
        yield warn(pay, "figures_min", what, f"write {FIGURES_MIN} or more")


def _inspection(charter: Charter, inspection: Inspection) -> Iterator[Finding]:
    office = charter.offices.get(inspection.office)
    if office is None:
        return
    if _may_be_amended(charter, office.path):
        what = "whoever amends the rest can end the inspectors' office by the same vote"
        remedy = f'"{office.path}" among what is entrenched'
        yield breaks("A9", inspection, "office", what, remedy)
    for power in INSPECTING:
        if power not in office.powers:
            what = f"inspectors lack the power {power!r}"
            yield breaks("A9", office, "powers", what, "give them all four")


def _initiative(rule: Initiative) -> Iterator[Finding]:
    for key in ("bodies_share", "members_share", "callback_share"):
        if getattr(rule, key) > HALF:
            what = f"{getattr(rule, key)} must ask for a vote that fewer could win"
            yield breaks("A12", rule, key, what, '"1/2" or less')
    if rule.majority < HALF:
        what = f"more than {rule.majority} of Yes decides, so a minority can"
        yield warn(rule, "majority", what, 'write "1/2" or more')
    listed = ENDING_A_BODY & set(rule.callback_effects)
    for other in sorted(ENDING_A_BODY - listed) if listed else ():
        (known,) = listed
        what = f"{known} waits to be called back, {other} ends a body as well and waits for nobody"
        yield breaks("A12", rule, "callback_effects", what, f'"{other}" beside it')


def _discipline(charter: Charter, rule: Discipline) -> Iterator[Finding]:
    waiting, objection = charter.members.waiting_days, rule.objection_days
    if objection is not None and objection + days_to_decide(charter) >= waiting:
        what = f"a newcomer votes after {waiting} days, before an objection can be decided"
        yield warn(rule, "objection_days", what, "write fewer, or leave it out")
    if not rule.yes_share_min:
        what = "the few who vote can put a member out"
        yield breaks("A5", rule, "yes_share_min", what, "a part of all who may vote")
    if rule.suspension == "offices":
        what = "a single member stops the holder of an office by a charge"
        yield warn(rule, "suspension", what, 'write "never": who elected can recall')


def _papers(rule: Papers) -> Iterator[Finding]:
    if rule.entry_days > ENTRY_DAYS_MAX:
        what = f"a result, a recall too, may wait {rule.entry_days} days for papers"
        yield breaks("A2", rule, "entry_days", what, f"{ENTRY_DAYS_MAX} or fewer")


def _control(rule: Control) -> Iterator[Finding]:
    if rule.answer_days > SHOW_DAYS_MAX:
        what = f"an owner has {rule.answer_days} days to show anything"
        yield breaks("B9", rule, "answer_days", what, f"{SHOW_DAYS_MAX} or fewer")


def _agreements(rule: Agreements) -> Iterator[Finding]:
    if rule.majority <= HALF:
        what = f"{rule.majority} binds for years; equal numbers of Yes and No are enough"
        yield warn(rule, "majority", what, 'write more than "1/2"')
    if rule.notice_days > rule.term_days_max:
        what = "whoever gives notice is bound to the end of the term all the same"
        yield warn(rule, "notice_days", what, f"write {rule.term_days_max} or fewer")


def _union(charter: Charter, union: Unions) -> Iterator[Finding]:
    level = charter.levels.get(union.level)
    if level is not None and _may_be_amended(charter, level.path):
        what = "whoever amends the rest can change how a union works by the same vote"
        yield breaks("A8", union, "level", what, f'"{level.path}" among what is entrenched')
    if union.incompatible == "nothing":
        what = "whoever commands in the federation can lead the union that answers to nobody there"
        yield breaks("A8", union, "incompatible", what, '"offices"')
    if union.members_min > UNION_MEMBERS_MAX:
        what = f"{union.members_min} members must sign before there is a union"
        yield breaks("A8", union, "members_min", what, f"{UNION_MEMBERS_MAX} or fewer")


def _challenges(rule: Challenges) -> Iterator[Finding]:
    if rule.signatures > SIGNATURES_MAX:
        what = f"{rule.signatures} have to sign before anybody hears that a result is false"
        yield breaks("A5", rule, "signatures", what, f"{SIGNATURES_MAX} or fewer")
    if rule.majority < HALF:
        what = f"{rule.majority} of Yes annuls a result, so a minority can"
        yield warn(rule, "majority", what, 'write "1/2" or more')


def _may_be_amended(charter: Charter, name: str) -> bool:
    """Whether an ordinary amendment reaches a right; not asked where there is no amending yet."""
    return bool(charter.amendment.level) and not is_entrenched(charter, name)
