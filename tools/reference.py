# ruff: noqa: INP001 -- a script beside the package, not part of it
"""Writes docs/commands.md and docs/events.md from the docstrings of the law.

Run it after a change of commands, effects or events: ``python tools/reference.py``. A test says
when the pages have fallen behind.

Rules of this module: everything comes from the classes and their docstrings; names that mean the
same everywhere (a body, a seat) are explained once, in :data:`SHARED`.

Not here: refusals, which have a page and a script of their own.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import msgspec

from commonweal.polity import COMMANDS, EVENTS, LAW, Condition, Division
from commonweal.polity.commands import Command
from commonweal.polity.effect import Effect
from commonweal.polity.effects import AnyEffect, TaskPlan
from commonweal.polity.planning.correcting.data import Sign
from commonweal.polity.planning.proposals.effects import Part
from commonweal.polity.planning.proposals.kept import (
    MembersOrders,
    NewLine,
    PlanCondition,
    RankShare,
    Run,
)
from commonweal.polity.rights.consent.data import Consequences
from commonweal.polity.rights.papers.data import NamedPaper

DOCS = Path(__file__).resolve().parent.parent / "docs"

SHARED = {
    "body": "the body concerned",
    "seat": "the seat or office concerned",
    "poll": "the election or vote concerned",
    "motion": "the motion or amendment concerned",
    "task": "the task concerned",
    "roll": "the roll concerned",
    "meeting": "the meeting concerned",
    "request": "the request for a meeting concerned",
    "emergency": "the emergency concerned",
    "grievance": "the grievance concerned",
    "agreement": "the agreement concerned",
    "member": "the member concerned",
    "name": "its name",
    "level": "its level, as the constitution names it",
    "parent": "body to which it sends delegates",
    "declared": "figure for apportionment, where the constitution goes by a declared one",
    "powers": "the powers taken, as the constitution names them",
    "campaign": "the campaign for a plan concerned",
    "plan": "the plan concerned",
    "product": "the product concerned",
    "process": "the process concerned",
    "rank": "rank of the need, from 1",
    "alert": "the alert concerned",
    "correction": "the correction of a plan concerned",
    "delivery": "the delivery concerned",
    "line": "the line of a plan concerned",
    "period": "the period of the plan, counted from 1",
    "days": "for how many days, at most what the constitution allows",
    "constitution": "the whole text proposed, TOML",
    "bodies": "the bodies that are merged",
    "members": "the members who go to the new body",
    "members_to": "body of the same level that takes those who belong to it",
    "outcome": "how that motion has to end",
    "choice": "the vote that is asked for",
    "conditions": "lines of a conditional mandate; the first that holds applies",
    "seats": "the seats concerned",
    "kind": "what kind it is",
    "text": "what is to be done",
    "due_days": "days after the decision",
    "yes": "votes for it, an exact number",
    "no": "votes against it, an exact number",
    "abstain": "abstentions, an exact number",
    "electorate": "how many could vote",
    "cast": "how many did",
    "void": "votes against an instruction, and blank papers, which count for nothing",
}

COMMANDS_HEAD = """# Commands

<!-- Written by tools/reference.py from the docstrings of commonweal.polity; do not edit. -->

What can be asked of the law. On the command line:

```
commonweal do COMMAND field=value ... --as MEMBER --home FOLDER
```

Lists are written `3,1,2` or as JSON; a text can be read from a file, `text=@FILE`; the effect of a
motion is written `effect=NAME` and `effect.FIELD=VALUE` for each of its fields. All fields together
can be one JSON object instead. Free texts are kept in the vault; the record holds their digests.

Four commands of the command line need no federation: `commonweal count`, `commonweal margin`,
`commonweal fund` and `commonweal apportion` have [a page of their own](tally/command-line.md).

*Who* says whom the law lets issue the command at all; what else can be refused, and why, is in
[refusals.md](refusals.md).
"""

EVENTS_HEAD = """# Events

<!-- Written by tools/reference.py from the docstrings of commonweal.polity; do not edit. -->

