"""Opening: a federation's vault, its state folded from the record, its constitutions.

Rules of this module: nothing is written; the state goes as far as the record is signed for.
Not here: who may write (``office``), who only reads (``follower``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from commonweal import polity
from commonweal.charter import Charters
from commonweal.office import entries
from commonweal.polity import State
from commonweal.record import Log, Snapshots
from commonweal.tally import RULES, Approval, Choice, Ranked
from commonweal.vault import Vault, open_vault

SEAT_RULES = tuple(
    name
    for name, rule in RULES.items()
    if rule.many_seats and rule.ballots in (Ranked, Approval, Choice)
)
"""Counting rules that can fill seats, so that a constitution may name them."""


def open_vault_of(folder: Path, environment: Mapping[str, str]) -> Vault:
    """Open the vault beside a record: in the same database, or in a file of its own."""
    return open_vault(environment.get("DATABASE_URL") or f"sqlite:{folder / 'vault.sqlite'}")


def load(
    log: Log, snapshots: Snapshots, progress: Callable[[int], None] | None = None
) -> tuple[State, Charters]:
    """Fold a record as far as it is signed for, from the newest snapshot that it vouches for.

    Args:
        log: the record.
        snapshots: where snapshots are kept.
        progress: called now and then with the number of entries folded.
    """
    with polity.uncollected():
        found = snapshots.latest(polity.STATE_SCHEMA, log)
        state = polity.from_bytes(found[1]) if found else State()
        signed = max(state.version, log.signed.size)
        for version in entries.fold(state, log.read(state.version, signed)):
            if progress and version % 5000 == 0:
                progress(version)
    return state, charters_of(state)


def charters_of(state: State) -> Charters:
    """Read every version of the constitution that a record has adopted."""
    charters = Charters(counting_rules=SEAT_RULES, commands=polity.COMMANDS)
    for adopted in state.constitutions:
        charters.add(adopted.version, adopted.text, adopted.adopted_at)
    return charters
