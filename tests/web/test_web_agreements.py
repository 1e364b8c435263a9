"""Two federations agree on their pages: cards, agreements and proofs go from hand to hand as files.

Then a workshop of one leaves, and joins the other: in a browser, on pages alone.
"""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from playwright.sync_api import expect

from commonweal.office import Newcomer, Office, admit, found
from commonweal.polity import commands as cmd
from commonweal.polity.rights.affiliation.effects import LeaveFederation
from commonweal.record import verify_file
from commonweal.terms import DAY_S

GUILD = Path(__file__).parents[1] / "cases" / "federations" / "guild.toml"
REORGANISED = '[reorganisation]\narticle = "13"\nlevel = "congress"'
QUICK = {
    'article = "27"\n': 'article = "27"\nlevel = "workshop"\n',
    "seconders = 1": "seconders = 0",
    "debate_days = 7": "debate_days = 0",
    "voting_days = 7": "voting_days = 1",
    "voting_days = 5": "voting_days = 1",
    "waiting_days = 5": "waiting_days = 0",
    "nomination_days = 7": "nomination_days = 1",
    REORGANISED: REORGANISED.replace("congress", "council"),
}
NORTH, FORGE, FIRST = 2, 3, 2
BEGAN = 1_780_000_000
BEGIN, UNTIL = "2026-06-01", "2026-12-31"


def constitution():
    text = GUILD.read_text("utf-8")
    for old, new in QUICK.items():
        assert old in text, old
        text = text.replace(old, new)
    return text


def build(folder, name, clock):
    """A federation of two workshops, of which the first decides on agreements for itself.

    Its delegate sits in the council, which decides which bodies there are.
    """
    found(folder, name, constitution(), ["Olga"], clock=clock)
    with Office(folder, clock=clock) as office:
        office.execute(cmd.OpenBody(level="congress", name="Congress"), 1)
        office.execute(cmd.OpenBody(level="council", name="North", parent=1), 1)
        for workshop, people in (("Forge", ("Alice", "Bob")), ("Mill", ("Ines",))):
            body = office.execute(
                cmd.OpenBody(level="workshop", name=f"{workshop} of the {name}", parent=2), 1
            )
            number = body.events[0].body
            admit(office, [Newcomer(person, number, {}) for person in people], 1)
        for roll, (body, signer) in enumerate(((FORGE, FIRST), (FORGE + 1, FIRST + 2)), 1):
            office.execute(cmd.CloseRoll(body=body), 1)
            office.execute(cmd.SignRoll(roll=roll), signer)
        office.execute(cmd.ApportionSeats(body=NORTH), 1)
        opened = office.execute(cmd.OpenElection(body=NORTH, sender=FORGE), 1).events[-1]
        office.execute(cmd.Nominate(poll=opened.poll, candidate=FIRST), FIRST)
        clock.now += DAY_S
        for one in (FIRST, FIRST + 1):
            office.execute(cmd.CastVote(poll=opened.poll, ranking=(FIRST,)), one)


@pytest.fixture(scope="module")
def homes(tmp_path_factory, town_kind):
    folder = tmp_path_factory.mktemp("two")
    for name in ("Guild", "Fishers"):
        build(folder / name, name, town_kind.clock(BEGAN - DAY_S))
    return folder


@pytest.fixture
def two(homes, tmp_path, town_kind):
    folder = Path(shutil.copytree(homes, tmp_path / "two"))
    towns = [town_kind.opened(folder / name, BEGAN) for name in ("Guild", "Fishers")]
    yield towns
    for town in towns:
        town.close()


def uploaded(content):
    return SimpleUploadedFile("file.json", content, content_type="application/json")


def send(client, address, **fields):
    answer = client.post(address, fields)
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    return answer.headers["Location"]


def text_of(client, address, status=200):
    answer = client.get(address)
    assert answer.status_code == status, address
    return answer.content.decode()


