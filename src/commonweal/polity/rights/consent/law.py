"""Refusing to be moved, and what falls due while a reorganisation waits for consent.

Rules of this module: nobody is moved by a split against their will, because that would be a recall
by strangers; and one who stays does not hold up those who want to go.

Not here: asking the bodies (``asking``).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from commonweal.polity import effects as ef
from commonweal.polity import events as ev
from commonweal.polity.case import Case, require_office
from commonweal.polity.command import Command
from commonweal.polity.refusals import refuse
from commonweal.polity.rights.consent import data
from commonweal.polity.rights.consent.asking import fall, has_consent, settle, waiting
from commonweal.polity.state import State


def refuse_move(case: Case, command: data.RefuseMove) -> list[ev.Event]:
    """Stay where one is, whatever is decided about a split."""
    found = waiting(case, command.motion)
    motion = case.state.motions[found.motion]
    cite = case.charter_of(motion.charter).reorganisation.cite("consent")
    if not isinstance(motion.effect, ef.SplitBody) or case.by not in motion.effect.members:
        refuse(
            "move_not_concerned",
            cite,
            expected="a member whom the split would move",
            got=f"member {case.by}",
            remedy="vote on the question that is put to your body",
        )
    if case.by in found.staying:
        refuse(
            "move_refused_before",
            cite,
            expected="one refusal each",
            got=f"a second one by member {case.by}",
            remedy="nothing more is needed: you stay",
        )
    return [data.MoveRefused(motion=found.motion, by=case.by)]


def settle_reorganisation(case: Case, command: data.SettleReorganisation) -> list[ev.Event]:
    """Let a change fall to which not everybody has consented in time.

    What all consented to while a grievance suspended it is carried out now.
    """
    require_office(case, "settle_reorganisation")
    found = case.state.reorganisations.get(command.motion)
    suspended = command.motion in case.state.suspended_decisions
    if found is None or found.stage != "waiting" or case.at < found.until or suspended:
        refuse(
            "nothing_due",
            case.charter.reorganisation.cite("consent_days"),
            expected="a change whose time for consent is over",
            got="none",
            remedy="wait",
        )
    if has_consent(case, found):
        return settle(case, found, case.state.motions[found.motion])
    return fall(case, found, "no_answer")


LAW: dict[type[Command], Callable[[Case, Any], list[ev.Event]]] = {
    data.RefuseMove: refuse_move,
    data.SettleReorganisation: settle_reorganisation,
}
"""The law that decides each command."""

DUE: dict[str, Callable[[State, int], Command]] = {
    "reorganisation": lambda _state, motion: data.SettleReorganisation(motion=motion),
}
"""The command for each kind of item on the calendar."""
