"""Real tables: Italy and Slovakia in 2014, from the World Input-Output Database."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from commonweal.plan.certifying import certify
from commonweal.plan.orders import Order, orders
from commonweal.plan.plans import Plan
from commonweal.plan.productive import growth, unproductive
from commonweal.plan.requirements import Technique
from commonweal.plan.solving import solve
from commonweal.plan.tables import Table, economy_of, read_wiod
from commonweal.plan.techniques import technique
from commonweal.terms import FaultyDocument

REAL = Path(__file__).parents[1] / "real" / "wiod"
COUNTRIES = ("ITA", "SVK")


@pytest.fixture(scope="module", params=COUNTRIES)
def table(request: pytest.FixtureRequest) -> Table:
    return read_wiod(REAL / f"wiod2016_niot_{request.param}_2014.csv")


def test_what_was_delivered_requires_what_was_made(table):
    """Gross output follows from final deliveries alone; nothing of it goes into the computation."""
    of = economy_of(table)
    size = table.output.size
    home = Technique(of.inputs[:size].tocsr())
    found = home.requirements(table.final)
    assert found.amounts == pytest.approx(table.output, rel=1e-6, abs=1e-3)


def test_growth_of_needs_is_that_of_the_published_tables(table):
    single = technique(economy_of(table, together=True)).shares
    assert unproductive(single) is None
    used = np.flatnonzero(table.output > 0)
    least, most = growth(single[used][:, used])
    largest = max(abs(np.linalg.eigvals(single.toarray())))
    assert largest == pytest.approx({"ITA": 0.58, "SVK": 0.63}[table.place[14:17]], abs=0.01)
    assert least <= largest * (1 + 1e-6)
    assert largest <= most * (1 + 1e-6)


def test_the_year_is_planned_again_and_proves_itself(table):
    """Half of the final deliveries as orders: they can be met, imports paid with exports."""
    of = economy_of(table)
    names = of.products.names
    exported = np.maximum(table.final, 0)
    wanted = orders(
        [
            Order("the year", names[at], float(quantity))
            for at, quantity in enumerate(exported * 0.5)
            if quantity > 0
        ],
        of,
    )
    found = solve(of, wanted)
    assert isinstance(found, Plan)
    told = certify(of, wanted, found)
    assert told.feasible, told.breaches[:3]
    assert told.best, told.proofs
    assert found.delivered == pytest.approx(wanted.quantity)
    assert found.imported.sum() <= found.exported.sum() * (1 + 1e-6)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (lambda text: text.replace("Year,Code", "Jahr,Code"), "expected Year, Code"),
        (lambda text: text.replace("6980.377214", "much", 1), ":3:5: fault: expected a number"),
        (lambda text: text.replace("6980.377214058951", "0", 1), "A01: deliveries add up to"),
        (lambda text: text.replace(",Imports,", ",Elsewhere,", 1), "expected 56 rows"),
        (lambda text: text.replace("6980.377214", "nan", 1), ":3:5: fault: expected a number"),
        (lambda text: text.replace("6980.377214058951,", "", 1), ":3: fault: expected 67 fields"),
        (lambda text: text.replace("CONS_h", "CONS", 1), "expected Year, Code"),
        (lambda _text: "", "there is nothing in it"),
    ],
)  # fmt: skip
def test_what_is_no_table_is_told(tmp_path, changed, said):
    text = (REAL / "wiod2016_niot_ITA_2014.csv").read_text(encoding="utf-8")
    (tmp_path / "table.csv").write_text(changed(text), encoding="utf-8")
    with pytest.raises(FaultyDocument) as told:
        read_wiod(tmp_path / "table.csv")
    assert said in str(told.value)
