"""`commonweal members`: lists with previews and faults, sheets of codes."""

from __future__ import annotations

from pathlib import Path

import pytest

from commonweal.office import Office

LIST = "name,body,email\nAda Obi,Bakery,ada@example.org\nBen Koch,bakery,\n"


@pytest.fixture
def people(tmp_path: Path) -> Path:
    path = tmp_path / "people.csv"
    path.write_text(LIST, encoding="utf-8")
    return path


def test_a_preview_writes_nothing(run, workplace: int, people: Path, home: Path) -> None:
    answer = run("members", "import", people, "--as", 1)
    assert answer.exit_code == 0, answer.output
    assert f"{people}:2: admit Ada Obi to Bakery (with email)" in answer.output
    assert "repeat the command with --yes" in answer.output
    with Office(home) as office:
        assert len(office.state.members) == 2


def test_with_yes_they_are_admitted_and_then_known(
    run, workplace: int, people: Path, home: Path
) -> None:
    assert "2 members were admitted" in run("members", "import", people, "--as", 1, "--yes").output
    with Office(home) as office:
        assert office.vault.person(3).name == "Ada Obi"  # type: ignore[union-attr]
        assert dict(office.vault.person(3).contact) == {"email": "ada@example.org"}  # type: ignore[union-attr]
        assert office.state.members.home[4] == workplace
    again = run("members", "import", people, "--as", 1, "--yes")
    assert "leave out Ada Obi: the e-mail address is that of member 3" in again.output
    assert "leave out Ben Koch: the name stands for member 4 already" in again.output
    assert "0 to admit, 2 duplicates" in again.output


def test_one_fault_stops_all(run, workplace: int, people: Path, home: Path) -> None:
    people.write_text(LIST + "Cy,Bakry,\n", encoding="utf-8")
    answer = run("members", "import", people, "--as", 1, "--yes")
    assert answer.exit_code == 1
    assert f"{people}:4:4: fault: expected a body in which members sit" in answer.stderr
    assert "did you mean 'Bakery'?" in answer.stderr
    with Office(home) as office:
        assert len(office.state.members) == 2


def test_who_has_no_power_is_refused(run, workplace: int, people: Path) -> None:
    run("members", "import", people, "--as", 1, "--yes")
    people.write_text("name,body\nDi,3\n", encoding="utf-8")
    answer = run("members", "import", people, "--as", 3, "--yes")
    assert answer.exit_code == 1
    assert "issuer without power" in answer.stderr


def test_a_list_that_is_no_text(run, workplace: int, people: Path) -> None:
    people.write_bytes(b"name,body\nRen\xe9,Bakery\n")
    answer = run("members", "import", people, "--as", 1)
    assert answer.exit_code == 1
    assert f"{people}:2:4: fault: expected UTF-8 text, got the byte 0xe9" in answer.stderr


def test_sheets_of_codes_sign_in(run, workplace: int, people: Path, home: Path) -> None:
    run("members", "import", people, "--as", 1, "--yes")
    answer = run("members", "export-codes", "--body", workplace, "--count", 3)
    assert answer.exit_code == 0
    sheets = answer.output.split("\f")
    assert len(sheets) == 2
    assert "Ada Obi (member 3), Bakery" in sheets[0]
    code = next(line.split()[1] for line in sheets[0].splitlines() if line.startswith("   2 "))
    with Office(home) as office:
        assert office.vault.use_code(code, 1, "test") == 3
        assert office.vault.sign_ins(3)[0].number == 2
    again = run("members", "export-codes", "--member", 3, "--count", 1)
    assert "\n   4   " in again.output


def test_sheets_go_to_a_file_of_their_own(run, tmp_path: Path) -> None:
    file = tmp_path / "codes.txt"
    answer = run("members", "export-codes", "--output", file)
    assert answer.exit_code == 0
    assert "2 sheets" in answer.output
    assert file.stat().st_mode & 0o777 == 0o600
    before = file.read_text()
    answer = run("members", "export-codes", "--output", file)
    assert answer.exit_code == 1
    assert "expected a new file" in answer.stderr
    assert file.read_text() == before


@pytest.mark.parametrize("option", ["--member", "--body"])
def test_nobody_of_that_number(run, option: str) -> None:
    answer = run("members", "export-codes", option, 99)
    assert answer.exit_code == 1
    assert "99" in answer.output
