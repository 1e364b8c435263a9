"""Demo federations, built once for all tests of the laboratory."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from commonweal.lab.demo import FULL, SMALL, Demo, build

NOW = 1_790_000_000
"""A fixed last moment, so that what is compared does not depend on the day of the test."""


@pytest.fixture(scope="session")
def small_demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    return build(tmp_path_factory.mktemp("small") / "home", size=SMALL, now=NOW)


@pytest.fixture(scope="session")
def full_demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    return build(tmp_path_factory.mktemp("full") / "home", size=FULL, now=NOW)


@pytest.fixture
def a_copy(tmp_path: Path) -> Callable[[Demo], Demo]:
    """Copies a demo, for tests that change it."""

    def copied(demo: Demo) -> Demo:
        return replace(demo, home=Path(shutil.copytree(demo.home, tmp_path / "copy")))

    return copied
