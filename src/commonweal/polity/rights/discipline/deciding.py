"""Deciding on a charge, and on an appeal: what the member's body and the body above it can do.

Rules of this module:

* the body of the member decides, by a motion that is moved when the hearing is over, and with Yes
  from two people at least: whoever charges does not decide alone;
* what the body has voted down is not moved again;
* no single body puts an inspector out, whom all have elected and by whom it is inspected: those who
  elect inspectors recall, and then it decides as on everybody;
* an expulsion changes nothing before the time to appeal is over; a doubt is for the member: where
  the body above does not uphold it, it is annulled.

Not here: charging and answering (``charges``), what falls due (``law``).
"""

from __future__ import annotations

from fractions import Fraction

from commonweal.polity import events as ev
from commonweal.polity.case import Case
from commonweal.polity.entities import Body, Motion
from commonweal.polity.members import departure
from commonweal.polity.refusals import refuse
from commonweal.polity.rights.carrying import Effects
from commonweal.polity.rights.discipline import data
from commonweal.polity.rights.discipline.charges import (
    found_charge,
    require_running,
)
from commonweal.polity.rights.discipline.data import Charge
from commonweal.polity.rights.discipline.effects import (
    DecideAppeal,
    ExpelMember,
    ReprimandMember,
)
from commonweal.polity.rights.succession import successor
from commonweal.terms import days

YES_MIN = 2
"""People who have to say Yes: one alone is the one who charged."""


def decision_rule(
    case: Case, motion: Motion, effect: ExpelMember | ReprimandMember
) -> tuple[Fraction, Fraction, str]:
    """Return the share of Yes, of all votes, and the article, for a decision against a member."""
    _charge, rule = found_charge(case, effect.charge)
    poll = case.state.polls.get(motion.poll)
    electors = poll.electors if poll is not None else 0
    of_all = max(rule.yes_share_min, Fraction(YES_MIN, max(electors, YES_MIN)))
    return rule.majority, of_all, rule.cite("majority")


def check_decision(case: Case, body: Body, effect: ExpelMember | ReprimandMember) -> None:
    """Refuse a decision on a charge elsewhere, too early, too late, or once more."""
    charge, rule = found_charge(case, effect.charge)
    _require_body(case, charge, body, successor(case, charge.body))
    require_running(charge, rule)
    if charge.suspended:
        refuse(
            "charges_suspended",
            rule.cite("many"),
            expected="a charge that is not one of a wave",
            got=f"charge {charge.id}, of a wave against {charge.suspended}",
            remedy=f"wait until {_above(case, charge).name} has heard it",
        )
    if charge.stage != "open":
        _refuse_over(case, charge, f"charge {charge.id}, {charge.stage}")
    if case.at < charge.hearing_until:
        refuse(
            "hearing_not_over",
            rule.cite("hearing_days"),
            expected="a member who has had the time to answer",
            got=f"{-(-(charge.hearing_until - case.at) // days(1))} days too early",
            remedy="wait until then, and read the answer",
        )
    kind = str(effect.__struct_config__.tag)
    if kind in charge.refused:
        refuse(
            "charge_decision_refused_before",
            rule.cite("majority"),
            expected="what the body has not voted down",
            got=f"to {kind.replace('_', ' ')} on charge {charge.id}",
            remedy="let the charge lapse",
        )
    if isinstance(effect, ExpelMember):
        _require_no_inspector(case, charge.member)


def _require_no_inspector(case: Case, member: int) -> None:
    """Refuse to put out who inspects those who would decide on it."""
    rule = case.charter.inspection
    offices = (case.state.seats[one].office for one in case.state.held.get(member, ()))
    if rule is not None and rule.office in offices:
        refuse(
            "inspector_not_put_out",
            rule.cite("office"),
            expected="somebody who does not inspect this body",
            got=f"member {member}, {case.charter.offices[rule.office].title}",
            remedy="reprimand, or let those who elect inspectors recall first",
        )


def _above(case: Case, charge: Charge) -> Body:
    return successor(case, charge.appeal_to)


def _require_body(case: Case, charge: Charge, body: Body, answering: Body) -> None:
    if body.id != answering.id:
        _charge, rule = found_charge(case, charge.id)
        refuse(
            "charge_of_another_body",
            rule.cite("appeal_level"),
            expected=answering.name,
            got=body.name,
            remedy="leave it to that body",
        )


def _refuse_over(case: Case, charge: Charge, got: str) -> None:
    _charge, rule = found_charge(case, charge.id)
    refuse(
        "charge_over",
        rule.cite(),
        expected="a charge on which nothing is decided",
        got=got,
        remedy="read what became of it",
    )


def expel(case: Case, motion: Motion, effect: ExpelMember) -> list[ev.Event]:
    """Decide on an expulsion; the member has the time to appeal, twice as long if never heard."""
    charge, rule = found_charge(case, effect.charge)
    appeal_days = rule.appeal_days if charge.answers else 2 * rule.appeal_days
    decided = data.ExpulsionDecided(
        charge=charge.id,
        member=charge.member,
        motion=motion.id,
        appeal_until=case.at + days(appeal_days),
    )
    return [decided]


def reprimand(case: Case, motion: Motion, effect: ReprimandMember) -> list[ev.Event]:
    """Reprimand a member, which ends the charge."""
    charge = case.state.charges[effect.charge]
    said = data.MemberReprimanded(charge=charge.id, member=charge.member, motion=motion.id)
    return [said]


# Above.


def check_appeal(case: Case, body: Body, effect: DecideAppeal) -> None:
    """Refuse to decide an appeal that is not before this body."""
    charge, rule = found_charge(case, effect.charge)
    _require_body(case, charge, body, _above(case, charge))
    require_running(charge, rule)
    if charge.stage != "appealed" and not charge.suspended:
        refuse(
            "appeal_not_pending",
            rule.cite("appeal_level"),
            expected="an expulsion that was appealed against, or a charge of a wave",
            got=f"charge {charge.id}, {charge.stage}",
            remedy="leave it to the body of the member",
        )


def decide_appeal(case: Case, motion: Motion, effect: DecideAppeal) -> list[ev.Event]:
    """Let an expulsion stand or annul it; let a charge of a wave go on, or drop it."""
    charge, rule = found_charge(case, effect.charge)
    if not effect.upheld:
        return [let_go(charge, motion.id)]
    if charge.stage == "appealed":
        return complete(case, charge, motion.id)
    hearing_until = case.at + days(rule.hearing_days)
    released = data.ChargeReleased(
        charge=charge.id,
        motion=motion.id,
        hearing_until=hearing_until,
        decide_by=hearing_until + days(rule.decision_days),
    )
    return [released]


def let_go(charge: Charge, motion: int) -> data.ChargeEnded:
    """Return that the body above annuls an expulsion, or drops a charge."""
    if charge.stage == "appealed":
        return data.ChargeEnded(charge=charge.id, outcome="annulled", motion=motion)
    return data.ChargeEnded(charge=charge.id, outcome="dropped", motion=motion)


def complete(case: Case, charge: Charge, motion: int = 0) -> list[ev.Event]:
    """Let an expulsion take effect: seats fall, candidacies and signatures count no more."""
    expelled = data.MemberExpelled(charge=charge.id, member=charge.member, motion=motion)
    return departure(case, charge.member, expelled, "left")


EFFECTS: Effects = {
    ExpelMember: (check_decision, expel),
    ReprimandMember: (check_decision, reprimand),
    DecideAppeal: (check_appeal, decide_appeal),
}
"""What refuses each effect, and what carries it out."""
