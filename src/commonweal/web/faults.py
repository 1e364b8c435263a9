"""Pages that say what went wrong: not found, not allowed, too many attempts, our own failure.

Rules of this module: each says what was asked, what was found and what to do; none reads
record or vault, so that they can be shown when one of these is what failed.
Not here: refusals of the law (``frame``).
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from commonweal.web.links import Link


def fault(
    request: HttpRequest,
    status: int,
    title: str,
    *,
    got: str = "",
    expected: str = "",
    remedy: str,
    links: list[Link] | None = None,
    reference: str = "",
) -> HttpResponse:
    """Show what went wrong.

    Args:
        request: the request.
        status: HTTP status.
        title: what went wrong, in a few words.
        got: what was found.
        expected: what was wanted.
        remedy: what to do.
        links: where to go from here.
        reference: what to tell the administrator.
    """
    told = {
        "title": title,
        "expected": expected,
        "got": got,
        "remedy": remedy,
        "links": start_links() if links is None else links,
        "reference": reference,
    }
    return render(request, "fault.html", {**bare(request), "fault": told}, status=status)


def start_links() -> list[Link]:
    """Return the ways out of a page that leads nowhere."""
    return [
        Link(_("The pyramid"), reverse("pyramid")),
        Link(_("The record"), reverse("record")),
    ]


def bare(request: HttpRequest) -> dict[str, Any]:
    """Return the frame of a page as far as it needs no federation."""
    nav = [
        ("pyramid", _("Pyramid")),
        ("motions", _("Motions")),
        ("elections", _("Elections")),
        ("plan", _("Plan")),
        ("letters", _("Letters")),
        ("rights", _("Rights")),
        ("record", _("Record")),
        ("constitution", _("Constitution")),
    ]
    # Before the visitor is known, as for a host name that is not served, there is neither.
    federation = getattr(request, "federation", None)
    signed_in = getattr(request, "viewer", 0)
    name = federation.office.state.name if federation else "Commonweal"
    return {
        "federation": Link(name, reverse("pyramid")),
        "nav": [{"key": key, "label": label, "url": reverse(key)} for key, label in nav],
        "page": "",
        "viewer": Link(_("my page"), reverse("me")) if signed_in else None,
        "sign_in_url": reverse("sign-in"),
        "here": request.path,
    }


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say that there is no such page."""
    said = str(exception) if exception is not None and exception.args else ""
    if not said or said.startswith("{"):
        said = _("Nothing here has the address %(path)s.") % {"path": request.path}
    return fault(
        request,
        404,
        _("There is no such page"),
        got=said,
        remedy=_("Start from the pyramid, or from the record."),
    )


def wrong_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say that the request cannot be read; also for a host name that is not served."""
    del exception
    return fault(
        request,
        400,
        _("This request cannot be read"),
        remedy=_("Go back, load the page again, and send the form once more."),
    )


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that a form did not come from one of our pages, or that cookies are off."""
    del reason
    return fault(
        request,
        403,
        _("The form was not accepted"),
        expected=_("A form is accepted only from a page that this site has shown to you."),
        got=_("The sign that proves it is missing or too old. Nothing was changed."),
        remedy=_("Allow cookies for this site, load the page again, and send the form once more."),
    )


def broken(request: HttpRequest) -> HttpResponse:
    """Say that the mistake is ours."""
    return fault(
        request,
        500,
        _("That was our mistake"),
        got=_("The page could not be made. Nothing was changed unless an entry says so."),
        remedy=_("Look at the record before you try again, and tell the administrator."),
    )


def unavailable(request: HttpRequest, reference: str) -> HttpResponse:
    """Say that record or vault do not answer."""
    return fault(
        request,
        503,
        _("The record cannot be reached just now"),
        got=_("It could not be read or written. What you sent was not acknowledged."),
        remedy=_("Wait a minute, look whether it has been entered, and only then try again."),
        links=[],
        reference=reference,
    )
