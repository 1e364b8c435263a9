"""Casting a vote, the slip handed out for it, and entering a lot that was drawn.

Rules of this module: a ballot that cannot be read is shown again as it was filled in, with what is
wrong; a slip shows that a vote was cast and never which; a vote that somebody else cast in one's
name can be noticed by it. Not here: results (``polls``), who may vote (the law).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from commonweal.office.office import Answer
from commonweal.office.reading import Reading, proof
from commonweal.polity import Choice, Poll, has_voted, instruction, may_vote, standing
from commonweal.polity import commands as cmd
from commonweal.polity.ballots import CHOICES
from commonweal.terms import Refusal
from commonweal.web import links, words
from commonweal.web.charged import charge_told
from commonweal.web.federation import Slip
from commonweal.web.frame import Context, carry_out, members_only, refused, show, whole
from commonweal.web.middleware import Visit


def _found(reading: Reading, number: int) -> Poll:
    found = reading.state.polls.get(number)
    if found is None:
        text = _("There is no election or vote with the number %(number)d.")
        raise Http404(text % {"number": number})
    return found


@dataclass(frozen=True, slots=True)
class Paper:
    """The ballot paper of a poll, as far as reading one that is handed in needs it.

    Attributes:
        kind: ``ranked``, ``approval`` (tick some) or ``choice`` (one of several).
        candidates: members; empty for a question.
        most: how many may be ticked.
        choices: values that may be chosen.
    """

    kind: str
    candidates: tuple[int, ...]
    most: int
    choices: tuple[str, ...]

    @classmethod
    def of(cls, reading: Reading, poll: Poll) -> Paper:
        """Return the paper of a poll, as the viewer gets it."""
        if poll.kind != "election":
            return cls("choice", (), 1, _choices(reading, poll))
        candidates = tuple(int(one) for one in poll.candidates)
        seats = len(poll.contested)
        if poll.rule == "approval":
            return cls("approval", candidates, len(candidates), ())
        if poll.rule in ("plurality", "majority"):
            kind = "choice" if seats == 1 else "approval"
            return cls(kind, candidates, seats, tuple(str(one) for one in candidates))
        return cls("ranked", candidates, len(candidates), ())


def _choices(reading: Reading, poll: Poll) -> tuple[str, ...]:
    seat = reading.state.seat_of(reading.viewer, poll.body) if poll.motion else None
    mandate = standing(reading.case, seat, poll.motion) if seat and not poll.secret else None
    if mandate and mandate.kind == "split" and mandate.status == "standing":
        return ("hand_in",)
    return CHOICES


@dataclass(frozen=True, slots=True)
class Filled:
    """A ballot paper as it was handed in.

    Attributes:
        typed: what stands in each field; ``wrong``: fields that cannot be read.
        error: what is wrong, empty when nothing is.
        choice, ranking: the vote, when nothing is wrong.
    """

    typed: dict[str, str]
    error: str = ""
    wrong: frozenset[str] = frozenset()
    choice: str = ""
    ranking: tuple[int, ...] = ()


def field_of(member: int) -> str:
    """Return the name of a candidate's field."""
    return f"c{member}"


def read_paper(paper: Paper, sent: dict[str, str]) -> Filled:
    """Read a ballot paper that was handed in."""
    if paper.kind == "choice":
        return _read_choice(paper, sent)
    if paper.kind == "approval":
        return _read_ticks(paper, sent)
    return _read_ranks(paper, sent)


def _read_choice(paper: Paper, sent: dict[str, str]) -> Filled:
    choice = sent.get("choice", "")
    typed = {"choice": choice}
    if choice not in paper.choices:
        return Filled(typed, _("Choose one."))
    if paper.candidates:
        return Filled(typed, ranking=(int(choice),))
    return Filled(typed, choice=choice)


def _read_ticks(paper: Paper, sent: dict[str, str]) -> Filled:
    ticked = tuple(one for one in paper.candidates if sent.get(field_of(one)))
    typed = {field_of(one): "on" for one in ticked}
    if not ticked:
        return Filled(typed, _("Tick at least one."))
    if len(ticked) > paper.most:
        said = {"most": paper.most, "got": len(ticked)}
        return Filled(typed, _("Tick at most %(most)d; you ticked %(got)d.") % said)
    return Filled(typed, ranking=ticked)


