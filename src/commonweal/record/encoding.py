"""Entries as bytes: canonical JSON (RFC 8785), so that equal entries have equal hashes.

Rules of this module:

* an entry is a JSON object of at most 65,535 bytes (C2SP tlog-tiles prefixes it with 16 bits);
* no floats: they hide a rounding; whole numbers stay within 2^53, which every JSON reader keeps
  exactly; larger ones are written as strings;
* a refused value is named by its place, such as ``$.votes[3].share``.

Not here: what an entry means (``polity``); larger things, which the record keeps by digest.
"""

from __future__ import annotations

import json
import re
from typing import Never

import msgspec
import rfc8785

from commonweal.record.errors import Unencodable

MAX_BODY_BYTES = 65_535
"""The largest entry, in bytes."""

MAX_INT = 2**53 - 1
"""The largest whole number, and its negative the smallest, that may stand in an entry."""

MAX_DEPTH = 64
"""How deep objects and lists may be nested."""

_LONG_NUMBER = re.compile(rb"[0-9]{16}")


def canonical(obj: object) -> bytes:
    """Encode an object as canonical JSON (RFC 8785).

    Args:
        obj: dicts with string keys, lists, tuples, strings, whole numbers, true, false and None.

    Raises:
        Unencodable: for a float, a number beyond 2^53, text that is no Unicode, another type,
            too deep nesting, or more than 65,535 bytes; names the place.
    """
    _check_value(obj, "$", 0)
    body = rfc8785.dumps(obj)  # type: ignore[arg-type]  # _check_value has looked at every part
    _check_length(body)
    return body


def check_body(body: bytes) -> None:
    """Check that bytes are one canonical entry.

    Raises:
        Unencodable: when they are no canonical JSON object of at most 65,535 bytes.
    """
    _check_length(body)
    if not body.startswith(b"{"):
        raise Unencodable(f"an entry is a JSON object, got {body[:20]!r}; put the value in one")
    value = _parse(body)
    if not _plainly_canonical(body, value) and canonical(value) != body:
        raise Unencodable(
            f"the entry starting {body[:40]!r} is JSON, but not in canonical form (RFC 8785: "
            "keys sorted, no spaces, shortest escapes); encode it with canonical()"
        )


def _check_length(body: bytes) -> None:
    if len(body) > MAX_BODY_BYTES:
        raise Unencodable(
            f"the entry has {len(body)} bytes, the most is {MAX_BODY_BYTES}; "
            "keep the large part elsewhere and record its digest"
        )


def _parse(body: bytes) -> object:
    try:
        return json.loads(body, parse_float=_refuse_float, parse_constant=_refuse_float)
    except (ValueError, RecursionError) as error:
        raise Unencodable(
            f"the entry starting {body[:40]!r} is no JSON ({error}); encode it with canonical()"
        ) from error


def _refuse_float(text: str) -> Never:
    raise Unencodable(f"the entry holds the number {text}; {_NO_FLOATS}")


def _plainly_canonical(body: bytes, value: object) -> bool:
    # Most entries are ASCII without escapes and without long numbers. There a plain sorted
    # encoding and RFC 8785 agree byte for byte, and the plain one is ten times faster.
    if not body.isascii() or b"\\" in body or _LONG_NUMBER.search(body):
        return False
    return msgspec.json.encode(value, order="sorted") == body


_NO_FLOATS = "use a whole number with its unit, or a fraction as a string such as '2/3'"


def _check_value(value: object, place: str, depth: int) -> None:
    if depth > MAX_DEPTH:
        raise Unencodable(f"{place} is nested deeper than {MAX_DEPTH}; flatten the entry")
    match value:
        case None | bool():
            return
        case str():
            _check_text(value, place)
        case int():
            _check_int(value, place)
        case list() | tuple():
            for position, item in enumerate(value):
                _check_value(item, f"{place}[{position}]", depth + 1)
        case dict():
            _check_members(value, place, depth)
        case float():
            raise Unencodable(f"{place} is the float {value!r}; {_NO_FLOATS}")
        case _:
            raise Unencodable(
                f"{place} is a {type(value).__name__}; an entry holds objects, lists, strings, "
                "whole numbers, true, false and null"
            )


def _check_members(members: dict[object, object], place: str, depth: int) -> None:
    for name, value in members.items():
        if not isinstance(name, str):
            raise Unencodable(f"{place} has the key {name!r}; keys are strings")
        _check_text(name, place)
        _check_value(value, f"{place}.{name}", depth + 1)


def _check_text(text: str, place: str) -> None:
    if text.isascii():
        return
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise Unencodable(f"{place} holds half a surrogate pair; it is no Unicode text") from error


def _check_int(number: int, place: str) -> None:
    if abs(number) > MAX_INT:
        raise Unencodable(f"{place} is {number}, beyond 2^53 - 1; write it as a string")
