"""Grievances: what is contested, by which dates, what both sides say, and what came of it.

Rules of this module: how many have signed is shown to everybody, who has is not, save who filed it;
what a body or a union decides about a grievance is a motion there, like any other.

Not here: what people do about a grievance (``grievance_acts``), the motions (``motions``).
"""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from commonweal.office.reading import Reading
from commonweal.polity.rights.grievances import data, sides
from commonweal.web import links, words
from commonweal.web.frame import Context, show, whole
from commonweal.web.telling import history
from commonweal.web.telling_grievances import about, line_link

ENDED_SHOWN = 50
TEXT_MAX = 50_000
TITLE_MAX = links.TITLE_MAX


def grievances(request: HttpRequest) -> HttpResponse:
    """List the grievances; with a decision, office or line in the address, let members contest it.

    A line is one of the plan.
    """
    motion, seat, line = (whole(request.GET.get(one, "")) for one in ("motion", "seat", "line"))
    return show(
        request,
        "grievances.html",
        lambda reading: _list(reading, motion, seat, line),
        page="rights",
    )


def _list(reading: Reading, motion: int, seat: int, line: int) -> Context:
    state, rule = reading.state, reading.charter.grievances
    newest = [state.grievances[one] for one in sorted(state.grievances, reverse=True)]
    running = [one for one in newest if _runs(one)]
    ended = [one for one in newest if not _runs(one)][:ENDED_SHOWN]
    shown = [*running, *ended]
    texts = [one.text for one in shown]
    texts += [state.motions[one.motion].text for one in shown if one.motion]
    found = state.motions.get(motion)
    reading.know((), [*texts, *([found.text] if found else [])])
    return {
        "provided": rule is not None,
        "cite": links.cite(reading, rule.article) if rule else None,
        "rule": _rule_told(reading),
        "open": [_row(reading, one) for one in running],
        "ended": [_row(reading, one) for one in ended],
        "contest": _contest(reading, motion, seat, line) if rule and reading.viewer else None,
        "title_max": TITLE_MAX,
    }


def _runs(one: data.Grievance) -> bool:
    return one.is_running or one.stage in {"open", "heard"}


def _rule_told(reading: Reading) -> str:
    rule = reading.charter.grievances
    if rule is None:
        return ""
    text = _("It takes the signatures of %(members)s, and suspends for %(days)s at most.")
    said = {"members": words.people(rule.members_min), "days": words.days(rule.suspend_days)}
    return text % said


def _row(reading: Reading, one: data.Grievance) -> Context:
    stage, tone = words.stage(words.GRIEVANCE_STAGES, one.stage)
    until = one.until if one.stage == "gathering" else one.suspended_until
    return {
        "url": reverse("grievance", args=[one.id]),
        "title": links.title_and_text(reading, one.text)[0],
        "where": _("against %(about)s") % {"about": about(reading, one).name},
        "stage": _("suspends, until") if one.suspends else stage,
        "tone": "bad" if one.suspends else tone,
        "at": links.when(until),
    }


def _contest(reading: Reading, motion: int, seat: int, line: int) -> Context | None:
    """Return what the form needs to contest a decision, an office or a line; None without one."""
    state = reading.state
    if motion in state.motions:
        found = links.motion_link(reading, motion)
    elif line in state.lines:
        found = line_link(reading, line)
    elif seat in state.seats:
        name = links.seat_label(reading, state.seats[seat])
        found = links.Link(name, links.seat_url(seat))
    else:
        return None
    return {
        "about": found,
        "motion": motion if motion in state.motions else 0,
        "seat": 0 if motion in state.motions or line in state.lines else seat,
        "line": 0 if motion in state.motions else line,
        "unions": [
            {"id": one, "name": state.bodies[one].name}
            for one in state.joined.get(reading.viewer, ())
        ],
    }


def grievance(request: HttpRequest, number: int) -> HttpResponse:
    """Show a grievance."""
    return show(request, "grievance.html", lambda reading: _build(reading, number), page="rights")


def find(reading: Reading, number: int) -> data.Grievance:
    """Return a grievance, or say that there is none.

    Raises:
        Http404: when there is none with this number.
    """
    found = reading.state.grievances.get(number)
    if found is None:
        text = _("There is no grievance with the number %(number)d.")
        raise Http404(text % {"number": number})
    return found


