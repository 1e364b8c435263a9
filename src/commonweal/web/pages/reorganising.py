"""Changes of bodies: which wait for consent, what one would do, and proposing or asking for one.

Rules of this module: what a change would do is shown before it can be proposed; a body asks for its
own change by a motion like any other.

Not here: the motion itself (``motions``), voting on the question of consent (``voting``).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commonweal.office.reading import Reading, voting_bodies
from commonweal.polity import Body, Command
from commonweal.polity import commands as cmd
from commonweal.polity import effects as ef
from commonweal.polity.entities import NO_BODY
from commonweal.polity.rights.consent.asking import concerned
from commonweal.polity.rights.consent.data import RefuseMove
from commonweal.polity.rights.consent.effects import (
    AskForReorganisation,
    Concerning,
    ConsentToReorganisation,
)
from commonweal.polity.rights.initiative.data import StartInitiative
from commonweal.terms import BodyId, MotionId, Refusal
from commonweal.web import asking, links, words
from commonweal.web.frame import Context, act, carry_out, members_only, refusal_told, show, whole
from commonweal.web.middleware import Visit
from commonweal.web.reshaping import change_told, forecast_told

NAME_MAX = 80
MEMBERS_LISTED_MAX = 400
"""Members of a body that are listed to be ticked; of larger ones the numbers are typed in."""

ENDED_SHOWN = 50


def reorganisations(request: HttpRequest) -> HttpResponse:
    """List the changes of bodies that wait for consent, and those that did."""
    return show(request, "reorganisations.html", _list, page="rights")


def _list(reading: Reading) -> Context:
    state, rule = reading.state, reading.charter.reorganisation
    every = [state.reorganisations[one] for one in sorted(state.reorganisations, reverse=True)]
    waiting = [one for one in every if one.stage == "waiting"]
    ended = [one for one in every if one.stage != "waiting"][:ENDED_SHOWN]
    reading.know((), [state.motions[one.motion].text for one in (*waiting, *ended)])
    said = {
        "level": reading.charter.levels[rule.level].title,
        "days": words.days(rule.consent_days),
    }
    told = _(
        "%(level)s decides. It takes effect when all bodies concerned consent within %(days)s."
    )
    if rule.consent == "none":
        told = _("%(level)s decides. The bodies concerned are not asked.")
    return {
        "rule": told % said,
        "cite": links.cite(reading, rule.article),
        "waiting": [_row(reading, one.motion, one.until) for one in waiting],
        "ended": [_row(reading, one.motion, 0) for one in ended],
        "new_url": reverse("reorganise") if voting_bodies(reading) else "",
    }


_STAGES = {"waiting": ("waits", "warning"), "done": ("done", "good"), "fallen": ("fell", "bad")}


def _row(reading: Reading, number: int, until: int) -> Context:
    found, motion = reading.state.reorganisations[number], reading.state.motions[number]
    names = {"waits": _("waits for consent"), "done": _("took effect"), "fell": _("has fallen")}
    stage, tone = _STAGES[found.stage]
    return {
        "url": links.motion_url(number),
        "title": links.motion_title(reading, motion),
        "stage": names[stage],
        "tone": tone,
        "at": links.when(until or motion.decided_at),
        "where": ", ".join(reading.state.bodies[one].name for one in found.asked),
    }


@require_POST
@members_only
def refuse_move(visit: Visit, number: int) -> HttpResponse:
    """Refuse to be moved by a split."""
    back = links.Link(_("the motion"), links.motion_url(number))
    return act(visit, RefuseMove(motion=number), back, _("You stay where you are."))


@require_POST
@members_only
def ask_again(visit: Visit, number: int) -> HttpResponse:
    """Put a question of consent to one's own body again, whose vote came to nothing."""

    def sought(reading: Reading) -> cmd.ProposeMotion:
        decision = reading.state.motions.get(number)
        return cmd.ProposeMotion(
            body=whole(visit.POST.get("body", "")),
            text=decision.text if decision else "",
            effect=ConsentToReorganisation(motion=MotionId(number)),
        )

    back = links.Link(_("the motion"), links.motion_url(number))
    done = _("The question is before your body again.")
    return act(visit, visit.federation.look(visit.viewer, sought), back, done)


# Proposing one, or asking for it.


@dataclass(frozen=True, slots=True)
class Plan:
    """What was typed into the form.

    Attributes:
        kind: ``merge_bodies``, ``split_body`` or ``close_body``.
        body: the body that is merged, split or closed; ``other``: the one it is merged with, or
            that takes in its members.
        name: name of the body that comes of it.
        members: who moves to it.
    """

    kind: str = "merge_bodies"
    body: int = 0
    other: int = 0
    name: str = ""
    members: tuple[int, ...] = ()

    @classmethod
    def typed(cls, visit: HttpRequest) -> Plan:
        """Read the form."""
        sent = visit.POST if visit.method == "POST" else visit.GET
        numbers = sent.get("numbers", "").replace(",", " ").split()
        members = {whole(one) for one in (*sent.getlist("member"), *numbers)} - {0}
        kind = sent.get("kind", "")
        return cls(
            kind=kind if kind in KINDS else "merge_bodies",
            body=whole(sent.get("body", "")),
            other=whole(sent.get("other", "")),
            name=" ".join(sent.get("name", "").replace("\0", "").split())[:NAME_MAX],
            members=tuple(sorted(members)),
        )

    def effect(self) -> Concerning:
        """Return the change that the form describes."""
        body, other = BodyId(self.body), BodyId(self.other)
        if self.kind == "split_body":
            return ef.SplitBody(body=body, name=self.name, members=self.members)
        if self.kind == "close_body":
            return ef.CloseBody(body=body, members_to=other)
        return ef.MergeBodies(bodies=(body, other), name=self.name)


