"""Options of rules on the command line: reading them, and lists that name them.

Rules of this module: an option is written ``name=value`` and goes to every rule that has it; one
that no rule has is a mistake, told with the nearest name.

Not here: what an option means and which values it takes (``commonweal.tally.rule``).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

import click

from commonweal.cli.draws import is_number, nearest, pairs
from commonweal.cli.layout import folded
from commonweal.tally import FundingRule, Option, Rule

Optioned: TypeAlias = Rule | FundingRule
"""A record of a rule that may have options."""


def read_options(
    record: Optioned, records: Sequence[Optioned], given: Sequence[str]
) -> dict[str, Any]:
    """Take the options that a rule knows.

    Args:
        record: the rule.
        records: all rules that were asked for.
        given: what was written.

    Raises:
        UsageError: when an option is written wrongly, or no rule knows it.
    """
    known = {option.name: option for option in record.options}
    anywhere = {option.name for one in records for option in one.options}
    chosen: dict[str, Any] = {}
    for name, value in pairs(given, "--option"):
        if name not in anywhere:
            had = nearest(name, sorted(anywhere)) if anywhere else "the rule has no options"
            raise click.UsageError(f"there is no option {name!r}; {had}")
        if name in known:
            chosen[name] = _value(known[name], value)
    return chosen


def _value(option: Option, text: str) -> object:
    return int(text) if isinstance(option.default, int) and is_number(text) else text


def detailed(records: Sequence[Optioned]) -> str:
    """Tell of each rule its title, its source, and what its options mean."""
    lines = []
    for rule in records:
        lines += [f"{rule.name}, version {rule.version}: {rule.title}", f"  {rule.source}"]
        if isinstance(rule, Rule) and rule.reserved:
            lines.append("  keeps seats reserved for groups (--reserved)")
        lines += [f"  {_told(option)}" for option in rule.options]
    return folded("\n".join(lines))


def _told(option: Option) -> str:
    words = f" ({', '.join(option.allowed)})" if option.allowed else ""
    return f"{option.name}={option.default}{words}: {option.meaning}"
