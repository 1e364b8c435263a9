"""Workers' control, lawfully: entering a unit, asking to see, noting what came of it, and leaving.

Rules of this module:

* a council of a workforce is an ordinary body of the level named; the register is all that is new;
* whoever votes in it asks; whoever asked says what came of it, so that nobody can be made to have
  been shown something by somebody else; when they have left the workforce, any other does;
* what nobody answers is noted by itself, and of every refusal the body above is told;
* a register ends by the council's own decision and in no other way; what it says stays.

Not here: taking a unit over (a matter of bodies and of the plan).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

from commonweal.charter.rights import Control as Rule
from commonweal.polity import events as ev
from commonweal.polity.case import Case, numbered, provided, require_office
from commonweal.polity.command import Command
from commonweal.polity.entities import Body, Motion
from commonweal.polity.reach import check_reach
from commonweal.polity.refusals import refuse
from commonweal.polity.rights.carrying import Effects
from commonweal.polity.rights.control import data
from commonweal.polity.rights.control.effects import LeaveUnit
from commonweal.polity.rights.flooding import told_daily
from commonweal.polity.rights.succession import successor
from commonweal.polity.rights.texts import require_text
from commonweal.polity.state import State
from commonweal.terms import days


def _rule(case: Case) -> Rule:
    return provided(
        case,
        case.charter.control,
        "control",
        refusal="control_not_provided",
        remedy="move that the constitution is amended",
    )


def _cite(case: Case, key: str = "") -> str:
    """Cite the article; a register outlives the table under which it was begun."""
    rule = case.charter.control
    if rule is None:
        return case.charter.preamble.cite()
    return rule.cite(key) if key else rule.cite()


def enter_unit(case: Case, command: data.EnterUnit) -> list[ev.Event]:
    """Begin a register; whoever votes in the body can do it, because it binds nobody."""
    rule, body = _rule(case), case.body(command.body)
    if body.level != rule.level:
        refuse(
            "unit_of_another_level",
            rule.cite("level"),
            expected=f"a body of the level {rule.level}",
            got=f"{body.name}, {body.level}",
            remedy="enter the body in which the workforce itself meets",
        )
    _require_workforce(case, body)
    there = case.state.unit_of.get(body.id)
    if there is not None:
        refuse(
            "unit_entered_before",
            rule.cite(),
            expected="a body that is not the council of such a unit yet",
            got=f"{body.name}, council of unit {there}",
            remedy="use the register that there is",
        )
    require_text(command.owner, rule.cite())
    entered = data.UnitEntered(
        unit=case.new("units"), body=body.id, by=case.by, owner=command.owner
    )
    return [entered]


def _require_workforce(case: Case, body: Body) -> None:
    if not case.is_voter(case.by, body):
        refuse(
            "workforce_only",
            _cite(case, "level"),
            expected=f"somebody who votes in {body.name}",
            got=f"member {case.by}",
            remedy="ask somebody of the workforce",
        )


def _unit(case: Case, number: int) -> tuple[data.Unit, Body]:
    """Return a unit whose register goes on, and the body that is its council now."""
    found = case.state.units.get(number)
    if found is None:
        refuse(
            "unit_unknown",
            _cite(case),
            expected=numbered("a unit", len(case.state.units)),
            got=number,
            remedy="list the units and choose one",
        )
    if found.left_at:
        refuse(
            "unit_left_before",
            _cite(case),
            expected="a register that goes on",
            got=f"unit {number}, {found.why.replace('_', ' ')}",
            remedy="enter the unit anew, if there is another owner again",
        )
    return found, successor(case, found.body)


def ask_to_see(case: Case, command: data.AskToSee) -> list[ev.Event]:
    """Ask to be shown something, by a date."""
    rule = _rule(case)
    unit, body = _unit(case, command.unit)
    _require_workforce(case, body)
    require_text(command.text, rule.cite())
    check_reach(command.days, rule.cite("answer_days"))
    if command.days and command.days < rule.answer_days:
        refuse(
            "showing_too_soon",
            rule.cite("answer_days"),
            expected=f"{rule.answer_days} days or more",
            got=command.days,
            remedy="give the owner the time that the constitution gives",
        )
    asked = data.ShowingAskedFor(
        showing=case.new("showings"),
        unit=unit.id,
        by=case.by,
        text=command.text,
        due_at=case.at + days(command.days or rule.answer_days),
    )
    return [asked]


def record_shown(case: Case, command: data.RecordShown) -> list[ev.Event]:
    """Note that something was shown, in time or late."""
    showing, _body = _to_be_noted(case, command.showing)
    require_text(command.text, _cite(case))
    return [_recorded(case, showing, "shown", command.text)]


def record_refused(case: Case, command: data.RecordRefused) -> list[ev.Event]:
    """Note that something was refused, and on what ground; tell the body above."""
    showing, body = _to_be_noted(case, command.showing)
    require_text(command.text, _cite(case))
    recorded = _recorded(case, showing, "refused", command.text)
    return [recorded, *_told_above(case, body, "showing_refused")]


def _recorded(
    case: Case, showing: data.Showing, outcome: Literal["shown", "refused"], text: str
) -> data.ShowingRecorded:
    return data.ShowingRecorded(
        showing=showing.id, unit=showing.unit, outcome=outcome, by=case.by, text=text
    )


def _to_be_noted(case: Case, number: int) -> tuple[data.Showing, Body]:
    showing = _showing(case, number)
    _unit_found, body = _unit(case, showing.unit)
    _require_workforce(case, body)
    if case.by != showing.by and case.is_voter(showing.by, body):
        refuse(
            "showing_of_another",
            _cite(case),
            expected=f"member {showing.by}, who asked",
            got=f"member {case.by}",
            remedy="let who asked note it, or ask for it yourself",
        )
    if showing.stage == "shown":
        refuse(
            "showing_recorded_before",
            _cite(case),
            expected="something that has not been shown",
            got=f"number {number}, shown",
            remedy="ask anew, if there is more to see",
        )
    return showing, body


def _showing(case: Case, number: int) -> data.Showing:
    found = case.state.showings.get(number)
    if found is None:
        refuse(
            "showing_unknown",
            _cite(case),
            expected=numbered("something asked for", len(case.state.showings)),
            got=number,
            remedy="look the register of the unit up",
        )
    return found


def _told_above(case: Case, body: Body, about: str) -> list[ev.Event]:
    """Tell the body above; the top body of a federation has none."""
    above = case.state.bodies.get(body.parent)
    return told_daily(above, case.at, about) if above else []


def pass_showing(case: Case, command: data.PassShowing) -> list[ev.Event]:
    """Note that nobody answered, when the date has passed."""
    require_office(case, "pass_showing")
    found = _showing(case, command.showing)
    if found.stage != "asked" or case.at < found.due_at:
        refuse(
            "nothing_due",
            _cite(case, "answer_days"),
            expected="something whose date has passed without an answer",
            got=f"number {found.id}, {found.stage}",
            remedy="wait",
        )
    body = successor(case, case.state.units[found.unit].body)
    told = told_daily(body, case.at, "showing_unanswered")
    unanswered = data.ShowingUnanswered(showing=found.id, unit=found.unit)
    return [unanswered, *told, *_told_above(case, body, "showing_unanswered")]


# The decision that ends a register.


def check_leave(case: Case, body: Body, effect: LeaveUnit) -> None:
    """Refuse a body that is not the council of the unit."""
    _unit_found, council = _unit(case, effect.unit)
    if body.id != council.id:
        refuse(
            "workforce_only",
            _cite(case, "level"),
            expected=council.name,
            got=body.name,
            remedy="let the council of that workforce decide",
        )


def leave(case: Case, motion: Motion, effect: LeaveUnit) -> list[ev.Event]:
    """End the register of the unit whose council has decided so."""
    unit, _council = _unit(case, effect.unit)
    return [data.UnitLeft(unit=unit.id, body=unit.body, motion=motion.id, why=effect.why)]


LAW: dict[type[Command], Callable[[Case, Any], list[ev.Event]]] = {
    data.EnterUnit: enter_unit,
    data.AskToSee: ask_to_see,
    data.RecordShown: record_shown,
    data.RecordRefused: record_refused,
    data.PassShowing: pass_showing,
}
"""The law that decides each command."""

DUE: dict[str, Callable[[State, int], Command]] = {
    "showing": lambda _state, showing: data.PassShowing(showing=showing),
}
"""The command for each kind of item on the calendar."""

EFFECTS: Effects = {LeaveUnit: (check_leave, leave)}
"""What refuses each effect, and what carries it out."""
