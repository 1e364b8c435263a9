"""An outcome is restored from its plain data without loss, whatever rule counted it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonweal import tally

RULES = list(tally.RULES.values())


@st.composite
def profiles(draw: st.DrawFn, rule: tally.Rule) -> Any:
    candidates = (
        draw(st.integers(2, 4)) if rule.many_seats or rule.ballots is not tally.Choice else 2
    )
    paper = st.permutations(range(candidates)).flatmap(
        lambda order: st.integers(0, candidates).map(lambda size: tuple(order[:size]))
    )
    papers = draw(st.lists(paper, max_size=8))
    if rule.ballots is tally.Choice:
        return tally.Choice.of([one[0] for one in papers if one], candidates)
    if rule.ballots is tally.Scored:
        graded = [{c: 5 - rank for rank, c in enumerate(one)} for one in papers]
        return tally.Scored.of(graded, candidates, 5)
    return rule.ballots.of(papers, candidates)  # type: ignore[union-attr]


def read_back(outcome: tally.Outcome) -> tally.Outcome:
    return tally.Outcome.from_dict(json.loads(json.dumps(outcome.as_dict())))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
@given(data=st.data())
def test_every_outcome_comes_back_as_it_was(rule: tally.Rule, data: st.DataObject) -> None:
    profile = data.draw(profiles(rule))
    lots: list[tuple[int, ...]] = []
    while True:
        outcome = tally.count(rule.name, profile, 1, lots=lots)
        again = read_back(outcome)
        assert again == outcome
        assert again.as_dict() == outcome.as_dict()
        if outcome.lot is None:
            return
        lots.append(outcome.lot.tied)


def stopped() -> tally.Outcome:
    profile = tally.Ranked.of([[0]] * 2 + [[1]] * 2, candidates=2)
    outcome = tally.count("scottish-stv", profile, 1)
    assert outcome.lot is not None
    return outcome


def test_a_tie_and_reserved_seats_come_back() -> None:
    assert read_back(stopped()) == stopped()
    bounds = tally.Reserved.of(("women", [0], 1, None), ("men", [1, 2], 0, 1))
    profile = tally.Ranked.of([[0, 1]] * 5 + [[2]], candidates=3)
    outcome = tally.count("meek", profile, 2, reserved=bounds)
    assert read_back(outcome) == outcome


def test_options_come_back_in_their_own_kind() -> None:
    profile = tally.Choice.counted([3, 2])
    outcome = tally.count("majority", profile, 1, threshold="2/3")
    assert dict(read_back(outcome).options) == dict(outcome.options)
    assert not [
        word
        for rule in RULES
        for option in rule.options
        for word in option.allowed
        if word[:1].isdigit()
    ]


def test_documents_without_words_call_candidates_by_number() -> None:
    plain = {key: value for key, value in stopped().as_dict().items() if key != "words"}
    again = tally.Outcome.from_dict(plain)
    assert again.explain(["Alice", "Bob"]) == stopped().explain()
    braces = {**plain, "lot": {**plain["lot"], "text": "draw {among} all"}}  # type: ignore[dict-item]
    assert tally.Outcome.from_dict(braces).lot.told([]) == "draw {among} all"  # type: ignore[union-attr]


def test_a_lost_figure_would_be_noticed() -> None:
    plain = json.loads(json.dumps(stopped().as_dict()))
    plain["rounds"][0]["tallies"][0] = "1"
    assert tally.Outcome.from_dict(plain) != stopped()
    rounds = plain["rounds"] * 2
    with pytest.raises(ValueError, match="zip"):
        tally.Outcome.from_dict({**plain, "lot": None, "rounds": rounds, "words": ["one"]})
