"""Reading a list of people: what would change, what is there already, and every fault.

Rules of this module:

* a list is CSV in UTF-8 with a header; separated by commas or semicolons, quoted as usual;
* the columns ``name`` and ``body`` are needed; ``body`` is a name or a number; every other column
  is kept as contact data under its own name, for instance ``email``;
* all faults are found before anything is written, each with line and column; one fault stops all;
* whoever is there already, or stands twice in the list, is told and left out.

Not here: admitting them (``admission``), asking whether to go on (the doors).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from commonweal.charter import Charters
from commonweal.charter.notes import did_you_mean
from commonweal.office.admission import Newcomer
from commonweal.polity import Body, State
from commonweal.terms import Fault, FaultyDocument
from commonweal.vault import Vault

LINE_MAX_BYTES = 1_000
"""The longest value, in bytes of UTF-8; what the vault takes as a line."""

NEEDED = ("name", "body")


@dataclass(frozen=True, slots=True)
class Cell:
    """A value of a list, with its place: line and column, counted from 1."""

    value: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Addition:
    """Somebody who would be admitted, with the line where they stand."""

    line: int
    newcomer: Newcomer
    body: str


@dataclass(frozen=True, slots=True)
class Duplicate:
    """Somebody who is left out because they are there already; ``why`` says where."""

    line: int
    name: str
    why: str


@dataclass(frozen=True, slots=True)
class Preview:
    """What importing a list would do.

    Attributes:
        additions: who would be admitted, in the order of the list.
        duplicates: who is left out.
    """

    additions: tuple[Addition, ...]
    duplicates: tuple[Duplicate, ...]


@dataclass(slots=True)
class _Known:
    """Who is there: by name and body, and by e-mail address."""

    people: dict[tuple[str, int], str] = field(default_factory=dict)
    emails: dict[str, str] = field(default_factory=dict)

    def find(self, newcomer: Newcomer) -> str | None:
        email = _folded(newcomer.contact.get("email", ""))
        if email and email in self.emails:
            return f"the e-mail address is that of {self.emails[email]}"
        where = self.people.get((_folded(newcomer.name), newcomer.home))
        return f"the name stands for {where} already" if where else None

    def add(self, name: str, home: int, email: str, where: str) -> None:
        self.people.setdefault((_folded(name), home), where)
        if email:
            self.emails.setdefault(_folded(email), where)


def preview(text: str, place: str, state: State, charters: Charters, vault: Vault) -> Preview:
    """Say what importing a list would do; writes nothing.

    Args:
        text: the list.
        place: name of the file, for faults.
        state: the folded state.
        charters: the constitutions; they say in which bodies members sit.
        vault: where the names of members are kept.

    Raises:
        FaultyDocument: with every fault in the list.
    """
    faults: list[Fault] = []
    header, rows = _table(text, place, faults)
    homes = _homes(state, charters)
    known = _known(state, vault)
    additions: list[Addition] = []
    duplicates: list[Duplicate] = []
    for row in rows:
        newcomer = _newcomer(dict(zip(header, row, strict=True)), place, homes, faults)
        if newcomer is None:
            continue
        line, why = row[0].line, known.find(newcomer)
        if why is not None:
            duplicates.append(Duplicate(line, newcomer.name, why))
            continue
        email = newcomer.contact.get("email", "")
        known.add(newcomer.name, newcomer.home, email, f"line {line} of this list")
        additions.append(Addition(line, newcomer, state.bodies[newcomer.home].name))
    if faults:
        raise FaultyDocument(sorted(faults, key=lambda one: (one.line, one.column)))
    return Preview(tuple(additions), tuple(duplicates))


def _homes(state: State, charters: Charters) -> list[Body]:
    levels = charters.version(state.charter_version).levels
    bodies = (body for body in state.bodies.values() if body.is_open)
    return [body for body in bodies if body.level in levels and levels[body.level].is_base]


def _known(state: State, vault: Vault) -> _Known:
    known = _Known()
    for member in range(1, len(state.members) + 1):
        person = vault.person(member) if state.members.is_active(member) else None
        if person is not None:
            home = state.members.home[member]
            email = person.contact.get("email", "")
            known.add(person.name, home, email, f"member {member}")
    return known


def _newcomer(
    row: Mapping[str, Cell], place: str, homes: Sequence[Body], faults: list[Fault]
) -> Newcomer | None:
    before = len(faults)
    for title, cell in row.items():
        _check_cell(title, cell, place, faults)
    home = _home(row["body"], place, homes, faults)
    if home is None or len(faults) > before:
        return None
    contact = {
        title: cell.value for title, cell in row.items() if title not in NEEDED and cell.value
    }
    return Newcomer(row["name"].value, int(home.id), contact)


def _check_cell(title: str, cell: Cell, place: str, faults: list[Fault]) -> None:
    what = ""
    if title in NEEDED and not cell.value:
        what = f"expected a {title}, got nothing"
    elif len(cell.value.encode()) > LINE_MAX_BYTES:
        what = f"expected at most {LINE_MAX_BYTES} bytes, got {len(cell.value.encode())}"
    elif any(unicodedata.category(sign) == "Cc" for sign in cell.value):
        what = f"expected one line of text as {title}, got a line break or control character"
    elif title == "email" and cell.value and not _is_address(cell.value):
        what = f"expected an e-mail address, got {cell.value!r}"
    if what:
        faults.append(Fault(place, cell.line, what, "correct the value", column=cell.column))


def _is_address(text: str) -> bool:
    before, at, after = text.partition("@")
    return bool(before and at and "." in after) and not any(sign.isspace() for sign in text)


def _home(cell: Cell, place: str, homes: Sequence[Body], faults: list[Fault]) -> Body | None:
    if not cell.value:
        return None
    wanted = _folded(cell.value)
    named = [one for one in homes if _folded(one.name) == wanted]
    # A name comes first: a workplace may be called 48.
    named = named or [one for one in homes if str(one.id) == wanted]
    if len(named) == 1:
        return named[0]
    if named:
        numbers = " or ".join(str(one.id) for one in named)
        remedy = f"several bodies have that name; write the number instead: {numbers}"
    else:
        remedy = did_you_mean(cell.value, [one.name for one in homes])
    what = f"expected a body in which members sit, got {cell.value!r}"
    faults.append(Fault(place, cell.line, what, remedy, column=cell.column))
    return None


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


# The table.


def _table(text: str, place: str, faults: list[Fault]) -> tuple[list[str], list[list[Cell]]]:
    text = text.removeprefix("\ufeff")
    first = text.partition("\n")[0]
    separator = ";" if first.count(";") > first.count(",") else ","
    lines = [row for row in _rows(text, separator, place) if any(cell.value for cell in row)]
    if not lines:
        what = "expected a header with the columns name and body, got an empty list"
        raise FaultyDocument([Fault(place, 1, what, "add the header")])
    header = _header(lines[0], place)
    rows = []
    for row in lines[1:]:
        if len(row) == len(header):
            rows.append(row)
            continue
        what = f"expected {len(header)} values as in the header, got {len(row)}"
        remedy = "put a value that holds a separator into quotes"
        faults.append(Fault(place, row[0].line, what, remedy, column=row[-1].column))
    return header, rows


def _header(row: Sequence[Cell], place: str) -> list[str]:
    titles = [cell.value.casefold() for cell in row]
    faults = []
    for needed in NEEDED:
        if needed not in titles:
            what = f"expected a column {needed!r}, got {', '.join(titles)}"
            faults.append(Fault(place, row[0].line, what, "name it in the header"))
    for number, (cell, title) in enumerate(zip(row, titles, strict=True)):
        if not title or title in titles[:number]:
            what = f"expected a title of its own for every column, got {title!r}"
            faults.append(Fault(place, cell.line, what, "rename it", column=cell.column))
    if faults:
        raise FaultyDocument(faults)
    return titles


def _rows(text: str, separator: str, place: str) -> Iterator[list[Cell]]:
    """Yield the rows of a list; the standard library's reader knows no columns."""
    row: list[Cell] = []
    at, line, line_start = 0, 1, 0
    while at < len(text):
        began = (line, at - line_start + 1)
        value, end = _cell(text, at, separator, place, began)
        row.append(Cell(value.strip(), *began))
        breaks = text.count("\n", at, end)
        if breaks:
            line, line_start = line + breaks, text.rindex("\n", at, end) + 1
        if text.startswith(separator, end):
            at = end + 1
            if at < len(text):
                continue
            row.append(Cell("", line, at - line_start + 1))
        else:
            at = end + (2 if text.startswith("\r\n", end) else 1)
            line, line_start = line + 1, at
        yield row
        row = []


def _cell(
    text: str, at: int, separator: str, place: str, began: tuple[int, int]
) -> tuple[str, int]:
    """Return a value and where it ends."""
    if not text.startswith('"', at):
        ends = (text.find(sign, at) for sign in (separator, "\n"))
        end = min((one for one in ends if one >= 0), default=len(text))
        if text.startswith("\n", end) and text[at:end].endswith("\r"):
            end -= 1
        return text[at:end], end
    parts = []
    start = at + 1
    while True:
        end = text.find('"', start)
        if end < 0:
            what = "expected a closing quote, got the end of the list"
            raise FaultyDocument([Fault(place, began[0], what, "close it", column=began[1])])
        parts.append(text[start:end])
        if not text.startswith('"', end + 1):
            break
        parts.append('"')
        start = end + 2
    after = end + 1
    if after < len(text) and text[after] not in (separator, "\r", "\n"):
        what = f"expected {separator!r} after a closing quote, got {text[after]!r}"
        raise FaultyDocument(
            [Fault(place, began[0], what, "double quotes inside", column=began[1])]
        )
    return "".join(parts), after


__all__ = ["Addition", "Duplicate", "Preview", "preview"]
