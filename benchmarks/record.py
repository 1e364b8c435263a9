"""How fast the record accepts entries, beside what the machine and others can do.

Run ``python benchmarks/record.py [--quick]``. Every case runs in short turns, one after the other,
again and again (interleaved), so that a busy machine is busy for all of them; medians of the turns
are shown, and ratios to the yardstick named beside them. Needs PostgreSQL's programs for its part
(tests/install-services) and pymerkle; says so and leaves out what is missing.

The cases:

* ``fdatasync``: one 4,096-byte page written in place and flushed, the least that "durable" costs;
* ``bare``: one insert and commit of the same bytes into a table of the same shape, same settings;
* ``store``: our store's append, one entry at a time (target: 90 % of bare);
* ``writer N``: N clients, each waiting for the receipt of its entry before it submits the next
  (numbered, hashed, appended, signed, kept outside the database, proved; target on PostgreSQL with
  64 clients: 1,500/s, and a checkpoint within 2 s);
* ``durable N``: the same with ``checkpoint_within_s=0.5``: a client goes on when its entry is
  durable in the store, checkpoints follow within half a second;
* ``pymerkle``: its SQLite tree, one entry at a time; it signs nothing and keeps nothing outside.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import sqlite3
import statistics
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

import psycopg

from commonweal.record import Log, Receipt, SigningKey, Store, Writer, canonical, open_store

KEY = SigningKey("example.org/benchmark", bytes(32))
CLIENTS = (1, 8, 64)


def entry(number: int) -> bytes:
    """An entry of about 300 bytes, as an event of a federation has."""
    return canonical({"kind": "vote_cast", "n": number, "at": 1_700_000_000, "note": "x" * 240})


@dataclass
class Case:
    """Something measured in turns.

    Attributes:
        turn: does work for about the given seconds, and returns how many entries that were.
        yardstick: the name of the case it is compared with.
        rates: entries per second of each turn so far.
        waits_ms: how long single entries waited for their receipts.
    """

    turn: Callable[[float], int]
    yardstick: str = ""
    rates: list[float] = field(default_factory=list)
    waits_ms: list[float] = field(default_factory=list)


def repeated(once: Callable[[int], object]) -> Callable[[float], int]:
    """Do something again and again until the time is over."""
    count = 0

    def turn(seconds: float) -> int:
        nonlocal count
        first, end = count, time.perf_counter() + seconds
        while time.perf_counter() < end:
            once(count)
            count += 1
        return count - first

    return turn


def fdatasync(folder: Path) -> Callable[[float], int]:
    handle = os.open(folder / "page", os.O_RDWR | os.O_CREAT)
    os.pwrite(handle, bytes(4096), 0)
    os.fsync(handle)

    def once(number: int) -> None:
        os.pwrite(handle, number.to_bytes(8, "big") * 512, 0)
        os.fdatasync(handle)

    return repeated(once)


def bare_sqlite(folder: Path) -> Callable[[float], int]:
    connection = sqlite3.connect(folder / "bare.sqlite", isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("CREATE TABLE entry (idx INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT")

    def once(number: int) -> None:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO entry VALUES (?, ?)", (number, entry(number)))
        connection.execute("COMMIT")

    return repeated(once)


def bare_postgresql(url: str) -> Callable[[float], int]:
    connection = psycopg.connect(url, autocommit=True, prepare_threshold=1)
    connection.execute("CREATE TABLE bare_entry (idx bigint PRIMARY KEY, body bytea NOT NULL)")
    return repeated(
        lambda number: connection.execute(
            "INSERT INTO bare_entry VALUES (%b, %b)", (number, entry(number))
        )
    )


def store_alone(store: Store) -> Callable[[float], int]:
    return repeated(lambda number: store.append(number, [entry(number)]))


def pymerkle_sqlite(folder: Path) -> Callable[[float], int] | None:
    try:
        import pymerkle  # noqa: PLC0415 -- only a yardstick
    except ModuleNotFoundError:
        print("pymerkle is not installed; its rows are left out")
        return None
    tree = pymerkle.SqliteTree(str(folder / "pymerkle.sqlite"))
    tree.con.execute("PRAGMA journal_mode=WAL")
    tree.con.execute("PRAGMA synchronous=FULL")
    return repeated(lambda number: tree.append_entry(entry(number)))


def clients(
    writer: Writer, many: int, waits_ms: list[float], *, durable: bool
) -> Callable[[float], int]:
    """Let clients submit, each waiting for its own entry before the next."""

    def turn(seconds: float) -> int:
        end, counts = time.perf_counter() + seconds, [0] * many

        def client(who: int) -> None:
            while (start := time.perf_counter()) < end:
                version = writer.durable_version + 1  # of the next entry, when there is one client
                future: Future[Receipt] = writer.submit(entry(counts[who]))
                if durable:
                    writer.wait_durable(version, 10)
                else:
                    future.result(30)
                waits_ms.append((time.perf_counter() - start) * 1000)
                counts[who] += 1

        threads = [threading.Thread(target=client, args=(who,)) for who in range(many)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return sum(counts)

    return turn


def writer_cases(name: str, open_one: Callable[[str], Store], folder: Path) -> dict[str, Case]:
    cases: dict[str, Case] = {}
    for within_s, word in ((0.0, "writer"), (0.5, "durable")):
        log = Log(open_one(word), KEY, folder / f"{name}-{word}-checkpoint")
        writer = Writer(log, "benchmark", checkpoint_within_s=within_s, lease_s=60)
        for many in CLIENTS if within_s == 0 else (1,):
            case = Case(lambda _: 0, f"{name} bare")
            case.turn = clients(writer, many, case.waits_ms, durable=within_s > 0)
            cases[f"{name} {word} {many}"] = case
    return cases


def sqlite_cases(folder: Path) -> dict[str, Case]:
    def open_one(word: str) -> Store:
        return open_store(f"sqlite:{folder / f'{word}.sqlite'}")

    cases = {
        "sqlite bare": Case(bare_sqlite(folder), "fdatasync"),
        "sqlite store": Case(store_alone(open_one("store")), "sqlite bare"),
        **writer_cases("sqlite", open_one, folder),
    }
    other = pymerkle_sqlite(folder)
    return cases | ({"sqlite pymerkle": Case(other, "sqlite bare")} if other else {})


def postgresql_cases(url: str, folder: Path) -> dict[str, Case]:
    def open_one(word: str) -> Store:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(f"CREATE SCHEMA {word}")
        return open_store(f"{url}&options=-csearch_path%3D{word}")

    return {
        "postgresql bare": Case(bare_postgresql(url), "fdatasync"),
        "postgresql store": Case(store_alone(open_one("store")), "postgresql bare"),
        **writer_cases("postgresql", open_one, folder),
    }


class Server:
    """A PostgreSQL in a folder, with fsync on and otherwise as it comes."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="cw-bench-", dir="/tmp"))
        self.url = f"postgresql://bench@/postgres?host={self.folder}"
        self._programs = sorted(Path("/usr/lib/postgresql").glob("*/bin"))[-1]
        self._user: list[str] = []
        if os.geteuid() == 0:
            shutil.chown(self.folder, "postgres", "postgres")
            self._user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]

    def run(self, program: str, *arguments: str) -> None:
        """Run one of PostgreSQL's programs on the data folder."""
        subprocess.run(
            [*self._user, str(self._programs / program), "-D", f"{self.folder}/data", *arguments],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=self.folder,
            check=True,
        )

    def __enter__(self) -> Self:
        self.run("initdb", "-U", "bench", "-A", "trust", "-E", "UTF8")
        options = f"-c listen_addresses= -c unix_socket_directories={self.folder} -c fsync=on"
        self.run("pg_ctl", "-w", "-l", f"{self.folder}/log", "-o", options, "start")
        return self

    def __exit__(self, *_: object) -> None:
        self.run("pg_ctl", "-m", "immediate", "-w", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)


