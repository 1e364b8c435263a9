"""``commonweal fund``, ``apportion --table`` and ``count --reserved``: answers, faults, codes."""

from __future__ import annotations

import csv
import io
import json
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from commonweal import tally
from commonweal.cli import draws, layout, main
from commonweal.cli.biproportional import NO_TABLE
from commonweal.tally import views
from commonweal.tally.views.figures import cells

REAL = Path(__file__).parents[1] / "real" / "gdansk" / "przerobka_2020.pb"

HEAD = "META\nkey;value\ndescription;Parks\nbudget;{budget}\nvote_type;{kind}\n{more}PROJECTS\n"
PARKS = (
    HEAD + "project_id;cost;name\n1;{cost};Playground\n2;40;Trees\n3;30;Library\n"
    "VOTES\nvoter_id;vote\n" + "".join(f"{voter};{{first}}\n" for voter in range(6))
    + "".join(f"{voter};3\n" for voter in range(6, 9))
)  # fmt: skip


def call(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(one) for one in arguments])


def written(file: Path, **said: str) -> Path:
    values = {"budget": "90", "kind": "approval", "more": "", "cost": "50", "first": "1,2"}
    file.write_text(PARKS.format(**{**values, **said}), "utf-8")
    return file


@pytest.fixture
def parks(tmp_path: Path) -> Path:
    return written(tmp_path / "parks.pb")


def wide(text: str) -> list[str]:
    """Return the lines that a terminal would have to break."""
    return [line for line in text.split("\n") if cells(line) > layout.WIDTH]


# Funding


def test_a_programme_in_words(parks: Path) -> None:
    done = call("fund", parks, "--rule", "greedy")
    assert done.exit_code == 0
    assert done.stdout.startswith("Parks\nMost votes while the money lasts (greedy, version 1)\n")
    assert "3 projects, budget 90, 9 papers, 0 blank.\n" in done.stdout
    assert done.stdout.endswith(
        "\nFunded:\n  1. Playground\n  2. Trees\nSpent: 90 of 90; left: 0.\n"
    )
    assert wide(done.stdout) == []
    assert done.stderr == ""


def test_the_table_has_costs_votes_order_and_what_is_left(parks: Path) -> None:
    rows = [line.split() for line in call("fund", parks, "--rule", "greedy", "--as", "table")
            .stdout.splitlines()]  # fmt: skip
    assert rows[2:] == [
        ["project", "cost", "votes", "funded", "left"],
        ["Playground", "50", "6", "1", "40"],
        ["Trees", "40", "6", "2", "0"],
        ["Library", "30", "3", "-"],
    ]


def test_data_for_programs(parks: Path) -> None:
    given = ["fund", parks, "--rule", "greedy", "--as"]
    rows = list(csv.DictReader(io.StringIO(call(*given, "csv").stdout)))
    assert [row["funded"] for row in rows] == ["1", "2", ""]
    assert rows[2] == {
        "project": "2", "name": "Library", "cost": "30", "votes": "3", "funded": "",
    }  # fmt: skip
    document = json.loads(call(*given, "json").stdout)
    assert set(document) == {"schema", "title", "names", "complete", "explanation", "funding"}
    assert document["schema"] == views.FUNDING_SCHEMA
    assert document["funding"]["funded"] == [0, 1]
    drawn = call(*given, "svg", "--width", 320).stdout
    assert drawn.startswith("<svg")
    assert "50 · funded" in drawn
    assert "Library: 30<" in drawn


def test_numbers_of_projects_instead_of_names(parks: Path, tmp_path: Path) -> None:
    file = tmp_path / "told.txt"
    done = call("fund", parks, "--rule", "greedy", "--no-names", "--output", file)
    assert done.stderr == f"written to {file}\n"
    assert "1. project 0" in file.read_text("utf-8")
    assert "Trees" not in file.read_text("utf-8")


