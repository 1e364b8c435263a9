"""What people do in a federation: moves, most of them sensible, some not.

Here: motions, mandates, tasks, time, and what nobody may do. The moves about members, seats and
elections are in ``law_moves_seats``.
"""

from __future__ import annotations

from collections.abc import Callable

from law_moves_affiliation import AFFILIATION_MOVES, AffiliationMoves
from law_moves_agreements import AGREEMENT_MOVES, AgreementMoves
from law_moves_caucuses import CAUCUS_MOVES, CaucusMoves
from law_moves_challenges import CHALLENGE_MOVES, ChallengeMoves
from law_moves_consent import CONSENT_MOVES, ConsentMoves
from law_moves_discipline import DISCIPLINE_MOVES, DisciplineMoves
from law_moves_grievances import GRIEVANCE_MOVES, GrievanceMoves
from law_moves_initiatives import INITIATIVE_MOVES, InitiativeMoves
from law_moves_meetings import MEETING_MOVES, MeetingMoves
from law_moves_offices import OFFICE_MOVES, OfficeMoves
from law_moves_papers import CONTROL_MOVES, PAPER_MOVES, PaperMoves
from law_moves_planning import PLANNING_MOVES, PlanningMoves
from law_moves_running import RUNNING_MOVES, RunningMoves
from law_moves_seats import SeatMoves
from law_moves_unions import UNION_MOVES, UnionMoves
from law_variants import VARIANTS

from commonweal.polity import Body, Condition, Motion, Task
from commonweal.polity import commands as cmd
from commonweal.polity import effects as ef
from commonweal.polity import events as ev
from commonweal.terms import DAY_S, BodyId, EmergencyId, MotionId, SeatId

AMENDABLE = (
    ('on_amended = "', 'on_amended = "free"  # "'),
    ("terms_max = 3", "terms_max = 2"),
    ("terms_max = 2", "terms_max = 4"),
    ("debate_days = 1", "debate_days = 2"),
    ('refill = "count-back"', 'refill = "by-election"'),
    ('refill = "by-election"', 'refill = "count-back"'),
    ("seats_max = 1", "seats_max = 2"),
    ("alternate_sits = true", "alternate_sits = false"),
    ("in_force_from = 2020-01-01", "in_force_from = 2026-06-20"),
    ('start = "confidence"', 'start = "none"'),
    next(iter(VARIANTS["locum"].items())),
    ("[offices.keeper]", "[offices.warden]"),
    ("district", "region"),
    ("", ""),
    ("schema = 1", "schema = 7"),
)
"""Amendments that are moved: most can be adopted, the last four cannot."""


