"""The office makes plans that are awaited, and records them once.

Rules of this module:

* the state says what is awaited: a plan for a round that is closed, one for each alternative, the
  lines of what was adopted; what is awaited is found again after a crash, and computed again;
* what a plan is made from is copied under the office's lock; the engine runs outside it, and is
  loaded when there is something to do;
* what the law refuses is told in the log, and not tried again by this process; figures that the
  record does not hold are recorded as no plan, so that the round goes on;
* lines are read from the file that was voted on, not computed again.

Not here: finding a plan (``planning``), files (``plan_files``), the law.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from commonweal.office.desk import Desk
from commonweal.office.plan_inputs import Facts, facts
from commonweal.polity import Case
from commonweal.polity.planning.proposals.adopting import PART_MAX
from commonweal.polity.planning.proposals.data import RecordLines, RecordPlan
from commonweal.polity.planning.proposals.kept import Campaign, NewLine, Run
from commonweal.terms import OFFICE, Refusal
from commonweal.vault import UnknownDigest, Vault

_LOG = logging.getLogger(__name__)

OFF_SCALE = ("amount_off_its_scale", "plan_shares_unsound")
"""Refusals of figures; what is awaited then is that there is no plan."""


@dataclass(frozen=True, slots=True)
class Awaited:
    """Something that the office owes to the law.

    Attributes:
        campaign: whose plan; round, alternative: which of its plans.
        plan: the plan whose lines are missing; 0: none.
        part: the part of its lines that comes next; file: where they are.
    """

    campaign: int
    round: int = 0
    alternative: int = 0
    plan: int = 0
    part: int = 0
    file: str = ""


def awaited(case: Case) -> Iterator[Awaited]:
    """Give what is awaited now, lines of adopted plans first: somebody is to begin to work."""
    state = case.state
    for number in state.adopted_plans:
        plan = state.plans[number]
        if not plan.complete:
            yield Awaited(plan.campaign, plan=number, part=plan.parts + 1, file=plan.file)
    newest = state.campaigns.get(len(state.campaigns))
    if newest is None:
        return
    if newest.stage == "solving":
        yield Awaited(newest.id, newest.round)
    if newest.stage in ("revising", "deciding"):
        for number in newest.alternatives:
            if not state.alternatives[number].plan:
                yield Awaited(newest.id, newest.round, number)


@dataclass
class Planner:
    """Who makes plans for one office, one at a time; it remembers what the law refused.

    Attributes:
        desk: the office.
    """

    desk: Desk
    _refused: set[Awaited] = field(default_factory=set)

    def work(self) -> int:
        """Make everything that is awaited, and return how many commands that were."""
        count = 0
        while (found := self.desk.view(lambda _: self._next())) is not None:
            one, of = found
            for command in self._commands(one, of):
                if not self._issue(one, command):
                    break
                count += 1
        return count

    def _issue(self, one: Awaited, command: RecordPlan | RecordLines) -> bool:
        """Issue a command, and say whether the law took it, or what stands in for it."""
        try:
            self.desk.execute(command, OFFICE)
        except Refusal as refusal:
            _LOG.warning("what was found for %s was refused: %s", one, refusal)
            found = isinstance(command, RecordPlan) and command.outcome == "plan"
            if found and refusal.name in OFF_SCALE:
                return self._issue(one, self._refused_plan(one, refusal))
            self._refused.add(one)
            return False
        return True

    def _refused_plan(self, one: Awaited, refusal: Refusal) -> RecordPlan:
        """Return, for a plan whose figures the record does not hold, that there is none."""
        from commonweal.office.plan_files import About, keep, no_plan  # noqa: PLC0415 -- likewise

        why = (f"the record does not hold these figures: {refusal}",)
        file = no_plan(About(one.campaign, one.round, one.alternative, why=why))
        return RecordPlan(
            campaign=one.campaign,
            alternative=one.alternative,
            outcome="infeasible",
            file=keep(self.desk.vault, file),
        )

    def _next(self) -> tuple[Awaited, Facts | None] | None:
        """Return what is to be made next, with what it is made from; under the lock."""
        case = self.desk.case()
        for one in awaited(case):
            if one in self._refused:
                continue
            if one.plan:
                return one, None
            campaign: Campaign = case.state.campaigns[one.campaign]
            return one, facts(case, campaign, one.alternative)
        return None

    def _commands(self, one: Awaited, of: Facts | None) -> Iterator[RecordPlan | RecordLines]:
        if of is not None:
            yield self._record(of)
            return
        from commonweal.office.plan_files import kept_file  # noqa: PLC0415 -- loads the engine

        kept = kept_file(self.desk.vault, one.file)
        if kept is None:
            _LOG.error("the file of plan %d is not in the vault: it has no lines", one.plan)
            self._refused.add(one)
            return
        parts = parts_of(one.plan, kept.about.runs, kept.about.lines)
        yield from (part for part in parts if part.part >= one.part)

    def _record(self, of: Facts) -> RecordPlan:
        from commonweal.office.plan_files import keep  # noqa: PLC0415 -- loads the engine
        from commonweal.office.planning import solved  # noqa: PLC0415 -- likewise

        digests = {digest for pair in of.texts.values() for digest in pair if digest}
        _LOG.info("campaign %d, round %d: a plan is sought", of.campaign, of.round)
        found = solved(of, texts_of(self.desk.vault, digests))
        _LOG.info("campaign %d, round %d: %s", of.campaign, of.round, found.outcome)
        return RecordPlan(
            campaign=of.campaign,
            alternative=of.alternative,
            outcome=found.outcome,
            file=keep(self.desk.vault, found.text),
            hours=found.hours,
            ranks=found.ranks,
            surplus=found.surplus,
        )


def texts_of(vault: Vault, digests: Iterable[str]) -> Mapping[str, str | None]:
    """Return texts by digest; those of a foreign vault are left out."""
    wanted = list(digests)
    try:
        return vault.texts(wanted)
    except UnknownDigest:
        known = [one for one in wanted if vault.kind_of(one) is not None]
        return vault.texts(known)


def parts_of(
    plan: int, runs: Sequence[Run], lines: Sequence[NewLine], *, correction: int = 0
) -> list[RecordLines]:
    """Divide runs and lines of a plan into entries, runs first; an empty plan has one part.

    Args:
        plan: its number.
        runs: all of them.
        lines: all of them.
        correction: the correction that they belong to; 0: none.
    """
    whole: list[Run | NewLine] = [*runs, *lines]
    pieces = [whole[at : at + PART_MAX] for at in range(0, len(whole), PART_MAX)] or [[]]
    return [
        RecordLines(
            plan=plan,
            part=number,
            last=number == len(pieces),
            runs=tuple(one for one in piece if isinstance(one, Run)),
            lines=tuple(one for one in piece if isinstance(one, NewLine)),
            correction=correction,
        )
        for number, piece in enumerate(pieces, start=1)
    ]
