"""The agenda of a meeting, and how moments are written in refusals."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "cases"))
import telling

from commonweal.polity.rights.meetings.agenda import agenda_of
from commonweal.polity.rights.meetings.finding import LATEST, in_utc

CALLED: list[Any] = [
    {"decide": {"body": "Forge", "text": "a rota", "yes": "Alice, Bob, Dora", "tasks": [
        {"text": "draw it up", "due_days": 2, "holder": "Emil"},
        {"text": "later", "due_days": 90, "holder": "Emil"},
    ]}},
    {"by": "Fay", "publish_letter": {"body": "Forge", "text": "on dust"}},
    {"by": "Alice", "propose_motion": {"body": "Forge", "text": "less dust",
                                       "effect": {"do": "resolve"}}},
    {"by": "Bob", "propose_motion": {"body": "North", "text": "roads",
                                     "effect": {"do": "resolve"}}},
    {"by": "Alice", "ask_question": {"seat": "clerk of Forge", "text": "when is it paid?"}},
    {"by": "Gus", "call_meeting": {"body": "Forge", "begins_at": "+12 days", "text": "wages",
                                   "place": "canteen"}},
    {"by": "Alice", "add_to_agenda": {"meeting": "meeting of Forge", "what": "letter",
                                      "number": 1}},
    {"by": "Fay", "add_to_agenda": {"meeting": "meeting of Forge", "what": "motion", "number": 2}},
    {"by": "Fay", "add_to_agenda": {"meeting": "meeting of Forge", "what": "task", "number": 2}},
    {"by": "Fay", "add_to_agenda": {"meeting": "meeting of Forge", "what": "request",
                                    "text": "breaks"}},
]  # fmt: skip


def life(*more: Any) -> Any:
    return telling.begin({"given": "guild with officers", "setup": [*CALLED, *more]})


def points(lived: Any) -> list[tuple[str, str, str]]:
    agenda = agenda_of(lived.state, lived.state.meetings[1])
    return [(one.kind, one.text, one.why) for one in agenda]


def test_the_agenda_is_what_was_called_for_what_was_put_there_and_what_is_open() -> None:
    assert points(life("+11 days")) == [
        ("purpose", "wages", "called_for"),
        ("letter", "on dust", "put_there"),
        ("motion", "less dust", "put_there"),
        ("task", "later", "put_there"),
        ("request", "breaks", "put_there"),
        ("task", "draw it up", "due"),
        ("question", "when is it paid?", "due"),
    ]


def test_nothing_stands_on_it_twice_and_nothing_of_another_body() -> None:
    asked = {"seat": "clerk of Forge", "text": "and how much?"}
    told = [text for _, text, _ in points(life("+11 days", {"by": "Fay", "ask_question": asked}))]
    assert len(told) == len(set(told))
    assert "roads" not in told
    assert "and how much?" not in told


def test_after_the_meeting_the_agenda_is_what_people_put_there() -> None:
    held = life(
        "+12 days",
        {"by": "Gus", "open_meeting": {"meeting": "meeting of Forge"}},
        {"by": "Gus", "close_meeting": {"meeting": "meeting of Forge"}},
    )
    assert [why for _, _, why in points(held)] == ["called_for"] + ["put_there"] * 4


def test_moments_are_written_for_people_and_numbers_as_numbers() -> None:
    assert in_utc(0) == "1970-01-01 00:00 UTC"
    assert in_utc(LATEST) == "9999-12-31 23:59 UTC"
    assert in_utc(LATEST + 1) == str(LATEST + 1)
    assert in_utc(-1) == "-1"
