"""Agreements with other federations: what there is, the files exchanged, adopting, ending, staying.

Rules of this module: nothing is fetched from anywhere; files are downloaded and uploaded by people,
with a limit of size, and read by the office alone.

Not here: the motions by which bodies decide (``motions``), the files (``commonweal.office``).
"""

from __future__ import annotations

import secrets

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commonweal.office import exchanging
from commonweal.office.foreign import (
    FILE_MAX_BYTES,
    TEXT_MAX,
    AgreementFile,
    Card,
    Document,
    Unsound,
    read,
    write,
)
from commonweal.office.reading import Reading, voting_bodies
from commonweal.polity import Body, Command
from commonweal.polity import commands as cmd
from commonweal.polity import events as ev
from commonweal.polity.rights.affiliation.guarding import leaving_over
from commonweal.polity.rights.agreements import data
from commonweal.polity.rights.agreements.effects import (
    AdoptAgreement,
    ConfirmAgreement,
    GiveNoticeOfAgreement,
)
from commonweal.polity.rights.agreements.finding import binds, decides, goes_on_for, rule_of
from commonweal.terms import Refusal, day_of
from commonweal.web import links, words
from commonweal.web.frame import Context, act, carry_out, members_only, refused, show, whole
from commonweal.web.middleware import Visit
from commonweal.web.telling import history
from commonweal.web.telling_agreements import file_of, title_of

WHYS = words.AGREEMENT_ENDS


def agreements(request: HttpRequest) -> HttpResponse:
    """List the agreements and the other federations, and let members propose one."""
    return show(request, "agreements.html", _list, page="rights")


def _list(reading: Reading) -> Context:
    state, rule = reading.state, reading.charter.agreements
    newest = [state.agreements[one] for one in sorted(state.agreements, reverse=True)]
    reading.know((), [one.file for one in newest])
    proposes = bool(reading.viewer) and rule is not None
    return {
        "provided": rule is not None,
        "cite": links.cite(reading, rule.article) if rule else None,
        "open": [_row(reading, one) for one in newest if one.stage != "ended"],
        "ended": [_row(reading, one) for one in newest if one.stage == "ended"],
        "others": [_other(one) for one in state.foreigns.values()],
        "proposes": proposes,
        "bodies": _bodies(reading) if proposes else [],
        "text_max": TEXT_MAX,
        "file_max": FILE_MAX_BYTES,
    }


def _row(reading: Reading, one: data.Agreement) -> Context:
    stage, tone = words.stage(words.AGREEMENT_STAGES, one.stage)
    return {
        "url": reverse("agreement", args=[one.id]),
        "title": title_of(reading, one),
        "where": _("with %(name)s") % {"name": reading.state.foreigns[one.foreign].name},
        "stage": stage,
        "tone": tone,
        "at": links.when(one.ended_at or one.due_at),
    }


def _other(one: data.Foreign) -> Context:
    return {
        "id": one.id,
        "name": one.name,
        "origin": one.origin,
        "key": one.key,
        "size": one.size,
        "seen_at": links.when(one.seen_at),
        "forked": one.forked,
        "card_url": reverse("foreign-card", args=[one.id]),
    }


def _bodies(reading: Reading) -> list[Context]:
    """Return the open bodies, of which an agreement can bind some."""
    state = reading.state
    return [{"id": one.id, "name": one.name} for one in state.below(state.top)] if state.top else []


def agreement(request: HttpRequest, number: int) -> HttpResponse:
    """Show an agreement."""
    return show(request, "agreement.html", lambda reading: _build(reading, number))


def _found(reading: Reading, number: int) -> data.Agreement:
    found = reading.state.agreements.get(number)
    if found is None:
        raise Http404(_("There is no agreement with the number %(number)d.") % {"number": number})
    return found


def _build(reading: Reading, number: int) -> Context:
    found, state = _found(reading, number), reading.state
    reading.know([found.by], [found.file])
    file, rule = file_of(reading, found), rule_of(reading.case, found)
    stage, tone = words.stage(words.AGREEMENT_STAGES, found.stage)
    title = title_of(reading, found)
    return {
        "path": [links.Link(_("Agreements"), reverse("agreements")), links.Link(title, "")],
        "agreement": {
            "title": title,
            "paragraphs": _paragraphs(file),
            "digest": found.document,
            "by": links.who(reading, found.by),
            "stage": stage,
            "tone": tone,
            "why": words.word(WHYS, found.why) if found.why else "",
            "proposed_at": links.when(found.proposed_at),
            "begin": file.begin if file else day_of(found.starts).isoformat(),
            "until": file.until if file else "",
            "due_at": links.when(found.due_at),
            "notice_by": found.notice_by,
            "adopted_at": links.when_or_none(found.adopted_at),
            "theirs_at": links.when_or_none(found.theirs_at),
            "in_force_at": links.when_or_none(found.in_force_at),
            "motion": links.motion_link(reading, found.motion) if found.motion else None,
            "bodies": [links.body_link(reading, one) for one in found.bodies],
            "gone": [links.body_link(reading, one) for one in goes_on_for(reading.case, found)],
            "replaces": found.replaces and _row(reading, state.agreements[found.replaces]),
        },
        "other": _other(state.foreigns[found.foreign]),
        "cite": links.cite(reading, rule.article),
        "file_url": reverse("agreement-file", args=[number]) if file else "",
        "proof_url": reverse("agreement-proof", args=[number]) if found.entry >= 0 else "",
        "notice_proof_url": _notice_proof_url(found),
        **_forms(reading, found),
        "history": history(reading, "agreement", number),
    }


