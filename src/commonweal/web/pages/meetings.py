"""Meetings: those of a body, and one of them as people in the hall see it.

Rules of this module: how many are present is shown, who they are is not, unless they speak; the
list of speakers stands in the order in which they will speak.

Not here: what people do there (``meeting_acts``), calendars (``calendars``).
"""

from __future__ import annotations

from fractions import Fraction

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from commonweal.office.reading import Reading, has_power
from commonweal.polity import Body
from commonweal.polity.rights.meetings.agenda import Point, agenda_of
from commonweal.polity.rights.meetings.data import Meeting, MeetingRequest
from commonweal.polity.rights.meetings.finding import count_electors, rule_of
from commonweal.polity.rights.meetings.holding import DOORS_S, WAIT_S
from commonweal.polity.rights.meetings.law import needed_supporters
from commonweal.polity.rights.meetings.speaking import speaking_order
from commonweal.terms import DAY_S
from commonweal.web import links, words
from commonweal.web.frame import Context, live, show
from commonweal.web.telling import history

SHOWN_MAX = 50
"""Meetings on the page of a body, the newest."""

HAPPENED_MAX = 8
"""Entries of the record on the page of a meeting: it makes many, and is looked at on phones."""

LETTERS_MAX = 25
"""Letters offered for an agenda, the newest."""

TICKED_MAX = 60
"""People of a body who are listed to be ticked at the door; of more, numbers are typed in."""

# The meetings of a body.


def meetings(request: HttpRequest, number: int) -> HttpResponse:
    """List the meetings of a body, and the requests for one."""
    return show(request, "meetings.html", lambda reading: _list(reading, number))


def _body(reading: Reading, number: int) -> Body:
    found = reading.state.bodies.get(number)
    if found is None:
        raise Http404(_("There is no body with the number %(number)d.") % {"number": number})
    return found


def _list(reading: Reading, number: int) -> Context:
    state, body = reading.state, _body(reading, number)
    held = [state.meetings[one] for one in state.meetings_of.get(number, ())][-SHOWN_MAX:]
    requests = [state.meeting_requests[one] for one in state.requests_of.get(number, ())]
    running = [one for one in requests if reading.now < one.until]
    texts = [one.text for one in held] + [one.text for one in running]
    reading.know([one.by for one in running], texts)
    rule = reading.charter.meetings
    voter = bool(reading.viewer) and body.is_open and reading.case.is_voter(reading.viewer, body)
    return {
        "path": [*links.body_path(reading, number), links.Link(_("Meetings"), "")],
        "body": links.body_link(reading, number),
        "coming": [_row(reading, one) for one in held if one.stage in ("called", "open")],
        "past": [_row(reading, one) for one in reversed(held) if one.stage not in _RUNNING],
        "requests": [_request(reading, one, body, voter=voter) for one in running],
        "calendar_url": reverse("body-calendar", args=[number]),
        "rule": _rule(reading, body) if rule else "",
        "cite": links.cite(reading, rule.article) if rule else None,
        "ask_url": reverse("ask-for-meeting", args=[number]) if voter and rule else "",
        "call_url": reverse("call-meeting", args=[number])
        if rule and body.is_open and has_power(reading, "call_meeting", number)
        else "",
        "soonest": links.when(reading.now + rule.notice_days * DAY_S + 3_600) if rule else None,
    }


_RUNNING = ("called", "open")


def _rule(reading: Reading, body: Body) -> str:
    rule = reading.charter.meetings
    assert rule is not None
    said = {
        "needed": str(needed_supporters(reading.case, body, rule)),
        "electors": str(count_electors(reading.case, body)),
        "days": words.days(rule.convene_days),
    }
    return (
        _(
            "%(needed)s of the %(electors)s who vote here convene a meeting. It is then held within"
            " %(days)s, and no officer can put it off."
        )
        % said
    )


def _row(reading: Reading, meeting: Meeting) -> Context:
    stage, tone = words.stage(words.MEETING_STAGES, meeting.stage)
    return {
        "url": reverse("meeting", args=[meeting.id]),
        "title": links.title_and_text(reading, meeting.text)[0],
        "stage": stage,
        "tone": tone,
        "at": links.when(meeting.begins_at),
        "where": _("convened by those who vote here") if meeting.request else None,
    }


def _request(reading: Reading, request: MeetingRequest, body: Body, *, voter: bool) -> Context:
    rule = rule_of(reading.case, request.charter)
    asked = reading.viewer in request.supporters
    return {
        "title": links.title_and_text(reading, request.text)[0],
        "by": links.who(reading, request.by),
        "until": links.when(request.until),
        "count": len(request.supporters),
        "needed": needed_supporters(reading.case, body, rule),
        "asked": asked,
        "support_url": reverse("support-meeting", args=[request.id]) if voter and not asked else "",
    }


