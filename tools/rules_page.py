# ruff: noqa: INP001 -- a script beside the package, not part of it
"""Writes ``docs/tally/rules.md`` from the registry of the tally.

Run it after a rule or a method was added or changed: ``python tools/rules_page.py``, or with
``--check`` to compare only. A test says when the page has fallen behind.

Rules of this module: everything comes from the records of rules, methods and options; nothing on
the page is written by hand.

Not here: how a rule reads its source; that stands in its module and in the pages beside this one.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

from commonweal.tally import registry
from commonweal.tally.rule import Option, Rule

PAGE = Path(__file__).resolve().parents[1] / "docs" / "tally" / "rules.md"

HEAD = """# Every rule and method

<!-- Written by tools/rules_page.py from the registry of commonweal.tally; do not edit. -->

What can be counted, by what, and with which options. A record of a count names the rule, its
version and all its options. The same lists come from `commonweal count --list-rules` and
`commonweal apportion --list-methods`.
"""

RULES_TEXT = """## Counting rules

*Ballots* are of the kind that the rule counts; *equal* says whether papers may rank candidates
equally. With *count-back* a vacant seat is refilled from the papers that won it. *Figures* are what
the tallies of a round are: votes add up to the same sum in every round, other figures need not.
With *reserved* seats can be kept for groups of candidates.
"""


def page() -> str:
    """Return the page as it should be."""
    parts = [HEAD, RULES_TEXT, *_rules(registry.RULES), ""]
    for rule in registry.RULES.values():
        parts += [*_record(rule), ""]
    parts += ["## Methods of apportionment\n", *_methods(registry.APPORTIONMENTS), ""]
    if registry.FUNDINGS:
        parts += ["## Rules of funding\n", *_fundings(registry.FUNDINGS), ""]
        for funding in registry.FUNDINGS.values():
            parts += [*_record(funding), ""]
    return "\n".join(parts).rstrip() + "\n"


def _rules(rules: Mapping[str, Rule]) -> Iterator[str]:
    head = ("rule", "ballots", "equal", "seats", "count-back", "reserved", "figures", "version")
    rows = (
        (
            f"[`{rule.name}`](#{rule.name})",
            f"`{rule.ballots.__name__}`",
            _yes(told=rule.equal_ranks),
            "many" if rule.many_seats else "1",
            _yes(told=rule.countback is not None),
            _yes(told=rule.reserved),
            rule.measure,
            str(rule.version),
        )
        for rule in rules.values()
    )
    return _table(head, rows)


def _methods(methods: Mapping[str, Any]) -> Iterator[str]:
    head = ("method", "title", "needs", "takes", "version", "source")
    rows = (
        (
            f"`{method.name}`",
            method.title,
            ", ".join(f"`{name}`" for name in method.needs),
            ", ".join(f"`{name}`" for name in method.takes),
            str(method.version),
            method.source,
        )
        for method in methods.values()
    )
    return _table(head, rows)


def _fundings(fundings: Mapping[str, Any]) -> Iterator[str]:
    rows = (
        (
            f"[`{funding.name}`](#{funding.name})",
            ", ".join(f"`{kind.__name__}`" for kind in funding.ballots),
            funding.title,
            str(funding.version),
        )
        for funding in fundings.values()
    )
    return _table(("rule", "ballots", "title", "version"), rows)


def _record(rule: Any) -> Iterator[str]:
    yield f"### `{rule.name}`\n"
    yield f"{rule.title}, version {rule.version}. Source: {rule.source}.\n"
    if rule.options:
        yield from _options(rule.options)


def _options(options: Sequence[Option]) -> Iterator[str]:
    rows = (
        (f"`{option.name}`", f"`{option.default}`", _allowed(option), option.meaning)
        for option in options
    )
    return _table(("option", "default", "allowed", "meaning"), rows)


def _allowed(option: Option) -> str:
    if option.allowed:
        return ", ".join(f"`{word}`" for word in option.allowed)
    return "a share from 0 to 1" if isinstance(option.default, Fraction) else "a whole number"


def _yes(*, told: bool) -> str:
    return "yes" if told else "no"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield "|" + "---|" * len(head)
    for row in rows:
        yield f"| {' | '.join(_cell(text) for text in row)} |"


def _cell(text: str) -> str:
    return re.sub(r"\s+", " ", text).replace("|", "\\|").replace("``", "`").strip()


def main() -> None:
    """Write the page, or compare it."""
    if "--check" not in sys.argv[1:]:
        PAGE.write_text(page(), encoding="utf-8")
    elif PAGE.read_text(encoding="utf-8") != page():
        sys.exit("docs/tally/rules.md has fallen behind: run `python tools/rules_page.py`")


if __name__ == "__main__":
    main()
