"""The recall journey in a real browser: from signing in with a code to the refilled seat.

On a desktop, on a phone, by keyboard alone, and without scripts.
"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from commonweal.polity import commands as cmd

pytestmark = pytest.mark.browser

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}

FAULTS = """() => {
  const found = [];
  const width = document.documentElement.scrollWidth;
  if (width > window.innerWidth) found.push('wider than the window: ' + width);
  document.querySelectorAll('input:not([type=hidden]), select, textarea').forEach((field) => {
    if (!field.labels || !field.labels.length) found.push('without a label: ' + field.name);
  });
  const heads = [...document.querySelectorAll('h1,h2,h3,h4')].map((one) => Number(one.tagName[1]));
  if (heads.filter((one) => one === 1).length !== 1) found.push('not one h1');
  heads.forEach((one, place) => {
    if (place && one > heads[place - 1] + 1) found.push('a heading of level ' + one + ' skips one');
  });
  const ids = [...document.querySelectorAll('[id]')].map((one) => one.id);
  ids.forEach((one, place) => {
    if (ids.indexOf(one) !== place) found.push('twice the id ' + one);
  });
  const called = (one) => one.outerHTML.slice(0, 80);
  document.querySelectorAll('a, button').forEach((one) => {
    if (!one.textContent.trim() && !one.ariaLabel) found.push('nameless ' + called(one));
  });
  const targets = 'a.button, button, input:not([type=hidden]), select, summary';
  document.querySelectorAll(targets).forEach((one) => {
    const { width, height } = one.getBoundingClientRect();
    // A radio button or a tick is as large as the label around it.
    const inside = one.type === 'radio' || one.type === 'checkbox' || one.closest('.unseen');
    if (width && !inside && height < 24) found.push('smaller than 24: ' + called(one));
  });
  if (!document.documentElement.lang) found.push('no language');
  return found;
}"""

SHOWS_FOCUS = """() => {
  const here = document.activeElement;
  const halo = here.querySelector('.halo');
  const shown = (one) => one !== null && getComputedStyle(one).outlineStyle !== 'none';
  const ringed = halo !== null && getComputedStyle(halo).stroke !== 'none';
  return shown(here) || shown(here.closest('label')) || ringed;
}"""


def clean(page: Page) -> None:
    """What every page owes to everybody, as far as a program can tell."""
    assert page.evaluate(FAULTS) == [], page.url


class Mouse:
    """A visitor who points and types."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def follow(self, name: str | re.Pattern[str]) -> None:
        self.page.get_by_role("link", name=name).first.click()

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name).click()

    def write(self, label: str, text: str) -> None:
        self.page.get_by_label(label).fill(text)

    def choose(self, label: str) -> None:
        self.page.get_by_role("radio", name=re.compile(f"^{label}")).check()


