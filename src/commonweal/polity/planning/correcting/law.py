"""Alerts and corrections, lawfully: the table.

Not here: alerts (``alerting``), corrections and what councils say to them (``agreeing``).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from commonweal.polity import events as ev
from commonweal.polity.case import Case
from commonweal.polity.command import Command
from commonweal.polity.planning.correcting import agreeing, alerting, data
from commonweal.polity.rights.carrying import Effects
from commonweal.polity.state import State

LAW: dict[type[Command], Callable[[Case, Any], list[ev.Event]]] = {
    data.PassPeriod: alerting.pass_period,
    data.RecordSigns: alerting.record_signs,
    data.AnswerAlert: alerting.answer_alert,
    data.PassAlert: alerting.pass_alert,
    data.AskForCorrection: agreeing.ask_for_correction,
    data.RecordCorrection: agreeing.record_correction,
    data.SettleCorrection: agreeing.settle_correction,
}
"""The law that decides each command."""

DUE: dict[str, Callable[[State, int], Command]] = {
    "period": lambda _state, plan: data.PassPeriod(plan=plan),
    "alert": lambda _state, alert: data.PassAlert(alert=alert),
    "plan_correction": lambda _state, one: data.SettleCorrection(correction=one),
}
"""The command for each kind of item on the calendar."""

EFFECTS: Effects = agreeing.EFFECTS
"""What refuses each effect, and what carries it out."""
