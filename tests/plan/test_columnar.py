"""Folders of Parquet: the same as folders of CSV, and damaged files do no harm."""

from __future__ import annotations

import math
from dataclasses import fields
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from economies import many
from test_folder import GOOD, folder
from test_solving import williams

from commonweal.plan import columnar
from commonweal.plan.columnar import Unreadable
from commonweal.plan.economy import Economy
from commonweal.plan.folder import read, write
from commonweal.terms import FaultyDocument


def same(one: Economy, other: Economy) -> bool:
    def plain(of: Economy, name: str) -> object:
        value = getattr(of, name)
        return value.toarray() if hasattr(value, "toarray") else value

    names = [field.name for field in fields(one) if field.name not in {"place", "products"}]
    return one.products.names == other.products.names and all(
        np.array_equal(plain(one, name), plain(other, name), equal_nan=True)
        if isinstance(plain(one, name), np.ndarray)
        else getattr(getattr(one, name), "names", None)
        == getattr(getattr(other, name), "names", None)
        for name in names
    )


def test_what_is_written_is_read_as_the_same(tmp_path, monkeypatch):
    of, wanted = many(40, 3)
    write(tmp_path / "many", of, wanted, form="parquet")
    assert not list((tmp_path / "many").glob("*.csv"))
    found, again = read(tmp_path / "many")
    assert same(found, of)
    assert again.quantity.tolist() == wanted.quantity.tolist()
    monkeypatch.setattr(columnar, "links", lambda *_: None)
    assert same(read(tmp_path / "many")[0], of)  # row by row as well, to the last bit


def test_a_published_economy_goes_through_parquet(tmp_path):
    of, wanted = williams()
    write(tmp_path / "williams", of, wanted, form="parquet")
    found, again = read(tmp_path / "williams")
    assert same(found, of)
    assert again.by == wanted.by


def converted(tmp_path: Path, name: str, **changed: pl.Expr) -> Path:
    """The good folder, one of its sheets in Parquet."""
    folder(tmp_path)
    path = tmp_path / f"{name}.csv"
    table = pl.read_csv(path, schema_overrides={"quantity": pl.Float64})
    table.with_columns(**changed).write_parquet(path.with_suffix(".parquet"))
    path.unlink()
    return tmp_path


WRONG = {
    "inputs.parquet:1:2: fault: there is no product 'flower'": {"product": pl.lit("flower")},
    "inputs.parquet:1:3: fault: expected 0 or more": {"quantity": pl.lit(-1.0)},
    "inputs.parquet:1:3: fault: expected a number under 'quantity', got 'NaN'": {
        "quantity": pl.lit(math.nan)
    },
    "inputs.parquet:1:3: fault: expected a quantity": {"quantity": pl.lit(None, pl.Float64)},
    "inputs.parquet:1:4: fault: 'flour' is in 'kg'": {"unit": pl.lit("t")},
    "inputs.parquet:1:5: fault: unknown heading 'more'": {"more": pl.lit(1)},
}


def test_a_sheet_may_be_parquet_beside_others_in_csv(tmp_path):
    (tmp_path / "csv").mkdir()
    (tmp_path / "both").mkdir()
    assert same(read(converted(tmp_path / "both", "inputs"))[0], read(folder(tmp_path / "csv"))[0])


@pytest.mark.parametrize("said", WRONG)
def test_faults_are_told_by_row_and_column(said, tmp_path):
    with pytest.raises(FaultyDocument) as told:
        read(converted(tmp_path, "inputs", **WRONG[said]))
    assert said in str(told.value)


def test_a_link_that_is_there_twice_is_told(tmp_path):
    path = converted(tmp_path, "outputs") / "outputs.parquet"
    table = pl.read_parquet(path)
    pl.concat([table, table]).write_parquet(path)
    with pytest.raises(FaultyDocument, match="stands in line 1 already"):
        read(tmp_path)


def test_a_sheet_in_both_forms_is_told(tmp_path):
    converted(tmp_path, "inputs")
    (tmp_path / "inputs.csv").write_text(GOOD["inputs.csv"])
    with pytest.raises(FaultyDocument, match=r"there is inputs\.parquet as well"):
        read(tmp_path)


@pytest.mark.parametrize("harm", ["cut", "changed", "no parquet"])
def test_a_damaged_file_is_told(harm, tmp_path):
    path = converted(tmp_path, "inputs") / "inputs.parquet"
    whole = path.read_bytes()
    size = len(whole)
    damaged = {
        "cut": whole[: size // 2],
        "changed": whole[: size - 60] + b"\xff" * 52 + whole[size - 8 :],
        "no parquet": b"process,product\n",
    }
    path.write_bytes(damaged[harm])
    with pytest.raises(FaultyDocument, match=r"inputs\.parquet:.*expected a Parquet file"):
        read(tmp_path)


def test_without_polars_it_is_said(tmp_path, monkeypatch):
    path = converted(tmp_path, "inputs")
    monkeypatch.setattr(columnar, "find_spec", lambda _: None)
    with pytest.raises(FaultyDocument, match="install commonweal"):
        read(path)
    with pytest.raises(Unreadable):
        write(tmp_path / "new", *many(8, 1), form="parquet")


def test_what_hangs_is_ended(tmp_path, monkeypatch):
    path = converted(tmp_path, "inputs") / "inputs.parquet"
    monkeypatch.setattr(columnar, "PROBE_S", 0.001)
    with pytest.raises(Unreadable):
        columnar.probe(path)
