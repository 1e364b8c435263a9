"""Reads a constitution: from the text of a TOML file to a :class:`Charter`, or to all its faults.

Rules of this module:

* a level's or office's own table replaces single values of the general table of the same name;
* every fault is told at once, with its line and its article;
* a charter that comes out of :func:`read` has no faults; what is unwise in it :func:`check` tells.

Not here: types of values (``values``), single tables (``tables``), whether the whole makes sense
(``checks``).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterable, Mapping
from types import MappingProxyType
from typing import Any, TypeVar

from commonweal.charter.checks import found_in
from commonweal.charter.clause import Clause
from commonweal.charter.lines import Lines
from commonweal.charter.model import (
    SCHEMA_VERSION,
    Accumulation,
    Amendment,
    Article,
    Charter,
    Emergency,
    Filling,
    Founding,
    Level,
    MandateRule,
    Membership,
    MotionRule,
    Office,
    Preamble,
    RecallRule,
    Reorganisation,
    SeatRule,
)
from commonweal.charter.notes import did_you_mean, told
from commonweal.charter.rights import RIGHTS
from commonweal.charter.tables import Document, Table, TableReader
from commonweal.terms import Fault, FaultyDocument

C = TypeVar("C", bound=Clause)

TEXT_MAX = 1_000_000
"""Longest constitution, in characters: a text nobody can read binds nobody."""

DOTS_MAX = 1_000
"""Dots in a line: more stand in no sentence and in no key."""

GENERAL: Mapping[str, type[Clause]] = MappingProxyType(
    {"filling": Filling, "mandates": MandateRule, "recall": RecallRule, "motions": MotionRule}
)
"""General tables, whose values a level's or office's own table may replace one by one."""

_TOP_KEYS = (
    frozenset(GENERAL)
    | frozenset(RIGHTS)
    | {
        "constitution",
        "words",
        "members",
        "levels",
        "offices",
        "accumulation",
        "emergency",
        "amendment",
        "reorganisation",
        "founding",
        "article",
    }
)


def read(
    text: str,
    *,
    place: str = "constitution",
    counting_rules: Collection[str] | None = None,
    commands: Collection[str] | None = None,
) -> Charter:
    """Read a constitution.

    Args:
        text: the TOML text.
        place: file or name, for the faults.
        counting_rules: names of the counting rules there are; ``None``: not checked.
        commands: names of the commands there are; ``None``: not checked.

    Raises:
        FaultyDocument: with every fault found, and the warnings beside them.
    """
    document = _document(text, place)
    reader = TableReader(document)
    charter = _Reading(reader, document, text).charter()
    paths = [finding.at for finding in reader.findings]
    further = found_in(charter, counting_rules=counting_rules, commands=commands)
    findings = [*reader.findings, *(one for one in further if not one.follows_from(paths))]
    if not findings:
        return charter
    faults = told(findings, place=place, lines=Lines(text), document=document)
    if any(not fault.warning for fault in faults):
        raise FaultyDocument(faults)
    return charter


def _document(text: str, place: str) -> Document:
    if len(text) > TEXT_MAX:
        what = f"the text has {len(text)} characters; at most {TEXT_MAX} are read"
        raise FaultyDocument([Fault(place, 0, what, "shorten it")])
    for number, line in enumerate(text.split("\n"), start=1):
        # A key of many parts costs the square of them, and a page shows any text that is typed in.
        if line.count(".") > DOTS_MAX:
            what = f"the line has {line.count('.')} dots; at most {DOTS_MAX} are read"
            raise FaultyDocument([Fault(place, number, what, "break the line")])
    try:
        return tomllib.loads(text)
    # Not only TOMLDecodeError: numbers of thousands of digits raise a plain ValueError.
    except ValueError as error:
        raise FaultyDocument([_not_toml(str(error), text, place)]) from error
    except RecursionError as error:
        fault = Fault(place, 0, "lists are nested too deeply to be read", "remove the nesting")
        raise FaultyDocument([fault]) from error


def _not_toml(message: str, text: str, place: str) -> Fault:
    found = re.search(r"\(at line (\d+), column (\d+)\)", message)
    line, column = map(int, found.groups()) if found else (text.count("\n") + 1, 0)
    what = f"the text is not valid TOML: {message}"
    return Fault(place, line, what, "correct this line; see https://toml.io", column=column)


class _Reading:
    """One document on its way to a charter."""

    def __init__(self, reader: TableReader, document: Document, text: str) -> None:
        self._reader = reader
        self._document = document
        self._text = text

    def charter(self) -> Charter:
        self._unknown_tables()
        for name, kind in GENERAL.items():
            if (table := self._reader.table("", self._document, name)) is not None:
                self._reader.clause(kind, table)
        return Charter(
            preamble=self._preamble(),
            words=self._words(),
            members=self._required(Membership, "members"),
            levels=_lowest_first(self._levels()),
            offices=self._offices(),
            accumulation=self._required(Accumulation, "accumulation"),
            emergency=self._optional(Emergency, "emergency"),
            amendment=self._required(Amendment, "amendment"),
            reorganisation=self._required(Reorganisation, "reorganisation"),
            founding=self._required(Founding, "founding"),
            articles=self._articles(),
            text=self._text,
            **self._rights(),
        )

    def _unknown_tables(self) -> None:
        for key in self._document:
            if key not in _TOP_KEYS:
                remedy = did_you_mean(key, _TOP_KEYS)
                self._reader.note("", key, "this table is not known", remedy)

    def _required(self, kind: type[C], name: str) -> C:
        return self._reader.clause(kind, self._reader.required("", self._document, name))

    def _preamble(self) -> Preamble:
        preamble = self._required(Preamble, "constitution")
        if preamble.schema != SCHEMA_VERSION:
            what = f"format {preamble.schema} is not known"
            self._reader.note(preamble.path, "schema", what, f"write schema = {SCHEMA_VERSION}")
        return preamble

    def _optional(self, kind: type[C], name: str) -> C | None:
        table = self._reader.table("", self._document, name)
        return self._reader.clause(kind, table) if table else None

    def _rights(self) -> dict[str, Any]:
        return {name: self._optional(kind, name) for name, kind in RIGHTS.items()}

    def _words(self) -> Mapping[str, str]:
        table = self._reader.table("", self._document, "words") or Table("words", {})
        return MappingProxyType({word: self._reader.text(table, word) for word in table.keys})

    def _levels(self) -> dict[str, Level]:
        tables = self._reader.named(self._reader.required("", self._document, "levels"))
        return {_name(table): self._level(table) for table in tables}

    def _level(self, table: Table) -> Level:
        sends_none = not table.keys.get("made_of")
        return self._reader.clause(
            Level,
            table,
            name=_name(table),
            seats=tuple(
                self._reader.clause(SeatRule, seats)
                for seats in self._reader.tables(table.path, table.keys, "seats")
            ),
            filling=self._rules(Filling, "filling", table, idle=sends_none),
            mandates=self._rules(MandateRule, "mandates", table, idle=sends_none),
            recall=self._rules(RecallRule, "recall", table, idle=sends_none),
            motions=self._rules(MotionRule, "motions", table),
        )

    def _offices(self) -> Mapping[str, Office]:
        tables = self._reader.named(self._reader.table("", self._document, "offices"))
        return MappingProxyType({_name(table): self._office(table) for table in tables})

    def _office(self, table: Table) -> Office:
        return self._reader.clause(
            Office,
            table,
            name=_name(table),
            filling=self._rules(Filling, "filling", table),
            recall=self._rules(RecallRule, "recall", table),
        )

    def _rules(self, kind: type[C], name: str, around: Table, *, idle: bool = False) -> C:
        """Read the rules in force for a level or office; ``idle``: they will never be applied."""
        general = self._reader.table("", self._document, name)
        own = self._reader.table(around.path, around.keys, name)
        if own is not None:
            return self._reader.clause(kind, Table(own.path, own.keys, general))
        if general is not None:
            return self._reader.clause(kind, general)
        if not idle:
            remedy = f"add a general [{name}], or [{around.path}.{name}]"
            self._reader.note(around.path, name, f"no table [{name}] applies here", remedy)
        article = around.keys.get("article")
        return kind(article=article if isinstance(article, str) else "", path=around.path)

    def _articles(self) -> Mapping[str, Article]:
        articles: dict[str, Article] = {}
        for table in self._reader.tables("", self._document, "article"):
            article = self._article(table)
            if article.number in articles:
                what = f"there are two articles {article.number}"
                self._reader.note(table.path, "number", what, "give one of them another number")
            articles[article.number] = article
        return MappingProxyType(articles)

    def _article(self, table: Table) -> Article:
        for key in table.keys:
            if key not in (known := ("number", "title", "text", "source")):
                remedy = did_you_mean(key, known)
                self._reader.note(table.path, key, "this key is not known here", remedy)
        return Article(
            number=self._reader.text(table, "number"),
            title=self._reader.text(table, "title"),
            text=self._reader.text(table, "text"),
            source=self._reader.text(table, "source", default=""),
        )


def _name(table: Table) -> str:
    return table.path.rpartition(".")[2]


def _lowest_first(levels: Mapping[str, Level]) -> Mapping[str, Level]:
    """Put every level after those it is made of; then what hangs in a circle, and unions."""
    ordered: dict[str, Level] = {}
    while ready := list(_ready(levels, ordered)):
        ordered.update((level.name, level) for level in ready)
    in_order = sorted({**ordered, **levels}.items(), key=lambda one: one[1].own_roll)
    return MappingProxyType(dict(in_order))


def _ready(levels: Mapping[str, Level], placed: Collection[str]) -> Iterable[Level]:
    for name, level in levels.items():
        below = [sender for sender in level.made_of if sender in levels]
        if name not in placed and all(sender in placed for sender in below):
            yield level