# One meeting.


def meeting(request: HttpRequest, number: int) -> HttpResponse:
    """Show a meeting."""
    return show(request, "meeting.html", lambda reading: _build(request, reading, number))


def _build(request: HttpRequest, reading: Reading, number: int) -> Context:
    found = reading.state.meetings.get(number)
    if found is None:
        raise Http404(_("There is no meeting with the number %(number)d.") % {"number": number})
    points, may = agenda_of(reading.state, found), _may(reading, found)
    _prepare(reading, found, points)
    name = _("Meeting %(number)d") % {"number": number}
    up = links.Link(_("Meetings"), reverse("meetings", args=[found.body]))
    return {
        "path": [*links.body_path(reading, found.body), up, links.Link(name, "")],
        "meeting": _facts(reading, found),
        "agenda": [_point(reading, one) for one in points],
        "present": _present(reading, found),
        "floor": _floor(reading, found),
        "speakers": _speakers(reading, found),
        "minutes": _minutes(reading, found),
        "may": may,
        "door": _at_the_door(reading, found) if "door" in may else [],
        "points": _for_agenda(reading, found),
        "caucuses": _caucuses(reading),
        "history": history(reading, "meeting", number, HAPPENED_MAX),
        **live(request, running=found.stage in _RUNNING),
    }


def _prepare(reading: Reading, found: Meeting, points: tuple[Point, ...]) -> None:
    people = [found.called_by, found.chair, found.floor, *(one.by for one in points)]
    people += [one.member for one in found.waiting]
    people += [one.by for one in found.objections]
    texts = [found.text, found.place, *found.notes, *(one.text for one in points)]
    reading.know(people, [*texts, *(one.text for one in found.objections)])


def _facts(reading: Reading, found: Meeting) -> Context:
    title, paragraphs = links.title_and_text(reading, found.text)
    stage, tone = words.stage(words.MEETING_STAGES, found.stage)
    request = reading.state.meeting_requests.get(found.request)
    return {
        "title": title,
        "paragraphs": [] if paragraphs == [title] else paragraphs or [],
        "stage": stage,
        "tone": tone,
        "lapsed": found.stage == "lapsed",
        "begins_at": links.when(found.begins_at),
        "place": links.title_and_text(reading, found.place)[0],
        "by": links.who(reading, found.called_by),
        "supporters": len(request.supporters) if request else 0,
        "chair": links.who(reading, found.chair) if found.chair else "",
        "cite": links.cite(reading, rule_of(reading.case, found.charter).article),
        "body": links.body_link(reading, found.body),
        "open": found.stage == "open",
        "calendar_url": reverse("body-calendar", args=[found.body]),
    }


def _point(reading: Reading, point: Point) -> Context:
    return {
        "title": links.title_and_text(reading, point.text)[0],
        "url": _point_url(point),
        "kind": _(_KINDS[point.kind]),
        "by": links.who(reading, point.by) if point.by else "",
    }


def _point_url(point: Point) -> str:
    match point.kind:
        case "motion":
            return links.motion_url(point.number)
        case "task" | "letter":
            return reverse(point.kind, args=[point.number])
    return ""


_KINDS = {
    "purpose": gettext_noop("what it was called for"),
    "motion": gettext_noop("motion"),
    "task": gettext_noop("task"),
    "letter": gettext_noop("open letter"),
    "question": gettext_noop("question without an answer"),
    "request": gettext_noop("request"),
}


