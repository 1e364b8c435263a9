"""Every shipped constitution runs: founded, peopled, filled, deciding, outliving its terms.

What no constitution may do is stop the office: whatever falls due in two years of nobody caring is
done, and the folded state equals the live one.
"""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from commonweal.charter import shipped, shipped_text
from commonweal.office import Newcomer, Office, admit, found
from commonweal.polity import NOBODY, digest
from commonweal.polity import commands as cmd
from commonweal.polity import effects as ef
from commonweal.terms import DAY_S, Refusal

START = 1_795_000_000
CONVENOR = 1


class Life:
    """A federation under a shipped constitution, with a clock that we turn."""

    def __init__(self, folder: Path, name: str) -> None:
        self.at = START
        self.folder = folder
        found(folder, name, shipped_text(name), ["Alice", "Bob"], clock=self.clock, environment={})
        self.office = Office(folder, clock=self.clock, environment={})
        self.rng = random.Random(name)
        self.refused: set[str] = set()

    def clock(self) -> float:
        return self.at

    def pass_days(self, count: int) -> None:
        self.at += count * DAY_S
        self.office.tick()

    def try_(self, command: cmd.Command, by: int = CONVENOR) -> bool:
        try:
            self.office.execute(command, by)
        except Refusal as refusal:
            self.refused.add(refusal.name)
            return False
        return True

    # Building.

    def open_below(self, level: str, parent: int) -> None:
        charter = self.office.case().charter
        number = len(self.office.state.bodies) + 1
        opened = cmd.OpenBody(level=level, name=f"{level} {number}", parent=parent, declared=30_000)
        self.office.execute(opened, CONVENOR)
        below = charter.levels[level].made_of
        for name in below[:2]:
            for _ in range(2 if len(below) == 1 else 1):
                self.open_below(name, number)

    def people(self) -> None:
        levels = self.office.case().charter.levels
        bases = [b.id for b in self.office.state.bodies.values() if levels[b.level].of_members]
        admit(
            self.office,
            [Newcomer(f"P {n}", bases[n % len(bases)]) for n in range(len(bases) * 9)],
            1,
        )

    def sign_rolls(self) -> None:
        for body in [one for one in self.office.state.bodies.values() if one.members]:
            if self.office.case().usable_roll(body) is None:
                self.try_(cmd.CloseRoll(body=body.id))
                for member in list(body.members)[:3]:
                    self.try_(cmd.SignRoll(roll=body.open_roll), member)

    def fill(self) -> None:
        """Apportion and fill from below: elect, or appoint where that is the rule."""
        state = self.office.state
        bodies = list(state.bodies.values())
        for storey in sorted({self.height(body) for body in bodies}):
            here = [body for body in bodies if self.height(body) == storey]
            self.sign_rolls()
            for body in here:
                if body.children:
                    self.try_(cmd.ApportionSeats(body=body.id))
                for sender in body.children:
                    self.try_(cmd.OpenElection(body=body.id, sender=sender))
            self.elect_all()
            for seat in [state.seats[one] for body in here for one in (*body.seats, *body.offices)]:
                if seat.holder == NOBODY:
                    self.appoint(seat.id)

    def height(self, body: object) -> int:
        below = [self.height(self.office.state.bodies[one]) for one in body.children]  # type: ignore[attr-defined]
        return 1 + max(below, default=0)

    def appoint(self, seat: int) -> None:
        state = self.office.state
        sender = state.bodies[state.seats[seat].sender]
        for member in [m for body in state.below(sender.id) for m in body.members][:5]:
            if self.try_(cmd.AppointToSeat(seat=seat, member=member)):
                return

    def elect_all(self) -> None:
        state = self.office.state
        for poll in [one for one in state.polls.values() if one.stage == "nominating"]:
            voters = self.electors(poll.body)
            for candidate in self.rng.sample(voters, min(8, len(voters))):
                self.try_(cmd.Nominate(poll=poll.id, candidate=candidate), candidate)
                for supporter in voters[:4]:
                    self.try_(cmd.Nominate(poll=poll.id, candidate=candidate), supporter)
        self.busy_days(45)

    def busy_days(self, count: int) -> None:
        """Let days pass on which everybody votes on whatever is open."""
        polls = self.office.state.polls
        for _ in range(count):
            self.vote_all()
            self.draw_all()
            if not any(one.stage in {"nominating", "voting", "lot"} for one in polls.values()):
                return
            self.pass_days(1)

    def electors(self, body: int) -> list[int]:
        state = self.office.state
        seated = [seat.holder for seat in state.delegates(body)]
        return [*seated, *(m for one in state.below(body) for m in one.members)]

    def vote_all(self) -> None:
        state = self.office.state
        for poll in [one for one in state.polls.values() if one.stage == "voting"]:
            for voter in self.electors(poll.body):
                if poll.kind == "election":
                    few = self.rng.sample(list(poll.candidates), min(2, len(poll.candidates)))
                    self.try_(cmd.CastVote(poll=poll.id, ranking=tuple(few)), voter)
                else:
                    self.try_(cmd.CastVote(poll=poll.id, choice="yes"), voter)

    def draw_all(self) -> None:
        state = self.office.state
        for _ in range(10):
            for poll in [one for one in state.polls.values() if one.stage == "lot"]:
                order = tuple(poll.lot_among)
                for witness in self.electors(poll.body)[:2]:
                    self.try_(cmd.EnterDraw(poll=poll.id, order=order, source="hat"), witness)

    def decide(self) -> None:
        """Move, second and vote a motion in every body."""
        state = self.office.state
        for body in list(state.bodies):
            voters = self.electors(body)
            motion = cmd.ProposeMotion(body=body, text="Bread", effect=ef.Resolve())
            if any(self.try_(motion, voter) for voter in voters[:3]):
                for voter in voters[1:6]:
                    self.try_(cmd.SecondMotion(motion=max(state.motions)), voter)
        self.office.tick()
        for _ in range(30):
            self.call_rolls()
            self.vote_all()
            self.pass_days(1)

    def call_rolls(self) -> None:
        state = self.office.state
        officers = {one.holder for one in state.seats.values() if one.office and one.holder}
        for motion in [one for one in state.motions.values() if one.roll_call]:
            body = state.bodies[motion.body]
            present = tuple(body.members) or tuple(seat.id for seat in state.delegates(body.id))
            for officer in sorted(officers):
                if self.try_(cmd.CallRoll(motion=motion.id, present=present), officer):
                    break


