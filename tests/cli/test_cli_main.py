"""The command line as a whole: quick help, clear errors, and a federation from init to verify."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from commonweal.cli import main


def commonweal(*arguments: object, timeout: float = 60) -> subprocess.CompletedProcess[str]:
    """Call the real program."""
    given = [sys.executable, "-m", "commonweal", *(str(one) for one in arguments)]
    return subprocess.run(given, capture_output=True, text=True, timeout=timeout, check=False)


def test_every_command_is_there_and_has_help(run) -> None:
    listed = run("--help").output
    for name in ("init", "do", "status", "tick", "serve", "demo", "members", "record", "charter"):
        assert f"  {name} " in listed
        assert run(name, "--help").exit_code == 0


def test_help_imports_no_room() -> None:
    code = (
        "import sys\n"
        "from click.testing import CliRunner\n"
        "from commonweal.cli import main\n"
        "assert CliRunner().invoke(main, ['--help']).exit_code == 0\n"
        "loaded = {one.split('.')[1] for one in sys.modules if one.startswith('commonweal.')}\n"
        "print(sorted(loaded), 'numpy' in sys.modules, 'django' in sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "['cli'] False False"


def test_help_is_quick() -> None:
    def took() -> float:
        began = time.perf_counter()
        assert commonweal("--help").returncode == 0
        return time.perf_counter() - began

    assert min(took() for _ in range(5)) < 0.3


def test_an_unknown_command_is_told_with_the_nearest(run) -> None:
    answer = run("stats")
    assert answer.exit_code == 2
    assert "did you mean 'status'?" in answer.output


def test_a_folder_without_a_federation_is_told_and_not_made(run, tmp_path: Path) -> None:
    nowhere = tmp_path / "nowhere"
    for command in (["status"], ["tick"], ["do", "resign_membership", "--as", "1"]):
        answer = run(*command, "--home", nowhere)
        assert answer.exit_code == 1
        assert "holds no federation" in answer.output
        assert "Traceback" not in answer.output
    assert not nowhere.exists()


def test_init_founds_a_federation_that_verifies(tmp_path: Path) -> None:
    home, file = tmp_path / "new", tmp_path / "record.jsonl"
    name = ["--name", "Bakers", "--constitution", "trade-union", "--convenor", "Ada"]
    done = commonweal("init", home, *name, "--convenor", "Ben")
    assert (done.returncode, done.stderr) == (0, "")
    assert "Member 2 is Ben." in done.stdout
    told = json.loads(commonweal("status", "--home", home, "--json").stdout)
    assert (told["name"], told["members"], told["entries"]) == ("Bakers", 2, 1)
    assert commonweal("record", "export", "--home", home, "--output", file).returncode == 0
    assert commonweal("record", "verify", file).returncode == 0
    again = commonweal("init", home, *name)
    assert again.returncode == 1
    assert "founded before" in again.stderr
    assert "Traceback" not in again.stderr


@pytest.mark.parametrize(
    ("constitution", "told"),
    [
        ("worker-coop-federatoin", "did you mean 'worker-coop-federation'?"),
        ("FAULTY", "club.toml:"),
        ("LATIN", "save it as UTF-8"),
    ],
)
def test_init_tells_what_is_wrong_with_a_constitution(
    tmp_path: Path, constitution: str, told: str
) -> None:
    if constitution == "FAULTY":
        path = tmp_path / "club.toml"
        path.write_text("[constitution]\narticle = 1\n", encoding="utf-8")
        constitution = str(path)
    if constitution == "LATIN":
        path = tmp_path / "latin.toml"
        path.write_bytes(b"# caf\xe9\n")
        constitution = str(path)
    home = tmp_path / "home"
    answer = CliRunner().invoke(
        main,
        ["init", str(home), "--name", "X", "--constitution", constitution, "--convenor", "Ada"],
    )
    assert answer.exit_code == 1
    assert told in answer.output
    assert not home.exists()


def test_status_in_words(run, workplace: int) -> None:
    answer = run("status")
    assert answer.exit_code == 0
    assert "bodies: federation 1, district 1, workplace 1" in answer.output
    assert "founding over: no" in answer.output


def test_tick_says_when_nothing_fell_due(run) -> None:
    assert run("tick").output == "Nothing has fallen due.\n"


def test_commands_reach_a_federation_that_another_process_writes(run, home: Path) -> None:
    import os

    from commonweal.office import Clerk, Office

    with Office(home) as office:
        clerk = Clerk(office, os.environ)
        try:
            answer = run("do", "open_body", "level=federation", "name=Congress", "--as", 1)
            assert answer.exit_code == 0, answer.output
            assert run("status", "--json").exit_code == 0
            assert "ticks by itself" in run("tick").output
        finally:
            clerk.close()
        assert [body.name for body in office.state.bodies.values()] == ["Congress"]


def test_serve_tells_a_folder_without_a_federation(run, tmp_path: Path) -> None:
    answer = run("serve", "--home", tmp_path / "nowhere")
    assert answer.exit_code == 1
    assert "holds no federation" in answer.output


def test_serve_hands_over_to_the_web_room(run, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from commonweal.web import serving

    asked: list[tuple[Path, str, int]] = []
    monkeypatch.setattr(serving, "serve", lambda *given: asked.append(given))
    assert run("serve", "--port", 8111).exit_code == 0
    assert asked == [(home, "127.0.0.1", 8111)]


def test_serve_tells_that_a_port_is_taken(run, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from commonweal.web import serving

    def taken(*_: object) -> None:
        raise OSError(98, "Address already in use")

    monkeypatch.setattr(serving, "serve", taken)
    answer = run("serve")
    assert answer.exit_code == 1
    assert "Address already in use" in answer.stderr
