"""Plain sentences for every group of values: what a member reads instead of a table.

Rules of this module:

* a sentence says a value as it is, in days, shares and names; it does not judge;
* a value that has no effect beside the others is not told;
* for every other value: had it been another, the sentences would be others.

Not here: their order, headings and articles (``explaining``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from typing import Any

from commonweal.charter.clause import Clause
from commonweal.charter.model import (
    Accumulation,
    Amendment,
    Emergency,
    Filling,
    Founding,
    Level,
    MandateRule,
    Membership,
    MotionRule,
    Office,
    Preamble,
    RecallRule,
    Reorganisation,
    SeatRule,
)
from commonweal.charter.phrases import (
    commands_in_words,
    counted,
    in_days,
    listed,
    share_in_words,
)
from commonweal.charter.sentences_rights import SAY_RIGHTS

_POWERS = {
    "shorten_debate": "put all but the constitution to the vote without the debate period",
    "extend_terms": "let terms run on",
    "decide_without_quorum": "decide on all but the constitution without the presence quorum",
}
_KINDS = {
    "imperative": "imperative (they must vote as told)",
    "conditional": "conditional (their vote depends on other outcomes)",
    "split": "split (their votes are divided as the sending body divided)",
    "free": "free",
}


def sentences(clause: Clause) -> tuple[str, ...]:
    """Say in plain sentences what a clause sets."""
    kind = type(clause)
    say = _SAY[kind] if kind in _SAY else SAY_RIGHTS[kind]
    return tuple(say(clause))


def _preamble(clause: Preamble) -> Iterator[str]:
    yield f'This is the constitution "{clause.name}", written in format {clause.schema}.'
    yield f"It can be in force from {clause.in_force_from.isoformat()}."
    if clause.source:
        yield f"It comes from: {clause.source}."


def _members(clause: Membership) -> Iterator[str]:
    wait = in_days(clause.waiting_days) if clause.waiting_days else "no wait"
    yield f"Between admission and the first vote there is {wait}."
    signers = counted(clause.roll_signatures, "other person has", "other people have")
    yield f"A roll is closed, and {signers} to sign it before it is used."
    yield f"A signed roll may be used for {in_days(clause.roll_valid_days)}."
    if clause.roll_signatures:
        yield (
            f"When it has not been signed within {in_days(clause.roll_signing_days)}, members of"
            " the bodies beside it may sign it."
        )


def _level(clause: Level) -> Iterator[str]:
    if clause.own_roll:
        yield (
            f"{clause.title}: those who have joined it, outside the chain of command; it sends no"
            " delegates."
        )
    elif clause.of_members:
        yield f"{clause.title}: the members themselves sit here."
    else:
        yield f"{clause.title}: made of delegates from {listed(clause.made_of)}."


def _seats(clause: SeatRule) -> Iterator[str]:
    size = (
        "people on its signed roll" if clause.figure == "roll" else "people in its declared figure"
    )
    if clause.method == "equal":
        yield f"From {listed(clause.senders)}: {clause.each} for each, whatever its size."
    else:
        yield f"From {listed(clause.senders)}: {_division(clause, size)}."
    if clause.minimum != 1:
        yield f"Each sends at least {clause.minimum}."


def _division(clause: SeatRule, size: str) -> str:
    match clause.method:
        case "per-n" if clause.remainder is not None:
            more = f"and one more for a remainder of {clause.remainder} or more"
            return f"one for every {clause.per} {size}, {more}"
        case "per-n":
            return f"one for every {clause.per} {size}; a remainder gives none"
        case "bands":
            bands = (f"{seats} from {low}" for low, seats in clause.bands)
            return f"by the number of {size}: {', '.join(bands)}"
        case _:
            name = {"sainte-lague": "Sainte-Lague", "d-hondt": "D'Hondt"}[clause.method]
            return f"{clause.total} in all, divided by the method of {name} by the {size}"


def _filling(clause: Filling) -> Iterator[str]:
    if clause.rule == "appointed":
        yield f"Nobody elects: {clause.appointed_by} appoints."
    else:
        yield from _election(clause)
    stand = "any member of the federation" if clause.eligible == "members" else "only these voters"
    yield f"May hold the seat: {stand}."
    limit = "there is no limit to terms in a row"
    if clause.terms_max is not None:
        limit = f"at most {counted(clause.terms_max, 'term', 'terms')} in a row"
    yield f"A term lasts {in_days(clause.term_days)}; {limit}."


def _election(clause: Filling) -> Iterator[str]:
    who = {
        "members": "all members behind the sending body",
        "voters": "those who vote in the sending body",
    }[clause.electors]
    how = "secretly" if clause.ballot == "secret" else "by name"
    yield f"Elected {how} by {who}; the counting rule is {clause.rule}."
    supporters = counted(clause.nominators, "supporter", "supporters")
    yield f"Nominations take {in_days(clause.nomination_days)} and need {supporters}."
    yield f"The vote is open for {in_days(clause.voting_days)}."
    yield f"{counted(clause.alternates, 'alternate stands', 'alternates stand')} ready."


def _mandates(clause: MandateRule) -> Iterator[str]:
    kinds = listed(_KINDS[kind] for kind in clause.kinds)
    yield f"Mandates that a sending body may give its delegates: {kinds}."
    if "split" in clause.kinds:
        how = "exactly, in fractions" if clause.split == "fractions" else "in whole votes"
        yield f"Split votes are divided {how}."
    if {"imperative", "split"} & set(clause.kinds):
        becomes = {
            "refer-back": "goes back to the body that gave it",
            "abstain": "becomes an abstention",
            "free": "lapses, and the delegate is free",
        }[clause.on_amended]
        yield f"When a motion is amended, an instruction on it {becomes}."


def _recall(clause: RecallRule) -> Iterator[str]:
    if clause.start == "none":
        yield "Nobody can recall whoever holds this seat."
    else:
        yield from _recall_vote(clause)
    again = "by count-back of the ballots" if clause.refill == "count-back" else "by a by-election"
    meanwhile = "the next on the count sits" if clause.alternate_sits else "nobody sits"
    yield f"An empty seat is filled {again}; {meanwhile} until then."


def _recall_vote(clause: RecallRule) -> Iterator[str]:
    share = share_in_words(clause.threshold)
    kept = "in secret" if clause.kept == "secret" else "by name"
    if clause.start == "confidence":
        yield f"Each elector of a seat may withdraw confidence on any day, {kept}."
        yield f"When {share} of the electors have, the recall is put to the vote."
    else:
        days = in_days(clause.petition_days)
        yield f"A petition signed {kept} by {share} of the electors within {days} opens the vote."
    if clause.cooling_off_days:
        pause = in_days(clause.cooling_off_days)
        yield f"None is opened for {pause} after the seat was filled or a recall failed."
    how = "secretly" if clause.ballot == "secret" else "by name"
    yield f"Only the electors of that seat vote, {how}, for {in_days(clause.voting_days)}."
    yield _carried("The recall is carried", clause.majority, clause.yes_share_min, "electors")


def _carried(what: str, majority: Fraction, least: Fraction, whole: str) -> str:
    more = f"{what} when Yes is more than {share_in_words(majority)} of Yes and No"
    return f"{more} and at least {share_in_words(least)} of the {whole}." if least else f"{more}."


def _least_yes(share: Fraction) -> str:
    if not share:
        return "Yes need not reach a share of all votes of the body."
    return f"Yes must also be at least {share_in_words(share)} of all votes of the body."


def _motions(clause: MotionRule) -> Iterator[str]:
    seconders = counted(clause.seconders, "seconder", "seconders")
    debate = in_days(clause.debate_days)
    yield f"A motion needs {seconders} and is debated for {debate}."
    how = "secret" if clause.ballot == "secret" else "by name"
    yield f"The vote is {how} and open for {in_days(clause.voting_days)}."
    yield _carried(
        "A motion is carried", clause.majority, clause.yes_share_min, "votes of the body"
    )
    tie = "the motion is rejected" if clause.tie == "rejected" else "a lot is drawn"
    yield f"When Yes and No are equal, {tie}."
    if clause.presence_quorum:
        present = share_in_words(clause.presence_quorum)
        yield f"Before the vote a roll-call must find {present} of the voters present."
    if clause.turnout_quorum:
        cast = share_in_words(clause.turnout_quorum)
        yield f"The vote counts only if {cast} of the votes are cast."


def _office(clause: Office) -> Iterator[str]:
    holders = counted(clause.number, "holder", "holders")
    yield f"{clause.title}: {holders} in each body of {listed(clause.levels)}."
    yield f"Powers, and no other: {commands_in_words(clause.powers)}."


def _accumulation(clause: Accumulation) -> Iterator[str]:
    for limit, one, more in (
        (clause.seats_max, "seat", "seats"),
        (clause.offices_max, "office", "offices"),
    ):
        bound = f"any number of {more}"
        if limit is not None:
            bound = f"at most {counted(limit, one, more)}"
        yield f"One person may hold {bound} at once in the whole federation."


def _emergency(clause: Emergency) -> Iterator[str]:
    powers = listed(_POWERS.get(power, power) for power in clause.powers)
    yield f"In an emergency, which {clause.level} declares, bodies may: {powers}."
    yield f"These powers lapse after {in_days(clause.days_max)} at most."
    steps = listed(share_in_words(step) for step in clause.majorities)
    yield f"The declaration, and then each renewal in turn, needs of Yes and No: {steps}."
    yield _least_yes(clause.yes_share_min)
    yield f"Declared again within {in_days(clause.pause_days)} of a lapse, it counts as a renewal."


def _amendment(clause: Amendment) -> Iterator[str]:
    needs = share_in_words(clause.majority)
    yield f"This constitution is amended by {clause.level}, by {needs} of Yes and No."
    yield _least_yes(clause.yes_share_min)
    if not clause.entrenched:
        yield "Nothing in it is entrenched."
        return
    paths = listed(clause.entrenched)
    if clause.entrenched_majority is None:
        yield f"Entrenched, and not to be amended: {paths}."
    else:
        yield f"Entrenched, and needing {share_in_words(clause.entrenched_majority)}: {paths}."
        yield from _ladder(clause)


def _ladder(clause: Amendment) -> Iterator[str]:
    decisions = counted(clause.entrenched_decisions, "decision", "decisions, one after the other")
    yield f"What is entrenched needs {decisions}, of {clause.level}."
    if clause.entrenched_decisions > 1:
        apart = in_days(clause.entrenched_apart_days)
        yield f"Between one of them and the moving of the next there are at least {apart}."
    if clause.entrenched_referendum is not None:
        needs = share_in_words(clause.entrenched_referendum)
        yield f"Then all members vote, and Yes must reach {needs} of them."


def _reorganisation(clause: Reorganisation) -> Iterator[str]:
    yield f"Bodies are opened, merged, split and closed by {clause.level}."
    what = {"stay": "stay until their terms end", "fall": "fall and are elected anew"}
    yield f"When bodies merge, their seats {what[clause.seats_on_merge]}."
    yield f"When a body is split, its seats {what[clause.seats_on_split]}."
    if clause.consent == "none":
        yield "The bodies concerned are not asked for their consent."
        return
    yield (
        "It takes effect when every body concerned has consented by a vote of its own, within"
        f" {in_days(clause.consent_days)}; otherwise it falls. Nobody is moved by a split who"
        " refuses to be."
    )


def _founding(clause: Founding) -> Iterator[str]:
    yield f"Until the founding is over, the convenors may: {commands_in_words(clause.powers)}."
    yield (
        f"Their powers end after {in_days(clause.days_max)} at most,"
        " and at once when every seat of the highest body has been filled."
    )


_SAY: Mapping[type[Clause], Callable[[Any], Iterator[str]]] = {
    Preamble: _preamble,
    Membership: _members,
    Level: _level,
    SeatRule: _seats,
    Filling: _filling,
    MandateRule: _mandates,
    RecallRule: _recall,
    MotionRule: _motions,
    Office: _office,
    Accumulation: _accumulation,
    Emergency: _emergency,
    Amendment: _amendment,
    Reorganisation: _reorganisation,
    Founding: _founding,
}
