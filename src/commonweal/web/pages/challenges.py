"""Challenges of results: which are heard, what would fall and what would stand, and challenging.

Rules of this module:

* what falls and what stands is computed by the law itself (``annulling.consequences``) and shown
  before anybody votes on it; afterwards the record's own list is shown;
* how many have signed is shown to everybody, who has is not;
* the result stands while it is heard, and every page about it says so.

Not here: the motion on which the hearing votes (``motions``), counting again (``counts``).
"""

from __future__ import annotations

from typing import get_args

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commonweal.office.reading import Reading
from commonweal.polity import Poll
from commonweal.polity.rights.challenges import data
from commonweal.polity.rights.challenges.annulling import consequences
from commonweal.polity.rights.challenges.hearing import can_be_challenged_until
from commonweal.polity.rights.challenges.law import is_concerned
from commonweal.terms import Refusal
from commonweal.web import links, words
from commonweal.web.falling import falls_told, listed
from commonweal.web.frame import Context, act, carry_out, members_only, refused, show
from commonweal.web.middleware import Visit
from commonweal.web.telling import history
from commonweal.web.telling_challenges import result_title

TEXT_MAX = 20_000
SHOWN = 50


def challenges(request: HttpRequest) -> HttpResponse:
    """List the challenges, and the results that can still be challenged."""
    return show(request, "challenges.html", _list, page="rights")


def _list(reading: Reading) -> Context:
    state, rule = reading.state, reading.charter.challenges
    newest = [state.challenges[one] for one in sorted(state.challenges, reverse=True)]
    running = [one for one in newest if one.stage in {"gathering", "hearing"}]
    ended = [one for one in newest if one.stage not in {"gathering", "hearing"}][:SHOWN]
    fresh = [
        one for one in reversed(state.polls.values()) if can_be_challenged_until(reading.case, one)
    ][:SHOWN]
    polls = [*fresh, *(state.polls[one.poll] for one in (*running, *ended))]
    reading.know((), [state.motions[one.motion].text for one in polls if one.motion])
    return {
        "provided": rule is not None,
        "cite": links.cite(reading, rule.article) if rule else None,
        "open": [_row(reading, one) for one in running],
        "ended": [_row(reading, one) for one in ended],
        "fresh": [_fresh(reading, one) for one in fresh],
    }


def _row(reading: Reading, one: data.Challenge) -> Context:
    stage, tone = words.stage(words.CHALLENGE_STAGES, one.stage)
    return {
        "url": reverse("challenge", args=[one.id]),
        "title": result_title(reading, reading.state.polls[one.poll]),
        "where": words.word(words.GROUNDS_OF_CHALLENGES, one.ground),
        "stage": stage,
        "tone": tone,
        "at": links.when(one.until),
    }


def _fresh(reading: Reading, poll: Poll) -> Context:
    return {
        "url": reverse("poll-challenges", args=[poll.id]),
        "title": result_title(reading, poll),
        "where": None,
        "stage": _("can be challenged until"),
        "tone": "",
        "at": links.when(can_be_challenged_until(reading.case, poll)),
    }


# Of one result.


def poll_challenges(request: HttpRequest, number: int) -> HttpResponse:
    """Show what can be done about a result, and the form that challenges it."""
    return show(
        request, "challenge_poll.html", lambda reading: _of_poll(reading, number), page="rights"
    )


def _poll(reading: Reading, number: int) -> Poll:
    found = reading.state.polls.get(number)
    if found is None:
        text = _("There is no election or vote with the number %(number)d.")
        raise Http404(text % {"number": number})
    return found


def _of_poll(reading: Reading, number: int) -> Context:
    poll = _poll(reading, number)
    state, until = reading.state, can_be_challenged_until(reading.case, poll)
    known = [state.challenges[one] for one in state.challenges_of.get(number, ())]
    if poll.motion:
        reading.know((), [state.motions[poll.motion].text])
    rule = reading.case.charter_of(poll.charter).challenges or reading.charter.challenges
    used = {one.ground for one in known}
    may = bool(until) and bool(reading.viewer) and is_concerned(reading.case, poll, reading.viewer)
    return {
        "path": [
            links.Link(_("Challenges"), reverse("challenges")),
            links.Link(result_title(reading, poll), ""),
        ],
        "title": result_title(reading, poll),
        "result_url": links.poll_url(number),
        "count_url": reverse("count", args=[number]) if reading.counted(poll) else "",
        "number": str(number),
        "until": links.when_or_none(until),
        "cite": links.cite(reading, rule.article) if rule else None,
        "known": [_row(reading, one) for one in known],
        "grounds": [
            {"value": one, "label": words.word(words.GROUNDS_OF_CHALLENGES, one)}
            for one in get_args(data.Ground)
            if one not in used
        ],
        "challenge_url": reverse("challenge-poll", args=[number]) if may else "",
        "signatures": min(rule.signatures, max(1, poll.electors)) if rule else 0,
        "what": falls_told(reading, consequences(reading.case, poll)) if until else None,
        "text_max": TEXT_MAX,
    }


