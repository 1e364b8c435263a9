"""Running a federation for real: on SQLite and PostgreSQL, from founding to restoring."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from commonweal.cli import main
from commonweal.lab.demo import SEED
from commonweal.office import Office
from commonweal.office.purging import old_boxes
from commonweal.polity import commands as cmd
from commonweal.record import RefusesToSign

Call = Callable[..., Result]

PEOPLE = "name,body\n" + "".join(f"Member No{number},Bakery\n" for number in range(1, 13))


class Place:
    """A federation's folder with its environment, and `commonweal` called in it."""

    def __init__(self, home: Path, environment: dict[str, str]) -> None:
        self.home = home
        self.environment = {"COMMONWEAL_HOME": str(home), **environment}

    def __call__(self, *arguments: object, code: int = 0, typed: str | None = None) -> Result:
        given = [str(one) for one in arguments]
        done = CliRunner().invoke(main, given, env=self.environment, input=typed)
        assert done.exit_code == code, done.output
        return done

    def start(self, *arguments: object) -> subprocess.Popen[str]:
        """Start `commonweal` as a process of its own."""
        given = [sys.executable, "-m", "commonweal", *(str(one) for one in arguments)]
        return subprocess.Popen(
            given,
            env=os.environ | self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def office(self, clock: Callable[[], float] = time.time) -> Office:
        return Office(self.home, clock=clock, environment=self.environment)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    environment = {"DATABASE_URL": ""}
    if request.param == "postgresql":
        environment = {"DATABASE_URL": str(request.getfixturevalue("database_url"))}
    return Place(tmp_path / "home", environment)


@pytest.fixture
def founded(place: Place, tmp_path: Path) -> Place:
    """A federation of one workplace with fourteen members, made by commands alone."""
    convenors = ["--convenor", "Alice", "--convenor", "Bob"]
    constitution = ["--constitution", "worker-coop-federation"]
    place("init", place.home, "--name", "Test", *constitution, *convenors)
    for fields in (
        ["level=federation", "name=Congress"],
        ["level=district", "name=North", "parent=1"],
        ["level=workplace", "name=Bakery", "parent=2"],
    ):
        place("do", "open_body", *fields, "--as", 1)
    people = tmp_path / "people.csv"
    people.write_text(PEOPLE, encoding="utf-8")
    place("members", "import", people, "--as", 1, "--yes")
    return place


def test_a_life_by_commands(founded: Place, tmp_path: Path) -> None:
    founded("do", "propose_motion", "body=3", "text=Bread.", "effect=resolve", "--as", 4)
    assert founded("tick").output == "Nothing has fallen due.\n"
    told = json.loads(founded("status", "--json").output)
    assert (told["members"], told["motions_open"]) == (14, 1)
    file = tmp_path / "record.jsonl"
    founded("record", "export", "--output", file)
    key = (founded.home / "keys" / "verifier.key").read_text().strip()
    assert founded(
        "record", "verify", file, "--key", key, "--checkpoint", founded.home / "checkpoint"
    )
    assert founded("record", "show", 0).output.startswith('{"at":')


def test_founding_that_failed_can_be_tried_again(tmp_path: Path) -> None:
    away = Place(tmp_path / "home", {"DATABASE_URL": "postgresql://nobody@/x?host=/nowhere"})
    init = ["init", away.home, "--name", "T", "--constitution", "trade-union", "--convenor", "Ada"]
    assert "check server" in away(*init, code=1).output
    Place(away.home, {"DATABASE_URL": ""})(*init)


# Status.


on_sqlite = pytest.mark.parametrize("place", ["sqlite"], indirect=True)


def open_now(place: Place) -> dict[str, str]:
    items = json.loads(place("status", "--json").output)["open"]
    return {one["what"]: f"{one['who']}: {one['do']}" for one in items}


@on_sqlite
def test_status_says_who_has_to_do_what(founded: Place) -> None:
    before = open_now(founded)
    polls = {who: poll for poll, who in before.items() if poll.startswith("election ")}
    assert "members of Congress: nominate poll=1 candidate=" in polls  # the inspectors
    assert polls["members of Bakery: nominate poll=2 candidate="] == "election 2"
    founded("do", "propose_motion", "body=3", "text=Bread.", "effect=resolve", "--as", 4)
    moved = {"motion 1": "who votes in Bakery: second_motion motion=1"}
    assert open_now(founded) == before | moved
    founded("do", "second_motion", "motion=1", "--as", 5)
    told = founded("status").output
    assert re.search(r"motion 1 in Bakery: debate; after it the vote opens, until 20\d\d-", told)
    founded("do", "close_roll", "body=3", "--as", 1)
    assert "sign_roll roll=1" in open_now(founded)["roll 1"]


def test_a_withdrawal_that_opens_the_recall_names_its_entry() -> None:
    from commonweal.cli.do import tell_answer
    from commonweal.office import Answer
    from commonweal.polity import events as ev

    opened = ev.RecallOpened(seat=2, poll=3, needed=5, electors=12)
    runner = CliRunner()
    with runner.isolation() as (out, *_):
        tell_answer(Answer(-1, (), "", 40), as_json=False)
        quiet = out.getvalue().decode()
        tell_answer(Answer(-1, (opened,), "", 41), as_json=False)
        told = out.getvalue().decode().removeprefix(quiet)
    assert "no entry of the record" in quiet
    assert "threshold" not in quiet
    assert "With it the threshold is crossed: entry 40 opens the vote." in told
    assert "recall_opened: seat 2" in told


# Two processes.


def test_several_commands_at_once_are_all_carried_out(founded: Place) -> None:
    """Nobody serves; whoever comes second follows, and stands in when the first has gone."""
    fields = ["body=3", "text=Bread.", "effect=resolve", "--as"]
    started = [founded.start("do", "propose_motion", *fields, 4 + at) for at in range(3)]
    for process in started:
        told, errors = process.communicate(timeout=40)
        assert process.returncode == 0, errors
        assert "motion_proposed: motion" in told
    with founded.office() as office:
        assert sorted(int(one.by) for one in office.state.motions.values()) == [4, 5, 6]


@contextmanager
def serving(place: Place) -> Iterator[str]:
    """Serve a federation in a process of its own; stop it as a service manager does."""
    import socket

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with place.start("serve", "--port", port) as process:
        try:
            assert process.stdout is not None
            assert f":{port}/" in process.stdout.readline()
            yield f"http://127.0.0.1:{port}/"
            process.send_signal(signal.SIGTERM)
            assert process.wait(timeout=20) == 0
        finally:
            process.kill()


def test_serving_and_working_beside_it(founded: Place, tmp_path: Path) -> None:
    backup = tmp_path / "backup.jsonl"
    with serving(founded) as address:
        with urllib.request.urlopen(address, timeout=10) as page:
            assert page.status == 200
        fields = ["body=3", "text=Bread.", "effect=resolve"]
        founded("do", "propose_motion", *fields, "--as", 4)
        refused = founded("do", "second_motion", "motion=1", "--as", 4, "--json", code=1)
        assert json.loads(refused.stderr)["refused"] == "seconded_by_mover"
        assert "ticks by itself" in founded("tick").output
        founded("record", "backup", backup)
        told = founded("record", "rotate-key", code=1).output
        assert "stop that process" in told
        assert "stop that process" in founded("serve", "--port", 65000, code=1).output
    founded("record", "verify", backup, "--checkpoint", founded.home / "checkpoint")
    founded("record", "rotate-key")
    founded("do", "second_motion", "motion=1", "--as", 5)
    after = tmp_path / "after.jsonl"
    founded("record", "export", "--output", after)
    founded("record", "verify", after, "--checkpoint", founded.home / "checkpoint")


# Backup and restoring.


def copied(place: Place, target: Path, *names: str) -> Path:
    """What an operator copies to another machine: the keys, and what else is named."""
    shutil.copytree(place.home / "keys", target / "keys")
    for name in names:
        if (place.home / name).exists():
            shutil.copy2(place.home / name, target / name)
    return target


def test_a_backup_restored_elsewhere_goes_on(founded: Place, tmp_path: Path) -> None:
    backup = tmp_path / "backup.jsonl"
    founded("do", "propose_motion", "body=3", "text=Bread.", "effect=resolve", "--as", 4)
    founded("record", "backup", backup)
    new = Place(
        copied(founded, tmp_path / "new", "checkpoint", "vault.sqlite"), {"DATABASE_URL": ""}
    )
    assert "It continues the kept checkpoint" in new("record", "restore", backup).output
    new("do", "second_motion", "motion=1", "--as", 5)
    file = tmp_path / "new.jsonl"
    new("record", "export", "--output", file)
    new("record", "verify", file, "--checkpoint", founded.home / "checkpoint")


def test_an_old_backup_signs_nothing_until_a_newer_one_comes(
    founded: Place, tmp_path: Path
) -> None:
    old, newer = tmp_path / "old.jsonl", tmp_path / "newer.jsonl"
    founded("record", "backup", old)
    founded("do", "propose_motion", "body=3", "text=Bread.", "effect=resolve", "--as", 4)
    founded("record", "backup", newer)
    new = Place(copied(founded, tmp_path / "new", "checkpoint"), {"DATABASE_URL": ""})
    assert "until a newer export" in new("record", "restore", old, code=1).output
    refused = new("do", "second_motion", "motion=1", "--as", 5, code=1).output
    assert "nothing is signed until a record that continues the kept checkpoint" in refused
    with pytest.raises(RefusesToSign):
        new.office()
    assert "It continues the kept checkpoint" in new("record", "restore", newer).output
    new("do", "second_motion", "motion=1", "--as", 5)


def test_the_vault_is_copied_without_what_was_erased(founded: Place, tmp_path: Path) -> None:
    file = tmp_path / "vault.copy"
    if founded.environment["DATABASE_URL"]:
        assert "pg_dump" in founded("vault", "copy", file, code=1).output
        return
    founded("do", "resign_membership", "--as", 5)
    founded("members", "erase", 5, "--yes")
    founded("vault", "copy", file)
    assert file.stat().st_mode & 0o777 == 0o600
    assert b"Member No3" not in file.read_bytes()
    assert b"Member No4" in file.read_bytes()
    assert "File exists" in founded("vault", "copy", file, code=1).output
    shutil.copy2(file, founded.home / "vault.sqlite")
    with founded.office() as office:
        assert office.vault.names([5, 6]) == {6: "Member No4"}


# Erasing people.


@on_sqlite
def test_only_who_has_left_is_erased(founded: Place) -> None:
    told = founded("members", "erase", 5, "--yes", code=1).output
    assert "member 5 has not left" in told
    assert "commonweal do resign_membership --as 5" in told
    assert "expected 1 to 14" in founded("members", "erase", 99, "--yes", code=1).output


def test_erasing_asks_and_says_what_stays(founded: Place) -> None:
    founded("members", "export-codes", "--member", 5, "--count", 2)
    founded("do", "resign_membership", "--as", 5)
    with founded.office() as office:
        head = office.log.root()
    founded("members", "erase", 5, code=1, typed="n\n")
    with founded.office() as office:
        assert office.vault.person(5) is not None
    told = founded("members", "erase", 5, typed="y\n").output
    assert "sign-ins of Member No3 (member 5) for good?" in told
    assert "a salted digest of the data that nobody can open" in told
    assert "Nothing is kept of member 5" in founded("members", "erase", 5, "--yes").output
    with founded.office() as office:
        assert office.vault.person(5) is None
        assert office.vault.codes(5) == []
        assert office.log.root() == head  # the record is as it was
    for path in founded.home.rglob("*"):
        assert path.is_dir() or b"Member No3" not in path.read_bytes(), path


# Old boxes.


DAY_S = 86_400


class Clock:
    def __init__(self) -> None:
        self.now_s = time.time()

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def voted(founded: Place) -> tuple[Place, Clock, int, int]:
    """A secret vote and a secret election that fills two seats, both over."""
    clock = Clock()
    with founded.office(clock) as office:
        execute = office.execute
        clock.now_s += 40 * DAY_S
        execute(cmd.CloseRoll(body=3), 1)
        for signer in (3, 4):
            execute(cmd.SignRoll(roll=office.state.bodies[3].open_roll), signer)
        execute(cmd.ApportionSeats(body=2), 1)
        opened = execute(cmd.OpenElection(body=2, sender=3), 1).events[0]
        election: int = opened.poll  # type: ignore[union-attr]
        for candidate in (5, 6, 7):
            for nominator in (candidate, 8, 9):
                execute(cmd.Nominate(poll=election, candidate=candidate), nominator)
        clock.now_s = office.state.polls[election].at + 1
        office.tick()
        for voter in range(3, 11):
            execute(cmd.CastVote(poll=election, ranking=(5, 6, 7)), voter)
        from commonweal.polity import effects as ef

        execute(cmd.ProposeMotion(body=3, text="Bread.", effect=ef.Resolve()), 4)
        execute(cmd.SecondMotion(motion=1), 5)
        for _ in range(2):  # the debate, then the voting
            clock.now_s += 20 * DAY_S
            office.tick()
        vote = office.state.motions[1].poll
        assert office.state.polls[vote].secret
        assert office.state.polls[election].stage == "declared"
        assert office.state.polls[vote].stage == "declared"
    return founded, clock, election, vote


@on_sqlite
def test_boxes_are_kept_while_somebody_could_need_them(
    voted: tuple[Place, Clock, int, int],
) -> None:
    place, clock, election, vote = voted
    with place.office(clock) as office:
        assert office.vault.box_state(vote) == office.vault.box_state(election) == "closed"
        assert old_boxes(office.case(), office.vault) == []
        clock.now_s += 91 * DAY_S
        office.tick()
        assert [one.poll for one in old_boxes(office.case(), office.vault)] == [vote]
        seats = [one for one in office.state.seats.values() if one.poll == election]
        assert seats
        # While the seats of the election are held its box stays, however many years go by.
        held = [one.holder for one in seats]
        assert all(held)
        with pytest.raises(ValueError, match="90 days at least"):
            old_boxes(office.case(), office.vault, keep_days=89)
        for seat in seats:
            seat.abolished = True
        assert {one.poll for one in old_boxes(office.case(), office.vault)} == {election, vote}


@on_sqlite
def test_purging_shows_first_and_destroys_when_told_to(
    voted: tuple[Place, Clock, int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    place, clock, election, vote = voted
    assert "No box is to be destroyed." in place("vault", "purge").output
    with place.office(clock) as office:
        clock.now_s += 95 * DAY_S
        office.tick()  # the newest entry is now later than the machine's own clock
        office.execute(cmd.ProposeMotion(body=3, text="Later.", effect=_resolve()), 4)
    shown = place("vault", "purge").output
    assert f"motion {vote} in Bakery, declared 20" in shown
    assert "repeat the command with --yes" in shown
    assert "1 boxes were destroyed" in place("vault", "purge", "--yes").output
    assert "No box is to be destroyed." in place("vault", "purge").output
    with place.office(clock) as office:
        assert office.vault.box_state(vote) == "destroyed"
        assert office.vault.box_state(election) == "closed"
        assert office.vault.summary(vote).digest == office.state.polls[vote].box


def _resolve() -> object:
    from commonweal.polity import effects as ef

    return ef.Resolve()


# The demo.


@pytest.mark.long
@pytest.mark.postgresql
def test_the_demo_on_postgresql(database_url: str, tmp_path: Path) -> None:
    place = Place(tmp_path / "demo", {"DATABASE_URL": database_url})
    file = tmp_path / "demo.jsonl"
    told = place("demo", "--record", file, "--seed", SEED).output
    assert len(re.findall(r"code: (\S+)", told)) == 4
    place("record", "verify", file)
    items = open_now(place)
    assert any(name.startswith("election ") for name in items)
    assert not list(place.home.glob("*.sqlite"))
