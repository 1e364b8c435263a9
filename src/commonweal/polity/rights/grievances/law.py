"""Filing and signing grievances, and what ends by itself.

Rules of this module:

* no officer is asked: the last signature suspends what the grievance is about, at once;
* whoever does not vote yet does not sign either, and nobody stands behind many at a time;
* every suspension ends by itself on its date, also when nobody does anything any more.

Not here: what can be contested (``matters``), what follows (``hearing``), what bodies decide about
grievances (``arbitrating``).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from commonweal.charter.rights import Grievances
from commonweal.polity import events as ev
from commonweal.polity.case import Case, require_office, require_waited
from commonweal.polity.command import Command
from commonweal.polity.entities import NO_BODY, Body
from commonweal.polity.refusals import refuse
from commonweal.polity.rights.grievances import data, hearing
from commonweal.polity.rights.grievances.matters import (
    Matter,
    find_matter,
    release,
    suspend,
    suspended_until,
)
from commonweal.polity.rights.grievances.offices import is_same_tenure
from commonweal.polity.rights.grievances.sides import (
    belongs_to_any,
    contested,
    grievance,
    parties,
    refuse_again,
    rule_in_force,
    rule_of,
    told_of,
)
from commonweal.polity.rights.texts import require_text
from commonweal.polity.state import State
from commonweal.terms import BodyId, CharterVersion, MemberId, Moment, days


def file_grievance(case: Case, command: data.FileGrievance) -> list[ev.Event]:
    """File a grievance; where one signature is enough, it suspends at once."""
    rule = rule_in_force(case)
    matter = find_matter(case, rule, command.motion, command.seat, command.line)
    concerned = parties(case, matter.body, matter.line)
    _check_signatory(case, rule, concerned)
    require_text(command.text, rule.cite())
    people = sum(one.people for one in concerned)
    members = min(rule.members_min, (people + 1) // 2)
    return filed(case, rule, matter, command.text, needed=members)


def filed(
    case: Case,
    rule: Grievances,
    matter: Matter,
    text: str,
    *,
    needed: int,
    by: int = 0,
    union: int = NO_BODY,
    decided: int = 0,
) -> list[ev.Event]:
    """Return that a grievance is filed, and that it suspends where no signature is missing."""
    found = data.Grievance(
        id=case.new("grievances"),
        motion=matter.motion,
        seat=matter.seat,
        tenure=matter.tenure,
        body=matter.body.id,
        by=MemberId(by or case.by),
        charter=CharterVersion(case.version),
        filed_at=case.at,
        until=Moment(case.at + days(rule.signature_days)),
        text=text,
        needed=needed,
        union=BodyId(union),
        line=matter.line,
    )
    suspended_until(case, rule, found.matter)
    event = data.GrievanceFiled(
        grievance=found.id,
        body=found.body,
        by=found.by,
        charter=found.charter,
        text=text,
        until=found.until,
        needed=needed,
        motion=found.motion,
        seat=found.seat,
        tenure=found.tenure,
        union=union,
        decided=decided,
        line=found.line,
    )
    return [event] if needed > 1 else [event, *come_together(case, found)]


def come_together(case: Case, found: data.Grievance) -> list[ev.Event]:
    """Suspend what a grievance is about, and tell whom it concerns."""
    told = [
        ev.BodyNotified(
            body=one.id, about="grievance_suspends", seat=found.seat, motion=found.motion
        )
        for one in told_of(case, found)
    ]
    return [suspend(case, found), *told]


def sign_grievance(case: Case, command: data.SignGrievance) -> list[ev.Event]:
    """Sign a grievance; the last signature that is needed suspends what it is about."""
    found = grievance(case, command.grievance, "gathering")
    rule = rule_of(case, found)
    concerned = parties(case, contested(case, found), found.line)
    if case.by in found.signatures:
        refuse_again(case, found, "a second signature")
    _check_signatory(case, rule, concerned)
    _require_same_holder(case, rule, found)
    suspended_until(case, rule, found.matter)
    signed = data.GrievanceSigned(grievance=found.id, by=case.by)
    signed_by = sum(1 for one in found.signatures if belongs_to_any(case, one, concerned))
    if signed_by + 1 < found.needed:
        return [signed]
    return [signed, *come_together(case, found)]


def _require_same_holder(case: Case, rule: Grievances, found: data.Grievance) -> None:
    """Refuse to bring a grievance together against whoever held an office before.

    It would take the place of one against the present holder.
    """
    if found.seat and not is_same_tenure(case.state.seats[found.seat], found.tenure):
        refuse(
            "grievance_over",
            rule.cite(),
            expected="one against whoever holds the office now",
            got=f"grievance {found.id}, against the holder before",
            remedy="file another, if there is reason for it",
        )


def _check_signatory(case: Case, rule: Grievances, concerned: list[Body]) -> None:
    require_waited(case)
    if not belongs_to_any(case, case.by, concerned):
        names = " or ".join(one.name for one in concerned)
        refuse(
            "grievance_not_concerned",
            rule.cite("members_min"),
            expected=f"somebody of {names}, or of a body below it",
            got=f"member {case.by}",
            remedy="leave it to those whom it concerns, or write an open letter",
        )
    check_limit(case, rule, case.state.grievances_signed.get(case.by, []), f"member {case.by}")


def check_limit(case: Case, rule: Grievances, behind: list[int], who: str) -> None:
    """Refuse who stands behind too many grievances that gather signatures or suspend something."""
    if is_at_limit(case, rule, behind):
        refuse(
            "grievance_limit_reached",
            rule.cite("signed_max"),
            expected=f"at most {rule.signed_max} grievances at a time",
            got=f"{who}, behind {_running(case, behind)}",
            remedy="wait until one of them is over",
        )


def is_at_limit(case: Case, rule: Grievances, behind: list[int]) -> bool:
    """Whether somebody stands behind as many grievances as the article lets them."""
    return _running(case, behind) >= rule.signed_max


def _running(case: Case, behind: list[int]) -> int:
    return sum(1 for one in behind if case.state.grievances[one].is_running)


# What ends by itself.


def lapse_grievance(case: Case, command: data.LapseGrievance) -> list[ev.Event]:
    """End a grievance that did not come together in time."""
    require_office(case, "lapse_grievance")
    found = grievance(case, command.grievance)
    _require_due(case, found, due=found.stage == "gathering" and case.at >= found.until)
    return [data.GrievanceLapsed(grievance=found.id)]


def end_suspension(case: Case, command: data.EndSuspension) -> list[ev.Event]:
    """End a suspension whose days are over."""
    require_office(case, "end_suspension")
    found = grievance(case, command.grievance)
    _require_due(case, found, due=found.suspends and case.at >= found.suspended_until)
    return release(found, "time_is_up")


def end_hearing(case: Case, command: data.EndHearing) -> list[ev.Event]:
    """Say that the days for a hearing are over, and nothing has come of it."""
    require_office(case, "end_hearing")
    found = grievance(case, command.grievance)
    _require_due(case, found, due=found.stage == "open" and case.at >= found.hearing_by)
    return [data.HearingEnded(grievance=found.id, held=bool(found.hearing_at))]


def _require_due(case: Case, found: data.Grievance, *, due: bool) -> None:
    if not due:
        refuse(
            "nothing_due",
            rule_of(case, found).cite(),
            expected="a grievance of which a date has passed",
            got=f"grievance {found.id}",
            remedy="wait",
        )


LAW: dict[type[Command], Callable[[Case, Any], list[ev.Event]]] = {
    data.FileGrievance: file_grievance,
    data.SignGrievance: sign_grievance,
    data.AnswerGrievance: hearing.answer_grievance,
    data.CallHearing: hearing.call_hearing,
    data.AgreeGrievance: hearing.agree_grievance,
    data.WithdrawGrievance: hearing.withdraw_grievance,
    data.GiveStrikeNotice: hearing.give_strike_notice,
    data.RecordStrike: hearing.record_strike,
    data.LapseGrievance: lapse_grievance,
    data.EndHearing: end_hearing,
    data.EndSuspension: end_suspension,
}
"""The law that decides each command."""

DUE: dict[str, Callable[[State, int], Command]] = {
    "grievance": lambda _state, number: data.LapseGrievance(grievance=number),
    "hearing": lambda _state, number: data.EndHearing(grievance=number),
    "suspension": lambda _state, number: data.EndSuspension(grievance=number),
}
"""The command for each kind of item on the calendar."""
