"""The follower: sees what is signed, asks the writer, stands in for one that is gone."""

from __future__ import annotations

import gc
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from commonweal.office import Clerk, Follower, Office, connect
from commonweal.office import entries as written
from commonweal.polity import commands as cmd
from commonweal.polity import digest
from commonweal.polity import effects as ef
from commonweal.polity import events as ev
from commonweal.record import LeaseHeld, NoAnswer, RefusesToSign
from commonweal.terms import OFFICE, CharterVersion, Refusal

OLGA, ALICE, BOB, DORA, EMIL, FAY, GUS = 1, 2, 3, 4, 5, 6, 7
FORGE = 3

Clock = Callable[[], float]


def motion(text: str = "New tools.") -> cmd.ProposeMotion:
    return cmd.ProposeMotion(body=FORGE, text=text, effect=ef.Resolve())


def at(folder: Path, clock: Clock, within_s: float = 10.0) -> Follower:
    return Follower(folder, clock=clock, environment={}, answer_within_s=within_s)


@pytest.fixture
def follower(office: Office, folder: Path, clock: Clock) -> Iterator[Follower]:
    """A follower beside an office that serves no inbox."""
    with at(folder, clock) as made:
        yield made


@pytest.fixture
def served(office: Office) -> Iterator[Clerk]:
    with closing(Clerk(office, {})) as clerk:
        yield clerk


# Seeing.


def test_it_sees_what_the_writer_has_written(office: Office, follower: Follower) -> None:
    assert digest(follower.state) == digest(office.state)
    office.execute(motion(), ALICE)
    assert follower.view(lambda state: list(state.motions)) == [1]
    assert digest(follower.state) == digest(office.state)
    assert follower.now() == office.now()
    assert follower.case(ALICE).by == ALICE
    assert follower.tick() == 0


def test_it_sees_nothing_that_is_not_signed_for(
    office: Office, follower: Follower, folder: Path, clock: Clock
) -> None:
    before = office.log.size
    body = written.write("propose_motion", ALICE, office.now(), "", [])
    office.log.extend([body], fence=office._writer.fence)
    assert follower.view(lambda state: state.version) == before
    with at(folder, clock) as late:
        assert late.state.version == before
        assert late.log.size == before + 1
        office.log.sign()
        assert late.view(lambda state: state.version) == before + 1
    assert follower.view(lambda state: state.version) == before + 1


def test_a_new_constitution_is_read(office: Office, follower: Follower) -> None:
    text = office.state.constitutions[-1].text.replace("Guild of Makers", "Guild of Menders")
    adopted = ev.ConstitutionAdopted(version=CharterVersion(2), text=text)
    with office._lock:
        office._append("carry", OFFICE, office.now(), "", [adopted]).result()
    follower.view(lambda state: state.version)
    assert follower.charters.version(CharterVersion(2)).text == text


def test_a_writer_that_goes_on_meanwhile_is_no_false_alarm(
    office: Office, follower: Follower, monkeypatch: pytest.MonkeyPatch
) -> None:
    read, many = follower.log._kept.read, iter([True])

    def overtaken(keys: object) -> object:
        if next(many, False):
            office.execute(motion(), ALICE)  # after the store was read, before the checkpoint is
        return read(keys)  # type: ignore[arg-type]

    monkeypatch.setattr(follower.log._kept, "read", overtaken)
    assert follower.view(lambda state: list(state.motions)) == [1]


