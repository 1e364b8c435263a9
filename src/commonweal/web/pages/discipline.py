"""Charges and standing: who is charged and heard, who was admitted or reported dead wrongly.

Rules of this module: a stranger sees that there are charges, and what became of them; grounds and
words are for members. Decisions are motions of the body concerned, moved from here.

Not here: what is decided on them (``motions``), what else pages say of a charge (``charged``).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_POST

from commonweal.office.reading import Reading
from commonweal.polity import Command
from commonweal.polity import commands as cmd
from commonweal.polity import effects as ef
from commonweal.polity import events as ev
from commonweal.polity.case import admitted_until
from commonweal.polity.rights.discipline import data
from commonweal.polity.rights.discipline.effects import (
    DecideAppeal,
    ExpelMember,
    RefuseAdmission,
    ReprimandMember,
)
from commonweal.polity.rights.succession import heir
from commonweal.terms import Refusal
from commonweal.web import links, words
from commonweal.web.charged import OUTCOMES, said
from commonweal.web.frame import Context, act, carry_out, members_only, refused, show, whole
from commonweal.web.middleware import Visit
from commonweal.web.telling import history
from commonweal.web.telling_discipline import group_told

TEXT_MAX, ENDED_SHOWN, LISTED_MAX = 50_000, 50, 300


def charges(request: HttpRequest) -> HttpResponse:
    """List the charges, and what concerns who belongs to the viewer's body."""
    return show(request, "charges.html", _list, page="rights")


def _list(reading: Reading) -> Context:
    state, rule = reading.state, reading.charter.discipline
    newest = [state.charges[one] for one in sorted(state.charges, reverse=True)]
    running = [one for one in newest if one.stage != "ended"]
    ended = [one for one in newest if one.stage == "ended"][:ENDED_SHOWN]
    home = state.members.home[reading.viewer] if reading.viewer else 0
    beside = [one for one in state.bodies[home].members if one != reading.viewer] if home else []
    newcomers = [*_newcomers(reading, home)] if home else []
    asked = [
        one for one, gone in state.departed.items() if gone.asked_by and not gone.reinstated_at
    ]
    reading.know([*(one.member for one in (*running, *ended)), *beside[:LISTED_MAX], *asked])
    charging = bool(rule and home) and reading.viewer not in state.charge_by
    return {
        "provided": rule is not None,
        "cite": links.cite(reading, rule.article) if rule else None,
        "running": [_row(reading, one) for one in running],
        "ended": [_row(reading, one) for one in ended],
        "charge_url": reverse("charge-member") if charging and beside else "",
        "grounds": rule.grounds if rule else (),
        "people": _named(reading, beside) if len(beside) <= LISTED_MAX else [],
        "newcomers": [_newcomer(reading, one) for one in newcomers],
        "object_url": reverse("object-to-admission"),
        "asked": _named(reading, asked),
        "reinstate_url": reverse("reinstate-member") if reading.viewer else "",
    }


def _newcomers(reading: Reading, home: int) -> Iterator[int]:
    """Yield those admitted to a body who do not vote yet."""
    members = reading.state.members
    first = bisect_right(members.since, admitted_until(reading.case))
    yield from (one for one in range(first, len(members) + 1) if members.home[one] == home)


def _named(reading: Reading, people: list[int]) -> list[Context]:
    named = [{"id": one, "name": links.who(reading, one)} for one in people]
    return sorted(named, key=lambda one: str(one["name"]))


def _newcomer(reading: Reading, member: int) -> Context:
    objected = reading.state.objections.get(member, [])
    may = reading.charter.discipline is not None and reading.viewer != member
    return {
        "id": member,
        "name": links.who(reading, member),
        "objections": len(objected),
        "may_object": may and reading.viewer not in objected,
        "move_url": reverse("refuse-admission", args=[member]) if objected and may else "",
    }


def _row(reading: Reading, one: data.Charge) -> Context:
    stage, tone = _stage(one)
    return {
        "url": reverse("charge", args=[one.id]),
        "title": _title(reading, one),
        "where": reading.state.bodies[one.body].name,
        "stage": stage,
        "tone": tone,
        "at": links.when(one.ended_at or one.charged_at),
    }


