"""Candidacies: standing, supporting others, nominating by name, withdrawing.

Rules of this module: nobody is listed who is not a candidate; whoever nominates another knows the
name. Not here: the page of an election (``polls``).
"""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commonweal.office.reading import Reading, may_nominate
from commonweal.polity import Poll
from commonweal.polity import commands as cmd
from commonweal.web import links
from commonweal.web.faults import fault
from commonweal.web.frame import act, members_only, whole
from commonweal.web.middleware import Visit


def _found(reading: Reading, number: int) -> Poll:
    found = reading.state.polls.get(number)
    if found is None:
        text = _("There is no election or vote with the number %(number)d.")
        raise Http404(text % {"number": number})
    return found


def _back(number: int) -> links.Link:
    return links.Link(_("the election"), links.poll_url(number))


@require_POST
@members_only
def nominate(visit: Visit, number: int) -> HttpResponse:
    """Stand, or support somebody who is nominated."""
    candidate = whole(visit.POST.get("candidate", "")) or visit.viewer
    own = candidate == visit.viewer
    done = _("You stand for election.") if own else _("You support this candidacy.")
    return act(visit, cmd.Nominate(poll=number, candidate=candidate), _back(number), done)


@require_POST
@members_only
def suggest(visit: Visit, number: int) -> HttpResponse:
    """Nominate somebody by name: one of those who could stand, called by the whole name."""
    name = " ".join(visit.POST.get("name", "").split())[:200]

    def sought(reading: Reading) -> list[int]:
        found = _found(reading, number)
        if not may_nominate(reading, found):
            return []
        return reading.named_so(name, _around(reading, found)) if name else []

    members = visit.federation.look(visit.viewer, sought)
    if len(members) != 1:
        return _not_one(visit, number, name, len(members))
    done = _("You have nominated %(name)s.") % {"name": name}
    return act(visit, cmd.Nominate(poll=number, candidate=members[0]), _back(number), done)


def _around(reading: Reading, found: Poll) -> list[int]:
    """Return those who vote in the body that elects."""
    body = reading.state.bodies[found.body]
    return list(body.members) or [seat.holder for seat in reading.state.delegates(body.id)]


def _not_one(visit: Visit, number: int, name: str, count: int) -> HttpResponse:
    told = _("Nobody who votes here goes by the name “%(name)s”.")
    if count > 1:
        told = _("Several go by the name “%(name)s”: let the one you mean stand first.")
    return fault(
        visit,
        422,
        _("Nobody was nominated"),
        expected=_("The whole name of one person who votes in this body."),
        got=told % {"name": name},
        remedy=_("Go back and write the name as it stands on the roll."),
        links=[links.Link(_("Back to the election"), links.poll_url(number))],
    )


@require_POST
@members_only
def leave(visit: Visit, number: int) -> HttpResponse:
    """Withdraw as a candidate."""
    command = cmd.WithdrawCandidacy(poll=number)
    return act(visit, command, _back(number), _("You do not stand any more."))
