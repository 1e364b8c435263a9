"""Standing: an admission that is objected to, and a death that was none.

Rules of this module:

* those among whom somebody is admitted may object within the days of the constitution; then the
  body decides, before the newcomer has a vote and never after;
* whoever was reported dead and lives takes the report back alone, or two others do; the membership
  goes on with its old date. What was lost by it stays lost, and what was done is on the record;
* this needs no article: a wrong entry is put right under every constitution.

Not here: charges (``charges``), reporting a death (``commonweal.polity.members``).
"""

from __future__ import annotations

from commonweal.charter.rights import Discipline
from commonweal.polity import events as ev
from commonweal.polity.case import Case, require_waited
from commonweal.polity.entities import NO_BODY, NOBODY, Body, MemberStatus, Motion
from commonweal.polity.members import departure
from commonweal.polity.refusals import refuse
from commonweal.polity.rights.carrying import Effects
from commonweal.polity.rights.discipline import data
from commonweal.polity.rights.discipline.charges import rule_in_force
from commonweal.polity.rights.discipline.effects import RefuseAdmission
from commonweal.polity.rights.succession import successor
from commonweal.polity.rights.texts import require_text
from commonweal.terms import days


def object_to_admission(case: Case, command: data.ObjectToAdmission) -> list[ev.Event]:
    """Object to the admission of a newcomer to one's own body."""
    rule, newcomer = rule_in_force(case), command.member
    case.member(newcomer)
    require_waited(case)
    _require_beside(case, rule, newcomer)
    since = case.state.members.since[newcomer]
    objecting_s = days(rule.objection_days or 0)
    if not case.is_waiting(newcomer) or case.at >= since + objecting_s:
        _refuse_settled(rule, newcomer)
    if case.by in case.state.objections.get(newcomer, ()):
        refuse(
            "admission_objected_before",
            rule.cite("objection_days"),
            expected="one objection each",
            got=f"a second one by member {case.by}",
            remedy="move that the body refuses the admission",
        )
    require_text(command.text, rule.cite("objection_days"))
    return [data.AdmissionObjected(member=newcomer, by=case.by, text=command.text)]


def _require_beside(case: Case, rule: Discipline, newcomer: int) -> None:
    home = case.state.members.home
    if home[case.by] == NO_BODY or home[case.by] != home[newcomer]:
        refuse(
            "objector_outside_body",
            rule.cite("objection_days"),
            expected="a member of the body to which the newcomer was admitted",
            got=f"member {case.by}",
            remedy="leave it to those who work with the newcomer",
        )


def _refuse_settled(rule: Discipline, newcomer: int) -> None:
    refuse(
        "admission_settled",
        rule.cite("objection_days"),
        expected=f"a newcomer, within {rule.objection_days or 0} days of the admission",
        got=f"member {newcomer}",
        remedy="charge the member, if there is a ground",
    )


def check_refusal(case: Case, body: Body, effect: RefuseAdmission) -> None:
    """Refuse to turn a member away to whom nobody objected in time, or who votes already."""
    rule = rule_in_force(case)
    case.member(effect.member)
    if not case.is_waiting(effect.member):
        _refuse_settled(rule, effect.member)
    objected = effect.member in case.state.objections
    if not objected or case.state.members.home[effect.member] != body.id:
        refuse(
            "admission_not_objected",
            rule.cite("objection_days"),
            expected=f"a newcomer of {body.name} to whom a member has objected",
            got=f"member {effect.member}",
            remedy="object first, with your reasons",
        )


def refuse_admission(case: Case, motion: Motion, effect: RefuseAdmission) -> list[ev.Event]:
    """Turn a newcomer away."""
    refused = data.AdmissionRefused(member=effect.member, motion=motion.id)
    return departure(case, effect.member, refused, "left")


# A death that was none.


def reinstate_member(case: Case, command: data.ReinstateMember) -> list[ev.Event]:
    """Take a death back: the member alone, or the second of two others."""
    member = command.member
    departed = _reported_dead(case, member)
    if case.by == member:
        return [_reinstated(case, departed, member, (member,))]
    case.member(case.by)  # the office is nobody who could know
    first = departed.asked_by
    if first == NOBODY:
        return [data.ReinstatementAsked(member=member, by=case.by)]
    if first == case.by:
        refuse(
            "reinstatement_asked_before",
            case.charter.members.cite(),
            expected=f"somebody other than member {first}",
            got=f"member {case.by}",
            remedy="let a second person say so, or the member",
        )
    return [_reinstated(case, departed, member, (first, case.by))]


def _reported_dead(case: Case, member: int) -> data.Departed:
    departed = case.state.departed.get(member)
    dead = departed is not None and case.state.members.status[member] == MemberStatus.DIED
    if departed is None or not dead:
        refuse(
            "member_not_reported_dead",
            case.charter.members.cite(),
            expected="a member who was recorded as dead",
            got=member,
            remedy="nothing is to be taken back; whoever has left is admitted anew",
        )
    return departed


def _reinstated(
    case: Case, departed: data.Departed, member: int, by: tuple[int, ...]
) -> data.MemberReinstated:
    home = successor(case, departed.home) if departed.home else None
    return data.MemberReinstated(
        member=member,
        home=home.id if home is not None and home.is_open else NO_BODY,
        by=by,
        died_at=departed.at,
    )


EFFECTS: Effects = {RefuseAdmission: (check_refusal, refuse_admission)}
"""What refuses each effect, and what carries it out."""
