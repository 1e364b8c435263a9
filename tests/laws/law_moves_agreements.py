"""What people do with agreements between federations; and what they may not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from law_choices import Chooser

from commonweal.polity import Body
from commonweal.polity import commands as cmd
from commonweal.polity.rights.agreements import data
from commonweal.polity.rights.agreements.effects import (
    AdoptAgreement,
    ConfirmAgreement,
    GiveNoticeOfAgreement,
)
from commonweal.terms import DAY_S

HOLDS = ("adopted", "in_force")


class AgreementMoves(Chooser):
    """Moves about agreements; what the office would find in their files comes with them."""

    def _examined(self, **found: Any) -> data.Examined:
        name = self.choose(["Fishers", "Fishers", "Foresters", "Bakers"])
        known = self.world.state.foreign_of.get(name, 0)
        size = self.world.state.foreigns[known].size if known else 0
        said: dict[str, Any] = {"name": name, "origin": name, "key": f"key of {name}"}
        said["size"] = size + self.choose([1, 5, 0])
        said["note"] = f"note {said['size']}"
        if not self.likely(8):
            said |= self.choose([{"fault": "a bad signature"}, {"key": "k"}, {"forked": size}])
        return data.Examined(**{**said, **found})

    def propose_agreement(self) -> None:
        known = list(self.world.state.agreement_of)
        starts = int(self.world.now) + self.choose([0, 2]) * DAY_S
        ends = starts + self.choose([12, 50, 60, 60, 60, 60, 300]) * DAY_S
        document = f"a{len(known)}" if self.likely(6) else self.choose([*known, "a"])
        replaces = self.choose([*known, "", "", "", ""]) if known else ""
        examined = self._examined(document=document, starts=starts, ends=ends, replaces=replaces)
        chosen = self.some(self._deciding() if self.likely(5) else self.bodies(), 1)
        bodies = tuple(one.id for one in chosen) if self.likely(8) else ()
        by = self.choose([self.anybody(), 3, 3, 3])
        command = data.ProposeAgreement(file=document, bodies=bodies, examined=examined)
        self.world.try_to(command, by)

    def _deciding(self) -> list[Body]:
        """The assemblies; most often the first, so that it decides what is proposed for it."""
        found = self.bases() or self.bodies()
        return found[:1] if self.likely(3) else found

    def decide_agreement(self) -> None:
        every = self.world.state.agreements.values()
        own = [one for one in every if one.bodies and one.stage != "ended"]
        body = self.choose(self._deciding())
        if own and self.likely(5):
            body = self.world.state.bodies[self.choose(own).bodies[0]]
        adopted = [one for one in own if body.id in one.bodies and one.stage in HOLDS]
        notice = bool(adopted) and self.likely(2)
        open_ones = [one for one in own if body.id in one.bodies and one.stage == "proposed"]
        kind = GiveNoticeOfAgreement if notice else AdoptAgreement
        self._move_agreement(body, kind, adopted if notice else open_ones)

    def confirm_agreement(self) -> None:
        every = self.world.state.agreements.values()
        holding = [one for one in every if one.stage in HOLDS]
        self._move_agreement(self.choose(self.bodies()), ConfirmAgreement, holding)

    def vote_on_agreements(self) -> None:
        """Those who vote say Yes: what is agreed has to be carried before it can be ended."""
        kinds = AdoptAgreement | GiveNoticeOfAgreement | ConfirmAgreement
        for motion in self.motions("vote"):
            if isinstance(motion.effect, kinds):
                for one in self.voters(self.world.state.bodies[motion.body]):
                    self.world.try_to(cmd.CastVote(poll=motion.poll, choice="yes"), one)

    def _move_agreement(self, body: Body, kind: Any, among: list[data.Agreement]) -> None:
        voters = self.voters(body)
        newest = [one.id for one in self.world.state.agreements.values() if one.stage != "ended"]
        numbers = [one.id for one in among] * 3 or newest[-2:]
        if not voters or (not numbers and self.likely(9)):
            return
        effect = kind(agreement=self.choose([*numbers, *newest[-1:], 99]))
        move = cmd.ProposeMotion(body=body.id, text="a", effect=effect)
        if self.world.try_to(move, voters[0]) is not None:
            number = max(self.world.state.motions)
            for one in voters[1:2]:
                self.world.try_to(cmd.SecondMotion(motion=number), one)
            motion = self.world.state.motions[number]
            if motion.stage == "debate" and self.likely(3):
                self.world.pass_days((motion.at - self.world.now) / DAY_S + 0.01)
                self.vote_on_agreements()

    def record_counterpart(self) -> None:
        open_ones = [a.id for a in self.world.state.agreements.values() if a.stage != "ended"]
        if not open_ones and self.likely(9):
            return
        number = self.choose([*open_ones, *open_ones, *list(self.world.state.agreements)[-1:], 9])
        ends = int(self.world.now) + self.choose([0, 3, 40]) * DAY_S
        what = self.choose(["adopted", "adopted", "notice"])
        examined = self._examined(what=what, index=3, ends=ends if what == "notice" else 0)
        command = data.RecordCounterpart(agreement=number, proof="p", examined=examined)
        self.world.try_to(command, self.anybody())

    def record_card(self) -> None:
        if not self.world.state.foreigns and self.likely(9):
            return
        number = self.choose([*self.world.state.foreigns, 9])
        command = data.RecordForeignCheckpoint(foreign=number, card="c", examined=self._examined())
        self.world.try_to(command, self.anybody())

    def end_agreement(self) -> None:
        number = self.choose([*self.world.state.agreements, 9])
        self.world.try_to(data.EndAgreement(agreement=number), self.choose([0, 1]))


AGREEMENT_MOVES: tuple[tuple[Callable[[AgreementMoves], None], int], ...] = (
    (AgreementMoves.propose_agreement, 3),
    (AgreementMoves.decide_agreement, 4),
    (AgreementMoves.vote_on_agreements, 6),
    (AgreementMoves.confirm_agreement, 1),
    (AgreementMoves.record_counterpart, 2),
    (AgreementMoves.record_card, 1),
    (AgreementMoves.end_agreement, 1),
)
"""Moves about agreements, and how often they are made."""
