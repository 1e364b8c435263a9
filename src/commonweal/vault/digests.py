"""How the vault turns content into the salted digests that the record holds.

Rules of this module:

* a digest is written ``sha256:`` and 64 hexadecimal digits;
* every digest is salted with 16 random bytes: without the salt nobody can find a short text or a
  small box of ballots by trying them all, and erasing the salt makes the digest mute;
* every kind of content has its own domain, so that no text can pass for a person or a box.

Not here: where content and salt are kept.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from collections.abc import Iterable, Mapping

SALT_BYTES = 16
"""Length of a salt, in bytes."""

TEXT_DOMAIN = b"commonweal vault text 1\n"
"""Stands before salt and text."""

PERSON_DOMAIN = b"commonweal vault person 1\n"
"""Stands before salt and a person's data."""

BOX_DOMAIN = b"commonweal vault box 1\n"
"""Stands before salt and the sorted ballots."""


_PLAIN_JSON = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def new_salt() -> bytes:
    """Draw a salt from the operating system."""
    return secrets.token_bytes(SALT_BYTES)


def text_digest(salt: bytes, text: str) -> str:
    """Return the digest of a text: SHA-256 over domain, salt and UTF-8.

    Raises:
        ValueError: when the salt has not 16 bytes: with salts of any length, bytes could move
            between salt and text without changing the digest.
    """
    return _digest(TEXT_DOMAIN, salt, [text.encode()])


def check_opening(digest: str, salt: bytes, text: str) -> bool:
    """Say whether salt and text are what a digest was made from; needs no vault."""
    if len(salt) != SALT_BYTES:
        return False
    try:
        return hmac.compare_digest(text_digest(salt, text).encode(), digest.encode())
    except UnicodeEncodeError:
        return False  # what cannot be written as UTF-8 was never sealed


def contact_json(contact: Mapping[str, str]) -> str:
    """Write contact data in one fixed way: keys sorted, no spaces, UTF-8."""
    return _PLAIN_JSON.encode(dict(contact))


def person_digest(salt: bytes, member: int, name: str, contact: Mapping[str, str]) -> str:
    """Return the digest of a person's data: SHA-256 over domain, salt, JSON list."""
    plain = _PLAIN_JSON.encode([member, name, dict(contact)])
    return _digest(PERSON_DOMAIN, salt, [plain.encode()])


def box_digest(salt: bytes, ballots: Iterable[bytes]) -> str:
    """Return the digest of a closed box, whatever order the ballots come in.

    SHA-256 over domain, salt and the ballots, sorted, each behind its length in 8 bytes (so that
    two ballots never read as one long one).
    """
    return _digest(BOX_DOMAIN, salt, _framed(sorted(ballots)))


def _framed(ballots: Iterable[bytes]) -> Iterable[bytes]:
    for ballot in ballots:
        yield len(ballot).to_bytes(8, "big")
        yield ballot


def _digest(domain: bytes, salt: bytes, parts: Iterable[bytes]) -> str:
    if len(salt) != SALT_BYTES:
        raise ValueError(f"expected a salt of {SALT_BYTES} bytes, got {len(salt)}")
    state = hashlib.sha256(domain + salt)
    for part in parts:
        state.update(part)
    return f"sha256:{state.hexdigest()}"
