"""The constitution: its articles, the rules made of its values, its words, its versions.

Rules of this module: the sentences about values are made from the values by the charter room, never
written here; every version can be read and compared with the one before.
Not here: amending it (a motion).
"""

from __future__ import annotations

from itertools import pairwise
from typing import cast

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from commonweal.charter import Article, Charter, check, diff
from commonweal.charter.paths import clauses, covers
from commonweal.office.reading import Reading
from commonweal.terms import CharterVersion, Fault
from commonweal.web import links
from commonweal.web.articles import changes_told, sentences_by_article
from commonweal.web.frame import Context, show, whole
from commonweal.web.middleware import Visit


def constitution(request: HttpRequest) -> HttpResponse:
    """Show the constitution in force, or another version of it."""
    version = whole(request.GET.get("version", ""))
    compared = whole(request.GET.get("diff", ""))
    return show(
        request,
        "constitution.html",
        lambda reading: _build(reading, version, compared),
        page="constitution",
    )


def _build(reading: Reading, version: int, compared: int) -> Context:
    number = version or compared or reading.case.version
    charter = _version(reading, number)
    old = _version(reading, compared - 1) if compared > 1 else None
    motions = {one.motion for one in reading.state.constitutions if one.motion}
    reading.know((), [reading.state.motions[one].text for one in motions])
    told = sentences_by_article(charter)
    changed, entrenched = _changed_in(reading), _entrenched(charter)
    return {
        "constitution": {
            "name": charter.preamble.name,
            "version": number,
            "in_force_from": links.when(_in_force(reading, number)),
            "source": charter.preamble.source,
            "text_url": reverse("constitution-file", args=[number]),
            "current": number == reading.case.version,
        },
        "articles": [
            _article(charter.articles[one], told, changed.get(one), entrenched=one in entrenched)
            for one in charter.articles
        ],
        "words": [
            {"word": word, "meaning": meaning, "changes": []}
            for word, meaning in charter.words.items()
        ],
        "versions": _versions(reading),
        "warnings": [_warning(one) for one in check(charter) if one.warning],
        "diff": _diff(old, charter, compared) if old else None,
    }


def _version(reading: Reading, number: int) -> Charter:
    known = {one.version for one in reading.state.constitutions}
    if number not in known:
        text = _("The constitution has no version %(number)d.")
        raise Http404(text % {"number": number})
    return reading.case.charter_of(CharterVersion(number))


def _in_force(reading: Reading, number: int) -> int:
    adopted = next(one for one in reading.state.constitutions if one.version == number)
    return int(adopted.adopted_at)


def _article(
    found: Article, told: dict[str, list[str]], changed: int | None, *, entrenched: bool
) -> Context:
    number = found.number
    paragraphs = [one.strip() for one in found.text.strip().split("\n") if one.strip()]
    return {
        "number": number,
        "anchor": f"art-{number}",
        "title": found.title,
        "paragraphs": paragraphs,
        "values": [{"text": text, "path": ""} for text in told.get(number, [])],
        "entrenched": entrenched,
        "source": found.source,
        "changed_in": _changed(changed) if changed else None,
    }


def _changed(version: int) -> Context:
    return {"version": version, "url": f"{reverse('constitution')}?diff={version}"}


def _entrenched(charter: Charter) -> set[str]:
    """Return the articles whose rules cannot be changed by the ordinary majority."""
    found = set()
    for path in charter.amendment.entrenched:
        for at, clause in clauses(charter):
            inside = path.startswith((f"{at}.", f"{clause.path}."))
            if covers(path, at) or clause.path == path or inside:
                number = clause.article
                known = number in charter.articles
                found.add(number if known else number.partition(".")[0])
    return found


def _changed_in(reading: Reading) -> dict[str, int]:
    """Return the newest version that changed each article, by what it sets or says."""
    changed: dict[str, int] = {}
    versions = [one.version for one in reading.state.constitutions]
    for before, after in pairwise(versions):
        new = reading.case.charter_of(after)
        for change in diff(reading.case.charter_of(before), new):
            number = change.article
            changed[number if number in new.articles else number.partition(".")[0]] = after
    return changed


def _versions(reading: Reading) -> list[Context]:
    found = []
    for adopted in reversed(reading.state.constitutions):
        number = adopted.version
        count = 0
        if number > 1:
            charter = reading.case.charter_of
            count = len(diff(charter(CharterVersion(number - 1)), charter(number)))
        compared = f"{reverse('constitution')}?diff={number}" if number > 1 else ""
        motion = links.motion_link(reading, adopted.motion) if adopted.motion else None
        found.append(
            {
                "number": number,
                "from": links.when(adopted.adopted_at),
                "url": f"{reverse('constitution')}?version={number}",
                "current": number == reading.case.version,
                "motion": motion,
                "changes": count,
                "diff_url": compared,
            }
        )
    return found


def _warning(found: Fault) -> Context:
    text = f"{found.what}; {found.remedy}"
    article = _("Art. %(number)s") % {"number": found.article} if found.article else ""
    return {"text": text[:1].upper() + text[1:] + ".", "article": article}


def _diff(old: Charter, new: Charter, version: int) -> Context:
    return {
        "old": version - 1,
        "new": version,
        "changes": changes_told(old, new),
    }


def rule(request: HttpRequest, number: str) -> HttpResponse:
    """Lead to an article; a paragraph's number leads to the article it belongs to."""
    del request
    article = number if "." not in number else number.partition(".")[0]
    return HttpResponseRedirect(f"{reverse('constitution')}#art-{article}")


def constitution_file(request: HttpRequest, number: int) -> HttpResponse:
    """Hand out a version of the constitution as it was adopted."""
    visit = cast("Visit", request)
    text = visit.federation.look(0, lambda reading: _version(reading, number).text)
    response = HttpResponse(text, content_type="application/toml; charset=utf-8")
    name = f"constitution-{number}.toml"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
