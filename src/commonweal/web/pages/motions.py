"""Motions: their lists and their pages, with votes by name and the mandates that bound them.

Rules of this module: votes by name are shown with the instruction that bound them, because that is
what delegates answer for. Not here: moving and supporting (``proposing``), casting a vote
(``voting``), tasks (``tasks``).
"""

from __future__ import annotations

from fractions import Fraction

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commonweal.office.reading import Reading, own_delegates, people_behind, voting_bodies
from commonweal.polity import (
    Motion,
    Poll,
    Task,
    Vote,
    has_voted,
    instruction,
    majority_for,
    may_vote,
    standing,
)
from commonweal.polity import effects as ef
from commonweal.polity.ballots import CHOICES
from commonweal.polity.rights.consent.effects import ConsentToReorganisation
from commonweal.polity.rights.initiative.effects import SupportInitiative
from commonweal.web import decided, effecting, links, reshaping, words
from commonweal.web.charged import charge_told
from commonweal.web.frame import Context, live, show, whole
from commonweal.web.presence import roll_call_told
from commonweal.web.reported import reports_on
from commonweal.web.telling import history

ON_A_PAGE = 25


def motions(request: HttpRequest) -> HttpResponse:
    """List motions, of all bodies or one."""
    return show(request, "motions.html", lambda reading: _list(request, reading), page="motions")


def _list(request: HttpRequest, reading: Reading) -> Context:
    state = reading.state
    chosen, page = whole(request.GET.get("body", "")), whole(request.GET.get("page", ""))
    own = [one for one in state.motions.values() if not one.amends]
    if chosen:
        own = [one for one in own if one.body == chosen]
    running = [one for one in own if one.is_open]
    decided = sorted(
        (one for one in own if not one.is_open), key=lambda one: (-one.decided_at, -one.id)
    )
    shown = decided[page * ON_A_PAGE : (page + 1) * ON_A_PAGE]
    reading.know((), [one.text for one in (*running, *shown)])
    more = len(decided) > (page + 1) * ON_A_PAGE
    return {
        "open": [_row(reading, one) for one in sorted(running, key=lambda one: one.at or 0)],
        "decided": [_row(reading, one) for one in shown],
        "bodies": [
            {"name": body.name, "id": body.id, "chosen": body.id == chosen}
            for body in state.bodies.values()
            if body.motions or body.id == chosen
        ],
        "may_propose_url": reverse("propose") if voting_bodies(reading) else "",
        "pages": {
            "newer": f"?body={chosen or ''}&page={page - 1}" if page else "",
            "older": f"?body={chosen or ''}&page={page + 1}" if more else "",
        },
    }


def _row(reading: Reading, motion: Motion) -> Context:
    stage, tone = words.stage(words.MOTION_STAGES, motion.stage)
    poll = reading.state.polls.get(motion.poll)
    closes = poll.at if poll and motion.stage == "vote" else motion.at
    where = reading.state.bodies[motion.body].name
    distance = decided.distance_in_short(reading, motion)
    return {
        "url": links.motion_url(motion.id),
        "title": links.motion_title(reading, motion),
        "stage": stage,
        "tone": tone,
        "at": links.when(motion.decided_at or closes or motion.moved_at),
        "where": " · ".join(part for part in (where, distance) if part),
    }


# One motion.


def motion(request: HttpRequest, number: int) -> HttpResponse:
    """Show a motion."""
    return show(
        request, "motion.html", lambda reading: _build(request, reading, number), page="motions"
    )


def _found(reading: Reading, number: int) -> Motion:
    found = reading.state.motions.get(number)
    if found is None:
        raise Http404(_("There is no motion with the number %(number)d.") % {"number": number})
    return found


