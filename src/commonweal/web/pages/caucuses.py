"""Caucuses: who organises, what they want, joining by name or in confidence, leaving.

Rules of this module: those who speak for a caucus are named, of all others the number; a salt is
drawn for the form, shown in it, and not kept.

Not here: minority reports, which stand on the page of their motion (``reports``).
"""

from __future__ import annotations

import secrets

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commonweal.office.reading import Reading, voting_bodies
from commonweal.polity import Command
from commonweal.polity import commands as cmd
from commonweal.polity.rights.caucuses import data
from commonweal.polity.rights.caucuses.data import Caucus
from commonweal.polity.rights.caucuses.shares import guaranteed_shares
from commonweal.terms import Refusal
from commonweal.web import links, words
from commonweal.web.frame import Context, act, carry_out, members_only, refused, show, whole
from commonweal.web.middleware import Visit
from commonweal.web.telling import history

NAME_MAX, TEXT_MAX = 120, 50_000
"""Longest name and statement that the forms take, in characters."""

PICKED_MAX = 200
"""Members of a caucus who are listed to be picked; of more, a number is typed in."""


def caucuses(request: HttpRequest) -> HttpResponse:
    """List the caucuses, and let members found one."""
    return show(request, "caucuses.html", _list, page="rights")


def _list(reading: Reading) -> Context:
    rule, every = reading.charter.caucuses, list(reading.state.caucuses.values())
    reading.know((), [one.statement for one in every])
    return {
        "provided": rule is not None,
        "cite": links.cite(reading, rule.article) if rule else None,
        "caucuses": [_row(reading, one) for one in every if one.exists],
        "ended": [_row(reading, one) for one in every if not one.exists],
        "found_url": reverse("found-caucus") if rule and reading.viewer else "",
        "shares_total": words.share(rule.agenda_share) if rule else "",
    }


def _row(reading: Reading, one: Caucus) -> Context:
    title, _paragraphs = links.title_and_text(reading, one.statement)
    return {
        "url": reverse("caucus", args=[one.id]),
        "name": one.name,
        "title": title,
        "size": one.size,
        "breach": one.breach,
    }


def caucus(request: HttpRequest, number: int) -> HttpResponse:
    """Show a caucus."""
    return show(request, "caucus.html", lambda reading: _build(reading, number), page="rights")


def _build(reading: Reading, number: int) -> Context:
    state = reading.state
    found = state.caucuses.get(number)
    if found is None:
        raise Http404(_("There is no caucus with the number %(number)d.") % {"number": number})
    rule = reading.charter.caucuses
    reports = [state.reports[one] for one in found.reports]
    motions = [state.motions[one.motion].text for one in reports]
    listed = [one for names in found.listed.values() for one in names]
    reading.know([*found.speakers, *listed], [found.statement, *motions])
    title, paragraphs = links.title_and_text(reading, found.statement)
    open_to = bool(reading.viewer) and found.exists and rule is not None
    named = reading.viewer in found.members
    return {
        "path": [links.Link(_("Caucuses"), reverse("caucuses")), links.Link(found.name, "")],
        "caucus": {
            "name": found.name,
            "title": title,
            "paragraphs": paragraphs,
            "named": len(found.members),
            "unnamed": len(found.commitments),
            "speakers": [links.who(reading, one) for one in found.speakers],
            "founded_at": links.when(found.founded_at),
            "ended_at": links.when_or_none(found.ended_at),
            "breach": found.breach,
            "banned_url": links.motion_url(found.banned_by) if found.banned_by else "",
        },
        "share": _share(reading, found),
        "cite": links.cite(reading, rule.article) if rule else None,
        "join_url": reverse("join-caucus", args=[number]) if open_to and not named else "",
        "leave_url": reverse("leave-caucus", args=[number]) if open_to else "",
        "belongs": named,
        "renew_url": reverse("renew-membership", args=[number]) if open_to and not named else "",
        "speak_url": reverse("name-speaker", args=[number])
        if open_to and reading.viewer in found.speakers
        else "",
        "speak_for": _could_speak(reading, found),
        "ban_url": reverse("move-ban", args=[number]) if open_to else "",
        "bodies": [{"id": one.id, "name": one.name} for one in voting_bodies(reading)]
        if open_to
        else [],
        "salt": secrets.token_urlsafe(18) if open_to and rule and rule.confidential else "",
        "lists": _lists(reading, found),
        "may_list": _may_list(reading, found),
        "reports": [links.motion_link(reading, one.motion) for one in reports],
        "history": history(reading, "caucus", number),
    }


def _could_speak(reading: Reading, found: Caucus) -> list[Context]:
    """Return whom a speaker could let speak too: who belongs by name, which is on the record."""
    if reading.viewer not in found.speakers:
        return []
    others = sorted(set(found.members).difference(found.speakers))
    if len(others) > PICKED_MAX:
        return []
    reading.know(others)
    return [{"id": one, "name": links.who(reading, one)} for one in others]


