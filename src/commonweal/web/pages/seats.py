"""Seats and offices: who sits, by whose mandate, with whose confidence, and what falls with it.

Rules of this module: how many have withdrawn confidence in secret is never shown, only the mark at
which a recall vote opens and whether it was crossed; everybody is shown their own withdrawal.
Also the page of a person who holds seats. Not here: recall votes (``polls``).
"""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from commonweal.charter import RecallRule
from commonweal.office.reading import Reading, falls_with, people_behind, seat_state
from commonweal.polity import (
    NOBODY,
    Mandate,
    Motion,
    Poll,
    Seat,
    Vote,
    has_voted,
    instruction,
    may_vote,
    needed_withdrawals,
)
from commonweal.polity import commands as cmd
from commonweal.web import decided, links, words
from commonweal.web.frame import Context, act, live, members_only, show
from commonweal.web.middleware import Visit
from commonweal.web.telling import history

VOTES_SHOWN = 30


def seat(request: HttpRequest, number: int) -> HttpResponse:
    """Show a seat."""
    return show(request, "seat.html", lambda reading: _build(request, reading, number))


def _found(reading: Reading, number: int) -> Seat:
    found = reading.state.seats.get(number)
    if found is None:
        raise Http404(_("There is no seat with the number %(number)d.") % {"number": number})
    return found


def _build(request: HttpRequest, reading: Reading, number: int) -> Context:
    found = _found(reading, number)
    falls = falls_with(reading.state, found)
    votes = _votes(reading, found)
    _prepare(reading, found, falls, [motion for motion, _poll, _vote in votes])
    running = found.holder != NOBODY and not found.abolished
    rule = reading.case.recall(found)
    return {
        "path": [*links.body_path(reading, found.body), links.seat_link(reading, found)],
        "seat": _facts(reading, found, rule),
        "holder": _holder(reading, found),
        "chain": _chain(reading, found, falls),
        "falls": [_fall(reading, one, found) for one in falls],
        "alternates": _alternates(reading, found),
        "confidence": _confidence(reading, found, rule) if running else None,
        "stand": _stand(reading, found, rule) if running else None,
        "recall": _recall(reading, found) if found.recall else None,
        "why_not": _why_not(reading, found),
        "mandates": _mandates(reading, found),
        "fidelity": _fidelity(votes),
        "votes": [_vote_row(reading, found, *one) for one in votes],
        "contested": decided.grievances_told(reading, seat=found) if found.office else None,
        "questions_url": f"{reverse('questions')}?seat={number}",
        "history": history(reading, "seat", number),
        **live(request, running=running),
    }


def _prepare(reading: Reading, found: Seat, falls: list[Seat], voted: list[Motion]) -> None:
    state = reading.state
    below = state.seats.get(found.rests_on)
    people = [found.holder, found.appointed_by, *found.alternates, *(one.holder for one in falls)]
    people += [tenure.holder for tenure in found.history] + ([below.holder] if below else [])
    bound = [state.motions[state.mandates[one].motion] for one in found.mandates]
    reading.know(people, [motion.text for motion in (*voted, *bound)])


def _facts(reading: Reading, found: Seat, rule: RecallRule) -> Context:
    filling = reading.case.filling(found)
    held = found.holder != NOBODY
    poll = found.poll or found.running
    return {
        "name": links.seat_name(reading, found),
        "state": seat_state(found),
        "body": links.body_link(reading, found.body),
        "sender": links.body_link(reading, found.sender),
        "since": links.when_or_none(found.since) if held else None,
        "until": links.when_or_none(found.term_ends) if held and not found.acting else None,
        "terms": _terms(found, filling.terms_max),
        "filled_how": _filled_how(found),
        "filled_url": links.poll_url(poll) if poll else "",
        "rule": _rule_told(rule),
        "rule_cite": links.cite(reading, rule.article),
        "of_office": bool(found.office),
        "number": found.id,
        "appointed_by": links.who(reading, found.appointed_by)
        if held and filling.rule == "appointed"
        else "",
        "abolished": found.abolished,
        "vacant": not held,
        "resign_url": reverse("resign-seat", args=[found.id])
        if held and found.holder == reading.viewer
        else "",
    }


def _terms(found: Seat, most: int | None) -> str:
    if found.holder == NOBODY or found.acting or not found.term:
        return ""
    said = {"term": str(found.term), "most": str(most)}
    if most is None:
        return _("Term number %(term)s in a row.") % said
    return _("Term number %(term)s of at most %(most)s in a row.") % said


def _filled_how(found: Seat) -> str:
    if found.running:
        return _("An election of this seat is under way.")
    return _("See the election that filled it.") if found.poll else ""


def _rule_told(rule: RecallRule) -> str:
    who = _("Only this seat's electors withdraw confidence, and only they vote.")
    if not rule.cooling_off_days:
        return who
    wait = _("None is opened for %(days)s after the seat was filled or a recall failed.")
    return f"{who} {wait % {'days': words.days(rule.cooling_off_days)}}"


