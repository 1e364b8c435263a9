"""Results: a count as the doors show it, restored from the account that the vault keeps.

Rules of this module:

* nothing is counted here: every figure stands in the account, or is a difference of two that do;
* candidates are members for whoever asks, and places in the count inside; names come from the
  caller, who knows what this viewer may be shown;
* what becomes a chart or a table is plain text or plain data, so that pages need no engine.

Not here: who may see a count (:class:`commonweal.office.reading.Reading`), ballots (``exports``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal, TypeAlias

from commonweal.office.counting import account_of
from commonweal.polity import Poll
from commonweal.tally import Outcome, Round, Transfer, views
from commonweal.tally.views.figures import VOTES, measure_of, shown, signed
from commonweal.vault import UnknownDigest, Vault

Chart: TypeAlias = Literal["bump", "sankey"]
"""The charts of a count: places from round to round, and where votes passed."""

State: TypeAlias = Literal["standing", "elected", "sitting", "excluded", "out"]
"""How a candidate comes out of a round: elected or excluded in it, or before it."""

SCALE = 1000
"""Lengths of bars are whole thousandths of the longest bar of the count."""

# Rules tell their quota in words, and nowhere else: a test holds every rule to this phrase.
_QUOTA = re.compile(r"\b(?:quota|threshold) (?:is|of) (\d+(?:\.\d+|/\d+)?)")


@dataclass(frozen=True, slots=True)
class Standing:
    """A candidate in a round.

    Attributes:
        place: the candidate's place in the count; ``member`` the member's number.
        state: how the candidate comes out of the round.
        before: votes after the round before, None in the first round; ``after`` this round.
        kept: thousandths of the longest bar that were held before and after; ``gained`` and
            ``given`` what came and went.
    """

    place: int
    member: int
    state: State
    before: Fraction | None
    after: Fraction
    kept: int
    gained: int
    given: int

    @property
    def figure(self) -> str:
        """The votes after the round, for people."""
        return shown(self.after)

    @property
    def change(self) -> str:
        """What came or went, with its sign; empty where nothing did, and in the first round."""
        return "" if self.before is None else signed(self.after - self.before)


@dataclass(frozen=True, slots=True)
class Passing:
    """Papers that passed in a round.

    Attributes:
        origin: place of the candidate who gave them; None for the ballot box.
        to: place of the candidate who got them; None when nobody could.
        papers: how many; ``value`` what each is worth; ``votes`` papers times value, for people.
    """

    origin: int | None
    to: int | None
    papers: int
    value: str
    votes: str


@dataclass(frozen=True, slots=True)
class Remainder:
    """Votes that are with nobody: ``figure`` up to now, ``change`` in this round, for people."""

    figure: str
    change: str


@dataclass(frozen=True, slots=True)
class Step:
    """A round of a count, as a page shows it.

    Attributes:
        number: counted from 1.
        action: what was done, a stable word such as ``surplus``.
        source: the paragraph that says so.
        words: what happened, with places such as ``{3}``; see :meth:`told`.
        standing: those who were still in the count: the elected, then the others by their votes,
            then who is excluded now; in the order of the result where figures are no votes.
        out: places of those excluded earlier.
        elected, excluded: places of those elected and excluded in this round, in order.
        passings: papers that passed, where the rule moves papers; not those from the box.
        exhausted, lost: votes that nobody has; None where there are none.
        quota: for people; empty where the rule has none.
        quota_at: where the quota lies on the bars, in thousandths; -1 where there is none.
    """

    number: int
    action: str
    source: str
    words: str
    standing: tuple[Standing, ...]
    out: tuple[int, ...]
    elected: tuple[int, ...]
    excluded: tuple[int, ...]
    passings: tuple[Passing, ...]
    exhausted: Remainder | None
    lost: Remainder | None
    quota: str
    quota_at: int

    def told(self, names: Sequence[str]) -> str:
        """Return what happened, with names."""
        return self.words.format(*names)


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the sheet of a count: texts and marks (``in``, ``out`` or empty) by round.

    Attributes:
        place: the candidate; None for votes that are with nobody.
        kind: ``candidate``, ``exhausted`` or ``lost``.
    """

    place: int | None
    kind: Literal["candidate", "exhausted", "lost"]
    cells: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Counted:
    """A finished count.

    Attributes:
        outcome: as it was counted.
        members: the member behind each place.
    """

    outcome: Outcome
    members: tuple[int, ...]

    @classmethod
    def of(cls, account: Mapping[str, Any]) -> Counted:
        """Restore a count from the account in the vault."""
        return cls(Outcome.from_dict(account), tuple(account["members"]))

    @property
    def in_votes(self) -> bool:
        """Whether its figures are votes, so that one can ask where they went."""
        return measure_of(self.outcome) == VOTES

    @property
    def measure(self) -> str:
        """What its figures are, for instance ``votes`` or ``wins``."""
        return measure_of(self.outcome)

    @property
    def rounds(self) -> int:
        """How many rounds it took."""
        return len(self.outcome.rounds)

    @property
    def elected(self) -> tuple[int, ...]:
        """The places of the elected, in order."""
        return self.outcome.elected

    @property
    def quota(self) -> str:
        """The quota of the first round, for people; empty where the rule has none."""
        return self.step(1).quota if self.rounds else ""

    def step(self, number: int) -> Step:
        """Return a round.

        Raises:
            IndexError: when the count has no such round.
        """
        if not 1 <= number <= self.rounds:
            raise IndexError(f"expected a round from 1 to {self.rounds}, got {number}")
        now = self.outcome.rounds[number - 1]
        before = self.outcome.rounds[number - 2] if number > 1 else None
        out = {c for one in self.outcome.rounds[: number - 1] for c in one.excluded}
        quota = self._quota(number)
        longest = self._longest()
        order = [c for c in self._order(number) if c not in out or now.tallies[c]]
        return Step(
            number=number,
            action=now.action,
            source=now.source,
            words=now.words,
            standing=tuple(self._standing(c, number, longest) for c in order),
            out=tuple(c for c in views.in_order(self.outcome) if c not in order),
            elected=now.elected,
            excluded=now.excluded,
            passings=tuple(_passing(one) for one in now.transfers if one.origin is not None),
            exhausted=_remainder(now.exhausted, before.exhausted if before else None),
            lost=_remainder(now.lost, before.lost if before else None),
            quota="" if quota is None else shown(quota),
            quota_at=-1 if quota is None else _length(quota, longest),
        )

    def _order(self, number: int) -> list[int]:
        """The candidates as they stand after a round."""
        result = views.in_order(self.outcome)
        if not self.in_votes:
            return list(result)
        now = self.outcome.rounds[number - 1]
        seated = [c for one in self.outcome.rounds[:number] for c in one.elected]
        place = {c: at for at, c in enumerate(seated)}
        last = len(seated)
        return sorted(
            result, key=lambda c: (place.get(c, last), c in now.excluded, -now.tallies[c])
        )

    def _standing(self, c: int, number: int, longest: Fraction) -> Standing:
        now = self.outcome.rounds[number - 1]
        before = self.outcome.rounds[number - 2].tallies[c] if number > 1 else None
        after = now.tallies[c]
        kept = after if before is None else min(before, after)
        had = after if before is None else before
        at = _length(kept, longest)
        return Standing(
            place=c,
            member=self.members[c],
            state=_state(self.outcome.rounds[:number], c),
            before=before,
            after=after,
            kept=at,
            gained=_length(after, longest) - at,
            given=_length(had, longest) - at,
        )

    def _longest(self) -> Fraction:
        """The largest figure of the count, or its quota: bars of all rounds have one scale."""
        figures = [votes for one in self.outcome.rounds for votes in one.tallies]
        quotas = [self._quota(one.number) or Fraction(0) for one in self.outcome.rounds[:1]]
        return max([*figures, *quotas])

    def _quota(self, number: int) -> Fraction | None:
        """The quota in force: rules say it when it is set, and when it changes."""
        for step in reversed(self.outcome.rounds[:number]):
            said = _QUOTA.findall(step.words)
            if said:
                return Fraction(said[-1])
        return None

    def sheet(self) -> tuple[Row, ...]:
        """Return the figures of all rounds, candidates in the order of the result."""
        rounds = self.outcome.rounds
        rows = [
            Row(c, "candidate", tuple((shown(one.tallies[c]), _mark(one, c)) for one in rounds))
            for c in views.in_order(self.outcome)
        ]
        if any(one.exhausted for one in rounds):
            rows.append(_rest("exhausted", [one.exhausted for one in rounds]))
        if any(one.lost for one in rounds):
            rows.append(_rest("lost", [one.lost for one in rounds]))
        return tuple(rows)

    # As files and charts.

    def document(self, names: Sequence[str]) -> dict[str, Any]:
        """Return the count as data: the schema is described in ``docs/tally/json.md``."""
        return dict(views.document(self.outcome, names))

    def csv(self, names: Sequence[str]) -> str:
        """Return the count as CSV, one row for each round and candidate."""
        return views.table_csv(self.outcome, names)

    @property
    def charts(self) -> tuple[Chart, ...]:
        """The charts that this count has: none passes on in one round, or where no votes are."""
        flows = self.in_votes and self.rounds > 1
        return ("bump", "sankey") if flows else ("bump",) if self.rounds else ()

    def chart(self, kind: Chart, names: Sequence[str], *, width: int, paper: str = "") -> str:
        """Return a chart as SVG.

        Args:
            kind: one of :attr:`charts`.
            names: of the candidates, by place.
            width: in pixels, 320 or more.
            paper: a colour to draw on; transparent when empty.
        """
        draw = views.bump if kind == "bump" else views.sankey
        return draw(self.outcome, names, width=width, paper=paper)


