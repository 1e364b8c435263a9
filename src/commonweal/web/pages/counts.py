"""Counts: the whole of one, round by round, and as files; the ballots, as far as they may leave.

Rules of this module:

* everything told stands in the account of the count; nothing is counted here;
* a file says no more than the page: the same names, to the same viewer;
* data answers with data, also when something is wrong; pages answer with pages;
* no page counts by another rule than that of the election.

Not here: the election (``polls``), how much of the ballots may leave (``office.exports``).
"""

from __future__ import annotations

from functools import partial
from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext
from django.views.decorators.http import conditional_page

from commonweal.office import exports
from commonweal.office.reading import Reading
from commonweal.office.results import Chart, Counted, Standing, Step
from commonweal.polity import Poll
from commonweal.terms import iso
from commonweal.web import links, words
from commonweal.web.faults import fault
from commonweal.web.frame import Context, show, whole
from commonweal.web.middleware import Visit
from commonweal.web.sheets import round_name, sheet

NARROW, BROAD = 340, 880
"""Pixels for which charts are drawn: one stands on phones, the other on wide screens."""

WIDTH_MAX = 2000
PAPER = "#ffffff"
SVG = "image/svg+xml"

_STATUS = {
    "undeclared": 404,
    "uncounted": 404,
    "not_ranked": 404,
    "few": 403,
    "destroyed": 410,
    "foreign": 409,
}

_WITHHELD = {
    "undeclared": gettext_noop("There is no election with a result that has this number."),
    "uncounted": gettext_noop("Nothing has been counted here."),
    "not_ranked": gettext_noop(
        "The ballots of this election are no rankings: the figures of the count are all they say."
    ),
    "few": gettext_noop(
        "Fewer than %(least)d papers were cast in secret. Among so few, a ranking can tell who "
        "voted so."
    ),
    "destroyed": gettext_noop("The ballots were destroyed when nobody could need them any more."),
    "foreign": gettext_noop("The box that is kept is not the one that the record vouches for."),
}

_CHARTS: dict[str, Chart] = {"bump": "bump", "sankey": "sankey"}


def _found(reading: Reading, number: int) -> tuple[Poll, Counted]:
    poll = reading.state.polls.get(number)
    counted = reading.counted(poll) if poll is not None else None
    if poll is None or counted is None:
        raise Http404(_("Nothing has been counted here."))
    return poll, counted


def _names(reading: Reading, counted: Counted) -> list[str]:
    reading.know(counted.members)
    return [links.who(reading, member) for member in counted.members]


# Pages.


def count(request: HttpRequest, number: int) -> HttpResponse:
    """Show a whole count: its rounds, charts and figures."""
    return show(request, "count.html", lambda reading: _build(reading, number), page="elections")


def _build(reading: Reading, number: int) -> Context:
    poll, counted = _found(reading, number)
    names = _names(reading, counted)
    seats = counted.outcome.seats
    return {
        **_head(reading, poll, _("The count")),
        "facts": {
            "rule": words.word(words.RULES, poll.rule),
            "cite": _cite(reading, poll),
            "seats": seats,
            "papers": poll.cast,
            "quota": counted.quota,
            "rounds": counted.rounds,
        },
        "elected": [names[one] for one in counted.elected],
        "rounds": [_line(number, counted, at, names) for at in range(1, counted.rounds + 1)],
        "charts": [_figure(counted, kind, names) for kind in counted.charts],
        "table": sheet(counted, names),
        "digest": poll.box,
        "account": poll.rounds,
        "files": _files(number, counted),
        "ballots": _ballots(reading, poll, counted),
        "verify": f"commonweal verify-count {number}",
        "challenge": links.challenge_link(reading, poll),
    }


def _head(reading: Reading, poll: Poll, here: str, *more: links.Link) -> Context:
    title = links.poll_title(reading, poll)
    way = [*links.body_path(reading, poll.body), links.Link(title, links.poll_url(poll.id))]
    return {"path": [*way, *more, links.Link(here, "")], "title": title}


def _cite(reading: Reading, poll: Poll) -> links.Cite | None:
    filling = reading.case.filling(links.contested_seat(reading, poll), poll.charter)
    return links.cite(reading, filling.article)


def _line(number: int, counted: Counted, at: int, names: list[str]) -> Context:
    step = counted.outcome.rounds[at - 1]
    return {
        "title": round_name(at),
        "url": reverse("count-round", args=[number, at]),
        "text": step.told(names),
        "source": step.source,
        "elected": [names[one] for one in step.elected],
        "excluded": [names[one] for one in step.excluded],
    }


