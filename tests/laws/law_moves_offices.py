"""What people do about pay and inspection; and what those do who may not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from law_choices import Chooser

from commonweal.polity import Seat
from commonweal.polity import commands as cmd
from commonweal.polity.rights.inspection import data as inspection
from commonweal.polity.rights.pay import data as pay


class OfficeMoves(Chooser):
    """Moves about what seats bring, and about inspectors."""

    def a_seat(self) -> Seat | None:
        return self.one(self.sitting())

    def inspector(self) -> int:
        """One who inspects, mostly; or anybody."""
        holders = [one.holder for one in self.sitting() if one.office == "inspector"]
        return self.choose(holders) if holders and self.likely() else self.anybody()

    # Pay.

    def tell_wage(self) -> None:
        for by in self.some(range(1, len(self.world.state.members) + 1), 5):
            figure = str(1000 + by) if self.likely(9) else "much"
            self.world.try_to(pay.DeclareWage(figure=figure), by)

    def _amounts(self) -> dict[str, int]:
        amount = self.choose([0, 900, 1200, 5000, -1])
        return {"pay": amount, "benefits": 10, "expenses": 20, "outside": 30}

    def declare_pay(self) -> None:
        seat = self.a_seat()
        if seat is not None:
            by = seat.holder if self.likely() else self.anybody()
            self.world.try_to(pay.DeclarePay(seat=seat.id, **self._amounts()), by)

    def correct_pay(self) -> None:
        number = self.choose(range(1, len(self.world.state.declarations) + 2))
        found = self.world.state.declarations.get(number)
        by = found.holder if found and self.likely() else self.anybody()
        self.world.try_to(pay.CorrectDeclaration(declaration=number, **self._amounts()), by)

    def confirm_pay(self) -> None:
        number = self.choose(range(1, len(self.world.state.declarations) + 2))
        found = self.world.state.declarations.get(number)
        body = self.world.state.seats[found.seat].body if found else 1
        voters = self.voters(self.world.state.bodies[body])
        by = self.choose([*voters, self.anybody()])
        self.world.try_to(pay.ConfirmDeclaration(declaration=number), by)

    # Inspection.

    def stand_for_inspector(self) -> None:
        """Those who hold nothing stand, and so can be elected."""
        state = self.world.state
        free = [one for one in range(3, len(state.members) + 1) if not state.held.get(one)]
        for poll in self.polls("nominating"):
            if state.seats[poll.contested[0]].office == "inspector":
                for one in self.some(free, 2):
                    self.world.try_to(cmd.Nominate(poll=poll.id, candidate=one), one)

    def inspect(self) -> None:
        kind = self.choose([*inspection.OPEN, "ballots"])
        self.world.try_to(inspection.Inspect(kind=kind, number=1), self.inspector())

    def publish(self) -> None:
        body = self.choose(list(self.world.state.bodies))
        self.world.try_to(inspection.PublishFinding(body=body, text="f"), self.inspector())

    def demand(self) -> None:
        seat = self.a_seat()
        if seat is not None:
            self.world.try_to(inspection.DemandAnswer(seat=seat.id, text="q"), self.inspector())

    def answer(self) -> None:
        number = self.choose(range(1, len(self.world.state.demands) + 2))
        found = self.world.state.demands.get(number)
        by = found.holder if found and self.likely() else self.anybody()
        self.world.try_to(inspection.AnswerDemand(demand=number, text="a"), by)

    def put_recall(self) -> None:
        seat = self.a_seat()
        if seat is not None:
            self.world.try_to(inspection.PutRecall(seat=seat.id), self.inspector())

    def hurry(self) -> None:
        """What falls due by itself is asked for before its day, by the office and by others."""
        number = self.choose(range(1, 12))
        command: Any = self.choose(
            [
                pay.ComputeMembersWage(),
                pay.MissDeclaration(seat=number),
                pay.ReportPay(seat=number),
                inspection.PassDemand(demand=number),
            ]
        )
        self.world.try_to(command, self.choose([0, self.anybody()]))


OFFICE_MOVES: tuple[tuple[Callable[[OfficeMoves], None], int], ...] = (
    (OfficeMoves.tell_wage, 2),
    (OfficeMoves.declare_pay, 2),
    (OfficeMoves.correct_pay, 1),
    (OfficeMoves.confirm_pay, 1),
    (OfficeMoves.stand_for_inspector, 2),
    (OfficeMoves.inspect, 1),
    (OfficeMoves.publish, 1),
    (OfficeMoves.demand, 1),
    (OfficeMoves.answer, 1),
    (OfficeMoves.put_recall, 1),
    (OfficeMoves.hurry, 1),
)
"""Moves about pay and inspection, and how often they are made."""
