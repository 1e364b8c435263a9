"""Instructing delegates as other votes turn out: a conditional mandate, line by line.

Rules of this module: what is chosen is a motion in the viewer's own body, and binds when it is
carried; conditions are other motions of the body in which the delegates sit.

Not here: instructing without conditions (``proposing``), what a mandate means (``motions``).
"""

from __future__ import annotations

from typing import cast

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from commonweal.office.reading import Reading, own_delegates
from commonweal.polity import Motion, Seat
from commonweal.polity import commands as cmd
from commonweal.polity import effects as ef
from commonweal.polity.ballots import CHOICES, Choice, Condition
from commonweal.terms import BodyId, MotionId, SeatId
from commonweal.web import forms, links, words
from commonweal.web.forms import Act, Field, Form, Option, Typed
from commonweal.web.frame import Context, members_only, show
from commonweal.web.middleware import Visit
from commonweal.web.plan_forms import moved, to_motion

LINES = 3
OUTCOMES = ("carried", "rejected")


@members_only
def instruct_if(visit: Visit, number: int) -> HttpResponse:
    """Show the form of a conditional mandate, or move it."""

    def page(typed: Typed, status: int) -> HttpResponse:
        return show(
            visit,
            "instruct_if.html",
            lambda reading: _build(reading, number, typed),
            page="motions",
            status=status,
        )

    if visit.method != "POST":
        return page(Typed(), 200)
    senders, title = visit.federation.look(visit.viewer, lambda reading: _known(reading, number))
    act = Act(lambda typed: _instructed(typed, number, senders, title), moved(), to_motion)
    return cast("HttpResponse", forms.take(visit, {"instruct": act}, page))


def _found(reading: Reading, number: int) -> Motion:
    found = reading.state.motions.get(number)
    if found is None:
        raise Http404(_("There is no motion with the number %(number)d.") % {"number": number})
    return found


def _known(reading: Reading, number: int) -> tuple[dict[int, int], str]:
    """Return who sends each of the viewer's delegates, and what the motion is called."""
    found = _found(reading, number)
    senders = {int(seat.id): int(seat.sender) for seat in own_delegates(reading, found)}
    return senders, links.motion_title(reading, found)


def _build(reading: Reading, number: int, typed: Typed) -> Context:
    found = _found(reading, number)
    body = reading.state.bodies[found.body]
    others = [reading.state.motions[one] for one in body.motions if one != number]
    others = [one for one in others if one.is_open and not one.amends]
    seats = own_delegates(reading, found) if found.is_open else []
    reading.know([seat.holder for seat in seats], [one.text for one in (found, *others)])
    rule = reading.case.level(body, found.charter).mandates
    may = bool(seats) and "conditional" in rule.kinds
    form = _form(reading, seats, others) if may and others else None
    title = _("Instruct as other votes turn out")
    return {
        "path": [
            *links.body_path(reading, found.body),
            links.motion_link(reading, number),
            links.Link(title, ""),
        ],
        "title": title,
        "motion": links.motion_link(reading, number),
        "cite": links.cite(reading, rule.cite("kinds")),
        "faults": forms.faults_told(reading, typed),
        "form": forms.told(form, typed) if form else None,
        "why_not": _why_not(found, seats, may=may),
    }


def _why_not(found: Motion, seats: list[Seat], *, may: bool) -> str:
    if not found.is_open:
        return _("The motion is not open any more.")
    if not seats:
        return _("None of your bodies has a delegate there whom it could instruct.")
    if not may:
        return _("The constitution knows no such instruction.")
    return _("No other motion is open there on which it could depend.")


def _form(reading: Reading, seats: list[Seat], others: list[Motion]) -> Form:
    everybody = Option("0", _("all our delegates"))
    each = [Option(str(one.id), links.seat_label(reading, one)) for one in seats]
    fields = [
        Field(name="seat", label=_("Delegate"), kind="pick", options=[everybody, *each]),
    ]
    for line in range(1, LINES + 1):
        fields += _line(reading, line, others)
    hint = _("The lines are read from the top; the first that holds binds. When none holds at the"
             " moment of voting the delegate is free.")  # fmt: skip
    return Form(name="instruct", hint=hint, fields=fields, button=_("Put it to our body"))


def _line(reading: Reading, line: int, others: list[Motion]) -> list[Field]:
    said, later = {"line": line}, line > 1
    motions = [Option(str(one.id), links.motion_title(reading, one)) for one in others]
    outcomes = {"carried": _("is carried"), "rejected": _("is rejected")}
    return [
        Field(name=f"motion-{line}", label=_("Line %(line)d: if this motion") % said, kind="pick",
              options=motions, optional=later),
        Field(name=f"outcome-{line}", label=_("Line %(line)d: ends so") % said, kind="pick",
              options=[Option(one, outcomes[one]) for one in OUTCOMES], optional=later),
        Field(name=f"choice-{line}", label=_("Line %(line)d: they vote") % said, kind="pick",
              options=[Option(one, words.word(words.CHOICES, one)) for one in CHOICES],
              optional=later),
    ]  # fmt: skip


def _instructed(
    typed: Typed, number: int, senders: dict[int, int], title: str
) -> cmd.ProposeMotion:
    seat = typed.number("seat", optional=True)
    sender = senders.get(seat, 0) or next(iter(senders.values()), 0)
    lines = [_condition(typed, line) for line in range(1, LINES + 1)]
    effect = ef.Instruct(
        motion=MotionId(number),
        kind="conditional",
        conditions=tuple(one for one in lines if one is not None),
        seats=(SeatId(seat),) if seat else (),
    )
    text = _("Instruction on “%(title)s”, as other votes turn out") % {"title": title[:100]}
    return cmd.ProposeMotion(body=BodyId(sender), text=text, effect=effect)


def _condition(typed: Typed, line: int) -> Condition | None:
    """Read a line; a line of which something is missing is pointed out, unless all of it is."""
    names = {part: f"{part}-{line}" for part in ("motion", "outcome", "choice")}
    if line > 1 and not any(typed.raw(one) for one in names.values()):
        return None
    motion = typed.number(names["motion"])
    outcome = next((one for one in OUTCOMES if one == typed.raw(names["outcome"])), None)
    choice: Choice | None = next(
        (one for one in CHOICES if one == typed.raw(names["choice"])), None
    )
    for part, known in (("outcome", outcome), ("choice", choice)):
        if known is None:
            typed.errors[names[part]] = _("Nothing was chosen: choose one from the list.")
    if outcome is None or choice is None:
        return None
    return Condition(
        motion=MotionId(motion),
        outcome="carried" if outcome == "carried" else "rejected",
        choice=choice,
    )
