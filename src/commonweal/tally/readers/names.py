"""The names and the title at the end of a BLT file.

Rules of this module: quoted strings, or one name on each line; ``""`` in quotes stands for a
quotation mark, several quoted parts on one line make one name; spaces and line ends within a quoted
name count as one space; ``#`` begins a comment on a line of its own or after a quoted name.

Not here: the numbers before them (``blt``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_QUOTED = re.compile(r'"([^"]*(?:""[^"]*)*)"')
_PARTS = re.compile(r'"[^"]*(?:""[^"]*)*"(?:\s*"[^"]*(?:""[^"]*)*")*')
_AFTER_TITLE = 2
"""The program droop writes a source and a remark after the title."""


def read_names(text: str, candidates: int) -> tuple[Sequence[str], str]:
    """Read names and title.

    Args:
        text: what follows the final 0, with line feeds as line ends.
        candidates: how many names are wanted.

    Returns:
        The names, as many as were wanted or what there is instead, and the title.
    """
    lines = [line for line in map(_uncommented, text.split("\n")) if line]
    names = [_name(line) for line in lines]
    most = candidates + 1 + _AFTER_TITLE * all(line.startswith('"') for line in lines)
    if not candidates <= len(lines) <= most:
        quoted = [_unquoted(part) for part in _QUOTED.findall("\n".join(lines))]
        fits = candidates <= len(quoted) <= candidates + 1 + _AFTER_TITLE
        names, most = (quoted, len(quoted)) if fits else (names, most)
    if not candidates <= len(names) <= most:
        return names, ""
    return names[:candidates], names[candidates] if len(names) > candidates else ""


def _uncommented(line: str) -> str:
    line = line.strip()
    if line.startswith("#"):
        return ""
    quoted = _PARTS.match(line)
    after = line[quoted.end() :].lstrip() if quoted else ""
    return line[: quoted.end()] if quoted and after.startswith("#") else line


def _name(line: str) -> str:
    parts = _QUOTED.findall(line) if _QUOTED.match(line) else []
    return ", ".join(_unquoted(part) for part in parts) if parts else line


def _unquoted(part: str) -> str:
    return " ".join(part.replace('""', '"').split())
