"""Reading files of ballots: dialects that real files use, faults with their place, and rubbish."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonweal.tally import Contest, Ranked, read_blt, read_contest, read_preflib
from commonweal.terms import Fault, FaultyDocument

SOI = """# FILE NAME: x.soi
# TITLE: A branch
# NUMBER ALTERNATIVES: 3
# NUMBER VOTERS: 6
# NUMBER UNIQUE ORDERS: 2
# a remark
# ALTERNATIVE NAME 1: Alice
# ALTERNATIVE NAME 2: Bob: the younger
# ALTERNATIVE NAME 3: Charlie

4: 3,1
2: 2
"""
BLT = '''4 2  # four candidates, two seats
-2
(a1) 3 1 3 4 0
2 2 0 1 3 2
  1 0
0
"Alice" # a remark
"Bob ""the younger"""
"Charlie" "Union"
Dora #2
"A branch"
'''


def test_preflib() -> None:
    contest = read_preflib(SOI)
    assert list(contest.profile) == [((1,), 2), ((2, 0), 4)]
    assert contest.names == ("Alice", "Bob: the younger", "Charlie")
    assert (contest.seats, contest.title) == (None, "A branch")


def test_blt_by_token() -> None:
    contest = read_blt(BLT)
    assert contest.names == ("Alice", "Charlie, Union", "Dora #2")
    assert (contest.seats, contest.title) == (2, "A branch")
    assert list(contest.profile) == [((0, 1, 2), 3), ((1, 0), 1)]
    assert contest.profile.blank == 2


@pytest.mark.parametrize(
    ("text", "names", "title"),
    [
        ('2 1 1 1 0 0 "A" "B" "T"', ("A", "B"), "T"),
        ('2 1\n1 1 0\n0 "A"\n"B"', ("A", "B"), ""),
        ("2 1\n1 1 0\n0\nA  One\n\n# none\nB\n", ("A  One", "B"), ""),
        ('2 1\n1 1 0\n0\n"A ""x""" \n"B " "\nT', ('A "x"', "B"), "T"),
        ('2 1\n1 1 0\n0\n"A" "b" # c\nB\nT', ("A, b", "B"), "T"),
        ('2 1\n1 1 0\n0\n"A\n"B"\nT', ('"A', "B"), "T"),
    ],
)
def test_names_as_files_write_them(text: str, names: tuple[str, ...], title: str) -> None:
    contest = read_blt(text)
    assert (contest.names, contest.title) == (names, title)


FAULTY_BLT = {
    "": (1, 1, "expected the number of candidates, got the end"),
    "x 1": (1, 1, "expected the number of candidates, got 'x'"),
    "0 1": (1, 1, "candidates from 1 to 65534, got 0"),
    "2\n 0": (2, 2, "seats from 1 to 65534, got 0"),
    "2 1\n1 1 0\n": (2, 1, "the final 0, got the end"),
    "2 1\n1 1 3 0\n0 A": (2, 5, "candidate from 1 to 2, got 3"),
    "2 1\n1 1 1 0\n0\nA\nB": (2, 5, "once on a ballot, got 1 twice"),
    "2 1\n1 1=x 0\n0": (2, 3, "a preference, or the 0 that ends the ballot, got '1=x'"),
    "2 1\n-3\n0\nA\nB": (2, 1, "withdrawn candidates from -1 to -2"),
    "2 1\n1 1 0 -2\n0\nA\nB": (2, 7, "before the ballots"),
    "2 1\n1 1 0\n0\nA": (3, 1, "expected 2 names and a title, got 1 lines"),
    "1 1\n-1\n0\nA": (1, 1, "expected somebody who stands"),
    "2 1\n1 1 0 1.5 2 0 0": (2, 7, "got '1.5'"),
}


@pytest.mark.parametrize("text", FAULTY_BLT)
def test_faults_of_blt_have_their_place(text: str) -> None:
    line, column, what = FAULTY_BLT[text]
    with pytest.raises(FaultyDocument) as caught:
        read_blt(text, "ward.blt")
    fault = caught.value.faults[0]
    assert (fault.place, fault.line, fault.column) == ("ward.blt", line, column)
    assert what in fault.what
    assert fault.remedy


FAULTY_SOI = {
    "": (1, 1, "NUMBER ALTERNATIVES from 1 to 65534, got none"),
    "3\n1,Alice\n": (1, 1, "NUMBER ALTERNATIVES"),
    SOI.replace("ALTERNATIVES: 3", "ALTERNATIVES: 0"): (11, 1, "got 0"),
    SOI.replace("# ALTERNATIVE NAME 2: Bob: the younger\n", ""): (9, 1, "ALTERNATIVE NAME 2"),
    SOI.replace("4: 3,1", "4 3,1"): (11, 1, "a number of ballots and a colon, got '4 3,1'"),
    SOI.replace("4: 3,1", "0: 3,1"): (11, 1, "a number of ballots"),
    SOI.replace("4: 3,1", "4: 3,4"): (11, 6, "alternative from 1 to 3, got '4'"),
    SOI.replace("4: 3,1", "4: 3,{1,2}"): (11, 6, "got '{1,2}'"),
    SOI.replace("4: 3,1", "4: 3,3"): (11, 6, "every alternative once, got 3 twice"),
    SOI.replace("4: 3,1", "5: 3,1"): (1, 1, "NUMBER VOTERS 6 as the header says, got 7"),
    SOI.replace("2: 2\n", ""): (1, 1, "NUMBER VOTERS 6"),
}


@pytest.mark.parametrize("text", FAULTY_SOI)
def test_faults_of_preflib_have_their_place(text: str) -> None:
    line, column, what = FAULTY_SOI[text]
    with pytest.raises(FaultyDocument) as caught:
        read_preflib(text, "x.soi")
    fault = caught.value.faults[0]
    assert (fault.place, fault.line, fault.column) == ("x.soi", line, column)
    assert what in fault.what


def test_all_faults_are_told_at_once() -> None:
    text = SOI.replace("4: 3,1", "4: 3,9").replace("2: 2", "2: 9")
    with pytest.raises(FaultyDocument) as caught:
        read_preflib(text)
    assert [fault.line for fault in caught.value.faults] == [11, 12]


def test_a_hopeless_file_is_given_up() -> None:
    with pytest.raises(FaultyDocument) as caught:
        read_preflib(SOI + "x\n" * 1000)
    assert len(caught.value.faults) == 50


def test_the_ending_tells_the_format(tmp_path: Path) -> None:
    soi, blt, other = tmp_path / "x.SOI", tmp_path / "x.blt", tmp_path / "x.doc"
    soi.write_bytes(b"\xef\xbb\xbf" + SOI.encode())
    blt.write_text(BLT, "utf-8")
    other.write_text("", "utf-8")
    assert read_contest(soi).title == read_contest(blt).title == "A branch"
    with pytest.raises(FaultyDocument, match=r"x\.doc: fault: .* ending in \.abif, \.blt"):
        read_contest(other)


def test_bytes_that_are_no_text_are_a_fault(tmp_path: Path) -> None:
    path = tmp_path / "x.blt"
    path.write_bytes(b"2 1\n0\nRen\xe9e\nB\nT")
    with pytest.raises(FaultyDocument, match=r"x\.blt:3: .*UTF-8 text, got the byte 0xe9"):
        read_contest(path)


def faults_of(reader: Callable[[str, str], Contest], text: str) -> Sequence[Fault]:
    """Read a text that may be anything; return its faults, or check the contest."""
    try:
        contest = reader(text, "rubbish")
    except FaultyDocument as refused:
        return refused.faults
    assert isinstance(contest.profile, Ranked)
    assert len(contest.names) == contest.profile.candidates
    return [Fault("none", 0, "read", "use it")]


def contest_or_faults(text: str) -> None:
    for reader in (read_blt, read_preflib):
        found = faults_of(reader, text)
        assert found
        assert all(fault.what and fault.remedy for fault in found)


@settings(deadline=None, max_examples=200)
@given(st.text(alphabet='01239-=#:,.{}()" \n\tNA', max_size=80))
def test_rubbish_is_a_contest_or_faults(text: str) -> None:
    contest_or_faults(text)


@settings(deadline=None, max_examples=200)
@given(st.sampled_from([SOI, BLT]), st.data())
def test_a_damaged_file_is_a_contest_or_faults(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 12)))
    contest_or_faults(text[:start] + data.draw(st.text(max_size=4)) + text[end:])
