"""Open letters and questions, folded.

Rules of this module: a letter that is taken down keeps its digest and its replies.

Not here: what holds for every fold (``commonweal.polity.fold``).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from commonweal.polity.event import Event
from commonweal.polity.rights.flooding import within_a_day
from commonweal.polity.rights.letters import data
from commonweal.polity.rights.letters.data import Letter, Question, Removal, Reply
from commonweal.polity.state import State
from commonweal.terms import BodyId, MemberId, Moment, MotionId, SeatId


def _published(state: State, event: data.LetterPublished, at: Moment) -> None:
    state.letters[event.letter] = Letter(
        id=event.letter,
        body=BodyId(event.body),
        text=event.text,
        published_at=at,
        author=MemberId(event.author),
        caucus=event.caucus,
        commitment=event.commitment,
    )
    state.letters_to.setdefault(event.body, []).append(event.letter)
    if event.author:
        _count(state.letters_lately, event.author, at)
    if event.commitment:
        state.unnamed_letters[event.commitment] = event.letter


def _count(lately: dict[int, list[int]], member: int, at: Moment) -> None:
    lately[member] = [*within_a_day(lately.get(member, ()), at), at]


def _replied_to(state: State, event: data.LetterRepliedTo, at: Moment) -> None:
    _count(state.letters_lately, event.by, at)
    state.letters[event.letter].replies.append(Reply(MemberId(event.by), at, event.text))


def _removed(state: State, event: data.LetterRemoved, at: Moment) -> None:
    removal = Removal(
        at,
        MotionId(event.motion),
        event.ground,
        BodyId(event.appeal_to),
        Moment(event.appeal_until),
        event.breach,
    )
    letter = state.letters[event.letter]
    letter.removals.append(removal)
    _schedule_wiping(state, letter)


def _schedule_wiping(state: State, letter: Letter) -> None:
    if letter.wiped_from:
        state.schedule(letter.wiped_from, "letter", letter.id)


def _appealed(state: State, event: data.RemovalAppealed, at: Moment) -> None:
    letter = state.letters[event.letter]
    letter.appealed_at = at
    _schedule_wiping(state, letter)


def _restored(state: State, event: data.LetterRestored, _at: Moment) -> None:
    state.letters[event.letter].restored_by.append(MotionId(event.motion))


def _wiped(state: State, event: data.LetterWiped, at: Moment) -> None:
    state.letters[event.letter].wiped_at = at


def _asked(state: State, event: data.QuestionAsked, at: Moment) -> None:
    state.questions[event.question] = Question(
        id=event.question,
        seat=SeatId(event.seat),
        body=BodyId(event.body),
        by=MemberId(event.by),
        text=event.text,
        asked_at=at,
        due_at=Moment(event.due_at),
    )
    _count(state.questions_lately, event.by, at)
    state.questions_to.setdefault(event.seat, []).append(event.question)
    state.schedule(event.due_at, "question", event.question)


def _answered(state: State, event: data.QuestionAnswered, at: Moment) -> None:
    question = state.questions[event.question]
    question.stage, question.answer = "answered", event.text
    question.answered_by, question.answered_at = MemberId(event.by), at


def _fell_due(state: State, event: data.QuestionFellDue, _at: Moment) -> None:
    state.questions[event.question].stage = "overdue"


FOLDS: dict[type[Event], Callable[[State, Any, Moment], None]] = {
    data.LetterPublished: _published,
    data.LetterRepliedTo: _replied_to,
    data.LetterRemoved: _removed,
    data.RemovalAppealed: _appealed,
    data.LetterRestored: _restored,
    data.LetterWiped: _wiped,
    data.QuestionAsked: _asked,
    data.QuestionAnswered: _answered,
    data.QuestionFellDue: _fell_due,
}