def written(guild, fishers):
    """Write an agreement on the Guild's pages from the card of the Fishers; returns its address."""
    card = fishers.client().get("/agreements/card.json")
    assert card.headers["Content-Disposition"] == 'attachment; filename="card.json"'
    return send(
        guild.client(FIRST),
        "/agreements/write",
        card=uploaded(card.content),
        wording="Fish for nets\n\nAt cost.",
        begin=BEGIN,
        until=UNTIL,
        bodies=[str(FORGE)],
    )


def vote(town, motion):
    """Let everybody in the workshop say Yes, and the day pass."""
    town.office.tick()
    poll = town.office.state.motions[motion].poll
    for member in town.members(FORGE):
        town.do(cmd.CastVote(poll=poll, choice="yes"), member)
    town.clock.now += DAY_S
    town.office.tick()


def decided(town, address):
    moved = send(town.client(FIRST), address)
    assert re.fullmatch(r"/motions/\d+", moved)
    assert "If carried, " in text_of(town.client(FIRST), moved)
    vote(town, int(moved.rpartition("/")[2]))


def agreed(guild, fishers):
    assert written(guild, fishers) == "/agreements/1"
    file = guild.client().get("/agreements/1.json").content
    proposed = send(
        fishers.client(FIRST), "/agreements/propose", file=uploaded(file), bodies=[str(FORGE)]
    )
    assert proposed == "/agreements/1"
    for town in (guild, fishers):
        decided(town, "/agreements/1/adopt")
    for town, other in ((guild, fishers), (fishers, guild)):
        proof = other.client().get("/agreements/1/proof.json").content
        send(town.client(FIRST + 1), "/agreements/1/proof", proof=uploaded(proof))


def test_an_agreement_is_written_proposed_adopted_and_proved_on_pages(two):
    guild, fishers = two
    stranger = guild.client()
    assert "There is no agreement." in text_of(stranger, "/agreements")
    assert "Write and propose it" not in text_of(stranger, "/agreements")
    agreed(guild, fishers)
    for town, other in ((guild, "Fishers"), (fishers, "Guild")):
        told = text_of(town.client(), "/agreements/1")
        assert "in force" in told
        assert f"{other} has adopted it" in told
        assert "At cost." in told
        assert "Fish for nets" in text_of(town.client(), "/agreements")
    same = {text_of(town.client(), "/agreements/1.json") for town in two}
    assert len(same) == 1
    assert "Write and propose it" in text_of(guild.client(FIRST), "/agreements")


def test_what_does_not_hold_is_refused_with_its_article(two):
    guild, fishers = two
    agreed(guild, fishers)
    client = guild.client(FIRST)
    answer = client.post("/agreements/1/proof", {"proof": uploaded(b"{}")})
    assert answer.status_code == 422
    assert "counterpart unproven" in answer.content.decode()
    too_large = client.post("/agreements/1/proof", {"proof": uploaded(b"x" * 300_000)})
    assert too_large.status_code == 422
    answer = client.post("/agreements/write", {"card": uploaded(b"no card"), "wording": "x"})
    assert answer.status_code == 302
    assert "Nothing was written" in text_of(client, "/agreements")
    assert text_of(client, "/agreements/9", 404)
    assert text_of(client, "/agreements/9/proof.json", 404)
    assert client.post("/agreements/9/adopt").status_code == 404
    assert guild.client().post("/agreements/1/adopt").status_code == 403


def test_the_card_of_another_federation_is_recorded_and_a_fork_is_shown(two):
    guild, fishers = two
    agreed(guild, fishers)
    client = guild.client(FIRST)
    known = guild.office.state.foreigns[1].size
    assert f"a card since {known} entries" in text_of(client, "/agreements")
    fishers.do(cmd.CloseRoll(body=FORGE), 1)
    card = fishers.client().get(f"/agreements/card.json?since={known}").content
    assert send(client, "/federations/1/card", card=uploaded(card)) == "/agreements"
    assert guild.office.state.foreigns[1].size == fishers.office.log.signed.size > known
    plain = json.loads(card)
    assert plain["since"]["size"] == known
    assert fishers.client().get("/agreements/card.json?since=9999").status_code == 404


