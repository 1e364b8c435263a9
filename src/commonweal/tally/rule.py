"""What a counting rule is: a record that names itself, its source, its ballots and its options.

Rules of this module: a rule is data plus one function; it knows neither the registry nor the
other rules; what it may be asked is declared in its options, and nothing else is accepted.

Not here: the list of rules (``registry``), and the entry that checks a request (``counting``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, TypeAlias

from commonweal.tally.ballots import Approval, Choice, Ranked
from commonweal.tally.faults import BadCount
from commonweal.tally.outcome import Finding, Lots
from commonweal.tally.reserved import Reserved
from commonweal.tally.scored import Scored
from commonweal.terms import share

Profile: TypeAlias = Ranked | Approval | Choice | Scored
"""Ballots of any kind."""

Value: TypeAlias = Fraction | int | str
"""The value of an option: a share, a whole number, or one of a few words."""


@dataclass(frozen=True, slots=True)
class Option:
    """Something a rule may be asked to do differently.

    Attributes:
        name: as it is written in a call or a constitution.
        default: the value when nothing is said; its type is the type of the option.
        meaning: what it does, in a sentence.
        allowed: the words that may be given; empty for shares and whole numbers.
    """

    name: str
    default: Value
    meaning: str
    allowed: tuple[str, ...] = ()

    def read(self, given: object) -> Value:
        """Check a given value and return it in the option's own type.

        Raises:
            BadCount: when it is of another kind, out of range, or not one of the allowed words.
        """
        match self.default:
            case Fraction():
                return self._share(given)
            case int():
                return self._whole(given)
            case _:
                return self._word(given)

    def _share(self, given: object) -> Fraction:
        try:
            read = share(given) if isinstance(given, str) else given
        except (ValueError, ZeroDivisionError):
            read = given
        if isinstance(read, Fraction | int) and not isinstance(read, bool) and 0 <= read <= 1:
            return Fraction(read)
        raise self._wrong("an exact share from 0 to 1, such as 2/3", given)

    def _whole(self, given: object) -> int:
        if isinstance(given, int) and not isinstance(given, bool) and given >= 0:
            return given
        raise self._wrong("a whole number, zero or more", given)

    def _word(self, given: object) -> str:
        if isinstance(given, str) and given in self.allowed:
            return given
        raise self._wrong(f"one of {', '.join(self.allowed)}", given)

    def _wrong(self, expected: str, given: object) -> BadCount:
        return BadCount(
            f"option {self.name}",
            expected=expected,
            got=repr(given),
            remedy=f"the option means: {self.meaning}",
        )


@dataclass(frozen=True, slots=True)
class Options:
    """The options of one count, checked and complete.

    Attributes:
        values: every option of the rule by its name.
        reserved: the seats that are reserved for groups; None where none are.
    """

    values: Mapping[str, Value]
    reserved: Reserved | None = None

    def share(self, name: str) -> Fraction:
        """Return an option that is a share."""
        value = self.values[name]
        assert isinstance(value, Fraction), name
        return value

    def whole(self, name: str) -> int:
        """Return an option that is a whole number."""
        value = self.values[name]
        assert isinstance(value, int), name
        return value

    def word(self, name: str) -> str:
        """Return an option that is a word."""
        value = self.values[name]
        assert isinstance(value, str), name
        return value


Counter: TypeAlias = Callable[[Any, int, Lots, Options], Finding]
"""Count a profile of the rule's own ballot kind: ``(profile, seats, lots, options)``."""


@dataclass(frozen=True, slots=True)
class Vacancy:
    """A seat that fell empty, and who may sit in it.

    Attributes:
        vacated: who won the seat in the count.
        contesting: who may be elected to it now, ascending.
        lots: the draws recorded for this count-back.
    """

    vacated: int
    contesting: tuple[int, ...]
    lots: Lots


CountBack: TypeAlias = Callable[[Any, int, Lots, Options, Vacancy], Finding]
"""Refill one seat from the papers that won it: ``(profile, seats, lots, options, vacancy)``."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A way of counting votes.

    Attributes:
        name: as it is written in a constitution; stable.
        title: as it is shown to members.
        ballots: the kind of ballots it counts.
        source: the statute or paper that it follows.
        version: raised whenever a count could come out or explain itself differently.
        many_seats: whether it can fill more than one seat.
        axioms: what the tests hold it to under its default options. For whatever it could claim
            and does not, they keep a counter-example. For all ballots: ``anonymity``;
            ``neutrality``; ``scaling`` (multiplying every weight changes nothing);
            ``monotonicity`` (a higher place or one more mark never costs the seat);
            ``participation`` (for one seat: a further paper elects nobody whom it ranks below the
            winner without it). For ranked ones: ``later_no_harm`` (a further preference costs
            nobody above it the seat); ``condorcet``; ``solid_coalitions`` (Droop proportionality,
            less what decimals lose). For approvals: ``justified_representation``. For motions:
            ``no_never_helps``.
        count: the function that counts.
        countback: the function that refills a seat; None where the ballots say nothing about it.
        options: what it may be asked to do differently.
        equal_ranks: whether it counts papers on which candidates share a rank.
        measure: what the tallies of a round are. ``votes`` are kept in every round: tallies,
            exhausted and lost make up what was cast. Anything else is named by its unit, for
            instance ``wins`` or ``points``, and need not add up.
        decisive: whether a complete count fills every seat for which somebody stands; not so where
            a round can end without anybody elected.
        reserved: whether it can keep seats for groups of candidates (``reserved.Reserved``).
    """

    name: str
    title: str
    ballots: type[Profile]
    source: str
    version: int
    many_seats: bool
    axioms: frozenset[str]
    count: Counter
    countback: CountBack | None = None
    options: tuple[Option, ...] = ()
    equal_ranks: bool = False
    measure: str = "votes"
    decisive: bool = True
    reserved: bool = False

    def read_options(self, given: Mapping[str, object]) -> Options:
        """Check the options of a call and fill in the defaults.

        Raises:
            BadCount: when an option is unknown or has a value that it does not take.
        """
        return read_options(self.name, self.options, given)


def read_options(rule: str, options: tuple[Option, ...], given: Mapping[str, object]) -> Options:
    """Check the options of a call and fill in the defaults.

    Args:
        rule: the name of the rule, for the error.
        options: what the rule may be asked.
        given: what it is asked.

    Raises:
        BadCount: when an option is unknown or has a value that it does not take.
    """
    known = {option.name: option for option in options}
    for asked in given:
        if asked not in known:
            raise BadCount(
                f"option {asked}",
                expected=f"one of {sorted(known) or 'no options'}",
                got=repr(asked),
                remedy=f"see the options of the rule {rule}",
            )
    return Options(
        {
            name: option.read(given[name]) if name in given else option.default
            for name, option in known.items()
        }
    )
