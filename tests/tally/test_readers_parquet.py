"""Large Parquet files: decoded in another process or in this one, they mean what the rows mean."""

from __future__ import annotations

import io
import os
import resource
import runpy
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonweal.tally import Contest, Given, read_parquet
from commonweal.tally.readers import decoding, kernels, parquet
from commonweal.terms import FaultyDocument

CELL = st.sampled_from(["A", "B", " C", "A", "", None, "overvote"] * 3 + ["UWI"])
NUMBER = st.sampled_from([1, 2, 3, None, 250] * 4 + [251, 0])


class Thread:
    """A process that is a thread of this one, so that tests can look into it."""

    def __init__(self, command: list[str], **_: Any) -> None:
        path = command[3]
        there, here = os.pipe()
        back, forth = os.pipe()
        self.stdin = os.fdopen(here, "wb")
        self.stdout = os.fdopen(back, "rb")
        self.status = 0

        def work() -> None:
            with os.fdopen(there, "r") as wishes, os.fdopen(forth, "wb") as out:
                try:
                    self.status = decoding.main(path, wishes, out)
                except BrokenPipeError:
                    self.status = 1

        self.thread = threading.Thread(target=work)
        self.thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stdin.close()
        self.stdout.close()
        self.thread.join()

    def wait(self) -> int:
        self.thread.join()
        return self.status

    def kill(self) -> None:
        """Threads end by themselves when nobody listens."""


@contextmanager
def blocks_of(rows: int, least: int = 0) -> Iterator[pytest.MonkeyPatch]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parquet, "RAPID_ROWS", least)
        patch.setattr(parquet, "BLOCK_ROWS", rows)
        patch.setattr(parquet.subprocess, "Popen", Thread)
        yield patch


def told(path: Path, said: Given) -> Any:
    try:
        contest: Contest = read_parquet(path, said)
    except FaultyDocument as faulty:
        return [str(fault) for fault in faulty.faults]
    profile: Any = contest.profile
    columns = (profile.ranks.tolist(), profile.weights.tolist(), profile.blank)
    return columns, contest.names, contest.void, contest.seats


def in_all_ways(path: Path, **said: Any) -> list[Any]:
    """Read a file exactly, and in large and small blocks, in this process and in another."""
    with blocks_of(10**9, least=10**9):
        answers = [told(path, Given(**said))]
    for block in (10**9, 2):
        for trusted in (False, True):
            with blocks_of(block):
                answers.append(told(path, Given(trusted=trusted, **said)))
    return answers


def stored(path: Path, rows: list[tuple[Any, ...]], weights: list[Any] | None) -> Path:
    text = any(isinstance(cell, str) for row in rows for cell in row)
    kind = pl.String if text else pl.Int64
    columns = {f"rank{n + 1}": pl.Series([row[n] for row in rows], dtype=kind) for n in range(3)}
    if weights is not None:
        columns["weight"] = pl.Series(weights[: len(rows)], dtype=pl.Int64)
    pl.DataFrame(columns).write_parquet(path)
    return path


ROWS = st.one_of(
    st.lists(st.tuples(CELL, CELL, CELL), max_size=7),
    st.lists(st.tuples(NUMBER, NUMBER, NUMBER), max_size=7),
)
WEIGHTS = st.lists(st.sampled_from([1, 2] * 9 + [0, None]), min_size=7, max_size=7)


@settings(deadline=None, max_examples=80)
@given(rows=ROWS, weights=st.none() | WEIGHTS, skipped=st.sampled_from(["refuse", "pass", "end"]))
def test_all_ways_of_reading_agree(
    tmp_path_factory: pytest.TempPathFactory,
    rows: list[tuple[Any, ...]],
    weights: list[Any] | None,
    skipped: str,
) -> None:
    path = stored(tmp_path_factory.mktemp("parquet") / "x.parquet", rows, weights)
    exact, *others = in_all_ways(path, skipped=skipped, overvote="void", repeated="pass")
    assert all(other == exact for other in others)


@pytest.mark.parametrize("wrong", ["weighed", "coded"])
def test_wrong_columns_are_caught(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wrong: str
) -> None:
    path = stored(tmp_path / "x.parquet", [("A", "B", None), ("B", None, None)], [1, 2])
    right = getattr(decoding, wrong)
    monkeypatch.setattr(decoding, wrong, lambda *given: np.ascontiguousarray(right(*given)[::-1]))
    exact, *others = in_all_ways(path)
    assert all(other != exact for other in others)


