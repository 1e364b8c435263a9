"""Faults that make a constitution unusable: what contradicts itself, or names what is not there.

Rules of this module:

* every function looks at one thing and gives what it finds; none of them raises;
* the constitution may hold placeholders after other faults, so nothing is taken for granted.

Not here: what is usable but unwise (``prudence``); types and scales (``values``).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from fractions import Fraction
from itertools import pairwise

from commonweal.charter.grievances import grievance_faults
from commonweal.charter.lines import join
from commonweal.charter.model import EMERGENCY_POWERS, Charter, Filling, Level, SeatRule
from commonweal.charter.notes import Finding, did_you_mean
from commonweal.charter.paths import cites, clauses, covers, paths_in
from commonweal.charter.rights import (
    DUES,
    INSPECTING,
    Challenges,
    Control,
    Discipline,
    Initiative,
    Inspection,
    Meetings,
    Papers,
)
from commonweal.charter.soundness_planning import planning_faults
from commonweal.charter.soundness_union import union_faults

APPOINTED = "appointed"

BOXES_KEPT_DAYS = 90
"""Days for which every ballot box is kept after its result, whatever a constitution says."""

_NEEDS = {
    "per-n": ("per",),
    "bands": ("bands",),
    "equal": ("each",),
    "sainte-lague": ("total",),
    "d-hondt": ("total",),
}
_MAY = {"per-n": ("remainder",)}
_EXCLUSIVE = ("per", "remainder", "bands", "each", "total")


def unsound(
    charter: Charter, *, counting_rules: Collection[str] | None, commands: Collection[str] | None
) -> Iterator[Finding]:
    """Give every fault of a constitution that its parts show only together."""
    yield from _articles(charter)
    yield from _pyramid(charter)
    for level in charter.levels.values():
        yield from _senders(level)
        yield from (found for rule in level.seats for found in _seat_rule(rule))
    yield from _levels_named(charter)
    yield from _fillings(charter, counting_rules)
    yield from _appointing(charter)
    yield from _powers(charter, commands)
    yield from _emergency(charter)
    if charter.initiative:
        yield from _initiative(charter, charter.initiative)
    if charter.papers:
        yield from _papers(charter.papers)
    if charter.control:
        yield from _control(charter, charter.control)
    yield from _reorganisation(charter)
    yield from union_faults(charter)
    yield from grievance_faults(charter, commands)
    yield from planning_faults(charter)
    if charter.challenges:
        yield from _challenges(charter, charter.challenges)
    if charter.discipline:
        yield from _discipline(charter, charter.discipline)
    yield from _entrenched(charter)
    if charter.meetings:
        yield from _meetings(charter.meetings)
    yield from _inspecting(charter)
    if charter.inspection:
        yield from _inspectors(charter, charter.inspection)


def _articles(charter: Charter) -> Iterator[Finding]:
    numbers = charter.articles
    for _, clause in clauses(charter):
        if not any(cites(clause.article, number) for number in numbers):
            what = f"there is no article {clause.article!r}"
            yield Finding(clause.path, "article", what, did_you_mean(clause.article, numbers))


def _pyramid(charter: Charter) -> Iterator[Finding]:
    levels = charter.levels
    for level in levels.values():
        for sender in level.made_of:
            if sender not in levels:
                what = f"there is no level {sender!r}"
                yield Finding(level.path, "made_of", what, did_you_mean(sender, levels))
    yield from _circles(charter)
    if not any(level.is_base for level in levels.values()):
        remedy = "leave made_of out where the members themselves meet"
        yield Finding("levels", "", "there is no level in which members sit", remedy)
    yield from _tops(charter)


def _circles(charter: Charter) -> Iterator[Finding]:
    for name, level in charter.levels.items():
        if name in _below(charter, name):
            what = f"{name!r} is made of itself, directly or through other levels"
            yield Finding(level.path, "made_of", what, "let delegates go upwards only")


def _below(charter: Charter, name: str) -> set[str]:
    below: set[str] = set()
    waiting = [name]
    while waiting:
        level = charter.levels.get(waiting.pop())
        new = set(level.made_of) - below if level else set()
        below |= new
        waiting.extend(sorted(new))
    return below


def _tops(charter: Charter) -> Iterator[Finding]:
    sent = {sender for level in charter.levels.values() for sender in level.made_of}
    pyramid = [name for name, level in charter.levels.items() if not level.own_roll]
    tops = [name for name in pyramid if name not in sent]
    if len(tops) > 1:
        remedy = "name all but one of them in the made_of of a level above"
        for name in tops:
            what = f"there are {len(tops)} highest levels: {', '.join(tops)}"
            yield Finding(f"levels.{name}", "", what, remedy)


def _senders(level: Level) -> Iterator[Finding]:
    for sender in dict.fromkeys(level.made_of):
        rules = [rule for rule in level.seats if sender in rule.senders]
        if not rules:
            remedy = f'add [[{level.path}.seats]] with from = ["{sender}"]'
            yield Finding(level.path, "seats", f"no seat rule says how many {sender} sends", remedy)
        for rule in rules[1:]:
            what = f"two seat rules both apply to {sender!r}"
            yield Finding(rule.path, "from", what, "let one rule apply to each sending level")
    for rule in level.seats:
        for sender in rule.senders:
            if sender not in level.made_of:
                what = f"{sender!r} does not send delegates here"
                remedy = did_you_mean(sender, level.made_of)
                yield Finding(rule.path, "from", what, remedy)


def _seat_rule(rule: SeatRule) -> Iterator[Finding]:
    needed = _NEEDS[rule.method]
    for key in needed:
        if not getattr(rule, key):
            what = f"the method {rule.method!r} needs {key!r}"
            yield Finding(rule.path, "method", what, f"add {key} = ...")
    for key in _EXCLUSIVE:
        if getattr(rule, key) and key not in (*needed, *_MAY.get(rule.method, ())):
            what = f"the method {rule.method!r} cannot have {key!r} as well: both would apply"
            yield Finding(rule.path, key, what, f"leave {key!r} out, or choose another method")
    yield from _remainder(rule)
    if any(low >= high for (low, _), (high, _) in pairwise(rule.bands)):
        yield Finding(rule.path, "bands", "the sizes do not ascend", "put the smallest first")


def _remainder(rule: SeatRule) -> Iterator[Finding]:
    if rule.per and rule.remainder and rule.remainder >= rule.per:
        what = f"the remainder {rule.remainder} is never reached: it is always below {rule.per}"
        yield Finding(rule.path, "remainder", what, f"write a number below {rule.per}")


def _levels_named(charter: Charter) -> Iterator[Finding]:
    named = [
        ("amendment", charter.amendment.level),
        ("reorganisation", charter.reorganisation.level),
    ]
    if charter.emergency:
        named.append(("emergency", charter.emergency.level))
    if charter.agreements and charter.agreements.level is not None:
        named.append(("agreements", charter.agreements.level))
    if charter.challenges:
        named.append(("challenges", charter.challenges.level))
    if charter.letters and charter.letters.removal_grounds:
        named.append(("letters", charter.letters.appeal_level or ""))
    for path, level in named:
        key = "appeal_level" if path == "letters" else "level"
        yield from _known(path, key, "level", (level,), charter.levels)
    for office in charter.offices.values():
        yield from _known(office.path, "levels", "level", office.levels, charter.levels)
        if not office.levels:
            remedy = "name the levels whose bodies have it"
            yield Finding(office.path, "levels", "no body has this office", remedy)


def _known(
    path: str, key: str, kind: str, names: Iterable[str], known: Collection[str]
) -> Iterator[Finding]:
    for name in names:
        if name not in known:
            what = f"there is no {kind} {name!r}"
            yield Finding(path, key, what, did_you_mean(name, known))


def fillings(charter: Charter) -> Iterator[tuple[Filling, tuple[str, ...]]]:
    """Give the filling rules that are applied, of seats and offices, each with its levels."""
    for name, level in charter.levels.items():
        if not level.of_members:
            yield level.filling, (name,)
    yield from ((office.filling, office.levels) for office in charter.offices.values())


def _fillings(charter: Charter, counting_rules: Collection[str] | None) -> Iterator[Finding]:
    for filling, levels in fillings(charter):
        if filling.rule == APPOINTED:
            yield from _appointer(charter, filling, levels)
        elif counting_rules is not None:
            rules = {*counting_rules, APPOINTED}
            yield from _known(filling.path, "rule", "counting rule", (filling.rule,), rules)


def _appointer(charter: Charter, filling: Filling, levels: tuple[str, ...]) -> Iterator[Finding]:
    if filling.appointed_by is None:
        what = "appointed, but nobody appoints: there is no way to fill it"
        yield Finding(filling.path, "rule", what, 'add appointed_by = "...", an office')
        return
    names = (filling.appointed_by,)
    yield from _known(filling.path, "appointed_by", "office", names, charter.offices)
    if office := charter.offices.get(filling.appointed_by):
        reached = {below for at in office.levels for below in (at, *_below(charter, at))}
        for level in levels:
            if level not in reached:
                what = f"{office.name!r} appoints in its own body and below, and not in {level!r}"
                remedy = "name an office of the same level or of one above"
                yield Finding(filling.path, "appointed_by", what, remedy)


def _appointing(charter: Charter) -> Iterator[Finding]:
    for name, office in charter.offices.items():
        chain = _appointers(charter, name)
        if name in chain:
            what = f"{name!r} is appointed by itself, directly or through other offices"
            remedy = "let one of these offices be elected"
            yield Finding(office.filling.path, "appointed_by", what, remedy)


def _appointers(charter: Charter, name: str) -> tuple[str, ...]:
    chain: list[str] = []
    while (office := charter.offices.get(name)) and office.filling.rule == APPOINTED:
        name = office.filling.appointed_by or ""
        if name in chain:
            break
        chain.append(name)
    return tuple(chain)


def _powers(charter: Charter, commands: Collection[str] | None) -> Iterator[Finding]:
    if commands is None:
        return
    for office in charter.offices.values():
        yield from _known(office.path, "powers", "command", office.powers, commands)
    founding = charter.founding
    yield from _known(founding.path, "powers", "command", founding.powers, commands)


def _emergency(charter: Charter) -> Iterator[Finding]:
    emergency = charter.emergency
    if emergency is None:
        return
    path, steps = emergency.path, emergency.majorities
    yield from _known(path, "powers", "emergency power", emergency.powers, EMERGENCY_POWERS)
    if not steps:
        remedy = 'write for instance majorities = ["2/3", "3/4"]'
        yield Finding(path, "majorities", "no majority is given for a declaration", remedy)
    if any(first >= then for first, then in pairwise(steps)):
        remedy = "make each renewal harder than the one before"
        yield Finding(path, "majorities", "the majorities do not ascend", remedy)


def _meetings(meetings: Meetings) -> Iterator[Finding]:
    days, notice = meetings.convene_days, meetings.notice_days
    if days <= notice:
        what = f"within {days} days nothing can be held that is called {notice} days before"
        yield Finding(meetings.path, "convene_days", what, f"write {notice + 1} or more")


def _inspecting(charter: Charter) -> Iterator[Finding]:
    """The powers of inspectors are nobody else's."""
    own = charter.inspection.office if charter.inspection else ""
    listed = {one.path: one.powers for one in charter.offices.values() if one.name != own}
    for path, powers in {**listed, charter.founding.path: charter.founding.powers}.items():
        for power in powers:
            if power in INSPECTING:
                what = f"{power!r} is a power of inspectors only"
                yield Finding(path, "powers", what, "leave it out")