def test_a_tie_among_projects_tells_what_to_draw(
    parks: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = ["fund", str(parks), "--rule", "equal-shares-projects"]
    monkeypatch.setattr(sys, "argv", ["commonweal", *given])
    stopped = call(*given)
    assert stopped.exit_code == draws.LOT_NEEDED
    assert "Funded so far" in stopped.stdout
    assert "  0  Playground\n  1  Trees" in stopped.stderr
    assert stopped.stderr.endswith(f"{' '.join(given)} --lot DRAWN\n")
    table = call(*given, "--as", "table").stdout
    assert "a lot is needed for more" in table
    assert [line.split()[3] for line in table.splitlines() if line.startswith(("P", "T"))] == [
        "?",
        "?",
    ]
    done = call(*given, "--lot", "0,1")
    assert done.exit_code == 0
    assert "  1. Playground\n  2. Library\n" in done.stdout
    refused = call(*given, "--lot", "0,2")
    assert refused.exit_code == 1
    assert "an ordering of the tied [0, 1]" in refused.stderr


def test_nothing_can_be_funded(tmp_path: Path) -> None:
    told = call("fund", written(tmp_path / "poor.pb", budget="10"), "--rule", "greedy").stdout
    assert "\nFunded: nothing.\nSpent: 0 of 10; left: 10.\n" in told


def test_rules_of_funding_are_compared(parks: Path) -> None:
    both = ["fund", parks, "--rule", "greedy", "--rule", "equal-shares-projects"]
    done = call(*both)
    assert wide(done.stdout) == []
    assert done.exit_code == draws.LOT_NEEDED
    assert "A lot is needed first: equal-shares-projects." in done.stdout
    same = ["fund", parks, "--rule", "greedy", "--rule", "greedy", "--option", "by=votes_per_cost"]
    table = call(*same).stdout
    assert [line.split() for line in table.splitlines()] == [
        ["project", "cost", "greedy", "greedy"],
        ["Playground", "50", "2", "2"],
        ["Trees", "40", "1", "1"],
        ["spent", "90", "90"],
        ["left", "0", "0"],
    ]
    rows = list(csv.reader(io.StringIO(call(*both, "--as", "csv").stdout)))
    assert rows[0] == ["project", "name", "cost", "greedy", "equal-shares-projects"]
    assert rows[3] == ["2", "Library", "30", "", ""]
    plain = json.loads(call(*both, "--as", "json").stdout)
    assert [one["rule"] for one in plain["programmes"]] == ["greedy", "equal-shares-projects"]
    assert call(*both, "--as", "svg").exit_code == 2
    assert "give one --rule with it" in call(*both, "--lot", "0,1").stderr


def test_what_the_file_reports_is_compared() -> None:
    text = REAL.read_text("utf-8")
    assert ";selected" not in text
    assert "The file reports" not in call("fund", REAL, "--rule", "greedy").stdout


@pytest.mark.parametrize(
    ("selected", "told"),
    [
        ("110", "The file reports the same (its rule: unknown)."),
        ("101", "Only here: Trees. Only there: Library."),
        ("111", "Only here: nothing. Only there: Library."),
        ("100", "Only here: Trees. Only there: nothing."),
    ],
)
def test_what_a_file_reports_is_held_against_the_programme(
    parks: Path, selected: str, told: str
) -> None:
    text = parks.read_text("utf-8").replace(
        "project_id;cost;name\n", "project_id;cost;name;selected\n"
    )
    for name, chosen in zip(("Playground", "Trees", "Library"), selected, strict=True):
        text = text.replace(f";{name}\n", f";{name};{chosen}\n")
    parks.write_text(text, "utf-8")
    said = call("fund", parks, "--rule", "greedy").stdout
    assert told in " ".join(said.split())
    waits = call("fund", parks, "--rule", "equal-shares-projects").stdout
    assert "The file reports" not in waits


def test_amounts_say_their_unit(tmp_path: Path) -> None:
    more = "currency;EUR\nrule;unknown to us\n"
    file = written(tmp_path / "cents.pb", cost="50.5", more=more)
    assert "Amounts are in 1/2 EUR." in call("fund", file, "--rule", "greedy").stdout
    assert "as the file calls it: unknown to us." in call("fund", file).stdout
    whole = written(tmp_path / "whole.pb", more=more)
    assert "Amounts are in EUR." in call("fund", whole, "--rule", "greedy").stdout
    bare = written(tmp_path / "bare.pb", cost="50.5")
    assert "Amounts are in 1/2 of the unit." in call("fund", bare, "--rule", "greedy").stdout


def test_without_a_rule_of_funding_those_that_fit_are_named(parks: Path, tmp_path: Path) -> None:
    told = call("fund", parks).stdout
    assert "holds Approval ballots" in told
    assert all(f"\n{name} " in told for name in tally.FUNDINGS)
    assert "phragmen-projects" not in call("fund", REAL).stdout
    ordinal = call("fund", written(tmp_path / "order.pb", kind="ordinal"))
    assert (ordinal.exit_code, wide(ordinal.stdout)) == (0, [])
    assert "No rule of funding counts such ballots." in " ".join(ordinal.stdout.split())


def test_the_list_of_funding_names_every_rule_and_option() -> None:
    told = call("fund", "--list-rules").stdout
    assert all(f"\n{name} " in told for name in tally.FUNDINGS)
    detail = call("fund", "--list-rules", "--rule", "equal-shares-projects").stdout
    assert "\n  utility=cost (cost, cardinality, points): " in detail
    assert wide(told + detail) == []


@pytest.mark.parametrize(
    ("given", "code", "told"),
    [
        (["--rule", "gredy"], 2, "did you mean 'greedy'?"),
        (["--rule", "greedy", "--option", "buy=votes"], 2, "did you mean 'by'?"),
        (["--rule", "greedy", "--option", "by=luck"], 1, "one of votes, votes_per_cost"),
        (["--rule", "greedy", "--lot", "x"], 2, "in the order drawn"),
        (["--rule", "greedy", "--lot", "9" * 5000], 2, "in the order drawn"),
        (["--rule", "greedy", "--lot", "0,1"], 1, "draw"),
    ],
)
def test_a_programme_that_was_asked_for_wrongly(
    parks: Path, given: list[str], code: int, told: str
) -> None:
    refused = call("fund", parks, *given)
    assert refused.exit_code == code
    assert told in refused.stderr


def test_faults_of_a_file_of_projects(parks: Path) -> None:
    assert "give a FILE" in call("fund", "--rule", "greedy").stderr
    parks.write_text(parks.read_text("utf-8").replace("3;30;", "3;much;"), "utf-8")
    refused = call("fund", parks, "--rule", "greedy")
    assert refused.exit_code == 1
    assert "parks.pb:10:3: fault:" in refused.stderr
    parks.write_bytes(b"\xff")
    assert "save the file as UTF-8" in call("fund", parks).stderr


# Views of programmes


def test_names_of_projects_are_cut_for_the_table_and_guarded_in_csv() -> None:
    votes = tally.Approval.of([[0]], candidates=2)
    found = tally.fund("greedy", votes, tally.Projects((5, 7), 9))
    names = ["=2+2 " + "x" * 200, "名" * 60]
    table = views.funding_table(found, names)
    assert wide(table) == []
    assert "votes" not in table
    assert "'=2+2 " in views.funding_csv(found, names)
    assert "'=2+2 " in views.programmes_csv([found, found], names)
    assert wide(views.programmes_table([found, found], names)) == []
    assert "project 0" in views.funding_table(found)
    with pytest.raises(tally.BadCount, match="2 names, one for each project"):
        views.funding_document(found, names[:1])


def test_the_title_of_a_rule_of_funding_that_left_the_registry() -> None:
    votes = tally.Approval.of([[0]], candidates=1)
    found = tally.fund("greedy", votes, tally.Projects((5,), 9))
    assert views.funding_document(found)["title"] == tally.FUNDINGS["greedy"].title
    object.__setattr__(found, "rule", "gone")
    assert views.funding_document(found)["title"] == "gone"


# Seats by district and by party at once


VOTES = "district,seats,Left,Middle,Right\nNorth,7,123,45,815\nEast,5,912,714,414\n"
VOTES += "South,8,312,255,215\n"


@pytest.fixture
def table(tmp_path: Path) -> Path:
    file = tmp_path / "votes.csv"
    file.write_text(VOTES, "utf-8")
    return file


def test_seats_by_district_and_party(table: Path) -> None:
    done = call("apportion", "--table", table)
    assert done.exit_code == 0
    assert wide(done.stdout) == []
    assert [line.split() for line in done.stdout.splitlines()[-6:]] == [
        ["Left", "Middle", "Right", "sum", "divisor"],
        ["North", "1", ".", "6", "7", "91"],
        ["East", "2", "2", "1", "5", "400"],
        ["South", "4", "3", "1", "8", "90"],
        ["sum", "7", "5", "8", "20"],
        ["divisor", "0.92", "1", "1.6"],
    ]
    assert "1. Right gets its seat 1" in done.stdout


def test_seats_by_district_and_party_as_data(table: Path) -> None:
    rows = list(
        csv.DictReader(io.StringIO(call("apportion", "--table", table, "--as", "csv").stdout))
    )
    assert rows[0] == {
        "district": "North", "party": "Left", "votes": "123", "seats": "1",
        "district_divisor": "91", "party_divisor": "0.92",
    }  # fmt: skip
    plain = json.loads(call("apportion", "--table", table, "--as", "json").stdout)
    assert plain["apportionment"]["seats"] == [[1, 0, 6], [2, 2, 1], [4, 3, 1]]
    assert plain["parties"] == ["Left", "Middle", "Right"]
    assert "North" in plain["apportionment"]["steps"][20]
    grid = call("apportion", "--table", table, "--as", "table").stdout
    assert "largest quotient" not in grid
    assert call("apportion", "--table", table, "--as", "svg").exit_code == 2


def test_seats_of_parties_by_voters_or_given(table: Path) -> None:
    by_voters = call("apportion", "--table", table, "--by", "voters", "--as", "json").stdout
    votes = [[123, 45, 815], [912, 714, 414], [312, 255, 215]]
    assert json.loads(by_voters)["apportionment"]["parties"] == list(
        tally.biproportion(votes, [7, 5, 8], by="voters").parties
    )
    table.write_text(VOTES.replace(",", ";") + "Seats;;8;4;8\n", "utf-8")
    given = json.loads(call("apportion", "--table", table, "--as", "json").stdout)
    assert given["apportionment"]["parties"] == [8, 4, 8]
    table.write_text(VOTES.replace(",", "\t") + "seats\t\t8\t4\t9\n", "utf-8")
    refused = call("apportion", "--table", table)
    assert refused.exit_code == 1
    assert "let the parties' seats add up" in refused.stderr


def test_a_table_that_nobody_can_fill_is_an_answer_with_its_code(table: Path) -> None:
    table.write_text("district;seats;A;B\nN;3;10;0\nS;1;5;5\nseats;;1;3\n", "utf-8")
    told = call("apportion", "--table", table)
    assert told.exit_code == NO_TABLE
    assert "In N only A got votes." in told.stdout
    assert told.stdout.endswith("not of the parties.\n")
    assert "divisor" not in told.stdout.splitlines()[-4]
    rows = csv.DictReader(io.StringIO(call("apportion", "--table", table, "--as", "csv").stdout))
    assert {row["party_divisor"] for row in rows} == {""}


def test_a_table_of_seats_waits_for_a_lot(table: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table.write_text("district,seats,A,B\nN,1,10,10\nS,1,10,10\n", "utf-8")
    given = ["apportion", "--table", str(table)]
    monkeypatch.setattr(sys, "argv", ["commonweal", *given])
    stopped = call(*given)
    assert stopped.exit_code == draws.LOT_NEEDED
    assert "A lot is needed before these seats are given." in stopped.stdout
    assert "  2  A in S\n" in stopped.stderr
    done = call(*given, "--lot", "0,1,2,3")
    assert done.exit_code == 0
    assert done.stdout.splitlines()[-4].split() == ["N", "1", ".", "1", "10"]
    table.write_text("district,seats,A,B\nN,1,10,10\n", "utf-8")
    parties = call(*given)
    assert parties.exit_code == draws.LOT_NEEDED
    assert "  0  A\n  1  B\n" in parties.stderr


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", ":1: fault: expected a heading"),
        ("district,Left\nN,1\n", ":1: fault: expected a heading"),
        ("district,seats\nN,1\n", ":1: fault: expected a heading"),
        ("district,seats,A,a\nN,1,2,3\n", ":1: fault: expected a heading"),
        ("district,seats,A,\nN,1,2,3\n", ":1: fault: expected a heading"),
        ("district,seats,A\n", ":2: fault: expected districts, got none"),
        ("district,seats,A\nN,1\n", ":2: fault: expected 3 cells, got 2"),
        ("district,seats,A\nN,x,1\n\nS,1,-4\n", ":4: fault: expected whole numbers, got '-4'"),
        ("district,seats,A\nN,1," + "9" * 5000 + "\n", ":2: fault: expected whole numbers"),
        ("district,seats,A\nN,1,1\nN,1,1\n", ":3: fault: expected every district once"),
        ("district,seats,A\nseats,,1\nN,1,1\n", ":3: fault: expected every district once"),
        ('district,seats,A\n"N,1,1\n', ": fault: expected cells separated by ','"),
    ],
)
def test_faults_of_a_table_name_the_line(table: Path, text: str, told: str) -> None:
    table.write_text(text, "utf-8")
    refused = call("apportion", "--table", table)
    assert refused.exit_code == 1
    assert told in refused.stderr
    assert "Traceback" not in refused.output


