"""The seats of the Commune of Paris, from its rule and the census, beside the historical ones."""

import csv
from dataclasses import replace
from pathlib import Path

from commonweal.charter import SeatRule, read, shipped_text
from commonweal.tally import apportion

ROWS = list(
    csv.DictReader(
        Path(__file__).with_name("arrondissements.csv").read_text(encoding="utf-8").splitlines()
    )
)
RULE = read(shipped_text("paris-1871")).levels["commune"].seats[0]


def computed(rule: SeatRule) -> tuple[int, ...]:
    figures = [int(row["inhabitants_1866"]) for row in ROWS]
    return tuple(
        apportion(
            rule.method, figures, per=rule.per, remainder=rule.remainder, minimum=rule.minimum
        ).seats
    )


def differences(column: str) -> dict[int, tuple[int, int]]:
    """Return number of the arrondissement -> (seats by the rule, seats in the column)."""
    return {
        int(row["number"]): (seats, int(row[column]))
        for row, seats in zip(ROWS, computed(RULE), strict=True)
        if seats != int(row[column])
    }


def test_the_census_figures_add_up_to_the_published_total() -> None:
    assert sum(int(row["inhabitants_1866"]) for row in ROWS) == 1_799_980


def test_the_rule_gives_the_ninety_seats_of_the_decree() -> None:
    seats = computed(RULE)
    assert sum(seats) == 90
    assert (seats[13 - 1], seats[20 - 1]) == (4, 4)


def test_the_reported_ninety_two_differ_in_the_nineteenth_only() -> None:
    assert sum(int(row["seats_reported"]) for row in ROWS) == 92
    assert differences("seats_reported") == {19: (4, 6)}


def test_the_ninety_one_published_names_differ_in_two() -> None:
    assert sum(int(row["names_published"]) for row in ROWS) == 91
    assert differences("names_published") == {10: (6, 5), 19: (4, 6)}


def test_a_rule_without_the_remainder_would_be_caught() -> None:
    """A planted wrong rule: whole twenty-thousands only."""
    assert sum(computed(replace(RULE, remainder=None))) == 79
