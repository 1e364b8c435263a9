"""Warnings: what a constitution may say, but members ought to know before they adopt it.

Rules of this module:

* a warning never stops a constitution: one that breaks every requirement can be run and studied;
* each names the requirement it breaks (A1 to A14; the list is in ``docs/charter.md``).

Not here: what makes a constitution unusable (``soundness``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from types import MappingProxyType

from commonweal.charter.affiliation import affiliation_warnings
from commonweal.charter.clause import Clause
from commonweal.charter.grievances import grievance_warnings
from commonweal.charter.model import (
    Amendment,
    Charter,
    Emergency,
    Filling,
    MandateRule,
    Membership,
    MotionRule,
    RecallRule,
    Reorganisation,
    SeatRule,
)
from commonweal.charter.notes import Finding, step
from commonweal.charter.paths import cites, clauses, is_entrenched
from commonweal.charter.rights import (
    INSPECTING,
    Agreements,
    Challenges,
    Control,
    Discipline,
    Initiative,
    Inspection,
    Letters,
    Meetings,
    Papers,
    Pay,
    Unions,
)
from commonweal.charter.soundness import APPOINTED, days_to_decide, fillings

TERM_DAYS_MAX = 2 * 365
EMERGENCY_DAYS_MAX = 365
FOUNDING_DAYS_MAX = 365
CONVENE_DAYS_MAX = 60
CEILING_MAX = Fraction(2)
FIGURES_MIN = 5
ENTRY_DAYS_MAX = 14
SHOW_DAYS_MAX = 60
UNION_MEMBERS_MAX = 50
SIGNATURES_MAX = 50
HALF = Fraction(1, 2)

# A body is opened by a motion, and a seat is filled by the office that its filling names.
_BY_OTHER_WAYS = {"open_body", "appoint_to_seat"}

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
    "B9": "a workforce sees the books of a unit that the federation does not own",
    "A14": "nobody acts in the place of those who did not choose them",
}
"""What the warnings hold a constitution to."""

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


def unwise(charter: Charter) -> Iterator[Finding]:
    """Give every warning about a constitution."""
    yield from _paragraphs(charter)
    for filling, _ in fillings(charter):
        yield from _filling(filling)
    for recall, filling in _recalls(charter):
        yield from _recall(recall, filling)
    yield from _mandates(charter)
    yield from _motions(charter)
    yield from _accumulation(charter)
    if charter.emergency:
        yield from _emergency(charter.emergency)
    yield from _amendment(charter)
    yield from _founding(charter)
    yield from _safeguards(charter)
    yield from _of_rights(charter)


def _of_rights(charter: Charter) -> Iterator[Finding]:
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
    yield from (_breaks("A8", *one) for one in grievance_warnings(charter))
    if charter.affiliation:
        unwise_in = affiliation_warnings(charter, charter.affiliation)
        yield from (_breaks("A10", charter.affiliation, *one) for one in unwise_in)
    if charter.agreements:
        yield from _agreements(charter.agreements)
    yield from _of_papers_and_books(charter)


def _of_papers_and_books(charter: Charter) -> Iterator[Finding]:
    if charter.papers:
        yield from _papers(charter.papers)
    if charter.control:
        yield from _control(charter.control)


def _breaks(requirement: str, clause: Clause, key: str, what: str, remedy: str) -> Finding:
    what = f"{what}; this breaks {requirement} ({REQUIREMENTS[requirement]})"
    better = f"better: {remedy}"
    return Finding(clause.path, key, what, better, warning=True, requirement=requirement)


def _warn(clause: Clause, key: str, what: str, remedy: str) -> Finding:
    return Finding(clause.path, key, what, remedy, warning=True)


def _paragraphs(charter: Charter) -> Iterator[Finding]:
    for _, clause in clauses(charter):
        number, _, paragraph = clause.article.partition(".")
        if paragraph and number in charter.articles and not _numbered(charter, clause.article):
            what = f"article {number} has no paragraph ({paragraph})"
            yield _warn(clause, "article", what, f"begin a paragraph of it with ({paragraph})")


def _numbered(charter: Charter, cited: str) -> bool:
    """Whether a paragraph is an entry of its own, or stands as ``(1)`` in its article's text."""
    number, _, paragraph = cited.partition(".")
    if any(cites(cited, one) for one in charter.articles if one != number):
        return True
    return f"({paragraph.partition('.')[0]})" in charter.articles[number].text


