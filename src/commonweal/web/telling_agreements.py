"""Telling what happened with agreements and other federations, in one sentence for each event.

Not here: all other events (``telling``).
"""

from __future__ import annotations

from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from commonweal.office.foreign import AgreementFile, Unsound, read
from commonweal.office.reading import Reading
from commonweal.polity import Event
from commonweal.polity.effect import Effect
from commonweal.polity.rights.agreements import data
from commonweal.polity.rights.agreements.effects import (
    AdoptAgreement,
    ConfirmAgreement,
    GiveNoticeOfAgreement,
)
from commonweal.web import links

_OF_AGREEMENTS: dict[type[Event], str] = {
    data.AgreementProposed: gettext_noop("%(by)s proposed an agreement with %(other)s: %(title)s"),
    data.AgreementAdopted: gettext_noop("Adopted here, an agreement with %(other)s: %(title)s"),
    data.AgreementCameIntoForce: gettext_noop("It holds, an agreement with %(other)s: %(title)s"),
    data.AgreementNoticeGiven: gettext_noop("Notice was given to %(other)s: %(title)s"),
    data.AgreementConfirmed: gettext_noop("%(body)s stays bound towards %(other)s: %(title)s"),
    data.AgreementEnded: gettext_noop("It is over, the agreement with %(other)s: %(title)s"),
}

_EFFECTS: dict[type[Effect], str] = {
    AdoptAgreement: gettext_noop("If carried, we adopt the agreement “%(title)s” with %(other)s."),
    GiveNoticeOfAgreement: gettext_noop("If carried, notice is given of “%(title)s” to %(other)s."),
    ConfirmAgreement: gettext_noop(
        "If carried, we stay bound by “%(title)s” with %(other)s although we leave."
    ),
}


def file_of(reading: Reading, agreement: data.Agreement) -> AgreementFile | None:
    """Return the file of an agreement; None if it was erased."""
    text = reading.text(agreement.file)
    if text is None:
        return None
    try:
        found = read(text.encode())
    except Unsound:  # sealed before it was examined as it is now
        return None
    return found if isinstance(found, AgreementFile) else None


def title_of(reading: Reading, agreement: data.Agreement) -> str:
    """Return what an agreement is called: the first line of its text."""
    file = file_of(reading, agreement)
    if file is None:
        return _("An agreement whose file was erased")
    return Truncator(file.text.strip().partition("\n")[0]).chars(links.TITLE_MAX).removesuffix(".")


def _said(reading: Reading, agreement: data.Agreement) -> dict[str, str]:
    other = reading.state.foreigns[agreement.foreign]
    return {"title": title_of(reading, agreement), "other": other.name}


def effect_told(reading: Reading, effect: Effect) -> str:
    """Tell what a body decides about an agreement; nothing for other effects."""
    text = _EFFECTS.get(type(effect))
    if text is None:
        return ""
    agreement = reading.state.agreements[getattr(effect, "agreement", 0)]
    return _(text) % _said(reading, agreement)


def agreement_told(reading: Reading, event: Event) -> tuple[str, str] | None:
    """Return the sentence for an event and the address of its page; None for other events."""
    if type(event) in _OF_AGREEMENTS or isinstance(event, data.CounterpartRecorded):
        agreement = reading.state.agreements[getattr(event, "agreement", 0)]
        body = reading.state.bodies.get(getattr(event, "body", 0))
        said = {
            **_said(reading, agreement),
            "by": links.who(reading, getattr(event, "by", 0)),
            "body": body.name if body else "",
        }
        return _(_sentence(event)) % said, reverse("agreement", args=[agreement.id])
    known = reading.state.foreigns.get(getattr(event, "foreign", 0))
    text = _of_federations(event)
    if known is None or not text:
        return None
    return _(text) % {"other": known.name}, reverse("agreements")


def _sentence(event: Event) -> str:
    if not isinstance(event, data.CounterpartRecorded):
        return _OF_AGREEMENTS[type(event)]
    if event.what == "notice":
        return gettext_noop("%(other)s proved that it gave notice: %(title)s")
    return gettext_noop("%(other)s proved that it adopted the agreement: %(title)s")


def _of_federations(event: Event) -> str:
    match event:
        case data.ForeignMet():
            return gettext_noop("Another federation is known: %(other)s")
        case data.ForeignCheckpointRecorded():
            return gettext_noop("The record of %(other)s continued what was known of it")
        case data.ForeignForkFound():
            return gettext_noop("The record of %(other)s has two histories")
    return ""
