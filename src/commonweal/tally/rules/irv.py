"""IRV, the alternative vote: the last is excluded until somebody has more than half.

Source: Maine Revised Statutes, title 21-A, section 723-A (ranked-choice voting); the same way of
counting is "preferential voting" in Robert's Rules of Order (12th ed.), section 45. Rules of this
module:

* each paper counts for the highest preference on it who has not been excluded (723-A(2));
* whoever has more than half of the papers that still count is elected. The statute excludes until
  two are left; whoever has more than half before then has it to the end;
* otherwise the candidate with the fewest votes is excluded; Maine draws lots between equals, which
  is the default; other ways of breaking ties are options;
* with ``batch`` set to ``safe`` all those are excluded together who could not catch up even with
  each other's votes. Maine's statute calls that batch elimination and allows it;
* after the winner is found the others are excluded one after another all the same, for the order
  of those next in line; equals go together, since no seat hangs on it.

A vacancy is refilled from the papers that elected the winner, each at one vote.

Not here: several seats, and which papers are void.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from commonweal.tally.ballots import Ranked
from commonweal.tally.most import flat, groups_of_equals, open_ties
from commonweal.tally.outcome import Finding, LotRequired, Lots, Round, exact, listed
from commonweal.tally.piles import Held, Parcel, Piles, votes_to
from commonweal.tally.recount import recount
from commonweal.tally.rule import Option, Options, Rule, Vacancy
from commonweal.tally.ties import TIES, TieBreak

SOURCE = "21-A M.R.S. s. 723-A"

BATCH = Option(
    "batch",
    "none",
    "whether all who cannot catch up even with each other's votes are excluded together (safe), "
    "or everybody alone (none)",
    ("none", "safe"),
)


@dataclass(slots=True)
class _Count:
    """One count as it goes on. Owned by :func:`count` and :func:`countback`."""

    piles: Piles
    ties: TieBreak
    batch: bool
    votes: list[int]
    standing: list[int]
    exhausted: int = 0
    winner: int | None = None
    won_by: Held | None = None
    excluded: list[tuple[int, ...]] = field(default_factory=list)
    history: list[tuple[int, ...]] = field(default_factory=list)
    rounds: list[Round] = field(default_factory=list)

    def run(self) -> Finding:
        dealt = self.piles.deal(self.standing)
        self._close("first_preferences", "First preferences are counted.", (), [(None, dealt)])
        while len(self.standing) > 1:
            losers = self._losers()
            if isinstance(losers, LotRequired):
                return Finding((), tuple(self.rounds), lot=losers)
            self._exclude(losers)
        return self._finish()

    def _losers(self) -> tuple[int, ...] | LotRequired:
        if together := self._cannot_catch_up():
            return together
        rivals = [c for c in self.standing if c != self.winner]
        fewest = groups_of_equals(self.votes, rivals)[-1]
        if self.winner is not None:
            return fewest
        picked = self.ties.lowest(fewest, self.history[:-1], _lot)
        return picked if isinstance(picked, LotRequired) else (picked,)

    def _cannot_catch_up(self) -> tuple[int, ...]:
        if not self.batch or self.winner is not None:
            return ()
        order = sorted(self.standing, key=lambda c: self.votes[c])
        held, found = 0, 0
        for losers in range(1, len(order)):
            held += self.votes[order[losers - 1]]
            found = losers if held < self.votes[order[losers]] else found
        return tuple(order[:found])

    def _exclude(self, losers: tuple[int, ...]) -> None:
        self.standing = [c for c in self.standing if c not in losers]
        self.excluded += reversed(groups_of_equals(self.votes, losers))
        told = self._exclude_words(losers)
        moved = [(c, self.piles.pass_on(c, self.standing)) for c in losers]
        for loser in losers:
            self.votes[loser] = 0
        self._close("exclusion", told, losers, moved)

    def _close(
        self,
        action: str,
        told: str,
        losers: tuple[int, ...],
        moved: Sequence[tuple[int | None, tuple[Parcel, ...]]],
    ) -> None:
        gained, nobody = votes_to([p for _, parcels in moved for p in parcels], len(self.votes))
        self.votes = [old + new for old, new in zip(self.votes, gained, strict=True)]
        self.exhausted += nobody
        self.history.append(tuple(self.votes))
        winners = self._elect()
        self.rounds.append(
            Round(
                number=len(self.rounds) + 1,
                action=action,
                source=SOURCE,
                words=" ".join([told, self._stand_words(), *_won_words(winners)]),
                tallies=tuple(Fraction(votes) for votes in self.votes),
                exhausted=Fraction(self.exhausted),
                transfers=tuple(p.transfer(origin) for origin, ps in moved for p in ps),
                elected=winners,
                excluded=losers,
            )
        )

    def _elect(self) -> tuple[int, ...]:
        """Elect whoever has more than half, or is the only one left."""
        total = sum(self.votes)
        most = max(self.standing, key=lambda c: self.votes[c])
        enough = 2 * self.votes[most] > total or len(self.standing) == 1
        if self.winner is not None or not enough:
            return ()
        self.winner, self.won_by = most, self.piles.held(most)
        return (most,)

    def _finish(self) -> Finding:
        order = tuple(reversed(self.excluded))
        return Finding(tuple(self.standing), tuple(self.rounds), flat(order), open_ties(order))

    def _exclude_words(self, losers: tuple[int, ...]) -> str:
        had = ", ".join(f"{{{c}}} {self.votes[c]}" for c in losers)
        if self.winner is not None:
            return f"For the order of the others is excluded: {had}."
        if len(losers) > 1:
            return f"Even together these cannot catch up and are excluded: {had}."
        return f"With the fewest votes is excluded: {had}."

    def _stand_words(self) -> str:
        order = flat(groups_of_equals(self.votes, self.standing))
        have = ", ".join(f"{{{c}}} {self.votes[c]}" for c in order)
        return f"Votes: {have}; exhausted {exact(Fraction(self.exhausted))}."


def _won_words(winners: tuple[int, ...]) -> list[str]:
    return [f"{listed(winners)} has more than half, or no rival: elected."] if winners else []


def _lot(tied: tuple[int, ...]) -> LotRequired:
    words = f"{listed(tied)} have equally few votes: draw lots; the first drawn is excluded."
    return LotRequired("exclude", tied, 1, f"{SOURCE}(3)", words)


def _open(profile: Ranked, lots: Lots, options: Options) -> _Count:
    ties = TieBreak(options.word("ties"), lots, profile.candidates, f"{SOURCE}(3)")
    everybody = list(range(profile.candidates))
    batch = options.word("batch") == "safe"
    return _Count(Piles(profile, unit=1), ties, batch, [0] * len(everybody), everybody)


def count(profile: Ranked, seats: int, lots: Lots, options: Options) -> Finding:
    """Exclude the last until somebody has more than half."""
    del seats  # it fills one
    return _open(profile, lots, options).run()


def countback(
    profile: Ranked, seats: int, lots: Lots, options: Options, vacancy: Vacancy
) -> Finding:
    """Refill the seat from the papers that elected the winner."""
    del seats  # it filled one
    first = _open(profile, lots, options)
    first.run()
    assert first.won_by is not None
    return recount(Piles(profile, first.won_by, unit=1), vacancy, profile.candidates)


RULE = Rule(
    name="irv",
    title="Alternative vote (instant runoff)",
    ballots=Ranked,
    source=f"{SOURCE}; Robert's Rules of Order (12th ed.) 45, preferential voting",
    version=1,
    many_seats=False,
    axioms=frozenset({"anonymity", "neutrality", "scaling", "later_no_harm", "solid_coalitions"}),
    count=count,
    countback=countback,
    options=(replace(TIES, default="lot"), BATCH),
)
