"""The glossary knows every thing that commands and events speak of."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from commonweal.polity import COMMANDS, EVENTS

ROOT = Path(__file__).resolve().parents[2]

WORDS_OF_DOING = """
    abolished acted add added agree agreed arbitrated offered suspended admit admitted adopted
    affected amended answer answered appeal appealed appoint apportion apportioned ask asked
    assigned attend attended back banned breached bring call called cancel cancelled carry cast
    close closed complete completed compute computed confirm confirmed convened correct created
    decided declare declared demanded dissolved drawn dropped end ended enter entered exceeded
    failed fell file filed filled for found founded give given held in inspect join joined lapse
    lapsed leave left listed marked miss missed move moved name named nominate nominated note
    noted notified object objected open opened out pass propose proposed publish published put
    reached reassigned recorded rejected removed replied reply report reported required resign
    restore restored second seconded sign signed passed refuse refused reorganised settle on
    speak start started support supported to unanswered vacated voided withdraw withdrawn
    charged expelled released reinstate reinstated reprimanded met came into force announced
    behind leaving stay staying taken up with wound annulled challenged holds oneself renew take
    begun fixed freed offer place placed raised return returned reject rose set work
    raised reject return returned rose awaited
    unconfirmed wipe wiped reopen reopened see settled shown type typed unmark unmarked
"""
VERBS = set(WORDS_OF_DOING.split())
"""Words of commands and events that say what is done, not to what."""


def defined(text: str) -> set[str]:
    terms = set(re.findall(r"\*\*([^*]+)\*\*", text))
    return {term.casefold() for term in terms}


def undefined(names: Iterable[str], terms: set[str]) -> set[str]:
    nouns = {word for name in names for word in re.split(r"[_/\d]+", name) if word} - VERBS
    return {noun for noun in nouns if noun not in terms and noun.removesuffix("s") not in terms}


def test_every_noun_of_commands_and_events_is_defined() -> None:
    text = (ROOT / "docs" / "words.md").read_text(encoding="utf-8")
    assert undefined([*COMMANDS, *EVENTS], defined(text)) == set()


def test_a_missing_word_is_noticed() -> None:
    text = (ROOT / "docs" / "words.md").read_text(encoding="utf-8")
    assert undefined(["found_soviet"], defined(text)) == {"soviet"}
    assert "ballot" in undefined(COMMANDS, defined(text.replace("**ballot**", "ballot")))


def test_no_word_is_defined_twice() -> None:
    text = (ROOT / "docs" / "words.md").read_text(encoding="utf-8")
    heads = [line.split("**")[1] for line in text.splitlines() if line.startswith("* **")]
    assert len(heads) > 50
    assert {head for head in heads if heads.count(head) > 1} == set()


def test_no_verb_is_listed_in_vain() -> None:
    used = {word for name in [*COMMANDS, *EVENTS] for word in re.split(r"[_/\d]+", name)}
    assert used >= VERBS
