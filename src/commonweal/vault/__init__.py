"""The vault: what may have to be erased or is too large for the record.

Personal data, free texts, ballot boxes, secret withdrawals and access codes; the record holds only
their salted digests. What the vault promises, and what an administrator of the machine could still
learn, is written in ``docs/vault.md``.

Rules of this room:

* it knows no politics: polls, seats and members are numbers, ballots are bytes;
* moments come in with the call; the only chance here is that of salts, keys and codes;
* it is used through :func:`open_vault` and the class it returns.

Not here: the record, the law, counting, web sessions.
"""

from commonweal.vault.boxes import BoxState, BoxSummary
from commonweal.vault.codes import CodeStatus, SignIn, plain_code
from commonweal.vault.digests import box_digest, check_opening, person_digest
from commonweal.vault.errors import (
    AlreadyVoted,
    BadCode,
    BadInput,
    BoxBroken,
    BoxClosed,
    BoxDestroyed,
    BoxOpen,
    NoSuchBox,
    NotScrubbed,
    UnknownDigest,
    UsedCode,
    VaultError,
    VaultMismatch,
    VaultUnreachable,
    VoidCode,
)
from commonweal.vault.people import Person
from commonweal.vault.texts import Opening, Tombstone
from commonweal.vault.vault import Vault, open_vault

__all__ = [
    "AlreadyVoted",
    "BadCode",
    "BadInput",
    "BoxBroken",
    "BoxClosed",
    "BoxDestroyed",
    "BoxOpen",
    "BoxState",
    "BoxSummary",
    "CodeStatus",
    "NoSuchBox",
    "NotScrubbed",
    "Opening",
    "Person",
    "SignIn",
    "Tombstone",
    "UnknownDigest",
    "UsedCode",
    "Vault",
    "VaultError",
    "VaultMismatch",
    "VaultUnreachable",
    "VoidCode",
    "box_digest",
    "check_opening",
    "open_vault",
    "person_digest",
    "plain_code",
]