def test_a_table_goes_with_nothing_else(table: Path) -> None:
    for other in (["--total", 3], ["--method", "equal"], ["N=3"], ["--band", "0=1"]):
        refused = call("apportion", "--table", table, *other)
        assert refused.exit_code == 2
        assert "--table has all figures" in refused.stderr
    assert "give --table" in call("apportion", "--by", "votes", "N=3").stderr
    table.write_bytes(b"district,seats,A\nN,1,\xff\n")
    assert "save the file as UTF-8" in call("apportion", "--table", table).stderr


def test_parties_that_do_not_fit_go_on_in_a_further_block() -> None:
    votes = [[100 + party for party in range(20)], [200 + party for party in range(20)]]
    found = tally.biproportion(votes, [30, 20])
    grid = views.district_table(found, ["N" * 60, "South"])
    assert wide(grid) == []
    assert grid.count("\ndivisor") > 1
    assert all(f"party {party}" in grid for party in range(20))
    with pytest.raises(tally.BadCount, match="2 names, one for each district"):
        views.district_csv(found, ["North"])


# Reserved seats


BLT = '4 2\n8 1 0\n7 2 3 0\n6 3 2 0\n2 4 0\n0\n"Ada"\n"Ben"\n"Cy"\n"Dora"\n"Chair"\n'