def test_notice_is_given_and_proved_on_pages(two):
    guild, fishers = two
    agreed(guild, fishers)
    decided(fishers, "/agreements/1/notice")
    told = text_of(fishers.client(), "/agreements/1")
    assert "This federation has given notice." in told
    known = guild.office.state.foreigns[1].size
    proof = fishers.client().get(f"/agreements/1/proof.json?notice=1&since={known}").content
    send(guild.client(FIRST), "/agreements/1/proof", proof=uploaded(proof))
    assert "The other federation has given notice." in text_of(guild.client(), "/agreements/1")
    guild.clock.now += 40 * DAY_S
    guild.office.tick()
    assert "by notice" in text_of(guild.client(), "/agreements/1")
    assert text_of(guild.client(), "/record")


def test_a_workshop_that_leaves_says_on_its_page_that_it_stays_bound(two):
    guild, fishers = two
    agreed(guild, fishers)
    stay = "Move that we stay bound"
    assert stay not in text_of(guild.client(FIRST), "/agreements/1")
    move = cmd.ProposeMotion(body=FORGE, text="We leave", effect=LeaveFederation())
    vote(guild, guild.do(move, FIRST).events[0].motion)
    assert stay in text_of(guild.client(FIRST), "/agreements/1")
    decided(guild, "/agreements/1/confirm")
    guild.clock.now += 31 * DAY_S
    guild.office.tick()
    told = text_of(guild.client(), "/agreements/1")
    assert "It goes on, by their own consent" in told


# The whole journey, in a browser.

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}
WIDER = "() => document.documentElement.scrollWidth - window.innerWidth"


class Visitor:
    """Somebody who goes to the pages of one federation, and keeps files in a folder."""

    def __init__(self, browser, town, address, folder, viewport):
        self.town, self.address, self.folder = town, address, folder
        self.page = browser.new_page(viewport=viewport, base_url=address)

    def sign_in(self, member=FIRST):
        self.page.context.clear_cookies()
        self.page.goto("/sign-in")
        self.page.get_by_label("Code").fill(self.town.code(member))
        self.press("Sign in")

    def goto(self, path):
        self.page.goto(path)
        assert self.page.evaluate(WIDER) <= 0, path

    def press(self, name):
        self.page.get_by_role("button", name=name, exact=True).click()

    def hand_in(self, label, file, button):
        field = self.page.get_by_label(label)
        field.set_input_files(str(file))
        field.locator("xpath=ancestor::form").get_by_role("button", name=button).click()

    def save(self, click, name):
        with self.page.expect_download() as waited:
            click()
        file = self.folder / name
        waited.value.save_as(file)
        return file

    def carry(self, others=True):
        """Vote Yes on the motion that is shown; the others do, too, and the day passes."""
        motion = int(self.page.url.rpartition("/")[2])
        poll = self.town.office.state.motions[motion].poll
        self.goto(f"/polls/{poll}/vote")
        self.page.get_by_role("radio", name=re.compile("^Yes")).check()
        self.page.get_by_role("button", name=re.compile("^(Cast|Vote|Send)")).first.click()
        for one in self.town.members(FORGE)[1:] if others else ():
            self.town.do(cmd.CastVote(poll=poll, choice="yes"), one)
        self.pass_days(1)
        assert self.town.office.state.motions[motion].stage == "carried"

    def pass_days(self, days):
        self.town.clock.now += days * DAY_S
        self.town.office.tick()
        self.sign_in()


