"""Telling what happened in caucuses, to open letters, and to questions.

Rules of this module: those of ``telling``; whoever takes part in confidence is told of without a
name, because the record has none.

Not here: all other events (``telling``).
"""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from commonweal.office.reading import Reading
from commonweal.polity import Event
from commonweal.polity.effect import Effect
from commonweal.polity.rights.caucuses import data as caucuses
from commonweal.polity.rights.entrenchment.data import AmendmentConfirmed
from commonweal.polity.rights.letters import data as letters
from commonweal.web import links

Told = tuple[str, str]


def right_told(reading: Reading, event: Event) -> Told | None:
    """Tell an event of a caucus, a letter, a question or an entrenched change; else ``None``."""
    for teller in (_of_caucuses, _of_reports, _of_letters, _of_questions):
        told = teller(reading, event)
        if told is not None:
            return told
    if isinstance(event, AmendmentConfirmed):
        said = {"step": event.step, "steps": event.steps}
        text = _("A change of what is entrenched took step %(step)d of %(steps)d") % said
        return text, links.motion_url(event.motion)
    return None


def _of_caucuses(reading: Reading, event: Event) -> Told | None:
    caucus = reading.state.caucuses.get(getattr(event, "caucus", 0))
    if caucus is None:
        return None
    said = {"caucus": caucus.name}
    match event:
        case caucuses.CaucusFounded(by=member):
            text = _("%(name)s founded the caucus %(caucus)s")
        case caucuses.CaucusJoined(member=member):
            text = _("%(name)s joined the caucus %(caucus)s")
        case caucuses.CaucusLeft(member=member):
            text = _("%(name)s left the caucus %(caucus)s")
        case caucuses.CaucusSpeakerNamed(member=member):
            text = _("%(name)s speaks for the caucus %(caucus)s")
        case caucuses.CandidateListed(candidate=member):
            text = _("%(name)s stands on the list of the caucus %(caucus)s")
        case _:
            return _without_names(event, said, caucus.id)
    return text % {**said, "name": links.who(reading, member)}, _caucus_url(caucus.id)


def _without_names(event: Event, said: dict[str, str], number: int) -> Told | None:
    match event:
        case caucuses.CaucusJoinedInConfidence():
            text = _("Somebody joined the caucus %(caucus)s in confidence")
        case caucuses.CaucusLeftInConfidence():
            text = _("Somebody left the caucus %(caucus)s in confidence")
        case caucuses.CaucusMembershipHolds():
            text = _("Somebody unnamed belongs to the caucus %(caucus)s for a time")
        case caucuses.CaucusMembershipsLapsed():
            text = _("Unnamed memberships of the caucus %(caucus)s lapsed")
        case caucuses.CaucusDissolved():
            text = _("The caucus %(caucus)s ended with its last member")
        case caucuses.CaucusBanned(breach=breach):
            text = _("The caucus %(caucus)s was banned, in breach of %(breach)s")
            said["breach"] = breach
        case _:
            return None
    return text % said, _caucus_url(number)


def _caucus_url(number: int) -> str:
    return reverse("caucus", args=[number])


def _of_reports(reading: Reading, event: Event) -> Told | None:
    match event:
        case caucuses.MinorityReportFiled(motion=motion, by=by, caucus=number):
            caucus = reading.state.caucuses.get(number)
            by_whom = caucus.name if caucus else links.who(reading, by)
            text = _("%(name)s reported against a decision") % {"name": by_whom}
            return text, links.motion_url(motion)
        case caucuses.MinorityReportSigned(report=number, by=by):
            text = _("%(name)s signed a minority report") % {"name": links.who(reading, by)}
            return text, links.motion_url(reading.state.reports[number].motion)
    return None


def _of_letters(reading: Reading, event: Event) -> Told | None:
    letter = reading.state.letters.get(getattr(event, "letter", 0))
    if letter is None:
        return None
    said = {"body": reading.state.bodies[letter.body].name}
    match event:
        case letters.LetterPublished(author=author):
            said["name"] = links.who(reading, author) if author else _("Somebody unnamed")
            text = _("%(name)s published an open letter to %(body)s")
        case letters.LetterRepliedTo(by=by):
            said["name"] = links.who(reading, by)
            text = _("%(name)s replied to an open letter to %(body)s")
        case letters.LetterRemoved(ground=ground):
            said["ground"] = ground
            text = _("%(body)s took an open letter down: %(ground)s")
        case letters.RemovalAppealed(by=by):
            said["name"] = links.who(reading, by)
            text = _("%(name)s appealed against the removal of an open letter to %(body)s")
        case letters.LetterRestored():
            text = _("An open letter to %(body)s was put back")
        case letters.LetterWiped():
            text = _("The words of an open letter to %(body)s are destroyed")
        case _:
            return None
    return text % said, reverse("letter", args=[letter.id])


def _of_questions(reading: Reading, event: Event) -> Told | None:
    question = reading.state.questions.get(getattr(event, "question", 0))
    if question is None:
        return None
    said = {"seat": links.seat_name(reading, reading.state.seats[question.seat])}
    match event:
        case letters.QuestionAsked(by=by):
            said["name"] = links.who(reading, by)
            text = _("%(seat)s: %(name)s asked a question")
        case letters.QuestionAnswered(by=by):
            said["name"] = links.who(reading, by)
            text = _("%(seat)s: %(name)s answered a question")
        case letters.QuestionFellDue():
            text = _("%(seat)s: a question was not answered by its date")
        case _:
            return None
    return text % said, reverse("question", args=[question.id])


def effect_told(reading: Reading, effect: Effect) -> str:
    """Say what a motion about a caucus or a letter brings about; empty for any other effect."""
    match effect:
        case caucuses.BanCaucus(caucus=number):
            said = {"caucus": reading.state.caucuses[number].name}
            return _("If carried, the caucus %(caucus)s is ended against its will.") % said
        case letters.RemoveLetter(letter=number, ground=ground):
            text = _("If carried, letter %(number)d is taken down: %(ground)s.")
            return text % {"number": number, "ground": ground}
        case letters.RestoreLetter(letter=number):
            return _("If carried, letter %(number)d is put back.") % {"number": number}
    return ""
