"""Change of the record's key: an entry that the old and the new key have both signed.

Rules of this module:

* the entry ``{"kind": "key_rotated", "old", "new", "statement"}`` carries a note over the size and
  root of the record before it and the new key's text, signed by both keys. The old key thereby
  names its heir, the new key answers for the history; the checkpoint alone would not do, because
  its text names no key, and an old signature could be put beside a stranger's;
* from the first key, every key follows; a reader who knows any one of them can check the others;
* a key never returns, and the origin stays.

Not here: the key's file (``home``), the appending (``log``).
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from commonweal.record.encoding import canonical
from commonweal.record.errors import BadNote, BadRotation
from commonweal.record.note import (
    SigningKey,
    VerifierKey,
    checkpoint_text,
    open_note,
    sign_note,
    split_checkpoint,
)

KIND = "key_rotated"
"""The kind of entry that only the record itself may append."""

_PURPOSE = "commonweal key rotation, version 1"  # spaces: can never be the origin of a checkpoint
_MARK = b'"kind":"' + KIND.encode() + b'"'


def rotation_entry(old: SigningKey, new: SigningKey, size: int, root: bytes) -> bytes:
    """Return the entry by which, at this size and root, the old key hands over to the new one.

    Raises:
        BadRotation: when the keys are the same or name different records.
    """
    _check_pair(old.verifier, new.verifier)
    statement = _statement(new.verifier, size, root)
    return canonical(
        {
            "kind": KIND,
            "old": old.verifier.as_text(),
            "new": new.verifier.as_text(),
            "statement": sign_note(statement, old, new),
        }
    )


def read_rotation(body: bytes) -> tuple[VerifierKey, VerifierKey, str] | None:
    """Return the old key, the new key and the statement, or None for every other entry.

    Raises:
        BadRotation: when an entry of this kind is malformed.
    """
    if _MARK not in body:  # canonical JSON has one way to write it; spares parsing the others
        return None
    entry = json.loads(body)
    if entry.get("kind") != KIND:
        return None
    if set(entry) != {"kind", "old", "new", "statement"}:
        raise BadRotation(f"a change of keys has kind, old, new and statement, got {set(entry)}")
    try:
        old, new = (VerifierKey.from_text(str(entry[side])) for side in ("old", "new"))
    except BadNote as error:
        raise BadRotation(f"a change of keys names no key: {error}") from error
    return old, new, str(entry["statement"])


class Lineage:
    """The keys that have signed for a record, the first one first.

    Args:
        first: the record's first key, or None when the record's own first entry of this kind
            shall say it; then some later key must be known from elsewhere.
    """

    def __init__(self, first: VerifierKey | None = None) -> None:
        self.keys: list[VerifierKey] = [first] if first else []

    def follow(self, body: bytes, size: int, root: bytes) -> bool:
        """Take an entry into account; return whether it changed the key.

        Args:
            body: the entry.
            size: the number of entries before it.
            root: the root over the entries before it.

        Raises:
            BadRotation: when it claims a change of keys that was not rightly signed.
        """
        claim = read_rotation(body)
        if claim is None:
            return False
        old, new, statement = claim
        self._check_succession(old, new)
        _check_pair(old, new)
        _check_statement(statement, old, new, _statement(new, size, root))
        self.keys = [*(self.keys or [old]), new]
        return True

    def _check_succession(self, old: VerifierKey, new: VerifierKey) -> None:
        if self.keys and old != self.keys[-1]:
            raise BadRotation(
                f"the key {old.key_id.hex()} hands over, but {self.keys[-1].key_id.hex()} signs"
            )
        if new in self.keys:
            raise BadRotation(f"the key {new.key_id.hex()} was retired; make a new one")


def followers(entries: Mapping[int, bytes], last: VerifierKey) -> tuple[VerifierKey, ...]:
    """Return the keys of a record that some of its entries name, the first one first.

    The entries are proved to be in the record; the roots that they name are those of entries that
    are not at hand, and are taken from the statements, which both keys have signed.

    Args:
        entries: proved entries, by index, ascending.
        last: the key that signs now.

    Raises:
        BadRotation: when a change of keys was not rightly signed, or they do not lead to ``last``.
    """
    keys: list[VerifierKey] = []
    for index, body in entries.items():
        claim = read_rotation(body)
        if claim is None:
            continue
        lineage = Lineage()
        lineage.keys = list(keys)
        lineage.follow(body, index, _root_told(claim[2]))
        keys = lineage.keys
    if keys and keys[-1] != last:
        raise BadRotation(f"the changes of keys do not lead to the key {last.key_id.hex()}")
    return tuple(keys) or (last,)


def _root_told(statement: str) -> bytes:
    try:
        return split_checkpoint("\n".join(statement.split("\n")[2:5]) + "\n")[2]
    except BadNote as error:
        raise BadRotation(f"the change of keys is malformed: {error}") from error


def claims_rotation(body: bytes) -> bool:
    """Say whether an entry is of the kind that only the record itself may append."""
    return _MARK in body and json.loads(body).get("kind") == KIND


def _statement(new: VerifierKey, size: int, root: bytes) -> str:
    return f"{_PURPOSE}\n{new.as_text()}\n{checkpoint_text(new.name, size, root)}"


def _check_pair(old: VerifierKey, new: VerifierKey) -> None:
    if old == new:
        raise BadRotation("the new key is the old one; make a new one")
    if old.name != new.name:
        raise BadRotation(f"the record is called {old.name}, the new key is for {new.name}")


def _check_statement(note: str, old: VerifierKey, new: VerifierKey, expected: str) -> None:
    try:
        opened = open_note(note, (old, new))
    except BadNote as error:
        raise BadRotation(f"the change of keys is not rightly signed: {error}") from error
    if opened.text != expected:
        raise BadRotation("the change of keys was signed for another history or another key")
    if opened.signed_by != (old, new) or opened.unknown:
        raise BadRotation("the change of keys must be signed by the old key, then the new one")
