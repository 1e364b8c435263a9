"""A small federation on disk, whose members vote and withdraw confidence secretly."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from commonweal.office import Newcomer, Office, admit, found
from commonweal.polity import commands as cmd

sys.path.insert(0, str(Path(__file__).parent))  # for ``running_plan``

GUILD = Path(__file__).parents[1] / "cases" / "federations" / "guild.toml"
BEGIN_S = 1_772_409_600
DAY_S = 86_400

CONGRESS, NORTH, FORGE = 1, 2, 3
OLGA, ALICE, BOB, DORA, EMIL, FAY, GUS = 1, 2, 3, 4, 5, 6, 7
PEOPLE = (
    "Alice Asgard",
    "Bob Bragason",
    "Dora Dellinger",
    "Emil Eyde",
    "Fay Farrow",
    "Gus Gerlach",
)


class Clock:
    """A clock that only tests move."""

    def __init__(self) -> None:
        self.now_s = BEGIN_S

    def __call__(self) -> float:
        return float(self.now_s)

    def pass_days(self, days: int) -> None:
        self.now_s += days * DAY_S


def secret_constitution() -> str:
    text = GUILD.read_text("utf-8").replace('ballot = "open"', 'ballot = "secret"')
    return text.replace('kept = "open"', 'kept = "secret"')


def build(folder: Path, clock: Clock) -> None:
    """Found the guild with one workshop of six, two of whom sit in the council."""
    found(folder, "Guild", secret_constitution(), ["Olga Ostrova"], clock=clock)
    with Office(folder, clock=clock) as office:
        office.execute(cmd.OpenBody(level="congress", name="Congress"), OLGA)
        office.execute(cmd.OpenBody(level="council", name="North", parent=CONGRESS), OLGA)
        office.execute(cmd.OpenBody(level="workshop", name="Forge", parent=NORTH), OLGA)
        contact = {"mail": "secret.address@example.org"}
        admit(office, [Newcomer(name, FORGE, contact) for name in PEOPLE], OLGA)
        office.execute(cmd.CloseRoll(body=FORGE), OLGA)
        office.execute(cmd.SignRoll(roll=1), ALICE)
        office.execute(cmd.ApportionSeats(body=NORTH), OLGA)
        elect(office, clock)


def elect(office: Office, clock: Clock) -> None:
    """Four in the Forge want Bob and then Emil, two want Dora and then Fay."""
    opened = office.execute(cmd.OpenElection(body=NORTH, sender=FORGE), OLGA).events[0]
    poll: int = opened.poll  # type: ignore[union-attr]
    for candidate in (BOB, EMIL, DORA, FAY):
        office.execute(cmd.Nominate(poll=poll, candidate=candidate), candidate)
    clock.pass_days(7)
    for voter in (ALICE, BOB, EMIL, GUS):
        office.execute(cmd.CastVote(poll=poll, ranking=(BOB, EMIL)), voter)
    for voter in (DORA, FAY):
        office.execute(cmd.CastVote(poll=poll, ranking=(DORA, FAY)), voter)
    clock.pass_days(1)


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, int]:
    folder, clock = tmp_path_factory.mktemp("built") / "guild", Clock()
    build(folder, clock)
    return folder, clock.now_s


@pytest.fixture
def clock(built: tuple[Path, int]) -> Clock:
    clock = Clock()
    clock.now_s = built[1]
    return clock


@pytest.fixture
def folder(built: tuple[Path, int], tmp_path: Path) -> Path:
    return Path(shutil.copytree(built[0], tmp_path / "guild"))


@pytest.fixture
def on_postgresql(
    database_url: str, tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """The same guild in a database of its own; DATABASE_URL names it."""
    monkeypatch.setenv("DATABASE_URL", database_url)
    clock.now_s = BEGIN_S
    build(tmp_path / "served", clock)
    return tmp_path / "served"


@pytest.fixture
def reopened(folder: Path, clock: Clock) -> Iterator[Callable[[], Office]]:
    """Open the office, closing the one before: what a restart is."""
    running: list[Office] = []

    def reopen() -> Office:
        while running:
            running.pop().close()
        running.append(Office(folder, clock=clock))
        return running[-1]

    yield reopen
    while running:
        running.pop().close()


@pytest.fixture
def office(reopened: Callable[[], Office]) -> Office:
    return reopened()
