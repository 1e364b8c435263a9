"""Limits on what the vault takes in, checked alike for every database.

Rules of this module:

* a value that one database would keep and another refuse (NUL, lone surrogates, integers beyond
  64 bits) is refused by all;
* a message names the value's place and its limit, never the value of a text.

Not here: what a value means.
"""

from __future__ import annotations

from commonweal.vault.errors import BadInput

WHOLE_MAX = 2**63 - 1
"""The largest number both databases hold."""

TEXT_MAX_BYTES = 16 * 1024 * 1024
"""The longest text, in bytes of UTF-8: far above any minutes, far below what fills a disk."""

LINE_MAX_BYTES = 1_000
"""The longest name, kind, reason, place or contact entry, in bytes of UTF-8."""

BALLOT_MAX_BYTES = 65_536
"""The longest ballot, in bytes: over 30,000 ranked options of two bytes."""


def whole(place: str, value: object, *, least: int = 0, most: int = WHOLE_MAX) -> int:
    """Return a whole number from ``least`` to ``most``.

    Raises:
        BadInput: when it is no whole number, or out of the limits.
    """
    if type(value) is int and least <= value <= most:
        return value
    raise BadInput(
        place,
        expected=f"a whole number from {least} to {most}",
        got=repr(value),
        remedy="correct the number",
    )


def line(place: str, value: object) -> str:
    """Return a short text that is not blank.

    Raises:
        BadInput: when it is blank, too long, or not writable.
    """
    if not isinstance(value, str) or not value.strip():
        raise BadInput(place, expected="a text", got="a blank", remedy="write something")
    return prose(place, value, most=LINE_MAX_BYTES)


def prose(place: str, value: object, *, most: int = TEXT_MAX_BYTES) -> str:
    """Return a text of at most ``most`` bytes of UTF-8, which may be empty.

    Raises:
        BadInput: when it is too long, holds a NUL, or is not writable as UTF-8.
    """
    if not isinstance(value, str):
        got = type(value).__name__
        raise BadInput(place, expected="a text", got=got, remedy="turn it into text first")
    try:
        size = len(value.encode())
    except UnicodeEncodeError as error:
        raise _unwritable(place, f"half a surrogate pair at character {error.start}") from None
    if "\0" in value:
        raise _unwritable(place, f"a NUL at character {value.index(chr(0))}")
    if size > most:
        expected = f"at most {most} bytes of UTF-8"
        raise BadInput(place, expected=expected, got=f"{size}", remedy="shorten or split the text")
    return value


def ballot(place: str, value: object) -> bytes:
    """Return a ballot: any bytes, of bounded length.

    Raises:
        BadInput: when it is not bytes, or too long.
    """
    if isinstance(value, bytes) and len(value) <= BALLOT_MAX_BYTES:
        return value
    got = f"{len(value)} bytes" if isinstance(value, bytes) else type(value).__name__
    expected = f"at most {BALLOT_MAX_BYTES} bytes"
    raise BadInput(place, expected=expected, got=got, remedy="encode the ballot more shortly")


def _unwritable(place: str, got: str) -> BadInput:
    return BadInput(place, expected="text in UTF-8", got=got, remedy="remove that character")
