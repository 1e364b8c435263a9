"""Columns of Parquet files as numbers of texts, also in a process of their own.

Rules of this module:

* it is a program too, which a reader starts by this file's path: it says what the columns are, is
  told which it shall send, and sends each as plain bytes; so whatever a damaged file does to Polars
  happens there, and whoever started it needs no Polars at all;
* as a program it gets a limit of memory first, and nothing of ours is imported;
* one column is decoded at a time: memory grows with a block of rows, not with the file;
* what is not regular ends the program with :data:`IRREGULAR`.

The conversation: a line of JSON with ``rows`` and ``kinds``; back, a line with ``ranks``,
``weight``, ``whole`` and ``block_rows``, or ``null`` for reading everything and sending nothing;
then, for each block, the columns (uint8), the weights less one (int64), and a line with the texts.

Not here: what the texts mean (``rapid``), and the other side of the conversation (``parquet``).
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    import polars as pl
    from numpy.typing import NDArray

TEXTS_MAX = 250
"""The most different texts in the columns of ranks."""

IRREGULAR = 3
"""The exit status where the file has to be read exactly."""

INTEGER, TEXT, OTHER = "integer", "text", "other"
"""The kinds of columns."""


class NotRegular(Exception):  # noqa: N818 -- a way taken, not an error
    """A column holds what does not fit into a column of uint8."""


def kinds_of(scan: pl.LazyFrame) -> dict[str, str]:
    """Return the kind of each column, by its heading."""
    import polars as pl  # noqa: PLC0415 -- loaded only where it is needed

    texts = (pl.String, pl.Categorical, pl.Enum)
    return {
        name: INTEGER if kind.is_integer() else TEXT if kind in texts else OTHER
        for name, kind in scan.collect_schema().items()
    }


def rows_of(scan: pl.LazyFrame) -> int:
    """Return the number of rows."""
    import polars as pl  # noqa: PLC0415 -- as above

    return int(scan.select(pl.len()).collect().item())


def coded(column: pl.LazyFrame, texts: list[str] | None) -> NDArray[np.uint8]:
    """Return the cells of a rank as numbers of texts, 0 for an empty one.

    Args:
        column: integers or texts.
        texts: the texts so far, the empty one first; new ones are added. None where all columns
            hold integers: then the number of a text is what it says.

    Raises:
        NotRegular: where a number or the number of texts is too large.
    """
    import polars as pl  # noqa: PLC0415 -- as above

    if texts is None:
        numbers = column.collect().to_series()
        low, high = numbers.min(), numbers.max()
        if isinstance(low, int) and isinstance(high, int) and not 1 <= low <= high <= TEXTS_MAX:
            raise NotRegular
        return numbers.fill_null(0).cast(pl.UInt8).to_numpy()
    try:
        return _numbered(column, texts)
    except pl.exceptions.InvalidOperationError:  # a text that is not among them
        listed = column.select(pl.all().cast(pl.String).unique()).collect().to_series()
    texts += sorted(set(listed.drop_nulls().to_list()).difference(texts))
    if len(texts) > TEXTS_MAX:
        raise NotRegular
    return _numbered(column, texts)


def _numbered(column: pl.LazyFrame, texts: list[str]) -> NDArray[np.uint8]:
    import polars as pl  # noqa: PLC0415 -- as above

    number = pl.all().cast(pl.String).cast(pl.Enum(texts)).to_physical()
    return column.select(number.cast(pl.UInt8).fill_null(0)).collect().to_series().to_numpy()


def weighed(column: pl.LazyFrame) -> NDArray[np.int64]:
    """Return weights less one.

    Raises:
        NotRegular: where a weight is missing, below 1, or too large for any election.
    """
    import polars as pl  # noqa: PLC0415 -- as above

    weights = column.collect().to_series()
    least, most = weights.min(), weights.max()
    bounded = isinstance(least, int) and isinstance(most, int) and 1 <= least <= most < 2**62
    if weights.null_count() or not bounded:
        raise NotRegular
    return weights.cast(pl.Int64).to_numpy() - 1


def columns_of(scan: pl.LazyFrame, wanted: dict[str, Any], first: int) -> Iterator[pl.LazyFrame]:
    """Yield a block column by column: the ranks, then the weight, if there is one.

    Args:
        scan: the file.
        wanted: ``ranks``, ``weight`` and ``block_rows``.
        first: the first row of the block.
    """
    for name in (*wanted["ranks"], *([] if wanted["weight"] is None else [wanted["weight"]])):
        yield scan.select(name).slice(first, wanted["block_rows"])


def send(scan: pl.LazyFrame, wanted: dict[str, Any], rows: int, out: IO[bytes]) -> None:
    """Send all blocks.

    Args:
        scan: the file.
        wanted: what was asked for.
        rows: how many rows there are.
        out: a binary file.
    """
    for first in range(0, rows, wanted["block_rows"]):
        texts = None if wanted["whole"] else [""]
        for place, column in enumerate(columns_of(scan, wanted, first)):
            ranks = place < len(wanted["ranks"])
            numbers: NDArray[Any] = coded(column, texts) if ranks else weighed(column)
            out.write(numbers.data)
        out.write(json.dumps(texts).encode() + b"\n")


def limit(size: int) -> None:
    """Limit this process's memory, where the system knows how."""
    if find_spec("resource") is None:
        return
    import resource  # noqa: PLC0415 -- not on every system

    resource.setrlimit(resource.RLIMIT_AS, (size, size))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main(path: str, asked: IO[str], out: IO[bytes]) -> int:
    """Hold the conversation.

    Args:
        path: the file.
        asked: where the wishes come from.
        out: where the answers go.

    Returns:
        The exit status.
    """
    import polars as pl  # noqa: PLC0415 -- after the limit

    scan = pl.scan_parquet(path, glob=False)
    kinds, rows = kinds_of(scan), rows_of(scan)
    out.write(json.dumps({"rows": rows, "kinds": kinds}).encode() + b"\n")
    out.flush()
    wanted = json.loads(asked.readline())
    if wanted is None:
        for name in kinds:
            pl.read_parquet(path, glob=False, columns=[name])
        return 0
    try:
        send(scan, wanted, rows, out)
        out.flush()
    except NotRegular:
        return IRREGULAR
    return 0


if __name__ == "__main__":
    limit(int(sys.argv[2]))
    sys.exit(main(sys.argv[1], sys.stdin, sys.stdout.buffer))