def _read_ranks(paper: Paper, sent: dict[str, str]) -> Filled:
    typed = {field_of(one): sent.get(field_of(one), "").strip()[:6] for one in paper.candidates}
    marked = {name: value for name, value in typed.items() if value}
    if not marked:
        return Filled(typed, _("Write 1 beside your first choice; nobody is ranked yet."))
    unread = frozenset(name for name, value in marked.items() if not whole(value))
    if unread:
        return Filled(typed, _("Ranks are whole numbers: 1, 2, 3 and so on."), unread)
    by_rank: dict[int, list[int]] = {}
    for member in paper.candidates:
        if typed[field_of(member)]:
            by_rank.setdefault(whole(typed[field_of(member)]), []).append(member)
    doubled = [rank for rank, members in by_rank.items() if len(members) > 1]
    if doubled:
        wrong = frozenset(field_of(one) for rank in doubled for one in by_rank[rank])
        text = _("You wrote %(rank)d more than once. Each number may be used once.")
        return Filled(typed, text % {"rank": min(doubled)}, wrong)
    return Filled(typed, ranking=tuple(by_rank[rank][0] for rank in sorted(by_rank)))


@members_only
def vote(visit: Visit, number: int) -> HttpResponse:
    """Show the ballot paper, or take the one that is handed in."""
    if visit.method == "POST":
        return _cast(visit, number)
    entitled = visit.federation.look(visit.viewer, lambda reading: _entitled(reading, number))
    if not entitled:
        return HttpResponseRedirect(links.poll_url(number))
    return _paper_page(visit, number, Filled({}))


def _entitled(reading: Reading, number: int) -> bool:
    poll, viewer = _found(reading, number), reading.viewer
    open_to = poll.stage == "voting" and may_vote(reading.case, poll, viewer)
    return open_to and not has_voted(reading.case, poll, viewer)


def _cast(visit: Visit, number: int) -> HttpResponse:
    sent = {name: str(value) for name, value in visit.POST.items()}
    filled = visit.federation.look(
        visit.viewer,
        lambda reading: read_paper(Paper.of(reading, _found(reading, number)), sent),
    )
    if filled.error:
        return _paper_page(visit, number, filled, status=422)
    command = cmd.CastVote(
        poll=number,
        choice=cast("Choice", filled.choice),
        ranking=filled.ranking,
    )
    try:
        answer = carry_out(visit, command)
    except Refusal as refusal:
        return refused(visit, refusal, links.Link(_("the vote"), links.poll_url(number)))
    visit.federation.hand_out(number, visit.viewer, _slip(visit, answer))
    return HttpResponseRedirect(reverse("receipt", args=[number]))


def _slip(visit: Visit, answer: Answer) -> Slip:
    now = int(visit.federation.office.now())
    return Slip(answer.index, answer.receipt, answer.voucher, now)


def _paper_page(visit: Visit, number: int, filled: Filled, *, status: int = 200) -> HttpResponse:
    return show(visit, "vote.html", lambda reading: _paper(reading, number, filled), status=status)


def _paper(reading: Reading, number: int, filled: Filled) -> Context:
    poll = _found(reading, number)
    paper = Paper.of(reading, poll)
    texts = [reading.state.motions[poll.motion].text] if poll.motion else []
    reading.know(poll.candidates, texts)
    title = links.poll_title(reading, poll)
    here = links.Link(_("Vote"), "")
    return {
        "path": [
            *links.body_path(reading, poll.body),
            links.Link(title, links.poll_url(number)),
            here,
        ],
        "vote": _told(reading, poll, title),
        "charge": charge_told(reading, reading.state.motions.get(poll.motion)),
        "kind": paper.kind,
        "error": filled.error,
        "candidates": _candidates(reading, paper, filled) if paper.kind != "choice" else [],
        "ranks_max": len(paper.candidates),
        "seats": len(poll.contested),
        "ticks_max": paper.most if poll.rule != "approval" else 0,
        "choices": _choice_rows(reading, poll, paper, filled) if paper.kind == "choice" else [],
    }


