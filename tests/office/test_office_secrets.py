"""Secret ballots between box and record, and confidence kept as secretly as a ballot."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from commonweal.office import Office
from commonweal.office import entries as written
from commonweal.polity import Poll, digest
from commonweal.polity import commands as cmd
from commonweal.polity import effects as ef
from commonweal.record import RecordError, Unreachable
from commonweal.terms import OFFICE, Refusal

OLGA, ALICE, BOB, DORA, EMIL, FAY, GUS = 1, 2, 3, 4, 5, 6, 7
FORGE = 3
YES = json.dumps("yes").encode()
DAY_S = 86_400


class Clock:
    now_s: int

    def pass_days(self, days: int) -> None: ...


def bodies(office: Office) -> list[bytes]:
    return list(office.log.read(0))


def seat_of_bob(office: Office) -> int:
    return next(seat.id for seat in office.state.seats.values() if seat.holder == BOB)


@pytest.fixture
def poll(office: Office, clock: Clock) -> int:
    """A secret vote that has just opened."""
    office.execute(cmd.ProposeMotion(body=FORGE, text="New tools.", effect=ef.Resolve()), ALICE)
    office.execute(cmd.SecondMotion(motion=1), FAY)
    clock.pass_days(7)
    office.tick()
    return office.state.motions[1].poll


def voted(office: Office, poll: int) -> int:
    return office.state.polls[poll].cast


# Box and record.


def test_the_ballot_lies_in_the_box_before_the_record_speaks_of_it(
    office: Office, poll: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[list[int]] = []
    append = office._append

    def watch(*arguments: object) -> object:
        seen.append(office.vault.marks(poll))
        return append(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(office, "_append", watch)
    answer = office.execute(cmd.CastVote(poll=poll, choice="yes"), ALICE)
    assert seen[0] == [ALICE]
    assert answer.voucher


def test_a_voucher_says_that_a_vote_was_cast_and_not_which(office: Office, poll: int) -> None:
    yes = office.execute(cmd.CastVote(poll=poll, choice="yes"), ALICE).voucher
    no = office.execute(cmd.CastVote(poll=poll, choice="no"), FAY).voucher
    assert yes != no
    assert all(word not in (yes + no).lower() for word in ("yes", "no "))


def test_a_crash_between_box_and_record_is_mended_at_the_next_start(
    office: Office, poll: int, reopened: Callable[[], Office]
) -> None:
    office.vault.cast(poll, ALICE, YES)
    assert voted(office, poll) == 0
    office = reopened()
    assert voted(office, poll) == 1
    last = written.read(bodies(office)[-1])
    assert (last.command, last.by) == ("mark_ballot", OFFICE)
    with pytest.raises(Refusal, match="already voted"):
        office.execute(cmd.CastVote(poll=poll, choice="no"), ALICE)
    version = office.state.version
    assert reopened().state.version == version, "it is mended once"


def test_a_mended_ballot_counts_once(
    office: Office, poll: int, clock: Clock, reopened: Callable[[], Office]
) -> None:
    office.vault.cast(poll, ALICE, YES)
    office = reopened()
    office.execute(cmd.CastVote(poll=poll, choice="yes"), FAY)
    clock.pass_days(8)
    office.tick()
    division = office.state.motions[1].division
    assert division is not None
    assert (division.yes, division.no, division.cast) == ("2", "0", 2)


def test_who_votes_again_after_a_crash_is_marked_and_the_first_ballot_stands(
    office: Office, poll: int, clock: Clock
) -> None:
    office.vault.cast(poll, ALICE, YES)
    assert office.execute(cmd.CastVote(poll=poll, choice="no"), ALICE).voucher == ""
    clock.pass_days(8)
    office.tick()
    division = office.state.motions[1].division
    assert division is not None
    assert (division.yes, division.no, division.cast) == ("1", "0", 1)


def test_a_ballot_of_a_stranger_in_the_box_is_not_marked(
    office: Office, poll: int, reopened: Callable[[], Office]
) -> None:
    office.vault.cast(poll, OLGA, YES)
    assert voted(reopened(), poll) == 0


def test_a_record_that_fails_after_the_box_is_mended_at_once(
    office: Office, poll: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    append, left = type(office._store).append, [1]

    def fail(store: object, *arguments: object, **options: object) -> None:
        if left and left.pop():
            raise Unreachable("the disk", "no space left")
        append(store, *arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(type(office._store), "append", fail)
    with pytest.raises(RecordError):
        office.execute(cmd.CastVote(poll=poll, choice="yes"), ALICE)
    assert office.view(lambda state: state.polls[poll].cast) == 1
    assert written.read(bodies(office)[-1]).command == "mark_ballot"


def test_a_closed_box_has_the_digest_that_the_record_names(
    office: Office, poll: int, clock: Clock
) -> None:
    office.execute(cmd.CastVote(poll=poll, choice="yes"), ALICE)
    clock.pass_days(8)
    office.tick()
    declared: Poll = office.state.polls[poll]
    assert declared.box == office.vault.summary(poll).digest


# Confidence.


def cool(office: Office, clock: Clock) -> int:
    """Pass the time in which no recall is opened; return Bob's seat."""
    seat = seat_of_bob(office)
    clock.now_s = office.state.seats[seat].cooled_at
    return seat


