"""Large regular files straight into columns: BLT, and tables with a column for each rank.

Rules of this module:

* only files of :data:`RAPID_BYTES` or more are tried, and only where numba is installed; smaller
  ones are read exactly before numba is loaded;
* regular is, for BLT, one ballot on each line, with neither comments nor equal or skipped ranks,
  identifiers or options; for a table, no quotation marks among the rows, and at most
  :data:`kernels.TEXTS_MAX` different texts;
* what is not regular, or not clear, is left to the exact readers, which name every fault; so both
  ways give equal contests.

Not here: the loops (``kernels``), and every fault.
"""

from __future__ import annotations

import codecs
import mmap
import os
import re
import sys
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from commonweal.tally import patterns
from commonweal.tally.ballots import Ranked
from commonweal.tally.columns import digit_bits, group_packed
from commonweal.tally.faults import BadBallot
from commonweal.tally.partitions import Gathering
from commonweal.tally.readers.contest import Contest, Findings, Given, check_names
from commonweal.tally.readers.headings import Layout, delimiter_of, read_headings
from commonweal.tally.readers.marks import OVERVOTE, SKIPPED
from commonweal.tally.readers.names import read_names
from commonweal.tally.readers.tables import candidates_of, is_write_in
from commonweal.terms import FaultyDocument

T = TypeVar("T")

RAPID_BYTES = 4_000_000
"""Below this size the exact readers take no longer than numba needs to load."""

CANDIDATES_MAX = 250
"""The most candidates in a column of uint8 with room for nobody."""

BLOCK_BYTES = 2**28
"""So much of a file becomes columns at once; memory grows with that, and with patterns."""

THREADS_MAX = 8
_HEAD_BYTES = 65_536
_TAIL_BYTES = 1_000_000
_BLOCK_BYTES = 2**24
_SIZES = re.compile(rb"[ ]*([0-9]{1,5})[ ]+([0-9]{1,5})[ ]*\r?\n")
_WITHDRAWN = re.compile(rb"[ ]*-([0-9]{1,5})[ ]*\r?\n")
_BOM = codecs.BOM_UTF8


@dataclass(frozen=True, slots=True)
class _File:
    path: Path
    whole: mmap.mmap
    data: NDArray[np.uint8]
    start: int


class Irregular(Exception):  # noqa: N818 -- a way taken, not an error
    """The exact reader has to read this file."""


def read_rapidly(path: Path, given: Given) -> Contest | None:
    """Read a large regular file, or return nothing where it has to be read exactly.

    Args:
        path: the file.
        given: as for the exact readers.

    Raises:
        OSError: when the file cannot be opened.
    """
    reader = _READERS.get(path.suffix.lower())
    if reader is None or path.stat().st_size < max(RAPID_BYTES, 1) or find_spec("numba") is None:
        return None
    with path.open("rb") as file:
        whole = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    start = len(_BOM) if whole[: len(_BOM)] == _BOM else 0
    opened = _File(path, whole, np.frombuffer(whole, dtype=np.uint8), start)
    try:
        return reader(opened, given)
    except (Irregular, FaultyDocument, BadBallot, UnicodeDecodeError):
        return None


def _kernels() -> ModuleType:
    from commonweal.tally.readers import kernels  # noqa: PLC0415 -- numba takes a second to load

    return kernels


