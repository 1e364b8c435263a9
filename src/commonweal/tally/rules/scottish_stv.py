"""Scottish STV: the single transferable vote as Scottish councils are elected.

Source: Scottish Local Government Elections Order 2011 (SSI 2011/399), schedule 1 part III, rules
46 to 53; rule 53(2) as amended by SSI 2021/437. The weighted inclusive Gregory method. Rules of
this module:

* transfer values have five decimal places, the rest is cut off (rule 49(3)); votes are whole
  numbers of 1/100,000;
* surpluses pass on before anybody is excluded, the largest first (rules 49 to 51), also when they
  could change nothing: the Order knows no short cuts;
* ties are broken by looking back (rules 50(2), 52(2)(a)) and then by lot (50(3), 52(2)(b)); among
  three or more the look back is read as in ``commonweal.tally.ties``;
* where an exclusion leaves as many candidates as places, the papers of the excluded are still
  passed on before rule 53 applies; rule 53(2) allows it, and nobody's seat depends on it;
* votes that the cutting off of decimals takes away are shown as ``lost``, papers without a
  further preference as ``exhausted``; together with the tallies they always make up all votes;
* those elected at one stage stand in order of their votes there. The Order needs no such order.

Next in line are those who were not elected, the last excluded first. The Order fills vacancies by
a by-election (Local Government (Scotland) Act 1973, section 37); where a charter asks for
count-back instead, the papers that won the seat are counted again (``commonweal.tally.recount``):
of a paper whose surplus part was passed on, the seat keeps the rest of its value.

Not here: which papers are void (rule 44): a paper comes here as a list of preferences or blank.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from commonweal.tally.ballots import Ranked
from commonweal.tally.most import flat, groups_of_equals, open_ties
from commonweal.tally.outcome import Finding, LotRequired, Lots, Round, Transfer, exact, listed
from commonweal.tally.piles import UNIT, Held, Parcel, Piles, in_votes, votes_to
from commonweal.tally.recount import recount
from commonweal.tally.rule import Options, Rule, Vacancy
from commonweal.tally.ties import highest_before, lowest_before

ORDER = "SSI 2011/399 sch. 1"


@dataclass(slots=True)
class _Scrutiny:
    """One count as it goes on. Owned by :func:`count` and :func:`countback`."""

    piles: Piles
    seats: int
    quota: int
    lots: Lots
    votes: list[int]
    standing: list[int]
    exhausted: int = 0
    lost: int = 0
    elected: list[tuple[int, ...]] = field(default_factory=list)
    excluded: list[int] = field(default_factory=list)
    history: list[tuple[int, ...]] = field(default_factory=list)
    rounds: list[Round] = field(default_factory=list)
    kept: dict[int, Held] = field(default_factory=dict)

    def run(self) -> Finding:
        self._first_stage()
        while (vacancies := self.seats - len(flat(self.elected))) > 0 and self.standing:
            if len(self.standing) <= vacancies:
                self._last_vacancies()
            else:
                lot = self._next_stage()
                if lot is not None:
                    return Finding(flat(self.elected), tuple(self.rounds), lot=lot)
        return self._finish()

    def _first_stage(self) -> None:
        parcels = self.piles.deal(self.standing)
        told = f"First preferences are counted. The quota is {exact(in_votes(self.quota))}."
        self._close_stage("first_preferences", "rr. 46, 47", told, None, parcels)

    def _next_stage(self) -> LotRequired | None:
        rich = [c for c in flat(self.elected) if self.votes[c] > self.quota]
        picked = self._largest_surplus(rich) if rich else self._fewest_votes()
        if isinstance(picked, LotRequired):
            return picked
        if rich:
            self._transfer_surplus(picked)
        else:
            self._exclude(picked)
        return None

    def _largest_surplus(self, rich: list[int]) -> int | LotRequired:
        tied = groups_of_equals(self.votes, rich)[0]
        left = highest_before(tied, self.history[:-1])
        words = f"{listed(left)} have equal surpluses: draw lots; the first drawn is passed on now."
        return self._settle("surplus", left, "r. 50(3)", words)

    def _fewest_votes(self) -> int | LotRequired:
        tied = groups_of_equals(self.votes, self.standing)[-1]
        left = lowest_before(tied, self.history[:-1])
        words = f"{listed(left)} have equally few votes: draw lots; the first drawn is excluded."
        return self._settle("exclude", left, "r. 52(2)(b)", words)

    def _settle(
        self, purpose: str, left: tuple[int, ...], rule: str, words: str
    ) -> int | LotRequired:
        if len(left) == 1:
            return left[0]
        lot = LotRequired(purpose, left, 1, f"{ORDER} {rule}", words)
        drawn = self.lots.settle(lot)
        return lot if drawn is None else drawn[0]

    def _transfer_surplus(self, candidate: int) -> None:
        surplus, total = self.votes[candidate] - self.quota, self.votes[candidate]
        worth = _transfer_value(surplus, total)
        self.kept[candidate] = self.piles.held(candidate, less=worth)
        parcels = self.piles.pass_on(candidate, self.standing, worth)
        self.lost += surplus - sum(parcel.votes for parcel in parcels)
        self.votes[candidate] = self.quota
        told = f"The surplus of {{{candidate}}}, {exact(in_votes(surplus))}, is passed on."
        self._close_stage("surplus", "rr. 49, 50", told, candidate, parcels)

    def _exclude(self, candidate: int) -> None:
        self.standing.remove(candidate)
        self.excluded.append(candidate)
        parcels = self.piles.pass_on(candidate, self.standing)
        had = exact(in_votes(self.votes[candidate]))
        self.votes[candidate] = 0
        told = f"{{{candidate}}} has the fewest votes, {had}, and is excluded."
        self._close_stage("exclusion", "rr. 51, 52", told, candidate, parcels)

    def _close_stage(
        self, action: str, rule: str, told: str, origin: int | None, parcels: tuple[Parcel, ...]
    ) -> None:
        gained, nobody = votes_to(parcels, len(self.votes))
        self.votes = [old + new for old, new in zip(self.votes, gained, strict=True)]
        self.exhausted += nobody
        self.history.append(tuple(self.votes))
        winners = self._elect([c for c in self.standing if self.votes[c] >= self.quota])
        told = " ".join([told, *_transfer_words(parcels, origin)])
        if winners:
            told += f" {listed(winners)} reached the quota: elected (r. 48)."
        out = (origin,) if action == "exclusion" and origin is not None else ()
        moved = tuple(parcel.transfer(origin) for parcel in parcels)
        self._note(action, rule, told, elected=winners, excluded=out, transfers=moved)

    def _last_vacancies(self) -> None:
        winners = self._elect(self.standing)
        told = f"As many places are left as candidates: {listed(winners)} elected."
        self._note("last_vacancies", "r. 53(1)", told, elected=winners)

    def _elect(self, winners: list[int]) -> tuple[int, ...]:
        groups = groups_of_equals(self.votes, winners)
        self.elected += groups
        self.standing = [c for c in self.standing if c not in winners]
        return flat(groups)

    def _note(
        self,
        action: str,
        rule: str,
        told: str,
        *,
        elected: tuple[int, ...],
        excluded: tuple[int, ...] = (),
        transfers: tuple[Transfer, ...] = (),
    ) -> None:
        self.rounds.append(
            Round(
                number=len(self.rounds) + 1,
                action=action,
                source=f"{ORDER} {rule}",
                words=told,
                tallies=tuple(in_votes(votes) for votes in self.votes),
                exhausted=in_votes(self.exhausted),
                lost=in_votes(self.lost),
                transfers=transfers,
                elected=elected,
                excluded=excluded,
            )
        )

    def _finish(self) -> Finding:
        left = groups_of_equals(self.votes, self.standing)
        order = (*left, *((candidate,) for candidate in reversed(self.excluded)))
        return Finding(
            elected=flat(self.elected),
            rounds=tuple(self.rounds),
            next_in_line=flat(order),
            tied=open_ties(self.elected) + open_ties(order),
        )


def _transfer_value(surplus: int, total: int) -> Callable[[int], int]:
    """Rule 49(3): surplus times value, divided by total; what is beyond five decimals is cut."""
    return lambda value: surplus * value // total


def _transfer_words(parcels: tuple[Parcel, ...], origin: int | None) -> list[str]:
    receivers = sorted({parcel.to for parcel in parcels if parcel.to is not None})
    gained, nobody = votes_to(parcels, max(receivers, default=-1) + 1)
    gains = ", ".join(f"{{{c}}} {exact(in_votes(gained[c]))}" for c in receivers)
    told = [f"{'Votes' if origin is None else 'Passed on'}: {gains}."] if gains else []
    return [*told, f"Not transferable: {exact(in_votes(nobody))}."] if nobody else told


def _open(profile: Ranked, seats: int, lots: Lots) -> _Scrutiny:
    quota = (profile.papers // (seats + 1) + 1) * UNIT  # rule 47
    everybody = list(range(profile.candidates))
    return _Scrutiny(Piles(profile), seats, quota, lots, [0] * profile.candidates, everybody)


def count(profile: Ranked, seats: int, lots: Lots, options: Options) -> Finding:
    """Count as the Order says."""
    del options  # the Order leaves no choice
    return _open(profile, seats, lots).run()


def countback(
    profile: Ranked, seats: int, lots: Lots, options: Options, vacancy: Vacancy
) -> Finding:
    """Refill a seat from the papers that won it."""
    del options  # the Order leaves no choice
    scrutiny = _open(profile, seats, lots)
    scrutiny.run()
    papers = scrutiny.kept.get(vacancy.vacated) or scrutiny.piles.held(vacancy.vacated)
    return recount(Piles(profile, papers), vacancy, profile.candidates)


RULE = Rule(
    name="scottish-stv",
    title="Single transferable vote (Scottish rules)",
    ballots=Ranked,
    source=f"{ORDER} part III rr. 46-53",
    version=1,
    many_seats=True,
    axioms=frozenset({"anonymity", "neutrality", "later_no_harm", "solid_coalitions"}),
    count=count,
    countback=countback,
)
