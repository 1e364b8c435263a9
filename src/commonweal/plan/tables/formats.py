"""The formats of tables by name, and which of them a file or folder is in.

Rules of this module: a format is guessed from the names of files and from headings that no other
format has; what cannot be told is a fault that names the formats, and nothing is tried out.

Not here: the formats (``wiod``, ``sut``, ``mrio``, ``bea``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Literal, assert_never, get_args

from commonweal.plan.economy import Economy
from commonweal.plan.tables.bea import read_bea
from commonweal.plan.tables.mrio import read_mrio
from commonweal.plan.tables.sut import SupplyUse, by_industry, by_product, jointly, read_sut
from commonweal.plan.tables.table import economy_of
from commonweal.plan.tables.wiod import read_wiod
from commonweal.terms import Fault, FaultyDocument

Format = Literal["wiod", "sut", "pymrio", "bea"]

FORMATS: tuple[Format, ...] = get_args(Format)

Made = Literal["joint", "industries", "products"]

MADE: tuple[Made, ...] = get_args(Made)
"""What is made of supply and use: processes with several outputs; a table of one or the other."""


def guessed(path: Path) -> Format:
    """Return the format of a file or folder.

    Raises:
        FaultyDocument: when it cannot be told.
    """
    if path.is_dir():
        inside = {one.name for one in path.iterdir()}
        if "use.csv" in inside and "supply.csv" in inside:
            return "sut"
        if inside & {"Z.txt", "A.txt", "file_parameters.json"}:
            return "pymrio"
        expected = "supply.csv and use.csv, or Z.txt or A.txt, in a folder of tables"
    else:
        if path.name.startswith(("make_", "use_")) and path.suffix == ".csv":
            return "bea"
        with path.open("rb") as stream:
            if stream.read(40).startswith(b"Year,Code,Description,Origin"):
                return "wiod"
        expected = (
            "Year,Code,Description,Origin in line 1, or a name that begins with make_ or use_"
        )
    remedy = f"say which it is: --format {'|'.join(FORMATS)}"
    raise FaultyDocument([Fault(path.name, 0, f"no known table: expected {expected}", remedy)])


def read(
    path: Path,
    form: Format | None = None,
    *,
    made: Made = "joint",
    together: bool = False,
) -> Economy:
    """Return the economy that a table of any format makes.

    Args:
        path: the file or folder.
        form: its format; guessed when left out.
        made: what becomes of supply and use; tables of industries stay what they are.
        together: whether imports count as made at home.

    Raises:
        FaultyDocument: when it is no such table, or does not add up.
    """
    known = form or guessed(path)
    if path.is_dir() != (known in ("sut", "pymrio")):
        what = f"a {known} table is a {'file' if path.is_dir() else 'folder'}"
        remedy = f"name it, or another format: --format {'|'.join(FORMATS)}"
        raise FaultyDocument([Fault(path.name, 0, what, remedy)])
    match known:
        case "wiod":
            return economy_of(read_wiod(path), together=together)
        case "pymrio":
            return economy_of(read_mrio(path).table)
        case "sut":
            return _READINGS[made](read_sut(path), together)
        case "bea":
            return _READINGS[made](read_bea(path, together=together), together)
        case _:
            assert_never(known)


_READINGS: Mapping[Made, Callable[[SupplyUse, bool], Economy]] = {
    "joint": lambda one, together: jointly(one, together=together),
    "industries": lambda one, together: economy_of(by_industry(one), together=together),
    "products": lambda one, together: economy_of(by_product(one), together=together),
}