def _inspectors(charter: Charter, inspection: Inspection) -> Iterator[Finding]:
    yield from _known(inspection.path, "office", "office", (inspection.office,), charter.offices)
    office = charter.offices.get(inspection.office)
    if office is None:
        return
    for power in office.powers:
        if power not in INSPECTING:
            what = f"whoever inspects cannot have the power {power!r}"
            yield Finding(office.path, "powers", what, f"choose among {', '.join(INSPECTING)}")
    path, filling = inspection.path, office.filling
    if filling.rule == APPOINTED:
        what = "inspectors would be appointed by those whom they inspect"
        yield Finding(path, "office", what, f"let {office.name!r} be elected by the members")
    elif filling.electors != "members" or filling.eligible != "members":
        what = "inspectors would be elected by, or from among, those whom they inspect"
        remedy = f'write electors = "members" and eligible = "members" in [{office.path}.filling]'
        yield Finding(path, "office", what, remedy)


def _discipline(charter: Charter, rule: Discipline) -> Iterator[Finding]:
    """A charge has to be decided by others than those who hear the appeal, and in time."""
    path, needed = rule.path, days_to_decide(charter)
    if not rule.grounds:
        remedy = "name grounds, or leave the table out: then nobody is charged"
        yield Finding(path, "grounds", "nobody can be charged with anything", remedy)
    yield from _known(path, "appeal_level", "level", (rule.appeal_level,), charter.levels)
    level = charter.levels.get(rule.appeal_level)
    if level is not None and level.of_members:
        what = "those who decide on a charge would hear the appeal against it"
        yield Finding(path, "appeal_level", what, "name a level of delegates")
    if rule.majority <= Fraction(1, 2):
        what = "as many No as Yes would put a member out"
        yield Finding(path, "majority", what, 'write more than "1/2"')
    if rule.decision_days <= needed:
        what = f"within {rule.decision_days} days no base body can decide: that takes {needed}"
        yield Finding(path, "decision_days", what, f"write {needed + 1} or more")
    if DUES in rule.grounds and rule.dues_grace_days is None:
        what = "whoever owes dues could be put out without any time to pay"
        yield Finding(path, "grounds", what, f"write dues_grace_days = ..., or leave {DUES!r} out")


