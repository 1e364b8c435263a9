"""Minority reports: on the page of the decision for ever, with the forms to file and sign one.

Not here: the rest of a motion's page (``motions``).
"""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commonweal.office.reading import Reading
from commonweal.polity import Motion
from commonweal.polity.rights.caucuses import data
from commonweal.polity.rights.caucuses.data import Report
from commonweal.terms import days
from commonweal.web import links
from commonweal.web.frame import Context, act, members_only, whole
from commonweal.web.middleware import Visit

TEXT_MAX = 50_000


def reports_on(reading: Reading, motion: Motion) -> Context:
    """Return the context of ``parts/reports.html``: what was reported against a decision."""
    state, rule, viewer = reading.state, reading.charter.caucuses, reading.viewer
    found = [state.reports[one] for one in state.reports_on.get(motion.id, ())]
    reading.know(
        [one for report in found for one in (report.by, *report.signers)],
        [one.text for one in found],
    )
    decided = motion.stage in {"carried", "rejected", "divided"}
    in_time = rule is not None and reading.now <= motion.decided_at + days(rule.report_days)
    may = bool(viewer) and decided and in_time
    voter = may and reading.case.is_voter(viewer, state.bodies[motion.body])
    own = [state.caucuses[one] for one in state.caucuses_of.get(viewer, ())] if may else []
    speaks = [{"id": one.id, "name": one.name} for one in own if viewer in one.speakers]
    return {
        "rows": [_row(reading, one, voter=voter) for one in found],
        "file_url": reverse("file-report", args=[motion.id]) if voter or speaks else "",
        "as_voter": voter,
        "caucuses": speaks,
        "cite": links.cite(reading, rule.article) if rule else None,
    }


def _row(reading: Reading, one: Report, *, voter: bool) -> Context:
    caucus = reading.state.caucuses.get(one.caucus)
    signed = reading.viewer == one.by or reading.viewer in one.signers
    return {
        "by": caucus.name if caucus else links.who(reading, one.by),
        "url": reverse("caucus", args=[one.caucus]) if caucus else "",
        "at": links.when(one.filed_at),
        "text": reading.text(one.text),
        "signers": [links.who(reading, signer) for signer in one.signers],
        "sign_url": reverse("sign-report", args=[one.id]) if voter and not signed else "",
    }


@require_POST
@members_only
def file_report(visit: Visit, number: int) -> HttpResponse:
    """File a minority report on a motion."""
    text = visit.POST.get("text", "").replace("\0", "").strip()[:TEXT_MAX]
    command = data.FileMinorityReport(
        motion=number,
        text=text or _("(no words)"),
        caucus=whole(visit.POST.get("caucus", "")),
    )
    back = links.Link(_("the motion"), links.motion_url(number))
    return act(visit, command, back, _("The report stands with the decision."))


@require_POST
@members_only
def sign_report(visit: Visit, number: int) -> HttpResponse:
    """Sign a minority report."""
    report = visit.federation.look(0, lambda reading: reading.state.reports.get(number))
    motion = report.motion if report else 0
    back = links.Link(_("the motion"), links.motion_url(motion))
    return act(visit, data.SignMinorityReport(report=number), back, _("You have signed it."))
