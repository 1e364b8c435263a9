"""Appeals, what falls due on a charge, and what other decisions mean for it.

Rules of this module:

* an appeal needs nobody's consent, and no officer; it stops the expulsion until it is decided;
* a charge that nobody decides in time lapses, and one against whoever has left ends; if they were
  reported dead and live it goes on;
* what a body has voted down is noted by the entry that declares the vote.

Not here: charging (``charges``), deciding (``deciding``), admission and death (``standing``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from commonweal.charter.rights import Discipline
from commonweal.polity import events as ev
from commonweal.polity.case import Case, require_office
from commonweal.polity.command import Command
from commonweal.polity.refusals import refuse
from commonweal.polity.rights.affiliation.data import MembersLeftWithBody
from commonweal.polity.rights.challenges.data import PollAnnulled
from commonweal.polity.rights.challenges.parties import open_challenges
from commonweal.polity.rights.discipline import data
from commonweal.polity.rights.discipline.charges import (
    answer_charge,
    charge_member,
    found_charge,
    require_charged,
    require_running,
    rule_of,
)
from commonweal.polity.rights.discipline.data import Charge
from commonweal.polity.rights.discipline.deciding import complete, let_go
from commonweal.polity.rights.discipline.effects import AGAINST_A_MEMBER, DecideAppeal
from commonweal.polity.rights.discipline.standing import object_to_admission, reinstate_member
from commonweal.polity.rights.succession import successor
from commonweal.polity.state import State
from commonweal.terms import days


def appeal_expulsion(case: Case, command: data.AppealExpulsion) -> list[ev.Event]:
    """Bring one's own expulsion before the body above."""
    charge, rule = found_charge(case, command.charge)
    require_charged(case, charge, rule)
    require_running(charge, rule)
    if charge.stage != "decided":
        refuse(
            "expulsion_not_appealable",
            rule.cite("appeal_days"),
            expected="an expulsion against which nobody has appealed yet",
            got=f"charge {charge.id}, {charge.stage}",
            remedy="answer the charge, or wait for the decision above",
        )
    appealed = data.ExpulsionAppealed(charge=charge.id, by=case.by, text=command.text)
    return _before_those_above(case, charge, appealed)


def lapse_charge(case: Case, command: data.LapseCharge) -> list[ev.Event]:
    """End a charge that nobody has decided in time."""
    require_office(case, "lapse_charge")
    charge, rule = found_charge(case, command.charge)
    if charge.stage != "open" or charge.suspended or case.at < charge.decide_by:
        _refuse_nothing_due(rule, charge, "a charge that nobody has decided in time")
    return [data.ChargeEnded(charge=charge.id, outcome="lapsed")]


def complete_expulsion(case: Case, command: data.CompleteExpulsion) -> list[ev.Event]:
    """Let an expulsion take effect against which nobody has appealed."""
    require_office(case, "complete_expulsion")
    charge, rule = found_charge(case, command.charge)
    if charge.stage != "decided" or case.at < charge.appeal_until:
        _refuse_nothing_due(rule, charge, "an expulsion whose time for an appeal is over")
    if open_challenges(case.state, case.state.motions[charge.motion].poll):
        # Nobody is put out by a vote that may yet be annulled: it is for the body above.
        return _before_those_above(case, charge, data.ExpulsionAppealed(charge=charge.id, by=0))
    return complete(case, charge)


def _before_those_above(
    case: Case, charge: Charge, appealed: data.ExpulsionAppealed
) -> list[ev.Event]:
    above = successor(case, charge.appeal_to)
    told = ev.BodyNotified(body=above.id, about="expulsion_appealed", motion=charge.motion)
    return [appealed, told]


def _refuse_nothing_due(rule: Discipline, charge: Charge, expected: str) -> None:
    refuse(
        "nothing_due",
        rule.cite(),
        expected=expected,
        got=f"charge {charge.id}, {charge.outcome or charge.stage}",
        remedy="wait",
    )


