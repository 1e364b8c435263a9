"""Choosing: what a move could be about, and one of it.

Every choice goes through ``choose``, so that the same moves serve a search by Hypothesis and a
long random life.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from law_world import World

from commonweal.polity import Body, Motion, Poll, Seat

Item = TypeVar("Item")
Choose = Callable[[Sequence[Any]], Any]


class Chooser:
    """What there is to choose from in one federation.

    Args:
        world: the federation.
        choose: takes one out of a sequence that is not empty.
    """

    def __init__(self, world: World, choose: Choose) -> None:
        self.world = world
        self.choose = choose
        self._names = 0

    # Choosing.

    def likely(self, often: int = 3) -> bool:
        """Yes, mostly: in so many of so many and one cases."""
        return bool(self.choose([True] * often + [False]))

    def one(self, things: Sequence[Item]) -> Item | None:
        return self.choose(things) if things else None

    def some(self, things: Sequence[Item], most: int) -> list[Item]:
        """Several, each once."""
        left = list(things)
        count = min(self.choose(range(1, most + 1)), len(left))
        return [left.pop(self.choose(range(len(left)))) for _ in range(count)]

    def anybody(self) -> int:
        return self.choose(range(len(self.world.state.members) + 2))

    def bodies(self) -> list[Body]:
        return [body for body in self.world.state.bodies.values() if body.is_open]

    def bases(self) -> list[Body]:
        return [body for body in self.bodies() if body.level == "assembly"]

    def voters(self, body: Body) -> list[int]:
        if body.level in {"assembly", "union"}:
            return list(body.members)
        return [seat.holder for seat in self.world.state.delegates(body.id)]

    def sitting(self) -> list[Seat]:
        return [seat for seat in self.world.state.seats.values() if seat.holder]

    def polls(self, *stages: str) -> list[Poll]:
        return [poll for poll in self.world.state.polls.values() if poll.stage in stages]

    def motions(self, *stages: str) -> list[Motion]:
        return [one for one in self.world.state.motions.values() if one.stage in stages]

    def powerful(self, body: int) -> int:
        """The office itself, which may do everything; an officer of the body; or anybody."""
        holders = [
            seat.holder
            for seat in self.world.state.seats.values()
            if seat.office and seat.holder and self.world.state.reaches(seat.body, body)
        ]
        return self.choose([0, 0, *holders, 0, self.anybody()])