@pytest.mark.parametrize("name", shipped())
def test_it_runs(name: str, tmp_path: Path) -> None:
    life = Life(tmp_path / name, name)
    life.open_below(life.office.case().charter.top.name, 0)
    life.people()
    life.fill()
    life.decide()
    state = life.office.state
    delegates = [seat for seat in state.seats.values() if not seat.office and not seat.abolished]
    assert delegates, life.refused
    for body in (body for body in state.bodies.values() if body.children):
        sat = [state.seats[seat] for seat in body.seats]
        assert any(seat.history or seat.holder != NOBODY for seat in sat), (body.name, life.refused)
    assert any(motion.stage == "carried" for motion in state.motions.values()), life.refused
    for _ in range(24):
        life.pass_days(31)
    assert state.founding_over
    before = digest(state)
    life.office.close()
    with Office(life.folder, clock=life.clock, environment={}) as again:
        assert digest(again.state) == before


def test_under_the_locum_nobody_can_recall_and_the_check_says_so(tmp_path: Path) -> None:
    life = Life(tmp_path / "locum", "one-party-locum")
    life.open_below("centre", 0)
    life.people()
    life.fill()
    seats = [seat for seat in life.office.state.seats.values() if seat.holder != NOBODY]
    electors = life.electors(life.office.state.top)
    for seat in seats:
        assert not any(life.try_(cmd.WithdrawConfidence(seat=seat.id), one) for one in electors)
    assert "recall_not_provided" in life.refused
    life.office.close()
