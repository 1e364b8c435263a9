"""Telling what happened with a plan that runs, in one sentence for each event.

Not here: how the plan came about, and all other events (``telling``), the pages (``pages``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from commonweal.office.reading import Reading
from commonweal.polity import Event
from commonweal.polity.effect import Effect
from commonweal.polity.planning.correcting import data as correcting
from commonweal.polity.planning.correcting.effects import AgreeToCorrection
from commonweal.polity.planning.deliveries import data as deliveries
from commonweal.web import links, planned

_DELIVERIES: dict[type[Event], str] = {
    deliveries.DeliveryReported: gettext_noop(
        "%(name)s reported for %(maker)s a delivery to %(to)s: %(reported)s"
    ),
    deliveries.DeliveryConfirmed: gettext_noop(
        "%(to)s received %(received)s of %(reported)s from %(maker)s"
    ),
    deliveries.DeliveryRejected: gettext_noop(
        "%(to)s rejected a delivery from %(maker)s: %(reported)s"
    ),
    deliveries.DeliveryUnconfirmed: gettext_noop(
        "Nobody of %(to)s said in time what arrived from %(maker)s: %(reported)s"
    ),
    deliveries.GoodsReturned: gettext_noop("%(to)s sent %(amount)s back to %(maker)s"),
}

_FIGURES: dict[type[Event], str] = {
    deliveries.TakingRecorded: gettext_noop(
        "Members of %(body)s took %(taken)s in period %(period)s, and left %(left)s"
    ),
    deliveries.WorkReported: gettext_noop(
        "%(body)s reported period %(period)s of %(process)s: %(hours)s hours"
    ),
    deliveries.OverheadReported: gettext_noop(
        "%(body)s spent %(hours)s hours of period %(period)s on what makes nothing"
    ),
    correcting.PeriodPassed: gettext_noop("Period %(period)s of the plan is over"),
    correcting.SignsRecorded: gettext_noop("The figures of period %(period)s were read"),
}

_ALERTS: dict[type[Event], str] = {
    correcting.AlertRaised: gettext_noop("%(body)s was alerted to its own figures: %(title)s"),
    correcting.AlertAnswered: gettext_noop(
        "%(name)s said for %(at)s what is done about an alert: %(title)s"
    ),
    correcting.AlertRose: gettext_noop(
        "An alert to %(body)s was not put right in time and rose to %(at)s: %(title)s"
    ),
    correcting.AlertEnded: gettext_noop("The figures of %(body)s are in order again: %(title)s"),
}

_CORRECTIONS: dict[type[Event], dict[object, str]] = {
    correcting.CorrectionAskedFor: {
        "": gettext_noop("%(name)s asked that the plan is corrected: %(title)s")
    },
    correcting.CorrectionFound: {
        "fits": gettext_noop("The plan still fits, and nothing is corrected: %(title)s"),
        "infeasible": gettext_noop("No correction makes the plan fit again: %(title)s"),
        "voting": gettext_noop(
            "The councils concerned are asked about a correction that moves %(moved)s of %(left)s"
            " hours%(cut)s: %(title)s"
        ),
        "in_force": gettext_noop(
            "The plan is corrected by a change that moves %(moved)s of %(left)s hours%(cut)s:"
            " %(title)s"
        ),
        "fallen": gettext_noop("A correction came too late, and is dropped: %(title)s"),
    },
    correcting.CorrectionAgreed: {
        True: gettext_noop("%(body)s agreed to a correction of the plan: %(title)s"),
        False: gettext_noop("%(body)s voted against a correction of the plan: %(title)s"),
    },
    correcting.CorrectionSettled: {
        "in_force": gettext_noop("More councils agreed: the plan is corrected: %(title)s"),
        "fallen": gettext_noop("A correction of the plan has fallen: %(title)s"),
    },
}


def delivery_told(reading: Reading, event: Event) -> tuple[str, str] | None:
    """Return the sentence for an event and the address of its page; None for other events."""
    kind = type(event)
    told: Callable[[Reading, Any], tuple[str, dict[str, str], str]]
    if kind in _DELIVERIES:
        told = _of_delivery
    elif kind in _FIGURES:
        told = _of_figures
    elif kind in _ALERTS:
        told = _of_alert
    elif kind in _CORRECTIONS:
        told = _of_correction
    else:
        return None
    text, said, url = told(reading, event)
    return _(text) % said, url


def _of_delivery(reading: Reading, event: Any) -> tuple[str, dict[str, str], str]:
    line, state = reading.state.lines[event.line], reading.state
    found = state.deliveries[event.delivery]
    amounts = {"reported": found.amount, "received": getattr(event, "received", 0)}
    amounts["amount"] = getattr(event, "amount", 0)
    said = {key: planned.much_of(reading, line.product, one) for key, one in amounts.items()}
    said["received"] = planned.much(reading, line.product, amounts["received"])
    said |= {"maker": state.bodies[line.maker].name, "to": state.bodies[line.to].name}
    said["name"] = links.who(reading, getattr(event, "by", 0))
    return _DELIVERIES[type(event)], said, reverse("plan-line", args=[line.id])


def _of_figures(reading: Reading, event: Any) -> tuple[str, dict[str, str], str]:
    state = reading.state
    said, body = {"period": str(event.period)}, int(getattr(event, "body", 0))
    match event:
        case deliveries.TakingRecorded(product=product, taken=taken, left=left):
            said["taken"] = planned.much_of(reading, product, taken)
            said["left"] = planned.much(reading, product, left)
        case deliveries.WorkReported(process=process, hours=hours):
            body = int(state.processes[process].body)
            said |= {"process": planned.process(reading, process), "hours": f"{hours:,}"}
        case deliveries.OverheadReported():
            said["hours"] = f"{event.planning + event.meeting + event.inspecting:,}"
    url = reverse("plan-figures", args=[body]) if body else reverse("plan")
    said["body"] = state.bodies[body].name if body else ""
    return _FIGURES[type(event)], said, url


def _of_alert(reading: Reading, event: Any) -> tuple[str, dict[str, str], str]:
    found, state = reading.state.alerts[event.alert], reading.state
    at = getattr(event, "to", 0) or getattr(event, "body", 0)
    said = {
        "body": state.bodies[found.body].name,
        "at": state.bodies[at].name if at else "",
        "name": links.who(reading, getattr(event, "by", 0)),
        "title": links.title_and_text(reading, found.text)[0],
    }
    return _ALERTS[type(event)], said, reverse("plan-alert", args=[found.id])


def _of_correction(reading: Reading, event: Any) -> tuple[str, dict[str, str], str]:
    found, state = reading.state.plan_corrections[event.correction], reading.state
    how = getattr(event, "stage", getattr(event, "agrees", ""))
    body = getattr(event, "body", 0)
    said = {
        "body": state.bodies[body].name if body else "",
        "name": links.who(reading, getattr(event, "by", 0)),
        "moved": f"{getattr(event, 'moved', 0):,}",
        "left": f"{getattr(event, 'left', 0):,}",
        "cut": _cut(getattr(event, "cut", 0)),
        "title": links.title_and_text(reading, found.text)[0],
    }
    return _CORRECTIONS[type(event)][how], said, reverse("plan-correction", args=[found.id])


def _cut(hours: int) -> str:
    """Say what a correction cuts, where it cuts anything."""
    said = {"cut": f"{hours:,}"}
    return _(", and cuts deliveries that contain %(cut)s hours") % said if hours else ""


def delivery_texts(reading: Reading, event: Event) -> Iterator[str]:
    """Yield the texts that the sentence for an event needs, to be asked for together."""
    state = reading.state
    alert = state.alerts.get(getattr(event, "alert", 0))
    correction = state.plan_corrections.get(getattr(event, "correction", 0))
    line = state.lines.get(getattr(event, "line", 0))
    product = state.products.get(line.product if line else getattr(event, "product", 0))
    process = state.processes.get(getattr(event, "process", 0))
    yield from (one.text for one in (alert, correction) if one)
    yield from (product.name, product.unit) if product else ()
    yield from (process.name,) if process else ()


def correction_effect_told(reading: Reading, effect: Effect) -> str:
    """Tell what a council is asked about a correction; empty for any other effect."""
    if not isinstance(effect, AgreeToCorrection):
        return ""
    found = reading.state.plan_corrections[effect.correction]
    said = {"moved": f"{found.moved:,}", "left": f"{found.left:,}", "cut": _cut(found.cut)}
    text = _(
        "If carried, this council agrees to a correction of the plan that moves %(moved)s of the"
        " %(left)s hours left%(cut)s."
    )
    return text % said