def _filling(filling: Filling) -> Iterator[Finding]:
    if filling.rule == APPOINTED:
        what = "filled by appointment, not by election"
        yield _breaks("A1", filling, "rule", what, "let those below elect")
        what = f"{filling.appointed_by} acts in the place of the electors"
        yield _breaks("A14", filling, "appointed_by", what, "let those below elect")
    if filling.term_days > TERM_DAYS_MAX:
        what = f"a term lasts {filling.term_days} days, more than two years"
        yield _breaks("A5", filling, "term_days", what, f"{TERM_DAYS_MAX} or fewer")
    if filling.rule != APPOINTED and filling.ballot == "open":
        what = "votes for people are cast by name, so that voters can be pressed"
        yield _breaks("A5", filling, "ballot", what, '"secret"')


def _recalls(charter: Charter) -> Iterator[tuple[RecallRule, Filling]]:
    for level in charter.levels.values():
        if not level.of_members:
            yield level.recall, level.filling
    for office in charter.offices.values():
        yield office.recall, office.filling


def _recall(recall: RecallRule, filling: Filling) -> Iterator[Finding]:
    if recall.start == "none":
        remedy = '"confidence" or "petition"'
        yield _breaks("A2", recall, "start", "nobody can recall whoever sits here", remedy)
        return
    yield from _recall_too_hard(recall, filling)
    if recall.kept == "open" or recall.ballot == "open":
        key = "kept" if recall.kept == "open" else "ballot"
        what = "those who recall are known by name, so that they can be pressed"
        yield _breaks("A2", recall, key, what, '"secret"')
    if recall.majority < HALF:
        what = f"more than {recall.majority} of Yes recalls, so a minority can"
        yield _warn(recall, "majority", what, 'write "1/2" or more')
    yield from _refill(recall, filling)


def _recall_too_hard(recall: RecallRule, filling: Filling) -> Iterator[Finding]:
    if recall.cooling_off_days >= filling.term_days:
        what = f"no recall for {recall.cooling_off_days} days is no recall within the term"
        yield _breaks("A2", recall, "cooling_off_days", what, "a small part of the term")
    if recall.threshold > HALF:
        what = f"{recall.threshold} must ask for a vote that fewer could win"
        yield _breaks("A2", recall, "threshold", what, '"1/2" or less')


def _refill(recall: RecallRule, filling: Filling) -> Iterator[Finding]:
    if recall.refill == "count-back" and filling.rule == APPOINTED:
        what = "there are no ballots to count back after an appointment"
        yield _warn(recall, "refill", what, 'write "by-election"')
    if recall.alternate_sits and not filling.alternates:
        what = "there are no alternates, so nobody sits until the seat is filled"
        yield _warn(recall, "alternate_sits", what, "give it alternates, or say false")


def _mandates(charter: Charter) -> Iterator[Finding]:
    for level in charter.levels.values():
        rule = level.mandates
        if level.of_members:
            continue
        if set(rule.kinds) <= {"free"}:
            what = "delegates cannot be bound by those who send them"
            yield _breaks("A12", rule, "kinds", what, '"imperative" among the kinds')
        single = any(seats.minimum <= 1 and seats.each in {None, 1} for seats in level.seats)
        if "split" in rule.kinds and rule.split == "whole" and single:
            what = "where a sender has one seat, its minority's share of it goes to the majority"
            yield _warn(rule, "split", what, 'write "fractions", or give every sender two seats')


def _motions(charter: Charter) -> Iterator[Finding]:
    for level in charter.levels.values():
        yield from _counted(level.motions)
        if not level.of_members and level.motions.ballot == "secret":
            what = "delegates vote secretly, so those who sent them cannot know how"
            yield _breaks("A12", level.motions, "ballot", what, '"open"')


def _counted(rule: MotionRule) -> Iterator[Finding]:
    if rule.turnout_quorum > 0:
        what = f"under a turnout quorum of {rule.turnout_quorum} a No can help a motion to pass"
        yield _warn(rule, "turnout_quorum", what, "use yes_share_min: under it a No never helps")
    if rule.majority < HALF:
        what = f"more than {rule.majority} of Yes decides, so a minority can"
        yield _warn(rule, "majority", what, 'write "1/2" or more')


