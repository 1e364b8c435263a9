"""What a count hands back: the outcome, its rounds, and the tie that stopped it.

Rules of this module:

* numbers are :class:`fractions.Fraction`, exact; as JSON they are strings that ``Fraction`` reads;
* every round explains itself in words and cites the paragraph that it applied;
* a tie that the rule leaves to chance is an outcome, not an error: it says what has to be drawn.

Not here: drawing a lot, or who draws it; names of candidates, except to put them into the words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Self, TypeAlias

from commonweal.tally.faults import BadLot
from commonweal.tally.patterns import is_whole
from commonweal.tally.reserved import Group, Reserved

_NUMBER = re.compile(r"-?[0-9]+(?:[./][0-9]+)?")

Plain: TypeAlias = "bool | int | str | list[Plain] | dict[str, Plain] | None"
"""Data that JSON can hold without rounding: whole numbers here are small."""


def exact(number: Fraction) -> str:
    """Write a number exactly: ``12``, ``12.5``, or ``1/3`` where no decimal ends."""
    top, bottom = number.numerator, number.denominator
    twos = (bottom & -bottom).bit_length() - 1
    rest, fives = bottom >> twos, 0
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    if rest != 1:
        return f"{top}/{bottom}"
    places = max(twos, fives)
    sign, digits = "-" * (top < 0), str(abs(top) * 10**places // bottom).rjust(places + 1, "0")
    return sign + (f"{digits[:-places]}.{digits[-places:]}" if places else digits)


def named(words: str, names: Sequence[str]) -> str:
    """Put names in the places of the words' numbers, ``{0}`` for candidate 0."""
    return words.format(*names)


def listed(candidates: Sequence[int]) -> str:
    """Write candidates as places for their names: ``{2}, {0} and {5}``."""
    places = [f"{{{candidate}}}" for candidate in candidates]
    return " and ".join(part for part in (", ".join(places[:-1]), places[-1]) if part)


def numbers(candidates: int) -> list[str]:
    """Return the names of candidates who have none: ``candidate 0`` and so on."""
    return [f"candidate {candidate}" for candidate in range(candidates)]


@dataclass(frozen=True, slots=True)
class Transfer:
    """Papers that passed from one candidate, or from the box, at one value.

    Attributes:
        origin: the candidate who gave them; None for the ballot box.
        to: the candidate who got them; None when no preference was left that could be used.
        papers: how many papers.
        value: what each of them is worth, in votes.
    """

    origin: int | None
    to: int | None
    papers: int
    value: Fraction

    @property
    def votes(self) -> Fraction:
        """The votes that passed: papers times value."""
        return self.papers * self.value

    def as_dict(self) -> dict[str, Plain]:
        """Return the transfer as plain data, numbers as strings."""
        return {
            "from": self.origin,
            "to": self.to,
            "papers": str(self.papers),
            "value": exact(self.value),
            "votes": exact(self.votes),
        }

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> Self:
        """Restore a transfer from what :meth:`as_dict` gave."""
        papers, value = int(plain["papers"]), Fraction(plain["value"])
        return cls(plain["from"], plain["to"], papers, value)


@dataclass(frozen=True, slots=True)
class Round:
    """One step of a count, as it stood when the step was done.

    Attributes:
        number: counted from 1.
        action: what was done, a stable word such as ``surplus`` or ``exclusion``.
        source: the paragraph of the statute or paper that says so.
        words: what happened, for a member; candidates are places such as ``{3}``.
        tallies: votes of each candidate after the round.
        exhausted: votes on papers that can no longer pass to anybody, up to now.
        lost: votes lost up to now where the rule cuts off decimals.
        transfers: the papers that passed in this round.
        elected: who was elected in this round, in order.
        excluded: who was excluded in this round.
    """

    number: int
    action: str
    source: str
    words: str
    tallies: tuple[Fraction, ...]
    exhausted: Fraction = Fraction(0)
    lost: Fraction = Fraction(0)
    transfers: tuple[Transfer, ...] = ()
    elected: tuple[int, ...] = ()
    excluded: tuple[int, ...] = ()

    @property
    def text(self) -> str:
        """The words, with candidates called by their numbers."""
        return self.told(numbers(len(self.tallies)))

    def told(self, names: Sequence[str]) -> str:
        """Return the words, with candidates called by their names."""
        return named(self.words, names)

    def as_dict(self) -> dict[str, Plain]:
        """Return the round as plain data, numbers as strings."""
        return {
            "number": self.number,
            "action": self.action,
            "source": self.source,
            "text": self.text,
            "tallies": [exact(votes) for votes in self.tallies],
            "exhausted": exact(self.exhausted),
            "lost": exact(self.lost),
            "transfers": [transfer.as_dict() for transfer in self.transfers],
            "elected": list(self.elected),
            "excluded": list(self.excluded),
        }

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any], words: str) -> Self:
        """Restore a round from what :meth:`as_dict` gave, and from its words with places."""
        return cls(
            number=plain["number"],
            action=plain["action"],
            source=plain["source"],
            words=words,
            tallies=tuple(Fraction(votes) for votes in plain["tallies"]),
            exhausted=Fraction(plain["exhausted"]),
            lost=Fraction(plain["lost"]),
            transfers=tuple(Transfer.from_dict(one) for one in plain["transfers"]),
            elected=tuple(plain["elected"]),
            excluded=tuple(plain["excluded"]),
        )


