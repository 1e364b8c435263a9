"""The shipped constitutions: whole, without faults; between them they use every way there is."""

from collections.abc import Iterator
from typing import get_args

import pytest

from commonweal.charter import Charter, check, explain, read, shipped, shipped_text
from commonweal.charter.model import SeatMethod
from commonweal.polity.commands import COMMANDS
from commonweal.tally import APPORTIONMENTS, RULES

CHARTERS = {name: read(shipped_text(name), place=name) for name in shipped()}


def test_six_are_shipped() -> None:
    assert shipped() == (
        "one-party-locum",
        "paris-1871",
        "rsfsr-1918",
        "tenants-union",
        "trade-union",
        "worker-coop-federation",
    )


@pytest.mark.parametrize("name", shipped())
def test_each_has_no_fault_and_names_only_what_there_is(name: str) -> None:
    faults = check(CHARTERS[name], counting_rules=RULES, commands=COMMANDS)
    assert [str(fault) for fault in faults if not fault.warning] == []


@pytest.mark.parametrize("name", shipped())
def test_each_is_explained_with_every_article_that_it_cites(name: str) -> None:
    told = explain(CHARTERS[name])
    for number in CHARTERS[name].articles:
        assert f"### Article {number}. " in told


@pytest.mark.parametrize("name", shipped())
def test_each_article_is_cited_or_only_words(name: str) -> None:
    text = shipped_text(name)
    for number in CHARTERS[name].articles:
        assert f'article = "{number}"' in text or f'article = "{number}.' in text


def test_there_is_no_other() -> None:
    with pytest.raises(KeyError, match="did you mean 'paris-1871'"):
        shipped_text("paris-1872")


def _used(charters: Iterator[Charter]) -> dict[str, set[str]]:
    used: dict[str, set[str]] = {}
    for charter in charters:
        for level in charter.levels.values():
            used.setdefault("method", set()).update(rule.method for rule in level.seats)
            used.setdefault("rule", set()).add(level.filling.rule)
            used.setdefault("start", set()).add(level.recall.start)
            used.setdefault("refill", set()).add(level.recall.refill)
            used.setdefault("kinds", set()).update(level.mandates.kinds)
            used.setdefault("split", set()).add(level.mandates.split)
            used.setdefault("on_amended", set()).add(level.mandates.on_amended)
            used.setdefault("tie", set()).add(level.motions.tie)
    return used


def test_between_them_they_use_every_way_there_is() -> None:
    used = _used(iter(CHARTERS.values()))
    assert used == {
        "method": set(get_args(SeatMethod)),
        "rule": {"scottish-stv", "plurality", "approval", "appointed"},
        "start": {"confidence", "petition", "none"},
        "refill": {"count-back", "by-election"},
        "kinds": {"imperative", "conditional", "split", "free"},
        "split": {"fractions", "whole"},
        "on_amended": {"refer-back", "abstain", "free"},
        "tie": {"rejected", "lot"},
    }


def test_every_method_that_a_constitution_can_name_is_one_of_the_tally() -> None:
    assert set(get_args(SeatMethod)) <= set(APPORTIONMENTS)


def test_the_federation_of_co_operatives_is_what_the_demo_needs() -> None:
    charter = CHARTERS["worker-coop-federation"]
    assert list(charter.levels) == ["workplace", "consumers", "district", "federation", "union"]
    assert charter.levels["district"].made_of == ("workplace", "consumers")
    assert charter.levels["federation"].made_of == ("district",)
    assert charter.levels["workplace"].motions.ballot == "secret"
    assert charter.levels["district"].motions.ballot == "open"
    recall = charter.levels["district"].recall
    assert (recall.start, recall.kept, recall.refill) == ("confidence", "secret", "count-back")
    assert charter.emergency is not None
    assert [str(step) for step in charter.emergency.majorities] == ["2/3", "3/4", "9/10"]
