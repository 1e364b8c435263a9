"""Supply and use: what can be made of them, buyers' and makers' prices, and faults."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonweal.plan.economy import Rows
from commonweal.plan.tables import sut
from commonweal.plan.tables.scoring import required
from commonweal.plan.tables.sut import (
    SupplyUse,
    at_makers_prices,
    by_industry,
    by_product,
    jointly,
    read_sut,
)
from commonweal.terms import FaultyDocument

SUPPLY = """product,unit,farm,mill,imports,import taxes,taxes,trade margins
corn,EUR m,90,,10,1,2,12
flour,EUR m,10,80,,,1,
trade,EUR m,,20,,,,-12
"""
USE = """product,farm,mill,exports,households,stocks
corn,20,60,5,30,
flour,,11,,80,
trade,2,4,,2,
"""
FACTORS = """resource,kind,unit,farm,mill
hands,labour,hour,40,30
"""


def written(folder: Path, supply: str = SUPPLY, use: str = USE, factors: str = FACTORS) -> Path:
    for name, text in (("supply", supply), ("use", use), ("factors", factors)):
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


def chance(seed: int, products: int, industries: int) -> SupplyUse:
    """Supply and use by chance, everything made, and everybody making something."""
    rng = np.random.default_rng(seed)
    supply = rng.random((products, industries)) * (rng.random((products, industries)) < 0.3)
    most = np.arange(max(products, industries))
    supply[most % products, most % industries] += 2
    scale = supply.sum(axis=1, keepdims=True) * rng.uniform(0.2, 0.7, (products, 1))
    use = rng.random((products, industries))
    use *= scale / use.sum(axis=1, keepdims=True)
    nothing = np.zeros_like(use)
    return SupplyUse(
        Rows(tuple(f"p{at}" for at in range(products)), ("EUR",) * products),
        Rows(tuple(f"i{at}" for at in range(industries)), ("EUR",) * industries),
        supply,
        use,
        nothing,
        supply.sum(axis=1) - use.sum(axis=1),
        nothing[:, 0],
        "chance",
    )


ANY = given(st.integers(0, 2**32 - 1), st.integers(2, 9), st.integers(2, 9))


def test_worked_by_hand():
    """Two products; the second industry makes 10 of the first's hundred."""
    one = SupplyUse(
        Rows(("a", "b"), ("EUR", "EUR")),
        Rows(("1", "2"), ("EUR", "EUR")),
        np.array([[90.0, 10], [0, 100]]),
        np.array([[12.0, 10], [10, 7]]),
        np.zeros((2, 2)),
        np.array([78.0, 83]),
        np.zeros(2),
        "hand",
    )
    assert one.market == pytest.approx(np.array([[0.9, 0], [0.1, 1]]))
    shares = np.array([[0.9 * 12 / 90, 0.9 * 10 / 110], [11.2 / 90, 8 / 110]])
    assert by_industry(one).shares == pytest.approx(shares)
    first = np.array([12, 10]) / 90
    second = np.array([10, 7]) / 110
    mixed = np.column_stack([0.9 * first + 0.1 * second, second])
    assert by_product(one).shares == pytest.approx(mixed)


@ANY
def test_either_table_requires_what_was_made(seed, products, industries):
    one = chance(seed, products, industries)
    table = by_product(one)
    made = required(table, table.final)
    assert made == pytest.approx(one.supply.sum(axis=1), rel=1e-7)
    industry = by_industry(one)
    assert required(industry, industry.final) == pytest.approx(industry.output, rel=1e-7, abs=1e-9)


@ANY
def test_industries_and_products_need_the_same_for_any_orders(seed, products, industries):
    """Market shares of what products require are what industries are required to make."""
    one = chance(seed, products, industries)
    wanted = np.random.default_rng(seed).random(products)
    by_way_of_products = one.market @ required(by_product(one), wanted)
    assert required(by_industry(one), one.market @ wanted) == pytest.approx(
        by_way_of_products, rel=1e-7, abs=1e-9
    )


@ANY
def test_jointly_the_year_leaves_what_it_left(seed, products, industries):
    one = chance(seed, products, industries)
    of = jointly(one)
    left = (of.outputs - of.inputs) @ one.output
    assert left == pytest.approx(one.final, abs=1e-9)


def test_a_wrong_rule_of_shares_would_be_noticed(monkeypatch):
    """Shares of the industry's output, where those of the product's are meant, do not add up."""
    monkeypatch.setattr(
        sut.SupplyUse, "market", property(lambda one: (one.supply / one.supply.sum(axis=0)).T)
    )
    with pytest.raises(FaultyDocument, match="deliveries add up to"):
        by_industry(chance(1, 4, 3))


