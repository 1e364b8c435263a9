"""What an enemy or a broken browser sends to the forms: it is told off, and breaks nothing."""

from __future__ import annotations

import itertools

import pytest

KEYS = itertools.count(1)
ENDLESS = "9" * 30_000
GARBAGE = (
    "",
    "-1",
    "0",
    "99999",
    ENDLESS,
    "²",
    "٣",
    "1.5",
    "m-",
    "i-99999",
    "\x00\x1b",
    "4-x",
    "<b>",
)

FORMS = {
    "/c/4/desk": {
        "admit": ("name", "email", "phone"),
        "ask-to-move": ("to",),
        "move": ("members",),
        "report-death": ("member",),
        "confirm-death": ("member",),
        "elect": ("contest",),
        "appoint": ("seat", "member"),
        "figure": ("figure",),
        "open": ("level", "name", "declared"),
    },
    "/c/2/desk": {"apportion": ("lots",), "open": ("level", "name")},
    "/c/99999/desk": {"close-roll": (), "admit": ("name",)},
    "/founding": {"open": ("level", "name", "declared")},
    "/motions/change": {
        "emergency": ("powers", "days", "way"),
        "end-emergency": ("emergency", "way"),
        "open-body": ("level", "name", "parent", "declared", "way"),
    },
    "/constitution/amend": {"amend": ("title", "constitution", "reasons", "way", "step")},
    "/motions/1/instruct-if": {"instruct": ("seat", "motion-1", "outcome-1", "choice-1")},
    "/motions/1/roll-call": {"": ("present", "numbers")},
}
SENT = [(at, what, names) for at, forms in FORMS.items() for what, names in forms.items()]


def posted(client, address, what, typed):
    place = {"what": what, "place": what, "key": f"garbage-of-its-own-{next(KEYS)}"}
    return client.post(address, {**place, **typed})


@pytest.fixture
def people(town):
    """A stranger, a member, a delegate and a convenor."""
    return [town.client(one) for one in (0, town.alice, town.bob, 1)]


@pytest.mark.parametrize(("address", "what", "names"), SENT)
def test_garbage_is_told_off(people, address, what, names):
    for place, client in enumerate(people):
        for junk in (None, GARBAGE[place], *GARBAGE[place :: len(people)]):
            typed = {} if junk is None else {name: [junk, junk] for name in names}
            answer = posted(client, address, what, typed)
            assert answer.status_code in ((302, 403, 404, 422, 200) if place else (403, 404)), typed
            assert len(answer.content) < 200_000 + 3 * sum(map(len, typed)) * len(ENDLESS)


def test_a_form_that_a_page_does_not_have_is_not_found(people):
    for address in FORMS:
        answer = posted(people[1], address, "such-a-form-there-is-not", {})
        assert answer.status_code in (404, 422, 200), address
