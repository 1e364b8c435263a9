"""Damaged files of every format for two seconds; ``make check-long`` does it for ten minutes."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import Any

import pytest

from commonweal.tally import Given

PLACE = Path(__file__).parent / "fuzz_readers.py"
SPEC = importlib.util.spec_from_file_location("fuzz_readers", PLACE)
assert SPEC is not None
assert SPEC.loader is not None
fuzz_readers: Any = importlib.util.module_from_spec(SPEC)
sys.modules["fuzz_readers"] = fuzz_readers
SPEC.loader.exec_module(fuzz_readers)


def test_damaged_files_are_contests_or_faults(tmp_path: Path) -> None:
    report = fuzz_readers.fuzz(2.0, 1, tmp_path)
    assert sorted(report.tried) == sorted(fuzz_readers.corpus())
    assert report.wrong == []


def test_a_crash_a_wrong_answer_and_a_slow_one_are_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "x.blt"
    path.write_bytes(fuzz_readers.BLT)
    said = Given(skipped="pass", identified="weight")
    assert fuzz_readers.problem(path, said) == ""
    monkeypatch.setattr(fuzz_readers, "LIMIT_S", -1.0)
    assert fuzz_readers.problem(path, said).startswith("took")
    monkeypatch.setattr(fuzz_readers, "sound", lambda contest: False)
    assert "fit together" in fuzz_readers.problem(path, said)
    monkeypatch.setattr(fuzz_readers, "answer", lambda path, given: 1 / 0)
    assert fuzz_readers.problem(path, said).startswith("ZeroDivisionError")
    report = fuzz_readers.fuzz(0.05, 1, tmp_path)
    assert report.wrong
    assert all(kept.exists() for _, kept in report.wrong)


@pytest.mark.parametrize(
    "ending", [".abif", ".blt", ".csv", ".parquet", ".pb", ".soi", ".toc", ".tsv"]
)
def test_the_corpus_is_valid(tmp_path: Path, ending: str) -> None:
    said = Given(
        skipped="pass",
        overvote="equal",
        identified="weight",
        cells="ranks" if ending in (".csv", ".tsv") else "",
        contest="Mayor",
    )
    path = tmp_path / f"x{ending}"
    for data in fuzz_readers.corpus()[ending]:
        path.write_bytes(data)
        try:
            assert fuzz_readers.sound(fuzz_readers.answer(path, said))
        except fuzz_readers.FaultyDocument as faulty:
            known = ("UWI", "got '0'", "overvote: pass")
            assert any(word in str(faulty) for word in known), str(faulty)  # noqa: PT017 -- ours
