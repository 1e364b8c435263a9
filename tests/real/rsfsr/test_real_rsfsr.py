"""The ratios of the congress pyramid of 1918, article by article."""

import csv
from pathlib import Path

import pytest

from commonweal.charter import Charter, SeatRule, read, shipped_text
from commonweal.tally import apportion

ROWS = list(
    csv.DictReader(Path(__file__).with_name("ratios.csv").read_text(encoding="utf-8").splitlines())
)
CHARTER = read(shipped_text("rsfsr-1918"))


def rule_for(charter: Charter, above: str, below: str) -> SeatRule:
    return next(rule for rule in charter.levels[above].seats if below in rule.senders)


def delegates(above: str, below: str, figure: int) -> int:
    rule = rule_for(CHARTER, above, below)
    return apportion(rule.method, [figure], per=rule.per, minimum=rule.minimum).seats[0]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['below']} to {row['above']}")
def test_each_ratio_is_that_of_its_article(row: dict[str, str]) -> None:
    rule = rule_for(CHARTER, row["above"], row["below"])
    assert rule.method == "per-n"
    assert (rule.per, rule.minimum) == (int(row["per"]), int(row["minimum"]))
    assert rule.figure == row["figure"]
    assert rule.article.partition(".")[0] == row["article"].rstrip("abcd")


def test_ten_members_of_a_soviet_stand_for_a_thousand_inhabitants() -> None:
    """Art. 53 d counts members of the soviet; the format counts inhabitants: the same, at 57 b."""
    for inhabitants in (1_000, 2_000, 5_000):
        members = delegates("village-soviet", "village", inhabitants)
        assert delegates("volost-congress", "village-soviet", inhabitants) == members // 10
    assert delegates("volost-congress", "village-soviet", 300) == 1


def test_a_town_of_voters_weighs_more_than_a_province_of_inhabitants() -> None:
    assert delegates("all-russian-congress", "town-soviet", 125_000) == 5
    assert delegates("all-russian-congress", "gubernia-congress", 125_000) == 1


def test_terms_follow_how_often_a_congress_must_meet() -> None:
    terms = {name: level.filling.term_days for name, level in CHARTER.levels.items()}
    assert terms["volost-congress"] == 30
    assert terms["village-soviet"] == terms["gubernia-congress"] == 90
    assert terms["all-russian-congress"] == 180


def test_the_highest_numbers_cannot_be_said_and_are_missed() -> None:
    """A town of two million would have 2,000 deputies here; article 57 stops at 1,000."""
    row = next(row for row in ROWS if row["below"] == "town")
    assert delegates("town-soviet", "town", 2_000_000) > int(row["maximum"])
