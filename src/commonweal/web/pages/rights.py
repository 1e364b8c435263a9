"""What a member can do beside voting, and what guards it: every right on one page.

Rules of this module: a right that the constitution does not give stands here too, and is said not
to be given; the article is that of its table.

Not here: the pages of the rights themselves.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from commonweal.office.reading import Reading
from commonweal.web import links
from commonweal.web.frame import Context, show


def rights(request: HttpRequest) -> HttpResponse:
    """Show every right, in groups, with its article and the way to it."""
    return show(request, "rights.html", _build, page="rights")


def _build(reading: Reading) -> Context:
    groups = [
        (_("Speak"), _speak()),
        (_("Organise"), _organise()),
        (_("Be safe"), _be_safe()),
        (_("Watch"), _watch()),
        (_("Leave, join, agree"), _leave()),
    ]
    return {
        "groups": [
            {"name": name, "rights": [_right(reading, *one) for one in found]}
            for name, found in groups
        ]
    }


def _right(reading: Reading, table: str, page: str, name: str, text: str) -> Context:
    rule = getattr(reading.charter, table)
    return {
        "name": name,
        "text": text,
        "url": reverse(page),
        "given": rule is not None,
        "cite": links.cite(reading, rule.article) if rule is not None else None,
    }


def _speak() -> list[tuple[str, str, str, str]]:
    return [
        ("letters", "letters", _("Open letters"),
         _("Write to any body, with or without your name. No officer takes a letter down.")),
        ("letters", "questions", _("Questions"),
         _("Ask whoever holds a seat or an office. What is not answered in time is listed.")),
        ("initiative", "initiatives", _("Initiatives and call-backs"),
         _("Put a motion to a body or to all; call a decision back before it takes effect.")),
        ("meetings", "pyramid", _("Meetings"),
         _("Convene one against the will of officers: from the page of your body.")),
    ]  # fmt: skip


def _organise() -> list[tuple[str, str, str, str]]:
    return [
        ("caucuses", "caucuses", _("Caucuses"),
         _("Found one alone, join one unnamed, have its report printed with the decision.")),
        ("union", "unions", _("Unions"),
         _("Bodies beside the pyramid, of whoever joins, which nobody above commands.")),
        ("grievances", "grievances", _("Grievances"),
         _("Contest a decision or an office: it is suspended until you have been heard.")),
        ("plan", "plan", _("The plan"),
         _("Propose what you make, order what you need, and vote on what comes of it.")),
        ("control", "units", _("Workers' control"),
         _("A register of what another owner has shown a workforce, and what was refused.")),
    ]  # fmt: skip


def _be_safe() -> list[tuple[str, str, str, str]]:
    return [
        ("discipline", "charges", _("Charges and standing"),
         _("Nobody is put out unheard; whoever is charged votes until all is over.")),
        ("challenges", "challenges", _("Challenges of results"),
         _("Count any result again, and challenge it; it is heard, and may be annulled.")),
        ("papers", "papers", _("Votes on paper"),
         _("For whoever does not vote by a machine; typed twice, and watched.")),
        ("reorganisation", "reorganisations", _("Changes of bodies"),
         _("What merging, splitting or closing would do is shown before anybody votes.")),
    ]  # fmt: skip


def _watch() -> list[tuple[str, str, str, str]]:
    return [
        ("pay", "pay", _("Pay"),
         _("What every seat and office brings, beside what members earn.")),
        ("inspection", "inspection", _("Inspection"),
         _("Inspectors whom those they inspect neither elect nor remove.")),
        ("preamble", "safeguards", _("Safeguards"),
         _("What the constitution guards and what it lacks, article by article.")),
    ]  # fmt: skip


def _leave() -> list[tuple[str, str, str, str]]:
    return [
        ("affiliation", "leavings", _("Leaving and joining"),
         _("A body leaves by its own decision, with its part of the record and its share.")),
        ("agreements", "agreements", _("Agreements"),
         _("With other federations, held by both records and outliving both.")),
    ]  # fmt: skip
