"""``commonweal tick``: do what has fallen due by lapse of time.

Rules of this module: a served federation ticks by itself; this is for one that is not served, for
instance once an hour by a timer.

Not here: what falls due (``commonweal.polity.due``).
"""

from __future__ import annotations

from pathlib import Path

import click

from commonweal.cli.places import home_option, opened, told
from commonweal.office import Follower


@click.command()
@home_option
def tick(home: Path) -> None:
    """Do what has fallen due: close votes, end terms and emergencies, bring tasks back."""
    with told(), opened(home) as office:
        if isinstance(office, Follower):
            click.echo("Another process writes this federation, and ticks by itself.")
            return
        count = office.tick()
    click.echo("Nothing has fallen due." if not count else f"{count} entries were written.")