def _figure(counted: Counted, kind: Chart, names: list[str]) -> Context:
    # The template draws them, when the office's lock is free again.
    titles = {
        "bump": _("Who was ahead, round by round") if counted.rounds > 1 else _("Who got how many"),
        "sankey": _("Where the votes passed"),
    }
    return {
        "title": titles[kind],
        "narrow": partial(counted.chart, kind, names, width=NARROW),
        "broad": partial(counted.chart, kind, names, width=BROAD),
    }


def _files(number: int, counted: Counted) -> list[links.Link]:
    files = [
        links.Link(_("Data (JSON)"), reverse("count-json", args=[number])),
        links.Link(_("Table (CSV)"), reverse("count-csv", args=[number])),
    ]
    called = {"bump": _("Places (SVG)"), "sankey": _("Votes that passed (SVG)")}
    picture = reverse("count-svg", args=[number])
    return files + [links.Link(called[one], f"{picture}?chart={one}") for one in counted.charts]


def _ballots(reading: Reading, poll: Poll, counted: Counted) -> Context:
    why = exports.withheld(poll, counted, kept=reading.box_is_kept(poll))
    if why is not None:
        return {"url": "", "told": _why(why.why)}
    told = _("Every ranking as it was cast, by name in the record too.")
    if poll.secret:
        told = _("Each ranking only as far as %(alike)d papers begin alike; the rest is cut.")
    url = reverse("ballots", args=[poll.id])
    return {"url": url, "told": told % {"alike": exports.ALIKE_MIN}}


def _why(why: exports.Why) -> str:
    return _(_WITHHELD[why]) % {"least": exports.PAPERS_MIN}


# One round.


def count_round(request: HttpRequest, number: int, at: int) -> HttpResponse:
    """Show one round of a count, with what was before and after."""
    return show(
        request, "round.html", lambda reading: _build_round(reading, number, at), page="elections"
    )


def _build_round(reading: Reading, number: int, at: int) -> Context:
    poll, counted = _found(reading, number)
    if not 1 <= at <= counted.rounds:
        text = ngettext(
            "This count has %(n)d round.", "This count has %(n)d rounds.", counted.rounds
        )
        raise Http404(text % {"n": counted.rounds})
    names = _names(reading, counted)
    step = counted.step(at)
    whole_count = links.Link(_("The count"), reverse("count", args=[number]))
    return {
        **_head(reading, poll, round_name(at), whole_count),
        "round": {
            "title": round_name(at),
            "of": counted.rounds,
            "text": step.told(names),
            "source": step.source,
            "quota": step.quota,
            "quota_at": step.quota_at,
            "elected": [names[one] for one in step.elected],
            "excluded": [names[one] for one in step.excluded],
            "out": [names[one] for one in step.out],
            "votes": counted.in_votes,
            "measure": counted.measure,
            "changed": any(one.change for one in step.standing),
        },
        "standing": [_standing(one, names) for one in step.standing],
        "left": _left(step),
        "passings": _passings(step, names),
        "previous": _turn(number, at - 1) if at > 1 else None,
        "next": _turn(number, at + 1) if at < counted.rounds else None,
        "whole_url": whole_count.url,
    }


def _standing(one: Standing, names: list[str]) -> Context:
    return {
        "name": names[one.place],
        "state": one.state,
        "figure": one.figure,
        "change": one.change,
        "kept": one.kept,
        "gained": one.gained,
        "given": one.given,
    }


def _left(step: Step) -> list[Context]:
    called = [(_("Not transferable"), step.exhausted), (_("Lost in rounding down"), step.lost)]
    return [
        {"name": name, "figure": one.figure, "change": one.change}
        for name, one in called
        if one is not None
    ]


def _passings(step: Step, names: list[str]) -> list[Context]:
    """Group what passed by its giver."""
    givers = dict.fromkeys(one.origin for one in step.passings if one.origin is not None)
    nobody = _("nobody: not transferable")
    return [
        {
            "origin": names[giver],
            "rows": [
                {
                    "to": nobody if one.to is None else names[one.to],
                    "papers": f"{one.papers:,}",
                    "value": one.value,
                    "votes": one.votes,
                }
                for one in step.passings
                if one.origin == giver
            ],
        }
        for giver in givers
    ]


def _turn(number: int, at: int) -> links.Link:
    return links.Link(round_name(at), reverse("count-round", args=[number, at]))


# As data.


def _told(visit: Visit, number: int) -> tuple[Poll, Counted, list[str], Context]:
    """Take a count, its names and what is around it, in one look."""

    def look(reading: Reading) -> tuple[Poll, Counted, list[str], Context]:
        poll, counted = _found(reading, number)
        return poll, counted, _names(reading, counted), _around(reading, poll, counted)

    return visit.federation.look(visit.viewer, look)


