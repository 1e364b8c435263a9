"""Golden records fold for ever: what a federation has on record means the same in every version.

The records in ``tests/golden`` were written once by ``tests/golden/make.py`` and are never changed.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from types import MappingProxyType
from typing import Any

import msgspec
import pytest

from commonweal.office import entries
from commonweal.polity import EVENTS, State, from_bytes, to_bytes
from commonweal.polity.upcasting import UPCASTERS, lift

GOLDEN = Path(__file__).parent.parent / "golden"
sys.path.insert(0, str(GOLDEN))
from meaning import meaning_digest  # noqa: E402 -- it stands beside the records

DIGESTS: dict[str, str] = json.loads((GOLDEN / "digests.json").read_text())
RECORDS = sorted(GOLDEN.glob("*.jsonl"))


def lines(record: Path) -> list[bytes]:
    return record.read_bytes().splitlines()


def fold(bodies: list[bytes], state: State | None = None) -> State:
    state = state or State()
    versions = list(entries.fold(state, bodies))
    assert versions[-1] == state.version
    return state


def names_in(bodies: list[bytes]) -> set[str]:
    return {event["event"] for body in bodies for event in json.loads(body).get("events", ())}


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.stem)
def test_golden_record_folds_to_its_digest(record: Path) -> None:
    assert meaning_digest(fold(lines(record))) == DIGESTS[record.stem]


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.stem)
def test_golden_record_folds_on_from_a_snapshot(record: Path) -> None:
    bodies = lines(record)
    half = from_bytes(to_bytes(fold(bodies[: len(bodies) // 2])))
    assert meaning_digest(fold(bodies[len(bodies) // 2 :], half)) == DIGESTS[record.stem]


def test_every_golden_record_is_pinned_and_every_pin_has_a_record() -> None:
    assert {record.stem for record in RECORDS} == set(DIGESTS)


def test_every_event_is_in_a_golden_record() -> None:
    found = set().union(*(names_in(lines(record)) for record in RECORDS))
    assert found == set(EVENTS) | set(UPCASTERS)


def test_record_with_one_event_changed_has_another_digest() -> None:
    bodies = lines(GOLDEN / "2026-mandates.jsonl")
    changed = [body.replace(b'"choice":"yes"', b'"choice":"no"') for body in bodies]
    assert changed != bodies
    assert meaning_digest(fold(changed)) != DIGESTS["2026-mandates"]


# Upcasting, tried on versions that never were.


def _to_second(event: dict[str, Any]) -> dict[str, Any]:
    renamed = {key: value for key, value in event.items() if key != "who"}
    return renamed | {"event": "seconded/2", "by": event["who"]}


def _to_present(event: dict[str, Any]) -> dict[str, Any]:
    return event | {"event": "motion_seconded/1"}


OLD = MappingProxyType({"seconded/1": _to_second, "seconded/2": _to_present})


def test_old_event_is_lifted_step_by_step() -> None:
    old = {"event": "seconded/1", "motion": 7, "who": 3}
    assert lift(old, OLD) == {"event": "motion_seconded/1", "motion": 7, "by": 3}
    assert old == {"event": "seconded/1", "motion": 7, "who": 3}


def test_present_event_is_left_as_it_is() -> None:
    present = {"event": "motion_seconded/1", "motion": 7, "by": 3}
    assert lift(present, OLD) is present


def test_event_of_a_newer_version_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match=r"'motion_seconded/9'.*upgrade"):
        lift({"event": "motion_seconded/9"}, OLD)


def test_entry_with_an_old_event_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    def lift_old(event: dict[str, Any]) -> dict[str, Any]:
        return lift(event, OLD)

    monkeypatch.setattr(entries, "lift", lift_old)
    body = b'{"kind":"command","at":5,"events":[{"event":"seconded/1","motion":7,"who":3}]}'
    assert entries.read(body).events == (EVENTS["motion_seconded/1"](motion=7, by=3),)


def test_entry_of_a_newer_version_is_not_read_in_silence() -> None:
    body = b'{"kind":"command","at":5,"events":[{"event":"motion_seconded/9","motion":7}]}'
    with pytest.raises(ValueError, match="upgrade"):
        fold([body])


def test_entry_with_a_broken_event_is_not_read_in_silence() -> None:
    body = b'{"kind":"command","at":5,"events":[{"event":"motion_seconded/1","motion":"x"}]}'
    with pytest.raises(msgspec.ValidationError):
        fold([body])
