"""``commonweal plan accounts``: the books of an adopted plan, as Beancount text.

Rules of this module: they are kept of what receivers confirmed, in the plan's unit of account, and
hold bodies, never people; anybody can check them with ``bean-check``.

Not here: the books (``commonweal.office.plan_accounts``), other commands on plans (``plan``).
"""

from __future__ import annotations

from pathlib import Path

import click

from commonweal.cli.places import home_option, opened, told
from commonweal.polity import State


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


def _chosen(state: State, number: int | None) -> int:
    if not state.adopted_plans:
        raise click.ClickException("no plan was adopted yet")
    if number is not None and number not in state.adopted_plans:
        told_of = ", ".join(map(str, state.adopted_plans))
        raise click.ClickException(f"plan {number} was not adopted; these were: {told_of}")
    return number or state.adopted_plans[-1]
