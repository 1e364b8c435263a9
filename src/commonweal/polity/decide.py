"""The door of the law: ``decide`` says what a command brings about, or refuses it.

Rules of this module:

* ``decide`` is pure: it reads state, command, constitutions and the stamp, and nothing else;
* the table names every command once, with the law that decides it; nothing else is decided;
* a refused command changes nothing, because deciding changes nothing.

Not here: the clock, the record, the engines (the office brings what they say in the command).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from commonweal.charter import Charters
from commonweal.polity import (
    bodies,
    decisions,
    elections,
    emergencies,
    members,
    motions,
    polls,
    recall,
    seats,
    tasks,
)
from commonweal.polity import commands as cmd
from commonweal.polity import events as ev
from commonweal.polity.case import Case, require_issuer, require_office
from commonweal.polity.planning import law as planning
from commonweal.polity.refusals import refuse
from commonweal.polity.rights.affiliation import law as affiliation
from commonweal.polity.rights.agreements import law as agreements
from commonweal.polity.rights.caucuses import law as caucuses
from commonweal.polity.rights.caucuses import reports
from commonweal.polity.rights.challenges import hearing
from commonweal.polity.rights.challenges import law as challenges
from commonweal.polity.rights.consent import law as consent
from commonweal.polity.rights.control import law as control
from commonweal.polity.rights.corrections import law as corrections
from commonweal.polity.rights.corrections.following import declare_corrected, is_recounted
from commonweal.polity.rights.discipline import law as discipline
from commonweal.polity.rights.grievances import law as grievances
from commonweal.polity.rights.initiative import law as initiatives
from commonweal.polity.rights.inspection import law as inspection
from commonweal.polity.rights.letters import law as letters
from commonweal.polity.rights.meetings import law as meetings
from commonweal.polity.rights.papers import law as papers
from commonweal.polity.rights.pay import law as pay
from commonweal.polity.rights.union import law as union
from commonweal.polity.state import State, pyramid_is_complete


def decide(
    state: State, command: cmd.Command, charters: Charters, issued: cmd.Issued
) -> tuple[ev.Event, ...]:
    """Decide a command.

    Args:
        state: the folded state; not changed.
        command: what is asked.
        charters: every version of the constitution that the record has adopted.
        issued: who asks and when, stamped by the office.

    Returns:
        The events that follow, in order. A secret withdrawal of confidence gives none.

    Raises:
        Refusal: when the law says no; the refusal cites the article.
    """
    if isinstance(command, cmd.FoundFederation):
        return tuple(members.found_federation(state, command, charters, issued))
    if not state.constitutions:
        refuse(
            "federation_not_founded",
            "1",
            expected="a federation",
            got="an empty record",
            remedy="found one with `commonweal init`",
        )
    case = Case(state, charters, issued)
    require_issuer(case, command)
    events = LAW[type(command)](case, command)
    events += hearing.following(case, events)
    events += discipline.following(case, events)
    return (*events, *pay.following(case, events))


def declare_poll(case: Case, command: cmd.DeclarePoll) -> list[ev.Event]:
    """Close a poll whose time is over, and declare its result."""
    require_office(case, "declare_poll")
    poll = case.poll(command.poll)
    if poll.stage != "voting" or case.at < poll.at:
        refuse(
            "poll_not_over",
            case.charter_of(poll.charter).preamble.cite(),
            expected="a vote whose time is over",
            got=f"poll {poll.id}, {poll.stage}",
            remedy="wait until it closes",
        )
    if papers.awaits_papers(case.state, poll):
        return papers.open_box(case, poll)
    if is_recounted(case.state, poll):
        return declare_corrected(case, poll, command)
    if poll.id in case.state.call_back_polls:
        return initiatives.declare_call_back(case, poll, command)
    declare: dict[str, Callable[..., list[ev.Event]]] = {
        "election": elections.declare_election,
        "motion": decisions.declare_motion,
        "recall": recall.declare_recall,
    }
    return declare[poll.kind](case, poll, command)


def end_founding(case: Case, _command: cmd.EndFounding) -> list[ev.Event]:
    """End the convenors' powers: the pyramid is complete, or their time is up."""
    require_office(case, "end_founding")
    complete = pyramid_is_complete(case.state)
    if case.state.founding_over or not (complete or case.at >= case.state.founding_ends_at):
        refuse(
            "nothing_due",
            case.charter.founding.cite("days_max"),
            expected="a complete pyramid, or the end of the founding's time",
            got="neither",
            remedy="wait",
        )
    return [ev.FoundingEnded(why="pyramid_complete" if complete else "time_is_up")]


LAW: dict[type[cmd.Command], Callable[[Case, Any], list[ev.Event]]] = {
    cmd.AdmitMembers: members.admit_members,
    cmd.AskToMove: members.ask_to_move,
    cmd.MoveMembers: members.move_members,
    cmd.ResignMembership: members.resign_membership,
    cmd.RecordDeath: members.record_death,
    cmd.CloseRoll: members.close_roll,
    cmd.SignRoll: members.sign_roll,
    cmd.OpenBody: bodies.open_body,
    cmd.DeclareFigure: bodies.declare_figure,
    cmd.ApportionSeats: bodies.apportion_seats,
    cmd.ResignSeat: seats.resign_seat,
    cmd.AppointToSeat: seats.appoint_to_seat,
    cmd.OpenElection: elections.open_election,
    cmd.Nominate: elections.nominate,
    cmd.WithdrawCandidacy: elections.withdraw_candidacy,
    cmd.MarkBallot: polls.mark_ballot,
    cmd.CastVote: polls.cast_vote,
    cmd.DeclarePoll: declare_poll,
    cmd.EnterDraw: polls.enter_draw,
    cmd.WithdrawConfidence: recall.withdraw_confidence,
    cmd.RestoreConfidence: recall.restore_confidence,
    cmd.OpenRecall: recall.open_recall,
    cmd.OpenVoting: elections.open_voting,
    cmd.LapseSeat: seats.lapse_seat,
    cmd.RefillSeat: elections.refill_seat,
    cmd.PutMotion: motions.put_motion,
    cmd.BringTaskBack: tasks.bring_task_back,
    cmd.LapseEmergency: emergencies.lapse_emergency,
    cmd.EndFounding: end_founding,
    cmd.ProposeMotion: motions.propose_motion,
    cmd.SecondMotion: motions.second_motion,
    cmd.WithdrawMotion: motions.withdraw_motion,
    cmd.CallRoll: motions.call_roll,
    cmd.ReportTask: tasks.report_task,
    cmd.CompleteTask: tasks.complete_task,
    **caucuses.LAW,
    **reports.LAW,
    **letters.LAW,
    **initiatives.LAW,
    **discipline.LAW,
    **consent.LAW,
    **meetings.LAW,
    **inspection.LAW,
    **pay.LAW,
    **papers.LAW,
    **control.LAW,
    **union.LAW,
    **affiliation.LAW,
    **agreements.LAW,
    **grievances.LAW,
    **challenges.LAW,
    **corrections.LAW,
    **planning.LAW,
}
"""The law that decides each command; founding is decided before there is any."""
