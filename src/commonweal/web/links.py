"""Links, articles and names as the pages show them.

Rules of this module: an address is made here and nowhere else; whoever is not to be named is called
by number, as in the record.
Not here: sentences about events (``telling``), words for stages (``words``).
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import NamedTuple

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commonweal.office.reading import Reading, seat_state
from commonweal.polity import NOBODY, Body, Motion, Poll, Seat
from commonweal.polity.rights.challenges.hearing import can_be_challenged_until

TITLE_MAX = 140


class Link(NamedTuple):
    """Something with a page; the address is empty where there is none."""

    name: str
    url: str


class Cite(NamedTuple):
    """The article that makes a rule."""

    number: str
    title: str
    url: str


class Dot(NamedTuple):
    """A seat as a mark."""

    state: str
    label: str
    url: str


def when(at: int) -> datetime:
    """Turn seconds since 1970 into a moment that templates can write."""
    return datetime.fromtimestamp(at, UTC)


def when_or_none(at: int) -> datetime | None:
    """Turn seconds since 1970 into a moment; 0 stands for none."""
    return when(at) if at else None


def cite(reading: Reading, article: str) -> Cite | None:
    """Return the article that a clause or a refusal names, such as ``14 (recall.start)``."""
    number = article.partition(" ")[0]
    if not number:
        return None
    articles = reading.charter.articles
    found = articles.get(number) or articles.get(number.partition(".")[0])
    return Cite(number, found.title if found else "", reverse("rule", args=[number]))


def who(reading: Reading, member: int) -> str:
    """Return the name of a member, or the number where the name is not shown."""
    if member == NOBODY:
        return _("the office")
    return reading.name(member) or _("Member %(number)d") % {"number": member}


def holder(reading: Reading, seat: Seat) -> str:
    """Return who holds a seat."""
    return _("Vacant") if seat.holder == NOBODY else who(reading, seat.holder)


def body_url(body: int) -> str:
    """Return the address of a body."""
    return reverse("body", args=[body])


def seat_url(seat: int) -> str:
    """Return the address of a seat."""
    return reverse("seat", args=[seat])


def motion_url(motion: int) -> str:
    """Return the address of a motion."""
    return reverse("motion", args=[motion])


def poll_url(poll: int) -> str:
    """Return the address of an election or vote."""
    return reverse("poll", args=[poll])


def entry_url(index: int) -> str:
    """Return the address of an entry of the record."""
    return reverse("entry", args=[index])


def body_link(reading: Reading, body: int) -> Link:
    """Return a link to a body."""
    return Link(reading.state.bodies[body].name, body_url(body))


def body_path(reading: Reading, body: int) -> list[Link]:
    """Return the way from the top body down to a body."""
    path: list[Link] = []
    while body:
        path.insert(0, body_link(reading, body))
        body = reading.state.bodies[body].parent
    return path


def office_title(reading: Reading, seat: Seat) -> str:
    """Return what an office is called."""
    return reading.case.office(seat).title


def seat_name(reading: Reading, seat: Seat) -> str:
    """Return what a seat is called: an office by its title, others by sender and place."""
    sender = reading.state.bodies[seat.sender].name
    body = reading.state.bodies[seat.body]
    if seat.office:
        words = {"office": office_title(reading, seat), "body": body.name}
        return _("%(office)s of %(body)s") % words
    seats = reading.state.seats
    same = [one for one in body.seats if seats[one].sender == seat.sender]
    if len(same) == 1 or seat.id not in same:
        return _("Seat of %(sender)s") % {"sender": sender}
    words = {"place": str(same.index(seat.id) + 1), "sender": sender}
    return _("Seat %(place)s of %(sender)s") % words


def seat_label(reading: Reading, seat: Seat) -> str:
    """Return holder and sender of a seat, or holder and office."""
    if seat.office:
        words = {"name": holder(reading, seat), "office": office_title(reading, seat)}
        return _("%(name)s, %(office)s") % words
    sender = reading.state.bodies[seat.sender].name
    return _("%(name)s, sent by %(sender)s") % {"name": holder(reading, seat), "sender": sender}


def seat_link(reading: Reading, seat: Seat) -> Link:
    """Return a link to a seat, named after the seat."""
    return Link(seat_name(reading, seat), seat_url(seat.id))


def dot(reading: Reading, seat: Seat) -> Dot:
    """Return the mark of a seat."""
    return Dot(seat_state(seat), seat_label(reading, seat), seat_url(seat.id))


def title_and_text(reading: Reading, digest: str) -> tuple[str, list[str] | None]:
    """Return title and paragraphs of a motion's or task's text; None when it was erased.

    The first line is the title; an empty line begins a paragraph.
    """
    text = reading.text(digest) if digest.startswith("sha256:") else digest
    if text is None:
        return _("A text that was erased"), None
    parts = [part.strip() for part in text.replace("\r\n", "\n").split("\n\n") if part.strip()]
    first, _line, rest = (parts[0] if parts else "").partition("\n")
    paragraphs = [one for one in (rest.strip(), *parts[1:]) if one]
    title = Truncator(first).chars(TITLE_MAX)
    return title.removesuffix(".") or _("Without a title"), paragraphs or [first]


def motion_title(reading: Reading, motion: Motion) -> str:
    """Return what a motion is called."""
    return title_and_text(reading, motion.text)[0]


def motion_link(reading: Reading, motion: int) -> Link:
    """Return a link to a motion."""
    return Link(motion_title(reading, reading.state.motions[motion]), motion_url(motion))


def poll_title(reading: Reading, poll: Poll) -> str:
    """Return what an election or vote is called."""
    if poll.motion:
        return motion_title(reading, reading.state.motions[poll.motion])
    seat = reading.state.seats[poll.contested[0]]
    if poll.kind == "recall":
        return _("Recall: %(seat)s") % {"seat": seat_name(reading, seat)}
    return _election_title(reading, poll, seat)


def _election_title(reading: Reading, poll: Poll, seat: Seat) -> str:
    body = reading.state.bodies[seat.body].name
    if seat.office:
        words = {"office": office_title(reading, seat), "body": body}
        return _("%(office)s of %(body)s") % words
    count = len(poll.contested)
    words = {"count": str(count), "body": body}
    if count == 1:
        return _("One delegate to %(body)s") % words
    return _("%(count)s delegates to %(body)s") % words


def contested_seat(reading: Reading, poll: Poll) -> Seat:
    """Return the first seat that an election fills, or the seat under recall."""
    return reading.state.seats[poll.contested[0]]


def papers_link(reading: Reading, poll: Poll) -> Link | None:
    """Return the link to the papers of a poll; None where nobody votes on paper in it."""
    provided = reading.case.charter_of(poll.charter).papers is not None
    if not provided or poll.electorate != "members":
        return None
    kept = reading.state.papers.get(poll.id)
    marks = len(kept.marked) if kept else 0
    name = ngettext("Votes on paper: %(n)d marked", "Votes on paper: %(n)d marked", marks)
    return Link(name % {"n": marks}, reverse("poll-papers", args=[poll.id]))


def challenge_link(reading: Reading, poll: Poll) -> Link | None:
    """Return the link to the challenges of a result; None where it cannot be challenged."""
    known = reading.state.challenges_of.get(poll.id, ())
    stages = {reading.state.challenges[one].stage for one in known}
    url = reverse("poll-challenges", args=[poll.id])
    if "annulled" in stages:
        return Link(_("This result was annulled"), url)
    if "hearing" in stages:
        return Link(_("This result is challenged; it stands while it is heard"), url)
    until = can_be_challenged_until(reading.case, poll)
    if until:
        day = date_format(when(until))
        return Link(_("Challenge this result, until %(day)s") % {"day": day}, url)
    return Link(_("This result was challenged, and stands"), url) if known else None


def level_title(reading: Reading, body: Body) -> str:
    """Return what bodies of this level are called."""
    return reading.case.level(body).title
