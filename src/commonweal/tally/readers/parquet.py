"""Tables of ballots as Parquet, read with Polars.

Rules of this module:

* columns are headed as in tables of text (``headings``), or one column ``ranks`` or ``ballot``
  holds a list, the first preference first; a whole number in a cell means the same as its digits
  in a text, and a missing value the same as an empty cell;
* equal rows are put together before anything becomes a Python object, and many rows with ranks
  only become columns without that (``rapid``); what is doubtful there is read again exactly;
* a damaged file can end the process in which Polars reads it, since memory that it asks for in vain
  is no exception there; so a file is first read in a process of its own, with limits, unless the
  caller trusts its source;
* a fault's line is the row, counted from 1.

Polars is the optional dependency ``commonweal[large]``, and is loaded when the first file is read.

Not here: what the cells mean (``tables``).
"""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from commonweal.tally.faults import BadBallot
from commonweal.tally.readers.contest import NOTHING, Contest, Findings, Given
from commonweal.tally.readers.headings import Layout, read_headings
from commonweal.tally.readers.rapid import CANDIDATES_MAX, Cells, Gathered, Irregular, standing
from commonweal.tally.readers.tables import Rows, contest_of, whole
from commonweal.terms import FaultyDocument

if TYPE_CHECKING:
    import polars as pl

RAPID_ROWS = 500_000
"""From so many rows on the loading of numba pays."""

BLOCK_ROWS = 16_000_000
"""So many rows become columns at once; memory grows with that, and with patterns."""

EXACT_ROWS = 3_000_000
"""The most different rows that are read as Python objects."""

RANKS_MAX = 1_000
"""The most ranks that a list may have."""

PROBE_S = 300
"""What the reading in another process may take, in seconds."""

PROBE_BYTES, PROBE_TIMES = 2**33, 64
"""Address space of that process: so much, and so many times the size of the file."""

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
    import polars as pl  # noqa: PLC0415 -- loaded only where it is needed

    with path.open("rb") as file:
        magic = file.read(len(_MAGIC))
    if magic != _MAGIC:
        what = f"expected a Parquet file, which begins with PAR1, got {magic!r}"
        raise found.fail(0, 0, what, "convert the file, or rename it")
    if not given.trusted:
        _probe(path, found)
    try:
        large = _read_in_blocks(pl.scan_parquet(path, glob=False), given)
        if large is not None:
            return large
        table = pl.read_parquet(path, glob=False)
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError) as error:
        what = f"expected a Parquet file, got one that cannot be read: {error!s:.200}"
        raise found.fail(0, 0, what, "get the whole file again") from error
    return _read(_unlisted(table, found), given, found)


def _probe(path: Path, found: Findings) -> None:
    """Read the file in another process, which may come to harm."""
    size = str(PROBE_BYTES + PROBE_TIMES * path.stat().st_size)
    command = [sys.executable, "-P", "-c", _PROBE, str(path), size]
    try:
        ended = subprocess.run(command, capture_output=True, timeout=PROBE_S, check=False)  # noqa: S603 -- our own program
    except subprocess.TimeoutExpired:
        ended = None
    if ended is None or ended.returncode != 0:
        what = "expected a Parquet file, got one that cannot be read"
        raise found.fail(0, 0, what, "get the whole file again, or convert it to CSV")


_PROBE = """
import sys
try:
    import resource
    resource.setrlimit(resource.RLIMIT_AS, (int(sys.argv[2]),) * 2)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
except ImportError:
    pass
import polars
for column in polars.scan_parquet(sys.argv[1], glob=False).collect_schema():
    polars.read_parquet(sys.argv[1], glob=False, columns=[column])
"""
"""Reads a file column by column with so much address space as it is given."""


