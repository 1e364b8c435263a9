"""Formats of tables: which one it is, and what each becomes."""

from __future__ import annotations

from pathlib import Path

import pytest

from commonweal.plan.tables.formats import FORMATS, guessed, read
from commonweal.terms import FaultyDocument

REAL = Path(__file__).parents[1] / "real"
TABLES = {
    "wiod": REAL / "wiod" / "wiod2016_niot_SVK_2014.csv",
    "sut": REAL / "brazil" / "2019-20",
    "pymrio": REAL / "pymrio",
    "bea": REAL / "quantecon" / "use_15.csv",
}


def test_every_format_has_a_table_here():
    assert set(TABLES) == set(FORMATS)


@pytest.mark.parametrize("form", FORMATS)
def test_formats_are_told_apart(form):
    assert guessed(TABLES[form]) == form
    assert read(TABLES[form], form).products == read(TABLES[form]).products


@pytest.mark.parametrize(
    ("form", "made", "products", "processes"),
    [("sut", "joint", 40, 20), ("sut", "industries", 40, 20), ("bea", "joint", 15, 15),
     ("bea", "products", 15, 15), ("wiod", "products", 112, 56), ("pymrio", "joint", 48, 48)],
)  # fmt: skip
def test_what_a_table_becomes(form, made, products, processes):
    of = read(TABLES[form], made=made)
    assert (len(of.products), len(of.processes)) == (products, processes)


@pytest.mark.parametrize(
    ("form", "products"), [("sut", 20), ("bea", 15), ("wiod", 56), ("pymrio", 48)]
)
def test_together_nothing_is_imported(form, products):
    assert len(read(TABLES[form], together=True).products) == products


def test_what_is_unknown_names_the_formats(tmp_path):
    for path in (tmp_path, tmp_path / "table.csv"):
        if path is not tmp_path:
            path.write_text("a,b\n1,2\n", encoding="utf-8")
        with pytest.raises(FaultyDocument, match=r"--format wiod\|sut\|pymrio\|bea"):
            guessed(path)


@pytest.mark.parametrize(("form", "other"), [("wiod", "sut"), ("sut", "bea"), ("bea", "pymrio")])
def test_a_folder_is_no_file(form, other):
    with pytest.raises(FaultyDocument, match=f"a {other} table is a"):
        read(TABLES[form], other)
