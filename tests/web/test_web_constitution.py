"""The constitution's page: articles, what its values mean, versions and what they changed."""

from __future__ import annotations

import re

import pytest

from commonweal.charter import read, shipped_text
from commonweal.polity import commands as cmd
from commonweal.polity import effects as ef
from commonweal.web.articles import sentences_by_article

SHIPPED = [
    "paris-1871", "rsfsr-1918", "worker-coop-federation", "trade-union", "tenants-union",
    "one-party-locum",
]  # fmt: skip


@pytest.mark.parametrize("name", SHIPPED)
def test_every_rule_stands_with_an_article_of_its_constitution(name):
    charter = read(shipped_text(name))
    told = sentences_by_article(charter)
    assert set(told) <= set(charter.articles)
    assert sum(map(len, told.values())) > 10


def adopt(town, text: str) -> None:
    state = town.office.state
    delegates = [one.holder for one in state.delegates(1)]
    effect = ef.AmendConstitution(constitution=text)
    command = cmd.ProposeMotion(body=1, text="Shorter debates", effect=effect)
    motion = town.do(command, delegates[0]).events[0].motion
    town.do(cmd.SecondMotion(motion=motion), delegates[1])
    town.clock.pass_days(7.1)
    town.office.tick()
    for delegate in delegates:
        town.do(cmd.CastVote(poll=state.motions[motion].poll, choice="yes"), delegate)
    assert state.motions[motion].stage == "carried"


def test_a_new_version_is_shown_beside_what_it_changed(town):
    old = town.office.charters.current.text
    adopt(town, old.replace("debate_days = 7", "debate_days = 6", 1))
    page = town.client().get("/constitution").content.decode()
    assert "Version 2" in page
    assert re.search(r">[1-9] changes?<", page)
    assert "Changed in version 2" in page
    compared = town.client().get("/constitution?diff=2").content.decode()
    assert "What changed from version 1 to 2" in compared
    assert "<del>7</del>" in compared
    assert "<ins>6</ins>" in compared
    first = town.client().get("/constitution?version=1").content.decode()
    assert "debated for 7 days" in first
    assert "debated for 7 days" not in page
    file = town.client().get("/constitution/1.toml")
    assert file.content.decode() == old


def test_a_rule_leads_to_its_article(quiet_town):
    answer = quiet_town.client().get("/rules/8.1")
    assert answer["Location"] == "/constitution#art-8"
    assert 'id="art-8"' in quiet_town.client().get("/constitution").content.decode()
