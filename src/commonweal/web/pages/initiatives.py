"""Initiatives: what gathers support, what came of it, signing, and calling decisions back.

Rules of this module: how many have signed is shown to everybody, who has is not; the support of a
base body is a motion there, like any other.

Not here: the motion that an initiative becomes (``motions``), the vote of all (``voting``).
"""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from commonweal.office.reading import Reading
from commonweal.polity import Command
from commonweal.polity import commands as cmd
from commonweal.polity import effects as ef
from commonweal.polity import events as ev
from commonweal.polity.rights.initiative import data
from commonweal.polity.rights.initiative.effects import CallBack, SupportInitiative
from commonweal.polity.rights.letters.data import RestoreLetter
from commonweal.terms import EmergencyId, MotionId, Refusal
from commonweal.web import effecting, links, words
from commonweal.web.frame import Context, act, carry_out, members_only, refused, show, whole
from commonweal.web.middleware import Visit
from commonweal.web.telling import history

TITLE_MAX, TEXT_MAX = links.TITLE_MAX, 50_000
ENDED_SHOWN = 50


def initiatives(request: HttpRequest) -> HttpResponse:
    """List the initiatives, and let members start one."""
    return show(request, "initiatives.html", _list, page="rights")


def _list(reading: Reading) -> Context:
    state, rule = reading.state, reading.charter.initiative
    newest = [state.initiatives[one] for one in sorted(state.initiatives, reverse=True)]
    running = [one for one in newest if one.stage == "open"]
    ended = [one for one in newest if one.stage != "open"][:ENDED_SHOWN]
    waiting = [one for one in state.call_backs.values() if one.stage in {"waiting", "vote"}]
    held = [state.motions[one.motion] for one in waiting]
    texts = [one.text for one in held]
    reading.know((), [*texts, *(one.text for one in (*running, *ended))])
    starts = bool(rule) and bool(reading.viewer) and reading.viewer not in state.initiative_by
    return {
        "provided": rule is not None,
        "cite": links.cite(reading, rule.article) if rule else None,
        "rule": _rule_told(reading),
        "open": [_row(reading, one) for one in running],
        "ended": [_row(reading, one) for one in ended],
        "waiting": [links.motion_link(reading, one.motion) for one in waiting],
        "start_url": reverse("start-initiative") if starts else "",
        "bodies": _addressees(reading) if starts else [],
        "effects": _effects(reading) if starts else [],
        "title_max": TITLE_MAX,
    }


def _rule_told(reading: Reading) -> str:
    rule = reading.charter.initiative
    if rule is None:
        return ""
    text = _("It takes %(members)s of the members concerned, or %(bodies)s of their base bodies.")
    said = {"members": words.share(rule.members_share), "bodies": words.share(rule.bodies_share)}
    least = ngettext("At least %(n)d signature.", "At least %(n)d signatures.", rule.signatures_min)
    return f"{text % said} {least % {'n': rule.signatures_min}}"


def _row(reading: Reading, one: data.Initiative) -> Context:
    stage, tone = words.stage(words.INITIATIVE_STAGES, one.stage)
    return {
        "url": reverse("initiative", args=[one.id]),
        "title": links.title_and_text(reading, one.text)[0],
        "where": _("to %(whom)s") % {"whom": _addressee(reading, one)},
        "stage": stage,
        "tone": tone,
        "at": links.when(one.until),
    }


def _addressee(reading: Reading, one: data.Initiative) -> str:
    return reading.state.bodies[one.body].name if one.body else _("all members")


def _addressees(reading: Reading) -> list[Context]:
    """Return all members, and the bodies behind which the viewer stands, the nearest first."""
    bodies, number = reading.state.bodies, reading.state.members.home[reading.viewer]
    found: list[Context] = [{"id": 0, "name": _("All members: a referendum")}]
    while number:
        found.append({"id": number, "name": bodies[number].name})
        number = bodies[number].parent
    joined = reading.state.joined.get(reading.viewer, ())
    return [*found, *({"id": one, "name": bodies[one].name} for one in joined)]


def initiative(request: HttpRequest, number: int) -> HttpResponse:
    """Show an initiative."""
    return show(request, "initiative.html", lambda reading: _build(reading, number), page="rights")


def _found(reading: Reading, number: int) -> data.Initiative:
    found = reading.state.initiatives.get(number)
    if found is None:
        text = _("There is no initiative with the number %(number)d.")
        raise Http404(text % {"number": number})
    return found


def _build(reading: Reading, number: int) -> Context:
    found, state = _found(reading, number), reading.state
    reading.know([found.by], [found.text])
    title, paragraphs = links.title_and_text(reading, found.text)
    stage, tone = words.stage(words.INITIATIVE_STAGES, found.stage)
    rule = reading.case.charter_of(found.charter).initiative
    home = state.members.home[reading.viewer] if reading.viewer else 0
    concerned = state.belongs(reading.viewer, found.body or state.top) and found.stage == "open"
    supports = concerned and state.reaches(found.body or state.top, home)
    signed = reading.viewer in found.signatures
    return {
        "path": [links.Link(_("Initiatives"), reverse("initiatives")), links.Link(title, "")],
        "initiative": {
            "title": title,
            "paragraphs": paragraphs,
            "digest": found.text,
            "effect": effecting.effect_told(reading, found.effect),
            "effect_link": effecting.effect_link(
                reading, found.effect, reverse("initiative-changes", args=[number])
            ),
            "to": _addressee(reading, found),
            "by": links.who(reading, found.by),
            "stage": stage,
            "tone": tone,
            "open": found.stage == "open",
            "started_at": links.when(found.started_at),
            "until": links.when(found.until),
            "members": len(found.signatures),
            "members_needed": found.members_needed,
            "bodies": [links.body_link(reading, one) for one in found.bodies],
            "bodies_needed": found.bodies_needed,
            "motion": links.motion_link(reading, found.motion) if found.motion else None,
        },
        "cite": links.cite(reading, rule.article) if rule else None,
        "signed": concerned and signed,
        "sign_url": reverse("sign-initiative", args=[number]) if concerned and not signed else "",
        "take_back_url": reverse("take-back-signature", args=[number])
        if signed and found.stage == "open"
        else "",
        "support_url": reverse("support-initiative", args=[number])
        if supports and home not in found.bodies
        else "",
        "history": history(reading, "initiative", number),
    }


