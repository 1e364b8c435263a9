"""``commonweal charter`` from the command line."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from commonweal.cli.charter import charter


def run(*arguments: str) -> Result:
    return CliRunner().invoke(charter, arguments)


@pytest.fixture
def file(tmp_path: Path, club: str) -> Path:
    """A constitution in a file."""
    path = tmp_path / "club.toml"
    path.write_text(club, encoding="utf-8")
    return path


def test_check_of_a_good_constitution() -> None:
    result = run("check", "worker-coop-federation")
    assert result.exit_code == 0
    assert result.output == "Federation of Worker Co-operatives: no faults, 0 warnings\n"


def test_check_tells_warnings_and_succeeds() -> None:
    result = run("check", "one-party-locum")
    assert result.exit_code == 0
    assert "warning [article 6]: recall.start: nobody can recall" in result.stderr
    assert "no faults" in result.stdout


def test_check_tells_faults_and_fails(file: Path, club: str) -> None:
    file.write_text(club.replace('"1/3"', "0.5").replace("call_roll", "rule_all"), encoding="utf-8")
    result = run("check", str(file))
    assert result.exit_code == 1
    line = club[: club.index("threshold")].count("\n") + 1
    assert f"{file}:{line}: fault [article 7]: recall.threshold" in result.stderr
    assert "there is no command 'rule_all'" in result.stderr
    assert "2 faults" in result.stderr


def test_a_rule_that_only_answers_yes_or_no_fills_no_seat(file: Path, club: str) -> None:
    file.write_text(club.replace("scottish-stv", "majority"), encoding="utf-8")
    assert "there is no counting rule 'majority'" in run("check", str(file)).stderr


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    result = run("check", str(tmp_path / "none.toml"))
    assert result.exit_code == 1
    assert "cannot be read: No such file or directory; give a file, or one of" in result.stderr


def test_a_file_that_is_no_text(file: Path) -> None:
    file.write_bytes(b"name = '\xff'")
    result = run("check", str(file))
    assert result.exit_code == 1
    assert "expected UTF-8 text, byte 8 is not" in result.stderr


def test_explain() -> None:
    result = run("explain", "trade-union")
    assert result.exit_code == 0
    assert result.output.startswith("# Trade Union of All Trades\n")


def test_diff_marks_what_is_entrenched(file: Path, club: str, tmp_path: Path) -> None:
    other = tmp_path / "other.toml"
    text = club.replace('threshold = "1/3"', 'threshold = "1/4"')
    other.write_text(text.replace('name = "Union of', 'name = "Society of'), encoding="utf-8")
    result = run("diff", str(file), str(other))
    assert result.exit_code == 0
    assert (
        '  constitution.name [article 1]: "Union of Clubs" -> "Society of Clubs"' in result.output
    )
    assert '* levels.union.recall.threshold [article 7]: "1/3" -> "1/4"' in result.output
    assert result.output.endswith("7 changes, 6 of them entrenched\n")


def test_list_names_all_that_are_shipped() -> None:
    lines = run("list").output.splitlines()
    assert len(lines) == 6
    assert lines[1] == "paris-1871: Commune of Paris, 1871"
