"""Corrections of results as data: the command, events, what is kept, and the refusals.

Rules of this module: what falls and what stands with a corrected result is in the event that
corrects it, as with one that is annulled; what a paper says is in no event of a secret poll.

Not here: what is lawful (``law``), reading papers and counting again (the office).
"""

from __future__ import annotations

import msgspec

from commonweal.polity.ballots import Division
from commonweal.polity.command import Command, Text
from commonweal.polity.event import Event
from commonweal.polity.rights.papers.data import NamedPaper, PapersRead
from commonweal.terms import Moment, PollId

NEVER = Moment(0)


class Correction(msgspec.Struct, array_like=True):
    """What tellers have corrected in the papers of one poll.

    Attributes:
        first_at: when the first result was declared, from which the days are counted.
        readings: what tellers typed anew and has not been read alike yet: for each batch, the
            digest by each of them; an empty one says that the batch is none of this poll.
        papers: how many papers each of these batches has, as the first reading says.
        recounting: whether the papers are corrected and the result does not follow them yet.
        times: how often the result has been corrected.
        spare: digests of what tellers typed and neither counts nor is taken out of the box.
    """

    poll: PollId
    first_at: Moment = NEVER
    readings: dict[int, dict[int, str]] = {}
    papers: dict[int, int] = {}
    recounting: bool = False
    times: int = 0
    spare: list[str] = []


class CorrectResult(Command, frozen=True, tag="correct_result", kw_only=True):
    """Type a batch anew after the result, as a teller; it is corrected when another does the same.

    Attributes:
        poll: election or vote whose result can still be challenged.
        batch: number written on the batch; one that was not typed in is added.
        papers: the papers as they are, one on a line; nothing, if the batch is to be left out.
        counted: *counted*: what the office found in it.
    """

    poll: int
    batch: int
    papers: Text = ""
    counted: PapersRead | None = None


class CorrectionTyped(Event, frozen=True, tag="correction_typed/1", kw_only=True):
    """A teller typed a batch anew after the result; ``digest`` is empty if it is to be left out."""

    poll: int
    batch: int
    by: int
    papers: int
    digest: str


class PapersCorrected(Event, frozen=True, tag="papers_corrected/1", kw_only=True):
    """Tellers read a batch alike that had been entered wrongly; the poll is counted again.

    ``before`` papers were counted, now ``papers`` are; ``named`` are the votes of a poll by name.
    """

    poll: int
    batch: int
    before: int
    papers: int
    by: tuple[int, ...]
    named: tuple[NamedPaper, ...] = ()


class ResultCorrected(Event, frozen=True, tag="result_corrected/1", kw_only=True):
    """The corrected papers were counted, and the result is another, or the same.

    ``before`` were elected by the first count, ``elected`` now; of a question ``was`` and
    ``outcome``. ``seats`` are emptied, ``fallen`` rest on them, ``unseated`` are elected for whom
    no seat is free; ``tasks``, ``mandates`` and ``emergencies`` of the motion end. ``stands`` and
    ``effects`` are not undone; the constitution ``restores`` comes back. Whoever was elected before
    and still is keeps seat, term, and what rests on it.
    """

    poll: int
    changed: bool
    was: str = ""
    outcome: str = ""
    before: tuple[int, ...] = ()
    elected: tuple[int, ...] = ()
    next_in_line: tuple[int, ...] = ()
    alternates: tuple[int, ...] = ()
    division: Division | None = None
    box: str = ""
    rounds: str = ""
    seats: tuple[int, ...] = ()
    fallen: tuple[int, ...] = ()
    unseated: tuple[int, ...] = ()
    back: int = 0
    tasks: tuple[int, ...] = ()
    mandates: tuple[int, ...] = ()
    emergencies: tuple[int, ...] = ()
    stands: tuple[int, ...] = ()
    effects: tuple[str, ...] = ()
    restores: int = 0


AnyCommand = CorrectResult
"""Every command about corrections."""

AnyEvent = CorrectionTyped | PapersCorrected | ResultCorrected
"""Every event about corrections."""

ENTITIES: tuple[type[msgspec.Struct], ...] = (Correction,)
"""What the state keeps of corrections."""

REFUSALS: dict[str, str] = {
    "correction_without_result": "Papers are corrected when there is a result; before, typed anew.",
    "correction_too_late": "The days in which tellers could correct the papers are over.",
    "correction_overtaken": "What another vote decides is not corrected in this one.",
    "correction_unreadable": "What was typed first is gone, and nothing can take its place.",
    "correction_without_change": "The batch was read just so before.",
    "correction_exceeds_marks": "There are no more papers than voters marked on the roll.",
}
"""Meaning of each refusal about corrections, by name."""