def test_candidates_may_turn_up_in_a_later_block(tmp_path: Path) -> None:
    rows = [("10", None, None), ("9", None, None), ("10", "9", None), ("A", "10", "9")]
    exact, *others = in_all_ways(stored(tmp_path / "x.parquet", rows, None))
    assert exact[1] == ("10", "9", "A")
    assert all(other == exact for other in others)


@pytest.mark.parametrize(
    "columns",
    [
        {"A": [1, 2], "B": [2, None]},
        {"rank1": ["A"], "rank3": ["B"]},
        {"rank1": [1.5]},
        {"rank1": ["A"], "weight": ["1"]},
        {"rank1": ["A"], "weight": pl.Series([2**63], dtype=pl.UInt64)},
        {"rank1": [f"c{n:03}" for n in range(300)]},
        {"ranks": [[2, 1], [], [1]]},
        {"ranks": [[2, 1], [], [300]]},
    ],
)
def test_other_files_are_read_exactly(tmp_path: Path, columns: dict[str, Any]) -> None:
    path = tmp_path / "x.parquet"
    pl.DataFrame(columns).write_parquet(path)
    exact, *others = in_all_ways(path, cells="ranks")
    assert all(other == exact for other in others)


def test_the_reader_of_a_large_file_loads_no_polars(tmp_path: Path) -> None:
    path = stored(tmp_path / "x.parquet", [(1, 2, None), (2, 1, None)], None)
    program = (
        "import sys, pathlib; from commonweal.tally.readers import parquet; "
        "parquet.RAPID_ROWS = 0; "
        f"read = parquet.read_parquet(pathlib.Path({str(path)!r})); "
        "assert read.profile.papers == 2; assert 'polars' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


ENDINGS = {
    "before a word": "",
    "before it is asked": 'print(\'{"rows": 1, "kinds": {"rank1": "integer"}}\')',
    "before a column": (
        'print(\'{"rows": 1, "kinds": {"rank1": "integer"}}\', flush=True); input()'
    ),
    "before the texts": (
        'print(\'{"rows": 1, "kinds": {"rank1": "integer"}}\', flush=True); input(); '
        "print(end='1')"
    ),
    "with harm": (
        'import sys; print(\'{"rows": 1, "kinds": {"A": "integer"}}\', flush=True); '
        "input(); sys.exit(1)"
    ),
}


@pytest.mark.parametrize("program", ENDINGS.values(), ids=ENDINGS)
def test_a_process_that_ends_early_is_a_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: str
) -> None:
    path = stored(tmp_path / "x.parquet", [(1, 2, None)], None)
    ends = tmp_path / "ends.py"
    ends.write_text(program, "utf-8")
    monkeypatch.setattr(parquet, "RAPID_ROWS", 0)
    monkeypatch.setattr(decoding, "__file__", str(ends))
    with pytest.raises(FaultyDocument, match="got one that cannot be read"):
        read_parquet(path)


def test_nobody_to_tell_is_an_early_end() -> None:
    class Gone:
        stdout = io.BytesIO(b'{"rows": 1, "kinds": {}}\n')

        @property
        def stdin(self) -> Gone:
            return self

        def write(self, _: bytes) -> None:
            raise BrokenPipeError

    child: Any = Gone()
    with pytest.raises(EOFError):
        parquet._listen(child, None)


def test_the_program_limits_its_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = stored(tmp_path / "x.parquet", [(1, 2, None)], None)
    limits: dict[int, Any] = {}
    monkeypatch.setattr(resource, "setrlimit", limits.__setitem__)
    monkeypatch.setattr(sys, "argv", ["decoding", str(path), "12345"])
    monkeypatch.setattr(sys, "stdin", io.StringIO("null\n"))
    out = io.TextIOWrapper(io.BytesIO())
    monkeypatch.setattr(sys, "stdout", out)
    with pytest.raises(SystemExit) as ended:
        runpy.run_path(decoding.__file__, run_name="__main__")
    assert ended.value.code == 0
    assert limits == {resource.RLIMIT_AS: (12345, 12345), resource.RLIMIT_CORE: (0, 0)}
    assert out.buffer.getvalue().startswith(b'{"rows": 1')  # type: ignore[attr-defined]
    monkeypatch.setattr(decoding, "find_spec", lambda name: None)
    decoding.limit(1)
    assert len(limits) == 2


def test_the_source_of_the_machine_code_marks_alike() -> None:
    cells = np.array([0, 3, 255, 3], dtype=np.uint8)
    for kernel in (kernels.mark_numbers, kernels.mark_numbers.py_func):  # type: ignore[attr-defined]
        seen = np.zeros(256, dtype=np.bool_)
        kernel(cells, seen)
        assert np.flatnonzero(seen).tolist() == [0, 3, 255]
