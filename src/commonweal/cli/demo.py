"""``commonweal demo``: build the demo federation and hand out codes to sign in.

Rules of this module: progress goes to the standard error, the codes to the standard output; a
folder that holds a federation is never built over.

Not here: the demo itself (``commonweal.lab.demo``).
"""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path
from typing import Any

import click

from commonweal.cli.places import home_option, opened, told
from commonweal.lab.demo import CODES, FULL, SEED, SMALL, build
from commonweal.record import Home
from commonweal.vault import Vault

CODES_FILE = "demo-codes.json"


@click.command()
@home_option
@click.option(
    "--record",
    "record_file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Also write the record to this file, for `commonweal record verify`.",
)
@click.option("--seed", type=int, default=SEED, show_default=True, help="Decides what is drawn.")
@click.option("--if-missing", is_flag=True, help="Build only when the folder holds no demo yet.")
@click.option("--small", is_flag=True, help="15 workplaces that plan nothing; built in no time.")
def demo(home: Path, record_file: Path | None, seed: int, *, if_missing: bool, small: bool) -> None:
    """Build a demo federation: 40 workplaces, 20 consumer councils, real ballots, a plan.

    Prints codes with which a member, a delegate and a secretary can sign in, each once.
    """
    with told():
        if not (if_missing and (home / CODES_FILE).exists()):
            size = SMALL if small else FULL
            built = build(home, seed=seed, size=size, tell=_progress)
            click.echo(f"{home} holds a demo federation of {built.entries} entries.", err=True)
        if record_file is not None:
            _export(home, record_file)
        _tell_codes(home)


def _progress(what: str) -> None:
    click.echo(f"... {what}", err=True)


def _export(home: Path, file: Path) -> None:
    place = Home.at(home)
    with closing(place.open_store()) as store, closing(place.open_log(store)) as log:
        count = log.backup(file)
    click.echo(f"{file} holds {count} entries; its public key:", err=True)
    click.echo(place.verifier_key().as_text(), err=True)


def _tell_codes(home: Path) -> None:
    path = home / CODES_FILE
    visitors: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["visitors"]
    with opened(home) as office:
        for one in visitors:
            code = _unused(office.vault, one)
            click.echo(f"{one['name']}, {one['part']}")
            click.echo(f"  can {one['can']}")
            click.echo(f"  code: {code}")
    path.write_text(
        json.dumps({"visitors": visitors}, indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
    )


def _unused(vault: Vault, visitor: dict[str, Any]) -> str:
    """Return the visitor's first code that still signs in; issue new ones when all are used."""
    states = {one.number: one.state for one in vault.codes(visitor["member"])}
    first = len(states) - len(visitor["codes"]) + 1
    for number, code in enumerate(visitor["codes"], first):
        if states.get(number) == "unused":
            return str(code)
    visitor["codes"] = vault.issue_codes(visitor["member"], CODES)
    return str(visitor["codes"][0])
