"""``commonweal plan``: the page's example as typed, faults, conflicts, plans that are not right."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from commonweal.cli import main

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "plan.md").read_text(encoding="utf-8")
WIOD = ROOT / "tests" / "real" / "wiod" / "wiod2016_niot_SVK_2014.csv"


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(main, ["plan", *map(str, words)])


@pytest.fixture
def bakery(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that the page describes, in the current folder."""
    monkeypatch.chdir(tmp_path)
    found = re.findall(r"^`(\w+\.csv)`\n```csv\n(.*?)^```", PAGE, flags=re.MULTILINE | re.DOTALL)
    assert len(found) == 7
    (tmp_path / "bakery").mkdir()
    for name, text in found:
        (tmp_path / "bakery" / name).write_text(text, encoding="utf-8")
    return tmp_path / "bakery"


def test_the_page_says_what_the_commands_say(bakery):
    block = "\n".join(
        line.removeprefix("    ") for line in PAGE.splitlines() if line.startswith("    ")
    )
    steps = re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]
    assert len(steps) == 4
    for step in steps:
        line, _, said = step.partition("\n")
        told = CliRunner().invoke(main, shlex.split(line)[1:])
        assert told.exit_code == 0, told.output
        shown = [one for one in told.output.splitlines() if one]
        assert shown == [one for one in said.splitlines() if one]
    assert run("certify", "plan.json").exit_code == 0
    plan = json.loads(Path("plan.json").read_text())
    plan["plan"]["activity"] = [[round(one) for one in plan["plan"]["activity"][0]]]
    plan["plan"]["delivered"] = [round(one) for one in plan["plan"]["delivered"]]
    Path("plan.json").write_text(json.dumps(plan))
    assert run("certify", "plan.json", "--exact").exit_code == 0
    plan["plan"]["delivered"][1] += 1e-9
    Path("plan.json").write_text(json.dumps(plan))
    assert run("certify", "plan.json").exit_code == 0
    told = run("certify", "plan.json", "--exact")
    assert told.exit_code == 1
    assert "bread in period 1: short by 1e-09" in told.output


def test_faults_are_told_and_nothing_is_written(bakery):
    (bakery / "inputs.csv").write_text("process,product,quantity\nbake,flower,2\n")
    told = run("solve", bakery, "--output", "plan.json")
    assert told.exit_code == 1
    assert "inputs.csv:2:2: fault" in told.output
    assert "nothing was done" in told.output
    assert not Path("plan.json").exists()


def test_what_eats_itself_is_told_link_by_link(bakery):
    (bakery / "inputs.csv").write_text("process,product,quantity\nbake,flour,2\nmill,bread,2\n")
    told = run("check", bakery)
    assert told.exit_code == 1
    assert "needs" in told.output
    assert "takes 1.333 at the beginning" in told.output


def test_a_conflict_is_an_answer_of_its_own(bakery):
    text = (bakery / "products.csv").read_text()
    (bakery / "products.csv").write_text(
        text.replace("unit,stock", "unit,stock,closing")
        .replace("kg,5", "kg,5,99")
        .replace("kg,0", "kg,0,0")
    )
    told = run("solve", bakery)
    assert told.exit_code == 3
    assert "enough bread in period 1" in told.output


def test_a_plan_that_promises_more_is_refused(bakery):
    run("solve", bakery, "--output", "plan.json")
    plan = json.loads(Path("plan.json").read_text())
    plan["plan"]["delivered"][1] *= 2
    Path("plan.json").write_text(json.dumps(plan))
    told = run("certify", "plan.json")
    assert told.exit_code == 1
    assert "bread in period 1: short by 15" in told.output
    assert "It cannot be carried out" in told.output


def test_a_plan_is_written_as_a_folder_again_but_over_nothing(bakery):
    run("solve", bakery, "--output", "plan.json")
    assert run("export", "plan.json", "again").exit_code == 0
    assert run("solve", "again").output == run("solve", bakery).output
    told = run("export", "plan.json", "again")
    assert told.exit_code == 1
    assert "not empty" in told.output
    assert run("export", "plan.json", "columns", "--sheets", "parquet").exit_code == 0
    assert run("solve", "columns").output == run("solve", bakery).output


def test_a_real_table_becomes_a_folder(tmp_path):
    told = run("import", WIOD, tmp_path / "slovakia")
    assert told.exit_code == 0, told.output
    assert run("import", WIOD, tmp_path / "slovakia").exit_code == 1
    (tmp_path / "slovakia" / "orders.csv").write_text(
        "by,product,quantity\nhouseholds,C10-C12,3000\n", encoding="utf-8"
    )
    told = run("solve", tmp_path / "slovakia")
    assert told.exit_code == 0, told.output
    assert "It is the best there is" in told.output
    assert run("import", WIOD, tmp_path / "closed", "--together").exit_code == 0
    told = run("check", tmp_path / "closed")
    assert told.exit_code == 0
    assert "gives more than it needs" in told.output


