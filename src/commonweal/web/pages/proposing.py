"""Moving motions and amendments, supporting, withdrawing, instructing delegates, roll-calls.

Rules of this module: whatever was typed stands in the form again when it is refused; an instruction
is a motion in the viewer's own body. Not here: the pages of motions (``motions``).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import cast

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from commonweal.office.reading import Reading, own_delegates, voting_bodies
from commonweal.polity import NOBODY, Body, Motion
from commonweal.polity import commands as cmd
from commonweal.polity import effects as ef
from commonweal.polity import events as ev
from commonweal.polity.ballots import CHOICES
from commonweal.terms import BodyId, MotionId, Refusal, SeatId
from commonweal.web import links, words
from commonweal.web.frame import Context, act, carry_out, members_only, refusal_told, show, whole
from commonweal.web.middleware import Visit

WORDING_MAX = 50_000
"""Longest wording that the form takes, in characters; the vault would take more."""


def _found(reading: Reading, number: int) -> Motion:
    found = reading.state.motions.get(number)
    if found is None:
        raise Http404(_("There is no motion with the number %(number)d.") % {"number": number})
    return found


def _back(number: int) -> links.Link:
    return links.Link(_("the motion"), links.motion_url(number))


@require_POST
@members_only
def second(visit: Visit, number: int) -> HttpResponse:
    """Support a motion."""
    return act(visit, cmd.SecondMotion(motion=number), _back(number), _("You support the motion."))


@require_POST
@members_only
def withdraw(visit: Visit, number: int) -> HttpResponse:
    """Take one's own motion back."""
    command = cmd.WithdrawMotion(motion=number)
    return act(visit, command, _back(number), _("The motion is withdrawn."))


@require_POST
@members_only
def call_roll(visit: Visit, number: int) -> HttpResponse:
    """Record who is present before a vote."""
    typed = visit.POST.get("numbers", "").replace(",", " ").split()
    present = tuple(sorted({whole(one) for one in (*visit.POST.getlist("present"), *typed)}))
    command = cmd.CallRoll(motion=number, present=present)
    return act(visit, command, _back(number), _("The roll-call is recorded."))


@require_POST
@members_only
def instruct(visit: Visit, number: int) -> HttpResponse:
    """Move, in the viewer's own body, that its delegates be instructed."""
    chosen, kind = whole(visit.POST.get("seat", "")), visit.POST.get("kind", "")

    def sought(reading: Reading) -> tuple[int, str]:
        found = _found(reading, number)
        own = own_delegates(reading, found)
        picked = [seat for seat in own if seat.id == chosen] if chosen else own
        body = picked[0].sender if picked else reading.state.members.home[visit.viewer]
        return body, links.motion_title(reading, found)

    body, title = visit.federation.look(visit.viewer, sought)
    command = _instruction(body, number, chosen, kind, title)
    done = _("Moved in your body. When it is carried, your delegates are bound.")
    return act(visit, command, _back(number), done)


def _instruction(body: int, number: int, seat: int, kind: str, title: str) -> cmd.ProposeMotion:
    choice = next((one for one in CHOICES if one == kind), None)
    effect = ef.Instruct(
        motion=MotionId(number),
        kind="split" if kind == "split" else "imperative",
        choice=choice,
        seats=(SeatId(seat),) if seat else (),
    )
    how = _("split as we divide") if kind == "split" else words.word(words.CHOICES, kind)
    text = _("Instruction on “%(title)s”: %(how)s") % {"title": title[:100], "how": how}
    return cmd.ProposeMotion(body=BodyId(body), text=text, effect=effect)


# Proposing.


@dataclass(frozen=True, slots=True)
class Draft:
    """What was typed into the form of a motion.

    Attributes:
        body: body that is to decide; ``amends``: motion to be amended, 0 for a motion of its own.
        task, holder, days: a task that comes of it: what, by whom, within how many days.
    """

    title: str = ""
    wording: str = ""
    body: int = 0
    amends: int = 0
    task: str = ""
    holder: str = ""
    days: str = ""
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def typed(cls, visit: HttpRequest) -> Draft:
        """Read the form; faults are noted beside the fields."""
        sent = {name: str(value).replace("\0", "").strip() for name, value in visit.POST.items()}
        draft = cls(
            title=" ".join(sent.get("title", "").split()),
            wording=sent.get("wording", ""),
            body=whole(sent.get("body", "")),
            amends=whole(sent.get("amends", "")),
            task=sent.get("task", ""),
            holder=sent.get("holder", ""),
            days=sent.get("days", ""),
        )
        return replace(draft, errors=draft._faults())

    def _faults(self) -> dict[str, str]:
        found = {}
        if not self.title:
            found["title"] = _("A title is missing: say in a few words what is to be decided.")
        elif len(self.title) > links.TITLE_MAX:
            said = {"most": links.TITLE_MAX, "got": len(self.title)}
            found["title"] = _("At most %(most)d characters; these are %(got)d.") % said
        if not self.wording:
            found["wording"] = _("The text is missing: say what is to be done.")
        elif len(self.wording) > WORDING_MAX:
            said = {"most": WORDING_MAX, "got": len(self.wording)}
            found["wording"] = _("At most %(most)d characters; these are %(got)d.") % said
        if self.task and not 1 <= whole(self.days) <= 3650:
            found["days"] = _("In how many days is it due? A whole number from 1 to 3650.")
        if self.task and not (self.holder.startswith(("s", "m")) and whole(self.holder[1:])):
            found["holder"] = _("Say who carries it out.")
        return found

    def command(self, effect: ef.AnyEffect) -> cmd.ProposeMotion:
        """Return the command that the form asks for."""
        return cmd.ProposeMotion(
            body=self.body,
            text=f"{self.title}\n\n{self.wording}",
            effect=effect,
            tasks=self._tasks(),
            amends=self.amends,
        )

    def _tasks(self) -> tuple[ef.TaskPlan, ...]:
        if not self.task:
            return ()
        number = whole(self.holder[1:])
        seat = SeatId(number) if self.holder.startswith("s") else SeatId(0)
        holder = 0 if seat else number
        days = whole(self.days)
        return (ef.TaskPlan(text=self.task, due_days=days, holder_seat=seat, holder=holder),)