def counted_of(poll: Poll, vault: Vault) -> Counted | None:
    """Return an election's count; None where none is kept."""
    try:
        account = account_of(poll, vault)
    except UnknownDigest:
        return None
    return Counted.of(account) if account else None


def _state(rounds: Sequence[Round], candidate: int) -> State:
    *earlier, now = rounds
    if candidate in now.elected:
        return "elected"
    if candidate in now.excluded:
        return "excluded"
    if any(candidate in one.elected for one in earlier):
        return "sitting"
    return "out" if any(candidate in one.excluded for one in earlier) else "standing"


def _length(votes: Fraction, longest: Fraction) -> int:
    """Return a length in thousandths; figures below zero, which some rules have, get no bar."""
    return int(max(votes, Fraction(0)) * SCALE / longest) if longest > 0 else 0


def _mark(step: Round, candidate: int) -> str:
    return "in" if candidate in step.elected else "out" if candidate in step.excluded else ""


def _passing(one: Transfer) -> Passing:
    return Passing(one.origin, one.to, one.papers, shown(one.value), shown(one.votes))


def _remainder(now: Fraction, before: Fraction | None) -> Remainder | None:
    if not now:
        return None
    return Remainder(shown(now), "" if before is None else signed(now - before))


def _rest(kind: Literal["exhausted", "lost"], figures: Sequence[Fraction]) -> Row:
    return Row(None, kind, tuple((shown(votes), "") for votes in figures))
