"""A comparison of two constitutions is complete, and entrenched rules have no side door."""

from dataclasses import replace
from fractions import Fraction
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonweal.charter import Change, Charter, diff, read, shipped, shipped_text, touches
from commonweal.charter.differing import written
from commonweal.charter.paths import Value, covers, said_in
from commonweal.terms import FaultyDocument

COOP = shipped_text("worker-coop-federation")
CHARTERS = {name: read(shipped_text(name)) for name in shipped()}

# Edits that can be made in any combination: what stands there, and what is put there.
EDITS = {
    'threshold = "1/3"': 'threshold = "1/4"',
    "term_days = 365\nterms_max = 3": 'term_days = 300\nterms_max = "no-limit"',
    "per = 20\nremainder = 10": "per = 25",
    'title = "District council"': 'title = "Council of the district"',
    'majorities = ["2/3", "3/4", "9/10"]': 'majorities = ["2/3", "3/4"]',
    'member = "A person': 'member = "Somebody',
    "Nobody sits for more": "No one sits for more",
    "[offices.chair]": '[offices.guest]\narticle = "9"\ntitle = "G"\nlevels = ["district"]\n\n'
    "[offices.chair]",
    "in_force_from = 2026-01-01": "in_force_from = 2027-01-01",
    'split = "fractions"\n': "",
    "alternate_sits = true": "alternate_sits = false",
}


def edited(edits: set[str]) -> Charter:
    return _edited(frozenset(edits))


@cache
def _edited(edits: frozenset[str]) -> Charter:
    text = COOP
    for old in sorted(edits):
        assert old in text
        text = text.replace(old, EDITS[old], 1)
    return read(text)


def values(charter: Charter) -> dict[str, Value]:
    return {path: said.value for path, said in said_in(charter).items()}


def patched(before: dict[str, Value], changes: tuple[Change, ...]) -> dict[str, Value]:
    after = dict(before)
    for change in changes:
        assert after.get(change.path) == change.old
        if change.new is None:
            after.pop(change.path)
        else:
            after[change.path] = change.new
    return after


# Reading twice takes longer than the usual limit on a busy machine.
@settings(deadline=None, max_examples=40)
@given(st.sets(st.sampled_from(sorted(EDITS))), st.sets(st.sampled_from(sorted(EDITS))))
def test_the_changes_turn_the_old_into_the_new_and_back(one: set[str], other: set[str]) -> None:
    old, new = edited(one), edited(other)
    changes = diff(old, new)
    assert patched(values(old), changes) == values(new)
    assert patched(values(new), diff(new, old)) == values(old)
    assert (changes == ()) == (values(old) == values(new))


@pytest.mark.parametrize("old", shipped())
@pytest.mark.parametrize("new", shipped())
def test_any_two_constitutions_are_compared_completely(old: str, new: str) -> None:
    changes = diff(CHARTERS[old], CHARTERS[new])
    assert patched(values(CHARTERS[old]), changes) == values(CHARTERS[new])


def test_a_comparison_that_forgets_articles_would_be_caught() -> None:
    """A planted wrong rule: comparing the numbers and not the words."""
    new = edited({"Nobody sits for more"})
    wrong = [one for one in diff(edited(set()), new) if not one.path.startswith("articles.")]
    assert patched(values(edited(set())), tuple(wrong)) != values(new)


def test_a_change_names_path_article_old_and_new() -> None:
    changes = diff(edited(set()), edited({'threshold = "1/3"'}))
    assert changes[2] == Change(
        "levels.district.recall.threshold", "8.1", Fraction(1, 3), Fraction(1, 4)
    )
    assert str(changes[2]) == ('levels.district.recall.threshold [article 8.1]: "1/3" -> "1/4"')


def test_moving_a_value_to_a_table_of_its_own_changes_only_the_article() -> None:
    own = '[levels.district.motions]\narticle = "6.2"\ndebate_days = 7\n\n[levels.federation]'
    new = read(COOP.replace("[levels.federation]", own, 1))
    assert [str(change) for change in diff(edited(set()), new)] == [
        'levels.district.motions.article [article 6.2]: "6.1" -> "6.2"'
    ]


def test_a_comment_is_no_change() -> None:
    assert diff(edited(set()), read(f"# new\n{COOP}")) == ()


def test_values_are_written_as_in_the_file() -> None:
    charter = edited(set())
    assert written(charter.preamble.in_force_from) == "2026-01-01"
    assert written(("a", Fraction(1, 2), 3)) == '["a", "1/2", 3]'
    assert written(None) == "(nothing)"
    assert written(True) == "true"
    assert written('say "so"') == r'"say \"so\""'


def test_words_without_an_article_are_written_without_one() -> None:
    (change,) = diff(edited(set()), edited({'member = "A person'}))
    assert str(change).startswith('words.member: "A person')


