"""The law of leaving and joining, command by command; and what falls due.

Not here: the effects of motions (``leaving``, ``joining``).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from commonweal.polity import events as ev
from commonweal.polity.case import Case
from commonweal.polity.command import Command
from commonweal.polity.rights.affiliation import data, joining, leaving
from commonweal.polity.rights.affiliation.settling import enter_account
from commonweal.polity.rights.carrying import Effects
from commonweal.polity.state import State

LAW: dict[type[Command], Callable[[Case, Any], list[ev.Event]]] = {
    data.StayBehind: leaving.stay_behind,
    data.EnterAccount: enter_account,
    data.CarryOutLeaving: leaving.carry_out_leaving,
}
"""The law that decides each command."""

EFFECTS: Effects = {**leaving.EFFECTS, **joining.EFFECTS}
"""What refuses each effect, and what carries it out."""

DUE: dict[str, Callable[[State, int], Command]] = {
    "leaving": lambda _state, number: data.CarryOutLeaving(leaving=number),
}
"""The command for each kind of item on the calendar."""
