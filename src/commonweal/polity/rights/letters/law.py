"""The law of open letters and questions: publishing, replying, taking down, appeal, answering.

Rules of this module:

* any member publishes to any body, and replies; no officer has a power over letters;
* a letter is taken down by the body to which it was written, by the majority and on a ground that
  the constitution names; what stays is the digest, the ground, the vote and the way to appeal;
* a question is to the seat: whoever holds it on the day answers; when the date comes and nobody
  has, those who fill the seat are told, and it stays on the list until it is answered;
* what has begun goes on where the right is taken away: appeals, and answers to what was asked.

Not here: what a body decides otherwise (``decisions``), keeping the texts (the vault).
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from commonweal.charter.rights import Letters
from commonweal.polity import events as ev
from commonweal.polity.case import Case, numbered, provided, require_office
from commonweal.polity.command import Command
from commonweal.polity.entities import NO_BODY, Body, Motion
from commonweal.polity.event import Event
from commonweal.polity.refusals import refuse
from commonweal.polity.rights.carrying import Effects
from commonweal.polity.rights.caucuses.law import acting
from commonweal.polity.rights.caucuses.law import rule_of as rule_of_caucuses
from commonweal.polity.rights.commitments import commit
from commonweal.polity.rights.flooding import check_daily
from commonweal.polity.rights.letters import data
from commonweal.polity.rights.letters.data import Letter, Question, Removal
from commonweal.polity.rights.succession import successor
from commonweal.polity.rights.texts import require_text
from commonweal.polity.state import State
from commonweal.terms import days

QUESTIONS_EACH_MAX = 5
"""Questions of one member to one seat that wait for an answer."""

BREACH = "A7"
"""Requirement that is broken where a letter is taken down without a right to letters."""


def rule_of(case: Case) -> Letters:
    """Return the table of letters in force, or refuse."""
    right = case.charter.letters
    return provided(
        case,
        right,
        "letters",
        refusal="letters_not_provided",
        remedy="move an amendment that gives the right",
    )


def _cite(case: Case, field: str = "") -> str:
    """Return the article on letters, or the constitution where it has none any more."""
    rule = case.charter.letters
    return rule.cite(field) if rule else case.charter.preamble.cite()


def publish_letter(case: Case, command: data.PublishLetter) -> list[Event]:
    """Publish an open letter: by name, for a caucus, or unnamed."""
    rule, body = rule_of(case), case.body(command.body)
    case.member(case.by)
    require_text(command.text, rule.cite())
    caucus = _signing(case, command.caucus)
    number = case.new("letters")
    if not command.salt:
        _check_written(case, rule)
        by_name = data.LetterPublished(
            letter=number, body=body.id, text=command.text, author=case.by, caucus=caucus
        )
        return [by_name]
    if not rule.anonymous:
        refuse(
            "letter_unnamed_not_provided",
            rule.cite("anonymous"),
            expected="a letter under its author's name",
            got="a salt",
            remedy="publish it by name, or ask a caucus to",
        )
    if caucus:
        refuse(
            "letter_named_and_unnamed",
            rule.cite("anonymous"),
            expected="a salt, or a caucus",
            got="both",
            remedy="leave one of them out",
        )
    commitment = commit("letter", case.by, command.salt, rule.cite("anonymous"))
    if commitment in case.state.unnamed_letters:
        refuse(
            "letter_salt_used_before",
            rule.cite("anonymous"),
            expected="a salt for this letter alone",
            got=f"that of letter {case.state.unnamed_letters[commitment]}",
            remedy="draw another salt, unless this is the same letter sent twice",
        )
    unnamed = data.LetterPublished(
        letter=number, body=body.id, text=command.text, commitment=commitment
    )
    return [unnamed]


def _signing(case: Case, caucus: int) -> int:
    """Return the caucus for which a letter is published; 0 where it is for none."""
    return acting(case, caucus, rule_of_caucuses(case)).id if caucus else 0


def _check_written(case: Case, rule: Letters) -> None:
    most, cite = rule.letters_day_max, rule.cite("letters_day_max")
    written = case.state.letters_lately.get(case.by, ())
    check_daily(written, case.at, most, cite, "letters and replies")


def _letter(case: Case, number: int) -> Letter:
    found = case.state.letters.get(number)
    if found is None:
        refuse(
            "letter_unknown",
            _cite(case),
            expected=numbered("a letter", len(case.state.letters)),
            got=number,
            remedy="list the letters and choose one",
        )
    return found


def reply_to_letter(case: Case, command: data.ReplyToLetter) -> list[Event]:
    """Reply to an open letter, also to one that was taken down."""
    rule = rule_of(case)
    case.member(case.by)
    require_text(command.text, rule.cite())
    letter = _letter(case, command.letter)
    _check_written(case, rule)
    return [data.LetterRepliedTo(letter=letter.id, by=case.by, text=command.text)]


# Taking down, and putting back.


def check_removal(case: Case, body: Body, effect: data.RemoveLetter) -> None:
    """Refuse to take a letter down for any reason that the constitution does not name."""
    letter, rule = _letter(case, effect.letter), case.charter.letters
    cite = rule.cite("removal_grounds") if rule else case.charter.preamble.cite()
    if letter.body != body.id:
        refuse(
            "letter_of_another_body",
            cite,
            expected=case.state.bodies[letter.body].name,
            got=body.name,
            remedy="move it there",
        )
    if letter.removed is not None:
        refuse(
            "letter_removed_before",
            cite,
            expected="a letter that can be read",
            got=f"letter {letter.id}, taken down by motion {letter.removed.motion}",
            remedy="nothing is needed",
        )
    if rule is not None and effect.ground not in rule.removal_grounds:
        refuse(
            "letter_ground_unknown",
            cite,
            expected=" or ".join(rule.removal_grounds) or "no removal at all",
            got=effect.ground or "no ground",
            remedy="reply to the letter",
        )
    if rule is not None and not _appeal_to(case, rule, body.id) and case.charter.initiative is None:
        refuse(
            "letter_without_appeal",
            rule.cite("appeal_level"),
            expected="a removal that somebody else may undo",
            got=f"one by {body.name}, above which there is nobody",
            remedy="reply to the letter, or give all members the initiative to put it back",
        )


def _removing(case: Case, motion: Motion) -> Letters | None:
    """Return the article under which a removal was moved; the one in force where there was none."""
    return case.charter_of(motion.charter).letters or case.charter.letters


def removal_rule(case: Case, motion: Motion) -> tuple[Fraction, Fraction, str] | None:
    """Return the share of Yes, of all votes, and the article, for taking a letter down."""
    rule = _removing(case, motion)
    if rule is None:
        return None
    return rule.removal_majority, Fraction(0), rule.cite("removal_majority")


def remove_letter(case: Case, motion: Motion, effect: data.RemoveLetter) -> list[Event]:
    """Take a letter down, and leave what tells of it."""
    rule, letter = _removing(case, motion), case.state.letters[effect.letter]
    removed = data.LetterRemoved(
        letter=letter.id,
        motion=motion.id,
        ground=effect.ground,
        appeal_to=_appeal_to(case, rule, letter.body),
        appeal_until=case.at + days(rule.appeal_days) if rule else 0,
        breach="" if rule else BREACH,
    )
    return [removed]


def _appeal_to(case: Case, rule: Letters | None, body: int) -> int:
    """Return the body of the appeal level above a body; else the highest, and above that nobody.

    Nobody judges what they did themselves: what a body of the appeal level took down goes to the
    highest, and what that took down to all members (0), who put it back by an initiative. Above a
    union there is nobody; its own members may put back what they took down.
    """
    bodies = case.state.bodies
    if case.state.is_union(body) or rule is None:
        return body if rule else case.state.top
    above = bodies[body].parent
    while above and bodies[above].level != rule.appeal_level:
        above = bodies[above].parent
    return above or (case.state.top if body != case.state.top else NO_BODY)


def _above(case: Case, removal: Removal) -> Body:
    """Return the body that may put a letter back; the highest, where all members may."""
    return successor(case, removal.appeal_to or case.state.top)


def _removal(case: Case, letter: Letter) -> Removal:
    if letter.removed is None:
        refuse(
            "letter_not_removed",
            _cite(case, "appeal_level"),
            expected="a letter that was taken down",
            got=f"letter {letter.id}, which can be read",
            remedy="nothing is needed",
        )
    return letter.removed


def _check_in_time(case: Case, removal: Removal) -> None:
    if removal.appeal_until and case.at >= removal.appeal_until:
        refuse(
            "letter_appeal_too_late",
            _cite(case, "appeal_days"),
            expected=f"a decision within {_days(removal)} days of the removal",
            got="a later one",
            remedy="publish the letter anew",
        )


def _days(removal: Removal) -> int:
    return (removal.appeal_until - removal.at) // days(1)


def check_restoring(case: Case, body: Body, effect: data.RestoreLetter) -> None:
    """Refuse to put a letter back elsewhere or too late."""
    removal = _removal(case, _letter(case, effect.letter))
    _check_words_left(case, case.state.letters[effect.letter])
    above = _above(case, removal)
    if body.id not in (above.id, case.state.letters[effect.letter].body):
        refuse(
            "letter_restored_elsewhere",
            _cite(case, "appeal_level"),
            expected=above.name,
            got=body.name,
            remedy="move it there",
        )
    appealed = case.state.letters[effect.letter].appealed_at >= removal.at
    if body.id == above.id and not appealed:
        # Whoever appealed in time does not lose by what the body takes to decide.
        _check_in_time(case, removal)


def _check_words_left(case: Case, letter: Letter) -> None:
    if letter.wiped_at:
        refuse(
            "letter_wiped",
            _cite(case, "appeal_days"),
            expected="a letter whose words are there",
            got=f"letter {letter.id}, of which the digest is left",
            remedy="publish the letter anew",
        )


def restore_letter(_case: Case, motion: Motion, effect: data.RestoreLetter) -> list[Event]:
    """Put a letter back."""
    return [data.LetterRestored(letter=effect.letter, motion=motion.id)]


def appeal_removal(case: Case, command: data.AppealRemoval) -> list[Event]:
    """Bring a removal before the body that may undo it."""
    case.member(case.by)
    letter = _letter(case, command.letter)
    removal = _removal(case, letter)
    _check_in_time(case, removal)
    if letter.appealed_at >= removal.at:
        refuse(
            "letter_appealed_before",
            _cite(case, "appeal_level"),
            expected="a removal that nobody has appealed against",
            got=f"letter {letter.id}",
            remedy=f"ask those who vote in {_above(case, removal).name}",
        )
    above = _above(case, removal)
    told = ev.BodyNotified(body=above.id, about="removal_appealed", motion=removal.motion)
    return [data.RemovalAppealed(letter=letter.id, by=case.by), told]


def wipe_letter(case: Case, command: data.WipeLetter) -> list[Event]:
    """Let the office destroy the words of a letter that nobody can put back any more."""
    require_office(case, "wipe_letter")
    letter = _letter(case, command.letter)
    if not letter.wiped_from or case.at < letter.wiped_from:
        refuse(
            "nothing_due",
            _cite(case, "appeal_days"),
            expected="a letter that could be put back until now",
            got=f"letter {letter.id}",
            remedy="wait",
        )
    return [data.LetterWiped(letter=letter.id, text=letter.text)]


# Questions.


def ask_question(case: Case, command: data.AskQuestion) -> list[Event]:
    """Ask whoever holds a seat."""
    rule, seat = rule_of(case), case.held_seat(command.seat)
    case.member(case.by)
    require_text(command.text, rule.cite("answer_days"))
    _check_asked_before(case, rule, seat.id)
    asked_lately = case.state.questions_lately.get(case.by, ())
    cite = rule.cite("questions_day_max")
    check_daily(asked_lately, case.at, rule.questions_day_max, cite, "questions")
    asked = data.QuestionAsked(
        question=case.new("questions"),
        seat=seat.id,
        body=seat.body,
        by=case.by,
        text=command.text,
        due_at=case.at + days(rule.answer_days),
    )
    return [asked]


def _check_asked_before(case: Case, rule: Letters, seat: int) -> None:
    """Keep one member from burying what others ask under a heap of questions."""
    asked = (case.state.questions[one] for one in case.state.questions_to.get(seat, ()))
    waiting = sum(1 for one in asked if one.by == case.by and one.stage != "answered")
    if waiting >= QUESTIONS_EACH_MAX:
        refuse(
            "questions_used_up",
            rule.cite("answer_days"),
            expected=f"at most {QUESTIONS_EACH_MAX} by one member that wait for an answer",
            got=f"one more by member {case.by}",
            remedy="wait for the answers, or publish an open letter",
        )


def _question(case: Case, number: int) -> Question:
    found = case.state.questions.get(number)
    if found is None:
        refuse(
            "question_unknown",
            _cite(case, "answer_days"),
            expected=numbered("a question", len(case.state.questions)),
            got=number,
            remedy="list the questions and choose one",
        )
    return found


def answer_question(case: Case, command: data.AnswerQuestion) -> list[Event]:
    """Answer a question, in time or late."""
    question, cite = _question(case, command.question), _cite(case, "answer_days")
    if question.stage == "answered":
        refuse(
            "question_answered_before",
            cite,
            expected="a question without an answer",
            got=f"question {question.id}",
            remedy="publish an open letter to add something",
        )
    holder = case.state.seats[question.seat].holder
    if holder != case.by:
        refuse(
            "question_to_another",
            cite,
            expected=f"whoever holds seat {question.seat}",
            got=f"member {case.by}",
            remedy="wait for the answer; after its date the electors are told",
        )
    require_text(command.text, cite)
    return [data.QuestionAnswered(question=question.id, by=case.by, text=command.text)]


def note_silence(case: Case, command: data.NoteSilence) -> list[Event]:
    """Tell those who fill a seat that a question to its holder is not answered."""
    require_office(case, "note_silence")
    question = _question(case, command.question)
    if question.stage != "open" or case.at < question.due_at:
        refuse(
            "nothing_due",
            _cite(case, "answer_days"),
            expected="a question whose date has come",
            got=f"question {question.id}, {question.stage}",
            remedy="wait",
        )
    seat = case.state.seats[question.seat]
    body = successor(case, seat.sender).id
    told = ev.BodyNotified(body=body, about="question_unanswered", seat=seat.id)
    return [data.QuestionFellDue(question=question.id, seat=seat.id), told]


LAW: dict[type[Command], Callable[[Case, Any], list[Event]]] = {
    data.PublishLetter: publish_letter,
    data.ReplyToLetter: reply_to_letter,
    data.AppealRemoval: appeal_removal,
    data.WipeLetter: wipe_letter,
    data.AskQuestion: ask_question,
    data.AnswerQuestion: answer_question,
    data.NoteSilence: note_silence,
}
"""The law that decides each command of this right."""

EFFECTS: Effects = {
    data.RemoveLetter: (check_removal, remove_letter),
    data.RestoreLetter: (check_restoring, restore_letter),
}
"""What refuses each effect of this right, and what carries it out."""

DUE: dict[str, Callable[[State, int], Command]] = {
    "question": lambda _state, question: data.NoteSilence(question=question),
    "letter": lambda _state, letter: data.WipeLetter(letter=letter),
}
"""The command for each kind of item on the calendar."""
