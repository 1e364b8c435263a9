"""The plan, said in sentences.

Not here: the table (``planning``), sentences of other tables (``sentences_rights``).
"""

from __future__ import annotations

from collections.abc import Iterator

from commonweal.charter.phrases import counted, in_days, share_in_words
from commonweal.charter.planning import Planning


def planning_sentences(clause: Planning) -> Iterator[str]:
    """Say how the plan is proposed, adopted, reported and corrected."""
    who = f"a body of the level {clause.level}" if clause.level else "the top body"
    yield (
        f"{who[0].upper()}{who[1:]} begins planning and adopts plans; {_levels(clause.producers)}"
        f" say what they make and how, {_levels(clause.consumers)} order."
    )
    yield (
        f"Proposals are made within {in_days(clause.proposal_days)};"
        f" {counted(clause.rounds, 'round', 'rounds')} follow one another, with"
        f" {in_days(clause.round_days)} for each revision, and after the last one a plan is adopted"
        f" within {in_days(clause.adoption_days)}, by {share_in_words(clause.majority)}."
    )
    yield f"Needs have ranks, and a later one never takes from an earlier one: {_ranks(clause)}."
    yield _SHARING[clause.sharing]
    yield _ACCOUNT[clause.account]
    if clause.members_order:
        yield "Members order for themselves as well; the record has the sums only."
    yield (
        f"A receiver confirms a delivery within {in_days(clause.confirm_days)}; an alert that is"
        f" not put right within {in_days(clause.answer_days)} rises one level."
    )
    yield (
        f"A correction that moves at most {share_in_words(clause.tolerance)} of the hours left"
        " takes effect by itself; beyond that the councils concerned vote within"
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


def _levels(names: tuple[str, ...]) -> str:
    return ", ".join(names)


def _ranks(clause: Planning) -> str:
    return ", ".join(clause.ranks)
