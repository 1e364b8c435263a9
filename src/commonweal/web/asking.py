"""Who is asked to decide: a body, by a motion there or an initiative to it, or all members.

Rules of this module: a body is offered for a motion to whoever votes in it, and for an initiative
to whoever stands behind it; what the law says to it is heard when it is sent.

Not here: what is to be decided (``pages``), forms as such (``forms``).
"""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from commonweal.office.office import Answer
from commonweal.office.reading import Reading
from commonweal.polity import Body, Command
from commonweal.polity import commands as cmd
from commonweal.polity import effects as ef
from commonweal.polity import events as ev
from commonweal.polity.rights.initiative.data import InitiativeStarted, StartInitiative
from commonweal.web import links
from commonweal.web.forms import Field, Option, Typed

TITLE_MAX, REASONS_MAX = links.TITLE_MAX, 10_000
"""Longest title and reasons that the forms take, in characters."""

OF_ALL = "i-0"


def of_level(reading: Reading, level: str) -> list[Body]:
    """Return the open bodies of a level."""
    return [one for one in reading.state.bodies.values() if one.is_open and one.level == level]


def ways(reading: Reading, bodies: Iterable[Body], *, of_all: bool = False) -> list[Option]:
    """Return how the viewer can put something to bodies.

    Args:
        reading: the look.
        bodies: those that may decide it.
        of_all: whether all members may decide it by an initiative too.
    """
    state, viewer = reading.state, reading.viewer
    if not viewer:
        return []
    found, asks = [], []
    initiates = reading.charter.initiative is not None and viewer not in state.initiative_by
    for body in bodies:
        if reading.case.is_voter(viewer, body):
            label = _("A motion in %(body)s") % {"body": body.name}
            found.append(Option(f"m-{body.id}", label))
        if initiates and state.belongs(viewer, body.id):
            label = _("An initiative to %(body)s, which gathers signatures first")
            asks.append(Option(f"i-{body.id}", label % {"body": body.name}))
    if of_all and initiates:
        asks.append(Option(OF_ALL, _("An initiative to all members: a referendum")))
    return [*found, *asks]


def fields(options: list[Option], *, titled: bool = True) -> list[Field]:
    """Return the fields of a form that puts something to a body: title, reasons, and how."""
    title = Field(name="title", label=_("Title"), kind="text", most=TITLE_MAX)
    reasons = Field(
        name="reasons", label=_("Reasons"), kind="words", most=REASONS_MAX, optional=True
    )
    way = Field(name="way", label=_("How it is put"), kind="pick", options=options)
    return [*([title] if titled else []), reasons, way]


def text_of(typed: Typed, title: str = "") -> str:
    """Return the wording that was typed, under a title that was typed or is given."""
    named = title or typed.line("title", TITLE_MAX)
    reasons = typed.text("reasons", REASONS_MAX, optional=True)
    return f"{named}\n\n{reasons}" if reasons else named


def asked(typed: Typed, text: str, effect: ef.AnyEffect) -> Command:
    """Return the motion or the initiative that a form asks for."""
    kind, _dash, number = typed.raw("way").partition("-")
    known = kind in ("m", "i") and number.isascii() and number.isdigit() and len(number) < 10
    if not known:
        typed.errors["way"] = _("Nothing was chosen: choose one from the list.")
        number = "0"
    if kind == "i":
        return StartInitiative(body=int(number), text=text, effect=effect)
    return cmd.ProposeMotion(body=int(number), text=text, effect=effect)


def to_asked(answer: Answer) -> str:
    """Return the address of the motion or initiative that came of a form."""
    for event in answer.events:
        match event:
            case ev.MotionProposed(motion=number):
                return links.motion_url(number)
            case InitiativeStarted(initiative=number):
                return reverse("initiative", args=[number])
    return reverse("motions")
