"""A small federation, built once through the office, and browsers that visit a copy of it."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from socketserver import ThreadingMixIn
from threading import Thread
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from django.test import Client
from playwright.sync_api import Browser, expect, sync_playwright

from commonweal.charter import shipped_text
from commonweal.office import Newcomer, Office, admit, found
from commonweal.office.office import Answer
from commonweal.polity import Command, Poll, Seat, needed_withdrawals
from commonweal.polity import commands as cmd
from commonweal.polity import effects as ef
from commonweal.terms import DAY_S
from commonweal.web import settings
from commonweal.web.federation import ENVIRON_KEY, Federation
from commonweal.web.serving import application

settings.configure("a key for tests, and for nothing else")

BEGAN = 1_780_000_000
PER_WORKPLACE = 12

SCRIPT = "<script>alert(1)</script>"
"""A name that somebody might try: it must come out as text everywhere."""


class Clock:
    """Seconds since 1970, moved by hand."""

    def __init__(self, now: int) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now

    def pass_days(self, days: float) -> None:
        self.now += int(days * DAY_S)


@dataclass
class Town:
    """A federation with people in it.

    Attributes:
        alice: member of the first workplace; bob: its delegate in the district, who also sits in
            the congress; charlie: member of the last workplace, who has no say about bob.
    """

    office: Office
    federation: Federation
    clock: Clock
    names: dict[int, str] = field(default_factory=dict)

    @property
    def workplaces(self) -> list[int]:
        return [one.id for one in self.office.state.bodies.values() if one.level == "workplace"]

    def members(self, body: int) -> list[int]:
        return sorted(self.office.state.bodies[body].members)

    @property
    def bob_seat(self) -> Seat:
        """The delegate's seat of the first workplace in its district, on which another rests."""
        state = self.office.state
        return next(
            one
            for one in state.seats.values()
            if one.holder and state.resting.get(one.id) and one.sender in self.workplaces
        )

    @property
    def bob(self) -> int:
        return self.bob_seat.holder

    @property
    def alice(self) -> int:
        held = self.office.state.held
        return next(
            one for one in self.members(self.bob_seat.sender) if not held.get(one) and one > 2
        )

    @property
    def charlie(self) -> int:
        held = self.office.state.held
        other = next(one for one in reversed(self.workplaces) if one != self.bob_seat.sender)
        return next(one for one in self.members(other) if not held.get(one))

    def do(self, command: Command, by: int) -> Answer:
        return self.office.execute(command, by)

    def code(self, member: int) -> str:
        return self.office.vault.issue_codes(member, 1)[0]

    def client(self, member: int = 0, *, csrf: bool = False) -> Client:
        client = Client(
            enforce_csrf_checks=csrf,
            **{ENVIRON_KEY: self.federation, "SERVER_NAME": "localhost"},
        )
        if member:
            answer = client.post("/sign-in", {"code": self.code(member)})
            assert answer.status_code == 302, answer.content.decode()
        return client

    def withdraw_all_but_one(self, seat: Seat, last: int) -> None:
        """Let as many withdraw confidence as leave one to be the last who is needed."""
        needed = needed_withdrawals(self.office.case(), seat)
        others = [one for one in self.members(seat.sender) if one not in (last, seat.holder)]
        for member in others[: needed - 1]:
            assert self.do(cmd.WithdrawConfidence(seat=seat.id), member).index == -1
        assert not seat.recall

    def all_vote_but(self, poll: Poll, last: int, choice: str) -> None:
        for member in self.members(poll.body):
            if member != last:
                self.do(cmd.CastVote(poll=poll.id, choice=choice), member)  # type: ignore[arg-type]

    def close(self) -> None:
        self.federation.close()
        self.office.close()


def opened(folder: Path, now: int, names: dict[int, str]) -> Town:
    clock = Clock(now)
    office = Office(folder, clock=clock)
    return Town(office, Federation.of(office), clock, names)


