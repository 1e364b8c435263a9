"""What a right says of each of its effects: what refuses it, and what carries it out.

Not here: the table of all effects (``commonweal.polity.decisions``).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from commonweal.polity.case import Case
from commonweal.polity.effect import Effect
from commonweal.polity.entities import Body, Motion
from commonweal.polity.event import Event

Check: TypeAlias = Callable[[Case, Body, Any], None]
"""Refuses a motion whose effect the body cannot bring about; asked when moved and when carried."""

Carry: TypeAlias = Callable[[Case, Motion, Any], list[Event]]
"""Gives what follows from a motion that was carried."""

Effects: TypeAlias = dict[type[Effect], tuple[Check, Carry]]
