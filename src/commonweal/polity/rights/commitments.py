"""Commitments: how somebody takes part unnamed, and can prove later that it was they.

Rules of this module:

* the member holds a salt that nobody else keeps; the record has the digest of salt and member;
* an event with a ``commitment`` is entered without the one who issued the command: the office
  writes it in its own name and under no key.

Not here: that one member does so once only (the office, by a blinded mark in the vault).
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from commonweal.polity.event import Event
from commonweal.polity.refusals import refuse
from commonweal.terms import OFFICE

SALT_MIN = 16
"""Least characters of a salt; a shorter one could be found by trying."""


def commit(about: str, member: int, salt: str, cite: str) -> str:
    """Return the commitment of a member to something.

    Args:
        about: what the member commits to, such as ``caucus 3``.
        member: who.
        salt: text that only the member knows.
        cite: article that lets them do it unnamed, for the refusal.

    Raises:
        Refusal: when the salt is so short that it could be guessed.
    """
    if len(salt) < SALT_MIN:
        refuse(
            "salt_too_short",
            cite,
            expected=f"a salt of {SALT_MIN} characters or more",
            got=f"{len(salt)} characters",
            remedy="let the page or the command line draw one, and keep it",
        )
    text = f"commonweal {about} {member} {salt}"
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def entered_by(by: int, events: Sequence[Event]) -> int:
    """Return whom an entry names: the issuer, or the office where it must not say who it was."""
    unnamed = any(getattr(event, "commitment", "") for event in events)
    return OFFICE if unnamed else by