@dataclass(frozen=True, slots=True)
class LotRequired:
    """A tie that only chance may break: the count stopped here.

    The draw comes back as an ordering of all the tied, and the step falls on the first ``choose``
    of them: those drawn first are elected, or excluded, or passed on first, as ``words`` says.

    Attributes:
        purpose: what the draw decides, a stable word such as ``elect`` or ``exclude``.
        tied: the candidates (or units, in an apportionment) among whom to draw, ascending.
        choose: on how many of them the step falls.
        source: the paragraph that asks for a lot, or leaves the tie open.
        words: what is to be drawn and what follows, with places such as ``{3}``.
    """

    purpose: str
    tied: tuple[int, ...]
    choose: int
    source: str
    words: str

    @property
    def text(self) -> str:
        """The words, with candidates called by their numbers."""
        return self.told(numbers(max(self.tied) + 1))

    def told(self, names: Sequence[str]) -> str:
        """Return the words, with candidates called by their names."""
        return named(self.words, names)

    def as_dict(self) -> dict[str, Plain]:
        """Return the tie as plain data."""
        return {
            "purpose": self.purpose,
            "tied": list(self.tied),
            "choose": self.choose,
            "source": self.source,
            "text": self.text,
        }

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any], words: str) -> Self:
        """Restore a tie from what :meth:`as_dict` gave, and from its words with places."""
        tied = tuple(plain["tied"])
        return cls(plain["purpose"], tied, plain["choose"], plain["source"], words)


