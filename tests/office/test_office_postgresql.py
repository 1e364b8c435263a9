"""A federation on a real PostgreSQL: its life, several processes, and every kind of kill."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import pytest

from commonweal.charter import shipped_text
from commonweal.office import Follower, Newcomer, Office, admit, found
from commonweal.office import entries as written
from commonweal.polity import commands as cmd
from commonweal.polity import digest
from commonweal.polity import effects as ef
from commonweal.record import Home, LeaseHeld, RecordError, RefusesToSign
from commonweal.terms import Refusal
from commonweal.vault import VaultError

pytestmark = pytest.mark.postgresql

OLGA, ALICE, BOB, DORA, EMIL, FAY, GUS = 1, 2, 3, 4, 5, 6, 7
NORTH, FORGE = 2, 3
HERE = Path(__file__).parent
WITHIN_S = 20.0


class Clock(Protocol):
    def __call__(self) -> float: ...
    def pass_days(self, days: int) -> None: ...


def motion(text: str = "New tools.") -> cmd.ProposeMotion:
    return cmd.ProposeMotion(body=FORGE, text=text, effect=ef.Resolve())


def seat_of(office: Office | Follower, member: int) -> int:
    return next(one.id for one in office.state.seats.values() if one.holder == member)


# A life.


def test_the_recall_story(on_postgresql: Path, clock: Clock) -> None:
    """Two of six withdraw confidence, the vote opens, the seat falls, a count-back refills it."""
    with Office(on_postgresql, clock=clock) as office:
        assert {one.holder for one in office.state.delegates(NORTH)} == {BOB, DORA}
        seat = seat_of(office, BOB)
        clock.pass_days(11)
        assert office.execute(cmd.WithdrawConfidence(seat=seat), DORA).index == -1
        opened = office.execute(cmd.WithdrawConfidence(seat=seat), FAY)
        poll = office.state.seats[seat].recall
        assert opened.events
        assert poll
    with Office(on_postgresql, clock=clock) as office:
        for voter in (ALICE, DORA, FAY, GUS):
            assert office.execute(cmd.CastVote(poll=poll, choice="yes"), voter).voucher
        with pytest.raises(Refusal, match="already voted"):
            office.execute(cmd.CastVote(poll=poll, choice="no"), FAY)
        clock.pass_days(8)
        assert office.tick() > 0
        assert office.state.polls[poll].outcome == "carried"
        assert office.state.seats[seat].holder == EMIL
        assert office.state.seats[seat].history[-1].holder == BOB
        live = digest(office.state)
        office.log.audit()
    with Office(on_postgresql, clock=clock) as again:
        assert digest(again.state) == live
        assert not again.has_withdrawn(seat, FAY)


def test_a_follower_sees_and_asks(on_postgresql: Path, clock: Clock) -> None:
    from commonweal.office import Clerk

    environment = {"DATABASE_URL": Home.at(on_postgresql).store_url}
    with Office(on_postgresql, clock=clock) as office:
        clerk = Clerk(office, environment)
        with Follower(on_postgresql, clock=clock) as follower:
            answer = follower.execute(motion(), ALICE)
            assert follower.state.version >= answer.version
            people: list[tuple[str, int, dict[str, str]]] = [("Ida Isaksen", FORGE, {})]
            follower.admit(people, OLGA)
            assert follower.vault.names([8]) == {8: "Ida Isaksen"}
            assert digest(follower.state) == digest(office.state)
            wait_until(lambda: b"Ida" not in inbox_table(environment["DATABASE_URL"]))
        clerk.close()


def inbox_table(url: str) -> bytes:
    import psycopg

    with psycopg.connect(url) as connection:
        return b"".join(row[0] for row in connection.execute("SELECT body FROM inbox_command"))


def wait_until(reached: Callable[[], bool]) -> None:
    end = time.monotonic() + WITHIN_S
    while not reached():
        assert time.monotonic() < end, "it did not come to that"
        time.sleep(0.02)


def test_a_database_of_another_federation_is_not_founded_over(
    on_postgresql: Path, tmp_path: Path
) -> None:
    text = shipped_text("worker-coop-federation")
    with pytest.raises(RefusesToSign, match="no checkpoint is kept"):
        found(tmp_path / "other", "Other", text, ["Alice"])
    other = {"DATABASE_URL": "postgresql://nobody@/nothing?host=/nowhere"}
    with pytest.raises((RecordError, VaultError)):
        found(tmp_path / "other", "Other", text, ["Alice"], environment=other)
    found(tmp_path / "other", "Other", text, ["Alice"], environment={})  # no key stands in the way


# Several processes.


def federation(folder: Path, environment: dict[str, str]) -> None:
    """A workshop of 60 whose motions go to the vote at once, in real time."""
    text = shipped_text("worker-coop-federation").replace("debate_days = 3", "debate_days = 0")
    text = text.replace("waiting_days = 30", "waiting_days = 0")
    found(folder, "Killed", text, ["Alice", "Bob"], environment=environment)
    with Office(folder, environment=environment) as office:
        office.execute(cmd.OpenBody(level="federation", name="Congress"), 1)
        office.execute(cmd.OpenBody(level="district", name="North", parent=1), 1)
        office.execute(cmd.OpenBody(level="workplace", name="Bakery", parent=2), 1)
        admit(office, [Newcomer(f"Member {number}", 3) for number in range(60)], 1)


@pytest.fixture
def place(tmp_path: Path, database_url: str) -> tuple[Path, dict[str, str]]:
    folder, environment = tmp_path / "home", {"DATABASE_URL": database_url}
    federation(folder, environment)
    return folder, environment


def end_lease(folder: Path, environment: dict[str, str]) -> None:
    """A killed writer's lease ends by itself; tests let it lapse."""
    store = Home.at(folder, environment).open_store()
    store.release_lease(store.take_lease(uuid.uuid4().hex, 1, int(time.time()) + 60))
    store.close()