def _build(request: HttpRequest, reading: Reading, number: int) -> Context:
    found = _found(reading, number)
    state = reading.state
    poll = state.polls.get(found.poll)
    _prepare(reading, found, poll)
    ballots = [_ballot(reading, found, *one) for one in poll.votes.items()] if poll else []
    name = _("Motion %(number)d") % {"number": number}
    parent = [links.motion_link(reading, found.amends)] if found.amends else []
    voter = reading.case.is_voter(reading.viewer, state.bodies[found.body])
    return {
        "path": [*links.body_path(reading, found.body), *parent, links.Link(name, "")],
        "motion": _facts(reading, found, name),
        "stages": _stages(found, poll),
        "seconders": _seconders(reading, found),
        "amendments": [_amendment(reading, state.motions[one]) for one in found.amendments],
        "poll": _poll(reading, poll) if poll else {"open": False},
        "papers": links.papers_link(reading, poll) if poll else None,
        "result": _result(reading, found) if found.division else None,
        "ballots": ballots,
        "behind": _behind(reading, found, poll),
        "challenge": links.challenge_link(reading, poll) if poll else None,
        "reports": reports_on(reading, found),
        "call_back": decided.call_back_told(reading, found),
        "consent": reshaping.consent_told(reading, found),
        "consequences": reshaping.consequences_told(reading, found),
        "charge": charge_told(reading, found),
        "contested": decided.grievances_told(reading, motion=found),
        "distance": decided.distance_told(reading, found),
        "instruct": _instruct(reading, found),
        "second_url": _second_url(reading, found, voter=voter),
        "amend_url": _amend_url(reading, found, voter=voter),
        "withdraw_url": _withdraw_url(reading, found),
        "roll_call": roll_call_told(reading, found),
        "tasks": [_task_row(reading, state.tasks[one]) for one in found.assigned],
        "planned": [_plan(reading, one) for one in found.tasks] if found.is_open else [],
        "history": history(reading, "motion", number),
        **live(request, running=poll is not None and poll.stage == "voting"),
    }


def _prepare(reading: Reading, found: Motion, poll: Poll | None) -> None:
    state = reading.state
    amendments = [state.motions[one] for one in found.amendments]
    tasks = [state.tasks[one] for one in found.assigned]
    texts = [found.text, *(one.text for one in amendments), *(one.text for one in tasks)]
    texts += [one.text for one in found.tasks]
    if isinstance(found.effect, ef.Instruct) and found.effect.motion in state.motions:
        texts.append(state.motions[found.effect.motion].text)
    if isinstance(found.effect, SupportInitiative):
        texts.append(state.initiatives[found.effect.initiative].text)
    if isinstance(found.effect, ConsentToReorganisation):
        texts.append(state.motions[found.effect.motion].text)
    about = state.grievances.get(getattr(found.effect, "grievance", 0))
    texts += [about.text] if about is not None else []
    people = [found.by, *found.seconders, *(one.by for one in amendments)]
    people += [vote.voter for vote in poll.votes.values()] if poll else []
    people += [seat.holder for seat in own_delegates(reading, found)]
    people += [seat.holder for seat in state.delegates(found.body)] if found.roll_call else []
    reading.know(people, texts)


def _facts(reading: Reading, found: Motion, name: str) -> Context:
    title, paragraphs = links.title_and_text(reading, found.text)
    stage, tone = words.stage(words.MOTION_STAGES, found.stage)
    return {
        "title": title,
        "paragraphs": paragraphs or [],
        "erased": paragraphs is None,
        "digest": found.text,
        "url": links.motion_url(found.id),
        "number": name,
        "body": links.body_link(reading, found.body),
        "proposer": links.who(reading, found.by),
        "proposed_at": links.when(found.moved_at),
        "stage": stage,
        "tone": tone,
        "effect": _effect_told(reading, found),
        "effect_link": effecting.effect_link(
            reading, found.effect, reverse("amendment-changes", args=[found.id])
        ),
        "versions": len(found.texts),
    }


def _effect_told(reading: Reading, found: Motion) -> str:
    share = words.share(majority_for(reading.case, found).share)
    said = effecting.effect_told(reading, found.effect, share)
    told_elsewhere = {*reading.state.call_backs, *reading.state.reorganisations}
    if found.failed and found.id not in told_elsewhere:
        failed = _("It was carried, but could no longer be done: %(why)s.")
        said = f"{said} {failed % {'why': found.failed.replace('_', ' ')}}"
    return said


def _stages(found: Motion, poll: Poll | None) -> list[Context]:
    names = [_("Moved"), _("Debate"), _("Vote"), _("Decided")]
    reached = {"moved": 0, "debate": 1, "vote": 2}.get(found.stage, 4)
    opened = poll.opened_at if poll else 0
    times = [found.moved_at, found.at if reached == 1 else 0, opened, found.decided_at]
    notes = ["", "", "", ""]
    if reached == 1:
        notes[1] = _("until then")
    if reached == 0:
        notes[0] = _("waits for support")
    if found.amendments:
        count = len(found.amendments)
        text = ngettext("%(n)d amendment", "%(n)d amendments", count) % {"n": count}
        notes[1] = f"{notes[1]} · {text}" if notes[1] else text
    if reached == 4:
        notes[3] = words.stage(words.MOTION_STAGES, found.stage)[0]
    return [
        {
            "title": name,
            "at": links.when_or_none(times[place]),
            "note": notes[place],
            "state": "done" if place < reached else "now" if place == reached else "next",
        }
        for place, name in enumerate(names)
    ]


