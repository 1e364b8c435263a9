"""Where a federation lies, and opening it: the options and answers that commands share.

Rules of this module: a folder without a record is told, never made by accident; every error that
is no mistake of ours becomes one clear line on the standard error, and code 1.

Not here: what single commands do.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import click

from commonweal.office import Follower, Office, connect
from commonweal.record import Home, RecordError
from commonweal.terms import FaultyDocument, Refusal
from commonweal.vault import VaultError

DEFAULT_HOME = Path("var") / "demo"

home_option = click.option(
    "--home",
    "home",
    type=click.Path(file_okay=False, path_type=Path),
    default=DEFAULT_HOME,
    envvar="COMMONWEAL_HOME",
    show_envvar=True,
    show_default=True,
    help="The federation's folder.",
)
"""The option that names a federation's folder."""

as_option = click.option(
    "--as",
    "by",
    type=click.IntRange(min=1),
    required=True,
    metavar="MEMBER",
    help="Number of the member who asks.",
)
"""The option that says who asks. Whoever can write the folder can ask as anybody."""

json_option = click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")
"""The option that asks for JSON."""


@contextmanager
def told(*, as_json: bool = False) -> Iterator[None]:
    """Tell refusals, faults and failures, and end with code 1."""
    try:
        yield
    except Refusal as refusal:
        plain = json.dumps(refusal.as_dict(), ensure_ascii=False)
        _end(plain if as_json else str(refusal), refusal)
    except FaultyDocument as faulty:
        _end(str(faulty), faulty)
    except (RecordError, VaultError, OSError) as error:
        _end(json.dumps({"failed": str(error)}) if as_json else f"Error: {error}", error)


def _end(text: str, cause: Exception) -> None:
    click.echo(text, err=True)
    raise click.exceptions.Exit(1) from cause


@contextmanager
def opened(home: Path) -> Iterator[Office | Follower]:
    """Open a federation, as its writer or beside the process that writes.

    Raises:
        click.ClickException: when the folder holds no federation.
        RecordError: when the record cannot be opened.
    """
    require_federation(home)
    with closing(connect(home)) as office:
        yield office


def require_federation(home: Path) -> None:
    """Make sure that a folder holds a federation; opening would make an empty one.

    Raises:
        click.ClickException: when it holds none.
    """
    if not Home.at(home).kept_path.exists():
        raise click.ClickException(
            f"{home} holds no federation; found one there with `commonweal init {home}`, build the "
            "demo with `commonweal demo`, or name another folder with --home"
        )
