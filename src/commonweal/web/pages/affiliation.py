"""Leaving and joining: who leaves when, what it takes along, who stays, and where bodies come from.

Rules of this module: whoever votes in a body moves there that it leave, or stay after all; how many
want to stay behind is shown to everybody, who does is not.

Not here: the motion and the vote (``motions``, ``voting``), the export (the command line).
"""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commonweal.charter.sentences import sentences
from commonweal.office.parcels import packed_part
from commonweal.office.reading import Reading, has_power, voting_bodies
from commonweal.polity import commands as cmd
from commonweal.polity import effects as ef
from commonweal.polity import events as ev
from commonweal.polity.rights.affiliation import data
from commonweal.polity.rights.affiliation.effects import LeaveFederation, StayInFederation
from commonweal.polity.rights.affiliation.guarding import leaving_over, rule_of
from commonweal.polity.rights.affiliation.settling import parts_due, share_of
from commonweal.terms import Refusal
from commonweal.web import links, words
from commonweal.web.frame import Context, act, carry_out, members_only, refused, show, whole
from commonweal.web.middleware import Visit
from commonweal.web.telling import history

SHOWN_MAX = 100
BODIES_MAX = 300
WORDING_MAX = 50_000


def leavings(request: HttpRequest) -> HttpResponse:
    """List who leaves, who has left, who came, and the accounts."""
    return show(request, "leavings.html", _list, page="rights")


def _list(reading: Reading) -> Context:
    state, rule = reading.state, reading.charter.affiliation
    newest = [state.leavings[one] for one in sorted(state.leavings, reverse=True)]
    running = [one for one in newest if one.stage == "notice"]
    ended = [one for one in newest if one.stage != "notice"][:SHOWN_MAX]
    return {
        "path": [links.Link(_("Leaving and joining"), "")],
        "rule": " ".join(sentences(rule)) if rule else "",
        "cite": links.cite(reading, rule.article) if rule else None,
        "running": [_row(reading, one) for one in running],
        "ended": [_row(reading, one) for one in ended],
        "accounts": [_account(reading, one) for one in list(state.accounts)[:SHOWN_MAX]],
        "admit_url": reverse("verify-arrival") if rule and reading.viewer else "",
        "arrivals": [_arrival(reading, one) for one in state.arrivals.values()],
        "leave_url": reverse("move-to-leave") if rule and _may_move(reading) else "",
        "bodies": _may_move(reading) if rule else [],
        "account_url": reverse("enter-account") if rule and _keeps(reading) else "",
        "kept": _keeps(reading) if rule else [],
    }


def _row(reading: Reading, one: data.Leaving) -> Context:
    stage, tone = words.stage(words.LEAVING_STAGES, one.stage)
    return {
        "url": reverse("leaving", args=[one.id]),
        "title": reading.state.bodies[one.body].name,
        "where": links.level_title(reading, reading.state.bodies[one.body]),
        "stage": stage,
        "tone": tone,
        "at": links.when(one.ended_at or one.until),
    }


def _may_move(reading: Reading) -> list[Context]:
    """Return the bodies in which the viewer votes, and which could still decide to leave."""
    state = reading.state
    return [
        {"id": one.id, "name": one.name}
        for one in voting_bodies(reading)
        if one.id != state.top and not state.is_union(one.id) and one.id not in state.leaving_of
    ]


def _keeps(reading: Reading) -> list[Context]:
    """Return the bodies whose account the viewer may enter."""
    open_ones = [one for one in reading.state.bodies.values() if one.is_open]
    return [
        {"id": one.id, "name": one.name}
        for one in open_ones[:BODIES_MAX]
        if reading.viewer and has_power(reading, "enter_account", one.id)
    ]


def _account(reading: Reading, body: int) -> Context:
    found = reading.state.accounts[body]
    return {
        "body": links.body_link(reading, body),
        "balance": f"{found.balance:,}",
        "at": links.when(found.entered_at),
    }


def _arrival(reading: Reading, one: data.Arrival) -> Context:
    return {
        "body": links.body_link(reading, one.body),
        "origin": one.origin,
        "key": one.key,
        "size": one.size,
        "root": one.root_hash,
        "motion": links.motion_url(one.motion),
    }


def leaving(request: HttpRequest, number: int) -> HttpResponse:
    """Show one decision to leave, and what comes of it."""
    return show(request, "leaving.html", lambda reading: _build(reading, number))


def _found(reading: Reading, number: int) -> data.Leaving:
    found = reading.state.leavings.get(number)
    if found is None:
        text = _("There is no decision to leave with the number %(number)d.")
        raise Http404(text % {"number": number})
    return found


def _build(reading: Reading, number: int) -> Context:
    found, state = _found(reading, number), reading.state
    body = state.bodies[found.body]
    stage, tone = words.stage(words.LEAVING_STAGES, found.stage)
    runs = found.stage == "notice"
    home = state.members.home[reading.viewer] if reading.viewer else 0
    goes = runs and state.reaches(body.id, home)
    votes = runs and any(one.id == body.id for one in voting_bodies(reading))
    return {
        "path": [
            links.Link(_("Leaving and joining"), reverse("leavings")),
            links.Link(body.name, ""),
        ],
        "leaving": {
            "name": body.name,
            "body": links.body_link(reading, body.id),
            "stage": stage,
            "tone": tone,
            "runs": runs,
            "left": found.stage == "left",
            "decided_at": links.when(found.decided_at),
            "until": links.when(found.until),
            "motion": links.motion_link(reading, found.motion),
            "people": body.people if runs else found.members,
            "staying": _count_staying(reading, found) if runs else 0,
            "export": f"commonweal record part {body.id} --output part",
            "part_url": reverse("leaving-part", args=[number]),
        },
        "cite": links.cite(reading, rule_of(reading.case, found).article),
        "shares": _shares(reading, found),
        "owed": [links.body_link(reading, one) for one in found.owed],
        "stay_url": reverse("move-to-stay", args=[number]) if votes else "",
        "behind_url": reverse("stay-behind", args=[number]) if goes else "",
        "behind": _wish(reading) if goes else None,
        "bases": _bases(reading, found) if goes else [],
        "history": history(reading, "leaving", number),
    }


