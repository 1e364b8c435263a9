"""``commonweal plan file``: the file of a plan that a federation voted on, for anybody to check.

Rules of this module: the file is written as it was recorded, to the last byte; a plan whose file
the vault has lost is told so.

Not here: checking it (``plan``), making it (``commonweal.office.planning``).
"""

from __future__ import annotations

import sys
from pathlib import Path

import click

from commonweal.cli.places import home_option, opened, told
from commonweal.office.plan_files import file_of


@click.command("file")
@home_option
@click.argument("number", metavar="PLAN", type=click.IntRange(min=1))
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="Write it there.")
def file_command(home: Path, number: int, output: Path | None) -> None:
    """Write the file of plan PLAN of a federation; check it with `commonweal plan certify`."""
    with told(), opened(home) as office:
        digest = office.view(
            lambda state: state.plans[number].file if number in state.plans else ""
        )
        if not digest:
            raise click.ClickException(f"there is no plan {number}")
        text = file_of(office.vault, digest)
        if text is None:
            raise click.ClickException(f"the vault does not hold the file of plan {number}")
        if output is None:
            sys.stdout.write(text)
            return
        output.write_text(text, "utf-8")
    click.echo(f"Written to {output}; check it with: commonweal plan certify {output}")
