"""What a motion or an initiative would bring about, in a sentence, with the page that shows more.

Rules of this module: everybody who votes or signs is told before what follows; sentences about a
subject stand with that subject, here is found which of them tells.

Not here: what was decided (``telling``), moving or starting something (``asking``).
"""

from __future__ import annotations

from django.utils.translation import gettext as _

from commonweal.office.reading import Reading
from commonweal.polity import effects as ef
from commonweal.web import decided, links, plan_effects, reshaping, words
from commonweal.web.charged import charge_effect_told
from commonweal.web.telling_affiliation import affiliation_effect_told
from commonweal.web.telling_caucuses import effect_told as caucus_effect_told
from commonweal.web.telling_control import unit_effect_told
from commonweal.web.telling_deliveries import correction_effect_told


def effect_told(reading: Reading, effect: ef.AnyEffect, share: str = "") -> str:
    """Tell what would follow; empty where a text alone is decided.

    Args:
        reading: the look.
        effect: what a motion or an initiative brings about.
        share: the share of Yes and No that it needs; empty where that is told elsewhere.
    """
    needs = " " + _("It needs %(share)s.") % {"share": share} if share else ""
    match effect:
        case ef.Instruct():
            return _instruct_told(reading, effect)
        case ef.AmendConstitution():
            return _("If carried, this is a new version of the constitution.") + needs
        case ef.DeclareEmergency(powers=powers, days=days):
            named = ", ".join(words.word(words.POWERS, power) for power in powers)
            text = _("If carried, emergency powers for %(days)s: %(powers)s.")
            return text % {"days": words.days(days), "powers": named} + needs
        case ef.EndEmergency():
            return _("If carried, the emergency ends at once.")
        case ef.OpenBodyEffect() | ef.MergeBodies() | ef.SplitBody() | ef.CloseBody():
            change = reshaping.change_told(reading, effect)
            return _("If carried: %(change)s") % {"change": change}
    return _told_elsewhere(reading, effect)


def _told_elsewhere(reading: Reading, effect: ef.AnyEffect) -> str:
    tellers = (
        caucus_effect_told,
        unit_effect_told,
        charge_effect_told,
        affiliation_effect_told,
        reshaping.effect_told,
        plan_effects.effect_told,
        correction_effect_told,
        decided.effect_told,
    )
    return next((told for one in tellers if (told := one(reading, effect))), "")


def _instruct_told(reading: Reading, effect: ef.Instruct) -> str:
    title = links.motion_title(reading, reading.state.motions[effect.motion])
    said = {"title": title, "choice": words.word(words.CHOICES, effect.choice or "")}
    if effect.kind == "split":
        text = _("The way this vote divides is the mandate of our delegates on “%(title)s”.")
    elif effect.kind == "conditional":
        text = _("If carried, our delegates vote on “%(title)s” as other votes turn out.")
        return f"{text % said} {_conditions_told(reading, effect)}"
    else:
        text = _("If carried, our delegates are bound to vote %(choice)s on “%(title)s”.")
    return text % said


def _conditions_told(reading: Reading, effect: ef.Instruct) -> str:
    texts = {
        "carried": _("%(choice)s if “%(title)s” is carried"),
        "rejected": _("%(choice)s if “%(title)s” is rejected"),
    }
    told = []
    for one in effect.conditions:
        title = links.motion_title(reading, reading.state.motions[one.motion])
        said = {"choice": words.word(words.CHOICES, one.choice), "title": title}
        told.append(texts[one.outcome] % said)
    listed = "; ".join(told)
    return f"{listed[:1].upper()}{listed[1:]}."


def effect_link(reading: Reading, effect: ef.AnyEffect, changes_url: str) -> links.Link | None:
    """Return the link to what would be changed; None where the sentence says it all.

    Args:
        reading: the look.
        effect: what a motion or an initiative brings about.
        changes_url: the page that compares constitutions for it.
    """
    if isinstance(effect, ef.AmendConstitution):
        return links.Link(_("What it changes, value by value"), changes_url)
    return plan_effects.effect_link(reading, effect)