def _notice_proof_url(found: data.Agreement) -> str:
    if found.notice_entry < 0:
        return ""
    return reverse("agreement-proof", args=[found.id]) + "?notice=1"


def _paragraphs(file: AgreementFile | None) -> list[str] | None:
    if file is None:
        return None
    parts = file.text.replace("\r\n", "\n").split("\n\n")
    return [one.strip() for one in parts if one.strip()]


def _forms(reading: Reading, found: data.Agreement) -> Context:
    """Return the addresses of what the viewer can do about an agreement now."""
    holds = found.stage in {"adopted", "in_force"}
    deciding = _deciding(reading, found)
    number = [found.id]
    proves = bool(reading.viewer) and found.stage != "ended"
    return {
        "adopt_url": reverse("adopt-agreement", args=number)
        if deciding and found.stage == "proposed"
        else "",
        "notice_url": reverse("give-notice", args=number)
        if deciding and holds and not found.notice_at
        else "",
        "confirm_url": reverse("confirm-agreement", args=number)
        if holds and _leaving(reading, found)
        else "",
        "counterpart_url": reverse("record-counterpart", args=number) if proves else "",
        "card_back": reverse("foreign-card", args=[found.foreign]) if reading.viewer else "",
        "file_max": FILE_MAX_BYTES,
    }


def _deciding(reading: Reading, found: data.Agreement) -> Body | None:
    """Return a body in which the viewer votes and which decides on an agreement."""
    rule = rule_of(reading.case, found)
    bodies = voting_bodies(reading)
    return next((one for one in bodies if decides(reading.case, rule, one)), None)


def _leaving(reading: Reading, found: data.Agreement) -> Body | None:
    """Return a body in which the viewer votes, that is bound and is about to leave."""
    for one in voting_bodies(reading):
        if binds(reading.case, found, one.id) and leaving_over(reading.case, one.id):
            return one
    return None


# Files out.


