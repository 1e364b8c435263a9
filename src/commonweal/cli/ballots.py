"""``commonweal ballots``: all ballots of an election as a file, for a recount.

Rules of this module: it is for those who operate the machine and can read the vault anyway; it
says what the file may reveal before anything is written; the file is readable by its owner only,
and one that exists is not written over.

Not here: what everybody may have (the page of the count), counting (``count``).
"""

from __future__ import annotations

import os
from pathlib import Path

import click

from commonweal.cli.places import home_option, opened, told
from commonweal.office import exports
from commonweal.office.results import counted_of
from commonweal.polity import State
from commonweal.vault import Vault

_WHY = {
    "undeclared": "there is no election {poll} whose result has been declared",
    "uncounted": "election {poll} has no count: nobody stood, or its account was erased",
    "not_ranked": "the ballots of election {poll} are no rankings, and BLT holds nothing else",
    "destroyed": "the box of election {poll} was destroyed; the record keeps count and digest",
    "foreign": "the box that is kept is not the one that was counted: the digests differ. "
    "Tell the inspectors, and keep the vault as it is",
}

_WARNING = """\
This file holds every ranking of a secret ballot, uncut. Further preferences can prove to a buyer
how somebody voted, and in a small electorate they can tell who voted how. Give it to nobody but
those who count again, and destroy it afterwards."""


@click.command()
@click.argument("poll", type=click.IntRange(min=1))
@home_option
@click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    help="The file to write; it must not exist.",
)
def ballots(poll: int, home: Path, output: Path) -> None:
    """Write all ballots of the election POLL to a BLT file, uncut, for a recount.

    Works when the result has been declared and the box still exists. Candidates stand in the
    order of the official count, so that `commonweal count` of the file gives its outcome.
    """
    with told(), opened(home) as office:
        box, names, rule = office.view(lambda state: _box(state, office.vault, poll))
        text = exports.whole(box, office.vault, names) if isinstance(box, exports.Box) else box
        if isinstance(text, exports.Withheld):
            raise click.ClickException(_WHY[text.why].format(poll=poll))
        assert isinstance(box, exports.Box)
        if box.secret:
            click.echo(_WARNING, err=True)
        _write(output, text)
    lots = "".join(f" --lot {','.join(map(str, draw))}" for draw in box.lots)
    click.echo(f"{output} is written. Count it: commonweal count {output} --rule {rule}{lots}")


def _box(
    state: State, vault: Vault, number: int
) -> tuple[exports.Box | exports.Withheld, list[str], str]:
    """Return the box, the candidates' names, and the rule of the election."""
    poll = state.polls.get(number)
    if poll is None or poll.kind != "election":
        return exports.Withheld("undeclared"), [], ""
    title = f"Election {number} in {state.bodies[poll.body].name}"
    box = exports.box_of(poll, counted_of(poll, vault), title)
    members = () if isinstance(box, exports.Withheld) else box.members
    known = vault.names(members)
    return box, [known.get(member) or f"member {member}" for member in members], poll.rule


def _write(output: Path, text: str) -> None:
    with os.fdopen(
        os.open(output, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8"
    ) as file:
        file.write(text)
