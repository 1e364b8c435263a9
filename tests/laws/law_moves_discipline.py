"""What people do with charges, appeals, admissions and false deaths; and what they may not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from law_choices import Chooser

from commonweal.polity import commands as cmd
from commonweal.polity.rights.discipline import data
from commonweal.polity.rights.discipline.effects import (
    DecideAppeal,
    ExpelMember,
    RefuseAdmission,
    ReprimandMember,
)
from commonweal.polity.rights.succession import heir


class DisciplineMoves(Chooser):
    """Moves about charges and standing."""

    def charge(self) -> None:
        body = self.one([one for one in self.bases() if len(one.members) > 1])
        if body is None:
            return
        by, member = self.some(list(body.members), 1)[0], self.choose(list(body.members))
        stranger = member if self.likely(9) else self.anybody()
        ground = "violence" if self.likely(9) else "opinions"
        self.world.try_to(data.ChargeMember(member=stranger, ground=ground, text="c"), by)

    def answer_charge(self) -> None:
        charge = self._charge()
        if charge is not None:
            by = charge.member if self.likely(5) else self.anybody()
            self.world.try_to(data.AnswerCharge(charge=charge.id, text="a"), by)

    def _charge(self) -> data.Charge | None:
        if not self.likely(9):
            self.world.try_to(data.AnswerCharge(charge=999, text="a"), 1)
        running = [one for one in self.world.state.charges.values() if one.stage != "ended"]
        every = [*self.world.state.charges.values()]
        return self.one(running[-3:] if running and self.likely(9) else every)

    def decide_charge(self) -> None:
        charge = self._charge()
        if charge is None:
            return
        kinds: list[Any] = [ExpelMember, ExpelMember, ReprimandMember]
        effect = self.choose(kinds)(charge=charge.id)
        self._move(heir(self.world.state, charge.body).id, effect)

    def decide_appeals(self) -> None:
        charge = self._charge()
        if charge is None:
            return
        effect = DecideAppeal(charge=charge.id, upheld=self.choose([True, False]))
        self._move(heir(self.world.state, charge.appeal_to).id, effect)

    def _move(self, number: int, effect: Any) -> None:
        body = self.world.state.bodies[number]
        if not self.likely(9):
            body = self.choose(self.bodies())
        voters = self.voters(body)
        if not voters:
            return
        move = cmd.ProposeMotion(body=body.id, text="d", effect=effect)
        if self.world.try_to(move, voters[0]) is None:
            return
        motion = self.world.state.motions[max(self.world.state.motions)]
        for one in voters[1:]:
            if motion.stage == "moved":
                self.world.try_to(cmd.SecondMotion(motion=motion.id), one)
        if self.likely(2):
            self.world.pass_days(1)
            for one in voters:
                choice: Any = "yes" if self.likely(4) else "no"
                self.world.try_to(cmd.CastVote(poll=motion.poll, choice=choice), one)

    def appeal_expulsion(self) -> None:
        charge = self._charge()
        if charge is not None:
            by = charge.member if self.likely(5) else self.anybody()
            self.world.try_to(data.AppealExpulsion(charge=charge.id), by)

    def object_to_newcomer(self) -> None:
        body = self.one([one for one in self.bases() if one.members])
        if body is None:
            return
        if self.likely(1):
            admit = cmd.AdmitMembers(homes=(body.id,), commitments=("n",))
            self.world.try_to(admit, self.powerful(body.id))
        newcomer, by = max(body.members), self.choose([*body.members, self.anybody()])
        for one in [by, by] if self.likely(1) else [by]:
            self.world.try_to(data.ObjectToAdmission(member=newcomer, text="o"), one)
        self._move(body.id, RefuseAdmission(member=newcomer))

    def see_it_through(self) -> None:
        """Charge, hear, put out, appeal, and decide on the appeal, as far as it goes."""
        self.charge()
        if not self.world.state.charges:
            return
        charge = self.world.state.charges[max(self.world.state.charges)]
        self.world.pass_days(2)
        body = heir(self.world.state, charge.body).id
        self._carry(body, ExpelMember(charge=charge.id), charge.member)
        if self.likely(1):
            self.world.try_to(data.AppealExpulsion(charge=charge.id), charge.member)
        above = heir(self.world.state, charge.appeal_to).id
        if charge.stage == "appealed" or charge.suspended:
            effect = DecideAppeal(charge=charge.id, upheld=self.choose([True, False]))
            self._carry(above, effect, 0)
        else:
            self.world.pass_days(self.choose([1, 5]))

    def _carry(self, number: int, effect: Any, against: int) -> None:
        """Move, support and vote on something, as all but one of those who vote there wish."""
        body = self.world.state.bodies[number]
        voters = [one for one in self.voters(body) if one != against]
        move = cmd.ProposeMotion(body=number, text="d", effect=effect)
        if not voters or self.world.try_to(move, voters[0]) is None:
            return
        motion = self.world.state.motions[max(self.world.state.motions)]
        for one in voters[1:]:
            self.world.try_to(cmd.SecondMotion(motion=motion.id), one)
        for _ in range(4):
            if motion.stage == "debate":
                self.world.pass_days(0.5)
        for one in voters if motion.stage == "vote" else ():
            self.world.try_to(cmd.CastVote(poll=motion.poll, choice="yes"), one)
        self.world.pass_days(2)

    def come_back(self) -> None:
        if self.likely(1):
            self.world.try_to(cmd.RecordDeath(member=self.anybody()))
        dead = self.one([*self.world.state.departed, 1])
        assert dead is not None
        for by in [dead] if not self.likely(2) else self.some(range(1, dead + 9), 3):
            self.world.try_to(data.ReinstateMember(member=dead), by)

    def hurry_charges(self) -> None:
        """What only lapse of time brings about is tried before its time."""
        for charge in list(self.world.state.charges.values())[-2:]:
            self.world.try_to(data.CompleteExpulsion(charge=charge.id), self.choose([0, 1]))
            self.world.try_to(data.LapseCharge(charge=charge.id), self.choose([0, 1]))
            to = self.choose(self.bases() or self.bodies()).id
            self.world.try_to(cmd.AskToMove(to=to), charge.member)
            move = cmd.MoveMembers(members=(charge.member,), to=to)
            self.world.try_to(move, self.powerful(to))


DISCIPLINE_MOVES: tuple[tuple[Callable[[DisciplineMoves], None], int], ...] = (
    (DisciplineMoves.charge, 4),
    (DisciplineMoves.answer_charge, 2),
    (DisciplineMoves.decide_charge, 4),
    (DisciplineMoves.decide_appeals, 2),
    (DisciplineMoves.see_it_through, 2),
    (DisciplineMoves.appeal_expulsion, 2),
    (DisciplineMoves.object_to_newcomer, 1),
    (DisciplineMoves.come_back, 1),
    (DisciplineMoves.hurry_charges, 1),
)
"""Moves about charges and standing, and how often they are made."""
