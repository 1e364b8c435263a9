"""What is kept of the comparison with other people's programs, and how it judges."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from commonweal import tally

sys.path.insert(0, str(Path(__file__).parent))
import compare

ERS = Path(__file__).parents[2] / "real" / "ers"
KEPT = compare.kept()
PAIRS = {(pair.ours, pair.peer): pair for pair in compare.PAIRS}


def counted(papers: list[list[int]], seats: int = 1) -> compare.Counted:
    profile = tally.Ranked.of(papers, 3)
    return lambda lots: tally.count("irv", profile, seats, lots=lots)


def test_every_pair_was_compared() -> None:
    assert [(row.ours, row.peer) for row in KEPT] == list(PAIRS)


def test_every_family_has_two_other_programs() -> None:
    families: dict[str, set[str]] = {}
    for row in KEPT:
        if row.agree:
            families.setdefault(row.family, set()).add(row.peer.split()[0])
    for family, programs in families.items():
        assert len(programs) >= 2 or family == "Shares of papers", family


def test_the_page_has_the_kept_tables_and_a_word_on_each_program_that_differs() -> None:
    page = compare.PAGE.read_text("utf-8")
    assert compare.paged(page, KEPT) == page
    told = page.partition(compare.END)[2]
    for row in KEPT:
        if row.differ:
            assert row.peer.split()[0].casefold() in told.casefold(), row.peer


def test_an_open_tie_agrees_with_each_of_its_ends() -> None:
    tied = counted([[0], [1], [2]])
    for winner in range(3):
        assert compare.agrees(tied, {"sets": [[winner]], "all": False})[0]
    assert compare.agrees(tied, {"sets": [[0], [1], [2]], "all": True})[0]


@pytest.mark.parametrize(
    "told",
    [
        {"sets": [[2]], "all": False},
        {"sets": [[0], [1]], "all": True},
        {"sets": [[]], "all": False},
    ],
)
def test_a_wrong_winner_a_winner_too_many_and_none_are_noticed(told: dict[str, Any]) -> None:
    same, ours = compare.agrees(counted([[0], [0], [1]]), told)
    assert not same
    assert ours == {(0,)}


def test_a_missing_winner_is_noticed() -> None:
    assert not compare.agrees(counted([[0], [1]]), {"sets": [[0]], "all": True})[0]


@pytest.mark.parametrize("row", [row for row in KEPT if row.differ], ids=lambda row: row.peer)
def test_our_side_of_a_disagreement_stands(row: compare.Row) -> None:
    """What we found where another program differs we still find; the wards are not shipped."""
    pair = PAIRS[row.ours, row.peer]
    for seen in [seen for seen in row.differ if seen["name"].startswith("00007")][:4]:
        contest = tally.read_contest(ERS / f"{seen['name']}.soi")
        made = compare.elections(pair.kind, seen["name"], contest)
        election = next(e for e in made if e["seats"] == seen["seats"])
        for ours in seen["ours"]:
            found, _ = compare.reachable(compare.counted(pair, election), tuple(ours))
            assert tuple(ours) in found
        for theirs in seen["theirs"][:1] if len(seen["theirs"]) == 1 else []:
            assert theirs not in seen["ours"]


@pytest.mark.long
@pytest.mark.parametrize("family", sorted({row.family for row in KEPT}))
def test_other_programs_still_count_as_they_did(family: str) -> None:
    """A slow machine may have fewer answers; of those that come none differs anew."""
    pairs = [pair for pair in compare.PAIRS if pair.family == family]
    known = {
        (row.ours, row.peer): {json.dumps(seen, sort_keys=True) for seen in row.differ}
        for row in KEPT
    }
    for row in compare.compare(pairs, compare.contests()):
        seen = {json.dumps(one, sort_keys=True) for one in row.differ}
        assert seen <= known[row.ours, row.peer], (row.ours, row.peer)
        assert row.agree or not known[row.ours, row.peer]
