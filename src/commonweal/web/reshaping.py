"""What pages say of a reorganisation: what it does, and who has consented.

Rules of this module: what is shown before a vote is asked of the law itself, at that moment; what
was done is shown as the record lists it.

Not here: proposing one (``pages.reorganising``), the page of a motion (``pages.motions``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeGuard

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from commonweal.office.reading import Reading
from commonweal.polity import Motion
from commonweal.polity import effects as ef
from commonweal.polity.effect import Effect
from commonweal.polity.reorganising import check_reorganisation
from commonweal.polity.rights.consent.data import Change, Consequences
from commonweal.polity.rights.consent.effects import (
    AskForReorganisation,
    ConsentToReorganisation,
)
from commonweal.polity.rights.consent.forecast import forecast
from commonweal.terms import Refusal
from commonweal.web import links

Context = dict[str, object]

SHOWN_MAX = 60
"""Things named in one line of what a reorganisation does; how many more there are is said."""


def is_reorganisation(effect: Effect) -> TypeGuard[ef.Reorganisation]:
    """Whether an effect changes which bodies there are."""
    return isinstance(effect, ef.OpenBodyEffect | ef.MergeBodies | ef.SplitBody | ef.CloseBody)


def subject_of(reading: Reading, motion: Motion) -> tuple[int, ef.Reorganisation] | None:
    """Return the decision that a motion is about, and what it would change; None for others."""
    effect: Effect = motion.effect
    number = int(motion.id)
    if isinstance(effect, ConsentToReorganisation):
        number, effect = effect.motion, reading.state.motions[effect.motion].effect
    elif isinstance(effect, AskForReorganisation):
        effect = effect.change
    return (number, effect) if is_reorganisation(effect) else None


def consequences_told(reading: Reading, motion: Motion) -> Context | None:
    """Return the context of ``parts/consequences.html`` for what is not decided for good yet."""
    subject = subject_of(reading, motion)
    if subject is None:
        return None
    number, effect = subject
    found = reading.state.reorganisations.get(number)
    if not (motion.is_open or (found is not None and found.stage == "waiting")):
        return None
    return forecast_told(reading, effect, number)


def forecast_told(reading: Reading, effect: ef.Reorganisation, motion: int = 0) -> Context:
    """Return the context of ``parts/consequences.html``: what would happen now, or why nothing."""
    above = _deciding(reading, effect)
    try:
        if above is not None:
            check_reorganisation(reading.case, reading.state.bodies[above], effect)
    except Refusal as refusal:
        return {"lines": [], "obstacle": refusal.remedy, "why": refusal.name.replace("_", " ")}
    lines = _lines(reading, forecast(reading.case, effect, motion))
    return {"lines": lines, "obstacle": "", "why": ""}


def _deciding(reading: Reading, effect: ef.Reorganisation) -> int | None:
    """Return the body that decides about a change; None where there is none above it."""
    match effect:
        case ef.OpenBodyEffect(parent=number):
            pass
        case ef.MergeBodies(bodies=bodies):
            number = bodies[0]
        case ef.SplitBody(body=number) | ef.CloseBody(body=number):
            pass
    level, bodies_known = reading.charter.reorganisation.level, reading.state.bodies
    place: int = number
    while place in bodies_known and bodies_known[place].level != level:
        place = bodies_known[place].parent
    return place if place in bodies_known else None


_NAMES: dict[str, str] = {
    "closed": gettext_noop("Bodies that close"),
    "seats_fall": gettext_noop("Seats that their holders lose"),
    "seats_end": gettext_noop("Seats that are no more"),
    "seats_stay": gettext_noop("Seats that stay, and answer to the body that goes on"),
    "alternates_sit": gettext_noop("Seats kept by alternates until they are filled"),
    "recalls_end": gettext_noop("Recall votes that end without a result"),
    "elections_end": gettext_noop("Elections that end without a result"),
    "votes_end": gettext_noop("Votes on motions that end without a result"),
    "petitions_stay": gettext_noop("Seats for whose recall the signatures go on counting"),
    "motions_lapse": gettext_noop("Motions that lapse"),
    "mandates_end": gettext_noop("Motions on which an instruction ends with its delegate's seat"),
    "mandates_stay": gettext_noop("Motions on which an instruction stays in force"),
    "meetings_stay": gettext_noop("Meetings that are held in the body that goes on"),
    "meetings_end": gettext_noop("Meetings that are off"),
    "requests_stay": gettext_noop("Requests for a meeting that go on"),
    "requests_end": gettext_noop("Requests for a meeting that end"),
    "initiatives_stay": gettext_noop(
        "Initiatives that are then addressed to the body that goes on"
    ),
    "initiatives_end": gettext_noop("Initiatives that nobody can sign any more"),
    "supports_joined": gettext_noop("Initiatives of which several supports become one"),
    "decisions_fall": gettext_noop("Decisions that wait to be called back, and fall"),
    "tasks_left": gettext_noop("Tasks that are left undone"),
}


def _lines(reading: Reading, what: Consequences) -> list[Context]:
    """Return a line for each kind of thing that a reorganisation touches."""
    lines = [_line(_("Who votes elsewhere then"), _moves(reading, what))]
    lines += [
        _line(_(name), _links(reading, field, getattr(what, field)))
        for field, name in _NAMES.items()
    ]
    return [one for one in lines if one["items"]]


def _line(name: str, items: list[links.Link]) -> Context:
    more = max(0, len(items) - SHOWN_MAX)
    return {"name": name, "items": items[:SHOWN_MAX], "more": more, "count": len(items)}


def _moves(reading: Reading, what: Consequences) -> list[links.Link]:
    told = []
    for body, to, people in what.moved:
        said = {"n": people, "body": _body(reading, body), "to": _body(reading, to)}
        text = _("%(n)d members of %(body)s, in %(to)s") % said
        told.append(links.Link(text, links.body_url(body)))
    for body, to in what.bodies_moved:
        said = {"body": _body(reading, body), "to": _body(reading, to)}
        text = _("%(body)s sends its delegates to %(to)s") % said
        told.append(links.Link(text, links.body_url(body)))
    return told


def _body(reading: Reading, number: int) -> str:
    body = reading.state.bodies.get(number)
    return body.name if body else _("the new body")


def _links(reading: Reading, field: str, numbers: Iterable[int]) -> list[links.Link]:
    link = _LINKS[field.partition("_")[0]]
    return [link(reading, one) for one in numbers]


def _seat(reading: Reading, number: int) -> links.Link:
    seat = reading.state.seats[number]
    reading.know([seat.holder])
    name, holder = links.seat_name(reading, seat), links.holder(reading, seat)
    return links.Link(f"{name} ({holder})", links.seat_url(number))


def _poll(reading: Reading, number: int) -> links.Link:
    poll = reading.state.polls[number]
    reading.know((), [reading.state.motions[poll.motion].text] if poll.motion else [])
    return links.Link(links.poll_title(reading, poll), links.poll_url(number))


def _motion(reading: Reading, number: int) -> links.Link:
    reading.know((), [reading.state.motions[number].text])
    return links.motion_link(reading, number)


def _mandate(reading: Reading, number: int) -> links.Link:
    return _motion(reading, reading.state.mandates[number].motion)


def _meeting(reading: Reading, number: int) -> links.Link:
    text = reading.state.meetings[number].text
    reading.know((), [text])
    title = links.title_and_text(reading, text)[0]
    return links.Link(title, reverse("meeting", args=[number]))


def _request(reading: Reading, number: int) -> links.Link:
    asked = reading.state.meeting_requests[number]
    reading.know((), [asked.text])
    title = links.title_and_text(reading, asked.text)[0]
    return links.Link(title, links.body_url(asked.body))


def _initiative(reading: Reading, number: int) -> links.Link:
    text = reading.state.initiatives[number].text
    reading.know((), [text])
    title = links.title_and_text(reading, text)[0]
    return links.Link(title, reverse("initiative", args=[number]))


def _task(reading: Reading, number: int) -> links.Link:
    text = reading.state.tasks[number].text
    reading.know((), [text])
    return links.Link(links.title_and_text(reading, text)[0], reverse("task", args=[number]))


_LINKS: dict[str, Callable[[Reading, int], links.Link]] = {
    "closed": links.body_link,
    "seats": _seat,
    "alternates": _seat,
    "petitions": _seat,
    "recalls": _poll,
    "elections": _poll,
    "votes": _poll,
    "motions": _motion,
    "decisions": _motion,
    "mandates": _mandate,
    "meetings": _meeting,
    "requests": _request,
    "initiatives": _initiative,
    "supports": _initiative,
    "tasks": _task,
}


# Who consents.


_WHYS = {
    "consented": gettext_noop("All concerned consented."),
    "consent_refused": gettext_noop("One of those concerned refused."),
    "no_answer": gettext_noop("Not all of those concerned answered in time."),
    "consequences_too_large": gettext_noop("It would do more than one entry of the record holds."),
}


def consent_told(reading: Reading, motion: Motion) -> Context | None:
    """Return the context of ``parts/consent.html``; None where nobody's consent is asked."""
    effect = motion.effect
    number = effect.motion if isinstance(effect, ConsentToReorganisation) else motion.id
    found = reading.state.reorganisations.get(number)
    if found is None:
        return None
    decision = reading.state.motions[number]
    rule = reading.case.charter_of(decision.charter).reorganisation
    reading.know((), [decision.text])
    moves = isinstance(decision.effect, ef.SplitBody) and reading.viewer in decision.effect.members
    may = moves and found.stage == "waiting" and reading.viewer not in found.staying
    return {
        "decision": links.motion_link(reading, number) if number != motion.id else None,
        "stage": found.stage,
        "until": links.when(found.until),
        "why": _(_WHYS[found.why]) if found.why in _WHYS else found.why.replace("_", " "),
        "bodies": [_asked(reading, found, body) for body in found.asked],
        "staying": len(found.staying),
        "refuse_url": reverse("refuse-move", args=[number]) if may else "",
        "stays": moves and reading.viewer in found.staying,
        "cite": links.cite(reading, rule.article),
    }


