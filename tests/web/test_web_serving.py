"""Serving for real: another process, its signals, its lease; and translations."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from commonweal.office import Office
from commonweal.record import LeaseHeld
from commonweal.web import settings

SERVE = """
import sys
from pathlib import Path
from commonweal.web.serving import serve
serve(Path(sys.argv[1]), "127.0.0.1", 0)
"""

ROOM = Path(settings.__file__).parent


@pytest.fixture
def home(built, tmp_path):
    folder = tmp_path / "home"
    shutil.copytree(built[0], folder)
    return folder


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_it_serves_until_it_is_asked_to_stop(home, sign):
    process = subprocess.Popen(
        [sys.executable, "-c", SERVE, str(home)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOM.parents[1])},
    )
    assert process.stdout is not None
    try:
        told = process.stdout.readline()
        address = re.search(r"http://127\.0\.0\.1:\d+/", told)
        assert address, told
        with urllib.request.urlopen(address[0], timeout=10) as answer:
            assert b"Test Federation" in answer.read()
            assert answer.headers["Server"] is None
        with urllib.request.urlopen(address[0] + "static/commonweal/commonweal.css") as answer:
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert "max-age=3600" in answer.headers["Cache-Control"]
        with pytest.raises(urllib.error.HTTPError) as missing:
            urllib.request.urlopen(address[0] + "static/../settings.py")
        assert missing.value.code in (400, 404)
        with pytest.raises(LeaseHeld, match="stop that process"):
            Office(home)
    finally:
        process.send_signal(sign)
        rest = process.communicate(timeout=20)[0]
    assert process.returncode == 0, rest
    assert "Stopped." in rest
    assert "Traceback" not in rest
    Office(home).close()


def test_every_text_can_be_translated(tmp_path):
    """gettext's own extractor reads every module and template without a complaint."""
    room = tmp_path / "web"
    shutil.copytree(ROOM, room, ignore=shutil.ignore_patterns("__pycache__"))
    done = subprocess.run(
        [sys.executable, "-m", "django", "makemessages", "--locale=de", "--no-location"],
        cwd=room,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    catalogue = (room / "locale" / "de" / "LC_MESSAGES" / "django.po").read_text(encoding="utf-8")
    for text in (
        "Withdraw my confidence",
        "waits for support",
        "Recall: %(seat)s",
        "Skip to the content",
    ):
        assert f'msgid "{text}"' in catalogue, text
    assert catalogue.count("msgid") > 400


def test_no_template_says_anything_outside_gettext():
    """Words between tags that no translator would ever see."""
    found = []
    for path in sorted((ROOM / "templates").rglob("*.html")):
        text = path.read_text(encoding="utf-8")
        text = re.sub(r"{% comment %}.*?{% endcomment %}|{#.*?#}", "", text, flags=re.S)
        text = re.sub(r"{% blocktranslate.*?{% endblocktranslate %}", "", text, flags=re.S)
        text = re.sub(r"{%.*?%}|{{.*?}}", "", text, flags=re.S)
        text = re.sub(r"<[^>]*>", "\n", text, flags=re.S)
        found += [
            f"{path.name}: {one.strip()}"
            for one in text.splitlines()
            if re.search(r"[A-Za-z]{2,}", one)
        ]
    assert found == []


def test_a_demonstration_names_the_contest_of_an_election(town):
    seat = town.bob_seat
    town.federation.contests[seat.poll] = "ERS 7 & others"
    answer = town.client().get(f"/polls/{seat.poll}")
    assert b"the ballots are real ones, of the contest ERS 7 &amp; others" in answer.content


def test_a_damaged_list_of_contests_is_told(home):
    from commonweal.web.federation import Federation

    (home / "demo.json").write_text('{"contests": []}')
    with Office(home) as office, pytest.raises(ValueError, match="build the demonstration anew"):
        Federation.of(office)


def test_a_record_that_fails_is_told_and_nothing_else_breaks(town, monkeypatch):
    from commonweal.record import RecordError

    def fails(*_given, **_named):
        raise RecordError("no answer")

    client = town.client(town.alice)
    monkeypatch.setattr(town.office, "execute", fails)
    answer = client.post(f"/seats/{town.bob_seat.id}/withdraw", {"key": "k" * 20})
    assert answer.status_code == 503
    assert b"What you sent was not acknowledged" in answer.content
    assert client.get("/").status_code == 200


def test_our_own_mistakes_are_told_as_ours(town, monkeypatch):
    client = town.client()
    client.raise_request_exception = False
    monkeypatch.setattr("commonweal.web.pages.pyramid._build", lambda _reading: 1 / 0)
    answer = client.get("/")
    assert answer.status_code == 500
    assert b"That was our mistake" in answer.content
    assert b"ZeroDivisionError" not in answer.content


def test_whatever_the_law_does_has_words():
    """A new command, event, power or notice is not shown by its bare name."""
    from commonweal.charter import EMERGENCY_POWERS
    from commonweal.polity import COMMANDS, EVENTS
    from commonweal.polity.events import Cause, How
    from commonweal.web import telling, words

    assert set(COMMANDS) <= set(words.COMMANDS)
    assert set(Cause.__args__) <= set(words.CAUSES)
    assert set(How.__args__) <= set(words.HOW_FILLED)
    assert set(EMERGENCY_POWERS) <= set(words.POWERS)
    files = Path(telling.__file__).parent.glob("telling*.py")
    told = "".join(path.read_text(encoding="utf-8") for path in files)
    known = set(re.findall(r"\b[A-Z]\w+", told))
    # What changes a mandate is told by the notice that comes with it.
    untold = {one.__name__ for one in EVENTS.values()} - known
    assert untold == {"MandateAffected"}
    law = Path(telling.__file__).parents[1] / "polity"
    source = "".join(path.read_text(encoding="utf-8") for path in law.rglob("*.py"))
    assert set(re.findall(r'about="(\w+)"', source)) <= set(words.NOTICES)
