"""The stage: an office with a clock that the story moves, and what every scene needs.

Rules of this module:

* everything is done by commands through the office; nothing is written beside it;
* time goes forward only, and stops at every moment at which something falls due, so that what
  falls due carries its own date;
* what goes on beside the story is noted in a diary and done at its moment;
* a lot is drawn by the seed and entered by two people, as the law asks.

Not here: who does what (``elections``, ``story``, ``ending``).
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path

from commonweal.lab.demo.draws import by_seed
from commonweal.office import Answer, Office
from commonweal.polity import NOBODY, Poll, Seat, State
from commonweal.polity import commands as cmd
from commonweal.polity.polls import may_vote
from commonweal.terms import DAY_S


class StageClock:
    """Seconds since 1970 that stand still until they are moved."""

    def __init__(self, now: int) -> None:
        self.now = now

    def __call__(self) -> float:
        """Return the moment on the stage."""
        return float(self.now)


class Stage:
    """A federation in the making.

    Args:
        folder: the federation's folder, founded already.
        clock: the clock by which it was founded; the stage moves it.
        seed: decides everything that is drawn.
        tell: told now and then what is going on.
    """

    def __init__(
        self, folder: Path, clock: StageClock, seed: int, tell: Callable[[str], None]
    ) -> None:
        self._clock = clock
        self._start = clock.now
        self.seed = seed
        self.tell = tell
        self.rng = by_seed("stage", seed)
        self.contests: dict[int, str] = {}
        self._diary: list[tuple[int, int, Callable[[], None]]] = []
        self._noted = 0
        self._acting = False
        self.office = Office(folder, clock=clock)

    @property
    def state(self) -> State:
        """The folded state."""
        return self.office.state

    @property
    def now(self) -> int:
        """The moment on the stage."""
        return self._clock.now

    @property
    def day(self) -> float:
        """Days since the founding."""
        return (self._clock.now - self._start) / DAY_S

    def moment(self, day: float) -> int:
        """Return the moment that lies a number of days after the founding."""
        return self._start + round(day * DAY_S)

    def do(self, command: cmd.Command, by: int) -> Answer:
        """Issue a command as a member."""
        return self.office.execute(command, by)

    def to(self, day: float) -> None:
        """Let time go on to a day since the founding, with all that falls due on the way."""
        assert not self._acting, "an act of the diary notes what comes later, and does not wait"
        target = self.moment(day)
        while (at := self._next()) is not None and at <= target:
            self._clock.now = max(self._clock.now, at)
            self._tick()
            self._act()
        self._clock.now = max(self._clock.now, target)
        self._tick()

    def note(self, at: float, act: Callable[[], None]) -> None:
        """Note an act in the diary: it is done at a moment, whatever else goes on then."""
        self._noted += 1
        heapq.heappush(self._diary, (max(round(at), self.now), self._noted, act))

    def along(self, story: Iterator[int]) -> None:
        """Let a story go on beside the others; it gives each moment until which it waits."""
        if (at := next(story, None)) is not None:
            self.note(at, partial(self.along, story))

    def _next(self) -> int | None:
        """Return the next moment at which something falls due, or is noted in the diary."""
        due = self.state.next_due()
        moments = [due[0]] if due else []
        return min([*moments, *(one for one, _, _ in self._diary[:1])], default=None)

    def _act(self) -> None:
        self._acting = True
        while self._diary and self._diary[0][0] <= self.now:
            heapq.heappop(self._diary)[2]()
        self._acting = False

    def go_to(self, at: int) -> None:
        """Let time go on to a moment; see :meth:`to`."""
        self.to((at - self._start) / DAY_S)

    def _tick(self) -> None:
        self.office.tick()
        for poll in [one for one in self.state.polls.values() if one.stage == "lot"]:
            self._draw_lot(poll)

    def _draw_lot(self, poll: Poll) -> None:
        order = sorted(poll.lot_among)
        by_seed("lot", self.seed, poll.id, len(poll.lots)).shuffle(order)
        waiting = self.state.seats.get(poll.recount)
        body = waiting.sender if waiting else poll.body
        there = [one for one in sorted(self.electors(poll)) if self.state.belongs(one, body)]
        for witness in there[:2]:
            source = "Slips of paper, drawn from a hat before the meeting"
            self.do(cmd.EnterDraw(poll=poll.id, order=tuple(order), source=source), witness)

    def electors(self, poll: Poll) -> list[int]:
        """Return who may vote in a poll, ascending."""
        if poll.electorate == "seats":
            return sorted(self.state.seats[seat].holder for seat in poll.seats)
        rolls = (self.state.rolls[roll].members for roll in poll.rolls)
        case = self.office.case()
        return sorted(one for roll in rolls for one in roll if may_vote(case, poll, one))

    def holders(self, body: int) -> list[int]:
        """Return the delegates who sit in a body, in the order of their seats."""
        return [seat.holder for seat in self.state.delegates(body)]

    def officer(self, body: int, office: str) -> int:
        """Return who holds an office of a body, or 0."""
        return self.office_seat(body, office).holder

    def office_seat(self, body: int, office: str) -> Seat:
        """Return the seat of an office of a body."""
        seats = (self.state.seats[one] for one in self.state.bodies[body].offices)
        return next(seat for seat in seats if seat.office == office)

    def level(self, name: str) -> list[int]:
        """Return the open bodies of a level, in the order in which they were opened."""
        bodies = self.state.bodies.values()
        return [body.id for body in bodies if body.level == name and body.is_open]

    def workplaces(self, district: int) -> list[int]:
        """Return the workplaces of a district, in the order in which they were opened."""
        children = self.state.bodies[district].children
        return [int(one) for one in children if self.state.bodies[one].level == "workplace"]

    def rank_and_file(self, body: int) -> list[int]:
        """Return the members of a workplace who hold no seat and no office, ascending."""
        members = sorted(self.state.bodies[body].members)
        return [one for one in members if not self.state.held.get(one)]

    def spread(self, acts: Iterable[Callable[[], None]], first: float, last: float) -> None:
        """Carry out acts one after another, evenly over the time between two days."""
        todo = list(acts)
        for number, act in enumerate(todo):
            self.to(first + (last - first) * number / max(len(todo), 1))
            act()

    def vote(self, poll: int, voter: int, choice: str) -> None:
        """Vote on a question, unless the poll is over already."""
        if self.state.polls[poll].stage == "voting":
            self.do(cmd.CastVote(poll=poll, choice=choice), voter)  # type: ignore[arg-type]  # as in the story

    def is_held(self, seat: int) -> bool:
        """Whether somebody sits in a seat who is no mere alternate."""
        found = self.state.seats[seat]
        return found.holder != NOBODY and not found.acting

    def close(self) -> None:
        """Close the office."""
        self.office.close()
