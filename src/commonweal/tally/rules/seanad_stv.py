"""Seanad: the single transferable vote of the panels of the Irish Senate.

Source: Seanad Electoral (Panel Members) Act 1947 (Ireland), second schedule, "Rules for Counting of
Votes". The last-parcel form of Gregory's method in whole numbers. Rules of this module:

* every paper is worth a thousand; fractions of a thousandth are disregarded everywhere. Votes are
  shown in papers here, with three decimals;
* the quota is the value of all papers / (seats + 1), fraction dropped, plus one thousandth;
* a surplus passes on in the papers that came last, each at surplus / papers that can pass, never
  above its present value;
* an exclusion passes on first preferences, then every transfer by itself in the order and at the
  value at which it was received; who reaches the quota gets no further papers;
* candidates with equal votes stand in the order of preferences (rule 2): who has more first
  preferences on all papers, then more second preferences, and so on, then by lot. One draw holds
  for the whole count.

Every surplus is passed on and candidates are excluded one at a time: permissions to do without are
not used, because nobody's seat depends on them.

Not here: the two sub-panels, from each of which a least number must be elected. The general rule of
Irish elections (Electoral Act 1992, part XIX) moves whole papers, and which ones depends on how
they lay in the parcels: it cannot be told from grouped papers.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from types import MappingProxyType

from commonweal.tally.ballots import Ranked
from commonweal.tally.lastparcel import (
    Precision,
    Statute,
    as_received,
    refilled,
    scrutiny,
)
from commonweal.tally.outcome import Finding, LotRequired, Lots, listed
from commonweal.tally.rule import Options, Rule, Vacancy

PAPER = 1000
"""The value of a paper at the start."""


def _quota(papers: int, seats: int) -> Fraction:
    return Fraction(papers * PAPER // (seats + 1) + 1, PAPER)


LAW = Statute(
    source="Seanad Electoral (Panel Members) Act 1947 sch. 2",
    precision=Precision(value=3),
    quota=_quota,
    sorting=as_received,
    ties="lot",
    cites=MappingProxyType(
        {"first": "r. 3", "surplus": "", "exclusion": "", "last": "", "order": "r. 2"}
    ),
    elects_between=True,
    majority=True,
)


@dataclass(slots=True)
class _OrderOfPreferences:
    """The order of preferences of rule 2. Owned by one count.

    Attributes:
        marks: how many papers name each candidate first, second and so on.
        lots: the draws on record.
        drawn: orders that were drawn among candidates with equal marks.
    """

    marks: list[tuple[int, ...]]
    lots: Lots
    drawn: dict[tuple[int, ...], tuple[int, ...]] = field(default_factory=dict)

    def pick(self, purpose: str, tied: tuple[int, ...]) -> int | LotRequired:
        """Pick the lowest in the order to be excluded, the highest for a surplus."""
        wanted = (min if purpose == "exclude" else max)(self.marks[c] for c in tied)
        left = [c for c in tied if self.marks[c] == wanted]
        if len(left) == 1:
            return left[0]
        equals = tuple(c for c, marks in enumerate(self.marks) if marks == wanted)
        if equals not in self.drawn:
            lot = _lot(equals)
            order = self.lots.settle(lot)
            if order is None:
                return lot
            self.drawn[equals] = order
        order = self.drawn[equals]
        return (max if purpose == "exclude" else min)(left, key=order.index)


def _lot(equals: tuple[int, ...]) -> LotRequired:
    words = (
        f"{listed(equals)} have equally many preferences of every rank: draw lots; in every tie "
        "whoever is drawn earlier stands higher."
    )
    return LotRequired("order", equals, 1, f"{LAW.source} {LAW.cites['order']}", words)


def _order(profile: Ranked, lots: Lots) -> _OrderOfPreferences:
    marks = [
        tuple(
            int(profile.weights[profile.ranks[:, rank] == c].sum())
            for rank in range(profile.ranks.shape[1])
        )
        for c in range(profile.candidates)
    ]
    return _OrderOfPreferences(marks, lots)


def count(profile: Ranked, seats: int, lots: Lots, options: Options) -> Finding:
    """Count as the schedule says."""
    del options  # the schedule leaves no choice
    return scrutiny(LAW, profile, seats, lots, _order(profile, lots).pick).run()


def countback(
    profile: Ranked, seats: int, lots: Lots, options: Options, vacancy: Vacancy
) -> Finding:
    """Refill a seat from the papers that won it."""
    del options  # the schedule leaves no choice
    return refilled(LAW, profile, seats, lots, vacancy, _order(profile, lots).pick)


RULE = Rule(
    name="seanad-stv",
    title="Single transferable vote (Irish Senate)",
    ballots=Ranked,
    source=LAW.source,
    version=1,
    many_seats=True,
    axioms=frozenset({"anonymity", "neutrality", "solid_coalitions"}),
    count=count,
    countback=countback,
)