class Moves(
    AgreementMoves,
    AffiliationMoves,
    CaucusMoves,
    ConsentMoves,
    GrievanceMoves,
    InitiativeMoves,
    MeetingMoves,
    OfficeMoves,
    PaperMoves,
    PlanningMoves,
    RunningMoves,
    SeatMoves,
    UnionMoves,
    DisciplineMoves,
    ChallengeMoves,
):
    """Every move.

    Args:
        world: the federation.
        choose: takes one out of a sequence that is not empty.
    """

    # Motions.

    def propose(self) -> None:
        body = self.choose(self.bodies())
        self.move_in(body, self.effect(body))

    def move_in(self, body: Body, effect: ef.AnyEffect, amends: int = 0) -> Motion | None:
        voters = self.voters(body)
        by = self.choose(voters) if voters and self.likely(9) else self.anybody()
        command = cmd.ProposeMotion(
            body=body.id, text="t", effect=effect, tasks=self.tasks(body), amends=amends
        )
        events = self.world.try_to(command, by)
        if events is None:
            return None
        assert isinstance(events[0], ev.MotionProposed)
        motion = self.world.state.motions[events[0].motion]
        for friend in voters:
            if motion.stage == "moved" and friend != motion.by and self.likely(9):
                self.world.try_to(cmd.SecondMotion(motion=motion.id), friend)
        return motion

    def tasks(self, body: Body) -> tuple[ef.TaskPlan, ...]:
        if self.likely():
            return ()
        seat = self.one([*body.seats, *body.offices])
        days = self.choose([1, 2, 9, 0])
        if seat is not None and self.likely(1):
            return (ef.TaskPlan(text="x", due_days=days, holder_seat=SeatId(seat)),)
        holder = self.choose([*self.voters(body), self.anybody()])
        return (ef.TaskPlan(text="x", due_days=days, holder=holder),)

    def effect(self, body: Body) -> ef.AnyEffect:
        kinds: list[Callable[[Body], ef.AnyEffect]] = [lambda _: ef.Resolve()]
        if body.parent or not self.likely(9):
            kinds += [self.instruct] * 2
        if body.level == "congress" or not self.likely(9):
            kinds += [self.emergency, self.amend, self.reorganise, self.reorganise]
        tried = self.of_rights()
        if tried and not self.likely(3):
            return self.choose(tried)
        return self.choose(kinds)(body)

    def instruct(self, body: Body) -> ef.AnyEffect:
        above = [one for one in self.motions("moved", "debate", "vote") if one.body == body.parent]
        motion = self.one(above) or self.one(list(self.world.state.motions.values()))
        if motion is None:
            return ef.Resolve()
        kind = self.choose(["imperative", "conditional", "split", "split", "free"])
        choice = self.choose(["yes", "no", "abstain"]) if kind == "imperative" else None
        conditions: tuple[Condition, ...] = ()
        if kind == "conditional":
            others = list(self.world.state.motions.values())
            conditions = tuple(
                Condition(one.id, self.choose(["carried", "rejected"]), self.choose(["yes", "no"]))
                for one in self.some(others, 2)
            )
        own = [one for one in body.sent if self.world.state.seats[one].body == motion.body]
        seats = tuple(self.some(own, 2)) if own and not self.likely() else ()
        return ef.Instruct(
            motion=motion.id, kind=kind, choice=choice, conditions=conditions, seats=seats
        )

    def emergency(self, _body: Body) -> ef.AnyEffect:
        known = self.world.state.emergencies
        if known and not self.likely(2):
            return ef.EndEmergency(emergency=EmergencyId(self.choose([*known, 99])))
        powers = ["shorten_debate", "extend_terms", "decide_without_quorum"]
        taken = tuple(self.some(powers, 3)) if self.likely(9) else ("seize_press",)
        return ef.DeclareEmergency(powers=taken, days=self.choose([1, 3, 12, 12, 99]))

    def amend(self, _body: Body) -> ef.AnyEffect:
        text = self.world.state.constitutions[-1].text
        old, new = self.choose(AMENDABLE)
        everywhere = -1 if old == "district" else 1
        return ef.AmendConstitution(
            constitution=text.replace(old, new, everywhere) if old else text
        )

    def reorganise(self, _body: Body) -> ef.AnyEffect:
        kind = self.choose(["open", "merge", "merge", "split", "close", "close"])
        bodies = self.bodies()
        body = self.choose(bodies)
        if kind == "open":
            level = self.choose(["assembly", "district"])
            return ef.OpenBodyEffect(level=level, name=self.name(), parent=body.id)
        if kind == "split":
            home = self.one(self.bases()) or body
            members = tuple(self.some(home.members, 3)) if home.members else (1,)
            return ef.SplitBody(body=home.id, name=self.name(), members=members)
        alike = [one for one in bodies if (one.level, one.parent) == (body.level, body.parent)]
        if kind == "merge":
            pair = self.some(alike, 2) if len(alike) == 1 else self.some(alike, 3)[:2]
            merged = [one.id for one in pair]
            if not self.likely(9):
                merged = [*merged, merged[0]]
            return ef.MergeBodies(bodies=tuple(merged), name=self.name())
        same = [one for one in bodies if one.level == body.level]
        heir = self.choose(same).id if self.likely(5) else self.choose([0, 99])
        return ef.CloseBody(body=body.id, members_to=BodyId(heir))

    def carry(self) -> None:
        """A motion is moved, put and voted on in one go."""
        body = self.choose(self.bodies())
        if self.likely(1) and self.world.state.top:
            body = self.world.state.bodies[self.world.state.top]
        motion = self.move_in(body, self.effect(body))
        if motion is not None and motion.stage == "debate":
            self.put(motion)

    def put(self, motion: Motion) -> None:
        self.call_roll_on(motion)
        self.world.pass_days(max(0, (motion.at - self.world.now) / DAY_S))
        if motion.stage == "vote":
            poll = self.world.state.polls[motion.poll]
            if poll.stage == "voting":
                self.poll_out(poll)

    def instruct_and_vote(self) -> None:
        """A body below instructs on a motion that is debated above; then all vote above."""
        target = self.one(
            [one for one in self.motions("moved", "debate") if one.body in self._above()]
        )
        if target is None:
            return
        sender = self.choose(self.world.state.bodies[target.body].children)
        body = self.world.state.bodies[sender]
        kind = self.choose(["imperative", "split", "split"])
        choice = self.choose(["yes", "no", "abstain"]) if kind == "imperative" else None
        effect = ef.Instruct(motion=MotionId(target.id), kind=kind, choice=choice)
        motion = self.move_in(body, effect)
        if motion is None or motion.stage != "debate":
            return
        self.put(motion)
        if self.likely(1):
            self.amend_instructed()
        if target.stage == "vote":
            self.poll_out(self.world.state.polls[target.poll])

    def amend_instructed(self) -> None:
        """A motion on which delegates are instructed is amended before it is voted on."""
        bound = [one for one in self.motions("debate") if one.mandates and not one.amends]
        parent = self.one(bound)
        if parent is None:
            return
        body = self.world.state.bodies[parent.body]
        amendment = self.move_in(body, parent.effect, amends=parent.id)
        if amendment is not None and amendment.stage == "debate":
            self.put(amendment)

    def _above(self) -> list[int]:
        return [body.id for body in self.bodies() if body.children]

    def amend_motion(self) -> None:
        parent = self.one(
            self.motions("moved", "debate") if self.likely(9) else self.motions("vote")
        )
        if parent is None:
            return
        body = self.world.state.bodies[parent.body]
        other = not self.likely(9)
        effect = self.effect(body) if other else parent.effect
        self.move_in(body, effect, amends=parent.id)

    def second(self) -> None:
        motion = self.one(self.motions("moved", "debate"))
        if motion is not None:
            voters = self.voters(self.world.state.bodies[motion.body])
            by = self.choose([*voters, self.anybody()])
            for _ in range(self.choose([1, 1, 2])):
                self.world.try_to(cmd.SecondMotion(motion=motion.id), by)

    def withdraw_motion(self) -> None:
        motion = self.one(self.motions("moved", "debate", "vote"))
        if motion is not None:
            by = motion.by if self.likely() else self.anybody()
            self.world.try_to(cmd.WithdrawMotion(motion=motion.id), by)

    def call_roll(self) -> None:
        motion = self.one(self.motions("debate"))
        if motion is not None:
            self.call_roll_on(motion)

    def call_roll_on(self, motion: Motion) -> None:
        if not motion.roll_call and self.likely(9):
            return
        body = self.world.state.bodies[motion.body]
        if body.level in {"assembly", "union"}:
            entitled = list(body.members)
        else:
            entitled = [seat.id for seat in self.world.state.delegates(body.id)]
        present = entitled if self.likely() else self.some([*entitled, 99], 3)
        by = self.powerful(body.id)
        self.world.try_to(cmd.CallRoll(motion=motion.id, present=tuple(present)), by)

    def report(self) -> None:
        task: Task | None = self.one(list(self.world.state.tasks.values()))
        if task is None:
            return
        seat = self.world.state.seats.get(task.holder_seat)
        holder = seat.holder if seat else task.holder
        by = holder if self.likely() else self.anybody()
        self.world.try_to(cmd.ReportTask(task=task.id, text="r"), by)

    def complete(self) -> None:
        task = self.one(list(self.world.state.tasks.values()))
        if task is not None:
            by = self.powerful(task.body)
            self.world.try_to(cmd.CompleteTask(task=task.id), by)

    # Time, and what nobody may do.

    def pass_hours(self) -> None:
        self.world.pass_days(self.choose([0.1, 0.5, 1, 1, 2]))

    def pass_days(self) -> None:
        self.world.pass_days(self.choose([3, 5, 9, 21, 35]))

    def usurp(self) -> None:
        """Somebody asks for what happens by itself, or for what does not exist."""
        recalled = [seat.id for seat in self.sitting() if seat.recall]
        number = self.choose([*range(1, 20), *recalled * 9])
        command = self.choose(
            [
                cmd.DeclarePoll(poll=number),
                cmd.LapseSeat(seat=number),
                cmd.RefillSeat(seat=number),
                cmd.OpenVoting(poll=number),
                cmd.PutMotion(motion=number),
                cmd.BringTaskBack(task=number),
                cmd.LapseEmergency(emergency=number),
                cmd.EndFounding(),
                cmd.OpenRecall(seat=number),
                cmd.MarkBallot(poll=number, voter=number),
                cmd.FoundFederation(name="x", constitution="", commitments=()),
                cmd.ResignMembership(),
            ]
        )
        by = self.choose([0, 0, self.anybody()])
        # A ballot is marked by the office only when it lies in the box.
        if not (by == 0 and isinstance(command, cmd.MarkBallot)):
            self.world.try_to(command, by)


