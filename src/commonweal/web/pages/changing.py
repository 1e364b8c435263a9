"""Motions that change more than what is resolved: emergency powers, and bodies to be opened.

Rules of this module: what a constitution gives to one level is offered for bodies of that level; by
an initiative everybody who stands behind such a body can put it.

Not here: amending the constitution (``amending``), merging, splitting and closing bodies
(``reorganising``), plain motions (``proposing``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import cast

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from commonweal.office.reading import Reading
from commonweal.polity import Command, Emergency
from commonweal.polity import effects as ef
from commonweal.polity.emergencies import emergency_rule
from commonweal.terms import BodyId, EmergencyId
from commonweal.web import asking, forms, links, words
from commonweal.web.forms import Act, Field, Form, Offer, Option, Typed
from commonweal.web.frame import Context, members_only, show
from commonweal.web.middleware import Visit

NAME_MAX, DAYS_MAX = 80, 3650


@members_only
def changing(visit: Visit) -> HttpResponse:
    """Show the forms, or take one of them."""

    def page(typed: Typed, status: int) -> HttpResponse:
        return show(
            visit,
            "changing.html",
            lambda reading: _build(reading, typed),
            page="motions",
            status=status,
        )

    if visit.method != "POST":
        return page(Typed(), 200)
    return cast("HttpResponse", forms.take(visit, _acts(), page))


def _build(reading: Reading, typed: Typed) -> Context:
    offers = [*_ending(reading), *_opening(reading), *_declaring(reading)]
    return {
        "path": [links.Link(_("Motions"), reverse("motions")), links.Link(_("Changes"), "")],
        "faults": forms.faults_told(reading, typed),
        "offers": forms.offers_told(reading, offers, typed),
        "elsewhere": [
            links.Link(_("Amend the constitution"), reverse("amend")),
            links.Link(_("Merge, split or close bodies"), reverse("reorganise")),
            links.Link(_("Take a letter down, or put it back"), reverse("letters")),
            links.Link(_("Charges, expulsions, admissions refused"), reverse("charges")),
            links.Link(_("Grievances of a union"), reverse("grievances")),
            links.Link(_("Leave the federation, or admit a body"), reverse("leavings")),
            links.Link(_("Agreements with other federations"), reverse("agreements")),
            links.Link(_("The plan"), reverse("plan")),
            links.Link(_("Change the result of a vote, by a challenge"), reverse("challenges")),
        ],
    }


# Emergencies.


def _declaring(reading: Reading) -> Iterator[Offer]:
    rule = reading.charter.emergency
    if rule is None:
        return
    ways = asking.ways(reading, asking.of_level(reading, rule.level))
    if not ways:
        return
    share, _least, article = emergency_rule(reading.case)
    said = {"days": words.days(rule.days_max), "share": words.share(share)}
    hint = _(
        "The powers end by themselves, after %(days)s at most. It needs %(share)s of Yes and No;"
        " every renewal needs more."
    )
    options = [Option(one, words.word(words.POWERS, one)) for one in rule.powers]
    fields = [
        Field(name="powers", label=_("What may be done while it lasts"), kind="ticks",
              options=options),
        Field(name="days", label=_("For how many days")),
    ]  # fmt: skip
    form = Form(
        name="emergency",
        title=_("Declare an emergency"),
        hint=hint % said,
        fields=[*fields, *asking.fields(ways, titled=False)],
        button=_("Put it"),
        plain=True,
    )
    yield Offer(form, article)


def _declared(typed: Typed) -> Command:
    powers = tuple(dict.fromkeys(one for one in typed.values.get("powers", []) if one))
    if not powers:
        typed.errors["powers"] = _("Nothing was chosen: choose at least one.")
    days = typed.amount("days", least=1, most=DAYS_MAX)
    title = _("Declare an emergency for %(days)s") % {"days": words.days(days)}
    effect = ef.DeclareEmergency(powers=powers, days=days)
    return asking.asked(typed, asking.text_of(typed, title), effect)


def _ending(reading: Reading) -> Iterator[Offer]:
    """Give a form for each emergency in force, first of all."""
    rule = reading.charter.emergency
    for one in reading.state.emergencies_in_force():
        ways = asking.ways(reading, [reading.state.bodies[one.body]], of_all=True)
        if ways:
            article = rule.cite("days_max") if rule else reading.charter.preamble.cite()
            yield Offer(_ending_form(reading, one, ways), article)


def _ending_form(reading: Reading, one: Emergency, ways: Sequence[Option]) -> Form:
    said = {"body": reading.state.bodies[one.body].name, "number": one.id}
    return Form(
        name="end-emergency",
        title=_("End emergency %(number)d of %(body)s before its date") % said,
        hint=_("The rules that it bends hold again at once."),
        fields=asking.fields(list(ways), titled=False),
        hidden={"emergency": str(one.id)},
        button=_("Put it"),
    )


def _ended(typed: Typed) -> Command:
    number = typed.amount("emergency", least=1)
    title = _("End emergency %(number)d") % {"number": number}
    effect = ef.EndEmergency(emergency=EmergencyId(number))
    return asking.asked(typed, asking.text_of(typed, title), effect)


# Bodies to be opened.


def _opening(reading: Reading) -> Iterator[Offer]:
    rule = reading.charter.reorganisation
    ways = asking.ways(reading, asking.of_level(reading, rule.level))
    levels = [one for one in reading.charter.levels.values() if not one.own_roll]
    below = [one for one in levels if any(one.name in other.made_of for other in levels)]
    if not ways or not below:
        return
    parents = [
        Option(str(one.id), one.name)
        for one in reading.state.bodies.values()
        if one.is_open and reading.case.level(one).made_of
    ]
    fields = [
        Field(name="level", label=_("What it is"), kind="pick",
              options=[Option(one.name, one.title) for one in below]),
        Field(name="name", label=_("What it is called"), kind="text", most=NAME_MAX),
        Field(name="parent", label=_("Body to which it sends delegates"), kind="pick",
              options=parents),
    ]  # fmt: skip
    seats = (seat for level in levels for seat in level.seats)
    if any(seat.figure == "declared" for seat in seats):
        label = _("Figure for its seats, such as inhabitants")
        fields.append(Field(name="declared", label=label, value="0"))
    form = Form(
        name="open-body",
        title=_("Open a new body"),
        hint=_("It begins without members: they ask to move there, or are admitted to it."),
        fields=[*fields, *asking.fields(ways, titled=False)],
        button=_("Put it"),
        plain=True,
    )
    yield Offer(form, rule.cite("level"))


def _opened(typed: Typed) -> Command:
    name = typed.line("name", NAME_MAX)
    effect = ef.OpenBodyEffect(
        level=typed.line("level", 80),
        name=name,
        parent=BodyId(typed.number("parent")),
        declared=typed.amount("declared") if typed.raw("declared") else 0,
    )
    title = _("Open %(name)s") % {"name": name}
    return asking.asked(typed, asking.text_of(typed, title), effect)


def _acts() -> dict[str, Act]:
    done = _("It is put.")
    return {
        "emergency": Act(_declared, done, asking.to_asked),
        "end-emergency": Act(_ended, done, asking.to_asked),
        "open-body": Act(_opened, done, asking.to_asked),
    }