@dataclass(slots=True)
class Lots:
    """The recorded draws of one count, in the order in which the count asked for them.

    Attributes:
        draws: each an ordering of the candidates that were tied.
        used: how many of them the count has taken so far.
    """

    draws: tuple[tuple[int, ...], ...]
    used: int = field(default=0)

    @classmethod
    def of(cls, lots: Iterable[object]) -> Self:
        """Take draws as they were recorded, each a list of whole numbers.

        Raises:
            BadLot: when a draw is no list of whole numbers. What has no order, such as a set, is
                no draw.
        """
        read = []
        for number, draw in enumerate(lots):
            ordered = isinstance(draw, Iterable) and not isinstance(draw, AbstractSet | Mapping)
            drawn = list(draw) if isinstance(draw, Iterable) else []
            if not ordered or not all(map(is_whole, drawn)):
                raise BadLot(
                    f"lot {number}",
                    expected="the numbers of the tied in the order drawn",
                    got=repr(draw),
                    remedy="give a list for each tie, such as [[2, 0], [1, 3]]",
                )
            read.append(tuple(map(int, drawn)))
        return cls(tuple(read))

    def settle(self, lot: LotRequired) -> tuple[int, ...] | None:
        """Return the ordering that was drawn for this tie; None when none is recorded yet.

        Raises:
            BadLot: when the next draw on record orders other candidates than the tied.
        """
        if self.used == len(self.draws):
            return None
        drawn = self.draws[self.used]
        if tuple(sorted(drawn)) != lot.tied:
            raise BadLot(
                f"lot {self.used}",
                expected=f"an ordering of the tied {list(lot.tied)}",
                got=list(drawn),
                remedy="record the draw that this tie asked for, each tied candidate once",
            )
        self.used += 1
        return drawn

    def finish(self) -> None:
        """Check that every draw on record was needed.

        Raises:
            BadLot: when draws are left over; they would belong to another count.
        """
        if self.used < len(self.draws):
            raise BadLot(
                f"lot {self.used}",
                expected=f"{self.used} draws, as many as there were ties",
                got=f"{len(self.draws)} draws",
                remedy="take away the draws that no tie asked for",
            )


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule found, before the count puts its own name and version on it.

    Attributes:
        elected: who is elected, in order of election.
        rounds: the steps, in order.
        next_in_line: those not elected, the one who came closest first.
        tied: groups whose order among themselves, in ``elected`` or ``next_in_line``, the count
            left open because nothing hung on it; there they stand in the order of their numbers.
        lot: the tie that stopped the count, if one did.
    """

    elected: tuple[int, ...]
    rounds: tuple[Round, ...]
    next_in_line: tuple[int, ...] = ()
    tied: tuple[tuple[int, ...], ...] = ()
    lot: LotRequired | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of a count, with everything needed to explain and to repeat it.

    Attributes:
        rule: the name of the rule in the registry.
        rule_version: the version of the rule's code and reading of its source.
        seats: how many were to be elected.
        candidates: how many stood; candidates are 0 to ``candidates - 1``.
        elected: who is elected, in order of election; fewer than ``seats`` when a lot is required,
            when fewer stood, or when a count-back found no preference to go by.
        rounds: the steps, in order.
        next_in_line: those not elected, the one who came closest first; empty while a lot is
            required.
        tied: groups within ``elected`` or ``next_in_line`` whose mutual order means nothing.
        lot: the tie that stopped the count; None when the count is complete.
        lots: the recorded draws that were used.
        options: the options of the rule, with defaults filled in.
        blank: papers without any mark.
        reserved: the seats that were reserved for groups; None where none were.
    """

    rule: str
    rule_version: int
    seats: int
    candidates: int
    elected: tuple[int, ...]
    rounds: tuple[Round, ...]
    next_in_line: tuple[int, ...] = ()
    tied: tuple[tuple[int, ...], ...] = ()
    lot: LotRequired | None = None
    lots: tuple[tuple[int, ...], ...] = ()
    options: tuple[tuple[str, Fraction | int | str], ...] = ()
    blank: int = 0
    reserved: Reserved | None = None

    def explain(self, names: Sequence[str] | None = None) -> str:
        """Return the whole count in words, one paragraph a round."""
        called = numbers(self.candidates) if names is None else names
        told = [f"{step.number}. {step.told(called)} ({step.source})" for step in self.rounds]
        if self.lot is not None:
            told.append(f"{self.lot.told(called)} ({self.lot.source})")
        return "\n".join(told)

    def as_dict(self) -> dict[str, Plain]:
        """Return the outcome as plain data for JSON, exact numbers as strings."""
        return {
            "rule": self.rule,
            "rule_version": self.rule_version,
            "seats": self.seats,
            "candidates": self.candidates,
            "options": {name: _plain(value) for name, value in self.options},
            "blank": str(self.blank),
            "elected": list(self.elected),
            "next_in_line": list(self.next_in_line),
            "tied": [list(group) for group in self.tied],
            "lots": [list(draw) for draw in self.lots],
            "lot": None if self.lot is None else self.lot.as_dict(),
            "rounds": [step.as_dict() for step in self.rounds],
            "words": [step.words for step in self._told()],
            **self._bounds(),
        }

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> Self:
        """Restore an outcome from what :meth:`as_dict` gave.

        Further keys are passed over. Where ``words`` is missing, as in documents of earlier
        versions, rounds and tie call candidates by their numbers and can no longer name them.

        Raises:
            KeyError, TypeError, ValueError: when it is not what :meth:`as_dict` gives.
        """
        steps, lot, bounds = plain["rounds"], plain["lot"], plain.get("reserved")
        told = [*steps, lot] if lot is not None else steps
        words = plain.get("words") or [_without_places(one["text"]) for one in told]
        pairs = zip(steps, words[: len(steps)], strict=True)
        return cls(
            rule=plain["rule"],
            rule_version=plain["rule_version"],
            seats=plain["seats"],
            candidates=plain["candidates"],
            elected=tuple(plain["elected"]),
            rounds=tuple(Round.from_dict(step, said) for step, said in pairs),
            next_in_line=tuple(plain["next_in_line"]),
            tied=tuple(tuple(group) for group in plain["tied"]),
            lot=None if lot is None else LotRequired.from_dict(lot, words[len(steps)]),
            lots=tuple(tuple(draw) for draw in plain["lots"]),
            options=tuple((name, _value(text)) for name, text in plain["options"].items()),
            blank=int(plain["blank"]),
            reserved=None if bounds is None else Reserved(tuple(map(Group.from_dict, bounds))),
        )

    def _told(self) -> tuple[Round | LotRequired, ...]:
        return self.rounds if self.lot is None else (*self.rounds, self.lot)

    def _bounds(self) -> dict[str, Plain]:
        if self.reserved is None:
            return {}
        return {"reserved": [group.as_dict() for group in self.reserved.groups]}


def _plain(value: Fraction | int | str) -> str:
    return exact(value) if isinstance(value, Fraction) else str(value)


def _value(text: str) -> Fraction | int | str:
    """Read the value of an option; no option has a word that is a number."""
    if not _NUMBER.fullmatch(text):
        return text
    number = Fraction(text)
    return number.numerator if number.denominator == 1 else number


def _without_places(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")
