"""``commonweal plan``: check an economy, solve it; check, explain, compare and correct plans.

Rules of this module: an economy is a folder of CSV files; a plan is one file with all that is
needed to check it. Ends with code 0 when all is well, 1 for faults and for plans that do not prove
themselves, 3 when no plan keeps all limits, 2 for a command written wrongly.

Not here: the engine (``commonweal.plan``), who proposes and decides.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import click

from commonweal.cli.draws import printable
from commonweal.cli.layout import folded, in_columns
from commonweal.cli.plan_accounts import accounts, measures
from commonweal.cli.plan_ensemble import ensemble
from commonweal.cli.plan_faults import NO_PLAN, faults_told
from commonweal.cli.plan_record import file_command
from commonweal.plan import comparing, files, folder, happening, telling
from commonweal.plan.certifying import certify as certified
from commonweal.plan.certifying_corrections import certify_correction
from commonweal.plan.certifying_exactly import certify_exactly
from commonweal.plan.certifying_whole import certify_whole
from commonweal.plan.certifying_whole import telling as telling_whole
from commonweal.plan.orders import Sharing
from commonweal.plan.productive import Unproductive, unproductive
from commonweal.plan.tables.formats import FORMATS, MADE, Format, Made
from commonweal.plan.tables.formats import read as read_table
from commonweal.plan.techniques import technique
from commonweal.terms import FaultyDocument

_SHEETS = click.option(
    "--sheets", type=click.Choice(folder.FORMS), default="csv", show_default=True,
    help="What the folder's files are.",
)  # fmt: skip

_MOST = "Rows of a kind at most."

_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def plan() -> None:
    """Check an economy, solve it; check, explain, compare and correct plans."""


plan.add_command(accounts)
plan.add_command(measures)
plan.add_command(ensemble)


@plan.command()
@click.argument("economy", metavar="FOLDER", type=_FOLDER)
def check(economy: Path) -> None:
    """Tell all faults of an economy, and what needs more than it gives."""
    with faults_told():
        of, wanted = folder.read(economy)
    click.echo(
        f"{len(of.products)} products, {len(of.processes)} processes, {len(of.resources)} "
        f"resources, {of.periods} periods, {len(wanted)} orders in {len(wanted.ranks)} ranks"
    )
    try:
        single = technique(of)
    except FaultyDocument:
        click.echo("Some products are made in several ways, or together: solve it to see more.")
        return
    found = unproductive(single.shares)
    if found is not None:
        for line in _hungry(found, of.products.names):
            click.echo(printable(line), err=True)
        raise click.ClickException("some products need at least what they give; correct them")
    click.echo("Every product is made in one way, and gives more than it needs.")


def _hungry(found: Unproductive, names: tuple[str, ...]) -> Iterator[str]:
    if found.chain:
        chain = " needs ".join(names[at] for at in (*found.chain, found.chain[0]))
        yield f"{chain}: a unit at the end takes {found.chain_needs:.4g} at the beginning"
        return
    some = ", ".join(names[at] for at in found.products[:8])
    more = f" and {len(found.products) - 8} more" if len(found.products) > 8 else ""
    yield f"{some}{more}: needs grow by {found.growth:.4g} a round"


@plan.command()
@click.argument("economy", metavar="FOLDER", type=_FOLDER)
@click.option(
    "--sharing", type=click.Choice(["alike", "most"]), default="alike", show_default=True,
    help="How a shortfall is shared within a rank.",
)  # fmt: skip
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="Write the plan.")
@click.pass_context
def solve(context: click.Context, economy: Path, sharing: str, output: Path | None) -> None:
    """Find what to do so that the orders are met, rank by rank, with the fewest hours."""
    from commonweal.plan.solving import Infeasible, Unsolved  # noqa: PLC0415 -- loads the solver
    from commonweal.plan.solving import solve as solved  # noqa: PLC0415

    how: Sharing = "alike" if sharing == "alike" else "most"
    with faults_told():
        of, wanted = folder.read(economy)
        try:
            found = solved(of, wanted, sharing=how)
        except Unsolved as why:
            raise click.ClickException(f"the solver gave up: {why}") from why
        if isinstance(found, Infeasible):
            _conflict(found.words)
            context.exit(NO_PLAN)
        if output is not None:
            files.write(output, of, wanted, found)
    for rows in (
        telling.deliveries(wanted, found),
        telling.shortfalls(of, wanted, found),
        telling.limiting(of, wanted, found),
    ):
        if rows:
            click.echo(printable(in_columns(rows)) + "\n")
    _tell(telling.certificate(certified(of, wanted, found)))
    if output is not None:
        click.echo(f"Written to {output}; check it with: commonweal plan certify {output}")


plan.add_command(file_command)


@plan.command()
@click.argument("file", metavar="FILE", type=_FILE)
@click.option("--exact", is_flag=True, help="In fractions: nothing passes for rounding.")
def certify(file: Path, *, exact: bool) -> None:
    """Check a plan, from its file alone; end with code 1 when it does not prove itself."""
    with faults_told():
        found = files.read_whole(file)
    if exact and found.left is not None:
        raise click.UsageError("corrected plans are not checked in fractions")
    if exact:
        told = certify_exactly(found.economy, found.orders, found.plan)
        lines, right = telling.certificate(told), told.feasible and told.best
    elif found.left is not None and found.prices is not None:
        corrected = certify_correction(found.left, found.plan, found.prices)
        lines, right = telling.correction(corrected), corrected.feasible and corrected.least
    else:
        told = certified(found.economy, found.orders, found.plan)
        lines, right = list(telling.certificate(told)), told.feasible and told.best
    if found.whole is not None:
        counted = certify_whole(found.economy, found.orders, found.plan, found.whole)
        lines, right = [*lines, *telling_whole(counted)], right and counted.feasible
    _tell(lines)
    if not right:
        raise click.exceptions.Exit(1)


@plan.command()
@click.argument("file", metavar="FILE", type=_FILE)
@click.option("--most", type=click.IntRange(1), default=10, show_default=True, help=_MOST)
@click.option("--quick", is_flag=True, help="Do not seek what would have let orders pass.")
def explain(file: Path, most: int, *, quick: bool) -> None:
    """Say which limits cut which orders and processes, and what would have let them pass."""
    from commonweal.plan.explaining import explain as explained  # noqa: PLC0415 -- loads the solver
    from commonweal.plan.explaining import telling as told  # noqa: PLC0415

    with faults_told():
        found = files.read_whole(file)
    _tell(told(explained(found.economy, found.orders, found.plan, most=most, changes=not quick)))


@plan.command()
@click.argument("given", metavar="FILE FILE...", nargs=-1, required=True, type=_FILE)
@click.option("--most", type=click.IntRange(1), default=10, show_default=True, help=_MOST)
def compare(given: tuple[Path, ...], most: int) -> None:
    """Show plans side by side: hours, ranks, what is made and done."""
    if len(given) < 2:
        raise click.UsageError("name two plans or more")
    with faults_told():
        plans = [comparing.Named(one.name, *files.read(one)) for one in given]
        tables = (
            comparing.summary(plans),
            comparing.products(plans, most),
            comparing.activities(plans, most),
        )
    for at, rows in enumerate(rows for rows in tables if rows):
        click.echo("\n" * (at > 0) + printable(in_columns(rows)))


@plan.command()
@click.argument("file", metavar="FILE", type=_FILE)
@click.argument("happened", metavar="HAPPENED", type=_FILE)
@click.option("--periods", type=click.IntRange(1), help="How many have passed.")
@click.option(
    "--sharing", type=click.Choice(["alike", "most"]), default="alike", show_default=True,
    help="How a shortfall is shared within a rank.",
)  # fmt: skip
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="Write the rest.")
@click.pass_context
def correct(
    context: click.Context,
    file: Path,
    happened: Path,
    periods: int | None,
    sharing: str,
    output: Path | None,
) -> None:
    """Find the smallest change of the rest of a plan after what has HAPPENED, a CSV file."""
    from commonweal.plan.correcting import correct as corrected  # noqa: PLC0415 -- loads the solver
    from commonweal.plan.solving import Infeasible, Unsolved  # noqa: PLC0415

    how: Sharing = "alike" if sharing == "alike" else "most"
    with faults_told():
        of, wanted, planned = files.read(file)
        came = happening.read(happened, of, wanted, planned, passed=periods)
        try:
            found = corrected(of, wanted, planned, came, sharing=how)
        except Unsolved as why:
            raise click.ClickException(f"the solver gave up: {why}") from why
        if isinstance(found, Infeasible):
            _conflict(found.words)
            context.exit(NO_PLAN)
        if output is not None:
            files.write_correction(output, found.left, found.plan, found.prices)
    _tell(found.words)
    _tell(telling.correction(certify_correction(found.left, found.plan, found.prices)))
    if output is not None:
        click.echo(f"Written to {output}; check it with: commonweal plan certify {output}")


def _form(sheets: str) -> folder.Form:
    return "parquet" if sheets == "parquet" else "csv"


def _tell(lines: Iterable[str]) -> None:
    for line in lines:
        click.echo(folded(printable(line)))


def _conflict(words: Iterable[str]) -> None:
    click.echo("No plan keeps all limits. These conflict; without any one of them, not:")
    _tell(f"  {line}" for line in words)


@plan.command()
@click.argument("file", metavar="FILE", type=_FILE)
def prices(file: Path) -> None:
    """Write the prices of a plan as CSV: hours that one unit more of each thing would cost."""
    with faults_told():
        of, _, found = files.read(file)
    csv.writer(sys.stdout, lineterminator="\n").writerows(telling.prices(of, found))


@plan.command("export")
@click.argument("file", metavar="FILE", type=_FILE)
@click.argument("economy", metavar="FOLDER", type=click.Path(file_okay=False, path_type=Path))
@_SHEETS
def export_(file: Path, economy: Path, sheets: str) -> None:
    """Write the economy and the orders of a plan as a folder of CSV or Parquet files."""
    with faults_told():
        of, wanted, _ = files.read(file)
        if economy.exists() and any(economy.iterdir()):
            raise click.ClickException(f"{economy} is not empty; name a new folder")
        folder.write(economy, of, wanted, form=_form(sheets))
    click.echo(f"{len(of.products)} products, {len(of.processes)} processes written to {economy}")


@plan.command("import")
@click.argument("table", metavar="TABLE", type=click.Path(exists=True, path_type=Path))
@click.argument("economy", metavar="FOLDER", type=click.Path(file_okay=False, path_type=Path))
@click.option(
    "--format", "form", type=click.Choice(FORMATS),
    help="What TABLE is; seen from its files when left out.",
)  # fmt: skip
@click.option(
    "--made", type=click.Choice(MADE), default="joint", show_default=True,
    help="Of supply and use: processes with several outputs, or a table of one or the other.",
)  # fmt: skip
@click.option("--together", is_flag=True, help="Count imports as made at home.")
@_SHEETS
def import_(
    table: Path, economy: Path, form: Format | None, made: Made, sheets: str, *, together: bool
) -> None:
    """Make a folder of a table of statistics: of WIOD, pymrio, the BEA, or supply and use."""
    with faults_told():
        if economy.exists() and any(economy.iterdir()):
            raise click.ClickException(f"{economy} is not empty; name a new folder")
        of = read_table(table, form, made=made, together=together)
        folder.write(economy, of, form=_form(sheets))
    click.echo(f"{len(of.products)} products, {len(of.processes)} processes written to {economy}")
