"""What a grievance can be about, and for how long it suspends that.

Rules of this module:

* the list of what can be suspended is here, and nothing else is: no election, recall, amendment or
  emergency, no decision on a grievance, nothing that all members or a union decided, no inspector;
* the same matter is suspended for its days once. Only what was given up before it was heard can be
  taken up by others, and then to the same date: neither can a few stop everything for ever, nor
  can friends of a body use the one suspension up for those whom it hurts.

Not here: filing and signing (``law``), carrying a suspension out (``fold``, ``case``, ``state``).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NoReturn

from commonweal.charter.rights import Grievances
from commonweal.polity import events as ev
from commonweal.polity.case import Case
from commonweal.polity.entities import Body, Motion, Seat
from commonweal.polity.planning.proposals.kept import Line
from commonweal.polity.planning.running import line_of, plan_body
from commonweal.polity.refusals import refuse
from commonweal.polity.rights.grievances import data
from commonweal.polity.rights.grievances.sides import arbiter_for, contested, parties, rule_of
from commonweal.polity.rights.initiative.putting import asked_of_all
from commonweal.polity.rights.succession import successor
from commonweal.terms import Moment, MotionId, SeatId, days

SUSPENDED_EFFECTS = ("resolve", "open_body", "merge_bodies", "split_body", "close_body")
"""What a decision may do and still be suspended."""


@dataclass(frozen=True, slots=True)
class Matter:
    """What a grievance is about: a decision, an office as long as one person holds it, or a line.

    Attributes:
        body: the body contested.
    """

    motion: MotionId
    seat: SeatId
    tenure: Moment
    body: Body
    line: int = 0

    @property
    def name(self) -> str:
        """One word for each matter."""
        return data.matter_of(self.motion, self.seat, self.tenure, self.line)


def find_matter(case: Case, rule: Grievances, motion: int, seat: int, line: int) -> Matter:
    """Return what a grievance would be about, or refuse."""
    named = sum(1 for one in (motion, seat, line) if one)
    if named != 1:
        refuse(
            "grievance_of_nothing",
            rule.cite(),
            expected="a decision, an office, or a line of a plan",
            got="several" if named else "none of them",
            remedy="name one; file two grievances for two matters",
        )
    if line:
        _require_kind(rule, "plan")
        return _line(case, rule, line_of(case, line))
    if motion:
        _require_kind(rule, "decision")
        return _decision(case, rule, case.motion(motion))
    _require_kind(rule, "office")
    return _office(case, rule, case.held_seat(seat))


def _require_kind(rule: Grievances, kind: str) -> None:
    if kind not in rule.suspends:
        refuse(
            "grievance_kind_not_suspended",
            rule.cite("suspends"),
            expected=f"a grievance against a {' or '.join(rule.suspends) or 'nothing at all'}",
            got=f"one against {_KINDS[kind]}",
            remedy="move a motion, or write an open letter",
        )


_KINDS = {"office": "an office", "decision": "a decision", "plan": "a line of a plan"}


def _decision(case: Case, rule: Grievances, motion: Motion) -> Matter:
    if motion.stage != "carried" or motion.failed or motion.amends:
        refuse(
            "decision_not_standing",
            rule.cite("suspends"),
            expected="a motion that was carried and has not fallen",
            got=f"motion {motion.id}, {motion.failed or motion.stage}",
            remedy=f"name motion {motion.amends}" if motion.amends else "wait for the decision",
        )
    kind = str(motion.effect.__struct_config__.tag)
    if kind not in SUSPENDED_EFFECTS:
        _never(rule, f"a decision to {kind.replace('_', ' ')}")
    if case.state.is_union(motion.body):
        _never(rule, "a decision of a union")
    if asked_of_all(case, motion) or _stood_before_all(case, motion):
        _never(rule, "a decision of all members")
    return Matter(motion.id, SeatId(0), Moment(0), successor(case, motion.body))


def _stood_before_all(case: Case, motion: Motion) -> bool:
    """Whether all members below have decided on it, or do, because it was called back."""
    held = case.state.call_backs.get(motion.id)
    return held is not None and bool(held.poll)


def _office(case: Case, rule: Grievances, seat: Seat) -> Matter:
    if not seat.office:
        _never(rule, "the seat of a delegate, who can be recalled")
    inspection = case.charter.inspection
    if inspection is not None and seat.office == inspection.office:
        _never(rule, "the office of an inspector")
    if case.state.is_union(seat.body):
        _never(rule, "an office of a union")
    return Matter(MotionId(0), seat.id, seat.since, case.state.bodies[seat.body])


def _line(case: Case, rule: Grievances, line: Line) -> Matter:
    plan = case.state.plans[line.plan]
    if line.is_over or case.at >= plan.ends_at:
        refuse(
            "decision_not_standing",
            rule.cite("suspends"),
            expected="a line of a plan that has not ended",
            got=f"line {line.id}, of which nothing is to be done any more",
            remedy="contest the line in its place, if there is one",
        )
    body = plan_body(case.state, plan)
    return Matter(MotionId(0), SeatId(0), Moment(0), body, line.id)


def _never(rule: Grievances, got: str) -> NoReturn:
    refuse(
        "never_suspended",
        rule.cite("suspends"),
        expected="a decision on what is done, or an office that gives powers",
        got=got,
        remedy="challenge it in the way that it has itself, or write an open letter",
    )


def suspended_until(case: Case, rule: Grievances, matter: str) -> int:
    """Return until when a grievance that comes together now would suspend a matter, or refuse."""
    earlier = case.state.grievances.get(case.state.grieved.get(matter, 0))
    if earlier is None:
        return case.at + days(rule.suspend_days)
    given_up = earlier.stage in ("agreed", "withdrawn") and case.at < earlier.hearing_by
    if not given_up or case.at >= earlier.suspended_until:
        refuse(
            "suspended_before",
            rule.cite("suspend_days"),
            expected="a matter that no grievance has suspended and brought to a hearing",
            got=f"the {matter.split(maxsplit=1)[0]} that grievance {earlier.id} contests",
            remedy="speak at its hearing, or write an open letter",
        )
    return earlier.suspended_until


def suspend(case: Case, found: data.Grievance) -> ev.Event:
    """Suspend what a grievance is about, now that it has come together."""
    rule = rule_of(case, found)
    until = suspended_until(case, rule, found.matter)
    body = contested(case, found)
    return data.MatterSuspended(
        grievance=found.id,
        until=until,
        hearing_by=case.at + days(rule.hearing_days),
        arbiter=arbiter_for(case, rule, body, found.id, parties(case, body, found.line)),
        motion=found.motion,
        seat=found.seat,
        line=found.line,
    )


def release(found: data.Grievance, why: str) -> list[ev.Event]:
    """End a suspension, if it still lasts."""
    return [data.SuspensionEnded(grievance=found.id, why=why)] if found.suspends else []


def release_decision(case: Case, motion: int, why: str) -> list[ev.Event]:
    """End the suspension of a decision, if a grievance suspends it."""
    found = case.state.grievances.get(case.state.suspended_decisions.get(motion, 0))
    return release(found, why) if found is not None else []
