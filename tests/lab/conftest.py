"""Demo federations, built once for all tests of the laboratory."""

from __future__ import annotations

import fcntl
import os
import pickle
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from commonweal.lab.demo import FULL, SMALL, Demo, Size, build

NOW = 1_790_000_000
"""A fixed last moment, so that what is compared does not depend on the day of the test."""


def built_once(factory: pytest.TempPathFactory, name: str, size: Size) -> Demo:
    """Build a demo, or take the one that another process of the same test run has built."""
    shared = factory.getbasetemp()
    if os.environ.get("PYTEST_XDIST_WORKER"):
        shared = shared.parent
    kept = shared / f"{name}.pickle"
    with (shared / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            demo = build(shared / name / "home", size=size, now=NOW)
            kept.write_bytes(pickle.dumps(demo))
        found = pickle.loads(kept.read_bytes())
    assert isinstance(found, Demo)
    return found


@pytest.fixture(scope="session")
def small_demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    return built_once(tmp_path_factory, "small-demo", SMALL)


@pytest.fixture(scope="session")
def full_demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    return built_once(tmp_path_factory, "full-demo", FULL)


@pytest.fixture
def a_copy(tmp_path: Path) -> Callable[[Demo], Demo]:
    """Copies a demo, for tests that change it."""

    def copied(demo: Demo) -> Demo:
        return replace(demo, home=Path(shutil.copytree(demo.home, tmp_path / "copy")))

    return copied