def _read_in_blocks(scan: pl.LazyFrame, given: Given) -> Contest | None:
    """Read a file that may be larger than memory, or nothing where it is small or irregular."""
    import polars as pl  # noqa: PLC0415

    rows = scan.select(pl.len()).collect().item()
    if rows <= BLOCK_ROWS or find_spec("numba") is None:
        return None
    headings = scan.collect_schema().names()
    try:
        layout = read_headings(headings, given, Findings("text"), 0)
        if not layout.ranks:
            return None
        texts: set[str] = set()
        for column in layout.ranks:
            cells = scan.select(pl.col(headings[column]).cast(pl.String).unique()).collect()
            texts.update(str(one).strip(" ") for one in cells.to_series().drop_nulls())
        names = standing(texts, given)
        gathered = Gathered(given)
        for first in range(0, rows, BLOCK_ROWS):
            gathered.add(_cells(scan.slice(first, BLOCK_ROWS).collect(), layout), names)
        return gathered.contest()
    except (Irregular, FaultyDocument, BadBallot):
        return None


def _unlisted(table: pl.DataFrame, found: Findings) -> pl.DataFrame:
    """Return a table in which a list of preferences is a column for each rank."""
    import polars as pl  # noqa: PLC0415

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
        except (Irregular, FaultyDocument, BadBallot):
            pass
    return contest_of(_rows(table, layout, found), layout, given, found)


def _check_kinds(table: pl.DataFrame, layout: Layout, found: Findings) -> None:
    import polars as pl  # noqa: PLC0415

    columns = [*layout.votes, *([] if layout.weight is None else [layout.weight])]
    for column in columns:
        kind = table.dtypes[column]
        if not (kind.is_integer() or kind in (pl.String, pl.Categorical, pl.Enum)):
            what = f"expected whole numbers or text in {table.columns[column]}, got {kind}"
            found.add(0, column + 1, what[:400], "convert the column")
    found.finish()


def _cells(table: pl.DataFrame, layout: Layout) -> Cells:
    import polars as pl  # noqa: PLC0415

    columns = [table.to_series(column) for column in layout.ranks]
    cells = np.empty((len(table), len(columns)), dtype=np.uint8)
    texts = [""]
    if all(column.dtype.is_integer() for column in columns):
        for place, column in enumerate(columns):
            low, high = column.min(), column.max()
            if isinstance(low, int) and isinstance(high, int):
                _check_range(low, high)
            cells[:, place] = column.fill_null(0).cast(pl.UInt8).to_numpy()
        present = np.flatnonzero(_counts(cells)).tolist()
        texts += [str(n) if n in present else "" for n in range(1, CANDIDATES_MAX + 1)]
    else:
        listed = pl.concat([column.cast(pl.String).unique() for column in columns])
        texts += sorted(str(one) for one in listed.drop_nulls().unique() if one)
        if len(texts) > CANDIDATES_MAX:
            raise Irregular
        kind = pl.Enum(texts[1:])
        for place, column in enumerate(columns):
            named = column.cast(pl.String).replace("", None).cast(kind).to_physical()
            cells[:, place] = (named.cast(pl.UInt8) + 1).fill_null(0).to_numpy()
    texts = [text.strip(" ") for text in texts]
    more = np.zeros(0, dtype=np.int64)
    if layout.weight is not None:
        weights = table.to_series(layout.weight)
        least = weights.min()
        if weights.null_count() or not isinstance(least, int) or least < 1:
            raise Irregular
        more = weights.cast(pl.Int64).to_numpy() - 1
    return Cells(cells, more, [0, len(table) // 2, len(table)], [texts, texts])


def _check_range(low: int, high: int) -> None:
    if not 1 <= low <= high <= CANDIDATES_MAX:
        raise Irregular


def _counts(cells: np.typing.NDArray[np.uint8]) -> np.typing.NDArray[np.int64]:
    """Return how often each number occurs."""
    counts = np.zeros(256, dtype=np.int64)
    for place in range(cells.shape[1]):
        counts += np.bincount(cells[:, place], minlength=256)
    return counts


def _rows(table: pl.DataFrame, layout: Layout, found: Findings) -> Rows:
    import polars as pl  # noqa: PLC0415

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
