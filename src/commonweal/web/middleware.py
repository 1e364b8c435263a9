"""What happens around every page: who is signed in, headers, and failures of record or vault.

Rules of this module: a cookie is only a token, whose meaning the office's entrance knows; a member
who has left or died is signed in no more; a page for somebody signed in is kept by no cache.
Not here: the policy for content (``settings``), signing in (``pages.account``).
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from typing import TypeAlias

from django.http import HttpRequest, HttpResponse

from commonweal.office.reading import UNAVAILABLE
from commonweal.web.faults import unavailable
from commonweal.web.federation import ENVIRON_KEY, Federation

Answering: TypeAlias = Callable[[HttpRequest], HttpResponse]

COOKIE = "commonweal-sign-in"

_LOG = logging.getLogger(__name__)


class Visit(HttpRequest):
    """A request as the pages get it.

    Attributes:
        federation: what it is about.
        viewer: number of the member who is signed in, 0 for a stranger.
        token: the sign-in's token; ``since``: when it began.
    """

    federation: Federation
    viewer: int
    token: str
    since: int


def signed_in(answer: Answering) -> Answering:
    """Find out for which federation and by whom a page is asked."""

    def middleware(request: HttpRequest) -> HttpResponse:
        federation: Federation = request.META[ENVIRON_KEY]
        token = request.COOKIES.get(COOKIE, "")[:100]
        member, since = federation.entrance.who(token)
        if member and not federation.office.state.members.is_active(member):
            federation.entrance.sign_out(token)
            member = since = 0
        visit = {"federation": federation, "viewer": member, "token": token, "since": since}
        request.__dict__.update(visit)
        response = answer(request)
        if member or request.method == "POST":
            response["Cache-Control"] = "private, no-store"
        else:
            response.setdefault("Cache-Control", "no-cache")
        return response

    return middleware


def headers(answer: Answering) -> Answering:
    """Add the headers that Django and the policy for content do not."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = answer(request)
        response["Permissions-Policy"] = (
            "camera=(), microphone=(), geolocation=(), payment=(), usb=(), interest-cohort=()"
        )
        response["Cross-Origin-Resource-Policy"] = "same-origin"
        return response

    return middleware


def failures(answer: Answering) -> Answering:
    """Say it plainly when record or vault cannot be used."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return answer(request)

    def process_exception(request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, UNAVAILABLE):
            return None
        reference = secrets.token_hex(4)
        _LOG.error("reference %s: %s", reference, error)
        return unavailable(request, reference)

    middleware.process_exception = process_exception  # type: ignore[attr-defined]  # Django looks for it there
    return middleware
