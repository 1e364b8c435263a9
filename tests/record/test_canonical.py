"""Entries as bytes."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonweal.record import MAX_BODY_BYTES, Unencodable, canonical, check_body

scalars = st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(max_size=20)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner),
    max_leaves=12,
)
entries = st.dictionaries(st.text(max_size=6), values, max_size=6)


@given(entries)
def test_every_entry_reads_back_equal_and_passes_the_check(entry: dict[str, object]) -> None:
    body = canonical(entry)
    assert json.loads(body) == entry
    check_body(body)


@given(entries)
def test_the_order_of_keys_makes_no_difference(entry: dict[str, object]) -> None:
    assert canonical(dict(reversed(list(entry.items())))) == canonical(entry)


def test_the_example_of_rfc_8785_without_its_floats() -> None:
    told = {
        "string": "\u20ac$\u000f\u000aA'\u0042\u0022\u005c\\\"/",
        "literals": [None, True, False],
    }
    assert canonical(told) == (
        b'{"literals":[null,true,false],"string":"\xe2\x82\xac$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}'
    )


def test_keys_are_sorted_by_utf_16_as_rfc_8785_asks() -> None:
    # U+1F600 is D83D DE00 in UTF-16, so it comes before U+FB33.
    assert canonical({"\ufb33": 1, "\U0001f600": 2}).startswith('{"\U0001f600"'.encode())


@pytest.mark.parametrize(
    ("value", "place"),
    [
        ({"a": [1, {"b": 0.5}]}, r"\$\.a\[1\]\.b is the float 0\.5"),
        ({"a": 2**53}, r"\$\.a is 9007199254740992, beyond"),
        ({"a": -(2**53)}, r"\$\.a is -9007199254740992, beyond"),
        ({"a": {1: 2}}, r"\$\.a has the key 1"),
        ({"a": b"x"}, r"\$\.a is a bytes"),
        ({"a": "\ud800"}, r"\$\.a holds half a surrogate"),
        ({"\ud800": 1}, r"\$ holds half a surrogate"),
        ({"a": "x" * MAX_BODY_BYTES}, r"the entry has 65543 bytes"),
    ],
)
def test_a_value_that_is_no_entry_is_named_by_its_place(value: object, place: str) -> None:
    with pytest.raises(Unencodable, match=place):
        canonical(value)


def test_too_deep_nesting_is_refused() -> None:
    value: list[object] = []
    for _ in range(70):
        value = [value]
    with pytest.raises(Unencodable, match="nested deeper than 64"):
        canonical({"a": value})


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b'{"b":1,"a":2}', "canonical form"),
        (b'{"a": 2}', "canonical form"),
        (b'{"a":2,"a":2}', "canonical form"),
        (b'{"a":1.0}', "the number 1.0"),
        (b'{"a":1e3}', "the number 1e3"),
        (b'{"a":NaN}', "the number NaN"),
        (b'{"a":12345678901234567890}', "beyond"),
        (b'{"a":"\\u0041"}', "canonical form"),
        (b"[1]", "is a JSON object"),
        (b'{"a":', "no JSON"),
        (b'{"a":"\xff"}', "no JSON"),
        (b'{"a":' + b"[" * 30_000 + b"]" * 30_000 + b"}", "no JSON|nested"),
        (b'{"a":"' + b"x" * MAX_BODY_BYTES + b'"}', "the most is 65535"),
    ],
)
def test_bytes_that_are_no_canonical_entry_are_refused(body: bytes, told: str) -> None:
    with pytest.raises(Unencodable, match=told):
        check_body(body)


def test_long_numbers_and_escapes_in_canonical_form_pass() -> None:
    check_body(b'{"a":9007199254740991,"b":"\\n\\u0001","c":"\xc3\xa9"}')
