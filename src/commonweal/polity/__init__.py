"""The law in motion: members, bodies, seats, mandates, motions, recall, emergencies.

``decide(state, command, charters, issued) -> events`` says what a command brings about, or raises a
:class:`~commonweal.terms.Refusal`; ``apply_entry(state, events, at)`` folds it; ``due(state, now)``
says what nobody needs to ask for.

Rules of this room:

* no clock, no randomness, no floats, no input or output: everything comes in with the command;
* no engine and no framework: counts are brought by the office, and checked here;
* every refusal has a name and cites an article.

Not here: constitutions as data (``charter``), counting (``tally``), the record, the doors.
"""

from commonweal.polity.ballots import CHOICES, Choice, Condition, Division, Vote
from commonweal.polity.bodies import seat_figures
from commonweal.polity.case import Case
from commonweal.polity.commands import COMMANDS, AnyCommand, Command, Issued
from commonweal.polity.decide import LAW, decide
from commonweal.polity.decisions import add_up, judge, largest_remainder, majority_for
from commonweal.polity.due import dropped, due, without_consequences
from commonweal.polity.elections import (
    by_count_back,
    countback_bars,
    open_seats,
    sitting_from,
    unavailable_candidates,
)
from commonweal.polity.entities import (
    NEVER,
    NOBODY,
    Body,
    Emergency,
    Mandate,
    MemberStatus,
    Motion,
    Poll,
    Roll,
    Seat,
    Task,
    Tenure,
)
from commonweal.polity.events import EVENTS, AnyEvent, Event
from commonweal.polity.fold import apply, apply_entry
from commonweal.polity.mandates import instruction, standing
from commonweal.polity.polls import has_voted, may_vote, voided
from commonweal.polity.recall import needed_withdrawals
from commonweal.polity.refusals import REFUSALS
from commonweal.polity.state import (
    STATE_SCHEMA,
    State,
    digest,
    from_bytes,
    to_bytes,
    uncollected,
)

__all__ = [
    "CHOICES",
    "COMMANDS",
    "EVENTS",
    "LAW",
    "NEVER",
    "NOBODY",
    "REFUSALS",
    "STATE_SCHEMA",
    "AnyCommand",
    "AnyEvent",
    "Body",
    "Case",
    "Choice",
    "Command",
    "Condition",
    "Division",
    "Emergency",
    "Event",
    "Issued",
    "Mandate",
    "MemberStatus",
    "Motion",
    "Poll",
    "Roll",
    "Seat",
    "State",
    "Task",
    "Tenure",
    "Vote",
    "add_up",
    "apply",
    "apply_entry",
    "by_count_back",
    "countback_bars",
    "decide",
    "digest",
    "dropped",
    "due",
    "from_bytes",
    "has_voted",
    "instruction",
    "judge",
    "largest_remainder",
    "majority_for",
    "may_vote",
    "needed_withdrawals",
    "open_seats",
    "seat_figures",
    "sitting_from",
    "standing",
    "to_bytes",
    "unavailable_candidates",
    "uncollected",
    "voided",
    "without_consequences",
]
