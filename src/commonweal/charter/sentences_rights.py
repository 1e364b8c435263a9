"""Plain sentences for the tables of rights and safeguards.

Rules of this module: those of ``sentences``; every value that has an effect is told.

Not here: the sentences of all other clauses (``sentences``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

from commonweal.charter.affiliation import affiliation_sentences
from commonweal.charter.clause import Clause
from commonweal.charter.grievances import grievance_sentences
from commonweal.charter.phrases import counted, in_days, listed, share_in_words
from commonweal.charter.planning import Planning
from commonweal.charter.rights import (
    Affiliation,
    Agreements,
    Caucuses,
    Challenges,
    Control,
    Discipline,
    Grievances,
    Initiative,
    Inspection,
    Letters,
    Meetings,
    Papers,
    Pay,
    Unions,
)
from commonweal.charter.sentences_planning import planning_sentences

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
        "discipline": (
            "Charges and standing",
            "This constitution says nothing of charges: nobody is reprimanded or put out.",
        ),
        "papers": ("Voting on paper", "Under this constitution nobody votes on paper."),
        "control": (
            "Workers' control",
            "This constitution keeps no register of what other owners show their workforce.",
        ),
        "affiliation": (
            "Leaving the federation",
            "This constitution does not say how a body leaves the federation.",
        ),
        "agreements": (
            "Agreements with other federations",
            "This constitution knows no agreements with other federations.",
        ),
        "union": ("Unions", "This constitution knows no union outside the chain of command."),
        "grievances": ("Grievances", "This constitution gives no right to grievances."),
        "challenges": (
            "Challenges of elections and votes",
            "Under this constitution nobody can challenge a result.",
        ),
        "plan": ("The plan", "Under this constitution councils make no plan together."),
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
        yield (
            f"A membership without a name lapses after {in_days(clause.renew_days)} unless it is"
            " renewed, and counts for no share of time or print."
        )
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
        yield (
            f"Within {days} {clause.appeal_level} may put it back, or the next body above, if that"
            " one took it down; what the highest body took down all members may, by an initiative,"
            " without which it takes nothing down. After that, and as many days more where somebody"
            " appealed, the letter's words are destroyed."
        )
    else:
        yield "No letter can be taken down."
    days = in_days(clause.answer_days)
    yield f"A question to an officer or delegate is to be answered within {days}."
    yield (
        f"One member publishes at most {clause.letters_day_max} letters and replies a day, and asks"
        f" at most {counted(clause.questions_day_max, 'question', 'questions')}."
    )


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
    yield (
        "Whoever inspects holds no other seat or office, and nobody inspected inspects; no body"
        " puts an inspector out before those who elect inspectors have recalled."
    )
    yield (
        "Inspectors publish what they find, put a recall to those who elected, and demand an answer"
        f" within {in_days(clause.answer_days)}; they have no other power."
    )
    most = counted(clause.demands_day_max, "demand", "demands")
    yield f"One inspector makes {most} a day at most."


def _initiative(clause: Initiative) -> Iterator[str]:
    yield (
        f"{share_in_words(clause.members_share)} of the members concerned, or"
        f" {share_in_words(clause.bodies_share)} of their base bodies, put a motion to any body,"
        f" or to all members, when they come together within {in_days(clause.signature_days)}; no"
        " officer is asked."
    )
    signed = counted(clause.signatures_min, "signature is", "signatures are")
    yield f"At least {signed} needed, or all where there are fewer members; each can be taken back."
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


def _papers(clause: Papers) -> Iterator[str]:
    yield (
        "In every poll of members, whoever wants to votes on paper; two tellers mark on the roll"
        " who does, and whoever is marked casts no other vote."
    )
    yield (
        f"Papers are typed in by {counted(clause.typists, 'teller', 'tellers')}, each for"
        f" themselves, until {in_days(clause.entry_days)} after the voting; only what they read"
        " alike joins the other votes."
    )
    yield (
        "As long as there are more papers than marks, nothing is declared; papers that are missing"
        " are told with the result."
    )
    observers = counted(clause.observers_max, "observer", "observers")
    yield f"Each candidate may name {observers}; who stands is neither teller nor observer."


def _control(clause: Control) -> Iterator[str]:
    yield (
        f"Where somebody else owns the place of work, {clause.level} can enter it as a council of"
        " its workforce, which keeps a register of what it has been shown and what it was refused."
    )
    yield (
        f"What the workforce asks to see is to be shown within {in_days(clause.answer_days)};"
        " after that the register says that nobody answered."
    )
    yield "The body above is told of every refusal; only the council itself ends its register."


def _agreements(clause: Agreements) -> Iterator[str]:
    level = f"a body of the level {clause.level}" if clause.level else "the top body"
    share = share_in_words(clause.majority)
    yield (
        f"Agreements with other federations are adopted by {level}, by {share} of Yes and No, and"
        " hold once both records have them."
    )
    yield (
        f"An agreement lasts {in_days(clause.term_days_max)} at most; it ends by its term, by a"
        f" later agreement, or {in_days(clause.notice_days)} after notice decided in the same way;"
        " no officer and no emergency power ends it."
    )
    yield "A body that leaves stays bound only if it says so itself."


def _unions(clause: Unions) -> Iterator[str]:
    signers = counted(clause.members_min, "member", "members")
    yield (
        f"A union ({clause.level}) is founded when {signers} have signed the call for it within"
        f" {in_days(clause.call_days)}. Any member may join it and leave it; nobody else opens it,"
        " closes it, commands it or keeps its roll, and it ends with its last member."
    )
    match clause.incompatible:
        case "offices":
            yield "Whoever holds an office of the federation holds none of a union."
        case "seats-and-offices":
            yield "Whoever holds a seat or an office of the federation holds no office of a union."
        case "nothing":
            yield "Whoever holds an office of the federation may hold one of a union as well."


def _discipline(clause: Discipline) -> Iterator[str]:
    yield (
        "A member is charged by another of the same body, by name, and only with:"
        f" {listed(clause.grounds)}. Nobody is put out or reprimanded in any other way."
    )
    yield (
        f"For {in_days(clause.hearing_days)} the member answers in writing; only then a decision is"
        f" moved, and after {in_days(clause.decision_days)} more without one the charge lapses."
    )
    least = share_in_words(clause.yes_share_min)
    yield (
        f"The body decides by {share_in_words(clause.majority)} of Yes and No, with Yes from"
        f" {least} of all and from two people at least; whoever is charged votes too."
    )
    yield (
        f"Within {in_days(clause.appeal_days)}, and twice that for whoever never answered, the"
        f" member appeals to {clause.appeal_level}; until all is over nothing changes: the member"
        " votes, stands, signs and sits."
    )
    if clause.suspension == "offices":
        yield "While its holder is charged the powers of an office rest, but those of inspectors."
    else:
        yield "Nothing rests while somebody is charged."
    yield (
        f"More than {clause.many} charges within {in_days(clause.many_days)} against members of one"
        " body, signatories of one recall or grievance, candidates of one election, founders of one"
        f" union or named members of one caucus wait until {clause.appeal_level} has heard them."
    )
    yield from _standing(clause)


def _standing(clause: Discipline) -> Iterator[str]:
    if clause.objection_days is None:
        yield "Nobody objects to an admission."
    else:
        yield (
            f"Within {in_days(clause.objection_days)} members of the body may object to an"
            " admission; the body decides before the newcomer votes, and never after."
        )
    if clause.dues_grace_days is None:
        yield "Standing never depends on dues."
    else:
        yield f"Whoever is charged with owing dues has {in_days(clause.dues_grace_days)} for it."


def _challenges(clause: Challenges) -> Iterator[str]:
    if clause.signatures == 1:
        who = "any elector or candidate"
    else:
        who = f"{clause.signatures} electors or candidates together"
    yield (
        f"Within {in_days(clause.challenge_days)} of a result {who} may challenge it, on each"
        " ground once; anybody may have it counted again from the box."
    )
    yield (
        f"The body above of the level {clause.level} hears it, without those whose case it is, and"
        f" annuls the result by more than {share_in_words(clause.majority)} of Yes and No;"
        " otherwise it stands."
    )
    yield (
        f"If it has not decided within {in_days(clause.hearing_days)}, the body above it hears it;"
        " above the highest there is none, and the result stands."
    )
    yield (
        "After an annulment those elected lose their seats and the vote is held again; what they"
        " decided meanwhile stands. A result is annulled once only by the same body."
    )


SAY_RIGHTS: Mapping[type[Clause], Callable[[Any], Iterator[str]]] = {
    Meetings: _meetings,
    Caucuses: _caucuses,
    Letters: _letters,
    Pay: _pay,
    Inspection: _inspection,
    Initiative: _initiative,
    Discipline: _discipline,
    Papers: _papers,
    Control: _control,
    Affiliation: affiliation_sentences,
    Agreements: _agreements,
    Unions: _unions,
    Grievances: grievance_sentences,
    Challenges: _challenges,
    Planning: planning_sentences,
}
"""The sentences of each table of rights."""
