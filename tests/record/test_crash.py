"""kill -9, for real: nothing acknowledged is lost, nothing half-written is read, nothing doubled.

A child process appends groups through the writer and is killed at random moments, 200 times, on
one and the same record. After every kill the store is opened afresh and compared with what the
child had been told. The checker itself is tested too: it must tell a lost entry from a store that
does not answer.
"""

from __future__ import annotations

import json
import random
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from os import environ, kill
from pathlib import Path

import psycopg
import pytest

from commonweal.record import (
    Log,
    MemoryStore,
    RefusesToSign,
    SigningKey,
    Store,
    Unreachable,
    canonical,
    open_store,
)

KEY = SigningKey("example.org/record", bytes(32))
ROUNDS = 200


@dataclass
class Told:
    """What the children said: groups sent, and groups acknowledged."""

    sent: list[list[str]] = field(default_factory=list)
    told: list[list[str]] = field(default_factory=list)


def check(url: str, kept: Path, said: Told) -> str:
    """Compare a store with what was acknowledged: ok, unreachable, lost, half, doubled, other."""
    try:
        store = open_store(url)
    except Unreachable:
        return "unreachable"
    try:
        return check_store(store, kept, said)
    except Unreachable:
        return "unreachable"
    finally:
        store.close()


def check_store(store: Store, kept: Path, said: Told) -> str:
    try:
        log = Log(store, KEY.verifier, kept)
    except RefusesToSign as refusal:
        return "lost" if refusal.reason == "truncated" else "other"
    names = [str(json.loads(body)["name"]) for body in log.read()]
    log.close()
    known = set(names)
    if len(names) != len(known):
        return "doubled"
    if not all(name in known for group in said.told for name in group):
        return "lost"
    if any(0 < len(known.intersection(group)) < len(group) for group in said.sent):
        return "half"
    if not known.issubset({name for group in said.sent for name in group}):
        return "other"
    order = {name: place for place, name in enumerate(names)}
    told = [order[name] for group in said.told for name in group]
    return "ok" if told == sorted(told) else "other"


class Child:
    """The process that is killed again and again."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, Path(__file__).with_name("crash_child.py")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environ | {"PYTHONPATH": ":".join(sys.path)},
        )

    def run(self, url: str, kept: Path, number: int, after_s: float, said: Told) -> None:
        """Let it work, kill it ``after_s`` seconds after its first word about an entry."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(f"go {url} {kept} {number}\n")
        self._process.stdin.flush()
        process, kill_at = 0, float("inf")
        while (line := self._process.stdout.readline()) != "gone\n":
            assert line, "the child's parent ended by itself"
            word, *names = line.split()
            match word:
                case "pid":
                    process = int(names[0])
                case "sent":
                    kill_at = min(kill_at, time.monotonic() + after_s)
                    said.sent.append(names)
                case "told":
                    said.told.append(names)
            if process and time.monotonic() >= kill_at:
                kill(process, signal.SIGKILL)
                process = 0

    def close(self) -> None:
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            assert stream
            stream.close()


@pytest.fixture
def child() -> Iterator[Child]:
    made = Child()
    yield made
    made.close()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql), "file"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param != "postgresql":
        return f"{request.param}:{tmp_path / 'record'}"
    server = request.getfixturevalue("postgresql_url")
    name = f"test_{uuid.uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA {name}")
    return f"{server}&options=-csearch_path%3D{name}"


def test_two_hundred_kills_lose_nothing_halve_nothing_and_double_nothing(
    url: str, tmp_path: Path, child: Child
) -> None:
    said, chance = Told(), random.Random(11)
    rounds = ROUNDS if not url.startswith("file:") else 40
    for number in range(rounds):
        child.run(url, tmp_path / "checkpoint", number, chance.uniform(0, 0.03), said)
        if number % 20 == 19 or number < 5:
            assert check(url, tmp_path / "checkpoint", said) == "ok", number
    assert check(url, tmp_path / "checkpoint", said) == "ok"
    assert len(said.told) >= rounds
    assert len(said.sent) > len(said.told)  # some were killed with something on its way


def noted(names: list[str]) -> list[bytes]:
    return [canonical({"name": name}) for name in names]


@pytest.mark.parametrize(
    ("held", "verdict"),
    [
        (["a", "b", "c", "d"], "ok"),
        (["a", "b", "c", "d", "e", "f"], "ok"),
        (["a", "b", "c", "d", "e"], "half"),
        (["a", "b", "c", "d", "a"], "doubled"),
        (["a", "b", "d"], "lost"),
        (["a", "c", "d", "b"], "other"),
        (["a", "b", "c", "d", "x"], "other"),
    ],
)
def test_the_checker_finds_each_planted_fault(
    tmp_path: Path, held: list[str], verdict: str
) -> None:
    said = Told(sent=[["a"], ["b"], ["c", "d"], ["e", "f"]], told=[["a"], ["b"], ["c", "d"]])
    store = MemoryStore()
    Log(store, KEY, tmp_path / "checkpoint").append(noted(held))
    assert check_store(store, tmp_path / "checkpoint", said) == verdict


def test_the_checker_tells_unreachable_from_lost(tmp_path: Path) -> None:
    kept, said = tmp_path / "checkpoint", Told(sent=[["a"]], told=[["a"]])
    url = f"sqlite:{tmp_path / 'record'}"
    store = open_store(url)
    Log(store, KEY, kept).append(noted(["a"]))
    store.close()
    assert check(url, kept, said) == "ok"
    assert check("postgresql://127.0.0.1:1/x", kept, said) == "unreachable"
    (tmp_path / "record").write_bytes(b"no database" * 100)
    for leftover in tmp_path.glob("record-*"):
        leftover.unlink()
    assert check(url, kept, said) == "unreachable"
    (tmp_path / "record").unlink()
    assert check(url, kept, said) == "lost"
    other = MemoryStore()
    other.append(0, noted(["b"]))
    assert check_store(other, kept, said) == "other"