@contextmanager
def child(name: str, folder: Path, environment: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    """A process of its own, killed at the end at the latest."""
    arguments = [sys.executable, str(HERE / name), str(folder), *environment.values()]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
            yield process
        finally:
            process.kill()


def done(lines: list[str]) -> list[int]:
    return [int(line.split()[1]) for line in lines if line.startswith("done ")]


def test_two_processes_do_not_write_at_once(place: tuple[Path, dict[str, str]]) -> None:
    """A writer that was frozen beyond its lease finds itself fenced off, and writes no more."""
    folder, environment = place
    with child("killed_child.py", folder, environment) as process:
        assert process.stdout is not None
        with pytest.raises(LeaseHeld, match=r"stop that process, or wait until its lease"):
            Office(folder, environment=environment)
        told = [process.stdout.readline() for _ in range(20)]
        process.send_signal(signal.SIGSTOP)
        end_lease(folder, environment)
        with Office(folder, environment=environment) as office:
            mine = office.execute(motion("Mine."), 4).index
            process.send_signal(signal.SIGCONT)
            silent = 0
            while silent < 3:
                told.append(process.stdout.readline())
                silent += told[-1] == "silent\n"
            process.kill()
            told += process.stdout.read().splitlines()
            assert max(done(told)) < mine
            assert office.execute(motion("Mine again."), 4).index > mine
            assert written.read(office.log.entry(mine)).by == 4
            office.log.audit()


def test_a_writer_is_killed_while_followers_wait(place: tuple[Path, dict[str, str]]) -> None:
    """Every command is carried out once: by the killed writer, or by whoever stands in."""
    folder, environment = place
    keys = [f"key {number}" for number in range(40)]
    answers: dict[str, int] = {}

    def ask(mine: list[str], follower: Follower, by: int) -> None:
        for key in mine:
            answers[key] = follower.execute(motion(key), by, key=key).index

    followers: list[Follower] = []
    with child("serving_child.py", folder, environment) as process:
        followers = [Follower(folder, environment=environment) for _ in range(2)]
        shares = [keys[:20], keys[20:]]
        threads = [
            threading.Thread(target=ask, args=one)
            for one in zip(shares, followers, (4, 5), strict=True)
        ]
        for thread in threads:
            thread.start()
        wait_until(lambda: len(answers) >= 6)
        process.kill()
        process.wait()
        end_lease(folder, environment)
        for thread in threads:
            thread.join()
    for follower in followers:
        follower.close()
    assert sorted(answers) == sorted(keys)
    assert len(set(answers.values())) == len(keys)
    with Office(folder, environment=environment) as office:
        held = [written.read(body) for body in office.log.read()]
        assert sum(entry.command == "propose_motion" for entry in held) == len(keys)
        for key, index in answers.items():
            assert held[index].key.endswith(f" {key}")


def test_many_ask_at_once_while_nobody_serves(place: tuple[Path, dict[str, str]]) -> None:
    """Of several who follow a writer that is gone, one stands in for all, or each in turn."""
    folder, environment = place
    office = Office(folder, environment=environment)
    followers = [Follower(folder, environment=environment) for _ in range(4)]
    office.close()
    indexes: list[int] = []
    threads = [
        threading.Thread(target=lambda one=one: indexes.append(one.execute(motion(), 4).index))
        for one in followers
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for follower in followers:
        follower.close()
    assert len(set(indexes)) == len(followers)


# The server itself is killed.


class Cluster(Protocol):
    url: str

    def stop(self) -> None: ...
    def go_on(self) -> None: ...


def test_the_server_is_killed_during_appends(own_cluster: Cluster, tmp_path: Path) -> None:
    """What was told outlives two immediate stops; the process says so and goes on by itself."""
    folder, environment = tmp_path / "home", {"DATABASE_URL": own_cluster.url}
    federation(folder, environment)
    lines: list[str] = []
    with child("killed_child.py", folder, environment) as process:
        reader = threading.Thread(target=lambda: lines.extend(process.stdout or ()))
        reader.start()
        for _ in range(2):
            before = len(done(lines))
            wait_until(lambda before=before: len(done(lines)) > before + 25)  # type: ignore[misc]
            own_cluster.stop()
            silent = lines.count("silent\n")
            wait_until(lambda silent=silent: lines.count("silent\n") > silent)  # type: ignore[misc]
            own_cluster.go_on()
        before = len(done(lines))
        wait_until(lambda: len(done(lines)) > before + 25)
        process.send_signal(signal.SIGKILL)
        process.wait()
        reader.join()
    end_lease(folder, environment)
    told = done(lines)
    assert told == sorted(set(told))
    with Office(folder, environment=environment) as office:
        assert max(told) < office.log.size
        office.log.audit()
        polls = [one for one in office.state.polls.values() if one.motion]
        assert any(poll.cast for poll in polls)
        for poll in polls:
            assert len(office.vault.marks(poll.id)) == poll.cast
        live = digest(office.state)
    with Office(folder, environment=environment) as again:
        assert digest(again.state) == live


def test_a_server_that_is_away_is_told_and_comes_back(own_cluster: Cluster, tmp_path: Path) -> None:
    folder, environment = tmp_path / "home", {"DATABASE_URL": own_cluster.url}
    federation(folder, environment)
    with Office(folder, environment=environment) as office:
        first = office.execute(motion("Before."), 4, key="before").index
        own_cluster.stop()
        for _ in range(2):
            with pytest.raises((RecordError, VaultError), match=r"see that it runs|check server"):
                office.execute(motion("During."), 4, key="during")
        own_cluster.go_on()
        wait_until(lambda: back(office))
        assert office.log.size > first + 1
        assert office.execute(motion("Before."), 4, key="before").index == first
        assert len(office.state.motions) == 2
        live = digest(office.state)
    with Office(folder, environment=environment) as again:
        assert digest(again.state) == live


def test_a_server_started_anew_in_a_quiet_hour_is_noticed_by_nobody(
    own_cluster: Cluster, tmp_path: Path
) -> None:
    folder, environment = tmp_path / "home", {"DATABASE_URL": own_cluster.url}
    federation(folder, environment)
    with (
        Office(folder, environment=environment) as office,
        Follower(folder, environment=environment) as follower,
    ):
        office.execute(motion("Before."), 4)
        own_cluster.stop()
        own_cluster.go_on()
        time.sleep(1.1)
        office.execute(motion("After."), 4)
        assert follower.view(lambda state: len(state.motions)) == 2


def back(office: Office) -> bool:
    """Ask for the same again, under the same key, until it is carried out."""
    try:
        office.execute(motion("During."), 4, key="during")
    except (RecordError, VaultError):
        return False
    return True
