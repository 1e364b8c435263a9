"""Mutation fuzzing of every reader: each input has to give a contest or faults, in time.

Run as a program with a time budget: ``python tests/tally/fuzz_readers.py --seconds 600``. It ends
with 1 if anything else came out, and writes the input to a folder, to be kept as a named case.
The same seed tries the same inputs in the same order.
"""

from __future__ import annotations

import argparse
import io
import random
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from commonweal.tally import Approval, Contest, Given, Ranked, Scored, read_contest
from commonweal.tally.readers import rapid
from commonweal.tally.readers.pabulib import Budgeting, read_pabulib
from commonweal.terms import FaultyDocument

LIMIT_S = 10.0
"""What one input of some kilobytes may take; most take a thousandth of it."""

PARQUET_LIMIT_S = 60.0
"""The same for Parquet, which starts a process, and that on a busy machine."""

PARQUET_ONE_IN = 100
"""Parquet takes a process for each file, so it has its turn after so many of each other format."""

SIZE_MAX = 60_000
REAL = Path(__file__).parent.parent / "real" / "ers"

BLT = b'''4 2 # four
-2
[tie 3 1 2 4]
[nick a b c d]
[droop arithmetic=rational]
3 1 3=4 0
2 c - d 0
(x 1) 1 4 0
1 0
0
"Alice" "Bob ""the younger""" # remark
"Charlie"
"Dora"
"A ward"
'''
ABIF = b"""{"title": "Capital", "max_rating": 5}
# remark
=A:[Alice, of the hill]
=B:"Bob"
=C:Charlie
12: A>B=C
3: C,B # so
1:
"""
SCORES = ABIF.replace(b"A>B=C", b"A/5>B/3=C/3").replace(b"C,B", b"C/0,B/5")
TOC = b"""# FILE NAME: x.toc
# TITLE: Places
# DATA TYPE: toc
# NUMBER ALTERNATIVES: 3
# NUMBER VOTERS: 6
# NUMBER UNIQUE ORDERS: 2
# ALTERNATIVE NAME 1: Alice
# ALTERNATIVE NAME 2: Bob
# ALTERNATIVE NAME 3: Charlie
4: {3,1},2
2: 2,{1,3}
"""
RECORDS = b"""id,rank1,rank2,rank3,weight
1,Alice,Bob,,1
2,Bob,overvote,Alice,3
3,,,skipped,1
4,"Bob, jr",Alice,UWI,2
"""
RANKS = b"Alice;Bob;Charlie\n1;2;3\n2;1;\n1;1;\n;3;1\n"
GRADES = b"Alice\tBob\tcount\n3\t0\t1\n\t5\t7\n"
DOMINION = b"""Town,5.10
,,Mayor,Mayor,Mayor,Mayor,Treasurer
,,Alice(1),Bob(1),Alice(2),Bob(2),Dora
CvrNumber,BallotType,,,,,
1,a,1,0,0,1,
2,a,1,1,0,0,1
3,b,,,,,1
="4",b,="0",="1",0,0,0
"""

PB = b"""META
key;value
description;"A town; its gardens"
num_projects;2
num_votes;2
budget;100.50
vote_type;approval
rule;greedy
PROJECTS
project_id;cost;name
1;60;"Garden; old"
2;41;Bench
VOTES
voter_id;vote
a;1,2
b;2
"""
POINTS = PB.replace(b"approval", b"scoring").replace(
    b"voter_id;vote\na;1,2\nb;2", b"voter_id;vote;points\na;1,2;3,4\nb;2;5"
)


def parquet() -> bytes:
    """Return a small Parquet file."""
    import polars as pl

    kept = io.BytesIO()
    pl.DataFrame({"rank1": ["Alice", "Bob", None], "rank2": ["Bob", None, "Alice"]}).write_parquet(
        kept, compression="uncompressed"
    )
    return kept.getvalue()


def corpus() -> dict[str, list[bytes]]:
    """Return valid files by their ending."""
    real = [path.read_bytes() for path in sorted(REAL.glob("*.soi"))]
    return {
        ".abif": [ABIF, SCORES],
        ".blt": [BLT, b"3 1\n4 1 2 0\n2 3 0\n0\nA\nB\nC\nT\n", b'2 1 1 1 0 0 "A" "B"'],
        ".csv": [RECORDS, RANKS, DOMINION],
        ".parquet": [parquet()],
        ".pb": [PB, POINTS],
        ".soi": [one for one in real if len(one) < 4_000],
        ".toc": [TOC],
        ".tsv": [GRADES],
    }


WORDS = (
    b"0", b"1", b"-1", b"-", b"=", b",", b";", b":", b">", b"/", b"#", b"(", b")", b"[", b"]", b"{",
    b"}", b'"', b'""', b"'", b" ", b"\t", b"\n", b"\r", b"\r\n", b"\0", b"\xff", b"\xe2\x80\xa8",
    b"\xef\xbb\xbf", b"65535", b"65534", b"9" * 18, b"9" * 19, b"9" * 400, b"A" * 3_000, b"[nick ",
    b"[tie ", b"[withdrawn 1]", b"overvote", b"UWI", b"skipped", b"rank4", b"weight", b"CvrNumber",
    b"# ALTERNATIVE NAME 2: x\n", b"# NUMBER ALTERNATIVES: 65534\n", b"{" * 2_000,
    b"# A" + b" " * 500,
    "Ç".encode(), "\u0661".encode(), b"(" * 500, b'"' * 501, b"1=2=3", b"{1,2}", b"\x85", b"\x0c",
)  # fmt: skip


