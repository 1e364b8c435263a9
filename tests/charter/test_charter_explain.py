"""The explanation tells every value that has an effect, each with its article."""

from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import date, timedelta
from fractions import Fraction
from typing import get_args, get_type_hints

import pytest

from commonweal.charter import Charter, Clause, explain, read, shipped, shipped_text
from commonweal.charter.model import (
    Amendment,
    Filling,
    MandateRule,
    Membership,
    MotionRule,
    RecallRule,
    Reorganisation,
    SeatRule,
)
from commonweal.charter.paths import clauses
from commonweal.charter.phrases import listed, share_in_words
from commonweal.charter.rights import RIGHTS, Letters
from commonweal.charter.sentences import sentences
from commonweal.charter.sentences_rights import HEADINGS

CHARTERS = {name: read(shipped_text(name)) for name in shipped()}

# Values that have no effect beside another value, and are therefore not told.
IDLE = {
    (RecallRule, "start", "none"): "threshold kept petition_days cooling_off_days voting_days"
    " ballot majority yes_share_min",
    (RecallRule, "start", "confidence"): "petition_days",
    (Filling, "rule", "appointed"): "electors ballot nomination_days voting_days nominators"
    " alternates",
    (Letters, "removal_grounds", ()): "removal_majority appeal_level appeal_days",
    (Reorganisation, "consent", "none"): "consent_days",
    (Membership, "roll_signatures", 0): "roll_signing_days",
    (SeatRule, "method", "per-n"): "total bands each",
    (SeatRule, "method", "bands"): "total per remainder each",
    (SeatRule, "method", "equal"): "total per remainder bands figure",
    (SeatRule, "method", "sainte-lague"): "per remainder bands each",
    (SeatRule, "method", "d-hondt"): "per remainder bands each",
}


def idle(clause: Clause) -> set[str]:
    keys = {"article", "path"}
    for (kind, key, value), names in IDLE.items():
        if isinstance(clause, kind) and getattr(clause, key) == value:
            keys |= set(names.split())
    if isinstance(clause, Filling) and clause.rule != "appointed":
        keys.add("appointed_by")
    if isinstance(clause, Amendment) and not clause.entrenched:
        keys.add("entrenched_majority")
    if isinstance(clause, Amendment) and clause.entrenched_majority is None:
        keys |= {"entrenched_decisions", "entrenched_apart_days", "entrenched_referendum"}
    if isinstance(clause, Amendment) and clause.entrenched_decisions == 1:
        keys.add("entrenched_apart_days")
    if isinstance(clause, MandateRule) and "split" not in clause.kinds:
        keys.add("split")
    if isinstance(clause, MandateRule) and not {"split", "imperative"} & set(clause.kinds):
        keys.add("on_amended")
    return keys


def others(clause: Clause, key: str, hint: object) -> Iterator[object]:
    """Give other values for a field, by its type."""
    value = getattr(clause, key)
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, str) and get_args(hint):
        options = [option for option in get_args(hint) if isinstance(option, str)]
        yield from (option for option in options if option != value)
    elif isinstance(value, str):
        yield f"{value}-other"
    elif isinstance(value, int):
        yield from (value + 1, value + 7)
    elif isinstance(value, Fraction):
        yield Fraction(3, 7)
    elif isinstance(value, date):
        yield value + timedelta(days=1)
    elif isinstance(value, tuple):
        yield value[:-1]
    else:
        yield 9


def applied(charter: Charter) -> Iterator[Clause]:
    """Give the clauses that are ever applied: no seat is filled where members sit themselves."""
    bases = {name for name, level in charter.levels.items() if level.of_members}
    for path, clause in clauses(charter):
        at_base = path.split(".")[0] == "levels" and path.split(".")[1] in bases
        if not (at_base and isinstance(clause, Filling | RecallRule | MandateRule)):
            yield clause


