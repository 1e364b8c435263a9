"""Open letters: to whom, from whom, the replies, and what is left of one that was taken down.

Rules of this module: the text of a letter that was taken down is not shown while it is down; its
digest, the ground, the vote and the way to appeal are.

Not here: questions to those who hold seats (``questions``).
"""

from __future__ import annotations

import secrets

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from commonweal.office.reading import Reading
from commonweal.polity import commands as cmd
from commonweal.polity import effects as ef
from commonweal.polity.rights.letters import data
from commonweal.polity.rights.letters.data import Letter, Removal
from commonweal.terms import BodyId
from commonweal.web import links
from commonweal.web.frame import Context, act, members_only, show, whole
from commonweal.web.middleware import Visit
from commonweal.web.telling import history

ON_A_PAGE, TEXT_MAX = 25, 50_000


def letters(request: HttpRequest) -> HttpResponse:
    """List the letters, and let members write one."""
    return show(request, "letters.html", lambda reading: _list(request, reading), page="letters")


def _list(request: HttpRequest, reading: Reading) -> Context:
    state, rule = reading.state, reading.charter.letters
    chosen, page = whole(request.GET.get("body", "")), whole(request.GET.get("page", ""))
    numbers = state.letters_to.get(chosen, []) if chosen else list(state.letters)
    newest = [state.letters[one] for one in reversed(numbers)]
    shown = newest[page * ON_A_PAGE : (page + 1) * ON_A_PAGE]
    reading.know([one.author for one in shown if one.author], [one.text for one in shown])
    more = len(newest) > (page + 1) * ON_A_PAGE
    writes = bool(rule) and bool(reading.viewer)
    caucuses = [state.caucuses[one] for one in state.caucuses_of.get(reading.viewer, ())]
    return {
        "provided": rule is not None,
        "cite": links.cite(reading, rule.article) if rule else None,
        "rows": [_row(reading, one) for one in shown],
        "bodies": [
            {"name": body.name, "id": body.id, "chosen": body.id == chosen}
            for body in state.bodies.values()
            if body.is_open
        ],
        "publish_url": reverse("publish-letter") if writes else "",
        "salt": secrets.token_urlsafe(18) if writes and rule and rule.anonymous else "",
        "caucuses": [
            {"id": one.id, "name": one.name} for one in caucuses if reading.viewer in one.speakers
        ],
        "pages": {
            "newer": f"?body={chosen or ''}&page={page - 1}" if page else "",
            "older": f"?body={chosen or ''}&page={page + 1}" if more else "",
        },
    }


def _row(reading: Reading, one: Letter) -> Context:
    down = one.removed is not None
    return {
        "url": reverse("letter", args=[one.id]),
        "title": _title(reading, one),
        "where": f"{_author(reading, one)} → {reading.state.bodies[one.body].name}",
        "stage": _("taken down") if down else _replies(len(one.replies)),
        "tone": "bad" if down else "",
        "at": links.when(one.published_at),
    }


def _replies(count: int) -> str:
    return ngettext("%(n)d reply", "%(n)d replies", count) % {"n": count}


def _title(reading: Reading, one: Letter) -> str:
    if one.removed is not None:
        return _("A letter that was taken down")
    return links.title_and_text(reading, one.text)[0]


def _author(reading: Reading, one: Letter) -> str:
    if one.caucus:
        return reading.state.caucuses[one.caucus].name
    return links.who(reading, one.author) if one.author else _("unnamed")


def letter(request: HttpRequest, number: int) -> HttpResponse:
    """Show a letter with its replies, or what is left of it."""
    return show(request, "letter.html", lambda reading: _build(reading, number), page="letters")


def _build(reading: Reading, number: int) -> Context:
    found = reading.state.letters.get(number)
    if found is None:
        raise Http404(_("There is no letter with the number %(number)d.") % {"number": number})
    rule = reading.charter.letters
    writers = [found.author, *(one.by for one in found.replies)]
    texts = [found.text, *(one.text for one in found.replies)]
    texts += [reading.state.motions[one.motion].text for one in found.removals]
    reading.know([one for one in writers if one], texts)
    title = _title(reading, found)
    may_reply = bool(reading.viewer) and rule is not None
    return {
        "path": [links.Link(_("Open letters"), reverse("letters")), links.Link(title, "")],
        "letter": {
            "title": title,
            "paragraphs": links.title_and_text(reading, found.text)[1],
            "author": _author(reading, found),
            "body": links.body_link(reading, found.body),
            "at": links.when(found.published_at),
            "digest": found.text,
            "commitment": found.commitment,
        },
        "removal": _removal(reading, found, found.removed) if found.removed else None,
        "replies": [
            {
                "name": links.who(reading, one.by),
                "at": links.when(one.at),
                "text": reading.text(one.text),
            }
            for one in found.replies
        ],
        "removing": _removing(reading, found),
        "wiped_at": links.when_or_none(found.wiped_at),
        "reply_url": reverse("reply-to-letter", args=[number]) if may_reply else "",
        "cite": links.cite(reading, rule.article) if rule else None,
        "history": history(reading, "letter", number),
    }


