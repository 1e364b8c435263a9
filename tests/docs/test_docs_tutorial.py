"""The tutorial works when pasted: its shell blocks are run, one after another, in one shell."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "tutorial.md"


def blocks(text: str, language: str = "sh") -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", text, flags=re.MULTILINE | re.DOTALL)


def script(text: str) -> str:
    """Return the blocks as one script that stops where a reader would: at what fails unannounced.

    A line that begins with ``!`` announces a refusal: it has to end with code 1, and with no other.
    """
    lines = "".join(blocks(text))
    refused = r'code=0; \1 || code=$?; test "$code" = 1'
    return "set -eu -o pipefail\n" + re.sub(r"^! (.*)$", refused, lines, flags=re.MULTILINE)


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("clone")
    shutil.copytree(
        ROOT / "src" / "commonweal" / "charter" / "constitutions",
        folder / "src" / "commonweal" / "charter" / "constitutions",
    )
    return folder


def run(text: str, folder: Path) -> subprocess.CompletedProcess[str]:
    scripts = str(Path(sys.executable).parent)
    environment = {
        "PATH": scripts + os.pathsep + os.environ["PATH"],
        "HOME": str(folder),
        "LC_ALL": "C.UTF-8",
    }
    return subprocess.run(
        ["bash", "-c", text],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


@pytest.fixture(scope="module")
def told(clone: Path) -> str:
    done = run(script(PAGE.read_text(encoding="utf-8")), clone)
    assert done.returncode == 0, f"{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
    return done.stdout + done.stderr


def test_the_tutorial_ends_well(told: str, clone: Path) -> None:
    assert (clone / "var" / "practice.jsonl").exists()
    assert "Traceback" not in told


def test_the_story_is_in_the_record(told: str, clone: Path) -> None:
    record = (clone / "var" / "practice.jsonl").read_text(encoding="utf-8")
    story = [
        "federation_founded",
        "members_admitted",
        "seats_apportioned",
        "mandate_given",
        "mandate_breached",
        "recall_opened",
        "seat_vacated",
        "refill_failed",
    ]
    places = [record.index(f'"{event}/1"') for event in story]
    assert places == sorted(places)
    assert record.rindex('"seat_filled/1"') > places[-1]


def test_names_are_not_in_the_record(told: str, clone: Path) -> None:
    record = (clone / "var" / "practice.jsonl").read_text(encoding="utf-8")
    for name in ("Alice", "Carol", "example.org", "warehouse"):
        assert name not in record
    assert "Bakery" in record  # names of bodies are public, so the search does find names


def test_a_failing_line_stops_the_script(clone: Path) -> None:
    assert run(script("```sh\nfalse\necho on\n```\n"), clone).returncode != 0
    assert run(script("```sh\n! true\n```\n"), clone).returncode != 0
    assert run(script("```sh\n! (exit 2)\n```\n"), clone).returncode != 0
    assert run(script("```sh\n! (exit 1)\n```\n"), clone).returncode == 0
