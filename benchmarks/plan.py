"""Measure planning: total requirements and plans with limits, beside other solvers in the same run.

    python benchmarks/plan.py [--largest 100000] [--peer-most 1000]

Economies are made as the tests make them (few suppliers of many, needs that grow by 0.6, a fixed
seed): 47 links for each product, 24 resources, an order for each product. Each figure is seconds of
all processors together, and seconds by the clock beside it, because others use the machine too.
The yardstick of requirements is one pass over the links' figures in memory.
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_array, eye_array
from scipy.sparse.linalg import bicgstab, spsolve

from commonweal.plan import solving
from commonweal.plan.certifying import certify
from commonweal.plan.requirements import Technique

sys.path.insert(0, str(Path(__file__).parent.parent / "tests" / "plan"))
from economies import many, synthetic

LINKS, SCARCE, SEED = 47, 24, 1


def told(what: str, size: int, run: Callable[[], Any]) -> Any:
    cpu, clock = time.process_time(), time.perf_counter()
    found = run()
    cpu, clock = time.process_time() - cpu, time.perf_counter() - clock
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(f"{what:38} {size:>9,} {cpu:>9.3f} {clock:>9.3f} {most:>7.2f}", flush=True)
    return found


def requirements(size: int, peer_most: int) -> None:
    shares = csr_array(synthetic(size, min(LINKS, size // 4), 0.6, SEED).tocsr())
    final = np.random.default_rng(SEED).random(size)
    left = (eye_array(size) - shares).tocsc()
    one = Technique(shares)
    one.requirements(final)  # loads and renumbers
    told("one pass over the links", size, shares.data.sum)
    told("requirements", size, lambda: one.requirements(final))
    told("  SciPy, bicgstab", size, lambda: bicgstab(left, final, rtol=1e-10))
    if size <= peer_most:
        told("  SciPy, spsolve", size, lambda: spsolve(left, final))
        told("  inverse (as pymrio.calc_L)", size, lambda: np.linalg.inv(left.toarray()) @ final)


def plans(size: int, peer_most: int) -> None:
    of, wanted = many(size, SEED, links=min(LINKS, size // 4), scarce=SCARCE)
    for sharing in ("alike", "most"):
        solve = partial(solving.solve, of, wanted, sharing=sharing)
        found = told(f"plan, {sharing}", size, solve)
        proof = told("  its certificate", size, partial(certify, of, wanted, found))
        assert proof.feasible, proof.breaches[:3]
        print(f"  {found.solver}; largest gap {max(one.gap for one in proof.proofs):.1e}")
        if size <= peer_most:
            chosen, solving.REDUCED_FROM = solving.REDUCED_FROM, sys.maxsize
            told("  the whole program, HiGHS", size, solve)
            solving.REDUCED_FROM = chosen


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--largest", type=int, default=100_000)
    parser.add_argument("--peer-most", type=int, default=1000)
    given = parser.parse_args()
    print(f"{'what':38} {'products':>9} {'cpu s':>9} {'clock s':>9} {'GB most':>7}")
    sizes = [size for size in (1000, 10_000, 100_000, 1_000_000) if size <= given.largest]
    for measure in (requirements, plans):
        for size in sizes:
            measure(size, given.peer_most)


if __name__ == "__main__":
    main()
