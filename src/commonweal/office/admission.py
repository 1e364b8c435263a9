"""Admitting people: names to the vault, commitments to the record, in one step.

Rules of this module: ids follow the order of the record, so they are known only under the office's
lock; many people are admitted in several entries, each whole.
Not here: reading lists of people (``importing``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from commonweal.office.office import Answer, Office
from commonweal.polity.members import ADMITTED_AT_ONCE_MAX


class Newcomer(msgspec.Struct, frozen=True):
    """Somebody to be admitted.

    Attributes:
        name: as they want to be called.
        home: base body to which they belong.
        contact: contact data, by kind.
    """

    name: str
    home: int
    contact: Mapping[str, str] = {}


def admit(office: Office, people: Sequence[Newcomer], by: int) -> list[Answer]:
    """Admit people, at most 500 in an entry.

    Raises:
        Refusal: when the law says no; those of earlier entries are admitted then.
    """
    step = ADMITTED_AT_ONCE_MAX
    return [
        office.admit([(one.name, one.home, one.contact) for one in people[at : at + step]], by)
        for at in range(0, len(people), step)
    ]