def _holder(reading: Reading, found: Seat) -> Context | None:
    if found.holder == NOBODY:
        return None
    note = _("sits until the seat is filled again") if found.acting else ""
    url = reverse("person", args=[found.holder]) if reading.is_named(found.holder) else ""
    return {"name": links.who(reading, found.holder), "note": note, "url": url}


def _chain(reading: Reading, found: Seat, falls: list[Seat]) -> list[Context]:
    """Return what rests on the seat, the seat, and what it rests on, down to the members."""
    state = reading.state
    chain = [_link(reading, one, "above") for one in reversed(falls[:6])]
    chain.append(_link(reading, found, "this"))
    below = state.seats.get(found.rests_on)
    while below is not None:
        chain.append(_link(reading, below, "seat"))
        found, below = below, state.seats.get(below.rests_on)
    people = people_behind(state).get(found.sender, 0)
    sender = links.body_link(reading, found.sender)
    chain.append(_step("body", sender.name, sender.url, people, _("elects, instructs, recalls")))
    chain.append(_step("ground", _("Its members"), "", people, ""))
    return chain


def _link(reading: Reading, one: Seat, kind: str) -> Context:
    name, url = links.seat_link(reading, one)
    return {**_step(kind, name, url, None, links.holder(reading, one)), "state": seat_state(one)}


def _step(kind: str, name: str, url: str, people: int | None, note: str) -> Context:
    return {"kind": kind, "state": "", "name": name, "url": url, "people": people, "note": note}


def _fall(reading: Reading, one: Seat, found: Seat) -> Context:
    name, url = links.seat_link(reading, one)
    same = one.holder == found.holder
    why = _("whoever sits there sits by this seat") if same else _("rests on this seat")
    return {"name": name, "url": url, "why": why}


def _alternates(reading: Reading, found: Seat) -> list[Context]:
    waiting = [one for one in found.alternates if one != found.holder]
    note = _("sits meanwhile if the seat empties")
    sits = reading.case.recall(found).alternate_sits
    return [
        {"name": links.who(reading, one), "note": note if place == 0 and sits else ""}
        for place, one in enumerate(waiting)
    ]


