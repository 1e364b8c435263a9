"""What people do with unions; and what those outside one try to do to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from law_choices import Chooser

from commonweal.polity import commands as cmd
from commonweal.polity import effects as ef
from commonweal.polity.rights.union import data
from commonweal.terms import BodyId


class UnionMoves(Chooser):
    """Moves about unions."""

    def unions(self) -> list[int]:
        """The unions that exist; or a body that is none, where there is none."""
        state = self.world.state
        return [one for one in state.unions if state.bodies[one].is_open] or [state.top, 99]

    def call_for_union(self) -> None:
        name = self.choose(["Makers", "Bakers", "Carters", ""])
        calls = list(self.world.state.union_calls.values())
        by = calls[-1].by if calls and not self.likely() else self.anybody()
        self.world.try_to(data.FoundUnion(name=name), by)

    def sign_unions(self) -> None:
        calls = list(self.world.state.union_calls)[-2:]
        for number in self.some(calls if calls and self.likely(9) else [9], 2):
            for by in self.some(range(1, len(self.world.state.members) + 1), 4):
                self.world.try_to(data.SignUnion(call=number), by)

    def join_unions(self) -> None:
        union = self.choose(self.unions()) if self.likely(9) else self.choose(self.bodies()).id
        for by in self.some(range(1, len(self.world.state.members) + 1), 6):
            self.world.try_to(data.JoinUnion(union=union), by)

    def leave_union(self) -> None:
        union = self.choose(self.unions())
        members = list(getattr(self.world.state.bodies.get(union), "members", ()))
        leaving = members if not self.likely(4) else self.some([*members, self.anybody()], 2)
        for by in leaving:
            self.world.try_to(data.LeaveUnion(union=union), by)

    def meddle_with_union(self) -> None:
        """Those outside close its roll, open its elections, admit to it and move to it."""
        union = self.choose(self.unions())
        tried: list[Any] = [
            cmd.CloseRoll(body=union),
            cmd.OpenElection(body=union, sender=union, office="convener"),
            cmd.DeclareFigure(body=union, figure=3),
            cmd.AdmitMembers(homes=(union,), commitments=("c",)),
            cmd.AskToMove(to=union),
            cmd.OpenBody(level="union", name=self.name_of_union(), parent=0),
        ]
        holders = [seat.holder for seat in self.sitting() if seat.office]
        self.world.try_to(self.choose(tried), self.choose([*holders, 1, self.anybody()]))

    def stand_for_both(self) -> None:
        """Whoever has an office joins a union and stands there; a convener stands elsewhere."""
        state, union = self.world.state, self.choose(self.unions())
        officer = self.one([seat.holder for seat in self.sitting() if seat.office])
        if officer is None:
            return
        self.world.try_to(data.JoinUnion(union=union), officer)
        for poll in self.polls("nominating"):
            if any(state.seats[one].office for one in poll.contested):
                self.world.try_to(cmd.Nominate(poll=poll.id, candidate=officer), officer)

    def name_of_union(self) -> str:
        return self.choose(["Yellow", "Makers"])

    def decide_on_union(self) -> None:
        """A body above moves that a union be closed, merged or split, or its level struck out."""
        union, top = self.choose(self.unions()), self.world.state.bodies.get(self.world.state.top)
        if top is None:
            return
        other = self.choose(self.bodies()).id
        text = self.world.state.constitutions[-1].text
        member = next(iter(getattr(self.world.state.bodies.get(union), "members", ())), 1)
        tried: list[ef.AnyEffect] = [
            ef.CloseBody(body=BodyId(union), members_to=BodyId(other)),
            ef.MergeBodies(bodies=(BodyId(union), BodyId(other)), name="One"),
            ef.SplitBody(body=BodyId(union), name="Other", members=(member,)),
            ef.OpenBodyEffect(level="union", name="Yellow", parent=top.id),
            ef.AmendConstitution(constitution=without_union(text)),
        ]
        voters = self.voters(top)
        by = self.choose(voters) if voters else self.anybody()
        command = cmd.ProposeMotion(body=top.id, text="u", effect=self.choose(tried))
        self.world.try_to(command, by)


def without_union(text: str) -> str:
    """Strike the tables of unions out of a constitution under trial."""
    start, end = text.find("[levels.union]"), text.find("[founding]\n")
    return text[:start] + text[end:] if start >= 0 else text


UNION_MOVES: tuple[tuple[Callable[[UnionMoves], None], int], ...] = (
    (UnionMoves.call_for_union, 2),
    (UnionMoves.sign_unions, 3),
    (UnionMoves.join_unions, 3),
    (UnionMoves.leave_union, 2),
    (UnionMoves.meddle_with_union, 2),
    (UnionMoves.stand_for_both, 2),
    (UnionMoves.decide_on_union, 2),
)
"""Moves about unions, and how often they are made."""