@given(st.integers(0, 2**32 - 1))
def test_makers_prices_lose_nothing(seed):
    """Buyers paid makers at home, foreign makers, and taxes; margins only change hands."""
    rng = np.random.default_rng(seed)
    total = rng.random((5, 4 + 6))
    added = rng.random((5, 5)) * 0.3
    for margin in (3, 4):
        added[margin, margin] = 0.0
        added[margin, margin] = -added[:, margin].sum()
    home, foreign = at_makers_prices(total, added)
    assert foreign.sum(axis=1) == pytest.approx(added[:, 0])
    assert foreign[:, [-6, -1]] == pytest.approx(np.zeros((5, 2)))
    paid = total.sum(axis=1) - added.sum(axis=1)
    assert home.sum(axis=1) == pytest.approx(paid)
    assert home[:, -1] == pytest.approx(total[:, -1])


def test_a_folder_is_read(tmp_path):
    one = read_sut(written(tmp_path))
    assert one.products.units == ("EUR m",) * 3
    assert one.imported[0].sum() + one.final_imported[0] == pytest.approx(10)
    assert one.use[2].sum() + one.final[2] == pytest.approx(20)
    assert one.uses.tolist() == [[40, 30]]
    of = jointly(one)
    assert of.products.names[3] == "imported corn"
    assert of.kinds == ("labour",)
    assert of.uses.toarray().tolist() == [[0.4, 0.3]]
    assert len(jointly(one, together=True).products) == 3


def test_without_factors_there_are_no_resources(tmp_path):
    written(tmp_path)
    (tmp_path / "factors.csv").unlink()
    assert len(read_sut(tmp_path).resources) == 0
    assert by_product(read_sut(tmp_path)).uses.shape == (0, 3)


def test_different_units_are_not_added_up(tmp_path):
    one = read_sut(written(tmp_path, SUPPLY.replace("flour,EUR m", "flour,t")))
    assert one.industries.units == ("run", "run")
    assert jointly(one).products.units[:3] == ("EUR m", "t", "EUR m")
    for table in (by_industry, by_product):
        with pytest.raises(FaultyDocument, match="products are in 2 units: EUR m, t; take it joi"):
            table(one)


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("supply", "product,", "goods,", "supply.csv:1: fault: expected the headings product"),
        ("supply", "corn,EUR m,90", "corn,EUR m,1 0", ":2:3: fault: expected a number, got '1 0'"),
        ("supply", "corn,EUR m,90", "corn,EUR m,nan", ":2:3: fault: expected a number, got 'nan'"),
        ("supply", "corn,EUR m,90", "corn,EUR m,95", ":2: fault: corn: 95 is made, 90 is used"),
        ("supply", "flour,EUR m", "corn,EUR m", "product 'corn' is there 2 times"),
        ("supply", "trade,EUR m", ",EUR m", "a product has no name"),
        ("supply", "imports", "farm", "heading 'farm' is there 2 times"),
        ("supply", "imports", "brought", "supply.csv:1:5: fault: industry 'brought' is in supply"),
        ("supply", "flour,EUR m,10", "flour,EUR m,10,7", ":3: fault: expected 8 fields, got 9"),
        ("use", "households", "people", "use.csv:1:5: fault: industry 'people' is in use.csv only"),
        ("use", "\nflour", "\nbran", "use.csv:3: fault: expected the products of supply.csv"),
        ("use", "trade,2,4,,2,\n", "", "expected the products of supply.csv in their order, 'tra"),
        ("use", "corn,20", "corn,-20", ":2:2: fault: expected 0 or more of 'corn' for 'farm'"),
        ("factors", "labour", "work", "factors.csv:2:2: fault: expected the kind labour or"),
        ("factors", "40", "-40", ":2:4: fault: expected 0 or more of 'hands' for 'farm'"),
        ("factors", "mill", "inn", "factors.csv:1:5: fault: there is no industry 'inn'"),
    ],
)  # fmt: skip
def test_what_is_no_supply_and_use_is_told(tmp_path, file, old, new, said):
    texts = {"supply": SUPPLY, "use": USE, "factors": FACTORS}
    assert old in texts[file]
    texts[file] = texts[file].replace(old, new, 1)
    with pytest.raises(FaultyDocument) as told:
        read_sut(written(tmp_path, **texts))
    assert said in str(told.value)


def test_what_is_no_text_is_told(tmp_path):
    written(tmp_path)
    (tmp_path / "use.csv").write_bytes(b"product,\xff\n")
    with pytest.raises(FaultyDocument, match="expected CSV in UTF-8"):
        read_sut(tmp_path)
    (tmp_path / "use.csv").write_bytes(b"")
    with pytest.raises(FaultyDocument, match="there is nothing in it"):
        read_sut(tmp_path)
