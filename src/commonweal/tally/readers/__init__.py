"""Reading ballots from files: PrefLib ``.soc`` and ``.soi``, and BLT.

Rules of this room: a file gives a contest or all its faults, each with line, column and remedy;
a doubtful paper is never guessed.

Not here: counting, and the columns themselves (``commonweal.tally.ballots``).
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from commonweal.tally.readers.blt import read_blt
from commonweal.tally.readers.contest import Contest
from commonweal.tally.readers.preflib import read_preflib
from commonweal.terms import Fault, FaultyDocument

_READERS: dict[str, Callable[[str, str], Contest]] = {
    ".blt": read_blt,
    ".soc": read_preflib,
    ".soi": read_preflib,
}


def read_contest(path: Path) -> Contest:
    """Read a file of ballots; its suffix tells the format.

    Raises:
        FaultyDocument: when the suffix is unknown, the text is not UTF-8, or the file is faulty.
        OSError: when the file cannot be opened.
    """
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        known = ", ".join(_READERS)
        what = f"expected a file ending in {known}, got {path.suffix or 'no ending'}"
        raise FaultyDocument([Fault(path.name, 0, what, "convert the file, or rename it")])
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        what = f"expected UTF-8 text, got the byte {error.object[error.start]:#04x}"
        remedy = "save the file as UTF-8"
        raise FaultyDocument([Fault(path.name, line, what, remedy)]) from error
    return reader(text, path.name)


__all__ = ["Contest", "read_blt", "read_contest", "read_preflib"]
