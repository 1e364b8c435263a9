"""What pages say of a decision besides its result: its distance from the members, its call-back.

Rules of this module: figures come from the law's own functions; a share is told as an exact
fraction and, beside it, in whole per cent, rounded down.

Not here: the page of a motion (``pages.motions``), initiatives (``pages.initiatives``).
"""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commonweal.office.reading import Reading
from commonweal.polity import Motion
from commonweal.polity.distance import Distance, distance
from commonweal.polity.effect import Effect
from commonweal.polity.rights.initiative.data import Waiting
from commonweal.polity.rights.initiative.effects import CallBack, SupportInitiative
from commonweal.web import links

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
    home = reading.state.members.home[reading.viewer] if reading.viewer else 0
    may = found.stage == "waiting" and reading.state.reaches(motion.body, home)
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


def _why(found: Waiting) -> str:
    return {
        "not_called_back": _("Nobody called it back in time."),
        "referendum": _("All members below voted on it."),
        "called_back": _("Those below called it back."),
    }.get(found.why, found.why.replace("_", " "))


def effect_told(reading: Reading, effect: Effect) -> str:
    """Tell what a base body decides about an initiative or a decision; empty for all others."""
    match effect:
        case SupportInitiative(initiative=number):
            text = reading.state.initiatives[number].text
            title = links.title_and_text(reading, text)[0]
            return _("If carried, we support the initiative “%(title)s”.") % {"title": title}
        case CallBack(motion=number):
            title = links.motion_title(reading, reading.state.motions[number])
            return _("If carried, we call the decision “%(title)s” back.") % {"title": title}
    return ""