@pytest.fixture
def ballots(tmp_path: Path) -> Path:
    file = tmp_path / "chair.blt"
    file.write_text(BLT, "utf-8")
    return file


@pytest.mark.parametrize(
    ("group", "told"),
    [
        ("women=Ada,Dora:2-", "women (at least 2)"),
        ("women=Ada, 3 :2", "women (at least 2, at most 2)"),
        ("men=Ben,Cy:-0", "men (at least 0, at most 0)"),
        ("a=b=Ada,Dora:2-3", None),
    ],
)
def test_seats_are_reserved_on_the_command_line(
    ballots: Path, group: str, told: str | None
) -> None:
    assert "Ben" in call("count", ballots, "--rule", "meek").stdout.splitlines()[-1]
    done = call("count", ballots, "--rule", "meek", "--reserved", group)
    if told is None:
        assert done.exit_code == 2  # the first = ends the name of the group
        return
    assert done.exit_code == 0
    assert f"\nReserved: {told}.\n" in done.stdout
    assert done.stdout.endswith("\nElected: Ada, Dora.\n")
    assert wide(done.stdout) == []


TOML = """
[[group]]
name = "women {x}"
candidates = ["Ada", 3]
least = 2

[[group]]
name = "men"
candidates = ["Ben", "Cy"]
most = 1
"""


