"""How a constitution stands to every requirement: what answers for it, and what it lacks."""

from __future__ import annotations

import pytest

from commonweal.charter import check, read, shipped, shipped_text
from commonweal.charter.prudence_planning import WITHOUT_A_PLAN
from commonweal.charter.prudence_rights import TABLES_OF_RIGHTS
from commonweal.charter.safeguards import safeguards
from commonweal.charter.warnings import REQUIREMENTS


@pytest.mark.parametrize("name", shipped())
def test_whatever_breaks_a_requirement_stands_with_it_and_nothing_is_lost(name):
    charter = read(shipped_text(name))
    told = [one for one in check(charter) if one.requirement]
    sorted_ = [fault for one in safeguards(charter) for fault in one.lacking]
    without = [one for one in sorted_ if one.what.startswith("plan: no") and not one.article]
    assert sorted(map(str, sorted_)) == sorted(map(str, [*told, *without]))
    expected = () if charter.plan else WITHOUT_A_PLAN
    assert sorted(one.requirement for one in without) == sorted(expected)
    assert all(f"this breaks {one.requirement} " in one.what for one in sorted_)
    assert {one.requirement for one in safeguards(charter)} == set(REQUIREMENTS)


def test_the_one_party_state_lacks_every_right_that_is_a_table_of_its_own():
    charter = read(shipped_text("one-party-locum"))
    lacking = {one.requirement: one for one in safeguards(charter)}
    for name, (requirement, missing) in TABLES_OF_RIGHTS.items():
        found = [one for one in lacking[requirement].lacking if one.what.startswith(f"{name}: ")]
        assert [missing in one.what for one in found] == [True], name
        assert found[0].article == ""
    assert [one.article for one in lacking["A2"].lacking] == ["6", "11"]
    assert lacking["A2"].articles == ("6", "11")


@pytest.mark.parametrize("name", ["trade-union", "tenants-union", "worker-coop-federation"])
def test_present_day_constitutions_keep_every_requirement_by_an_article(name):
    charter = read(shipped_text(name))
    unasked = () if charter.plan else WITHOUT_A_PLAN  # who makes nothing together plans nothing
    for one in safeguards(charter):
        if one.requirement in unasked:
            continue
        assert one.articles, one
        assert one.lacking == (), one


def test_a_right_that_can_be_voted_away_is_lacking_at_its_own_article():
    text = shipped_text("trade-union")
    charter = read(text.replace('"caucuses", ', "", 1))
    found = next(one for one in safeguards(charter) if one.requirement == "A6")
    assert [one.article for one in found.lacking] == ["15"]
    assert "by the same vote" in found.lacking[0].what
