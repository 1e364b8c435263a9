"""What makers and receivers say of a plan, held against one another: facts, told at once.

Rules of this module:

* a report and its receipt *differ* when they are more than :data:`MISMATCH_MIN` apart, and by one
  unit at least; what was refused as a whole differs in quality, not in amount;
* whoever has to report or to answer has a whole period's grace beyond the date;
* grades are held against what is usual by a binomial test; what members leave is told when it is
  much, twice.

Not here: what changed in the course of time, or is too regular (``plan_courses``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property

from scipy import stats

from commonweal.office.plan_findings import Found, Words
from commonweal.office.plan_series import Key, Past, Report

MISMATCH_MIN = 0.05
"""Share by which a report and its receipt differ at least, to be told at once."""

GRADE_AGREED = 3
"""The grade of what is as agreed."""

GRADE_WINDOW = 4
"""Periods whose grades are looked at together."""

GRADES_LOW = 0.08
"""Share of deliveries below what was agreed that is usual."""

SCORE_MAX = 0.001
"""Score below which a test speaks: how often it would do so where everything is honest."""

LEFT_MIN = 0.25
"""Share left or brought back, in two periods one after the other, that is told."""


class Facts:
    """What is known of reports and receipts at the end of a period. Owned by one call.

    Args:
        past: the figures.
        words: names, for what is told.
    """

    def __init__(self, past: Past, words: Words) -> None:
        self.past, self.words = past, words

    def found(self) -> Iterator[Found]:
        """Give what is odd."""
        yield from self._mismatches()
        yield from self._silent()
        yield from self._unanswered()
        yield from self._grades()
        yield from self._left()

    # Reports and receipts.

    @cached_property
    def _answered(self) -> dict[Key, list[Report]]:
        """Deliveries that receivers answered in the period, by maker and product."""
        found: dict[Key, list[Report]] = defaultdict(list)
        for one in self.past.reports():
            if one.received >= 0 and one.answered_at >= self.past.since and not one.rejected:
                found[one.maker, one.product].append(one)
        return found

    def _mismatches(self) -> Iterator[Found]:
        for (maker, product), reports in sorted(self._answered.items()):
            off = [one for one in reports if _differs(one)]
            if off:
                yield self._mismatch(maker, product, off)

    def _mismatch(self, maker: int, product: int, off: list[Report]) -> Found:
        """Tell what was reported and what was confirmed, of the deliveries that differ."""
        places = sorted({one.place for one in off})
        sent, got = sum(one.amount for one in off), sum(one.received for one in off)
        receivers = {one.to for one in off}
        who = self.words.body(receivers.pop()) if len(receivers) == 1 else "the receivers"
        words = (
            f"{self.words.body(maker)} reported {self.words.amount(sent, product)} for "
            f"{', '.join(map(self.words.when, places))}; {who} confirmed {got:,}"
        )
        return Found(
            maker,
            "mismatch",
            f"receipt differs from report by more than {MISMATCH_MIN:.0%}",
            product,
            words,
            self._line(off),
        )

    def _line(self, reports: list[Report]) -> int:
        """Return the line of this plan that reports are about; 0 where there are several."""
        lines = {one.line if one.place >= self.past.begins else 0 for one in reports}
        return lines.pop() if len(lines) == 1 else 0

    def matches(self, key: Key) -> bool:
        """Whether what was answered of a maker's product in the period matches, all of it."""
        answered = self._answered.get(key, [])
        return bool(answered) and not any(map(_differs, answered))

    # What was not reported, and not answered.

    @cached_property
    def _unreported(self) -> dict[Key, int]:
        """What was promised for the period before, where nothing of it was reported until now."""
        owed: dict[Key, int] = defaultdict(int)
        reported: set[Key] = set()
        for one in self.past.promises:
            if one.place == self.past.place - 1 and one.place >= self.past.begins and one.binds:
                owed[one.maker, one.product] += one.amount
                if one.reports:
                    reported.add((one.maker, one.product))
        return {key: amount for key, amount in owed.items() if key not in reported and amount}

    def _silent(self) -> Iterator[Found]:
        for (maker, product), amount in sorted(self._unreported.items()):
            words = (
                f"{self.words.body(maker)} was to deliver {self.words.amount(amount, product)} in "
                f"{self.words.when(self.past.place - 1)} and has reported nothing by the end of "
                f"{self.words.when(self.past.place)}"
            )
            yield Found(maker, "level", "nothing reported a period later", product, words)

    def reported(self, key: Key) -> bool:
        """Whether a maker owes no report on a product."""
        return key not in self._unreported

    @cached_property
    def _overdue(self) -> dict[Key, list[Report]]:
        """Deliveries that their receiver should have answered a period ago, by receiver."""
        found: dict[Key, list[Report]] = defaultdict(list)
        for one in self.past.reports():
            if one.received < 0 and one.due_at + self.past.length_s <= self.past.at:
                found[one.to, one.product].append(one)
        return found

    def _unanswered(self) -> Iterator[Found]:
        for (to, product), reports in sorted(self._overdue.items()):
            if max(one.place for one in reports) < self.past.begins:
                continue
            amount = sum(one.amount for one in reports)
            many = f"{len(reports)} deliveries" if len(reports) > 1 else "a delivery"
            makers = sorted({self.words.body(one.maker) for one in reports})
            words = (
                f"{self.words.body(to)} has not answered {many} of "
                f"{self.words.amount(amount, product)} from {', '.join(makers)}, a period after "
                "the date"
            )
            line = reports[0].line if len(reports) == 1 else 0
            yield Found(
                to, "unconfirmed", "no answer a period after the date", product, words, line
            )

    def all_answered(self, key: Key) -> bool:
        """Whether a receiver owes no answer about a product."""
        return key not in self._overdue

    # Quality, and what members take.

    @cached_property
    def _graded(self) -> dict[Key, list[int]]:
        """Grades of the last periods, by maker and product."""
        since = self.past.at - GRADE_WINDOW * self.past.length_s
        found: dict[Key, list[int]] = defaultdict(list)
        for one in self.past.reports():
            if one.grade and one.answered_at >= since:
                found[one.maker, one.product].append(one.grade)
        return found

    def _grades(self) -> Iterator[Found]:
        for (maker, product), grades in sorted(self._graded.items()):
            low = sum(one < GRADE_AGREED for one in grades)
            if _too_many_low(low, len(grades)):
                words = (
                    f"of {len(grades)} deliveries of {self.words.name(product)} from "
                    f"{self.words.body(maker)} in the last {GRADE_WINDOW} periods, receivers "
                    f"graded {low} worse than agreed or refused them"
                )
                yield Found(maker, "quality", "binomial test of grades", product, words)

    def as_agreed(self, key: Key) -> bool:
        """Whether what was graded in the last period is as agreed, all of it."""
        grades = [one.grade for one in self._answered.get(key, []) if one.grade]
        return bool(grades) and min(grades) >= GRADE_AGREED

    @cached_property
    def _shelved(self) -> dict[Key, list[tuple[int, int]]]:
        """What was there, and what was left or came back, in the last two periods; by body."""
        found: dict[Key, list[tuple[int, int]]] = defaultdict(list)
        for one in sorted(self.past.shelves, key=lambda one: one.place):
            if one.place > self.past.place - 2 and one.taken + one.left:
                away = min(one.left + one.returned, one.taken + one.left)
                found[one.body, one.product].append((one.taken + one.left, away))
        return found

    def _left(self) -> Iterator[Found]:
        for (body, product), last in sorted(self._shelved.items()):
            if len(last) == 2 and all(_much_left(*one) for one in last):
                there, left = (sum(part) for part in zip(*last, strict=True))
                words = (
                    f"members of {self.words.body(body)} left or brought back {left:,} of "
                    f"{self.words.amount(there, product)} in two periods, the last "
                    f"{self.words.when(self.past.place)}"
                )
                test = f"{LEFT_MIN:.0%} or more left, twice"
                yield Found(body, "taking", test, product, words)

    def taken(self, key: Key) -> bool:
        """Whether members of a body left no more of a product than is usual, the last time."""
        last = self._shelved.get(key, [])
        return bool(last) and not _much_left(*last[-1])


def _differs(one: Report) -> bool:
    """Whether report and receipt differ by more than grading and weighing explain."""
    off = abs(one.amount - one.received)
    return off >= 1 and off > MISMATCH_MIN * max(one.amount, one.received)


def _too_many_low(low: int, count: int) -> bool:
    return low > 0 and float(stats.binom.sf(low - 1, count, GRADES_LOW)) < SCORE_MAX


def _much_left(there: int, away: int) -> bool:
    return away >= LEFT_MIN * there
