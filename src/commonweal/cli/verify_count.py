"""``commonweal verify-count``: count a declared result again, and compare it stage by stage.

Rules of this module: it changes nothing and shows no ballot; whoever has a file of all ballots
counts from that, whoever operates the machine from the box; what is left out of a published file is
said, because such a file need not count alike.

Not here: writing the file (``ballots``), counting a file by any rule (``count``).
"""

from __future__ import annotations

import json
from pathlib import Path

import click

from commonweal.cli.layout import folded
from commonweal.cli.places import home_option, json_option, opened, told
from commonweal.cli.reading import read_ballots
from commonweal.office import Follower, Office
from commonweal.office.recounting import NotRecounted, Recount, recount, recount_file
from commonweal.office.results import counted_of

CUT = "what follows is cut"
"""Said in the first lines of a file whose rankings are not whole."""


@click.command("verify-count")
@click.argument("poll", type=click.IntRange(min=1))
@home_option
@click.option(
    "--ballots",
    "file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A file of all ballots, as `commonweal ballots` writes it; else the box itself.",
)
@json_option
def verify_count(poll: int, home: Path, file: Path | None, *, as_json: bool) -> None:
    """Count the declared result of POLL again, and say the first difference, if there is one.

    The same ballots, rule, seats and draws have to give the same result. Ends with code 0 when it
    agrees, 1 when it does not or cannot be counted, 2 for a command written wrongly.
    """
    with told(as_json=as_json), opened(home) as office:
        try:
            found = _counted(office, poll, file)
        except NotRecounted as reason:
            raise click.ClickException(str(reason)) from reason
    click.echo(json.dumps(_document(poll, found)) if as_json else _answer(poll, found))
    if not found.agrees:
        raise click.exceptions.Exit(1)


def _counted(office: Office | Follower, number: int, file: Path | None) -> Recount:
    case = office.case()
    poll = case.state.polls.get(number)
    if poll is None:
        raise click.ClickException(f"there is no election or vote {number}")
    names = _names(office, number)
    if file is None:
        return recount(case, poll, office.vault, names)
    if CUT in file.read_text(encoding="utf-8", errors="replace"):
        raise NotRecounted(
            f"{file} holds beginnings of rankings only, so that a count of it need not agree; "
            "ask those who operate the machine for `commonweal ballots`, before witnesses"
        )
    return recount_file(poll, read_ballots(file, ()), office.vault, names)


def _names(office: Office | Follower, number: int) -> tuple[str, ...]:
    poll = office.case().state.polls[number]
    counted = counted_of(poll, office.vault) if poll.kind == "election" else None
    members = counted.members if counted else ()
    known = office.vault.names(members)
    return tuple(known.get(member) or f"member {member}" for member in members)


def _answer(poll: int, found: Recount) -> str:
    lines = [f"Poll {poll}, {found.papers} papers."]
    if found.box:
        lines.append(f"Box: {found.box}")
    lines += [f"  agrees: {stage}" for stage in found.stages]
    if found.agrees:
        lines.append("The declared result is the result of these ballots.")
    else:
        lines.append(f"DIFFERS: {found.difference}")
        lines.append(
            "Tell the inspectors and those who voted, and keep the vault as it is. Within its days "
            "an elector can challenge the result: commonweal do challenge_poll."
        )
    return folded("\n".join(lines))


def _document(poll: int, found: Recount) -> dict[str, object]:
    return {
        "poll": poll,
        "agrees": found.agrees,
        "papers": found.papers,
        "box": found.box,
        "stages": list(found.stages),
        "difference": found.difference,
    }
