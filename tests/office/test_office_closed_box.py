"""Closing votes: a crash before the result, a box that does not add up, rolls for many bodies."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing

import pytest

from commonweal.office import Office, entries
from commonweal.polity import commands as cmd
from commonweal.polity import effects as ef
from commonweal.terms import OFFICE

ALICE, BOB, FAY = 2, 3, 6
FORGE = 3


class Clock:
    def pass_days(self, days: int) -> None: ...


@pytest.fixture
def poll(office: Office, clock: Clock) -> int:
    """A secret vote in which two have voted."""
    office.execute(cmd.ProposeMotion(body=FORGE, text="New tools.", effect=ef.Resolve()), ALICE)
    office.execute(cmd.SecondMotion(motion=1), FAY)
    clock.pass_days(7)
    office.tick()
    opened: int = office.state.motions[1].poll
    for voter in (ALICE, FAY):
        office.execute(cmd.CastVote(poll=opened, choice="yes"), voter)
    return opened


def test_a_crash_between_closing_the_box_and_the_result_is_mended_at_the_next_start(
    office: Office, poll: int, clock: Clock, reopened: Callable[[], Office]
) -> None:
    office.vault.close_box(poll)  # and the machine stops before the record speaks of it
    clock.pass_days(8)
    again = reopened()
    again.tick()
    declared = again.state.polls[poll]
    assert (declared.stage, declared.outcome) == ("declared", "carried")
    assert declared.division is not None
    assert declared.division.yes == "2"


def lose_a_ballot(office: Office, poll: int) -> None:
    """Take a ballot out of a box, as only somebody who rules the machine can."""
    place = "poll = ? AND chance = (SELECT min(chance) FROM vault_ballots WHERE poll = ?)"
    with closing(sqlite3.connect(office.folder / "vault.sqlite")) as file, file:
        gone = file.execute(f"DELETE FROM vault_ballots WHERE {place}", (poll, poll))
    assert gone.rowcount == 1


def test_a_box_that_does_not_add_up_voids_the_vote_and_stops_nothing_else(
    office: Office, poll: int, clock: Clock
) -> None:
    lose_a_ballot(office, poll)
    clock.pass_days(8)
    office.tick()
    voided = office.state.polls[poll]
    assert (voided.stage, voided.outcome) == ("void", "box_broken")
    assert office.state.motions[1].stage == "lapsed"
    again = cmd.ProposeMotion(body=FORGE, text="New tools again.", effect=ef.Resolve())
    assert office.execute(again, ALICE).index > 0


def test_a_recall_whose_box_does_not_add_up_is_voted_on_anew(office: Office, clock: Clock) -> None:
    seat = next(one for one in office.state.seats.values() if one.holder == BOB)
    clock.pass_days(20)
    for member in (ALICE, FAY):
        office.execute(cmd.WithdrawConfidence(seat=seat.id), member)
    first = seat.recall
    assert first
    office.execute(cmd.CastVote(poll=first, choice="yes"), ALICE)
    lose_a_ballot(office, first)
    clock.pass_days(8)
    office.tick()
    assert office.state.polls[first].outcome == "box_broken"
    second = office.state.seats[seat.id].recall
    assert second not in (0, first)
    assert office.state.polls[second].stage == "voting"


def test_when_the_ballots_that_filled_a_seat_do_not_add_up_it_is_elected_anew(
    office: Office,
) -> None:
    seat = next(one for one in office.state.seats.values() if one.holder == BOB)
    lose_a_ballot(office, seat.poll)
    office.execute(cmd.ResignSeat(seat=seat.id), BOB)
    assert seat.running
    assert office.state.polls[seat.running].stage == "nominating"


def test_rolls_that_one_entry_cannot_hold_are_closed_before_the_vote(
    office: Office, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("commonweal.office.office.CLOSED_AT_ONCE", 1)
    office.execute(cmd.ProposeMotion(body=FORGE, text="New tools.", effect=ef.Resolve()), ALICE)
    clock.pass_days(61)  # the roll of the founding is too old by then
    office.execute(cmd.SecondMotion(motion=1), FAY)
    clock.pass_days(7)
    office.tick()
    written = [entries.read(body).command for body in office.log.read(0)]
    assert written[-3:] == ["close_roll", "close_roll", "put_motion"]
    poll = office.state.polls[office.state.motions[1].poll]
    assert poll.rolls == [office.state.bodies[FORGE].roll]
    assert office.state.rolls[poll.rolls[0]].signed_by == [OFFICE]


def test_a_ballot_whose_mark_was_not_recorded_is_marked_before_the_count(
    office: Office, poll: int, clock: Clock
) -> None:
    office.vault.cast(poll, BOB, b'"no"')  # kept by a vault that fell silent before it said so
    clock.pass_days(8)
    office.tick()
    declared = office.state.polls[poll]
    assert declared.cast == 3
    assert declared.division is not None
    assert (declared.division.yes, declared.division.no, declared.division.cast) == ("2", "1", 3)


# Votes that become void.


def test_the_ballots_of_a_void_vote_are_destroyed(office: Office, clock: Clock) -> None:
    seat = next(one for one in office.state.seats.values() if one.holder == BOB)
    clock.pass_days(20)
    for member in (ALICE, FAY):
        office.execute(cmd.WithdrawConfidence(seat=seat.id), member)
    poll = seat.recall
    office.execute(cmd.CastVote(poll=poll, choice="yes"), ALICE)
    office.execute(cmd.ResignSeat(seat=seat.id), BOB)
    assert office.state.polls[poll].stage == "void"
    office.tick()
    assert office.vault.box_state(poll) == "destroyed"


def test_the_ballots_of_a_vote_that_was_void_before_a_crash_are_destroyed_after_it(
    office: Office, clock: Clock, reopened: Callable[[], Office]
) -> None:
    seat = next(one for one in office.state.seats.values() if one.holder == BOB)
    clock.pass_days(20)
    for member in (ALICE, FAY):
        office.execute(cmd.WithdrawConfidence(seat=seat.id), member)
    poll = seat.recall
    office.execute(cmd.ResignSeat(seat=seat.id), BOB)
    again = reopened()
    assert again.vault.box_state(poll) == "open"
    again.tick()
    assert again.vault.box_state(poll) == "destroyed"


def test_the_broken_box_of_a_void_vote_is_left_as_evidence(
    office: Office, poll: int, clock: Clock, reopened: Callable[[], Office]
) -> None:
    lose_a_ballot(office, poll)
    clock.pass_days(8)
    office.tick()
    again = reopened()
    again.tick()
    assert again.vault.box_state(poll) == "open"
