"""``commonweal members``: import people from a list, print sign-in codes, erase personal data.

Rules of this module:

* before anything is written, every change, duplicate and fault of a list is shown;
* codes are drawn when they are printed, and can be read this once; the file is for its owner only;
* only the data of those who have left can be erased, and what stays is said.

Not here: reading lists (``commonweal.office.importing``), codes (``commonweal.vault``).
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from commonweal.cli.places import as_option, home_option, opened, told
from commonweal.office import Follower, Office
from commonweal.office.importing import Preview, preview
from commonweal.office.wages import erase_wages
from commonweal.polity import State
from commonweal.polity.members import ADMITTED_AT_ONCE_MAX
from commonweal.terms import Fault, FaultyDocument

CODES_EACH = 6

_RULE = "-" * 64


@click.group()
def members() -> None:
    """Import members from a list; print sign-in codes; erase personal data."""


@members.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@home_option
@as_option
@click.option("--yes", is_flag=True, help="Carry it out, when the list has no fault.")
def import_(file: Path, home: Path, by: int, *, yes: bool) -> None:
    """Admit the people of FILE, a list in CSV with the columns name, body and for instance email.

    Shows every change, duplicate and fault. Nothing is written without --yes.
    """
    with told(), opened(home) as office:
        shown = office.view(
            lambda state: preview(_text(file), str(file), state, office.charters, office.vault)
        )
        _tell(shown, file)
        if yes and shown.additions:
            _admit(office, shown, by)
            click.echo(f"{len(shown.additions)} members were admitted.")
        elif shown.additions:
            click.echo("Nothing is written yet; repeat the command with --yes to admit them.")


def _text(file: Path) -> str:
    data = file.read_bytes()
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        line, column = before.count(b"\n") + 1, error.start - before.rfind(b"\n")
        what = f"expected UTF-8 text, got the byte {data[error.start]:#04x}"
        fault = Fault(str(file), line, what, "save it as CSV in UTF-8", column=column)
        raise FaultyDocument([fault]) from error


def _tell(shown: Preview, file: Path) -> None:
    for new in shown.additions:
        contact = ", ".join(new.newcomer.contact)
        with_contact = f" (with {contact})" if contact else ""
        click.echo(f"{file}:{new.line}: admit {new.newcomer.name} to {new.body}{with_contact}")
    for one in shown.duplicates:
        click.echo(f"{file}:{one.line}: leave out {one.name}: {one.why}")
    counts = f"{len(shown.additions)} to admit, {len(shown.duplicates)} duplicates, no faults"
    click.echo(f"{file}: {counts}")


def _admit(office: Office | Follower, shown: Preview, by: int) -> None:
    people = [
        (one.newcomer.name, one.newcomer.home, one.newcomer.contact) for one in shown.additions
    ]
    for at in range(0, len(people), ADMITTED_AT_ONCE_MAX):
        office.admit(people[at : at + ADMITTED_AT_ONCE_MAX], by)


@members.command("erase")
@click.argument("member", type=click.IntRange(min=1))
@home_option
@click.option("--yes", is_flag=True, help="Do not ask first.")
def erase(member: int, home: Path, *, yes: bool) -> None:
    """Erase the personal data of MEMBER, who has left, for good."""
    with told(), opened(home) as office:
        office.view(lambda state: _require_gone(state, member))
        known = office.vault.names([member]).get(member)
        if known is None:
            click.echo(f"Nothing is kept of member {member} any more.")
        elif not yes:
            what = "Erase name, contact data, wages told, sign-in codes and sign-ins"
            click.confirm(f"{what} of {known} (member {member}) for good?", abort=True)
        # Also when there is no name: what an earlier erasure could not wipe is wiped now.
        office.vault.erase_person(member)
        erase_wages(office.log, office.vault, member)
    if known is not None:
        click.echo(_ERASED.format(member=member))


_ERASED = """\
The personal data of member {member} are erased. In the record stay the number {member}, what was
done under it, and a salted digest of the data that nobody can open any more. Texts of motions and
reports stay, whoever wrote them. Copies of the vault made earlier still hold the data: let them
expire."""


def _require_gone(state: State, member: int) -> None:
    if member > len(state.members):
        raise click.ClickException(
            f"there is no member {member}; expected 1 to {len(state.members)}"
        )
    if state.members.is_active(member):
        raise click.ClickException(
            f"member {member} has not left; expected one who has resigned or died. First note it: "
            f"`commonweal do resign_membership --as {member}`, or `commonweal do record_death`"
        )


@members.command("export-codes")
@home_option
@click.option("--body", "bodies", type=int, multiple=True, help="Only members of this body.")
@click.option("--member", "chosen", type=int, multiple=True, help="Only this member.")
@click.option(
    "--count",
    type=click.IntRange(1, 50),
    default=CODES_EACH,
    show_default=True,
    help="Codes on each sheet.",
)
@click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The file, for its owner only; standard output when none is given.",
)
def export_codes(
    home: Path, bodies: tuple[int, ...], chosen: tuple[int, ...], count: int, output: Path | None
) -> None:
    """Print a sheet of new one-time codes for each member, to be handed over in sealed form.

    Codes issued earlier stay valid; a member can void all of them.
    """
    with told(), opened(home) as office:
        wanted = office.view(lambda state: _wanted(state, bodies, chosen))
        if output is not None and output.exists():
            raise FileExistsError(f"{output}: expected a new file; codes are not written over")
        text = "\f".join(_sheets(office, wanted, count))
    if output is None:
        click.echo(text, nl=False)
        return
    with os.fdopen(os.open(output, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as stream:
        stream.write(text)
    click.echo(f"{output} holds {len(wanted)} sheets. Print it, seal the sheets, delete the file.")


def _wanted(state: State, bodies: Sequence[int], chosen: Sequence[int]) -> list[int]:
    for body in bodies:
        if body not in state.bodies:
            raise click.ClickException(
                f"there is no body {body}; expected 1 to {len(state.bodies)}"
            )
    for member in chosen:
        if not state.members.is_active(member):
            raise click.ClickException(f"there is no member {member}; look the number up")
    if bodies or chosen:
        people = {one for body in bodies for one in state.bodies[body].members}
        return sorted(people | set(chosen))
    everybody = range(1, len(state.members) + 1)
    return [one for one in everybody if state.members.is_active(one)]


def _sheets(office: Office | Follower, wanted: Sequence[int], count: int) -> Iterator[str]:
    issued = {member: len(office.vault.codes(member)) for member in wanted}
    known = office.vault.names(wanted)
    sheets = office.vault.issue_code_sheets(wanted, count)
    for member in wanted:
        home = office.state.members.home[member]
        body = office.state.bodies[home].name if home else "no body yet"
        rows = [
            f"{number:>4}   {code}"
            for number, code in enumerate(sheets[member], issued[member] + 1)
        ]
        head = [office.state.name, f"{known.get(member, 'Member')} (member {member}), {body}"]
        foot = [
            "Each code signs in once. You see every use of your codes on your own page;",
            "if one was used that you did not use, void them all there and tell the inspectors.",
        ]
        yield "\n".join([_RULE, *head, _RULE, *rows, _RULE, *foot, ""])
