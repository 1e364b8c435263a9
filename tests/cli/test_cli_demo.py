"""`commonweal demo`, as the real program: it builds, verifies, and hands out codes."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from commonweal.lab.demo import building
from commonweal.vault import open_vault


def commonweal(*arguments: object) -> subprocess.CompletedProcess[str]:
    given = [sys.executable, "-m", "commonweal", *(str(one) for one in arguments)]
    return subprocess.run(given, capture_output=True, text=True, timeout=120, check=False)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, str]:
    folder = tmp_path_factory.mktemp("demo")
    home, file = folder / "deep" / "home", folder / "demo.jsonl"
    done = commonweal("demo", "--home", home, "--record", file, "--small")
    assert done.returncode == 0, done.stderr
    assert "electing" in done.stderr
    return home, file, done.stdout


def test_the_record_verifies_and_one_changed_byte_is_found_and_named(
    built: tuple[Path, Path, str], tmp_path: Path
) -> None:
    _, file, _ = built
    assert commonweal("record", "verify", file).returncode == 0
    data = bytearray(file.read_bytes())
    at = data.index(b'"index":77,') - 20
    data[at] = ord("x") if data[at] != ord("x") else ord("y")
    changed = tmp_path / "changed.jsonl"
    changed.write_bytes(data)
    found = commonweal("record", "verify", changed)
    assert found.returncode == 1
    assert "77" in found.stdout + found.stderr or "78" in found.stdout + found.stderr


def test_three_people_can_sign_in(built: tuple[Path, Path, str]) -> None:
    home, _, told = built
    codes = re.findall(r"code: (\S+)", told)
    assert len(codes) == 3
    with open_vault(f"sqlite:{home / 'vault.sqlite'}") as vault:
        first = vault.use_code(codes[0], 1, "test")
    again = commonweal("demo", "--home", home, "--if-missing")
    assert again.returncode == 0
    assert again.stderr == ""
    others = re.findall(r"code: (\S+)", again.stdout)
    assert others[0] != codes[0]
    assert others[1:] == codes[1:]
    with open_vault(f"sqlite:{home / 'vault.sqlite'}") as vault:
        vault.void_codes(first)
    fresh = re.findall(r"code: (\S+)", commonweal("demo", "--home", home, "--if-missing").stdout)
    with open_vault(f"sqlite:{home / 'vault.sqlite'}") as vault:
        assert vault.use_code(fresh[0], 2, "test") == first


def test_a_demo_is_not_built_over(built: tuple[Path, Path, str]) -> None:
    home, _, _ = built
    done = commonweal("demo", "--home", home)
    assert done.returncode == 1
    assert "give another folder" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_folder_holds_no_leftovers(built: tuple[Path, Path, str]) -> None:
    home, _, _ = built
    assert [one.name for one in home.parent.iterdir()] == ["home"]
    told = json.loads(commonweal("status", "--home", home, "--json").stdout)
    since = {"workplace": 15 + 1, "consumers": 1}  # one has split, and one has joined
    assert told["bodies"] == {"federation": 1, "district": 3, "union": 1, **since}


@pytest.fixture
def quick_path(tmp_path: Path) -> Iterator[Path]:
    """A folder in which thousands of forced writes cost nothing, where there is such a place."""
    if not building.QUICK_PLACE.is_dir():
        yield tmp_path
        return
    with tempfile.TemporaryDirectory(dir=building.QUICK_PLACE) as name:
        yield Path(name)


def test_in_one_process(run, quick_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same, built where the folder is to be."""
    monkeypatch.setattr(building, "QUICK_PLACE", quick_path / "there is none")
    home, file = quick_path / "small", quick_path / "record.jsonl"
    home.mkdir()
    answer = run("demo", "--home", home, "--record", file, "--seed", 11, "--small")
    assert answer.exit_code == 0, answer.output
    assert "holds a demo federation" in answer.stderr
    codes = re.findall(r"code: (\S+)", answer.stdout)
    with open_vault(f"sqlite:{home / 'vault.sqlite'}") as vault:
        members = [vault.use_code(code, 1, "test") for code in codes]
        vault.void_codes(members[0])
    again = run("demo", "--home", home, "--if-missing")
    others = re.findall(r"code: (\S+)", again.stdout)
    assert len(others) == 3
    assert not set(codes) & set(others)
    assert sorted(one.name for one in quick_path.iterdir()) == ["record.jsonl", "small"]
