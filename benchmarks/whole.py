"""Measure what whole runs cost a federation's plan: shares of each rank, hours, and time.

    python benchmarks/whole.py [--economies 10] [--ragged] [--scarce] [--large]

Economies are drawn at random (``tests/plan/federations.py``), each from its seed; ``--scarce``:
councils order twice as much. Workplaces offer hours for whole runs; ``--ragged``: any number of
hours, so that a part of a run is left over in most. Seconds are those of the processor, for a plan
from what the record says to its file: the plan with parts of runs, the search, lines, prices.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from commonweal.office.plan_files import read
from commonweal.office.plan_inputs import Facts
from commonweal.office.planning import solved
from commonweal.plan.certifying_whole import certify_whole

sys.path.insert(0, str(Path(__file__).parent.parent / "tests" / "plan"))
from federations import Size, drawn


def measured(of: Facts) -> tuple[float, float, float]:
    """Find a plan; return seconds, the most that a rank's mean share loses, and more hours."""
    began = time.process_time()
    found = solved(of, {})
    took = time.process_time() - began
    contents = read(found.text).contents
    assert contents is not None, found.why
    assert contents.whole is not None, found.why
    told = certify_whole(contents.economy, contents.orders, contents.plan, contents.whole)
    assert told.feasible, told.breaches
    lost = max(one.mean_parts - one.mean for one in told.ranks)
    return took, lost, told.hours / told.hours_parts - 1


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--economies", type=int, default=10)
    parser.add_argument("--ragged", action="store_true")
    parser.add_argument("--scarce", action="store_true")
    parser.add_argument("--large", action="store_true")
    asked = parser.parse_args()
    size = Size(200, 60, 100, 4, 20) if asked.large else Size()
    print(size, "ragged" if asked.ragged else "", "scarce" if asked.scarce else "")
    for seed in range(1, (1 if asked.large else asked.economies) + 1):
        of = drawn(seed, size, ragged=asked.ragged, wanted_times=1 + asked.scarce)
        took, lost, more = measured(of)
        print(
            f"  {seed}: {len(of.wishes):,} orders, {took:.1f} s; the mean share of a rank is less"
            f" by {100 * lost:.2f} points at most, hours {more:+.1%}",
            flush=True,
        )


if __name__ == "__main__":
    main()