class Builder:
    """Builds the town, by commands alone."""

    def __init__(self, folder: Path) -> None:
        self.clock = Clock(BEGAN)
        constitution = shipped_text("worker-coop-federation")
        found(
            folder,
            "Test Federation",
            constitution,
            ["Ada Convenor", "Ben Convenor"],
            clock=self.clock,
        )
        self.office = Office(folder, clock=self.clock)
        self.state = self.office.state
        self.people: dict[int, str] = {1: "Ada Convenor", 2: "Ben Convenor"}
        self.turn = itertools.count()

    def do(self, command: Command, by: int = 1) -> Answer:
        return self.office.execute(command, by)

    def build(self) -> None:
        self.do(cmd.OpenBody(level="federation", name="Congress"))
        for name in ("Harbour district", "Valley district"):
            self.do(cmd.OpenBody(level="district", name=name, parent=1))
        for district, number in itertools.product((2, 3), (1, 2)):
            name = f"Workplace {district}{number}"
            body = (
                self.do(cmd.OpenBody(level="workplace", name=name, parent=district)).events[0].body
            )
            self.settle(body)
        for body in (4, 5, 6, 7):
            roll = self.do(cmd.CloseRoll(body=body)).events[0].roll
            for member in list(self.state.bodies[body].members)[:2]:
                self.do(cmd.SignRoll(roll=roll), member)
        self.elect()

    def settle(self, body: int) -> None:
        names = [f"Person {body}-{number} Müller" for number in range(PER_WORKPLACE)]
        if body == 4:
            names[5] = SCRIPT
        first = len(self.state.members) + 1
        admit(self.office, [Newcomer(name, body) for name in names], 1)
        self.people |= {first + place: name for place, name in enumerate(names)}

    def elect(self) -> None:
        for district in (2, 3):
            self.do(cmd.ApportionSeats(body=district))
        polls = [self.open(2, 4), self.open(2, 5), self.open(3, 6), self.open(3, 7)]
        self.run(polls)
        self.do(cmd.ApportionSeats(body=1))
        self.run([self.open(1, 2), self.open(1, 3)])

    def open(self, body: int, sender: int) -> Poll:
        command = cmd.OpenElection(body=body, sender=sender)
        return self.state.polls[self.do(command).events[0].poll]

    def run(self, polls: Sequence[Poll]) -> None:
        for poll in polls:
            voters = self.voters(poll)
            for place, one in enumerate(voters[:4]):
                self.do(cmd.Nominate(poll=poll.id, candidate=one), one)
                self.do(cmd.Nominate(poll=poll.id, candidate=one), voters[place - 1])
        self.clock.pass_days(7.01)
        self.office.tick()
        for poll in polls:
            assert poll.stage == "voting", poll.stage
            for voter in self.voters(poll):
                self.vote(poll, voter)
            assert poll.stage == "declared", (poll.stage, poll.lot_among)

    def voters(self, poll: Poll) -> list[int]:
        body = self.state.bodies[poll.body]
        return sorted(body.members) or [one.holder for one in self.state.delegates(body.id)]

    def vote(self, poll: Poll, voter: int) -> None:
        # The first candidates win clearly, so that no lot is asked for.
        shift = (0, 0, 0, 0, 1, 1, 1, 2)[next(self.turn) % 8] % len(poll.candidates)
        order = [*poll.candidates[shift:], *poll.candidates[:shift]]
        self.do(cmd.CastVote(poll=poll.id, ranking=tuple(order)), voter)

    def live(self) -> None:
        """A month of life: motions in every stage, a mandate that is breached, tasks."""
        self.clock.pass_days(31)
        self.office.tick()
        delegates = [one.holder for one in self.state.delegates(2)]
        resolve = ef.Resolve()
        task = ef.TaskPlan(text="Sign the lease", due_days=3, holder=delegates[0])
        buy = self.motion(
            2, "Buy the ferry slip\n\nFor no more than 84,000.", resolve, delegates[0], (task,)
        )
        self.do(cmd.SecondMotion(motion=buy), delegates[1])
        bound = ef.Instruct(motion=buy, kind="imperative", choice="no")
        home = self.state.members.home[delegates[1]]
        people = self.members_of(home)
        told = self.motion(home, "Our delegate votes No", bound, people[0])
        self.do(cmd.SecondMotion(motion=told), people[1])
        self.clock.pass_days(3.01)
        self.office.tick()
        for member in people:
            self.do(cmd.CastVote(poll=self.state.motions[told].poll, choice="yes"), member)
        assert self.state.motions[told].stage == "carried"
        self.clock.pass_days(4)
        self.office.tick()
        for delegate in delegates:
            self.do(cmd.CastVote(poll=self.state.motions[buy].poll, choice="yes"), delegate)
        self.clock.pass_days(4)
        self.office.tick()
        talk = self.motion(2, f"{SCRIPT} A shorter week\n\n{SCRIPT}", resolve, delegates[0])
        self.do(cmd.SecondMotion(motion=talk), delegates[1])
        self.motion(home, "Paint the shed", resolve, people[2])

    def members_of(self, body: int) -> list[int]:
        return sorted(self.state.bodies[body].members)

    def motion(
        self,
        body: int,
        text: str,
        effect: ef.AnyEffect,
        by: int,
        tasks: tuple[ef.TaskPlan, ...] = (),
    ) -> int:
        command = cmd.ProposeMotion(body=body, text=text, effect=effect, tasks=tasks)
        return self.do(command, by).events[0].motion


