"""The table of refusals, the cases that end in them and the page made of both agree."""

from __future__ import annotations

import ast
import re
import runpy
import tomllib
from pathlib import Path
from typing import Any

import pytest

from commonweal.charter import Clause, read
from commonweal.charter.paths import clauses
from commonweal.polity import COMMANDS, REFUSALS
from commonweal.polity.refusals import GOT_MAX, refuse
from commonweal.terms import Refusal

ROOT = Path(__file__).parents[2]
TOOL = runpy.run_path(str(ROOT / "tools" / "refusals_page.py"))
CASES: list[dict[str, Any]] = [case for _, cases in TOOL["chapters"]() for case in cases]
GUILD = read((ROOT / "tests" / "cases" / "federations" / "guild.toml").read_text("utf-8"))
TELLING = runpy.run_path(str(ROOT / "tests" / "cases" / "telling.py"))
WATCHED = read(TELLING["constitution"]("guild.toml", TELLING["changes_of"]("watched guild")))
CITED: dict[str, Clause] = {
    clause.path: clause for charter in (GUILD, WATCHED) for _, clause in clauses(charter)
}
SENTENCE = re.compile(
    r"refused: (.+?) \(article (.+?)\); expected (.+?); got (.+); (.+)", re.DOTALL
)


def missing_and_unknown(cases: list[dict[str, Any]], table: set[str]) -> set[str]:
    return {case["refused"] for case in cases} ^ table


def test_every_refusal_has_a_case_and_every_case_a_refusal() -> None:
    assert not missing_and_unknown(CASES, set(REFUSALS))


def test_a_refusal_without_a_case_is_found() -> None:
    fewer = [case for case in CASES if case["refused"] != "already_voted"]
    assert missing_and_unknown(fewer, set(REFUSALS)) == {"already_voted"}
    assert missing_and_unknown(CASES, {*REFUSALS, "never_made"}) == {"never_made"}


def test_every_refusal_in_the_code_is_in_the_table_and_made_somewhere() -> None:
    """Names stand as plain strings in the law; a name that no file mentions cannot be reached."""
    said: set[str] = set()
    for room in ("polity", "office"):
        for file in (ROOT / "src" / "commonweal" / room).rglob("*.py"):
            if file.name not in {"refusals.py", "data.py"}:
                said |= _strings(file)
    assert set(REFUSALS) <= said


def _strings(file: Path) -> set[str]:
    tree = ast.walk(ast.parse(file.read_text("utf-8")))
    return {n.value for n in tree if isinstance(n, ast.Constant) and isinstance(n.value, str)}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_refusal_says_which_article_what_was_expected_what_came_and_what_to_do(
    case: dict[str, Any],
) -> None:
    said = SENTENCE.fullmatch(case["says"])
    assert said is not None, "a sentence lacks a part"
    clause, article, expected, got, remedy = said.groups()
    assert clause == case["refused"].replace("_", " ")
    assert all(part.strip() == part and part not in {"", "None", "[]"} for part in (expected, got))
    assert expected != got
    assert len(remedy.split()) >= 1
    assert TOOL["command_of"](case) in COMMANDS
    if case["refused"] not in {"federation_not_founded", "federation_already_founded"}:
        _check_article(article)


def _check_article(cited: str) -> None:
    number, _, path = cited.removesuffix(")").partition(" (")
    assert number.split(".")[0] in GUILD.articles
    if path:
        clause = CITED.get(path) or CITED[path.rpartition(".")[0]]
        assert clause.article == number


def test_no_two_cases_have_one_name() -> None:
    folders = [ROOT / "tests" / "cases" / one for one in ("refusals", "council", "federations")]
    files = [file for folder in folders for file in sorted(folder.glob("*.toml"))]
    names = [c["name"] for f in files for c in tomllib.loads(f.read_text("utf-8")).get("case", ())]
    assert len(names) == len(set(names))


def test_the_page_is_current() -> None:
    assert TOOL["main"](["--check"]) == 0, "run python tools/refusals_page.py"


def test_the_page_names_every_refusal_with_its_meaning() -> None:
    page = TOOL["PAGE"].read_text("utf-8")
    for name, meaning in REFUSALS.items():
        assert f"### `{name}`" in page
        assert meaning in page


def test_a_page_that_has_fallen_behind_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = tmp_path / "refusals.md"
    monkeypatch.setitem(TOOL["main"].__globals__, "PAGE", page)
    assert TOOL["main"](["--check"]) == 1
    assert TOOL["main"]([]) == TOOL["main"](["--check"]) == 0
    page.write_text(page.read_text("utf-8").replace("once", "twice"), encoding="utf-8")
    assert TOOL["main"](["--check"]) == 1


def test_what_is_refused_is_not_repeated_at_length() -> None:
    """A list that nobody reads to its end would make a page as long as whoever sent it likes."""
    told = {"cite": "1", "expected": "a few", "remedy": "send fewer"}
    with pytest.raises(Refusal) as long:
        refuse("present_not_of_body", got=list(range(GOT_MAX)), **told)
    assert len(long.value.got) < GOT_MAX + 5
    with pytest.raises(Refusal) as short:
        refuse("present_not_of_body", got=[7, 8], **told)
    assert short.value.got == "[7, 8]"