def _around(reading: Reading, poll: Poll, counted: Counted) -> Context:
    return {
        "number": int(poll.id),
        "title": links.poll_title(reading, poll),
        "body": {"number": int(poll.body), "name": reading.state.bodies[poll.body].name},
        "rule": poll.rule,
        "seats": counted.outcome.seats,
        "secret": poll.secret,
        "electors": poll.electors,
        "cast": poll.cast,
        "declared_at": iso(poll.declared_at),
        "members": list(counted.members),
        "digests": {"box": poll.box, "account": poll.rounds},
    }


@conditional_page
def count_json(request: HttpRequest, number: int) -> HttpResponse:
    """Hand out a count as data, as ``docs/tally/json.md`` describes it."""
    try:
        _poll, counted, names, around = _told(cast("Visit", request), number)
    except Http404 as missing:
        return _wrong(404, str(missing), _("Look for its number on the page of elections."))
    data: dict[str, Any] = {"election": around, **counted.document(names)}
    return JsonResponse(data, json_dumps_params={"indent": 1, "ensure_ascii": False})


def _wrong(status: int, got: str, remedy: str) -> JsonResponse:
    return JsonResponse({"fault": {"got": got, "remedy": remedy}}, status=status)


@conditional_page
def count_csv(request: HttpRequest, number: int) -> HttpResponse:
    """Hand out a count as CSV, a row for each round and candidate."""
    _poll, counted, names, _around = _told(cast("Visit", request), number)
    return _file(counted.csv(names), f"count-{number}.csv", "text/csv; charset=utf-8")


@conditional_page
def count_svg(request: HttpRequest, number: int) -> HttpResponse:
    """Hand out a chart of a count; ``chart`` is ``bump`` or ``sankey``, ``width`` in pixels."""
    _poll, counted, names, _around = _told(cast("Visit", request), number)
    wanted = request.GET.get("chart", "bump")
    width = whole(request.GET.get("width", str(BROAD)))
    if wanted not in _CHARTS or not NARROW <= width <= WIDTH_MAX:
        said = {"least": NARROW, "most": WIDTH_MAX}
        return fault(
            request,
            400,
            _("There is no such chart"),
            expected=_("chart=bump or chart=sankey, and a width from %(least)d to %(most)d") % said,
            got=f"chart={wanted[:20]}, width={request.GET.get('width', '')[:20]}",
            remedy=_("Follow the links of the count's page."),
        )
    if _CHARTS[wanted] not in counted.charts:
        raise Http404(_("No votes passed in this count, so that there is nothing to draw."))
    chart = counted.chart(_CHARTS[wanted], names, width=width, paper=PAPER)
    return HttpResponse(chart, content_type=SVG)


def _file(text: str, name: str, kind: str) -> HttpResponse:
    response = HttpResponse(text, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


# Ballots.


@conditional_page
def ballots(request: HttpRequest, number: int) -> HttpResponse:
    """Hand out the rankings of an election as BLT, as far as they may leave, or say why not."""
    visit = cast("Visit", request)

    def look(reading: Reading) -> tuple[exports.Box | exports.Withheld, list[str]]:
        poll = reading.state.polls.get(number)
        if poll is None:
            return exports.Withheld("undeclared"), []
        box = exports.box_of(poll, reading.counted(poll), _title(reading, poll))
        if isinstance(box, exports.Withheld):
            return box, []
        reading.know(box.members)
        return box, [links.who(reading, member) for member in box.members]

    box, names = visit.federation.look(visit.viewer, look)
    if isinstance(box, exports.Withheld):
        return _refused(request, number, box)
    # Read with the office's lock free again: a box may hold very many papers.
    file = exports.published(box, visit.federation.office.vault, names)
    if isinstance(file, exports.Withheld):
        return _refused(request, number, file)
    return _file(file, f"election-{number}.blt", "text/plain; charset=utf-8")


def _title(reading: Reading, poll: Poll) -> str:
    return links.poll_title(reading, poll) if poll.kind == "election" else ""


def _refused(request: HttpRequest, number: int, why: exports.Withheld) -> HttpResponse:
    instead = [links.Link(_("Elections"), reverse("elections"))]
    remedy = _("Look for the election in the list.")
    if why.why not in ("undeclared", "uncounted"):
        instead = [links.Link(_("The count, round by round"), reverse("count", args=[number]))]
        remedy = _("What is published is the count: every figure of every round, and why.")
    return fault(
        request,
        _STATUS[why.why],
        _("These ballots are not published"),
        got=_why(why.why),
        remedy=remedy,
        links=instead,
    )