def _asked(reading: Reading, found: Change, body: int) -> Context:
    question = _question(reading, found, body)
    name = reading.state.bodies[body].name
    if body in found.agreed:
        answer, tone = _("consents"), "good"
    elif question and reading.state.motions[question].stage == "rejected":
        voted = reading.state.motions[question].division
        silent = voted is not None and not voted.cast
        answer, tone = (_("nobody answered") if silent else _("refuses")), "bad"
    elif question and found.stage == "waiting" and not reading.state.motions[question].is_open:
        answer, tone = _("the vote came to nothing"), "warn"
    elif found.stage == "waiting":
        answer, tone = _("is being asked"), ""
    else:
        answer, tone = _("did not answer any more"), ""
    url = links.motion_url(question or found.agreed.get(body, 0) or found.motion)
    may = may_ask_again(reading, found, body)
    again = reverse("ask-again", args=[found.motion]) if may else ""
    return {"name": name, "answer": answer, "tone": tone, "url": url, "id": body, "again": again}


def _question(reading: Reading, found: Change, body: int) -> int:
    """Return the motion on which a body answers: the first one, or one that was put again."""
    asked = ConsentToReorganisation(motion=found.motion)
    state = reading.state
    again = (one for one in reversed(state.bodies[body].motions) if state.motions[one].is_open)
    return next(
        (int(one) for one in again if state.motions[one].effect == asked),
        found.questions.get(body, 0),
    )