KINDS = ("merge_bodies", "split_body", "close_body")


def reorganise(request: HttpRequest) -> HttpResponse:
    """Show the form of a change, what it would do, or move it."""
    visit = cast("Visit", request)
    if not visit.viewer:
        return HttpResponseRedirect(f"{reverse('sign-in')}?next={reverse('reorganise')}")
    plan = Plan.typed(visit)
    step = visit.POST.get("step", "")
    if request.method == "POST" and step in ("propose", "ask", "initiate"):
        return _move(visit, plan, step)
    return _form(visit, plan, shown=request.method == "POST")


def _form(
    visit: Visit,
    plan: Plan,
    refusal: Refusal | None = None,
    *,
    shown: bool = False,
    status: int = 200,
) -> HttpResponse:
    def told(reading: Reading) -> Context:
        refused = refusal_told(reading, refusal) if refusal else None
        return {**_form_told(reading, plan, shown=shown), "refusal": refused}

    return show(visit, "reorganise.html", told, page="rights", status=status)


def _move(visit: Visit, plan: Plan, step: str) -> HttpResponse:
    """Put the change to the body that decides it, or ask for it in the viewer's own body."""

    def sought(reading: Reading) -> Command:
        text = _("Change of bodies: %(change)s") % {"change": change_told(reading, plan.effect())}
        if step == "initiate":
            body = _initiating(reading) or NO_BODY
            return StartInitiative(body=body, text=text, effect=plan.effect())
        body = _deciding(reading) if step == "propose" else _own(reading, plan)
        effect = plan.effect() if step == "propose" else AskForReorganisation(change=plan.effect())
        return cmd.ProposeMotion(body=body, text=text, effect=effect)

    try:
        answer = carry_out(visit, visit.federation.look(visit.viewer, sought))
    except Refusal as refusal:
        return _form(visit, plan, refusal, status=422)
    return HttpResponseRedirect(asking.to_asked(answer))


def _deciding(reading: Reading) -> BodyId:
    """Return the body that decides changes, in which the viewer votes; 0 for none."""
    level = reading.charter.reorganisation.level
    own = [one.id for one in voting_bodies(reading) if one.level == level]
    return own[0] if own else NO_BODY


def _initiating(reading: Reading) -> int:
    """Return the body that decides changes, to which the viewer could address one; 0 for none."""
    level = reading.charter.reorganisation.level
    ways = asking.ways(reading, asking.of_level(reading, level))
    return next((int(one.value[2:]) for one in ways if one.value.startswith("i-")), NO_BODY)


def _own(reading: Reading, plan: Plan) -> BodyId:
    """Return the body concerned in which the viewer votes; 0 for none."""
    named = {plan.body, plan.other} if plan.kind != "split_body" else {plan.body}
    own = [one.id for one in voting_bodies(reading) if one.id in named]
    return own[0] if own else NO_BODY


def _form_told(reading: Reading, plan: Plan, *, shown: bool) -> Context:
    level = reading.charter.reorganisation.level
    bodies = [one for one in reading.state.bodies.values() if _may_change(reading, one, level)]
    chosen = reading.state.bodies.get(plan.body)
    known = chosen is not None and chosen in bodies
    effect = plan.effect()
    split = plan.kind == "split_body"
    complete = known and (bool(plan.members) if split else plan.other in reading.state.bodies)
    preview = shown and complete
    consent = reading.charter.reorganisation.consent == "bodies"
    return {
        "path": [
            links.Link(_("Changes of bodies"), reverse("reorganisations")),
            links.Link(_("Propose"), ""),
        ],
        "plan": plan,
        "url": reverse("reorganise"),
        "kinds": [
            {"value": "merge_bodies", "label": _("Merge two bodies")},
            {"value": "split_body", "label": _("Split a body")},
            {"value": "close_body", "label": _("Close a body")},
        ],
        "bodies": [{"id": one.id, "name": one.name} for one in bodies],
        "members": _members(reading, plan, chosen if known else None),
        "too_many": known and len(chosen.members if chosen else ()) > MEMBERS_LISTED_MAX,
        "name_max": NAME_MAX,
        "change": change_told(reading, effect) if preview else "",
        "consequences": forecast_told(reading, effect) if preview else None,
        "asked": _asked(reading, effect) if preview and consent else [],
        "missing": shown and not complete,
        "propose": bool(preview and _deciding(reading)),
        "initiate": bool(preview and _initiating(reading)),
        "ask": bool(preview and consent and _own(reading, plan)),
    }


def _may_change(reading: Reading, body: Body, level: str) -> bool:
    """Whether a body is one that the level that decides can change."""
    union = reading.state.is_union(body.id)
    return body.is_open and not union and body.level != level and body.parent != NO_BODY


def _asked(reading: Reading, effect: Concerning) -> list[links.Link]:
    return [links.body_link(reading, one) for one in concerned(reading.case, effect)]


def _members(reading: Reading, plan: Plan, chosen: Body | None) -> list[Context]:
    """Return who can be ticked to move: the members of the body that is to be split."""
    if plan.kind != "split_body" or chosen is None or len(chosen.members) > MEMBERS_LISTED_MAX:
        return []
    own = sorted(chosen.members)
    reading.know(own)
    return [
        {"id": one, "name": links.who(reading, one), "chosen": one in plan.members} for one in own
    ]
