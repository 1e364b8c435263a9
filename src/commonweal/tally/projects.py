"""Participatory budgeting: projects and their costs, a way of funding them, and what comes out.

Rules of this module:

* a project is an integer from 0 and has a cost; there is one budget; names are known elsewhere.
  Amounts are whole numbers of one unit, such as a euro or a cent; shares of them are fractions;
* a project is funded wholly or not at all, and never one that nobody voted for;
* every step explains itself and cites its source; a tie that is left to chance is an outcome.

Not here: how a rule chooses (``fundings``), and the entry (``funding``).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from commonweal.tally.ballots import Approval
from commonweal.tally.faults import BadCount
from commonweal.tally.outcome import LotRequired, Lots, Plain, exact, named
from commonweal.tally.patterns import PAPERS_MAX, is_whole
from commonweal.tally.purses import Paid
from commonweal.tally.rule import Option, Options
from commonweal.tally.scored import Scored

Votes: TypeAlias = Approval | Scored
"""Ballots about projects: marks, or points."""


@dataclass(frozen=True, slots=True)
class Projects:
    """What can be funded.

    Attributes:
        costs: what each project costs, at least 1, in the unit of the budget.
        budget: how much there is.

    Raises:
        BadCount: when there is no project, or an amount is no such whole number.
    """

    costs: tuple[int, ...]
    budget: int

    def __post_init__(self) -> None:
        amounts = {f"cost of project {p}": (cost, 1) for p, cost in enumerate(self.costs)}
        amounts["budget"] = (self.budget, 0)
        for place, (amount, least) in amounts.items():
            if not is_whole(amount) or not least <= amount <= PAPERS_MAX:
                raise BadCount(
                    place,
                    expected=f"a whole number from {least} to 2**62",
                    got=repr(amount),
                    remedy="count in the smallest coin; what costs nothing needs no vote",
                )
        if not self.costs:
            raise BadCount("projects", expected="at least one", got="none", remedy="list projects")

    def cost(self, projects: Sequence[int]) -> int:
        """Return what some projects cost together."""
        return sum(self.costs[project] for project in projects)


@dataclass(frozen=True, slots=True)
class FundingStep:
    """One step on the way to a funded programme.

    Attributes:
        number: counted from 1.
        action: a stable word: ``fund``, ``pass_over``, ``raise``, ``replace``.
        source: the paper that says so.
        words: what happened, for a member; projects are places such as ``{3}``.
        projects: those concerned.
        left: what is left of the budget after the step.
        price: what a unit of use costs its voters; None where nothing is priced.
        paid: who paid how much; None where nobody pays.
    """

    number: int
    action: str
    source: str
    words: str
    projects: tuple[int, ...]
    left: int
    price: Fraction | None = None
    paid: Paid | None = None

    def told(self, names: Sequence[str]) -> str:
        """Return the words, with projects called by their names."""
        return named(self.words, names)

    def as_dict(self) -> dict[str, Plain]:
        """Return the step as plain data, amounts as strings."""
        data: dict[str, Plain] = {
            "number": self.number,
            "action": self.action,
            "source": self.source,
            "text": self.told(_numbers(max(self.projects, default=-1) + 1)),
            "projects": list(self.projects),
            "left": str(self.left),
            "price": None if self.price is None else exact(self.price),
        }
        if self.paid is not None:
            data |= {"full": str(self.paid.full), "emptied": str(self.paid.emptied)}
            data |= {"by_full": exact(self.paid.by_full), "by_emptied": exact(self.paid.by_emptied)}
        return data


@dataclass(frozen=True, slots=True)
class Programme:
    """What a rule found, before the rule's name and version are put on it.

    Attributes:
        funded: the projects, in the order in which they were funded.
        steps: how it came about.
        lot: the tie that stopped the rule, if one did.
    """

    funded: tuple[int, ...]
    steps: tuple[FundingStep, ...]
    lot: LotRequired | None = None


Funder: TypeAlias = Callable[[Votes, Projects, Lots, Options], Programme]
"""Choose projects: ``(votes, projects, lots, options)``."""


@dataclass(frozen=True, slots=True)
class FundingRule:
    """A way of choosing projects within a budget.

    Attributes:
        name: as it is written in a constitution; stable.
        title: as it is shown to members.
        ballots: the kinds of ballots it counts.
        source: the paper that it follows.
        version: raised whenever a programme could come out or explain itself differently.
        fund: the function that chooses.
        options: what it may be asked to do differently.
    """

    name: str
    title: str
    ballots: tuple[type[Votes], ...]
    source: str
    version: int
    fund: Funder
    options: tuple[Option, ...] = ()


@dataclass(frozen=True, slots=True)
class Funding:
    """A programme of projects, with everything needed to explain and to repeat it.

    Attributes:
        rule: the name of the rule in the registry.
        rule_version: the version of the rule's code and reading of its source.
        projects: what could be funded.
        funded: what is funded, in the order in which it was.
        steps: how it came about, with what every other project lacked.
        lot: the tie that stopped the rule; None when the programme is complete.
        lots: the recorded draws that were used.
        options: the options of the rule, with defaults filled in.
    """

    rule: str
    rule_version: int
    projects: Projects
    funded: tuple[int, ...]
    steps: tuple[FundingStep, ...]
    lot: LotRequired | None
    lots: tuple[tuple[int, ...], ...]
    options: tuple[tuple[str, Fraction | int | str], ...]

    @property
    def spent(self) -> int:
        """What the funded projects cost together."""
        return self.projects.cost(self.funded)

    @property
    def left(self) -> int:
        """What is left of the budget."""
        return self.projects.budget - self.spent

    def explain(self, names: Sequence[str] | None = None) -> str:
        """Return the whole way in words, one paragraph a step."""
        called = _numbers(len(self.projects.costs)) if names is None else names
        told = [f"{step.number}. {step.told(called)} ({step.source})" for step in self.steps]
        if self.lot is not None:
            told.append(f"{self.lot.told(called)} ({self.lot.source})")
        return "\n".join(told)

    def as_dict(self) -> dict[str, Plain]:
        """Return the programme as plain data for JSON, amounts as strings."""
        return {
            "rule": self.rule,
            "rule_version": self.rule_version,
            "budget": str(self.projects.budget),
            "costs": [str(cost) for cost in self.projects.costs],
            "options": {name: str(value) for name, value in self.options},
            "funded": list(self.funded),
            "spent": str(self.spent),
            "left": str(self.left),
            "lots": [list(draw) for draw in self.lots],
            "lot": None if self.lot is None else self.lot.as_dict(),
            "steps": [step.as_dict() for step in self.steps],
        }


def _numbers(projects: int) -> list[str]:
    return [f"project {project}" for project in range(projects)]
