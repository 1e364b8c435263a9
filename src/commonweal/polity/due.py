"""What falls due by lapse of time: the next command that nobody needs to issue.

Rules of this module:

* the calendar in the state knows what is due; this module says which command that is;
* the office issues the command, with a count where one is needed, and asks again until nothing is
  due: a lapsed power is lapsed even if nobody ticked.

Not here: keeping the calendar (``state``, ``fold``).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec import structs

from commonweal.polity import commands as cmd
from commonweal.polity import events as ev
from commonweal.polity.planning import law as planning
from commonweal.polity.rights.affiliation import law as affiliation
from commonweal.polity.rights.agreements import law as agreements
from commonweal.polity.rights.caucuses import law as caucuses
from commonweal.polity.rights.challenges import law as challenges
from commonweal.polity.rights.consent import data as consenting
from commonweal.polity.rights.consent import law as consent
from commonweal.polity.rights.control import law as control
from commonweal.polity.rights.discipline import law as discipline
from commonweal.polity.rights.grievances import law as grievances
from commonweal.polity.rights.initiative import data as initiating
from commonweal.polity.rights.initiative import law as initiatives
from commonweal.polity.rights.inspection import law as inspection
from commonweal.polity.rights.letters import law as letters
from commonweal.polity.rights.meetings import law as meetings
from commonweal.polity.rights.papers import law as papers
from commonweal.polity.rights.pay import law as pay
from commonweal.polity.state import State
from commonweal.terms import Moment

TOO_LARGE = "consequences_too_large"
"""Why a decision has no effect that would bring about more than one entry of the record holds."""


def due(state: State, now: Moment) -> cmd.Command | None:
    """Return the next command that is due at a moment, or ``None``."""
    item = state.next_due()
    if item is None or item[0] > now:
        return None
    _, kind, subject = item
    return _DUE[kind](state, subject)


def dropped(state: State, why: str) -> tuple[ev.Event, ...]:
    """Drop the item that is due but refused by the law, so that it does not stop everything.

    It happens when the constitution or the pyramid changed under a date that was set before.
    """
    item = state.next_due()
    assert item is not None
    at, kind, subject = item
    return (ev.DueDropped(kind=kind, subject=subject, due_at=at, why=why),)


def without_consequences(events: Sequence[ev.Event]) -> tuple[ev.Event, ...]:
    """Return what was decided without what it brings about, when no entry can hold all of it.

    The result stands, and what it would have brought about fails by name, for all to see; empty if
    the events are no decision.
    """
    kept: list[ev.Event] = []
    carried: list[int] = []
    for event in events:
        match event:
            case ev.PollDeclared() | consenting.ConsentAnswered():
                kept.append(event)
            case ev.MotionDecided(motion=motion, outcome=outcome):
                kept.append(event)
                carried += [motion] if outcome == "carried" else []
            case initiating.CallBackDecided() | consenting.ReorganisationDecided():
                kept.append(structs.replace(event, outcome="fallen", why=TOO_LARGE))
                carried = []
    return (*kept, *(ev.EffectFailed(motion=one, why=TOO_LARGE) for one in carried[:1]))


def _poll(state: State, poll: int) -> cmd.Command:
    if state.polls[poll].stage == "nominating":
        return cmd.OpenVoting(poll=poll)
    return cmd.DeclarePoll(poll=poll)


def _election(state: State, seat_id: int) -> cmd.Command:
    seat = state.seats[seat_id]
    return cmd.OpenElection(body=seat.body, sender=seat.sender, office=seat.office)


_DUE: dict[str, Callable[[State, int], cmd.Command]] = {
    "poll": _poll,
    "term": lambda _state, seat: cmd.LapseSeat(seat=seat),
    "election": _election,
    "refill": lambda _state, seat: cmd.RefillSeat(seat=seat),
    "recall": lambda _state, seat: cmd.OpenRecall(seat=seat),
    "motion": lambda _state, motion: cmd.PutMotion(motion=motion),
    "task": lambda _state, task: cmd.BringTaskBack(task=task),
    "emergency": lambda _state, emergency: cmd.LapseEmergency(emergency=emergency),
    "founding": lambda _state, _subject: cmd.EndFounding(),
    **caucuses.DUE,
    **letters.DUE,
    **initiatives.DUE,
    **discipline.DUE,
    **consent.DUE,
    **meetings.DUE,
    **inspection.DUE,
    **pay.DUE,
    **papers.DUE,
    **control.DUE,
    **affiliation.DUE,
    **agreements.DUE,
    **grievances.DUE,
    **challenges.DUE,
    **planning.DUE,
}
"""The command for each kind of item on the calendar."""
