"""The pages on what a constitution guards: its own, and those that come with the software."""

from __future__ import annotations

import re

import pytest

from commonweal.charter import check, read, shipped, shipped_text
from commonweal.charter.prudence_planning import WITHOUT_A_PLAN


def _page(town, address: str) -> str:
    answer = town.client().get(address)
    assert answer.status_code == 200, answer.content.decode()
    return answer.content.decode()


def test_the_one_party_state_is_shown_article_by_article(quiet_town):
    page = _page(quiet_town, "/constitutions/one-party-locum")
    charter = read(shipped_text("one-party-locum"))
    assert page.count("<h1") == 1
    parts = re.split(r'<article class="article" id="art-', page)[1:]
    assert [part.partition('"')[0] for part in parts] == list(charter.articles)
    recall = next(part for part in parts if part.startswith('6"'))
    assert "Nobody can recall whoever sits here" in recall
    assert ">A2</b>" in recall
    nowhere = page.partition("What no article gives")[2].partition("Article by article")[0]
    assert "Members of one mind have no right to organise" in nowhere
    assert "Nobody inspects" in nowhere


@pytest.mark.parametrize("name", shipped())
def test_no_warning_is_missing_from_the_page(quiet_town, name):
    page = _page(quiet_town, f"/constitutions/{name}")
    charter = read(shipped_text(name))
    after = page.partition('aria-labelledby="articles"')[2]
    nowhere = page.partition('aria-labelledby="nowhere"')[2].partition("</section>")[0]
    at_articles = sum(bool(one.article) for one in check(charter))
    assert after.count('<p class="note ') == at_articles
    without = 0 if charter.plan else len(WITHOUT_A_PLAN)  # listed, though nobody is warned of it
    assert nowhere.count('<p class="note ') == len(check(charter)) - at_articles + without


def test_the_constitution_in_force_is_held_to_the_same(quiet_town):
    assert "/constitution/safeguards" in _page(quiet_town, "/constitution")
    page = _page(quiet_town, "/constitution/safeguards")
    assert ">lacking<" not in page
    assert "What no article gives" not in page
    assert 'href="/constitution#art-15"' in page


def test_the_library_lists_all_and_says_how_many_requirements_each_keeps(quiet_town):
    page = _page(quiet_town, "/constitutions")
    assert all(f'href="/constitutions/{name}"' in page for name in shipped())
    assert page.count("tag good") >= 2  # a trade union, which plans nothing, keeps all the others


def test_an_unknown_name_is_said_plainly(quiet_town):
    answer = quiet_town.client().get("/constitutions/utopia")
    assert answer.status_code == 404
    assert "utopia" in answer.content.decode()
