"""Other people's programs, each asked through one small function, in an environment of its own.

Rules of this module: it imports nothing of ours; an election comes in as plain data and all
winning sets that a program names go out; what a program cannot do is said, never guessed. The
options chosen for a program are those that come closest to the rule it is compared with.

Reads one job a line from standard input, ``{"peer": ..., "election": ...}``, and answers each with
one line: ``{"sets": [[...]], "all": ...}`` or ``{"cannot": "why"}``. ``all`` says whether the
program names every result that ties leave possible, or only one of them.
"""

from __future__ import annotations

import itertools
import json
import random
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import Any, TypeAlias

LIMIT_S = 5
"""Processor time for one count."""

Election: TypeAlias = dict[str, Any]
Answer: TypeAlias = tuple[Iterable[Iterable[int]], bool]


class CannotError(Exception):
    """The program does not do this."""


def one(winners: Iterable[Any]) -> Answer:
    """One result, the program's own ties broken by it."""
    return [sorted(int(w) for w in winners)], False


def each(winners: Iterable[Any]) -> Answer:
    """All who can win the one seat."""
    return [[int(w)] for w in sorted(winners)], True


def committees(sets: Iterable[Iterable[Any]]) -> Answer:
    """All results that ties leave possible."""
    return [sorted(int(w) for w in found) for found in sets], True


# pref_voting


def _pref(election: Election) -> Any:
    from pref_voting.profiles_with_ties import ProfileWithTies

    rows = [({c: r for r, c in enumerate(p, 1)}, w) for p, w in election["papers"]]
    named = [row for row, _ in rows]
    profile = ProfileWithTies(
        named, rcounts=[w for _, w in rows], candidates=list(range(election["candidates"]))
    )
    profile.use_extended_strict_preference()
    return profile


def _pref_many(name: str, **options: Any) -> Callable[[Election], Answer]:
    def found(election: Election) -> Answer:
        from pref_voting import proportional_methods

        if name == "stv_scottish":
            options["rng"] = random.Random(1)
        count = getattr(proportional_methods, name)
        return one(count(_pref(election), num_seats=election["seats"], **options))

    return found


def _pref_one(module: str, name: str, strength: str = "", **options: Any) -> Any:
    def found(election: Election) -> Answer:
        count = getattr(__import__(f"pref_voting.{module}", fromlist=[name]), name)
        profile = _pref(election)
        if strength:
            options["strength_function"] = getattr(profile, strength)
        if election["candidates"] > 8 and "kemeny" in name:
            raise CannotError("tries every order: up to 8 candidates")
        return each(count(profile, **options))

    return found


def _pref_grades(name: str, **options: Any) -> Callable[[Election], Answer]:
    def found(election: Election) -> Answer:
        from pref_voting import grade_methods
        from pref_voting.grade_profiles import GradeProfile

        top, size = election["highest"], election["candidates"]
        maps = [{c: g[c] for c in range(size)} for g, _ in election["graded"]]
        weights = [w for _, w in election["graded"]]
        profile = GradeProfile(maps, list(range(top + 1)), gcounts=weights)
        return each(getattr(grade_methods, name)(profile, **options))

    return found


# votelib


def _spread(result: Iterable[Any]) -> Answer:
    """Write out votelib's ties, which stand in the result once for each seat they are tied for."""
    fixed = [item for item in result if not isinstance(item, frozenset)]
    tied = Counter(item for item in result if isinstance(item, frozenset))
    if not tied:
        return [sorted(fixed)], False
    ways = [itertools.combinations(sorted(group), times) for group, times in tied.items()]
    return committees([*fixed, *sum(way, ())] for way in itertools.product(*ways))


def _votelib_stv(quota: str) -> Callable[[Election], Answer]:
    def found(election: Election) -> Answer:
        from votelib.evaluate.sequential import TransferableVoteSelector

        votes = {tuple(p): w for p, w in election["papers"]}
        selector = TransferableVoteSelector(transferer="Gregory", quota_function=quota)
        return _spread(selector.evaluate(votes, election["seats"]))

    return found


def _votelib_condorcet(name: str, **options: Any) -> Callable[[Election], Answer]:
    def found(election: Election) -> Answer:
        from votelib.convert import RankedToCondorcetVotes
        from votelib.evaluate import condorcet

        if name == "KemenyYoung" and election["candidates"] > 8:
            raise CannotError("tries every order: up to 8 candidates")
        votes = RankedToCondorcetVotes().convert({tuple(p): w for p, w in election["papers"]})
        sets, _ = _spread(getattr(condorcet, name)(**options).evaluate(votes, 1))
        return sets, True

    return found


