"""What all pages share: the frame around them, reading under one look, carrying commands out.

Rules of this module:

* a page is built as plain data in one look at the office and rendered afterwards, outside its lock;
* every change goes through :func:`carry_out`: the visitor signed in acts, and nobody else; a
  refusal is shown with its article, and nothing typed is lost by it;
* an address to go back to is followed only within this site.

Not here: single pages (``pages``), what is lawful (the office).
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast
from urllib.parse import quote

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from commonweal.office.admission import Newcomer
from commonweal.office.office import Answer
from commonweal.office.reading import Reading
from commonweal.polity import Command
from commonweal.terms import Refusal
from commonweal.web import links, words
from commonweal.web.faults import bare, fault
from commonweal.web.links import Link
from commonweal.web.middleware import Visit

Context = dict[str, Any]
Builder = Callable[[Reading], Context]
Arguments = ParamSpec("Arguments")

SOURCE_URL = "https://www.gnu.org/licenses/agpl-3.0.html"

_KEY = re.compile(r"[A-Za-z0-9_-]{12,64}\Z")


def show(
    request: HttpRequest, template: str, build: Builder, *, page: str = "", status: int = 200
) -> HttpResponse:
    """Build a page in one look and render it.

    Args:
        request: the visit.
        template: name of the template.
        build: makes the context of the page; raises Http404 when there is no such thing.
        page: entry of the navigation to be marked.
        status: HTTP status.
    """
    visit = cast("Visit", request)

    def look(reading: Reading) -> Context:
        return {**_frame(visit, reading, page), **build(reading)}

    context = visit.federation.look(visit.viewer, look)
    context["footer"]["root"] = _short(visit.federation.office.log.root(reading_size(context)))
    return render(request, template, context, status=status)


def reading_size(context: Context) -> int:
    """Return how many entries a page was computed from."""
    return int(context["footer"]["version"])


def _short(root: bytes) -> str:
    text = root.hex()[:16]
    return " ".join(text[place : place + 4] for place in range(0, 16, 4))


def _frame(visit: Visit, reading: Reading, page: str) -> Context:
    state = reading.state
    me = None
    if visit.viewer:
        me = Link(links.who(reading, visit.viewer), reverse("me"))
    return {
        **bare(visit),
        "federation": Link(state.name, reverse("pyramid")),
        "page": page,
        "viewer": me,
        "sign_in_url": f"{reverse('sign-in')}?next={quote(visit.path)}",
        "sign_out_url": reverse("sign-out"),
        "emergency": _emergency(reading),
        "footer": {
            "version": state.version,
            "root": "",
            "signed_at": links.when(state.now),
            "record_url": reverse("record"),
            "verify_url": reverse("record") + "#verify",
            "constitution_version": reading.case.version,
            "constitution_url": reverse("constitution"),
            "source_url": reverse("source"),
        },
        "languages": _languages(),
        "language_url": reverse("language"),
        "form_key": secrets.token_urlsafe(15),
    }


def _languages() -> list[dict[str, str]]:
    from django.conf import settings  # noqa: PLC0415 -- known only once Django is set up

    return [{"code": code, "name": name} for code, name in settings.LANGUAGES]


def _emergency(reading: Reading) -> Context | None:
    for one in reading.state.emergencies_in_force():
        rule = reading.charter.emergency
        return {
            "powers": ", ".join(words.word(words.POWERS, power) for power in one.powers),
            "until": links.when(one.ends_at),
            "cite": links.cite(reading, rule.article) if rule else None,
        }
    return None


def members_only(
    view: Callable[Concatenate[Visit, Arguments], HttpResponse],
) -> Callable[Concatenate[HttpRequest, Arguments], HttpResponse]:
    """Let only who is signed in reach a page; others are asked to sign in first."""

    @wraps(view)
    def guarded(
        request: HttpRequest, /, *args: Arguments.args, **kwargs: Arguments.kwargs
    ) -> HttpResponse:
        visit = cast("Visit", request)
        if visit.viewer:
            return view(visit, *args, **kwargs)
        if request.method in ("GET", "HEAD"):
            return HttpResponseRedirect(f"{reverse('sign-in')}?next={quote(request.path)}")
        return fault(
            request,
            403,
            _("You are not signed in"),
            got=_("Nothing was changed. Sign-ins end by themselves after some hours."),
            remedy=_("Sign in, and send the form once more."),
            links=[Link(_("Sign in"), reverse("sign-in"))],
        )

    return cast("Callable[Concatenate[HttpRequest, Arguments], HttpResponse]", guarded)


def carry_out(visit: Visit, command: Command | Newcomer) -> Answer:
    """Have a command executed for the visitor, once for each form shown.

    Somebody who is to be admitted comes with a name, which the office keeps out of the record.

    Raises:
        Refusal: when the law says no.
        RecordError: when it could not be written; nothing has happened then.
    """
    given = visit.POST.get("key", "")
    key = f"web-{visit.viewer}-{given}" if _KEY.match(given) else ""
    office = visit.federation.office
    if isinstance(command, Newcomer):
        person = (command.name, command.home, command.contact)
        return office.admit([person], visit.viewer, key=key)
    return office.execute(command, visit.viewer, key=key)


def act(visit: Visit, command: Command, back: Link, done: str) -> HttpResponse:
    """Execute a command and go back to a page, or show the refusal.

    Args:
        visit: the visit.
        command: what is asked.
        back: where to go afterwards.
        done: what is said there.
    """
    try:
        carry_out(visit, command)
    except Refusal as refusal:
        return refused(visit, refusal, back)
    messages.success(visit, done)
    return HttpResponseRedirect(back.url)


def refused(visit: Visit, refusal: Refusal, back: Link) -> HttpResponse:
    """Show the page of a refusal."""
    return show(
        visit,
        "refusal.html",
        lambda reading: {"refusal": refusal_told(reading, refusal), "back": back},
        status=422,
    )


def refusal_told(reading: Reading, refusal: Refusal) -> Context:
    """Return the context of ``parts/refusal.html``."""
    path = refusal.article.partition("(")[2].rstrip(")")
    return {
        "clause": refusal.name.replace("_", " "),
        "cite": links.cite(reading, refusal.article),
        "path": path,
        "expected": refusal.expected,
        "got": refusal.got,
        "remedy": refusal.remedy[:1].upper() + refusal.remedy[1:] + ".",
        "remedy_url": "",
        "remedy_label": "",
    }


def safe_next(wanted: str) -> str:
    """Return an address within this site to go on to, or the start page."""
    inside = wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if inside and "\n" not in wanted else reverse("pyramid")


def live(visit: HttpRequest, *, running: bool) -> Mapping[str, str]:
    """Return addresses for a part that renews itself; none when nothing is going on."""
    if not running or "still" in visit.GET:
        return {"refresh_url": "", "still_url": ""}
    return {"refresh_url": visit.path, "still_url": f"{visit.path}?still"}


def whole(text: str) -> int:
    """Read a number typed or sent; 0 when it is none."""
    tidy = text.strip()
    return int(tidy) if tidy.isascii() and tidy.isdigit() and len(tidy) < 10 else 0
