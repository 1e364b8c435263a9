"""Laws of who acts: what falls due is the office's, and what is somebody's own nobody else does."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from law_world import World

from commonweal.polity import Event
from commonweal.polity import commands as cmd
from commonweal.polity.planning.proposals import data as proposals
from commonweal.polity.rights.consent import data as consent
from commonweal.polity.rights.discipline import data as discipline
from commonweal.polity.rights.grievances import data as grievances
from commonweal.polity.rights.papers import data as papers
from commonweal.terms import OFFICE

Before = dict[int, tuple[int, int]]

RESERVED = frozenset(
    {
        cmd.DeclarePoll,
        cmd.OpenVoting,
        cmd.LapseSeat,
        cmd.RefillSeat,
        cmd.OpenRecall,
        cmd.PutMotion,
        cmd.BringTaskBack,
        cmd.LapseEmergency,
        cmd.MarkBallot,
        discipline.LapseCharge,
        discipline.CompleteExpulsion,
        consent.SettleReorganisation,
        papers.EndPapers,
        grievances.LapseGrievance,
        grievances.EndHearing,
        grievances.EndSuspension,
        proposals.CloseRound,
        proposals.RecordPlan,
        proposals.LapseCampaign,
        proposals.RecordLines,
    }
)
"""What comes of time, or of a count, and is in nobody's power."""


def _charged(world: World, command: Any) -> Collection[int]:
    return (world.state.charges[command.charge].member,)


def _beside(world: World, command: Any) -> Collection[int]:
    return world.state.bodies[world.state.members.home[command.member]].members


def _to_be_moved(world: World, command: Any) -> Collection[int]:
    members: tuple[int, ...] = getattr(world.state.motions[command.motion].effect, "members", ())
    return members


def _tellers(world: World, command: Any) -> Collection[int]:
    return world.state.papers[command.poll].tellers


def _observers(world: World, command: Any) -> Collection[int]:
    return world.state.papers[command.poll].observers


def _candidates(world: World, command: Any) -> Collection[int]:
    return world.state.polls[command.poll].candidates


def _filers(world: World, command: Any) -> Collection[int]:
    found = world.state.grievances[command.grievance]
    return world.state.unions[found.union].since if found.union else found.signatures


def _voters(world: World, command: Any) -> Collection[int]:
    body = world.state.bodies[command.body]
    return body.members or [seat.holder for seat in world.state.delegates(body.id)]


OWN: dict[type[Any], Callable[[World, Any], Collection[int]]] = {
    discipline.AnswerCharge: _charged,
    discipline.AppealExpulsion: _charged,
    discipline.ChargeMember: _beside,
    discipline.ObjectToAdmission: _beside,
    consent.RefuseMove: _to_be_moved,
    papers.MarkPaperVoter: _tellers,
    papers.UnmarkPaperVoter: _tellers,
    papers.TypePapers: _tellers,
    papers.ReopenBatch: _tellers,
    papers.ObjectToPapers: _observers,
    papers.NameObserver: _candidates,
    grievances.SignGrievance: _filers,
    grievances.WithdrawGrievance: _filers,
    grievances.GiveStrikeNotice: _filers,
    grievances.RecordStrike: _filers,
    proposals.NameProduct: _voters,
    proposals.DeclareProcess: _voters,
    proposals.OfferHours: _voters,
    proposals.DeclareStock: _voters,
    proposals.PlaceOrder: _voters,
}
"""Commands that belong to somebody, and to whom; no office gives them to anybody else."""


def nobody_stands_in_for_another(world: World, _events: tuple[Event, ...], _before: Before) -> None:
    """What time brings about only the office does; what is somebody's own nobody else does."""
    command, issued = world.steps[-1]
    if type(command) in RESERVED:
        assert issued.by in (OFFICE, -1), f"member {issued.by}: {command}"
    if type(command) in OWN:
        assert issued.by in OWN[type(command)](world, command), f"member {issued.by}: {command}"