def part(request: HttpRequest, number: int) -> HttpResponse:
    """Hand out the body's part of the record, with proofs, as one file."""
    visit = cast("Visit", request)
    body = visit.federation.look(visit.viewer, lambda reading: int(_found(reading, number).body))
    parcel = packed_part(visit.federation.office.log, body)
    answer = HttpResponse(parcel, content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="part-of-body-{body}.zip"'
    return answer


def _count_staying(reading: Reading, found: data.Leaving) -> int:
    home = reading.state.members.home
    return sum(1 for one in reading.state.staying if reading.state.reaches(found.body, home[one]))


def _wish(reading: Reading) -> links.Link | None:
    to = reading.state.staying.get(reading.viewer, 0)
    return links.body_link(reading, to) if to else None


def _bases(reading: Reading, found: data.Leaving) -> list[Context]:
    """Return the bodies in which somebody who stays could go on."""
    state, case = reading.state, reading.case
    bodies = [one for one in state.below(state.top) if case.level(one).is_base]
    own = [one for one in bodies if leaving_over(case, one.id) is None]
    return [{"id": one.id, "name": one.name} for one in own[:BODIES_MAX] if one.id != found.body]


def _shares(reading: Reading, found: data.Leaving) -> list[Context]:
    """Return what it took along of each account, or would take along if it left now."""
    told = [
        (int(one.account), one.balance, one.part, one.whole, one.share) for one in found.settled
    ]
    if found.stage == "notice":
        body, rule = reading.state.bodies[found.body], rule_of(reading.case, found)
        for account, part, of_all in parts_due(reading.case, rule, found, body):
            entered = reading.state.accounts.get(account)
            if entered is not None:
                share = share_of(entered.balance, part, of_all)
                told.append((account, entered.balance, part, of_all, share))
    return [
        {
            "account": links.body_link(reading, account),
            "balance": f"{balance:,}",
            "part": part,
            "whole": of_all,
            "share": f"{share:,}",
        }
        for account, balance, part, of_all, share in told
    ]


def _back(number: int) -> links.Link:
    return links.Link(_("the decision to leave"), reverse("leaving", args=[number]))


def _wording(visit: Visit, title: str) -> str:
    typed = visit.POST.get("wording", "").replace("\0", "").strip()[:WORDING_MAX]
    return f"{title}\n\n{typed or title}"


def _move(visit: Visit, command: cmd.ProposeMotion, back: links.Link) -> HttpResponse:
    try:
        answer = carry_out(visit, command)
    except Refusal as refusal:
        return refused(visit, refusal, back)
    moved = next(one for one in answer.events if isinstance(one, ev.MotionProposed))
    messages.success(visit, _("Moved. All members at and below the body vote on it."))
    return HttpResponseRedirect(links.motion_url(moved.motion))


@require_POST
@members_only
def move_to_leave(visit: Visit) -> HttpResponse:
    """Move, in a body in which one votes, that it leave."""
    effect: ef.AnyEffect = LeaveFederation()
    command = cmd.ProposeMotion(
        body=whole(visit.POST.get("body", "")),
        text=_wording(visit, _("We leave the federation")),
        effect=effect,
    )
    return _move(visit, command, links.Link(_("Leaving and joining"), reverse("leavings")))


@require_POST
@members_only
def move_to_stay(visit: Visit, number: int) -> HttpResponse:
    """Move that the body stay after all."""
    body = visit.federation.look(visit.viewer, lambda reading: int(_found(reading, number).body))
    command = cmd.ProposeMotion(
        body=body,
        text=_wording(visit, _("We stay in the federation")),
        effect=StayInFederation(),
    )
    return _move(visit, command, _back(number))


@require_POST
@members_only
def stay_behind(visit: Visit, number: int) -> HttpResponse:
    """Say that one stays with the federation, and where; or that one does not."""
    to = whole(visit.POST.get("to", ""))
    done = _("You stay with the federation.") if to else _("You leave with your body.")
    return act(visit, data.StayBehind(to=to), _back(number), done)


@require_POST
@members_only
def enter_account(visit: Visit) -> HttpResponse:
    """Enter what a body has, or owes."""
    command = data.EnterAccount(
        body=whole(visit.POST.get("body", "")), balance=_balance(visit.POST.get("balance", ""))
    )
    back = links.Link(_("Leaving and joining"), reverse("leavings"))
    return act(visit, command, back, _("The account is on record."))


def _balance(typed: str) -> int:
    """Read a balance, below 0 with a sign; what is no whole number is one that the law refuses."""
    tidy = typed.strip().replace("\u2212", "-")
    size = whole(tidy.removeprefix("-"))
    if not size and tidy.removeprefix("-") != "0":
        return data.BALANCE_MAX + 1
    return -size if tidy.startswith("-") else size