def _read_blt(file: _File, given: Given) -> Contest:
    del given
    sizes = _SIZES.match(file.whole, file.start)
    if sizes is None:
        raise Irregular
    candidates, seats, start = int(sizes[1]), int(sizes[2]), sizes.end()
    withdrawn: set[int] = set()
    while minus := _WITHDRAWN.match(file.whole, start):
        withdrawn.add(int(minus[1]))
        start = minus.end()
    stand = [c for c in range(1, candidates + 1) if c not in withdrawn]
    names_from = max(start - 1, len(file.whole) - _TAIL_BYTES)
    end = max(file.whole.rfind(one, names_from) for one in (b"\n0\n", b"\n0\r\n")) + 1
    known = not withdrawn or 1 <= min(withdrawn) <= max(withdrawn) <= candidates
    if not (
        stand
        and known
        and 1 <= seats <= patterns.CANDIDATES_MAX
        and end
        and candidates <= CANDIDATES_MAX
    ):
        raise Irregular
    names, title = _blt_names(file, end + 1, candidates)
    numbers = np.full(candidates + 1, -1, dtype=np.int64)
    numbers[stand] = np.arange(len(stand))
    numbers[0] = len(stand)
    gathering = Gathering[Ranked]()
    for low, high in _cuts(file, start, end, -(-(end - start) // BLOCK_BYTES)):
        ranks, more = _blt_columns(file, low, high, numbers)
        gathering.add(Ranked.grouped(ranks, len(stand), _weights(more)))
    kept = tuple(names[c - 1] for c in stand)
    return Contest(gathering.profile(), kept, seats, title)


def _blt_names(file: _File, start: int, candidates: int) -> tuple[Sequence[str], str]:
    tail = file.whole[start:].decode("utf-8").replace("\r\n", "\n")
    names, title = read_names(tail.replace("\r", "\n"), candidates)
    found = Findings(file.path.name)
    check_names(found, (*names, title), 0)
    found.finish()
    if len(names) != candidates or "\0" in tail:
        raise Irregular
    return names, title


def _blt_columns(
    file: _File, start: int, end: int, numbers: NDArray[np.int64]
) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    kernels = _kernels()
    parts = _parts(file, start, end)
    firsts = _firsts(file, parts)
    ranks = np.empty((firsts[-1], int(numbers[0])), dtype=np.uint8)
    more = np.zeros(firsts[-1], dtype=np.int64)

    def read(part: int) -> int:
        low, high = parts[part]
        wrong = kernels.read_ballots(file.data, low, high, numbers, firsts[part], ranks, more)
        return int(wrong)

    _check(_in_threads(read, len(parts)))
    return ranks, more


def _parts(file: _File, start: int, end: int) -> list[tuple[int, int]]:
    """Return parts of lines, about as many as there are processors."""
    return _cuts(file, start, end, min(os.cpu_count() or 1, THREADS_MAX))


def _cuts(file: _File, start: int, end: int, count: int) -> list[tuple[int, int]]:
    """Return about so many parts of lines."""
    cuts = [start]
    for part in range(1, count):
        cut = file.whole.find(b"\n", start + (end - start) * part // count, end) + 1
        if cut > cuts[-1]:
            cuts.append(cut)
    return list(zip(cuts, [*cuts[1:], end], strict=True))


def _firsts(file: _File, parts: Sequence[tuple[int, int]]) -> list[int]:
    """Return the first row of each part, and the number of rows."""
    kernels = _kernels()
    counts = _in_threads(lambda part: kernels.count_lines(file.data, *parts[part]), len(parts))
    return [int(first) for first in np.cumsum([0, *counts])]


def _in_threads(work: Callable[[int], T], parts: int) -> list[T]:
    with ThreadPoolExecutor(max(parts, 1)) as threads:
        return list(threads.map(work, range(parts)))


def _check(wrong: Sequence[int]) -> None:
    if any(at >= 0 for at in wrong):
        raise Irregular


def _weights(more: NDArray[np.int64]) -> NDArray[np.int64] | None:
    """Return the weights, or nothing where each is one."""
    if not more.any():
        return None
    more += 1
    return more


def _read_table(file: _File, given: Given) -> Contest:
    end = file.whole.find(b"\n", file.start, file.start + _HEAD_BYTES)
    heading = file.whole[file.start : max(end, file.start)].decode("utf-8").rstrip("\r")
    delimiter = delimiter_of(heading, given)
    if not heading or not delimiter or '"' in heading or "\r" in heading or "\0" in heading:
        raise Irregular
    layout = read_headings(heading.split(delimiter), given, Findings(file.path.name), 1)
    last = len(file.whole)
    if not layout.ranks or len(layout.ranks) > CANDIDATES_MAX or file.whole[last - 1] != _LF:
        raise Irregular
    gathered, texts = Gathered(given), set[str]()
    for low, high in _cuts(file, end + 1, last, -(-(last - end) // BLOCK_BYTES)):
        read = _cells(file, _parts(file, low, high), layout, delimiter)
        texts.update(*read.texts)
        gathered.add(read, standing(texts, given))
    return gathered.contest()


_LF = 10


@dataclass(frozen=True, slots=True)
class Cells:
    """Cells of ranks as numbers of texts.

    Attributes:
        cells: uint8 ``[row, rank]``; a number of a text in the row's part.
        more: int64 ``[row]``, the weight less one; empty where each row is one paper.
        firsts: where each part of rows begins, and the number of rows.
        texts: the texts of each part; the first one is that of an empty cell.
    """

    cells: NDArray[np.uint8]
    more: NDArray[np.int64]
    firsts: list[int]
    texts: list[list[str]]


def _cells(file: _File, parts: list[tuple[int, int]], layout: Layout, delimiter: str) -> Cells:
    kernels = _kernels()
    firsts = _firsts(file, parts)
    cells = np.zeros((firsts[-1], len(layout.ranks)), dtype=np.uint8)
    more = np.zeros(0 if layout.weight is None else firsts[-1], dtype=np.int64)
    roles = np.full(layout.width, -1, dtype=np.int64)
    roles[list(layout.ranks)] = np.arange(len(layout.ranks))
    if layout.weight is not None:
        roles[layout.weight] = -2
    words = file.data[: len(file.data) // 8 * 8 * (sys.byteorder == "little")].view(np.uint64)

    def read(part: int) -> NDArray[np.int64]:
        slots = np.zeros(kernels.SLOTS, dtype=np.int64)
        texts = np.zeros((1 + kernels.TEXTS_MAX, 2), dtype=np.int64)
        low, high = parts[part]
        at = firsts[part]
        wrong = kernels.read_cells(
            file.data, words, low, high, ord(delimiter), roles, at, slots, texts, cells, more
        )
        _check([int(wrong)])
        return texts

    tables = _in_threads(read, len(parts))
    if any(table[0, 1] for table in tables):
        _check_text(file)
    return Cells(cells, more, firsts, [_texts(file, table) for table in tables])


def _texts(file: _File, table: NDArray[np.int64]) -> list[str]:
    places = table[1 : table[0, 0] + 1].tolist()
    return ["", *(file.whole[at : at + length].decode("utf-8") for at, length in places)]


def _check_text(file: _File) -> None:
    decoder = codecs.getincrementaldecoder("utf-8")()
    for at in range(0, len(file.whole), _BLOCK_BYTES):
        decoder.decode(file.whole[at : at + _BLOCK_BYTES])
    decoder.decode(b"", final=True)


def load() -> None:
    """Load numba, and what is compiled."""
    _kernels()


def occurring(cells: NDArray[np.uint8]) -> set[int]:
    """Return the numbers that cells hold.

    Args:
        cells: ``[rank, row]``.
    """
    kernels = _kernels()
    parts = min(os.cpu_count() or 1, THREADS_MAX)
    seen = np.zeros((parts, 256), dtype=np.bool_)

    def mark(part: int) -> None:
        for rank in range(part, len(cells), parts):
            kernels.mark_numbers(cells[rank], seen[part])

    _in_threads(mark, parts)
    return set(np.flatnonzero(seen.any(axis=0)).tolist())


class Gathered:
    """Blocks of cells, settled and grouped; candidates may turn up block by block.

    Args:
        given: what the election's rule does with doubtful papers.
    """

    def __init__(self, given: Given) -> None:
        self._given = given
        self._gathering = Gathering[Ranked]()
        self._names: tuple[str, ...] = ()
        self._void = 0

    def add(self, read: Cells, names: tuple[str, ...]) -> None:
        """Take in a block.

        Args:
            read: its cells; they are written over.
            names: who is known to stand: those of the block before, and perhaps more.

        Raises:
            Irregular: where a paper stays doubtful, so that the exact reader has to name it.
            BadBallot: where weights are too large.
        """
        profile, void = settled(read, self._given, names)
        if self._names not in ((), names):
            before = self._gathering.profile()
            self._gathering = Gathering[Ranked]()
            self._gathering.add(_renumbered(before, self._names, names))
        self._gathering.add(profile)
        self._names = names
        self._void += void

    def contest(self) -> Contest:
        """Return the contest of all blocks.

        Raises:
            BadBallot: where weights are too large.
        """
        profile = self._gathering.profile()
        return Contest(profile, self._names, self._given.seats, self._given.title, self._void)


def _renumbered(profile: Ranked, before: Sequence[str], names: Sequence[str]) -> Ranked:
    places = {name: place for place, name in enumerate(names)}
    numbers = np.array([*(places[name] for name in before), len(names)], dtype=np.uint8)
    again = Ranked.grouped(numbers[profile.ranks], len(names), profile.weights)
    return replace(again, blank=profile.blank)


def settled(read: Cells, given: Given, names: Sequence[str]) -> tuple[Ranked, int]:
    """Say what the papers say; the cells are written over.

    Args:
        read: the cells.
        given: what the election's rule does with doubtful papers.
        names: who stands.

    Returns:
        The papers, and how many are void, which are not among them.

    Raises:
        Irregular: where a paper stays doubtful, so that the exact reader has to name it.
        BadBallot: where weights are too large.
    """
    kernels = _kernels()
    number = {name: place for place, name in enumerate(names)}
    chosen = (given.skipped, given.overvote, given.repeated)
    ways = np.array([_WAYS.index(way) if way in _WAYS else 0 for way in chosen], dtype=np.int64)

    rows, width = read.cells.shape
    bits = digit_bits(len(names), width)
    keys = np.empty(rows if bits else 0, dtype=np.uint64)

    def settle(part: int) -> tuple[int, int]:
        meanings = np.array([_meaning(text, number) for text in read.texts[part]], dtype=np.int64)
        low, high = read.firsts[part : part + 2]
        found: tuple[int, int]
        if bits:
            found = kernels.settle_keys(
                read.cells, meanings, len(names), bits, ways, low, high, read.more, keys
            )
        else:
            found = kernels.settle_rows(
                read.cells, meanings, len(names), ways, low, high, read.more
            )
        return found

    results = _in_threads(settle, len(read.texts))
    _check([wrong for wrong, _ in results])
    void = sum(papers for _, papers in results)
    weights = _weights(read.more)
    if bits:
        ranks, sums, blank = group_packed(keys, len(names), width, weights)
        return Ranked(ranks, sums, len(names), blank - void), void
    profile = Ranked.grouped(read.cells, len(names), weights)
    return replace(profile, blank=profile.blank - void), void


def standing(texts: Iterable[str], given: Given) -> tuple[str, ...]:
    """Return the names of those who stand, from the texts of all cells.

    Raises:
        Irregular: where they are too many for a column.
        FaultyDocument: where nobody stands.
    """
    marked = {one for one in texts if one.casefold() not in SKIPPED | {OVERVOTE}}
    declared = [one for one in marked if not is_write_in(one, given)]
    names = candidates_of(declared, given, Findings("text"))
    if len(names) > CANDIDATES_MAX:
        raise Irregular
    return names


_WAYS = ("refuse", "pass", "end", "void", "end_at_two")


def _meaning(text: str, number: dict[str, int]) -> int:
    if text in number:
        return number[text]
    if text.casefold() in SKIPPED:
        return -1
    return -2 if text.casefold() == OVERVOTE else -3


_READERS: dict[str, Callable[[_File, Given], Contest]] = {
    ".blt": _read_blt,
    ".csv": _read_table,
    ".tsv": _read_table,
}
