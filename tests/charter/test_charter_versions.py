"""Which constitution is in force at a moment."""

from datetime import date

import pytest

from commonweal.charter import Charters
from commonweal.terms import CharterVersion, FaultyDocument, Moment, days, moment

ONE, TWO, THREE = CharterVersion(1), CharterVersion(2), CharterVersion(3)
NEW_YEAR = moment(date(2026, 1, 1))


def later(count: int) -> Moment:
    return Moment(NEW_YEAR + days(count))


@pytest.fixture
def charters(club: str) -> Charters:
    """Two versions; the second was adopted on the tenth day and begins on 1 March."""
    charters = Charters()
    charters.add(ONE, club, NEW_YEAR)
    later_text = club.replace("2026-01-01", "2026-03-01").replace("Union of Clubs", "Clubs")
    charters.add(TWO, later_text, later(10))
    return charters


def test_a_version_is_in_force_from_its_day(charters: Charters) -> None:
    march = moment(date(2026, 3, 1))
    assert charters.on(NEW_YEAR).preamble.name == "Union of Clubs"
    assert charters.on(later(20)).preamble.name == "Union of Clubs"
    assert charters.on(Moment(march - 1)).preamble.name == "Union of Clubs"
    assert charters.on(march).preamble.name == "Clubs"
    assert charters.dated_on(march).version == TWO


def test_a_version_is_not_in_force_before_it_was_adopted(charters: Charters, club: str) -> None:
    april = moment(date(2026, 4, 1))
    charters.add(THREE, club, april)
    assert charters.dated_on(Moment(april - 1)).version == TWO
    assert charters.dated_on(april).version == THREE


def test_the_later_adopted_prevails_over_one_that_begins_later(
    charters: Charters, club: str
) -> None:
    charters.add(THREE, club, later(20))
    assert charters.dated_on(later(30)).version == THREE
    assert charters.dated_on(later(300)).version == THREE


def test_until_when_each_version_was_in_force(charters: Charters, club: str) -> None:
    def told(at: Moment) -> list[tuple[str, Moment]]:
        return [(charter.preamble.name, until) for charter, until in charters.until(at)]

    march = moment(date(2026, 3, 1))
    assert told(later(20)) == [("Union of Clubs", later(20))]
    assert told(later(90)) == [("Clubs", later(90)), ("Union of Clubs", Moment(march - 1))]
    # What is adopted before it begins, and sooner in force, leaves it no day at all.
    charters.add(THREE, club, later(20))
    assert told(later(90)) == [
        ("Union of Clubs", later(90)),
        ("Union of Clubs", Moment(later(20) - 1)),
    ]


def test_before_the_first_none_is_in_force(charters: Charters) -> None:
    with pytest.raises(LookupError, match="at 2025-12-31T23:59:59Z; the first begins at 2026-01-"):
        charters.on(Moment(NEW_YEAR - 1))


def test_none_is_in_force_where_none_is_adopted() -> None:
    with pytest.raises(LookupError, match="none is adopted"):
        Charters().on(NEW_YEAR)
    with pytest.raises(LookupError, match="no constitution is adopted yet"):
        _ = Charters().current


def test_versions_by_number_and_the_current_one(charters: Charters) -> None:
    assert charters.version(ONE).preamble.name == "Union of Clubs"
    assert charters.current.preamble.name == "Clubs"
    assert [dated.version for dated in charters.versions] == [ONE, TWO]
    assert [dated.adopted_at for dated in charters.versions] == [NEW_YEAR, later(10)]
    with pytest.raises(LookupError, match=r"no version 3; there are \[1, 2\]"):
        charters.version(THREE)


def test_versions_follow_one_another(charters: Charters, club: str) -> None:
    with pytest.raises(ValueError, match=r"version 2 of .* cannot follow version 2"):
        charters.add(TWO, club, later(11))
    with pytest.raises(ValueError, match="cannot follow"):
        charters.add(THREE, club, later(9))
    assert charters.add(THREE, club, later(10)).preamble.name == "Union of Clubs"


def test_a_faulty_text_is_not_added(charters: Charters, club: str) -> None:
    with pytest.raises(FaultyDocument, match="constitution, version 3:"):
        charters.add(THREE, club.replace('"1/3"', '"4/3"'), later(12))
    assert len(charters.versions) == 2
