"""Papers: who counts, who votes on paper, and the form with which tellers type papers in.

Rules of this module:

* what a paper says is shown to nobody, not even to the teller who typed it; how many are typed is;
* who votes on paper is named to tellers only, who look after it;
* a form has a line for each paper, large keys on a phone, and works without JavaScript.

Not here: what a role may do (``commonweal.polity.rights.papers``), results (``polls``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext
from django.views.decorators.http import require_POST

from commonweal.office.reading import Reading, has_power
from commonweal.polity import Command, Poll
from commonweal.polity.rights.challenges.annulling import consequences
from commonweal.polity.rights.corrections.data import CorrectResult
from commonweal.polity.rights.corrections.law import can_be_corrected_until, first_result
from commonweal.polity.rights.papers import data
from commonweal.web import links, words
from commonweal.web.falling import falls_told
from commonweal.web.faults import fault
from commonweal.web.frame import Context, act, members_only, show, whole
from commonweal.web.middleware import Visit
from commonweal.web.telling import history

TEXT_MAX, SHOWN_MAX = 20_000, 200

MAY_TOLD = {
    "mark_paper_voter": gettext_noop("mark on the roll who votes on paper, two together"),
    "unmark_paper_voter": gettext_noop("take a mistaken mark back, two together"),
    "type_papers": gettext_noop("type papers in; what two read alike counts"),
    "reopen_batch": gettext_noop("have a batch typed anew, two together"),
    "correct_result": gettext_noop("correct papers after the result, two together"),
    "object_to_papers": gettext_noop("put an objection on the record"),
    "leave_role": gettext_noop("leave the role"),
}
"""What a role may do, for people."""


def papers(request: HttpRequest) -> HttpResponse:
    """List the polls in which somebody counts papers."""
    return show(request, "papers.html", _list, page="rights")


def _list(reading: Reading) -> Context:
    state, rule = reading.state, reading.charter.papers
    polls = [state.polls[one] for one in sorted(state.papers, reverse=True)]
    running = [one for one in polls if one.stage not in {"declared", "void"}]
    over = [one for one in polls if one.stage in {"declared", "void"}][:SHOWN_MAX]
    return {
        "path": [links.Link(_("Elections"), reverse("elections")), links.Link(_("Papers"), "")],
        "provided": rule is not None,
        "cite": links.cite(reading, rule.article) if rule else None,
        "running": [_row(reading, one) for one in running],
        "over": [_row(reading, one) for one in over],
    }


def _row(reading: Reading, poll: Poll) -> Context:
    stage, tone = words.stage(words.POLL_STAGES, poll.stage)
    kept = reading.state.papers[poll.id]
    said = {"papers": kept.typed, "marks": len(kept.marked)}
    return {
        "url": reverse("poll-papers", args=[poll.id]),
        "title": links.poll_title(reading, poll),
        "where": _("%(marks)d marks, %(papers)d papers read alike") % said,
        "stage": stage,
        "tone": tone,
        "at": links.when(poll.declared_at or poll.at),
    }


# One poll.


def poll_papers(request: HttpRequest, number: int) -> HttpResponse:
    """Show the papers of one poll, with the forms of whoever has a role."""
    return show(request, "poll_papers.html", lambda reading: _one(reading, number), page="rights")


def _found(reading: Reading, number: int) -> Poll:
    found = reading.state.polls.get(number)
    if found is None:
        text = _("There is no election or vote with the number %(number)d.")
        raise Http404(text % {"number": number})
    return found


def _one(reading: Reading, number: int) -> Context:
    poll = _found(reading, number)
    kept = reading.state.papers.get(number) or data.Papers(poll=poll.id)
    rule = reading.case.charter_of(poll.charter).papers
    tells = reading.viewer in kept.tellers
    shown = list(kept.marked)[:SHOWN_MAX] if tells else []
    waits = [*kept.proposed, *kept.doubted] if tells else []
    reading.know([*kept.tellers, *kept.observers, *kept.observers.values(), *shown, *waits])
    title = links.poll_title(reading, poll)
    stage, tone = words.stage(words.POLL_STAGES, poll.stage)
    return {
        "path": [links.Link(title, links.poll_url(number)), links.Link(_("Papers"), "")],
        "title": title,
        "stage": stage,
        "tone": tone,
        "provided": rule is not None and poll.electorate == "members",
        "cite": links.cite(reading, rule.article) if rule else None,
        "facts": _facts(kept, poll),
        "roles": _roles(reading, kept),
        "marked": [_marked(reading, poll, one) for one in shown],
        "asked": [
            *(_asked(reading, one, kept.proposed[one]) for one in waits if one in kept.proposed),
        ],
        "batches": _batches(reading, kept, poll) if tells else [],
        "own": _own(reading, kept, poll),
        "poll": number,
        "line": _line(poll),
        "candidates": [_candidate(reading, one) for one in poll.candidates],
        "correct": _correct(reading, poll, tells=tells),
        "forms": _forms(reading, kept, poll) if rule and poll.electorate == "members" else {},
        "history": history(reading, "poll", number),
    }


def _facts(kept: data.Papers, poll: Poll) -> Context:
    return {
        "marks": len(kept.marked),
        "typed": kept.typed,
        "waiting": sum(one.papers for one in kept.batches.values() if not one.joined),
        "missing": kept.missing,
        "settled": kept.settled,
        "too_many": kept.typed > len(kept.marked),
        "until": links.when(kept.until) if poll.stage == "papers" else None,
    }


def _roles(reading: Reading, kept: data.Papers) -> list[Context]:
    told = [
        {
            "title": _("Tellers"),
            "people": [links.who(reading, one) for one in kept.tellers],
            "may": [_(MAY_TOLD[one]) for one in data.MAY["teller"]],
        }
    ]
    said = _("%(observer)s, for %(candidate)s")
    observers = [
        said % {"observer": links.who(reading, one), "candidate": links.who(reading, candidate)}
        for one, candidate in kept.observers.items()
    ]
    may = [_(MAY_TOLD[one]) for one in data.MAY["observer"]]
    return [*told, {"title": _("Observers"), "people": observers, "may": may}]


def _marked(reading: Reading, poll: Poll, member: int) -> Context:
    return {
        "name": links.who(reading, member),
        "number": member,
        "unmark": poll.stage == "voting",
    }


def _asked(reading: Reading, member: int, by: int) -> Context:
    said = {"name": links.who(reading, member), "by": links.who(reading, by)}
    return {
        "text": _("%(by)s would mark %(name)s.") % said,
        "number": member,
        "mine": by == reading.viewer,
    }


def _batches(reading: Reading, kept: data.Papers, poll: Poll) -> list[Context]:
    return [
        {
            "number": number,
            "papers": ngettext("%(n)d paper", "%(n)d papers", one.papers) % {"n": one.papers},
            "joined": one.joined,
            "mine": reading.viewer in one.readings,
            "reopening": bool(one.reopening),
            "may_reopen": poll.stage == "papers" and one.reopening != reading.viewer,
        }
        for number, one in sorted(kept.batches.items())
    ]


def _own(reading: Reading, kept: data.Papers, poll: Poll) -> str:
    if not reading.viewer or reading.viewer not in kept.marked:
        return ""
    if poll.stage == "voting":
        return _("You are marked as voting on paper. If that is a mistake, tell the tellers now.")
    return _("You are marked as having voted on paper.")


def _line(poll: Poll) -> str:
    """Return how a line of the form is written."""
    vote = _("yes, no, abstain, or blank")
    if poll.kind == "election":
        vote = _("the numbers of the candidates, the most preferred first, such as 3 1 2, or blank")
    if poll.secret:
        return _("On each line one paper: %(vote)s.") % {"vote": vote}
    told = _("On each line one paper: the number of the voter, a colon, and %(vote)s.")
    return told % {"vote": vote}


def _candidate(reading: Reading, member: int) -> Context:
    return {"number": member, "name": links.who(reading, member)}


def _forms(reading: Reading, kept: data.Papers, poll: Poll) -> Context:
    """Say which forms the viewer has."""
    viewer, stage = reading.viewer, poll.stage
    going_on = bool(viewer) and stage in {"nominating", "voting", "papers"}
    tells = going_on and viewer in kept.tellers
    marks = stage == "voting" or (stage == "papers" and kept.typed > len(kept.marked))
    return {
        "teller": going_on and has_power(reading, "name_teller", poll.body),
        "observer": going_on and viewer in poll.candidates,
        "mark": tells and marks,
        "type": tells and stage == "papers",
        "by_choice": poll.kind != "election",
        "object": bool(viewer) and stage != "void" and viewer in kept.observers,
        "leave": going_on and (viewer in kept.tellers or viewer in kept.observers),
        "next_batch": _next_batch(kept, viewer),
    }


def _correct(reading: Reading, poll: Poll, *, tells: bool) -> Context | None:
    """Return what tellers can correct after the result, and what falls with it at most."""
    until = can_be_corrected_until(reading.case, poll)
    if not until:
        return None
    known = reading.state.corrections.get(poll.id)
    what = consequences(reading.case, poll, since=first_result(reading.case, poll))
    if poll.motion:
        reading.know((), [reading.state.motions[poll.motion].text])
    return {
        "until": links.when(until),
        "form": tells,
        "waiting": [
            {"number": batch, "mine": reading.viewer in readings}
            for batch, readings in sorted(known.readings.items() if known else ())
        ],
        "what": falls_told(reading, replace(what, again=False)),
    }


def _next_batch(kept: data.Papers, teller: int) -> int:
    """Return the number of a batch that waits for this teller, or else a new one."""
    waiting = (
        number
        for number, one in kept.batches.items()
        if not one.joined and teller not in one.readings
    )
    return min(waiting, default=max(kept.batches, default=0) + 1)


# What people with a role do.


def _back(number: int) -> links.Link:
    return links.Link(_("the papers"), reverse("poll-papers", args=[number]))


def _with_member(
    visit: Visit, number: int, made: Callable[[int], Command], done: str
) -> HttpResponse:
    """Do something about a member who is named by number, or by the whole name."""
    typed = " ".join(visit.POST.get("member", "").replace("\0", "").split())[:200]
    members = [whole(typed)] if whole(typed) else _sought(visit, number, typed)
    if len(members) == 1:
        return act(visit, made(members[0]), _back(number), done)
    told = _("Nobody goes by the name “%(name)s”.")
    if members:
        told = _("Several go by the name “%(name)s”.")
    return fault(
        visit,
        422,
        _("Nothing was done"),
        expected=_("The number of a member, or the whole name of one person."),
        got=told % {"name": typed},
        remedy=_("Go back and write the number that stands on the roll."),
        links=[links.Link(_("Back to the papers"), _back(number).url)],
    )


def _sought(visit: Visit, number: int, name: str) -> list[int]:
    def look(reading: Reading) -> list[int]:
        return reading.named_so(name, _around(reading, _found(reading, number))) if name else []

    return visit.federation.look(visit.viewer, look)


def _around(reading: Reading, poll: Poll) -> Iterable[int]:
    """Give the members of the body that votes, and of those below it."""
    return [member for body in reading.state.below(poll.body) for member in body.members]


@require_POST
@members_only
def name_teller(visit: Visit, number: int) -> HttpResponse:
    """Name a teller."""

    def made(member: int) -> Command:
        return data.NameTeller(poll=number, member=member)

    return _with_member(visit, number, made, _("The teller is named."))


@require_POST
@members_only
def name_observer(visit: Visit, number: int) -> HttpResponse:
    """Name an observer, as a candidate."""

    def made(member: int) -> Command:
        return data.NameObserver(poll=number, member=member)

    return _with_member(visit, number, made, _("Your observer is named."))


@require_POST
@members_only
def leave_role(visit: Visit, number: int) -> HttpResponse:
    """Leave one's role."""
    return act(visit, data.LeaveRole(poll=number), _back(number), _("You have left the role."))


