"""A workshop leaves with its part of the record, which another federation checks and admits."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

import pytest
from click.testing import CliRunner, Result

from commonweal.charter import shipped_text
from commonweal.cli import main
from commonweal.office import Newcomer, Office, admit, entries, found
from commonweal.office.agenda import agenda
from commonweal.office.arriving import arriving, motion_to_admit
from commonweal.office.chronicle import Chronicle
from commonweal.office.parts import CONSTITUTION, export_body, part_of
from commonweal.polity import Event
from commonweal.polity import commands as cmd
from commonweal.polity import effects as ef
from commonweal.polity.rights.affiliation import data
from commonweal.polity.rights.affiliation.effects import LeaveFederation
from commonweal.record import verify_part
from commonweal.terms import OFFICE

CONGRESS, NORTH, FORGE, MILL = 1, 2, 3, 4
OLGA, ALICE, BOB, DORA, EMIL, FAY, GUS = 1, 2, 3, 4, 5, 6, 7
JON = 9
GUILD = Path(__file__).parents[1] / "cases" / "federations" / "guild.toml"
MILLERS = ("Ines", "Jon", "Kim")


class Clock(Protocol):
    def __call__(self) -> float: ...
    def pass_days(self, days: int) -> None: ...


def proposed(office: Office, body: int, effect: ef.AnyEffect, by: int) -> int:
    answer = office.execute(cmd.ProposeMotion(body=body, text="So be it.", effect=effect), by)
    return next(one.motion for one in answer.events if hasattr(one, "motion"))


def decided(office: Office, clock: Clock, body: int, effect: ef.AnyEffect, *yes: int) -> int:
    number = proposed(office, body, effect, yes[0])
    if office.state.motions[number].stage == "moved":
        office.execute(cmd.SecondMotion(motion=number), yes[1])
    clock.pass_days(7)
    office.tick()
    for one in yes:
        vote = cmd.CastVote(poll=office.state.motions[number].poll, choice="yes")
        office.execute(vote, one)
    clock.pass_days(7)
    office.tick()
    return number


@pytest.fixture
def left(office: Office, clock: Clock) -> Office:
    """The guild after the Forge has left it; the Mill stays, with Fay."""
    office.execute(cmd.OpenBody(level="workshop", name="Mill", parent=NORTH), OLGA)
    admit(office, [Newcomer(name, MILL) for name in MILLERS], OLGA)
    office.execute(data.EnterAccount(body=NORTH, balance=90), OFFICE)
    decided(office, clock, FORGE, LeaveFederation(), ALICE, BOB, EMIL, GUS)
    office.execute(data.StayBehind(to=MILL), FAY)
    office.execute(cmd.ProposeMotion(body=MILL, text="More light.", effect=ef.Resolve()), JON)
    clock.pass_days(30)
    office.tick()
    return office


def test_the_part_holds_what_concerns_the_workshop_and_stays_valid(
    left: Office, clock: Clock, tmp_path: Path
) -> None:
    assert not left.state.bodies[FORGE].is_open
    part = export_body(left.log, FORGE, tmp_path / "part")
    clock.pass_days(1)
    left.execute(cmd.ProposeMotion(body=MILL, text="Later.", effect=ef.Resolve()), FAY)
    key = left.log.keys[0]
    report = verify_part(tmp_path / "part", key=key)
    assert report.valid, report.findings
    assert report.checkpoint is not None
    assert report.about == {"body": FORGE, "name": "Forge"}
    assert list(report.entries) == part.indexes
    assert left.log.continuation(report.checkpoint.size).verify(report.checkpoint, [key])
    told = (tmp_path / "part" / CONSTITUTION).read_text("utf-8")
    assert told == left.state.constitutions[-1].text
    chronicle = Chronicle(left.log)
    chronicle.refresh()
    about = set(chronicle.about("body", FORGE))
    assert about <= set(report.entries)
    names = {str(e.__struct_config__.tag) for r in report.entries.values() for e in read(r)}
    assert {"federation_founded/1", "body_left/1", "settlement_computed/1"} <= names
    elsewhere = chronicle.about("motion", max(left.state.motions))
    assert not set(elsewhere) & set(report.entries), "the Mill's own affairs stay there"


def read(raw: bytes) -> tuple[Event, ...]:
    return tuple(entries.read(raw).events)


def test_a_part_of_a_body_above_holds_the_parts_below(left: Office) -> None:
    everything = list(left.log.read())
    forge, north = part_of(everything, FORGE), part_of(everything, NORTH)
    assert set(forge.indexes) < set(north.indexes)
    assert part_of(everything, 99).name == ""
    with pytest.raises(LookupError, match="no body 99"):
        export_body(left.log, 99, Path("nowhere"))


def test_who_leaves_and_what_is_owed_is_on_the_agenda(office: Office, clock: Clock) -> None:
    office.execute(cmd.OpenBody(level="workshop", name="Mill", parent=NORTH), OLGA)
    admit(office, [Newcomer(name, MILL) for name in MILLERS], OLGA)
    decided(office, clock, FORGE, LeaveFederation(), ALICE, BOB, EMIL, DORA)
    items = {one.what: one for one in office.view(agenda)}
    assert items["leaving 1"].do == "stay_behind to="
    assert items["leaving 1"].until == office.state.leavings[1].until
    clock.pass_days(30)
    office.tick()
    items = {one.what: one for one in office.view(agenda)}
    assert "leaving 1" not in items
    assert items["settlement with Forge"].who == "whoever keeps the account"


def call(home: Path, *arguments: object) -> Result:
    given = [str(one) for one in arguments]
    return CliRunner().invoke(main, given, env={"COMMONWEAL_HOME": str(home)})


def test_another_federation_checks_the_part_and_admits_the_workshop(
    left: Office, clock: Clock, folder: Path, tmp_path: Path
) -> None:
    made = call(folder, "record", "part", FORGE, "--output", tmp_path / "part")
    assert "what concerns Forge" in made.output, made.output
    assert call(folder, "record", "part", 99, "--output", tmp_path / "none").exit_code == 1
    harbour = harbour_of(tmp_path / "harbour", clock)
    report = verify_part(tmp_path / "part")
    assert arriving(report).people == 5
    with Office(harbour, clock=clock) as office:
        motion = motion_to_admit(
            office.case(BOB), arriving(report), parent=NORTH, name="", people=0, usher=ALICE
        )
        number = proposed(office, motion.body, motion.effect, BOB)
        clock.pass_days(7)
        office.tick()
        poll = office.state.motions[number].poll
        office.execute(cmd.CastVote(poll=poll, choice="yes"), BOB)
        office.tick()
        arrived = office.state.arrivals[max(office.state.arrivals)]
        assert office.state.bodies[arrived.body].name == "Forge"
        found_there = report.checkpoint
        assert found_there is not None
        assert (arrived.origin, arrived.size) == (left.log.origin, found_there.size)
        assert arrived.root_hash == found_there.root.hex()
        admit(office, [Newcomer("Alice Asgard", arrived.body)], ALICE)
        assert office.state.bodies[arrived.body].people == 1


def harbour_of(folder: Path, clock: Clock) -> Path:
    """Found another guild, whose one delegate decides alone in the congress."""
    text = GUILD.read_text("utf-8").replace("seconders = 1", "seconders = 0")
    found(folder, "Harbour", text, ["Olga"], clock=clock)
    with Office(folder, clock=clock) as office:
        for level, name, parent in (
            ("congress", "Congress", 0),
            ("council", "Quay", CONGRESS),
            ("workshop", "Boats", NORTH),
        ):
            office.execute(cmd.OpenBody(level=level, name=name, parent=parent), OLGA)
        admit(office, [Newcomer(f"Sailor {n}", FORGE) for n in range(6)], OLGA)
        office.execute(cmd.CloseRoll(body=FORGE), OLGA)
        office.execute(cmd.SignRoll(roll=1), ALICE)
        office.execute(cmd.ApportionSeats(body=NORTH), OLGA)
        elected(office, clock, NORTH, FORGE, {BOB: (ALICE, BOB, EMIL, GUS), DORA: (DORA, FAY)})
        office.execute(cmd.ApportionSeats(body=CONGRESS), OLGA)
        elected(office, clock, CONGRESS, NORTH, {BOB: (BOB, DORA)})
    return folder


def elected(
    office: Office, clock: Clock, body: int, sender: int, votes: dict[int, tuple[int, ...]]
) -> None:
    office.execute(cmd.OpenElection(body=body, sender=sender), OLGA)
    poll = max(office.state.polls)
    for candidate in votes:
        office.execute(cmd.Nominate(poll=poll, candidate=candidate), candidate)
    clock.pass_days(7)
    for candidate, voters in votes.items():
        for voter in voters:
            office.execute(cmd.CastVote(poll=poll, ranking=(candidate,)), voter)
    clock.pass_days(1)
    office.tick()


def test_the_command_line_shows_what_would_be_moved(left: Office, tmp_path: Path) -> None:
    part = tmp_path / "part"
    export_body(left.log, FORGE, part)
    home = tmp_path / "coop"
    found(home, "Coop", shipped_text("worker-coop-federation"), ["Ada"])
    there = (part, "--as", 1)
    nowhere = call(home, "affiliate", *there)
    assert nowhere.exit_code == 2
    assert "there is none" in nowhere.output
    for fields in (["level=federation", "name=C"], ["level=district", "name=D", "parent=1"]):
        assert call(home, "do", "open_body", *fields, "--as", 1).exit_code == 0
    unsaid = call(home, "affiliate", *there)
    assert unsaid.exit_code == 2
    assert "say what it becomes, with --level: workplace, consumers" in unsaid.output
    there += ("--level", "consumers")
    shown = call(home, "affiliate", *there, "--key", part / "verifier.key")
    assert shown.exit_code == 0, shown.output
    assert "Forge has left its federation" in shown.output
    assert "Nothing is moved yet" in shown.output
    refused = call(home, "affiliate", *there, "--yes")
    assert refused.exit_code == 1
    assert "mover not a voter" in refused.output
    (part / CONSTITUTION).write_text("another")
    spoiled = call(home, "affiliate", *there)
    assert spoiled.exit_code == 1
    assert "NOT VALID" in spoiled.output
