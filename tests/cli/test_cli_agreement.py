"""The files of agreements on the command line: written, checked, and what is wrong with them."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from commonweal.charter import shipped_text
from commonweal.office import found

Run = Callable[..., Result]
DAYS = ("--from", "2030-01-01", "--until", "2030-12-31")


@pytest.fixture(scope="module")
def fishers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("fishers") / "home"
    found(folder, "Fishers", shipped_text("worker-coop-federation"), ["Frida"])
    return folder


@pytest.fixture
def files(run: Run, fishers: Path, tmp_path: Path) -> dict[str, Path]:
    """Card of the Fishers, card of our own, and the agreement."""
    home = shutil.copytree(fishers, tmp_path / "fishers")
    words = tmp_path / "words.txt"
    words.write_text("Fish for nets\n", encoding="utf-8")
    made = {name: tmp_path / f"{name}.json" for name in ("theirs", "ours", "agreement")}
    made["words"] = words
    assert run("agreement", "card", "--output", made["theirs"], "--home", home).exit_code == 0
    assert run("agreement", "card", "--output", made["ours"]).exit_code == 0
    given = ("--with", made["theirs"], "--text", words, *DAYS, "--output", made["agreement"])
    told = run("agreement", "write", *given)
    assert told.exit_code == 0, told.output
    assert "Both records will hold it as sha256:" in told.output
    return made


def test_cards_and_agreements_are_checked_without_a_federation(
    run: Run, files: dict[str, Path]
) -> None:
    told = run("agreement", "check", files["theirs"]).output
    assert "Valid: Fishers, whose record commonweal.invalid/fishers has 1 entries." in told
    told = run("agreement", "check", files["agreement"]).output
    assert "An agreement from 2030-01-01 until 2030-12-31" in told
    assert "Fishers (commonweal.invalid/fishers)" in told


def wrong(plain: dict[str, object], what: str) -> dict[str, object]:
    changes: dict[str, dict[str, object]] = {
        "key": {"key": "x+00000000+AAAA"},
        "size": {"since": {"size": 1, "root": "A" * 43 + "="}},
        "more": {"more": 1},
    }
    return {**plain, **changes[what]}


@pytest.mark.parametrize("what", ["key", "size", "more"])
def test_what_is_wrong_with_a_card_is_told(run: Run, files: dict[str, Path], what: str) -> None:
    plain = wrong(json.loads(files["theirs"].read_bytes()), what)
    changed = files["theirs"].with_name("changed.json")
    changed.write_text(json.dumps(plain, sort_keys=True, separators=(",", ":")), encoding="utf-8")
    told = run("agreement", "check", changed)
    assert told.exit_code == 1
    assert told.output.startswith("Error: ")


def test_what_is_not_there_is_neither_written_nor_proved(
    run: Run, files: dict[str, Path], tmp_path: Path
) -> None:
    output = tmp_path / "out.json"
    given = ("--text", files["words"], *DAYS, "--output", output)
    for args, said in (
        (("write", "--with", files["agreement"], *given), "is no card"),
        (("write", "--with", files["ours"], *given), "both cards are of one federation"),
        (("write", "--with", files["words"], *given), "not a file of this kind"),
        (("prove", 1, "--output", output), "there is no agreement 1"),
        (("card", "--since", 999, "--output", output), "fewer than 999"),
    ):
        told = run("agreement", *args)
        assert told.exit_code == 1, told.output
        assert said in told.output
    assert not output.exists()
    proposed = run("do", "propose_agreement", f"file=@{files['agreement']}", "--as", 1)
    assert proposed.exit_code == 0, proposed.output
    told = run("agreement", "prove", 1, "--output", output)
    assert "this federation has not adopted agreement 1" in told.output
