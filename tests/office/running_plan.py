"""A plan that runs, made by events: bodies, products, lines, reports and receipts."""

from __future__ import annotations

from dataclasses import dataclass, field

from commonweal import polity
from commonweal.polity import State
from commonweal.polity import events as ev
from commonweal.polity.planning.correcting import data as correcting
from commonweal.polity.planning.deliveries import data as deliveries
from commonweal.polity.planning.proposals import data as proposals
from commonweal.polity.planning.proposals.kept import NewLine, Run
from commonweal.terms import Moment

DAY_S = 86_400
WEEK_S = 7 * DAY_S
BEGIN_S = 1_790_000_000
MAKERS_MEMBER, RECEIVERS_MEMBER = 1, 2


@dataclass
class Running:
    """A federation with one plan: makers below a council, receivers below another.

    ``lines`` are (maker, to, product, amount), the same in every period; makers, receivers and
    products are counted from 1; bodies are numbered makers first, from :attr:`first`.
    """

    lines: list[tuple[int, int, int, int]]
    periods: int = 12
    state: State = field(default_factory=State)
    plan: int = 0
    at: int = BEGIN_S
    first_line: int = 1

    def __post_init__(self) -> None:
        self.makers = max(line[0] for line in self.lines)
        self.receivers = max(line[1] for line in self.lines)
        opened = [("congress", "Congress", 0), ("council", "Works", 1), ("council", "Houses", 1)]
        opened += [("workshop", f"Workplace {at + 1}", 2) for at in range(self.makers)]
        opened += [("house", f"House {at + 1}", 3) for at in range(self.receivers)]
        for number, (level, name, parent) in enumerate(opened, start=1):
            self.do(ev.BodyOpened(body=number, level=level, name=name, parent=parent))
        for product in range(1, max(line[2] for line in self.lines) + 1):
            name, unit = f"n{product}", f"u{product}"
            self.do(proposals.ProductNamed(product=product, body=4, by=1, name=name, unit=unit))
        self.begin()

    def maker(self, number: int) -> int:
        return 3 + number

    def house(self, number: int) -> int:
        return 3 + self.makers + number

    def do(self, event: ev.Event) -> None:
        polity.apply_entry(self.state, (event,), Moment(self.at))

    def begin(self) -> None:
        """Adopt a plan, the first or the next."""
        campaign = plan = len(self.state.campaigns) + 1
        self.do(
            proposals.PlanningBegun(
                campaign=campaign, body=1, motion=1, charter=1, begins_at=self.at,
                periods=self.periods, period_days=7, until=self.at,
            )
        )  # fmt: skip
        self.do(
            proposals.PlanRecorded(
                plan=plan, campaign=campaign, round=1, alternative=0, outcome="plan", file="",
                stage="deciding", until=self.at,
            )
        )  # fmt: skip
        ends = self.at + self.periods * WEEK_S
        self.do(
            proposals.PlanAdopted(
                plan=plan, campaign=campaign, motion=1, begins_at=self.at, ends_at=ends
            )
        )
        lines = [
            NewLine(self.maker(maker), self.house(to), product, period, amount)
            for period in range(1, self.periods + 1)
            for maker, to, product, amount in self.lines
        ]
        self.first_line = len(self.state.lines) + 1
        self.do(
            proposals.LinesRecorded(
                plan=plan, part=1, last=True, first=self.first_line, lines=tuple(lines)
            )
        )
        self.plan = plan

    def line(self, period: int, at: int) -> int:
        """Return the number of a line: which of :attr:`lines`, in which period."""
        return self.first_line + (period - 1) * len(self.lines) + at

    def report(self, line: int, amount: int) -> int:
        number = len(self.state.deliveries) + 1
        self.do(
            deliveries.DeliveryReported(
                delivery=number, line=line, amount=amount, by=1, due_at=self.at + WEEK_S
            )
        )
        return number

    def confirm(self, delivery: int, received: int, grade: int = 3) -> None:
        line = self.state.deliveries[delivery].line
        self.do(
            deliveries.DeliveryConfirmed(
                delivery=delivery, line=line, received=received, grade=grade, by=2
            )
        )

    def deliver(self, line: int, amount: int, received: int | None = None, grade: int = 3) -> None:
        """Report and confirm at once."""
        self.confirm(self.report(line, amount), amount if received is None else received, grade)

    def take(self, house: int, product: int, period: int, taken: int, left: int) -> None:
        self.do(
            deliveries.TakingRecorded(
                taking=len(self.state.takings) + 1, plan=self.plan, body=self.house(house),
                product=product, period=period, taken=taken, left=left, returned=0, by=2,
            )
        )  # fmt: skip

    def process(self, maker: int, product: int, hours: int, capacity: int = 100) -> int:
        number = len(self.state.processes) + 1
        self.do(
            proposals.ProcessDeclared(
                process=number, body=self.maker(maker), by=1, name=f"w{number}", inputs=(),
                outputs=((product, 1),), hours=hours, capacity=capacity,
            )
        )  # fmt: skip
        return number

    def runs(self, *runs: Run) -> None:
        """Write runs into the plan."""
        self.state.plans[self.plan].runs += runs

    def work(self, process: int, period: int, runs: int, hours: int) -> None:
        self.do(
            deliveries.WorkReported(
                work=len(self.state.works) + 1, plan=self.plan, process=process, period=period,
                runs=runs, hours=hours, by=1,
            )
        )  # fmt: skip

    def wait(self, days: int) -> None:
        self.at += days * DAY_S

    def pass_period(self) -> int:
        """Go to the end of the period that runs; returns which has passed."""
        plan = self.state.plans[self.plan]
        period = plan.passed + 1
        self.at = plan.begins_at + period * WEEK_S
        self.do(correcting.PeriodPassed(plan=self.plan, period=period))
        return period
