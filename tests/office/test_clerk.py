"""The clerk: what other processes ask is answered once, told clearly, and wiped afterwards."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import msgspec
import pytest

from commonweal.office import Clerk, Follower, Office
from commonweal.office import clerk as clerk_room
from commonweal.office import entries as written
from commonweal.office.clerk import Reply, Request, inbox_url
from commonweal.polity import commands as cmd
from commonweal.polity import effects as ef
from commonweal.record import RecordError, Unreachable, open_inbox
from commonweal.record.inbox import Inbox
from commonweal.terms import Refusal

OLGA, ALICE, BOB, DORA, EMIL, FAY, GUS = 1, 2, 3, 4, 5, 6, 7
FORGE = 3
WITHIN_S = 10.0


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clerk_room, "TICK_EVERY_S", 0.05)
    monkeypatch.setattr(clerk_room, "INBOX_EVERY_S", 0.005)


@pytest.fixture
def clerk(office: Office) -> Iterator[Clerk]:
    made = Clerk(office, {})
    yield made
    made.close()


@pytest.fixture
def follower(clerk: Clerk, folder: Path, clock: Callable[[], float]) -> Iterator[Follower]:
    with Follower(folder, clock=clock, environment={}) as made:
        yield made


@pytest.fixture
def inbox(folder: Path) -> Iterator[Inbox]:
    with closing(open_inbox(inbox_url(folder, {}))) as made:
        yield made


def motion(text: str = "New tools.") -> cmd.ProposeMotion:
    return cmd.ProposeMotion(body=FORGE, text=text, effect=ef.Resolve())


def ask(inbox: Inbox, request: Request) -> str:
    return inbox.put(msgspec.json.encode(request))


def reply(inbox: Inbox, number: str) -> Reply:
    return msgspec.json.decode(inbox.wait(number, WITHIN_S), type=Reply)


def kept(folder: Path) -> bytes:
    """Every byte of the inbox on the disk."""
    return b"".join(path.read_bytes() for path in sorted(folder.glob("inbox.sqlite*")))


def test_an_accepted_command_is_answered_with_its_entry(office: Office, follower: Follower) -> None:
    answer = follower.execute(motion(), ALICE)
    entry = written.read(office.log.entry(answer.index))
    assert (entry.command, entry.by, entry.events) == ("propose_motion", ALICE, answer.events)
    assert answer.receipt == office.log.receipt(answer.index).as_text()
    assert follower.state.version >= answer.version


def test_a_refusal_comes_through_with_every_field(office: Office, follower: Follower) -> None:
    command = cmd.SecondMotion(motion=99)
    with pytest.raises(Refusal) as here:
        office.execute(command, ALICE)
    with pytest.raises(Refusal) as there:
        follower.execute(command, ALICE)
    assert there.value.as_dict() == here.value.as_dict()
    assert all(there.value.as_dict().values())


def test_what_is_no_request_is_answered_too(clerk: Clerk, inbox: Inbox) -> None:
    told = reply(inbox, inbox.put(b'{"by": "Alice"}'))
    assert told.answer is None
    assert "Expected `int`" in told.failure


def test_a_failure_is_told_in_words(
    office: Office, follower: Follower, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RecordError("the disk is full; make room")

    monkeypatch.setattr(office, "execute", fail)
    with pytest.raises(RecordError, match="the disk is full; make room"):
        follower.execute(motion(), ALICE)


def test_a_mistake_of_the_program_ends_neither_serving_nor_ticking(
    office: Office, follower: Follower, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise IndexError("list index out of range")

    with monkeypatch.context() as planted:
        planted.setattr(office, "execute", fail)
        with pytest.raises(RecordError, match=r"mistake in the program.*see the log of the server"):
            follower.execute(motion(), ALICE)
    assert follower.execute(motion(), ALICE).index >= 0


def test_commands_are_carried_out_in_the_order_in_which_they_were_put(
    office: Office, inbox: Inbox
) -> None:
    numbers = [ask(inbox, Request(by=ALICE, command=motion(f"Text {at}"))) for at in range(20)]
    with closing(Clerk(office, {})):
        told = [reply(inbox, number).answer for number in numbers]
    places = [one.index for one in told if one is not None]
    assert places == list(range(places[0], places[0] + 20))


def test_what_falls_due_is_done_in_quiet_hours(office: Office, clerk: Clerk, clock: object) -> None:
    office.execute(motion(), ALICE)
    office.execute(cmd.SecondMotion(motion=1), FAY)
    clock.pass_days(7)  # type: ignore[attr-defined]
    end = time.monotonic() + WITHIN_S
    while office.state.motions[1].stage == "debate":
        assert time.monotonic() < end
        time.sleep(0.01)
    assert office.state.motions[1].stage == "vote"


# People and ballots pass through the inbox, and are not left in it.


def test_people_are_admitted_and_leave_no_trace_in_the_inbox(
    office: Office, follower: Follower, folder: Path
) -> None:
    people = [("Ida Isaksen", FORGE, {"mail": "ida@example.org"})]
    member = len(office.state.members) + 1
    answer = follower.admit(people, OLGA)
    assert written.read(office.log.entry(answer.index)).command == "admit_members"
    assert follower.vault.names([member]) == {member: "Ida Isaksen"}
    wait_until_wiped(folder, b"Ida Isaksen")
    assert b"ida@example.org" not in kept(folder)


def test_refused_people_are_not_kept(office: Office, follower: Follower, folder: Path) -> None:
    with pytest.raises(Refusal, match="issuer without power"):
        follower.admit([("Stranger Strand", FORGE, {})], ALICE)
    assert follower.vault.find("Strand") == []
    wait_until_wiped(folder, b"Stranger Strand")


def test_a_secret_ballot_is_wiped_when_it_is_answered(
    office: Office, clock: object, follower: Follower, folder: Path
) -> None:
    office.execute(motion(), ALICE)
    office.execute(cmd.SecondMotion(motion=1), FAY)
    clock.pass_days(7)  # type: ignore[attr-defined]
    office.tick()
    poll = office.state.motions[1].poll
    answer = follower.execute(cmd.CastVote(poll=poll, choice="abstain"), ALICE)
    assert answer.voucher
    assert office.vault.marks(poll) == [ALICE]
    wait_until_wiped(folder, b"abstain")
    with pytest.raises(Refusal, match="already voted"):
        follower.execute(cmd.CastVote(poll=poll, choice="abstain"), ALICE)
    wait_until_wiped(folder, b"abstain")


def wait_until_wiped(folder: Path, what: bytes) -> None:
    """The answer may come a moment before the wiping."""
    end = time.monotonic() + WITHIN_S
    while what in kept(folder):
        assert time.monotonic() < end, "still in the inbox"
        time.sleep(0.01)


def test_without_wiping_a_ballot_would_be_found(inbox: Inbox, folder: Path) -> None:
    number = inbox.put(b'{"choice": "abstain"}')
    inbox.take(1)
    inbox.answer(number, b"{}")
    assert b"abstain" in kept(folder)
    assert inbox.wipe()
    assert b"abstain" not in kept(folder)


def test_wiping_that_a_reader_prevents_is_done_later(
    office: Office, inbox: Inbox, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter([False, False, True])
    asked: list[bool] = []

    def wipe(_: object) -> bool:
        asked.append(next(answers))
        return asked[-1]

    monkeypatch.setattr(type(inbox), "wipe", wipe)
    number = ask(inbox, Request(by=ALICE, command=cmd.CastVote(poll=9, choice="yes")))
    with closing(Clerk(office, {})):
        assert reply(inbox, number).refusal
        end = time.monotonic() + WITHIN_S
        while asked != [False, False, True]:
            assert time.monotonic() < end
            time.sleep(0.01)


def test_the_inbox_is_for_its_owner_only(inbox: Inbox, folder: Path) -> None:
    inbox.put(b"{}")
    assert {path.stat().st_mode & 0o777 for path in folder.glob("inbox.sqlite*")} == {0o600}


# Once, over failures and restarts.


def test_the_same_key_is_carried_out_once(office: Office, follower: Follower) -> None:
    first = follower.execute(motion(), ALICE, key="k")
    size = office.log.size
    again = follower.execute(motion(), ALICE, key="k")
    assert (again.index, office.log.size) == (first.index, size)


def test_a_clerk_that_ends_before_answering_leaves_the_answer_to_the_next(
    reopened: Callable[[], Office], inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = reopened()
    number = ask(inbox, Request(by=ALICE, key="once", command=motion()))

    def fail(*_: object) -> None:
        raise Unreachable("the inbox", "it is gone")

    with monkeypatch.context() as planted:
        planted.setattr(type(inbox), "answer", fail)
        size = office.log.size
        with closing(Clerk(office, {})):
            end = time.monotonic() + WITHIN_S
            while office.log.size == size:
                assert time.monotonic() < end
                time.sleep(0.01)
    office = reopened()
    with closing(Clerk(office, {})):
        answer = reply(inbox, number).answer
    assert answer is not None
    assert (answer.index, office.log.size) == (size, size + 1)


def test_a_database_that_falls_silent_is_asked_again(
    office: Office, follower: Follower, monkeypatch: pytest.MonkeyPatch
) -> None:
    execute, silent = office.execute, [True, True]

    def sometimes(command: cmd.Command, by: int, *, key: str = "") -> object:
        if silent:
            silent.pop()
            raise Unreachable("the store", "no answer")
        return execute(command, by, key=key)

    monkeypatch.setattr(office, "execute", sometimes)
    size = office.log.size
    assert follower.execute(motion(), ALICE).index == size
    assert office.log.size == size + 1
    assert silent == []


def test_an_answer_that_was_handed_over_already_stops_nothing(
    office: Office, follower: Follower, monkeypatch: pytest.MonkeyPatch, inbox: Inbox
) -> None:
    answer = type(inbox).answer

    def twice(self: Inbox, number: str, body: bytes) -> None:
        answer(self, number, body)
        answer(self, number, body)

    with monkeypatch.context() as planted:
        planted.setattr(type(inbox), "answer", twice)
        assert follower.execute(motion(), ALICE).index >= 0
    assert follower.execute(motion("Other tools."), ALICE).index >= 0


def test_an_entry_that_a_silent_database_kept_is_answered_as_written(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    append, silent = type(office.log.store).append, [True]  # type: ignore[attr-defined]

    def kept_in_silence(self: object, *given: object, **more: object) -> None:
        append(self, *given, **more)
        if silent:
            silent.pop()
            raise Unreachable("the store", "no answer")

    monkeypatch.setattr(type(office.log.store), "append", kept_in_silence)
    size = office.log.size
    answer = office.execute(motion(), ALICE)
    assert (answer.index, office.log.size) == (size, size + 1)
    assert answer.receipt == office.log.receipt(size).as_text()
    assert list(office.state.motions) == [1]


def test_an_entry_that_was_not_kept_is_a_failure(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    append, silent = type(office.log.store).append, [True]  # type: ignore[attr-defined]

    def lost(self: object, *given: object, **more: object) -> None:
        if silent:
            silent.pop()
            raise Unreachable("the store", "no answer")
        append(self, *given, **more)

    monkeypatch.setattr(type(office.log.store), "append", lost)
    with pytest.raises(Unreachable):
        office.execute(motion(), ALICE)
    assert not office.state.motions
    office.execute(motion(), ALICE)
    assert list(office.state.motions) == [1]


def test_nothing_is_decided_on_a_state_that_could_not_be_folded_again(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The record fails, comes back, and fails again while it is read: the old state is not used."""
    before = office.state

    def fail(*_: object, **__: object) -> None:
        raise Unreachable("the store", "no answer")

    with monkeypatch.context() as planted:
        planted.setattr(type(office.log.store), "append", fail)
        planted.setattr(office, "_load", fail)
        with pytest.raises(Unreachable):
            office.execute(motion(), ALICE)
        with pytest.raises(Unreachable):
            office.view(lambda state: state.motions)
    assert before.motions  # decided ahead of the record, and thrown away
    assert office.view(lambda state: list(state.motions)) == []
