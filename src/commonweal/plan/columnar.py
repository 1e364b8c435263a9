"""Sheets of a folder as Parquet, written and read with Polars.

Rules of this module:

* a sheet has the same headings as its CSV; a cell that is missing means the same as an empty one,
  and a number the same as its digits;
* a damaged file can end the process in which Polars reads it, since memory that it asks for in vain
  is no exception there; so files are first read by a process of its own, with limits, and here
  only when they did no harm there;
* links, of which there may be millions, are read in columns where all of them are in order; where
  anything is doubtful they are read again row by row, which says what is wrong;
* a fault's line is the row, counted from 1.

This file is also that other process's program; as a program it imports nothing of ours. Polars is
the optional dependency ``commonweal[large]``, and is loaded where it is first needed.

Not here: what the cells mean (``folder``).
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    import numpy as np
    import polars as pl
    from numpy.typing import NDArray

Column: TypeAlias = "Sequence[str] | NDArray[Any]"

PROBE_S = 300
"""How long the other process may take for a file."""

PROBE_BYTES, PROBE_TIMES = 2**33, 64
"""Address space of that process: so much, and so many times the size of the file."""

ROWS_AT_ONCE = 100_000
"""Rows that become Python objects together."""

MAGIC = b"PAR1"


class Unreadable(Exception):  # noqa: N818 -- becomes a fault of the sheet
    """A file that is no Parquet file, or is damaged, or that nothing here reads.

    Attributes:
        what: what is wrong.
        remedy: what to do about it.
    """

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(what)
        self.what, self.remedy = what, remedy


def probe(*paths: Path) -> None:
    """Have another process read files.

    Raises:
        Unreadable: when it comes to harm, or there is no Polars.
    """
    if find_spec("polars") is None:
        raise _without_polars()
    for path in paths:
        with path.open("rb") as file:
            magic = file.read(len(MAGIC))
        if magic != MAGIC:
            what = f"expected a Parquet file, which begins with PAR1, got {magic!r}"
            raise Unreadable(what, "convert the file, or rename it")
    size = PROBE_BYTES + PROBE_TIMES * sum(path.stat().st_size for path in paths)
    command = [sys.executable, "-P", __file__, str(size), *map(str, paths)]
    try:
        ended = subprocess.run(  # noqa: S603 -- our own program
            command, capture_output=True, timeout=PROBE_S * len(paths), check=False
        ).returncode
    except subprocess.TimeoutExpired:
        ended = -1
    if ended != 0:
        what = "expected a Parquet file, got one that cannot be read"
        raise Unreadable(what, "get the whole file again, or convert it to CSV")


def harmless(folder: Path) -> bool:
    """Whether there are Parquet files in a folder, and all of them can be read without harm."""
    paths = sorted(folder.glob("*.parquet"))
    if not paths:
        return False
    try:
        probe(*paths)
    except Unreadable:
        return False
    return True


def _without_polars() -> Unreadable:
    what = "expected Polars, which reads and writes Parquet, got none"
    return Unreadable(what, "install commonweal[large], or use CSV")


def rows(path: Path) -> Iterator[list[str]]:
    """Give the headings and then every row, as texts; the file has to be one that was probed."""
    import polars as pl  # noqa: PLC0415 -- large, and an extra

    table = pl.read_parquet(path, glob=False)
    yield list(table.columns)
    texts = [_texts(table.to_series(at)) for at in range(table.width)]
    table = pl.DataFrame(texts)
    for first in range(0, table.height, ROWS_AT_ONCE):
        yield from (list(row) for row in table.slice(first, ROWS_AT_ONCE).iter_rows())


def _texts(column: pl.Series) -> pl.Series:
    import polars as pl  # noqa: PLC0415 -- as above

    if column.dtype.is_nested():
        return pl.Series(column.name, ["(a list)"] * len(column))
    return column.cast(pl.String, strict=False).fill_null("")


def links(
    path: Path,
    headings: Sequence[str],
    labels: Sequence[Sequence[str]],
    units: Sequence[str] | None,
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]] | None:
    """Read links in columns; nothing where anything is doubtful.

    Args:
        path: a file that was probed.
        headings: of the columns that hold names, two.
        labels: the names that they may hold.
        units: of the second kind of names, where a column ``unit`` may say them.

    Returns:
        The place of each name, and the quantities.
    """
    import numpy as np  # noqa: PLC0415 -- the other process needs none
    import polars as pl  # noqa: PLC0415 -- large, and an extra

    table = pl.read_parquet(path, glob=False)
    if not _is_of_links(table, headings, units):
        return None
    places = [_places(table[name], of) for name, of in zip(headings, labels, strict=True)]
    first, second = places
    if first is None or second is None:
        return None
    if "unit" in table.columns and units is not None:
        said = table["unit"].to_numpy()
        if not ((said == np.array(units, dtype=object)[second]) | (said == "")).all():
            return None
    values = table["quantity"].fill_null(-1.0).to_numpy()
    both = first * max(1, len(labels[1])) + second
    if not (np.isfinite(values) & (values >= 0)).all() or np.unique(both).size < both.size:
        return None
    return first, second, values


def _is_of_links(table: pl.DataFrame, headings: Sequence[str], units: Sequence[str] | None) -> bool:
    """Whether there are two columns of names, one of numbers, and perhaps units."""
    import polars as pl  # noqa: PLC0415 -- as above

    texts = set(table.columns) - {"quantity"}
    known = {*headings, *(["unit"] if units is not None else [])}
    return (
        table.schema.get("quantity") == pl.Float64
        and set(headings) <= texts <= known
        and all(table.schema[name] == pl.String for name in texts)
    )


def _places(column: pl.Series, names: Sequence[str]) -> NDArray[np.int64] | None:
    """Return the place of every name; nothing where one is not known."""
    import numpy as np  # noqa: PLC0415 -- as above
    import polars as pl  # noqa: PLC0415 -- as above

    known = pl.DataFrame(
        {column.name: names, "place": range(len(names))},
        schema={column.name: pl.String, "place": pl.Int64},
    )
    found = column.to_frame().join(known, on=column.name, how="left", maintain_order="left")
    if found["place"].null_count() or found.height != len(column):
        return None
    return found["place"].to_numpy().astype(np.int64)


def write(path: Path, headings: Sequence[str], columns: Sequence[Column]) -> None:
    """Write columns: numbers as numbers, a missing cell where one is not finite.

    Raises:
        Unreadable: where there is no Polars.
    """
    if find_spec("polars") is None:
        raise _without_polars()
    import polars as pl  # noqa: PLC0415 -- large, and an extra

    cells = []
    for name, column in zip(headings, columns, strict=True):
        one = pl.Series(name, column, dtype=_kind(column))
        if one.dtype == pl.Float64:
            one = one.to_frame().select(pl.when(pl.all().is_finite()).then(pl.all())).to_series()
        cells.append(one)
    pl.DataFrame(cells).write_parquet(path)


def _kind(column: Column) -> Any:
    import numpy as np  # noqa: PLC0415 -- the other process needs none
    import polars as pl  # noqa: PLC0415 -- large, and an extra

    if isinstance(column, np.ndarray) and column.dtype != object:
        return pl.Int64 if column.dtype.kind == "i" else pl.Float64
    return pl.String


def _limit(size: int) -> None:
    """Limit this process's memory, where the system knows how."""
    if find_spec("resource") is None:
        return
    import resource  # noqa: PLC0415 -- not on every system

    resource.setrlimit(resource.RLIMIT_AS, (size, size))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _main(size: int, paths: Sequence[str]) -> None:
    _limit(size)
    import polars as pl  # noqa: PLC0415 -- after the limit

    for path in paths:
        for name in pl.scan_parquet(path, glob=False).collect_schema():
            pl.read_parquet(path, glob=False, columns=[name])


if __name__ == "__main__":
    _main(int(sys.argv[1]), sys.argv[2:])
