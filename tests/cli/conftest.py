"""What tests of the command line share: a small federation, and the way to call a command."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from commonweal.charter import shipped_text
from commonweal.cli import main
from commonweal.office import found

Run = Callable[..., Result]


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A federation founded by Alice and Bob; copy it, do not change it."""
    folder = tmp_path_factory.mktemp("cli") / "home"
    found(folder, "Test", shipped_text("worker-coop-federation"), ["Alice", "Bob"])
    return folder


@pytest.fixture
def home(founded: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(founded, tmp_path / "home"))


@pytest.fixture
def run(home: Path) -> Run:
    """Calls `commonweal` in this process; COMMONWEAL_HOME names the federation."""

    def call(*arguments: object, env: dict[str, str] | None = None) -> Result:
        runner = CliRunner()
        given = [str(one) for one in arguments]
        return runner.invoke(main, given, env={"COMMONWEAL_HOME": str(home), **(env or {})})

    return call


@pytest.fixture
def workplace(run: Run) -> int:
    """The number of a workplace; its congress and district are opened on the way."""
    for fields in (
        ["level=federation", "name=Congress"],
        ["level=district", "name=North", "parent=1"],
        ["level=workplace", "name=Bakery", "parent=2"],
    ):
        assert run("do", "open_body", *fields, "--as", 1).exit_code == 0
    return 3
