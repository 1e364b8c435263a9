"""Why a plan gives no more, in sentences that a delegate reads."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from commonweal.office.plan_reasons import Bound, Eased, Held, OrderReason, ProcessReason, Scarce
from commonweal.web import plan_reasons

OVEN = Bound("process", 1, 2, 40.0, "run", "bake (Bakery)")
HOURS = Bound("hours", 4, 2, 100.0, "hour", "hours of Bakery")
LAND = Bound("limit", 1, 1, 12.5, "ha", "land")
FLOUR = Bound("stock", 2, 0, 30.0, "kg", "flour")
SALT = Bound("unmade", 3, 0, 0.0, "kg", "salt")
MONEY = Bound("other", 0, 3, -5.0, "", "foreign money")


@pytest.fixture
def reading() -> Any:
    """A look at a state in which a bakery bakes; texts are their own digests."""
    state = SimpleNamespace(
        bodies={4: SimpleNamespace(name="The Bakery")},
        processes={1: SimpleNamespace(body=4, name="Bake loaves")},
        limits={1: SimpleNamespace(name="Arable land", unit="hectares")},
        products={
            2: SimpleNamespace(name="Flour", unit="kg"),
            3: SimpleNamespace(name="Salt", unit="kg"),
        },
    )
    return SimpleNamespace(state=state, text=lambda text: text, know=lambda *_: None)


def order(*held: Held, eased: Any = (), hours: float = 0.0, **more: Any) -> OrderReason:
    return OrderReason(held, eased, hours, more.get("orders", ()), more.get("by_parts", False))


@pytest.mark.parametrize(
    ("bound", "said"),
    [
        (OVEN, "the runs of Bake loaves (The Bakery)"),
        (HOURS, "the hours of The Bakery"),
        (LAND, "Arable land"),
        (FLOUR, "the stock of Flour"),
        (SALT, "Salt, which nobody makes"),
        (MONEY, "foreign money"),
    ],
)
def test_limits_have_the_names_of_now(reading: Any, bound: Bound, said: str) -> None:
    assert plan_reasons.called(reading, bound) == said


@pytest.mark.parametrize(
    ("bound", "amount", "said"),
    [
        (OVEN, 0.2, "1 run"),
        (OVEN, 3.0000000001, "3 runs"),
        (HOURS, 1234.5, "1,235 hours"),
        (LAND, 0.123456, "0.123 hectares"),
        (FLOUR, 12345.6, "12,346 kg"),
        (MONEY, 5.0, "5"),
    ],
)
def test_amounts_have_their_unit(reading: Any, bound: Bound, amount: float, said: str) -> None:
    assert plan_reasons.much(reading, bound, amount) == said


def test_an_order_is_told_what_holds_it_back_and_what_would_let_it_pass(reading: Any) -> None:
    reason = order(
        Held(HOURS, 60), Held(OVEN, 40), eased=(Eased(HOURS, 5.0), Eased(SALT, 2.0)), hours=13.2,
        orders=((2, 0.35), (3, 0.001)),
    )  # fmt: skip
    assert plan_reasons.of_order(reading, None, reason) == [
        (
            "It is held back by the hours of The Bakery in period 2 (60 %),"
            " the runs of Bake loaves (The Bakery) in period 2 (40 %)."
        ),
        (
            "It would pass, and everybody else keep what they get, with 5 hours more of the hours"
            " of The Bakery in period 2 (5 % more); 2 kg more of Salt, which nobody makes."
        ),
        "What it gets costs as much as 0.35 orders of rank 2, 14 hours.",
    ]


def test_many_limits_are_counted_and_none_is_told_as_all_of_it(reading: Any) -> None:
    many = plan_reasons.of_order(reading, None, order(*[Held(FLOUR, 17)] * 6))
    assert many[0].endswith("the stock of Flour (17 %), 2 more.")
    assert plan_reasons.of_order(reading, None, order(Held(FLOUR, 100))) == [
        "It is held back by the stock of Flour."
    ]
    nothing = plan_reasons.of_order(reading, None, order(eased=None))
    assert nothing == ["Nothing would let it pass, as long as everybody else keep what they get."]
    whole = plan_reasons.of_order(reading, None, order(Held(FLOUR, 100), by_parts=True))
    assert whole == ["What is missing is less than a whole run, or a whole unit, could give."]


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        (ProcessReason("unneeded", 0.0, ()), "Nobody asks for more"),
        (ProcessReason("dear", 3.14159, ()), "A run costs 3.14 hours more"),
        (ProcessReason("limited", 0.0, (Held(FLOUR, 99),)), "held back by the stock of Flour."),
        (ProcessReason("enough", 0.0, ()), "All that is asked for"),
    ],
)
def test_a_process_is_told_why_it_runs_no_more(
    reading: Any, reason: ProcessReason, said: str
) -> None:
    assert said in plan_reasons.of_process(reading, reason)


def test_what_a_tenth_more_adds_is_told_in_points(reading: Any) -> None:
    assert plan_reasons.scarce_told(reading, Scarce(HOURS, 1, 312_000)) == (
        "the hours of The Bakery",
        "100 hours",
        "3.12 points",
    )
    assert plan_reasons.scarce_told(reading, Scarce(HOURS, 1, 900))[2] == "less than 0.01 points"