def test_supply_and_use_become_a_folder(tmp_path):
    table = Path(WIOD).parents[1] / "brazil" / "2019-20"
    told = run("import", table, tmp_path / "joint")
    assert told.exit_code == 0, told.output
    assert "40 products, 20 processes" in told.output
    assert run("import", table, tmp_path / "p", "--made", "products", "--together").exit_code == 0
    assert "gives more than it needs" in run("check", tmp_path / "p").output
    told = run("import", table, tmp_path / "no", "--format", "bea")
    assert told.exit_code == 1
    assert "a bea table is a file" in told.output
    assert "--format wiod|sut|pymrio|bea" in run("import", tmp_path, tmp_path / "no").output


def test_plans_stand_side_by_side(bakery):
    run("solve", bakery, "--output", "plan.json")
    text = (bakery / "processes.csv").read_text()
    (bakery / "processes.csv").write_text(text.replace("batch,10", "batch,20"))
    run("solve", bakery, "--output", "more.json")
    told = run("compare", "plan.json", "more.json")
    assert told.exit_code == 0, told.output
    rows = [re.split(r"  +", line) for line in told.output.splitlines()]
    assert ["hours of labour", "20", "40"] in rows
    assert ["rank 2: smallest share", "16.7%", "50.0%"] in rows
    assert ["bread", "kg", "30", "60"] in rows
    assert ["bake", "batch", "10", "20"] in rows
    assert "differ" not in run("compare", "plan.json", "plan.json").output
    assert run("compare", "plan.json").exit_code == 2
    unit = (bakery / "products.csv").read_text().replace("bread,kg", "bread,t")
    (bakery / "products.csv").write_text(unit)
    run("solve", bakery, "--output", "tonnes.json")
    told = run("compare", "plan.json", "tonnes.json")
    assert told.exit_code == 1
    assert "'bread' is in 't', in plan.json in 'kg'" in told.output


@pytest.fixture
def two_weeks(bakery: Path) -> Path:
    """The bakery for two weeks, the South ordering in the second."""
    (bakery / "periods.csv").write_text("period\n1\n2\n")
    orders = "by,product,quantity,rank,period\nNorth,bread,20,1,1\nSouth,bread,33,2,2\n"
    (bakery / "orders.csv").write_text(orders)
    assert run("solve", bakery, "--output", "plan.json").exit_code == 0
    return bakery


def test_a_plan_is_corrected_after_what_happened(two_weeks):
    Path("happened.csv").write_text(
        "kind,name,quantity,period,by\n"
        "activity,bake,4,1,\n"
        "delivered,bread,16,1,North\n"
        "stock,flour,0,,\n"
    )
    told = run("correct", "plan.json", "happened.csv", "--output", "rest.json")
    assert told.exit_code == 0, told.output
    assert "hours of work are moved" in told.output
    assert "South gets 31 instead of 33 kg bread in period 2 (rank 2)" in told.output
    assert "It is the smallest there is" in told.output
    told = run("certify", "rest.json")
    assert told.exit_code == 0, told.output
    assert "hours moved: " in told.output
    rest = json.loads(Path("rest.json").read_text())
    rest["plan"]["activity"][0][1] *= 1.2
    Path("rest.json").write_text(json.dumps(rest))
    assert run("certify", "rest.json").exit_code == 1
    assert "not proven to be smallest" in run("certify", "rest.json").output


def test_what_went_as_planned_changes_nothing(two_weeks):
    Path("happened.csv").write_text("kind,name,quantity,period,by\n")
    told = run("correct", "plan.json", "happened.csv", "--periods", "1")
    assert told.exit_code == 0, told.output
    assert "The plan stays as it is." in told.output


WRONG = {
    "2:2": "kind,name,quantity,period,by\nactivity,bke,1,1,\n",
    "2:1": "kind,name,quantity,period,by\nbaked,bake,1,1,\n",
    "2:3": "kind,name,quantity,period,by\nactivity,bake,-1,1,\n",
    "2:4": "kind,name,quantity,period,by\nactivity,bake,1,3,\n",
    "2:5": "kind,name,quantity,period,by\ndelivered,bread,1,1,West\n",
    "3:2": "kind,name,quantity,period,by\nactivity,bake,1,1,\nactivity,bake,2,1,\n",
    "1": "kind,quantity\n",
}


@pytest.mark.parametrize("place", WRONG)
def test_faults_of_what_happened_are_told_by_line_and_column(place, two_weeks):
    Path("happened.csv").write_text(WRONG[place])
    told = run("correct", "plan.json", "happened.csv", "--output", "rest.json")
    assert told.exit_code == 1
    assert f"happened.csv:{place}: fault" in told.output
    assert not Path("rest.json").exists()


def test_what_is_over_cannot_be_corrected(two_weeks):
    Path("happened.csv").write_text("kind,name,quantity,period\nactivity,bake,1,2\n")
    told = run("correct", "plan.json", "happened.csv")
    assert told.exit_code == 1
    assert "none is left to correct" in told.output
    told = run("correct", "plan.json", "happened.csv", "--periods", "1")
    assert "a row is of period 2, of which 1 have passed" in told.output


def test_a_missing_file_is_told(tmp_path):
    assert run("certify", tmp_path / "none.json").exit_code == 2
