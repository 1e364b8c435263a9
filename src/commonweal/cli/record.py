"""The commands about the record: verify, export, part, show, prove, tiles, backup, restore ...

Rules of this module:

* ``verify`` needs nothing but the file, and best a public key and a kept checkpoint; it opens no
  federation;
* the others read a federation's folder and disturb no running server; ``restore`` and
  ``rotate-key`` write, and need the server stopped;
* what a command answers goes to standard output, progress and errors to standard error; the exit
  code is 0 when all is well and 1 when it is not.

Not here: what the record proves and how (``commonweal.record``); commands of the polity.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import click

from commonweal.office.parts import export_body
from commonweal.record import (
    Home,
    Log,
    PartReport,
    RecordError,
    Report,
    Store,
    VerifierKey,
    export,
    export_tiles,
    restore,
    verify_file,
    verify_part,
)

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_NEW = click.Path(path_type=Path)
_home = click.option(
    "--home",
    "home_folder",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    envvar="COMMONWEAL_HOME",
    show_envvar=True,
    help="The federation's folder.",
)


@click.group()
def record() -> None:
    """Verify, export, prove and keep safe the record."""


@record.command()
@click.argument("file", type=click.Path(exists=True, path_type=Path))
@click.option("--key", "key_text", help="A public key of the record, or a file that holds it.")
@click.option("--checkpoint", type=_FILE, help="A checkpoint you kept earlier.")
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")
@click.pass_context
def verify(
    context: click.Context,
    file: Path,
    key_text: str | None,
    checkpoint: Path | None,
    *,
    as_json: bool,
) -> None:
    """Verify an exported record, or a folder with a part of one; needs nothing else but a key."""
    if file.is_dir() and checkpoint:
        raise click.UsageError(
            "a part has a checkpoint of its own; that the record of today continues it is shown by "
            "`commonweal record prove --from SIZE`"
        )
    report: Report | PartReport
    with _told():
        if file.is_dir():
            report = verify_part(file, key=read_key(key_text))
        else:
            report = verify_file(
                file,
                key=read_key(key_text),
                kept=checkpoint.read_text(encoding="utf-8") if checkpoint else None,
                progress=_progress("verified"),
            )
    if as_json:
        click.echo(json.dumps(report.as_dict(), indent=2, ensure_ascii=False))
    else:
        click.echo("\n".join(report.sentences()))
    context.exit(0 if report.valid else 1)


@record.command("export")
@_home
@click.option("--output", type=_NEW, help="The file; standard output when none is given.")
def export_command(home_folder: Path, output: Path | None) -> None:
    """Write the signed record as a file that proves itself."""
    with _reading(home_folder) as log:
        if output is None:
            export(log, sys.stdout.buffer, _progress("exported"))
        else:
            count = log.backup(output, _progress("exported"))
            click.echo(f"{output} holds {count} entries.")


@record.command()
@_home
@click.argument("body", type=click.IntRange(min=1))
@click.option("--output", type=_NEW, required=True, help="The folder.")
def part(home_folder: Path, body: int, output: Path) -> None:
    """Write the entries that concern BODY and all below it, each with its proof."""
    with _reading(home_folder) as log:
        try:
            found = export_body(log, body, output)
        except LookupError as error:
            raise click.ClickException(str(error.args[0])) from error
        click.echo(
            f"{output} holds {len(found.indexes)} of {log.signed.size} entries: what concerns "
            f"{found.name}. Anybody can check it: commonweal record verify {output}"
        )


@record.command()
@_home
@click.argument("index", type=click.IntRange(min=0))
def show(home_folder: Path, index: int) -> None:
    """Show entry INDEX, counted from 0, exactly as it is hashed."""
    with _reading(home_folder) as log:
        click.echo(log.entry(index).decode())


@record.command()
@_home
@click.argument("index", type=click.IntRange(min=0), required=False)
@click.option("--from", "old_size", type=click.IntRange(min=0), help="The size you know.")
def prove(home_folder: Path, index: int | None, old_size: int | None) -> None:
    """Prove that the record holds entry INDEX, or continues what it was at --from entries."""
    if (index is None) == (old_size is None):
        raise click.UsageError("give either INDEX or --from SIZE")
    with _reading(home_folder) as log:
        proof = log.receipt(index) if index is not None else log.continuation(old_size or 0)
        click.echo(proof.as_text(), nl=False)


@record.command()
@_home
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def tiles(home_folder: Path, folder: Path) -> None:
    """Write the record into FOLDER as static files for any web server (C2SP tlog-tiles)."""
    with _reading(home_folder) as log:
        count = export_tiles(log, folder, _progress("written"))
    click.echo(f"{folder} holds {count} entries as tiles.")


@record.command()
@_home
@click.argument("file", type=_NEW)
def backup(home_folder: Path, file: Path) -> None:
    """Write everything signed so far to FILE, while the federation runs."""
    with _reading(home_folder) as log:
        count = log.backup(file, _progress("saved"))
    click.echo(f"{file} holds {count} entries. Keep it, and the folder keys, on another machine.")


@record.command("restore")
@_home
@click.argument("file", type=_FILE)
@click.option("--key", "key_text", help="A public key of the record; that of the home otherwise.")
@click.pass_context
def restore_command(
    context: click.Context, home_folder: Path, file: Path, key_text: str | None
) -> None:
    """Bring FILE, a backup or export, into the federation's store."""
    home = Home.at(home_folder)
    with _told():
        home_folder.mkdir(parents=True, exist_ok=True)
        known = home.verifier_path.exists() or home.key_path.exists()
        key = read_key(key_text) or (home.verifier_key() if known else None)
        with closing(home.open_store()) as store:
            done = restore(file, store, kept=home.kept_path, key=key, progress=_progress("read"))
    click.echo(done.sentence())
    if not home.key_path.exists():
        click.echo(f"The secret key is missing: put it back at {home.key_path} to go on.")
    context.exit(0 if done.may_sign else 1)


@record.command("rotate-key")
@_home
def rotate_key(home_folder: Path) -> None:
    """Make a new key; the old one names it in the record. Stop the server first."""
    home = Home.at(home_folder)
    with _told(), _open_store(home) as store:
        checkpoint = home.rotate(store)
        click.echo(f"Entry {checkpoint.size - 1} hands over to a new key. Publish it:")
        click.echo(home.verifier_key().as_text())


@contextmanager
def _reading(folder: Path) -> Iterator[Log]:
    home = Home.at(folder)
    with _told(), _open_store(home) as store, closing(home.open_log(store)) as log:
        yield log


@contextmanager
def _open_store(home: Home) -> Iterator[Store]:
    # Opening would make an empty database, and an empty one would look like a lost record.
    if not home.kept_path.exists():
        raise click.ClickException(
            f"{home.folder} holds no record: there is no file {home.kept_path}; "
            "give the federation's folder with --home"
        )
    with closing(home.open_store()) as store:
        yield store


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except (RecordError, OSError, UnicodeDecodeError) as error:
        raise click.ClickException(str(error)) from error


def read_key(text: str | None) -> VerifierKey | None:
    """Read a public key, or the file that holds it."""
    if text is None:
        return None
    path = Path(text)
    if "+" not in text and path.is_file():
        text = path.read_text(encoding="utf-8")
    return VerifierKey.from_text(text)


def _progress(what: str) -> Callable[[int], None]:
    next_at = time.monotonic() + 1

    def tell(count: int) -> None:
        nonlocal next_at
        if time.monotonic() >= next_at:
            next_at = time.monotonic() + 1
            click.echo(f"{count:,} entries {what} ...", err=True)

    return tell
