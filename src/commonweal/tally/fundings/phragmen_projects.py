"""Phragmen's rule for projects: what is funded is carried equally by those who voted for it.

Rules of this module: the cost of a project is laid on its voters, whose burdens become equal; the
next one is the project that leaves its voters with the smallest burden each. A project that costs
more than the whole budget takes no part. When the next project does not fit into what is left the
rule ends (``overrun`` = ``stop``), or passes it over and goes on (``skip``). Where several are
next, and one of them does not fit, ``stop`` ends the rule without a lot.

Source: M. Los, Z. Christoff and D. Grossi, "Proportional Budget Allocations: Towards a
Systematization", IJCAI 2022, after Phragmen 1894. ``skip`` is this module's own addition.

Not here: points; burdens know only whether somebody voted for a project.
"""

from __future__ import annotations

from fractions import Fraction

from commonweal.tally.ballots import Approval
from commonweal.tally.committees import share_a_ballot, shortly
from commonweal.tally.ledger import Ledger
from commonweal.tally.loads import Loads
from commonweal.tally.outcome import LotRequired, Lots, listed
from commonweal.tally.projects import FundingRule, Programme, Projects, Votes
from commonweal.tally.rule import Option, Options

SOURCE = "Los, Christoff and Grossi, Proportional Budget Allocations (IJCAI 2022), Phragmen"


def fund(votes: Votes, projects: Projects, lots: Lots, options: Options) -> Programme:
    """Fund what burdens its voters least, again and again."""
    assert isinstance(votes, Approval)
    ledger, loads = Ledger(projects, lots, SOURCE), Loads(votes)
    waiting = _willing(ledger, loads)
    while waiting:
        levels = {project: _level(loads, project, projects) for project in waiting}
        least = min(levels.values())
        tied = [project for project in waiting if levels[project] == least]
        over = [project for project in tied if projects.costs[project] > ledger.left]
        if over and options.word("overrun") == "stop":
            _end(ledger, over, waiting)
            break
        for project in over:
            _pass_over(ledger, project)
        waiting = [project for project in waiting if project not in over]
        picked = _pick(ledger, votes, [project for project in tied if project not in over])
        if isinstance(picked, LotRequired):
            return ledger.programme(picked)
        for project in picked:
            _fund(ledger, loads, project, least)
        waiting = [project for project in waiting if project not in picked]
    return ledger.programme()


def _level(loads: Loads, project: int, projects: Projects) -> Fraction:
    level = loads.level(project, projects.costs[project])
    assert level is not None
    return level


def _willing(ledger: Ledger, loads: Loads) -> list[int]:
    waiting = []
    for project, cost in enumerate(ledger.projects.costs):
        if not loads.supporters(project):
            ledger.note("pass_over", f"Nobody voted for {{{project}}}: not funded.", [project])
        elif cost > ledger.projects.budget:
            words = f"{{{project}}} costs {cost}, more than the whole budget: not funded."
            ledger.note("pass_over", words, [project])
        else:
            waiting.append(project)
    return waiting


def _pick(ledger: Ledger, votes: Approval, tied: list[int]) -> list[int] | LotRequired:
    together = ledger.projects.cost(tied) <= ledger.left
    if len(tied) < 2 or (together and not share_a_ballot(votes.marks, tied)):
        return tied
    first = ledger.first(tied)
    return first if isinstance(first, LotRequired) else [first]


def _fund(ledger: Ledger, loads: Loads, project: int, level: Fraction) -> None:
    loads.elect(project, level)
    words = f"{{{project}}} costs {ledger.projects.costs[project]} and leaves each of its "
    words += f"{loads.supporters(project)} voters with a burden of {shortly(level)}, the least: "
    ledger.note("fund", f"{words}funded.", [project], price=level)


def _pass_over(ledger: Ledger, project: int) -> None:
    words = f"{{{project}}} would be next and costs {ledger.projects.costs[project]}, but only "
    ledger.note("pass_over", f"{words}{ledger.left} is left: not funded.", [project])


def _end(ledger: Ledger, over: list[int], waiting: list[int]) -> None:
    words = f"{listed(over)} would be next, but only {ledger.left} is left: the rule ends here. "
    ledger.note("pass_over", f"{words}Not funded: {listed(waiting)}.", waiting)


RULE = FundingRule(
    name="phragmen-projects",
    title="Phragmen's rule for projects",
    ballots=(Approval,),
    source=SOURCE,
    version=1,
    fund=fund,
    options=(
        Option(
            "overrun",
            "stop",
            "what happens when the next project does not fit into what is left: the rule ends, or "
            "the project is passed over",
            ("stop", "skip"),
        ),
    ),
)