def _back(number: int) -> links.Link:
    return links.Link(_("the initiative"), reverse("initiative", args=[number]))


@require_POST
@members_only
def start(visit: Visit) -> HttpResponse:
    """Start an initiative, and go to its page."""
    title = " ".join(visit.POST.get("title", "").replace("\0", "").split())[:TITLE_MAX]
    wording = visit.POST.get("wording", "").replace("\0", "").strip()[:TEXT_MAX]
    command = data.StartInitiative(
        body=whole(visit.POST.get("body", "")),
        text=f"{title or _('(no title)')}\n\n{wording or title}",
        effect=_effect(visit),
    )
    try:
        answer = carry_out(visit, command)
    except Refusal as refusal:
        back = links.Link(_("the initiatives"), reverse("initiatives"))
        return refused(visit, refusal, back)
    started = next(one for one in answer.events if isinstance(one, data.InitiativeStarted))
    messages.success(visit, _("The initiative has begun. You have signed it."))
    return HttpResponseRedirect(_back(started.initiative).url)


def _effects(reading: Reading) -> list[Context]:
    """Return what an initiative can do beside saying something: what there is to end or undo."""
    state = reading.state
    found: list[Context] = [{"value": "", "label": _("It is resolved")}]
    text = _("End emergency %(number)d")
    found += [
        {"value": f"emergency-{one.id}", "label": text % {"number": one.id}}
        for one in state.emergencies_in_force()
    ]
    text = _("Put back open letter %(number)d")
    found += [
        {"value": f"letter-{one.id}", "label": text % {"number": one.id}}
        for one in state.letters.values()
        if one.removed is not None and not one.wiped_at
    ]
    return found


def _effect(visit: Visit) -> ef.AnyEffect:
    what, _dash, number = visit.POST.get("effect", "").partition("-")
    match what:
        case "emergency":
            return ef.EndEmergency(emergency=EmergencyId(whole(number)))
        case "letter":
            return RestoreLetter(letter=whole(number))
    return ef.Resolve()


@require_POST
@members_only
def sign(visit: Visit, number: int) -> HttpResponse:
    """Sign an initiative."""
    command = data.SignInitiative(initiative=number)
    return act(visit, command, _back(number), _("You have signed the initiative."))


@require_POST
@members_only
def take_back(visit: Visit, number: int) -> HttpResponse:
    """Take one's signature back."""
    command = data.TakeBackSignature(initiative=number)
    return act(visit, command, _back(number), _("Your signature is taken back."))


@require_POST
@members_only
def support(visit: Visit, number: int) -> HttpResponse:
    """Move, in the viewer's own base body, that it support an initiative."""

    def sought(reading: Reading) -> Command:
        text = reading.text(_found(reading, number).text) or ""
        said = _("Support for the initiative “%(title)s”") % {"title": text.partition("\n")[0][:90]}
        return _in_own_body(reading, said, SupportInitiative(initiative=number))

    return _move(visit, sought, _back(number))


@require_POST
@members_only
def sign_call_back(visit: Visit, number: int) -> HttpResponse:
    """Sign for calling a decision back."""
    back = links.Link(_("the motion"), links.motion_url(number))
    command = data.SignCallBack(motion=number)
    return act(visit, command, back, _("You have called the decision back."))


@require_POST
@members_only
def move_call_back(visit: Visit, number: int) -> HttpResponse:
    """Move, in the viewer's own base body, that a decision be called back."""

    def sought(reading: Reading) -> Command:
        motion = reading.state.motions.get(number)
        if motion is None:
            raise Http404(_("There is no motion with the number %(number)d.") % {"number": number})
        title = links.motion_title(reading, motion)[:90]
        said = _("Calling back “%(title)s”") % {"title": title}
        return _in_own_body(reading, said, CallBack(motion=MotionId(number)))

    return _move(visit, sought, links.Link(_("the motion"), links.motion_url(number)))


def _in_own_body(reading: Reading, text: str, effect: ef.AnyEffect) -> cmd.ProposeMotion:
    home = reading.state.members.home[reading.viewer]
    return cmd.ProposeMotion(body=home, text=text, effect=effect)


def _move(visit: Visit, sought: Callable[[Reading], Command], back: links.Link) -> HttpResponse:
    command = visit.federation.look(visit.viewer, sought)
    try:
        answer = carry_out(visit, command)
    except Refusal as refusal:
        return refused(visit, refusal, back)
    moved = next(one for one in answer.events if isinstance(one, ev.MotionProposed))
    messages.success(visit, _("Moved in your body; it counts when it is carried there."))
    return HttpResponseRedirect(links.motion_url(moved.motion))
