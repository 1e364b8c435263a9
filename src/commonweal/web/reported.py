"""Minority reports as the page of the decision shows them.

Not here: the forms that file and sign one (``pages.reports``).
"""

from __future__ import annotations

from django.urls import reverse

from commonweal.office.reading import Reading
from commonweal.polity import Motion
from commonweal.polity.rights.caucuses.data import Report
from commonweal.polity.rights.caucuses.reports import has_say, reporting_rule
from commonweal.terms import days
from commonweal.web import links
from commonweal.web.frame import Context


def reports_on(reading: Reading, motion: Motion) -> Context:
    """Return the context of ``parts/reports.html``: what was reported against a decision."""
    state, viewer, rule = reading.state, reading.viewer, reporting_rule(reading.case, motion)
    found = [state.reports[one] for one in state.reports_on.get(motion.id, ())]
    reading.know(
        [one for report in found for one in (report.by, *report.signers)],
        [one.text for one in found],
    )
    decided = motion.stage in {"carried", "rejected", "divided"}
    in_time = rule is not None and reading.now <= motion.decided_at + days(rule.report_days)
    may = bool(viewer) and decided and in_time
    voter = may and has_say(reading.case, motion, viewer)
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
