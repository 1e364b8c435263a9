"""Keeping a part and passing on the rest: the count that Meek's and Warren's rules share.

Every elected candidate keeps a part of each paper that arrives, and the part is so chosen that a
quota stays; the rest passes to the next on the paper, whether or not somebody was elected or
excluded before. So everybody's papers count in the same way, in whatever order things happened.
Steps as in the Proportional Representation Foundation's reference Meek rule, whose paragraphs the
rounds cite; it follows I. D. Hill, B. A. Wichmann, D. R. Woodall, "Algorithm 123: Single
Transferable Vote by Meek's Method", The Computer Journal 30 (1987), pp. 277-281. Rules of this
module:

* all amounts are whole numbers of a unit; under ``decimals`` the unit is the last decimal, and
  parts are rounded up (B.2.a); under ``exact`` nothing but the keep factors is rounded, because
  exact ones grow beyond all bounds, and the quota is no more than votes / (seats + 1);
* what one candidate keeps is taken from what passes on, so that no vote is ever lost;
* the quota falls as votes are exhausted (B.2.b); whoever has it is elected (B.2.c);
* keep factors are lowered until hardly a surplus is left (B.2.f), then the candidate with the
  fewest votes is excluded; all within the surplus that is left of the fewest are tied (B.3);
* if rounding gave more candidates a quota than there are seats, those with the most would be
  elected. The reference is silent on it; no election is known in which it happened;
* with seats reserved for groups (``reserved``), those who cannot be elected are excluded at once,
  those who must be are never excluded, and those who reach the quota together are elected one by
  one where the bounds leave no room for all.

Not here: how a part is computed (the rule says), and papers with equal ranks.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import TypeAlias

import numpy as np

from commonweal.tally.ballots import Ranked
from commonweal.tally.faults import BadCount
from commonweal.tally.keepers import Tree
from commonweal.tally.most import flat, groups_of_equals, open_ties
from commonweal.tally.outcome import Finding, LotRequired, Lots, Round, Transfer, exact, listed
from commonweal.tally.piles import Held, Piles
from commonweal.tally.recount import recount
from commonweal.tally.reserved import Reserved
from commonweal.tally.rule import Option, Options, Vacancy
from commonweal.tally.ties import TIES, TieBreak

DECIMALS_MAX = 60
"""The largest number of decimals that may be asked for."""

OPTIONS = (
    replace(TIES, default="order"),
    Option(
        "arithmetic",
        "decimals",
        "whether every part of a paper is rounded up to so many decimals (decimals), or only the "
        "keep factors are, and parts, votes and quota are exact (exact)",
        ("decimals", "exact"),
    ),
    Option("decimals", 9, f"the number of decimals, up to {DECIMALS_MAX}"),
    Option("omega", 6, "a surplus below 1 / 10^omega is none; not above the decimals"),
    Option(
        "batch",
        "none",
        "whether all who cannot catch up even with each other's votes and the surplus are "
        "excluded together (safe), or everybody alone (none)",
        ("none", "safe"),
    ),
)
"""What rules of this kind may be asked to do differently. The reference keeps the defaults; it
leaves the way of breaking ties open, and its authors' own program draws one order."""


