"""Reserved seats: groups of candidates with a least and a greatest number of seats.

For instance at least two women and two men among five, or at most one member from a district; a
candidate may belong to several groups, or to none. Rules of this module:

* whoever can no longer be elected without breaking a bound is *barred*, and excluded at once;
* whoever must be elected for the bounds to be kept is *needed*, and is never excluded;
* bounds that no result could keep are refused before anything is counted, and those that
  contradict each other are named;
* whether a result is possible is searched exactly: candidates who belong to the same groups are
  alike, and no state is visited twice. Groups that overlap in too many ways are refused.

Source: I. D. Hill, "STV with constraints", Voting matters 9 (1998); the same two words, doomed
and guarded, stand in the Electoral Reform Society's rules for constraints (1997). There a
candidate is examined by group; here the search looks at all groups together.

Not here: the votes, and the order in which candidates are elected or excluded (the rules say).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

from commonweal.tally.faults import BadCount
from commonweal.tally.patterns import is_whole

STATES_MAX = 100_000
"""The largest number of states that one search may visit."""

KINDS_MAX = 200
"""The largest number of kinds of candidates, each kind in other groups."""


@dataclass(frozen=True, slots=True)
class Group:
    """Candidates who share a bound.

    Attributes:
        name: as it is shown to members.
        members: the candidates of the group.
        least: the seats that the group gets at least.
        most: the seats that it gets at most; None for no bound.
    """

    name: str
    members: frozenset[int]
    least: int = 0
    most: int | None = None

    @property
    def told(self) -> str:
        """The group and its bounds, for an explanation."""
        most = "" if self.most is None else f", at most {self.most}"
        return f"{self.name} (at least {self.least}{most})"

    def as_dict(self) -> dict[str, Any]:
        """Return the group as plain data, its bounds as strings."""
        return {
            "name": self.name,
            "members": sorted(self.members),
            "least": str(self.least),
            "most": None if self.most is None else str(self.most),
        }

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> Self:
        """Restore a group from what :meth:`as_dict` gave."""
        most = None if plain["most"] is None else int(plain["most"])
        return cls(plain["name"], frozenset(plain["members"]), int(plain["least"]), most)


@dataclass(frozen=True, slots=True)
class Reserved:
    """The bounds of one election.

    Attributes:
        groups: the groups; they may overlap.
    """

    groups: tuple[Group, ...]

    @classmethod
    def of(cls, *groups: tuple[str, Iterable[int], int, int | None]) -> Reserved:
        """Take groups as ``(name, members, least, most)``."""
        return cls(tuple(Group(n, frozenset(who), least, most) for n, who, least, most in groups))

    def check(self, candidates: int, seats: int) -> None:
        """Check that the bounds make sense, and that a result could keep them.

        Args:
            candidates: how many stand.
            seats: how many are to be elected.

        Raises:
            BadCount: naming the groups that cannot all be satisfied.
        """
        for group in self.groups:
            _check_group(group, candidates)
        self._check_kinds(candidates)
        everybody, fill = range(candidates), min(seats, candidates)
        if self.possible((), everybody, fill):
            return
        raise BadCount(
            "reserved",
            expected=f"bounds that some choice of {fill} among {candidates} candidates keeps",
            got=" against ".join(group.told for group in self._conflict(everybody, fill)),
            remedy="lower a least number, raise a greatest one, or wait for more candidates",
        )

    def possible(self, elected: Collection[int], hopeful: Collection[int], seats: int) -> bool:
        """Tell whether the seats can be filled within the bounds.

        Args:
            elected: who sits already.
            hopeful: among whom the rest is chosen.
            seats: how many seats are to be filled in all.

        Raises:
            BadCount: when the groups overlap in too many ways to be searched.
        """
        return _Search.of(self.groups, elected, hopeful).fills(seats - len(elected))

    def barred(
        self, elected: Collection[int], hopeful: Sequence[int], seats: int
    ) -> tuple[int, ...]:
        """Return the hopeful who can no longer be elected within the bounds."""
        return self._each_kind(
            hopeful, lambda c: not self.possible({*elected, c}, {*hopeful} - {c}, seats)
        )

    def needed(
        self, elected: Collection[int], hopeful: Sequence[int], seats: int
    ) -> tuple[int, ...]:
        """Return the hopeful without whom the bounds could not be kept."""
        return self._each_kind(
            hopeful, lambda c: not self.possible(elected, {*hopeful} - {c}, seats)
        )

    def _each_kind(self, hopeful: Sequence[int], asked: Callable[[int], bool]) -> tuple[int, ...]:
        answers: dict[tuple[bool, ...], bool] = {}
        for candidate in hopeful:
            kind = _kind(self.groups, candidate)
            if kind not in answers:
                answers[kind] = asked(candidate)
        return tuple(c for c in hopeful if answers[_kind(self.groups, c)])

    def _check_kinds(self, candidates: int) -> None:
        kinds = len({_kind(self.groups, c) for c in range(candidates)})
        if kinds > KINDS_MAX:
            raise _too_intricate(len(self.groups), kinds)

    def _conflict(self, everybody: Collection[int], fill: int) -> tuple[Group, ...]:
        """Leave out groups as long as the others still contradict each other."""
        left = self.groups
        for group in self.groups:
            without = tuple(other for other in left if other is not group)
            if not Reserved(without).possible((), everybody, fill):
                left = without
        return left


def _check_group(group: Group, candidates: int) -> None:
    foreign = [c for c in group.members if not is_whole(c) or not 0 <= c < candidates]
    most = candidates if group.most is None else group.most
    bounds = is_whole(group.least) and is_whole(most) and 0 <= group.least <= most
    if foreign or not bounds:
        raise BadCount(
            f"reserved for {group.name}",
            expected=f"candidates from 0 to {candidates - 1}; whole bounds from 0, least to most",
            got=f"{group.told}, members {sorted(group.members, key=repr)}",
            remedy="correct the group",
        )


def _kind(groups: tuple[Group, ...], candidate: int) -> tuple[bool, ...]:
    return tuple(candidate in group.members for group in groups)


@dataclass(slots=True)
class _Search:
    """The search for one result within the bounds.

    Attributes:
        kinds: the groups that candidates of a kind belong to, and how many there are of it.
        need: seats that each group still has to get.
        room: seats that each group may still get.
        failed: states from which no result was found: next kind, seats left, need, room.
    """

    kinds: list[tuple[tuple[bool, ...], int]]
    need: tuple[int, ...]
    room: tuple[int, ...]
    failed: set[tuple[int, int, tuple[int, ...], tuple[int, ...]]] = field(default_factory=set)

    @classmethod
    def of(
        cls, groups: tuple[Group, ...], elected: Collection[int], hopeful: Collection[int]
    ) -> _Search:
        seated = [sum(c in group.members for c in elected) for group in groups]
        most = [len(group.members) if group.most is None else group.most for group in groups]
        return cls(
            sorted(Counter(_kind(groups, c) for c in hopeful).items()),
            tuple(max(0, g.least - has) for g, has in zip(groups, seated, strict=True)),
            tuple(most - has for most, has in zip(most, seated, strict=True)),
        )

    def fills(self, left: int) -> bool:
        return min(self.room, default=0) >= 0 and self._from(0, left, self.need, self.room)

    def _from(self, kind: int, left: int, need: tuple[int, ...], room: tuple[int, ...]) -> bool:
        if kind == len(self.kinds):
            return left == 0 and not any(need)
        state = kind, left, need, room
        if state in self.failed or not self._hopeful(kind, left, need):
            return False
        belongs, there = self.kinds[kind]
        open_to = [there, left, *(room[g] for g, inside in enumerate(belongs) if inside)]
        for taken in range(min(open_to), -1, -1):
            fewer = [taken * inside for inside in belongs]
            needs = tuple(max(0, n - f) for n, f in zip(need, fewer, strict=True))
            rooms = tuple(r - f for r, f in zip(room, fewer, strict=True))
            if self._from(kind + 1, left - taken, needs, rooms):
                return True
        self._remember(state)
        return False

    def _hopeful(self, kind: int, left: int, need: tuple[int, ...]) -> bool:
        rest = self.kinds[kind:]
        if left > sum(there for _, there in rest):
            return False
        return all(
            n <= min(left, sum(there for belongs, there in rest if belongs[group]))
            for group, n in enumerate(need)
        )

    def _remember(self, state: tuple[int, int, tuple[int, ...], tuple[int, ...]]) -> None:
        self.failed.add(state)
        if len(self.failed) > STATES_MAX:
            raise _too_intricate(len(self.need), len(self.kinds))


def _too_intricate(groups: int, kinds: int) -> BadCount:
    return BadCount(
        "reserved",
        expected=f"at most {KINDS_MAX} kinds of candidates, and a search of {STATES_MAX} steps",
        got=f"{groups} groups that overlap in {kinds} ways",
        remedy="use fewer groups, or groups that overlap less",
    )
