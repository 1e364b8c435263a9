"""Telling what happened with papers in one sentence for each event.

Rules of this module: who votes on paper is not named by pages; the entry itself is open to all.

Not here: all other events (``telling``).
"""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from commonweal.office.reading import Reading
from commonweal.polity import Event
from commonweal.polity.rights.corrections import data as corrections
from commonweal.polity.rights.papers import data
from commonweal.web import links

_SENTENCES: dict[type[Event], str] = {
    data.TellerNamed: gettext_noop("%(title)s: %(name)s became a teller"),
    data.ObserverNamed: gettext_noop("%(title)s: %(name)s observes for a candidate"),
    data.RoleLeft: gettext_noop("%(title)s: %(name)s left the role"),
    data.PaperVoterMarked: gettext_noop("%(title)s: a member votes on paper"),
    data.PaperVoterUnmarked: gettext_noop("%(title)s: a mistaken mark was taken back"),
    data.PaperBoxOpened: gettext_noop("%(title)s: the papers are typed in, marks: %(marks)s"),
    data.PapersTyped: gettext_noop("%(title)s: a teller typed batch %(batch)s, papers: %(papers)s"),
    data.PapersJoined: gettext_noop("%(title)s: batch %(batch)s was read alike and counts"),
    data.PapersObjected: gettext_noop("%(title)s: %(name)s objected as an observer"),
    corrections.CorrectionTyped: gettext_noop(
        "%(title)s: a teller typed batch %(batch)s anew after the result"
    ),
    corrections.PapersCorrected: gettext_noop(
        "%(title)s: two tellers corrected batch %(batch)s, and it is counted again"
    ),
    data.PapersSettled: gettext_noop("%(title)s: %(papers)s papers are in, %(missing)s missing"),
}


def papers_told(reading: Reading, event: Event) -> tuple[str, str] | None:
    """Return the sentence for an event and the address of its page; None for other events."""
    found = _SENTENCES.get(type(event))
    match event:
        case data.PaperMarkProposed(take_back=take_back):
            found = gettext_noop("%(title)s: a teller proposed a mark on the roll")
            if take_back:
                found = gettext_noop("%(title)s: a teller would take a mark back")
        case data.BatchReopened(dropped=dropped):
            found = gettext_noop("%(title)s: a teller wants batch %(batch)s typed anew")
            if dropped:
                found = gettext_noop("%(title)s: batch %(batch)s was dropped, to be typed anew")
        case corrections.ResultCorrected(changed=changed):
            found = gettext_noop("%(title)s: with the corrected papers the result is the same")
            if changed:
                found = gettext_noop(
                    "%(title)s: by the corrected papers another result, seats emptied: %(seats)s, "
                    "decisions taken meanwhile that stand: %(stands)s"
                )
    if found is None:
        return None
    poll = reading.state.polls[getattr(event, "poll", 0)]
    named = getattr(event, "member", 0) or getattr(event, "by", 0)
    said: dict[str, str] = {
        "title": links.poll_title(reading, poll),
        "name": links.who(reading, named) if isinstance(named, int) else "",
    }
    said["seats"] = str(len(getattr(event, "seats", ())) + len(getattr(event, "fallen", ())))
    said["stands"] = str(len(getattr(event, "stands", ())))
    for field in ("batch", "papers", "marks", "missing"):
        said[field] = str(getattr(event, field, ""))
    return _(found) % said, reverse("poll-papers", args=[poll.id])
