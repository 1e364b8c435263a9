"""The plan, said in sentences.

Not here: the table (``planning``), sentences of other tables (``sentences_rights``).
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from commonweal.charter.phrases import counted, in_days, listed, share_in_words
from commonweal.charter.planning import Planning


def planning_sentences(clause: Planning) -> Iterator[str]:
    """Say how the plan is proposed, adopted, reported and corrected."""
    yield from _made(clause)
    yield f"Needs have ranks, and a later one never takes from an earlier one: {_ranks(clause)}."
    yield (
        f"What is delivered of the first {counted(clause.necessary, 'rank', 'ranks')} is what the"
        " makers live on; the rest is surplus, and the body of the plan says what it is for."
        if clause.necessary
        else "All that is delivered is surplus, and the body of the plan says what it is for."
    )
    yield _SHARING[clause.sharing]
    yield _ACCOUNT[clause.account]
    if clause.members_order:
        yield "Members order for themselves as well; the record has the sums only."
    yield from _kept(clause)


def _made(clause: Planning) -> Iterator[str]:
    who = f"a body of the level {clause.level}" if clause.level else "the top body"
    yield (
        f"{who[0].upper()}{who[1:]} begins planning and adopts plans, of at most"
        f" {counted(clause.periods_max, 'period', 'periods')} of {in_days(clause.period_days)};"
        f" bodies of the level {listed(clause.producers)} say what they make and how, those of the"
        f" level {listed(clause.consumers)} order."
    )
    yield (
        f"Proposals are made within {in_days(clause.proposal_days)};"
        f" {counted(clause.rounds, 'round', 'rounds')} follow one another, with"
        f" {in_days(clause.round_days)} for each revision, and after the last one a plan is adopted"
        f" within {in_days(clause.adoption_days)}, by {adopting_in_words(clause.majority)}."
    )
    if clause.adopt_early:
        yield "The plan of an earlier round may be adopted before the last one is over."
    asked = counted(clause.alternatives_max, "alternative", "alternatives")
    yield f"Each member asks for at most {asked} to be found and put to the vote beside it."


def adopting_in_words(majority: Fraction) -> str:
    """Say which majority adopts a plan: up to a half it is exceeded, above it is reached."""
    need = "more than " if majority <= Fraction(1, 2) else ""
    return f"{need}{share_in_words(majority)} of Yes and No"


def _kept(clause: Planning) -> Iterator[str]:
    yield (
        f"A receiver confirms a delivery within {in_days(clause.confirm_days)}; an alert that is"
        f" not put right within {in_days(clause.answer_days)} rises one level."
    )
    yield (
        f"Corrections that move, and cut of what was promised, at most"
        f" {share_in_words(clause.tolerance)} of the hours left, all since the last vote together,"
        " take effect by themselves; beyond that the councils concerned vote within"
        f" {in_days(clause.agree_days)}."
    )


_SHARING = {
    "alike": "Where there is not enough for a rank, everybody in it gets the same share.",
    "most": "Where there is not enough for a rank, as much as can be is delivered in all.",
}

_ACCOUNT = {
    "labour": "The unit of account is an hour of work, direct and indirect.",
    "prices": "The unit of account is an hour at prices of the plan: what is scarce costs more.",
}


def _ranks(clause: Planning) -> str:
    return ", ".join(clause.ranks) or "none"