@pytest.mark.parametrize("name", shipped())
def test_every_value_is_told_with_its_article(name: str) -> None:
    told = explain(CHARTERS[name])
    for clause in applied(CHARTERS[name]):
        assert sentences(clause)
        for sentence in sentences(clause):
            assert f"- {sentence} (article {clause.article})\n" in told


@pytest.mark.parametrize("name", shipped())
def test_had_a_value_been_another_the_sentences_would_be_others(name: str) -> None:
    for clause in applied(CHARTERS[name]):
        hints = get_type_hints(type(clause))
        for field in fields(clause):
            value = getattr(clause, field.name)
            nested = isinstance(value, Clause) or field.name in {"name", "seats"}
            if field.name in idle(clause) or (nested and clause.path != "constitution"):
                continue
            for other in others(clause, field.name, hints[field.name]):
                if value in ((), None) and other in ((), None):
                    continue
                changed = replace(clause, **{field.name: other})
                assert sentences(changed) != sentences(clause), (clause.path, field.name, other)


def test_a_forgotten_value_would_be_caught() -> None:
    """A planted wrong rule: sentences that leave the tie out."""
    rule = CHARTERS["tenants-union"].levels["estate"].motions
    other = replace(rule, tie="rejected")
    assert [one for one in sentences(rule) if "equal" not in one] == [
        one for one in sentences(other) if "equal" not in one
    ]
    assert sentences(rule) != sentences(other)


def test_shared_rules_are_told_once_with_the_names_of_those_who_share_them() -> None:
    told = explain(CHARTERS["worker-coop-federation"])
    of_homes = "workplace-secretary, consumers-secretary"
    officers = f"chair, secretary, {of_homes}, inspector, union-convener"
    assert told.count(f"\n### district, federation, {officers}\n") == 1


def test_what_is_never_applied_is_not_told() -> None:
    told = explain(CHARTERS["worker-coop-federation"])
    recall = told[told.index("## Recall") : told.index("## How bodies decide")]
    assert "### workplace" not in recall


def test_words_articles_and_their_sources_are_told() -> None:
    charter = CHARTERS["rsfsr-1918"]
    told = explain(charter)
    for word, meaning in charter.words.items():
        assert f"- **{word}**: {meaning}" in told
    for article in charter.articles.values():
        assert f"### Article {article.number}. {article.title}" in told
        assert f"Source: {article.source}" in told


def test_no_emergency_and_no_words_are_told_too(club: str) -> None:
    start, end = club.index("[emergency]"), club.index("[amendment]")
    text = (club[:start] + club[end:]).replace('[words]\nclub = "Whoever plays together."\n', "")
    told = explain(read(text))
    assert "- This constitution knows no emergency powers." in told
    assert "## Words" not in told


def test_every_heading_is_there() -> None:
    headings = [line for line in explain(CHARTERS["trade-union"]).splitlines() if line[:3] == "## "]
    assert headings == [
        "## Members",
        "## Levels, lowest first",
        "## Offices",
        "## How seats and offices are filled",
        "## Mandates",
        "## Recall",
        "## How bodies decide",
        "## Several seats or offices at once",
        "## Emergency",
        "## Changing the constitution",
        "## Opening, merging, splitting, closing",
        "## Founding",
        *(f"## {HEADINGS[name][0]}" for name in RIGHTS),
        "## Words",
        "## The articles",
    ]


def test_shares_and_lists_in_words() -> None:
    assert share_in_words(Fraction(2, 3)) == "two thirds (2/3)"
    assert share_in_words(Fraction(3, 7)) == "3/7"
    assert listed(()) == "nothing"
    assert listed(("a",)) == "a"
    assert listed(("a", "b", "c")) == "a, b and c"


def test_rare_values_have_their_sentences(club: str) -> None:
    text = club.replace('majority = "1/2"', 'turnout_quorum = "1/4"\npresence_quorum = "1/5"')
    told = explain(read(text))
    assert "The vote counts only if a quarter (1/4) of the votes are cast." in told
    assert "a roll-call must find a fifth (1/5) of the voters present" in told
    rule = read(text).levels["union"].motions
    assert isinstance(rule, MotionRule)
