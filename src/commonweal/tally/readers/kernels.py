"""Loops over the bytes of large regular files as machine code: text becomes columns.

Rules of this module:

* a kernel reads what is regular and stops at the first byte that is not: the exact readers then
  say what is wrong with it, so the two never differ;
* kernels run in threads over parts of a file that begin and end at line ends, and hold no lock.

Loading numba takes a second: nobody imports this module but ``rapid``.

Not here: which files are tried (``rapid``), and what irregular ones mean (``blt``, ``tables``).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from commonweal.tally.native import compiled

TEXTS_MAX = 250
"""The most different texts in the cells of one part of a table."""

SLOTS = 1024
"""The size of the table in which texts are found again; a power of two."""

SKIPPED, OVERVOTE, STRANGER = -1, -2, -3
"""What a text means that is no candidate."""

REFUSE, PASS, END, VOID, END_AT_TWO = range(5)
"""The ways of settling doubts, as ``Given`` names them."""

_LF, _CR, _SPACE, _QUOTE, _ZERO = 10, 13, 32, 34, 48
_DIGITS_MAX = 18


@compiled
def count_lines(data: NDArray[np.uint8], low: int, high: int) -> int:
    """Count the line ends from ``low`` up to ``high``."""
    lines = 0
    for at in range(low, high):
        lines += data[at] == _LF
    return lines


@compiled
def read_ballots(
    data: NDArray[np.uint8],
    low: int,
    high: int,
    numbers: NDArray[np.int64],
    first: int,
    ranks: NDArray[np.uint8],
    more: NDArray[np.int64],
) -> int:
    """Read lines of a BLT file: a weight, preferences, and 0, with spaces between.

    Args:
        data: uint8 ``[byte]``, the file.
        low: where the first line begins.
        high: where the line after the last begins.
        numbers: int64 ``[candidate]`` from 1, the numbers of those who stand, -1 for others; the
            entry 0 is how many stand.
        first: the row of the first line.
        ranks: uint8 ``[row, rank]``, written.
        more: int64 ``[row]``, zero before; the weight less one is written.

    Returns:
        -1, or where a line begins that is not regular.
    """
    seen = np.full(len(numbers), -1, dtype=np.int64)
    at, row = low, first
    while at < high:
        start = at
        weight, at = _whole(data, at)
        if weight < 1 or data[at] != _SPACE:
            return start
        at = _preferences(data, at, numbers, seen, row, ranks)
        at = _line_end(data, at)
        if at < 0:
            return start
        if weight > 1:
            more[row] = weight - 1
        row += 1
    return -1


@compiled
def _whole(data: NDArray[np.uint8], at: int) -> tuple[int, int]:
    """Return a whole number, or -1 for none, and where it ends."""
    number, start = np.int64(0), at
    while 48 <= data[at] <= 57:
        number = number * 10 + (np.int64(data[at]) - _ZERO)
        at += 1
        if at - start > _DIGITS_MAX:
            return -1, at
    return (int(number) if at > start else -1), at


@compiled
def _preferences(
    data: NDArray[np.uint8],
    at: int,
    numbers: NDArray[np.int64],
    seen: NDArray[np.int64],
    row: int,
    ranks: NDArray[np.uint8],
) -> int:
    """Read preferences and their 0; return where it ends, or -1."""
    place = 0
    while True:
        while data[at] == _SPACE:
            at += 1
        number, at = _whole(data, at)
        if number == 0:
            break
        if number < 0 or number >= len(numbers) or data[at] != _SPACE or seen[number] == row:
            return -1
        seen[number] = row
        if numbers[number] >= 0:
            ranks[row, place] = numbers[number]
            place += 1
    for rest in range(place, ranks.shape[1]):
        ranks[row, rest] = numbers[0]
    return at


@compiled
def _line_end(data: NDArray[np.uint8], at: int) -> int:
    """Return where the next line begins, or -1 where something else comes first."""
    if at < 0:
        return -1
    while data[at] == _SPACE:
        at += 1
    if data[at] == _CR:
        at += 1
    return at + 1 if data[at] == _LF else -1


@compiled
def read_cells(
    data: NDArray[np.uint8],
    words: NDArray[np.uint64],
    low: int,
    high: int,
    delimiter: int,
    roles: NDArray[np.int64],
    first: int,
    slots: NDArray[np.int64],
    texts: NDArray[np.int64],
    cells: NDArray[np.uint8],
    more: NDArray[np.int64],
) -> int:
    """Read lines of a table without quotation marks; a cell becomes the number of its text.

    Args:
        data: uint8 ``[byte]``, the file.
        words: uint64 ``[8 bytes]``, the same, the first byte lowest; empty on other processors.
        low: where the first line begins.
        high: where the line after the last begins.
        delimiter: the byte between cells.
        roles: int64 ``[column]``: a rank from 0, -1 for a column without a vote, -2 for the weight.
        first: the row of the first line.
        slots: int64 ``[SLOTS]``, zero before: number of a text + 1; for this part alone.
        texts: int64 ``[1 + TEXTS_MAX, 2]``, zero before: where each text begins and its length; the
            entry 0 is how many there are, and whether a byte beyond ASCII was met. Text 1 is the
            first one; for this part alone.
        cells: uint8 ``[row, rank]``, written: the number of the text, 0 for none.
        more: int64 ``[row]``, zero before; the weight less one is written.

    Returns:
        -1, or where a line begins that is not regular.
    """
    columns, at, row = len(roles), low, first
    quick, known = np.zeros(SLOTS, dtype=np.uint64), np.zeros(SLOTS, dtype=np.int64)
    quick[_slot(np.uint64(_END), quick)] = np.uint64(_END)
    within = len(words) - 1
    while at < high:
        start = at
        for column in range(columns):
            role, key = roles[column], np.uint64(0)
            closing = _LF if column == columns - 1 else delimiter
            if role >= 0 and at >> 3 < within:
                key = _short(words, at, closing)
                slot = _slot(key, quick)
                if quick[slot] != 0:
                    cells[row, role] = known[slot] & 255
                    at += (known[slot] >> 8) + 1
                    continue
            opened = at
            begin, end, mixed, at = _cell(data, at, delimiter, texts)
            if at < 0 or data[at] != closing:
                return start
            if role >= 0 and end > begin:
                number = _number(data, begin, end, mixed, slots, texts)
                if number == 0:
                    return start
                cells[row, role] = number
                if key != 0 and begin == opened and end == at:
                    quick[slot], known[slot] = key, number | (end - begin) << 8
            elif role == -2 and not _weigh(data, begin, end, row, more):
                return start
            at += 1
        row += 1
    return -1


@compiled
def _weigh(
    data: NDArray[np.uint8], begin: int, end: int, row: int, more: NDArray[np.int64]
) -> bool:
    """Read a weight; tell whether the cell holds nothing else."""
    weight, after = _whole(data, begin)
    more[row] = weight - 1
    return weight >= 1 and after == end


_END = 0x80
_ONES, _LOWS = 0x0101010101010101, 0x7F7F7F7F7F7F7F7F


@compiled
def _short(words: NDArray[np.uint64], at: int, closing: int) -> np.uint64:
    """Return the bytes before the next closing one, if at most 7, and 0x80 behind them; or 0.

    A byte is compared with eight at once: what differs from the closing byte in no bit is the only
    one without a bit in ``((other & 0x7f) + 0x7f) | other`` (H. S. Warren, Hacker's Delight, on
    finding a byte of zeros).
    """
    place, shift, lows = at >> 3, np.uint64(8 * (at & 7)), np.uint64(_LOWS)
    above = (words[place + 1] << np.uint64(1)) << (np.uint64(63) - shift)
    word = (words[place] >> shift) | above
    other = word ^ (np.uint64(closing) * np.uint64(_ONES))
    zeros = ~(((other & lows) + lows) | other | lows)
    if zeros == 0:
        return np.uint64(0)
    low = zeros & (~zeros + np.uint64(1))
    key: np.uint64 = (word & ((low >> np.uint64(7)) - np.uint64(1))) | low
    return key


@compiled
def _slot(key: np.uint64, quick: NDArray[np.uint64]) -> int:
    """Return where a short text is entered, or a place without an entry; 0 is never entered."""
    mixed = key
    for shift in (7, 17, 29, 41, 51):
        mixed ^= key >> np.uint64(shift)
    slot = np.int64(mixed & np.uint64(SLOTS - 1))
    while quick[slot] != key and quick[slot] != 0:
        slot = (slot + 1) & (SLOTS - 1)
    return int(slot)


@compiled
def _cell(
    data: NDArray[np.uint8], at: int, delimiter: int, texts: NDArray[np.int64]
) -> tuple[int, int, int, int]:
    """Return where a text lies, its bytes mixed to one number, and where the next sign stands."""
    while data[at] == _SPACE:
        at += 1
    begin, end, mixed = at, at, np.int64(0x811C9DC5)
    while data[at] != delimiter and data[at] != _LF and data[at] != _CR:
        byte = np.int64(data[at])
        if byte in (_QUOTE, 0):
            return begin, end, 0, -1
        if byte > 127:
            texts[0, 1] = 1
        at += 1
        if byte != _SPACE:
            end = at
            mixed = ((mixed ^ byte) * 0x01000193) & 0xFFFFFFFF
    if data[at] == _CR:
        at += 1
        if data[at] != _LF:
            at = -1
    return begin, end, int(mixed), at


@compiled
def _number(
    data: NDArray[np.uint8],
    begin: int,
    end: int,
    mixed: int,
    slots: NDArray[np.int64],
    texts: NDArray[np.int64],
) -> int:
    """Return the number of a text, a new one where it was not met yet, or 0 for too many."""
    length = end - begin
    slot = (mixed ^ (mixed >> 15)) & (SLOTS - 1)
    while slots[slot] > 0:
        number = slots[slot]
        if texts[number, 1] == length:
            other, same = texts[number, 0], True
            for at in range(length):
                if data[other + at] != data[begin + at]:
                    same = False
                    break
            if same:
                return int(number)
        slot = (slot + 1) & (SLOTS - 1)
    if texts[0, 0] == TEXTS_MAX:
        return 0
    texts[0, 0] += 1
    number = texts[0, 0]
    texts[number, 0], texts[number, 1] = begin, length
    slots[slot] = number
    return int(number)


@compiled
def mark_numbers(cells: NDArray[np.uint8], seen: NDArray[np.bool_]) -> None:
    """Mark each number that a cell holds.

    Args:
        cells: uint8 ``[row]``.
        seen: bool ``[256]``, written.
    """
    for row in range(len(cells)):
        seen[cells[row]] = True


@compiled
def settle_rows(
    cells: NDArray[np.uint8],
    meanings: NDArray[np.int64],
    candidates: int,
    ways: NDArray[np.int64],
    low: int,
    high: int,
    more: NDArray[np.int64],
) -> tuple[int, int]:
    """Turn numbers of texts into preferences, as ``marks.settle`` does for one paper.

    Args:
        cells: uint8 ``[row, rank]``, numbers of texts; preferences are written over them.
        meanings: int64 ``[text]``: a candidate, or :data:`SKIPPED`, :data:`OVERVOTE`,
            :data:`STRANGER`.
        candidates: how many stand; the number stands for nobody.
        ways: int64 ``[3]``: what to do with a skipped rank, an overvote, a repeated candidate.
        low: the first row.
        high: the row after the last.
        more: int64 ``[row]``, the weight less one; or empty where each row is one paper.

    Returns:
        The first row that stays doubtful or names a stranger, or -1; and how many papers are void,
        whose rows are left blank.
    """
    width, void = cells.shape[1], np.int64(0)
    seen = np.full(candidates + 1, -1, dtype=np.int64)
    line = np.zeros(width + 1, dtype=np.int64)
    for row in range(low, high):
        place = _line_settled(cells, row, meanings, ways, seen, line)
        if place == _DOUBTFUL:
            return row, 0
        if place == _VOID:
            void += more[row] + 1 if len(more) > 0 else 1
        for rank in range(max(place, 0)):
            cells[row, rank] = line[rank]
        for rank in range(max(place, 0), width):
            cells[row, rank] = candidates
    return -1, int(void)


@compiled
def settle_keys(
    cells: NDArray[np.uint8],
    meanings: NDArray[np.int64],
    candidates: int,
    bits: int,
    ways: NDArray[np.int64],
    low: int,
    high: int,
    more: NDArray[np.int64],
    keys: NDArray[np.uint64],
) -> tuple[int, int]:
    """Do as :func:`settle_rows`, and pack the preferences as ``columns.group_packed`` takes them.

    Args:
        cells: uint8 ``[row, rank]``, numbers of texts; row by row or rank by rank in memory.
        meanings: as for :func:`settle_rows`.
        candidates: how many stand, at most 62.
        bits: the size of a digit; all ranks together have at most 64.
        ways: as for :func:`settle_rows`.
        low: the first row.
        high: the row after the last.
        more: as for :func:`settle_rows`.
        keys: uint64 ``[row]``, written; 0 for blank and void papers.

    Returns:
        As :func:`settle_rows`.
    """
    width, void, shift = cells.shape[1], np.int64(0), np.uint64(bits)
    seen = np.full(candidates + 1, -1, dtype=np.int64)
    line = np.zeros(width + 1, dtype=np.int64)
    digits, marks = np.zeros(256, dtype=np.uint64), np.zeros(256, dtype=np.uint64)
    for text in range(len(meanings)):
        if meanings[text] >= 0:
            digits[text] = meanings[text] + 1
            marks[text] = np.uint64(1) << np.uint64(meanings[text])
        elif meanings[text] != SKIPPED:
            marks[text] = np.uint64(1) << np.uint64(63)
    none = np.uint64(0)
    for row in range(low, high):
        key, marked, twice, ended, gap = none, none, none, False, False
        for rank in range(width):
            cell = cells[row, rank]
            digit, mark = digits[cell], marks[cell]
            key = (key << shift) | digit
            twice |= marked & mark
            marked |= mark
            gap |= ended & (digit != none)
            ended |= digit == none
        if not gap and (twice | (marked >> np.uint64(63))) == none:
            keys[row] = key
            continue
        place = _line_settled(cells, row, meanings, ways, seen, line)
        if place == _DOUBTFUL:
            return row, 0
        if place == _VOID:
            void += more[row] + 1 if len(more) > 0 else 1
        key = none
        for rank in range(width):
            digit = np.uint64(line[rank] + 1) if rank < place else none
            key = (key << shift) | digit
        keys[row] = key
    return -1, int(void)


_DOUBTFUL, _VOID = -1, -2


@compiled
def _line_settled(
    cells: NDArray[np.uint8],
    row: int,
    meanings: NDArray[np.int64],
    ways: NDArray[np.int64],
    seen: NDArray[np.int64],
    line: NDArray[np.int64],
) -> int:
    """Write the preferences of a row to a line; return their number, or what they are not."""
    last = -1
    for rank in range(cells.shape[1]):
        line[rank] = meanings[cells[row, rank]]
        if line[rank] == STRANGER:
            return _DOUBTFUL
        if line[rank] != SKIPPED:
            last = rank
    return _settle(line, last, ways, seen, row)


@compiled
def _settle(
    line: NDArray[np.int64], last: int, ways: NDArray[np.int64], seen: NDArray[np.int64], row: int
) -> int:
    """Move the preferences of a line to its front; return their number, or what they are not."""
    place = 0
    for rank in range(last + 1):
        meaning = line[rank]
        if meaning >= 0 and seen[meaning] != row:
            seen[meaning] = row
            line[place] = meaning
            place += 1
            continue
        way = ways[2]
        if meaning == OVERVOTE:
            way = ways[1]
        elif meaning == SKIPPED:
            way = ways[0]
            if way == END_AT_TWO:
                way = END if line[rank + 1] == SKIPPED else PASS
        if way == REFUSE:
            return _DOUBTFUL
        if way == VOID:
            return _VOID
        if way == END:
            break
    return place
