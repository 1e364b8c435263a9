"""Elections and recall votes: lists, pages, candidates, counts told round by round.

Rules of this module: a result is told from the account of the count that the vault keeps and the
record vouches for; nothing is counted here. Votes on motions are shown with their motions.
Not here: casting a vote, lots (``voting``).
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commonweal.charter import Filling
from commonweal.office.reading import Reading, falls_with, may_nominate, seat_state
from commonweal.office.results import Counted
from commonweal.polity import Poll, Seat, has_voted, may_vote
from commonweal.polity import events as ev
from commonweal.web import links, words
from commonweal.web.frame import Context, live, show, whole
from commonweal.web.middleware import Visit
from commonweal.web.sheets import round_name, sheet
from commonweal.web.telling import history

ON_A_PAGE = 25


def elections(request: HttpRequest) -> HttpResponse:
    """List elections and recall votes, of all bodies or one."""
    return show(
        request, "elections.html", lambda reading: _list(request, reading), page="elections"
    )


def _list(request: HttpRequest, reading: Reading) -> Context:
    state = reading.state
    chosen, page = whole(request.GET.get("body", "")), whole(request.GET.get("page", ""))
    polls = [one for one in state.polls.values() if one.kind != "motion"]
    if chosen:
        polls = [one for one in polls if one.body == chosen]
    running = [one for one in polls if one.stage in ("nominating", "voting", "papers", "lot")]
    over = [one for one in reversed(polls) if one.stage in ("declared", "void")]
    shown = over[page * ON_A_PAGE : (page + 1) * ON_A_PAGE]
    more = len(over) > (page + 1) * ON_A_PAGE
    bodies = {one.body for one in state.polls.values() if one.kind != "motion"} | {chosen}
    return {
        "open": [_row(reading, one) for one in running],
        "counted": [_row(reading, one) for one in shown],
        "bodies": [
            {"name": state.bodies[one].name, "id": one, "chosen": one == chosen}
            for one in sorted(bodies)
            if one in state.bodies
        ],
        "pages": {
            "newer": f"?body={chosen or ''}&page={page - 1}" if page else "",
            "older": f"?body={chosen or ''}&page={page + 1}" if more else "",
        },
    }


def _stage(poll: Poll) -> tuple[str, str]:
    if poll.stage == "declared":
        if poll.kind == "recall":
            recalled = poll.outcome == "carried"
            return (_("recalled"), "bad") if recalled else (_("confidence kept"), "good")
        count = len(poll.elected)
        return ngettext("%(n)d elected", "%(n)d elected", count) % {"n": count}, "good"
    if poll.outcome == "annulled":
        return _("annulled"), "bad"
    return words.stage(words.POLL_STAGES, poll.stage)


def _row(reading: Reading, poll: Poll) -> Context:
    stage, tone = _stage(poll)
    return {
        "url": links.poll_url(poll.id),
        "title": links.poll_title(reading, poll),
        "stage": stage,
        "tone": tone,
        "at": links.when(poll.declared_at or poll.at),
        "where": reading.state.bodies[poll.body].name,
    }


# One election or recall vote.


def poll(request: HttpRequest, number: int) -> HttpResponse:
    """Show an election or recall vote; a vote on a motion is shown with the motion."""
    visit = cast("Visit", request)
    motion = visit.federation.look(0, lambda reading: _found(reading, number).motion)
    if motion:
        return HttpResponseRedirect(links.motion_url(motion))
    return show(
        request, "election.html", lambda reading: _build(visit, reading, number), page="elections"
    )


def _found(reading: Reading, number: int) -> Poll:
    found = reading.state.polls.get(number)
    if found is None:
        text = _("There is no election or vote with the number %(number)d.")
        raise Http404(text % {"number": number})
    return found


def _build(visit: Visit, reading: Reading, number: int) -> Context:
    found = _found(reading, number)
    seat = links.contested_seat(reading, found)
    counted = reading.counted(found)
    falls = falls_with(reading.state, seat) if found.kind == "recall" else []
    _prepare(reading, found, counted, falls)
    title = links.poll_title(reading, found)
    recall = found.kind == "recall"
    filling = reading.case.filling(seat, found.charter)
    return {
        "path": [*links.body_path(reading, found.body), links.Link(title, "")],
        "election": _facts(visit, reading, found, seat, title),
        "stages": _stages(found),
        "candidates": [] if recall else [_candidate(reading, found, one) for one in _all(found)],
        "nominate": _nominate(reading, found, filling),
        "suggest_url": _suggest_url(reading, found),
        "leave_url": _leave_url(reading, found),
        "poll": _poll(reading, found),
        "papers": links.papers_link(reading, found),
        "result": _result(reading, found, counted) if counted else None,
        "challenge": links.challenge_link(reading, found),
        "yes_no": _yes_no(reading, found, seat) if recall and found.division else None,
        "lot": _lot(reading, found),
        "seats": [_seat(reading, reading.state.seats[one]) for one in found.contested],
        "falls": [_fall(reading, one) for one in falls] if found.stage == "voting" else [],
        "history": history(reading, "poll", number),
        **live(visit, running=found.stage == "voting"),
    }


def _all(found: Poll) -> list[int]:
    """Return all candidates: the elected first, then the next on the count, then the others."""
    order = [*found.elected, *found.next_in_line, *found.candidates]
    return [int(one) for one in dict.fromkeys(order)]


def _prepare(reading: Reading, found: Poll, counted: Counted | None, falls: list[Seat]) -> None:
    people = [*found.candidates, *found.lot_among, *found.elected]
    people += counted.members if counted else ()
    people += [reading.state.seats[one].holder for one in found.contested]
    reading.know([*people, *(one.holder for one in falls)])


def _facts(visit: Visit, reading: Reading, found: Poll, seat: Seat, title: str) -> Context:
    stage, tone = _stage(found)
    recall = found.kind == "recall"
    case = reading.case
    rule = case.recall(seat, found.charter) if recall else case.filling(seat, found.charter)
    contest = visit.federation.contests.get(found.id, "")
    origin = _("Demonstration: the ballots are real ones, of the contest %(name)s.")
    return {
        "title": title,
        "kind": _("Recall vote") if recall else _("Election"),
        "rule": _("Yes or No") if recall else words.word(words.RULES, found.rule),
        "rule_cite": links.cite(reading, rule.article),
        "seats": len(found.contested),
        "for_body": links.body_link(reading, seat.body),
        "electors": _electors(reading, found),
        "stage": stage,
        "tone": tone,
        "secret": found.secret,
        "recall": recall,
        "closes_at": links.when(found.at),
        "origin": origin % {"name": contest} if contest else "",
    }


def _electors(reading: Reading, found: Poll) -> links.Link:
    body = links.body_link(reading, found.body)
    if not found.electors:
        return body
    said = {"count": f"{found.electors:,}", "body": body.name}
    members = found.electorate == "members"
    text = _("the %(count)s members of %(body)s") if members else _("%(count)s seats of %(body)s")
    return links.Link(text % said, body.url)


def _stages(found: Poll) -> list[Context]:
    if found.kind == "recall":
        names = [_("Mark crossed"), _("Vote"), _("Result")]
        reached = {"voting": 1, "papers": 2, "lot": 2}.get(found.stage, 3)
        times = [found.opened_at, 0, found.declared_at]
        if reached == 1:
            times[1] = found.at
    else:
        names = [_("Nominations"), _("Vote"), _("Count")]
        reached = {"nominating": 0, "voting": 1, "papers": 2, "lot": 2}.get(found.stage, 3)
        times = [found.opened_at, 0, found.declared_at]
        if reached < 2:
            times[reached] = found.at
    until = _("until then")
    return [
        {
            "title": name,
            "at": links.when_or_none(times[place]),
            "note": until if place == reached and times[place] else "",
            "state": "done" if place < reached else "now" if place == reached else "next",
        }
        for place, name in enumerate(names)
    ]


def _candidate(reading: Reading, found: Poll, member: int) -> Context:
    outcome = ""
    if member in found.elected:
        outcome = "elected"
    elif member in found.next_in_line:
        outcome = "next"
    seats = (reading.state.seats[one] for one in found.contested)
    seat = next((one for one in seats if one.holder == member), None)
    return {
        "name": links.who(reading, member),
        "note": " · ".join(filter(None, (_lists(reading, found, member), _support(found, member)))),
        "outcome": outcome,
        "seat_url": links.seat_url(seat.id) if seat else "",
        "support_url": _support_url(reading, found, member),
        "number": member,
    }


def _lists(reading: Reading, found: Poll, member: int) -> str:
    """Return the caucus on whose list a candidate stands."""
    for caucus in reading.state.caucuses.values():
        if member in caucus.listed.get(found.id, ()):
            return _("list of %(caucus)s") % {"caucus": caucus.name}
    return ""


def _support(found: Poll, member: int) -> str:
    if found.stage != "nominating":
        return ""
    supporters = found.nominators.get(member, [])
    others = len([one for one in supporters if one != member])
    told = ngettext("%(n)d supporter", "%(n)d supporters", others) % {"n": others}
    if member not in supporters:
        return f"{told} · " + _("has not accepted yet")
    return f"{told} · " + (_("stands") if member in found.qualified else _("needs more support"))


def _support_url(reading: Reading, found: Poll, member: int) -> str:
    may = may_nominate(reading, found) and member != reading.viewer
    may = may and reading.viewer not in found.nominators.get(member, [])
    return reverse("nominate", args=[found.id]) if may else ""


def _nominate(reading: Reading, found: Poll, filling: Filling) -> Context | None:
    """Offer the viewer to stand."""
    stands = reading.viewer in found.nominators.get(reading.viewer, [])
    if not may_nominate(reading, found) or stands:
        return None
    text = ngettext(
        "Whoever stands needs %(n)d supporter.",
        "Whoever stands needs %(n)d supporters.",
        filling.nominators,
    )
    return {
        "url": reverse("nominate", args=[found.id]),
        "self_label": _("I stand for election"),
        "needs": text % {"n": filling.nominators},
        "cite": links.cite(reading, filling.article),
        "number": reading.viewer,
    }


def _suggest_url(reading: Reading, found: Poll) -> str:
    return reverse("suggest", args=[found.id]) if may_nominate(reading, found) else ""


def _leave_url(reading: Reading, found: Poll) -> str:
    nominating = found.kind == "election" and found.stage == "nominating"
    stands = reading.viewer in found.candidates and reading.viewer != 0
    return reverse("leave", args=[found.id]) if nominating and stands else ""


def _poll(reading: Reading, found: Poll) -> Context:
    case, viewer = reading.case, reading.viewer
    entitled = bool(viewer) and found.stage == "voting" and may_vote(case, found, viewer)
    voted = entitled and has_voted(case, found, viewer)
    return {
        "open": found.stage == "voting",
        "voted": found.cast,
        "roll": found.electors,
        "closes_at": links.when(found.at),
        "may_vote_url": reverse("vote", args=[found.id]) if entitled and not voted else "",
        "my_vote": _("You have voted.") if voted else "",
    }


def _seat(reading: Reading, seat: Seat) -> Context:
    name = links.seat_name(reading, seat)
    label = f"{links.holder(reading, seat)} · {name}"
    return {"url": links.seat_url(seat.id), "state": seat_state(seat), "label": label}


def _fall(reading: Reading, seat: Seat) -> Context:
    name, url = links.seat_link(reading, seat)
    return {"name": name, "url": url, "why": _("rests on this seat")}


# Results.


def _result(reading: Reading, found: Poll, counted: Counted) -> Context:
    names = [links.who(reading, member) for member in counted.members]
    rule = words.word(words.RULES, counted.outcome.rule)
    said = {"seats": str(counted.outcome.seats), "rule": rule}
    return {
        "summary": [_("%(cast)s ballots were cast.") % {"cast": f"{found.cast:,}"}],
        "quota": _("%(rule)s, seats: %(seats)s") % said,
        "digest": found.box,
        "url": reverse("count", args=[found.id]),
        "rounds": [
            {
                "number": one.number,
                "title": round_name(one.number),
                "text": one.told(names),
                "source": one.source,
                "url": reverse("count-round", args=[found.id, one.number]),
            }
            for one in counted.outcome.rounds
        ],
        "table": sheet(counted, names),
        "downloads": [links.Link(_("Account (JSON)"), reverse("account", args=[found.id]))],
    }


def _yes_no(reading: Reading, found: Poll, seat: Seat) -> Context:
    division = found.division
    assert division is not None
    rule = reading.case.recall(seat, found.charter)
    yes, no, abstain = (Fraction(one) for one in (division.yes, division.no, division.abstain))
    total = yes + no + abstain or Fraction(1)
    stage, tone = _stage(found)
    said = {"cast": str(division.cast), "electorate": str(division.electorate)}
    told = [_("%(cast)s of %(electorate)s electors voted.") % said]
    share = {"share": words.share(rule.majority)}
    told.append(_("Needed: Yes from more than %(share)s of Yes and No.") % share)
    if rule.yes_share_min:
        least = words.mixed(str(rule.yes_share_min * division.electorate))
        share = {"share": words.share(rule.yes_share_min), "least": least}
        told.append(_("Yes had also to reach %(least)s, %(share)s of the electors.") % share)
    return {
        "yes": words.mixed(division.yes),
        "no": words.mixed(division.no),
        "abstain": words.mixed(division.abstain),
        "void": "",
        "yes_k": int(yes * 1000 / total),
        "no_k": int(no * 1000 / total),
        "void_k": 0,
        "explanation": told,
        "outcome": stage.capitalize(),
        "tone": tone,
        "cite": links.cite(reading, rule.article),
    }


def _lot(reading: Reading, found: Poll) -> Context | None:
    """Tell a tie and the draw that broke it, or offer to enter one."""
    if found.stage != "lot" and not found.lots:
        return None
    drawn, entry = _last_draw(reading, found)
    waiting = found.stage == "lot"
    entered = found.draw is not None
    needed = _("Two electors watch the draw, and both enter what was drawn.")
    if entered:
        needed = _("One witness has entered the draw; a second has to enter the same.")
    order = drawn.order if drawn and not waiting else ()
    by = drawn.by if drawn and not waiting else ()
    return {
        "reason": found.lot_why[:1].upper() + found.lot_why[1:],
        "tied": [lot_name(reading, found, one) for one in (order or found.lot_among)],
        "drawn": ", ".join(lot_name(reading, found, one) for one in order),
        "drawn_by": [links.who(reading, one) for one in by],
        "at": links.when(reading.entry(entry).at) if drawn else links.when(found.at),
        "cite": None,
        "url": links.entry_url(entry),
        "may_record_url": reverse("draw", args=[found.id]) if waiting and reading.viewer else "",
        "needed": needed,
    }


def _last_draw(reading: Reading, found: Poll) -> tuple[ev.LotDrawn | None, int]:
    for index, entry in reading.entries_about("poll", found.id, 30):
        for event in entry.events:
            if isinstance(event, ev.LotDrawn):
                return event, index
    return None, 0


def lot_name(reading: Reading, found: Poll, one: int) -> str:
    """Return what is drawn among: candidates, or Yes (1) and No (0)."""
    if found.kind == "motion":
        return _("Yes") if one else _("No")
    return links.who(reading, one)


def account(request: HttpRequest, number: int) -> HttpResponse:
    """Hand out the account of a count as data; candidates by their numbers as members."""
    visit = cast("Visit", request)

    def sought(reading: Reading) -> dict[str, Any]:
        told = reading.account(_found(reading, number))
        if told is None:
            raise Http404(_("Nothing has been counted here."))
        return told

    return JsonResponse(visit.federation.look(0, sought), json_dumps_params={"indent": 1})
