"""A declared result is counted again, from the box or from a file, and what differs is said."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import pytest
from click.testing import CliRunner, Result

from commonweal.cli import ballots as ballots_door
from commonweal.cli import main
from commonweal.cli import verify_count as door
from commonweal.office import Office, recounting
from commonweal.office.recounting import NotRecounted, Recount, recount
from commonweal.polity import commands as cmd
from commonweal.polity import effects as ef
from commonweal.polity.ballots import Division
from commonweal.vault import BoxBroken

ELECTION = 2
ALICE, BOB, DORA, EMIL, FAY = 2, 3, 4, 5, 6
FORGE = 3


class Clock(Protocol):
    def pass_days(self, days: int) -> None: ...


@pytest.fixture
def declared(office: Office) -> Office:
    office.view(lambda state: None)
    assert office.state.polls[ELECTION].stage == "declared"
    return office


def found(office: Office, poll: int = ELECTION) -> Recount:
    return recount(office.case(), office.state.polls[poll], office.vault)


def test_what_was_declared_is_what_the_box_says(declared: Office) -> None:
    again = found(declared)
    assert again.agrees
    assert again.papers == 6
    assert again.box == declared.state.polls[ELECTION].box
    assert again.stages[0] == "the box holds the ballots whose digest is in the record"
    assert again.stages[1].startswith("round 1: ")
    assert again.stages[-1] == f"elected: member {BOB}, member {DORA}"


def test_other_people_than_the_ballots_elect_are_found(declared: Office) -> None:
    declared.state.polls[ELECTION].elected[1] = EMIL  # type: ignore[call-overload]
    again = found(declared)
    assert again.difference == (
        f"elected by this count: member {BOB}, member {DORA}; declared: member {BOB}, member {EMIL}"
    )


def test_another_box_is_found(declared: Office) -> None:
    declared.state.polls[ELECTION].box = "sha256:" + 64 * "0"
    again = found(declared)
    assert again.difference.startswith("the box is another")
    assert not again.agrees


def test_more_votes_than_ballots_are_found(declared: Office) -> None:
    declared.state.polls[ELECTION].cast += 1
    assert found(declared).difference == "6 ballots in the box, 7 have voted"


def test_a_ballot_that_was_changed_is_found(
    declared: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_poll: int) -> list[bytes]:
        raise BoxBroken("box", expected="the digest", got="another", remedy="tell the inspectors")

    monkeypatch.setattr(declared.vault, "ballots", broken)
    assert "tell the inspectors" in found(declared).difference


@pytest.mark.parametrize(
    ("papers", "told"),
    [
        ([[BOB, EMIL]] * 3 + [[DORA, FAY]] * 2, "Bob declared with 4, counted with 3"),
        ([[DORA]] * 4 + [[BOB]] * 2, "declared with 4, counted with 2"),
    ],
)
def test_figures_that_differ_are_named_by_round_and_candidate(
    declared: Office, monkeypatch: pytest.MonkeyPatch, papers: list[list[int]], told: str
) -> None:
    monkeypatch.setattr(recounting, "ballots_of", lambda *_: papers)
    poll = declared.state.polls[ELECTION]
    again = recount(declared.case(), poll, declared.vault, ["Bob", "Emil", "Dora", "Fay"])
    assert again.difference.startswith("round 1: ")
    assert told in again.difference


def test_a_box_that_is_gone_is_not_counted(declared: Office) -> None:
    declared.vault.destroy_box(ELECTION)
    with pytest.raises(NotRecounted, match="was destroyed"):
        found(declared)


def test_people_elected_without_a_count_are_found(declared: Office) -> None:
    poll = declared.state.polls[ELECTION]
    poll.rounds = ""
    assert "no account of the count" in found(declared).difference
    poll.elected = []
    assert found(declared).agrees


def voted(office: Office, clock: Clock) -> int:
    """Let the workshop vote in secret on a motion; returns the poll."""
    move = cmd.ProposeMotion(body=FORGE, text="Longer breaks.", effect=ef.Resolve())
    office.execute(move, ALICE)
    motion = max(office.state.motions.values(), key=lambda one: one.id)
    office.execute(cmd.SecondMotion(motion=motion.id), EMIL)
    clock.pass_days(7)
    office.tick()
    with pytest.raises(NotRecounted, match="no result yet"):
        found(office, motion.poll)
    for voter, choice in ((ALICE, "yes"), (BOB, "yes"), (FAY, "no")):
        office.execute(cmd.CastVote(poll=motion.poll, choice=choice), voter)  # type: ignore[arg-type]
    clock.pass_days(7)
    office.tick()
    return int(motion.poll)


def test_a_question_is_counted_again(declared: Office, clock: Clock) -> None:
    poll = voted(declared, clock)
    again = found(declared, poll)
    assert again.agrees
    assert again.stages[1:] == ("yes: 2", "no: 1", "abstain: 0")
    declared.state.polls[poll].division = Division("1", "2", "0", 6, 3)
    assert found(declared, poll).difference == "yes: declared 1, counted 2"


# The command.


@pytest.fixture
def run(declared: Office, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    @contextmanager
    def opened(home: Path) -> Iterator[Office]:
        yield declared

    monkeypatch.setattr(door, "opened", opened)
    monkeypatch.setattr(ballots_door, "opened", opened)

    def call(*arguments: object) -> Result:
        return CliRunner().invoke(main, [str(one) for one in arguments])

    return call


@pytest.fixture
def file(run: Callable[..., Result], tmp_path: Path) -> Path:
    path = tmp_path / "all.blt"
    assert run("ballots", ELECTION, "--output", path).exit_code == 0
    return path


def test_the_command_says_that_it_agrees(run: Callable[..., Result], file: Path) -> None:
    done = run("verify-count", ELECTION)
    assert done.exit_code == 0, done.output
    assert "The declared result is the result of these ballots." in done.output
    assert "elected: Bob Bragason, Dora Dellinger" in done.output
    plain = json.loads(run("verify-count", ELECTION, "--json").stdout)
    assert (plain["agrees"], plain["difference"], plain["papers"]) == (True, "", 6)
    done = run("verify-count", ELECTION, "--ballots", file)
    assert done.exit_code == 0, done.output
    assert "as many papers as people have voted" in done.output


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("4 1 2 0", "3 1 2 0", "the file has 5 papers, and 6 have voted"),
        ("4 1 2 0", "4 2 1 0", "declared with 4, counted with 0"),
    ],
)
def test_another_file_differs(
    run: Callable[..., Result], file: Path, old: str, new: str, told: str
) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")
    done = run("verify-count", ELECTION, "--ballots", file)
    assert done.exit_code == 1
    assert told in " ".join(done.output.split())
    assert "DIFFERS" in done.output


def test_what_cannot_be_counted_is_said(
    run: Callable[..., Result], file: Path, declared: Office, clock: Clock
) -> None:
    text = file.read_text("utf-8")
    file.write_text(f"# {door.CUT} off\n{text}", "utf-8")
    done = run("verify-count", ELECTION, "--ballots", file)
    assert done.exit_code == 1
    assert "beginnings of rankings only" in done.output
    file.write_text('2 1\n1 1 0\n0\n"A"\n"B"\n"t"\n', "utf-8")
    done = run("verify-count", ELECTION, "--ballots", file)
    assert "it is of another election" in done.output
    assert "no election or vote 99" in run("verify-count", 99).output
    assert run("verify-count").exit_code == 2
    poll = voted(declared, clock)
    assert (
        "this poll has no count of ballots" in run("verify-count", poll, "--ballots", file).output
    )
