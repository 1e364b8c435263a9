"""Inspection as data: what was looked at, what was found, what was asked.

Rules of this module: words are digests of texts in the vault; nothing here can be taken back.

Not here: what is lawful (``law``), what events do to the state (``fold``), opening what an
inspector may see (the office).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from commonweal.polity.command import Command, Text
from commonweal.polity.entities import NEVER, NOBODY
from commonweal.polity.event import Event
from commonweal.terms import BodyId, MemberId, Moment, SeatId

OPEN = (
    "body",
    "roll",
    "motion",
    "task",
    "seat",
    "poll",
    "letter",
    "question",
    "meeting",
    "caucus",
    "charge",
    "grievance",
    "challenge",
    "showing",
)
"""What can be inspected. Ballots, confidential memberships and members' wages are not among it."""

# What there is.


class Access(msgspec.Struct, frozen=True, array_like=True):
    """A look that an inspector took."""

    at: Moment
    by: MemberId
    kind: str
    number: int


class Finding(msgspec.Struct, frozen=True, array_like=True):
    """What an inspector published about a body; it stays for ever.

    Attributes:
        inspector: the office by which it was published; ``by``: who held it.
        text: digest of the words.
    """

    id: int
    body: BodyId
    inspector: SeatId
    by: MemberId
    at: Moment
    text: str


class Demand(msgspec.Struct, array_like=True):
    """A question that has to be answered.

    Attributes:
        seat: seat or office asked; ``holder``: who held it then.
        inspector: the office by which it was asked; ``by``: who held it.
        text, answer: digests of question and answer.
        unanswered: whether the date has passed without an answer.
    """

    id: int
    seat: SeatId
    holder: MemberId
    inspector: SeatId
    by: MemberId
    at: Moment
    due_at: Moment
    text: str
    answer: str = ""
    answered_by: MemberId = NOBODY
    answered_at: Moment = NEVER
    unanswered: bool = False


# What can be asked.


class Inspect(Command, frozen=True, tag="inspect", kw_only=True):
    """Look at something; the look is recorded, and what it shows is opened.

    Attributes:
        kind: body, roll, motion, task, seat, poll, letter, question, meeting, caucus, charge,
            grievance, challenge, or showing: what a workforce asked to see.
        number: which one.
    """

    kind: str
    number: int


class PublishFinding(Command, frozen=True, tag="publish_finding", kw_only=True):
    """Publish a finding about a body to the whole federation; nobody can take it down.

    Attributes:
        body: body that the finding is about.
        text: what was found.
    """

    body: int
    text: Text


class DemandAnswer(Command, frozen=True, tag="demand_answer", kw_only=True):
    """Demand an answer of whoever holds a seat or office.

    Attributes:
        seat: seat or office that is asked.
        text: the question.
    """

    seat: int
    text: Text


class AnswerDemand(Command, frozen=True, tag="answer_demand", kw_only=True):
    """Answer a demand; also when its date has passed.

    Attributes:
        demand: which one.
        text: the answer.
    """

    demand: int
    text: Text


class PutRecall(Command, frozen=True, tag="put_recall", kw_only=True):
    """Put the recall of a seat to the vote of those who filled it; they decide, as always."""

    seat: int


class PassDemand(Command, frozen=True, tag="pass_demand", kw_only=True):
    """The date of a demand has passed without an answer.

    Attributes:
        demand: which one.
    """

    demand: int


# What has happened.


class AccessRecorded(Event, frozen=True, tag="access_recorded/1", kw_only=True):
    """An inspector looked at something."""

    inspector: int
    by: int
    kind: str
    number: int


class FindingPublished(Event, frozen=True, tag="finding_published/1", kw_only=True):
    """An inspector published a finding about a body; ``text`` is a digest."""

    finding: int
    body: int
    inspector: int
    by: int
    text: str


class AnswerDemanded(Event, frozen=True, tag="answer_demanded/1", kw_only=True):
    """An inspector demanded an answer of the holder of a seat; ``text`` is a digest."""

    demand: int
    seat: int
    holder: int
    inspector: int
    by: int
    text: str
    due_at: int


class DemandAnswered(Event, frozen=True, tag="demand_answered/1", kw_only=True):
    """A demand was answered; ``text`` is a digest."""

    demand: int
    seat: int
    by: int
    text: str


class DemandUnanswered(Event, frozen=True, tag="demand_unanswered/1", kw_only=True):
    """The date of a demand passed without an answer: a breach of the constitution."""

    demand: int
    seat: int


class RecallPut(Event, frozen=True, tag="recall_put/1", kw_only=True):
    """An inspector put the recall of a seat to the vote of its electors."""

    seat: int
    poll: int
    inspector: int
    by: int


AnyCommand = Inspect | PublishFinding | DemandAnswer | AnswerDemand | PutRecall | PassDemand

AnyEvent = (
    AccessRecorded
    | FindingPublished
    | AnswerDemanded
    | DemandAnswered
    | DemandUnanswered
    | RecallPut
)

ENTITIES: tuple[type[msgspec.Struct], ...] = (Access, Finding, Demand)
"""What the state holds of it."""


def _demand_is_live(state: Any, at: int, demand: int) -> bool:
    found = state.demands[demand]
    return not found.answer and not found.unanswered and found.due_at == at


LIVE: dict[str, Callable[[Any, int, int], bool]] = {"demand": _demand_is_live}
"""Whether an item of the calendar still waits."""

REFUSALS: dict[str, str] = {
    "inspection_not_provided": "The constitution knows no inspectors.",
    "issuer_not_an_inspector": "Inspectors alone inspect, in their own body and those below it.",
    "inspected_unknown": "The number is not that of anything of this kind.",
    "secret_not_inspected": "Secret ballots and what members hold in confidence open for nobody.",
    "inspector_would_be_inspected": "Whoever inspects holds nothing that is inspected.",
    "inspector_not_inspected": "Inspectors have no powers over one another.",
    "demand_unknown": "The number is not that of a demand for an answer.",
    "demand_of_another": "A demand is answered by who was asked, or by who holds the seat now.",
    "demand_already_answered": "The demand has its answer.",
}
"""Meaning of each refusal, by name."""
