"""What pages say of a decision besides its result: its distance from the members, its call-back.

Rules of this module: figures come from the law's own functions; a share is told as an exact
fraction and, beside it, in whole per cent, rounded down.

Not here: the page of a motion (``pages.motions``), initiatives (``pages.initiatives``).
"""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from commonweal.office.reading import Reading
from commonweal.polity import NOBODY, Motion, Seat
from commonweal.polity.distance import Distance, distance
from commonweal.polity.effect import Effect
from commonweal.polity.rights.challenges.data import AnnulPoll
from commonweal.polity.rights.grievances.effects import (
    ActOnGrievance,
    ArbitrateGrievance,
    FileUnionGrievance,
)
from commonweal.polity.rights.grievances.offices import is_same_tenure
from commonweal.polity.rights.initiative.data import Waiting
from commonweal.polity.rights.initiative.effects import CallBack, SupportInitiative
from commonweal.web import links
from commonweal.web.telling_agreements import effect_told as agreement_effect_told
from commonweal.web.telling_grievances import line_link

Context = dict[str, object]


def distance_told(reading: Reading, motion: Motion) -> Context | None:
    """Return the context of ``parts/distance.html``; None while nothing is decided."""
    found = distance(reading.state, motion)
    if found is None:
        return None
    hands = (
        (found.elected, _("elected")),
        (found.by_count_back, _("by count-back of the ballots")),
        (found.alternates, _("alternates")),
        (found.appointed, _("appointed")),
    )
    return {
        "binds": found.binds,
        "took_part": found.took_part,
        "share": str(found.share),
        "percent": _percent(found),
        "levels": found.levels,
        "hands": found.hands,
        "kinds": [{"count": count, "name": name} for count, name in hands if count],
        "appointed": found.appointed,
    }


def distance_in_short(reading: Reading, motion: Motion) -> str:
    """Return the small figure of a list; empty while nothing is decided."""
    found = distance(reading.state, motion)
    if found is None:
        return ""
    text = ngettext(
        "%(percent)d %% took part, %(n)d hand", "%(percent)d %% took part, %(n)d hands", found.hands
    )
    return text % {"percent": _percent(found), "n": found.hands}


def _percent(found: Distance) -> int:
    return int(found.share * 100)


def call_back_told(reading: Reading, motion: Motion) -> Context | None:
    """Return the context of ``parts/call_back.html``; None for what takes effect at once."""
    found = reading.state.call_backs.get(motion.id)
    if found is None:
        return None
    rule = reading.case.charter_of(motion.charter).initiative
    may = found.stage == "waiting" and reading.state.belongs(reading.viewer, motion.body)
    signs = may and reading.viewer not in found.signatures
    return {
        "stage": found.stage,
        "until": links.when(found.until),
        "members": len(found.signatures),
        "members_needed": found.members_needed,
        "bodies": len(found.bodies),
        "bodies_needed": found.bodies_needed,
        "poll_url": links.poll_url(found.poll) if found.poll else "",
        "why": _why(found),
        "cite": links.cite(reading, rule.article) if rule else None,
        "sign_url": reverse("sign-call-back", args=[motion.id]) if signs else "",
        "move_url": reverse("move-call-back", args=[motion.id]) if may else "",
        "signed": may and not signs,
    }


def grievances_told(
    reading: Reading, motion: Motion | None = None, seat: Seat | None = None
) -> Context | None:
    """Return the context of ``parts/contested.html`` for a decision or an office.

    None where nobody contests it and the viewer cannot either.
    """
    rule, state = reading.charter.grievances, reading.state
    if motion is not None:
        kind, number, body = "motion", int(motion.id), motion.body
        held = state.suspended_decisions.get(number, 0)
        open_to = motion.stage == "carried" and not motion.failed
    else:
        assert seat is not None
        kind, number, body = "seat", int(seat.id), seat.body
        held = state.suspended_offices.get(number, 0)
        open_to = bool(seat.office) and seat.holder != NOBODY
        held = held if held and is_same_tenure(seat, state.grievances[held].tenure) else 0
    concerned = bool(reading.viewer) and state.belongs(reading.viewer, body)
    contests = rule is not None and concerned and open_to and not held
    if not held and not contests:
        return None
    return {
        "url": reverse("grievance", args=[held]) if held else "",
        "until": links.when(state.grievances[held].suspended_until) if held else None,
        "file_url": f"{reverse('grievances')}?{kind}={number}" if contests else "",
        "of_office": kind == "seat",
    }


def _why(found: Waiting) -> str:
    return {
        "not_called_back": _("Nobody called it back in time."),
        "referendum": _("All members below voted on it."),
        "called_back": _("Those below called it back."),
    }.get(found.why, found.why.replace("_", " "))


def effect_told(reading: Reading, effect: Effect) -> str:
    """Tell what a body decides about an initiative, a grievance or a decision; else nothing."""
    match effect:
        case AnnulPoll(challenge=number):
            poll = reading.state.polls[reading.state.challenges[number].poll]
            said = {"title": links.poll_title(reading, poll), "number": number}
            text = _("If carried, the result “%(title)s” is annulled: see challenge %(number)d.")
            return text % said
        case SupportInitiative(initiative=number):
            text = reading.state.initiatives[number].text
            title = links.title_and_text(reading, text)[0]
            return _("If carried, we support the initiative “%(title)s”.") % {"title": title}
        case ArbitrateGrievance(grievance=number, ruling=ruling):
            said = {"title": _grievance_title(reading, number)}
            if ruling == "upheld":
                return _("If carried, the grievance “%(title)s” is upheld.") % said
            return _("If carried, the grievance “%(title)s” is rejected.") % said
        case ActOnGrievance(grievance=number, act=act):
            said = {"title": _grievance_title(reading, number)}
            return _(_ACTS[act]) % said
        case FileUnionGrievance(motion=motion) if motion:
            title = links.motion_title(reading, reading.state.motions[motion])
            return _("If carried, we contest the decision “%(title)s”.") % {"title": title}
        case FileUnionGrievance(line=line) if line:
            name = line_link(reading, line).name
            return _("If carried, we contest a line of the plan: %(name)s.") % {"name": name}
        case FileUnionGrievance(seat=seat):
            name = links.seat_name(reading, reading.state.seats[seat])
            return _("If carried, we contest the office %(name)s.") % {"name": name}
        case CallBack(motion=number):
            title = links.motion_title(reading, reading.state.motions[number])
            return _("If carried, we call the decision “%(title)s” back.") % {"title": title}
    return agreement_effect_told(reading, effect)


def _grievance_title(reading: Reading, number: int) -> str:
    return links.title_and_text(reading, reading.state.grievances[number].text)[0]


_ACTS = {
    "withdraw": gettext_noop("If carried, we withdraw the grievance “%(title)s”."),
    "agree": gettext_noop("If carried, we accept what is offered on “%(title)s”."),
    "strike": gettext_noop("If carried, we give notice of a strike over “%(title)s”."),
}
