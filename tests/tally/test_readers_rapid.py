"""Large regular files: both ways of reading give equal contests, and small files load nothing."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commonweal.tally import Contest, Given, read_contest
from commonweal.tally.readers import blt, kernels, rapid, tables
from commonweal.terms import FaultyDocument

WAYS = ("compiled", "interpreted", "compiled, wide", "interpreted, wide")
BLT = "3 2\n-2\n4 1 3 0\n1 2 0\n1 3 0 \r\n12 0\n0\n" + '"Alice"\n"Bob"\n"Çelik"\n"A ward"\n'
CSV = "id,rank1,rank2,rank3,weight\n1,Alice,Bob,,1\n2, Bob ,,,3\r\n3,,,,2\n4,Çelik,Alice,Bob,1\n"
BROKEN = st.sampled_from(
    [
        "",
        "0",
        "1",
        "9",
        "-",
        "=",
        ",",
        " ",
        "\n",
        "\r",
        "\0",
        '"',
        "é",
        "Alice",
        "overvote",
        "Skipped",
        "UWI",
        "1" * 19,
    ]
)


@contextmanager
def rapidly(way: str) -> Iterator[None]:
    """Read every file the rapid way, by machine code, by its source, or with rows beyond a key."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rapid, "RAPID_BYTES", 0)
        patch.setattr(rapid, "BLOCK_BYTES", 20 if "compiled" in way else 2**20)
        patch.setattr(rapid.os, "cpu_count", lambda: 3)
        if "wide" in way:
            patch.setattr(rapid, "digit_bits", lambda candidates, width: 0)
        for name, kernel in vars(kernels).copy().items() if "interpreted" in way else ():
            if hasattr(kernel, "py_func"):
                patch.setattr(kernels, name, kernel.py_func)
        yield


def told(reading: Callable[[], Contest | None]) -> Any:
    """Return what a reading gives, as something that can be compared."""
    try:
        contest = reading()
    except FaultyDocument as refused:
        return [str(fault) for fault in refused.faults]
    assert contest is not None
    profile = contest.profile
    columns = {
        name: value.tolist() if isinstance(value, np.ndarray) else value
        for name in profile.__dataclass_fields__
        for value in [getattr(profile, name)]
    }
    return columns, contest.names, contest.seats, contest.title, contest.void, contest.order


def exactly(name: str, text: str, said: Given) -> Any:
    reader = blt.read_blt if name.endswith("blt") else tables.read_table
    return told(lambda: reader(text, name, said))


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(("name", "text"), [("x.blt", BLT), ("x.csv", CSV)])
def test_regular_files_become_columns(tmp_path: Path, way: str, name: str, text: str) -> None:
    path = tmp_path / name
    for mark in (b"", b"\xef\xbb\xbf"):
        path.write_bytes(mark + text.encode())
        with rapidly(way):
            read = rapid.read_rapidly(path, Given())
        assert told(lambda read=read: read) == exactly(name, text, Given())


