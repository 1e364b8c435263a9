"""A count on its pages and as data: who sees what, and what is said where there is nothing."""

from __future__ import annotations

import csv
import io
import json
import re
import xml.etree.ElementTree as ET

import pytest

from commonweal import tally
from commonweal.office import exports
from commonweal.office.results import Counted

FILES = {
    "count.json": "application/json",
    "count.csv": "text/csv; charset=utf-8",
    "count.svg?chart=bump": "image/svg+xml",
}


@pytest.fixture
def number(quiet_town):
    """The election by which Bob got his seat."""
    return quiet_town.bob_seat.poll


def text_of(client, address, status=200):
    answer = client.get(address)
    assert answer.status_code == status, address
    return answer.content.decode()


def counted(town, number):
    found = town.office.state.polls[number]
    return town.federation.look(0, lambda reading: reading.counted(found))


@pytest.mark.parametrize("who", ["stranger", "alice"])
def test_the_whole_count_is_told(quiet_town, number, who):
    client = quiet_town.client(quiet_town.alice if who == "alice" else 0)
    text = text_of(client, f"/elections/{number}/count")
    for words in ["The count", "Elected", "All figures", "Quota", "SSI 2011/399", "To take along"]:
        assert words in text, words
    assert quiet_town.names[quiet_town.bob] in text
    assert text.count('<svg xmlns="') == 2 * len(counted(quiet_town, number).charts)
    assert f'href="/elections/{number}/count/1"' in text
    assert quiet_town.office.state.polls[number].box in text
    assert f'href="/elections/{number}/count"' in text_of(client, f"/polls/{number}")


def test_every_round_is_told_and_leads_on(quiet_town, number):
    client, found = quiet_town.client(), counted(quiet_town, number)
    names = [quiet_town.names[member] for member in found.members]
    for at in range(1, found.rounds + 1):
        text = text_of(client, f"/elections/{number}/count/{at}")
        told = re.sub(r"&#x27;", "'", text)
        assert found.step(at).told(names) in told
        assert text.count("<h1") == 1
        assert (f'id="previous" rel="prev" href="/elections/{number}/count/{at - 1}"' in text) == (
            at > 1
        )
        assert (f'id="next" rel="next" href="/elections/{number}/count/{at + 1}"' in text) == (
            at < found.rounds
        )
        for one in found.step(at).standing:
            assert names[one.place] in text
        assert 'class="line"' in text


def test_a_count_of_a_single_round_leads_nowhere_else(quiet_town, number, monkeypatch):
    papers = [[0, 1]] * 7 + [[1]] * 2
    outcome = tally.count("scottish-stv", tally.Ranked.of(papers, candidates=2), 1)
    single = Counted(outcome, (3, 4))
    show_instead(monkeypatch, single)
    client = quiet_town.client()
    text = text_of(client, f"/elections/{number}/count/1")
    assert single.rounds == 1
    assert 'rel="next"' not in text
    assert 'rel="prev"' not in text
    assert "The whole count" in text
    assert "came in this round" not in text
    whole = text_of(client, f"/elections/{number}/count")
    assert "Where the votes passed" not in whole
    assert "Who got how many" in whole


def show_instead(monkeypatch, found):
    from commonweal.office.reading import Reading

    monkeypatch.setattr(Reading, "counted", lambda self, poll: found)