What a record says has happened. The number after the name is its version; a published version
never changes its meaning. An entry of the record is one accepted command with the events that
followed from it, together or not at all. Fields that have their default value are left out of the
entry. Moments are seconds since 1970, UTC; texts and personal data are salted digests.
"""


def commands_page() -> str:
    """Return docs/commands.md as it should be."""
    parts = [COMMANDS_HEAD, "## All commands\n", *_contents(COMMANDS), ""]
    for name, command in COMMANDS.items():
        parts += [f"## `{name}`\n", _summary(command), f"\n*Who:* {_who(command)}.\n"]
        parts += _table(command)
    parts += ["# What a motion can bring about\n", "The field `effect` of `propose_motion`.\n"]
    for effect in get_args(AnyEffect):
        parts += [f"## Effect `{_tag(effect)}`\n", _summary(effect), "", *_table(effect)]
    parts += ["# Parts\n"]
    of_plans = (NewLine, Run, RankShare, MembersOrders, PlanCondition, Part, Sign)
    for part in (TaskPlan, Condition, Division, NamedPaper, *of_plans):
        parts += [f"## {part.__name__}\n", _summary(part), "", *_table(part)]
    # Its docstring tells several fields in one line each.
    parts += [
        "## Consequences\n",
        _summary(Consequences),
        "",
        *_table(Consequences, meanings=False),
    ]
    return "\n".join(parts).rstrip() + "\n"


def events_page() -> str:
    """Return docs/events.md as it should be."""
    parts = [EVENTS_HEAD, "## All events\n", *_contents(EVENTS), ""]
    for name, event in EVENTS.items():
        parts += [f"## `{name}`\n", _summary(event), "", *_table(event, meanings=False)]
    return "\n".join(parts).rstrip() + "\n"


def attributes(struct: type[Any]) -> dict[str, str]:
    """Return the meaning of each field that a class's docstring explains."""
    _, _, listed = inspect.cleandoc(struct.__doc__ or "").partition("\nAttributes:\n")
    meanings: dict[str, str] = {}
    name = ""
    for line in listed.splitlines():
        found = re.match(r"    ([a-z_]+)(?:, [a-z_]+)*: (.*)", line)
        if found:
            name = found[1]
            meanings[name] = found[2]
        elif name and line.strip():
            meanings[name] += " " + line.strip()
    return {one: text.rstrip(".").replace("``", "`") for one, text in meanings.items()}


def _contents(structs: dict[str, type[Any]]) -> Iterator[str]:
    for name in structs:
        yield f"* [`{name}`](#{re.sub(r'[^a-z0-9_]', '', name)})"


def _summary(struct: type[Any]) -> str:
    text, _, _ = inspect.cleandoc(struct.__doc__ or "").partition("\nAttributes:\n")
    text = re.sub(r":(?:class|data|func):`~?(?:[\w.]*\.)?(\w+)`", r"`\1`", text)
    return text.replace("``", "`").strip()


def _who(command: type[Command]) -> str:
    if command not in LAW:
        return "the convenors, with `commonweal init`"
    source = inspect.getsource(LAW[command])
    if "require_office(" in source:
        return "the office alone, when it is due; nobody issues it"
    if "require_power(" in source:
        return "those to whom the constitution gives the power, or convenors during the founding"
    if "require_inspector(" in source:
        return "inspectors, over their own body and those below it"
    if "_require_teller(" in source:
        return "tellers of the poll"
    if "_require_appointer(" in source:
        return "the office that the constitution names as appointing"
    return "a member; which ones, the law says"


def _table(struct: type[Any], *, meanings: bool = True) -> list[str]:
    fields = msgspec.structs.fields(struct)
    if not fields:
        return ["No fields.\n"]
    hints = get_type_hints(struct, include_extras=False)
    known = attributes(struct)
    head = "| field | kind | if left out |" + (" meaning |" if meanings else "")
    rows = [head, "|---|---|---|" + ("---|" if meanings else "")]
    for field in fields:
        counted = known.get(field.name, "").startswith("*counted*")
        kind = "filled by the office" if counted else _kind(hints[field.name])
        row = f"| `{field.name}` | {kind} | {_default(field)} |"
        rows.append(row + (f" {known.get(field.name) or SHARED[field.name]} |" if meanings else ""))
    return [*rows, ""]


def _kind(hint: Any) -> str:
    name = getattr(hint, "__supertype__", hint)
    if get_origin(hint) is Literal:
        return " or ".join(f"`{one}`" if one else "nothing" for one in get_args(hint))
    if get_origin(hint) is tuple:
        inner = [one for one in get_args(hint) if one is not Ellipsis]
        if Ellipsis in get_args(hint):
            return (
                f"list of {_kind(inner[0])}s"
                if inner[0] in (int, str)
                else f"list of {_kind(inner[0])}"
            )
        return f"{len(inner)} {_kind(inner[0])}s"
    if hint == AnyEffect:
        return "[effect](commands.md#what-a-motion-can-bring-about)"
    if get_origin(hint) is Union or type(hint).__name__ == "UnionType":
        kinds = [_kind(one) for one in get_args(hint) if one is not type(None)]
        return " or ".join(kinds)
    if isinstance(name, type) and issubclass(name, Effect):
        return f"[`{_tag(name)}`](commands.md#effect-{_tag(name)})"
    plain = {int: "number", str: "text", bool: "yes or no"}
    return plain.get(name) or f"[{name.__name__}](commands.md#{name.__name__.lower()})"


def _default(field: Any) -> str:
    if field.required:
        return "required"
    value = field.default if field.default is not msgspec.NODEFAULT else field.default_factory()
    if value in (None, "", ()):
        return "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"`{value}`"


def _tag(struct: type[Any]) -> str:
    return str(struct.__struct_config__.tag)


def main() -> None:
    """Write both pages."""
    (DOCS / "commands.md").write_text(commands_page(), encoding="utf-8")
    (DOCS / "events.md").write_text(events_page(), encoding="utf-8")


if __name__ == "__main__":
    main()
