"""Warnings: what a constitution may say, but members ought to know before they adopt it.

Rules of this module:

* a warning never stops a constitution: one that breaks every requirement can be run and studied;
* each names the requirement it breaks (A1 to A14; the list is in ``docs/charter.md``).

Not here: what makes a constitution unusable (``soundness``).
"""

from __future__ import annotations

from collections.abc import Iterator

from commonweal.charter.model import (
    Charter,
    Emergency,
    Filling,
    MotionRule,
    RecallRule,
)
from commonweal.charter.notes import Finding
from commonweal.charter.paths import cites, clauses
from commonweal.charter.prudence_rights import unwise_rights
from commonweal.charter.soundness import APPOINTED, fillings
from commonweal.charter.warnings import HALF, breaks, warn

TERM_DAYS_MAX = 2 * 365
EMERGENCY_DAYS_MAX = 365
FOUNDING_DAYS_MAX = 365
SECONDERS_MAX = 20

# A body is opened by a motion, and a seat is filled by the office that its filling names.
_BY_OTHER_WAYS = {"open_body", "appoint_to_seat"}


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
    yield from unwise_rights(charter)


def _paragraphs(charter: Charter) -> Iterator[Finding]:
    for _, clause in clauses(charter):
        number, _, paragraph = clause.article.partition(".")
        if paragraph and number in charter.articles and not _numbered(charter, clause.article):
            what = f"article {number} has no paragraph ({paragraph})"
            yield warn(clause, "article", what, f"begin a paragraph of it with ({paragraph})")


def _numbered(charter: Charter, cited: str) -> bool:
    """Whether a paragraph is an entry of its own, or stands as ``(1)`` in its article's text."""
    number, _, paragraph = cited.partition(".")
    if any(cites(cited, one) for one in charter.articles if one != number):
        return True
    return f"({paragraph.partition('.')[0]})" in charter.articles[number].text


def _filling(filling: Filling) -> Iterator[Finding]:
    if filling.rule == APPOINTED:
        what = "filled by appointment, not by election"
        yield breaks("A1", filling, "rule", what, "let those below elect")
        what = f"{filling.appointed_by} acts in the place of the electors"
        yield breaks("A14", filling, "appointed_by", what, "let those below elect")
    if filling.term_days > TERM_DAYS_MAX:
        what = f"a term lasts {filling.term_days} days, more than two years"
        yield breaks("A5", filling, "term_days", what, f"{TERM_DAYS_MAX} or fewer")
    if filling.rule != APPOINTED and filling.ballot == "open":
        what = "votes for people are cast by name, so that voters can be pressed"
        yield breaks("A5", filling, "ballot", what, '"secret"')


def _recalls(charter: Charter) -> Iterator[tuple[RecallRule, Filling]]:
    for level in charter.levels.values():
        if not level.of_members:
            yield level.recall, level.filling
    for office in charter.offices.values():
        yield office.recall, office.filling


def _recall(recall: RecallRule, filling: Filling) -> Iterator[Finding]:
    if recall.start == "none":
        remedy = '"confidence" or "petition"'
        yield breaks("A2", recall, "start", "nobody can recall whoever sits here", remedy)
        return
    yield from _recall_too_hard(recall, filling)
    if recall.kept == "open" or recall.ballot == "open":
        key = "kept" if recall.kept == "open" else "ballot"
        what = "those who recall are known by name, so that they can be pressed"
        yield breaks("A2", recall, key, what, '"secret"')
    if recall.majority < HALF:
        what = f"more than {recall.majority} of Yes recalls, so a minority can"
        yield warn(recall, "majority", what, 'write "1/2" or more')
    yield from _refill(recall, filling)


def _recall_too_hard(recall: RecallRule, filling: Filling) -> Iterator[Finding]:
    if recall.cooling_off_days >= filling.term_days:
        what = f"no recall for {recall.cooling_off_days} days is no recall within the term"
        yield breaks("A2", recall, "cooling_off_days", what, "a small part of the term")
    if recall.threshold > HALF:
        what = f"{recall.threshold} must ask for a vote that fewer could win"
        yield breaks("A2", recall, "threshold", what, '"1/2" or less')


def _refill(recall: RecallRule, filling: Filling) -> Iterator[Finding]:
    if recall.refill == "count-back" and filling.rule == APPOINTED:
        what = "there are no ballots to count back after an appointment"
        yield warn(recall, "refill", what, 'write "by-election"')
    if recall.alternate_sits and not filling.alternates:
        what = "there are no alternates, so nobody sits until the seat is filled"
        yield warn(recall, "alternate_sits", what, "give it alternates, or say false")