def _seconders(reading: Reading, found: Motion) -> Context:
    rule = reading.case.deciding(found)
    return {
        "names": [links.who(reading, member) for member in found.seconders],
        "needed": rule.seconders,
        "cite": links.cite(reading, rule.article),
    }


def _amendment(reading: Reading, one: Motion) -> Context:
    title, paragraphs = links.title_and_text(reading, one.text)
    stage, tone = words.stage(words.MOTION_STAGES, one.stage)
    return {
        "title": title,
        "url": links.motion_url(one.id),
        "paragraphs": paragraphs or [],
        "proposer": _("moved by %(name)s") % {"name": links.who(reading, one.by)},
        "stage": stage,
        "tone": tone,
    }


def _poll(reading: Reading, poll: Poll) -> Context:
    case, viewer = reading.case, reading.viewer
    entitled = bool(viewer) and poll.stage == "voting" and may_vote(case, poll, viewer)
    voted = entitled and has_voted(case, poll, viewer)
    return {
        "url": links.poll_url(poll.id),
        "opens_at": links.when(poll.opened_at),
        "closes_at": links.when(poll.at),
        "open": poll.stage == "voting",
        "by_name": not poll.secret,
        "voted": poll.cast,
        "roll": poll.electors,
        "may_vote_url": reverse("vote", args=[poll.id]) if entitled and not voted else "",
        "my_vote": _("You have voted.") if voted else "",
    }


def _result(reading: Reading, found: Motion) -> Context:
    division = found.division
    assert division is not None
    parts = [Fraction(one) for one in (division.yes, division.no, division.abstain)]
    total = sum(parts) + division.void or Fraction(1)
    stage, tone = words.stage(words.MOTION_STAGES, found.stage)
    yes, no, abstain = (words.mixed(str(one)) for one in parts)
    why, _comma, article = found.why.partition(", article ")
    return {
        "outcome": stage.capitalize(),
        "tone": tone,
        "yes": yes,
        "no": no,
        "abstain": abstain,
        "void": str(division.void) if division.void else "",
        "yes_k": int(parts[0] * 1000 / total),
        "no_k": int(parts[1] * 1000 / total),
        "void_k": int(division.void * 1000 / total),
        "explanation": _explained(reading, found, parts, why),
        "cite": links.cite(reading, article),
        "quorum": "",
        "quorum_cite": None,
    }


def _explained(reading: Reading, found: Motion, parts: list[Fraction], why: str) -> list[str]:
    division = found.division
    assert division is not None
    said = {"cast": str(division.cast), "electorate": str(division.electorate)}
    told = [_("%(cast)s of %(electorate)s votes were cast.") % said]
    blank = reading.state.polls[found.poll].electorate == "members"
    if division.void and blank:
        text = ngettext("%(n)d paper is blank.", "%(n)d papers are blank.", division.void)
        told.append(text % {"n": division.void})
    elif division.void:
        text = ngettext(
            "%(n)d vote against its mandate is void.",
            "%(n)d votes against their mandates are void.",
            division.void,
        )
        told.append(text % {"n": division.void})
    rule = reading.case.deciding(found)
    if isinstance(found.effect, ef.Resolve | ef.Instruct):
        both = words.mixed(str(parts[0] + parts[1]))
        said = {"share": words.share(rule.majority), "both": both}
        told.append(_("Needed: more than %(share)s of %(both)s Yes and No.") % said)
        if rule.yes_share_min:
            least = words.mixed(str(rule.yes_share_min * division.electorate))
            text = _("Yes had also to reach %(least)s, %(share)s of all votes.")
            told.append(text % {"least": least, "share": words.share(rule.yes_share_min)})
    return [*told, f"{why[:1].upper()}{why[1:]}."] if why else told


