"""What people do in a federation: moves, most of them sensible, some not.

A move asks ``choose`` for everything that could be otherwise, so that the same moves serve a
search by Hypothesis and a long random life.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from law_variants import VARIANTS
from law_world import World, below, draw_lot, electors, sign_roll

from commonweal.polity import Body, Condition, Motion, Poll, Seat, Task
from commonweal.polity import commands as cmd
from commonweal.polity import effects as ef
from commonweal.polity import events as ev
from commonweal.terms import DAY_S, BodyId, EmergencyId, MotionId, Refusal, SeatId

Item = TypeVar("Item")
Choose = Callable[[Sequence[Any]], Any]

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


class Moves:
    """Moves in one federation.

    Args:
        world: the federation.
        choose: takes one out of a sequence that is not empty.
    """

    def __init__(self, world: World, choose: Choose) -> None:
        self.world = world
        self.choose = choose
        self._names = 0

    # Choosing.

    def likely(self, often: int = 3) -> bool:
        """Yes, mostly: in so many of so many and one cases."""
        return bool(self.choose([True] * often + [False]))

    def one(self, things: Sequence[Item]) -> Item | None:
        return self.choose(things) if things else None

    def some(self, things: Sequence[Item], most: int) -> list[Item]:
        """Several, each once."""
        left = list(things)
        count = min(self.choose(range(1, most + 1)), len(left))
        return [left.pop(self.choose(range(len(left)))) for _ in range(count)]

    def anybody(self) -> int:
        return self.choose(range(len(self.world.state.members) + 2))

    def bodies(self) -> list[Body]:
        return [body for body in self.world.state.bodies.values() if body.is_open]

    def bases(self) -> list[Body]:
        return [body for body in self.bodies() if body.level == "assembly"]

    def voters(self, body: Body) -> list[int]:
        if body.level == "assembly":
            return list(body.members)
        return [seat.holder for seat in self.world.state.delegates(body.id)]

    def sitting(self) -> list[Seat]:
        return [seat for seat in self.world.state.seats.values() if seat.holder]

    def polls(self, *stages: str) -> list[Poll]:
        return [poll for poll in self.world.state.polls.values() if poll.stage in stages]

    def motions(self, *stages: str) -> list[Motion]:
        return [one for one in self.world.state.motions.values() if one.stage in stages]

    def powerful(self, body: int) -> int:
        """The office itself, which may do everything; an officer of the body; or anybody."""
        holders = [
            seat.holder
            for seat in self.world.state.seats.values()
            if seat.office and seat.holder and self.world.state.reaches(seat.body, body)
        ]
        return self.choose([0, 0, *holders, 0, self.anybody()])

    # Members.

    def admit(self) -> None:
        home = self.one(self.bases())
        if home is not None:
            count = self.choose([1, 2, 0, 501]) if not self.likely(6) else 1
            homes = (home.id if self.likely(9) else 1,) * count
            commitments = ("c",) * (count if self.likely(9) else 3)
            self.world.try_to(
                cmd.AdmitMembers(homes=homes, commitments=commitments), self.powerful(home.id)
            )

    def move(self) -> None:
        home, to = self.one(self.bases()), self.one(self.bases())
        if home is None or to is None or not home.members:
            return
        everybody = list(home.members)
        who = everybody if not self.likely() else self.some(everybody, 2)
        if not self.likely(9):
            who = [*who, self.anybody()]
        for member in who if self.likely() else who[1:]:
            self.world.try_to(cmd.AskToMove(to=to.id), member)
        self.world.try_to(cmd.MoveMembers(members=tuple(who), to=to.id), self.powerful(to.id))

    def leave(self) -> None:
        self.world.try_to(cmd.ResignMembership(), self.anybody())

    def die(self) -> None:
        member = self.anybody()
        homes = self.world.state.members.home
        home = homes[member] if member < len(homes) else 0
        by = self.choose([0, member, self.anybody(), self.powerful(home)])
        self.world.try_to(cmd.RecordDeath(member=member), by)
        if member in self.world.state.deaths:
            self.world.try_to(
                cmd.RecordDeath(member=member), self.choose([by, member, self.anybody()])
            )

    def close_roll(self) -> None:
        body = self.one(self.bodies() if not self.likely(9) else self.bases())
        if body is not None:
            self.world.try_to(cmd.CloseRoll(body=body.id), self.powerful(body.id))

    def sign(self) -> None:
        rolls = [roll for roll in self.world.state.rolls.values() if not roll.signed_at]
        roll = self.one(rolls if self.likely(9) else list(self.world.state.rolls.values()))
        if roll is not None and roll.members:
            by = self.choose(roll.members) if self.likely(5) else self.anybody()
            self.world.try_to(cmd.SignRoll(roll=roll.id + (not self.likely(19))), by)

    # Bodies and seats.

    def name(self) -> str:
        self._names += 1
        return f"Body {self._names}" if self.likely(9) else self.choose(["", "District 1"])

    def open_body(self) -> None:
        level = self.choose(["assembly", "district", "congress", "street"])
        parent = self.choose([0, 99, *[body.id for body in self.bodies()]])
        declared = self.choose([0, 7, -1])
        command = cmd.OpenBody(level=level, name=self.name(), parent=parent, declared=declared)
        if len(self.world.state.bodies) < 14:
            self.world.try_to(command, self.choose([0, 1]))

    def declare_figure(self) -> None:
        body = self.choose(self.bodies())
        figure = self.choose([0, 3, 12, 30, -1])
        by = self.powerful(body.id)
        beside = [one.id for one in self.bodies() if one.parent == body.parent]
        for one in beside if self.likely(1) else [body.id]:
            self.world.try_to(cmd.DeclareFigure(body=one, figure=figure), by)

    def apportion(self) -> None:
        body = self.choose(self.bodies())
        if self.likely(9):
            for home in (one for one in self.world.state.below(body.id) if one.members):
                sign_roll_again(self.world, home.id)
        senders = tuple(body.children)
        lots: tuple[tuple[int, ...], ...] = () if self.likely() else (senders,)
        by = self.powerful(body.id)
        self.world.try_to(cmd.ApportionSeats(body=body.id, lots=lots), by)
        if self.likely(1):
            self.apportion_by_lot(body, by)

    def apportion_by_lot(self, body: Body, by: int) -> None:
        """Two people enter the order in which tied senders were drawn."""
        for child in body.children if self.likely(1) else ():
            self.world.try_to(cmd.DeclareFigure(body=child, figure=10))
        try:
            self.world.do(cmd.ApportionSeats(body=body.id), by)
        except Refusal as refusal:
            if refusal.name != "apportionment_needs_lot":
                return
            tied = json.loads(refusal.got)
            first = self.choose(tied)
            order = (first, *(one for one in tied if one != first))
            draw = cmd.ApportionSeats(body=body.id, lots=(order,))
            for witness in (by, by if not self.likely() else self.anybody()):
                self.world.try_to(draw, witness)

    def ask_to_move(self) -> None:
        to = self.choose([0, *[body.id for body in self.bases()]])
        self.world.try_to(cmd.AskToMove(to=to), self.anybody())

    def resign(self) -> None:
        seat = self.one(self.sitting())
        if seat is not None:
            by = seat.holder if self.likely(9) else self.anybody()
            self.world.try_to(cmd.ResignSeat(seat=seat.id), by)

    def appoint(self) -> None:
        state = self.world.state
        offices = [seat for seat in state.seats.values() if seat.office == "keeper"]
        seat = self.one(offices if self.likely(9) else list(state.seats.values()))
        chairs = [one.holder for one in self.sitting() if one.office == "chair"]
        if seat is not None:
            by = self.choose([*chairs, *chairs, self.anybody()])
            self.world.try_to(cmd.AppointToSeat(seat=seat.id, member=self.anybody()), by)

    # Elections.

    def open_election(self) -> None:
        seat = self.choose(list(self.world.state.seats.values()))
        office = seat.office if self.likely(15) else "bard"
        by = self.powerful(seat.body)
        command = cmd.OpenElection(body=seat.body, sender=seat.sender, office=office)
        self.world.try_to(command, by)

    def nominate(self) -> None:
        poll = self.one(self.polls("nominating"))
        if poll is None:
            return
        body = self.world.state.bodies[poll.body]
        near = below(self.world, body.id)
        who = (
            self.choose([*self.voters(body), *near]) if near and self.likely(9) else self.anybody()
        )
        self.world.try_to(cmd.Nominate(poll=poll.id, candidate=who), who)
        friend = self.one(self.voters(body)) if self.likely(9) else self.anybody()
        self.world.try_to(cmd.Nominate(poll=poll.id, candidate=who), friend or 0)

    def everybody_stands(self) -> None:
        poll = self.one(self.polls("nominating"))
        if poll is None:
            return
        body = self.world.state.bodies[poll.body]
        voters = self.voters(body)
        for who in below(self.world, body.id):
            self.world.try_to(cmd.Nominate(poll=poll.id, candidate=who), who)
            for friend in voters[:2]:
                self.world.try_to(cmd.Nominate(poll=poll.id, candidate=who), friend)

    def withdraw_candidacy(self) -> None:
        poll = self.one(self.polls("nominating", "voting"))
        if poll is not None:
            by = self.choose([*poll.candidates, self.anybody()])
            self.world.try_to(cmd.WithdrawCandidacy(poll=poll.id), by)

    def ballot(self, poll: Poll) -> cmd.CastVote:
        if poll.kind == "election" and poll.candidates:
            ranking = tuple(self.some(poll.candidates, 4))
            if not self.likely(19):
                ranking = (*ranking, ranking[0])
            return cmd.CastVote(poll=poll.id, ranking=ranking)
        choices = ["yes", "yes", "no", "abstain"]
        choice = self.choose(choices) if self.likely(9) else self.choose(["hand_in", ""])
        return cmd.CastVote(poll=poll.id, choice=choice)

    def vote(self) -> None:
        poll = self.one(self.polls("voting")) or self.one(list(self.world.state.polls.values()))
        if poll is not None:
            voters = electors(self.world, poll.id)
            by = self.choose(voters) if voters and self.likely(5) else self.anybody()
            self.cast(by, self.ballot(poll))

    def cast(self, by: int, vote: cmd.CastVote) -> None:
        """Vote; who is bound to hand in a division does so."""
        before = self.world.told["vote_is_split"]
        self.world.try_to(vote, by)
        if self.world.told["vote_is_split"] > before:
            self.world.try_to(cmd.CastVote(poll=vote.poll, choice="hand_in"), by)

    def everybody_votes(self) -> None:
        """A whole electorate votes, in one of a few ways, so that polls come to an end."""
        poll = self.one(self.polls("voting"))
        if poll is not None:
            self.poll_out(poll)

    def poll_out(self, poll: Poll) -> None:
        way = self.choose(["yes", "yes", "yes", "each", "each", "halves"])
        for place, voter in enumerate(electors(self.world, poll.id)):
            if poll.stage != "voting":
                return
            if way == "each":
                self.cast(voter, self.ballot(poll))
            elif poll.kind == "election":
                at = place % len(poll.candidates) if way == "halves" else 0
                ranking = tuple(poll.candidates[at:] + poll.candidates[:at])
                self.cast(voter, cmd.CastVote(poll=poll.id, ranking=ranking))
            else:
                choice = "no" if way == "halves" and place % 2 else "yes"
                self.cast(voter, cmd.CastVote(poll=poll.id, choice=choice))

    def draw(self) -> None:
        poll = self.one(self.polls("lot"))
        if poll is None:
            return
        order = tuple(self.some(poll.lot_among, len(poll.lot_among)))
        order += tuple(one for one in poll.lot_among if one not in order)
        if not self.likely(5):
            near = self.one(below(self.world, poll.body)) or 0
            for other in (order, order[::-1], order[1:]):
                command = cmd.EnterDraw(poll=poll.id, order=other, source="a cup")
                self.world.try_to(command, near if self.likely(1) else self.anybody())
        draw_lot(self.world, poll.id, order)

    # Confidence.

    def electors_of(self, seat: Seat) -> list[int]:
        case = self.world.case()
        everybody = range(1, len(self.world.state.members) + 1)
        return [one for one in everybody if case.is_elector(one, seat)]

    def withdraw_confidence(self) -> None:
        seat = self.one(self.sitting())
        if seat is None:
            return
        own = self.electors_of(seat)
        for by in self.some(own, len(own)) if own and self.likely(9) else [self.anybody()]:
            self.world.try_to(cmd.WithdrawConfidence(seat=seat.id), by)

    def restore_confidence(self) -> None:
        doubted = [seat for seat in self.sitting() if seat.withdrawn]
        doubted += [self.world.state.seats[one] for one in sorted(self.world.withdrawn)]
        seat = self.one(doubted) or self.one(self.sitting())
        if seat is not None:
            doubters = [*seat.withdrawn, *sorted(self.world.withdrawn.get(seat.id, ()))]
            for by in [*self.some(doubters, 3), self.anybody()] if doubters else [self.anybody()]:
                self.world.try_to(cmd.RestoreConfidence(seat=seat.id), by)

    def recall(self) -> None:
        """A seat is recalled to the end: everybody withdraws confidence, everybody votes Yes."""
        seat = self.one(self.sitting())
        if seat is None:
            return
        for by in self.electors_of(seat):
            self.world.try_to(cmd.WithdrawConfidence(seat=seat.id), by)
        poll = self.world.state.polls.get(seat.recall)
        if poll is not None:
            if not self.likely():
                self.world.try_to(cmd.OpenRecall(seat=seat.id))
            self.poll_out(poll)

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
        if body.level == "assembly":
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


def sign_roll_again(world: World, home: int) -> None:
    """Sign what waits for signatures, or close the roll anew."""
    waiting = world.state.rolls.get(world.state.bodies[home].open_roll)
    if waiting is None:
        sign_roll(world, home)
        return
    for member in list(waiting.members)[:3]:
        world.try_to(cmd.SignRoll(roll=waiting.id), member)


MOVES: tuple[tuple[Callable[[Moves], None], int], ...] = (
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
"""Every move, and how often it is made in a long random life."""
