"""The method of equal shares for committees: every voter has an equal part of the seats to spend.

Rules of this module:

* a seat costs 1, and every voter starts with seats / voters; blank papers are no voters unless
  the option ``voters`` says so, as the book does;
* a candidate can be elected when those who approve of her have 1 left together. They pay equal
  amounts; who has less than that pays all she has. The candidate for whom the largest payment is
  least is elected. Shown is one over that payment: as many voters would have to pay so much;
* when no candidate can be paid for, the seats that are left are filled as ``completion`` says: by
  Phragmen's rule, to which every voter brings what she has left (``phragmen``); by the most
  approvals (``approval``); or not at all (``none``): then fewer are elected than there are seats,
  also where as many seats are left as candidates.

Source: D. Peters and P. Skowron, "Proportionality and the Limits of Welfarism", EC 2020, there
"Rule X"; equal shares in M. Lackner and P. Skowron, "Multi-Winner Voting with Approval
Preferences", Springer 2023, section 2.

Not here: projects with costs of their own (``commonweal.tally.fundings``).
"""

from __future__ import annotations

from fractions import Fraction

from commonweal.tally.ballots import Approval
from commonweal.tally.committees import Committee, add_up
from commonweal.tally.loads import Loads, seat_by_load
from commonweal.tally.outcome import Finding, LotRequired, Lots
from commonweal.tally.purses import Purses
from commonweal.tally.rule import Option, Options, Rule

SOURCE = "Lackner and Skowron, Multi-Winner Voting with Approval Preferences (2023), equal shares"

_TOLD = "Counted for each candidate: one over the largest payment her supporters would make."


def count(profile: Approval, seats: int, lots: Lots, options: Options) -> Finding:
    """Let the voters pay for seats, then fill those that are left."""
    committee = Committee(profile, seats, lots, SOURCE, "voters paying for one seat")
    voters = profile.papers + (profile.blank if options.word("voters") == "cast" else 0)
    start = Fraction(min(seats, profile.candidates), max(voters, 1))
    purses = Purses(profile.marks, profile.weights, start)
    completion = options.word("completion")
    lot = _buy(committee, purses, fill=completion != "none")
    if lot is None:
        lot = _complete(committee, purses, completion)
    return committee.finish() if lot is None else committee.stopped(lot)


def _buy(committee: Committee, purses: Purses, *, fill: bool) -> LotRequired | None:
    prices: dict[int, Fraction] = {}

    def payers(candidate: int) -> Fraction:
        price = purses.price(candidate, 1, prices.get(candidate, Fraction(0)))
        if price is None:
            return Fraction(0)
        prices[candidate] = price
        return Fraction(1, price)

    while committee.room:
        committee.measure(payers)
        if not any(committee.figures[candidate] for candidate in committee.standing):
            return None
        winners = committee.step("buy", _TOLD, purses.alive, fill=fill)
        if isinstance(winners, LotRequired):
            return winners
        for winner in winners:
            if committee.figures[winner]:
                purses.pay(winner, prices[winner])
    return None


def _complete(committee: Committee, purses: Purses, completion: str) -> LotRequired | None:
    if completion == "phragmen":
        loads = Loads(committee.profile, lambda c: -purses.held(c), purses.close)
        return seat_by_load(committee, loads)
    if completion == "none":
        committee.measure(purses.held)
        return None
    votes = add_up(committee.profile.marks, committee.profile.weights)
    committee.measure(lambda candidate: Fraction(votes[candidate]))
    while committee.room:
        winners = committee.step("seat", "What is left goes to those with the most approvals.")
        if isinstance(winners, LotRequired):
            return winners
    return None


RULE = Rule(
    name="equal-shares",
    title="Method of equal shares",
    ballots=Approval,
    source=SOURCE,
    version=1,
    many_seats=True,
    axioms=frozenset(
        {
            "anonymity",
            "neutrality",
            "scaling",
            "monotonicity",
            "participation",
            "justified_representation",
        }
    ),
    count=count,
    options=(
        Option(
            "completion",
            "phragmen",
            "how seats are filled that no group of voters can pay for: by Phragmen's rule with the "
            "money that is left, by the most approvals, or not at all",
            ("phragmen", "approval", "none"),
        ),
        Option(
            "voters",
            "marked",
            "among whom the seats are divided: those who marked somebody, or all who cast a paper; "
            "then the shares of blank papers are not spent",
            ("marked", "cast"),
        ),
    ),
    measure="quotients",
)
