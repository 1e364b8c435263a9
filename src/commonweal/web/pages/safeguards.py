"""What a constitution guards: requirement by requirement, and then article by article.

Rules of this module: the constitution in force and those that come with the software are shown in
the same words, by the same check; what is lacking is what the check warns of, nothing else.

Not here: what is warned of (the charter room), the text itself (``constitution``).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from commonweal.charter import Charter, check, read, shipped, shipped_text
from commonweal.charter.safeguards import Safeguard, safeguards
from commonweal.office.reading import Reading
from commonweal.terms import Fault
from commonweal.web import links
from commonweal.web.articles import sentences_by_article
from commonweal.web.frame import Context, show
from commonweal.web.links import Link


def own(request: HttpRequest) -> HttpResponse:
    """Show what the constitution in force guards, and what it lacks."""
    return show(request, "safeguards.html", _build_own, page="constitution")


def library(request: HttpRequest) -> HttpResponse:
    """List the constitutions that come with the software."""
    return show(request, "constitutions.html", _build_library, page="constitution")


def of_shipped(request: HttpRequest, name: str) -> HttpResponse:
    """Show what a constitution that comes with the software guards, and what it lacks."""
    if name not in shipped():
        text = _("No constitution of the name %(name)s comes with the software.")
        raise Http404(text % {"name": name})

    def build(_reading: Reading) -> Context:
        charter, found = _read(name)
        return {**_page(charter, found, ""), "path": _path(charter.preamble.name)}

    return show(request, "safeguards.html", build, page="constitution")


def _build_own(reading: Reading) -> Context:
    charter = reading.charter
    text_url = reverse("constitution")
    page = _page(charter, safeguards(charter), text_url)
    return {**page, "path": [Link(_("Constitution"), text_url), Link(_("Safeguards"), "")]}


def _build_library(_reading: Reading) -> Context:
    found = [(name, *_read(name)) for name in shipped()]
    return {
        "path": _path(""),
        "constitutions": [
            {
                "name": charter.preamble.name,
                "url": reverse("shipped-safeguards", args=[name]),
                "source": charter.preamble.source,
                "articles": len(charter.articles),
                **_kept(given),
            }
            for name, charter, given in found
        ],
    }


@cache
def _read(name: str) -> tuple[Charter, tuple[Safeguard, ...]]:
    """Read a shipped constitution and check it, once: neither changes while this runs."""
    charter = read(shipped_text(name), place=name)
    return charter, safeguards(charter, place=name)


def _path(last: str) -> list[Link]:
    steps = [
        Link(_("Constitution"), reverse("constitution")),
        Link(_("Constitutions to compare"), reverse("constitutions")),
    ]
    return [*steps, Link(last, "")] if last else steps


def _kept(found: Sequence[Safeguard]) -> Context:
    return {"kept": sum(not one.lacking for one in found), "asked": len(found)}


def _page(charter: Charter, found: Sequence[Safeguard], text_url: str) -> Context:
    lacking = [(one.requirement, fault) for one in found for fault in one.lacking]
    others = [fault for fault in check(charter) if not fault.requirement]
    told = sentences_by_article(charter)
    return {
        "name": charter.preamble.name,
        "source": charter.preamble.source,
        "text_url": text_url,
        "library_url": reverse("constitutions"),
        **_kept(found),
        "requirements": [_requirement(charter, one, text_url) for one in found],
        "nowhere": [_lack(one, fault) for one, fault in lacking if not fault.article],
        "articles": [
            {
                "number": number,
                "anchor": f"art-{number}",
                "title": article.title,
                "says": told.get(number, []),
                "source": article.source,
                "warned": [
                    _lack("", fault)
                    for fault in others
                    if fault.article and _article(charter, fault.article) == number
                ],
                "answers": [one.requirement for one in found if _answers(charter, one, number)],
                "lacking": [
                    _lack(one, fault)
                    for one, fault in lacking
                    if fault.article and _article(charter, fault.article) == number
                ],
            }
            for number, article in charter.articles.items()
        ],
    }


def _article(charter: Charter, cited: str) -> str:
    """Return the article that a paragraph belongs to."""
    return cited if cited in charter.articles else cited.partition(".")[0]


def _answers(charter: Charter, safeguard: Safeguard, number: str) -> bool:
    return number in {_article(charter, one) for one in safeguard.articles}


def _requirement(charter: Charter, one: Safeguard, text_url: str) -> Context:
    return {
        "id": one.requirement,
        "says": one.says[:1].upper() + one.says[1:],
        "kept": not one.lacking,
        "articles": [
            links.Cite(number, "", f"{text_url}#art-{_article(charter, number)}")
            for number in one.articles
        ],
        "lacking": [_lack(one.requirement, fault) for fault in one.lacking],
    }


def _lack(requirement: str, fault: Fault) -> Context:
    """Tell a finding without what stands around it here: the requirement, and its place."""
    value, _colon, what = fault.what.partition(": ")
    text = what.partition("; this breaks ")[0]
    return {
        "text": text[:1].upper() + text[1:],
        "remedy": fault.remedy.removeprefix("better: "),
        "value": value,
        "article": fault.article,
        "requirement": requirement,
    }
