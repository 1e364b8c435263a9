"""The figures of a count as a table, for every page that shows one.

Rules of this module: candidates come in the order of the result, rounds from left to right; votes
that are with nobody have rows of their own.
Not here: the figures (``commonweal.office.results``), looks (``parts/count_table.html``).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from commonweal.office.results import Counted


def round_name(number: int) -> str:
    """Return what a round is called."""
    return _("Round %(number)d") % {"number": number}


def sheet(counted: Counted, names: Sequence[str]) -> dict[str, Any]:
    """Return the context of ``parts/count_table.html``."""
    called = {"exhausted": _("Not transferable"), "lost": _("Lost in rounding down")}
    rows = [
        {
            "name": called[row.kind] if row.place is None else names[row.place],
            "cells": [{"text": text, "mark": mark} for text, mark in row.cells],
        }
        for row in counted.sheet()
    ]
    return {"columns": [round_name(one.number) for one in counted.outcome.rounds], "rows": rows}