def _mandates(charter: Charter) -> Iterator[Finding]:
    for level in charter.levels.values():
        rule = level.mandates
        if level.of_members:
            continue
        if set(rule.kinds) <= {"free"}:
            what = "delegates cannot be bound by those who send them"
            yield breaks("A12", rule, "kinds", what, '"imperative" among the kinds')
        single = any(seats.minimum <= 1 and seats.each in {None, 1} for seats in level.seats)
        if "split" in rule.kinds and rule.split == "whole" and single:
            what = "where a sender has one seat, its minority's share of it goes to the majority"
            yield warn(rule, "split", what, 'write "fractions", or give every sender two seats')


def _motions(charter: Charter) -> Iterator[Finding]:
    for level in charter.levels.values():
        yield from _counted(level.motions)
        if not level.of_members and level.motions.ballot == "secret":
            what = "delegates vote secretly, so those who sent them cannot know how"
            yield breaks("A12", level.motions, "ballot", what, '"open"')


def _counted(rule: MotionRule) -> Iterator[Finding]:
    yield from _out_of_reach(rule)
    if rule.turnout_quorum > 0:
        what = f"under a turnout quorum of {rule.turnout_quorum} a No can help a motion to pass"
        yield warn(rule, "turnout_quorum", what, "use yes_share_min: under it a No never helps")
    if rule.majority < HALF:
        what = f"more than {rule.majority} of Yes decides, so a minority can"
        yield warn(rule, "majority", what, 'write "1/2" or more')


def _out_of_reach(rule: MotionRule) -> Iterator[Finding]:
    """Rules by which those who stay away decide: every right that begins with a motion ends so."""
    if rule.seconders > SECONDERS_MAX:
        what = f"{rule.seconders} must support a motion before it is debated"
        yield breaks("A12", rule, "seconders", what, f"{SECONDERS_MAX} or fewer")
    if rule.yes_share_min > HALF:
        what = f"nothing is decided without {rule.yes_share_min} of all, whatever most of them want"
        yield breaks("A12", rule, "yes_share_min", what, '"1/2" or less')
    if rule.presence_quorum > HALF:
        what = f"{rule.presence_quorum} must be there, so that fewer prevent a vote by staying away"
        yield breaks("A12", rule, "presence_quorum", what, '"1/2" or less')


def _accumulation(charter: Charter) -> Iterator[Finding]:
    for key in ("seats_max", "offices_max"):
        if getattr(charter.accumulation, key) is None:
            what = "one person may hold any number"
            yield breaks("A5", charter.accumulation, key, what, "a small number")


def _emergency(emergency: Emergency) -> Iterator[Finding]:
    if emergency.days_max > EMERGENCY_DAYS_MAX:
        what = f"an emergency may last {emergency.days_max} days"
        yield breaks("A13", emergency, "days_max", what, f"{EMERGENCY_DAYS_MAX} or fewer")
    if min(emergency.majorities, default=HALF) < HALF:
        what = f"{min(emergency.majorities)} of Yes takes emergency powers, so a minority can"
        yield breaks("A13", emergency, "majorities", what, '"1/2" or more')
    if emergency.pause_days == 0:
        what = "what has lapsed can be declared anew at once, by the first and smallest majority"
        yield breaks("A13", emergency, "pause_days", what, "90 or more")


def _amendment(charter: Charter) -> Iterator[Finding]:
    rule = charter.amendment
    level = charter.levels.get(rule.level)
    if level and rule.majority < level.motions.majority:
        what = f"{rule.majority} amends the constitution, less than decides a motion"
        yield warn(rule, "majority", what, f'write more than "{level.motions.majority}"')
    if rule.entrenched_majority is not None and rule.entrenched_majority < rule.majority:
        what = f"{rule.entrenched_majority} changes what is entrenched, less than the rest"
        yield warn(rule, "entrenched_majority", what, f'write more than "{rule.majority}"')


def _founding(charter: Charter) -> Iterator[Finding]:
    founding = charter.founding
    if founding.days_max > FOUNDING_DAYS_MAX:
        what = f"the convenors' powers last {founding.days_max} days"
        yield breaks("A13", founding, "days_max", what, f"{FOUNDING_DAYS_MAX} or fewer")
    handed_on = {power for office in charter.offices.values() for power in office.powers}
    for power in founding.powers:
        if power not in handed_on | _BY_OTHER_WAYS:
            what = f"no office has {power!r} once the founding is over"
            yield warn(founding, "powers", what, "give it to an office as well")
