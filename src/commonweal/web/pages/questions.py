"""Questions to those who hold seats and offices: asked, answered, and left without an answer.

Not here: open letters (``letters``).
"""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_POST

from commonweal.office.reading import Reading
from commonweal.polity import NOBODY
from commonweal.polity.rights.letters import data
from commonweal.polity.rights.letters.data import Question
from commonweal.web import links, words
from commonweal.web.frame import Context, act, members_only, show, whole
from commonweal.web.middleware import Visit
from commonweal.web.telling import history

SHOWN_MAX, TEXT_MAX = 100, 50_000

STAGES = {
    "open": (gettext_noop("waits for an answer"), "wait"),
    "overdue": (gettext_noop("not answered in time"), "bad"),
    "answered": (gettext_noop("answered"), "good"),
}


def questions(request: HttpRequest) -> HttpResponse:
    """List the questions, those left without an answer first; ``seat`` chooses one seat."""
    return show(request, "questions.html", lambda reading: _list(request, reading), page="letters")


def _list(request: HttpRequest, reading: Reading) -> Context:
    state, rule = reading.state, reading.charter.letters
    seat = state.seats.get(whole(request.GET.get("seat", "")))
    numbers = state.questions_to.get(seat.id, []) if seat else list(state.questions)
    order = {"overdue": 0, "open": 1, "answered": 2}
    every = [state.questions[one] for one in reversed(numbers)]
    shown = sorted(every, key=lambda one: order[one.stage])[:SHOWN_MAX]
    reading.know([seat.holder] if seat else [], [one.text for one in shown])
    asks = seat is not None and seat.holder != NOBODY and bool(reading.viewer) and rule is not None
    return {
        "provided": rule is not None,
        "cite": links.cite(reading, rule.article) if rule else None,
        "rows": [_row(reading, one) for one in shown],
        "seat": links.seat_link(reading, seat) if seat else None,
        "ask_url": reverse("ask-question", args=[seat.id]) if seat and asks else "",
        "days": words.days(rule.answer_days) if rule else "",
    }


def _row(reading: Reading, one: Question) -> Context:
    stage, tone = words.stage(STAGES, one.stage)
    return {
        "url": reverse("question", args=[one.id]),
        "title": links.title_and_text(reading, one.text)[0],
        "where": links.seat_name(reading, reading.state.seats[one.seat]),
        "stage": stage,
        "tone": tone,
        "at": links.when(one.due_at),
    }


def question(request: HttpRequest, number: int) -> HttpResponse:
    """Show a question and its answer."""
    return show(request, "question.html", lambda reading: _build(reading, number), page="letters")


def _build(reading: Reading, number: int) -> Context:
    found = reading.state.questions.get(number)
    if found is None:
        raise Http404(_("There is no question with the number %(number)d.") % {"number": number})
    seat = reading.state.seats[found.seat]
    reading.know([found.by, found.answered_by, seat.holder], [found.text, found.answer])
    title, paragraphs = links.title_and_text(reading, found.text)
    answers = bool(reading.viewer) and seat.holder == reading.viewer and found.stage != "answered"
    return {
        "path": [links.Link(_("Questions"), reverse("questions")), links.Link(title, "")],
        "question": {
            **_row(reading, found),
            "title": title,
            "paragraphs": paragraphs,
            "asker": links.who(reading, found.by),
            "asked_at": links.when(found.asked_at),
            "answer": reading.text(found.answer) if found.answer else "",
            "answered_by": links.who(reading, found.answered_by) if found.answered_by else "",
            "answered_at": links.when_or_none(found.answered_at),
        },
        "seat": links.seat_link(reading, seat),
        "holder": links.holder(reading, seat),
        "answer_url": reverse("answer-question", args=[number]) if answers else "",
        "history": history(reading, "question", number),
    }


def _text(visit: Visit) -> str:
    return visit.POST.get("text", "").replace("\0", "").strip()[:TEXT_MAX] or _("(no words)")


@require_POST
@members_only
def ask(visit: Visit, number: int) -> HttpResponse:
    """Ask whoever holds a seat."""
    back = links.Link(_("the questions"), f"{reverse('questions')}?seat={number}")
    return act(
        visit, data.AskQuestion(seat=number, text=_text(visit)), back, _("Your question is asked.")
    )


@require_POST
@members_only
def answer(visit: Visit, number: int) -> HttpResponse:
    """Answer a question."""
    back = links.Link(_("the question"), reverse("question", args=[number]))
    command = data.AnswerQuestion(question=number, text=_text(visit))
    return act(visit, command, back, _("Your answer is published."))
