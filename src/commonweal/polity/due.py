"""What falls due by lapse of time: the next command that nobody needs to issue.

Rules of this module:

* the calendar in the state knows what is due; this module says which command that is;
* the office issues the command, with a count where one is needed, and asks again until nothing is
  due: a lapsed power is lapsed even if nobody ticked.

Not here: keeping the calendar (``state``, ``fold``).
"""

from __future__ import annotations

from collections.abc import Callable

from commonweal.polity import commands as cmd
from commonweal.polity import events as ev
from commonweal.polity.rights.initiative import law as initiatives
from commonweal.polity.rights.inspection import law as inspection
from commonweal.polity.rights.letters import law as letters
from commonweal.polity.rights.meetings import law as meetings
from commonweal.polity.rights.pay import law as pay
from commonweal.polity.state import State
from commonweal.terms import Moment


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


def voided(state: State, poll_id: int) -> tuple[ev.Event, ...]:
    """End a vote whose ballot box does not add up, so that it does not stop everything.

    Seats are then elected anew, a recall vote is opened anew, and a motion has to be moved anew.
    """
    poll = state.polls[poll_id]
    void = ev.PollVoided(poll=poll.id, why="box_broken")
    if not poll.motion:
        return (void,)
    return void, ev.MotionDecided(motion=poll.motion, outcome="lapsed", why="box_broken")


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
    **letters.DUE,
    **initiatives.DUE,
    **meetings.DUE,
    **inspection.DUE,
    **pay.DUE,
}
"""The command for each kind of item on the calendar."""
