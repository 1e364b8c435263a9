"""``commonweal do``: issue a command as a member.

Rules of this module: every command of the polity is here by its own name, made from the table of
commands; a refusal ends with code 1 and is told in words, or with ``--json`` as JSON.

Not here: reading fields (``fields``); what commands mean (``commonweal.polity.commands``).
"""

from __future__ import annotations

import json
from pathlib import Path

import click
import msgspec

from commonweal.charter.notes import did_you_mean
from commonweal.cli.fields import effects_told, fields_of, read_command, told_of
from commonweal.cli.places import as_option, home_option, json_option, opened, told
from commonweal.office import Answer
from commonweal.polity import COMMANDS


class _Fields(click.Command):
    """A command of the polity; its help shows the fields."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        command = COMMANDS[str(self.name)]
        _, meanings = told_of(command)
        rows = []
        for field, kind in fields_of(command):
            need = "" if field.required else ", may be left out"
            rows.append(
                (
                    f"{field.name}=",
                    f"{meanings.get(field.name) or f'number of the {field.name}'} ({kind}{need})",
                )
            )
        if rows:
            with formatter.section("Fields"):
                formatter.write_dl(rows)
        if any(field.name == "effect" for field, _ in fields_of(command)):
            with formatter.section("Effects: effect=NAME, then effect.FIELD=VALUE"):
                formatter.write_dl(effects_told())
        super().format_options(ctx, formatter)


class _EveryCommand(click.Group):
    """All commands of the polity, as commands of the command line."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 -- click's
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 -- click's
        name = cmd_name.replace("-", "_")
        return _made(name) if name in COMMANDS else None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and self.get_command(ctx, args[0]) is None:
            near = did_you_mean(args[0].replace("-", "_"), COMMANDS)
            raise click.UsageError(f"there is no command {args[0]!r}; {near}", ctx)
        return super().resolve_command(ctx, args)


@click.group(cls=_EveryCommand, invoke_without_command=True, subcommand_metavar="COMMAND ...")
@click.option("--list", "list_all", is_flag=True, help="Name every command.")
@click.pass_context
def do(context: click.Context, *, list_all: bool) -> None:
    """Issue a command as a member: `do COMMAND field=value ... --as MEMBER`.

    Fields can also be given as one JSON object. `do COMMAND --help` says what they mean.
    """
    if list_all:
        for name in COMMANDS:
            click.echo(name)
    elif context.invoked_subcommand is None:
        click.echo(context.get_help())


def _made(name: str) -> click.Command:
    @click.argument("fields", nargs=-1, metavar="[JSON | FIELD=VALUE ...]")
    @as_option
    @home_option
    @click.option("--key", default="", help="Your own key: the same key is carried out once.")
    @json_option
    def issue(fields: tuple[str, ...], by: int, home: Path, key: str, *, as_json: bool) -> None:
        with told(as_json=as_json):
            command = read_command(COMMANDS[name], fields)
            with opened(home) as office:
                answer = office.execute(command, by, key=key)
        tell_answer(answer, as_json=as_json)

    return click.command(name, cls=_Fields, help=told_of(COMMANDS[name])[0])(issue)


def tell_answer(answer: Answer, *, as_json: bool = False) -> None:
    """Tell what a command brought about: its entry, and the events in it."""
    if as_json:
        click.echo(json.dumps(msgspec.to_builtins(answer), indent=2, ensure_ascii=False))
        return
    if answer.index < 0:
        click.echo("Noted. The constitution keeps it secret, so it is no entry of the record.")
        if answer.events:
            entry = answer.version - 1
            click.echo(f"With it the threshold is crossed: entry {entry} opens the vote.")
    else:
        click.echo(f"Entry {answer.index} of the record:")
    for event in answer.events:
        plain = msgspec.to_builtins(event)
        name = plain.pop("event").partition("/")[0]
        told_of = ", ".join(f"{field} {_short(value)}" for field, value in plain.items())
        click.echo(f"  {name}: {told_of}")
    if answer.voucher:
        click.echo(f"Receipt of your vote: {answer.voucher}")


def _short(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    text = " ".join(text.split())
    return text if len(text) <= 80 else f"{text[:77]}..."