# One challenge.


def challenge(request: HttpRequest, number: int) -> HttpResponse:
    """Show a challenge: its ground, who hears it, what would fall or has fallen."""
    return show(request, "challenge.html", lambda reading: _build(reading, number), page="rights")


def _found(reading: Reading, number: int) -> data.Challenge:
    found = reading.state.challenges.get(number)
    if found is None:
        text = _("There is no challenge with the number %(number)d.")
        raise Http404(text % {"number": number})
    return found


def _build(reading: Reading, number: int) -> Context:
    found, state = _found(reading, number), reading.state
    poll = state.polls[found.poll]
    texts = [found.text] + ([state.motions[poll.motion].text] if poll.motion else [])
    reading.know((), texts)
    stage, tone = words.stage(words.CHALLENGE_STAGES, found.stage)
    rule = reading.case.charter_of(found.charter).challenges
    title = result_title(reading, poll)
    signs = found.stage == "gathering" and reading.viewer not in found.signatures
    may = signs and bool(reading.viewer) and is_concerned(reading.case, poll, reading.viewer)
    body = state.bodies.get(found.body)
    running = found.stage in {"gathering", "hearing"}
    return {
        "path": [
            links.Link(_("Challenges"), reverse("challenges")),
            links.Link(_("Challenge %(number)d") % {"number": number}, ""),
        ],
        "challenge": {
            "title": title,
            "ground": words.word(words.GROUNDS_OF_CHALLENGES, found.ground),
            "paragraphs": _paragraphs(reading, found.text),
            "digest": found.text,
            "stage": stage,
            "tone": tone,
            "heard": found.stage == "hearing",
            "gathering": found.stage == "gathering",
            "highest": body is not None and not body.parent,
            "started_at": links.when(found.started_at),
            "until": links.when(found.until),
            "signed": len(found.signatures),
            "needed": found.needed,
            "body": links.Link(body.name, links.body_url(body.id)) if body else None,
            "motion_url": links.motion_url(found.motion) if found.motion else "",
            "parties": len({*found.parties, *found.signatures}),
            "why": words.word(words.ENDS_OF_CHALLENGES, found.why),
        },
        "result_url": links.poll_url(poll.id),
        "cite": links.cite(reading, rule.article) if rule else None,
        "sign_url": reverse("sign-challenge", args=[number]) if may else "",
        "what": falls_told(reading, consequences(reading.case, poll)) if running else None,
        "fell": _fell(reading, found),
        "history": history(reading, "challenge", number),
    }


def _paragraphs(reading: Reading, digest: str) -> list[str] | None:
    text = reading.text(digest) if digest.startswith("sha256:") else digest
    return None if text is None else [one for one in text.splitlines() if one.strip()]


def _fell(reading: Reading, found: data.Challenge) -> Context | None:
    """Return what fell with the result, as the record has it; None where nothing was annulled."""
    annulled = reading.state.annulments.get(found.poll)
    if annulled is None or annulled.challenge != found.id:
        return None
    return listed(
        reading,
        tuple(annulled.seats),
        tuple(annulled.fallen),
        tuple(annulled.tasks),
        tuple(annulled.stands),
        tuple(annulled.effects),
    )


def _back(number: int) -> links.Link:
    return links.Link(_("the challenge"), reverse("challenge", args=[number]))


@require_POST
@members_only
def challenge_poll(visit: Visit, number: int) -> HttpResponse:
    """Challenge a result, and go to the page of the challenge."""
    page = reverse("poll-challenges", args=[number])
    ground = next((one for one in get_args(data.Ground) if one == visit.POST.get("ground")), None)
    if ground is None:
        messages.error(visit, _("Choose what was wrong."))
        return HttpResponseRedirect(page)
    text = visit.POST.get("text", "").replace("\0", "").strip()[:TEXT_MAX]
    command = data.ChallengePoll(poll=number, ground=ground, text=text)
    try:
        answer = carry_out(visit, command)
    except Refusal as refusal:
        return refused(visit, refusal, links.Link(_("the result"), page))
    begun = next(one for one in answer.events if isinstance(one, data.PollChallenged))
    messages.success(visit, _("You have challenged the result. It stands until that is decided."))
    return HttpResponseRedirect(_back(begun.challenge).url)


@require_POST
@members_only
def sign(visit: Visit, number: int) -> HttpResponse:
    """Sign a challenge."""
    command = data.SignChallenge(challenge=number)
    return act(visit, command, _back(number), _("You have signed the challenge."))