def _accumulation(charter: Charter) -> Iterator[Finding]:
    for key in ("seats_max", "offices_max"):
        if getattr(charter.accumulation, key) is None:
            what = "one person may hold any number"
            yield _breaks("A5", charter.accumulation, key, what, "a small number")


def _emergency(emergency: Emergency) -> Iterator[Finding]:
    if emergency.days_max > EMERGENCY_DAYS_MAX:
        what = f"an emergency may last {emergency.days_max} days"
        yield _breaks("A13", emergency, "days_max", what, f"{EMERGENCY_DAYS_MAX} or fewer")
    if emergency.pause_days == 0:
        what = "what has lapsed can be declared anew at once, by the first and smallest majority"
        yield _breaks("A13", emergency, "pause_days", what, "90 or more")


def _amendment(charter: Charter) -> Iterator[Finding]:
    rule = charter.amendment
    level = charter.levels.get(rule.level)
    if level and rule.majority < level.motions.majority:
        what = f"{rule.majority} amends the constitution, less than decides a motion"
        yield _warn(rule, "majority", what, f'write more than "{level.motions.majority}"')
    if rule.entrenched_majority is not None and rule.entrenched_majority < rule.majority:
        what = f"{rule.entrenched_majority} changes what is entrenched, less than the rest"
        yield _warn(rule, "entrenched_majority", what, f'write more than "{rule.majority}"')


def _founding(charter: Charter) -> Iterator[Finding]:
    founding = charter.founding
    if founding.days_max > FOUNDING_DAYS_MAX:
        what = f"the convenors' powers last {founding.days_max} days"
        yield _breaks("A13", founding, "days_max", what, f"{FOUNDING_DAYS_MAX} or fewer")
    handed_on = {power for office in charter.offices.values() for power in office.powers}
    for power in founding.powers:
        if power not in handed_on | _BY_OTHER_WAYS:
            what = f"no office has {power!r} once the founding is over"
            yield _warn(founding, "powers", what, "give it to an office as well")


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
            yield _breaks(requirement, right, "", what, remedy)


def _reorganisation(charter: Charter) -> Iterator[Finding]:
    """Whoever redraws the bodies of others unseats their delegates without a recall."""
    rule = charter.reorganisation
    if rule.consent == "none":
        what = "a majority above unseats delegates by merging, splitting or closing their bodies"
        yield _breaks("A2", rule, "consent", what, '"bodies"')
    elif _may_be_amended(charter, rule.path):
        what = "whoever amends the rest can end the consent of those concerned by the same vote"
        yield _breaks("A2", rule, "consent", what, f'"{rule.path}" among what is entrenched')


def _meetings(meetings: Meetings) -> Iterator[Finding]:
    if meetings.convene_share > HALF:
        what = f"{meetings.convene_share} must ask for a meeting, more than decide there"
        yield _breaks("A7", meetings, "convene_share", what, '"1/2" or less')
    if meetings.convene_days > CONVENE_DAYS_MAX:
        what = f"a meeting that electors want may be {meetings.convene_days} days off"
        yield _breaks("A7", meetings, "convene_days", what, f"{CONVENE_DAYS_MAX} or fewer")


def _pay(pay: Pay) -> Iterator[Finding]:
    if pay.ceiling > CEILING_MAX:
        what = f"{pay.ceiling} of the members' wage is not a member's wage"
        yield _breaks("A4", pay, "ceiling", what, f'"{CEILING_MAX}" or less')
    if pay.figures_min < FIGURES_MIN:
        what = f"from {pay.figures_min} figures one can tell whose they are"
        yield _warn(pay, "figures_min", what, f"write {FIGURES_MIN} or more")


def _inspection(charter: Charter, inspection: Inspection) -> Iterator[Finding]:
    office = charter.offices.get(inspection.office)
    if office is None:
        return
    if _may_be_amended(charter, office.path):
        what = "whoever amends the rest can end the inspectors' office by the same vote"
        remedy = f'"{office.path}" among what is entrenched'
        yield _breaks("A9", inspection, "office", what, remedy)
    for power in INSPECTING:
        if power not in office.powers:
            what = f"inspectors lack the power {power!r}"
            yield _breaks("A9", office, "powers", what, "give them all four")


