"""The name of a snapshot's form changes with every field of everything that is kept in it."""

from __future__ import annotations

import gc
import inspect
from types import ModuleType

import msgspec
import pytest

from commonweal.polity import ballots, entities, state, uncollected
from commonweal.polity.effect import Effect


def structs_of(module: ModuleType) -> set[type[msgspec.Struct]]:
    own = (one for _, one in inspect.getmembers(module, inspect.isclass))
    return {
        one for one in own if issubclass(one, msgspec.Struct) and one.__module__ == module.__name__
    }


def test_every_kind_of_entity_is_in_the_name() -> None:
    known = {state.State, entities.Members, *state._ENTITIES}
    of_rights = {one for one in known if is_apart(one)}
    assert structs_of(entities) | structs_of(ballots) | structs_of(state) == known - of_rights


def test_every_entity_of_a_right_that_the_state_keeps_is_in_the_name() -> None:
    kept = {one for one in reached(msgspec.inspect.type_info(state.State)) if is_of_a_right(one)}
    assert kept
    assert kept <= set(state._ENTITIES)


def is_of_a_right(kind: type[msgspec.Struct]) -> bool:
    return is_apart(kind) and not issubclass(kind, Effect)


def is_apart(kind: type[msgspec.Struct]) -> bool:
    """Whether it is of a right or of the plan, each of which lists its own."""
    return any(room in kind.__module__ for room in (".rights.", ".planning."))


def reached(info: object, seen: set[type] | None = None) -> set[type[msgspec.Struct]]:
    """Return every struct in a type, through fields, lists and dictionaries."""
    seen = set() if seen is None else seen
    if isinstance(info, list | tuple):
        for one in info:
            reached(one, seen)
    elif isinstance(info, msgspec.Struct):
        if isinstance(info, msgspec.inspect.StructType):
            if info.cls in seen:
                return seen
            seen.add(info.cls)
        for name in info.__struct_fields__:
            reached(getattr(info, name), seen)
    return seen


def test_another_field_gives_another_name(monkeypatch: pytest.MonkeyPatch) -> None:
    class Seat(msgspec.Struct):
        id: int

    others = tuple(one for one in state._ENTITIES if one is not entities.Seat)
    monkeypatch.setattr(state, "_ENTITIES", (*others, Seat))
    assert state._schema() != state.STATE_SCHEMA


@pytest.mark.parametrize("collecting", [True, False])
def test_the_collector_is_left_as_it_was(*, collecting: bool) -> None:
    before = gc.isenabled()
    (gc.enable if collecting else gc.disable)()
    try:
        with uncollected():
            assert not gc.isenabled()
        with pytest.raises(ZeroDivisionError), uncollected():
            _ = 1 // 0
        assert gc.isenabled() == collecting
    finally:
        (gc.enable if before else gc.disable)()
