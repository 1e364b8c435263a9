"""kill -9 in the middle of casting: a mark without its ballot never exists, nor the reverse."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import commonweal
from commonweal.vault import BoxBroken, open_vault

POLL, ROUND = 7, 100_000
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(Path(commonweal.__file__).parents[1])}

CASTING = """
import sys
from threading import Thread
from commonweal.vault import open_vault
vault, first = open_vault(sys.argv[1]), int(sys.argv[2])
def vote(first):
    for voter in range(first, first + 10_000):
        vault.cast(7, voter, b"%d" % voter)
        sys.stdout.write(f"{voter}\\n")
        sys.stdout.flush()
for thread in range(4):
    Thread(target=vote, args=(first + thread * 10_000,)).start()
"""

KILLED_BETWEEN = """
import os, signal, sys
from commonweal.vault import boxes, open_vault
boxes._shuffled = lambda poll, ballots: os.kill(os.getpid(), signal.SIGKILL)
open_vault(sys.argv[1]).cast(7, int(sys.argv[2]), b"never kept")
"""

TWO_TRANSACTIONS = """
import os, signal, sys
from commonweal.vault import boxes, open_vault
vault = open_vault(sys.argv[1])
with vault._store.transaction(write=True) as work:
    boxes._mark(work, 7, int(sys.argv[2]))
os.kill(os.getpid(), signal.SIGKILL)
"""


def kill_after(url: str, first: int, lines: int) -> list[int]:
    """Let a child cast, kill it after some acknowledged casts, and return all it acknowledged."""
    command = [sys.executable, "-c", CASTING, url, str(first)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=ENVIRONMENT) as child:
        assert child.stdout is not None
        told = [child.stdout.readline() for _ in range(lines)]
        child.send_signal(signal.SIGKILL)
        told += child.stdout.readlines()
    assert child.returncode == -signal.SIGKILL
    return [int(line) for line in told if line.endswith("\n")]


def die(script: str, url: str, voter: int) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", script, url, str(voter)], env=ENVIRONMENT, check=False
    )
    assert ended.returncode == -signal.SIGKILL


def test_killed_casts_are_whole_and_the_acknowledged_are_there(lasting_url: str) -> None:
    acknowledged: list[int] = []
    with open_vault(lasting_url) as vault:
        vault.open_box(POLL)
    for round_, lines in enumerate([1, 17, 40, 90, 160]):
        acknowledged += kill_after(lasting_url, round_ * ROUND, lines)
    with open_vault(lasting_url) as vault:
        marks = vault.marks(POLL)
        vault.close_box(POLL)
        assert sorted(int(ballot) for ballot in vault.ballots(POLL)) == marks
    assert len(acknowledged) >= 308
    assert set(acknowledged) <= set(marks)


def test_killed_between_mark_and_ballot_leaves_neither(lasting_url: str) -> None:
    with open_vault(lasting_url) as vault:
        vault.open_box(POLL)
        die(KILLED_BETWEEN, lasting_url, 1)
        assert vault.marks(POLL) == []
        vault.cast(POLL, 1, b"yes")
        assert vault.close_box(POLL).count == 1


def test_two_transactions_would_be_caught(lasting_url: str) -> None:
    # The planted wrong rule: the mark is kept before the ballot is written.
    with open_vault(lasting_url) as vault:
        vault.open_box(POLL)
        die(TWO_TRANSACTIONS, lasting_url, 1)
        assert vault.marks(POLL) == [1]
        with pytest.raises(BoxBroken, match="expected 1 ballots, one for each mark; got 0"):
            vault.close_box(POLL)
