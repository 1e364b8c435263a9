"""Make and use tables of the United States and Australia: the published growth and multipliers.

Three readings of the same files are about. *Turned*, lines of the make table taken for industries:
it gives the figures first noted (0.5103, 2.3532; 0.4997, 4.8059, mean 1.9635). As its own totals
say, lines taken for products. *Together*, as the package that ships them does: uses over all there
is of each product.
"""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from commonweal.plan.tables.bea import read_bea
from commonweal.plan.tables.sut import by_industry, by_product, jointly
from commonweal.plan.tables.table import Table, multipliers
from commonweal.terms import FaultyDocument

HERE = Path(__file__).parent


def growth(shares: np.ndarray) -> float:
    return float(max(abs(np.linalg.eigvals(shares))))


def told(table: Table) -> tuple[float, float, float]:
    found = multipliers(table)
    return growth(table.shares), found.max(), found.mean()


@pytest.mark.parametrize(
    ("name", "published"),
    [("15", (0.5103, 2.3532, 1.8648)), ("71", (0.4997, 4.8059, 1.9635))],
)
def test_turned_the_published_figures_come_out(name, published):
    """Lines as industries, columns as products; the mean for 15 industries was found here."""
    one = read_bea(HERE / f"make_{name}.csv")
    turned = replace(one, supply=one.supply.T)
    shares = turned.market @ (turned.use / turned.output)
    inverse = np.linalg.inv(np.eye(len(shares)) - shares).sum(axis=0)
    found = (growth(shares), inverse.max(), inverse.mean())
    assert found == pytest.approx(published, abs=5e-5)


@pytest.mark.parametrize(
    ("name", "found"),
    [("15", (0.5133, 2.2956, 1.8804)), ("71", (0.5041, 2.9036, 1.9269))],
)
def test_as_its_totals_say(name, found):
    one = read_bea(HERE / f"use_{name}.csv")
    assert told(by_industry(one)) == pytest.approx(found, abs=5e-5)
    assert growth(by_product(one).shares) == pytest.approx(found[0], abs=5e-5)


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("15", (0.4162, 1.9315, 1.7230)),
        ("71", (0.4361, 4.4379, 1.7889)),
        ("114_aus", (0.5354, 3.4833, 2.2670)),
    ],
)
def test_together_as_the_package_reads_them(name, found):
    """``read_industry_Z`` over ``read_industry_X``, which has imports in it."""
    one = read_bea(HERE / f"use_{name}.csv", together=True)
    assert told(by_industry(one)) == pytest.approx(found, abs=5e-5)


def test_joint_production_assumes_nothing():
    one = read_bea(HERE / "make_71.csv")
    of = jointly(one)
    left = of.outputs @ one.output - of.inputs @ one.output
    assert left == pytest.approx(one.final, abs=1e-6)


@pytest.fixture
def copy(tmp_path):
    for one in HERE.glob("*_15.csv"):
        shutil.copy(one, tmp_path / one.name)
    return tmp_path


def test_a_table_turned_round_is_told(copy):
    """The reading that gives the figures first noted is one that the totals of the file refute."""
    lines = [line.split(";") for line in _semicolons(copy / "make_15.csv")]
    for row in range(1, 16):
        for column in range(1, row):
            lines[row][column], lines[column][row] = lines[column][row], lines[row][column]
    text = "\n".join(",".join(f'"{one}"' for one in line) for line in lines)
    (copy / "make_15.csv").write_text(text, encoding="utf-8")
    with pytest.raises(FaultyDocument, match="'Total industry supply' says"):
        read_bea(copy / "make_15.csv")


def _semicolons(path: Path) -> list[str]:
    import csv

    with path.open(encoding="utf-8", newline="") as stream:
        return [";".join(line) for line in csv.reader(stream)]


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("make_15.csv", "540875", "n.p.", "make_15.csv:2:2: fault: 1 figures are withheld"),
        ("make_15.csv", "540875", "5e999", "make_15.csv:2:2: fault: expected a number"),
        ("make_15.csv", "Total Commodity", "Sum of", "expected the same industries in lines"),
        ("make_15.csv", "\nMining", "\nMines", "expected the same industries in lines and"),
        ("make_15.csv", "supply,543200,614380,612217,1961969,6289923,2139029,", "supply,",
         ":19: fault: expected 16 fields, got"),
        ("make_15.csv", "supply,543200", "supply,553200", ":19:2: fault: column adds up to"),
        ("use_15.csv", "131951", "-131951", "use_15.csv:2:2: fault: "),
        ("use_15.csv", "\nMining", "\nMines", ":3:1: fault: expected the product 'Mining'"),
        ("use_15.csv", "131951,205", "131951", "use_15.csv:2: fault: expected 23 fields, got 22"),
    ],
)  # fmt: skip
def test_what_is_no_table_is_told(copy, name, old, new, said):
    text = (copy / name).read_text(encoding="utf-8")
    assert old in text
    (copy / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(FaultyDocument) as faults:
        read_bea(copy / "use_15.csv")
    assert said in str(faults.value)


def test_a_table_without_totals_is_read(copy):
    lines = (copy / "make_15.csv").read_text(encoding="utf-8").splitlines()
    (copy / "make_15.csv").write_text("\n".join(lines[:-1]) + "\n", encoding="utf-8")
    found = read_bea(copy / "make_15.csv")
    assert found.supply.tolist() == read_bea(HERE / "make_15.csv").supply.tolist()


@pytest.mark.parametrize("kept", [1, 5])
def test_a_table_cut_short_is_told(copy, kept):
    lines = (copy / "use_15.csv").read_text(encoding="utf-8").splitlines()
    (copy / "use_15.csv").write_text("\n".join(lines[:kept]), encoding="utf-8")
    with pytest.raises(FaultyDocument, match="expected 15 lines"):
        read_bea(copy / "use_15.csv")


def test_no_make_table_is_told(copy):
    (copy / "make_15.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(FaultyDocument, match="expected industries and then one of"):
        read_bea(copy / "use_15.csv")
    (copy / "make_15.csv").unlink()
    with pytest.raises(FaultyDocument, match="there is no such file"):
        read_bea(copy / "use_15.csv")


def test_withheld_figures_are_not_guessed():
    with pytest.raises(FaultyDocument, match=r":73:11: fault: 37 figures are withheld"):
        read_bea(HERE / "make_114_aus.csv")
