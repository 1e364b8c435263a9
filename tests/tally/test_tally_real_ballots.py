"""Real elections, counted by the Scottish rules and compared with another implementation.

Where a lot decides, draws are tried until one leads to what the other implementation found.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from commonweal import tally

ERS = Path(__file__).parent.parent / "real" / "ers"
WINNERS = json.loads((ERS / "winners.json").read_text("utf-8"))
FILES = sorted(path.name for path in ERS.glob("*.soi"))


TRIES_MAX = 300


def reachable(profile: tally.Ranked, seats: int, wanted: list[int]) -> tuple[bool, bool]:
    """Say whether some draw of lots elects the wanted, and whether any lot was needed."""
    open_counts: list[tuple[tuple[int, ...], ...]] = [()]
    lots = False
    for _ in range(TRIES_MAX):
        if not open_counts:
            break
        draws = open_counts.pop()
        outcome = tally.count("scottish-stv", profile, seats, lots=draws)
        if outcome.lot is None and sorted(outcome.elected) == wanted:
            return True, lots
        if outcome.lot is not None:
            lots = True
            tied = sorted(outcome.lot.tied, key=lambda c: c not in wanted)
            open_counts += [(*draws, (c, *(o for o in tied if o != c))) for c in tied]
    return False, lots


def test_all_elections_are_there() -> None:
    assert len(FILES) == 43
    assert list(WINNERS) == FILES


@pytest.mark.parametrize("name", FILES)
def test_winners_are_those_of_another_implementation(name: str) -> None:
    contest = tally.read_contest(ERS / name)
    for seats, other in WINNERS[name].items():
        found, lots = reachable(contest.profile, int(seats), other["elected"])
        assert found
        assert lots == other["lots"]


def test_a_wrong_winner_is_noticed() -> None:
    contest = tally.read_contest(ERS / FILES[0])
    assert reachable(contest.profile, 3, [0, 1, 2]) == (False, False)


@pytest.mark.parametrize("name", FILES)
def test_no_vote_is_lost_or_invented(name: str) -> None:
    contest = tally.read_contest(ERS / name)
    outcome = tally.count("scottish-stv", contest.profile, 3)
    for step in outcome.rounds:
        assert sum(step.tallies) + step.exhausted + step.lost == contest.profile.papers


@pytest.mark.long
def test_scottish_wards_elect_as_many_as_they_have_seats() -> None:
    """The wards are not shipped: their folder is named by COMMONWEAL_BALLOTS or lies beside us."""
    beside = Path(__file__).parents[3] / "shared" / "data" / "ballots"
    folder = Path(os.environ.get("COMMONWEAL_BALLOTS", beside)) / "scotland"
    wards = sorted(folder.glob("*.blt"))
    assert wards, f"no wards in {folder}: set COMMONWEAL_BALLOTS to the folder of ballots"
    for ward in wards:
        contest = tally.read_contest(ward)
        assert contest.seats is not None
        outcome = tally.count("scottish-stv", contest.profile, contest.seats)
        assert outcome.lot is None
        assert len(outcome.elected) == contest.seats
        for step in outcome.rounds:
            assert sum(step.tallies) + step.exhausted + step.lost == contest.profile.papers
