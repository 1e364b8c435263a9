"""Requests to count: what is refused, what is recorded, and what a rule may import."""

from __future__ import annotations

import ast
import json
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import commonweal.tally
from commonweal import tally

ROOM = Path(commonweal.tally.__file__).parent
RANKED = tally.Ranked.of([[0, 1], [0, 1], [0], [1], [2]], 3)
MOTION = tally.Choice.yes_no(3, 2)
TIED = tally.Choice.counted([2, 2])
FIRST = tally.count("scottish-stv", RANKED, 1)

REFUSED: dict[str, tuple[Callable[[], object], str]] = {
    "no such rule": (
        lambda: tally.count("no-such-rule", RANKED, 1),
        r"rule: .*majority.*got 'no-such-rule'",
    ),
    "other ballots": (lambda: tally.count("approval", RANKED, 1), r"Approval ballots.*got Ranked"),
    "no ballots": (
        lambda: tally.count("approval", [[0]], 1),  # type: ignore[arg-type]  # refused on purpose
        r"ballots: .*got list; build a profile",
    ),
    "other ballots, with the way out": (
        lambda: tally.count("plurality", RANKED, 1),
        r"got Ranked; count Ranked ballots by one of scottish-stv",
    ),
    "no seat": (lambda: tally.count("plurality", MOTION, 0), r"seats: .*1 or more"),
    "no number of seats": (
        lambda: tally.count("plurality", MOTION, True),
        r"seats: .*got True",
    ),
    "two seats for a motion": (lambda: tally.count("majority", MOTION, 2), r"seats: .*got 2"),
    "no such option": (lambda: tally.count("plurality", MOTION, 1, x=1), r"option x: .*no options"),
    "another option": (lambda: tally.count("majority", MOTION, 1, x=1), r"option x: .*'threshold'"),
    "a decimal share": (
        lambda: tally.count("majority", MOTION, 1, threshold=0.5),
        r"option threshold: expected an exact share.*got 0.5",
    ),
    "a share in words": (
        lambda: tally.count("majority", MOTION, 1, threshold="half"),
        r"option threshold: .*got 'half'",
    ),
    "a share by zero": (
        lambda: tally.count("majority", MOTION, 1, threshold="1/0"),
        r"option threshold: .*got '1/0'",
    ),
    "more than all": (
        lambda: tally.count("majority", MOTION, 1, threshold=Fraction(3, 2)),
        r"option threshold: ",
    ),
    "a roll below zero": (lambda: tally.count("majority", MOTION, 1, roll=-1), r"option roll: "),
    "a word unknown": (
        lambda: tally.count("majority", MOTION, 1, tie="chair"),
        r"option tie: expected one of fails, carries, lot; got 'chair'",
    ),
    "no roll": (lambda: tally.count("majority", MOTION, 1, of="roll"), r"option roll: .*got 0"),
    "a roll too small": (
        lambda: tally.count("majority", MOTION, 1, roll_share="1/2", roll=4),
        r"option roll: .*at least the 5 who voted; got 4",
    ),
    "four answers": (
        lambda: tally.count("majority", tally.Choice.counted([1, 1, 1, 1]), 1),
        r"ballots: .*got 4 answers",
    ),
    "another lot": (lambda: tally.count("plurality", TIED, 1, lots=[[0, 2]]), r"lot 0: .*\[0, 1\]"),
    "half a lot": (lambda: tally.count("plurality", TIED, 1, lots=[[0]]), r"lot 0: "),
    "a lot of truth values": (
        lambda: tally.count("plurality", TIED, 1, lots=[[True, False]]),
        r"lot 0: expected the numbers of the tied.*got \[True, False\]",
    ),
    "a lot without an order": (
        lambda: tally.count("plurality", TIED, 1, lots=[{1, 0}]),  # type: ignore[list-item]  # so
        r"lot 0: .*got \{0, 1\}",
    ),
    "a lot that is no list": (
        lambda: tally.apportion("d-hondt", [1, 1], total=1, lots=[1]),  # type: ignore[list-item]  # so
        r"lot 0: .*got 1",
    ),
    "a seat won by a truth value": (
        lambda: tally.countback("scottish-stv", RANKED, FIRST, False),
        r"vacated: .*got False",
    ),
    "a stranger by name": (
        lambda: tally.countback("scottish-stv", RANKED, FIRST, 0, sitting=["a"]),  # type: ignore[list-item]  # so
        r"sitting or unavailable: .*got 'a'",
    ),
    "a band of three": (
        lambda: tally.apportion("bands", [1], bands=[(1, 2, 3)]),  # type: ignore[list-item]  # so
        r"bands: .*got \[\(1, 2, 3\)\]",
    ),
    "a part of a reserved seat": (
        lambda: tally.count(
            "meek",
            RANKED,
            1,
            reserved=tally.Reserved.of(("A", [0], 0.5, None)),  # type: ignore[arg-type]  # so
        ),
        r"reserved for A: .*whole bounds",
    ),
    "points beyond all sums": (
        lambda: tally.fund(
            "greedy", tally.Scored.of([{0: 254}], 1, 254, [2**57]), tally.Projects((1,), 1)
        ),
        r"votes: .*papers of up to 254 points",
    ),
    "seats of parties by a word unknown": (
        lambda: tally.biproportion([[1]], [1], [1], by="people"),
        r"by: expected votes or voters; got 'people'",
    ),
    "lots too many": (
        lambda: tally.count("plurality", TIED, 1, lots=[[0, 1], [0, 1]]),
        r"lot 1: expected 1 draws.*got 2 draws",
    ),
    "no count-back": (
        lambda: tally.countback("plurality", MOTION, 1, 0),
        r"rule: expected a rule with count-back; got plurality; hold a by-election",
    ),
    "a seat never won": (
        lambda: tally.countback("scottish-stv", RANKED, FIRST, 2),
        r"vacated: .*\[0\]; got 2",
    ),
    "an unfinished election": (
        lambda: tally.countback("scottish-stv", tally.Ranked.of([[0], [1]], 2), 1, 0),
        r"vacated: ",
    ),
    "a stranger": (
        lambda: tally.countback("scottish-stv", RANKED, FIRST, 0, unavailable=[3]),
        r"sitting or unavailable: .*0 to 2; got 3",
    ),
    "an outcome of another rule": (
        lambda: tally.countback("approval", RANKED, FIRST, 0),
        r"origin: .*got an outcome of scottish-stv",
    ),
    "lots given twice": (
        lambda: tally.countback("scottish-stv", RANKED, FIRST, 0, origin_lots=[[0, 1]]),
        r"origin: ",
    ),
    "a count-back with a lot too many": (
        lambda: tally.countback("scottish-stv", RANKED, FIRST, 0, lots=[[0, 1]]),
        r"lot 0: expected 0 draws",
    ),
    "no such method": (lambda: tally.apportion("hamilton", [1]), r"method: .*got 'hamilton'"),
    "no total": (lambda: tally.apportion("d-hondt", [1]), r"method d-hondt: .*; add total$"),
    "a foreign figure": (
        lambda: tally.apportion("d-hondt", [1], total=1, bands=[(1, 1)]),
        r"; leave out bands$",
    ),
    "a total of zero": (lambda: tally.apportion("d-hondt", [1], total=0), r"total: .*1 or more"),
    "a figure below zero": (lambda: tally.apportion("equal", [1, -1], each=1), r"figure 1: "),
    "a minimum below zero": (
        lambda: tally.apportion("equal", [1], each=1, minimum=-1),
        r"minimum: ",
    ),
    "no units": (lambda: tally.apportion("equal", [], each=1), r"figures: .*got none"),
    "minima above the total": (
        lambda: tally.apportion("sainte-lague", [5, 5], total=3, minimum=2),
        r"total: expected at least 4 seats, the minima of units 0, 1; got 3",
    ),
    "empty rolls": (lambda: tally.apportion("d-hondt", [0, 0], total=1), r"figures: .*zero every"),
    "bands out of order": (
        lambda: tally.apportion("bands", [1], bands=[(5, 1), (1, 2)]),
        r"bands: ",
    ),
    "bands twice": (lambda: tally.apportion("bands", [1], bands=[(1, 1), (1, 2)]), r"bands: "),
    "no bands": (lambda: tally.apportion("bands", [1], bands=[]), r"bands: "),
    "a band below zero": (lambda: tally.apportion("bands", [1], bands=[(1, -1)]), r"band: "),
    "a lot for nothing": (
        lambda: tally.apportion("equal", [1], each=1, lots=[[0]]),
        r"lot 0: expected 0 draws",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_bad_requests_are_refused(case: str) -> None:
    ask, message = REFUSED[case]
    with pytest.raises((tally.BadCount, tally.BadLot), match=message):
        ask()


def test_an_outcome_says_how_it_came_about() -> None:
    outcome = tally.count("majority", TIED, 1, tie="lot", threshold="1/2", lots=[[1, 0]])
    data = outcome.as_dict()
    assert json.loads(json.dumps(data)) == data
    assert data["rule"] == "majority"
    assert data["rule_version"] == tally.RULES["majority"].version
    assert data["lots"] == [[1, 0]]
    assert data["options"] == {
        "threshold": "0.5",
        "of": "cast",
        "passes": "more_than",
        "tie": "lot",
        "roll": "0",
        "roll_share": "0",
    }
    assert tally.countback("scottish-stv", RANKED, FIRST, 0).as_dict()["lot"] is None


def test_numbers_of_numpy_become_plain() -> None:
    two: Any = np.int64(2)
    drawn: Any = np.array([[1, 0]])
    profile = tally.Ranked.of([[0], [1]], two)
    outcome = tally.count("scottish-stv", profile, 1, lots=[[1, 0]])
    by_array = tally.count("scottish-stv", profile, 1, lots=drawn)
    assert json.dumps(by_array.as_dict()) == json.dumps(outcome.as_dict())


def test_a_stopped_count_says_what_to_draw() -> None:
    outcome = tally.count("plurality", TIED, 1)
    assert outcome.lot is not None
    assert outcome.lot.text.startswith("candidate 0 and candidate 1 have 2 votes each")
    assert "Alice and Bob have 2 votes each" in outcome.explain(["Alice", "Bob"])
    assert "candidate 0" in outcome.explain()
    data = outcome.as_dict()
    assert data["lot"] == outcome.lot.as_dict()
    assert outcome.lot.as_dict()["tied"] == [0, 1]


def test_lots_of_the_election_are_used_again_in_its_count_back() -> None:
    profile = tally.Ranked.of([[0, 2], [0, 2], [1, 2], [1, 2], [2]], 3)
    first = tally.count("scottish-stv", profile, 1)
    assert first.elected == ()
    first = tally.count("scottish-stv", profile, 1, lots=[[1, 0]])
    assert first.elected == (0,)
    by_outcome = tally.countback("scottish-stv", profile, first, 0)
    by_seats = tally.countback("scottish-stv", profile, 1, 0, origin_lots=[[1, 0]])
    assert by_outcome == by_seats
    assert by_outcome.elected == (2,)


def test_a_count_back_goes_on_after_its_lot() -> None:
    profile = tally.Ranked.of([[0, 1], [0, 1], [0, 2], [0, 2], [0]], 3)
    stopped = tally.countback("scottish-stv", profile, 1, 0)
    assert stopped.lot is not None
    assert stopped.lot.tied == (1, 2)
    outcome = tally.countback("scottish-stv", profile, 1, 0, lots=[[1, 2]])
    assert outcome.elected == (2,)
    assert outcome.next_in_line == (1,)


def test_contestants_without_votes_leave_together() -> None:
    profile = tally.Ranked.of([[0, 1]] * 2 + [[0, 2]] * 2 + [[0, 3]], 6)
    outcome = tally.countback("scottish-stv", profile, 1, 0, lots=[[1, 2]])
    assert outcome.rounds[1].excluded == (4, 5)
    assert outcome.elected == (2,)
    assert outcome.tied == ((4, 5),)


def test_an_apportionment_says_how_it_came_about() -> None:
    found = tally.apportion("d-hondt", [10, 10], total=3, lots=[[1, 0]])
    data = found.as_dict()
    assert json.loads(json.dumps(data)) == data
    assert data["seats"] == [1, 2]
    assert data["lot"] is None
    assert found.steps[-1].told(["North", "South"]).startswith("South gets its seat 2: 10 divided")
    stopped = tally.apportion("d-hondt", [10, 10], total=3).as_dict()
    assert stopped["lot"] is not None


@pytest.mark.parametrize("number", ["0", "12", "-3", "0.5", "-12.05", "0.00001", "1/3", "-7/6"])
def test_numbers_are_written_exactly(number: str) -> None:
    assert tally.exact(Fraction(number)) == number


@pytest.mark.parametrize("folder", ["rules", "apportionments"])
def test_rules_know_nothing_of_each_other(folder: str) -> None:
    files = sorted(p for p in (ROOM / folder).glob("*.py") if p.stem != "__init__")
    listed = (ROOM / "registry.py").read_text("utf-8")
    assert files
    for file in files:
        assert f"{file.stem}." in listed
        tree = ast.parse(file.read_text("utf-8"))
        modules = [n.module or "" for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)]
        assert not [m for m in modules if f"tally.{folder}" in m or m.endswith("registry")]


def test_the_room_has_no_floats() -> None:
    assert RANKED.ranks.dtype.kind == "u"
    assert RANKED.weights.dtype.kind == "i"
    drawings = set((ROOM / "views").glob("*.py"))  # lengths on paper, not votes
    for file in sorted(set(ROOM.rglob("*.py")) - drawings):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            assert not (isinstance(node, ast.Constant) and isinstance(node.value, float)), file
            assert not (isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div)), file
            assert not (isinstance(node, ast.Name) and node.id == "float"), file
