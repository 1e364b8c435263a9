"""The office finds corrections that were asked for, and records the lines of those in force.

Rules of this module:

* the state says what is awaited: a correction that was asked for, and the lines of one in force;
  it is found again after a crash, and computed again, with the same answer;
* what a correction is made from is copied under the office's lock; the engine runs outside it, and
  is loaded when there is something to do;
* what the law refuses is told in the log, and not tried again by this process; figures that the
  record does not hold are recorded as no plan, so that another correction can be asked for.

Not here: finding the change (``plan_changes``), who agrees to it (the law).
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass, field

from commonweal.office.desk import Desk
from commonweal.office.plan_desk import parts_of
from commonweal.office.plan_past import Since, since
from commonweal.polity import Case
from commonweal.polity.planning.correcting.data import PlanCorrection, RecordCorrection
from commonweal.polity.planning.proposals.data import RecordLines
from commonweal.terms import OFFICE, Refusal

OFF_SCALE = "plan_correction_does_not_fit"
"""Refusal of figures; what is awaited then is that no plan is left."""

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Owed:
    """What is awaited of a correction.

    Attributes:
        correction, plan: their numbers.
        part: the part of its lines that comes next; 0: the correction itself is to be found.
        file: where its lines are.
    """

    correction: int
    plan: int
    part: int = 0
    file: str = ""


def owed(case: Case) -> Iterator[Owed]:
    """Give what is awaited now."""
    for one in case.state.plan_corrections.values():
        if one.stage == "in_force" and not one.complete:
            yield Owed(one.id, one.plan, one.parts + 1, one.file)
        elif one.stage == "asked":
            yield Owed(one.id, one.plan)


@dataclass
class Corrector:
    """Who finds corrections for one office; it remembers what the law refused."""

    desk: Desk
    _refused: set[Owed] = field(default_factory=set)

    def work(self) -> int:
        """Do everything that is awaited, and return how many commands that were."""
        count = 0
        while (found := self.desk.view(lambda _: self._next())) is not None:
            one, of = found
            for command in self._commands(one, of):
                if not self._issue(one, command):
                    break
                count += 1
        return count

    def _next(self) -> tuple[Owed, Since | None] | None:
        """Return what is to be done next, with what it is made from; under the lock."""
        case = self.desk.case()
        for one in owed(case):
            if one not in self._refused:
                correction: PlanCorrection = case.state.plan_corrections[one.correction]
                return one, None if one.part else since(case, correction)
        return None

    def _issue(self, one: Owed, command: RecordCorrection | RecordLines) -> bool:
        try:
            self.desk.execute(command, OFFICE)
        except Refusal as refusal:
            _LOG.warning("what was found for %s was refused: %s", one, refusal)
            found = isinstance(command, RecordCorrection) and command.outcome == "change"
            if found and refusal.name == OFF_SCALE:
                return self._issue(one, self._refused_change(one, refusal))
            self._refused.add(one)
            return False
        return True

    def _refused_change(self, one: Owed, refusal: Refusal) -> RecordCorrection:
        """Return, for a change whose figures the record does not hold, that there is none."""
        from commonweal.office.plan_files import About, keep, no_plan  # noqa: PLC0415 -- as above

        plan = self.desk.view(lambda state: state.plans[one.plan])
        why = (f"the record does not hold these figures: {refusal}",)
        file = no_plan(About(plan.campaign, plan.round, correction=one.correction, why=why))
        return RecordCorrection(
            correction=one.correction, outcome="infeasible", file=keep(self.desk.vault, file)
        )

    def _commands(self, one: Owed, of: Since | None) -> Iterator[RecordCorrection | RecordLines]:
        if of is not None:
            yield self._record(of)
            return
        from commonweal.office.plan_files import kept_file  # noqa: PLC0415 -- loads the engine

        kept = kept_file(self.desk.vault, one.file)
        if kept is None:
            _LOG.error("the file of correction %d is not in the vault", one.correction)
            self._refused.add(one)
            return
        about = kept.about
        parts = parts_of(one.plan, about.runs, about.lines, correction=one.correction)
        yield from (part for part in parts if part.part >= one.part)

    def _record(self, of: Since) -> RecordCorrection:
        from commonweal.office.plan_changes import Change, changed, nothing  # noqa: PLC0415
        from commonweal.office.plan_files import keep, kept_file  # noqa: PLC0415 -- as above

        kept = kept_file(self.desk.vault, of.file)
        earlier = [kept_file(self.desk.vault, file) for file in of.earlier]
        there = [one for one in earlier if one is not None]
        found: Change
        if kept is None or len(there) < len(earlier):
            found = nothing(of, "the file of the plan, or of a correction, is not in the vault")
        else:
            found = changed(of, kept, there)
        _LOG.info("correction %d: %s", of.correction, found.outcome)
        return RecordCorrection(
            correction=of.correction,
            outcome=found.outcome,
            file=keep(self.desk.vault, found.text),
            moved=found.moved,
            cut=found.cut,
            left=found.left,
            bodies=found.bodies,
        )