def _title(reading: Reading, one: data.Charge) -> str:
    if not reading.viewer:
        return _("Charge %(number)d") % {"number": one.id}
    known = {"number": one.id, "name": links.who(reading, one.member), "ground": one.ground}
    return _("Charge %(number)d, %(name)s: %(ground)s") % known


def _stage(one: data.Charge) -> tuple[str, str]:
    if one.stage == "ended":
        return words.word(OUTCOMES, one.outcome), "bad" if one.outcome == "expelled" else ""
    if one.suspended:
        return _("one of a wave, waits to be heard above"), "wait"
    return words.stage(_STAGES, one.stage)


_STAGES = {
    "open": (gettext_noop("to be answered and decided"), "wait"),
    "decided": (gettext_noop("expulsion decided, may be appealed against"), "bad"),
    "appealed": (gettext_noop("expulsion appealed against"), "wait"),
}


def charge(request: HttpRequest, number: int) -> HttpResponse:
    """Show a charge."""
    return show(request, "charge.html", lambda reading: _build(reading, number), page="rights")


def _found(reading: Reading, number: int) -> data.Charge:
    found = reading.state.charges.get(number)
    if found is None:
        raise Http404(_("There is no charge with the number %(number)d.") % {"number": number})
    return found


def _build(reading: Reading, number: int) -> Context:
    found = _found(reading, number)
    rule = reading.case.charter_of(found.charter).discipline
    reading.know([found.member, found.by], [found.text, found.appeal, *found.answers])
    stage, tone = _stage(found)
    title = _title(reading, found)
    return {
        "path": [links.Link(_("Charges"), reverse("charges")), links.Link(title, "")],
        "charge": {
            "title": title,
            "stage": stage,
            "tone": tone,
            "body": links.body_link(reading, heir(reading.state, found.body).id),
            "above": links.body_link(reading, heir(reading.state, found.appeal_to).id),
            "by": links.who(reading, found.by),
            "paragraphs": said(reading, found.text),
            "answers": [said(reading, one) for one in found.answers],
            "appeal": said(reading, found.appeal),
            "charged_at": links.when(found.charged_at),
            "hearing_until": links.when(found.hearing_until),
            "decide_by": links.when(found.decide_by),
            "appeal_until": links.when_or_none(found.appeal_until),
            "wave": group_told(reading, found.suspended) if found.suspended else "",
            "rests": found.rests and not found.suspended and found.stage != "ended",
            "motion": links.motion_link(reading, found.motion) if found.motion else None,
            "running": found.stage != "ended",
        },
        "shown": bool(reading.viewer),
        "cite": links.cite(reading, rule.article) if rule else None,
        **_doors(reading, found),
        "history": history(reading, "charge", number),
    }


def _doors(reading: Reading, found: data.Charge) -> Context:
    """Return what the viewer can do: the member answers and appeals, those who vote move."""
    own = bool(reading.viewer) and reading.viewer == found.member and found.stage != "ended"
    above = found.stage == "appealed" or bool(found.suspended)
    decides = heir(reading.state, found.appeal_to if above else found.body)
    ready = above or (found.stage == "open" and reading.now >= found.hearing_until)
    votes = bool(reading.viewer) and ready and reading.case.is_voter(reading.viewer, decides)
    moves = votes and found.stage != "ended"
    return {
        "answer_url": _act_url(found, "answer") if own else "",
        "appeal_url": _act_url(found, "appeal") if own and found.stage == "decided" else "",
        "moves": [
            {"url": _act_url(found, name), "label": _(label)}
            for name, label in (_ABOVE if above else _BELOW)
            if moves and f"{name}_member" not in found.refused
        ],
        "decides": decides.name,
    }


def _act_url(found: data.Charge, what: str) -> str:
    return reverse("charge-act", args=[found.id, what])


_BELOW = (
    ("expel", gettext_noop("Move that the member be expelled")),
    ("reprimand", gettext_noop("Move that the member be reprimanded")),
)
_ABOVE = (
    ("uphold", gettext_noop("Move that it be upheld")),
    ("annul", gettext_noop("Move that it be annulled or dropped")),
)


def _back(number: int = 0) -> links.Link:
    if number:
        return links.Link(_("the charge"), reverse("charge", args=[number]))
    return links.Link(_("the charges"), reverse("charges"))


