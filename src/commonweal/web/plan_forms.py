"""Forms that several pages of the plan have: naming a product, and what a body decides about it.

Not here: the forms of one page (``pages``), forms as such (``forms``).
"""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from commonweal.office.office import Answer
from commonweal.office.reading import Reading
from commonweal.polity import Body
from commonweal.polity import commands as cmd
from commonweal.polity import effects as ef
from commonweal.polity import events as ev
from commonweal.polity.planning.proposals import data, finding, kept
from commonweal.polity.planning.proposals.effects import FixProposal, FreeProposal
from commonweal.web import links, planned
from commonweal.web.forms import Act, Field, Form, Typed

REASONS_MAX = 10_000
"""Longest reasons that a form takes."""


def product_form() -> Form:
    """Return the form that names a product."""
    return Form(
        name="product",
        title=_("Name a product"),
        hint=_("Look first whether it is in the list already: one thing has one name."),
        fields=[
            Field(name="name", label=_("What it is called"), kind="text", most=planned.NAME_MAX),
            Field(
                name="unit",
                label=_("Unit"),
                kind="text",
                most=30,
                hint=_("What it is counted in, such as kg, litres, dwellings or visits. Amounts"
                       " are whole numbers of it, so choose one that is small enough."),
            ),
        ],
        button=_("Name it"),
        plain=True,
    )  # fmt: skip


def product_act(body: int) -> Act:
    """Return what the form that names a product does."""

    def read(typed: Typed) -> data.NameProduct:
        name, unit = typed.line("name", planned.NAME_MAX), typed.line("unit", 30)
        return data.NameProduct(body=body, name=name, unit=unit)

    return Act(read, _("It is in the list of products now."))


def decision_forms(reading: Reading, campaign: kept.Campaign | None, body: Body) -> list[Form]:
    """Return the form by which a body makes its proposals its own decision, or frees them."""
    changes = campaign is not None and campaign.stage in finding.REVISABLE
    if campaign is None or not changes or not planned.votes_in(reading, body):
        return []
    if body.id in campaign.fixed:
        hint = _("What stands here was decided by the body. Another decision lets members change"
                 " it again.")  # fmt: skip
        return [Form(name="free", hint=hint, button=_("Move to free it"), plain=True)]
    hint = _("Whoever votes here may change it. If the body decides that it stands, nobody does so"
             " alone any more.")  # fmt: skip
    return [Form(name="fix", hint=hint, button=_("Move that it stands"), plain=True)]


def decision_acts(campaign: int, body: int) -> Mapping[str, Act]:
    """Return what these forms do: each is a motion in the body."""
    return {
        "fix": motion_act(
            body,
            _("What we propose and order stands (planning %(number)d)") % {"number": campaign},
            FixProposal(campaign=campaign),
        ),
        "free": motion_act(
            body,
            _("Members may change our proposal again (planning %(number)d)") % {"number": campaign},
            FreeProposal(campaign=campaign),
        ),
    }


def motion_act(body: int, title: str, effect: ef.AnyEffect) -> Act:
    """Return what a form does whose only question is put to a body."""

    def read(typed: Typed) -> cmd.ProposeMotion:
        return motion(typed, body, title, effect)

    return Act(read, moved(), to_motion)


def moved() -> str:
    """Return what is said when something was moved."""
    return _("Moved. It counts when it is carried.")


def reasons_field() -> Field:
    """Return the field for the reasons of a motion."""
    return Field(name="reasons", label=_("Reasons"), kind="words", optional=True, most=REASONS_MAX)


def motion(typed: Typed, body: int, title: str, effect: ef.AnyEffect) -> cmd.ProposeMotion:
    """Return the motion that a form asks for, with the reasons typed into it."""
    reasons = typed.text("reasons", REASONS_MAX, optional=True)
    text = f"{title}\n\n{reasons}" if reasons else title
    return cmd.ProposeMotion(body=body, text=text, effect=effect)


def to_motion(answer: Answer) -> str:
    """Return the address of the motion that came of a form."""
    moved = next(one for one in answer.events if isinstance(one, ev.MotionProposed))
    return links.motion_url(moved.motion)
