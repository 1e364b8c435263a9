"""What people do to leave, to stay and to join; and what they may not."""

from __future__ import annotations

from collections.abc import Callable

from law_choices import Chooser

from commonweal.polity import Body
from commonweal.polity import commands as cmd
from commonweal.polity import effects as ef
from commonweal.polity.rights.affiliation import data
from commonweal.polity.rights.affiliation.effects import (
    AdmitBody,
    LeaveFederation,
    StayInFederation,
)
from commonweal.terms import BodyId

KEY = "fishers+0011aabb+AQID"
ROOT = "0123456789abcdef" * 4


class AffiliationMoves(Chooser):
    """Moves about leaving and joining."""

    def leave_federation(self) -> None:
        """A body moves to leave, mostly with the consent of all."""
        body = self.choose(self.bodies())
        self._vote_through(body, LeaveFederation())

    def stay_after_all(self) -> None:
        leaving = [self.world.state.bodies[one] for one in self.world.state.leaving_of]
        body = self.choose([*leaving, *leaving, self.choose(self.bodies())])
        self._vote_through(body, StayInFederation())

    def _vote_through(self, body: Body, effect: ef.AnyEffect) -> None:
        voters = self.voters(body)
        if not voters:
            return
        move = cmd.ProposeMotion(body=body.id, text="l", effect=effect)
        if self.world.try_to(move, voters[0]) is None:
            return
        motion = self.world.state.motions[max(self.world.state.motions)]
        for one in voters[1:2]:
            self.world.try_to(cmd.SecondMotion(motion=motion.id), one)
        if motion.stage != "debate" or not self.likely():
            return
        self.world.pass_days((motion.at - self.world.now) / 86_400 + 0.01)
        people = [one for base in self.world.state.below(body.id) for one in base.members]
        for one in people if motion.stage == "vote" else ():
            if self.likely(9):
                self.world.try_to(cmd.CastVote(poll=motion.poll, choice="yes"), one)

    def stay_behind(self) -> None:
        for by in self.some(range(1, len(self.world.state.members) + 1), 4):
            to = self.choose([0, *(one.id for one in self.bases()), self.choose(self.bodies()).id])
            self.world.try_to(data.StayBehind(to=to), by)

    def enter_account(self) -> None:
        body = self.choose(self.bodies())
        balance = self.choose([0, 100, 101, -77, 10**12 + 1])
        command = data.EnterAccount(body=body.id, balance=balance)
        self.world.try_to(command, self.powerful(body.id))

    def hurry_leaving(self) -> None:
        """Somebody wants a body out before its day, or reorganised meanwhile."""
        state = self.world.state
        number = self.choose([*state.leavings, 1])
        self.world.try_to(data.CarryOutLeaving(leaving=number), self.choose([0, 1]))
        for body in list(state.leaving_of)[:1]:
            effect = ef.CloseBody(body=BodyId(body), members_to=BodyId(0))
            move = cmd.ProposeMotion(body=state.top, text="c", effect=effect)
            top = self.voters(state.bodies[state.top])
            self.world.try_to(move, self.choose(top) if top else 1)

    def admit_from_elsewhere(self) -> None:
        """A body comes from elsewhere; not always with what it needs."""
        state = self.world.state
        self._names += 1
        level = self.choose(["assembly"] * 5 + ["district"])
        districts = [one.id for one in self.bodies() if one.level == "district"]
        if not districts:
            return
        effect = AdmitBody(
            level=level,
            name=f"Arrived {self._names} {state.version}",
            parent=BodyId(self.choose(districts) if level == "assembly" else state.top),
            usher=self.anybody(),
            people=self.choose([1, 2, 3]),
            origin="fishers",
            key=self.choose([KEY, KEY, "no key"]),
            size=7,
            root_hash=ROOT,
            body_there=self.choose([3, 4]),
        )
        body = state.bodies[state.top] if self.likely(9) else self.choose(self.bodies())
        voters = self.voters(body)
        if voters:
            move = cmd.ProposeMotion(body=body.id, text="a", effect=effect)
            self.world.try_to(move, voters[0])

    def usher_in(self) -> None:
        for arrival in list(self.world.state.arrivals.values())[-2:]:
            homes = (arrival.body,) * self.choose([1, 1, 4])
            command = cmd.AdmitMembers(homes=homes, commitments=("c",) * len(homes))
            self.world.try_to(command, self.choose([arrival.usher, arrival.usher, self.anybody()]))


AFFILIATION_MOVES: tuple[tuple[Callable[[AffiliationMoves], None], int], ...] = (
    (AffiliationMoves.leave_federation, 3),
    (AffiliationMoves.stay_after_all, 2),
    (AffiliationMoves.stay_behind, 2),
    (AffiliationMoves.enter_account, 2),
    (AffiliationMoves.hurry_leaving, 1),
    (AffiliationMoves.admit_from_elsewhere, 1),
    (AffiliationMoves.usher_in, 1),
)
"""Moves about leaving and joining, and how often they are made."""