def _initiative(rule: Initiative) -> Iterator[Finding]:
    for key in ("bodies_share", "members_share", "callback_share"):
        if getattr(rule, key) > HALF:
            what = f"{getattr(rule, key)} must ask for a vote that fewer could win"
            yield _breaks("A12", rule, key, what, '"1/2" or less')
    if rule.majority < HALF:
        what = f"more than {rule.majority} of Yes decides, so a minority can"
        yield _warn(rule, "majority", what, 'write "1/2" or more')


def _discipline(charter: Charter, rule: Discipline) -> Iterator[Finding]:
    waiting, objection = charter.members.waiting_days, rule.objection_days
    if objection is not None and objection + days_to_decide(charter) >= waiting:
        what = f"a newcomer votes after {waiting} days, before an objection can be decided"
        yield _warn(rule, "objection_days", what, "write fewer, or leave it out")
    if not rule.yes_share_min:
        what = "the few who vote can put a member out"
        yield _breaks("A5", rule, "yes_share_min", what, "a part of all who may vote")
    if rule.suspension == "offices":
        what = "a single member stops the holder of an office by a charge"
        yield _warn(rule, "suspension", what, 'write "never": who elected can recall')


def _papers(rule: Papers) -> Iterator[Finding]:
    if rule.entry_days > ENTRY_DAYS_MAX:
        what = f"a result, a recall too, may wait {rule.entry_days} days for papers"
        yield _breaks("A2", rule, "entry_days", what, f"{ENTRY_DAYS_MAX} or fewer")


def _control(rule: Control) -> Iterator[Finding]:
    if rule.answer_days > SHOW_DAYS_MAX:
        what = f"an owner has {rule.answer_days} days to show anything"
        yield _breaks("B9", rule, "answer_days", what, f"{SHOW_DAYS_MAX} or fewer")


def _agreements(rule: Agreements) -> Iterator[Finding]:
    if rule.majority <= HALF:
        what = f"{rule.majority} binds for years; equal numbers of Yes and No are enough"
        yield _warn(rule, "majority", what, 'write more than "1/2"')
    if rule.notice_days > rule.term_days_max:
        what = "whoever gives notice is bound to the end of the term all the same"
        yield _warn(rule, "notice_days", what, f"write {rule.term_days_max} or fewer")


def _union(charter: Charter, union: Unions) -> Iterator[Finding]:
    level = charter.levels.get(union.level)
    if level is not None and _may_be_amended(charter, level.path):
        what = "whoever amends the rest can change how a union works by the same vote"
        yield _breaks("A8", union, "level", what, f'"{level.path}" among what is entrenched')
    if union.incompatible == "nothing":
        what = "whoever commands in the federation can lead the union that answers to nobody there"
        yield _breaks("A8", union, "incompatible", what, '"offices"')
    if union.members_min > UNION_MEMBERS_MAX:
        what = f"{union.members_min} members must sign before there is a union"
        yield _breaks("A8", union, "members_min", what, f"{UNION_MEMBERS_MAX} or fewer")


def _challenges(rule: Challenges) -> Iterator[Finding]:
    if rule.signatures > SIGNATURES_MAX:
        what = f"{rule.signatures} have to sign before anybody hears that a result is false"
        yield _breaks("A5", rule, "signatures", what, f"{SIGNATURES_MAX} or fewer")
    if rule.majority < HALF:
        what = f"{rule.majority} of Yes annuls a result, so a minority can"
        yield _warn(rule, "majority", what, 'write "1/2" or more')


def _may_be_amended(charter: Charter, name: str) -> bool:
    """Whether an ordinary amendment reaches a right; not asked where there is no amending yet."""
    return bool(charter.amendment.level) and not is_entrenched(charter, name)


def unused(charter: Charter, document: Mapping[str, object]) -> Iterator[Finding]:
    """Give the values that the file gives and no rule uses."""
    for _, clause in clauses(charter):
        given = _given(document, clause.path)
        for key, why in _idle(clause):
            if key in given:
                yield _warn(clause, key, f"has no effect: {why}", "leave it out")


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
