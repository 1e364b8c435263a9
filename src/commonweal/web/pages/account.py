"""Signing in and out, and the member's own page: what waits, what was done in the member's name.

Rules of this module: a sign-in needs no e-mail and tells a guesser nothing; every use of a code is
shown to its member, who can void them all. Not here: who may do what (the law).
"""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import rotate_token
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from commonweal.office.entrance import OPEN_FOR_S, SignedIn, TurnedAway
from commonweal.office.reading import Reading, open_polls, seat_state
from commonweal.polity import NOBODY, Poll, Seat, has_voted, may_vote
from commonweal.polity import commands as cmd
from commonweal.web import links, words
from commonweal.web.frame import Context, act, members_only, safe_next, show
from commonweal.web.middleware import COOKIE, Visit

VOTES_SHOWN = 50


@sensitive_post_parameters("code")
def sign_in(request: HttpRequest) -> HttpResponse:
    """Show the form for a code, or use the one that was typed."""
    visit = cast("Visit", request)
    wanted = request.POST.get("next", request.GET.get("next", ""))
    if request.method != "POST":
        if visit.viewer:
            return HttpResponseRedirect(safe_next(wanted))
        return _form(visit, wanted)
    code = request.POST.get("code", "")[:100]
    source = str(request.META.get("REMOTE_ADDR", ""))
    found = visit.federation.entrance.sign_in(code, source, where(request))
    if isinstance(found, TurnedAway):
        return _turned_away(visit, wanted, code, found)
    if visit.token:
        visit.federation.entrance.sign_out(visit.token)
    rotate_token(request)
    # Without a page they came for, people want to know what waits for them.
    response = HttpResponseRedirect(safe_next(wanted) if wanted else reverse("me"))
    _keep(response, found, https=visit.federation.https)
    return response


def _keep(response: HttpResponse, found: SignedIn, *, https: bool) -> None:
    response.set_cookie(
        COOKIE, found.token, max_age=OPEN_FOR_S, httponly=True, samesite="Lax", secure=https
    )


