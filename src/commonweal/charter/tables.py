"""Reads one clause from its table, or from a table laid over the general one of the same name.

Rules of this module:

* every key is known, of the right type and on its scale, or it is noted as a finding;
* reading goes on after a finding, with a placeholder, so that all findings are told at once;
* every table names its article, and the article is in the document.

Not here: which tables there are (``reading``); the types and scales (``values``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import MISSING, Field, dataclass, fields
from fractions import Fraction
from typing import Any, TypeVar, get_type_hints

from commonweal.charter import values
from commonweal.charter.clause import Clause
from commonweal.charter.lines import join
from commonweal.charter.model import Level, Office
from commonweal.charter.notes import Finding, did_you_mean

C = TypeVar("C", bound=Clause)
Document = Mapping[str, object]

IN_FILE = {"senders": "from"}
"""Fields that have another name in the file: ``from`` is a reserved word of the language."""

_HINTS: dict[type[Clause], dict[str, object]] = {}

_NAME = re.compile(r"[a-z][a-z0-9_-]*")


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the file.

    Attributes:
        path: its path.
        keys: its keys and values.
        general: the general table it is laid over, for instance ``[recall]``.
    """

    path: str
    keys: Document
    general: Table | None = None

    def holder(self, key: str) -> Table:
        """Return the table that gives the value: itself, or the general one under it."""
        under = self.general
        return under if under and key not in self.keys and key in under.keys else self


class TableReader:
    """Reads tables of one document and keeps what it found wrong.

    Attributes:
        findings: what was found, in the order of reading.
    """

    def __init__(self, document: Document) -> None:
        self.findings: list[Finding] = []
        self._document = document

    def note(self, path: str, key: str, what: str, remedy: str) -> None:
        """Note a fault, unless it only follows from a table that is missing or no table."""
        finding = Finding(path, key, what, remedy)
        if not any(finding.at.startswith(f"{before.at}.") for before in self.findings):
            self.findings.append(finding)

    def table(self, path: str, around: Document, key: str) -> Table | None:
        """Return a table if it is there; note it when something else stands in its place."""
        found = around.get(key)
        if found is None or isinstance(found, Mapping):
            return None if found is None else Table(join(path, key), found)
        self.note(path, key, "expected a table", f"write [{join(path, key)}] and its values below")
        return Table(join(path, key), {})

    def required(self, path: str, around: Document, key: str) -> Table:
        """Return a table that must be there; note it when it is not."""
        found = self.table(path, around, key)
        if found is None:
            remedy = f"add [{join(path, key)}] with the article that regulates it"
            self.note(path, key, "this table is missing", remedy)
        return found or Table(join(path, key), {})

    def tables(self, path: str, around: Document, key: str) -> tuple[Table, ...]:
        """Return the entries of an array of tables."""
        found = around.get(key, [])
        if not isinstance(found, list) or not all(isinstance(entry, Mapping) for entry in found):
            remedy = f"write [[{join(path, key)}]] above each entry"
            self.note(path, key, "expected a list of tables", remedy)
            return ()
        return tuple(Table(join(path, key, str(at)), keys) for at, keys in enumerate(found, 1))

    def named(self, table: Table | None) -> tuple[Table, ...]:
        """Return the tables inside a table, such as levels, by their names."""
        if table is None:
            return ()
        inside = []
        for name in table.keys:
            if not _NAME.fullmatch(name):
                remedy = "use small letters a-z, digits, - and _, beginning with a letter"
                self.note(table.path, name, "this name cannot be used in a path", remedy)
            else:
                inside.append(self.required(table.path, table.keys, name))
        return tuple(inside)

    def clause(self, kind: type[C], table: Table, **given: Any) -> C:
        """Read a clause; ``given`` are fields that the caller has read, from tables inside."""
        self._unknown_keys(kind, table)
        hints = _hints(kind)
        read = {
            field.name: self._value(kind, table, field, hints[field.name])
            for field in fields(kind)
            if field.name not in {"article", "path", *given}
        }
        return kind(article=self._article(table), path=table.path, **{**read, **given})

    def text(self, table: Table, key: str, *, default: str | None = None) -> str:
        """Read a text outside a clause."""
        if key not in table.keys and default is not None:
            return default
        return str(self._converted(table, key, str))

    def _unknown_keys(self, kind: type[Clause], table: Table) -> None:
        known = file_keys(kind)
        for key in table.keys:
            if key not in known:
                self.note(table.path, key, "this key is not known here", did_you_mean(key, known))

    def _article(self, table: Table) -> str:
        if "article" not in table.keys:
            remedy = 'add for instance article = "12" and an [[article]] with that number'
            self.note(table.path, "article", "the article that says so is missing", remedy)
            return ""
        return str(self._converted(table, "article", str))

    def _value(self, kind: type[Clause], table: Table, field: Field[Any], hint: object) -> object:
        key = IN_FILE.get(field.name, field.name)
        holder = table.holder(key)
        if key not in holder.keys and field.default is not MISSING:
            return field.default
        value = self._converted(holder, key, hint)
        self._scale(kind, holder, key, value)
        return value

    def _converted(self, table: Table, key: str, hint: object) -> object:
        if key not in table.keys:
            self.note(table.path, key, "this value is missing", f"add {key} = ...")
            return values.placeholder(hint)
        try:
            return values.convert(hint, key, table.keys[key])
        except values.Unfit as unfit:
            self.note(table.path, key, unfit.what, unfit.remedy)
            return values.placeholder(hint)

    def _scale(self, kind: type[Clause], table: Table, key: str, value: object) -> None:
        scale = values.scale(kind, key)
        for number in _numbers(value):
            if not scale.has(number):
                what = f"{number} is off its scale: it must be {scale}"
                self.note(table.path, key, what, "write a number on the scale")


def _hints(kind: type[Clause]) -> dict[str, object]:
    """Return the types of a clause's fields; worked out once, which is dear."""
    if kind not in _HINTS:
        _HINTS[kind] = get_type_hints(kind)
    return _HINTS[kind]


def file_keys(kind: type[Clause]) -> frozenset[str]:
    """Return the keys that the table of a clause may have in the file."""
    own = {IN_FILE.get(field.name, field.name) for field in fields(kind)}
    # A level or office is named by the key of its table.
    return frozenset(own - {"path"} - ({"name"} if kind in {Level, Office} else set()))


def _numbers(value: object) -> tuple[Fraction | int, ...]:
    if isinstance(value, tuple):
        return tuple(number for entry in value for number in _numbers(entry))
    return (value,) if isinstance(value, int | Fraction) else ()