def days_to_decide(charter: Charter) -> int:
    """Return the days that the slowest base body needs to debate and to vote."""
    bases = [level.motions for level in charter.levels.values() if level.is_base]
    return max((one.debate_days + one.voting_days for one in bases), default=0)


def _initiative(charter: Charter, rule: Initiative) -> Iterator[Finding]:
    """A base body has to be able to decide within the days that there are for it."""
    needed = days_to_decide(charter)
    keys = ("signature_days", "callback_days") if rule.callback_effects else ("signature_days",)
    for key in keys:
        if getattr(rule, key) <= needed:
            what = f"within {getattr(rule, key)} days no base body can decide: that takes {needed}"
            yield Finding(rule.path, key, what, f"write {needed + 1} or more")


def _challenges(charter: Charter, rule: Challenges) -> Iterator[Finding]:
    """A body that hears has to be able to decide, and the ballots have to be there still."""
    hearing = [one for one in charter.levels.values() if not one.of_members]
    levels = hearing or list(charter.levels.values())
    needed = max((one.motions.debate_days + one.motions.voting_days for one in levels), default=0)
    if rule.hearing_days <= needed:
        what = f"within {rule.hearing_days} days a body cannot decide: that takes {needed}"
        yield Finding(rule.path, "hearing_days", what, f"write {needed + 1} or more")
    if rule.challenge_days > BOXES_KEPT_DAYS:
        what = f"ballots are kept for {BOXES_KEPT_DAYS} days, fewer than {rule.challenge_days}"
        yield Finding(rule.path, "challenge_days", what, f"write {BOXES_KEPT_DAYS} or fewer")


