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
from commonweal.charter.rights import Caucuses, Initiative, Inspection, Letters, Meetings, Pay

HEADINGS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "meetings": ("Meetings", "This constitution gives no right to convene a meeting."),
        "caucuses": ("Caucuses", "This constitution gives no right to organise a caucus."),
        "letters": ("Open letters", "This constitution gives no right to publish open letters."),
        "pay": ("Pay", "Under this constitution nobody declares what a seat or office brings."),
        "inspection": ("Inspection", "This constitution knows no inspectors."),
        "initiative": (
            "Initiative, referendum, call-back",
            "Under this constitution members put no question to themselves.",
        ),
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


def _pay(clause: Pay) -> Iterator[str]:
    yield (
        f"Whoever takes a seat or office declares within {in_days(clause.declaration_days)} what it"
        f" brings: pay, benefits, expenses and income from elsewhere, in {clause.currency}, for all"
        f" to see; and again every {in_days(clause.period_days)}."
    )
    yield (
        f"Pay and benefits together are at most {clause.ceiling} of the members' wage; expenses and"
        " income from elsewhere are shown and not counted."
    )
    kind = "median, the one in the middle" if clause.wage == "median" else "mean"
    yield (
        f"The members' wage is the {kind} of what members declared, each in secret; with fewer than"
        f" {clause.figures_min} figures none is computed."
    )
    yield "A missing declaration, or one above the ceiling, is on the next agenda until mended."


def _inspection(clause: Inspection) -> Iterator[str]:
    yield (
        f"Whoever holds the office {clause.office} inspects, in their own body and in all below it:"
        " everything but secret ballots and confidential memberships is open to them, and every"
        " access is recorded."
    )
    yield "Whoever inspects holds no other seat or office, and nobody inspected inspects."
    yield (
        "Inspectors publish what they find, put a recall to those who elected, and demand an answer"
        f" within {in_days(clause.answer_days)}; they have no other power."
    )


def _initiative(clause: Initiative) -> Iterator[str]:
    yield (
        f"{share_in_words(clause.members_share)} of the members concerned, or"
        f" {share_in_words(clause.bodies_share)} of their base bodies, put a motion to any body,"
        f" or to all members, when they come together within {in_days(clause.signature_days)}; no"
        " officer is asked."
    )
    how = "secretly" if clause.ballot == "secret" else "by name"
    least = share_in_words(clause.yes_share_min)
    also = f" and reach {least} of all members" if clause.yes_share_min else ""
    yield (
        f"A referendum lasts {in_days(clause.voting_days)}, and members vote {how}; Yes has to"
        f" exceed {share_in_words(clause.majority)} of Yes and No{also}."
    )
    if not clause.callback_effects:
        yield "No decision can be called back."
        return
    kinds = listed(one.replace("_", " ") for one in clause.callback_effects)
    yield (
        f"These decisions of delegates wait for {in_days(clause.callback_days)} before they take"
        f" effect: {kinds}."
    )
    then = "has fallen" if clause.callback_then == "falls" else "is put to all members below"
    share = share_in_words(clause.callback_share)
    yield (
        f"What {share} of the base bodies below, or of the members there, call back meanwhile"
        f" {then}."
    )


SAY_RIGHTS: Mapping[type[Clause], Callable[[Any], Iterator[str]]] = {
    Meetings: _meetings,
    Caucuses: _caucuses,
    Letters: _letters,
    Pay: _pay,
    Inspection: _inspection,
    Initiative: _initiative,
}
"""The sentences of each table of rights."""
