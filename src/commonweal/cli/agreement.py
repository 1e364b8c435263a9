"""``commonweal agreement``: the files that two federations exchange.

Rules of this module: nothing is fetched or sent; each side writes files, hands them over, and
issues `do propose_agreement file=@FILE` and `do record_counterpart agreement=N proof=@FILE`;
``check`` needs no federation.

Not here: what the files prove (``commonweal.office.foreign``).
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from commonweal.cli.places import home_option, opened, told
from commonweal.office import Follower, Office, exchanging
from commonweal.office.foreign import AgreementFile, Card, Document, Proof, Unsound, read, write
from commonweal.polity.rights.agreements.data import Agreement

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_NEW = click.Path(dir_okay=False, path_type=Path)
_output = click.option("--output", type=_NEW, required=True, help="The file to write.")
_since = click.option(
    "--since",
    type=click.IntRange(min=0),
    default=None,
    help="Number of entries of this record that the other federation knows.",
)


@contextmanager
def _sound() -> Iterator[None]:
    with told():
        try:
            yield
        except Unsound as unsound:
            raise click.ClickException(str(unsound)) from unsound


@click.group()
def agreement() -> None:
    """Agreements with other federations: write, prove and check the files that are exchanged."""


@agreement.command()
@_since
@_output
@home_option
def card(since: int | None, output: Path, home: Path) -> None:
    """Write who this federation is and how far its record has come."""
    with _sound(), opened(home) as office:
        shown = exchanging.card(office, since or 0)
    _put(shown, output)


@agreement.command("write")
@click.option("--with", "other", type=_FILE, required=True, help="The other federation's card.")
@click.option("--text", type=_FILE, required=True, help="A file with what is agreed.")
@click.option("--from", "begin", required=True, metavar="DAY", help="First day: 2026-04-01.")
@click.option("--until", required=True, metavar="DAY", help="Last day: 2027-03-31.")
@click.option("--replaces", default="", help="Digest of an agreement in whose place it comes.")
@_output
@home_option
def write_file(
    other: Path, text: Path, begin: str, until: str, replaces: str, output: Path, home: Path
) -> None:
    """Write an agreement; both sides then propose this very file."""
    with _sound():
        their = _read(other)
        if not isinstance(their, Card):
            raise Unsound(f"{other} is no card; ask the other federation for one")
        with opened(home) as office:
            own = exchanging.card(office)
        words = text.read_text(encoding="utf-8").strip()
        file = write(own, their, words, begin, until, secrets.token_hex(16), replaces)
    _put(file, output)
    click.echo(f"Both records will hold it as {file.digest}")
    click.echo(f"Next, on both sides: commonweal do propose_agreement file=@{output} --as MEMBER")


@agreement.command()
@click.argument("number", type=click.IntRange(min=1))
@click.option("--notice", is_flag=True, help="Prove the notice instead of the adoption.")
@_since
@_output
@home_option
def prove(number: int, since: int | None, output: Path, home: Path, *, notice: bool) -> None:
    """Prove to the other federation that this one has adopted agreement NUMBER."""
    with _sound(), opened(home) as office:
        found = _found(office, number)
        known = -1 if since is None else since
        proof = exchanging.prove(office, found, notice=notice, since=known)
    _put(proof, output)
    click.echo("The other federation records it: commonweal do record_counterpart ... proof=@FILE")


def _found(office: Office | Follower, number: int) -> Agreement:
    found = office.state.agreements.get(number)
    if found is None:
        raise Unsound(f"there is no agreement {number} in this record")
    return found


@agreement.command()
@click.argument("file", type=_FILE)
@click.option("--agreement", "about", type=_FILE, help="For a proof: the agreement it is about.")
@click.option("--key", default="", help="The public key of the other federation, if you know it.")
def check(file: Path, about: Path | None, key: str) -> None:
    """Verify a card, an agreement or a proof; needs nothing but the files."""
    with _sound():
        match _read(file):
            case Card() as shown:
                lines = _card_told(shown, key)
            case AgreementFile() as written:
                lines = _agreement_told(written)
            case proof:
                lines = _proof_told(proof, about, key)
    for line in lines:
        click.echo(line)


def _card_told(shown: Card, key: str) -> list[str]:
    found = shown.verify(key)
    return [
        f"Valid: {shown.name}, whose record {found.origin} has {found.size} entries.",
        f"It continues {shown.since.size} entries. Its key: {shown.key}",
    ]


def _agreement_told(written: AgreementFile) -> list[str]:
    written.term()
    sides = [(party, party.verified()) for party in written.parties]
    named = [f"{party.name} ({found.origin}): {party.key}" for party, found in sides]
    return [
        f"An agreement from {written.begin} until {written.until}, between",
        *(f"  {line}" for line in named),
        f"Both records have to hold it as {written.digest}",
    ]


def _proof_told(proof: Proof, about: Path | None, key: str) -> list[str]:
    known = key or proof.card.key
    if about is not None:
        file = _read(about)
        if not isinstance(file, AgreementFile) or file.digest != proof.document:
            raise Unsound(f"the proof is about another agreement, {proof.document}")
        keys = [party.key for party in file.parties if party.name == proof.card.name]
        known = key or next(iter(keys), known)
    found, receipt = proof.verify(known)
    what, _ = proof.decided()
    said = "adopted" if what == "adopted" else "gave notice of"
    lines = [
        f"Valid: {proof.card.name} {said} {proof.document}",
        f"by entry {receipt.index} of {found.origin}, signed over {found.size} entries.",
    ]
    if about is None and not key:
        lines.append("Give --agreement or --key to be sure that it is their key.")
    return lines


def _read(path: Path) -> Card | AgreementFile | Proof:
    try:
        return read(path.read_bytes())
    except Unsound as unsound:
        raise Unsound(f"{path}: {unsound}") from unsound


def _put(document: Document, output: Path) -> None:
    with _sound():
        output.write_bytes(document.as_bytes())
    click.echo(f"Written to {output}")
