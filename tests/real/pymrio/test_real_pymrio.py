"""pymrio's test table: growth, multipliers, and the accounts of consumption of pymrio itself."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from commonweal.plan.tables.mrio import Mrio, footprints, read_account, read_mrio
from commonweal.plan.tables.scoring import required
from commonweal.plan.tables.table import economy_of, multipliers
from commonweal.plan.techniques import contents, technique
from commonweal.terms import FaultyDocument

HERE = Path(__file__).parent
FILES = [one.name for one in HERE.iterdir() if one.suffix in (".txt", ".json")]


@pytest.fixture(scope="module")
def world() -> Mrio:
    return read_mrio(HERE)


@pytest.fixture
def copy(tmp_path):
    """Return a copy of the folder in which something can be changed."""
    folder = tmp_path / "world"
    folder.mkdir()
    for name in FILES:
        shutil.copy(HERE / name, folder / name)
    for inner in ("emissions", "factor_inputs"):
        shutil.copytree(HERE / inner, folder / inner)
    return folder


def test_growth_of_needs_and_multipliers(world):
    shares = technique(economy_of(world.table)).shares.toarray()
    assert max(abs(np.linalg.eigvals(shares))) == pytest.approx(0.2014, abs=5e-5)
    told = [1.6114, 1.5510, 1.0111, 1.7693, 1.0258]
    assert multipliers(world.table)[:5] == pytest.approx(told, abs=5e-5)


def test_outputs_follow_from_final_deliveries(world):
    assert required(world.table, world.table.final) == pytest.approx(world.table.output, rel=1e-9)
    assert world.final.sum(axis=1) == pytest.approx(world.table.final)


@pytest.mark.parametrize("resource", [0, 1])
def test_footprints_are_those_of_pymrio(world, resource):
    theirs = read_account(HERE / "emissions", "D_cba").values[resource]
    assert footprints(world, resource).ravel() == pytest.approx(theirs, rel=1e-10)


def test_a_wrong_rule_of_footprints_would_be_noticed(world):
    """Counting by where a product was made, not by who consumes it, gives other figures."""
    theirs = read_account(HERE / "emissions", "D_cba").values[0]
    contained = contents(economy_of(world.table), np.array([0]))
    assert contained * world.table.final != pytest.approx(theirs, rel=0.01)


def test_all_that_is_given_off_is_in_some_footprint(world):
    for resource in (0, 1):
        total = world.table.uses[resource].sum()
        assert footprints(world, resource).sum() == pytest.approx(total, rel=1e-9)


def test_payments_are_no_resource(world):
    assert world.table.resources.units == ("kg", "kg")
    assert world.table.kinds == ("ceiling", "ceiling")


def test_labels_are_seen_without_parameters(world, copy):
    for one in copy.rglob("*.json"):
        one.unlink()
    again = read_mrio(copy)
    assert again.table.uses == pytest.approx(world.table.uses)
    assert again.table.industries == world.table.industries


def test_shares_and_outputs_are_enough(world, copy):
    """EXIOBASE gives A and x; deliveries are worked out of them."""
    lines = (copy / "Z.txt").read_text(encoding="utf-8").splitlines()
    rows = ["\t".join([*line.split("\t")[:2], *(f"{one:.17g}" for one in shares)])
            for line, shares in zip(lines[3:], world.table.shares, strict=True)]  # fmt: skip
    (copy / "A.txt").write_text("\n".join([*lines[:3], *rows]) + "\n", encoding="utf-8")
    (copy / "Z.txt").unlink()
    assert read_mrio(copy).table.domestic == pytest.approx(world.table.domestic)
    (copy / "x.txt").unlink()
    with pytest.raises(FaultyDocument, match=r"x\.txt: fault: there is no such file"):
        read_mrio(copy)


def test_outputs_are_added_up_where_they_are_not_told(world, copy):
    (copy / "x.txt").unlink()
    (copy / "unit.txt").unlink()
    shutil.rmtree(copy / "factor_inputs")
    found = read_mrio(copy).table
    assert found.output == pytest.approx(world.table.output)
    assert set(found.industries.units) == {"money"}


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("Z.txt", "23697.221000000001", "much", "Z.txt:4:3: fault: expected a number, got 'much'"),
        ("Z.txt", "23697.221000000001", "nan", "Z.txt:4:3: fault: expected a number, got 'nan'"),
        ("Z.txt", "23697.221000000001", "99999", "reg1 food: deliveries add up to"),
        ("Z.txt", "reg1\tmining\t257", "reg1\tfood\t257", "row 'reg1 food' is there 2 times"),
        ("Y.txt", "reg1\tmining", "reg1\tmines", "Y.txt: fault: expected 'reg1 mining' as number"),
        ("Y.txt", "\t0\t", "\t", "expected 44 fields, got"),
        ("x.txt", "reg6\tother", "reg7\tother", "x.txt: fault: expected 'reg6 other' as number"),
        ("emissions/F.txt", "1848064.8", "-1848064.8", "'emission_type1 air' is negative in 1"),
        ("file_parameters.json", "{", "[", "expected what pymrio writes"),
        ("file_parameters.json", "Z.txt", "../Z.txt", "expected a file of this folder"),
    ],
)  # fmt: skip
def test_what_is_no_table_is_told(copy, name, old, new, said):
    text = (copy / name).read_text(encoding="utf-8")
    assert old in text
    (copy / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(FaultyDocument) as told:
        read_mrio(copy)
    assert said in str(told.value)


@pytest.mark.parametrize("text", ["", "\n", "region\tsector\n", "region\n"])
def test_a_file_without_numbers_is_told(copy, text):
    for name in ("x.txt", "Z.txt"):
        (copy / name).write_text(text, encoding="utf-8")
        with pytest.raises(FaultyDocument, match="expected headings of numbers after"):
            read_mrio(copy)


def test_a_row_that_is_missing_is_told(copy):
    lines = (copy / "Y.txt").read_text(encoding="utf-8").splitlines()
    (copy / "Y.txt").write_text("\n".join(lines[:-1]) + "\n", encoding="utf-8")
    with pytest.raises(FaultyDocument, match=r"Y\.txt: fault: expected 48 rows, got 47"):
        read_mrio(copy)


def test_folders_without_accounts_are_left_alone(world, copy):
    (copy / "notes").mkdir()
    assert read_mrio(copy).table.resources == world.table.resources


def test_an_empty_folder_is_told(tmp_path):
    with pytest.raises(FaultyDocument, match=r"A\.txt: fault: there is no such file"):
        read_mrio(tmp_path)
