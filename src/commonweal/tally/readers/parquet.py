"""Tables of ballots as Parquet, read with Polars.

Rules of this module:

* columns are headed as in tables of text (``headings``), or one column ``ranks`` or ``ballot``
  holds a list, the first preference first; a whole number in a cell means the same as its digits
  in a text, and a missing value the same as an empty cell;
* equal rows are put together before anything becomes a Python object, and many rows with ranks
  only become columns without that (``rapid``); what is doubtful there is read again exactly;
* a damaged file can end the process in which Polars reads it, since memory that it asks for in vain
  is no exception there; so a process of its own reads it, with limits, and sends the columns of a
  large regular file (``decoding``); other files are read here when they did no harm there. A caller
  who trusts the source does without;
* a fault's line is the row, counted from 1.

Polars is the optional dependency ``commonweal[large]``, and is loaded where it is first needed.

Not here: what the cells mean (``tables``).
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from commonweal.tally.faults import BadBallot
from commonweal.tally.readers import decoding
from commonweal.tally.readers.contest import NOTHING, Contest, Findings, Given
from commonweal.tally.readers.decoding import INTEGER, OTHER, TEXTS_MAX, NotRegular
from commonweal.tally.readers.headings import Layout, read_headings
from commonweal.tally.readers.rapid import Cells, Gathered, Irregular, load, occurring, standing
from commonweal.tally.readers.tables import Rows, contest_of, whole
from commonweal.terms import FaultyDocument

if TYPE_CHECKING:
    import polars as pl

RAPID_ROWS = 500_000
"""From so many rows on the loading of numba pays."""

BLOCK_ROWS, BLOCK_RANKS = 16_000_000, 16
"""So many rows become columns at once, fewer where they have more ranks than this; memory grows
with that, and with patterns."""

EXACT_ROWS = 3_000_000
"""The most different rows that are read as Python objects."""

RANKS_MAX = 1_000
"""The most ranks that a list may have."""

PROBE_S, PROBE_EACH = 300, 2**28
"""What the reading in another process may take: so many seconds for each so many bytes begun."""

PIPE_BYTES = 2**20
"""What is on its way between the processes; more than usual, so that they seldom wait."""

PROBE_BYTES, PROBE_TIMES = 2**33, 64
"""Address space of that process: so much, and so many times the size of the file."""

Block: TypeAlias = tuple[NDArray[np.uint8], NDArray[np.int64], list[str] | None]
"""Cells rank by rank, the weights less one or none, and the texts or nothing for numbers."""

_MAGIC = b"PAR1"
_LISTS = ("ranks", "ballot", "preferences")


def read_parquet(path: Path, given: Given = NOTHING) -> Contest:
    """Read a Parquet file.

    Args:
        path: the file.
        given: what the file does not say.

    Raises:
        FaultyDocument: with every fault, by row and column, or where Polars is not installed.
        OSError: when the file cannot be opened.
    """
    found = Findings(path.name)
    if find_spec("polars") is None:
        what = "expected Polars, which reads Parquet, got none"
        raise found.fail(0, 0, what, "install commonweal[large], or convert the file to CSV")
    with path.open("rb") as file:
        magic = file.read(len(_MAGIC))
    if magic != _MAGIC:
        what = f"expected a Parquet file, which begins with PAR1, got {magic!r}"
        raise found.fail(0, 0, what, "convert the file, or rename it")
    large = None if given.trusted else _apart(path, given, found)
    return _here(path, given, found) if large is None else large


def _here(path: Path, given: Given, found: Findings) -> Contest:
    """Read a file that is known to do no harm."""
    import polars as pl  # noqa: PLC0415 -- large, and an extra -- loaded only where it is needed

    try:
        scan = pl.scan_parquet(path, glob=False)
        large = _read_large(scan, given) if given.trusted else None
        if large is not None:
            return large
        table = pl.read_parquet(path, glob=False)
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError) as error:
        what = f"expected a Parquet file, got one that cannot be read: {error!s:.200}"
        raise found.fail(0, 0, what, "get the whole file again") from error
    return _read(_unlisted(table, found), given, found)


def _apart(path: Path, given: Given, found: Findings) -> Contest | None:
    """Read the file in another process, which may come to harm.

    Returns:
        The contest of a large regular file; nothing where the file has to be read exactly, and can
        be read without harm.
    """
    try:
        try:
            return _converse(path, given)
        except (Irregular, NotRegular, FaultyDocument, BadBallot):
            return _converse(path, None)
    except EOFError:
        what = "expected a Parquet file, got one that cannot be read"
        remedy = "get the whole file again, or convert it to CSV"
        raise found.fail(0, 0, what, remedy) from None


def _converse(path: Path, given: Given | None) -> Contest | None:
    """Have another process read the file; with nothing given, only to see whether it comes to harm.

    Raises:
        EOFError: where that process ends too early.
        Irregular: where the file has to be read exactly.
    """
    size = str(PROBE_BYTES + PROBE_TIMES * path.stat().st_size)
    command = [sys.executable, "-P", decoding.__file__, str(path), size]
    pipe, nowhere = subprocess.PIPE, subprocess.DEVNULL
    with subprocess.Popen(  # noqa: S603 -- our own program
        command, stdin=pipe, stdout=pipe, stderr=nowhere, pipesize=PIPE_BYTES
    ) as child:
        watch = threading.Timer(PROBE_S * (1 + path.stat().st_size // PROBE_EACH), child.kill)
        watch.start()
        try:
            contest = _listen(child, given)
            ended = child.wait()
        except EOFError:
            if child.wait() != decoding.IRREGULAR:
                raise
            raise Irregular from None
        finally:
            watch.cancel()
            child.kill()
    if ended != 0:
        raise EOFError
    return contest


def _listen(child: subprocess.Popen[bytes], given: Given | None) -> Contest | None:
    assert child.stdin is not None
    assert child.stdout is not None
    head = json.loads(_line(child.stdout))
    rows, wanted = head["rows"], None
    if given is not None:
        wanted = _wanted(head["kinds"], rows, given)
    try:
        child.stdin.write(json.dumps(wanted).encode() + b"\n")
        child.stdin.close()
    except BrokenPipeError:
        raise EOFError from None
    if wanted is None or given is None:
        return None
    return _gathered(_received(child.stdout, wanted, rows), given)


def _line(pipe: IO[bytes]) -> bytes:
    line = pipe.readline()
    if not line.endswith(b"\n"):
        raise EOFError
    return line


def _received(pipe: IO[bytes], wanted: dict[str, Any], rows: int) -> Iterator[Block]:
    """Take in the blocks that the other process sends."""
    for first in range(0, rows, wanted["block_rows"]):
        size = min(wanted["block_rows"], rows - first)
        cells = np.empty((len(wanted["ranks"]), size), dtype=np.uint8)
        more = np.empty(0 if wanted["weight"] is None else size, dtype=np.int64)
        for column in (*cells, *([more] if len(more) else [])):
            read = pipe.readinto(memoryview(column).cast("B"))  # type: ignore[attr-defined]  # it has
            if read != column.nbytes:
                raise EOFError
        yield cells, more, json.loads(_line(pipe))


def _read_large(scan: pl.LazyFrame, given: Given) -> Contest | None:
    """Read a large regular file in this process, or nothing where it is small or irregular."""
    rows = decoding.rows_of(scan)
    try:
        wanted = _wanted(decoding.kinds_of(scan), rows, given)
        return None if wanted is None else _gathered(_decoded(scan, wanted, rows), given)
    except (Irregular, NotRegular, FaultyDocument, BadBallot):
        return None


def _decoded(scan: pl.LazyFrame, wanted: dict[str, Any], rows: int) -> Iterator[Block]:
    for first in range(0, rows, wanted["block_rows"]):
        size = min(wanted["block_rows"], rows - first)
        cells = np.empty((len(wanted["ranks"]), size), dtype=np.uint8)
        more, texts = np.empty(0, dtype=np.int64), None if wanted["whole"] else [""]
        for place, column in enumerate(decoding.columns_of(scan, wanted, first)):
            if place < len(cells):
                cells[place] = decoding.coded(column, texts)
            else:
                more = decoding.weighed(column)
        yield cells, more, texts


def _wanted(kinds: dict[str, str], rows: int, given: Given) -> dict[str, Any] | None:
    """Return what is to be decoded of a file, or nothing where it is small or irregular."""
    if rows < RAPID_ROWS or find_spec("numba") is None:
        return None
    headings = list(kinds)
    try:
        layout = read_headings(headings, given, Findings("text"), 0)
    except FaultyDocument:
        return None
    ranks = [headings[column] for column in layout.ranks]
    weight = None if layout.weight is None else headings[layout.weight]
    found = {kinds[name] for name in ranks}
    if (
        not 1 <= len(ranks) <= TEXTS_MAX
        or OTHER in found
        or (weight is not None and kinds[weight] != INTEGER)
    ):
        return None
    block = max(1, BLOCK_ROWS * BLOCK_RANKS // max(BLOCK_RANKS, len(ranks)))
    return {"ranks": ranks, "weight": weight, "whole": found == {INTEGER}, "block_rows": block}


def _gathered(blocks: Iterator[Block], given: Given) -> Contest:
    """Settle blocks; numba is loaded while the first one is decoded."""
    gathered, known = Gathered(given), set[str]()
    with ThreadPoolExecutor(1) as aside:
        loaded = aside.submit(load)
        for cells, more, texts in blocks:
            loaded.result()
            read = _cells_of(cells, more, texts)
            known.update(*read.texts)
            gathered.add(read, standing(known, given))
    return gathered.contest()


def _cells_of(cells: NDArray[np.uint8], more: NDArray[np.int64], texts: list[str] | None) -> Cells:
    """Return cells, given rank by rank, with the texts that occur; None: they are numbers."""
    if texts is None:
        numbers = occurring(cells)
        texts = ["", *(str(n) if n in numbers else "" for n in range(1, TEXTS_MAX + 1))]
    rows = cells.shape[1]
    texts = [text.strip(" ") for text in texts]
    return Cells(cells.T, more, [0, rows // 2, rows], [texts, texts])


def _unlisted(table: pl.DataFrame, found: Findings) -> pl.DataFrame:
    """Return a table in which a list of preferences is a column for each rank."""
    import polars as pl  # noqa: PLC0415 -- large, and an extra

    lists = [name for name, kind in table.schema.items() if kind == pl.List and name in _LISTS]
    if len(lists) != 1:
        return table
    column = table[lists[0]]
    longest = column.list.len().max()
    ranks = longest if isinstance(longest, int) else 0
    if ranks > RANKS_MAX:
        what = f"expected at most {RANKS_MAX} ranks, got {ranks}"
        raise found.fail(0, 0, what, "get the whole file again")
    split = [column.list.get(r, null_on_oob=True).alias(f"rank{r + 1}") for r in range(ranks)]
    return table.drop(lists[0]).with_columns(split)


def _read(table: pl.DataFrame, given: Given, found: Findings) -> Contest:
    layout = read_headings(table.columns, given, found, 0)
    _check_kinds(table, layout, found)
    if layout.ranks and len(table) >= RAPID_ROWS and find_spec("numba") is not None:
        try:
            gathered, read = Gathered(given), _cells(table, layout)
            gathered.add(read, standing({one for texts in read.texts for one in texts}, given))
            return gathered.contest()
        except (Irregular, NotRegular, FaultyDocument, BadBallot):
            pass
    return contest_of(_rows(table, layout, found), layout, given, found)


def _check_kinds(table: pl.DataFrame, layout: Layout, found: Findings) -> None:
    import polars as pl  # noqa: PLC0415 -- large, and an extra

    columns = [*layout.votes, *([] if layout.weight is None else [layout.weight])]
    for column in columns:
        kind = table.dtypes[column]
        if not (kind.is_integer() or kind in (pl.String, pl.Categorical, pl.Enum)):
            what = f"expected whole numbers or text in {table.columns[column]}, got {kind}"
            found.add(0, column + 1, what[:400], "convert the column")
    found.finish()


def _cells(table: pl.DataFrame, layout: Layout) -> Cells:
    names, scan = table.columns, table.lazy()
    whole = all(table.dtypes[column].is_integer() for column in layout.ranks)
    texts = None if whole else [""]
    ranks = [decoding.coded(scan.select(names[column]), texts) for column in layout.ranks]
    more = np.empty(0, dtype=np.int64)
    if layout.weight is not None:
        more = decoding.weighed(scan.select(names[layout.weight]))
    return _cells_of(np.array(ranks), more, texts)


def _rows(table: pl.DataFrame, layout: Layout, found: Findings) -> Rows:
    import polars as pl  # noqa: PLC0415 -- large, and an extra

    names = [f"v{place}" for place in range(len(layout.votes))]
    votes = [table.to_series(column).cast(pl.String).fill_null("") for column in layout.votes]
    frame = pl.DataFrame(dict(zip(names, votes, strict=True)))
    weight = pl.lit(1) if layout.weight is None else table.to_series(layout.weight)
    frame = frame.with_columns(weight.cast(pl.String).fill_null("").alias("weight"))
    frame = frame.with_row_index("line", 1)
    together = frame.group_by([*names, "weight"], maintain_order=True).agg(
        pl.len().alias("papers"), pl.col("line").first()
    )
    if len(together) > EXACT_ROWS:
        what = f"expected at most {EXACT_ROWS} different rows where they are read exactly"
        raise found.fail(0, 0, f"{what}, got {len(together)}", "read the parts and merge them")
    rows = Rows()
    for *row, told, papers, line in together.iter_rows():
        number = whole(told)
        if number is None or number < 1:
            what = f"expected a weight of 1 or more, got {told[:40]!r}"
            found.add(line, (layout.weight or 0) + 1, what, "leave out papers nobody cast")
            continue
        key = tuple(str(cell).strip(" ") for cell in row)
        rows.lines.setdefault(key, line)
        rows.weights[key] = rows.weights.get(key, 0) + number * papers
    if sum(rows.weights.values()) >= 2**62:
        raise found.fail(0, 0, "expected fewer than 2**62 papers", "check the weights")
    return rows