def following(case: Case, events: Iterable[ev.Event]) -> list[ev.Event]:
    """Give what a vote that was lost, and a membership that ended, mean for charges."""
    found: list[ev.Event] = []
    for event in events:
        match event:
            case ev.MotionDecided(outcome="rejected", motion=motion):
                found += _voted_down(case, motion)
            case ev.MemberLeft(member=member) | data.AdmissionRefused(member=member):
                found += _left(case, member)
            case data.MemberExpelled(member=member, charge=own):
                found += _left(case, member, own)
            case MembersLeftWithBody(members=members):
                found += [one for member in members for one in _left(case, member)]
            case PollAnnulled(poll=poll):
                found += _annulled(case, poll)
            case data.MemberReinstated(member=member, died_at=died_at):
                found += _taken_up(case, member, died_at)
    return found


def _voted_down(case: Case, number: int) -> Iterator[ev.Event]:
    motion = case.state.motions[number]
    if motion.amends:
        return
    effect = motion.effect
    if isinstance(effect, AGAINST_A_MEMBER):
        charge, kind = case.state.charges[effect.charge], str(effect.__struct_config__.tag)
        if charge.stage == "open" and kind not in charge.refused:
            yield data.ChargeDecisionRefused(charge=charge.id, motion=number, decision=kind)
    elif isinstance(effect, DecideAppeal) and effect.upheld:
        charge = case.state.charges[effect.charge]
        if charge.stage == "appealed" or (charge.stage == "open" and charge.suspended):
            yield let_go(charge, number)


def _annulled(case: Case, poll: int) -> Iterator[ev.Event]:
    """Let a charge be as it was before a vote on it that is held again."""
    number = case.state.polls[poll].motion
    motion = case.state.motions.get(number)
    if motion is None or not isinstance(motion.effect, AGAINST_A_MEMBER):
        return
    charge, rule = found_charge(case, motion.effect.charge)
    kind = str(motion.effect.__struct_config__.tag)
    decided = charge.motion == number and charge.outcome in ("", "reprimanded")
    voted_down = charge.stage == "open" and kind in charge.refused
    there = case.state.members.is_active(charge.member)
    if there and (decided or voted_down):
        yield data.ChargeReopened(
            charge=charge.id,
            motion=number,
            decision=kind,
            decide_by=case.at + days(rule.decision_days),
        )


def _taken_up(case: Case, member: int, died_at: int) -> Iterator[data.ChargeReopened]:
    """Let the charges go on that ended with a death that was none; they are decided anew."""
    for charge in (case.state.charges[one] for one in case.state.charges_of.get(member, ())):
        if charge.outcome == "left" and charge.ended_at == died_at:
            hearing_s = max(0, charge.hearing_until - case.at)
            until = case.at + hearing_s + days(rule_of(case, charge).decision_days)
            yield data.ChargeReopened(charge=charge.id, motion=0, decision="", decide_by=until)


def _left(case: Case, member: int, own: int = 0) -> list[ev.Event]:
    running = case.state.charged.get(member, ())
    return [data.ChargeEnded(charge=one, outcome="left") for one in running if one != own]


LAW: dict[type[Command], Callable[[Case, Any], list[ev.Event]]] = {
    data.ChargeMember: charge_member,
    data.AnswerCharge: answer_charge,
    data.AppealExpulsion: appeal_expulsion,
    data.LapseCharge: lapse_charge,
    data.CompleteExpulsion: complete_expulsion,
    data.ObjectToAdmission: object_to_admission,
    data.ReinstateMember: reinstate_member,
}
"""The law that decides each command."""

DUE: dict[str, Callable[[State, int], Command]] = {
    "charge": lambda _state, charge: data.LapseCharge(charge=charge),
    "expulsion": lambda _state, charge: data.CompleteExpulsion(charge=charge),
}
"""The command for each kind of item on the calendar."""