IRREGULAR = {
    "comment.blt": BLT.replace("4 1", "# so\n4 1"),
    "equal.blt": BLT.replace("1 3 0 ", "1=3 0"),
    "twice.blt": BLT.replace("4 1 3 0", "4 1 1 0"),
    "one-line.blt": BLT.replace("\n0\n", " 0\n"),
    "no-seats.blt": BLT.replace("3 2\n", "3 0\n"),
    "sizes.blt": BLT.replace("3 2\n", "3 2 "),
    "withdrawn.blt": BLT.replace("-2", "-9"),
    "nobody.blt": "1 1\n-1\n1 1 0\n0\nAlice\n",
    "names.blt": BLT.replace('"Bob"\n"Çelik"\n', ""),
    "nul.blt": BLT.replace("Bob", "B\0b"),
    "space.blt": BLT.replace("4 1", "4\t1"),
    "weight.blt": BLT.replace("4 1", "1" * 19 + " 1"),
    "number.blt": BLT.replace("1 3 0", "1 7 0"),
    "tail.blt": BLT.replace("1 2 0", "1 2 0 #"),
    "lone-cr.blt": BLT.replace("1 2 0", "1 2\r 0"),
    "heading.csv": CSV.replace("id,", '"id",'),
    "both.csv": CSV.replace("id,", "id;,"),
    "unended.csv": CSV[:-1],
    "quoted.csv": CSV.replace("Bob ", '"Bob"'),
    "short.csv": CSV.replace("3,,,,2", "3,,,2"),
    "long.csv": CSV.replace("3,,,,2", "3,,,,2,"),
    "weight.csv": CSV.replace(",2\n", ",0\n"),
    "weigh.csv": CSV.replace(",2\n", ",2x\n"),
    "cr.csv": CSV.replace("Alice,Bob,,", "Alice,\rBob,,"),
    "skip.csv": CSV.replace("Alice,Bob,,", "Alice,,Bob,"),
    "over.csv": CSV.replace("Alice,Bob,,", "Alice,overvote,,"),
    "again.csv": CSV.replace("Alice,Bob,,", "Alice,Alice,,"),
    "uwi.csv": CSV.replace("Alice,Bob,,", "Alice,UWI,,"),
    "candidates.csv": "a,b\n1,2\n",
    "nobody.csv": "rank1\n\n",
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", IRREGULAR)
def test_irregular_files_are_left_to_the_exact_readers(tmp_path: Path, way: str, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(IRREGULAR[name].encode())
    with rapidly(way):
        assert rapid.read_rapidly(path, Given()) is None


@pytest.mark.parametrize(
    ("name", "text"),
    [("x.blt", BLT), ("x.csv", CSV), ("x.csv", CSV.replace("Ç", "C").replace("\n4", "\n\x80"))],
)
def test_bytes_that_are_no_text_are_left_to_the_exact_readers(
    tmp_path: Path, name: str, text: str
) -> None:
    path = tmp_path / name
    path.write_bytes(text.encode("latin-1"))
    with rapidly("compiled"):
        assert rapid.read_rapidly(path, Given()) is None
        with pytest.raises(FaultyDocument, match="UTF-8"):
            read_contest(path)


def test_too_many_candidates_are_left_to_the_exact_readers(tmp_path: Path) -> None:
    many = [f"c{number}" for number in range(900)]
    cells = tmp_path / "x.csv"
    cells.write_text("rank1\n" + "\n".join(many) + "\n", "utf-8")
    wide = tmp_path / "x.blt"
    wide.write_text("900 1\n1 1 0\n0\n" + "\n".join(many) + "\n", "utf-8")
    with rapidly("interpreted"):
        for path, names in ((cells, sorted(many)), (wide, many)):
            assert rapid.read_rapidly(path, Given()) is None
            assert told(lambda path=path: read_contest(path))[1] == tuple(names)
        few = tmp_path / "y.csv"
        few.write_text("rank1\nc1\n", "utf-8")
        assert rapid.read_rapidly(few, Given(candidates=tuple(many))) is None


WAYS_OUT = st.builds(
    Given,
    skipped=st.sampled_from(["refuse", "pass", "end", "end_at_two"]),
    overvote=st.sampled_from(["refuse", "pass", "end", "void", "equal"]),
    repeated=st.sampled_from(["refuse", "pass", "end", "void"]),
    candidates=st.sampled_from([(), ("Bob", "Alice", "Çelik"), ("UWI", "Alice", "Bob", "Çelik")]),
)


@st.composite
def damaged(draw: st.DrawFn, text: str) -> str:
    for _ in range(draw(st.integers(0, 3))):
        start = draw(st.integers(0, len(text)))
        end = draw(st.integers(start, min(len(text), start + 3)))
        text = text[:start] + draw(BROKEN) + text[end:]
    return text


@st.composite
def records(draw: st.DrawFn) -> str:
    """Rows of every kind of doubt, without damage to the table itself."""
    cell = st.sampled_from(["Alice", "Bob", "", "", "overvote", "UNDERVOTE", "Çelik"])
    rows = draw(st.lists(st.lists(cell, min_size=4, max_size=4), max_size=9))
    weights = draw(st.lists(st.integers(1, 3), min_size=len(rows), max_size=len(rows)))
    lines = [",".join([*row, str(w)]) for row, w in zip(rows, weights, strict=True)]
    return "\n".join(["rank1,rank2,rank3,rank4,count", *lines]) + "\n"


def both_ways(folder: Path, name: str, text: str, said: Given, way: str) -> None:
    path = folder / name
    path.write_bytes(text.encode())
    with rapidly(way):
        read = told(lambda: read_contest(path, said))
    if "\0" not in text:
        assert read == exactly(name, text, said)


OFTEN = settings(
    deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.mark.parametrize("way", WAYS)
@OFTEN
@given(text=damaged(BLT))
def test_ballots_are_read_alike(tmp_path: Path, way: str, text: str) -> None:
    both_ways(tmp_path, "x.blt", text, Given(), way)


@pytest.mark.parametrize("way", WAYS)
@OFTEN
@given(text=st.one_of(damaged(CSV), records()), said=WAYS_OUT)
def test_tables_are_read_alike(tmp_path: Path, way: str, text: str, said: Given) -> None:
    both_ways(tmp_path, "x.csv", text, said, way)


def forgets_weights(*arguments: Any) -> int:
    found: int = kernels.read_ballots(*arguments[:-1], np.zeros_like(arguments[-1]))
    return found


def voids_nothing(*arguments: Any) -> tuple[int, int]:
    settle = kernels.settle_rows if len(arguments) == 7 else kernels.settle_keys
    return settle(*arguments)[0], 0


VOID = CSV.replace("Alice,Bob,,", "overvote,Bob,,")


@pytest.mark.parametrize(
    ("name", "text", "kernel", "wrong", "way"),
    [
        ("x.blt", BLT, "read_ballots", forgets_weights, "compiled"),
        ("x.csv", VOID, "settle_keys", voids_nothing, "compiled"),
        ("x.csv", VOID, "settle_rows", voids_nothing, "compiled, wide"),
    ],
)
def test_a_wrong_kernel_is_caught(
    tmp_path: Path, name: str, text: str, kernel: str, wrong: Any, way: str
) -> None:
    said = Given(overvote="void")
    both_ways(tmp_path, name, text, said, way)
    with pytest.MonkeyPatch.context() as patch:
        planted = type("Kernels", (), {**vars(kernels), kernel: staticmethod(wrong)})
        patch.setattr(rapid, "_kernels", lambda: planted)
        with pytest.raises(AssertionError):
            both_ways(tmp_path, name, text, said, way)


def test_without_numba_files_are_read_exactly(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "x.blt"
    path.write_text(BLT, "utf-8")
    assert rapid.read_rapidly(path, Given()) is None
    monkeypatch.setattr(rapid, "RAPID_BYTES", 0)
    assert rapid.read_rapidly(path.with_suffix(".soi"), Given()) is None
    monkeypatch.setattr(rapid, "find_spec", lambda name: None)
    assert rapid.read_rapidly(path, Given()) is None


@pytest.mark.parametrize(("name", "text"), [("x.blt", BLT), ("x.csv", CSV)])
def test_a_small_file_loads_neither_numba_nor_polars(tmp_path: Path, name: str, text: str) -> None:
    path = tmp_path / name
    path.write_text(text, "utf-8")
    program = (
        "import sys, pathlib; from commonweal import tally; "
        f"tally.read_contest(pathlib.Path({str(path)!r})); "
        "assert not {'numba', 'polars'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