def _votelib_plurality(election: Election) -> Answer:
    from votelib.evaluate.core import Plurality

    votes = dict(enumerate(election["figures"]))
    sets, _ = _spread(Plurality().evaluate(votes, election["seats"]))
    return sets, True


def _votelib_grades(name: str, **options: Any) -> Callable[[Election], Answer]:
    def found(election: Election) -> Answer:
        from votelib.evaluate import cardinal

        votes: Counter[Any] = Counter()
        for grades, weight in election["graded"]:
            votes[frozenset(enumerate(grades))] += weight
        sets, _ = _spread(getattr(cardinal, name)(**options).evaluate(votes, 1))
        return sets, True

    return found


def _votelib_approval(name: str) -> Callable[[Election], Answer]:
    def found(election: Election) -> Answer:
        from votelib.evaluate import approval

        if name == "ProportionalApproval" and election["candidates"] > 12:
            raise CannotError("tries every committee: up to 12 candidates")
        votes = {frozenset(p): w for p, w in election["papers"]}
        return _spread(getattr(approval, name)().evaluate(votes, election["seats"]))

    return found


def _votelib_seats(kind: str, by: Any) -> Callable[[Election], Answer]:
    def found(election: Election) -> Answer:
        from votelib.component import divisor
        from votelib.evaluate import proportional

        chosen = divisor.modified_first_coef(divisor.sainte_lague, by) if kind == "first" else by
        name = "LargestRemainder" if kind == "LargestRemainder" else "HighestAverages"
        votes = dict(enumerate(election["figures"]))
        given = getattr(proportional, name)(chosen).evaluate(votes, election["seats"])
        return _shared(given, len(votes))

    return found


def _shared(given: dict[Any, int], units: int) -> Answer:
    sure = [given.get(unit, 0) for unit in range(units)]
    ties = [
        itertools.combinations(sorted(key), n)
        for key, n in given.items()
        if isinstance(key, frozenset)
    ]
    ways = itertools.product(*ties)
    sets = [[n + sum(way, ()).count(u) for u, n in enumerate(sure)] for way in ways]
    return sets, bool(ties)


# single programs


def _pyrankvote(name: str) -> Callable[[Election], Answer]:
    def found(election: Election) -> Answer:
        import pyrankvote

        random.seed(1)
        people = [pyrankvote.Candidate(str(c)) for c in range(election["candidates"])]
        ballots = [
            pyrankvote.Ballot([people[c] for c in p])
            for p, w in election["papers"]
            for _ in range(w)
        ]
        seats = [] if name.startswith("instant") else [election["seats"]]
        results = getattr(pyrankvote, name)(people, ballots, *seats)
        return one(person.name for person in results.get_winners())

    return found


def _stvpoll(name: str) -> Callable[[Election], Answer]:
    def found(election: Election) -> Answer:
        from stvpoll.irv import calculate_irv
        from stvpoll.scottish_stv import calculate_scottish_stv

        people = tuple(range(election["candidates"]))
        ballots = [(tuple(p), w) for p, w in election["papers"]]
        if name == "irv":
            result = calculate_irv(people, ballots)
        else:
            result = calculate_scottish_stv(
                people, ballots, election["seats"], random_shuffle=False
            )
        return one(result.elected_as_tuple())

    return found