def test_a_secret_withdrawal_is_no_entry(office: Office, clock: Clock, folder: Path) -> None:
    seat, before = cool(office, clock), bodies(office)
    alive = digest(office.state)
    answer = office.execute(cmd.WithdrawConfidence(seat=seat), ALICE)
    assert (answer.index, answer.events, answer.receipt) == (-1, (), "")
    assert bodies(office) == before
    assert digest(office.state) == alive
    assert office.has_withdrawn(seat, ALICE)
    assert not office.has_withdrawn(seat, FAY)


def test_the_threshold_opens_the_recall_and_names_nobody(office: Office, clock: Clock) -> None:
    seat, before = cool(office, clock), len(bodies(office))
    office.execute(cmd.WithdrawConfidence(seat=seat), ALICE)
    answer = office.execute(cmd.WithdrawConfidence(seat=seat), FAY)
    assert [type(event).__name__ for event in answer.events][:1] == ["RecallOpened"]
    new = [written.read(body) for body in bodies(office)[before:]]
    assert [(entry.command, entry.by) for entry in new] == [("open_recall", OFFICE)]
    plain = bodies(office)[before]
    assert b"withdraw" not in plain
    assert b'"elector"' not in plain
    assert office.state.seats[seat].recall


def test_one_withdraws_once_and_takes_back_what_one_withdrew(office: Office, clock: Clock) -> None:
    seat = cool(office, clock)
    office.execute(cmd.WithdrawConfidence(seat=seat), ALICE)
    with pytest.raises(Refusal, match="confidence already withdrawn"):
        office.execute(cmd.WithdrawConfidence(seat=seat), ALICE)
    office.execute(cmd.RestoreConfidence(seat=seat), ALICE)
    with pytest.raises(Refusal, match="confidence not withdrawn"):
        office.execute(cmd.RestoreConfidence(seat=seat), ALICE)
    office.execute(cmd.WithdrawConfidence(seat=seat), FAY)
    assert not office.state.seats[seat].recall


def test_what_cools_off_opens_on_the_tick(office: Office, clock: Clock) -> None:
    seat = seat_of_bob(office)
    for elector in (ALICE, FAY):
        office.execute(cmd.WithdrawConfidence(seat=seat), elector)
    assert not office.state.seats[seat].recall
    clock.now_s = office.state.seats[seat].cooled_at - 1
    office.tick()
    assert not office.state.seats[seat].recall
    clock.now_s += 1
    office.tick()
    assert office.state.seats[seat].recall


def test_what_was_taken_back_while_it_cooled_off_opens_nothing(
    office: Office, clock: Clock
) -> None:
    seat = seat_of_bob(office)
    for elector in (ALICE, FAY):
        office.execute(cmd.WithdrawConfidence(seat=seat), elector)
    office.execute(cmd.RestoreConfidence(seat=seat), FAY)
    cool(office, clock)
    office.tick()
    assert not office.state.seats[seat].recall


def test_withdrawals_outlive_a_restart(
    office: Office, clock: Clock, reopened: Callable[[], Office]
) -> None:
    seat = seat_of_bob(office)
    for elector in (ALICE, FAY):
        office.execute(cmd.WithdrawConfidence(seat=seat), elector)
    office = reopened()
    cool(office, clock)
    office.tick()
    assert office.state.seats[seat].recall


def test_who_left_the_workshop_no_longer_counts_against_its_delegate(
    office: Office, clock: Clock
) -> None:
    seat = seat_of_bob(office)
    for elector in (ALICE, FAY):
        office.execute(cmd.WithdrawConfidence(seat=seat), elector)
    office.execute(cmd.ResignMembership(), FAY)
    cool(office, clock)
    office.tick()
    assert not office.state.seats[seat].recall


def test_withdrawals_are_forgotten_when_the_recall_is_over(office: Office, clock: Clock) -> None:
    seat = cool(office, clock)
    for elector in (ALICE, FAY):
        office.execute(cmd.WithdrawConfidence(seat=seat), elector)
    recall = office.state.seats[seat].recall
    for voter, choice in zip((ALICE, BOB, DORA, EMIL, FAY, GUS), ("yes", *["no"] * 5), strict=True):
        office.execute(cmd.CastVote(poll=recall, choice=choice), voter)  # type: ignore[arg-type]
    assert office.state.polls[recall].outcome == "rejected"
    assert not office.has_withdrawn(seat, ALICE)
    assert office.state.seats[seat].holder == BOB


def test_a_recall_is_decided_by_secret_vote_and_refilled_from_the_box(
    office: Office, clock: Clock
) -> None:
    seat = cool(office, clock)
    for elector in (ALICE, FAY):
        office.execute(cmd.WithdrawConfidence(seat=seat), elector)
    recall = office.state.seats[seat].recall
    for voter in (ALICE, BOB, DORA, EMIL, FAY, GUS):
        office.execute(cmd.CastVote(poll=recall, choice="yes"), voter)
    assert office.state.polls[recall].outcome == "carried"
    assert office.state.seats[seat].holder == EMIL
    assert not office.state.seats[seat].acting
    assert office.state.seats[seat].history[0].cause == "recalled"