@pytest.mark.parametrize(
    ("rule", "profile"),
    [
        ("plurality", tally.Choice.counted([5, 3, 1])),
        ("approval", tally.Approval.of([{0, 1}] * 3 + [{0}], candidates=3)),
        ("copeland", tally.Ranked.of([[0, 1, 2]] * 3 + [[1, 2, 0]] * 2, candidates=3)),
        ("meek", tally.Ranked.of([[0, 1]] * 9 + [[1, 2]] * 5 + [[2]] * 4, candidates=3)),
    ],
)
def test_other_rules_are_told_as_well(quiet_town, number, monkeypatch, rule, profile):
    outcome = tally.count(rule, profile, 1)
    show_instead(monkeypatch, Counted(outcome, (3, 4, 5)))
    client = quiet_town.client()
    whole = text_of(client, f"/elections/{number}/count")
    assert ("<dt>Quota</dt>" in whole) == (rule == "meek")
    for at in range(1, len(outcome.rounds) + 1):
        text = text_of(client, f"/elections/{number}/count/{at}")
        assert ('class="line"' in text) == (rule == "meek")
        assert ("Votes after this round" in text) == (rule != "copeland")
    flow = client.get(f"/elections/{number}/count.svg?chart=sankey").status_code
    assert flow == (200 if rule == "meek" and len(outcome.rounds) > 1 else 404)


def test_what_passed_is_a_table_of_its_own(quiet_town, number, monkeypatch):
    papers = [[0, 1]] * 5 + [[0, 2]] * 4 + [[0]] * 2 + [[1]] * 3 + [[2]] * 2
    outcome = tally.count("scottish-stv", tally.Ranked.of(papers, candidates=4), 2)
    show_instead(monkeypatch, Counted(outcome, (3, 4, 5, 6)))
    client = quiet_town.client()
    text = text_of(client, f"/elections/{number}/count/2")
    assert f"Passed on by {quiet_town.names[3]}" in text or "Passed on by Member 3" in text
    assert "5 × 0.45454" in text
    assert "2.2727" in text
    assert "nobody: not transferable" in text
    assert "Lost in rounding down" in text
    last = text_of(client, f"/elections/{number}/count/{len(outcome.rounds)}")
    assert "Excluded before" in last


def test_nothing_is_inline_in_a_count(quiet_town, number):
    client = quiet_town.client()
    for address in (f"/elections/{number}/count", f"/elections/{number}/count/1"):
        text = text_of(client, address)
        assert not re.search(r"<script(?![^>]*\bsrc=)", text)
        assert not re.search(r"\s(style|on[a-z]+)=", text)
        assert "<style" not in text


def test_names_that_are_not_shown_are_in_no_file(town, number):
    poll = town.office.state.polls[number]
    hidden = next(one for one in poll.candidates if one not in poll.elected)
    name = town.names[hidden]
    assert name in text_of(town.client(), f"/elections/{number}/count.json")
    town.clock.pass_days(500)
    for address in [*FILES, "count", "count/1", "ballots.blt"]:
        answer = town.client().get(f"/elections/{number}/{address}")
        assert name not in answer.content.decode(), address
    assert f"Member {hidden}" in text_of(town.client(), f"/elections/{number}/count.csv")


# Data.


def test_the_count_as_data(quiet_town, number):
    answer = quiet_town.client().get(f"/elections/{number}/count.json")
    data = json.loads(answer.content)
    poll = quiet_town.office.state.polls[number]
    assert data["schema"] == "commonweal.count/1"
    assert data["election"]["number"] == number
    assert data["election"]["digests"] == {"box": poll.box, "account": poll.rounds}
    assert data["election"]["members"] == list(counted(quiet_town, number).members)
    assert data["election"]["rule"] == data["outcome"]["rule"] == poll.rule
    assert data["election"]["seats"] == data["outcome"]["seats"]
    assert data["election"]["cast"] == poll.cast
    assert data["names"][data["outcome"]["elected"][0]] == quiet_town.names[poll.elected[0]]
    rows = list(
        csv.DictReader(io.StringIO(text_of(quiet_town.client(), f"/elections/{number}/count.csv")))
    )
    tallies = [one["tally"] for one in rows if one["round"] == "1" and one["candidate"]]
    assert tallies == data["outcome"]["rounds"][0]["tallies"]