def _told(reading: Reading, poll: Poll, title: str) -> Context:
    bound, cited = _bound(reading, poll)
    promise = _("Your vote is shown with your name, and to those who sent you at once.")
    if poll.secret:
        promise = _(
            "Your name is marked as having voted; your ballot goes into the box under a random"
            " number, without time or order. Whoever administers the machine could still watch it"
            " while you vote."
        )
    return {
        "title": title,
        "question": _question(reading, poll),
        "secret": poll.secret,
        "promise": promise,
        "promise_url": reverse("promise") if poll.secret else "",
        "closes_at": links.when(poll.at),
        "url": reverse("vote", args=[poll.id]),
        "instruction": bound,
        "instruction_cite": cited,
        "recall": poll.kind == "recall",
    }


def _question(reading: Reading, poll: Poll) -> str:
    if poll.kind == "recall":
        seat = links.contested_seat(reading, poll)
        said = {"name": links.holder(reading, seat)}
        return _("Shall %(name)s be recalled?") % said
    if poll.kind == "motion":
        return _("Shall the motion be carried?")
    return _("Whom do you choose?")


def _bound(reading: Reading, poll: Poll) -> tuple[str, links.Cite | None]:
    """Say what the viewer is instructed to vote, if anything."""
    seat = reading.state.seat_of(reading.viewer, poll.body) if poll.motion else None
    mandate = standing(reading.case, seat, poll.motion) if seat else None
    if seat is None or mandate is None:
        return "", None
    body = reading.state.bodies[poll.body]
    cited = links.cite(reading, reading.case.level(body, poll.charter).mandates.article)
    sender = reading.state.bodies[seat.sender].name
    if mandate.status == "referred":
        text = _("The motion was amended: %(sender)s has to instruct you anew before you vote.")
        return text % {"sender": sender}, cited
    if mandate.kind == "split":
        text = _("You hand in the division of %(sender)s, exactly as it voted.")
        return text % {"sender": sender}, cited
    bidden = instruction(reading.case, mandate)
    if bidden is None:
        return "", None
    said = {"sender": sender, "choice": words.word(words.CHOICES, bidden)}
    return _("%(sender)s told you to vote %(choice)s.") % said, cited


def _candidates(reading: Reading, paper: Paper, filled: Filled) -> list[Context]:
    return [
        {
            "field": field_of(one),
            "name": links.who(reading, one),
            "note": "",
            "value": filled.typed.get(field_of(one), ""),
            "wrong": field_of(one) in filled.wrong,
        }
        for one in paper.candidates
    ]


def _choice_rows(reading: Reading, poll: Poll, paper: Paper, filled: Filled) -> list[Context]:
    chosen = filled.typed.get("choice", "")
    if paper.candidates:
        return [_choice_row(str(one), links.who(reading, one), chosen) for one in paper.candidates]
    seat = reading.state.seat_of(reading.viewer, poll.body) if poll.motion else None
    mandate = standing(reading.case, seat, poll.motion) if seat else None
    bidden = instruction(reading.case, mandate) if mandate and mandate.kind != "split" else None
    rows = []
    for value in paper.choices:
        label = (
            _("Hand in the division") if value == "hand_in" else words.word(words.CHOICES, value)
        )
        row = _choice_row(value, label, chosen)
        if bidden and value != bidden:
            row["breach"] = True
            row["hint"] = _("against your mandate: void, and your body is told at once")
        elif bidden:
            row["hint"] = _("as you were told")
        elif poll.kind == "recall":
            row["hint"] = _RECALL_HINTS[value] and _(_RECALL_HINTS[value])
        rows.append(row)
    return rows


_RECALL_HINTS = {
    "yes": gettext_noop("empty the seat"),
    "no": gettext_noop("keep whoever sits there"),
    "abstain": "",
}


def _choice_row(value: str, label: str, chosen: str) -> Context:
    return {
        "value": value,
        "label": label,
        "hint": "",
        "chosen": value == chosen,
        "breach": False,
    }


# The slip.


@members_only
def receipt(visit: Visit, number: int) -> HttpResponse:
    """Show the slip of the visitor's own vote."""
    return show(visit, "receipt.html", lambda reading: _receipt(visit, reading, number))