COUNCIL_MOVES: tuple[tuple[Callable[[Moves], None], int], ...] = (
    (Moves.admit, 2),
    (Moves.move, 1),
    (Moves.ask_to_move, 1),
    (Moves.leave, 1),
    (Moves.die, 1),
    (Moves.close_roll, 1),
    (Moves.sign, 1),
    (Moves.open_body, 1),
    (Moves.declare_figure, 1),
    (Moves.apportion, 3),
    (Moves.resign, 2),
    (Moves.appoint, 2),
    (Moves.open_election, 3),
    (Moves.nominate, 3),
    (Moves.everybody_stands, 5),
    (Moves.withdraw_candidacy, 1),
    (Moves.vote, 3),
    (Moves.everybody_votes, 8),
    (Moves.draw, 6),
    (Moves.withdraw_confidence, 2),
    (Moves.restore_confidence, 1),
    (Moves.recall, 4),
    (Moves.propose, 3),
    (Moves.carry, 6),
    (Moves.instruct_and_vote, 3),
    (Moves.amend_instructed, 3),
    (Moves.amend_motion, 3),
    (Moves.second, 1),
    (Moves.withdraw_motion, 1),
    (Moves.call_roll, 1),
    (Moves.report, 1),
    (Moves.complete, 1),
    (Moves.pass_hours, 6),
    (Moves.pass_days, 2),
    (Moves.usurp, 1),
)

MOVES_OF_RIGHTS = (
    UNION_MOVES,
    CAUCUS_MOVES,
    CONSENT_MOVES,
    MEETING_MOVES,
    GRIEVANCE_MOVES,
    INITIATIVE_MOVES,
    OFFICE_MOVES,
    DISCIPLINE_MOVES,
    PAPER_MOVES,
    CONTROL_MOVES,
    CHALLENGE_MOVES,
    AFFILIATION_MOVES,
    AGREEMENT_MOVES,
    RUNNING_MOVES,
    PLANNING_MOVES,
)

MOVES: tuple[tuple[Callable[[Moves], None], int], ...] = (
    *COUNCIL_MOVES,
    *(move for moves in MOVES_OF_RIGHTS for move in moves),
)
"""Every move, and how often it is made in a long random life."""
