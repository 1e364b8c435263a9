"""``commonweal count`` and ``apportion``: answers, faults, exit codes, and no ballast."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from commonweal import tally
from commonweal.cli import count as count_module
from commonweal.cli import draws, main
from commonweal.cli.reading import read_given

REAL = Path(__file__).parents[1] / "real" / "ers" / "00007-00000003.soi"
BLT = '3 1\n8 1 0\n7 2 3 0\n6 3 2 0\n0\n"Ada"\n"Ben"\n"Cy"\n"Chair of the bakers"\n'
EVEN = '3 2\n5 1 0\n3 2 0\n3 3 0\n0\n"Ada"\n"Ben"\n"Cy \x1b[31m"\n"Even"\n'


def call(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(one) for one in arguments])


@pytest.fixture
def ballots(tmp_path: Path) -> Path:
    file = tmp_path / "chair.blt"
    file.write_text(BLT, "utf-8")
    return file


@pytest.fixture
def even(tmp_path: Path) -> Path:
    file = tmp_path / "even.blt"
    file.write_text(EVEN, "utf-8")
    return file


def test_a_count_in_words(ballots: Path) -> None:
    done = call("count", ballots, "--rule", "scottish-stv")
    assert done.exit_code == 0
    assert done.stdout.startswith("Chair of the bakers\nSingle transferable vote (Scottish rules)")
    assert "1 to elect, 3 stand, 21 papers, 0 blank." in done.stdout
    assert "1. First preferences are counted." in done.stdout
    assert done.stdout.endswith("\nElected: Ben.\n")
    assert done.stderr == ""


def test_numbers_instead_of_names(ballots: Path) -> None:
    told = call("count", ballots, "--rule", "scottish-stv", "--no-names").stdout
    assert "candidate 1" in told
    assert "Ben" not in told


def test_seats_on_the_command_line_go_before_those_of_the_file(ballots: Path) -> None:
    told = call("count", ballots, "--rule", "scottish-stv", "--seats", 2).stdout
    assert "2 to elect" in told


def test_seats_are_asked_for_where_neither_says_them() -> None:
    assert call("count", REAL, "--rule", "schulze").exit_code == 0
    asked = call("count", REAL, "--rule", "scottish-stv")
    assert asked.exit_code == 2
    assert "give --seats" in asked.stderr


@pytest.mark.parametrize("kind", count_module.KINDS)
def test_every_kind_of_answer(ballots: Path, kind: str) -> None:
    done = call("count", ballots, "--rule", "scottish-stv", "--as", kind, "--width", 320)
    assert done.exit_code == 0
    assert "Ben" in done.stdout
    if kind in ("json", "vega"):
        assert json.loads(done.stdout)
    if kind in ("svg", "bump"):
        assert done.stdout.startswith("<svg")
    if kind == "csv":
        assert next(csv.DictReader(io.StringIO(done.stdout)))["tally"] == "8"


def test_an_answer_goes_to_a_file(ballots: Path, tmp_path: Path) -> None:
    for kind in ("text", "json"):
        file = tmp_path / kind
        done = call("count", ballots, "--rule", "irv", "--as", kind, "--output", file)
        assert (done.stdout, done.stderr) == ("", f"written to {file}\n")
        assert file.read_text("utf-8").endswith("\n")
    failed = call("count", ballots, "--rule", "irv", "--output", tmp_path / "no" / "where")
    assert failed.exit_code == 1
    assert "No such file or directory" in failed.stderr


def test_a_tie_tells_what_to_draw_and_how_to_go_on(
    even: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = ["count", str(even), "--rule", "scottish-stv"]
    monkeypatch.setattr(sys, "argv", ["commonweal", *given])
    stopped = call(*given)
    assert stopped.exit_code == draws.LOT_NEEDED
    assert "Elected so far: Ada." in stopped.stdout
    assert "  1  Ben\n  2  Cy" in stopped.stderr
    again = f"  commonweal count {even} --rule scottish-stv --lot DRAWN\n"
    assert stopped.stderr.endswith(again)
    done = call(*given, "--lot", "1,2")
    assert done.exit_code == 0
    assert done.stdout.endswith("Elected: Ada, Cy \ufffd[31m.\n")


def test_a_draw_is_never_taken_from_the_placeholder(even: Path) -> None:
    refused = call("count", even, "--rule", "scottish-stv", "--lot", draws.PLACEHOLDER)
    assert refused.exit_code == 2
    assert "in the order drawn" in refused.stderr


def test_a_wrong_draw_is_refused(even: Path) -> None:
    refused = call("count", even, "--rule", "scottish-stv", "--lot", "0,1")
    assert refused.exit_code == 1
    assert "an ordering of the tied [1, 2]" in refused.stderr


def test_rules_are_compared(ballots: Path) -> None:
    both = ["count", ballots, "--rule", "scottish-stv", "--rule", "schulze"]
    done = call(*both)
    assert done.exit_code == 0
    assert "Elected by all: Ben." in done.stdout
    assert "Elected" not in call(*both, "--as", "table").stdout
    assert json.loads(call(*both, "--as", "json").stdout)["agree"] is True
    rows = list(csv.DictReader(io.StringIO(call(*both, "--as", "csv").stdout)))
    assert rows[1] == {
        "candidate": "1",
        "name": "Ben",
        "scottish-stv": "elected",
        "schulze": "elected",
    }
    drawn = call(*both, "--as", "svg")
    assert drawn.exit_code == 2
    assert "give one --rule" in drawn.stderr
    lots = call(*both, "--lot", "0,1")
    assert lots.exit_code == 2


def test_a_comparison_that_waits_for_a_lot_ends_with_its_code(even: Path) -> None:
    done = call("count", even, "--rule", "scottish-stv", "--rule", "ers97")
    assert done.exit_code == draws.LOT_NEEDED
    assert "waits for a lot" in done.stdout


def test_options_reach_the_rules_that_have_them(ballots: Path) -> None:
    done = call(
        "count", ballots, "--rule", "scottish-stv", "--rule", "meek", "--as", "json",
        "--option", "decimals=12", "--option", "ties=lot",
    )  # fmt: skip
    scottish, meek = json.loads(done.stdout)["outcomes"]
    assert scottish["options"] == {}
    assert (meek["options"]["decimals"], meek["options"]["ties"]) == ("12", "lot")


@pytest.mark.parametrize(
    ("given", "code", "told"),
    [
        (["--rule", "scotish-stv"], 2, "did you mean 'scottish-stv'?"),
        (["--rule", "meek", "--option", "decimal=3"], 2, "did you mean 'decimals'?"),
        (["--rule", "ers97", "--option", "x=3"], 2, "the rule has no options"),
        (["--rule", "meek", "--option", "decimals"], 2, "write name=value"),
        (["--rule", "meek", "--option", "decimals=many"], 1, "a whole number"),
        (["--rule", "approval"], 1, "expected Approval ballots"),
        (["--rule", "irv", "--seats", "2"], 1, "choose a rule that fills several seats"),
    ],
)
def test_a_request_that_does_not_fit(ballots: Path, given: list[str], code: int, told: str) -> None:
    refused = call("count", ballots, *given)
    assert refused.exit_code == code
    assert told in refused.stderr
    assert "Traceback" not in refused.output


def test_faults_of_a_file_are_told_with_line_and_column(tmp_path: Path) -> None:
    file = tmp_path / "bad.blt"
    file.write_text(BLT.replace("7 2 3 0", "7 2 9 0"), "utf-8")
    refused = call("count", file, "--rule", "irv")
    assert refused.exit_code == 1
    assert "bad.blt:3:5: fault:" in refused.stderr
    assert "Error: 1 fault; nothing was counted" in refused.stderr
    assert call("count", tmp_path / "none.blt").exit_code == 2


def test_an_answer_that_cannot_be_written_names_the_file(ballots: Path, tmp_path: Path) -> None:
    nowhere = tmp_path / "none" / "answer.txt"
    drawn = ("--rule", "schulze", "--output", nowhere)
    refused = call("count", ballots, *drawn)
    assert refused.exit_code == 1
    assert refused.stderr.startswith(f"Error: {nowhere}: ")
    assert "Errno" not in refused.stderr


def test_without_a_rule_the_rules_that_fit_are_named(ballots: Path) -> None:
    told = call("count", ballots)
    assert told.exit_code == 0
    assert "holds Ranked ballots: 21 papers of 3 candidates" in told.stdout
    assert "scottish-stv" in told.stdout
    assert "approval" not in told.stdout


def test_rules_that_know_no_equal_ranks_are_not_named_for_them(tmp_path: Path) -> None:
    file = tmp_path / "equal.blt"
    file.write_text(BLT.replace("7 2 3 0", "7 2=3 0"), "utf-8")
    told = call("count", file).stdout
    assert "schulze" in told
    assert "scottish-stv" not in told


def test_the_list_names_every_rule_and_its_options() -> None:
    told = call("count", "--list-rules").stdout
    assert all(f"\n{name} " in told for name in tally.RULES)
    meek = call("count", "--list-rules", "--rule", "meek").stdout
    assert all(
        f"  {option.name}={option.default}" in meek for option in tally.RULES["meek"].options
    )


def test_a_file_has_to_be_given() -> None:
    refused = call("count", "--rule", "irv")
    assert refused.exit_code == 2
    assert "give a FILE" in refused.stderr


TABLE = "rank1,rank2,count\nAda,Ben,3\nBen,Ben,2\n"


def test_what_a_file_leaves_unsaid_is_given(tmp_path: Path) -> None:
    file = tmp_path / "cast.csv"
    file.write_text(TABLE, "utf-8")
    doubtful = call("count", file, "--rule", "irv")
    assert doubtful.exit_code == 1
    given = ["--reading", "repeated=void", "--reading", "candidates=Ada, Ben, Cy"]
    done = call("count", file, "--rule", "irv", *given, "--reading", "title=Chair")
    assert done.exit_code == 0
    assert done.stdout.startswith("Chair\n")
    assert "3 stand, 3 papers, 0 blank, 2 void." in done.stdout


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("repeted=void", "did you mean 'repeated'?"),
        ("repeated=guess", "write one of refuse, pass, end, void"),
        ("delimiter=x", "write one of ,, ;, tab"),
        ("highest=many", "write a whole number"),
    ],
)
def test_a_reading_that_there_is_not(ballots: Path, written: str, told: str) -> None:
    refused = call("count", ballots, "--rule", "irv", "--reading", written)
    assert refused.exit_code == 2
    assert told in refused.stderr


def test_a_tabulator_and_a_number_are_read() -> None:
    given = read_given(["delimiter=tab", "highest=5"])
    assert (given.delimiter, given.highest) == ("\t", 5)


def test_long_files_say_what_goes_on(ballots: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("commonweal.cli.reading.LONG_FILE_BYTES", 10)
    done = call("count", ballots, "--rule", "irv")
    assert done.stderr.startswith("reading chair.blt, 0 MB ...\ncounting 21 papers ...\n")


def test_terminals_are_not_steered_by_names() -> None:
    assert draws.printable("A\x1b[2J\u202e B\u00a0é\n名") == "A\ufffd[2J\ufffd B\u00a0é\n名"


def quick(*arguments: object) -> tuple[float, str]:
    """Run the real program; say what processor time it took and which heavy libraries it loaded.

    Processor time, because the machine may be at other work too.
    """
    code = (
        "import sys, time\n"
        "from commonweal.cli import main\n"
        "try:\n    main(sys.argv[1:])\nexcept SystemExit as done:\n    assert not done.code\n"
        "heavy = {'numba', 'llvmlite', 'polars', 'django', 'cryptography'}\n"
        "print(time.process_time(), sorted(heavy & set(sys.modules)), file=sys.stderr)\n"
    )
    given = [sys.executable, "-c", code, *(str(one) for one in arguments)]
    done = subprocess.run(given, capture_output=True, text=True, check=True)
    took, _, loaded = done.stderr.strip().partition(" ")
    return float(took), loaded


@pytest.mark.parametrize("rule", ["scottish-stv", "meek"])
def test_a_small_count_is_quick_and_loads_no_compiler(rule: str) -> None:
    runs = [quick("count", REAL, "--rule", rule, "--seats", 3) for _ in range(3)]
    assert {loaded for _, loaded in runs} == {"[]"}
    assert min(took for took, _ in runs) < 1


def test_a_loaded_compiler_would_be_noticed() -> None:
    code = "import django, sys; print('django' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "True\n"


# Apportioning


SEATS = ["North=53000", "South=24000", "East=23000"]


def test_an_apportionment_in_words() -> None:
    done = call("apportion", "--method", "sainte-lague", "--total", 7, *SEATS)
    assert done.exit_code == 0
    assert "1. North gets its seat 1" in done.stdout
    assert done.stdout.splitlines()[-1].split() == ["sum", "100000", "7"]


@pytest.mark.parametrize("kind", ["table", "json", "csv", "svg"])
def test_every_kind_of_apportionment(kind: str) -> None:
    done = call("apportion", "--method", "sainte-lague", "--total", 7, "--as", kind, *SEATS)
    assert done.exit_code == 0
    assert "South" in done.stdout


def test_figures_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "figures.csv"
    file.write_text("unit,members\nNorth,53000\n\nSouth,24000\n", "utf-8")
    done = call(
        "apportion", "--method", "bands", "--band", "0=1", "--band", "30000=2", "--file", file
    )
    assert done.exit_code == 0
    assert [line.split()[-1] for line in done.stdout.splitlines()[-3:]] == ["2", "1", "3"]
    file.write_text("unit,members\nNorth,many\nSouth\n", "utf-8")
    refused = call("apportion", "--method", "equal", "--each", 1, "--file", file)
    assert refused.exit_code == 1
    assert "figures.csv:2: fault" in refused.stderr
    assert "figures.csv:3: fault" in refused.stderr


def test_an_apportionment_that_needs_a_lot(monkeypatch: pytest.MonkeyPatch) -> None:
    given = ["apportion", "--method", "sainte-lague", "--total", "1", "North=5", "South=5"]
    monkeypatch.setattr(sys, "argv", ["commonweal", *given])
    stopped = call(*given)
    assert stopped.exit_code == draws.LOT_NEEDED
    assert f"commonweal {' '.join(given)} --lot DRAWN" in stopped.stderr
    done = call(*given, "--lot", "1,0")
    assert done.exit_code == 0
    assert [line.split()[-1] for line in done.stdout.splitlines()[-3:]] == ["0", "1", "1"]


@pytest.mark.parametrize(
    ("given", "code", "told"),
    [
        ([], 2, "--list-methods"),
        (["--method", "hont"], 2, "there is no method 'hont'"),
        (["--method", "equal", "--each", "1"], 2, "either as NAME=FIGURE or with --file"),
        (["--method", "equal", "--each", "1", "North"], 2, "write name=value"),
        (["--method", "equal", "--each", "1", "North=-5"], 2, "write a whole number"),
        (["--method", "equal", "North=5"], 1, "; add each"),
    ],
)
def test_an_apportionment_that_was_asked_for_wrongly(
    given: list[str], code: int, told: str
) -> None:
    refused = call("apportion", *given)
    assert refused.exit_code == code
    assert told in refused.stderr


def test_the_list_names_every_method() -> None:
    told = call("apportion", "--list-methods").stdout
    assert all(f"\n{name} " in told for name in tally.APPORTIONMENTS)