def _ballot(reading: Reading, found: Motion, key: int, vote: Vote) -> Context:
    state = reading.state
    poll = state.polls[found.poll]
    seat = state.seats[key] if poll.electorate == "seats" else None
    mandate = state.mandates.get(vote.mandate)
    bidden = None
    if mandate is not None:
        split = mandate.kind == "split" and mandate.status == "standing"
        bidden = _("as we divided") if split else instruction(reading.case, mandate)
    verdict = "free" if not vote.mandate else "breached" if vote.void else "kept"
    parts = [
        {"vote": words.word(words.CHOICES, choice), "weight": words.mixed(weight)}
        for choice, weight in zip(CHOICES, vote.split or (), strict=False)
        if Fraction(weight)
    ]
    home = state.members.home[vote.voter]
    sender = seat.sender if seat else home
    return {
        "holder": links.who(reading, vote.voter),
        "seat_url": links.seat_url(seat.id) if seat else links.body_url(found.body),
        "sender": links.body_link(reading, sender) if sender else links.Link("", ""),
        "instruction": words.word(words.CHOICES, bidden) if bidden else "",
        "vote": words.word(words.CHOICES, vote.choice),
        "verdict": verdict if seat else "",
        "weight": "",
        "parts": parts,
    }


def _behind(reading: Reading, found: Motion, poll: Poll | None) -> Context | None:
    if poll is None or poll.electorate != "seats" or found.division is None:
        return None
    people = people_behind(reading.state).get(found.body, 0)
    said = {"people": words.people(people), "count": str(poll.cast), "all": str(poll.electors)}
    return {"text": _("It concerns %(people)s; %(count)s of %(all)s delegates voted.") % said}


def _second_url(reading: Reading, found: Motion, *, voter: bool) -> str:
    may = found.stage == "moved" and voter and reading.viewer != found.by
    may = may and reading.viewer not in found.seconders
    return reverse("second", args=[found.id]) if may and reading.viewer else ""


def _amend_url(reading: Reading, found: Motion, *, voter: bool) -> str:
    may = reading.viewer and voter and not found.amends and found.stage in ("moved", "debate")
    kept = isinstance(found.effect, ef.Resolve | ef.Instruct)
    return f"{reverse('propose')}?amends={found.id}" if may and kept else ""


def _withdraw_url(reading: Reading, found: Motion) -> str:
    may = found.by == reading.viewer and found.stage in ("moved", "debate")
    put = found.id in reading.state.hearings or found.id in reading.state.initiative_of
    may = may and not put
    return reverse("withdraw-motion", args=[found.id]) if may else ""


def _task_row(reading: Reading, task: Task) -> Context:
    stage, tone = words.stage(words.TASK_STAGES, task.stage)
    return {
        "text": links.title_and_text(reading, task.text)[0],
        "holder": _holder(reading, task.holder_seat, task.holder),
        "due": links.when(task.due_at),
        "stage": stage,
        "tone": tone,
        "url": reverse("task", args=[task.id]),
    }


def _plan(reading: Reading, plan: ef.TaskPlan) -> Context:
    return {
        "text": links.title_and_text(reading, plan.text)[0],
        "holder": _holder(reading, plan.holder_seat, plan.holder),
        "days": words.days(plan.due_days),
    }


def _holder(reading: Reading, seat_id: int, member: int) -> str:
    seat = reading.state.seats.get(seat_id)
    return links.seat_label(reading, seat) if seat else links.who(reading, member)


# Instructing.


def _instruct(reading: Reading, found: Motion) -> Context | None:
    seats = own_delegates(reading, found) if found.is_open and not found.amends else []
    rule = reading.case.level(reading.state.bodies[found.body], found.charter).mandates
    kinds = _kinds(rule.kinds)
    if not seats or not (kinds or "conditional" in rule.kinds):
        return None
    bound = [standing(reading.case, seat, found.id) for seat in seats]
    return {
        "url": reverse("instruct", args=[found.id]),
        "if_url": reverse("instruct-if", args=[found.id]) if "conditional" in rule.kinds else "",
        "seats": [{"id": 0, "label": _("all our delegates")}]
        + [{"id": seat.id, "label": links.holder(reading, seat)} for seat in seats],
        "kinds": kinds,
        "now": _("An instruction of ours is in force.") if any(bound) else "",
    }


def _kinds(allowed: tuple[str, ...]) -> list[Context]:
    found = []
    if "imperative" in allowed:
        found += [
            {"value": "yes", "label": _("Vote Yes")},
            {"value": "no", "label": _("Vote No")},
            {"value": "abstain", "label": _("Abstain")},
        ]
    if "split" in allowed:
        found.append({"value": "split", "label": _("Split, as we divide in this vote")})
    return found
