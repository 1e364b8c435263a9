"""Telling what happened with charges, admissions and false deaths, one sentence for each event.

Rules of this module: names are shown to those who are shown them anywhere; grounds are told, the
words of a charge are not.

Not here: all other events (``telling``).
"""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from commonweal.office.reading import Reading
from commonweal.polity import Event
from commonweal.polity.rights.discipline import data
from commonweal.web import links, words
from commonweal.web.charged import OUTCOMES, ground_told

_OF_CHARGES: dict[type[Event], str] = {
    data.MemberCharged: gettext_noop("%(name)s was charged: %(ground)s"),
    data.ChargeAnswered: gettext_noop("Charge %(number)s was answered"),
    data.ChargeReleased: gettext_noop("Charge %(number)s goes on, as the body above decided"),
    data.ChargeDecisionRefused: gettext_noop("%(body)s voted a decision on charge %(number)s down"),
    data.ChargeReopened: gettext_noop("Charge %(number)s is to be decided anew"),
    data.MemberReprimanded: gettext_noop("%(name)s was reprimanded on charge %(number)s"),
    data.ExpulsionDecided: gettext_noop(
        "%(body)s decided to expel %(name)s; nothing changes before the time to appeal is over"
    ),
    data.ExpulsionAppealed: gettext_noop("The expulsion on charge %(number)s is before %(above)s"),
    data.ChargeEnded: gettext_noop("Charge %(number)s ended: %(outcome)s"),
    data.MemberExpelled: gettext_noop("%(name)s was expelled on charge %(number)s"),
}

_OF_MEMBERS: dict[type[Event], str] = {
    data.AdmissionObjected: gettext_noop("Somebody objected to the admission of %(name)s"),
    data.AdmissionRefused: gettext_noop("The admission of %(name)s was refused"),
    data.ReinstatementAsked: gettext_noop("Somebody says that %(name)s, reported dead, lives"),
    data.MemberReinstated: gettext_noop("%(name)s, who was reported dead, lives and is a member"),
}


def discipline_told(reading: Reading, event: Event) -> tuple[str, str] | None:
    """Return the sentence for an event and the address of its page; None for other events."""
    if isinstance(event, data.ChargesSuspended):
        said = {"count": str(len(event.charges)), "group": group_told(reading, event.group)}
        return _("A wave: %(count)s charges against %(group)s wait to be heard") % said, _list()
    if type(event) in _OF_MEMBERS:
        known = {"name": links.who(reading, getattr(event, "member", 0))}
        return _(_OF_MEMBERS[type(event)]) % known, _list()
    found = _OF_CHARGES.get(type(event))
    if found is None:
        return None
    charge, bodies = reading.state.charges[getattr(event, "charge", 0)], reading.state.bodies
    known = {
        "name": links.who(reading, charge.member),
        "number": str(charge.id),
        "ground": ground_told(reading, charge),
        "body": bodies[charge.body].name,
        "above": bodies[charge.appeal_to].name,
        "outcome": words.word(OUTCOMES, getattr(event, "outcome", "")),
    }
    return _(found) % known, reverse("charge", args=[charge.id])


def _list() -> str:
    return reverse("charges")


def group_told(reading: Reading, group: str) -> str:
    """Tell what people have in common who were charged in a wave."""
    kind, _space, number = group.partition(" ")
    state, at = reading.state, int(number)
    match kind:
        case "caucus":
            return _("members of the caucus %(name)s") % {"name": state.caucuses[at].name}
        case "recall":
            name = links.seat_name(reading, state.seats[at])
            return _("people who want %(seat)s recalled") % {"seat": name}
        case "union":
            return _("founders of %(name)s") % {"name": state.bodies[at].name}
        case "grievance":
            title = links.title_and_text(reading, state.grievances[at].text)[0]
            return _("people behind the grievance “%(title)s”") % {"title": title}
        case "election":
            title = links.poll_title(reading, state.polls[at])
            return _("candidates: %(title)s") % {"title": title}
    return _("members of %(name)s") % {"name": state.bodies[at].name}
