"""Proposals and plans, lawfully."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from commonweal.polity import events as ev
from commonweal.polity.case import Case
from commonweal.polity.command import Command
from commonweal.polity.rights.carrying import Effects
from commonweal.polity.state import State

LAW: dict[type[Command], Callable[[Case, Any], list[ev.Event]]] = {}
"""The law that decides each command."""

DUE: dict[str, Callable[[State, int], Command]] = {}
"""The command for each kind of item on the calendar."""

EFFECTS: Effects = {}
"""What refuses each effect, and what carries it out."""