def propose(request: HttpRequest) -> HttpResponse:
    """Show the form of a motion or amendment, or move what was typed into it."""
    visit = cast("Visit", request)
    if request.method == "POST":
        return _propose(visit)
    if not visit.viewer:
        return HttpResponseRedirect(f"{reverse('sign-in')}?next={reverse('propose')}")
    draft = Draft(
        body=whole(request.GET.get("body", "")), amends=whole(request.GET.get("amends", ""))
    )
    return _form(visit, draft)


def _propose(visit: Visit) -> HttpResponse:
    draft = Draft.typed(visit)
    if not visit.viewer:
        said = _("You are not signed in any more. Sign in in another tab, then send this again.")
        return _form(visit, replace(draft, errors={"": said}), status=403)
    if draft.errors:
        return _form(visit, draft, status=422)
    if draft.amends:
        parent = visit.federation.look(
            visit.viewer, lambda reading: _parent_effect(reading, draft.amends)
        )
        draft, effect = replace(draft, body=parent[0]), parent[1]
    else:
        effect = ef.Resolve()
    try:
        answer = carry_out(visit, draft.command(effect))
    except Refusal as refusal:
        return _form(visit, draft, refusal, status=422)
    moved = next(one for one in answer.events if isinstance(one, ev.MotionProposed))
    return HttpResponseRedirect(links.motion_url(moved.motion))


def _parent_effect(reading: Reading, number: int) -> tuple[int, ef.AnyEffect]:
    parent = _found(reading, number)
    return parent.body, parent.effect


def _form(
    visit: Visit, draft: Draft, refusal: Refusal | None = None, *, status: int = 200
) -> HttpResponse:
    return show(
        visit,
        "propose.html",
        lambda reading: _form_told(reading, draft, refusal),
        page="motions",
        status=status,
    )


def _form_told(reading: Reading, draft: Draft, refusal: Refusal | None) -> Context:
    bodies = voting_bodies(reading)
    amends = links.motion_link(reading, _found(reading, draft.amends).id) if draft.amends else None
    body = reading.state.motions[draft.amends].body if draft.amends else draft.body
    first = next((one for one in bodies if one.id == body), bodies[0] if bodies else None)
    rule = reading.case.level(first).motions if first else None
    return {
        "path": [links.Link(_("Motions"), reverse("motions")), links.Link(_("Propose"), "")],
        "form": {
            "url": reverse("propose"),
            "title": draft.title,
            "wording": draft.wording,
            "body": body or (first.id if first else 0),
            "bodies": [] if amends else [{"id": one.id, "name": one.name} for one in bodies],
            "errors": {**draft.errors, "whole": draft.errors.get("", "")},
            "task": draft.task,
            "days": draft.days,
            "holder": draft.holder,
            "holders": [] if amends else _holders(reading, bodies),
            "amends": draft.amends,
        },
        "nowhere": not (bodies or draft.title or draft.wording),
        "amends": amends,
        "rule": _rule_told(rule.seconders, rule.debate_days) if rule else "",
        "cite": links.cite(reading, rule.article) if rule else None,
        "refusal": refusal_told(reading, refusal) if refusal else None,
    }


def _holders(reading: Reading, bodies: list[Body]) -> list[Context]:
    state = reading.state
    seats = [state.seats[one] for body in bodies for one in (*body.seats, *body.offices)]
    reading.know(seat.holder for seat in seats)
    found: list[Context] = [{"value": f"m{reading.viewer}", "label": _("I do"), "body": ""}]
    found += [
        {
            "value": f"s{seat.id}",
            "label": links.seat_label(reading, seat),
            "body": state.bodies[seat.body].name,
        }
        for seat in seats
        if seat.holder != NOBODY and not seat.abolished
    ]
    return found


def _rule_told(seconders: int, debate_days: int) -> str:
    text = ngettext("It needs %(n)d supporter", "It needs %(n)d supporters", seconders)
    said = {"support": text % {"n": seconders}, "days": words.days(debate_days)}
    return _("%(support)s, then %(days)s of debate.") % said