@pytest.mark.browser
@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_two_federations_agree_and_a_workshop_goes_over_on_pages(
    two, serve_town, chromium, tmp_path, viewport
):
    guild, fishers = (Visitor(chromium, town, serve_town(town), tmp_path, viewport) for town in two)
    agree_on_pages(guild, fishers)
    leave_on_pages(guild)
    join_on_pages(guild, fishers)
    for one in (guild, fishers):
        whole = tmp_path / f"{one.town.office.state.name}.jsonl"
        one.town.office.log.backup(whole)
        assert verify_file(whole, key=one.town.office.log.keys[0]).valid
        one.page.close()


def agree_on_pages(guild, fishers):
    for one in (guild, fishers):
        one.sign_in()
        one.goto("/agreements")
    card = fishers.save(lambda: fishers.press("Download our card"), "card.json")
    page = guild.page
    page.get_by_label("Text").fill("Fish for nets\n\nAt cost.")
    page.get_by_label("First day").fill(BEGIN)
    page.get_by_label("Last day").fill(UNTIL)
    page.locator("#bodies-w").select_option(str(FORGE))
    guild.hand_in("Card of the other federation", card, "Write and propose it")
    expect(page.get_by_role("heading", level=1)).to_have_text("Fish for nets")
    files = page.get_by_role("link", name="The agreement", exact=True)
    file = guild.save(files.click, "agreement.json")
    fishers.page.locator("#bodies-p").select_option(str(FORGE))
    fishers.hand_in("The agreement, as a file", file, "Propose it")
    expect(fishers.page.get_by_role("heading", level=1)).to_have_text("Fish for nets")
    for one in (guild, fishers):
        one.press("Move that we adopt it")
        one.carry()
    for one, other in ((guild, fishers), (fishers, guild)):
        other.goto("/agreements/1")
        link = other.page.get_by_role("link", name="Proof that we adopted it")
        proof = other.save(link.click, f"proof-{id(other)}.json")
        one.goto("/agreements/1")
        one.hand_in("Their proof, as a file", proof, "Verify and record")
        expect(one.page.get_by_text("The proof was verified and recorded.")).to_be_visible()
        expect(one.page.get_by_text("in force", exact=True).first).to_be_visible()


def leave_on_pages(guild):
    """The Forge decides to leave, says that it stays bound, and is gone when its notice is over."""
    guild.goto("/leaving")
    guild.page.get_by_label("Which body").select_option(str(FORGE))
    guild.page.get_by_label("Why").fill("We go to the Fishers.")
    guild.press("Move it")
    guild.carry()
    guild.goto("/agreements/1")
    guild.press("Move that we stay bound")
    guild.carry()
    guild.town.clock.now += 31 * DAY_S
    guild.town.office.tick()
    guild.goto("/agreements/1")
    expect(guild.page.get_by_text("It goes on, by their own consent")).to_be_visible()


def join_on_pages(guild, fishers):
    """The part is downloaded here, verified there, and the Fishers vote on admitting the body."""
    guild.goto("/leaving/1")
    link = guild.page.get_by_role("link", name="Download its part")
    parcel = guild.save(link.click, "part.zip")
    spoiled = guild.folder / "spoiled.zip"
    spoiled.write_bytes(parcel.read_bytes()[:-40])
    fishers.goto("/leaving")
    fishers.hand_in("Its part of that record", spoiled, "Verify it")
    expect(fishers.page.get_by_text("Nothing was moved")).to_be_visible()
    fishers.hand_in("Its part of that record", parcel, "Verify it")
    expect(fishers.page.get_by_text("the key that is known here from an agreement")).to_be_visible()
    assert fishers.page.evaluate(WIDER) <= 0
    expect(fishers.page.get_by_text(guild.town.office.log.origin).first).to_be_visible()
    fishers.page.get_by_label("How many people").fill("2")
    fishers.page.get_by_label("What it is called here").fill("Forge of the Guild")
    fishers.press("Move it")
    origin = guild.town.office.log.origin
    fishers.carry(others=False)
    fishers.goto("/leaving")
    arrived = fishers.page.get_by_role("link", name="Forge of the Guild").first
    expect(arrived).to_be_visible()
    expect(fishers.page.get_by_text(origin).first).to_be_visible()
