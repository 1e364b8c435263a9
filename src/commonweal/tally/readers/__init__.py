"""Reading ballots from files: BLT, PrefLib, ABIF, tables (CSV) and Parquet; and writing BLT.

Rules of this room:

* a file gives a contest or all its faults, each with line, column and remedy;
* a doubtful paper is never guessed: the election's rule, as the caller gives it, says what it
  means, or the file is refused;
* small files are read with nothing but the standard library and NumPy; large regular ones go
  straight into columns (``rapid``), and the two ways give equal contests.

Not here: counting, and the columns themselves (``commonweal.tally.ballots``).
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from commonweal.tally.readers.abif import read_abif
from commonweal.tally.readers.blt import read_blt
from commonweal.tally.readers.blt_writing import write_blt
from commonweal.tally.readers.contest import NOTHING, TEXT_MAX, Contest, Given
from commonweal.tally.readers.pabulib import Budgeting, read_pabulib
from commonweal.tally.readers.parquet import read_parquet
from commonweal.tally.readers.preflib import read_preflib
from commonweal.tally.readers.rapid import read_rapidly
from commonweal.tally.readers.tables import read_table
from commonweal.terms import Fault, FaultyDocument


def _preflib(text: str, place: str, _given: Given) -> Contest:
    return read_preflib(text, place)


_TEXTS: dict[str, Callable[[str, str, Given], Contest]] = {
    ".abif": read_abif,
    ".blt": read_blt,
    ".csv": read_table,
    ".soc": _preflib,
    ".soi": _preflib,
    ".toc": _preflib,
    ".toi": _preflib,
    ".tsv": read_table,
}
ENDINGS = (*_TEXTS, ".parquet")
"""The endings of files that can be read."""


def read_contest(path: Path, given: Given = NOTHING) -> Contest:
    """Read a file of ballots; its ending tells the format.

    Args:
        path: the file.
        given: what the file does not say, and what the election's rule does with doubtful papers.

    Raises:
        FaultyDocument: when the ending is unknown, the text is not UTF-8, or the file is faulty.
        OSError: when the file cannot be opened.
    """
    ending = path.suffix.lower()
    if ending == ".parquet":
        return read_parquet(path, given)
    reader = _TEXTS.get(ending)
    if reader is None:
        what = f"expected a file ending in {', '.join(ENDINGS)}, got {ending or 'no ending'}"
        raise FaultyDocument([Fault(path.name, 0, what, "convert the file, or rename it")])
    contest = read_rapidly(path, given)
    return reader(_text(path), path.name, given) if contest is None else contest


def read_budgeting(path: Path) -> Budgeting:
    """Read a PaBuLib file of votes on projects.

    Raises:
        FaultyDocument: when the text is not UTF-8, or the file is faulty.
        OSError: when the file cannot be opened.
    """
    return read_pabulib(_text(path), path.name)


def _text(path: Path) -> str:
    size = path.stat().st_size
    if size > TEXT_MAX:
        what = f"expected at most {TEXT_MAX} bytes where a file is read token by token, got {size}"
        remedy = "install commonweal[large] and make the file regular, or read it in parts"
        raise FaultyDocument([Fault(path.name, 0, what, remedy)])
    data = path.read_bytes()
    if (nul := data.find(b"\0")) >= 0:
        line = data.count(b"\n", 0, nul) + 1
        what = "expected text, got the byte 0x00"
        raise FaultyDocument([Fault(path.name, line, what, "save the file as UTF-8")])
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        what = f"expected UTF-8 text, got the byte {error.object[error.start]:#04x}"
        remedy = "save the file as UTF-8"
        raise FaultyDocument([Fault(path.name, line, what, remedy)]) from error


__all__ = [
    "Budgeting",
    "Contest",
    "Given",
    "read_abif",
    "read_blt",
    "read_budgeting",
    "read_contest",
    "read_pabulib",
    "read_parquet",
    "read_preflib",
    "read_table",
    "write_blt",
]