def _download(document: Document, name: str) -> HttpResponse:
    answer = HttpResponse(document.as_bytes(), content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def card(request: HttpRequest) -> HttpResponse:
    """Hand out this federation's card."""
    office = request.federation.office  # type: ignore[attr-defined]  # set by the middleware
    try:
        return _download(exchanging.card(office, whole(request.GET.get("since", ""))), "card.json")
    except Unsound as unsound:
        raise Http404(str(unsound)) from unsound


def file(request: HttpRequest, number: int) -> HttpResponse:
    """Hand out an agreement as it was proposed."""
    visit: Visit = request  # type: ignore[assignment]  # set by the middleware
    found = visit.federation.look(0, lambda reading: file_of(reading, _found(reading, number)))
    if found is None:
        raise Http404(_("The file was erased."))
    return _download(found, f"agreement-{number}.json")


def proof(request: HttpRequest, number: int) -> HttpResponse:
    """Hand out the proof that this federation adopted an agreement, or gave notice."""
    visit: Visit = request  # type: ignore[assignment]  # set by the middleware
    found = visit.federation.look(0, lambda reading: _found(reading, number))
    since = visit.GET.get("since", "").strip()
    try:
        shown = exchanging.prove(
            visit.federation.office,
            found,
            notice="notice" in visit.GET,
            since=whole(since) if since else -1,
        )
    except Unsound as unsound:
        raise Http404(str(unsound)) from unsound
    return _download(shown, f"proof-{number}.json")


# Files in.


def _uploaded(visit: Visit, name: str) -> str:
    """Return an uploaded file as text; empty when there is none, or it is too large."""
    given = visit.FILES.get(name)
    if given is None or given.size is None or given.size > FILE_MAX_BYTES + 2:
        return ""
    data_given: bytes = given.read()
    return data_given.decode("utf-8", errors="replace")


def _chosen(visit: Visit) -> tuple[int, ...]:
    return tuple(filter(None, (whole(one) for one in visit.POST.getlist("bodies"))))


_LIST = "agreements"


@require_POST
@members_only
def propose(visit: Visit) -> HttpResponse:
    """Propose an agreement that the other federation wrote."""
    command = data.ProposeAgreement(file=_uploaded(visit, "file"), bodies=_chosen(visit))
    return _proposed(visit, command)


@require_POST
@members_only
def compose(visit: Visit) -> HttpResponse:
    """Write an agreement with the federation of a card, and propose it."""
    said = {one: visit.POST.get(one, "").strip() for one in ("wording", "begin", "until")}
    try:
        their = read(_uploaded(visit, "card").encode())
        if not isinstance(their, Card):
            raise Unsound(_("the file is not a card"))
        own = exchanging.card(visit.federation.office)
        text = said["wording"].replace("\0", "").replace("\r\n", "\n")
        nonce = secrets.token_hex(16)
        document = write(own, their, text, said["begin"], said["until"], nonce)
    except Unsound as unsound:
        return _back_with(visit, str(unsound))
    command = data.ProposeAgreement(file=document.as_bytes().decode(), bodies=_chosen(visit))
    return _proposed(visit, command)


def _back_with(visit: Visit, why: str) -> HttpResponse:
    messages.error(visit, _("Nothing was written: %(why)s") % {"why": why})
    return HttpResponseRedirect(reverse(_LIST))


def _proposed(visit: Visit, command: data.ProposeAgreement) -> HttpResponse:
    try:
        answer = carry_out(visit, command)
    except Refusal as refusal:
        return refused(visit, refusal, links.Link(_("the agreements"), reverse(_LIST)))
    for event in answer.events:
        if isinstance(event, data.AgreementProposed):
            messages.success(visit, _("Proposed. The other federation proposes the same file."))
            return HttpResponseRedirect(reverse("agreement", args=[event.agreement]))
    messages.error(visit, _("Their record has two histories; both are kept as evidence."))
    return HttpResponseRedirect(reverse(_LIST))


def _back(number: int) -> links.Link:
    return links.Link(_("the agreement"), reverse("agreement", args=[number]))


@require_POST
@members_only
def counterpart(visit: Visit, number: int) -> HttpResponse:
    """Record what the other federation proves."""
    command = data.RecordCounterpart(agreement=number, proof=_uploaded(visit, "proof"))
    return act(visit, command, _back(number), _("The proof was verified and recorded."))


@require_POST
@members_only
def foreign_card(visit: Visit, number: int) -> HttpResponse:
    """Record how the record of another federation has continued."""
    command = data.RecordForeignCheckpoint(foreign=number, card=_uploaded(visit, "card"))
    back = links.Link(_("the agreements"), reverse(_LIST))
    return act(visit, command, back, _("The card was verified, and what it shows recorded."))


# Motions.


@require_POST
@members_only
def adopt(visit: Visit, number: int) -> HttpResponse:
    """Move that an agreement be adopted."""

    def sought(reading: Reading) -> Command:
        found = _found(reading, number)
        text = _("We adopt the agreement “%(title)s”") % {"title": title_of(reading, found)[:90]}
        return _moved(_deciding(reading, found), text, AdoptAgreement(agreement=number))

    return _move(visit, visit.federation.look(visit.viewer, sought), number)


@require_POST
@members_only
def notice(visit: Visit, number: int) -> HttpResponse:
    """Move that notice be given of an agreement."""

    def sought(reading: Reading) -> Command:
        found = _found(reading, number)
        text = _("Notice of the agreement “%(title)s”") % {"title": title_of(reading, found)[:90]}
        return _moved(_deciding(reading, found), text, GiveNoticeOfAgreement(agreement=number))

    return _move(visit, visit.federation.look(visit.viewer, sought), number)


@require_POST
@members_only
def confirm(visit: Visit, number: int) -> HttpResponse:
    """Move, in a body that leaves, that it stays bound."""

    def sought(reading: Reading) -> Command:
        found = _found(reading, number)
        text = _("We stay bound by “%(title)s”") % {"title": title_of(reading, found)[:90]}
        return _moved(_leaving(reading, found), text, ConfirmAgreement(agreement=number))

    return _move(visit, visit.federation.look(visit.viewer, sought), number)


def _moved(
    body: Body | None,
    text: str,
    effect: AdoptAgreement | GiveNoticeOfAgreement | ConfirmAgreement,
) -> Command:
    if body is None:
        raise Http404(_("You do not vote where this is decided."))
    return cmd.ProposeMotion(body=body.id, text=text, effect=effect)


def _move(visit: Visit, command: Command, number: int) -> HttpResponse:
    try:
        answer = carry_out(visit, command)
    except Refusal as refusal:
        return refused(visit, refusal, _back(number))
    moved = next(one for one in answer.events if isinstance(one, ev.MotionProposed))
    messages.success(visit, _("Moved. It counts when it is carried."))
    return HttpResponseRedirect(links.motion_url(moved.motion))
