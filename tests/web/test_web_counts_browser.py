"""Following a count in a real browser: on a phone, by keyboard alone, and without scripts."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from commonweal import tally
from commonweal.office.reading import Reading
from commonweal.office.results import Counted

pytestmark = pytest.mark.browser

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}

FAULTS = """() => {
  const found = [], all = (what) => [...document.querySelectorAll(what)];
  const called = (one) => one.outerHTML.slice(0, 80);
  if (document.documentElement.scrollWidth > window.innerWidth) found.push('too wide');
  const heads = all('h1,h2,h3').map((one) => Number(one.tagName[1]));
  if (heads.filter((one) => one === 1).length !== 1) found.push('not one h1');
  heads.filter((one, at) => at && one > heads[at - 1] + 1)
    .forEach((one) => found.push('skipped to h' + one));
  const ids = all('[id]').map((one) => one.id);
  ids.forEach((one, at) => { if (ids.indexOf(one) !== at) found.push('twice the id ' + one); });
  all('a, button').filter((one) => !one.textContent.trim())
    .forEach((one) => found.push(called(one)));
  all('a.button, summary').filter((one) => one.getBoundingClientRect().height < 24)
    .forEach((one) => found.push('small ' + called(one)));
  all('svg').filter((one) => !one.ariaHidden && one.getAttribute('role') !== 'img')
    .forEach((one) => found.push('unnamed picture ' + called(one)));
  const label = (one) => document.getElementById(one.getAttribute('aria-labelledby'));
  all('[aria-labelledby]').filter((one) => !label(one))
    .forEach((one) => found.push('no label ' + called(one)));
  all('.wide').filter((one) => one.tabIndex !== 0).forEach((one) => found.push('cannot scroll'));
  return found;
}"""

SMALL_TEXT = """() => [...document.querySelectorAll('main *')]
    .filter((one) => one.childNodes.length && one.getClientRects().length)
    .filter((one) => parseFloat(getComputedStyle(one).fontSize) < 11)
    .map((one) => one.outerHTML.slice(0, 80))"""

LINES = """() => [...document.querySelectorAll('.standing .line')].map((line) => {
    const bar = line.closest('svg').getBoundingClientRect();
    return Math.round((line.getBoundingClientRect().left - bar.left) / bar.width * 1000);
})"""


def clean(page: Page) -> None:
    """What these pages owe to everybody, as far as a program can tell."""
    assert page.evaluate(FAULTS) == [], page.url
    assert page.evaluate(SMALL_TEXT) == [], page.url


def reach(page: Page, what: str) -> None:
    """Press the tabulator until something has the focus, and shows it."""
    wanted = page.locator(what)
    for _ in range(60):
        page.keyboard.press("Tab")
        if wanted.evaluate("one => one === document.activeElement"):
            assert wanted.evaluate("one => getComputedStyle(one).outlineStyle") != "none"
            return
    raise AssertionError(f"the keyboard does not reach {what}")


@pytest.fixture
def election(quiet_town: Any, monkeypatch: pytest.MonkeyPatch) -> tuple[str, Counted]:
    """An election with a surplus, exclusions, and votes that are lost; its path and its count."""
    papers = [[0, 1]] * 5 + [[0, 2]] * 4 + [[0]] * 2 + [[1]] * 3 + [[2]] * 2 + [[3, 2]]
    outcome = tally.count("scottish-stv", tally.Ranked.of(papers, candidates=4), 2)
    found = Counted(outcome, (3, 4, 5, 6))
    monkeypatch.setattr(Reading, "counted", lambda self, poll: found)
    return f"/elections/{quiet_town.bob_seat.poll}/count", found


def follow(page: Page, address: str, path: str, found: Counted) -> None:
    """From the election through every round to the end, and back to the whole."""

    def press(name: str) -> None:
        page.get_by_role("link", name=re.compile(name)).first.click()

    page.goto(address + path.replace("elections", "polls").removesuffix("/count"))
    clean(page)
    press("Follow the count")
    expect(page.get_by_role("heading", level=1)).to_have_text("The count")
    clean(page)
    press("^Round 1")
    for at in range(1, found.rounds + 1):
        expect(page).to_have_url(re.compile(f"{path}/{at}$"))
        expect(page.get_by_role("heading", level=1)).to_have_text(f"Round {at} of {found.rounds}")
        expect(page.locator(".standing > li").first).to_be_visible()
        clean(page)
        quota = found.step(at).quota_at
        assert page.evaluate(LINES) == pytest.approx([quota] * len(found.step(at).standing), abs=6)
        if at < found.rounds:
            press(f"^Round {at + 1}")
    press("The whole count")
    expect(page.get_by_role("heading", level=1)).to_have_text("The count")


@pytest.mark.parametrize("window", [DESK, PHONE], ids=["desktop", "phone"])
def test_following_by_pointing(
    quiet_town: Any,
    serve_town: Callable[[Any], str],
    chromium: Browser,
    election: tuple[str, Counted],
    window: Any,
) -> None:
    page = chromium.new_page(viewport=window)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    follow(page, serve_town(quiet_town), *election)
    shown = page.locator(".chart:visible")
    assert shown.count() == len(election[1].charts)
    assert said == []
    page.close()


def test_following_without_scripts(
    quiet_town: Any,
    serve_town: Callable[[Any], str],
    chromium: Browser,
    election: tuple[str, Counted],
) -> None:
    context = chromium.new_context(java_script_enabled=False, viewport=PHONE)
    page, (path, found) = context.new_page(), election
    page.goto(f"{serve_town(quiet_town)}{path}/1")
    for at in range(2, found.rounds + 1):
        page.locator("#next").click()
        expect(page.get_by_role("heading", level=1)).to_have_text(f"Round {at} of {found.rounds}")
    page.locator("#previous").click()
    expect(page).to_have_url(re.compile(f"/{found.rounds - 1}$"))
    context.close()


def test_following_by_keyboard_keeps_its_place(
    quiet_town: Any,
    serve_town: Callable[[Any], str],
    chromium: Browser,
    election: tuple[str, Counted],
) -> None:
    page, (path, found) = chromium.new_page(viewport=PHONE), election
    page.goto(f"{serve_town(quiet_town)}{path}/1")
    reach(page, "#next")
    for at in range(2, found.rounds + 1):
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text(f"Round {at} of {found.rounds}")
        # The part was swapped, and the next press goes on from the same link.
        expect(page.locator("#next")).to_be_focused()
        expect(page).to_have_title(re.compile(f"^Round {at}:"))
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        f"Round {found.rounds - 1} of {found.rounds}"
    )
    page.close()


def test_the_checks_notice_planted_faults(chromium: Browser) -> None:
    page = chromium.new_page(viewport=PHONE)
    page.set_content(
        "<main><h1>A</h1><h3 id=x>B</h3><p id=x></p><a href='/'></a><div class=wide></div>"
        "<svg width=900></svg><a class=button>c</a><section aria-labelledby=none></section>"
        "<p><small><b hidden>d</b><i><font size=1><span>e</span></font></i></small></p></main>"
    )
    found = " ".join(page.evaluate(FAULTS))
    for fault in ("too wide", "skipped to h3", "twice the id", "<a href", "cannot", "unnamed"):
        assert fault in found
    assert "small" in found
    assert "no label" in found
    assert page.evaluate(SMALL_TEXT)
    page.close()


def test_a_line_in_the_wrong_place_would_be_noticed(chromium: Browser) -> None:
    page = chromium.new_page()
    box = '<svg viewBox="0 0 1000 18" preserveAspectRatio="none" width="500">'
    bars = [f'{box}<path class="line" d="M{at} 0V18"/></svg>' for at in (500, 900)]
    page.set_content(f'<ul class="standing">{"".join(bars)}</ul>')
    assert page.evaluate(LINES)[0] == pytest.approx(500, abs=6)
    assert page.evaluate(LINES) != pytest.approx([500, 500], abs=6)
    page.close()
