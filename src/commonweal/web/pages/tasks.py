"""Tasks: what a decision charges somebody with, the report on it, and whether it is done.

Not here: the decision itself (``motions``).
"""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commonweal.office.reading import Reading
from commonweal.polity import commands as cmd
from commonweal.web import links, words
from commonweal.web.frame import Context, act, members_only, show
from commonweal.web.middleware import Visit
from commonweal.web.telling import history

REPORT_MAX = 50_000
"""Longest report that the form takes, in characters."""


def task(request: HttpRequest, number: int) -> HttpResponse:
    """Show a task."""
    return show(request, "task.html", lambda reading: _task(reading, number), page="motions")


def _task(reading: Reading, number: int) -> Context:
    state = reading.state
    found = state.tasks.get(number)
    if found is None:
        raise Http404(_("There is no task with the number %(number)d.") % {"number": number})
    origin = state.motions[found.motion]
    seat = state.seats.get(found.holder_seat)
    holder = seat.holder if seat else found.holder
    reading.know([holder], [found.text, found.report, origin.text])
    title, paragraphs = links.title_and_text(reading, found.text)
    stage, tone = words.stage(words.TASK_STAGES, found.stage)
    undone = found.stage != "done"
    voter = bool(reading.viewer) and reading.case.is_voter(reading.viewer, state.bodies[found.body])
    name = _("Task %(number)d") % {"number": number}
    completes = undone and found.stage == "reported" and voter
    return {
        "path": [*links.body_path(reading, found.body), links.Link(name, "")],
        "task": {
            "title": title,
            "paragraphs": [] if paragraphs == [title] else paragraphs or [],
            "holder": links.seat_label(reading, seat) if seat else links.who(reading, found.holder),
            "holder_url": links.seat_url(seat.id) if seat else "",
            "due": links.when(found.due_at),
            "stage": stage,
            "tone": tone,
            "report": reading.text(found.report) if found.report else "",
            "reported_at": links.when_or_none(found.reported_at),
        },
        "motion": links.motion_link(reading, origin.id),
        "report_url": reverse("report", args=[number])
        if undone and reading.viewer and holder == reading.viewer
        else "",
        "complete_url": reverse("complete", args=[number]) if completes else "",
        "history": history(reading, "task", number),
    }


def _task_back(number: int) -> links.Link:
    return links.Link(_("the task"), reverse("task", args=[number]))


@require_POST
@members_only
def report(visit: Visit, number: int) -> HttpResponse:
    """Report on a task."""
    text = visit.POST.get("text", "").replace("\0", "").strip()[:REPORT_MAX]
    command = cmd.ReportTask(task=number, text=text or _("(no words)"))
    return act(visit, command, _task_back(number), _("Your report is recorded."))


@require_POST
@members_only
def complete(visit: Visit, number: int) -> HttpResponse:
    """Note that a task is done."""
    command = cmd.CompleteTask(task=number)
    return act(visit, command, _task_back(number), _("The task is noted as done."))
