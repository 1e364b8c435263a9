"""Measure planning: total requirements and plans with limits, beside other solvers in the same run.

    python benchmarks/plan.py [--largest 1000000] [--peers FOLDER] [--peer-s 120] [--only WORD]

Economies are made as the tests make them (few suppliers of many, needs that grow by 0.6, a fixed
seed): 47 links for each product, 24 resources, an order for each product; with capacities and
stocks, or with resources alone. Every row is measured in a process of its own: seconds of all
processors together, seconds by the clock (others use the machine too), and the most memory that the
process ever held, of which ``data`` was there before.

The yardstick of requirements is the memory: how many bytes a second a long sum of two arrays moves
in the same run, beside the bytes of links that sweeps read, both by seconds of one processor. The
peers of plans solve one step, the largest sum of shares, of the same problem, written down in the
plainest way that they know; ours solves that and then saves hours, and proves both. A peer that
needs more than ``--peer-s`` seconds at one size is not asked at the next.

Ensembles are planned in this process, in two others, and on a Dask cluster of two processes. Beside
the seconds of this process stand scenarios a second by the clock, seconds of all processors
together for each scenario, and when the first answer came, which is what beginning costs.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_array, csr_matrix, eye_array
from scipy.sparse.linalg import bicgstab, gmres, spsolve

from commonweal.plan import solving
from commonweal.plan.certifying import certify
from commonweal.plan.economy import Economy
from commonweal.plan.ensemble import Executor, InProcess, ensemble
from commonweal.plan.executors import OnDask, Processes
from commonweal.plan.orders import Orders
from commonweal.plan.plans import Plan
from commonweal.plan.requirements import Technique
from commonweal.plan.scenarios import KINDS, drawn

sys.path.insert(0, str(Path(__file__).parent.parent / "tests" / "plan"))
from economies import many, synthetic

LINKS, SCARCE, SEED, TRIAD = 47, 24, 1, 20_000_000
SIZES = (1000, 10_000, 100_000, 1_000_000)
SCENARIOS, ENSEMBLES_MAX = 60, 10_000
LINK_BYTES = 12
"""A share of 64 bits and a place of 32 for every link, read once in every sweep."""

Run = Callable[[], str]
"""What is measured; says what it found."""


def triad(_: int) -> Run:
    """A long sum: three arrays of 160 MB."""
    left, right, total = np.ones(TRIAD), np.ones(TRIAD), np.ones(TRIAD)

    def run() -> str:
        cpu = time.process_time()
        for _ in range(5):
            np.add(left, right, out=total)
        return f"{5 * 24 * TRIAD / (time.process_time() - cpu) / 1e9:.1f} GB/s"

    return run


def linear(size: int) -> tuple[csr_array, np.ndarray]:
    shares = csr_array(synthetic(size, min(LINKS, size // 4), 0.6, SEED).tocsr())
    return shares, np.random.default_rng(SEED).random(size)


def requirements(size: int) -> Run:
    shares, final = linear(size)
    one = Technique(shares)
    one.requirements(final)  # loads and renumbers

    def run() -> str:
        cpu = time.process_time()
        found = one.requirements(final)
        speed = found.sweeps * shares.nnz * LINK_BYTES / (time.process_time() - cpu) / 1e9
        return f"{found.method}, {found.sweeps} sweeps, {speed:.1f} GB/s of links"

    return run


def by_scipy(solver: Callable[..., Any], size: int) -> Run:
    shares, final = linear(size)
    left = (eye_array(size) - shares).tocsc()

    def run() -> str:
        found = solver(left, final) if solver is spsolve else solver(left, final, rtol=1e-10)[0]
        residual = np.abs(found - shares @ found - final) / np.abs(found)
        return f"residual {residual.max():.1e}"

    return run


def by_pymrio(size: int) -> Run:
    import pandas as pd  # noqa: PLC0415 -- a peer
    import pymrio  # noqa: PLC0415 -- a peer

    shares, final = linear(size)
    table = pd.DataFrame(shares.toarray())

    def run() -> str:
        made = pymrio.calc_L(table).to_numpy() @ final
        return f"largest {made.max():.6g}"

    return run


def made(size: int, *, alone: bool) -> tuple[Economy, Orders]:
    """An economy with capacities and stocks, or with resources alone."""
    of, wanted = many(size, SEED, links=min(LINKS, size // 4), scarce=SCARCE)
    if alone:
        free, none = np.full_like(of.capacity, np.inf), np.zeros_like(of.stock)
        of = replace(of, capacity=free, stock=none)
    return of, wanted


def plan(size: int, *, sharing: solving.Sharing, alone: bool) -> Run:
    of, wanted = made(size, alone=alone)

    def run() -> str:
        found = solving.solve(of, wanted, sharing=sharing)
        assert isinstance(found, Plan)
        clock = time.process_time()
        told = certify(of, wanted, found)
        took = time.process_time() - clock
        assert told.feasible, told.breaches[:3]
        gap, shares = max(one.gap for one in told.proofs), (found.delivered / wanted.quantity).sum()
        return f"shares {shares:.8g}, gap {gap:.1e}, certified in {took:.2g} s, {found.solver}"

    return run


def scenarios(size: int, *, by: Executor) -> Run:
    of, wanted = made(size, alone=False)
    solving.solve(of, wanted)  # loads

    def run() -> str:
        begun, cpu, came = time.perf_counter(), _all_cpu_s(), []
        given = drawn(SCENARIOS, SEED, dict.fromkeys(KINDS, 0.1))
        told = ensemble(
            of, wanted, given, by=by, progress=lambda _: came.append(time.perf_counter())
        )
        clock, cpu = time.perf_counter() - begun, _all_cpu_s() - cpu
        speed = f"{SCENARIOS / clock:.2g} scenarios a second, each {cpu / SCENARIOS:.2g} s of all"
        first = f"first after {came[0] - begun:.2g} s"
        return f"{speed}, {first}, {told.count('proven')} of {SCENARIOS} proven"

    return run


def _all_cpu_s() -> float:
    """Seconds of the processor of this process and of those that it began and that have ended."""
    who = resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN
    return sum(one.ru_utime + one.ru_stime for one in map(resource.getrusage, who))


def whole(size: int) -> Run:
    """Our own whole program, as smaller economies are solved."""
    solving.REDUCED_FROM = sys.maxsize
    return plan(size, sharing="most", alone=False)


def by_linopy(size: int, *, alone: bool) -> Run:
    import linopy  # noqa: PLC0415 -- a peer
    import xarray as xr  # noqa: PLC0415 -- a peer

    of, wanted = made(size, alone=alone)

    def run() -> str:
        model, at = linopy.Model(), [np.arange(size)]
        given = {"coords": at, "dims": ["product"]}
        amounts = model.add_variables(0, of.capacity[0], name="made", **given)
        got = model.add_variables(0, wanted.quantity, name="got", **given)
        columns, values = _of_links(of)
        labels = amounts.labels.to_numpy()
        terms = np.column_stack([labels, got.labels.to_numpy(), labels[columns]])
        factors = np.column_stack([np.ones(size), -np.ones(size), -values])
        table = {
            "coeffs": (["product", "_term"], factors),
            "vars": (["product", "_term"], terms),
            "const": (["product"], of.stock),
        }
        coords = {"product": at[0]}
        left = linopy.LinearExpression(xr.Dataset(table, coords=coords), model)
        model.add_constraints(left >= 0)
        for row, limit in zip(of.uses.toarray(), of.limits[0], strict=True):
            model.add_constraints((row * amounts).sum() <= limit)
        model.add_objective(((1 / wanted.quantity) * got).sum(), sense="max")
        model.solve("highs", io_api="direct", output_flag=False)
        return f"shares {model.objective.value:.8g}"

    return run


def _of_links(of: Economy) -> tuple[np.ndarray, np.ndarray]:
    """Return links as a table of equally long rows, which is how linopy keeps them."""
    links = of.inputs.tocsr()
    counts = np.diff(links.indptr)
    place = np.arange(links.nnz) - np.repeat(links.indptr[:-1], counts)
    row = np.repeat(np.arange(links.shape[0]), counts)
    columns = np.zeros((links.shape[0], int(counts.max())), dtype=np.int64)
    values = np.zeros(columns.shape)
    columns[row, place], values[row, place] = links.indices, links.data
    return columns, values


def by_cvxpy(size: int, *, solver: str) -> Run:
    import cvxpy  # noqa: PLC0415 -- a peer

    of, wanted = made(size, alone=False)

    def run() -> str:
        amounts, got = cvxpy.Variable(size, nonneg=True), cvxpy.Variable(size, nonneg=True)
        limits = [
            amounts - csr_matrix(of.inputs) @ amounts + of.stock >= got,
            csr_matrix(of.uses) @ amounts <= of.limits[0],
            got <= wanted.quantity,
            amounts <= of.capacity[0],
        ]
        problem = cvxpy.Problem(cvxpy.Maximize((1 / wanted.quantity) @ got), limits)
        problem.solve(solver=solver)
        return f"shares {problem.value:.8g}"

    return run


OURS: dict[str, Callable[[int], Run]] = {
    "memory: a long sum": triad,
    "requirements": requirements,
    "plan, alike": partial(plan, sharing="alike", alone=False),
    "plan, most": partial(plan, sharing="most", alone=False),
    "plan, resources alone, alike": partial(plan, sharing="alike", alone=True),
    "plan, resources alone, most": partial(plan, sharing="most", alone=True),
    "ensemble, in this process": partial(scenarios, by=InProcess()),
    "ensemble, two processes": partial(scenarios, by=Processes(2)),
    "ensemble, Dask of two": partial(scenarios, by=OnDask(workers=2)),
}

PEERS: dict[str, Callable[[int], Run]] = {
    "SciPy, bicgstab": partial(by_scipy, bicgstab),
    "SciPy, gmres": partial(by_scipy, gmres),
    "SciPy, spsolve": partial(by_scipy, spsolve),
    "pymrio, calc_L": by_pymrio,
    "the whole program, most": whole,
    "linopy and HiGHS, most": partial(by_linopy, alone=False),
    "cvxpy and HiGHS, most": partial(by_cvxpy, solver="HIGHS"),
    "cvxpy and Clarabel, most": partial(by_cvxpy, solver="CLARABEL"),
    "linopy and HiGHS, resources alone": partial(by_linopy, alone=True),
}


def measure(name: str, size: int) -> None:
    """Measure one row, and write it as a line of JSON."""
    run = (OURS | PEERS)[name](size)
    before = _most_gb()
    cpu, clock = time.process_time(), time.perf_counter()
    said = run()
    cpu, clock = time.process_time() - cpu, time.perf_counter() - clock
    found = {"cpu": cpu, "clock": clock, "gb": _most_gb(), "data": before, "said": said}
    print(json.dumps(found))


def _most_gb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6


def row(name: str, size: int, more: list[str], limit: float | None) -> float | None:
    """Measure a row in a process of its own; return its seconds, None where it does not end."""
    command = [sys.executable, __file__, "--one", name, "--size", str(size), *more]
    try:
        ran = subprocess.run(command, capture_output=True, check=False, timeout=limit)
    except subprocess.TimeoutExpired:
        print(f"{name:36} {size:>9,} not within {limit:.0f} s, with its data", flush=True)
        return None
    if ran.returncode != 0:
        why = (ran.stderr.decode().strip().splitlines() or ["ended"])[-1]
        print(f"{name:36} {size:>9,} {why[:90]}", flush=True)
        return None
    told: dict[str, Any] = json.loads(ran.stdout.splitlines()[-1])
    print(
        f"{name:36} {size:>9,} {told['cpu']:>9.3f} {told['clock']:>9.3f} {told['gb']:>7.2f} "
        f"{told['data']:>6.2f}  {told['said']}",
        flush=True,
    )
    return float(told["clock"])


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--largest", type=int, default=100_000)
    parser.add_argument("--largest-full", type=int, default=100_000, help="with capacities")
    parser.add_argument("--peers", help="a folder in which further libraries are installed")
    parser.add_argument("--peer-s", type=float, default=120)
    parser.add_argument("--only", default="", help="rows whose name has this in it")
    for hidden in ("--one", "--size"):
        parser.add_argument(hidden, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.peers:
        sys.path.append(given.peers)
    if given.one:
        measure(given.one, int(given.size))
        return
    print(f"{os.cpu_count()} processors, Python {sys.version.split()[0]}, NumPy {np.__version__}")
    print(f"{'what':36} {'products':>9} {'cpu s':>9} {'clock s':>9} {'GB most':>7} {'data':>6}")
    more = ["--peers", given.peers] if given.peers else []
    for name in (*OURS, *PEERS):
        for size in SIZES if given.only in name else ():
            full = name in {"plan, alike", "plan, most"}
            if size > min(given.largest, given.largest_full if full else size):
                break
            if name.startswith("memory") and size > SIZES[0]:
                break
            if name.startswith("ensemble") and size > ENSEMBLES_MAX:
                break
            took = row(name, size, more, 3 * given.peer_s if name in PEERS else None)
            if name in PEERS and (took is None or took > given.peer_s):
                break


if __name__ == "__main__":
    main()