@pytest.mark.parametrize("file", FILES)
def test_files_say_what_they_are_and_are_asked_for_once(quiet_town, number, file):
    client = quiet_town.client()
    answer = client.get(f"/elections/{number}/{file}")
    assert answer.status_code == 200
    assert answer["Content-Type"] == FILES[file]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "no-cache"
    again = client.get(f"/elections/{number}/{file}", HTTP_IF_NONE_MATCH=answer["ETag"])
    assert again.status_code == 304
    assert again.content == b""
    member = quiet_town.client(quiet_town.alice).get(f"/elections/{number}/{file}")
    assert member["Cache-Control"] == "private, no-store"


def test_charts_are_svg(quiet_town, number):
    client = quiet_town.client()
    for kind in counted(quiet_town, number).charts:
        answer = client.get(f"/elections/{number}/count.svg?chart={kind}&width=400")
        root = ET.fromstring(answer.content)
        assert root.get("width") == "400"


@pytest.mark.parametrize(
    "query", ["chart=pie", "width=10", "width=9999", "width=x", "chart=%3Cb%3E"]
)
def test_no_such_chart(quiet_town, number, query):
    text = text_of(quiet_town.client(), f"/elections/{number}/count.svg?{query}", 400)
    assert "There is no such chart" in text
    assert "<b>" not in text


@pytest.mark.parametrize("address", ["count", "count/1", "count.csv", "count.svg", "ballots.blt"])
@pytest.mark.parametrize("missing", [99, 0])
def test_where_nothing_was_counted_pages_say_so(quiet_town, address, missing):
    wanted = missing or motion_poll(quiet_town)
    text = text_of(quiet_town.client(), f"/elections/{wanted}/{address}", 404)
    assert "<h1>" in text


def motion_poll(town):
    return next(one.id for one in town.office.state.polls.values() if one.kind == "motion")


def test_where_nothing_was_counted_data_says_so(quiet_town):
    answer = quiet_town.client().get("/elections/99/count.json")
    assert answer.status_code == 404
    assert answer["Content-Type"] == "application/json"
    assert "Nothing has been counted" in json.loads(answer.content)["fault"]["got"]


@pytest.mark.parametrize("at", [0, 99])
def test_a_round_that_never_was(quiet_town, number, at):
    text = text_of(quiet_town.client(), f"/elections/{number}/count/{at}", 404)
    assert "This count has" in text


# Ballots.


def test_few_secret_ballots_are_refused_and_the_page_says_why(quiet_town, number):
    client = quiet_town.client()
    text = text_of(client, f"/elections/{number}/ballots.blt", 403)
    assert "These ballots are not published" in text
    assert "Fewer than 20 papers were cast in secret." in text
    assert f'href="/elections/{number}/count"' in text
    page = text_of(client, f"/elections/{number}/count")
    assert "Fewer than 20 papers" in page
    assert "ballots.blt" not in page


def test_enough_secret_ballots_leave_cut(quiet_town, number, monkeypatch):
    monkeypatch.setattr(exports, "PAPERS_MIN", 5)
    client = quiet_town.client()
    assert f"/elections/{number}/ballots.blt" in text_of(client, f"/elections/{number}/count")
    answer = client.get(f"/elections/{number}/ballots.blt")
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "begin alike" in answer.content.decode()


@pytest.mark.parametrize(
    ("why", "status"), [("destroyed", 410), ("foreign", 409), ("not_ranked", 404)]
)
def test_each_reason_has_its_page(quiet_town, number, monkeypatch, why, status):
    monkeypatch.setattr(exports, "published", lambda *_: exports.Withheld(why))
    text = text_of(quiet_town.client(), f"/elections/{number}/ballots.blt", status)
    assert "What is published is the count" in text


def test_votes_by_name_are_offered_whole(quiet_town, number, monkeypatch):
    poll = quiet_town.office.state.polls[number]
    monkeypatch.setattr(poll, "secret", False)
    page = text_of(quiet_town.client(), f"/elections/{number}/count")
    assert "Every ranking as it was cast" in page
    text = text_of(quiet_town.client(), f"/elections/{number}/ballots.blt")
    assert "Votes by name" in text
