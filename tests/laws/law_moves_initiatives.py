"""What people do with initiatives and decisions above; and what they may not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from law_choices import Chooser

from commonweal.polity import commands as cmd
from commonweal.polity import effects as ef
from commonweal.polity.rights.initiative import data
from commonweal.polity.rights.initiative.effects import CallBack, SupportInitiative
from commonweal.terms import MotionId


class InitiativeMoves(Chooser):
    """Moves about initiatives and call-backs."""

    def start_initiative(self) -> None:
        by = self.anybody()
        home = self.world.state.members.home[by] if 0 < by <= len(self.world.state.members) else 0
        above = [home, self.world.state.top, 0, 0, self.choose(self.bodies()).id]
        effect: Any = ef.Resolve()
        if not self.likely(3):
            text = self.world.state.constitutions[-1].text
            longer = text.replace("terms_max = 3", "terms_max = 4", 1)
            tried = [ef.AmendConstitution(constitution=longer), CallBack(motion=MotionId(1))]
            tried.append(ef.DeclareEmergency(powers=("extend_terms",), days=3))
            effect = self.choose(tried)
        command = data.StartInitiative(body=self.choose(above), text="i", effect=effect)
        self.world.try_to(command, by)

    def sign_initiatives(self) -> None:
        for number in self.some([*self.world.state.initiatives, 9], 2):
            members = len(self.world.state.members)
            for by in self.some(range(1, members + 1), 6):
                self.world.try_to(data.SignInitiative(initiative=number), by)
            if self.likely(3):
                back = data.TakeBackSignature(initiative=number)
                self.world.try_to(back, self.choose(range(1, members + 1)))

    def support(self) -> None:
        body = self.choose(self.bases() if self.likely(9) and self.bases() else self.bodies())
        voters = self.voters(body)
        waiting = list(self.world.state.call_backs)
        tried: list[Any] = [
            *(SupportInitiative(initiative=one) for one in self.world.state.initiatives),
            *(CallBack(motion=MotionId(one)) for one in waiting),
        ]
        if not voters or not tried:
            return
        effect = self.choose(tried[-4:])
        move = cmd.ProposeMotion(body=body.id, text="s", effect=effect)
        if self.world.try_to(move, voters[0]) is not None:
            number = max(self.world.state.motions)
            for one in voters[1:2]:
                self.world.try_to(cmd.SecondMotion(motion=number), one)

    def call_back(self) -> None:
        number = self.choose([*self.world.state.call_backs, 1])
        members = len(self.world.state.members)
        for by in self.some(range(1, members + 1), 5):
            self.world.try_to(data.SignCallBack(motion=number), by)

    def meddle(self) -> None:
        """What an initiative has put is withdrawn or amended, and what waits hurried on."""
        for number in list(self.world.state.initiative_of)[-2:]:
            motion = self.world.state.motions[number]
            self.world.try_to(cmd.WithdrawMotion(motion=number), motion.by)
            voters = self.voters(self.world.state.bodies[motion.body])
            amendment = cmd.ProposeMotion(
                body=motion.body, text="a", effect=motion.effect, amends=motion.id
            )
            self.world.try_to(amendment, self.choose(voters) if voters else 1)
        for number in list(self.world.state.call_backs)[-1:]:
            self.world.try_to(data.CarryOutDecision(motion=number), self.choose([0, 1]))
        for number in list(self.world.state.initiatives)[-1:]:
            self.world.try_to(data.LapseInitiative(initiative=number), self.choose([0, 1]))


INITIATIVE_MOVES: tuple[tuple[Callable[[InitiativeMoves], None], int], ...] = (
    (InitiativeMoves.start_initiative, 2),
    (InitiativeMoves.sign_initiatives, 2),
    (InitiativeMoves.support, 3),
    (InitiativeMoves.call_back, 2),
    (InitiativeMoves.meddle, 1),
)
"""Moves about initiatives, and how often they are made."""
