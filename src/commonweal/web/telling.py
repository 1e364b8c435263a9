"""Telling events: what happened, in one sentence, and the page it is about.

Rules of this module: one sentence for each event, from the event and from what things are called
now; an event nobody wrote a sentence for is told by its name, never left out.
Not here: reading entries (the office's chronicle), the numbers themselves (the record's pages).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from commonweal.office.chronicle import subjects_of
from commonweal.office.entries import Entry
from commonweal.office.reading import Reading
from commonweal.polity import Event, Seat
from commonweal.polity import events as ev
from commonweal.polity.rights.union.data import UnionFounded
from commonweal.web import links, words
from commonweal.web.telling_affiliation import affiliation_told
from commonweal.web.telling_agreements import agreement_told
from commonweal.web.telling_caucuses import right_told
from commonweal.web.telling_challenges import challenge_texts, challenge_told
from commonweal.web.telling_consent import consent_told
from commonweal.web.telling_control import control_told
from commonweal.web.telling_deliveries import delivery_texts, delivery_told
from commonweal.web.telling_discipline import discipline_told
from commonweal.web.telling_grievances import grievance_texts, grievance_told
from commonweal.web.telling_initiatives import initiative_told
from commonweal.web.telling_meetings import meeting_told
from commonweal.web.telling_papers import papers_told
from commonweal.web.telling_pay import pay_told
from commonweal.web.telling_planning import planning_texts, planning_told
from commonweal.web.telling_unions import union_told

_PEOPLE = ("holder", "by", "candidate", "voter", "member", "elector")

_MINOR = (ev.SeatCreated, ev.BodyNotified, ev.RollClosed, ev.RollSigned, ev.TaskAssigned)
"""Events that are seldom the point of the entry in which they stand."""

_POINT = (ev.MotionDecided, UnionFounded)
"""Events that are the point of an entry, wherever they stand in it."""


class Told(NamedTuple):
    """What happened and where to look; the address is empty where there is no page."""

    text: str
    url: str


def tell(reading: Reading, event: Event) -> Told:
    """Tell one event."""
    tellers = (_of_seats, _of_polls, _of_meetings, _of_motions, _of_people, _of_bodies, _of_rules)
    for teller in tellers:
        told = teller(reading, event)
        if told is not None:
            return told
    name = str(event.__struct_config__.tag).partition("/")[0].replace("_", " ")
    return Told(name.capitalize(), "")


def tell_entry(reading: Reading, entry: Entry) -> Told:
    """Tell an entry: its most telling event, and how many seats fell with it."""
    if not entry.events:
        return Told(words.word(words.COMMANDS, entry.command or entry.kind), "")
    main = next((one for one in entry.events if not isinstance(one, _MINOR)), entry.events[0])
    point = next((one for one in entry.events if isinstance(one, _POINT)), None)
    told = tell(reading, point or main)
    emptied = [one for one in entry.events if isinstance(one, ev.SeatVacated)]
    if len(emptied) > 1 and not isinstance(main, ev.SeatVacated):
        fell = _("%(count)d seats were emptied") % {"count": len(emptied)}
        return Told(f"{told.text}; {fell}", told.url)
    return told


def people_in(entries: Iterable[Entry]) -> Iterator[int]:
    """Yield the members that entries speak of, so that their names are asked for together."""
    for entry in entries:
        yield entry.by
        for event in entry.events:
            for field in _PEOPLE:
                member = getattr(event, field, 0)
                if isinstance(member, int):
                    yield member
            if isinstance(event, ev.PollDeclared):
                yield from event.elected


def texts_in(reading: Reading, entries: Iterable[Entry]) -> Iterator[str]:
    """Yield the texts of the motions that entries speak of, to be asked for together."""
    for entry in entries:
        for event in entry.events:
            motion = getattr(event, "motion", 0)
            poll = reading.state.polls.get(getattr(event, "poll", 0))
            number = motion or (poll.motion if poll else 0)
            if number in reading.state.motions:
                yield reading.state.motions[number].text
            initiative = reading.state.initiatives.get(getattr(event, "initiative", 0))
            if initiative is not None:
                yield initiative.text
            yield from challenge_texts(reading, event)
            agreement = reading.state.agreements.get(getattr(event, "agreement", 0))
            if agreement is not None:
                yield agreement.file
            unit = reading.state.units.get(getattr(event, "unit", 0))
            if unit is not None:
                yield unit.owner
            showing = reading.state.showings.get(getattr(event, "showing", 0))
            if showing is not None:
                yield showing.text
            yield from grievance_texts(reading, event)
            yield from delivery_texts(reading, event)
            yield from planning_texts(reading, event)


def history(reading: Reading, kind: str, number: int, most: int = 20) -> list[dict[str, Any]]:
    """Return the rows of ``parts/happenings.html`` for a subject, newest first."""
    found = reading.entries_about(kind, number, most)
    return rows(reading, found, (kind, number))


def rows(
    reading: Reading, found: list[tuple[int, Entry]], subject: tuple[str, int] | None = None
) -> list[dict[str, Any]]:
    """Return entries as rows of ``parts/happenings.html``.

    Args:
        reading: the look at the federation.
        found: the entries with their numbers.
        subject: what they are told about: kind and number; the whole entry when there is none.
    """
    entries = [entry for _index, entry in found]
    reading.know(people_in(entries), texts_in(reading, entries))
    return [
        {
            "at": links.when(entry.at),
            "text": _told_of(reading, entry, subject),
            "url": links.entry_url(index),
        }
        for index, entry in found
    ]


def _told_of(reading: Reading, entry: Entry, subject: tuple[str, int] | None) -> str:
    """Tell what of an entry concerns a subject: where a seat fell and was filled, both."""
    if subject is None or subject[0] == "body":
        return tell_entry(reading, entry).text
    own = [one for one in entry.events if subject in set(subjects_of(one))]
    telling = [one for one in own if not isinstance(one, _MINOR)] or own
    if not telling:
        return tell_entry(reading, entry).text
    own_name = f"{_name(reading, *subject)}: "
    texts = [tell(reading, one).text.removeprefix(own_name) for one in telling[:2]]
    return "; ".join(dict.fromkeys(text[:1].upper() + text[1:] for text in texts))


def _name(reading: Reading, kind: str, number: int) -> str:
    """Return what a seat or poll is called; the history on its own page need not repeat it."""
    if kind == "seat":
        return links.seat_name(reading, reading.state.seats[number])
    if kind == "poll":
        return links.poll_title(reading, reading.state.polls[number])
    return ""


def _seat_words(reading: Reading, number: int) -> tuple[Seat, dict[str, str]]:
    seat = reading.state.seats[number]
    body = reading.state.bodies[seat.body].name
    return seat, {"seat": links.seat_name(reading, seat), "body": body}


def _of_seats(reading: Reading, event: Event) -> Told | None:
    match event:
        case ev.SeatFilled(seat=number, holder=holder, how=how):
            seat, said = _seat_words(reading, number)
            said |= {"name": links.who(reading, holder), "how": words.word(words.HOW_FILLED, how)}
            return _told_seat(seat, _("%(seat)s: %(name)s was seated, %(how)s") % said)
        case ev.SeatVacated(seat=number, holder=holder, cause=cause):
            seat, said = _seat_words(reading, number)
            said |= {"name": links.who(reading, holder), "why": words.word(words.CAUSES, cause)}
            return _told_seat(seat, _("%(seat)s, held by %(name)s, was emptied: %(why)s") % said)
        case ev.SeatCreated(seat=number):
            seat, said = _seat_words(reading, number)
            return _told_seat(seat, _("%(seat)s was created in %(body)s") % said)
        case ev.SeatAbolished(seat=number):
            seat, said = _seat_words(reading, number)
            return _told_seat(seat, _("%(seat)s in %(body)s was abolished") % said)
    return _of_recall(reading, event)


def _of_recall(reading: Reading, event: Event) -> Told | None:
    match event:
        case ev.RecallOpened(seat=number, needed=needed, electors=electors):
            seat, said = _seat_words(reading, number)
            said |= {"needed": str(needed), "electors": str(electors)}
            text = _("%(seat)s: %(needed)s of %(electors)s electors or more withdrew confidence")
            return _told_seat(seat, text % said)
        case ev.RecallFailed(seat=number):
            seat, said = _seat_words(reading, number)
            return _told_seat(seat, _("%(seat)s: its electors kept their delegate") % said)
        case ev.RecallDropped(seat=number):
            seat, said = _seat_words(reading, number)
            return _told_seat(seat, _("%(seat)s: the recall vote lost its object") % said)
        case ev.RefillFailed(seat=number):
            seat, said = _seat_words(reading, number)
            return _told_seat(seat, _("%(seat)s: the ballots give no successor") % said)
        case ev.ConfidenceWithdrawn(seat=number, elector=elector):
            seat, said = _seat_words(reading, number)
            said["name"] = links.who(reading, elector)
            return _told_seat(seat, _("%(seat)s: %(name)s withdrew confidence") % said)
        case ev.ConfidenceRestored(seat=number, elector=elector):
            seat, said = _seat_words(reading, number)
            said["name"] = links.who(reading, elector)
            return _told_seat(seat, _("%(seat)s: %(name)s gave confidence back") % said)
        case ev.MandateBreached(seat=number, holder=holder, instructed=bidden, cast=choice):
            seat, said = _seat_words(reading, number)
            said |= {
                "name": links.who(reading, holder),
                "bidden": words.word(words.CHOICES, bidden),
                "cast": words.word(words.CHOICES, choice),
            }
            text = _("%(name)s (%(seat)s) voted %(cast)s, told to vote %(bidden)s: void")
            return _told_seat(seat, text % said)
    return None


def _told_seat(seat: Seat, text: str) -> Told:
    return Told(text, links.seat_url(seat.id))


def _of_polls(reading: Reading, event: Event) -> Told | None:
    number = getattr(event, "poll", 0)
    poll = reading.state.polls.get(number)
    if poll is None:
        return None
    said = {"title": links.poll_title(reading, poll)}
    match event:
        case ev.PollOpened():
            text = _("Opened: %(title)s") % said
        case ev.CandidateNominated(candidate=candidate, by=by):
            said |= {"name": links.who(reading, candidate), "by": links.who(reading, by)}
            stands = candidate == by
            text = (_("%(title)s: %(name)s stands") if stands else _nominated()) % said
        case ev.CandidacyWithdrawn(candidate=candidate):
            said["name"] = links.who(reading, candidate)
            text = _("%(title)s: %(name)s withdrew") % said
        case ev.VotingOpened(candidates=candidates):
            said["count"] = str(len(candidates))
            text = _("%(title)s: the vote is open, candidates: %(count)s") % said
        case ev.BallotMarked():
            text = _("A secret ballot was cast: %(title)s") % said
        case ev.VoteCast(voter=voter, choice=choice):
            said |= {"name": links.who(reading, voter), "cast": words.word(words.CHOICES, choice)}
            text = _("%(name)s voted %(cast)s: %(title)s") % said
        case _:
            return _of_results(reading, event, said, links.poll_url(number))
    return Told(text, links.poll_url(number))


def _nominated() -> str:
    return _("%(title)s: %(by)s supports %(name)s")


def _of_results(reading: Reading, event: Event, said: dict[str, str], url: str) -> Told | None:
    match event:
        case ev.LotRequired():
            text = _("%(title)s: a tie, a lot is to be drawn") % said
        case ev.DrawEntered(by=by):
            text = _("%(title)s: a draw was entered by %(name)s") % {
                **said,
                "name": links.who(reading, by),
            }
        case ev.DrawRejected():
            text = _("%(title)s: two witnesses entered different draws") % said
        case ev.LotDrawn():
            text = _("%(title)s: the lot was drawn") % said
        case ev.PollDeclared(elected=elected) if elected:
            said["names"] = ", ".join(links.who(reading, one) for one in elected)
            text = _("%(title)s: elected %(names)s") % said
        case ev.PollDeclared(outcome=outcome):
            said["outcome"] = words.word(OUTCOMES, outcome)
            text = _("%(title)s: %(outcome)s") % said
        case ev.PollVoided():
            text = _("%(title)s: ended without a result") % said
        case _:
            return None
    return Told(text, url)


OUTCOMES = {
    "carried": gettext_noop("carried"),
    "rejected": gettext_noop("rejected"),
    "divided": gettext_noop("division recorded"),
    "nobody_elected": gettext_noop("nobody was elected"),
}


def _of_meetings(reading: Reading, event: Event) -> Told | None:
    told = meeting_told(reading, event) or right_told(reading, event) or pay_told(reading, event)
    told = told or papers_told(reading, event) or control_told(reading, event)
    told = told or initiative_told(reading, event) or grievance_told(reading, event)
    told = told or discipline_told(reading, event)
    told = told or union_told(reading, event) or affiliation_told(reading, event)
    told = told or challenge_told(reading, event) or consent_told(reading, event)
    told = told or agreement_told(reading, event) or delivery_told(reading, event)
    told = told or planning_told(reading, event)
    return Told(*told) if told else None


def _of_motions(reading: Reading, event: Event) -> Told | None:
    motion = reading.state.motions.get(getattr(event, "motion", 0))
    if motion is None:
        return _of_tasks(reading, event)
    said = {
        "title": links.motion_title(reading, motion),
        "body": reading.state.bodies[motion.body].name,
    }
    text = _motion_text(reading, event, said)
    return Told(text % said, links.motion_url(motion.id)) if text else _of_tasks(reading, event)


def _motion_text(reading: Reading, event: Event, said: dict[str, str]) -> str:
    """Return the sentence for an event of a motion, and add to ``said`` what it needs."""
    match event:
        case ev.MotionProposed(by=by) | ev.MotionSeconded(by=by):
            said["name"] = links.who(reading, by)
        case ev.RollCalled(present=present):
            said["count"] = str(len(present))
        case ev.MotionDecided(outcome=outcome):
            said["outcome"] = words.stage(words.MOTION_STAGES, outcome)[0]
        case ev.MandateGiven(sender=sender, kind=kind):
            said["sender"] = reading.state.bodies[sender].name
            said["kind"] = words.word(words.MANDATE_KINDS, kind)
    found = _MOTION_TEXTS.get(type(event))
    return _(found) if found else ""


_MOTION_TEXTS: dict[type[Event], str] = {
    ev.MotionProposed: gettext_noop("%(name)s moved in %(body)s: %(title)s"),
    ev.MotionSeconded: gettext_noop("%(name)s supports: %(title)s"),
    ev.DebateOpened: gettext_noop("Debate opened: %(title)s"),
    ev.MotionWithdrawn: gettext_noop("Withdrawn by its mover: %(title)s"),
    ev.RollCalled: gettext_noop("Roll-call, %(count)s present: %(title)s"),
    ev.MotionPut: gettext_noop("Put to the vote: %(title)s"),
    ev.MotionDecided: gettext_noop("%(title)s: %(outcome)s"),
    ev.MotionAmended: gettext_noop("Amended: %(title)s"),
    ev.MandateGiven: gettext_noop("%(sender)s gave a mandate (%(kind)s): %(title)s"),
    ev.EffectFailed: gettext_noop("Carried, but no longer possible: %(title)s"),
}


def _of_tasks(reading: Reading, event: Event) -> Told | None:
    task = reading.state.tasks.get(getattr(event, "task", 0))
    if task is None:
        return None
    said = {"title": links.title_and_text(reading, task.text)[0]}
    found = _TASK_TEXTS.get(type(event))
    return Told(_(found) % said, reverse("task", args=[task.id])) if found else None


_TASK_TEXTS: dict[type[Event], str] = {
    ev.TaskAssigned: gettext_noop("A task came of it: %(title)s"),
    ev.TaskFellDue: gettext_noop("Fell due, not done: %(title)s"),
    ev.TaskReported: gettext_noop("Reported: %(title)s"),
    ev.TaskCompleted: gettext_noop("Done: %(title)s"),
}


def _of_people(reading: Reading, event: Event) -> Told | None:
    match event:
        case ev.FederationFounded(name=name):
            return Told(_("%(name)s was founded") % {"name": name}, reverse("pyramid"))
        case ev.MembersAdmitted(homes=homes):
            said = {"people": words.people(len(homes))}
            url = links.body_url(homes[0]) if homes and homes[0] else ""
            return Told(_("Admitted: %(people)s") % said, url)
        case ev.MoveAskedFor(member=member, to=to):
            asker = {"name": links.who(reading, member)}
            if to not in reading.state.bodies:
                return Told(_("%(name)s does not ask to be moved any more") % asker, "")
            said = {**asker, "body": reading.state.bodies[to].name}
            return Told(_("%(name)s asks to be moved to %(body)s") % said, links.body_url(to))
        case ev.MembersMoved(members=members, to=to):
            body = reading.state.bodies[to].name
            said = {"people": words.people(len(members)), "body": body}
            return Told(_("Moved to %(body)s: %(people)s") % said, links.body_url(to))
        case ev.MemberLeft(member=member, cause=cause):
            said = {"name": links.who(reading, member), "why": words.word(words.CAUSES, cause)}
            return Told(_("%(name)s: %(why)s") % said, "")
        case ev.DeathReported(member=member, by=by):
            lives = by == member
            text = _("%(name)s lives; a report of death fell") if lives else _death_reported()
            return Told(text % {"name": links.who(reading, member)}, "")
        case ev.FoundingEnded():
            return Told(_("The founding is over; the convenors' powers ended"), "")
    return None


def _death_reported() -> str:
    return _("%(name)s is reported to have died; a second person has to confirm it")


def _of_bodies(reading: Reading, event: Event) -> Told | None:
    body = reading.state.bodies.get(getattr(event, "body", 0))
    if isinstance(event, ev.RollSigned):
        body = reading.state.bodies[reading.state.rolls[event.roll].body]
    if body is None:
        return None
    said = {"body": body.name}
    match event:
        case ev.FigureDeclared(figure=figure):
            said["figure"] = f"{figure:,}"
        case ev.RollClosed(count=count):
            said["people"] = words.people(count)
        case ev.RollSigned(by=by):
            said["name"] = links.who(reading, by)
        case ev.ApportionmentDrawn(by=by):
            said["name"] = links.who(reading, by)
        case ev.SeatsApportioned(seats=seats):
            said["count"] = str(sum(seats))
        case ev.BodyNotified(about=about):
            said["notice"] = words.word(words.NOTICES, about)
    found = _BODY_TEXTS.get(type(event))
    return Told(_(found) % said, links.body_url(body.id)) if found else None


_BODY_TEXTS: dict[type[Event], str] = {
    ev.BodyOpened: gettext_noop("%(body)s was opened"),
    ev.BodyClosed: gettext_noop("%(body)s was closed"),
    ev.BodyMoved: gettext_noop("%(body)s now sends its delegates to another body"),
    ev.FigureDeclared: gettext_noop("%(body)s: figure declared, %(figure)s"),
    ev.RollClosed: gettext_noop("Roll of %(body)s closed: %(people)s"),
    ev.RollSigned: gettext_noop("Roll of %(body)s signed by %(name)s"),
    ev.ApportionmentDrawn: gettext_noop("%(body)s: lots of its apportionment, from %(name)s"),
    ev.SeatsApportioned: gettext_noop("%(count)s seats of %(body)s were apportioned"),
    ev.BodyNotified: gettext_noop("%(body)s was told: %(notice)s"),
    ev.EmergencyDeclared: gettext_noop("%(body)s declared an emergency"),
}


def _of_rules(reading: Reading, event: Event) -> Told | None:
    match event:
        case ev.ConstitutionAdopted(version=version):
            text = _("Version %(version)d of the constitution was adopted") % {"version": version}
            return Told(text, reverse("constitution"))
        case ev.EmergencyEnded(why=why):
            lapsed = _("An emergency lapsed by itself")
            return Told(lapsed if why == "lapsed" else _("An emergency was ended"), "")
        case ev.SeatsReassigned(sender=sender):
            said = {"body": reading.state.bodies[sender].name}
            text = _("Seats of merged bodies now answer to %(body)s") % said
            return Told(text, links.body_url(sender))
        case ev.DueDropped():
            return Told(_("Something fell due that was no longer possible"), "")
    return None
