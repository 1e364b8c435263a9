"""Measure watching: how long a day's figures take, how much memory, and what the filter finds.

    python benchmarks/monitor.py [--quick]

The figures are made here: a level of 100 with 5 % of noise, a step in one series of a hundred; the
seed is fixed. Every size is measured in a process of its own: the median of five days after two
that are not counted, the least time of the processor, the most memory the process ever held, and
beside it the time of copying as many bytes as are known of the series, which is the yardstick.
After that come the tables of ``docs/plan/monitoring.md``.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import subprocess
import sys
import time

import numpy as np

from commonweal.plan.monitor import frauds, trials
from commonweal.plan.monitor.watching import watch

DAYS, BEFORE, SEED = 5, 2, 1


def measure(series: int) -> str:
    """Return one row: size, seconds, per series, of the processor, copying, memory."""
    generator = np.random.default_rng(SEED)
    watched = watch(series)
    wall, own = [], []
    for day in range(BEFORE + DAYS):
        figures = 100 + 5 * generator.standard_normal(series)
        figures[::100] -= 20 * (day > BEFORE)
        started, used = time.perf_counter(), time.process_time()
        watched, _ = watched.take(figures)
        if day >= BEFORE:
            wall.append(time.perf_counter() - started)
            own.append(time.process_time() - used)
    started = time.perf_counter()
    watched.known.copy()
    copying = time.perf_counter() - started
    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    middle = statistics.median(wall)
    each = middle / series * 1e6
    return (
        f"{series:>9,}  {middle:8.3f} s  {each:6.2f} us  {min(own):8.3f} s  {copying:7.3f} s"
        f"  {held:7.0f} MB"
    )


def tables(*, quick: bool) -> None:
    """Print what the filter finds, and how often tests of reports are wrong and right."""
    print("noise | false alarms, first year, later | 20 % step | 30 % spike | 5 % a period slope")
    for name in trials.CASES:
        print("| " + " | ".join(trials.row(name, series=400 if quick else 4000)) + " |", flush=True)
    for name, honest in frauds.HONEST.items():
        times = 500 if quick else 10_000
        wrong = [
            frauds.called(honest, below=level, times=times, seed=3) for level in (0.05, 0.01, 0.001)
        ]
        right = frauds.called(frauds.FRAUDS[name], below=0.01, times=times // 10, seed=4)
        shares = " | ".join(f"{share:.4f}" for share in wrong)
        print(f"| {name} | {shares} | {right:.0%} |", flush=True)


def main() -> None:
    words = argparse.ArgumentParser(description="Measure watching.")
    words.add_argument("--quick", action="store_true")
    words.add_argument("--series", type=int, help=argparse.SUPPRESS)
    given = words.parse_args()
    if given.series:
        print(measure(given.series))
        return
    print("   series     a day         each     processor   copying     memory")
    for series in (1_000, 10_000, 100_000) if given.quick else (1_000, 10_000, 100_000, 1_000_000):
        subprocess.run([sys.executable, __file__, "--series", str(series)], check=True)
    tables(quick=given.quick)


if __name__ == "__main__":
    main()