def _belenios(asked: list[list[int]], method: str, *arguments: str) -> Any:
    done = subprocess.run(
        ["belenios-tool", "method", method, *arguments],
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise CannotError(done.stderr.strip())
    return json.loads(done.stdout)["winners"]


def _as_ranks(election: Election) -> list[list[int]]:
    rows = []
    for paper, weight in election["papers"]:
        ranks = [0] * election["candidates"]
        for place, c in enumerate(paper, 1):
            ranks[c] = place
        rows += [ranks] * weight
    return rows


def _belenios_stv(election: Election) -> Answer:
    return one(_belenios(_as_ranks(election), "stv", f"--nseats={election['seats']}"))


def _belenios_schulze(election: Election) -> Answer:
    arguments = ("--blank-allowed=false", f"--nchoices={election['candidates']}")
    return each(_belenios(_as_ranks(election), "schulze", *arguments)[0])


def _belenios_judgement(election: Election) -> Answer:
    top = election["highest"]
    rows = [[top + 1 - grade for grade in g] for g, w in election["graded"] for _ in range(w)]
    sizes = [f"--nchoices={election['candidates']}", f"--ngrades={top + 1}"]
    return each(_belenios(rows, "majority-judgment", "--blank-allowed=false", *sizes)[0])


def _schulze_condorcet(election: Election) -> Answer:
    from schulze_condorcet import schulze_evaluate

    people = [str(c) for c in range(election["candidates"])]
    votes = []
    for paper, weight in election["papers"]:
        rest = [c for c in people if int(c) not in paper]
        votes += [">".join([*map(str, paper), *(["=".join(rest)] if rest else [])])] * weight
    return each(schulze_evaluate(votes, people).split(">")[0].split("="))


# committees and budgets


def _abcvoting(rule: str, **options: Any) -> Callable[[Election], Answer]:
    def found(election: Election) -> Answer:
        from abcvoting import abcrules
        from abcvoting.preferences import Profile, Voter

        profile = Profile(election["candidates"])
        if rule == "equal-shares":  # it counts no weights there
            profile.add_voters([p for p, w in election["papers"] for _ in range(w)])
        else:
            profile.add_voters([Voter(p, weight=w) for p, w in election["papers"]])
        sets = abcrules.compute(
            rule, profile, committeesize=election["seats"], resolute=True, **options
        )
        return one(sets[0])

    return found


def _budget(election: Election, costs: list[int], budget: int) -> tuple[Any, Any]:
    from pabutools.election import ApprovalMultiProfile, FrozenApprovalBallot, Instance, Project

    projects = [Project(f"{c:03}", cost) for c, cost in enumerate(costs)]
    instance = Instance(projects, budget_limit=budget)
    profile = ApprovalMultiProfile(instance=instance)
    for paper, weight in election["papers"]:
        ballot = FrozenApprovalBallot([projects[c] for c in paper])
        profile[ballot] += weight
    return instance, profile


def _pabutools(rule: str, *, unit: bool = False, **options: str) -> Callable[[Election], Answer]:
    def found(election: Election) -> Answer:
        from pabutools import rules
        from pabutools.election import Cardinality_Sat, Cost_Sat

        size = election["candidates"]
        costs = [1] * size if unit else election["costs"]
        budget = election["seats"] if unit else election["budget"]
        instance, profile = _budget(election, costs, budget)
        arguments: dict[str, Any] = {}
        if "sat" in options:
            arguments["sat_class"] = {"cost": Cost_Sat, "one": Cardinality_Sat}[options["sat"]]
        if options.get("completion") == "add1":
            arguments["voter_budget_increment"] = 1
        chosen = getattr(rules, rule)(instance, profile, **arguments)
        return one(project.name for project in chosen)

    return found


# apportionment


def _apportionment(method: str) -> Callable[[Election], Answer]:
    def found(election: Election) -> Answer:
        from apportionment import methods

        figures, seats = election["figures"], election["seats"]
        names = [str(unit) for unit in range(len(figures))]
        given = methods.compute(
            method, figures, seats, fractions=True, parties=names, verbose=False
        )
        return [list(given)], False

    return found


PEERS: dict[str, Callable[[Election], Answer]] = {
    "pref_voting stv_scottish": _pref_many("stv_scottish"),
    "pref_voting stv_wig": _pref_many("stv_wig", quota_rule="droop"),
    "pref_voting stv_meek": _pref_many("stv_meek", tol=1e-6),
    "pref_voting stv_warren": _pref_many("stv_warren", tol=1e-6),
    "pref_voting stv_last_parcel": _pref_many("stv_last_parcel"),
    "pref_voting stv_nb": _pref_many("stv_nb", ers_rounding=True),
    "votelib Gregory": _votelib_stv("droop"),
    "pyrankvote": _pyrankvote("single_transferable_vote"),
    "stvpoll": _stvpoll("scottish"),
    "belenios-tool stv": _belenios_stv,
    "pref_voting instant_runoff_put": _pref_one(
        "iterative_methods", "instant_runoff_for_truncated_linear_orders"
    ),
    "pyrankvote irv": _pyrankvote("instant_runoff_voting"),
    "stvpoll irv": _stvpoll("irv"),
    "pref_voting plurality": _pref_one("scoring_methods", "plurality"),
    "votelib Plurality": _votelib_plurality,
    "pref_voting beat_path support": _pref_one("margin_based_methods", "beat_path", "support"),
    "pref_voting beat_path": _pref_one("margin_based_methods", "beat_path"),
    "votelib Schulze": _votelib_condorcet("Schulze"),
    "belenios-tool schulze": _belenios_schulze,
    "schulze-condorcet": _schulze_condorcet,
    "pref_voting ranked_pairs": _pref_one("margin_based_methods", "ranked_pairs"),
    "votelib RankedPairs margins": _votelib_condorcet("RankedPairs", pairwin_scoring="margins"),
    "votelib RankedPairs": _votelib_condorcet("RankedPairs"),
    "pref_voting ranked_pairs support": _pref_one(
        "margin_based_methods", "ranked_pairs", "support"
    ),
    "pref_voting minimax": _pref_one("margin_based_methods", "minimax"),
    "pref_voting minimax support": _pref_one("margin_based_methods", "minimax", "support"),
    "votelib Minimax": _votelib_condorcet("MinimaxCondorcet"),
    "votelib Minimax margins": _votelib_condorcet("MinimaxCondorcet", pairwin_scoring="margins"),
    "pref_voting copeland": _pref_one("c1_methods", "copeland"),
    "votelib Copeland": _votelib_condorcet("Copeland", second_order=False),
    "votelib Copeland second order": _votelib_condorcet("Copeland"),
    "pref_voting kemeny_young": _pref_one("other_methods", "kemeny_young"),
    "votelib KemenyYoung": _votelib_condorcet("KemenyYoung"),
    "pref_voting score_voting": _pref_grades("score_voting"),
    "votelib ScoreVoting": _votelib_grades("ScoreVoting", function="sum"),
    "pref_voting majority_judgement": _pref_grades("majority_judgement"),
    "votelib MajorityJudgment": _votelib_grades("MajorityJudgment"),
    "belenios-tool majority-judgment": _belenios_judgement,
    "abcvoting av": _abcvoting("av"),
    "abcvoting pav": _abcvoting("pav", algorithm="branch-and-bound"),
    "abcvoting cc": _abcvoting("cc", algorithm="branch-and-bound"),
    "abcvoting seqpav": _abcvoting("seqpav"),
    "abcvoting seqphragmen": _abcvoting("seqphragmen"),
    "abcvoting equal-shares": _abcvoting("equal-shares"),
    "votelib SPAV": _votelib_approval("SequentialProportionalApproval"),
    "votelib PAV": _votelib_approval("ProportionalApproval"),
    "pabutools equal shares, unit costs": _pabutools(
        "method_of_equal_shares", unit=True, sat="one"
    ),
    "pabutools phragmen, unit costs": _pabutools("sequential_phragmen", unit=True),
    "abcvoting equal-shares, first phase": _abcvoting("equal-shares", completion=None),
    "pabutools greedy": _pabutools("greedy_utilitarian_welfare", sat="one"),
    "pabutools greedy cost": _pabutools("greedy_utilitarian_welfare", sat="cost"),
    "pabutools equal shares": _pabutools("method_of_equal_shares", sat="cost"),
    "pabutools equal shares, cardinality": _pabutools("method_of_equal_shares", sat="one"),
    "pabutools equal shares, add1": _pabutools(
        "method_of_equal_shares", sat="cost", completion="add1"
    ),
    "pabutools phragmen": _pabutools("sequential_phragmen"),
    **{
        f"apportionment {method}": _apportionment(method)
        for method in (
            "dhondt",
            "saintelague",
            "modified_saintelague",
            "huntington",
            "adams",
            "dean",
            "largest_remainder",
        )
    },
    "votelib d_hondt": _votelib_seats("divisor", "d_hondt"),
    "votelib sainte_lague": _votelib_seats("divisor", "sainte_lague"),
    "votelib modified": _votelib_seats("first", Fraction(14, 10)),
    "votelib danish": _votelib_seats("divisor", "danish"),
    "votelib huntington_hill": _votelib_seats("divisor", "huntington_hill"),
    "votelib hare": _votelib_seats("LargestRemainder", "hare"),
    "votelib droop": _votelib_seats("LargestRemainder", "droop"),
}


def _too_slow(*_: object) -> None:
    raise TimeoutError


def answer(job: dict[str, Any]) -> dict[str, Any]:
    """Ask one program; whatever it throws is its answer that it cannot."""
    signal.signal(signal.SIGVTALRM, _too_slow)
    signal.setitimer(signal.ITIMER_VIRTUAL, LIMIT_S)
    try:
        sets, complete = PEERS[job["peer"]](job["election"])
        return {
            "sets": sorted(sorted(s) if job["sets"] else list(s) for s in sets),
            "all": complete,
        }
    except TimeoutError:
        return {"cannot": f"takes longer than {LIMIT_S} seconds"}
    except Exception as fault:  # noqa: BLE001 -- other programs throw anything
        return {"cannot": f"{type(fault).__name__}: {fault}"[:120]}
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)


def main() -> None:
    """Answer every line of the input."""
    out, sys.stdout = sys.stdout, sys.stderr  # some programs print
    for line in sys.stdin:
        print(json.dumps(answer(json.loads(line))), file=out, flush=True)


if __name__ == "__main__":
    main()
