"""What pages say of a charge wherever it is decided: the ground, the charge, and the answer to it.

Rules of this module: names of members and what they are charged with are shown to members only;
wherever somebody votes on a charge, the answer stands beside it.

Not here: the pages of charges (``pages.discipline``).
"""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from commonweal.office.reading import Reading
from commonweal.polity import Motion
from commonweal.polity.effect import Effect
from commonweal.polity.rights.discipline.data import Charge
from commonweal.polity.rights.discipline.effects import (
    DecideAppeal,
    ExpelMember,
    RefuseAdmission,
    ReprimandMember,
)
from commonweal.web import links

Context = dict[str, object]

OUTCOMES = {
    "lapsed": gettext_noop("lapsed: nobody decided in time"),
    "dropped": gettext_noop("dropped by the body above"),
    "annulled": gettext_noop("expulsion annulled"),
    "left": gettext_noop("the member has left"),
    "reprimanded": gettext_noop("reprimanded"),
    "expelled": gettext_noop("expelled"),
}
"""How charges ended, in words."""


def charge_of(reading: Reading, effect: Effect) -> Charge | None:
    """Return the charge that an effect decides, if any."""
    return reading.state.charges.get(getattr(effect, "charge", 0))


def charge_told(reading: Reading, motion: Motion | None) -> Context | None:
    """Return the context of ``parts/charge.html``; None for what decides on no charge."""
    charge = charge_of(reading, motion.effect) if motion is not None else None
    if charge is None:
        return None
    return {
        "url": reverse("charge", args=[charge.id]),
        "number": charge.id,
        "ground": ground_told(reading, charge),
        "text": said(reading, charge.text),
        "answers": [said(reading, one) for one in charge.answers],
    }


def ground_told(reading: Reading, charge: Charge) -> str:
    """Return the ground of a charge; strangers are told that there is one."""
    return charge.ground if reading.viewer else _("for members to read")


def said(reading: Reading, digest: str) -> list[str]:
    """Return the paragraphs of a text about a person; none for strangers, or when erased."""
    if not reading.viewer or not digest:
        return []
    text = reading.text(digest) if digest.startswith("sha256:") else digest
    return [part.strip() for part in (text or "").split("\n\n") if part.strip()]


def charge_effect_told(reading: Reading, effect: Effect) -> str:
    """Tell what a body decides about a member; empty for all other effects."""
    found = charge_of(reading, effect)
    if isinstance(effect, RefuseAdmission):
        who = links.who(reading, effect.member)
        return _("If carried, the admission of %(name)s is refused.") % {"name": who}
    if found is None:
        return ""
    known = {"name": links.who(reading, found.member), "number": str(found.id)}
    match effect:
        case ExpelMember():
            text = _("If carried, %(name)s is expelled on charge %(number)s, and may appeal.")
        case ReprimandMember():
            text = _("If carried, %(name)s is reprimanded on charge %(number)s.")
        case DecideAppeal(upheld=True) if found.suspended:
            text = _("If carried, charge %(number)s against %(name)s goes on.")
        case DecideAppeal(upheld=True):
            text = _("If carried, the expulsion of %(name)s on charge %(number)s takes effect.")
        case DecideAppeal():
            text = _("If carried, charge %(number)s against %(name)s is at an end.")
        case _:
            return ""
    return text % known
