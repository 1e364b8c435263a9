"""The forms that file a minority report and sign one.

Not here: how a decision's page shows them (``commonweal.web.reported``).
"""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commonweal.polity.rights.caucuses import data
from commonweal.web import links
from commonweal.web.frame import act, members_only, whole
from commonweal.web.middleware import Visit

TEXT_MAX = 50_000


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
