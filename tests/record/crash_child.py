"""A process that appends until it is killed. Started by test_crash.py, never collected.

It reads commands from standard input, ``go URL KEPT ROUND``, and forks a child for each, so that a
round does not cost the start of an interpreter. The child says on standard output ``pid N``, then
for every group ``sent NAMES`` before it is submitted and ``told NAMES`` when its receipt came; the
parent says ``gone`` when the child has ended.
"""

from __future__ import annotations

import os
import random
import sys
from pathlib import Path

import commonweal.record.store_postgresql  # noqa: F401 -- once here, not once in every child
from commonweal.record import Log, Receipt, SigningKey, Writer, canonical, open_store

KEY = SigningKey("example.org/record", bytes(32))


def say(text: str) -> None:
    os.write(1, f"{text}\n".encode())


def work(url: str, kept: str, round_number: int) -> None:
    chance = random.Random(round_number)
    store = open_store(url)
    log = Log(store, KEY, Path(kept))
    # Everybody has the same name, so that the lease of the one killed before can be taken over.
    writer = Writer(log, "crash test", lease_s=60)
    count = 0
    while True:
        waiting = []
        for _ in range(chance.choice([1, 1, 1, 4])):
            group = [f"{round_number}.{count}.{n}" for n in range(chance.choice([1, 1, 2, 5]))]
            count += 1
            size = len(group)
            bodies = [canonical({"name": name, "of": size, "pad": "x" * 200}) for name in group]
            say("sent " + " ".join(group))
            waiting.append((group, bodies, writer.submit_batch(bodies)))
        for group, bodies, future in waiting:
            receipts: tuple[Receipt, ...] = future.result(60)
            for receipt, body in zip(receipts, bodies, strict=True):
                receipt.verify(KEY.verifier, body)
            say("told " + " ".join(group))


def main() -> None:
    for line in sys.stdin:
        _, url, kept, round_number = line.split()
        child = os.fork()
        if child == 0:
            say(f"pid {os.getpid()}")
            work(url, kept, int(round_number))
        os.waitpid(child, 0)
        say("gone")


if __name__ == "__main__":
    main()
