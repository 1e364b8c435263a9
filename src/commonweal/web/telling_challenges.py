"""Telling what happened with challenges of results, in one sentence for each event.

Rules of this module: whoever challenges or signs is not named by pages; the entry itself is open to
everybody.

Not here: all other events (``telling``), the page of a challenge (``pages.challenges``).
"""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from commonweal.office.reading import Reading
from commonweal.polity import Event, Poll
from commonweal.polity.rights.challenges import data
from commonweal.web import links, words

_TEXTS: dict[type[Event], str] = {
    data.PollChallenged: gettext_noop("The result was challenged (%(ground)s): %(title)s"),
    data.ChallengeSigned: gettext_noop("A member signed a challenge: %(title)s"),
    data.HearingOpened: gettext_noop("%(body)s hears a challenge: %(title)s"),
    data.PollAnnulled: gettext_noop("%(body)s annulled the result: %(title)s"),
}

_DECIDED = {
    "annulled": gettext_noop("A challenge was upheld: %(title)s"),
    "confirmed": gettext_noop("A challenge was not upheld, the result stands: %(title)s"),
    "lapsed": gettext_noop("A challenge came to nothing: %(title)s"),
}


def challenge_texts(reading: Reading, event: Event) -> Iterator[str]:
    """Yield the texts of the challenge that an event speaks of, to be asked for together."""
    found = reading.state.challenges.get(getattr(event, "challenge", 0))
    if found is not None:
        yield found.text
        motion = reading.state.motions.get(reading.state.polls[found.poll].motion)
        if motion is not None:
            yield motion.text


def challenge_told(reading: Reading, event: Event) -> tuple[str, str] | None:
    """Return the sentence for an event and the address of its page; None for other events."""
    if isinstance(event, data.ChallengeDecided):
        text = _DECIDED[event.outcome]
    elif type(event) in _TEXTS:
        text = _TEXTS[type(event)]
    else:
        return None
    found = reading.state.challenges[getattr(event, "challenge", 0)]
    body = reading.state.bodies.get(getattr(event, "body", 0))
    said = {
        "ground": words.word(words.GROUNDS_OF_CHALLENGES, found.ground),
        "body": body.name if body else "",
        "title": result_title(reading, reading.state.polls[found.poll]),
    }
    return _(text) % said, reverse("challenge", args=[found.id])


def result_title(reading: Reading, poll: Poll) -> str:
    """Return what the result of a poll is called, with the body that voted."""
    words_said = {
        "title": links.poll_title(reading, poll),
        "body": reading.state.bodies[poll.body].name,
    }
    return _("%(title)s (%(body)s)") % words_said
