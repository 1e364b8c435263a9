"""Plain sentences for the tables of rights and safeguards.

Rules of this module: those of ``sentences``; every value that has an effect is told.

Not here: the sentences of all other clauses (``sentences``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

from commonweal.charter.clause import Clause
from commonweal.charter.phrases import counted, in_days, listed, share_in_words
from commonweal.charter.rights import Caucuses, Letters, Meetings

HEADINGS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "meetings": ("Meetings", "This constitution gives no right to convene a meeting."),
        "caucuses": ("Caucuses", "This constitution gives no right to organise a caucus."),
        "letters": ("Open letters", "This constitution gives no right to publish open letters."),
    }
)
"""For each table: its heading, and what is said where the table is not there."""


def _meetings(clause: Meetings) -> Iterator[str]:
    yield f"A meeting is called at least {in_days(clause.notice_days)} before it begins."
    share = share_in_words(clause.convene_share)
    yield (
        f"When {share} of those who vote in a body ask for a meeting within"
        f" {in_days(clause.convene_days)}, it is convened, whatever the officers want, and begins"
        " within as many days after that."
    )
    minutes = counted(clause.speech_minutes, "minute", "minutes")
    yield f"A speech has {minutes}; before that nobody but the speaker ends it."
    if clause.first_speakers_first:
        yield "Whoever has not spoken yet speaks before those who have."
    else:
        yield "Those who have spoken and those who have not are in one list."
    if clause.caucus_speeches == "alternate":
        yield "No two speeches in a row are for one caucus while somebody else waits."
    else:
        yield "People speak in the order in which they asked, whatever caucus they speak for."


def _caucuses(clause: Caucuses) -> Iterator[str]:
    if clause.members_min <= 1:
        yield f"Any member may found a caucus, which acts as one with {clause.members_min} in it."
    else:
        yield f"Any member may found a caucus; it acts as one when {clause.members_min} are in it."
    if clause.confidential:
        yield "Whoever joins chooses whether to be named."
    else:
        yield "Whoever joins is named."
    if clause.lists:
        yield "Candidates may stand on the list of their caucus."
    else:
        yield "Candidates stand without the list of a caucus."
    share = share_in_words(clause.agenda_share)
    yield f"Of every meeting's time, and of what is printed and sent, {share} is the caucuses'."
    days = in_days(clause.report_days)
    yield f"Within {days} of a decision a minority report may be filed; it stays with it for ever."
    yield "A caucus ends by the will of its own members only."


def _letters(clause: Letters) -> Iterator[str]:
    yield "Any member may publish an open letter to any body, and any member may reply to it."
    if clause.anonymous:
        yield "A letter may be published without its author's name."
    else:
        yield "A letter is published under its author's name."
    if clause.removal_grounds:
        grounds, needs = listed(clause.removal_grounds), share_in_words(clause.removal_majority)
        yield f"Its body takes a letter down by {needs} of Yes and No, and only for: {grounds}."
        days = in_days(clause.appeal_days)
        yield f"Within {days} {clause.appeal_level} may put it back."
    else:
        yield "No letter can be taken down."
    days = in_days(clause.answer_days)
    yield f"A question to an officer or delegate is to be answered within {days}."


SAY_RIGHTS: Mapping[type[Clause], Callable[[Any], Iterator[str]]] = {
    Meetings: _meetings,
    Caucuses: _caucuses,
    Letters: _letters,
}
"""The sentences of each table of rights."""