def _share(reading: Reading, found: Caucus) -> str:
    share = guaranteed_shares(reading.state, reading.charter).get(found.id)
    return words.share(share) if share is not None else ""


def _lists(reading: Reading, found: Caucus) -> list[Context]:
    polls = reading.state.polls
    return [
        {
            "election": links.Link(links.poll_title(reading, polls[poll]), links.poll_url(poll)),
            "names": [links.who(reading, one) for one in candidates],
        }
        for poll, candidates in found.listed.items()
    ]


def _may_list(reading: Reading, found: Caucus) -> Context | None:
    """Return whom the viewer, as a speaker, could put on the list."""
    rule = reading.charter.caucuses
    if not (rule and rule.lists and found.exists and reading.viewer in found.speakers):
        return None
    choices = [
        {
            "value": f"{poll.id}-{one}",
            "label": f"{links.who(reading, one)} · {links.poll_title(reading, poll)}",
        }
        for poll in reading.state.polls.values()
        if poll.stage == "nominating"
        for one in poll.candidates
        if one in found.members and one not in found.listed.get(poll.id, ())
    ]
    return {"url": reverse("list-candidate", args=[found.id]), "choices": choices}


def _back(number: int) -> links.Link:
    return links.Link(_("the caucus"), reverse("caucus", args=[number]))


@require_POST
@members_only
def found_caucus(visit: Visit) -> HttpResponse:
    """Found a caucus, and go to its page."""
    name = " ".join(visit.POST.get("name", "").replace("\0", "").split())[:NAME_MAX]
    text = visit.POST.get("text", "").replace("\0", "").strip()[:TEXT_MAX]
    command = data.FoundCaucus(name=name, statement=text or name)
    try:
        answer = carry_out(visit, command)
    except Refusal as refusal:
        back = links.Link(_("the caucuses"), reverse("caucuses"))
        return refused(visit, refusal, back)
    founded = next(one for one in answer.events if isinstance(one, data.CaucusFounded))
    messages.success(visit, _("The caucus is founded. You speak for it."))
    return HttpResponseRedirect(_back(founded.caucus).url)


@require_POST
@members_only
def join(visit: Visit, number: int) -> HttpResponse:
    """Join a caucus, by name or in confidence."""
    salt = visit.POST.get("salt", "").strip()
    command = data.JoinCaucus(caucus=number, salt=salt)
    done = _("You belong to the caucus.")
    if salt:
        done = _("You belong to the caucus, unnamed. Keep the words you were given: %(salt)s")
    return act(visit, command, _back(number), done % {"salt": salt} if salt else done)


@require_POST
@members_only
def leave(visit: Visit, number: int) -> HttpResponse:
    """Leave a caucus."""
    command = data.LeaveCaucus(caucus=number, salt=visit.POST.get("salt", "").strip())
    return act(visit, command, _back(number), _("You have left the caucus."))


@require_POST
@members_only
def renew(visit: Visit, number: int) -> HttpResponse:
    """Renew a membership without a name, or give it a name."""
    salt = visit.POST.get("salt", "").strip()
    if visit.POST.get("named"):
        command: Command = data.NameOneself(caucus=number, salt=salt)
        return act(visit, command, _back(number), _("You belong to the caucus by name."))
    renewed = data.RenewMembership(caucus=number, salt=salt)
    return act(visit, renewed, _back(number), _("Your membership is renewed."))


@require_POST
@members_only
def name_speaker(visit: Visit, number: int) -> HttpResponse:
    """Name one more member who speaks for a caucus."""
    member = whole(visit.POST.get("member", ""))
    command = data.NameCaucusSpeaker(caucus=number, member=member)
    return act(visit, command, _back(number), _("They speak for the caucus as well."))


@require_POST
@members_only
def move_ban(visit: Visit, number: int) -> HttpResponse:
    """Move that a caucus be ended; the law refuses it where the right is entrenched."""
    text = visit.POST.get("text", "").replace("\0", "").strip()[:TEXT_MAX]
    command = cmd.ProposeMotion(
        body=whole(visit.POST.get("body", "")),
        text=text or _("End the caucus"),
        effect=data.BanCaucus(caucus=number),
    )
    return act(visit, command, _back(number), _("The motion is moved."))


@require_POST
@members_only
def list_candidate(visit: Visit, number: int) -> HttpResponse:
    """Put a candidate on the list of a caucus."""
    poll, _dash, candidate = visit.POST.get("who", "").partition("-")
    command = data.ListCandidate(poll=whole(poll), candidate=whole(candidate), caucus=number)
    return act(visit, command, _back(number), _("The candidate stands on the list."))
