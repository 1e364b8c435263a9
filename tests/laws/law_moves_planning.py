"""What people, and the office, do while a plan comes about; and what they may not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from law_choices import Chooser
from law_plans import assemblies

from commonweal.polity import Body
from commonweal.polity import commands as cmd
from commonweal.polity.planning.proposals import data, kept
from commonweal.polity.planning.proposals import effects as ef
from commonweal.polity.planning.proposals.finding import owner, running
from commonweal.terms import DAY_S, OFFICE


class PlanningMoves(Chooser):
    """Moves about proposals, rounds and adoption; what engines would find comes with them."""

    def _campaign(self) -> int:
        found = running(self.world.state)
        newest = len(self.world.state.campaigns)
        return found.id if found and self.likely(15) else self.choose([newest, newest, 99])

    def _nothing_to_do(self) -> bool:
        """Whether no campaign runs, or nothing is named; now and then somebody tries anyway."""
        state = self.world.state
        return (running(state) is None or not state.products) and self.likely(15)

    def _speaker(self, body: Body) -> int:
        voters = self.voters(body)
        return self.choose(voters) if voters and self.likely(12) else self.anybody()

    def _proposer(self) -> Body:
        campaign, bases = running(self.world.state), assemblies(self.world)
        if campaign is not None:
            above = owner(self.world.case(), campaign).id
            below = [one for one in bases if self.world.state.reaches(above, one.id)]
            bases = below if below and self.likely(9) else bases
        return self.choose(bases if bases and self.likely(9) else self.bodies())

    def _product(self) -> int:
        return self.choose([*list(self.world.state.products)[-3:] * 5, 99])

    def name_things(self) -> None:
        body = self._proposer()
        commands: list[cmd.Command] = [
            data.NameProduct(body=body.id, name="bread", unit="loaf"),
            data.NameLimit(name="water", unit="cask"),
        ]
        self.world.try_to(self.choose(commands), self._speaker(body))

    def declare_process(self) -> None:
        body = self._proposer()
        if not self.world.state.products and self.likely(9):
            return
        every = self.world.state.processes.values()
        own = [one.id for one in every if one.body == body.id and not one.replaced_by]
        pairs = tuple((self._product(), self.choose([1, 3, 3])) for _ in range(2))
        command = data.DeclareProcess(
            body=body.id,
            name="baking",
            inputs=pairs[:1] if self.likely(9) else (*pairs[:1], *pairs[:1]),
            outputs=pairs[1:] if self.likely(9) else (),
            uses=((self.choose([1, 9]), 1),) if not self.likely(5) else (),
            hours=2,
            capacity=self.choose([9, 9, 9, -1]),
            lead=0 if self.likely(9) else 99,
            replaces=self.choose([0, 0, *own, *list(self.world.state.processes)[-1:]]),
        )
        self.world.try_to(command, self._speaker(body))

    def withdraw_process(self) -> None:
        if not self.world.state.processes and self.likely(9):
            return
        number = self.choose([*list(self.world.state.processes) * 3, 99])
        found = self.world.state.processes.get(number)
        body = self.world.state.bodies[found.body] if found else self._proposer()
        self.world.try_to(data.WithdrawProcess(process=number), self._speaker(body))

    def propose(self) -> None:
        if self._nothing_to_do():
            return
        body, campaign = self._proposer(), self._campaign()
        product, amount = self._product(), self.choose([5, 9, 40])
        order = data.PlaceOrder(
            campaign=campaign,
            body=body.id,
            product=product,
            rank=self.choose([1, 2, 2, 1, 7]),
            amount=self.choose([amount, amount, 0]),
            period=self.choose([0, 0, 1, 99]),
        )
        hours = self.choose([amount, amount, 10**12])
        offered = data.OfferHours(campaign=campaign, body=body.id, hours=hours)
        stock = data.DeclareStock(campaign=campaign, body=body.id, product=product, amount=amount)
        for command in self.some([order, order, offered, stock], 3):
            self.world.try_to(command, self._speaker(body))

    def order_for_oneself(self) -> None:
        if self._nothing_to_do():
            return
        command = data.OrderForMyself(
            campaign=self._campaign(), product=self._product(), rank=1, amount=self.choose([3, 9])
        )
        for one in self.some(range(len(self.world.state.members) + 1), 6):
            self.world.try_to(command, one)

    # What bodies decide.

    def call_for_a_plan(self) -> None:
        """Have the congress call on all, sometimes for too much or too soon."""
        if running(self.world.state) is not None and self.likely(5):
            return
        effect = ef.BeginPlanning(
            periods=self.choose([4, 4, 4, 99]), begins_in_days=self.choose([70, 70, 90, 1])
        )
        self._decide(self._top() if self.likely(9) else self.choose(self.bodies()), effect)

    def decide_on_proposals(self) -> None:
        if self._nothing_to_do():
            return
        body, campaign = self._proposer(), self._campaign()
        fix, free = ef.FixProposal(campaign=campaign), ef.FreeProposal(campaign=campaign)
        found = running(self.world.state)
        fixed = [self.world.state.bodies[one] for one in found.fixed] if found else []
        if fixed and self.likely():
            self._decide(self.choose(fixed), self.choose([free, free, fix]))
        else:
            self._decide(body, self.choose([fix, fix, fix, free]))

    def set_limit(self) -> None:
        number = self.choose([*self.world.state.limits] * 5 + [9])
        self._decide(self._top(), ef.SetLimit(limit=number, per_period=self.choose([9, 0])))

    def adopt(self) -> None:
        plans = list(self.world.state.plans)
        over = running(self.world.state) is None
        if not plans or (over and self.likely()):
            return
        effect = ef.AdoptPlan(plan=self.choose([*plans[-2:] * 4, *plans, 99]))
        self._decide(self._top() if self.likely(9) else self.choose(self.bodies()), effect)

    def assign_surplus(self) -> None:
        if not self.world.state.plans and self.likely(9):
            return
        adopted = self.world.state.adopted_plans
        number = self.choose([*adopted * 5, *self.world.state.plans, 99])
        plan = self.world.state.plans.get(number)
        hours = plan.surplus if plan and self.likely(3) else 7
        parts = (ef.Part("reserve", hours),) if hours != 7 else (ef.Part("social", 7, 1),)
        self._decide(self._top(), ef.AssignSurplus(plan=number, parts=parts))

    def _top(self) -> Body:
        """The body that plans: of the campaign that runs, or one that could begin."""
        case, state = self.world.case(), self.world.state
        found, rule = running(state), case.charter.plan
        if found is not None:
            return owner(case, found)
        bases = assemblies(self.world)
        if rule is not None and rule.level == "assembly" and bases:
            return bases[0] if self.likely() else self.choose(bases)
        return state.bodies[state.top] if state.top else self.choose(self.bodies())

    def _decide(self, body: Body, effect: Any) -> None:
        """Move something and, mostly, carry it."""
        voters = self.voters(body)
        by = voters[0] if voters else self.anybody()
        move = cmd.ProposeMotion(body=body.id, text="plan", effect=effect)
        if self.world.try_to(move, by) is None:
            return
        motion = self.world.state.motions[max(self.world.state.motions)]
        for one in voters[1:3]:
            self.world.try_to(cmd.SecondMotion(motion=motion.id), one)
        if motion.stage == "debate" and self.likely(5):
            self.world.pass_days(max(0, (motion.at - self.world.now) / DAY_S))
        for one in self.voters(body):
            said = "yes" if self.likely(9) else "no"
            self.world.try_to(cmd.CastVote(poll=motion.poll, choice=said), one)

    # What the office does, and what nobody else may.

    def find_plan(self) -> None:
        found = running(self.world.state)
        if found is None and self.likely(15):
            return
        asked = [one for one in self.world.state.alternatives.values() if not one.plan]
        solving = found is not None and found.stage == "solving"
        numbers = [0] if solving else [*(one.id for one in asked)] * 3
        alternative = self.choose([*numbers * 9, 0, 99]) if self.likely(5) else 0
        shares = (kept.RankShare(1, 900_000, 950_000),)
        command = data.RecordPlan(
            campaign=found.id if found else 1,
            alternative=alternative,
            outcome=self.choose(["plan", "plan", "plan", "infeasible"]),
            file="f",
            hours=self.choose([900, 900, 900, -1]),
            ranks=shares if self.likely(9) else (*shares, *shares),
            surplus=self.choose([40, 90, -5]),
        )
        self.world.try_to(command, OFFICE if self.likely(12) else self.anybody())

    def propose_alternative(self) -> None:
        if self._nothing_to_do():
            return
        asked = kept.PlanCondition(
            kind=self.choose(["order_at_least", "process_at_most"]),
            of=self.choose([1, 1, 9]),
            amount=5,
            period=self.choose([1, 1, 99]),
            body=self.choose([0, self._proposer().id]),
        )
        found = running(self.world.state)
        if found is not None and found.stage == "proposing" and self.likely():
            self.wait_for_the_round()
            self.find_plan()
        command = data.ProposeAlternative(
            campaign=self._campaign(),
            text="other",
            conditions=(asked,) if self.likely(9) else (),
        )
        self.world.try_to(command, self._speaker(self._proposer()))

    def record_lines(self) -> None:
        plans = [one for one in self.world.state.plans.values() if not one.complete]
        plan = self.one([one for one in plans if one.adopted_at] or plans)
        if plan is None:
            return
        body = self._proposer()
        line = kept.NewLine(maker=body.id, to=body.id, product=1, period=1, amount=5)
        part = plan.parts + self.choose([1, 1, 1, 2])
        command = data.RecordLines(
            plan=plan.id, part=part, last=self.likely(1), lines=(line,) * self.choose([1, 1, 401])
        )
        self.world.try_to(command, OFFICE if self.likely(12) else self.anybody())

    def hurry(self) -> None:
        """Somebody ends what ends by itself."""
        if self._nothing_to_do():
            return
        number = self._campaign()
        command = self.choose(
            [data.CloseRound(campaign=number), data.LapseCampaign(campaign=number)]
        )
        self.world.try_to(command, self.choose([0, self.anybody()]))

    def wait_for_the_round(self) -> None:
        found = running(self.world.state)
        if found is not None and found.stage != "solving":
            self.world.pass_days(max(0, (found.until - self.world.now) / DAY_S))


PLANNING_MOVES: tuple[tuple[Callable[[Any], None], int], ...] = (
    (PlanningMoves.name_things, 6),
    (PlanningMoves.declare_process, 12),
    (PlanningMoves.withdraw_process, 3),
    (PlanningMoves.propose, 24),
    (PlanningMoves.order_for_oneself, 6),
    (PlanningMoves.call_for_a_plan, 15),
    (PlanningMoves.decide_on_proposals, 9),
    (PlanningMoves.set_limit, 3),
    (PlanningMoves.adopt, 12),
    (PlanningMoves.assign_surplus, 15),
    (PlanningMoves.find_plan, 24),
    (PlanningMoves.propose_alternative, 9),
    (PlanningMoves.record_lines, 12),
    (PlanningMoves.hurry, 3),
    (PlanningMoves.wait_for_the_round, 12),
)
"""Moves about a plan in the making, and how often each is made."""
