"""Founding: making a federation's folder, its keys and the first entry of its record.

Rules of this module: a folder holds one federation; nothing is left behind when founding is
refused; convenors' names go to the vault before their commitments go to the record.
Not here: what a founding means (``commonweal.polity.members``).
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from commonweal.charter import read
from commonweal.office.office import Answer, Office
from commonweal.office.opening import SEAT_RULES
from commonweal.polity import COMMANDS
from commonweal.polity import commands as cmd
from commonweal.record import Home, RecordError
from commonweal.terms import OFFICE
from commonweal.vault import VaultError


def found(
    folder: Path,
    name: str,
    constitution: str,
    convenors: Sequence[str],
    *,
    clock: Callable[[], float] = time.time,
    environment: Mapping[str, str] = os.environ,
) -> Answer:
    """Found a federation in a folder.

    Args:
        folder: where it is kept; made when missing, must not hold a federation.
        name: its name.
        constitution: text of its constitution.
        convenors: names of those who convene it; they become members 1, 2 ...
        clock: seconds since 1970, UTC.
        environment: where DATABASE_URL is looked up.

    Raises:
        FaultyDocument: when the constitution has faults.
        BadNote: when the folder holds a federation already.
        Refusal: when the law says no.
        RecordError, VaultError: when a database does not answer, or holds another federation.
    """
    read(constitution, counting_rules=SEAT_RULES, commands=COMMANDS)
    folder.mkdir(parents=True, exist_ok=True)
    home = Home.at(folder, environment)
    home.found(origin_of(name))
    try:
        with Office(folder, clock=clock, environment=environment) as office:
            return _founded(office, name, constitution, convenors)
    except (RecordError, VaultError):
        # A key that has signed nothing would only stand in the way of the next attempt.
        if not home.kept_path.exists():
            home.key_path.unlink()
            home.verifier_path.unlink()
        raise


def _founded(office: Office, name: str, constitution: str, convenors: Sequence[str]) -> Answer:
    none: dict[str, str] = {}
    people = [(number, person, none) for number, person in enumerate(convenors, 1)]
    commitments = office.vault.put_people(people)
    command = cmd.FoundFederation(
        name=name, constitution=constitution, commitments=tuple(commitments)
    )
    return office.execute(command, OFFICE)


def origin_of(name: str) -> str:
    """Turn a federation's name into the origin line of its record, as C2SP notes allow."""
    plain = re.sub(r"[^a-z0-9]+", "-", name.casefold()).strip("-")
    return f"commonweal.invalid/{plain or 'federation'}"
