"""`commonweal do`: every command, fields in every form, refusals in words and in JSON."""

from __future__ import annotations

import json
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from commonweal.cli.do import tell_answer
from commonweal.cli.fields import COUNTED, effects_told, fields_of, read_command, told_of
from commonweal.office import Answer
from commonweal.polity import COMMANDS
from commonweal.polity import commands as cmd
from commonweal.polity import effects as ef
from commonweal.polity.rights.challenges.data import ChallengePoll
from commonweal.terms import FaultyDocument


def test_list_names_every_command(run) -> None:
    assert run("do", "--list").output.split() == list(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_help_of_every_command_shows_every_field(run, name: str) -> None:
    answer = run("do", name, "--help")
    assert answer.exit_code == 0
    for field, _ in fields_of(COMMANDS[name]):
        assert f"  {field.name}=" in answer.output
    assert all(f"{field}=" not in answer.output for field in COUNTED)


def test_fields_mean_what_their_docstring_says() -> None:
    text, meanings = told_of(cmd.ProposeMotion)
    assert text.startswith("Move a motion in a body")
    assert "Attributes" not in text
    assert meanings["text"] == "wording of the motion"


def test_a_field_of_certain_words_is_given_as_a_word() -> None:
    given = ["poll=3", "ground=count", "text=Counted twice."]
    command = read_command(COMMANDS["challenge_poll"], given)
    assert command == ChallengePoll(poll=3, ground="count", text="Counted twice.")
    with pytest.raises(FaultyDocument):
        read_command(COMMANDS["challenge_poll"], ["poll=3", "ground=envy", "text=t"])


def test_every_effect_is_told() -> None:
    written = [one.split()[0] for one, _ in effects_told()]
    assert sorted(written) == sorted(
        str(one.__struct_config__.tag) for one in ef.Effect.__subclasses__()
    )


def test_a_command_is_carried_out_and_told(run, workplace: int) -> None:
    answer = run("do", "open-body", "level=workplace", "name=1848", "parent=2", "--as", "1")
    assert answer.exit_code == 0
    assert "body_opened: body 4, level workplace, name 1848" in answer.output


def test_the_answer_in_json(run) -> None:
    fields = json.dumps({"level": "federation", "name": "Congress"})
    answer = run("do", "open_body", fields, "--as", "1", "--json")
    told = json.loads(answer.output)
    assert told["index"] == 1
    assert told["events"][0]["event"] == "body_opened/1"
    assert told["version"] == 2
    assert "— commonweal.invalid/test" in told["receipt"]  # the signature


def test_the_same_key_is_carried_out_once(run) -> None:
    given = ("do", "open_body", "level=federation", "name=Congress", "--as", 1, "--key", "k1")
    first, second = run(*given, "--json"), run(*given, "--json")
    assert json.loads(first.output)["index"] == json.loads(second.output)["index"] == 1


def test_a_refusal_in_words_and_in_json(run) -> None:
    given = ("do", "open_body", "level=county", "name=North", "--as", 1)
    answer = run(*given)
    assert answer.exit_code == 1
    assert answer.stdout == ""
    assert "refused: level unknown (article" in answer.stderr
    told = json.loads(run(*given, "--json").stderr)
    assert told["refused"] == "level_unknown"
    assert set(told) == {"refused", "article", "expected", "got", "remedy"}


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        (["levl=federation"], "did you mean 'level'?"),
        (["level=federation"], "missing required field `name`"),
        (["level=federation", "name=X", "parent=one"], "Expected `int`, got `str` in field"),
        (["federation"], "expected field=value, got 'federation'"),
        (["level=a", "level=b"], "given twice"),
        (['{"level": '], "expected one JSON object"),
        (["level=federation", "name=@/no/such/file"], "No such file"),
        (["level.x=1", "level.x.y=2"], "in parts"),
    ],
)
def test_fields_that_cannot_be_read(run, fields: list[str], told: str) -> None:
    answer = run("do", "open_body", *fields, "--as", 1)
    assert answer.exit_code == 1
    assert told in answer.stderr
    assert "Traceback" not in answer.output


def test_what_the_office_counts_cannot_be_given(run) -> None:
    answer = run("do", "open_recall", "seat=1", "attested=99", "--as", 1)
    assert answer.exit_code == 1
    assert "has no field 'attested'" in answer.stderr


def test_an_unknown_command_is_told_with_the_nearest(run) -> None:
    answer = run("do", "cast_voet", "--as", 1)
    assert answer.exit_code == 2
    assert "did you mean 'cast_vote'?" in answer.output


def test_nobody_asks_as_the_office(run) -> None:
    answer = run("do", "end_founding", "--as", 0)
    assert answer.exit_code == 2
    answer = run("do", "end_founding", "--as", 1)
    assert "reserved to the office" in answer.stderr


def test_fields_are_read_by_their_type(tmp_path: Path) -> None:
    assert read_command(cmd.CastVote, ["poll=3", "ranking=7, 2,5"]) == cmd.CastVote(
        poll=3, ranking=(7, 2, 5)
    )
    assert read_command(cmd.CastVote, ["poll=3", "ranking=[7]"]) == cmd.CastVote(
        poll=3, ranking=(7,)
    )
    assert read_command(cmd.CastVote, ["poll=3", "choice=yes"]).choice == "yes"  # type: ignore[attr-defined]
    text = tmp_path / "motion.txt"
    text.write_text("All of it = this.", encoding="utf-8")
    given = ["body=3", f"text=@{text}", "effect=resolve"]
    assert read_command(cmd.ProposeMotion, given) == cmd.ProposeMotion(
        body=3, text="All of it = this.", effect=ef.Resolve()
    )


def test_an_effect_is_given_field_by_field() -> None:
    given = ["body=2", "text=2026", "effect.do=instruct", "effect.motion=9"]
    given += ["effect.kind=imperative", "effect.choice=no"]
    read = read_command(cmd.ProposeMotion, given)
    assert isinstance(read, cmd.ProposeMotion)
    assert read.text == "2026"
    assert read.effect == ef.Instruct(motion=9, kind="imperative", choice="no")  # type: ignore[arg-type]


def test_a_text_file_that_is_no_text(tmp_path: Path) -> None:
    path = tmp_path / "latin"
    path.write_bytes(b"caf\xe9")
    with pytest.raises(FaultyDocument, match="save it as UTF-8"):
        read_command(cmd.ReportTask, ["task=1", f"text=@{path}"])


def test_without_a_command_it_says_how(run) -> None:
    answer = run("do")
    assert answer.exit_code == 0
    assert "do COMMAND field=value" in answer.output


def test_what_is_kept_secret_is_told_as_such() -> None:
    @click.command()
    def show() -> None:
        tell_answer(Answer(index=-1, events=(), receipt="", version=1, voucher="ABCD"))

    told = CliRunner().invoke(show).output
    assert "keeps it secret" in told
    assert "Receipt of your vote: ABCD" in told
