"""`commonweal papers`: batches read from files, and how the papers of a poll stand."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest

from commonweal.cli.papers import _read
from commonweal.office import Newcomer, Office, admit, found
from commonweal.polity import commands as cmd
from commonweal.polity.rights.papers import data
from commonweal.terms import FaultyDocument

GUILD = Path(__file__).parents[1] / "cases" / "federations" / "guild.toml"
ALICE, BOB, DORA, EMIL = 2, 3, 4, 5

BLT = """\
2 1
1 2 1 0
2 1 0
1 0
0
"Ada"
"Ben"
"Clerk"
"""


class Clock:
    """Eight days ago, so that the voting ends yesterday and the papers can be typed in today."""

    now_s = int(time.time()) - 8 * 86_400

    def __call__(self) -> float:
        return float(self.now_s)


@pytest.fixture
def counting(tmp_path: Path) -> Path:
    """A guild whose workshop has voted on paper for its clerk; the papers are to be typed in."""
    text = GUILD.read_text("utf-8")
    early = text.replace('"open_election", "declare', '"open_election", "name_teller", "declare')
    folder, clock = tmp_path / "guild", Clock()
    found(folder, "Guild", early, ["Olga"], clock=clock)
    with Office(folder, clock=clock) as office:
        office.execute(cmd.OpenBody(level="congress", name="Congress"), 1)
        office.execute(cmd.OpenBody(level="council", name="North", parent=1), 1)
        office.execute(cmd.OpenBody(level="workshop", name="Forge", parent=2), 1)
        admit(office, [Newcomer(name, 3) for name in ("Alice", "Bob", "Dora", "Emil")], 1)
        office.execute(cmd.CloseRoll(body=3), 1)
        office.execute(cmd.SignRoll(roll=1), ALICE)
        clerk = next(one for one in office.state.seats.values() if one.body == 3)
        poll = clerk.running
        for one in (ALICE, BOB):
            office.execute(cmd.Nominate(poll=poll, candidate=one), one)
        for one in (DORA, EMIL):
            office.execute(data.NameTeller(poll=poll, member=one), 1)
        clock.now_s += 7 * 86_400
        office.tick()
        for voter in (ALICE, BOB, DORA, EMIL):
            for teller in (DORA, EMIL):
                office.execute(data.MarkPaperVoter(poll=poll, voter=voter), teller)
        assert office.state.polls[poll].stage == "papers"
    return folder


def test_two_tellers_type_a_file_in(counting: Path, run, tmp_path: Path) -> None:
    env = {"COMMONWEAL_HOME": str(counting)}
    poll = 1
    shown = run("papers", "show", poll, env=env)
    assert "4 marked, 0 papers read alike" in shown.output
    assert f"Candidate 1: member {ALICE}" in shown.output
    (tmp_path / "pile.txt").write_text(f"{DORA}: {ALICE} {BOB}\n{EMIL}: {ALICE}\n")
    (tmp_path / "pile.csv").write_text(f"{DORA}:;{ALICE};{BOB}\n{EMIL}:;{ALICE};\n")
    one = run("papers", "type", poll, tmp_path / "pile.txt", "--batch", 1, "--as", DORA, env=env)
    assert one.exit_code == 0, one.output
    assert "2 papers typed in" in one.output
    assert "when another teller has read the same" in one.output
    two = run("papers", "type", poll, tmp_path / "pile.csv", "--batch", 1, "--as", EMIL, env=env)
    assert "They count." in two.output
    assert "Batch 1: 2 papers, counts." in run("papers", "show", poll, env=env).output
    again = run("papers", "type", poll, tmp_path / "pile.csv", "--batch", 1, "--as", EMIL, env=env)
    assert again.exit_code == 1
    assert "batch joined before" in again.output
    assert re.search(r"Poll 99 has no tellers", run("papers", "show", 99, env=env).output)


def test_a_blt_file_names_candidates_by_their_order(tmp_path: Path) -> None:
    file = tmp_path / "pile.blt"
    file.write_text(BLT)
    assert sorted(_read(file, [17, 23]).splitlines()) == ["17", "17", "23 17", "blank"]


def test_a_blt_file_of_other_candidates_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "pile.blt"
    file.write_text(BLT)
    with pytest.raises(FaultyDocument, match="rankings of the 3 candidates"):
        _read(file, [1, 2, 3])


def test_a_blt_file_with_candidates_on_one_rank_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "pile.blt"
    file.write_text(BLT.replace("1 2 1 0", "1 1=2 0"))
    with pytest.raises(FaultyDocument, match="on one rank"):
        _read(file, [17, 23])
