"""The charts in a real browser: under the strictest policy, at the width of a phone, legible."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from commonweal import tally
from commonweal.tally import views

pytestmark = pytest.mark.browser

REAL = Path(__file__).parents[1] / "real" / "ers"
POLICY = "<meta http-equiv='Content-Security-Policy' content=\"default-src 'none'\">"
MEASURE = """() => [...document.querySelectorAll('text')].map(one => {
    const box = one.getBoundingClientRect();
    return [one.textContent, box.left, box.right, parseFloat(getComputedStyle(one).fontSize)];
})"""
CHARTS = {"sankey": views.sankey, "bump": views.bump, "bars": views.bars}


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    page = chromium.new_page()
    yield page
    page.close()


def shown(page: Page, svg: str, width: int) -> tuple[list[Any], list[str]]:
    """Show a chart; return its texts with their edges and sizes, and what the console said."""
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.set_viewport_size({"width": width, "height": 800})
    page.set_content(f"<!doctype html><head>{POLICY}</head><body>{svg}</body>")
    return page.evaluate(MEASURE), said


def outcome(number: int, seats: int) -> tally.Outcome:
    profile = tally.read_contest(REAL / f"00007-{number:08d}.soi").profile
    lots: list[tuple[int, ...]] = []
    while (found := tally.count("scottish-stv", profile, seats, lots=lots)).lot is not None:
        lots.append(found.lot.tied)
    return found


NAMES = [
    "Ada Okafor",
    "Bartholomew Thompson-Whitfield",
    "Chi",
    "María José García-Márquez",
    "Li Wei",
]


@pytest.mark.parametrize("width", [360, 1200])
@pytest.mark.parametrize("chart", CHARTS)
@pytest.mark.parametrize(("number", "seats"), [(24, 1), (3, 3), (16, 6)])
def test_texts_stay_inside_and_the_policy_blocks_nothing(
    page: Page, number: int, seats: int, chart: str, width: int
) -> None:
    found = outcome(number, seats)
    names = [f"{NAMES[c % 5]} {'I' * (c // 5 + 1)}" for c in range(found.candidates)]
    texts, said = shown(page, CHARTS[chart](found, names, width=width), width + 16)
    assert said == []
    assert texts
    outside = [text for text, left, right, _ in texts if left < 7 or right > width + 9]
    assert outside == []
    assert min(size for *_, size in texts) >= 11


def test_a_style_attribute_would_be_blocked(page: Page) -> None:
    _, said = shown(page, '<svg><text style="fill:red">x</text></svg>', 400)
    assert any("Content Security Policy" in text for text in said)


def test_a_text_that_runs_out_would_be_noticed(page: Page) -> None:
    texts, _ = shown(page, f'<svg width="360"><text x="300">{"long " * 9}</text></svg>', 376)
    assert texts[0][2] > 369
