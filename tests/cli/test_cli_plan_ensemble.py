"""``commonweal plan ensemble``: the page as typed, files, faults, and the codes it ends with."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from commonweal.cli import main

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "plan" / "ensembles.md").read_text(encoding="utf-8")


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(main, ["plan", "ensemble", *map(str, words)])


def files(page: str) -> list[tuple[str, str]]:
    return re.findall(r"^`(\w+\.csv)`\n```csv\n(.*?)^```", page, flags=re.MULTILINE | re.DOTALL)


@pytest.fixture
def bakery(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that the page of plans describes, and the scenarios of this one beside it."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "bakery").mkdir()
    for name, text in files((DOCS / "plan.md").read_text(encoding="utf-8")):
        (tmp_path / "bakery" / name).write_text(text, encoding="utf-8")
    ((name, text),) = files(PAGE)
    (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path / "bakery"


def test_the_page_says_what_the_command_says(bakery):
    block = "\n".join(line[4:] for line in PAGE.splitlines() if line.startswith("    "))
    steps = re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]
    assert len(steps) == 2
    for step in steps:
        line, _, said = step.partition("\n")
        told = CliRunner().invoke(main, shlex.split(line)[1:])
        assert told.exit_code == 0, told.output
        shown = [one for one in told.stdout.splitlines() if one]
        assert shown == [one for one in said.splitlines() if one]


def test_all_figures_are_written(bakery):
    told = run(bakery, "--scenarios", "4", "--spread", "yield=0.2", "--output", "all.json")
    assert told.exit_code == 0, told.output
    found = json.loads(Path("all.json").read_text())
    assert found["drawn"] == {"seed": 1, "spreads": {"yield": 0.2}}
    assert [one["name"] for one in found["scenarios"]] == ["1", "2", "3", "4"]
    assert found["orders"][0]["full"] == 4
    middle = sorted(one["shares"][1] for one in found["scenarios"])[1]
    assert found["orders"][1]["shares"][2] == middle
    again = run(bakery, "--scenarios", "4", "--spread", "yield=0.2", "--output", "again.json")
    assert again.exit_code == 0
    assert Path("again.json").read_bytes() == Path("all.json").read_bytes()
    assert run(bakery, "--from", "scenarios.csv", "--output", "file.json").exit_code == 0
    assert json.loads(Path("file.json").read_text())["drawn"] is None


def test_faults_are_told_with_their_place_and_nothing_is_written(bakery):
    Path("scenarios.csv").write_text("scenario,kind,factor,name\nfire,capacity,0.5,bakr\n")
    told = run(bakery, "--from", "scenarios.csv", "--output", "all.json")
    assert told.exit_code == 1
    assert "scenarios.csv:2:4: fault" in told.output
    assert "did you mean 'bake'?" in told.output
    assert not Path("all.json").exists()


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("--spread", "1"), "less than 1"),
        (("--spread", "nan"), "less than 1"),
        (("--spread", "yeld=0.1"), "there is no kind 'yeld'"),
        (("--scenarios", "0"), "1<=x<=100000"),
        (("--from", "scenarios.csv", "--seed", "2"), "--seed is of scenarios that are drawn"),
    ],
)
def test_options_that_make_no_sense_are_refused(bakery, words, why):
    told = run(bakery, *words)
    assert told.exit_code == 2
    assert why in " ".join(told.output.split())


def test_no_plan_in_any_scenario_has_a_code_of_its_own(bakery):
    text = (bakery / "products.csv").read_text()
    text = text.replace("unit,stock", "unit,stock,closing").replace("kg,5", "kg,5,99")
    (bakery / "products.csv").write_text(text.replace("kg,0", "kg,0,0"))
    told = run(bakery, "--scenarios", "2")
    assert told.exit_code == 3
    assert "in 2: enough bread in period 1" in told.output


def test_a_cluster_that_is_not_there_is_told(bakery, monkeypatch):
    monkeypatch.setattr("commonweal.plan.executors.CONNECT_S", 0.2)
    told = run(bakery, "--on", "tcp://127.0.0.1:1")
    assert told.exit_code == 1
    assert "no Dask cluster answers at tcp://127.0.0.1:1; see whether" in told.output