def _papers(rule: Papers) -> Iterator[Finding]:
    """Papers that one person alone types in are whatever that person says."""
    if rule.typists < 2:
        what = "one teller alone would say what the papers say"
        yield Finding(rule.path, "typists", what, "write 2 or more")


def _control(charter: Charter, rule: Control) -> Iterator[Finding]:
    """A council of a workforce is a body in which members sit themselves."""
    levels = [name for name, level in charter.levels.items() if level.of_members]
    yield from _known(rule.path, "level", "level of members", (rule.level,), levels)


def _reorganisation(charter: Charter) -> Iterator[Finding]:
    """Every body that is asked has to be able to answer in time."""
    rule = charter.reorganisation
    voting = [level.motions for level in charter.levels.values()]
    needed = max((one.debate_days + one.voting_days for one in voting), default=0)
    if rule.consent == "bodies" and rule.consent_days <= needed:
        what = f"within {rule.consent_days} days not every body can answer: that takes {needed}"
        yield Finding(rule.path, "consent_days", what, f"write {needed + 1} or more")


def _entrenched(charter: Charter) -> Iterator[Finding]:
    paths = paths_in(charter)
    for entrenched in charter.amendment.entrenched:
        if not any(covers(entrenched, path) for path in paths):
            what = f"nothing stands at {entrenched!r}, so nothing is protected"
            remedy = did_you_mean(entrenched, {*paths, *_tables(paths)})
            yield Finding(charter.amendment.path, "entrenched", what, remedy)


def _tables(paths: Iterable[str]) -> set[str]:
    tables = {join(*path.split(".")[:upto]) for path in paths for upto in (1, 2, 3)}
    return tables | {path.split(".")[2] for path in tables if path.count(".") == 2}