def test_seats_are_reserved_by_a_file(ballots: Path, tmp_path: Path) -> None:
    file = tmp_path / "groups.toml"
    file.write_text(TOML, "utf-8")
    done = call("count", ballots, "--rule", "meek", "--rule", "warren", "--reserved", file)
    assert "Elected by all: Ada and Dora." in done.stdout
    one = call("count", ballots, "--rule", "meek", "--reserved", file, "--reserved", "b=Ben:0")
    assert "women {x} (at least 2); men (at least 0, at most 1); b (at least" in one.stdout
    inline = 'group = [{name = "men", candidates = ["Ben", "Cyy"], most = 0}]\n'
    file.write_text(inline, "utf-8")
    refused = call("count", ballots, "--rule", "meek", "--reserved", file)
    assert "groups.toml: fault: there is no candidate 'Cyy'" in refused.stderr


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('"Cy"', '"Cyy"', "groups.toml:7: fault: there is no candidate 'Cyy'"),
        ("most = 1", "", "groups.toml:7: fault: expected whole numbers for least or most in men"),
        ("most = 1", 'most = "1"', "groups.toml:7: fault: expected whole numbers"),
        ("most = 1", "most = true", "groups.toml:7: fault: expected whole numbers"),
        ("most = 1", "more = 1", "groups.toml:7: fault: expected a group of name, candidates"),
        ('name = "men"', "name = 3", "groups.toml:7: fault: expected a group of name"),
        ("least = 2", "least = -2", "reserved for women {x}: expected candidates"),
        ("least = 2", "least = ", "groups.toml: fault: expected TOML: Invalid value (at line 5"),
        ("\n[[group]]", "\n[group]", "groups.toml: fault: expected TOML"),
    ],
)
def test_faults_of_groups_name_the_place(
    ballots: Path, tmp_path: Path, old: str, new: str, told: str
) -> None:
    file = tmp_path / "groups.toml"
    file.write_text(TOML.replace(old, new), "utf-8")
    refused = call("count", ballots, "--rule", "meek", "--reserved", file)
    assert refused.exit_code == 1
    assert told in refused.stderr


