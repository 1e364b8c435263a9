"""ABIF, tables, cast-vote records and Parquet: what they say, and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonweal.tally import (
    Approval,
    Contest,
    Given,
    Ranked,
    Scored,
    read_abif,
    read_contest,
    read_parquet,
    read_table,
)
from commonweal.tally.readers import abif, contest, dominion, parquet, tables
from commonweal.tally.readers.contest import NOTHING
from commonweal.tally.readers.marks import UNKNOWN, Doubt, settle
from commonweal.terms import FaultyDocument

ABIF = """{"title": "Capital", "seats": 2} # so

# remark
=A:[Alice, of the hill]
B : "Bob" # so
=C:Cy
12: A>B=C
3: C,[Bob] # so
1:
"""
SCORES = '{"max_rating": 5}\n2:A/5>B/3=C/3\n1:C/0,B/5\n'


def refused(reading: Callable[[], Contest]) -> str:
    with pytest.raises(FaultyDocument) as caught:
        reading()
    assert all(fault.remedy for fault in caught.value.faults)
    return str(caught.value)


def ranked(read: Contest) -> dict[Any, int]:
    assert isinstance(read.profile, Ranked)
    return dict(read.profile.groups())


def test_orders_of_abif() -> None:
    read = read_abif(ABIF)
    assert (read.names, read.seats, read.title) == (
        ("Alice, of the hill", "Bob", "Cy"),
        2,
        "Capital",
    )
    assert ranked(read) == {((0,), (1, 2)): 12, ((1, 2),): 3}
    assert read.profile.blank == 1
    assert read_abif("1:B>A\n2:C", given=Given(seats=1, title="T")).names == ("A", "B", "C")


def test_scores_of_abif() -> None:
    read = read_abif(SCORES)
    assert isinstance(read.profile, Scored)
    assert (read.profile.highest, read.names) == (5, ("A", "B", "C"))
    assert sorted(read.profile, key=str) == [({0: 5, 1: 3, 2: 3}, 2), ({1: 5, 2: 0}, 1)]
    order = read_abif(SCORES.replace("C/0,B/5", "B/5>C/0"), given=Given(cells="ranks"))
    assert ranked(order) == {((0,), (1, 2)): 2, ((1,), (2,)): 1}
    bare = read_abif("2:A/5>B/3", given=Given(highest=10))
    assert isinstance(bare.profile, Scored)
    assert bare.profile.highest == 10


def test_approvals_of_abif() -> None:
    for text in ("2:A=C\n1:B,A", '{"max_rating":1}\n2:A/1=C/1,B/0\n1:B/1,A/1'):
        read = read_abif(text, given=Given(cells="approvals"))
        assert isinstance(read.profile, Approval)
        assert dict(read.profile) == {(0, 2): 2, (0, 1): 1}


FAULTY_ABIF = {
    "": ":1:1: fault: expected from 1 to 65534 candidates, got 0",
    "x": ":1:1: fault: expected a ballot such as 12: A>B",
    "{title}": ":1:1: fault: expected JSON such as",
    "{" * 9000: ":1:1: fault: expected JSON such as",
    "{}" + " " * 10_000: "expected JSON such as",
    '{"a": 1} b': "expected JSON such as",
    "=A:[Alice] b\n1:A": ":1:12: fault: expected the end of the line or a comment, got 'b'",
    "=A:[Alice]\n=A:[Bob]": ":2:1: fault: expected every candidate once, got 'A'",
    "=A:[Alice]\n=B:[Alice]": ":2:1: fault: expected every candidate once, got 'B'",
    "=A:[Alice]\n1:B": ":2:3: fault: expected a candidate whom a line names, got 'B'",
    "=A:[Alice]\n1:A>[Alice]": ":2:5: fault: expected every candidate once on a ballot",
    "0: A": ":1:1: fault: expected a weight of 1 or more, got 0",
    "1: A>": ":1:6: fault: expected a candidate, perhaps with /score, got ''",
    "1: A*3": ":1:5: fault: expected >, =, a comma or the end of the line, got '*3'",
    "1: A/1>B": ":1:8: fault: expected scores on every mark of the file or on none",
    "1: A/1": ":1:1: fault: expected a best score from 1 to 254, got None",
    '{"max_rating": true}\n1: A/1': ":1:1: fault: expected a best score from 1 to 254, got True",
    '{"max_rating": 5}\n1: A/6': ":2:3: fault: expected a score from 0 to 5, got 6",
    '{"max_rating": 5}\n1: A/1>B/2': ":2:8: fault: expected scores that agree with the order",
    '{"max_rating": 5}\n1: A/1=B/2': "agree with the order, got 1=2",
    "=A:" + "x" * 1001: "expected names and titles of at most 1000 characters",
    "9" * 18 + ":A\n" + ("9" * 18 + ":A\n") * 4: ":5:1: fault: expected fewer than 2**62 papers",
}


@pytest.mark.parametrize("text", FAULTY_ABIF)
def test_faults_of_abif_have_their_place(text: str) -> None:
    assert FAULTY_ABIF[text] in refused(lambda: read_abif(text, "x.abif"))


def test_what_cells_say_has_to_fit_abif(monkeypatch: pytest.MonkeyPatch) -> None:
    assert ranked(read_abif("1:A/9>B/2", given=Given(cells="ranks"))) == {((0,), (1,)): 1}
    commas = Given(cells="ranks", highest=5)
    assert "expected > or =" in refused(lambda: read_abif("1:A/1,B/2", given=commas))
    marks = Given(cells="approvals")
    assert "joined by = or commas" in refused(lambda: read_abif("1:A>B", given=marks))
    monkeypatch.setattr(abif, "CELLS_MAX", 1)
    assert "cells of patterns" in refused(lambda: read_abif("1:A/1,B/2", given=Given(highest=5)))


RECORDS = """ID,Rank 2,rank1,count
1,Bob,Alice,2
2,,Bob,1
3,"Cy, jr",Alice,1

