"""The line of every key, whatever the way in which TOML lets it be written."""

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonweal.charter.lines import Lines, join

TEXT = """\
# [not.a.table]
top = 1 # comment = 2

[a] # comment
b = "x # no comment"
c.d = 'lit\\'
"quo\\"ted" = 1
[a.e]
f = \"\"\"
[not.a.table]
not = "a key" \\\"\"\" still inside
\"\"\"
g = '''
it''s [x]
''''
h = "\\"not = 1"
[[list]]
k = 1
[list.sub]
m = 2
[[list]]
k = 3
[[list.inner]]
n = 1
[[list.inner]]
n = 2
[z]
inline = { p = 1, q.r = [2, { s = "," }] }
array = [
  1, # one
  [2, 3],
  "four]",
]
empty = []
none = {}
last = 2026-01-01"""

LINES = {
    "top": 2,
    "a": 4,
    "a.b": 5,
    "a.c": 6,
    "a.c.d": 6,
    'a.quo"ted': 7,
    "a.e": 8,
    "a.e.f": 9,
    "a.e.g": 13,
    "a.e.h": 16,
    "list": 17,
    "list.1": 17,
    "list.1.k": 18,
    "list.1.sub": 19,
    "list.1.sub.m": 20,
    "list.2": 21,
    "list.2.k": 22,
    "list.2.inner": 23,
    "list.2.inner.1.n": 24,
    "list.2.inner.2": 25,
    "list.2.inner.2.n": 26,
    "z": 27,
    "z.inline": 28,
    "z.inline.p": 28,
    "z.inline.q.r.2.s": 28,
    "z.array": 29,
    "z.array.1": 30,
    "z.array.2": 31,
    "z.array.2.2": 31,
    "z.array.3": 32,
    "z.empty": 34,
    "z.none": 35,
    "z.last": 36,
}


@pytest.mark.parametrize("path", LINES)
def test_each_path_has_its_line(path: str) -> None:
    tomllib.loads(TEXT)
    assert Lines(TEXT).of(path) == LINES[path]
    assert path in Lines(TEXT)


def test_nothing_else_is_found() -> None:
    lines = Lines(TEXT)
    assert "not" not in lines
    assert "not.a.table" not in lines
    assert "a.e.not" not in lines


def test_what_is_not_there_has_the_line_of_the_table_around_it() -> None:
    lines = Lines(TEXT)
    assert lines.of("a.e", "missing") == 8
    assert lines.of("list.2.k.deeper.still") == 22
    assert lines.of("nowhere.at.all") == 0
    assert lines.of("") == 0


def test_line_ends_of_windows() -> None:
    assert Lines("a = 1\r\n[b]\r\nc = 2\r\n").of("b.c") == 3


def test_paths_join_what_is_there() -> None:
    assert join("", "a", "", "b") == "a.b"


KEYS = st.from_regex(r"[a-z]{1,3}", fullmatch=True)
VALUES = st.sampled_from(
    ["1", '"# ["', "'''\n[x]\n'''", "[\n1,\n[2], # [\n]", "{ in = { deep = 1 } }", '"""\\\n"""']
)


@given(st.lists(st.tuples(KEYS, VALUES), unique_by=lambda pair: pair[0], max_size=8))
def test_keys_stand_where_they_were_written(pairs: list[tuple[str, str]]) -> None:
    text, expected = "", {}
    for key, value in pairs:
        expected[key] = text.count("\n") + 1
        text += f"{key} = {value}\n"
    tomllib.loads(text)
    lines = Lines(text)
    assert {key: lines.of(key) for key in expected} == expected


def test_a_search_for_the_word_would_be_caught() -> None:
    """A planted wrong rule: looking for the first line that has the key in it."""
    text = "# b = 0\na = '''\nb = 1\n'''\nb = 2\n"
    wrong = next(at for at, line in enumerate(text.splitlines(), 1) if line.startswith("b ="))
    assert wrong != Lines(text).of("b") == 5
