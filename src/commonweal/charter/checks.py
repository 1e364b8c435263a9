"""Checks a constitution as a whole: what cannot work in it, and what its members ought to know.

Rules of this module:

* faults (``soundness``) and warnings (``prudence``) are told together, each once, in file order;
* names of counting rules and of commands come from outside: the law knows no engine.

Not here: the single checks.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection

from commonweal.charter.idle import unused
from commonweal.charter.lines import Lines
from commonweal.charter.model import Charter
from commonweal.charter.notes import Finding, told
from commonweal.charter.prudence import unwise
from commonweal.charter.soundness import unsound
from commonweal.terms import Fault


def check(
    charter: Charter,
    *,
    place: str = "constitution",
    counting_rules: Collection[str] | None = None,
    commands: Collection[str] | None = None,
) -> tuple[Fault, ...]:
    """Return the faults and warnings of a constitution, with line and article.

    A constitution that :func:`commonweal.charter.read` accepted has warnings only, unless names are
    passed in here that were not passed in there.

    Args:
        charter: the constitution.
        place: file or name, for the faults.
        counting_rules: names of the counting rules there are; ``None``: not checked.
        commands: names of the commands there are; ``None``: not checked.
    """
    findings = found_in(charter, counting_rules=counting_rules, commands=commands)
    document = tomllib.loads(charter.text)
    return told(findings, place=place, lines=Lines(charter.text), document=document)


def found_in(
    charter: Charter, *, counting_rules: Collection[str] | None, commands: Collection[str] | None
) -> tuple[Finding, ...]:
    """Return what is wrong or unwise in a constitution, by path."""
    document = tomllib.loads(charter.text)
    return (
        *unsound(charter, counting_rules=counting_rules, commands=commands),
        *unwise(charter),
        *unused(charter, document),
    )
