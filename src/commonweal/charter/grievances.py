"""What a constitution says of grievances: the sentences, the faults, and what is unwise.

Rules of this module: those of ``sentences``, ``soundness`` and ``prudence``.

Not here: the table itself (``rights``), what it means for a command
(``commonweal.polity.rights.grievances``).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from commonweal.charter.model import Charter
from commonweal.charter.notes import Finding, did_you_mean
from commonweal.charter.phrases import commands_in_words, counted, in_days, listed
from commonweal.charter.rights import Grievances

MEMBERS_MAX = 100
"""Signatures of which more are hardly found in one workplace."""

_SUSPENDED = {"decision": "decisions", "office": "offices", "plan": "lines of the plan"}


def grievance_sentences(clause: Grievances) -> Iterator[str]:
    """Say the table in sentences."""
    members = counted(clause.members_min, "member", "members")
    yield (
        f"{members} of those concerned, or half of them where they are fewer than twice as many,"
        f" file a grievance by signing it within {in_days(clause.signature_days)}; so does a union"
        " by a decision."
    )
    most = counted(clause.signed_max, "grievance", "grievances")
    yield f"Nobody stands behind more than {most} at a time."
    if clause.suspends:
        kinds = listed(_SUSPENDED[one] for one in clause.suspends)
        yield (
            f"What a grievance is about is suspended at once, for {in_days(clause.suspend_days)} at"
            f" most and never twice: {kinds}."
        )
    else:
        yield f"A grievance suspends nothing, though it would for {in_days(clause.suspend_days)}."
    if clause.urgent:
        yield f"An office that is suspended may still {commands_in_words(clause.urgent)}."
    else:
        yield "An office that is suspended keeps only what elections need."
    yield (
        f"It is heard within {in_days(clause.hearing_days)}. If that is in vain, a body of the"
        f" level {clause.arbitration} that is not concerned may decide, and notice of a strike may"
        f" be given, {in_days(clause.strike_notice_days)} before it begins; nobody forbids it."
    )


def grievance_faults(charter: Charter, commands: Collection[str] | None) -> Iterator[Finding]:
    """Give the faults of the table: what names nothing, and a suspension too short to be heard."""
    rule = charter.grievances
    if rule is None:
        return
    if "plan" in rule.suspends and charter.plan is None:
        what = "no line of the plan can be suspended: there is no table [plan]"
        yield Finding(rule.path, "suspends", what, 'leave "plan" out, or add the table')
    for power in rule.urgent:
        if commands is not None and power not in commands:
            what = f"there is no command {power!r}"
            yield Finding(rule.path, "urgent", what, did_you_mean(power, commands))
    level = charter.levels.get(rule.arbitration)
    if level is None:
        what = f"there is no level {rule.arbitration!r}"
        remedy = did_you_mean(rule.arbitration, charter.levels)
        yield Finding(rule.path, "arbitration", what, remedy)
        return
    needed = rule.hearing_days + level.motions.debate_days + level.motions.voting_days
    if rule.suspend_days <= needed:
        what = f"{rule.suspend_days} days end before a hearing and a decision on it: {needed}"
        yield Finding(rule.path, "suspend_days", what, f"write {needed + 1} or more")


def grievance_warnings(charter: Charter) -> Iterator[tuple[Grievances, str, str, str]]:
    """Give what is unwise in the table: the key, what is wrong, and what would be better."""
    rule = charter.grievances
    if rule is None:
        return
    if not rule.suspends:
        what = "what is contested goes on as if nobody had contested it"
        yield rule, "suspends", what, '["decision"]'
    senders = {one for level in charter.levels.values() for one in level.made_of}
    if rule.arbitration not in senders:
        what = "nobody decides on grievances against the highest body, for it would be itself"
        yield rule, "arbitration", what, "a level of which there are several bodies"
    if rule.members_min > MEMBERS_MAX:
        what = f"{rule.members_min} members must sign before anything is heard"
        yield rule, "members_min", what, f"{MEMBERS_MAX} or fewer"
