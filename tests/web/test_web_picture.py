"""The picture of the pyramid: widths are people, and nothing is drawn where it has no room."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonweal.web import picture
from commonweal.web.picture import FINGER, WIDTH, Node, Spot, draw

people = st.lists(st.lists(st.integers(0, 500), min_size=1, max_size=12), min_size=1, max_size=8)


def pyramid(figures: list[list[int]]) -> Node:
    districts = []
    for number, below in enumerate(figures):
        leaves = tuple(Node(f"W{one}", "/w", one, f"{one} members", "Base") for one in below)
        spots = tuple(Spot("filled", f"/s{place}", "", place) for place in range(len(below)))
        total = sum(below)
        districts.append(Node(f"D{number}", "/d", total, str(total), "Middle", leaves, spots))
    return Node("Top", "/", sum(map(sum, figures)), "", "Top", tuple(districts))


def check(figures: list[list[int]]) -> None:
    drawn = draw(pyramid(figures), "ground")
    top, middle, base = drawn["storeys"]
    for storey in (top, middle, base):
        assert sum(block["w"] for block in storey["blocks"]) == WIDTH
        places = [(block["x"], block["x"] + block["w"]) for block in storey["blocks"]]
        assert all(end == start for (_, end), (start, _) in itertools.pairwise(places))
    for district, below in zip(middle["blocks"], figures, strict=True):
        inside = [
            one
            for one in base["blocks"]
            if district["x"] <= one["x"] < district["x"] + district["w"]
        ]
        assert sum(one["w"] for one in inside) == district["w"]
        assert len(inside) == len(below)
    flat = [one for below in figures for one in below]
    widths = [block["w"] for block in base["blocks"]]
    for one, width in zip(flat, widths, strict=True):
        for other, beside in zip(flat, widths, strict=True):
            assert one <= other + 0 or width >= beside - 1
    for seat in middle["seats"]:
        assert any(
            one["x"] <= seat["x"] and seat["x"] + FINGER <= one["x"] + one["w"]
            for one in base["blocks"]
        )


@given(people)
def test_blocks_stand_on_those_who_send_their_delegates(figures):
    check(figures)


def test_a_wrong_measure_is_noticed(monkeypatch):
    def equal(leaves):
        return [WIDTH // len(leaves)] * len(leaves)

    monkeypatch.setattr(picture, "_widths", equal)
    with pytest.raises(AssertionError):
        check([[1, 2, 3], [4, 5, 6, 7]])
