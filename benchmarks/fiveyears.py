"""Measure five-year plans of many sectors, beside the rows as Cockshott's program writes them.

    python benchmarks/fiveyears.py [--sectors 80] [--seeds 3]

Both are solved by HiGHS on one thread, in the same run. Ours is the whole plan: every step with its
prices, the fewest hours last, and the certificate; the other is one optimum and proves nothing.
Published: Harmony, his own algorithm of 100 fixed rounds, took 1.0 s for 80 sectors on another
machine, without a proof; lp_solve gave no answer in 264 s. Seconds are those of the processor.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from commonweal.plan.certifying import certify
from commonweal.plan.plans import Plan
from commonweal.plan.solving import solve

sys.path.insert(0, str(Path(__file__).parent.parent / "tests" / "plan"))
import fiveyears


def measured(sectors: int, seed: int) -> None:
    drawn = fiveyears.drawn(sectors, seed)
    begun = time.process_time()
    other = -fiveyears.plain(drawn).getObjectiveValue()
    plain = time.process_time() - begun
    of, wanted = fiveyears.planned(drawn)
    begun = time.process_time()
    plan = solve(of, wanted, sharing="most")
    ours = time.process_time() - begun
    assert isinstance(plan, Plan)
    begun = time.process_time()
    told = certify(of, wanted, plan)
    proof = time.process_time() - begun
    assert told.feasible
    assert told.best
    gap = max(one.gap for one in told.proofs)
    value = float(plan.delivered.sum())
    worth = f"{seed:>4} {value:>10.6f} {other:>10.6f}"
    print(f"{worth} {ours:>8.2f} {proof:>8.3f} {plain:>8.2f} {gap:.1e}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sectors", type=int, default=80)
    parser.add_argument("--seeds", type=int, default=3)
    given = parser.parse_args()
    print(f"{given.sectors} sectors, 5 years: plans met, ours and his rows; seconds of ours,")
    print("of its certificate, of his rows; largest gap")
    for seed in range(1, given.seeds + 1):
        measured(given.sectors, seed)


if __name__ == "__main__":
    main()