def mutated(chance: random.Random, seeds: list[bytes]) -> bytes:
    """Return a file with a few changes, from almost none to many."""
    data = bytearray(chance.choice(seeds))
    for _ in range(1 << chance.randrange(5)):
        start = chance.randrange(len(data) + 1)
        end = min(len(data), start + chance.choice((0, 0, 1, 1, 2, 8, 40, 400)))
        match chance.randrange(6):
            case 0:
                data[start:end] = chance.choice(WORDS)
            case 1:
                data[start:start] = chance.choice(WORDS)
            case 2:
                del data[start:end]
            case 3:
                data[start:start] = data[start:end] * chance.choice((1, 2, 50))
            case 4 if start < len(data):
                data[start] = chance.randrange(256)
            case _:
                other = chance.choice(seeds)
                cut = chance.randrange(len(other) + 1)
                data[start:end] = other[cut : cut + chance.choice((3, 30, 300))]
    return bytes(data[:SIZE_MAX])


def said(chance: random.Random) -> Given:
    """Return something that a caller may say."""
    return Given(
        skipped=chance.choice(("refuse", "pass", "end", "end_at_two")),
        overvote=chance.choice(("refuse", "pass", "end", "void", "equal")),
        repeated=chance.choice(("refuse", "pass", "end", "void")),
        cells=chance.choice(("", "ranks", "grades", "approvals")),
        highest=chance.choice((None, 5)),
        candidates=chance.choice(((), ("Alice", "Bob", "Bob, jr"))),
        identified=chance.choice(("", "weight", "preference")),
        contest=chance.choice(("", "Mayor")),
    )


def problem(path: Path, given: Given) -> str:
    """Read a file; return what is wrong with the answer, or nothing."""
    began = time.perf_counter()
    try:
        wrong = "" if sound(answer(path, given)) else "the contest does not fit together"
    except FaultyDocument as refused:
        told = all(fault.what and fault.remedy and fault.line >= 0 for fault in refused.faults)
        wrong = "" if refused.faults and told else "a fault without words"
    except Exception as error:  # noqa: BLE001 -- anything else is what we look for
        wrong = f"{type(error).__name__}: {error}"
    took = time.perf_counter() - began
    limit = PARQUET_LIMIT_S if path.suffix == ".parquet" else LIMIT_S
    return wrong or (f"took {took:.1f} s" if took > limit else "")


def answer(path: Path, given: Given) -> Contest | Budgeting:
    """Read a file of any format."""
    if path.suffix == ".pb":
        return read_pabulib(path.read_text("utf-8", errors="replace"), path.name)
    return read_contest(path, given)


def sound(contest: Contest | Budgeting) -> bool:
    """Tell whether the parts of a contest fit together."""
    if isinstance(contest, Budgeting):
        return len(contest.names) == len(contest.identifiers)
    profile = contest.profile
    fits = isinstance(profile, Ranked | Approval | Scored)
    return fits and len(contest.names) == profile.candidates and contest.void >= 0


@dataclass
class Report:
    """What came out: how many inputs of each format, how many contests, and what was wrong."""

    tried: dict[str, int] = field(default_factory=dict)
    wrong: list[tuple[str, Path]] = field(default_factory=list)


def warm(folder: Path) -> None:
    """Compile the kernels, which takes longer than any input may, before time is measured."""
    small, rapid.RAPID_BYTES = rapid.RAPID_BYTES, 0
    for name, text in (("warm.blt", "1 1\n1 1 0\n0\nA\n"), ("warm.csv", "rank1,weight\nA,1\n")):
        (folder / name).write_text(text, "utf-8")
        read_contest(folder / name)
    rapid.RAPID_BYTES = small


def fuzz(
    seconds: float, seed: int, folder: Path, *, check: Callable[[Path, Given], str] = problem
) -> Report:
    """Try inputs of each format in turn until the time is over, of each at least one."""
    chance, report, files = random.Random(seed), Report(), corpus()
    end, others = time.monotonic() + seconds, [one for one in files if one != ".parquet"]
    kept = [".parquet", *others * PARQUET_ONE_IN]
    small = rapid.RAPID_BYTES
    warm(folder)
    try:
        while time.monotonic() < end or len(report.tried) < len(files):
            ending = kept[sum(report.tried.values()) % len(kept)]
            rapid.RAPID_BYTES = chance.choice((0, small)) if ending in (".blt", ".csv") else small
            path = folder / f"input{ending}"
            path.write_bytes(mutated(chance, files[ending]))
            wrong = check(path, said(chance))
            report.tried[ending] = report.tried.get(ending, 0) + 1
            if wrong:
                found = folder / f"found{len(report.wrong)}{ending}"
                report.wrong.append((wrong, path.rename(found)))
    finally:
        rapid.RAPID_BYTES = small
    return report


def main() -> int:
    """Fuzz as a program."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="fuzz-readers-"))
    report = fuzz(chosen.seconds, chosen.seed, folder)
    for ending, tried in sorted(report.tried.items()):
        print(f"{ending:9} {tried:9,} inputs")
    for wrong, path in report.wrong:
        print(f"{path}: {wrong}")
    print(f"{len(report.wrong)} answers that are neither a contest nor faults")
    return 1 if report.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
