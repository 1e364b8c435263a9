"""BLT and PrefLib: equal and skipped ranks, options, identifiers, ties, and writing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonweal.tally import (
    Approval,
    BadBallot,
    Contest,
    Given,
    Ranked,
    patterns,
    read_blt,
    read_contest,
    read_preflib,
    write_blt,
)
from commonweal.tally.readers import blt_writing, contest
from commonweal.tally.readers.contest import NOTHING
from commonweal.terms import FaultyDocument

NAMES = '"Alice"\n"Bob"\n"Charlie"\n"A ward"\n'


def faults(text: str, said: Given = NOTHING, reader: Any = read_blt) -> list[str]:
    with pytest.raises(FaultyDocument) as caught:
        reader(text, "x.blt", said) if reader is read_blt else reader(text, "x.toc")
    return [str(fault) for fault in caught.value.faults]


def test_equal_ranks_are_read() -> None:
    read = read_blt("3 1\n2 1=3 2 0\n1 3=1 2 0\n0\n" + NAMES)
    assert isinstance(read.profile, Ranked)
    assert list(read.profile.groups()) == [(((0, 2), (1,)), 3)]


@pytest.mark.parametrize(
    ("skipped", "papers"),
    [("pass", {(0, 1): 1, (2,): 1}), ("end", {(0,): 1, (2,): 1}), ("end_at_two", {(0, 1): 1})],
)
def test_skipped_ranks_mean_what_the_rule_says(skipped: Any, papers: dict[Any, int]) -> None:
    text = "3 1\n1 1 - 2 0\n1 3 - 0\n0\n" + NAMES
    if skipped == "end_at_two":
        text = "3 1\n1 1 - 2 - - 3 0\n0\n" + NAMES
    read = read_blt(text, "x.blt", Given(skipped=skipped))
    assert dict(read.profile) == papers  # type: ignore[arg-type]
    with pytest.raises(FaultyDocument, match=r"x\.blt:2:1: .*skipped: pass, end or end_at_two"):
        read_blt(text, "x.blt")


def test_options_of_droop_and_of_stv_rs() -> None:
    text = "3 1\n[nick ann bo cy]\n[tie 3 bo 1]\n[withdrawn bo]\n[droop meek]\n2 ann cy 0\n0\n"
    read = read_blt(text + NAMES)
    assert read.names == ("Alice", "Charlie")
    assert read.order == (1, 0)
    assert list(read.profile) == [((0, 1), 2)]  # type: ignore[arg-type]
    assert read_blt(text + NAMES + '"Source"\n"A remark"\n').title == "A ward"
    quoted = '"Alice" "Bob"\n"Charlie" "A ward" "Source" "Remark"'
    assert read_blt(text + quoted).title == "A ward"


@pytest.mark.parametrize(
    "option",
    [
        "[nick a b]",
        "[nick a a b]",
        "[nick 1 2 3]",
        "[tie 1 2]",
        "[tie 1 1 2]",
        "[withdrawn]",
        "[withdrawn 4]",
        "[other 1]",
        "[]",
    ],
)
def test_other_options_are_refused(option: str) -> None:
    assert "x.blt:2:1: fault: expected [nick" in faults(f"3 1\n{option}\n1 1 0\n0\n{NAMES}")[0]


def test_withdrawn_after_a_ballot_is_refused() -> None:
    assert "[withdrawn ...] before" in faults("3 1\n1 1 0\n[withdrawn 1]\n0\n" + NAMES)[0]


def test_an_identifier_is_read_where_only_one_way_fits() -> None:
    weighted = read_blt("3 1\n(a) 2 1 2 0\n(b) 1 3 1 0\n0\n" + NAMES)
    assert list(weighted.profile) == [((0, 1), 2), ((2, 0), 1)]  # type: ignore[arg-type]
    alone = read_blt("3 1\n(a) 2 1 0\n(b) 3 0\n(c) 0\n0\n" + NAMES)
    assert list(alone.profile) == [((1, 0), 1), ((2,), 1)]  # type: ignore[arg-type]
    assert alone.profile.blank == 1


def test_an_identifier_that_could_mean_two_things_is_refused() -> None:
    text = "3 1\n(a) 2 1 0\n0\n" + NAMES
    assert (
        "x.blt:2:1: fault: expected ballots with identifiers that read one way" in faults(text)[0]
    )
    first = read_blt(text, given=Given(identified="weight"))
    second = read_blt(text, given=Given(identified="preference"))
    assert (list(first.profile), list(second.profile)) == ([((0,), 2)], [((1, 0), 1)])  # type: ignore[arg-type]


def test_faults_of_ballots_with_identifiers() -> None:
    assert (
        "the weight of a ballot after its identifier, got 0"
        in faults("3 1\n(a) 0 9 0\n0\n" + NAMES, Given(identified="weight"))[0]
    )
    assert "got 'x'" in faults("3 1\n(a) x 0\n0\n" + NAMES, Given(identified="weight"))[0]


MORE = {
    "3 1\n1 1=9 0\n0\n" + NAMES: ":2:3: fault: expected a candidate from 1 to 3, got 9",
    "3 1\n1 1=1 0\n0\n" + NAMES: ":2:3: fault: expected every candidate once on a ballot, got 1",
    "3 1\n1 01 1 0\n0\n" + NAMES: ":2:6: fault: expected every candidate once",
    "3 1\n1 1 0\n0\n" + "x" * 1001 + "\nB\nC\nT": ":3:1: fault: expected names and titles of at",
}


@pytest.mark.parametrize("text", MORE)
def test_more_faults_have_their_place(text: str) -> None:
    assert MORE[text] in faults(text)[0]


def test_line_ends_of_every_kind_mean_the_same() -> None:
    text = "3 1\n# so\n1 2 1 0\n0\n" + NAMES
    for end in ("\r\n", "\r"):
        read = read_blt(text.replace("\n", end))
        assert (read.names, list(read.profile)) == (("Alice", "Bob", "Charlie"), [((1, 0), 1)])  # type: ignore[arg-type]


def test_a_profile_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    heavy = "9" * 18
    text = "3 1\n" + f"{heavy} 1 0\n" * 5 + "0\n" + NAMES
    assert "x.blt:6:1: fault: expected fewer than 2**62 papers" in faults(text)[0]
    monkeypatch.setattr(contest, "CELLS_MAX", 2)
    assert "got 2 papers and 4 cells" in faults("3 1\n1 1 2 0\n1 2 1 0\n0\n" + NAMES)[0]
    soi = "# NUMBER ALTERNATIVES: 1\n# ALTERNATIVE NAME 1: A\n" + f"{heavy}: 1\n" * 5
    assert "x.toc:7:1: fault: expected fewer" in faults(soi, reader=read_preflib)[0]


def test_a_paper_of_many_candidates_takes_no_longer_than_its_length() -> None:
    many = 30_000
    order = " ".join(str(n) for n in range(1, many + 1))
    text = f"{many} 1\n1 {order} 0\n0\n" + "\n".join(f"c{n}" for n in range(many))
    assert isinstance((profile := read_blt(text).profile), Ranked)
    assert profile.ranks.shape == (1, many)


@st.composite
def contests(draw: st.DrawFn) -> Contest:
    candidates = draw(st.integers(1, 5))
    papers = []
    for _ in range(draw(st.integers(0, 6))):
        order = draw(st.permutations(range(candidates)))[: draw(st.integers(0, candidates))]
        groups: list[Any] = []
        for candidate in order:
            if groups and draw(st.booleans()):
                groups[-1] = (*groups[-1], candidate)
            else:
                groups.append((candidate,))
        papers.append(groups)
    name = st.text(alphabet="AbÇ \"'#(\n\t\u2028=0-[]", max_size=8)
    names = draw(st.lists(name, min_size=candidates, max_size=candidates))
    weights = draw(st.lists(st.integers(1, 9), min_size=len(papers), max_size=len(papers)))
    order = draw(st.sampled_from([(), tuple(range(candidates))[::-1]]))
    profile = Ranked.of(papers, candidates, weights)
    return Contest(profile, tuple(names), draw(st.integers(1, 3)), draw(name), order=order)


def round_trip(first: Contest) -> None:
    again = read_blt(write_blt(first))
    assert isinstance(first.profile, Ranked)
    assert isinstance(again.profile, Ranked)
    assert list(again.profile.groups()) == list(first.profile.groups())
    assert again.profile.blank == first.profile.blank
    assert again.names == tuple(" ".join(name.split()) for name in first.names)
    assert again.title == " ".join(first.title.split())
    assert (again.seats, again.order) == (first.seats, first.order)


@settings(deadline=None, max_examples=200)
@given(contests())
def test_what_is_written_is_read_again(first: Contest) -> None:
    round_trip(first)


def test_a_writer_that_forgets_quotation_marks_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    planted = Contest(Ranked.of([[0]], 1), ('A "b"',), 1, "")
    round_trip(planted)
    honest = blt_writing._lines
    monkeypatch.setattr(
        blt_writing,
        "_lines",
        lambda *given: (line.replace('""', '"') for line in honest(*given)),
    )
    with pytest.raises(AssertionError):
        round_trip(planted)


def test_what_the_format_cannot_say_is_refused() -> None:
    ranked = Contest(Ranked.of([[0]], 1), ("A",), None, "")
    with pytest.raises(BadBallot, match="number of seats"):
        write_blt(ranked)
    with pytest.raises(BadBallot, match="ranked ballots; got Approval"):
        write_blt(replace(ranked, profile=Approval.of([[0]], 1), seats=1))


TOC = """# TITLE: Places
# DATA TYPE: toc
# NUMBER ALTERNATIVES: 3
# NUMBER VOTERS: 6
# ALTERNATIVE NAME 1: A: one
# ALTERNATIVE NAME 2: B
# ALTERNATIVE NAME 3: C
4: {3,1},2
2: 2, { 1 , 3 }
"""


def test_ties_of_preflib() -> None:
    read = read_preflib(TOC, "x.toc")
    assert isinstance(read.profile, Ranked)
    assert list(read.profile.groups()) == [(((0, 2), (1,)), 4), (((1,), (0, 2)), 2)]
    assert read.names == ("A: one", "B", "C")
    single = read_preflib(TOC.replace("{3,1},2", "{3},1,2"), "x.toc")
    assert list(single.profile)[-1] == ((2, 0, 1), 4)  # type: ignore[arg-type]


FAULTY_TOC = {
    TOC.replace("{3,1},2", "{3,1}"): ":8:1: fault: expected all 3 alternatives in a complete",
    TOC.replace("{3,1},2", "{3,1}2"): ":8:9: fault: expected a comma, got '2'",
    TOC.replace("{3,1},2", "{3,9},2"): ":8:7: fault: expected an alternative from 1 to 3, got '9'",
    TOC.replace("{3,1},2", "{},2"): ":8:5: fault: expected an alternative from 1 to 3, got ''",
    TOC.replace("{3,1},2", "{3,3},2"): ":8:7: fault: expected every alternative once, got 3 twice",
    TOC.replace("NAME 2: B", "NAME 3: B"): ":7:1: fault: expected one line ALTERNATIVE NAME 3",
    TOC.replace("toc", "soc"): ":8:4: fault: expected a strict order, got '{3,1}'",
    TOC.replace("VOTERS: 6", "VOTERS: " + "6" * 99): "expected NUMBER VOTERS " + "6" * 40 + " as",
}


@pytest.mark.parametrize("text", FAULTY_TOC)
def test_faults_of_ties_have_their_place(text: str) -> None:
    assert any(FAULTY_TOC[text] in told for told in faults(text, reader=read_preflib))


def test_a_long_run_of_spaces_in_a_header_costs_nothing() -> None:
    assert "NUMBER ALTERNATIVES" in faults("# A" + " " * 200_000, reader=read_preflib)[0]


def test_what_is_too_large_or_no_text_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "x.blt"
    path.write_bytes(b"3 1\n\0\n")
    with pytest.raises(FaultyDocument, match=r"x\.blt:2: fault: expected text, got the byte 0x00"):
        read_contest(path)
    monkeypatch.setattr("commonweal.tally.readers.TEXT_MAX", 3)
    with pytest.raises(FaultyDocument, match="expected at most 3 bytes"):
        read_contest(path)


def test_the_largest_number_of_papers_is_that_of_profiles() -> None:
    assert contest.PAPERS_MAX == patterns.PAPERS_MAX
