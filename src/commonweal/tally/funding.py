"""The entry for participatory budgeting: fund.

Rules of this module: a request is checked completely before anything is counted; the same
request always gives the same programme; a tie stops the rule and says what to draw, and the same
call with the draw appended to ``lots`` goes on.

Not here: how a rule chooses (``fundings``), and files of votes (``readers.pabulib``).
"""

from __future__ import annotations

from collections.abc import Sequence

from commonweal.tally.faults import BadCount
from commonweal.tally.outcome import Lots
from commonweal.tally.patterns import PAPERS_MAX
from commonweal.tally.projects import Funding, FundingRule, Projects, Votes
from commonweal.tally.registry import FUNDINGS
from commonweal.tally.rule import read_options
from commonweal.tally.scored import Scored


def fund(
    rule: str,
    votes: Votes,
    projects: Projects,
    *,
    lots: Sequence[Sequence[int]] = (),
    **options: object,
) -> Funding:
    """Choose projects within a budget.

    Args:
        rule: the name of the rule in ``FUNDINGS``.
        votes: marks or points; candidates are the projects.
        projects: costs and budget.
        lots: the recorded draws, in the order in which the rule asked for them; each is an
            ordering of the tied.
        **options: options of the rule; see its record.

    Returns:
        The programme. Where its ``lot`` is not None the rule stopped at a tie: call again with
        the draw appended to ``lots``.

    Raises:
        BadCount: when the request does not fit the rule.
        BadLot: when a draw does not answer its tie, or none was asked for.
    """
    record = _record(rule)
    _check(record, votes, projects)
    chosen = read_options(record.name, record.options, options)
    draws = Lots.of(lots)
    found = record.fund(votes, projects, draws, chosen)
    draws.finish()
    return Funding(
        rule=record.name,
        rule_version=record.version,
        projects=projects,
        funded=found.funded,
        steps=found.steps,
        lot=found.lot,
        lots=draws.draws,
        options=tuple(chosen.values.items()),
    )


def _record(rule: str) -> FundingRule:
    if rule in FUNDINGS:
        return FUNDINGS[rule]
    raise BadCount(
        "rule",
        expected=f"one of {', '.join(FUNDINGS)}",
        got=repr(rule),
        remedy="write the name as it stands in the registry",
    )


def _check_sums(votes: Votes) -> None:
    """Check that points times papers stay inside int64, in which they are added up."""
    highest = votes.highest if isinstance(votes, Scored) else 1
    if votes.papers * highest >= PAPERS_MAX:
        raise BadCount(
            "votes",
            expected="fewer than 2**62 points, if every paper gave the most",
            got=f"{votes.papers} papers of up to {highest} points",
            remedy="check the weights; no vote is that large",
        )


def _check(record: FundingRule, votes: Votes, projects: Projects) -> None:
    if not isinstance(votes, record.ballots):
        kinds = " or ".join(kind.__name__ for kind in record.ballots)
        raise BadCount(
            "votes",
            expected=f"{kinds} ballots for {record.name}",
            got=type(votes).__name__,
            remedy="choose the rule before the vote; its record names the kinds",
        )
    if votes.candidates != len(projects.costs):
        raise BadCount(
            "votes",
            expected=f"votes about {len(projects.costs)} projects, as many as have a cost",
            got=f"votes about {votes.candidates}",
            remedy="give the cost of every project on the ballot, in the same order",
        )
    _check_sums(votes)
