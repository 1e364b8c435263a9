"""``commonweal affiliate``: check the part that a body brings along, and move to admit it.

Rules of this module: nothing is written without --yes; what is moved says what the part proves.

Not here: writing the part (``commonweal record part``, in the federation that the body leaves).
"""

from __future__ import annotations

from pathlib import Path

import click

from commonweal.cli.do import tell_answer
from commonweal.cli.places import as_option, home_option, opened, told
from commonweal.cli.record import read_key
from commonweal.office.arriving import arriving, levels_below, motion_to_admit, parents
from commonweal.record import verify_part


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@as_option
@home_option
@click.option("--key", "key_text", help="The public key of its record, known from elsewhere.")
@click.option("--parent", type=click.IntRange(min=1), help="Body below which it is admitted.")
@click.option("--level", default="", help="What it becomes; needed where there are several.")
@click.option("--name", default="", help="What it is to be called; as in its record otherwise.")
@click.option("--people", type=click.IntRange(min=1), help="How many people may be entered.")
@click.option("--usher", type=click.IntRange(min=1), help="Member who enters them; you otherwise.")
@click.option("--yes", is_flag=True, help="Move it.")
def affiliate(
    folder: Path,
    by: int,
    home: Path,
    key_text: str | None,
    parent: int | None,
    level: str,
    name: str,
    people: int | None,
    usher: int | None,
    *,
    yes: bool,
) -> None:
    """Verify FOLDER, the part of its record that a body brings, and move to admit the body.

    Shows what is proved, and what would be moved. Nothing is written without --yes.
    """
    with told():
        report = verify_part(folder, key=read_key(key_text))
        click.echo("\n".join(report.sentences()))
        if not report.valid:
            raise click.exceptions.Exit(1)
        with opened(home) as office:
            case = office.case(by)
            try:
                who = arriving(report)
            except LookupError as error:
                raise click.ClickException(str(error.args[0])) from error
            below = parent or _only(parents(case, office.state))
            motion = motion_to_admit(
                case,
                who,
                parent=below,
                level=_level(levels_below(case, below), level),
                name=name,
                people=people or who.people,
                usher=usher or by,
            )
            left = "has left its federation" if who.left else "has NOT left its federation yet"
            click.echo(f"{who.name} {left}, as far as this part shows.")
            click.echo(motion.text.partition("\n")[0])
            if not yes:
                click.echo("Nothing is moved yet; repeat the command with --yes to move it.")
                return
            answer = office.execute(motion, by)
    tell_answer(answer)


def _only(found: list[int]) -> int:
    if len(found) != 1:
        several = ", ".join(map(str, found)) or "there is none"
        raise click.UsageError(f"say below which body, with --parent: {several}")
    return found[0]


def _level(found: list[str], said: str) -> str:
    if said not in found and (said or len(found) > 1):
        raise click.UsageError(f"say what it becomes, with --level: {', '.join(found)}")
    return said
