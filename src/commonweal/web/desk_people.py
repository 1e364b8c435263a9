"""What a desk offers about people: admitting, moving, leaving, deaths, and the roll of a body.

Rules of this module:

* a form is offered to whoever may use it now, as the law itself says; what it does is told before;
* whoever is not to be named is called by number, on the desk of an officer too;
* contact data goes to the vault and is shown on no page.

Not here: seats, bodies and elections (``desk_seats``), the page itself (``pages.desk``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from commonweal.office.admission import Newcomer
from commonweal.office.office import Answer
from commonweal.office.reading import Reading, has_power
from commonweal.polity import Body
from commonweal.polity import commands as cmd
from commonweal.polity import events as ev
from commonweal.polity.members import close_roll, record_death
from commonweal.polity.rights.affiliation.ushering import is_usher
from commonweal.terms import Refusal
from commonweal.web import links, words
from commonweal.web.forms import Act, Field, Form, Offer, Option, Typed

NAME_MAX, CONTACT_MAX, NUMBERS_MAX = 120, 200, 2_000
"""Longest name, contact and list of numbers that the forms take, in characters."""

LISTED_MAX = 40
"""Deaths to be confirmed that are shown at once."""


def power_article(reading: Reading, command: str, body: int) -> str:
    """Return the article that gives the viewer a power over a body."""
    case = reading.case
    for number in reading.state.held.get(reading.viewer, ()):
        seat = reading.state.seats[number]
        if seat.office and reading.state.reaches(seat.body, body):
            office = case.office(seat)
            if command in office.powers:
                return office.cite("powers")
    return reading.charter.founding.cite("powers")


# What everybody does for themselves.


def own_offers(reading: Reading, body: Body) -> Iterator[Offer]:
    """Give what the viewer can do in their own name, at home."""
    if not reading.viewer or reading.state.members.home[reading.viewer] != body.id:
        return
    article = reading.charter.members.cite()
    yield Offer(_move_form(reading, body), article)
    yield from _deaths(reading)
    yield Offer(_leave_form(reading), article)


def _move_form(reading: Reading, home: Body) -> Form:
    wish = reading.state.moves.get(reading.viewer, 0)
    there = reading.state.bodies[wish].name if wish else ""
    hint = _(
        "You stay where you are until an officer of the other body moves you. Seats that you hold"
        " because you belong here fall then."
    )
    if there:
        hint = _("You have asked to move to %(body)s. Choose nothing to stay here.") % {
            "body": there
        }
    options = [Option(str(one.id), one.name) for one in _bases(reading) if one.id != home.id]
    if not there:
        # Without this a browser would choose the first body for whoever chooses none.
        options.insert(0, Option("", "–"))
    field = Field(
        name="to",
        label=_("Body to which you want to belong"),
        kind="pick",
        options=options,
        value=str(wish) if wish else "",
        optional=bool(wish),
    )
    title = _("Ask to move to another body")
    return Form(
        name="ask-to-move",
        title=title,
        hint=hint,
        fields=[field],
        hidden={"asked": "1"} if wish else {},
        button=_("Change it") if wish else _("Ask"),
    )


def _bases(reading: Reading) -> list[Body]:
    state = reading.state
    return [
        one
        for one in state.bodies.values()
        if one.is_open and reading.case.level(one).is_base and not state.is_union(one.id)
    ]


def _leave_form(reading: Reading) -> Form:
    seats = len(reading.state.held.get(reading.viewer, ()))
    hint = _(
        "Your membership ends at once, and no form brings it back: you would be admitted anew."
    )
    if seats:
        text = ngettext(
            "You lose %(n)d seat, with what rests on it.",
            "You lose %(n)d seats, with what rests on them.",
            seats,
        )
        hint = f"{hint} {text % {'n': seats}}"
    asked = _("Write your number, %(number)d, so that nobody leaves by mistake.")
    field = Field(name="number", label=_("Your number"), hint=asked % {"number": reading.viewer})
    title = _("Leave the federation")
    return Form(
        name="resign", title=title, hint=hint, fields=[field], button=_("Leave"), plain=True
    )


def _deaths(reading: Reading) -> Iterator[Offer]:
    """Give the reported deaths that the viewer can confirm: at home, or in a body beside it."""
    mine = (one for one in reading.state.deaths if _confirms(reading, one))
    for member in islice(mine, LISTED_MAX):
        where = reading.state.bodies[reading.state.members.home[member]].name
        said = {"name": links.who(reading, member), "body": where}
        hint = _(
            "An officer has reported it. When you confirm it, the membership ends and every seat"
            " held falls."
        )
        form = Form(
            name="confirm-death",
            title=_("%(name)s, of %(body)s, has died") % said,
            hint=hint,
            hidden={"member": str(member)},
            button=_("I confirm it"),
            plain=True,
        )
        yield Offer(form, reading.charter.members.cite())


def _confirms(reading: Reading, member: int) -> bool:
    """Whether the viewer is the second person for a death that was reported."""
    if member == reading.viewer:
        return False
    try:
        return bool(record_death(reading.case, cmd.RecordDeath(member=member)))
    except Refusal:
        return False


# What officers and convenors do.


def people_offers(reading: Reading, body: Body) -> Iterator[Offer]:
    """Give what the viewer can do by an office about the people of a body."""
    level = reading.case.level(body)
    if not level.of_members:
        return
    own = [("admit_members", _admit_form), ("move_members", _moving_form)]
    for power, made in own if level.is_base else ():
        if has_power(reading, power, body.id):
            form = made(reading, body)
            if form is not None:
                yield Offer(form, power_article(reading, power, body.id))
        elif power == "admit_members" and reading.viewer and is_usher(reading.case, body.id, 1):
            yield Offer(_admit_form(reading, body), reading.charter.members.cite())
    if _may_close(reading, body):
        yield Offer(_roll_form(reading, body), power_article(reading, "close_roll", body.id))
    if level.is_base and has_power(reading, "record_death", body.id):
        yield Offer(_death_form(), power_article(reading, "record_death", body.id))


def _admit_form(reading: Reading, body: Body) -> Form:
    waiting = reading.charter.members.waiting_days if reading.state.founding_over else 0
    text = _(
        "They belong to %(body)s from now on. The name is kept apart from the record and can be"
        " erased; the record has a number."
    )
    hint = text % {"body": body.name}
    if waiting:
        later = _("They vote in what begins %(days)s later.") % {"days": words.days(waiting)}
        hint = f"{hint} {later}"
    contact = _("Shown on no page.")
    return Form(
        name="admit",
        title=_("Admit somebody"),
        hint=hint,
        fields=[
            Field(name="name", label=_("Name, as they want to be called"), kind="text",
                  most=NAME_MAX),
            Field(name="email", label=_("E-mail"), kind="text", most=CONTACT_MAX, optional=True,
                  hint=contact),
            Field(name="phone", label=_("Telephone"), kind="text", most=CONTACT_MAX, optional=True,
                  hint=contact),
        ],
        button=_("Admit"),
    )  # fmt: skip


def _moving_form(reading: Reading, body: Body) -> Form | None:
    """Return the form that moves people here: who asked for it, or anybody while it is founded."""
    if not reading.state.founding_over:
        hint = _("While the federation is founded, the convenors put members in their places.")
        field = Field(name="members", label=_("Numbers of members"), kind="text", most=NUMBERS_MAX,
                      hint=_("With spaces between them."))  # fmt: skip
        return Form(name="move", title=_("Move members here"), hint=hint, fields=[field],
                    button=_("Move them"), plain=True)  # fmt: skip
    wishes = [one for one, to in reading.state.moves.items() if to == body.id]
    if not wishes:
        return None
    reading.know(wishes)
    options = [Option(str(one), _called(reading, one)) for one in wishes]
    hint = _("They have asked for it. Seats that they hold because they belong elsewhere fall.")
    field = Field(name="members", label=_("Who moves here"), kind="pick", options=options)
    title = _("Take somebody in from another body")
    return Form(name="move", title=title, hint=hint, fields=[field], button=_("Take in"))


def _called(reading: Reading, member: int) -> str:
    home = reading.state.members.home[member]
    return f"{links.who(reading, member)} · {reading.state.bodies[home].name}"


def _may_close(reading: Reading, body: Body) -> bool:
    if not has_power(reading, "close_roll", body.id):
        return False
    try:
        close_roll(reading.case, cmd.CloseRoll(body=body.id))
    except Refusal:
        return False
    return True


def _roll_form(reading: Reading, body: Body) -> Form:
    needed = reading.charter.members.roll_signatures
    signed = ngettext(
        "It is used when %(n)d other member has signed it.",
        "It is used when %(n)d other members have signed it.",
        needed,
    )
    stand = _("The roll says how many people stand behind this body: %(people)s.")
    people = words.people(len(body.members))
    hint = f"{stand % {'people': people}} {signed % {'n': needed}}"
    return Form(name="close-roll", title=_("Close the roll"), hint=hint, button=_("Close it"),
                plain=True)  # fmt: skip


def _death_form() -> Form:
    hint = _(
        "It counts when a second person of the same body, or of one beside it, confirms it. The"
        " member can drop it until then."
    )
    field = Field(name="member", label=_("Number of the member"))
    return Form(name="report-death", title=_("Report a death"), hint=hint, fields=[field],
                button=_("Report it"), plain=True)  # fmt: skip


# What the forms do.


def acts(body: int, viewer: int) -> Mapping[str, Act]:
    """Return what the forms of this module do at the desk of a body."""
    return {
        "ask-to-move": Act(_asked, _wish_told),
        "resign": Act(
            lambda typed: _resigned(typed, viewer),
            _("You have left the federation."),
            lambda _answer: reverse("pyramid"),
        ),
        "confirm-death": Act(_reported, lambda answer: _death_told(answer, viewer)),
        "report-death": Act(_reported, lambda answer: _death_told(answer, viewer)),
        "admit": Act(lambda typed: _newcomer(typed, body), _admitted),
        "move": Act(lambda typed: _moving(typed, body), _("They belong to this body now.")),
        "close-roll": Act(
            lambda _typed: cmd.CloseRoll(body=body),
            _("The roll is closed. Others who stand on it sign it here."),
            _roll_page,
        ),
    }


def _roll_page(answer: Answer) -> str:
    """Go where the roll is signed, so that its address can be passed on."""
    closed = next(one.roll for one in answer.events if isinstance(one, ev.RollClosed))
    return reverse("roll", args=[closed])


def _asked(typed: Typed) -> cmd.AskToMove:
    return cmd.AskToMove(to=typed.number("to", optional=typed.raw("asked") == "1"))


def _wish_told(answer: Answer) -> str:
    """Say that somebody wants to move, or that they take it back."""
    told = [one.to for one in answer.events if isinstance(one, ev.MoveAskedFor)]
    return _("Your wish is on record.") if any(told) else _("You stay where you are.")


def _resigned(typed: Typed, viewer: int) -> cmd.ResignMembership:
    if typed.amount("number") != viewer:
        typed.errors.setdefault("number", _("This is not your number; nothing was done."))
    return cmd.ResignMembership()


def _reported(typed: Typed) -> cmd.RecordDeath:
    return cmd.RecordDeath(member=typed.amount("member", least=1))


def _death_told(answer: Answer, viewer: int) -> str:
    """Say what a report was: the first, the second, or that one's own is dropped."""
    told = [one for one in answer.events if isinstance(one, ev.DeathReported)]
    if not told:
        return _("It is confirmed. The membership has ended.")
    if told[0].member == viewer:
        return _("That is your own number: what was reported of you is dropped.")
    return _("It is reported, and waits for a second person.")


def _newcomer(typed: Typed, body: int) -> Newcomer:
    name = typed.line("name", NAME_MAX)
    given = {
        kind: " ".join(typed.text(kind, CONTACT_MAX, optional=True).split())
        for kind in ("email", "phone")
    }
    return Newcomer(name, body, {kind: told for kind, told in given.items() if told})


_ADMITTED = gettext_noop(
    "Admitted: this is member %(number)d. They sign in with a sheet of codes, which is printed"
    " where the federation's own machine stands."
)


def _admitted(answer: Answer) -> str:
    first = next(one.first for one in answer.events if isinstance(one, ev.MembersAdmitted))
    return _(_ADMITTED) % {"number": first}


def _moving(typed: Typed, body: int) -> cmd.MoveMembers:
    written = typed.line("members", NUMBERS_MAX).replace(",", " ").split()
    numbers = [int(one) for one in written if one.isascii() and one.isdigit() and len(one) < 10]
    if len(numbers) != len(written):
        typed.errors["members"] = _("Write numbers of members, with spaces between them.")
    return cmd.MoveMembers(members=tuple(numbers), to=body)