def _text(visit: Visit) -> str:
    return visit.POST.get("text", "").replace("\0", "").strip()[:TEXT_MAX]


@require_POST
@members_only
def charge_member(visit: Visit) -> HttpResponse:
    """Charge a member, and go to the page of the charge."""
    command = data.ChargeMember(
        member=whole(visit.POST.get("member", "")),
        ground=visit.POST.get("ground", "").strip(),
        text=_text(visit),
    )
    try:
        answer = carry_out(visit, command)
    except Refusal as refusal:
        return refused(visit, refusal, _back())
    charged = next(one for one in answer.events if isinstance(one, data.MemberCharged))
    messages.success(visit, _("The charge is brought. The member has the time to answer."))
    return HttpResponseRedirect(_back(charged.charge).url)


@require_POST
@members_only
def charge_act(visit: Visit, number: int, what: str) -> HttpResponse:
    """Answer a charge, appeal, or move what is to be decided on it."""
    if what == "answer":
        command: Command = data.AnswerCharge(charge=number, text=_text(visit))
        return act(visit, command, _back(number), _("Your answer stands beside the charge."))
    if what == "appeal":
        command = data.AppealExpulsion(charge=number, text=_text(visit))
        return act(visit, command, _back(number), _("You have appealed."))
    if what not in _MOVED:
        raise Http404(_("Nothing of this kind can be done with a charge."))
    effect, text = _MOVED[what]

    def sought(reading: Reading) -> Command:
        found = _found(reading, number)
        below = isinstance(effect(number), ExpelMember | ReprimandMember)
        body = heir(reading.state, found.body if below else found.appeal_to)
        words_ = _(text) % {"number": number}
        return cmd.ProposeMotion(body=body.id, text=words_, effect=effect(number))

    return _move(visit, sought, _back(number))


_MOVED: dict[str, tuple[Callable[[int], ef.AnyEffect], str]] = {
    "expel": (lambda one: ExpelMember(charge=one), gettext_noop("Expulsion on charge %(number)d")),
    "reprimand": (
        lambda one: ReprimandMember(charge=one),
        gettext_noop("Reprimand on charge %(number)d"),
    ),
    "uphold": (
        lambda one: DecideAppeal(charge=one, upheld=True),
        gettext_noop("Charge %(number)d is upheld"),
    ),
    "annul": (
        lambda one: DecideAppeal(charge=one, upheld=False),
        gettext_noop("Charge %(number)d is dropped, or annulled what was decided on it"),
    ),
}
"""What can be moved on a charge: the effect, and the words of the motion."""


def _move(visit: Visit, sought: Callable[[Reading], Command], back: links.Link) -> HttpResponse:
    command = visit.federation.look(visit.viewer, sought)
    try:
        answer = carry_out(visit, command)
    except Refusal as refusal:
        return refused(visit, refusal, back)
    moved = next(one for one in answer.events if isinstance(one, ev.MotionProposed))
    messages.success(visit, _("Moved. It counts when it is carried."))
    return HttpResponseRedirect(links.motion_url(moved.motion))


@require_POST
@members_only
def object_to_admission(visit: Visit) -> HttpResponse:
    """Object to an admission."""
    member = whole(visit.POST.get("member", ""))
    command = data.ObjectToAdmission(member=member, text=_text(visit))
    return act(visit, command, _back(), _("You have objected. Your body may now decide."))


@require_POST
@members_only
def refuse_admission(visit: Visit, number: int) -> HttpResponse:
    """Move, in the viewer's own body, that an admission be refused."""

    def sought(reading: Reading) -> Command:
        home = reading.state.members.home[reading.viewer]
        text = _("Refusal of the admission of member %(number)d") % {"number": number}
        return cmd.ProposeMotion(body=home, text=text, effect=RefuseAdmission(member=number))

    return _move(visit, sought, _back())


@require_POST
@members_only
def reinstate_member(visit: Visit) -> HttpResponse:
    """Say that somebody who was reported dead lives."""
    member = whole(visit.POST.get("member", ""))
    command = data.ReinstateMember(member=member)
    return act(visit, command, _back(), _("It is on the record. Two have to say so."))