# A way round what is entrenched: what stands there, what is put there, what must be touched.
SIDE_DOORS = {
    "the general rule": (
        'threshold = "1/3"',
        'threshold = "1"',
        "levels.district.recall.threshold",
    ),
    "a table of one level": (
        "[levels.federation]",
        '[levels.district.recall]\narticle = "8"\nstart = "none"\n\n[levels.federation]',
        "levels.district.recall.start",
    ),
    "a table of one office": (
        "[offices.secretary]",
        '[offices.chair.recall]\narticle = "8"\nthreshold = "1"\n\n[offices.secretary]',
        "offices.chair.recall.threshold",
    ),
    "a new office without recall": (
        "[offices.chair]",
        (
            '[offices.boss]\narticle = "9"\ntitle = "B"\nlevels = ["district"]\n'
            '[offices.boss.recall]\narticle = "8"\nstart = "none"\n\n[offices.chair]'
        ),
        "offices.boss.recall.start",
    ),
    "the list of what is entrenched": (
        'entrenched = ["recall", ',
        "entrenched = [",
        "amendment.entrenched",
    ),
    "the majority for it": (
        'entrenched_majority = "4/5"',
        'entrenched_majority = "2/3"',
        "amendment.entrenched_majority",
    ),
    "the body that amends": (
        'level = "federation"\nmajority = "2/3"',
        'level = "district"\nmajority = "2/3"',
        "amendment.level",
    ),
    "the wording of the article": (
        "When a third has withdrawn",
        "When everybody has withdrawn",
        "articles.8.text",
    ),
    "another article": (
        '[recall]\narticle = "8.1"',
        '[recall]\narticle = "1"',
        "levels.district.recall.article",
    ),
    "a longer term": (
        "term_days = 365\nterms_max = 3",
        "term_days = 700\nterms_max = 3",
        "levels.district.filling.term_days",
    ),
    "a term of one level": (
        "[levels.federation]",
        '[levels.district.filling]\narticle = "5"\nterm_days = 700\n\n[levels.federation]',
        "levels.district.filling.term_days",
    ),
}


@pytest.mark.parametrize("door", SIDE_DOORS)
def test_there_is_no_side_door_to_what_is_entrenched(door: str) -> None:
    old, new, path = SIDE_DOORS[door]
    assert old in COOP
    before = edited(set())
    changes = diff(before, read(COOP.replace(old, new, 1)))
    touched = touches(changes, before.amendment.entrenched)
    assert path in [change.path for change in touched]


def test_a_rule_that_takes_paths_literally_would_be_caught() -> None:
    """A planted wrong rule: ``recall`` covers only what begins with it."""
    old, new, _ = SIDE_DOORS["a table of one level"]
    changes = diff(edited(set()), read(COOP.replace(old, new, 1)))
    assert not [change for change in changes if change.path.startswith("recall")]
    assert touches(changes, ["recall"])


def test_what_is_not_entrenched_is_not_touched() -> None:
    before = edited(set())
    changes = diff(before, edited({'title = "District council"', "in_force_from = 2026-01-01"}))
    assert len(changes) == 2
    assert touches(changes, before.amendment.entrenched) == ()


def test_where_nothing_is_entrenched_nothing_is_touched() -> None:
    old, new, _ = SIDE_DOORS["the majority for it"]
    assert touches(diff(edited(set()), read(COOP.replace(old, new, 1))), ()) == ()


@pytest.mark.parametrize(
    ("entrenched", "path", "covered"),
    [
        ("recall", "levels.district.recall.threshold", True),
        ("recall", "offices.chair.recall.start", True),
        ("recall.threshold", "levels.district.recall.threshold", True),
        ("recall.threshold", "levels.district.recall.start", False),
        ("levels.district.recall", "levels.district.recall.start", True),
        ("levels.district.recall", "levels.federation.recall.start", False),
        ("levels", "levels.district.title", True),
        ("words.member", "words.member", True),
        ("words.mem", "words.member", False),
        ("emergency", "emergency.days_max", True),
        ("recall", "articles.8.text", False),
    ],
)
def test_what_an_entrenched_path_covers(entrenched: str, path: str, *, covered: bool) -> None:
    assert covers(entrenched, path) == covered


def test_every_value_of_every_clause_has_a_path() -> None:
    charter = edited(set())
    paths = said_in(charter)
    for path in (
        "constitution.name",
        "members.waiting_days",
        "levels.district.seats.1.from",
        "levels.district.made_of",
        "offices.chair.powers",
        "accumulation.seats_max",
        "reorganisation.seats_on_merge",
        "founding.powers",
        "words.roll",
        "articles.8.title",
    ):
        assert path in paths
    assert "levels.district.name" not in paths
    assert "levels.district.path" not in paths


def test_an_edit_with_faults_is_no_constitution() -> None:
    with pytest.raises(FaultyDocument):
        read(COOP.replace('threshold = "1/3"', 'threshold = "5/3"'))


def test_an_ended_emergency_is_told_value_by_value() -> None:
    before = edited(set())
    gone = [change.path for change in diff(before, replace(before, emergency=None))]
    assert gone == [
        "emergency.article",
        "emergency.level",
        "emergency.powers",
        "emergency.days_max",
        "emergency.majorities",
        "emergency.yes_share_min",
        "emergency.pause_days",
    ]
