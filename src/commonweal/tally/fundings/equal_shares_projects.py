"""The method of equal shares for projects: every voter has an equal part of the budget to spend.

Rules of this module:

* every voter starts with budget / voters. A project can be funded when its voters have its cost
  left together; each pays in proportion to what it is worth to her, or all she has where that is
  less. The project with the least price per unit of use is funded first;
* a project's use to a voter is its cost (``utility`` = ``cost``), one (``cardinality``), or the
  points she gave it (``points``);
* what the method leaves over, because no project's voters can pay for it, is spent as
  ``completion`` says. ``greedy``: by use for each unit of cost, while the money lasts. ``add1``:
  the method is run again with ``step`` more for every voter, as long as what it funds fits into the
  budget, until no further project fits. ``add1-greedy``: the one, then the other;
* ``comparison`` = ``satisfaction`` holds the programme against greedy funding: where more voters
  get more use from the greedy programme than from this one, the greedy one is taken.

Ties are drawn, and a tie drawn once is not drawn again in a later run of ``add1``.

Source: D. Peters, G. Pierczynski and P. Skowron, "Proportional Participatory Budgeting with
Additive Utilities", NeurIPS 2021, section 3; completions and comparison as described at
https://equalshares.net.

Not here: the arithmetic of prices (``commonweal.tally.purses``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from commonweal.tally.ballots import Approval
from commonweal.tally.committees import share_a_ballot, shortly
from commonweal.tally.faults import BadCount
from commonweal.tally.ledger import Ledger, fund_in_order, support_of
from commonweal.tally.outcome import LotRequired, Lots, listed
from commonweal.tally.projects import FundingRule, Programme, Projects, Votes
from commonweal.tally.purses import Paid, Purses
from commonweal.tally.rule import Option, Options
from commonweal.tally.scored import UNMARKED, Scored

SOURCE = "Peters, Pierczynski and Skowron, Proportional Participatory Budgeting (NeurIPS 2021)"

RUNS_MAX = 10_000
"""After so many runs of ``add1`` the request is refused; larger steps need fewer."""


@dataclass(frozen=True, slots=True)
class _Election:
    """What every run of the method looks at."""

    units: NDArray[np.uint8]
    weights: NDArray[np.int64]
    projects: Projects
    worth: tuple[int, ...]
    support: Sequence[int]
    voters: int

    @property
    def wanted(self) -> list[int]:
        return [project for project, votes in enumerate(self.support) if votes]

    def merits(self) -> dict[int, Fraction]:
        """Return the use of each project to all voters, for each unit of its cost."""
        costs = self.projects.costs
        return {p: Fraction(self.support[p] * self.worth[p], costs[p]) for p in range(len(costs))}

    def use(self, funded: Sequence[int]) -> NDArray[np.int64]:
        """Return int64 ``[pattern]``: the use of some projects to a voter."""
        total = np.zeros(len(self.weights), dtype=np.int64)
        for project in funded:
            total += self.units[:, project].astype(np.int64) * self.worth[project]
        return total


@dataclass(frozen=True, slots=True)
class _Bought:
    project: int
    price: Fraction
    paid: Paid


@dataclass(frozen=True, slots=True)
class _Run:
    """One run of the method: what was bought, and what the voters of the others had left."""

    bought: tuple[_Bought, ...]
    held: Mapping[int, Fraction]
    purses: Purses
    lot: LotRequired | None = None

    @property
    def funded(self) -> list[int]:
        return [purchase.project for purchase in self.bought]


def fund(votes: Votes, projects: Projects, lots: Lots, options: Options) -> Programme:
    """Let the voters buy, then spend what is left, then compare."""
    election = _election(votes, projects, options)
    ledger = Ledger(projects, lots, SOURCE)
    lot = _buy(election, ledger, options)
    if lot is None and options.word("completion").endswith("greedy"):
        rest = [p for p in range(len(projects.costs)) if p not in ledger.funded]
        told = "units of use for each unit of cost"
        lot = fund_in_order(ledger, rest, election.merits(), election.support, told)
    if lot is None and options.word("comparison") == "satisfaction":
        lot = _compare(election, ledger)
    if lot is not None and _open(options):
        return Programme((), (), lot)
    return ledger.programme(lot)


def _open(options: Options) -> bool:
    """Tell whether a later run or a comparison can still undo what was bought before a lot."""
    again = options.word("completion").startswith("add1")
    return again or options.word("comparison") != "none"


def _election(votes: Votes, projects: Projects, options: Options) -> _Election:
    utility = options.word("utility")
    if (utility == "points") != isinstance(votes, Scored):
        raise BadCount(
            "option utility",
            expected="points where voters gave points, cost or cardinality where they marked",
            got=f"{utility} with {type(votes).__name__} ballots",
            remedy="choose the utility that the ballots can tell",
        )
    units = votes.marks if isinstance(votes, Approval) else votes.grades.copy()
    if isinstance(votes, Scored):
        units[units == UNMARKED] = 0
    return _Election(
        units=units,
        weights=votes.weights,
        projects=projects,
        worth=projects.costs if utility == "cost" else (1,) * len(projects.costs),
        support=support_of(votes),
        voters=votes.papers + (votes.blank if options.word("voters") == "cast" else 0),
    )


def _run(election: _Election, ledger: Ledger, purses: Purses) -> _Run:
    """Run the method once."""
    least = dict.fromkeys(election.wanted, Fraction(0))
    held: dict[int, Fraction] = {}
    bought: list[_Bought] = []
    while level := _cheapest(election, purses, least, held):
        picked = _pick(election, purses, ledger, level)
        if isinstance(picked, LotRequired):
            return _Run(tuple(bought), held, purses, picked)
        for project in picked:
            price = least.pop(project)
            paid = purses.pay(project, price * election.worth[project])
            bought.append(_Bought(project, price, paid))
    return _Run(tuple(bought), held, purses)


def _cheapest(
    election: _Election,
    purses: Purses,
    least: dict[int, Fraction],
    held: dict[int, Fraction],
) -> list[int]:
    """Return the projects with the least price per unit of use, and sort out the unaffordable.

    Prices only rise, so an old price is a bound, and most projects need no new one.
    """
    best: Fraction | None = None
    level: list[int] = []
    for project in sorted(least, key=lambda p: (least[p], p)):
        if best is not None and least[project] > best:
            break
        worth = election.worth[project]
        price = purses.price(project, election.projects.costs[project], least[project] * worth)
        if price is None:
            held[project] = purses.held(project)
            del least[project]
            continue
        least[project] = price * Fraction(1, worth)
        if best is None or least[project] < best:
            best, level = least[project], []
        if least[project] == best:
            level.append(project)
    return level


def _pick(
    election: _Election, purses: Purses, ledger: Ledger, level: list[int]
) -> list[int] | LotRequired:
    if len(level) == 1 or not share_a_ballot(election.units, level, purses.alive):
        return sorted(level)
    first = ledger.first(level)
    return first if isinstance(first, LotRequired) else [first]


def _buy(election: _Election, ledger: Ledger, options: Options) -> LotRequired | None:
    if not election.wanted or not election.projects.budget:
        _tell_missing(election, ledger, {})
        return None
    start = Fraction(election.projects.budget, election.voters)
    run = _run(election, ledger, Purses(election.units, election.weights, start))
    if run.lot is None and options.word("completion").startswith("add1"):
        run = _add_one(election, ledger, run, options.whole("step"))
    if run.lot is None or not _open(options):
        _tell(election, ledger, run)
    return run.lot


def _add_one(election: _Election, ledger: Ledger, run: _Run, step: int) -> _Run:
    """Run again with more money for everybody, as long as the programme fits the budget."""
    if not step:
        raise BadCount("option step", expected="1 or more", got=0, remedy="give a larger step")
    for _ in range(RUNS_MAX):
        if _full(election, run):
            return run
        purses = run.purses.refilled(run.purses.start + step)
        following = _run(election, ledger, purses)
        if following.lot is not None:
            return following
        if election.projects.cost(following.funded) > election.projects.budget:
            return run
        run = following
    raise BadCount(
        "option step",
        expected=f"a step with which add1 ends within {RUNS_MAX} runs",
        got=step,
        remedy="give a larger step: it is an amount of money for every voter",
    )


def _full(election: _Election, run: _Run) -> bool:
    """Tell whether no further project that somebody voted for fits into the budget."""
    left = election.projects.budget - election.projects.cost(run.funded)
    funded = set(run.funded)
    return all(election.projects.costs[p] > left for p in election.wanted if p not in funded)


def _tell(election: _Election, ledger: Ledger, run: _Run) -> None:
    first = Fraction(election.projects.budget, election.voters)
    if run.purses.start > first:
        words = f"Every voter begins with {shortly(run.purses.start)} instead of "
        words += f"{shortly(first)}: raised as long as money was left for another project, and "
        words += "the programme still fitted into the budget."
        ledger.note("raise", words, ())
    for purchase in run.bought:
        words = _bought_words(election, purchase)
        ledger.note("fund", words, [purchase.project], purchase.price, purchase.paid)
    if run.lot is None:
        _tell_missing(election, ledger, run.held)


def _bought_words(election: _Election, purchase: _Bought) -> str:
    paid, project = purchase.paid, purchase.project
    words = f"{{{project}}} costs {election.projects.costs[project]}. Voters who pay the whole "
    words += f"price, {shortly(purchase.price)} for each unit of use: {paid.full}, together "
    words += f"{shortly(paid.by_full)}"
    if paid.emptied:
        words += f"; all that they have left: {paid.emptied}, together {shortly(paid.by_emptied)}"
    return f"{words}: the least price of all, so it is funded."


def _tell_missing(election: _Election, ledger: Ledger, held: Mapping[int, Fraction]) -> None:
    for project, cost in enumerate(election.projects.costs):
        if project in ledger.funded:
            continue
        words = f"Nobody voted for {{{project}}}."
        if election.support[project]:
            have = held.get(project, Fraction(0))
            words = f"{{{project}}} costs {cost}; its voters have {shortly(have)} left together: "
            words += f"{shortly(cost - have)} is missing."
        ledger.note("pass_over", words, [project])


def _compare(election: _Election, ledger: Ledger) -> LotRequired | None:
    """Take the greedy programme instead where more voters prefer it."""
    other = Ledger(ledger.projects, ledger.lots, ledger.source, drawn=ledger.drawn)
    everything = range(len(election.support))
    told = "units of use for each unit of cost"
    lot = fund_in_order(other, everything, election.merits(), election.support, told)
    if lot is not None:
        return lot
    mine, theirs = election.use(ledger.funded), election.use(other.funded)
    for_mine = int(election.weights[mine > theirs].sum())
    for_theirs = int(election.weights[theirs > mine].sum())
    words = f"{for_mine} voters get more from this programme than from greedy funding, "
    words += f"{for_theirs} get less"
    if for_theirs <= for_mine:
        ledger.note("compare", f"{words}: it stands.", sorted(ledger.funded))
        return None
    ledger.funded.clear()
    funded = listed(other.funded)
    ledger.note("replace", f"{words}: instead {funded} are funded.", sorted(other.funded))
    ledger.funded += other.funded
    return None


RULE = FundingRule(
    name="equal-shares-projects",
    title="Method of equal shares for projects",
    ballots=(Approval, Scored),
    source=SOURCE,
    version=1,
    fund=fund,
    options=(
        Option(
            "utility",
            "cost",
            "what a funded project is worth to those who voted for it: its cost, one, or the "
            "points that they gave it",
            ("cost", "cardinality", "points"),
        ),
        Option(
            "completion",
            "none",
            "how money is spent that the method leaves over: not at all; by raising every "
            "voter's share step by step; greedily; or by both",
            ("none", "add1", "greedy", "add1-greedy"),
        ),
        Option("step", 1, "by how much add1 raises every voter's share at a time"),
        Option(
            "comparison",
            "none",
            "whether the greedy programme is taken where more voters get more use from it",
            ("none", "satisfaction"),
        ),
        Option(
            "voters",
            "marked",
            "among whom the budget is divided: those who voted for something, or all who cast a "
            "paper; then the shares of blank papers are not spent",
            ("marked", "cast"),
        ),
    ),
)
