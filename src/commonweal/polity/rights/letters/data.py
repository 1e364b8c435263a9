"""Open letters and questions as data: commands, events, effects, and what is kept.

Rules of this module: texts are digests; a letter without a name has a commitment of its author.

Not here: what is lawful (``law``), what events change (``fold``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import msgspec

from commonweal.polity.command import Command, Text
from commonweal.polity.effect import Effect
from commonweal.polity.event import Event
from commonweal.terms import BodyId, MemberId, Moment, MotionId, SeatId

if TYPE_CHECKING:
    from commonweal.polity.state import State

# Commands.


class PublishLetter(Command, frozen=True, tag="publish_letter", kw_only=True):
    """Publish an open letter to a body.

    Attributes:
        body: body to which it is addressed.
        text: the letter.
        caucus: caucus for which one speaks; 0 for oneself.
        salt: text that only the author knows, to publish unnamed; empty to publish by name.
    """

    body: int
    text: Text
    caucus: int = 0
    salt: str = ""


class ReplyToLetter(Command, frozen=True, tag="reply_to_letter", kw_only=True):
    """Reply to an open letter.

    Attributes:
        letter: the letter concerned.
        text: the reply.
    """

    letter: int
    text: Text


class AppealRemoval(Command, frozen=True, tag="appeal_removal", kw_only=True):
    """Bring the removal of a letter before the body that may put it back; any member may.

    Attributes:
        letter: letter that was taken down.
    """

    letter: int


class AskQuestion(Command, frozen=True, tag="ask_question", kw_only=True):
    """Ask an officer or delegate a question.

    Attributes:
        seat: seat or office whose holder is asked.
        text: the question.
    """

    seat: int
    text: Text


class AnswerQuestion(Command, frozen=True, tag="answer_question", kw_only=True):
    """Answer a question, as the one who holds the seat.

    Attributes:
        question: question to be answered.
        text: the answer.
    """

    question: int
    text: Text


class NoteSilence(Command, frozen=True, tag="note_silence", kw_only=True):
    """The date by which a question had to be answered has come.

    Attributes:
        question: question that is not answered.
    """

    question: int


class WipeLetter(Command, frozen=True, tag="wipe_letter", kw_only=True):
    """The time in which a letter that was taken down could be put back is over.

    Attributes:
        letter: letter whose words are destroyed.
    """

    letter: int


# Effects.


class RemoveLetter(Effect, frozen=True, tag="remove_letter", kw_only=True):
    """Take an open letter down, on a ground that the constitution names.

    Attributes:
        letter: letter addressed to the body that decides.
        ground: one of the grounds that the constitution names, word for word.
    """

    letter: int
    ground: str


class RestoreLetter(Effect, frozen=True, tag="restore_letter", kw_only=True):
    """Put back a letter that was taken down.

    Attributes:
        letter: letter that was taken down.
    """

    letter: int


# Events.


class LetterPublished(Event, frozen=True, tag="letter_published/1", kw_only=True):
    """An open letter was published; without an author it has a commitment of who wrote it."""

    letter: int
    body: int
    text: str
    author: int = 0
    caucus: int = 0
    commitment: str = ""


class LetterRepliedTo(Event, frozen=True, tag="letter_replied_to/1", kw_only=True):
    """Somebody replied to an open letter; ``text`` is a digest."""

    letter: int
    by: int
    text: str


class LetterRemoved(Event, frozen=True, tag="letter_removed/1", kw_only=True):
    """A body took a letter down; its digest, the ground and the vote stay.

    ``appeal_to`` may put it back until ``appeal_until``; 0: all members. ``breach`` says what was
    broken, where the constitution gives no right to letters.
    """

    letter: int
    motion: int
    ground: str
    appeal_to: int
    appeal_until: int
    breach: str = ""


class RemovalAppealed(Event, frozen=True, tag="removal_appealed/1", kw_only=True):
    """Somebody brought the removal of a letter before the body that may put it back."""

    letter: int
    by: int


class LetterRestored(Event, frozen=True, tag="letter_restored/1", kw_only=True):
    """A letter that was taken down was put back."""

    letter: int
    motion: int


class LetterWiped(Event, frozen=True, tag="letter_wiped/1", kw_only=True):
    """The words of a letter that was taken down are destroyed; ``text`` is what is left."""

    letter: int
    text: str


class QuestionAsked(Event, frozen=True, tag="question_asked/1", kw_only=True):
    """An officer or delegate was asked a question, to be answered until ``due_at``."""

    question: int
    seat: int
    body: int
    by: int
    text: str
    due_at: int


class QuestionAnswered(Event, frozen=True, tag="question_answered/1", kw_only=True):
    """A question was answered; ``text`` is a digest."""

    question: int
    by: int
    text: str


class QuestionFellDue(Event, frozen=True, tag="question_fell_due/1", kw_only=True):
    """The date of a question came, and nobody had answered it."""

    question: int
    seat: int


# What is kept.


class Reply(msgspec.Struct, frozen=True, array_like=True):
    """A reply to a letter."""

    by: MemberId
    at: Moment
    text: str


class Removal(msgspec.Struct, frozen=True, array_like=True):
    """What is left of a letter that was taken down: when, by which motion, why, where to appeal."""

    at: Moment
    motion: MotionId
    ground: str
    appeal_to: BodyId
    appeal_until: Moment
    breach: str = ""


class Letter(msgspec.Struct, array_like=True):
    """An open letter.

    Attributes:
        author: who published it by name, or for a caucus; 0 for a letter without a name.
        removals: every time it was taken down, oldest first; ``restored_by``: the motions that
            put it back, so that it is down while there are more of the former.
        appealed_at: when its last removal was brought before the body that may put it back.
        wiped_at: when its words were destroyed.
    """

    id: int
    body: BodyId
    text: str
    published_at: Moment
    author: MemberId = MemberId(0)
    caucus: int = 0
    commitment: str = ""
    replies: list[Reply] = []
    removals: list[Removal] = []
    restored_by: list[MotionId] = []
    appealed_at: Moment = Moment(0)
    wiped_at: Moment = Moment(0)

    @property
    def removed(self) -> Removal | None:
        """The removal in force, if any."""
        return self.removals[-1] if len(self.removals) > len(self.restored_by) else None

    @property
    def wiped_from(self) -> int:
        """When its words are destroyed, if nothing is done; 0 while it can be read, and after.

        Whoever appealed gives the body that decides as many days more.
        """
        removal = self.removed
        if removal is None or self.wiped_at or not removal.appeal_until:
            return 0
        longer = removal.appeal_until - removal.at if self.appealed_at >= removal.at else 0
        return removal.appeal_until + longer


class Question(msgspec.Struct, array_like=True):
    """A question to whoever holds a seat."""

    id: int
    seat: SeatId
    body: BodyId
    by: MemberId
    text: str
    asked_at: Moment
    due_at: Moment
    stage: Literal["open", "overdue", "answered"] = "open"
    answer: str = ""
    answered_by: MemberId = MemberId(0)
    answered_at: Moment = Moment(0)


def _question_is_live(state: State, at: int, question_id: int) -> bool:
    question = state.questions[question_id]
    return question.stage == "open" and question.due_at == at


def _letter_is_live(state: State, at: int, letter: int) -> bool:
    return state.letters[letter].wiped_from == at


LIVE = {"question": _question_is_live, "letter": _letter_is_live}
"""Whether an item on the calendar still falls due, by its kind."""

ENTITIES: tuple[type[msgspec.Struct], ...] = (Letter, Question, Removal, Reply)

AnyCommand = (
    PublishLetter
    | ReplyToLetter
    | AppealRemoval
    | WipeLetter
    | AskQuestion
    | AnswerQuestion
    | NoteSilence
)

AnyEffect = RemoveLetter | RestoreLetter

AnyEvent = (
    LetterPublished
    | LetterRepliedTo
    | LetterRemoved
    | RemovalAppealed
    | LetterRestored
    | LetterWiped
    | QuestionAsked
    | QuestionAnswered
    | QuestionFellDue
)

REFUSALS: dict[str, str] = {
    "letters_not_provided": "The constitution gives no right to open letters and questions.",
    "letter_unknown": "The number is not that of an open letter.",
    "letter_unnamed_not_provided": "The constitution has letters published by name.",
    "letter_named_and_unnamed": "A letter for a caucus names who speaks for it.",
    "letter_salt_used_before": "One salt for two letters would show that they have one author.",
    "letter_of_another_body": "A letter is taken down by the body to which it was written.",
    "letter_ground_unknown": "A letter is taken down on a ground that the constitution names.",
    "letter_removed_before": "The letter is already taken down.",
    "letter_not_removed": "The letter is not taken down, so nothing is to be put back.",
    "letter_restored_elsewhere": "Another body may put this letter back.",
    "letter_appeal_too_late": "The time for putting the letter back is over.",
    "letter_without_appeal": "Nothing is taken down where nobody else could put it back.",
    "letter_wiped": "The words of the letter are destroyed, so nothing can be put back.",
    "letter_appealed_before": "The removal has been brought before the body that may undo it.",
    "question_unknown": "The number is not that of a question.",
    "question_to_another": "A question is answered by the one who holds the seat.",
    "questions_used_up": "One member has a few questions waiting for a seat, not all of them.",
    "question_answered_before": "The question is answered.",
}
