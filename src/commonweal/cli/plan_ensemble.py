"""``commonweal plan ensemble``: a plan in many scenarios, here, in processes, or on a cluster.

Rules of this module: progress goes to the standard error, figures to the standard output; the same
scenarios print the same, whoever plans them. Ends as the other commands on plans do: 1 for faults
and where some plan does not prove itself, 3 where no scenario has a plan.

Not here: the figures (``commonweal.plan.ensemble``), other commands on plans (``plan``).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import click

from commonweal.cli.draws import printable
from commonweal.cli.layout import folded, in_columns
from commonweal.cli.plan_faults import NO_PLAN, faults_told
from commonweal.plan import folder
from commonweal.plan.orders import Sharing
from commonweal.plan.scenarios import KINDS, SCENARIOS_MAX, Drawn, Kind, Written, drawn, read

if TYPE_CHECKING:
    from commonweal.plan.ensemble import Ensemble, Executor

LOCAL = "local"
"""The word for a cluster of this machine."""

PROCESSES_MAX = 1024


def _read_spreads(
    _: click.Context, __: click.Parameter, given: tuple[str, ...]
) -> dict[Kind, float]:
    """Read shares, each of all kinds or, as ``yield=0.2``, of one."""
    found: dict[Kind, float] = {}
    for one in sorted(given, key=lambda text: "=" in text):
        kind, equals, text = one.rpartition("=")
        if equals and kind not in KINDS:
            raise click.BadParameter(f"there is no kind {kind!r}; write {', '.join(KINDS)}")
        try:
            share = float(text)
        except ValueError:
            share = -1.0
        if not 0 <= share < 1:
            raise click.BadParameter(f"expected a share like 0.1, less than 1, got {text!r}")
        found |= dict.fromkeys([cast("Kind", kind)] if equals else KINDS, share)
    return found


@click.command()
@click.argument(
    "economy", metavar="FOLDER", type=click.Path(exists=True, file_okay=False, path_type=Path)
)
@click.option(
    "--scenarios", "count", type=click.IntRange(1, SCENARIOS_MAX), default=100, show_default=True,
    help="How many are drawn.",
)  # fmt: skip
@click.option(
    "--spread", "spreads", multiple=True, default=("0.1",), show_default="0.1",
    callback=_read_spreads, metavar="[KIND=]SHARE",
    help="By how much each limit, capacity, stock, yield and order may be more or less; of one "
    "kind as yield=0.2.",
)  # fmt: skip
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True, help="Of the draws.")
@click.option(
    "--from", "file", type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Read the scenarios from a CSV file; nothing is drawn.",
)  # fmt: skip
@click.option(
    "--sharing", type=click.Choice(["alike", "most"]), default="alike", show_default=True,
    help="How a shortfall is shared within a rank.",
)  # fmt: skip
@click.option(
    "--processes", type=click.IntRange(1, PROCESSES_MAX), default=1, show_default=True,
    help="How many plan at once on this machine.",
)  # fmt: skip
@click.option(
    "--on", "address", metavar="ADDRESS",
    help="Plan on the Dask cluster at tcp://HOST:PORT; 'local' begins one for --processes.",
)  # fmt: skip
@click.option("--most", type=click.IntRange(1), default=10, show_default=True, help="Rows at most.")
@click.option(
    "--output", type=click.Path(dir_okay=False, path_type=Path), help="Write all figures as JSON."
)
@click.pass_context
def ensemble(
    context: click.Context,
    economy: Path,
    count: int,
    spreads: dict[Kind, float],
    seed: int,
    file: Path | None,
    sharing: str,
    processes: int,
    address: str | None,
    most: int,
    output: Path | None,
) -> None:
    """Plan an economy in many scenarios, and say what stays in all of them.

    Each scenario is planned and proven for itself. Told is what orders get and how often in full,
    which limits bind how often, the hours, and in how many scenarios there is no plan.
    """
    from commonweal.plan import ensemble_telling as telling  # noqa: PLC0415 -- loads the solver
    from commonweal.plan.ensemble import ensemble as planned  # noqa: PLC0415 -- likewise
    from commonweal.plan.executors import Unavailable  # noqa: PLC0415 -- likewise

    _hold_apart(context, file)
    how: Sharing = "alike" if sharing == "alike" else "most"
    with faults_told():
        of, wanted = folder.read(economy)
        given: Sequence[Written | Drawn] = (
            drawn(count, seed, spreads) if file is None else read(file, of, wanted)
        )
        by, progress = _executor(address, processes), _progress(len(given))
        try:
            found = planned(of, wanted, given, sharing=how, by=by, progress=progress)
        except Unavailable as why:
            raise click.ClickException(printable(f"{why.what}; {why.remedy}")) from why
        if output is not None:
            how_drawn: dict[str, Any] = {"seed": seed, "spreads": spreads}
            text = telling.encoded(
                of, wanted, found, sharing=how, drawn=None if file else how_drawn
            )
            output.write_bytes(text)
    for line in telling.summary(found):
        click.echo(folded(printable(line)))
    for rows in (
        telling.orders(of, wanted, found, most),
        telling.limits(found, most),
        telling.scenarios(found, most),
        telling.hours(found),
    ):
        if rows:
            click.echo("\n" + printable(in_columns(rows)))
    if output is not None:
        click.echo(f"\nWritten to {output}.")
    _end(context, found)


def _hold_apart(context: click.Context, file: Path | None) -> None:
    """Refuse options of drawing beside a file."""
    for name, option in (("count", "--scenarios"), ("spreads", "--spread"), ("seed", "--seed")):
        source = context.get_parameter_source(name)
        if file is not None and source is click.core.ParameterSource.COMMANDLINE:
            raise click.UsageError(f"{option} is of scenarios that are drawn, and not for --from")


def _executor(address: str | None, processes: int) -> Executor | None:
    from commonweal.plan.executors import OnDask, Processes  # noqa: PLC0415 -- loads the solver

    if address is not None:
        return OnDask("" if address == LOCAL else address, processes)
    return Processes(processes) if processes > 1 else None


def _progress(every: int) -> Callable[[int], None]:
    next_at = time.monotonic() + 1

    def tell(count: int) -> None:
        nonlocal next_at
        if time.monotonic() >= next_at:
            next_at = time.monotonic() + 1
            click.echo(f"{count:,} of {every:,} scenarios planned ...", err=True)

    return tell


def _end(context: click.Context, found: Ensemble) -> None:
    if found.count("unproven"):
        raise click.exceptions.Exit(1)
    if not found.count("proven"):
        context.exit(NO_PLAN)
