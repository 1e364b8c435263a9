"""What people, and the office, do with a plan that runs; and what they may not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from law_choices import Chooser
from law_plans import assemblies, congress, running_plan

from commonweal.polity import commands as cmd
from commonweal.polity.planning.correcting import data as correcting
from commonweal.polity.planning.correcting.effects import AgreeToCorrection
from commonweal.polity.planning.deliveries import data as deliveries
from commonweal.polity.planning.proposals import data as proposals
from commonweal.polity.planning.proposals.kept import Line, NewLine, Plan
from commonweal.polity.rights.grievances.data import FileGrievance
from commonweal.polity.rights.succession import heir
from commonweal.terms import OFFICE, Refusal


class RunningMoves(Chooser):
    """Moves about deliveries, alerts and corrections; what engines would find comes with them."""

    def _plan(self) -> Plan | None:
        adopted = self.world.state.adopted_plans
        return self.world.state.plans[adopted[-1]] if adopted else None

    def let_a_plan_run(self) -> None:
        """Have a plan adopted where none is, by those who can."""
        state = self.world.state
        sit = state.top and state.delegates(congress(self.world).id)
        if state.campaigns or len(assemblies(self.world)) < 3 or not sit:
            return
        try:
            running_plan(self.world)
        except (Refusal, AssertionError, LookupError):
            return  # the people here would have none, or the constitution has not

    def _line(self) -> Line | None:
        plan = self._plan()
        numbers = plan.lines if plan else []
        standing = [one for one in numbers if not self.world.state.lines[one].is_over]
        number = self.one(standing if standing and self.likely(8) else numbers)
        return self.world.state.lines[number] if number else None

    def _voter(self, body: int) -> int:
        voters = self.voters(heir(self.world.state, body))
        return self.choose(voters) if voters and self.likely(9) else self.anybody()

    def report(self) -> None:
        line = self._line()
        if line is not None:
            amount = self.choose([line.amount, line.amount, 5, 1, 0])
            command = deliveries.ReportDelivery(line=line.id, amount=amount)
            self.world.try_to(command, self._voter(line.maker))

    def receive(self) -> None:
        """Answer a delivery, one way or another; sometimes by who reported it."""
        found = self.one(list(self.world.state.deliveries.values()))
        if found is None:
            return
        number, received = found.id, self.choose([found.amount, found.amount, 3, 0])
        answers: list[cmd.Command] = [
            deliveries.ConfirmDelivery(
                delivery=number, received=received, grade=self.choose([3, 4, 1, 0, 9])
            ),
            deliveries.RejectDelivery(delivery=number, text=self.choose(["mould", "mould", ""])),
            deliveries.ReturnGoods(delivery=number, amount=self.choose([1, 2, 99]), text="hard"),
        ]
        to = self.world.state.lines[found.line].to
        by = self._voter(to) if self.likely(6) else int(found.by)
        self.world.try_to(self.choose([answers[0], *answers]), by)

    def tell_figures(self) -> None:
        plan, body = self._plan(), self.choose(self.bodies())
        if plan is None:
            return
        period = self.choose([plan.passed + 1, plan.passed, 99])
        told: list[cmd.Command] = [
            deliveries.RecordTaking(
                body=body.id, product=self.choose([1, 1, 9]), period=period, taken=9, left=1
            ),
            deliveries.ReportWork(
                process=self.choose([1, 1, 1, 9]),
                period=period,
                runs=3,
                hours=self.choose([6, 6, 10**6]),
                spoiled=self.choose([(), ((1, 2),), ((1, 2), (1, 2))]),
            ),
            deliveries.ReportOverhead(
                body=body.id, period=period, planning=1, meeting=2, inspecting=0
            ),
        ]
        self.world.try_to(self.choose(told), self._voter(body.id))

    # Alerts.

    def read_figures(self) -> None:
        """Record what a monitor would have found; seldom what does not fit."""
        plan = self._plan()
        if plan is None:
            return
        line = self._line()
        about = (
            [(line.maker, 1, line.id), (line.to, 0, 0)] if line else [(self.choose([1, 99]), 0, 0)]
        )
        body, product, number = self.choose(about)
        kind = self.choose(["mismatch", "level", "taking"])
        sign = correcting.Sign(body, kind, "filter", "x", product, number)
        open_ones = [one.id for one in self.world.state.alerts.values() if one.stage == "open"]
        ended = tuple(self.some(open_ones, 1)) if open_ones and not self.likely() else ()
        command = correcting.RecordSigns(
            plan=plan.id,
            period=plan.passed if self.likely(9) else 99,
            signs=(sign,) if self.likely() else (),
            ended=ended if self.likely(9) else (99,),
            last=self.likely(),
        )
        self.world.try_to(command, OFFICE if self.likely(9) else self.anybody())

    def answer_alert(self) -> None:
        found = self.one(list(self.world.state.alerts.values()))
        number, body = (found.id, self.choose([found.body, found.at])) if found else (1, 1)
        command = correcting.AnswerAlert(alert=number, text=self.choose(["soon", "soon", ""]))
        self.world.try_to(command, self._voter(body))

    # Corrections.

    def ask_for_correction(self) -> None:
        plan = self._plan()
        number = plan.id if plan else 1
        command = correcting.AskForCorrection(plan=number, text=self.choose(["x", "x", "x", ""]))
        self.world.try_to(command, self._voter(self.choose(self.bodies()).id))

    def find_correction(self) -> None:
        found = self.one(list(self.world.state.plan_corrections.values()))
        bodies = tuple(one.id for one in self.some(assemblies(self.world), 3))
        command = correcting.RecordCorrection(
            correction=found.id if found else 1,
            outcome=self.choose(["change"] * 6 + ["fits", "infeasible"]),
            file="f",
            moved=self.choose([5, 90, 90, 90]),
            left=900,
            bodies=bodies,
            cut=self.choose([0, 0, 30, 90]),
        )
        self.world.try_to(command, OFFICE if self.likely(9) else self.anybody())

    def vote_on_correction(self) -> None:
        """One council votes on what it is asked, mostly with one voice."""
        asked = [one for one in self.motions("vote") if isinstance(one.effect, AgreeToCorrection)]
        motion = self.one(asked)
        if motion is not None:
            said = self.choose(["yes", "yes", "no"])
            for one in self.voters(self.world.state.bodies[motion.body]):
                self.world.try_to(cmd.CastVote(poll=motion.poll, choice=said), one)

    def impose_correction(self) -> None:
        """Somebody moves the question where it was not put, or again."""
        body = self.choose(self.bodies())
        effect = AgreeToCorrection(correction=self.choose([1, 1, 2, 99]))
        command = cmd.ProposeMotion(body=body.id, text="t", effect=effect)
        self.world.try_to(command, self._voter(body.id))

    def correct_lines(self) -> None:
        every = self.world.state.plan_corrections.values()
        found = self.one([one for one in every if one.stage == "in_force" and not one.complete])
        if found is None:
            return
        maker, to = self.choose(assemblies(self.world)), self.choose(assemblies(self.world))
        line = NewLine(maker=maker.id, to=to.id, product=1, period=found.from_period, amount=7)
        command = proposals.RecordLines(
            plan=found.plan, part=1, last=True, correction=found.id, lines=(line,)
        )
        self.world.try_to(command)

    def contest_line(self) -> None:
        line = self._line()
        if line is not None:
            command = FileGrievance(line=line.id, text=self.choose(["why", "why", ""]))
            self.world.try_to(command, self._voter(self.choose([line.maker, line.to])))


RUNNING_MOVES: tuple[tuple[Callable[[Any], None], int], ...] = (
    (RunningMoves.let_a_plan_run, 6),
    (RunningMoves.report, 8),
    (RunningMoves.receive, 9),
    (RunningMoves.tell_figures, 4),
    (RunningMoves.read_figures, 4),
    (RunningMoves.answer_alert, 1),
    (RunningMoves.ask_for_correction, 4),
    (RunningMoves.find_correction, 6),
    (RunningMoves.vote_on_correction, 12),
    (RunningMoves.impose_correction, 1),
    (RunningMoves.correct_lines, 2),
    (RunningMoves.contest_line, 1),
)
"""Moves about plans that run, and how often each is made."""