def _removing(reading: Reading, found: Letter) -> Context | None:
    """Return how the viewer could move that a letter be taken down, or put back."""
    rule, body = reading.charter.letters, reading.state.bodies[found.body]
    votes = bool(reading.viewer) and body.is_open and reading.case.is_voter(reading.viewer, body)
    if rule is None or not votes or found.wiped_at:
        return None
    down = found.removed is not None
    if not down and not rule.removal_grounds:
        return None
    url = reverse("move-letter", args=[found.id])
    return {"url": url, "down": down, "grounds": rule.removal_grounds, "body": body.name}


def _removal(reading: Reading, found: Letter, removal: Removal) -> Context:
    until = removal.appeal_until  # none where the removal broke the constitution
    in_time = (not until or reading.now < until) and found.appealed_at < removal.at
    return {
        "ground": removal.ground,
        "at": links.when(removal.at),
        "motion": links.motion_link(reading, removal.motion),
        "appeal_to": links.body_link(reading, removal.appeal_to) if removal.appeal_to else None,
        "appeal_until": links.when_or_none(removal.appeal_until),
        "appealed": found.appealed_at >= removal.at,
        "breach": removal.breach,
        "appeal_url": reverse("appeal-removal", args=[found.id])
        if reading.viewer and in_time
        else "",
    }


def _text(visit: Visit) -> str:
    return visit.POST.get("text", "").replace("\0", "").strip()[:TEXT_MAX] or _("(no words)")


def _back(number: int) -> links.Link:
    return links.Link(_("the letter"), reverse("letter", args=[number]))


@require_POST
@members_only
def publish(visit: Visit) -> HttpResponse:
    """Publish an open letter."""
    salt = visit.POST.get("salt", "").strip() if visit.POST.get("unnamed") else ""
    command = data.PublishLetter(
        body=whole(visit.POST.get("body", "")),
        text=_text(visit),
        caucus=0 if salt else whole(visit.POST.get("caucus", "")),
        salt=salt,
    )
    back = links.Link(_("the letters"), reverse("letters"))
    done = _("Your letter is published.")
    if salt:
        done = _("Your letter is published, unnamed. With these words you can prove it yours: ")
    return act(visit, command, back, done + salt)


@require_POST
@members_only
def move(visit: Visit, number: int) -> HttpResponse:
    """Move, in the body to which a letter was written, that it be taken down or put back."""

    def sought(reading: Reading) -> tuple[int, bool]:
        found = reading.state.letters.get(number)
        if found is None:
            raise Http404(_("There is no letter with the number %(number)d.") % {"number": number})
        return found.body, found.removed is not None

    body, down = visit.federation.look(visit.viewer, sought)
    said = {"number": number}
    if down:
        text = _("Put back open letter %(number)d") % said
        effect: ef.AnyEffect = data.RestoreLetter(letter=number)
    else:
        text = _("Take down open letter %(number)d") % said
        effect = data.RemoveLetter(letter=number, ground=visit.POST.get("ground", ""))
    command = cmd.ProposeMotion(body=BodyId(body), text=text, effect=effect)
    return act(visit, command, _back(number), _("The motion is moved."))


@require_POST
@members_only
def reply(visit: Visit, number: int) -> HttpResponse:
    """Reply to a letter."""
    command = data.ReplyToLetter(letter=number, text=_text(visit))
    return act(visit, command, _back(number), _("Your reply is published."))


@require_POST
@members_only
def appeal(visit: Visit, number: int) -> HttpResponse:
    """Appeal against the removal of a letter."""
    command = data.AppealRemoval(letter=number)
    return act(visit, command, _back(number), _("The appeal is on the agenda."))