@require_POST
@members_only
def mark(visit: Visit, number: int) -> HttpResponse:
    """Mark somebody as voting on paper."""

    def made(member: int) -> Command:
        return data.MarkPaperVoter(poll=number, voter=member)

    return _with_member(visit, number, made, _("Noted. The mark counts when two tellers make it."))


@require_POST
@members_only
def unmark(visit: Visit, number: int) -> HttpResponse:
    """Take a mark back."""

    def made(member: int) -> Command:
        return data.UnmarkPaperVoter(poll=number, voter=member)

    done = _("Noted. The mark is gone when two tellers take it back.")
    return _with_member(visit, number, made, done)


@require_POST
@members_only
def type_papers(visit: Visit, number: int) -> HttpResponse:
    """Type a batch in; says at once how many papers that were."""
    typed = visit.POST.get("papers", "").replace("\0", "")[:TEXT_MAX]
    lines = [line for line in typed.splitlines() if line.strip()]
    batch = whole(visit.POST.get("batch", ""))
    command = data.TypePapers(poll=number, batch=batch, papers="\n".join(lines) or " ")
    done = ngettext("You have typed %(n)d paper.", "You have typed %(n)d papers.", len(lines))
    return act(visit, command, _back(number), done % {"n": len(lines)})


@require_POST
@members_only
def reopen(visit: Visit, number: int) -> HttpResponse:
    """Ask that a batch be typed anew."""
    command = data.ReopenBatch(poll=number, batch=whole(visit.POST.get("batch", "")))
    done = _("Noted. The batch is typed anew when two tellers ask for it.")
    return act(visit, command, _back(number), done)


@require_POST
@members_only
def correct(visit: Visit, number: int) -> HttpResponse:
    """Type a batch anew after the result, or say that it is to be left out."""
    typed = visit.POST.get("papers", "").replace("\0", "")[:TEXT_MAX]
    lines = [line for line in typed.splitlines() if line.strip()]
    batch = whole(visit.POST.get("batch", ""))
    if not lines and not visit.POST.get("left_out"):
        text = _("Type the papers, or say that the batch is to be left out.")
        messages.error(visit, text)
        return HttpResponseRedirect(reverse("poll-papers", args=[number]))
    papers = "" if visit.POST.get("left_out") else "\n".join(lines)
    command = CorrectResult(poll=number, batch=batch, papers=papers)
    done = _("Noted. The result follows when two tellers have typed the same.")
    return act(visit, command, _back(number), done)


@require_POST
@members_only
def object_to(visit: Visit, number: int) -> HttpResponse:
    """Object, as an observer."""
    text = visit.POST.get("text", "").replace("\0", "").strip()[:TEXT_MAX]
    command = data.ObjectToPapers(poll=number, text=text)
    return act(visit, command, _back(number), _("Your objection is on the record."))
