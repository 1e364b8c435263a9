"""What people do about what they contest: sign, hear, settle, strike, decide."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from law_choices import Chooser

from commonweal.polity import commands as cmd
from commonweal.polity.rights.grievances import data
from commonweal.polity.rights.grievances.effects import ArbitrateGrievance
from commonweal.terms import DAY_S


class GrievanceMoves(Chooser):
    """Moves about grievances."""

    def contest(self) -> None:
        """Somebody files a grievance, and others sign it."""
        state = self.world.state
        carried = [one.id for one in self.motions("carried", "rejected")][-6:]
        held = [one.id for one in self.sitting() if one.office or not self.likely(5)]
        about: dict[str, Any] = {}
        if carried and (not held or self.likely(2)):
            about["motion"] = self.choose(carried)
        elif held:
            about["seat"] = self.choose(held)
        if not self.likely(9):
            about["seat"] = 1
        by = self.anybody()
        if "motion" in about and self.likely(5):
            below = [
                m for one in state.below(state.motions[about["motion"]].body) for m in one.members
            ]
            by = self.choose(below) if below else by
        if self.world.try_to(data.FileGrievance(text="why", **about), by) is not None:
            self._sign(max(state.grievances))

    def _sign(self, number: int) -> None:
        for one in self.some(range(1, len(self.world.state.members) + 1), 8):
            self.world.try_to(data.SignGrievance(grievance=number), one)

    def sign_grievances(self) -> None:
        self._sign(self._some_grievance())

    def _some_grievance(self) -> int:
        running = [n for n, one in self.world.state.grievances.items() if one.stage in LATE]
        every = [*self.world.state.grievances, 77]
        return self.choose(running) if running and self.likely(5) else self.choose(every)

    def be_heard(self) -> None:
        """Both sides answer, set dates, offer and accept; one side more than the other."""
        number = self._some_grievance()
        found = self.world.state.grievances.get(number)
        asked: list[Callable[[], cmd.Command]] = [
            lambda: data.AnswerGrievance(grievance=number, text="because"),
            lambda: data.AgreeGrievance(grievance=number, text="half"),
            lambda: data.AgreeGrievance(grievance=number),
            lambda: data.CallHearing(
                grievance=number,
                begins_at=self.world.now + self.choose((1, 2, 9)) * DAY_S,
                place="x",
            ),
        ]
        answering = []
        if found is not None:
            body = found.body
            answering = [s.holder for s in self.sitting() if s.body == body]
        for by in [*self.some([*answering, self.anybody()], 2), *self._filers(found)]:
            self.world.try_to(self.choose(asked)(), by)

    def _filers(self, found: data.Grievance | None) -> list[int]:
        return list(found.signatures) if found is not None else []

    def end_it(self) -> None:
        """Those who signed withdraw or strike; somebody else tries to."""
        number = self._some_grievance()
        found = self.world.state.grievances.get(number)
        one: cmd.Command = self.choose(
            [
                data.WithdrawGrievance(grievance=number),
                *([data.GiveStrikeNotice(grievance=number)] * 3),
                data.RecordStrike(grievance=number, what="begun"),
                data.RecordStrike(grievance=number, what="ended"),
                data.EndSuspension(grievance=number),
                data.EndHearing(grievance=number),
            ]
        )
        for by in [*self._filers(found), self.anybody()]:
            self.world.try_to(one, by)

    def arbitrate(self) -> None:
        """The arbiter decides, or a body that is none tries to."""
        number = self._some_grievance()
        found = self.world.state.grievances.get(number)
        body = self.choose(self.bodies())
        if found is not None and found.arbiter and self.likely(5):
            body = self.world.state.bodies[found.arbiter]
        voters = self.voters(body)
        if not voters:
            return
        ruling = self.choose(("upheld", "rejected"))
        effect = ArbitrateGrievance(grievance=number, ruling=ruling)
        move = cmd.ProposeMotion(body=body.id, text="r", effect=effect)
        if self.world.try_to(move, voters[0]) is None:
            return
        motion = self.world.state.motions[max(self.world.state.motions)]
        for one in voters[1:3]:
            self.world.try_to(cmd.SecondMotion(motion=motion.id), one)
        self.world.pass_days(max(0, (motion.at - self.world.now) / DAY_S))
        for one in voters if motion.stage == "vote" else ():
            choice = self.choose(("yes", "yes", "no"))
            self.world.try_to(cmd.CastVote(poll=motion.poll, choice=choice), one)

    def act_suspended(self) -> None:
        """Officers whose powers are suspended use them."""
        for number in self.world.state.suspended_offices:
            seat = self.world.state.seats[number]
            body = self.world.state.bodies[seat.body]
            homes = [one.id for one in self.world.state.below(body.id) if one.level == "assembly"]
            tried: list[cmd.Command] = [
                cmd.OpenElection(body=body.id, sender=body.id, office="keeper")
            ]
            tried += [cmd.AdmitMembers(homes=(one,), commitments=("c",)) for one in homes[:1]]
            self.world.try_to(self.choose(tried), seat.holder or 1)


LATE = ("gathering", "open", "heard", "rejected")

GRIEVANCE_MOVES: tuple[tuple[Callable[[GrievanceMoves], None], int], ...] = (
    (GrievanceMoves.contest, 4),
    (GrievanceMoves.sign_grievances, 2),
    (GrievanceMoves.be_heard, 2),
    (GrievanceMoves.end_it, 2),
    (GrievanceMoves.arbitrate, 2),
    (GrievanceMoves.act_suspended, 1),
)
"""Moves about grievances, and how often they are made."""
