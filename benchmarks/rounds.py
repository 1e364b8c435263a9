"""Measure rounds of revision, beside what the published experiments took.

    python benchmarks/rounds.py [--experiments 50] [--councils 60000]

Councils are drawn as "pequod-cljs" draws them (``tests/plan/pequod.py``). Published: 11.2 and 5.2
rounds to 5 % in the first and the second year, the mean of fifty experiments of 3000 producers and
3000 consumers each; 160 to 253 minutes for one experiment of 60,000 councils (the notes of
"pequod-plus", January to March 2026, on another machine, with one public good and one
pollutant). Seconds are those of the processor; those by the clock stand beside them.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

import numpy as np

from commonweal.plan.certifying import certify
from commonweal.plan.plans import Plan
from commonweal.plan.rounds import ByMoves, BySlopes, as_plan, propose
from commonweal.plan.solving import solve

sys.path.insert(0, str(Path(__file__).parent.parent / "tests" / "plan"))
import pequod


def many(count: int) -> None:
    print(f"{count} experiments of 6000 councils: rounds to 5 % (year 1, year 2), worst, seconds")
    print(f"  {'published':10} {pequod.PUBLISHED}")
    for board in (ByMoves, BySlopes):
        begun, found = time.process_time(), []
        for seed in range(count):
            councils = pequod.drawn(3000, 3000, seed)
            found.append(pequod.two_years(councils, board(), seed + 1000)[:2])
        took = time.process_time() - begun
        mean, worst = np.mean(found, axis=0), np.max(found, axis=0)
        print(f"  {board.__name__:10} {mean.round(2)} {worst} {took:.2f}", flush=True)


def slow(count: int, share: float) -> None:
    print(f"{count} experiments in which {share:.0%} of the councils do not answer in a round")
    for board in (ByMoves, BySlopes):
        found = []
        for seed in range(count):
            ask, councils = pequod.Roughly(0.0, share, seed), pequod.drawn(3000, 3000, seed)
            found.append(pequod.two_years(councils, board(), seed + 1000, ask, 0.05)[:2])
        print(f"  {board.__name__:10} {np.mean(found, axis=0).round(2)} {np.max(found, axis=0)}")


def large(councils: int) -> None:
    begun = time.process_time()
    half = councils // 2
    drawn = pequod.drawn(half, half, 1)
    print(f"{councils:,} councils, {drawn.producers.exponent.size:,} links; drawn in", end=" ")
    print(f"{time.process_time() - begun:.2f}")
    for board in (ByMoves, BySlopes):
        begun, clock = time.process_time(), time.perf_counter()
        first, second, last = pequod.two_years(drawn, board(), 2)
        took, clock = time.process_time() - begun, time.perf_counter() - clock
        print(f"  {board.__name__:10} rounds {first}, {second}; {took:.2f} s ({clock:.2f})")
    begun = time.process_time()
    propose(drawn, last.prices)
    print(f"  one round of proposals {time.process_time() - begun:.3f} s")
    begun = time.process_time()
    of, wanted = as_plan(drawn, last)
    plan = solve(of, wanted)
    assert isinstance(plan, Plan)
    told = certify(of, wanted, plan)
    print(f"  the last round as a plan, certified ({told.feasible}, {told.best}):", end=" ")
    print(f"{time.process_time() - begun:.3f} s; smallest share {plan.steps[0].value:.3f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--experiments", type=int, default=50)
    parser.add_argument("--councils", type=int, default=60_000)
    given = parser.parse_args()
    many(given.experiments)
    for share in (0.1, 1 / 3, 0.5):
        slow(max(1, given.experiments // 5), share)
    large(given.councils)


if __name__ == "__main__":
    main()
