"""Caucuses, letters, questions and minority reports, as members use them with a browser."""

from __future__ import annotations

import json
import re
from html import unescape

import pytest

from commonweal.polity import commands as cmd
from commonweal.polity import effects as ef

SALT = "the words that only Charlie has kept"


def text_of(client, address, status=200):
    answer = client.get(address)
    assert answer.status_code == status, address
    return answer.content.decode()


def send(client, address, **fields):
    answer = client.post(address, fields)
    assert answer.status_code == 302, answer.content.decode()[-2000:]
    return answer.headers["Location"]


@pytest.fixture
def spoken(town):
    """A town in which Alice, Bob and Charlie have spoken up."""
    alice, charlie, bob = (town.client(one) for one in (town.alice, town.charlie, town.bob))
    seat = town.office.state.seats[town.bob_seat.id]
    assert send(alice, "/caucuses/found", name="Open Books", text="Read them.") == "/caucuses/1"
    send(charlie, "/caucuses/1/join", salt=SALT)
    send(alice, "/letters/publish", body="1", text="The roof leaks.\n\nMend it.", caucus="1")
    send(charlie, "/letters/publish", body="1", text="Who took it?", unnamed="yes", salt=SALT)
    send(bob, "/letters/1/reply", text="It will be mended.")
    send(alice, f"/seats/{seat.id}/ask", text="How did you vote?")
    send(bob, "/questions/1/answer", text="With No.")
    return town, alice, charlie, bob


def test_each_page_says_what_was_done(spoken):
    town, alice, charlie, _bob = spoken
    told = text_of(charlie, "/caucuses/1")
    assert "Open Books" in told
    assert "Somebody joined the caucus Open Books in confidence" in told
    assert re.search(r"Unnamed</dt><dd>1<", told)
    assert town.names[town.alice] in told
    assert "Mend it." in text_of(town.client(), "/letters/1")
    assert "It will be mended." in text_of(alice, "/letters/1")
    assert "unnamed" in text_of(alice, "/letters/2")
    assert "With No." in text_of(town.client(), "/questions/1")
    assert "Open Books" in text_of(town.client(), "/caucuses")


def test_neither_record_nor_pages_name_whoever_joins_or_writes_in_confidence(spoken):
    town, _alice, _charlie, _bob = spoken
    log = town.office.log
    secret = [
        json.loads(body)
        for body in log.read()
        if b"caucus_joined_in_confidence" in body or b'"commitment":' in body
    ]
    assert len(secret) == 2
    for entry in secret:
        assert entry["by"] == 0
        assert "key" not in entry
        assert town.charlie not in [*entry.values(), *entry["events"][0].values()]
        assert SALT not in json.dumps(entry)
    for address in ("/caucuses/1", "/letters/2", "/record"):
        assert town.names[town.charlie] not in text_of(town.client(), address)


def test_nobody_joins_twice_in_confidence_or_by_name_as_well(spoken):
    town, _alice, charlie, _bob = spoken
    before = town.office.state.version
    for salt in ("", "quite another text, just as long"):
        answer = charlie.post("/caucuses/1/join", {"salt": salt})
        assert answer.status_code == 422
        assert "caucus joined before" in answer.content.decode()
    assert town.office.state.version == before
    send(charlie, "/caucuses/1/leave", salt=SALT)
    send(charlie, "/caucuses/1/join")
    assert town.charlie in town.office.state.caucuses[1].members


def test_a_report_stands_on_the_page_of_the_decision(spoken):
    town, alice, _charlie, bob = spoken
    send(alice, "/motions/1/report", text="Too dear.", caucus="1")
    send(bob, "/motions/1/report", text="We had no time.")
    told = text_of(town.client(), "/motions/1")
    assert "Too dear." in told
    assert "We had no time." in told
    other = next(one.holder for one in town.office.state.delegates(2) if one.holder != town.bob)
    send(town.client(other), "/reports/2/sign")
    assert town.names[other] in text_of(alice, "/motions/1").partition("We had no time.")[2]


def test_a_motion_to_ban_is_refused_with_its_article(spoken):
    town, _alice, _charlie, _bob = spoken
    ban = cmd.ProposeMotion(body=1, text="t", effect=ef.caucuses.BanCaucus(caucus=1))
    with pytest.raises(Exception, match="caucus ban forbidden"):
        town.do(ban, town.office.state.delegates(1)[0].holder)


def test_every_link_from_these_pages_leads_somewhere(spoken):
    _town, alice, _charlie, _bob = spoken
    pages = ("/caucuses", "/caucuses/1", "/letters", "/letters/2", "/questions", "/questions/1")
    found = {link for one in pages for link in re.findall(r'href="(/[^"#]*)', text_of(alice, one))}
    assert {"/caucuses/1", "/letters/1", "/questions/1"} <= found
    for link in sorted(one for one in found if not one.startswith("/static/")):
        assert alice.get(unescape(link)).status_code in (200, 302), link


@pytest.mark.parametrize("address", ["/caucuses/9", "/letters/9", "/questions/9"])
def test_what_is_not_there_is_said_to_be_missing(town, address):
    assert "There is no" in text_of(town.client(), address, 404)


def test_an_unnamed_member_renews_and_comes_out_and_is_named_a_speaker(spoken):
    town, alice, charlie, bob = spoken
    assert "Your membership lapses" in text_of(charlie, "/caucuses/1")
    send(charlie, "/caucuses/1/renew", salt=SALT)
    assert bob.post("/caucuses/1/renew", {"salt": SALT}).status_code == 422
    send(charlie, "/caucuses/1/renew", salt=SALT, named="yes")
    caucus = town.office.state.caucuses[1]
    assert town.charlie in caucus.members
    assert f'<option value="{town.charlie}">' in text_of(alice, "/caucuses/1")
    send(alice, "/caucuses/1/speaker", member=str(town.charlie))
    assert town.charlie in caucus.speakers
    assert "Let them speak for it too" in text_of(charlie, "/caucuses/1")
    assert "Let them speak for it too" not in text_of(bob, "/caucuses/1")


def test_a_ban_can_be_moved_and_is_refused_where_the_right_is_entrenched(spoken):
    town, alice, _charlie, _bob = spoken
    home = town.bob_seat.sender
    assert "Move that it be ended" in text_of(alice, "/caucuses/1")
    answer = alice.post("/caucuses/1/move-ban", {"body": str(home), "text": "Enough."})
    assert answer.status_code == 422
    assert town.office.state.caucuses[1].exists


def test_taking_a_letter_down_is_moved_from_its_page(spoken):
    town, alice, _charlie, _bob = spoken
    home = town.bob_seat.sender
    send(alice, "/letters/publish", body=str(home), text="The roof leaks here too.")
    number = len(town.office.state.letters)
    page = text_of(alice, f"/letters/{number}")
    ground = town.office.case().charter.letters.removal_grounds[0]
    assert ground in page
    send(alice, f"/letters/{number}/move", ground=ground)
    moved = town.office.state.motions[max(town.office.state.motions)]
    assert moved.effect.letter == number
    assert "Take it down" not in text_of(town.client(), f"/letters/{number}")
