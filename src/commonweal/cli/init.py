"""``commonweal init``: found a federation in a folder.

Rules of this module: the constitution is a shipped one by name, or a file; the convenors become
members 1, 2 and so on, in the order given.

Not here: what a founding means (``commonweal.office.found``).
"""

from __future__ import annotations

from pathlib import Path

import click

from commonweal.charter import read, shipped, shipped_text
from commonweal.charter.notes import did_you_mean
from commonweal.cli.places import told
from commonweal.office import found
from commonweal.polity import COMMANDS
from commonweal.record import Home
from commonweal.tally import RULES
from commonweal.terms import Fault, FaultyDocument


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--name", required=True, help="Name of the federation.")
@click.option(
    "--constitution",
    required=True,
    metavar="NAME|FILE",
    help="A shipped constitution (see `commonweal charter list`), or a file.",
)
@click.option(
    "--convenor",
    "convenors",
    required=True,
    multiple=True,
    metavar="NAME",
    help="Name of somebody who convenes it; give one or more.",
)
def init(folder: Path, name: str, constitution: str, convenors: tuple[str, ...]) -> None:
    """Found a federation in FOLDER, under a constitution, with its convenors as first members."""
    with told():
        text = _text(constitution)
        # Read here too, so that faults name the file and not only the document.
        read(text, place=constitution, counting_rules=[*RULES, "appointed"], commands=COMMANDS)
        found(folder, name, text, convenors)
    click.echo(f"{name} is founded in {folder}. Its public key, for everybody to keep:")
    click.echo(Home.at(folder).verifier_key().as_text())
    for number, convenor in enumerate(convenors, 1):
        click.echo(f"Member {number} is {convenor}.")
    click.echo(f"Next: commonweal do open_body --help, or commonweal serve --home {folder}")


def _text(constitution: str) -> str:
    if constitution in shipped():
        return shipped_text(constitution)
    path = Path(constitution)
    if not path.is_file():
        what = "expected a file, or the name of a shipped constitution"
        raise FaultyDocument([Fault(constitution, 0, what, did_you_mean(constitution, shipped()))])
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        what = f"expected UTF-8 text, byte {error.start} is not"
        raise FaultyDocument([Fault(constitution, 0, what, "save it as UTF-8")]) from error