4,,,4
"""


def test_a_table_with_a_column_for_each_rank() -> None:
    read = read_table(RECORDS, given=Given(seats=2, title="T"))
    assert read.names == ("Alice", "Bob", "Cy, jr")
    assert ranked(read) == {((0,), (1,)): 2, ((1,),): 1, ((0,), (2,)): 1}
    assert (read.profile.blank, read.seats, read.title) == (4, 2, "T")
    declared = read_table(RECORDS, given=Given(candidates=("Cy, jr", "Bob", "Alice", "Dora")))
    assert (declared.names[3], declared.profile.candidates) == ("Dora", 4)
    numbers = read_table("1st choice;2nd choice\n10;9\n9;\n")
    assert (numbers.names, ranked(numbers)) == (("9", "10"), {((1,), (0,)): 1, ((0,),): 1})
    other = read_table("Polling place\tpref1\nx\tA\n", given=Given(ignored=("polling place",)))
    assert other.names == ("A",)
    assert read_table("rank1\nA\n", given=Given(delimiter=";")).names == ("A",)


DOUBTS: dict[tuple[str, ...], tuple[Given, dict[Any, int], int, int]] = {
    ("A", "", "B"): (Given(skipped="pass"), {((0,), (1,)): 1}, 0, 0),
    ("A", "undervote", "B"): (Given(skipped="end"), {((0,),): 1}, 0, 0),
    ("A", "skipped", "B", "", "", "C"): (
        Given(skipped="end_at_two"),
        {((0,), (1,)): 1},
        0,
        0,
    ),
    ("A", "Overvote", "B"): (Given(overvote="end"), {((0,),): 1}, 0, 0),
    ("A", "overvote", "B", ""): (Given(overvote="pass"), {((0,), (1,)): 1}, 0, 0),
    ("overvote", "A", "B"): (Given(overvote="void"), {}, 0, 1),
    ("overvote", "", "A", "B"): (Given(overvote="end"), {}, 1, 0),
    ("A", "A", "B"): (Given(repeated="pass"), {((0,), (1,)): 1}, 0, 0),
    ("A", "B", "A", "B"): (Given(repeated="end"), {((0,), (1,)): 1}, 0, 0),
    ("A", "B", "A"): (Given(repeated="void"), {}, 0, 1),
}


@pytest.mark.parametrize("cells", DOUBTS)
def test_doubts_are_settled_as_the_rule_says(cells: tuple[str, ...]) -> None:
    said, papers, blank, void = DOUBTS[cells]
    heading = ",".join(f"rank{number + 1}" for number in range(len(cells)))
    text = f"{heading}\n{','.join(cells)}\n"
    read = read_table(text, given=said)
    assert (ranked(read), read.profile.blank, read.void) == (papers, blank, void)
    assert "look up the election's rule" in refused(lambda: read_table(text))


def test_several_known_marks_at_one_rank() -> None:
    equal = Given(overvote="equal", repeated="pass")
    assert settle([(1, 0), (2,), ()], equal) == ((0, 1), 2)
    assert isinstance(settle([(1,), (0, 1)], equal), Doubt)
    assert isinstance(settle([(UNKNOWN,)], equal), Doubt)
    assert settle([(1, 0), (2,)], Given(overvote="pass")) == (2,)
    assert isinstance(settle([(1, 0)], NOTHING), Doubt)


ORDERS = "Alice;Bob;Cy;papers\n1;2;3;1\n2;1;;2\n;;;3\n"


def test_a_table_with_a_column_for_each_candidate() -> None:
    read = read_table(ORDERS, given=Given(cells="ranks"))
    assert ranked(read) == {((0,), (1,), (2,)): 1, ((1,), (0,)): 2}
    assert (read.names, read.profile.blank) == (("Alice", "Bob", "Cy"), 3)
    equal = ORDERS.replace("2;1;;2", "1;1;;2")
    assert ((0, 1),) in ranked(read_table(equal, given=Given(cells="ranks", overvote="equal")))
    assert "overvote" in refused(lambda: read_table(equal, given=Given(cells="ranks")))
    gap = ORDERS.replace("2;1;;2", "900;1;;2")
    assert ((1,),) in ranked(read_table(gap, given=Given(cells="ranks", skipped="end_at_two")))
    void = read_table(equal, given=Given(cells="ranks", overvote="void"))
    assert (void.void, void.profile.blank) == (2, 3)
    turned = read_table(ORDERS, given=Given(cells="ranks", candidates=("Cy", "Bob", "Alice")))
    assert ((2,), (1,), (0,)) in ranked(turned)


def test_tables_of_grades_and_of_marks() -> None:
    said = Given(cells="grades", highest=4)
    graded = read_table("Alice,Bob\n4,\n0,3\n0,3\n", given=said)
    assert isinstance(graded.profile, Scored)
    assert list(graded.profile) == [({0: 0, 1: 3}, 2), ({0: 4}, 1)]
    marked = read_table("Alice,Bob\n1,\n0,1\n,\n", given=Given(cells="approvals"))
    assert isinstance(marked.profile, Approval)
    assert (dict(marked.profile), marked.profile.blank) == ({(0,): 1, (1,): 1}, 1)


FAULTY_TABLES: dict[str, tuple[str, Given]] = {
    "": (":1:1: fault: expected a heading, got an empty file", NOTHING),
    "a,b;c": (":1:1: fault: expected one of comma, semicolon and tab", NOTHING),
    "rank1\n": (":1:1: fault: expected from 1 to 65534 candidates, each once, got 0", NOTHING),
    "rank1,rank3\nA,B\n": (":1:2: fault: expected ranks from 1 to 2 without a gap", NOTHING),
    "rank1,rank1\nA,B\n": (":1:2: fault: expected one column for rank 1, got two", NOTHING),
    "rank1,weight,count\nA,1,1\n": (":1:3: fault: expected one column of weights", NOTHING),
    "rank1,rnak2\nA,B\n": (":1:2: fault: expected the heading of a rank, a weight", NOTHING),
    "Alice,Bob\n1,2\n": ("say what the candidates' columns hold", NOTHING),
    "id\n1\n": (":1:1: fault: expected columns of ranks or of candidates, got 0", NOTHING),
    "A,A\n1,2\n": (":1:2: fault: expected the name of a candidate who", Given(cells="ranks")),
    "A,\n1,2\n": (":1:2: fault: expected the name of a candidate who", Given(cells="ranks")),
    "A,B\n1,2\n ": (
        ":1:2: fault: expected the name of a candidate who",
        Given(cells="ranks", candidates=("A",)),
    ),
    "rank1,rank2\nA\n": (":2:2: fault: expected 2 cells as in the heading, got 1", NOTHING),
    "rank1,weight\nA,x\n": (":2:2: fault: expected a weight of 1 or more, got 'x'", NOTHING),
    "rank1\n\nA\nUWI\n": (":4:1: fault: expected the name of a candidate who stands", NOTHING),
    "rank1\nA\nB\n": (":3:1: fault: expected the name of a can", Given(candidates=("A",))),
    "rank1\nA\n ": ("each once, got 2", Given(candidates=("A", "A"))),
    'rank1\n"A\n': (":2:1: fault: expected cells as CSV has them", NOTHING),
    "rank1,weight\n" + ("A," + "9" * 18 + "\n") * 5: (":6:1: fault: expected fewer than", NOTHING),
    "A,B\n1,x\n": (
        ":2:2: fault: expected a rank from 1, or nothing, got 'x'",
        Given(cells="ranks"),
    ),
    "A,B\n1,0\n": (":2:2: fault: expected a rank from 1, or nothing", Given(cells="ranks")),
    "A,B\n1,9\n": (
        ":2:2: fault: expected a whole number from 0 to 5",
        Given(cells="grades", highest=5),
    ),
    "A,B\n1,x\n ": (":2:2: fault: expected a whole number from 0 to 1", Given(cells="approvals")),
    "A\n1\n": ("expected a best grade from 1 to 254, got None", Given(cells="grades")),
}


@pytest.mark.parametrize("text", FAULTY_TABLES)
def test_faults_of_tables_have_their_place(text: str) -> None:
    told, said = FAULTY_TABLES[text]
    assert told in refused(lambda: read_table(text.strip(" "), "x.csv", said))


def test_tables_too_large_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contest, "CELLS_MAX", 1)
    monkeypatch.setattr(tables, "CELLS_MAX", 1)
    for text, said in (
        ("rank1,rank2\nA,B\n", NOTHING),
        ("A,B\n1,2\n", Given(cells="ranks")),
        ("A,B\n1,2\n", Given(cells="grades", highest=5)),
        (DOMINION, Given(contest="Mayor")),
    ):
        assert "cells" in refused(lambda text=text, said=said: read_table(text, given=said))


DOMINION = """Town,5.10
,,Mayor,Mayor,Mayor,Mayor,Mayor,Treasurer
,,Alice(1),Bob(1),Alice(2),Bob(2),Write-in(2),Dora
CvrNumber,BallotType,,,,,,
1,a,1,0,0,1,0,
2,a,1,1,0,0,0,1
3,b,,,,,,1
="4",b,="0",="1",0,0,0,0
"""


def test_cast_vote_records_with_four_lines_of_heading() -> None:
    read = read_table(DOMINION, given=Given(contest="Mayor", overvote="void"))
    assert (read.names, read.title, read.void) == (("Alice", "Bob"), "Mayor", 1)
    assert ranked(read) == {((0,), (1,)): 1, ((1,),): 1}
    one = DOMINION.replace("Treasurer", "")
    assert read_table(one, given=Given(overvote="pass")).title == "Mayor"


FAULTY_DOMINION: dict[str, tuple[str, Given]] = {
    DOMINION: (":2:1: fault: expected one of these contests: Mayor; Treasurer, got ''", NOTHING),
    DOMINION + " ": ("expected a candidate and a rank such as", Given(contest="Treasurer")),
    DOMINION + "  ": (":6:1: fault: expected one mark at rank 1", Given(contest="Mayor")),
    DOMINION.replace("1,a,1,0", "1,a,x,0"): (":5:3: fault: expected 1, 0", Given(contest="Mayor")),
    DOMINION.replace("0,1,0,\n", "0\n"): (":5:6: fault: expected 1, 0", Given(contest="Mayor")),
    DOMINION.replace("0,1,0,\n", "0,0,1,\n"): (
        ":5:7: fault: expected a mark for a candidate who stands, got one for 'Write-in'",
        Given(contest="Mayor", overvote="void"),
    ),
    "a\n\n\nCvrNumber": ("expected a heading of 4 lines, got 2", NOTHING),
    "a\nM\nWrite-in(1)\nCvrNumber": ("expected from 1 to 65534 candidates, got 0", NOTHING),
}


@pytest.mark.parametrize("text", FAULTY_DOMINION)
def test_faults_of_records_have_their_place(text: str) -> None:
    told, said = FAULTY_DOMINION[text]
    assert told in refused(lambda: read_table(text.rstrip(" "), "x.csv", said))


def stored(folder: Path, **columns: Any) -> Path:
    path = folder / "x.parquet"
    pl.DataFrame(columns).write_parquet(path)
    return path


def test_parquet_means_the_same_as_a_table(tmp_path: Path) -> None:
    path = stored(
        tmp_path, id=[1, 2, 3, 4], rank1=["A", "B", None, "A"], rank2=["B", "", None, "B"]
    )
    assert ranked(read_contest(path)) == {((0,), (1,)): 2, ((1,),): 1}
    numbers = stored(tmp_path, rank1=[10, 9], rank2=[9, None], weight=[2, 3])
    read = read_parquet(numbers)
    assert (read.names, ranked(read)) == (("9", "10"), {((1,), (0,)): 2, ((0,),): 3})
    lists = stored(tmp_path, ballot=[[2, 1], [], [1]])
    assert ranked(read_parquet(lists)) == {((1,), (0,)): 1, ((0,),): 1}
    grades = read_parquet(stored(tmp_path, A=[3, 3], B=[None, 1]), Given(cells="grades", highest=3))
    assert isinstance(grades.profile, Scored)


def test_blocks_of_rows_are_gathered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet, "BLOCK_ROWS", 2)
    monkeypatch.setattr(parquet, "RAPID_ROWS", 0)
    path = stored(
        tmp_path,
        rank1=["A", "overvote", "B", None, "A"],
        rank2=["C", "A", None, None, "C"],
        weight=[1, 2, 3, 4, 5],
    )
    monkeypatch.setattr(pl, "read_parquet", lambda *args, **named: 1 / 0)
    read = read_parquet(path, Given(overvote="void", seats=2))
    assert (read.names, read.seats, read.void, read.profile.blank) == (("A", "B", "C"), 2, 2, 4)
    assert ranked(read) == {((0,), (2,)): 6, ((1,),): 3}


CELL = st.sampled_from(["A", "B", " C", "A", "", None, "overvote"] * 3 + ["UWI"])
NUMBER = st.sampled_from([1, 2, 3, None, 250] * 4 + [251, 0])


@settings(deadline=None, max_examples=60)
@given(
    rows=st.one_of(
        st.lists(st.tuples(CELL, CELL, CELL), max_size=7),
        st.lists(st.tuples(NUMBER, NUMBER, NUMBER), max_size=7),
    ),
    weights=st.lists(st.sampled_from([1, 2] * 9 + [0, None]), min_size=7, max_size=7),
    weighted=st.booleans(),
    skipped=st.sampled_from(["refuse", "pass", "end"]),
)
def test_many_rows_are_read_like_few(
    tmp_path_factory: pytest.TempPathFactory,
    rows: list[tuple[Any, ...]],
    weights: list[Any],
    weighted: bool,
    skipped: Any,
) -> None:
    text = any(isinstance(cell, str) for row in rows for cell in row)
    kind = pl.String if text else pl.Int64
    columns = {f"rank{n + 1}": pl.Series([row[n] for row in rows], dtype=kind) for n in range(3)}
    if weighted:
        columns["weight"] = pl.Series(weights[: len(rows)], dtype=pl.Int64)
    path = stored(tmp_path_factory.mktemp("parquet"), **columns)
    answers = []
    for least, block in ((0, 10**9), (0, 2), (10**9, 10**9)):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(parquet, "RAPID_ROWS", least)
            patch.setattr(parquet, "BLOCK_ROWS", block)
            said = Given(skipped=skipped, overvote="void", repeated="pass", trusted=True)
            try:
                read = read_parquet(path, said)
            except FaultyDocument as faulty:
                answers.append([str(faulty)])
            else:
                answers.append([ranked(read), read.names, read.void, read.profile.blank])
    assert answers[0] == answers[1] == answers[2]


def test_faults_of_parquet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x.parquet"
    path.write_bytes(b"PAR1 and no more")
    assert "got one that cannot be read" in refused(lambda: read_contest(path))
    path.write_bytes(b"rank1\n")
    assert "begins with PAR1, got b'rank'" in refused(lambda: read_contest(path))
    monkeypatch.setattr(parquet, "_apart", lambda path, given, found: None)
    path.write_bytes(b"PAR1 and no more")
    assert "got one that cannot be read: parquet" in refused(lambda: read_contest(path))
    floats = stored(tmp_path, rank1=[1.5])
    assert "whole numbers or text in rank1, got Float64" in refused(lambda: read_parquet(floats))
    heavy = stored(tmp_path, rank1=["A"] * 5, weight=[10**18 - 1] * 5)
    assert "expected fewer than 2**62" in refused(lambda: read_parquet(heavy))
    wrong = stored(tmp_path, rank1=["A", "A"], weight=[1, None])
    assert ":2:2: fault: expected a weight of 1 or more" in refused(lambda: read_parquet(wrong))
    long = stored(tmp_path, ranks=[list(range(1, 1002))])
    assert "at most 1000 ranks, got 1001" in refused(lambda: read_parquet(long))
    monkeypatch.setattr(parquet, "EXACT_ROWS", 1)
    many = stored(tmp_path, rank1=["A", "B"])
    assert "at most 1 different rows" in refused(lambda: read_parquet(many))
    monkeypatch.setattr(parquet, "find_spec", lambda name: None)
    assert "install commonweal[large]" in refused(lambda: read_parquet(many))


def test_a_file_that_ends_the_process_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    found = Path(__file__).parent / "found" / "ends-the-process.parquet"
    assert "got one that cannot be read" in refused(lambda: read_contest(found))
    monkeypatch.setattr(parquet, "PROBE_S", 0)
    assert "got one that cannot be read" in refused(lambda: read_contest(found))


def test_more_texts_than_a_column_holds_are_read_exactly(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parquet, "RAPID_ROWS", 0)
    names = [f"c{number:03}" for number in range(300)]
    monkeypatch.setattr(parquet, "BLOCK_ROWS", 1)
    graded = Given(cells="approvals")
    assert read_parquet(stored(tmp_path, A=[1, 1], B=[0, 1]), graded).profile.candidates == 2
    read = read_parquet(stored(tmp_path, rank1=names))
    assert read.names == tuple(names)
    assert isinstance(read.profile, Ranked)
    assert read.profile.ranks.dtype == np.uint16


def test_the_words_of_this_test_are_those_of_the_readers() -> None:
    assert dominion.FIRST_HEADING in DOMINION