def measure(cases: dict[str, Case], turns: int, seconds: float) -> None:
    for number in range(turns + 1):  # the first turn only warms up
        for case in cases.values():
            before, start = len(case.waits_ms), time.perf_counter()
            count = case.turn(seconds)
            if number:
                case.rates.append(count / (time.perf_counter() - start))
            else:
                del case.waits_ms[before:]


def show(cases: dict[str, Case]) -> None:
    medians = {name: statistics.median(case.rates) for name, case in cases.items()}
    print(f"{'case':<24}{'per second':>12}  {'of its yardstick':<32}{'waits, ms':<30}")
    for name, case in cases.items():
        ratio = ""
        if case.yardstick:
            ratio = f"{medians[name] / medians[case.yardstick]:.0%} of {case.yardstick}"
        waits = ""
        if case.waits_ms:
            cuts = statistics.quantiles(case.waits_ms, n=100)
            waits = f"median {cuts[49]:.2f}, 99% {cuts[98]:.2f}, most {max(case.waits_ms):.1f}"
        print(f"{name:<24}{medians[name]:>12,.0f}  {ratio:<32}{waits:<30}")
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"memory at its highest: {peak_mb:,.0f} MB")


def opening(folder: Path, count: int) -> None:
    """How long a record of ``count`` entries takes to open, with and without the tree's file."""
    store = open_store(f"sqlite:{folder / 'large.sqlite'}")
    kept, cache = folder / "large-checkpoint", folder / "large-tree"
    log = Log(store, KEY, kept, cache=cache)
    for start in range(0, count, 10_000):
        log.extend([entry(number) for number in range(start, min(start + 10_000, count))])
    log.sign()
    for name, path in (("without the tree's file", None), ("with it", cache)):
        start_s = time.perf_counter()
        Log(store, KEY, kept, cache=path)
        print(f"opening {count:,} entries {name}: {time.perf_counter() - start_s:.2f} s")
        log.close()
    start_s = time.perf_counter()
    log.receipt(count // 2)
    print(f"a proof far back: {(time.perf_counter() - start_s) * 1000:.1f} ms")


def main() -> None:
    reading = argparse.ArgumentParser(description="How fast the record accepts entries.")
    reading.add_argument("--quick", action="store_true", help="a short run, for a first look")
    quick = reading.parse_args().quick
    turns, seconds, large = (3, 0.3, 20_000) if quick else (9, 2.0, 1_000_000)
    with tempfile.TemporaryDirectory(prefix="cw-bench-") as name:
        folder = Path(name)
        cases = {"fdatasync": Case(fdatasync(folder)), **sqlite_cases(folder)}
        if list(Path("/usr/lib/postgresql").glob("*/bin/initdb")):
            with Server() as server:
                cases |= postgresql_cases(server.url, folder)
                measure(cases, turns, seconds)
                show(cases)
        else:
            print("PostgreSQL is not installed; run tests/install-services for its rows")
            measure(cases, turns, seconds)
            show(cases)
        opening(folder, large)


if __name__ == "__main__":
    main()
