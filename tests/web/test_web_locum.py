"""A federation under the one-party constitution: every page works, and says what there is not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from django.test import Client

from commonweal.charter import shipped_text
from commonweal.office import Newcomer, Office, admit, found
from commonweal.polity import NOBODY
from commonweal.polity import commands as cmd
from commonweal.polity import effects as ef
from commonweal.terms import DAY_S
from commonweal.web.federation import ENVIRON_KEY, Federation

BEGAN = 1_780_000_000
CONVENOR = 1
LINK = re.compile(r'href="(/[^"#]*)')


class State:
    """The one-party state, founded, peopled and filled from above by commands."""

    def __init__(self, folder: Path) -> None:
        self.now = BEGAN
        text = shipped_text("one-party-locum")
        found(folder, "The state", text, ["Ada", "Ben"], clock=lambda: self.now)
        self.office = Office(folder, clock=lambda: self.now)
        self.federation = Federation.of(self.office)
        self._people()
        self._posts()
        self._decision()

    def do(self, command: cmd.Command, by: int = CONVENOR) -> None:
        self.office.execute(command, by)

    def _people(self) -> None:
        for level, name, parent in [
            ("centre", "Centre", 0), ("committee", "First committee", 1),
            ("committee", "Second committee", 1), ("cell", "Mill", 2), ("cell", "Yard", 3),
        ]:  # fmt: skip
            self.do(cmd.OpenBody(level=level, name=name, parent=parent))
        people = [Newcomer(f"Person {n}", 4 + n % 2) for n in range(10)]
        admit(self.office, people, CONVENOR)
        for body in (4, 5):
            self.do(cmd.CloseRoll(body=body))

    def _posts(self) -> None:
        state = self.office.state
        for body in (2, 3, 1):
            self.do(cmd.ApportionSeats(body=body))
            for seat in state.bodies[body].seats:
                sender = state.seats[seat].sender
                base = next(one for one in (sender, sender + 2) if state.bodies[one].members)
                member = sorted(state.bodies[base].members)[2]
                self.do(cmd.AppointToSeat(seat=seat, member=member))

    def _decision(self) -> None:
        state = self.office.state
        mover = next(seat.holder for seat in state.delegates(1))
        motion = cmd.ProposeMotion(body=1, text="Longer shifts", effect=ef.Resolve())
        self.do(motion, mover)
        self.office.tick()
        for seat in state.delegates(1):
            self.do(cmd.CastVote(poll=state.motions[1].poll, choice="yes"), seat.holder)
        self.now += 2 * DAY_S
        self.office.tick()

    def client(self, member: int = 0) -> Client:
        client = Client(**{ENVIRON_KEY: self.federation, "SERVER_NAME": "localhost"})
        if member:
            client.post("/sign-in", {"code": self.office.vault.issue_codes(member, 1)[0]})
        return client


@pytest.fixture(scope="module")
def locum(tmp_path_factory: pytest.TempPathFactory) -> Iterator[State]:
    made = State(tmp_path_factory.mktemp("locum") / "home")
    yield made
    made.federation.close()
    made.office.close()


@pytest.mark.parametrize("member", [0, 3])
def test_every_page_there_is_a_link_to_works_without_any_of_the_rights(locum, member):
    client = locum.client(member)
    seen: dict[str, int] = {}
    waiting = ["/"]
    while waiting:
        address = waiting.pop()
        if address in seen or address.startswith("/static/"):
            continue
        answer = client.get(address)
        seen[address] = answer.status_code
        if answer.headers.get("Content-Type", "").startswith("text/html"):
            waiting += [unescape(one) for one in LINK.findall(answer.content.decode())]
    assert {one for one, status in seen.items() if status not in (200, 301, 302)} == set()
    assert {"/constitution/safeguards", "/constitutions/one-party-locum"} <= set(seen)


def test_its_own_page_says_what_it_lacks(locum):
    page = locum.client().get("/constitution/safeguards").content.decode()
    assert "What no article gives" in page
    assert ">kept<" not in page


def test_all_its_delegates_were_appointed_and_the_decision_says_so(locum):
    seats = [one for one in locum.office.state.seats.values() if one.holder != NOBODY]
    assert seats
    page = locum.client().get("/motions/1").content.decode()
    assert "appointed" in page


@pytest.mark.parametrize(
    "address", ["/letters", "/caucuses", "/initiatives", "/grievances", "/pay", "/inspection"]
)
def test_the_pages_of_rights_that_it_does_not_give_say_so(locum, address):
    answer = locum.client(3).get(address)
    assert answer.status_code == 200
    page = answer.content.decode().partition("<main")[2].partition("</main>")[0]
    assert page.count('<p class="note warning">') == 1
    assert 'class="lead"' not in page
    assert 'method="post"' not in page


def test_the_page_of_rights_says_which_are_not_given(locum):
    page = locum.client().get("/rights").content.decode()
    assert page.count(">not given<") >= 14