def _present(reading: Reading, found: Meeting) -> Context:
    body = reading.state.bodies[found.body]
    electors = found.electors or count_electors(reading.case, body)
    share: Fraction = reading.case.level(body, found.charter).motions.presence_quorum
    return {
        "count": len(found.present),
        "unconfirmed": len(found.unconfirmed),
        "electors": electors,
        "needed": -(-share.numerator * electors // share.denominator) if share else 0,
        "quorum": len(found.present) - len(found.unconfirmed) >= share * electors,
    }


def _floor(reading: Reading, found: Meeting) -> Context | None:
    if not found.floor:
        return None
    until = links.when(found.floor_until)
    over = reading.now >= found.floor_until
    return {"name": links.who(reading, found.floor), "until": until, "over": over}


def _speakers(reading: Reading, found: Meeting) -> list[Context]:
    rule = rule_of(reading.case, found.charter)
    order = speaking_order(found.waiting, found.spoken, found.caucus, rule)
    return [
        {
            "name": links.who(reading, one.member),
            "first": one.member not in found.spoken,
            "you": one.member == reading.viewer,
        }
        for one in order
    ]


def _minutes(reading: Reading, found: Meeting) -> Context:
    return {
        "notes": [reading.text(one) if one.startswith("sha256:") else one for one in found.notes],
        "digest": found.minutes,
        "closed_at": links.when_or_none(found.closed_at),
        "objections": [
            {
                "by": links.who(reading, one.by),
                "at": links.when(one.at),
                "text": reading.text(one.text),
            }
            for one in found.objections
        ],
    }


def _may(reading: Reading, found: Meeting) -> dict[str, str]:
    """Return the addresses of what the viewer may do now; whoever may not has none."""
    viewer, now = reading.viewer, reading.now
    body = reading.state.bodies[found.body]
    voter = bool(viewer) and body.is_open and reading.case.is_voter(viewer, body)
    running, present = found.stage in _RUNNING, viewer in found.present
    chair = found.stage == "open" and viewer == found.chair
    busy = viewer == found.floor or any(one.member == viewer for one in found.waiting)
    asks = found.stage == "open" and present
    allowed = {
        "attend": voter
        and running
        and (not present or viewer in found.unconfirmed)
        and now >= found.begins_at - DOORS_S,
        "door": running
        and now >= found.begins_at - DOORS_S
        and (
            (present and viewer not in found.unconfirmed)
            or has_power(reading, "attend_meeting", body.id)
        ),
        "open": found.stage == "called" and now >= found.begins_at and _opens(reading, found),
        "ask": asks and not busy,
        "end": asks and busy,
        "give": chair and bool(found.waiting) and (not found.floor or now >= found.floor_until),
        "note": chair or (found.stage == "open" and has_power(reading, "note_minutes", body.id)),
        "close": chair
        and (not found.request or now >= found.opened_at + WAIT_S)
        and not found.waiting
        and (not found.floor or now >= found.floor_until),
        "agenda": voter and running,
        "object": found.stage == "closed" and present,
        "cancel": found.stage == "called"
        and not found.request
        and has_power(reading, "cancel_meeting", body.id),
    }
    return {
        name: reverse("meeting-act", args=[found.id, name])
        for name, lawful in allowed.items()
        if lawful
    }


def _at_the_door(reading: Reading, found: Meeting) -> list[Context]:
    """Return who could come in, to be ticked; nobody where they are too many for a list."""
    body = reading.state.bodies[found.body]
    if reading.case.level(body).of_members:
        people = {int(one) for one in body.members}
    else:
        people = {int(seat.holder) for seat in reading.state.delegates(body.id)}
    absent = sorted(people.difference(found.present))
    if len(people) > TICKED_MAX:
        return []
    reading.know(absent)
    return [{"id": one, "name": links.who(reading, one)} for one in absent]


def _for_agenda(reading: Reading, found: Meeting) -> list[Context]:
    """Return open motions and tasks of the body, and letters to it, that nobody has put there."""
    state, body = reading.state, reading.state.bodies[found.body]
    motions = [one for one in body.motions if state.motions[one].is_open]
    tasks = [one for one in body.tasks if state.tasks[one].stage != "done"]
    newest = state.letters_to.get(body.id, [])[-LETTERS_MAX:]
    letters = [one for one in newest if state.letters[one].removed is None]
    texts: dict[tuple[str, int], str] = {}
    texts |= {("motion", one): state.motions[one].text for one in motions}
    texts |= {("task", one): state.tasks[one].text for one in tasks}
    texts |= {("letter", one): state.letters[one].text for one in letters}
    there = {(one.kind, one.number) for one in found.items}
    reading.know((), texts.values())
    return [
        {
            "value": f"{kind}-{number}",
            "label": f"{_(_KINDS[kind])}: {links.title_and_text(reading, text)[0]}",
        }
        for (kind, number), text in texts.items()
        if (kind, number) not in there
    ]


def _caucuses(reading: Reading) -> list[Context]:
    """Return the caucuses for which the viewer may speak: those they belong to by name."""
    state = reading.state
    own = [state.caucuses[one] for one in state.caucuses_of.get(reading.viewer, ())]
    return [{"id": one.id, "name": one.name} for one in own if not one.ended_at]


def _opens(reading: Reading, found: Meeting) -> bool:
    waited = reading.now >= found.begins_at + WAIT_S and reading.viewer in found.present
    request = reading.state.meeting_requests.get(found.request)
    if request is not None:
        return waited or reading.viewer in request.supporters
    return waited or has_power(reading, "open_meeting", found.body)