@pytest.mark.parametrize("text", ["", "x = 1\n", "group = 1\n", "[group]\nname = 1\n"])
def test_a_file_without_groups_is_refused(ballots: Path, tmp_path: Path, text: str) -> None:
    file = tmp_path / "groups.toml"
    file.write_text(text, "utf-8")
    refused = call("count", ballots, "--rule", "meek", "--reserved", file)
    assert "groups.toml:1: fault: expected groups and nothing else" in refused.stderr


@pytest.mark.parametrize(
    ("group", "code", "told"),
    [
        ("women", 2, "write name=candidates:bounds"),
        ("women=Ada", 2, "write name=candidates:bounds"),
        ("women=Ada:", 2, "write name=candidates:bounds"),
        ("women=Ada:-", 2, "write name=candidates:bounds"),
        ("women=Ada:some", 2, "write name=candidates:bounds"),
        ("=Ada:2", 2, "write name=candidates:bounds"),
        ("women=:2", 2, "write name=candidates:bounds"),
        ("women=Ada,Dorra:2", 2, "--reserved women: there is no candidate 'Dorra'"),
        ("women=Ada,9:2", 2, "there is no candidate '9' (names, or numbers to 3)"),
        ("women=Ada,Dora:3-", 1, "got women (at least 3)"),
        ("women=Ada,Dora:2-1", 1, "reserved for women: expected"),
        ("none.toml", 1, "No such file"),
    ],
)
def test_groups_that_were_written_wrongly(ballots: Path, group: str, code: int, told: str) -> None:
    refused = call("count", ballots, "--rule", "meek", "--reserved", group)
    assert refused.exit_code == code
    assert told in refused.stderr


def test_a_name_of_several_has_to_be_a_number(ballots: Path) -> None:
    ballots.write_text(BLT.replace("Dora", "Ada").replace("Ben", "1"), "utf-8")
    refused = call("count", ballots, "--rule", "meek", "--reserved", "women=Ada:2-")
    assert "'Ada' is the name of several: give a number, one of 0, 3" in refused.stderr
    done = call("count", ballots, "--rule", "meek", "--reserved", "named=1:1-", "--as", "json")
    assert json.loads(done.stdout)["outcome"]["reserved"][0]["members"] == [1]


def test_a_rule_that_cannot_reserve_says_which_can(ballots: Path) -> None:
    refused = call("count", ballots, "--rule", "scottish-stv", "--reserved", "women=Ada:1-")
    assert refused.exit_code == 1
    able = ", ".join(rule.name for rule in tally.RULES.values() if rule.reserved)
    assert f"count by one that does: {able}" in refused.stderr
    listed = call("count", "--list-rules", "--rule", "meek", "--rule", "irv").stdout
    assert listed.count("(--reserved)") == 1


# What commands print


def test_text_is_folded_under_its_own_words() -> None:
    long = "12. " + "word " * 30 + "\n  option: " + "word " * 30 + "\n\n" + "x" * 90 + " y"
    told = layout.folded(long).split("\n")
    assert max(len(line) for line in told if "x" not in line) <= layout.WIDTH
    assert told[1].startswith("    word")
    assert told[3].startswith("    word")
    assert told[-2:] == ["x" * 90, "y"]
    assert layout.folded("short") == "short"


def test_every_list_and_help_fits_a_terminal() -> None:
    for given in (
        ["count", "--list-rules"],
        ["count", "--list-rules", *(f"--rule={name}" for name in tally.RULES)],
        ["fund", "--list-rules", *(f"--rule={name}" for name in tally.FUNDINGS)],
        ["apportion", "--list-methods"],
        *([command, "--help"] for command in ("count", "fund", "margin", "apportion")),
    ):
        done = call(*given)
        assert done.exit_code == 0
        assert wide(done.stdout) == [], given