class Keys:
    """A visitor with a keyboard and nothing else, who has to see where they are."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def follow(self, name: str | re.Pattern[str]) -> None:
        self._reach(self.page.get_by_role("link", name=name).first)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def press(self, name: str) -> None:
        self._reach(self.page.get_by_role("button", name=name))
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def write(self, label: str, text: str) -> None:
        self._reach(self.page.get_by_label(label))
        self.page.keyboard.type(text)

    def choose(self, label: str) -> None:
        wanted = self.page.get_by_role("radio", name=re.compile(f"^{label}"))
        self._reach(self.page.get_by_role("radio").first)
        while not wanted.evaluate("one => one === document.activeElement"):
            self.page.keyboard.press("ArrowDown")
        self.page.keyboard.press("Space")
        assert wanted.is_checked()

    def _reach(self, wanted) -> None:
        wanted.wait_for()
        for _ in range(150):
            self.page.keyboard.press("Tab")
            if wanted.evaluate("one => one === document.activeElement"):
                assert self.page.evaluate(SHOWS_FOCUS), "where the keyboard is cannot be seen"
                return
        raise AssertionError(f"the keyboard does not reach {wanted}")


def recall(town, page: Page, visitor, address: str, check) -> None:
    seat, alice, bob = town.bob_seat, town.alice, town.bob
    name, above = town.names[bob], town.office.state.seats[town.office.state.resting[seat.id][0]]
    town.withdraw_all_but_one(seat, alice)
    page.goto(address)
    check(page)
    visitor.follow("Sign in")
    check(page)
    visitor.write("Code", town.code(alice))
    visitor.press("Sign in")
    expect(page.get_by_text("It speaks through:")).to_be_visible()
    visitor.follow(re.compile(f"^{name}, sent by"))
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    check(page)
    visitor.press("Withdraw my confidence")
    expect(page.get_by_text("A recall vote is under way.")).to_be_visible()
    check(page)
    poll = town.office.state.polls[seat.recall]
    town.all_vote_but(poll, alice, "yes")
    visitor.follow("Vote on the recall")
    expect(page.get_by_text(f"Shall {name} be recalled?")).to_be_visible()
    check(page)
    visitor.choose("Yes")
    visitor.press("Cast my ballot")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your ballot is in the box")
    expect(page.locator(".big-code")).to_have_text(re.compile(r"^\w{4}(-\w{4}){3}$"))
    check(page)
    visitor.follow("See how the vote stands")
    expect(page.get_by_text("Recalled", exact=True).first).to_be_visible()
    check(page)
    page.goto(f"{address}/seats/{seat.id}")
    successor = town.names[seat.holder]
    assert seat.holder not in (0, bob)
    assert not seat.acting
    assert above.holder != bob
    expect(page.get_by_role("heading", level=1)).to_have_text(successor)
    expect(page.get_by_text("by count-back of the ballots").first).to_be_visible()
    check(page)
    page.goto(f"{address}/seats/{above.id}")
    expect(page.get_by_text("the seat it rested on fell").first).to_be_visible()
    check(page)
    visitor.follow(re.compile(town.names[alice]))
    expect(page.get_by_text("Votes cast in my name")).to_be_visible()
    expect(page.get_by_role("link", name=re.compile("^Recall: "))).to_be_visible()
    check(page)


@pytest.mark.parametrize("window", [DESK, PHONE], ids=["desktop", "phone"])
def test_a_recall_by_pointing(town, serve_town, chromium, window):
    said: list[str] = []
    context = chromium.new_context(viewport=window)
    context.set_default_timeout(20_000)
    page = context.new_page()
    page.on(
        "console", lambda one: said.append(one.text) if one.type in ("error", "warning") else None
    )
    recall(town, page, Mouse(page), serve_town(town), clean)
    assert said == []
    context.close()


def test_a_recall_by_keyboard_alone(town, serve_town, chromium):
    context = chromium.new_context(viewport=DESK)
    context.set_default_timeout(20_000)
    page = context.new_page()
    recall(town, page, Keys(page), serve_town(town), clean)
    context.close()


def test_a_recall_without_scripts(town, serve_town, chromium):
    context = chromium.new_context(viewport=DESK, java_script_enabled=False)
    context.set_default_timeout(20_000)
    page = context.new_page()
    recall(town, page, Mouse(page), serve_town(town), lambda _page: None)
    context.close()


def test_the_meter_renews_itself(town, serve_town, chromium):
    """Another elector crosses the mark; the page that is open says so by itself."""
    seat, alice = town.bob_seat, town.alice
    town.withdraw_all_but_one(seat, alice)
    context = chromium.new_context(viewport=DESK)
    context.set_default_timeout(20_000)
    page = context.new_page()
    page.clock.install()
    page.goto(f"{serve_town(town)}/seats/{seat.id}")
    expect(page.get_by_text("Until then nobody is told how many have.")).to_be_visible()
    town.do(cmd.WithdrawConfidence(seat=seat.id), alice)
    page.clock.run_for(16_000)
    expect(page.get_by_text("A recall vote is under way.")).to_be_visible()
    context.close()


PLANTED = """
<!doctype html><title>x</title><h1>a</h1><h1>b</h1><h3 id=i>c</h3><p id=i></p>
<input name=nameless><div style="width:5000px">.</div><button></button>
"""


def test_the_check_of_pages_notices_planted_faults(chromium):
    page = chromium.new_page(viewport=PHONE)
    page.set_content(PLANTED)
    found = " ".join(page.evaluate(FAULTS))
    for fault in (
        "wider",
        "without a label",
        "not one h1",
        "skips",
        "twice",
        "nameless",
        "language",
    ):
        assert fault in found
    page.close()
