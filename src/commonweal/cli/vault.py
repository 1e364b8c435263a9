"""``commonweal vault``: destroy ballot boxes whose time is over, and copy the vault.

Rules of this module: what would be destroyed is shown first; nothing is destroyed without --yes.

Not here: which boxes are needed (``commonweal.office.purging``), wiping (``commonweal.vault``).
"""

from __future__ import annotations

from pathlib import Path

import click

from commonweal.cli.places import home_option, opened, told
from commonweal.office.purging import CHALLENGE_DAYS, OldBox, old_boxes, purge
from commonweal.terms import iso


@click.group()
def vault() -> None:
    """Destroy ballot boxes whose time is over; copy the vault."""


@vault.command("copy")
@home_option
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def copy_command(home: Path, file: Path) -> None:
    """Write a copy of the vault to FILE, for its owner only, while the federation runs.

    On PostgreSQL use its own pg_dump.
    """
    with told(), opened(home) as office:
        office.vault.copy_to(file)
    click.echo(f"{file} holds names, texts and ballots. Encrypt it, and let it expire.")


@vault.command("purge")
@home_option
@click.option(
    "--days",
    type=click.IntRange(min=CHALLENGE_DAYS),
    default=CHALLENGE_DAYS,
    show_default=True,
    help="Keep every box for so many days after its result.",
)
@click.option("--yes", is_flag=True, help="Destroy them; otherwise they are only shown.")
def purge_command(home: Path, days: int, *, yes: bool) -> None:
    """Destroy the ballots of boxes that no challenge and no count-back can need any more.

    The boxes of those who hold a seat are kept, however old. Count and digest of every box stay.
    """
    with told(), opened(home) as office:
        office.view(lambda _: None)
        boxes = old_boxes(office.case(), office.vault, keep_days=days)
        for box in boxes:
            click.echo(_line(box))
            if yes:
                purge(box, office.vault)
    if not boxes:
        click.echo("No box is to be destroyed.")
    elif yes:
        click.echo(f"{len(boxes)} boxes were destroyed; count and digest of each are kept.")
    else:
        click.echo("Nothing was destroyed; repeat the command with --yes to do it.")


def _line(box: OldBox) -> str:
    return (
        f"{box.kind} {box.poll} in {box.body}, declared {iso(box.declared_at)}: {box.count} ballots"
    )
