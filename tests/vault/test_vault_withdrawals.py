"""Withdrawn confidence and signatures: a set per scope and seat, without time or order."""

from __future__ import annotations

from pathlib import Path
from threading import Thread

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commonweal.vault import BadInput, Vault

STEPS = st.lists(
    st.tuples(
        st.sampled_from(["withdraw", "restore", "clear"]),
        st.sampled_from(["confidence", "petition"]),
        st.integers(0, 1),
        st.integers(0, 2),
    ),
    max_size=20,
)
Model = dict[tuple[str, int], set[int]]


def test_withdraw_and_restore_say_what_changed(vault: Vault) -> None:
    assert vault.withdraw("confidence", 5, 1)
    assert not vault.withdraw("confidence", 5, 1)
    assert vault.withdraw("confidence", 5, 2)
    assert vault.withdrawn("confidence", 5) == {1, 2}
    assert vault.restore("confidence", 5, 1)
    assert not vault.restore("confidence", 5, 1)
    assert vault.withdrawn("confidence", 5) == {2}


def test_clear_is_of_one_scope_and_seat(vault: Vault) -> None:
    for scope, seat in (("confidence", 5), ("confidence", 6), ("petition", 5)):
        vault.withdraw(scope, seat, 1)
    assert vault.clear("confidence", 5) == 1
    assert vault.clear("confidence", 5) == 0
    assert vault.withdrawn("confidence", 5) == set()
    assert vault.withdrawn("confidence", 6) == vault.withdrawn("petition", 5) == {1}


def step(model: Model, what: str, scope: str, seat: int, member: int) -> bool | int:
    members = model.setdefault((scope, seat), set())
    before = len(members)
    if what == "withdraw":
        members.add(member)
    elif what == "restore":
        members.discard(member)
    else:
        members.clear()
        return before
    return len(members) != before


def agrees(vault: Vault, steps: list[tuple[str, str, int, int]], model: Model) -> bool:
    for scope in ("confidence", "petition"):
        for seat in (0, 1):
            vault.clear(scope, seat)
    for what, scope, seat, member in steps:
        expected = step(model, what, scope, seat, member)
        if what == "clear":
            got: bool | int = vault.clear(scope, seat)
        else:
            got = getattr(vault, what)(scope, seat, member)
        if got != expected:
            return False
    return all(vault.withdrawn(*key) == members for key, members in model.items())


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_it_is_a_set(file_vault: Vault, steps: list[tuple[str, str, int, int]]) -> None:
    assert agrees(file_vault, steps, {})


def test_a_wrong_set_would_be_caught(file_vault: Vault) -> None:
    # The planted wrong rule: a model that confuses two seats.
    class OneSeat(Model):
        def setdefault(self, key: tuple[str, int], default: set[int]) -> set[int]:  # type: ignore[override]
            return super().setdefault((key[0], 0), default)

    steps = [("withdraw", "petition", 0, 1), ("withdraw", "petition", 1, 1)]
    assert agrees(file_vault, steps, {})
    assert not agrees(file_vault, steps, OneSeat())


def test_signing_n_times_at_once_counts_once(vault: Vault) -> None:
    new: list[bool] = []
    threads = [
        Thread(target=lambda: new.append(vault.withdraw("petition", 9, 4))) for _ in range(12)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(new) == [False] * 11 + [True]
    assert vault.withdrawn("petition", 9) == {4}


def test_what_was_taken_back_leaves_no_trace(file_vault: Vault, tmp_path: Path) -> None:
    scope = "confidence in nobody else"
    file_vault.withdraw(scope, 5, 1)
    wal = tmp_path / "vault.sqlite-wal"
    assert scope.encode() in wal.read_bytes()
    file_vault.restore(scope, 5, 1)
    files = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert scope.encode() not in files


@pytest.mark.parametrize(
    ("scope", "seat", "member", "told"),
    [
        ("", 1, 1, "the scope of a withdrawal"),
        ("petition", -1, 1, "the seat"),
        ("petition", 1, 1.0, "got 1.0"),
    ],
)
def test_bad_input_is_named(vault: Vault, scope: str, seat: int, member: int, told: str) -> None:
    with pytest.raises(BadInput, match=told):
        vault.withdraw(scope, seat, member)
    with pytest.raises(BadInput, match=told):
        vault.restore(scope, seat, member)
