"""kill -9 of a whole federation at work, on SQLite and PostgreSQL: what was told is never lost."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
import uuid
from pathlib import Path

import psycopg
import pytest

from commonweal.charter import shipped_text
from commonweal.office import Newcomer, Office, admit, found
from commonweal.polity import commands as cmd
from commonweal.polity import digest
from commonweal.polity import effects as ef
from commonweal.record import Home

CHILD = Path(__file__).with_name("killed_child.py")
ROUNDS = 6


def quick_constitution() -> str:
    """The shipped constitution, with motions that go to the vote at once."""
    text = shipped_text("worker-coop-federation")
    return text.replace("debate_days = 3", "debate_days = 0").replace(
        "waiting_days = 30", "waiting_days = 0"
    )


def build(folder: Path, environment: dict[str, str]) -> None:
    convenors = ["Alice", "Bob"]
    found(folder, "Killed", quick_constitution(), convenors, environment=environment)
    with Office(folder, environment=environment) as office:
        office.execute(cmd.OpenBody(level="federation", name="Congress"), 1)
        office.execute(cmd.OpenBody(level="district", name="North", parent=1), 1)
        office.execute(cmd.OpenBody(level="workplace", name="Bakery", parent=2), 1)
        admit(office, [Newcomer(f"Member {number}", 3) for number in range(60)], 1)


@pytest.fixture(params=["sqlite", "postgresql"])
def environment(request: pytest.FixtureRequest) -> dict[str, str]:
    if request.param == "sqlite":
        return {}
    url = str(request.getfixturevalue("postgresql_url"))
    name = f"killed_{uuid.uuid4().hex[:8]}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")  # type: ignore[call-overload]
    return {"DATABASE_URL": url.replace("/postgres?", f"/{name}?")}


def run_and_kill(folder: Path, environment: dict[str, str], after_s: float) -> list[int]:
    """Let a child work, kill it, and return the numbers of the entries it was told of."""
    arguments = [sys.executable, str(CHILD), str(folder), *environment.values()]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "ready\n"
        time.sleep(after_s)
        child.send_signal(signal.SIGKILL)
        lines = child.stdout.read().splitlines()
    return [int(line.split()[1]) for line in lines if line.startswith("done ")]


def test_nothing_told_is_lost_and_the_box_agrees_with_the_record(
    tmp_path: Path, environment: dict[str, str]
) -> None:
    folder = tmp_path / "home"
    build(folder, environment)
    told: set[int] = set()
    rng = random.Random(20261122)
    for _ in range(ROUNDS):
        wait_for_lease(folder, environment)
        told |= set(run_and_kill(folder, environment, rng.uniform(0.05, 0.6)))
    wait_for_lease(folder, environment)
    with Office(folder, environment=environment) as office:
        held = office.log.size
        assert told
        assert max(told) < held
        assert len(told) <= held
        check_boxes(office)
        live = digest(office.state)
    with Office(folder, environment=environment) as again:
        assert digest(again.state) == live
        again.log.audit()


def check_boxes(office: Office) -> None:
    """Every ballot in a box has its mark in the record, and the other way round."""
    polls = [poll for poll in office.state.polls.values() if poll.secret and poll.kind == "motion"]
    assert polls
    marked = {poll.id: 0 for poll in polls}
    for body in office.log.read():
        if b'"ballot_marked/1"' in body:
            marked[int(body.split(b'"poll":')[1].split(b",")[0])] += 1
    for poll in polls:
        assert len(office.vault.marks(poll.id)) == marked[poll.id] == poll.cast


def wait_for_lease(folder: Path, environment: dict[str, str]) -> None:
    """A killed writer's lease ends by itself; tests do not wait for it, they let it lapse."""
    store = Home.at(folder, environment).open_store()
    token = store.take_lease("the test", 1, int(time.time()) + 60)
    store.release_lease(token)
    store.close()


def test_the_check_of_boxes_can_fail(tmp_path: Path) -> None:
    """A ballot whose mark is missing from the record is seen, unless the office reconciles it."""
    folder = tmp_path / "home"
    build(folder, {})
    with Office(folder, environment={}) as office:
        office.execute(cmd.ProposeMotion(body=3, text="Bread", effect=ef.Resolve()), 4)
        motion = max(office.state.motions)
        office.execute(cmd.SecondMotion(motion=motion), 5)
        poll = office.state.motions[motion].poll
        assert poll
        office.execute(cmd.CastVote(poll=poll, choice="yes"), 4)
        office.vault.cast(poll, 6, b'"no"')
        with pytest.raises(AssertionError):
            check_boxes(office)
    with Office(folder, environment={}) as office:
        check_boxes(office)
