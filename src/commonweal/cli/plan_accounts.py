"""``commonweal plan accounts`` and ``measures``: the books of an adopted plan, and what it cost.

Rules of this module: books are kept of what receivers confirmed, in the plan's unit of account, and
hold bodies, never people; anybody can check them with ``bean-check``.

Not here: the books (``commonweal.office.plan_accounts``), other commands on plans (``plan``).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from commonweal.cli.layout import folded
from commonweal.cli.places import home_option, opened, told
from commonweal.polity import State

if TYPE_CHECKING:
    from commonweal.office.plan_books import Measures


@click.command()
@home_option
@click.option("--plan", "number", type=click.IntRange(1), help="The plan; else the last adopted.")
@click.option("--body", type=click.IntRange(1), help="Only the books of this body.")
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="Write to a file.")
def accounts(home: Path, number: int | None, body: int | None, output: Path | None) -> None:
    """Write the books of an adopted plan as Beancount text.

    What was delivered and confirmed, at the prices of the plan; hours of work; what was taken off
    for quality, and what was sent back.
    """
    from commonweal.office.plan_accounts import books_of, label  # noqa: PLC0415 -- loads the engine
    from commonweal.office.plan_books import plan_books  # noqa: PLC0415 -- likewise
    from commonweal.plan.beancounting import beancount  # noqa: PLC0415 -- likewise

    with told(), opened(home) as office:
        chosen = office.view(lambda state: _chosen(state, number))
        kept = plan_books(office, chosen)
    ledger = kept.ledger
    if body is not None:
        if body not in kept.of.bodies:
            raise click.ClickException(f"body {body} has no part in the books of plan {chosen}")
        ledger = books_of(ledger, label(kept.of, body))
    text = beancount(ledger, kept.days, title=f"Books of plan {chosen}")
    if output is None:
        click.echo(text, nl=False)
    else:
        output.write_text(text, encoding="utf-8")
        click.echo(f"{output} is written. Check it: bean-check {output}")


@click.command()
@home_option
@click.option("--plan", "number", type=click.IntRange(1), help="The plan; else the last adopted.")
def measures(home: Path, number: int | None) -> None:
    """Say what an adopted plan cost beside the work, and how far plans swung.

    Hours of planning, meeting and inspecting, and of what was spoiled; hours of work by which the
    plans of its rounds and its corrections differ; and how the unit of account drifted.
    """
    from commonweal.office.plan_books import measures as measured  # noqa: PLC0415 -- loads it

    with told(), opened(home) as office:
        chosen = office.view(lambda state: _chosen(state, number))
        found = measured(office, chosen)
    for line in _lines(found):
        click.echo(folded(line))


def _lines(found: Measures) -> Iterator[str]:
    cost, hours = found.overhead, found.spent
    yield f"worked: {hours.work:,} hours; planned until now: {hours.planned:,}"
    yield (
        f"beside the work: {cost.share:.1%} of all hours (planning {hours.planning:,}, meeting "
        f"{hours.meeting:,}, inspecting {hours.inspecting:,}, in what was spoiled {cost.lost:,.0f})"
    )
    if found.swings is None:
        yield "swings: the files of the plans are not all in the vault"
    else:
        steps = ", ".join(f"{one:,.0f}" for one in found.swings.steps) or "none"
        whole = found.swings.whole
        yield f"hours moved from plan to plan: {steps}"
        yield f"of these moved and moved back: {whole.hours:,.0f} ({whole.share:.0%})"
    if found.drift is None:
        yield "drift of the unit of account: there is no plan before to compare with"
    else:
        yield (
            f"drift of the unit of account: {found.drift.mean:+.1%} "
            f"(goods of the plan before {found.drift.earlier:+.1%}, of this one "
            f"{found.drift.later:+.1%}; {found.drift.goods} goods)"
        )


def _chosen(state: State, number: int | None) -> int:
    if not state.adopted_plans:
        raise click.ClickException("no plan was adopted yet")
    if number is not None and number not in state.adopted_plans:
        told_of = ", ".join(map(str, state.adopted_plans))
        raise click.ClickException(f"plan {number} was not adopted; these were: {told_of}")
    return number or state.adopted_plans[-1]
