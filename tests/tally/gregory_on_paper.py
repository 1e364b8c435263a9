"""STV by several statutes, counted paper by paper: slow, and without code of the library.

Every function follows its statute from top to bottom on a table full of single papers. They are
the other side of ``test_gregory``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor


def cut(number: Fraction, places: int) -> Fraction:
    return Fraction(floor(number * 10**places), 10**places)


@dataclass
class Paper:
    marks: Sequence[int]
    value: Fraction
    came: int


class Table:
    """Papers in hands, and the votes after each stage."""

    def __init__(
        self, ballots: list[tuple[int, ...]], candidates: int, seats: int, draws: list[list[int]]
    ) -> None:
        self.ballots, self.candidates, self.seats = ballots, candidates, seats
        self.draws = [list(draw) for draw in draws]
        self.stages: list[list[Fraction]] = []
        self.dead: list[Fraction] = []
        self.points: list[list[Fraction]] = []
        self.elected: list[int] = []
        self.order: list[int] = []
        self.orders: dict[tuple[int, ...], list[int]] = {}
        self.lay_out(set(range(candidates)))

    def lay_out(self, hopeful: set[int]) -> None:
        self.hopeful, self.came, self.gone = hopeful, 0, Fraction(0)
        self.hands: dict[int, list[Paper]] = {c: [] for c in range(self.candidates)}
        self.votes = [Fraction(0)] * self.candidates
        for marks in self.ballots:
            self.give(Paper(marks, Fraction(1), 0))

    def show(self) -> None:
        self.stages.append(list(self.votes))
        self.dead.append(self.gone)

    def wanted(self, paper: Paper) -> int | None:
        return next((mark for mark in paper.marks if mark in self.hopeful), None)

    def give(self, paper: Paper, credit: bool = True) -> None:
        to = self.wanted(paper)
        if to is not None:
            rest = paper.marks[paper.marks.index(to) + 1 :]
            self.hands[to].append(Paper(rest, paper.value, paper.came))
            self.votes[to] += paper.value if credit else 0
        else:
            self.gone += paper.value if credit else 0

    def give_rounded(self, papers: list[Paper], places: int) -> Fraction:
        """Credit each receiver with the sum of the papers, cut; return what was credited."""
        self.came += 1
        sums: dict[int | None, Fraction] = {}
        for paper in papers:
            to = self.wanted(paper)
            sums[to] = sums.get(to, Fraction(0)) + paper.value
            self.give(Paper(paper.marks, paper.value, self.came), credit=False)
        for to, votes in sums.items():
            if to is None:
                self.gone += cut(votes, places)
            else:
                self.votes[to] += cut(votes, places)
        return sum((cut(votes, places) for votes in sums.values()), Fraction(0))

    def give_all(self, papers: list[Paper]) -> None:
        self.came += 1
        for paper in papers:
            self.give(Paper(paper.marks, paper.value, self.came))

    @property
    def left(self) -> int:
        return self.seats - len(self.elected)

    def elect(self, winners: list[int]) -> None:
        for c in sorted(winners, key=lambda c: (-self.votes[c], c)):
            self.hopeful.discard(c)
            self.elected.append(c)

    def with_quota(self, quota: Fraction) -> list[int]:
        return [c for c in self.hopeful if self.votes[c] >= quota]

    def close(self, quota: Fraction) -> None:
        self.points.append(list(self.votes))
        self.elect(self.with_quota(quota))
        self.show()

    def over(self, quota: Fraction) -> dict[int, Fraction]:
        return {c: self.votes[c] - quota for c in self.elected if self.votes[c] > quota}

    def most(self, among: list[int]) -> list[int]:
        return [c for c in sorted(among) if self.votes[c] == max(self.votes[d] for d in among)]

    def least(self) -> list[int]:
        low = min(self.votes[c] for c in self.hopeful)
        return [c for c in sorted(self.hopeful) if self.votes[c] == low]

    def pick(self, tied: list[int], sign: int, way: str) -> int:
        """Sign 1 takes who stood lowest, -1 who stood highest."""
        points = {"forwards": self.points, "backwards": self.points[::-1]}.get(way, [])
        for point in points:
            best = min(sign * point[c] for c in tied)
            tied = [c for c in tied if sign * point[c] == best]
        if len(tied) == 1:
            return tied[0]
        if way == "order":
            self.order = self.order or self.draws.pop(0)
            return min(tied, key=self.order.index)
        return self.draws.pop(0)[0]

    def sure(self, surplus: Fraction, equal: bool = False) -> list[int]:
        rising = sorted(self.hopeful, key=lambda c: self.votes[c])
        best: list[int] = []
        for size in range(1, len(rising)):
            lowest, above = rising[:size], self.votes[rising[size]]
            together = sum(self.votes[c] for c in lowest) + surplus
            fits = len(rising) - size >= self.left and self.votes[lowest[-1]] != above
            if fits and (together < above or (equal and together == above)):
                best = lowest
        return best

    def fill(self) -> None:
        if self.left and self.hopeful:
            self.elect(list(self.hopeful))
            self.show()


def wigm_prf(t: Table, batch: bool = False) -> None:
    quota = cut(Fraction(len(t.ballots), t.seats + 1), 4) + Fraction(1, 10000)
    done: list[int] = []
    t.close(quota)
    while t.left and len(t.hopeful) > t.left:
        waiting = [c for c in t.elected if c not in done]
        losers = t.sure(sum((t.votes[c] - quota for c in waiting), Fraction(0))) if batch else []
        if not losers and waiting:
            c = t.pick(t.most(waiting), -1, "order")
            done.append(c)
            had, surplus = t.votes[c], t.votes[c] - quota
            for p in t.hands[c] if surplus else []:
                t.give(Paper(p.marks, cut(cut(p.value * surplus, 4) / had, 4), 0))
            t.votes[c] = quota
            t.close(quota)
            continue
        losers = losers or [t.pick(t.least(), 1, "order")]
        t.hopeful -= set(losers)
        if len(t.hopeful) <= t.left:
            t.show()
            break
        for c in losers:
            t.votes[c] = Fraction(0)
            t.give_all(t.hands[c])
        t.close(quota)
    t.fill()


def minneapolis(t: Table) -> None:
    threshold = Fraction(len(t.ballots) // (t.seats + 1) + 1)

    def close() -> None:
        if len(t.with_quota(threshold)) == t.left:
            t.elect(t.with_quota(threshold))
        t.show()

    close()
    while t.left and len(t.hopeful) > t.left:
        rich = [c for c in t.hopeful if t.votes[c] > threshold]
        losers = t.sure(sum((t.votes[c] - threshold for c in rich), Fraction(0)))
        if not losers and rich:
            c = t.pick(t.most(rich), -1, "lot")
            t.elect([c])
            share = cut((t.votes[c] - threshold) / t.votes[c], 4)
            for p in t.hands[c]:
                t.give(Paper(p.marks, cut(share * p.value, 4), 0))
            t.votes[c] = threshold
        else:
            losers = losers or [t.pick(t.least(), 1, "lot")]
            t.hopeful -= set(losers)
            for c in losers:
                t.votes[c] = Fraction(0)
                t.give_all(t.hands[c])
        close()
    t.fill()


def wright(t: Table) -> None:
    remain = set(range(t.candidates))
    while True:
        t.elected, t.points = [], []
        t.lay_out(set(remain))
        quota = Fraction(sum(t.votes) // (t.seats + 1) + 1)
        t.close(quota)
        while t.over(quota) and t.left and len(t.hopeful) > t.left:
            over = t.over(quota)
            most = [c for c in sorted(over) if over[c] == max(over.values())]
            c = t.pick(most, -1, "backwards")
            had = t.votes[c]
            for p in t.hands[c]:
                t.give(Paper(p.marks, p.value * over[c] / had, 0))
            t.votes[c] = quota
            t.close(quota)
        if not t.left or len(t.hopeful) <= t.left:
            break
        remain.remove(t.pick(t.least(), 1, "backwards"))
        t.show()
    t.elect(list(t.hopeful) if t.left else [])
    t.show()


def last_parcel(t: Table, c: int, surplus: Fraction, value: int | None, votes: int) -> None:
    latest = max(p.came for p in t.hands[c])
    parcel = [p for p in t.hands[c] if p.came == latest and t.wanted(p) is not None]
    t.votes[c] -= surplus
    t.gone += max(Fraction(0), surplus - sum((p.value for p in parcel), Fraction(0)))
    if parcel:
        share = surplus / len(parcel)
        worth = min(parcel[0].value, share if value is None else cut(share, value))
        t.give_rounded([Paper(p.marks, worth, 0) for p in parcel], votes)
        t.hands[c] = [p for p in t.hands[c] if p not in parcel]


def leads(t: Table, surplus: Fraction) -> list[int]:
    total = sum(t.votes[c] for c in t.hopeful) + surplus
    ahead = [c for c in t.hopeful if t.votes[c] >= total - t.votes[c]]
    return ahead if t.left == 1 and len(ahead) == 1 else []


def northern_ireland(t: Table) -> None:
    quota = Fraction(len(t.ballots) // (t.seats + 1) + 1)
    t.close(quota)
    while t.left and t.hopeful:
        over = t.over(quota)
        waiting = sum(over.values(), Fraction(0))
        if len(t.hopeful) <= t.left or leads(t, waiting):
            t.elect(list(t.hopeful) if len(t.hopeful) <= t.left else leads(t, waiting))
            t.show()
            continue
        low, second = sorted(t.votes[c] for c in t.hopeful)[:2]
        if over and waiting >= second - low:
            c = t.pick(t.most(list(over)), -1, "forwards")
            last_parcel(t, c, over[c], 2, 9)
            t.close(quota)
            continue
        losers = t.sure(waiting)
        losers = losers if len(losers) > 1 else [t.pick(t.least(), 1, "forwards")]
        t.hopeful -= set(losers)
        if len(t.hopeful) <= t.left:
            t.show()
            continue
        papers = [p for c in losers for p in t.hands[c]]
        t.give_all([p for p in papers if p.came == 0])
        later = [p for p in papers if p.came > 0]
        for value in sorted({p.value for p in later}, reverse=True):
            t.give_all([p for p in later if p.value == value])
        for c in losers:
            t.votes[c] = Fraction(0)
        t.close(quota)


def hare_clark(t: Table) -> None:
    quota = Fraction(len(t.ballots) // (t.seats + 1) + 1)
    t.close(quota)
    while t.left and t.hopeful:
        over = t.over(quota)
        if len(t.hopeful) <= t.left:
            t.fill()
        elif over:
            c = t.pick(t.most(list(over)), -1, "backwards")
            last_parcel(t, c, over[c], None, 6)
            t.close(quota)
        else:
            c = t.pick(t.least(), 1, "backwards")
            values = sorted({p.value for p in t.hands[c]}, reverse=True)
            groups = [[p for p in t.hands[c] if p.value == value] for value in values]
            exclude_in_steps(t, c, groups, quota)


def exclude_in_steps(t: Table, c: int, groups: list[list[Paper]], quota: Fraction) -> None:
    t.hopeful.remove(c)
    if len(t.hopeful) <= t.left or not groups:
        t.show()
        return
    for group in groups:
        moved = t.give_rounded(group, 6)
        t.votes[c] = Fraction(0) if group is groups[-1] else t.votes[c] - moved
        t.close(quota)
        if not t.left:
            return


def seanad(t: Table) -> None:
    quota = Fraction(len(t.ballots) * 1000 // (t.seats + 1) + 1, 1000)
    length = max((len(b) for b in t.ballots), default=0)
    marks = {
        c: tuple(sum(b[r : r + 1] == (c,) for b in t.ballots) for r in range(length))
        for c in range(t.candidates)
    }

    def order_of(equals: list[int]) -> list[int]:
        """The higher in the order of preferences first, among those with equal marks."""
        everybody = tuple(c for c in marks if marks[c] == marks[equals[0]])
        if len(equals) > 1 and everybody not in t.orders:
            t.orders[everybody] = t.draws.pop(0)
        return sorted(equals, key=t.orders.get(everybody, list(everybody)).index)

    def highest(tied: list[int]) -> int:
        return order_of([c for c in tied if marks[c] == max(marks[d] for d in tied)])[0]

    def lowest(tied: list[int]) -> int:
        return order_of([c for c in tied if marks[c] == min(marks[d] for d in tied)])[-1]

    t.close(quota)
    while t.left and t.hopeful:
        over = t.over(quota)
        waiting = sum(over.values(), Fraction(0))
        if len(t.hopeful) <= t.left or leads(t, waiting):
            t.elect(list(t.hopeful) if len(t.hopeful) <= t.left else leads(t, waiting))
            t.show()
        elif over:
            c = highest(t.most(list(over)))
            last_parcel(t, c, over[c], 3, 9)
            t.close(quota)
        else:
            c = lowest(t.least())
            turns = sorted({p.came for p in t.hands[c]})
            exclude_in_steps(t, c, [[p for p in t.hands[c] if p.came == n] for n in turns], quota)


def ers97(t: Table) -> None:  # noqa: C901 -- follows the rules from top to bottom, on purpose
    state = {"quota": Fraction(0)}

    def active() -> Fraction:
        held = sum((v for c, v in enumerate(t.votes) if c not in t.elected), Fraction(0))
        return held + sum(t.over(state["quota"]).values())

    def close() -> None:
        t.points.append(list(t.votes))
        if not t.elected:
            state["quota"] = Fraction(ceil(100 * active() / (t.seats + 1)), 100)
        while t.left and t.hopeful:
            top = t.most(list(t.hopeful))
            votes = t.votes[top[0]]
            if votes < state["quota"] and votes < active() / (t.left + 1):
                break
            t.elect(top if len(top) <= t.left else [t.pick(top, -1, "forwards")])
        t.show()

    close()
    while t.left and t.hopeful:
        if len(t.hopeful) <= t.left:
            t.fill()
            continue
        over = t.over(state["quota"])
        waiting = sum(over.values(), Fraction(0))
        low, second = sorted(t.votes[c] for c in t.hopeful)[:2]
        losers = t.sure(waiting, equal=True)
        if over and waiting > second - low and not losers:
            c = t.pick(t.most(list(over)), -1, "forwards")
            last_parcel(t, c, over[c], 2, 9)
            close()
            continue
        losers = losers or [t.pick(t.least(), 1, "forwards")]
        t.hopeful -= set(losers)
        if len(t.hopeful) <= t.left:
            t.show()
            continue
        papers = [(c, p) for c in losers for p in t.hands[c]]
        for value in sorted({p.value for _, p in papers}, reverse=True) or [Fraction(1)]:
            group = [(c, p) for c, p in papers if p.value == value]
            for c, p in group:
                t.votes[c] -= p.value
            t.give_all([p for _, p in group])
            close()
            if len(t.hopeful) <= t.left or not t.left:
                break