class TownKind:
    """Makes towns of other folders, for tests that build federations of their own."""

    clock = Clock
    opened = staticmethod(lambda folder, now: opened(folder, now, {}))


@pytest.fixture(scope="session")
def builder_kind() -> type[Builder]:
    return Builder


@pytest.fixture(scope="session")
def town_kind() -> type[TownKind]:
    return TownKind


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, int, dict[int, str]]:
    folder = tmp_path_factory.mktemp("town") / "home"
    builder = Builder(folder)
    builder.build()
    builder.live()
    builder.office.close()
    return folder, builder.clock.now, builder.people


@pytest.fixture
def open_town(
    built: tuple[Path, int, dict[int, str]], tmp_path: Path
) -> Iterator[Callable[[], Town]]:
    """Open fresh copies of the town."""
    towns: list[Town] = []

    def fresh() -> Town:
        folder = tmp_path / f"home{len(towns)}"
        shutil.copytree(built[0], folder)
        towns.append(opened(folder, built[1], built[2]))
        return towns[-1]

    yield fresh
    for town in towns:
        town.close()


@pytest.fixture
def town(open_town: Callable[[], Town]) -> Town:
    """A copy of the town of one's own."""
    return open_town()


@pytest.fixture(scope="session")
def quiet_town(
    built: tuple[Path, int, dict[int, str]], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Town]:
    """A copy for tests that only look; shared by all of them."""
    folder = tmp_path_factory.mktemp("quiet") / "home"
    shutil.copytree(built[0], folder)
    town = opened(folder, built[1], built[2])
    yield town
    town.close()


class Quiet(WSGIRequestHandler):
    """A server that says nothing of its requests."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


class Threaded(ThreadingMixIn, WSGIServer):
    daemon_threads = True


@pytest.fixture
def serve_town() -> Iterator[Callable[[Town], str]]:
    """Serve a town on a free port, from a thread, and return the address."""
    servers: list[tuple[Threaded, Thread]] = []

    def serve(town: Town) -> str:
        server = make_server(
            "127.0.0.1", 0, application(town.federation), server_class=Threaded, handler_class=Quiet
        )
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        servers.append((server, thread))
        return f"http://127.0.0.1:{server.server_port}"

    yield serve
    for server, thread in servers:
        server.shutdown()
        thread.join()
        server.server_close()


CHROMIUM = Path("/usr/bin/chromium")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium. Where it is missing the test fails: it is never skipped."""
    if not CHROMIUM.exists():
        pytest.fail("Chromium is not installed; run tests/install-services (it is never skipped)")
    with sync_playwright() as play:
        quiet = ["background-networking", "component-update", "sync"]
        arguments = ["--no-sandbox", "--disable-gpu", *(f"--disable-{one}" for one in quiet)]
        browser = play.chromium.launch(executable_path=str(CHROMIUM), args=arguments)
        expect.set_options(timeout=20_000)
        yield browser
        browser.close()
