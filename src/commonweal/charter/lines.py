"""Where every key of a TOML text stands, so that a fault can name its line.

Rules of this module:

* the text has been accepted by :mod:`tomllib` before it comes here; the scanner does not judge it;
* a path joins keys with dots; entries of arrays are counted from 1, as people count them:
  ``levels.district.seats.2.per``;
* a path that is not in the text has the line of the nearest table around it;
* of a key with many dots only the first parts are noted: nothing in a constitution lies deeper, and
  a key of twenty thousand parts would hold up whoever reads it for minutes.

Not here: what the values mean (``reading``).
"""

from __future__ import annotations

import tomllib
from bisect import bisect_right
from collections.abc import Sequence

_SPACE = " \t"
_BLANK = " \t\r\n"

DEPTH_MAX = 12
"""Parts of a key that are noted; the deepest path of a constitution has five."""


class Lines:
    """The line of every table, key and array entry of a TOML text."""

    def __init__(self, text: str) -> None:
        self._starts = [0, *(at + 1 for at, sign in enumerate(text) if sign == "\n")]
        self._offsets = _Scanner(text).scan()

    def of(self, path: str, key: str = "") -> int:
        """Return the line of a key, or of the nearest table around it; 0 when there is none."""
        at = join(path, key)
        while at and at not in self._offsets:
            at = at.rpartition(".")[0]
        return bisect_right(self._starts, self._offsets[at]) if at else 0

    def __contains__(self, path: str) -> bool:
        return path in self._offsets


def join(path: str, *keys: str) -> str:
    """Join a path and keys with dots, leaving out what is empty."""
    return ".".join(part for part in (path, *keys) if part)


class _Scanner:
    """Walks a valid TOML text once and notes the offset at which each path first appears."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._table = ""
        self._entries: dict[str, int] = {}
        self._offsets: dict[str, int] = {}

    def scan(self) -> dict[str, int]:
        self._skip_blank()
        while self._at < len(self._text):
            if self._text[self._at] == "[":
                self._header()
            else:
                self._pair(self._table)
            self._skip_blank()
        return self._offsets

    def _header(self) -> None:
        start = self._at
        opening = 2 if self._text.startswith("[[", start) else 1
        self._at += opening
        keys = self._keys("]")
        self._at += opening
        if opening == 2:
            self._count_entry(keys, start)
        self._table = self._note("", keys, start)

    def _count_entry(self, keys: Sequence[str], start: int) -> None:
        noted = keys[:DEPTH_MAX]
        array = join(self._resolve("", noted[:-1]), noted[-1])
        self._offsets.setdefault(array, start)
        self._entries[array] = self._entries.get(array, 0) + 1

    def _pair(self, table: str) -> None:
        start = self._at
        keys = self._keys("=")
        self._at += 1
        self._skip_space()
        self._value(self._note(table, keys, start))

    def _note(self, table: str, keys: Sequence[str], start: int) -> str:
        noted = keys[:DEPTH_MAX]
        for upto in range(1, len(noted) + 1):
            self._offsets.setdefault(self._resolve(table, noted[:upto]), start)
        return self._resolve(table, noted)

    def _resolve(self, path: str, keys: Sequence[str]) -> str:
        for key in keys:
            path = join(path, key)
            if path in self._entries:
                path = join(path, str(self._entries[path]))
        return path

    def _keys(self, end: str) -> tuple[str, ...]:
        keys: list[str] = []
        self._skip_space()
        while self._text[self._at] != end:
            if self._text[self._at] == ".":
                self._at += 1
            else:
                keys.append(self._key())
            self._skip_space()
        return tuple(keys)

    def _key(self) -> str:
        start = self._at
        if self._text[start] in "\"'":
            self._string()
            return str(tomllib.loads(f"key = {self._text[start : self._at]}")["key"])
        while self._text[self._at] not in " \t.=]":
            self._at += 1
        return self._text[start : self._at]

    def _value(self, path: str) -> None:
        sign = self._text[self._at]
        if sign in "\"'":
            self._string()
        elif sign == "[":
            self._array(path)
        elif sign == "{":
            self._inline_table(path)
        else:
            self._plain()

    def _array(self, path: str) -> None:
        self._at += 1
        self._skip_blank(",")
        entry = 0
        while self._text[self._at] != "]":
            entry += 1
            here = join(path, str(entry))
            self._offsets.setdefault(here, self._at)
            self._value(here)
            self._skip_blank(",")
        self._at += 1

    def _inline_table(self, path: str) -> None:
        self._at += 1
        self._skip_blank(",")
        while self._text[self._at] != "}":
            self._pair(path)
            self._skip_blank(",")
        self._at += 1

    def _plain(self) -> None:
        while self._at < len(self._text) and self._text[self._at] not in ",]}#\n":
            self._at += 1

    def _string(self) -> None:
        quote = self._text[self._at]
        if self._text.startswith(quote * 3, self._at):
            self._long_string(quote * 3)
            return
        self._at += 1
        while self._text[self._at] != quote:
            self._at += 2 if self._escaped(quote) else 1
        self._at += 1

    def _long_string(self, quotes: str) -> None:
        self._at += 3
        while not self._text.startswith(quotes, self._at):
            self._at += 2 if self._escaped(quotes[0]) else 1
        self._at += 3
        # Up to two quotation marks may stand directly before the closing three.
        while self._text.startswith(quotes[0], self._at):
            self._at += 1

    def _escaped(self, quote: str) -> bool:
        return quote == '"' and self._text[self._at] == "\\"

    def _skip_space(self) -> None:
        while self._at < len(self._text) and self._text[self._at] in _SPACE:
            self._at += 1

    def _skip_blank(self, separator: str = "") -> None:
        passed = f"{_BLANK}#{separator}"
        while self._at < len(self._text) and self._text[self._at] in passed:
            if self._text[self._at] == "#":
                end = self._text.find("\n", self._at)
                self._at = len(self._text) if end < 0 else end
            else:
                self._at += 1