def _receipt(visit: Visit, reading: Reading, number: int) -> Context:
    poll = _found(reading, number)
    index = reading.chronicle.vote(number, visit.viewer)
    if index is None:
        raise Http404(_("No vote has been cast in your name here."))
    reading.know(poll.candidates, [reading.state.motions[poll.motion].text] if poll.motion else [])
    slip = visit.federation.slip(number, visit.viewer)
    after = [links.Link(_("See how the vote stands"), links.poll_url(number))]
    if poll.kind == "recall":
        seat = links.contested_seat(reading, poll)
        after.append(links.Link(_("See the seat"), links.seat_url(seat.id)))
    after.append(links.Link(_("All votes cast in my name"), reverse("me")))
    title = _("Your ballot is in the box") if poll.secret else _("Your vote is recorded")
    return {
        "receipt": {
            "title": title,
            "text": links.poll_title(reading, poll),
            "code": slip.voucher if slip else "",
            "entry_url": links.entry_url(index),
            "entry": index,
            "secret": poll.secret,
            "file_url": reverse("receipt-file", args=[number]),
            "at": links.when(reading.entry(index).at),
        },
        "next": after,
    }


@members_only
def receipt_file(visit: Visit, number: int) -> HttpResponse:
    """Hand the slip out as a file: voucher, entry, and proof that the record holds it."""
    federation = visit.federation
    index = federation.look(
        visit.viewer, lambda reading: reading.chronicle.vote(number, visit.viewer)
    )
    if index is None:
        raise Http404(_("No vote has been cast in your name here."))
    slip = federation.slip(number, visit.viewer)
    found = proof(federation.office, index)
    lines = [f"voucher {slip.voucher}", ""] if slip and slip.voucher else []
    lines += [f"entry {index}", found.body.decode(), "", found.text]
    response = HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
    name = f"vote-{number}-entry-{index}.txt"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


# Lots.


@members_only
def draw(visit: Visit, number: int) -> HttpResponse:
    """Show the form for a lot that was drawn, or enter it."""
    if visit.method == "POST":
        return _enter(visit, number)
    return _draw_page(visit, number, Filled({}), "")


def _draw_page(
    visit: Visit, number: int, filled: Filled, source: str, *, status: int = 200
) -> HttpResponse:
    def build(reading: Reading) -> Context:
        poll = _found(reading, number)
        if poll.stage != "lot":
            raise Http404(_("No lot is asked for here."))
        reading.know(poll.lot_among)
        title = links.poll_title(reading, poll)
        link = links.Link(title, links.poll_url(number))
        return {
            "path": [*links.body_path(reading, poll.body), link, links.Link(_("Draw"), "")],
            "title": title,
            "reason": poll.lot_why,
            "second": poll.draw is not None,
            "url": reverse("draw", args=[number]),
            "error": filled.error,
            "source": source,
            "tied": [_tied(reading, poll, one, filled) for one in poll.lot_among],
            "most": len(poll.lot_among),
        }

    return show(visit, "draw.html", build, page="elections", status=status)


def _tied(reading: Reading, poll: Poll, one: int, filled: Filled) -> Context:
    name = links.who(reading, one)
    if poll.kind == "motion":
        name = _("Yes") if one else _("No")
    value = filled.typed.get(field_of(one), "")
    return {"field": field_of(one), "name": name, "value": value}


def _enter(visit: Visit, number: int) -> HttpResponse:
    sent = {name: str(value) for name, value in visit.POST.items()}
    source = sent.get("source", "").replace("\0", "").strip()[:2000]
    tied = visit.federation.look(
        visit.viewer, lambda reading: tuple(_found(reading, number).lot_among)
    )
    filled = _read_ranks(Paper("ranked", tied, len(tied), ()), sent)
    if not filled.error and len(filled.ranking) < len(tied):
        filled = Filled(filled.typed, _("Write the place of every one, first drawn first."))
    if not filled.error and not source:
        filled = Filled(filled.typed, _("Say how and where the lot was drawn, and who saw it."))
    if filled.error:
        return _draw_page(visit, number, filled, source, status=422)
    command = cmd.EnterDraw(poll=number, order=filled.ranking, source=source)
    back = links.Link(_("the election"), links.poll_url(number))
    try:
        carry_out(visit, command)
    except Refusal as refusal:
        return refused(visit, refusal, back)
    return HttpResponseRedirect(back.url)


def promise(request: HttpRequest) -> HttpResponse:
    """Say plainly what the ballot box promises, and what it cannot."""
    return show(request, "promise.html", lambda _reading: {})
