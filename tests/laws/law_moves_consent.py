"""What people do when bodies are to be merged, split or closed; and what they may not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from law_choices import Chooser
from law_world import vote_in

from commonweal.polity import Body, Motion
from commonweal.polity import commands as cmd
from commonweal.polity import effects as ef
from commonweal.polity.rights.consent import data
from commonweal.polity.rights.consent.effects import (
    AskForReorganisation,
    Concerning,
    ConsentToReorganisation,
)
from commonweal.terms import BodyId, MotionId


class ConsentMoves(Chooser):
    """Moves about changes of bodies, and consent to them."""

    def change(self) -> Concerning:
        """A change of some body below the congress; most can be done."""
        bases = self.bases() or self.bodies()
        body = self.choose(bases)
        beside = [one for one in bases if one.parent == body.parent and one.id != body.id]
        other = self.choose(beside or bases).id
        name = f"N{len(self.world.state.bodies)}"
        if self.likely(1) and body.members:
            members = tuple(self.some(body.members, 3))
            return ef.SplitBody(body=body.id, name=name, members=members)
        if self.likely(1):
            return ef.CloseBody(body=body.id, members_to=BodyId(other))
        return ef.MergeBodies(bodies=(body.id, BodyId(other)), name=name)

    def redraw(self) -> None:
        """The congress decides a change, in one go; what those concerned do often follows."""
        top = self.world.state.bodies.get(self.world.state.top)
        if top is not None:
            self.decide(top, self.change())
        for move in (self.refuse_move, self.interfere, self.answer):
            if self.likely(1):
                move()

    def ask(self) -> None:
        """A body asks for a change, and the congress decides it or another."""
        change = self.change()
        named = getattr(change, "body", 0) or getattr(change, "bodies", (1,))[0]
        body = self.world.state.bodies[named if self.likely(9) else self.choose(self.bodies()).id]
        self.decide(body, AskForReorganisation(change=change))
        top = self.world.state.bodies.get(self.world.state.top)
        if top is not None and self.likely():
            self.decide(top, change if self.likely() else self.change())

    def decide(self, body: Body, effect: ef.AnyEffect) -> None:
        """Move, support and carry a motion."""
        voters = self.voters(body)
        move = cmd.ProposeMotion(body=body.id, text="c", effect=effect)
        if not voters or self.world.try_to(move, voters[0]) is None:
            return
        motion = self.world.state.motions[max(self.world.state.motions)]
        for one in voters[1:4]:
            self.world.try_to(cmd.SecondMotion(motion=motion.id), one)
        self.vote_out(motion)

    def vote_out(self, motion: Motion) -> None:
        """Let the debate end, sign in where that is needed, and vote Yes."""
        self.until(motion.at)
        body = self.world.state.bodies[motion.body]
        for one in self.voters(body) if motion.roll_call else ():
            seat = self.world.state.seat_of(one, body.id)
            present = (one if body.level == "assembly" else seat.id if seat else 0,)
            self.world.try_to(cmd.CallRoll(motion=motion.id, present=present), one)
        if motion.stage == "vote":
            vote_in(self.world, motion.poll)
            self.until(self.world.state.polls[motion.poll].at)

    def until(self, moment: int) -> None:
        self.world.pass_days(max(0, moment - self.world.now) / 86_400)

    def waiting(self) -> list[data.Change]:
        known = self.world.state.reorganisations.values()
        return [one for one in known if one.stage == "waiting"]

    def answer(self) -> None:
        """Those who are asked answer: most with Yes, some not at all."""
        found = self.one(self.waiting())
        if found is None:
            return
        for number in list(found.questions.values()):
            motion = self.world.state.motions[number]
            if motion.is_open and self.likely():
                self.vote_out(motion)

    def keep_silent(self) -> None:
        """Nobody answers anything until the time is over."""
        found = self.one(self.waiting())
        if found is not None:
            self.until(found.until + 1)

    def refuse_move(self) -> None:
        for found in self.waiting()[-2:] or list(self.world.state.reorganisations.values())[:1]:
            effect: Any = self.world.state.motions[found.motion].effect
            moved = [*getattr(effect, "members", ()), self.anybody()]
            for by in self.some(moved, 2):
                self.world.try_to(data.RefuseMove(motion=found.motion), by)

    def interfere(self) -> None:
        """A question is withdrawn, amended, put again, answered by others, or hurried on."""
        for found in list(self.world.state.reorganisations.values())[-2:]:
            self.world.try_to(data.SettleReorganisation(motion=found.motion), self.choose([0, 1]))
            consent = ConsentToReorganisation(motion=MotionId(found.motion))
            bodies = [BodyId(one) for one in (*found.asked, self.world.state.top)]
            voters = self.voters(self.world.state.bodies[self.choose(bodies)])
            by = self.choose(voters) if voters else self.anybody()
            where = self.choose(bodies)
            self.world.try_to(cmd.ProposeMotion(body=where, text="a", effect=consent), by)
            for number in list(found.questions.values())[:1]:
                motion = self.world.state.motions[number]
                self.world.try_to(cmd.WithdrawMotion(motion=number), motion.by)
                amendment = cmd.ProposeMotion(
                    body=motion.body, text="a", effect=consent, amends=motion.id
                )
                own = self.voters(self.world.state.bodies[motion.body])
                self.world.try_to(amendment, own[0] if own else 1)


CONSENT_MOVES: tuple[tuple[Callable[[ConsentMoves], None], int], ...] = (
    (ConsentMoves.redraw, 4),
    (ConsentMoves.ask, 2),
    (ConsentMoves.answer, 6),
    (ConsentMoves.keep_silent, 1),
    (ConsentMoves.refuse_move, 2),
    (ConsentMoves.interfere, 1),
)
"""Moves about consent, and how often they are made."""