@dataclass(frozen=True, slots=True)
class Scale:
    """How finely a count reckons.

    Attributes:
        factor: units in the whole of a paper's keep factor.
        vote: units in a vote; the same as ``factor`` when parts are rounded, and so many more when
            they are exact that no division leaves a remainder.
    """

    factor: int
    vote: int

    @property
    def rounds(self) -> bool:
        """Whether parts of papers are rounded."""
        return self.factor == self.vote

    def quota(self, votes: int, seats: int) -> int:
        """Return the quota of so many units of votes (B.2.b)."""
        return votes // (seats + 1) + self.rounds

    def lowered(self, factor: int, quota: int, votes: int) -> int:
        """Return the factor that would leave a quota of these votes (B.2.f), rounded up."""
        if not self.rounds:
            return min(self.factor, -(-factor * quota // votes))
        product = -(-factor * quota // self.vote)
        return min(self.factor, -(-product * self.vote // votes))

    def in_votes(self, units: int) -> Fraction:
        """Turn units into votes."""
        return Fraction(units, self.vote)


Keep: TypeAlias = Callable[[int, int, Scale], int]
"""What is kept of a paper: ``(what arrives, in units; the keep factor; scale)``, in units."""


@dataclass(frozen=True, slots=True)
class Method:
    """A rule of this kind.

    Attributes:
        keep: what an elected candidate keeps of a paper.
        source: the document that the rounds cite, before a paragraph.
        words: how a round tells what is kept: ``{}`` stands for the factor.
    """

    keep: Keep
    source: str
    words: str


@dataclass(slots=True)
class _Count:
    """One count as it goes on. Owned by :func:`count` and :func:`countback`."""

    method: Method
    profile: Ranked
    seats: int
    scale: Scale
    ties: TieBreak
    omega: int
    batch: bool
    bounds: Reserved | None
    hopeful: list[int]
    factors: list[int]
    votes: list[int]
    tree: Tree | None = None
    quota: int = 0
    exhausted: int = 0
    lot: LotRequired | None = None
    elected: list[tuple[int, ...]] = field(default_factory=list)
    excluded: list[tuple[int, ...]] = field(default_factory=list)
    history: list[tuple[int, ...]] = field(default_factory=list)
    rounds: list[Round] = field(default_factory=list)

    def run(self) -> Finding:
        self._first_preferences()
        while self._goes_on():
            if barred := self._barred():
                self._exclude(barred, self._barred_words(barred))
            elif not self._pass_surplus():
                self._exclude_lowest()
        if self.lot is not None:
            return Finding(flat(self.elected), tuple(self.rounds), lot=self.lot)
        return self._finish()

    @property
    def vacancies(self) -> int:
        return self.seats - len(flat(self.elected))

    def _goes_on(self) -> bool:
        """B.1: until all seats are filled, or no more stand than seats are left."""
        return self.lot is None and len(self.hopeful) > self.vacancies > 0

    def _first_preferences(self) -> None:
        self._distribute()
        walks = self._grown().walks
        dealt = tuple(Transfer(None, w.to, w.papers, Fraction(1)) for w in walks)
        told = f"First preferences are counted. The quota is {self._told(self.quota)}."
        self._note("first_preferences", "B.2", told, transfers=dealt)

    def _distribute(self) -> None:
        """B.2.a and B.2.b."""
        tree = self._grown()
        left = [self.scale.vote]
        self.votes = [0] * len(self.votes)
        for parent, candidate, papers in tree.nodes:
            kept = self.method.keep(left[parent], self.factors[candidate], self.scale)
            self.votes[candidate] += kept * papers
            left.append(left[parent] - kept)
        self.exhausted = 0
        for node, to, papers in tree.ends:
            if to is None:
                self.exhausted += left[node] * papers
            else:
                self.votes[to] += left[node] * papers
        cast = self.profile.papers * self.scale.vote
        self.quota = self.scale.quota(cast - self.exhausted, self.seats)

    def _surplus(self) -> int:
        """B.2.d."""
        return max(0, sum(self.votes[c] - self.quota for c in flat(self.elected)))

    def _pass_surplus(self) -> bool:
        """Lower keep factors until hardly a surplus is left (B.2.e, B.2.f).

        Returns:
            Whether somebody was elected, or a lot is needed to tell who is.
        """
        turns, before, surplus = 0, None, self._surplus()
        while surplus >= self.omega and (before is None or surplus < before):
            if self._batch(surplus):
                break
            for winner in flat(self.elected):
                self.factors[winner] = self.scale.lowered(
                    self.factors[winner], self.quota, self.votes[winner]
                )
            self._distribute()
            turns, before = turns + 1, surplus
            if self._reached():
                break
            surplus = self._surplus()
        if turns:
            self._note("surplus", "B.2", self._surplus_words(turns))
        return self.lot is not None or bool(turns and self.rounds[-1].elected)

    def _reached(self) -> list[int]:
        """B.2.c. Without rounding the quota has to be passed, with rounding it is passed."""
        floor = self.quota - self.scale.rounds
        return [c for c in self.hopeful if self.votes[c] > floor]

    def _admit(self) -> tuple[int, ...]:
        """Elect who has the quota, as far as seats and bounds leave room; most votes first."""
        admitted: list[tuple[int, ...]] = []
        left = self._reached()
        while able := [c for c in left if self._possible([*flat(admitted), c])]:
            top = groups_of_equals(self.votes, able)[0]
            if not self._possible([*flat(admitted), *top]):
                picked = self.ties.highest(top, self.history, self._elect_lot)
                if isinstance(picked, LotRequired):
                    self.lot = picked
                    break
                top = (picked,)
            admitted.append(top)
            left = [c for c in left if c not in top]
        self._seat(admitted)
        return flat(admitted)

    def _possible(self, more: Sequence[int]) -> bool:
        if len(more) > self.vacancies:
            return False
        rest = [c for c in self.hopeful if c not in more]
        elected = [*flat(self.elected), *more]
        return self.bounds is None or self.bounds.possible(elected, rest, self._fill())

    def _fill(self) -> int:
        return min(self.seats, self.profile.candidates)

    def _seat(self, groups: Sequence[tuple[int, ...]]) -> None:
        self.elected += groups
        self.hopeful = [c for c in self.hopeful if c not in flat(groups)]
        self.tree = None

    def _grown(self) -> Tree:
        self.tree = self.tree or Tree.of(self.profile, flat(self.elected), self.hopeful)
        return self.tree

    def _barred(self) -> tuple[int, ...]:
        if self.bounds is None:
            return ()
        return self.bounds.barred(flat(self.elected), self.hopeful, self._fill())

    def _open_to_exclusion(self) -> list[int]:
        if self.bounds is None:
            return self.hopeful
        needed = self.bounds.needed(flat(self.elected), self.hopeful, self._fill())
        return [c for c in self.hopeful if c not in needed]

    def _exclude_lowest(self) -> None:
        """B.3: all within the surplus that is left of the fewest votes are tied."""
        surplus = self._surplus()
        losers = self._batch(surplus)
        if not losers:
            open_to = self._open_to_exclusion()
            fewest = min(self.votes[c] for c in open_to)
            tied = [c for c in open_to if self.votes[c] <= fewest + surplus]
            picked = self.ties.lowest(tied, self.history[:-1], self._exclude_lot)
            if isinstance(picked, LotRequired):
                self.lot = picked
                return
            losers = (picked,)
        self._exclude(losers, self._exclude_words(losers))

    def _batch(self, surplus: int) -> tuple[int, ...]:
        """Return all who cannot catch up, if they are to be excluded together.

        Not where seats are reserved: who is needed changes with every single exclusion.
        """
        if not self.batch or self.bounds is not None:
            return ()
        order = sorted(self.hopeful, key=lambda c: self.votes[c])
        held, found = 0, 0
        for losers in range(1, len(order) - self.vacancies + 1):
            held += self.votes[order[losers - 1]]
            if losers < len(order) and held + surplus < self.votes[order[losers]]:
                found = losers
        return tuple(order[:found])

    def _exclude(self, losers: tuple[int, ...], told: str) -> None:
        self.excluded += reversed(groups_of_equals(self.votes, losers))
        self.hopeful = [c for c in self.hopeful if c not in losers]
        self.tree = None
        self._distribute()
        self._note("exclusion", "B.3", told, excluded=losers)

    def _note(
        self,
        action: str,
        paragraph: str,
        told: str,
        *,
        excluded: tuple[int, ...] = (),
        transfers: tuple[Transfer, ...] = (),
    ) -> None:
        winners = self._admit()
        if winners:
            told += f" {listed(winners)} reached the quota of {self._told(self.quota)}: elected."
        self._add(action, paragraph, told, elected=winners, excluded=excluded, transfers=transfers)

    def _add(
        self,
        action: str,
        paragraph: str,
        told: str,
        *,
        elected: tuple[int, ...],
        excluded: tuple[int, ...] = (),
        transfers: tuple[Transfer, ...] = (),
    ) -> None:
        self.history.append(tuple(self.votes))
        self.rounds.append(
            Round(
                number=len(self.rounds) + 1,
                action=action,
                source=f"{self.method.source} {paragraph}",
                words=told,
                tallies=tuple(self.scale.in_votes(votes) for votes in self.votes),
                exhausted=self.scale.in_votes(self.exhausted),
                transfers=transfers,
                elected=elected,
                excluded=excluded,
            )
        )

    def _finish(self) -> Finding:
        if self.vacancies > 0 and self.hopeful:
            groups = groups_of_equals(self.votes, self.hopeful)
            self._seat(groups)
            told = f"As many seats are left as candidates: {listed(flat(groups))} elected."
            self._add("last_vacancies", "C", told, elected=flat(groups))
        left = groups_of_equals(self.votes, self.hopeful)
        order = (*left, *reversed(self.excluded))
        return Finding(
            elected=flat(self.elected),
            rounds=tuple(self.rounds),
            next_in_line=flat(order),
            tied=open_ties(self.elected) + open_ties(order),
        )

    def kept_by(self, candidate: int) -> Held:
        """Return the papers that stayed with somebody elected, each at the part that is kept."""
        tree, left, kept = self._grown(), [self.scale.vote], [0]
        for parent, who, _ in tree.nodes:
            kept.append(self.method.keep(left[parent], self.factors[who], self.scale))
            left.append(left[parent] - kept[-1])
        rows, nodes = tree.reaching(self.profile, candidate)
        counts = np.array([part > 0 for part in kept])[nodes]
        return Held(rows[counts], nodes[counts], tuple(kept))

    def _told(self, units: int) -> str:
        return exact(self.scale.in_votes(units))

    def _surplus_words(self, turns: int) -> str:
        parts = ", ".join(
            f"{{{c}}} "
            + self.method.words.format(exact(Fraction(self.factors[c], self.scale.factor)))
            for c in flat(self.elected)
        )
        again = f"{turns} times" if turns > 1 else "once"
        left = f"{self._told(self._surplus())} is left over the quota of {self._told(self.quota)}"
        return f"The surpluses pass on ({again} computed): {parts}; {left}."

    def _exclude_words(self, losers: tuple[int, ...]) -> str:
        had = ", ".join(f"{{{c}}} {self._told(self.votes[c])}" for c in losers)
        if len(losers) == 1:
            needed = [c for c in self.hopeful if self.votes[c] < self.votes[losers[0]]]
            guarded = [c for c in needed if c not in self._open_to_exclusion()]
            kept = f" {listed(guarded)} must stay for the reserved seats." if guarded else ""
            return f"With the fewest votes is excluded: {had}.{kept}"
        return f"Even together these cannot catch up and are excluded: {had}."

    def _barred_words(self, barred: tuple[int, ...]) -> str:
        return (
            f"Within the bounds of the reserved seats {listed(barred)} can no longer be elected: "
            "excluded."
        )

    def _elect_lot(self, tied: tuple[int, ...]) -> LotRequired:
        words = f"{listed(tied)} are level for a seat: draw lots; the first drawn is elected."
        return LotRequired("elect", tied, 1, f"{self.method.source} B.2.c", words)

    def _exclude_lot(self, tied: tuple[int, ...]) -> LotRequired:
        words = (
            f"{listed(tied)} have equally few votes, as far as the surplus that is left can tell: "
            "draw lots; the first drawn is excluded."
        )
        return LotRequired("exclude", tied, 1, f"{self.method.source} T", words)


def _scale(options: Options, seats: int, elected_max: int) -> Scale:
    decimals, omega = options.whole("decimals"), options.whole("omega")
    if not omega <= decimals <= DECIMALS_MAX:
        raise BadCount(
            "option decimals",
            expected=f"from omega ({omega}) to {DECIMALS_MAX}",
            got=decimals,
            remedy="a surplus can only be as small as the decimals can show",
        )
    factor = 10**decimals
    exactly = options.word("arithmetic") == "exact"
    return Scale(factor, factor**elected_max * (seats + 1) if exactly else factor)


def _open(method: Method, profile: Ranked, seats: int, lots: Lots, options: Options) -> _Count:
    scale = _scale(options, seats, min(seats, profile.candidates))
    everybody = list(range(profile.candidates))
    return _Count(
        method=method,
        profile=profile,
        seats=seats,
        scale=scale,
        ties=TieBreak(options.word("ties"), lots, profile.candidates, f"{method.source} T"),
        omega=-(-scale.vote // 10 ** options.whole("omega")),
        batch=options.word("batch") == "safe",
        bounds=options.reserved,
        hopeful=everybody,
        factors=[scale.factor for _ in everybody],
        votes=[0 for _ in everybody],
    )


def count(method: Method, profile: Ranked, seats: int, lots: Lots, options: Options) -> Finding:
    """Count by a rule of this kind.

    Args:
        method: the rule.
        profile: strict orders.
        seats: how many to elect.
        lots: the draws on record.
        options: a choice from :data:`OPTIONS`.

    Raises:
        BadCount: when more decimals are asked for than are offered, or fewer than omega.
    """
    return _open(method, profile, seats, lots, options).run()


def countback(
    method: Method, profile: Ranked, seats: int, lots: Lots, options: Options, vacancy: Vacancy
) -> Finding:
    """Refill a seat from the papers that stayed with it, each at the part that was kept.

    Args:
        method: the rule.
        profile: the papers of the election.
        seats: how many it elected.
        lots: the draws of the election.
        options: the options of the election.
        vacancy: the seat, and who contests it.
    """
    first = _open(method, profile, seats, lots, options)
    first.run()
    papers = first.kept_by(vacancy.vacated)
    piles = Piles(profile, papers, first.scale.vote)
    return recount(piles, vacancy, profile.candidates)
