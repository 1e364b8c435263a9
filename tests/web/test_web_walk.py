"""Everything that a page links to is there, for a stranger and for somebody signed in."""

from __future__ import annotations

import re
import time
from html import unescape

import pytest
from django.test import Client

LINK = re.compile(r'(?:href|src)="([^"]*)"')
PAGES_MAX = 600


def walk(client: Client, start: str) -> dict[str, int]:
    seen: dict[str, int] = {}
    waiting = [start]
    while waiting and len(seen) < PAGES_MAX:
        address = waiting.pop(0).partition("#")[0]
        if address in seen:
            continue
        answer = client.get(address)
        seen[address] = answer.status_code
        if answer.status_code in (301, 302):
            waiting.append(answer["Location"])
            continue
        if not answer.headers.get("Content-Type", "").startswith("text/html"):
            b"".join(answer) if answer.streaming else answer.content
            continue
        text = answer.content.decode()
        found = [unescape(one) for one in LINK.findall(text)]
        waiting += [
            one if not one.startswith("?") else address.partition("?")[0] + one
            for one in found
            if one.startswith(("/", "?")) and not one.startswith("/static/")
        ]
    return seen


@pytest.mark.parametrize("who", ["stranger", "alice", "bob"])
def test_every_link_leads_somewhere(quiet_town, who):
    member = 0 if who == "stranger" else getattr(quiet_town, who)
    client = quiet_town.client(member)
    began = time.perf_counter()
    seen = walk(client, "/")
    print(len(seen), "pages", round((time.perf_counter() - began) / len(seen) * 1000, 1), "ms each")
    wrong = {address: status for address, status in seen.items() if status not in (200, 301, 302)}
    assert not wrong
    assert len(seen) > 100
    for start in (
        "/c/",
        "/seats/",
        "/motions/",
        "/polls/",
        "/elections/",
        "/record/",
        "/tasks/",
        "/people/",
        "/pay",
        "/challenges",
        "/inspection",
        "/papers",
        "/units",
        "/rolls/",
        "/unions",
    ):
        assert any(one.startswith(start) for one in seen), start


def test_the_walk_notices_a_link_that_leads_nowhere(quiet_town, monkeypatch):
    from commonweal.web import links

    monkeypatch.setattr(links, "seat_url", lambda seat: f"/seats/{seat + 9000}")
    seen = walk(quiet_town.client(), "/c/1")
    assert 404 in seen.values()
