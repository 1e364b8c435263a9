"""Measure counting: grouping, rules, files, parts, and other libraries in the same run.

    python benchmarks/tally.py [--quick] [--peers FOLDER] [--hundred-million]

The data are made here: 10 candidates, 3 seats, three quarters of the papers near one of four
orders (C. L. Mallows, "Non-null ranking models I", Biometrika 44 (1957), pp. 114-130, by repeated
insertion), the rest by chance, cut off after some preferences; the seed is fixed. Every row is
measured in a process of its own: the median of several runs after one that is not counted, the
shortest of them, the least time of all processors together (on a machine that others use, half of
it is what two free processors would take), and the most memory the process ever held.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from commonweal import tally
from commonweal.tally import pairwise
from commonweal.tally.native import compiled

CANDIDATES, SEATS, SEED, BLOCK = 10, 3, 1, 1_000_000
LENGTHS = (10, 10, 15, 15, 15, 10, 5, 5, 5, 10)
PEER_SECONDS = 60
EVERYBODY = range(CANDIDATES)


@compiled
def draw(
    state: int,
    orders: Any,
    near: Any,
    lengths: Any,
    rows: Any,
) -> int:
    """Fill rows with papers; return the state of the generator (G. Marsaglia's xorshift64).

    Args:
        state: uint64, not 0.
        orders: uint8 ``[order, rank]``, around which papers lie.
        near: uint64 ``[candidates so far, place]``: up to which 32-bit number of chance the next
            candidate of an order is inserted at that place or one before.
        lengths: uint64 ``[length]``, the same for how many preferences are kept.
        rows: uint8 ``[paper, rank]``, written.
    """
    size = rows.shape[1]
    half, line = np.uint64(32), np.zeros(size, dtype=np.uint8)
    for row in range(len(rows)):
        about = -1
        for step in range(size + 2):
            state ^= state << np.uint64(13)
            state ^= state >> np.uint64(7)
            state ^= state << np.uint64(17)
            chance = state >> half
            if step == 0:
                kind = np.int64(state & np.uint64(15))
                about = kind % 4 if kind < 12 else -1
            elif step <= size:
                taken = step - 1
                if about < 0:
                    place = np.int64((chance * np.uint64(step)) >> half)
                else:
                    place = np.int64(taken)
                    while place > 0 and chance < near[taken, place - 1]:
                        place -= 1
                for later in range(taken, place, -1):
                    line[later] = line[later - 1]
                line[place] = orders[about, taken] if about >= 0 else taken
            else:
                length = 1
                while length < size and chance >= lengths[length - 1]:
                    length += 1
                for rank in range(size):
                    rows[row, rank] = line[rank] if rank < length else size
    return state


def chances(shares: Any) -> Any:
    """Turn shares into rising bounds of 32-bit numbers."""
    rising = np.cumsum(np.array(shares, dtype=np.int64))
    return (rising * (2**32 - 1) // rising[-1]).astype(np.uint64)


def blocks(papers: int) -> Iterator[Any]:
    """Make papers in blocks, uint8 ``[paper, rank]``."""
    near = np.zeros((CANDIDATES, CANDIDATES), dtype=np.uint64)
    for taken in EVERYBODY:
        near[taken, : taken + 1] = chances([3 ** (taken - p) * 5**p for p in range(taken + 1)])
    generator = np.random.default_rng(SEED)
    orders = np.array([generator.permutation(CANDIDATES) for _ in range(4)], dtype=np.uint8)
    state: Any = np.uint64(88_172_645_463_325_252)
    for first in range(0, papers, BLOCK):
        rows = np.empty((min(BLOCK, papers - first), CANDIDATES), dtype=np.uint8)
        state = np.uint64(draw(state, orders, near, chances(LENGTHS), rows))
        yield rows


def make(folder: Path, papers: int) -> None:
    """Write the columns of so many papers: ranks, and marks for the first half of each ballot."""
    ranks = np.concatenate(list(blocks(papers)))
    np.save(folder / f"{papers}.npy", ranks)
    marks = np.zeros((papers, CANDIDATES + 1), dtype=np.uint8)
    np.put_along_axis(marks, ranks[:, : CANDIDATES // 2], 1, axis=1)
    np.save(folder / f"{papers}-marks.npy", marks[:, :CANDIDATES])


def write_files(folder: Path, papers: int) -> None:
    """Write the papers as BLT, CSV and Parquet, one line or row each."""
    import polars as pl  # noqa: PLC0415 -- only where files are made

    ranks = np.load(folder / f"{papers}.npy").astype(np.int16)
    names = [f"C{c + 1}" for c in EVERYBODY]
    columns = {f"rank{r + 1}": ranks[:, r] for r in EVERYBODY}
    numbered = pl.DataFrame(columns).with_columns(pl.when(pl.all() < CANDIDATES).then(pl.all() + 1))
    named = numbered.with_columns(
        pl.all().replace_strict(list(range(1, CANDIDATES + 1)), names, return_dtype=pl.String)
    )
    named.write_csv(folder / f"{papers}.csv")
    numbered.cast(pl.UInt8).write_parquet(folder / f"{papers}.parquet")
    lines = numbered.select(
        pl.concat_str([pl.lit("1"), pl.all(), pl.lit("0")], separator=" ", ignore_nulls=True)
    )
    blt = folder / f"{papers}.blt"
    lines.write_csv(blt.with_suffix(".lines"), include_header=False)
    with blt.open("wb") as out:
        out.write(f"{CANDIDATES} {SEATS}\n".encode())
        out.write(blt.with_suffix(".lines").read_bytes())
        out.write(("0\n" + "".join(f'"{n}"\n' for n in (*names, "Bench"))).encode())
    blt.with_suffix(".lines").unlink()


def ranked(folder: Path, papers: int) -> tally.Ranked:
    return tally.Ranked.grouped(np.load(folder / f"{papers}.npy"), CANDIDATES)


def approved(folder: Path, papers: int) -> tally.Approval:
    return tally.Approval.grouped(np.load(folder / f"{papers}-marks.npy"), CANDIDATES)


def reading(folder: Path, papers: int) -> Callable[[], object]:
    """Go over the bytes of the columns once."""
    words = np.load(folder / f"{papers}.npy").reshape(-1).view(np.uint64)
    return lambda: np.bitwise_xor.reduce(words)


def grouping(folder: Path, papers: int) -> Callable[[], object]:
    ranks = np.load(folder / f"{papers}.npy")
    return lambda: tally.Ranked.grouped(ranks, CANDIDATES)


def grouping_marks(folder: Path, papers: int) -> Callable[[], object]:
    marks = np.load(folder / f"{papers}-marks.npy")
    return lambda: tally.Approval.grouped(marks, CANDIDATES)


def counting(
    rule: str, seats: int, kind: Callable[[Path, int], Any], folder: Path, papers: int
) -> Callable[[], object]:
    profile = kind(folder, papers)
    return lambda: tally.count(rule, profile, seats)


def comparing(folder: Path, papers: int) -> Callable[[], object]:
    profile = ranked(folder, papers)
    return lambda: pairwise.preferred(profile)


def from_file(
    ending: str, folder: Path, papers: int, *, trusted: bool = False
) -> Callable[[], object]:
    path, given = folder / f"{papers}{ending}", tally.Given(trusted=trusted)

    def read_and_count() -> object:
        return tally.count("scottish-stv", tally.read_contest(path, given).profile, SEATS)

    return read_and_count


def gathering(_folder: Path, papers: int) -> Callable[[], object]:
    """Group papers as they are made, block by block; the making is part of the time."""

    def run() -> object:
        gathered = tally.Gathering[tally.Ranked]()
        for rows in blocks(papers):
            gathered.add(tally.Ranked.grouped(rows, CANDIDATES))
        profile = gathered.profile()
        assert profile.papers == papers
        return tally.count("scottish-stv", profile, SEATS)

    return run


def making(_folder: Path, papers: int) -> Callable[[], object]:
    return lambda: sum(len(rows) for rows in blocks(papers))


def peer_pref_voting(folder: Path, papers: int) -> Callable[[], object]:
    from pref_voting.profiles_with_ties import ProfileWithTies  # noqa: PLC0415 -- a peer
    from pref_voting.proportional_methods import stv_scottish  # noqa: PLC0415 -- a peer

    listed = list(ranked(folder, papers))

    def run() -> object:
        orders = [{c: rank for rank, c in enumerate(order)} for order, _ in listed]
        profile = ProfileWithTies(orders, rcounts=[weight for _, weight in listed])
        return stv_scottish(profile, num_seats=SEATS)

    return run


def peer_votelib(folder: Path, papers: int) -> Callable[[], object]:
    from votelib.evaluate.sequential import TransferableVoteSelector  # noqa: PLC0415 -- a peer

    listed = list(ranked(folder, papers))
    rule = TransferableVoteSelector(quota_function="droop", transferer="Gregory")
    return lambda: rule.evaluate(dict(listed), SEATS)


def peer_pyrankvote(folder: Path, papers: int) -> Callable[[], object]:
    import pyrankvote  # noqa: PLC0415 -- a peer

    listed = [[c for c in row if c < CANDIDATES] for row in _rows(folder, papers)]
    standing = [pyrankvote.Candidate(str(c)) for c in EVERYBODY]

    def run() -> object:
        ballots = [pyrankvote.Ballot([standing[c] for c in row]) for row in listed]
        return pyrankvote.single_transferable_vote(standing, ballots, SEATS)

    return run


def _rows(folder: Path, papers: int) -> list[list[int]]:
    found: list[list[int]] = np.load(folder / f"{papers}.npy").tolist()
    return found


ROWS: dict[str, Callable[[Path, int], Callable[[], object]]] = {
    "read the columns once": reading,
    "group": grouping,
    "pairwise matrix": comparing,
    **{
        f"{rule} of grouped papers": partial(counting, rule, seats, ranked)
        for rule, seats in (("scottish-stv", SEATS), ("meek", SEATS), ("irv", 1), ("schulze", 1))
        if rule in tally.RULES
    },
    "group approvals": grouping_marks,
    **{
        f"{rule} of grouped approvals": partial(counting, rule, SEATS, approved)
        for rule in ("seq-pav", "equal-shares", "seq-phragmen")
        if rule in tally.RULES
    },
}
FILES = {
    **{f"scottish-stv from {e[1:]}": partial(from_file, e) for e in (".blt", ".csv", ".parquet")},
    "scottish-stv from trusted parquet": partial(from_file, ".parquet", trusted=True),
}
PARTS = {"make the papers": making, "make, group, merge, count": gathering}
PEERS = {
    "pref_voting": peer_pref_voting,
    "votelib": peer_votelib,
    "pyrankvote": peer_pyrankvote,
}


def measure(name: str, folder: Path, papers: int, runs: int) -> None:
    """Measure one row in this process and print it as JSON."""
    work = {**ROWS, **FILES, **PARTS, **PEERS}[name](folder, papers)
    took, busy = [], []
    for _ in range(runs):
        began, worked = time.perf_counter(), _processors()
        work()
        took.append(time.perf_counter() - began)
        busy.append(_processors() - worked)
    status = Path("/proc/self/status").read_text(encoding="ascii")
    peak = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    kilobytes = int(peak.split()[1]) + resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    print(json.dumps({"s": took, "busy": min(busy), "peak_mb": kilobytes // 1024}))


def _processors() -> float:
    """Return the seconds of all processors for this process and those it started."""
    return sum(os.times()[:4])


def row(
    name: str, folder: Path, papers: int, runs: int, more: list[str], limit: float | None = None
) -> dict[str, Any] | None:
    """Measure one row in a process of its own; None where it fails or takes too long."""
    command = [sys.executable, __file__, "--one", name, "--data", str(folder)]
    command += ["--papers", str(papers), "--runs", str(runs), *more]
    try:
        ran = subprocess.run(command, capture_output=True, check=False, timeout=limit)
    except subprocess.TimeoutExpired:
        return None
    if ran.returncode != 0:
        print(f"  {name}: {ran.stderr.decode().strip().splitlines()[-1][:100]}")
        return None
    found: dict[str, Any] = json.loads(ran.stdout.splitlines()[-1])
    return found


def shown(name: str, papers: int, found: dict[str, Any], once: float | None) -> float:
    """Print a row; return the median of its runs after the first."""
    took = found["s"][1:] or found["s"]
    middle = statistics.median(took)
    ratio = f"{middle / once:8.1f} x reading" if once else ""
    print(
        f"{papers:>11,} {name:<34} median {middle:8.4f} s, least {min(took):8.4f} s, first "
        f"{found['s'][0]:6.2f} s | processors {found['busy']:8.4f} s | "
        f"peak {found['peak_mb']:5} MB {ratio}",
        flush=True,
    )
    return middle


def ours(folder: Path, papers: int, runs: int) -> None:
    """Measure grouping and the rules on columns of one size."""
    once: float | None = None
    for name in ROWS:
        found = row(name, folder, papers, runs + 1, [])
        if found is not None:
            middle = shown(name, papers, found, once)
            once = once or middle


def files(folder: Path, papers: int) -> None:
    """Measure reading and counting; each run is a first one, in a process that loads everything."""
    write_files(folder, papers)
    for name in FILES:
        runs = [found for _ in range(3) if (found := row(name, folder, papers, 1, []))]
        if runs:
            took = sorted(found["s"][0] for found in runs)
            busy = min(found["busy"] for found in runs)
            shown(name, papers, {**runs[0], "s": [took[0], *took], "busy": busy}, None)


def peers(folder: Path, sizes: list[int], more: list[str]) -> None:
    """Measure each peer on the largest size that it bears in a minute."""
    for name in PEERS:
        best: tuple[int, dict[str, Any]] | None = None
        for papers in sizes:
            found = row(name, folder, papers, 1, more, limit=3 * PEER_SECONDS)
            if found is None or found["s"][0] > PEER_SECONDS:
                break
            best = papers, found
        if best is not None:
            shown(f"{name} (Scottish or Gregory STV)", best[0], best[1], None)


def main() -> None:
    """Run everything and print a table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="a hundredth of the size, one run")
    parser.add_argument("--peers", help="a folder in which further libraries are installed")
    parser.add_argument("--hundred-million", action="store_true", help="only the curve up to there")
    for hidden in ("--one", "--data"):
        parser.add_argument(hidden, help=argparse.SUPPRESS)
    for hidden in ("--papers", "--runs"):
        parser.add_argument(hidden, type=int, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.peers:
        sys.path.append(given.peers)
    if given.one:
        measure(given.one, Path(given.data), given.papers, given.runs)
        return
    print(f"{os.cpu_count()} processors, Python {sys.version.split()[0]}, NumPy {np.__version__}")
    sizes = [1_000, 10_000, 100_000] if given.quick else [100_000, 1_000_000, 10_000_000]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if given.hundred_million:
            for papers in (*sizes, 10 * sizes[-1]):
                for part in PARTS:
                    found = row(part, folder, papers, 1, [])
                    if found is not None:
                        shown(part, papers, found, None)
            return
        for papers in sizes:
            making_process = (
                f"import tally; from pathlib import Path; tally.make(Path({name!r}), {papers})"
            )
            subprocess.run(
                [sys.executable, "-c", making_process], check=True, cwd=Path(__file__).parent
            )
            ours(folder, papers, 1 if given.quick else 5)
        files(folder, sizes[-1])
        peers(folder, sizes, ["--peers", given.peers] if given.peers else [])


if __name__ == "__main__":
    main()