def may_ask_again(reading: Reading, found: Change, body: int) -> bool:
    """Whether the viewer can put a question of consent again, whose vote came to nothing."""
    place = reading.state.bodies[body]
    question = reading.state.motions.get(_question(reading, found, body))
    over = question is not None and not question.is_open
    if found.stage != "waiting" or not over or body in found.agreed:
        return False
    return bool(reading.viewer) and reading.case.is_voter(reading.viewer, place)


def effect_told(reading: Reading, effect: Effect) -> str:
    """Tell what a body says about a change of itself; nothing for other effects."""
    match effect:
        case ConsentToReorganisation(motion=number):
            title = links.motion_title(reading, reading.state.motions[number])
            text = _("If carried, we consent to “%(title)s”; if not, it falls.")
            return text % {"title": title}
        case AskForReorganisation(change=change):
            text = _("If carried, we ask for this, and consent to it: %(change)s")
            return text % {"change": change_told(reading, change)}
    return ""


def change_told(reading: Reading, effect: ef.Reorganisation) -> str:
    """Say in a few words what a reorganisation changes."""
    match effect:
        case ef.OpenBodyEffect(name=name):
            return _("%(name)s is opened.") % {"name": name}
        case ef.MergeBodies(bodies=bodies, name=name):
            merged = ", ".join(_body(reading, one) for one in bodies)
            return _("%(bodies)s are merged into %(name)s.") % {"bodies": merged, "name": name}
        case ef.SplitBody(body=body, name=name, members=members):
            said = {"body": _body(reading, body), "name": name, "n": len(members)}
            return _("%(n)d members of %(body)s become %(name)s.") % said
        case ef.CloseBody(body=body, members_to=0):
            return _("%(body)s is closed.") % {"body": _body(reading, body)}
        case ef.CloseBody(body=body, members_to=heir):
            said = {"body": _body(reading, body), "to": _body(reading, heir)}
            return _("%(body)s is closed, and its members go to %(to)s.") % said
