"""Faults of a constitution that has a union: what would put one under somebody's command.

Rules of this module: those of ``soundness``. A union level stands beside the pyramid: nothing is
made of it, it is made of nothing, and nothing that binds the federation is decided there.

Not here: what is usable but unwise (``prudence``).
"""

from __future__ import annotations

from collections.abc import Iterator

from commonweal.charter.model import Charter, Level, Office
from commonweal.charter.notes import Finding, did_you_mean

_APPOINTED = "appointed"


def union_faults(charter: Charter) -> Iterator[Finding]:
    """Give the faults of the levels with a roll of their own, and of the table ``[union]``."""
    yield from _founding(charter)
    for level in charter.levels.values():
        yield from _made_of(charter, level)
    yield from _deciding(charter)
    for office in charter.offices.values():
        if any(_is_union(charter, name) for name in office.levels):
            yield from _officers(office)


def _is_union(charter: Charter, name: str | None) -> bool:
    level = charter.levels.get(name or "")
    return level is not None and level.own_roll


def _founding(charter: Charter) -> Iterator[Finding]:
    rule = charter.union
    unions = [level for level in charter.levels.values() if level.own_roll]
    for level in unions:
        if rule is None or rule.level != level.name:
            what = "nobody can found a body of this level"
            yield Finding(level.path, "own_roll", what, f'name "{level.name}" in [union]')
    if rule is None or _is_union(charter, rule.level):
        return
    if rule.level not in charter.levels:
        what, names = f"there is no level {rule.level!r}", [level.name for level in unions]
        yield Finding(rule.path, "level", what, did_you_mean(rule.level, names))
    else:
        what = f"{rule.level!r} is a level of the pyramid, so it is under command"
        yield Finding(rule.path, "level", what, "name a level that has own_roll = true")


def _made_of(charter: Charter, level: Level) -> Iterator[Finding]:
    if level.own_roll and level.made_of:
        what = "what has a roll of its own is made of its members, not of delegates"
        yield Finding(level.path, "made_of", what, "leave made_of out")
    for sender in level.made_of:
        if _is_union(charter, sender):
            what = f"{sender!r} would stand below {level.name!r}, and so under its command"
            yield Finding(level.path, "made_of", what, f"leave {sender!r} out")


def _deciding(charter: Charter) -> Iterator[Finding]:
    """What all are bound by is not decided by those who joined something."""
    tables = ("amendment", "reorganisation", "emergency", "agreements")
    named = [(one, "level", getattr(charter, one)) for one in tables]
    named.append(("letters", "appeal_level", charter.letters))
    named.append(("discipline", "appeal_level", charter.discipline))
    named.append(("grievances", "arbitration", charter.grievances))
    named.append(("challenges", "level", charter.challenges))
    for path, key, clause in named:
        if clause is not None and _is_union(charter, getattr(clause, key)):
            what = "a union would decide for those who have not joined it"
            yield Finding(path, key, what, "name a level of the pyramid")


def _officers(office: Office) -> Iterator[Finding]:
    if office.filling.rule == _APPOINTED:
        what = "an officer of a union would be appointed"
        yield Finding(office.filling.path, "rule", what, "let the union elect its officers")
    elif office.filling.eligible != "voters":
        what = "an officer of a union need not belong to it"
        remedy = f'write eligible = "voters" in [{office.path}.filling]'
        yield Finding(office.filling.path, "eligible", what, remedy)
