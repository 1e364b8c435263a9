"""What a constitution may say of unions, and what would put one under somebody's command."""

from __future__ import annotations

import pytest

from commonweal.charter import check, diff, explain, read, shipped, shipped_text, touches
from commonweal.terms import FaultyDocument

PLAYERS = 'title = "Players\' union"\nown_roll = true\n'
TABLE = '[union]\narticle = "21"\nlevel = "players"\n'

FAULTS = {
    "a union made of delegates": (
        PLAYERS,
        f'{PLAYERS}made_of = ["club"] # !\n',
        ("made of its members, not of delegates", "leave made_of out"),
    ),
    "a union below a council": (
        'title = "Union council"\nmade_of = ["club"]',
        'title = "Union council"\nmade_of = ["club", "players"] # !',
        ("'players' would stand below 'union'", "leave 'players' out"),
    ),
    "a union that nobody founds": (
        TABLE,
        "",
        ("nobody can found a body of this level", 'name "players" in [union]'),
    ),
    "a union of no level": (
        TABLE,
        '[union]\narticle = "21"\nlevel = "player" # !\n',
        ("there is no level 'player'", "did you mean 'players'?"),
    ),
    "a union that is part of the pyramid": (
        TABLE,
        '[union]\narticle = "21"\nlevel = "club" # !\n',
        ("'club' is a level of the pyramid", "own_roll = true"),
    ),
    "a union that amends": (
        '[amendment]\narticle = "12"\nlevel = "union"',
        '[amendment]\narticle = "12"\nlevel = "players" # !',
        ("would decide for those who have not joined it", "a level of the pyramid"),
    ),
    "a union that declares emergencies": (
        '[emergency]\narticle = "11"\nlevel = "union"',
        '[emergency]\narticle = "11"\nlevel = "players" # !',
        ("would decide for those who have not joined it", "a level of the pyramid"),
    ),
    "appointed officers": (
        'title = "Captain"\nlevels = ["players"]',
        (
            'title = "Captain"\nlevels = ["players"]\n[offices.captain.filling]\narticle = "21"\n'
            'rule = "appointed" # !\nappointed_by = "chair"'
        ),
        ("an officer of a union would be appointed", "elect its officers"),
    ),
    "officers from outside": (
        'title = "Captain"\nlevels = ["players"]',
        (
            'title = "Captain"\nlevels = ["players"]\n[offices.captain.filling]\narticle = "21"\n'
            'eligible = "members" # !'
        ),
        ("need not belong to it", 'eligible = "voters"'),
    ),
}

WARNINGS = {
    "a union that the next vote takes away": (
        '"union", "levels.players"',
        '"levels.players"',
        "take this right away by the same vote",
    ),
    "a level that the next vote changes": (
        '"union", "levels.players"',
        '"union"',
        "change how a union works by the same vote",
    ),
    "one head of both": (
        TABLE,
        f'{TABLE}incompatible = "nothing" # !\n',
        "can lead the union that answers to nobody there",
    ),
    "too many founders": (
        TABLE,
        f"{TABLE}members_min = 51 # !\n",
        "51 members must sign before there is a union",
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_what_would_command_a_union_is_a_fault(club: str, name: str) -> None:
    old, new, (what, remedy) = FAULTS[name]
    assert old in club
    text = club.replace(old, new, 1)
    with pytest.raises(FaultyDocument) as caught:
        read(text, place="club.toml")
    fault = next(one for one in caught.value.faults if what in one.what)
    assert remedy in fault.remedy
    assert not fault.warning
    if "# !" in text:
        assert "# !" in text.splitlines()[fault.line - 1]


@pytest.mark.parametrize("name", WARNINGS)
def test_what_weakens_a_union_is_warned_of(club: str, name: str) -> None:
    old, new, what = WARNINGS[name]
    assert old in club
    text = club.replace(old, new, 1)
    warning = next(one for one in check(read(text)) if what in one.what)
    assert warning.requirement == "A8"
    if "# !" in text:
        assert "# !" in text.splitlines()[warning.line - 1]


def test_a_union_is_no_second_top_and_no_base(club: str) -> None:
    charter = read(club)
    assert charter.top.name == "union"
    assert charter.levels["players"].of_members
    assert not charter.levels["players"].is_base
    assert [one.name for one in charter.levels.values() if one.is_base] == ["club"]


def test_without_a_base_there_is_no_constitution(club: str) -> None:
    with pytest.raises(FaultyDocument) as caught:
        read(club.replace('title = "Club meeting"', 'title = "Club meeting"\nown_roll = true'))
    assert any("no level in which members sit" in one.what for one in caught.value.faults)


@pytest.mark.parametrize("name", shipped())
def test_present_day_constitutions_have_a_union_and_historical_ones_none(name: str) -> None:
    charter = read(shipped_text(name))
    assert (charter.union is not None) == (name in PRESENT_DAY)
    if charter.union is not None:
        assert charter.union.article.startswith("21")
        assert charter.levels[charter.union.level].own_roll
        assert {"union", "levels.union", "offices.union-convener"} <= {
            *charter.amendment.entrenched
        }
        assert "nobody else opens it" in explain(charter)


PRESENT_DAY = {"worker-coop-federation", "trade-union", "tenants-union"}


@pytest.mark.parametrize("name", ["trade-union", "tenants-union", "worker-coop-federation"])
def test_a_union_guarded_by_the_ladder_does_not_lock_the_rules_of_the_others(name):
    """What an ordinary amendment may change of the general rules it may still change."""
    old = read(shipped_text(name))
    lines = shipped_text(name).splitlines()
    at = lines.index("[motions]")
    share = next(one for one in range(at, len(lines)) if lines[one].startswith("majority"))
    lines[share] = 'majority = "3/5"'
    new = read("\n".join(lines))
    changes = diff(old, new)
    assert changes
    assert touches(changes, old.amendment.entrenched) == ()
