"""How commands on plans tell faults, and the codes they end with.

Not here: the commands (``plan``, ``plan_ensemble``).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click

from commonweal.cli.draws import printable
from commonweal.plan.columnar import Unreadable
from commonweal.terms import FaultyDocument

NO_PLAN = 3
"""The code with which a command ends when no plan keeps all limits."""


@contextmanager
def faults_told() -> Iterator[None]:
    """Tell faults on the standard error, and end with code 1."""
    try:
        yield
    except FaultyDocument as faulty:
        for fault in faulty.faults:
            click.echo(printable(str(fault)), err=True)
        found = len(faulty.faults)
        raise click.ClickException(
            f"{found} fault{'s' * (found > 1)}; nothing was done"
        ) from faulty
    except Unreadable as why_not:
        raise click.ClickException(f"{why_not.what}; {why_not.remedy}") from why_not
    except OSError as error:
        why = f"{error.filename}: {error.strerror}" if error.filename else str(error)
        raise click.ClickException(printable(why)) from error