def _confidence(reading: Reading, found: Seat, rule: RecallRule) -> Context | None:
    if rule.start == "none" or found.acting:
        return None
    electors = reading.case.count_electors(found)
    threshold = needed_withdrawals(reading.case, found)
    withdrawn = reading.withdrawals_shown(found)
    return {
        "withdrawn": withdrawn,
        "withdrawn_k": min(1000, (withdrawn or 0) * 1000 // max(1, electors)),
        "electors": electors,
        "threshold": threshold,
        "threshold_k": min(1000, threshold * 1000 // max(1, electors)),
        "crossed": bool(found.recall) or found.crossed,
        "cite": links.cite(reading, rule.article),
        "start": rule.start,
        "secret": rule.kept == "secret",
    }


def _stand(reading: Reading, found: Seat, rule: RecallRule) -> Context | None:
    """Return what the viewer, as an elector, may do about the seat."""
    may = reading.viewer and rule.start != "none" and not found.acting
    if not may or not reading.case.is_elector(reading.viewer, found):
        return None
    withdrew = reading.withdrew(found)
    if found.recall and not withdrew:
        # The vote that a withdrawal could open is open: there is one button to press, not two.
        return None
    act_name = "restore" if withdrew else "withdraw"
    return {"withdrew": withdrew, "act_url": reverse(act_name, args=[found.id])}


def _why_not(reading: Reading, found: Seat) -> str:
    sender = reading.state.bodies[found.sender].name
    if found.acting:
        return _("An alternate is not recalled: the seat is being filled.")
    if not reading.viewer:
        text = _("If you are an elector of this seat, in %(sender)s, sign in to act.")
        return text % {"sender": sender}
    if reading.case.is_elector(reading.viewer, found):
        return ""
    text = _("You are not an elector of this seat: only those who vote in %(sender)s recall it.")
    return text % {"sender": sender}


def _recall(reading: Reading, found: Seat) -> Context:
    poll = reading.state.polls[found.recall]
    rule = reading.case.recall(found, poll.charter)
    case, viewer = reading.case, reading.viewer
    may = bool(viewer) and may_vote(case, poll, viewer) and not has_voted(case, poll, viewer)
    least = ""
    if rule.yes_share_min:
        least = " " + _("Yes must also be at least %(share)s of the electors.") % {
            "share": words.share(rule.yes_share_min)
        }
    return {
        "url": reverse("vote", args=[poll.id]) if may else links.poll_url(poll.id),
        "closes_at": links.when(poll.at),
        "roll": poll.electors,
        "voted": poll.cast,
        "majority": _("More Yes than No empties the seat.") + least,
        "cite": links.cite(reading, rule.article),
        "may_vote": may,
    }


def _mandates(reading: Reading, found: Seat) -> list[Context]:
    state = reading.state
    mandates = [state.mandates[one] for one in reversed(found.mandates)]
    return [_mandate(reading, one) for one in mandates if state.motions[one.motion].is_open]


def _mandate(reading: Reading, mandate: Mandate) -> Context:
    stage, tone = words.stage(words.MANDATE_STAGES, mandate.status)
    body = reading.state.bodies[reading.state.motions[mandate.motion].body]
    return {
        "motion": links.motion_link(reading, mandate.motion),
        "kind": words.word(words.MANDATE_KINDS, mandate.kind),
        "text": _mandate_text(reading, mandate),
        "given_by": links.body_link(reading, mandate.sender),
        "at": links.when(mandate.given_at),
        "stage": stage,
        "tone": tone,
        "cite": links.cite(reading, reading.case.level(body).mandates.article),
    }


def _mandate_text(reading: Reading, mandate: Mandate) -> str:
    if mandate.kind == "split":
        return _("Hand in the division of the sending body, exactly as it voted.")
    bidden = instruction(reading.case, mandate)
    if mandate.kind == "imperative":
        return _("Vote %(choice)s.") % {"choice": words.word(words.CHOICES, mandate.choice or "")}
    count = len(mandate.conditions)
    lines = ngettext("%(n)d condition", "%(n)d conditions", count) % {"n": count}
    now = words.word(words.CHOICES, bidden) if bidden else _("free")
    return _("%(conditions)s; as things stand: %(now)s.") % {"conditions": lines, "now": now}


def _votes(reading: Reading, found: Seat) -> list[tuple[Motion, Poll, Vote]]:
    """Return the newest votes by name cast from the seat."""
    state = reading.state
    votes = []
    for number in reversed(state.bodies[found.body].motions):
        motion = state.motions[number]
        poll = state.polls.get(motion.poll)
        vote = poll.votes.get(found.id) if poll and poll.electorate == "seats" else None
        if poll is not None and vote is not None:
            votes.append((motion, poll, vote))
            if len(votes) == VOTES_SHOWN:
                break
    return votes


def _verdict(vote: Vote) -> str:
    if not vote.mandate:
        return "free"
    return "breached" if vote.void else "kept"


def _fidelity(votes: list[tuple[Motion, Poll, Vote]]) -> Context:
    verdicts = [_verdict(vote) for _motion, _poll, vote in votes]
    return {name: verdicts.count(name) for name in ("kept", "breached", "free")}


def _vote_row(reading: Reading, found: Seat, motion: Motion, poll: Poll, vote: Vote) -> Context:
    mandate = reading.state.mandates.get(vote.mandate)
    bidden = instruction(reading.case, mandate) if mandate and mandate.kind != "split" else None
    verdict = _verdict(vote)
    body = reading.state.bodies[motion.body]
    note = _("Counted for presence, and not as a vote") if verdict == "breached" else ""
    return {
        "motion": links.Link(links.motion_title(reading, motion), links.motion_url(motion.id)),
        "at": links.when(poll.declared_at or poll.opened_at),
        "instruction": words.word(words.CHOICES, bidden) if bidden else "",
        "vote": words.word(words.CHOICES, vote.choice),
        "by": reading.name(vote.voter) if vote.voter != found.holder else "",
        "verdict": verdict,
        "note": note,
        "cite": links.cite(reading, reading.case.level(body).mandates.article)
        if verdict == "breached"
        else None,
    }


def _back(number: int) -> links.Link:
    return links.Link(_("the seat"), links.seat_url(number))


@require_POST
@members_only
def withdraw(visit: Visit, number: int) -> HttpResponse:
    """Withdraw confidence, or sign for a recall."""
    command = cmd.WithdrawConfidence(seat=number)
    return act(visit, command, _back(number), _("Your confidence is withdrawn."))


@require_POST
@members_only
def restore(visit: Visit, number: int) -> HttpResponse:
    """Give confidence back."""
    command = cmd.RestoreConfidence(seat=number)
    return act(visit, command, _back(number), _("Your confidence is given back."))


@require_POST
@members_only
def resign(visit: Visit, number: int) -> HttpResponse:
    """Give a seat up."""
    command = cmd.ResignSeat(seat=number)
    return act(visit, command, _back(number), _("You have given up this seat."))


def person(request: HttpRequest, number: int) -> HttpResponse:
    """Show what somebody holds and held, if they are to be named."""
    return show(request, "person.html", lambda reading: _build_person(reading, number))


def _build_person(reading: Reading, number: int) -> Context:
    state = reading.state
    if not 0 < number <= len(state.members) or not reading.is_named(number):
        raise Http404(_("Only those who hold or held a seat, or stand for one, have a page."))
    name = links.who(reading, number)
    held = [state.seats[one] for one in state.held.get(number, ())]
    past = [
        {
            "name": links.seat_name(reading, one),
            "url": links.seat_url(one.id),
            "since": links.when(tenure.since),
            "until": links.when(tenure.until),
            "why": words.word(words.CAUSES, tenure.cause),
        }
        for one in state.seats.values()
        for tenure in one.history
        if tenure.holder == number
    ]
    return {
        "path": [links.Link(name, "")],
        "name": name,
        "seats": [
            {
                "name": links.seat_name(reading, one),
                "url": links.seat_url(one.id),
                "state": seat_state(one),
                "since": links.when_or_none(one.since),
                "pay_url": reverse("seat-pay", args=[one.id]),
            }
            for one in held
        ],
        "past": sorted(past, key=lambda row: row["until"], reverse=True),
    }
