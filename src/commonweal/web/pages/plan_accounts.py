"""Accounts of the plan that runs: what each body gave and got, and the surplus.

Rules of this module: books are kept of what receivers confirmed, in the plan's unit of account;
they are kept outside the office's lock, from a copy of what was confirmed.

Not here: keeping books (the office), deciding what the surplus is for (``plan_motions``), what
planning costs (``plan_measures``).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from commonweal.office import plan_accounts as books
from commonweal.office.reading import Reading
from commonweal.web import links, plan_answers, planned, running, words
from commonweal.web.frame import Context, show
from commonweal.web.middleware import Visit

ACCOUNTS = {
    "labour": gettext_noop("hours of work, direct and indirect"),
    "prices": gettext_noop("hours at the prices of the plan"),
}


@dataclass(frozen=True, slots=True)
class Seen:
    """What was copied from the state in one look.

    Attributes:
        plan: number of the plan.
        told: what its accounts are kept of.
        names: of its products, by number.
    """

    plan: int
    told: books.Told
    names: dict[int, str]

    def name(self, product: int) -> str:
        """Return what a product is called."""
        return self.names.get(product, str(product))


def accounts(request: HttpRequest) -> HttpResponse:
    """Show the accounts of the plan that runs."""
    visit = cast("Visit", request)
    seen = visit.federation.look(visit.viewer, _seen)
    found = _found(visit, seen) if seen else {}
    return show(request, "plan_accounts.html", lambda reading: _page(reading, found), page="plan")


def _seen(reading: Reading) -> Seen | None:
    plan = running.current(reading)
    if plan is None:
        return None
    told = books.told(reading.state, plan.id)
    products = sorted({one.product for one in told.receipts})
    planned.know(reading, products=products)
    return Seen(
        plan.id,
        told,
        {one: planned.product(reading, one) for one in products},
    )


def _found(visit: Visit, seen: Seen) -> Context:
    """Keep the books, outside the lock; without the plan's file there are no prices."""
    answer = plan_answers.answers(visit, lambda reading: [reading.state.plans[seen.plan]])[0]
    if answer.file is None:
        return {"seen": seen, "rows": None}
    worth = {
        (period, one.product): price
        for one in answer.file.prices
        for period, price in enumerate(one.periods, start=1)
    }
    ledger = books.books(seen.told, worth, seen)
    return {"seen": seen, "rows": books.accounts(seen.told, ledger)}


def _page(reading: Reading, found: Context) -> Context:
    here = planned.path(
        links.Link(_("The plan that runs"), reverse("running-plan")), links.Link(_("Accounts"), "")
    )
    if not found:
        return {"path": here, "plan": None}
    seen: Seen = found["seen"]
    rule = running.rule_of(reading, reading.state.plans[seen.plan])
    rows = [_row(reading, one) for one in found["rows"] or ()]
    return {
        "path": here,
        "plan": planned.plan_link(reading, seen.plan),
        "told": running.period_told(reading, reading.state.plans[seen.plan]),
        "priced": found["rows"] is not None,
        "unit": words.word(ACCOUNTS, rule.account),
        "cite": links.cite(reading, rule.article),
        "rows": sorted(rows, key=lambda row: row["body"].name.casefold()),
        "surplus": _surplus(reading, seen.plan),
        "command": f"commonweal plan accounts --home FOLDER --plan {seen.plan}",
    }


def _row(reading: Reading, one: books.Account) -> Context:
    return {
        "body": links.Link(
            reading.state.bodies[one.body].name, reverse("body-plan", args=[one.body])
        ),
        "made": _hours(one.made),
        "quality": _hours(one.quality),
        "received": _hours(one.received),
        "returned": _hours(one.returned),
        "worked": _hours(one.worked),
        "balance": _hours(one.balance),
        "below": one.balance < 0,
    }


def _hours(amount: Decimal) -> str:
    """Write an amount in whole units; the books themselves are exact."""
    return f"{amount:,.0f}".replace("-0", "0") if abs(amount) < 1 else f"{amount:,.0f}"


def _surplus(reading: Reading, number: int) -> Context:
    found = books.surplus(reading.state, number)
    return {
        "hours": planned.hours(found.hours),
        "parts": [planned.parts_told(reading, [one]) for one in found.shares],
        "motion": links.motion_link(reading, found.motion) if found.motion else None,
        "body": links.body_link(reading, found.body) if found.body else None,
        "open": planned.hours(found.open) if found.open else "",
    }