def _turned_away(visit: Visit, wanted: str, code: str, found: TurnedAway) -> HttpResponse:
    if found.why == "too_many":
        minutes = -(-found.wait_s // 60)
        text = _("Too many attempts failed. Wait %(minutes)d minutes, then try again.")
        return _form(visit, wanted, wait=text % {"minutes": minutes}, status=429)
    told = {
        "unknown": _("No such code was issued. Read it again, sign by sign."),
        "used": _(
            "This code was used before, and works once. Use the next one on the sheet. If it was"
            " not you who used it, void your codes after signing in, and tell the secretary."
        ),
        "void": _("This code was made void. Ask the secretary for a new sheet."),
        "unreadable": _("This cannot be read as a code. Type it as printed."),
    }
    return _form(visit, wanted, code, told[found.why], status=422)


def _form(
    visit: Visit,
    wanted: str,
    code: str = "",
    error: str = "",
    wait: str = "",
    *,
    status: int = 200,
) -> HttpResponse:
    form = {"url": reverse("sign-in"), "code": code, "error": error, "next": wanted}
    return show(visit, "sign_in.html", lambda _reading: {"form": form, "wait": wait}, status=status)


def where(request: HttpRequest) -> str:
    """Return what a member will recognise a sign-in by: address, browser, system.

    Only known words are taken from what the browser says of itself.
    """
    agent = request.headers.get("User-Agent", "")
    browsers = (("Edg", "Edge"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))
    systems = (
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS", "macOS"),
        ("Linux", "Linux"),
    )
    browser = next((name for mark, name in browsers if mark in agent), "")
    system = next((name for mark, name in systems if mark in agent), "")
    address = str(request.META.get("REMOTE_ADDR", "")) or "unknown address"
    on = " on ".join(one for one in (browser, system) if one)
    return f"{address[:60]}, {on}" if on else address[:60]


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the sign-in."""
    visit = cast("Visit", request)
    visit.federation.entrance.sign_out(visit.token)
    messages.success(request, _("You are signed out."))
    response = HttpResponseRedirect(reverse("pyramid"))
    response.delete_cookie(COOKIE, samesite="Lax")
    return response


@require_POST
@members_only
def void(visit: Visit) -> HttpResponse:
    """Void every code of the member, and end every other sign-in."""
    count = visit.federation.entrance.void_all(visit.viewer, visit.token)
    text = ngettext("%(n)d code is void.", "%(n)d codes are void.", count) % {"n": count}
    ended = _("Every other sign-in has ended. Ask the secretary for a new sheet.")
    messages.success(visit, f"{text} {ended}")
    return HttpResponseRedirect(reverse("me"))


@require_POST
@members_only
def alive(visit: Visit) -> HttpResponse:
    """Contradict a report of one's own death."""
    command = cmd.RecordDeath(member=visit.viewer)
    back = links.Link(_("my page"), reverse("me"))
    return act(visit, command, back, _("The report of your death has fallen."))


@members_only
def me(visit: Visit) -> HttpResponse:
    """Show the member their own page."""
    return show(visit, "me.html", lambda reading: _build(visit, reading), page="me")


def _build(visit: Visit, reading: Reading) -> Context:
    state, viewer = reading.state, visit.viewer
    home = state.members.home[viewer]
    speaking = _speaking(reading, home)
    held = [state.seats[one] for one in state.held.get(viewer, ())]
    voted = _voted(reading)
    texts = [state.motions[one.motion].text for one in (*voted, *open_polls(state)) if one.motion]
    reading.know([viewer, *(seat.holder for seat in speaking)], texts)
    withdrawn = reading.withdrawn_from([*speaking, *_elected_above(reading)])
    nowhere = links.Link(_("no body yet"), "")
    return {
        "me": {
            "name": links.who(reading, viewer),
            "number": viewer,
            "body": links.body_link(reading, home) if home else nowhere,
            "since": links.when(state.members.since[viewer]),
        },
        "desks": _desks(reading, home, held),
        "todo": [*_todo(reading), *_tasks(reading)],
        "seats": [_held(reading, seat) for seat in held],
        "unions": [links.body_link(reading, one) for one in state.joined.get(viewer, ())],
        "speaks": [_speaks(reading, seat, withdrawn) for seat in speaking],
        "votes": [_vote(visit, reading, one) for one in voted],
        "sign_ins": _sign_ins(visit, reading),
        "codes": _codes(reading),
        "void_url": reverse("void"),
        "alive_url": reverse("alive") if viewer in state.deaths else "",
    }


def _desks(reading: Reading, home: int, held: list[Seat]) -> list[links.Link]:
    """Return the desks of the member: at home, and where they hold an office."""
    bodies = dict.fromkeys([home, *(seat.body for seat in held if seat.office)])
    known = [reading.state.bodies[one] for one in bodies if one]
    return [links.Link(one.name, reverse("desk", args=[one.id])) for one in known if one.is_open]


def _speaking(reading: Reading, home: int) -> list[Seat]:
    """Return who speaks for the member: delegates and officers of the own body, then upwards."""
    state = reading.state
    found: list[Seat] = []
    body = state.bodies.get(home)
    while body is not None:
        offices = [state.seats[one] for one in body.offices]
        found += [state.seats[one] for one in body.sent]
        found += [seat for seat in offices if seat.holder != NOBODY]
        body = state.bodies.get(body.parent)
    for union in state.joined.get(reading.viewer, ()):
        offices = [state.seats[one] for one in state.bodies[union].offices]
        found += [seat for seat in offices if seat.holder != NOBODY]
    return [seat for seat in found if not seat.abolished]


def _elected_above(reading: Reading) -> list[Seat]:
    """Return the seats that the member elects as a delegate of another body."""
    state = reading.state
    seats = (state.seats[one] for one in state.held.get(reading.viewer, ()))
    return [
        state.seats[one]
        for seat in seats
        if not seat.office
        for one in (*state.bodies[seat.body].sent, *state.bodies[seat.body].offices)
    ]


def _todo(reading: Reading) -> list[Context]:
    case, viewer = reading.case, reading.viewer
    found = []
    for poll in open_polls(reading.state):
        if poll.stage == "voting" and may_vote(case, poll, viewer):
            if not has_voted(case, poll, viewer):
                found.append(_item(reading, poll, reverse("vote", args=[poll.id]), _("Vote")))
        elif poll.stage == "nominating":
            seat = links.contested_seat(reading, poll)
            if case.is_elector(viewer, seat) and not _has_nominated(poll, viewer):
                found.append(_item(reading, poll, links.poll_url(poll.id), _("Nominate")))
    return found


def _has_nominated(poll: Poll, viewer: int) -> bool:
    return any(viewer in supporters for supporters in poll.nominators.values())


def _item(reading: Reading, poll: Poll, url: str, button: str) -> Context:
    title = links.poll_title(reading, poll)
    return {"text": title, "url": url, "button": button, "until": links.when(poll.at)}


def _tasks(reading: Reading) -> list[Context]:
    state, viewer = reading.state, reading.viewer
    held = set(state.held.get(viewer, ()))
    mine = [
        task
        for task in state.tasks.values()
        if task.stage in ("open", "overdue")
        and (task.holder_seat in held if task.holder_seat else task.holder == viewer)
    ]
    reading.know((), [task.text for task in mine])
    return [
        {
            "text": links.title_and_text(reading, task.text)[0],
            "url": reverse("task", args=[task.id]),
            "button": _("Report"),
            "until": links.when(task.due_at),
        }
        for task in mine
    ]


def _held(reading: Reading, seat: Seat) -> Context:
    where_it_is = reading.state.bodies[seat.body].name
    name, url = links.seat_link(reading, seat)
    return {"name": name, "url": url, "state": seat_state(seat), "note": where_it_is}


def _speaks(reading: Reading, seat: Seat, withdrawn: set[int]) -> Context:
    said = {
        "body": reading.state.bodies[seat.body].name,
        "sender": reading.state.bodies[seat.sender].name,
    }
    note = _("in %(body)s, sent by %(sender)s") % said
    if seat.office:
        note = links.seat_name(reading, seat)
    return {
        "name": links.holder(reading, seat),
        "url": links.seat_url(seat.id),
        "state": seat_state(seat),
        "note": note,
        "withdrew": seat.id in withdrawn,
    }


def _voted(reading: Reading) -> list[Poll]:
    """Return the newest polls in which a vote was cast in the member's name."""
    found = []
    for poll in reversed(reading.state.polls.values()):
        if reading.chronicle.vote(poll.id, reading.viewer) is not None:
            found.append(poll)
            if len(found) == VOTES_SHOWN:
                break
    return found


def _vote(visit: Visit, reading: Reading, poll: Poll) -> Context:
    index = reading.chronicle.vote(poll.id, visit.viewer) or 0
    entry = _("entry %(number)s") % {"number": f"{index:,}"}
    return {
        "text": links.poll_title(reading, poll),
        "at": links.when(reading.entry(index).at),
        "url": reverse("receipt", args=[poll.id]),
        "receipt": entry,
    }


def _sign_ins(visit: Visit, reading: Reading) -> list[Context]:
    used = [one for one in reading.codes() if one.at is not None]
    used.sort(key=lambda one: (one.at or 0, one.number), reverse=True)
    return [
        {"at": links.when(one.at or 0), "where": one.where or "", "this": one.at == visit.since}
        for one in used
    ]


def _codes(reading: Reading) -> Context:
    codes = reading.codes()
    rows = []
    for one in codes:
        stage, tone = words.stage(words.CODE_STAGES, one.state)
        label = _("Code %(number)d") % {"number": one.number}
        rows.append(
            {
                "label": label,
                "stage": stage,
                "tone": tone,
                "at": links.when_or_none(one.at or 0),
                "where": one.where or "",
            }
        )
    return {"unused": sum(one.state == "unused" for one in codes), "rows": rows}
