"""Fields of commands: what they mean, and reading them from the command line.

Rules of this module:

* fields are given as one JSON object, or as ``field=value``; a value is read by the field's type:
  text as it stands, numbers as numbers, lists as ``3,1,2`` or as JSON;
* ``field.inner=value`` goes one level down; ``field=@FILE`` takes a text from a file;
* what cannot be read is told with the field, what was expected, and the nearest known name.

Not here: whether a command is lawful (the law).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from inspect import cleandoc
from pathlib import Path
from typing import Any

import msgspec

from commonweal.charter.notes import did_you_mean
from commonweal.polity import effects
from commonweal.polity.commands import Command
from commonweal.terms import Fault, FaultyDocument

COUNTED = ("counted", "attested", "examined")
"""Fields that the office fills; they cannot be given."""


def told_of(command: type[msgspec.Struct]) -> tuple[str, dict[str, str]]:
    """Return what a command does, and what each of its fields means, from its docstring."""
    text, _, section = cleandoc(command.__doc__ or "").partition("Attributes:\n")
    meanings: dict[str, str] = {}
    for item in re.split(r"\n(?= {4}\S)", section.rstrip()):
        names, _, meaning = item.partition(":")
        for name in names.split(","):
            meanings[name.strip()] = " ".join(meaning.split()).rstrip(".")
    return text.strip().replace("``", "`"), meanings


def fields_of(command: type[Command]) -> Iterator[tuple[msgspec.structs.FieldInfo, str]]:
    """Yield the fields of a command that can be given, with their types in words."""
    for field in msgspec.structs.fields(command):
        if field.name not in COUNTED:
            yield field, _in_words(msgspec.inspect.type_info(field.type))


def _in_words(kind: msgspec.inspect.Type) -> str:
    match kind:
        case msgspec.inspect.Metadata():
            return _in_words(kind.type)
        case msgspec.inspect.IntType():
            return "number"
        case msgspec.inspect.StrType():
            return "text"
        case msgspec.inspect.LiteralType():
            return "word"
        case msgspec.inspect.VarTupleType():
            inner = _in_words(kind.item_type)
            return {"number": "numbers", "text": "texts"}.get(inner, "JSON list")
        case msgspec.inspect.UnionType() if all(
            isinstance(one, msgspec.inspect.LiteralType) for one in kind.types
        ):
            return "word"
        case _:
            return "JSON object"


def effects_told() -> list[tuple[str, str]]:
    """Return every effect of a motion: how it is written, and what it does."""
    told = []
    for kind in effects.Effect.__subclasses__():
        fields = [
            one.name if one.required else f"[{one.name}]" for one in msgspec.structs.fields(kind)
        ]
        written = " ".join([str(kind.__struct_config__.tag), *fields])
        told.append((written, told_of(kind)[0].partition("\n")[0]))
    return told


def read_command(command: type[Command], given: Sequence[str]) -> Command:
    """Read a command from its fields as they were typed.

    Raises:
        FaultyDocument: when a field is unknown, missing or of another type.
    """
    name = str(command.__struct_config__.tag)
    plain = _json(name, given[0]) if _is_json(given) else _pairs(name, command, given)
    known = [field.name for field, _ in fields_of(command)]
    for field in plain:
        if field not in known:
            what = f"the command has no field {field!r}"
            raise _fault(name, what, did_you_mean(field, known))
    try:
        return msgspec.convert(plain, command)
    except msgspec.ValidationError as error:
        what = str(error).replace("Object missing", "missing").replace(" - at `$.", " in field `")
        raise _fault(name, what, f"see `commonweal do {name} --help`") from error


def _is_json(given: Sequence[str]) -> bool:
    return len(given) == 1 and given[0].lstrip().startswith("{")


def _json(name: str, text: str) -> dict[str, Any]:
    try:
        plain: dict[str, Any] = json.loads(text)
    except json.JSONDecodeError as error:
        what = f"expected one JSON object, {error.msg} at character {error.pos + 1}"
        raise _fault(name, what, "correct the JSON, or give field=value") from error
    return plain


def _pairs(name: str, command: type[Command], given: Sequence[str]) -> dict[str, Any]:
    kinds = {field.name: kind for field, kind in fields_of(command)}
    plain: dict[str, Any] = {}
    for pair in given:
        path, equals, value = pair.partition("=")
        if not equals or not path:
            raise _fault(name, f"expected field=value, got {pair!r}", "write for instance poll=3")
        *above, last = path.split(".")
        inner = plain
        for key in above:
            inner = inner.setdefault(key, {})
            if not isinstance(inner, dict):
                raise _fault(name, f"{key!r} is given as a whole and in parts", "give it one way")
        if last in inner:
            raise _fault(name, f"the field {path!r} is given twice", "give it once")
        inner[last] = _value(name, "" if above else kinds.get(last, ""), value)
    return plain


def _value(name: str, kind: str, value: str) -> Any:
    if value.startswith("@"):
        return _from_file(name, Path(value[1:]))
    if kind in ("text", "word"):
        return value
    if kind in ("numbers", "texts") and not value.startswith("["):
        parts = [part.strip() for part in value.split(",") if part.strip()]
        return [_guess(part) if kind == "numbers" else part for part in parts]
    if kind == "JSON object" and value.isidentifier():
        return {"do": value}
    return _guess(value)


def _guess(value: str) -> Any:
    try:
        return json.loads(value)
    except json.JSONDecodeError:
        return value


def _from_file(name: str, path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        what = f"{path}: expected UTF-8 text, byte {error.start} is not"
        raise _fault(name, what, "save it as UTF-8") from error


def _fault(name: str, what: str, remedy: str) -> FaultyDocument:
    return FaultyDocument([Fault(name, 0, what, remedy)])