def _build(reading: Reading, number: int) -> Context:
    found, state = find(reading, number), reading.state
    texts = [found.text, found.offer, found.place, *(one.text for one in found.answers)]
    texts += [state.motions[found.motion].text] if found.motion else []
    reading.know([found.by, *(one.by for one in found.answers)], [one for one in texts if one])
    title, paragraphs = links.title_and_text(reading, found.text)
    rule = reading.case.charter_of(found.charter).grievances
    return {
        "path": [links.Link(_("Grievances"), reverse("grievances")), links.Link(title, "")],
        "grievance": {"title": title, "paragraphs": paragraphs, **_facts(reading, found)},
        "dates": _dates(found),
        "answers": [_answer(reading, one) for one in found.answers],
        "offer": _words(reading, found.offer) if found.offer else None,
        "cite": links.cite(reading, rule.article) if rule else None,
        "may": _may(reading, found),
        "acts_url": reverse("grievance-act", args=[number, "what"]).removesuffix("what"),
        "soonest": links.when(reading.now + 2 * 86_400),
        "history": history(reading, "grievance", number),
    }


def _facts(reading: Reading, found: data.Grievance) -> Context:
    stage, tone = words.stage(words.GRIEVANCE_STAGES, found.stage)
    state = reading.state
    return {
        "digest": found.text,
        "about": about(reading, found),
        "body": links.body_link(reading, found.body),
        "by": state.bodies[found.union].name if found.union else links.who(reading, found.by),
        "filed_at": links.when(found.filed_at),
        "stage": stage,
        "tone": tone,
        "gathers": found.stage == "gathering",
        "signed": len(found.signatures),
        "needed": found.needed,
        "of_union": bool(found.union),
        "suspends": found.suspends,
        "until": links.when(found.suspended_until),
        "place": links.title_and_text(reading, found.place)[0] if found.place else "",
        "arbiter": links.body_link(reading, found.arbiter) if found.arbiter else None,
    }


def _dates(found: data.Grievance) -> list[Context]:
    """Return what happens or has happened when, in order."""
    named = [
        (found.filed_at, _("Filed")),
        (found.until if found.stage in {"gathering", "lapsed"} else 0, _("Signatures until")),
        (found.suspended_at, _("Suspended since")),
        (found.hearing_at, _("Hearing")),
        (found.hearing_by, _("Last day for the hearing")),
        (found.suspended_until, _("Suspended until, at the latest")),
        (found.strike_from, _("Strike from, by the notice given")),
        (found.strike_began, _("Strike begun")),
        (found.strike_ended, _("Strike ended")),
    ]
    return [{"at": links.when(at), "what": what} for at, what in sorted(named) if at]


def _answer(reading: Reading, one: data.Answer) -> Context:
    return {
        "by": links.who(reading, one.by),
        "at": links.when(one.at),
        **_words(reading, one.text),
    }


def _words(reading: Reading, digest: str) -> Context:
    """Return the whole of a text that has no title of its own; nothing where it was erased."""
    text = reading.text(digest)
    return {"paragraphs": text.split("\n") if text is not None else None, "digest": digest}


def _may(reading: Reading, found: data.Grievance) -> dict[str, bool]:
    """Return what the viewer may do, by the last part of the address."""
    viewer, state, now = reading.viewer, reading.state, reading.now
    if not viewer:
        return {}
    case = reading.case
    files, answers = sides.files(case, found), sides.answers(case, found)
    signed = viewer in found.signatures
    open_, heard = found.stage == "open", found.stage == "heard"
    union = bool(found.union) and files
    arbiter = state.bodies.get(found.arbiter)
    decides = heard and arbiter is not None and case.is_voter(viewer, arbiter)
    strikes = (heard or found.stage == "rejected") and not found.strike_from

    def acts(act: data.Act) -> bool:
        return signed and viewer not in found.acts.get(act, ())

    running = open_ or heard
    struck = files and bool(found.strike_from) and now >= found.strike_from
    return {
        "sign": found.stage == "gathering" and not signed and state.belongs(viewer, found.body),
        "signed": signed,
        "answer": running and answers and all(one.by != viewer for one in found.answers),
        "hearing": open_ and _may_set_a_date(reading, found, files=files, answers=answers),
        "offer": running and answers,
        "accept": running and bool(found.offer) and acts("agree"),
        "withdraw": running and acts("withdraw"),
        "strike": strikes and acts("strike"),
        "begun": struck and not found.strike_began,
        "ended": struck and bool(found.strike_began) and not found.strike_ended,
        "uphold": decides,
        "union": union and (running or strikes),
        "union_accept": union and running and bool(found.offer),
        "union_withdraw": union and running,
        "union_strike": union and strikes,
    }


def _may_set_a_date(reading: Reading, found: data.Grievance, *, files: bool, answers: bool) -> bool:
    """Whether the viewer's side has not yet set a date, and the hearing has not begun."""
    begun = bool(found.hearing_at) and reading.now >= found.hearing_at
    sides_of = [name for name, on in (("filers", files), ("answering", answers)) if on]
    return not begun and any(one not in found.called_by for one in sides_of)
