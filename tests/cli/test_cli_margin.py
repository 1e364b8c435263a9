"""``commonweal margin``: words, data, and papers that prove what is said when counted again."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from threading import Event
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from commonweal import tally
from commonweal.cli import layout, main
from commonweal.cli import margin as margin_module
from commonweal.tally.views.figures import cells

BLT = '4 2\n8 1 0\n7 2 3 0\n6 3 2 0\n2 4 0\n0\n"Ada"\n"Ben"\n"Cy"\n"Dora"\n"Chair"\n'


def call(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(one) for one in arguments])


@pytest.fixture
def ballots(tmp_path: Path) -> Path:
    file = tmp_path / "chair.blt"
    file.write_text(BLT, "utf-8")
    return file


def test_an_exact_margin_in_words_with_its_papers(ballots: Path) -> None:
    done = call("margin", ballots, "--rule", "irv", "--seats", 1)
    assert done.exit_code == 0
    assert done.stdout == (
        "Alternative vote (instant runoff) (irv, version 1)\n"
        "Elected: Ben.\n\n"
        "Had 1 paper been different, Cy could be elected by lot. With fewer, nothing else\n"
        "could have come out.\n\n"
        "The papers, for instance:\n"
        "  1 with Ben > Cy: instead Ada > Cy\n"
    )
    assert done.stderr == ""


def test_a_bound_says_at_most(tmp_path: Path) -> None:
    file = tmp_path / "pairs.blt"
    file.write_text('3 1\n9 1 2 3 0\n4 2 3 1 0\n2 3 1 2 0\n0\n"A"\n"B"\n"C"\n"T"\n', "utf-8")
    told = " ".join(call("margin", file, "--rule", "schulze").stdout.split())
    assert "Had at most " in told
    assert "Whether fewer would do is not proven." in told
    assert "Fewer than 1 could not" not in told


def test_a_bound_from_both_sides_names_both(ballots: Path) -> None:
    contest = tally.read_contest(ballots)
    found = tally.margin("irv", contest.profile, 1)
    assert found is not None
    open_one = tally.Margin(
        found.rule, 1, found.elected, 5, 3, found.changes, found.witness, (2,), by_lot=False
    )
    assert open_one.told(contest.names) == (
        "Had at most 5 papers been different, Cy would be elected. "
        "Fewer than 3 could not have done it; between is not proven."
    )


def test_the_witness_is_a_file_that_anybody_can_count(ballots: Path, tmp_path: Path) -> None:
    proof = tmp_path / "proof.blt"
    done = call("margin", ballots, "--rule", "meek", "--witness", proof, "--as", "json")
    assert done.stderr == f"the papers that prove it are written to {proof}\n"
    told = json.loads(done.stdout)["margin"]
    again = tally.read_contest(proof)
    assert (again.names, again.seats) == (("Ada", "Ben", "Cy", "Dora"), 2)
    assert again.profile.papers == tally.read_contest(ballots).profile.papers
    outcome = tally.count("meek", again.profile, 2)
    assert outcome.lot is not None or sorted(outcome.elected) == told["instead"]
    assert sorted(outcome.elected) != told["elected"]


def test_the_witness_has_the_seats_that_were_asked_for(ballots: Path, tmp_path: Path) -> None:
    proof = tmp_path / "proof.blt"
    assert call("margin", ballots, "--rule", "irv", "--seats", 1, "--witness", proof).exit_code == 0
    assert proof.read_text("utf-8").startswith("4 1\n")


def test_what_would_have_elected_somebody(ballots: Path, tmp_path: Path) -> None:
    proof = tmp_path / "proof.blt"
    given = ["margin", ballots, "--rule", "irv", "--seats", 1]
    done = call(*given, "--candidate", "Cy", "--witness", proof)
    assert done.exit_code == 0
    assert "1 paper more for Cy alone would have been needed, and then a lot" in done.stdout
    assert tally.read_contest(proof).profile.papers == 24
    assert "Elected" not in done.stdout
    assert call(*given, "--candidate", "2").stdout == done.stdout
    assert "Ben is elected as it is." in call(*given, "--candidate", "Ben").stdout
    plain = json.loads(call(*given, "--candidate", "Cy", "--as", "json").stdout)
    assert plain["addition"] == {
        "rule": "irv", "candidate": 2, "papers": "1", "at_least": "1", "exact": True,
        "by_lot": True,
        "text": "1 paper more for Cy alone would have been needed, and then a lot would decide.",
    }  # fmt: skip


def test_where_nothing_helps_that_is_said(ballots: Path, tmp_path: Path) -> None:
    everybody = call("margin", ballots, "--rule", "meek", "--seats", 4)
    assert everybody.exit_code == 0
    assert everybody.stdout.startswith("No other result was found:")
    proof = tmp_path / "proof.blt"
    none = call(
        "margin", ballots, "--rule", "meek", "--seats", 4, "--as", "json", "--witness", proof
    )
    assert json.loads(none.stdout)["margin"] is None
    assert not proof.exists()


def test_a_candidate_whom_no_number_of_papers_elects(
    ballots: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tally, "what_would_have_elected", lambda *_a, **_k: None)
    given = ["margin", ballots, "--rule", "meek", "--candidate", "Dora"]
    assert "up to four times all, would elect Dora." in " ".join(call(*given).stdout.split())
    assert json.loads(call(*given, "--as", "json").stdout)["addition"] is None


def test_a_lot_that_decides_already_is_a_margin_of_nothing(tmp_path: Path) -> None:
    file = tmp_path / "even.blt"
    file.write_text('2 1\n3 1 0\n3 2 0\n0\n"Ada"\n"Ben"\n"Even"\n', "utf-8")
    done = call("margin", file, "--rule", "irv")
    assert done.exit_code == 0
    assert "A lot decides: " in done.stdout
    assert "The papers" not in done.stdout


def test_grades_and_marks_are_shown_as_they_were_cast(tmp_path: Path) -> None:
    grades = tmp_path / "grades.csv"
    grades.write_text("Ada,Ben,Cy,count\n3,0,5,4\n5,1,2,3\n1,4,,2\n", "utf-8")
    readings = ["--reading", "cells=grades", "--reading", "highest=5"]
    told = call("margin", grades, "--rule", "score", "--seats", 1, *readings).stdout
    assert "  1 with Ada 5, Ben 1, Cy 2: instead Ada 0, Ben 1, Cy 5\n" in told
    marks = tmp_path / "marks.csv"
    marks.write_text("Ada,Ben,Cy,count\n1,0,1,4\n1,0,0,3\n0,1,,2\n", "utf-8")
    given = ["margin", marks, "--rule", "approval", "--seats", 1, "--reading", "cells=approvals"]
    assert "Ada = Cy" in call(*given).stdout or " with Ada: instead " in call(*given).stdout
    refused = call(*given, "--witness", tmp_path / "proof.blt")
    assert refused.exit_code == 1
    assert "expected ranked ballots, which BLT can hold; got Approval" in refused.stderr


def test_blank_papers_are_called_so() -> None:
    assert margin_module._paper((), ["Ada"], scored=False) == "nothing"


def test_many_kinds_of_changes_are_cut_and_counted(
    ballots: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("commonweal.cli.margin.CHANGES_MAX", 0)
    told = call("margin", ballots, "--rule", "irv", "--seats", 1).stdout
    assert told.endswith("  and 1 paper in 1 other way (--as json, --witness)\n")


def test_a_long_search_says_that_it_goes_on(ballots: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said, echo = Event(), click.echo

    def echoed(*given: Any, **more: Any) -> None:
        echo(*given, **more)
        said.set()

    monkeypatch.setattr(margin_module, "PATIENCE_S", 0)
    monkeypatch.setattr(click, "echo", echoed)
    monkeypatch.setattr(tally, "margin", lambda *_given, **_more: said.wait(60) and None)
    done = call("margin", ballots, "--rule", "irv", "--seats", 1)
    assert "searching: 4 different papers of 4 candidates are counted many" in done.stderr


def test_numbers_instead_of_names_and_an_answer_to_a_file(ballots: Path, tmp_path: Path) -> None:
    file = tmp_path / "told.txt"
    call("margin", ballots, "--rule", "meek", "--no-names", "--output", file)
    told = file.read_text("utf-8")
    assert "candidate 0" in told
    assert "Ada" not in told
    assert max(cells(line) for line in told.split("\n")) <= layout.WIDTH


@pytest.mark.parametrize(
    ("given", "code", "told"),
    [
        ([], 2, "Missing option '--rule'"),
        (["--rule", "irrv"], 2, "did you mean 'irv'?"),
        (["--rule", "irv"], 1, "choose a rule that fills several seats"),
        (["--rule", "meek", "--candidate", "Dorra"], 2, "did you mean 'Dora'?"),
        (["--rule", "meek", "--option", "decimal=3"], 2, "did you mean 'decimals'?"),
        (["--rule", "approval"], 1, "expected Approval ballots"),
        (["--rule", "meek", "--witness", "no/where.blt"], 1, "No such file or directory"),
    ],
)
def test_a_margin_that_was_asked_for_wrongly(
    ballots: Path, given: list[str], code: int, told: str
) -> None:
    refused = call("margin", ballots, *given)
    assert refused.exit_code == code
    assert told in refused.stderr
    assert "Traceback" not in refused.output


FUNDS = Path(__file__).parents[1] / "real" / "gdansk" / "przerobka_2020.pb"


@pytest.mark.parametrize(
    "given",
    [["margin", "FILE", "--rule", "meek"], ["fund", str(FUNDS), "--rule", "greedy"]],
    ids=["margin", "fund"],
)
def test_small_files_load_no_compiler(ballots: Path, given: list[str]) -> None:
    code = (
        "import sys\n"
        "from commonweal.cli import main\n"
        "try:\n    main(sys.argv[1:])\nexcept SystemExit as done:\n    assert not done.code\n"
        "print(sorted({'numba', 'polars', 'django'} & set(sys.modules)), file=sys.stderr)\n"
    )
    line = [str(ballots) if word == "FILE" else word for word in given]
    done = subprocess.run(
        [sys.executable, "-c", code, *line], capture_output=True, text=True, check=True
    )
    assert done.stderr.splitlines()[-1] == "[]"