def test_a_store_that_lost_entries_is_still_told(
    office: Office, follower: Follower, folder: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.execute(motion(), ALICE)
    store = follower.home.open_store()
    held = store.version() - 1
    read = type(store).read

    def fewer(self: object, start: int = 0, stop: int | None = None) -> object:
        return read(store, start, held if stop is None else min(stop, held))

    monkeypatch.setattr(type(store), "read", fewer)
    monkeypatch.setattr(type(store), "version", lambda _: held)
    with pytest.raises(RefusesToSign, match="entries signed for"):
        at(folder, clock)
    monkeypatch.undo()
    store.close()


def test_it_follows_a_busy_writer(office: Office, follower: Follower) -> None:
    stop = threading.Event()

    def write() -> None:
        try:
            for number in range(1, 31):
                office.execute(motion(f"Text {number}"), ALICE)
                office.execute(cmd.WithdrawMotion(motion=number), ALICE)
        finally:
            stop.set()

    thread = threading.Thread(target=write)
    thread.start()
    seen = [0]
    while not stop.is_set():
        seen.append(follower.view(lambda state: len(state.motions)))
        assert follower.state.version <= follower.log.signed.size
    thread.join()
    assert seen == sorted(seen)
    assert follower.view(lambda state: len(state.motions)) == 30


# Asking.


def test_secret_confidence_goes_through_it(
    office: Office, follower: Follower, served: Clerk, clock: Clock
) -> None:
    clock.pass_days(11)  # type: ignore[attr-defined]
    seat = next(one.id for one in office.state.seats.values() if one.holder == BOB)
    assert not follower.has_withdrawn(seat, DORA)
    answer = follower.execute(cmd.WithdrawConfidence(seat=seat), DORA)
    assert (answer.index, answer.events) == (-1, ())
    assert follower.has_withdrawn(seat, DORA)
    assert not follower.has_withdrawn(seat, FAY)
    with pytest.raises(Refusal, match="confidence already withdrawn"):
        follower.execute(cmd.WithdrawConfidence(seat=seat), DORA)
    crossed = follower.execute(cmd.WithdrawConfidence(seat=seat), FAY)
    assert [type(one).__name__ for one in crossed.events] == [
        "RecallOpened",
        "PollOpened",
        "BodyNotified",
    ]
    assert follower.state.seats[seat].recall


def test_silence_is_told_with_the_key_that_makes_repeating_safe(
    office: Office, folder: Path, clock: Clock
) -> None:
    with at(folder, clock, within_s=0.2) as follower:
        with pytest.raises(NoAnswer, match=r"did not answer within 0\.2 seconds") as told:
            follower.execute(motion(), ALICE)
        key = re.search(r"with the key (inbox-[0-9a-f]{32}),", str(told.value))
        assert key is not None
    with at(folder, clock) as follower, closing(Clerk(office, {})):
        size = office.log.size
        answer = follower.execute(motion(), ALICE, key=key[1])
    assert len(office.state.motions) == 1
    assert size in (answer.index, answer.index + 1)


def test_a_key_of_ones_own_is_named(office: Office, folder: Path, clock: Clock) -> None:
    with (
        at(folder, clock, within_s=0.05) as follower,
        pytest.raises(NoAnswer, match="with the key mine,"),
    ):
        follower.execute(motion(), ALICE, key="mine")


def test_when_nobody_writes_any_more_it_stands_in(
    reopened: Callable[[], Office], folder: Path, clock: Clock
) -> None:
    office = reopened()
    with at(folder, clock) as follower:
        office.close()
        answer = follower.execute(motion(), ALICE)
        assert follower.view(lambda state: list(state.motions)) == [1]
        second = follower.execute(motion("Other tools."), ALICE)
        assert second.index == answer.index + 1
    assert len(reopened().state.motions) == 2  # and it gives the lease back


def test_when_it_stands_in_it_does_what_others_asked_before(
    reopened: Callable[[], Office], folder: Path, clock: Clock
) -> None:
    office = reopened()
    with at(folder, clock, within_s=0.05) as first, at(folder, clock) as second:
        with pytest.raises(NoAnswer):
            first.execute(motion("First."), ALICE)
        office.close()
        second.execute(motion("Second."), FAY)
        assert second.view(lambda s: [s.motions[one].by for one in (1, 2)]) == [ALICE, FAY]


# Opening.


def test_connecting_gives_the_writer_or_a_follower(folder: Path, clock: Clock) -> None:
    with connect(folder, clock=clock, environment={}) as first:
        assert isinstance(first, Office)
        with connect(folder, clock=clock, environment={}) as second:
            assert isinstance(second, Follower)
    with connect(folder, clock=clock, environment={}) as third:
        assert isinstance(third, Office)


def test_an_office_that_may_not_open_leaves_nothing_open(on_postgresql: Path, clock: Clock) -> None:
    with Office(on_postgresql, clock=clock):
        for _ in range(3):
            with pytest.raises(LeaseHeld, match="the record has a writer"):
                Office(on_postgresql, clock=clock)
        gc.collect()  # a connection left open would warn now, and warnings are errors
