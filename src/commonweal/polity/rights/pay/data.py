"""Pay as data: what members earn, what holders declare, and what is asked of them.

Rules of this module: amounts are whole numbers of the smallest unit of the constitution's money; a
member's own wage is a digest of a text in the vault, a holder's declaration is public.

Not here: what is lawful (``law``), what events do to the state (``fold``).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from commonweal.polity.command import Command, Text
from commonweal.polity.entities import NEVER, NOBODY
from commonweal.polity.event import Event
from commonweal.terms import MemberId, Moment, SeatId

AMOUNT_MAX = 10**12
"""Largest amount: a million million; larger ones are slips, and programs of others misread them."""

# What there is.


class MembersWage(msgspec.Struct, array_like=True):
    """The members' wage as it was computed last.

    Attributes:
        wage: the wage; 0 while it has never been computed.
        ceiling: what pay and benefits of a seat may be at most.
        figures: how many figures it was computed from.
        at: when it was computed.
        next_at: when it is computed next; 0 before anybody has declared a wage.
    """

    wage: int = 0
    ceiling: int = 0
    figures: int = 0
    at: Moment = NEVER
    next_at: Moment = NEVER


class Declaration(msgspec.Struct, array_like=True):
    """What a holder said that a seat or office brings.

    Attributes:
        corrects: the declaration that it takes the place of; 0 for none.
        confirmed_by: voter of the body who has seen the papers; 0 while nobody has.
    """

    id: int
    seat: SeatId
    holder: MemberId
    at: Moment
    pay: int
    benefits: int
    expenses: int
    outside: int
    corrects: int = 0
    confirmed_by: MemberId = NOBODY

    @property
    def counted(self) -> int:
        """What the ceiling limits: pay and benefits together."""
        return self.pay + self.benefits


class Duty(msgspec.Struct, array_like=True):
    """The duty to declare what a seat brings, of whoever took it.

    Attributes:
        due_at: when the next declaration is due.
        declaration: the one that holds; 0 for none.
        missing: whether the date has passed without one.
        above: whether what was declared is above the ceiling.
        seen: whether the body has been told that it is above.
    """

    seat: SeatId
    holder: MemberId
    due_at: Moment
    declaration: int = 0
    missing: bool = False
    above: bool = False
    seen: bool = False


# What can be asked.


class DeclareWage(Command, frozen=True, tag="declare_wage", kw_only=True):
    """Tell one's own wage, in secret, so that the members' wage can be computed.

    Attributes:
        figure: a whole number of the smallest unit of the constitution's money.
    """

    figure: Text


class WageCount(msgspec.Struct, frozen=True):
    """What the office found in the vault.

    Attributes:
        figures: how many of the wages declared could be read.
        median, mean: of them, rounded down; 0 when there are too few.
    """

    figures: int
    median: int = 0
    mean: int = 0


class ComputeMembersWage(Command, frozen=True, tag="compute_members_wage", kw_only=True):
    """Compute the members' wage from what they declared.

    Attributes:
        counted: *counted*: what the office found in the vault.
    """

    counted: WageCount | None = None


class DeclarePay(Command, frozen=True, tag="declare_pay", kw_only=True):
    """Declare what a seat or office that one holds brings, for all to see.

    Attributes:
        pay: what is paid for it.
        benefits: worth of what is given or lent for it besides.
        expenses: what is refunded.
        outside: what the holder earns elsewhere.
    """

    seat: int
    pay: int
    benefits: int
    expenses: int
    outside: int


class CorrectDeclaration(Command, frozen=True, tag="correct_declaration", kw_only=True):
    """Put another declaration in the place of one's own; the first stays on record.

    Attributes:
        declaration: which one is corrected.
        pay: what is paid.
        benefits: worth of what is given or lent besides.
        expenses: what is refunded.
        outside: what the holder earns elsewhere.
    """

    declaration: int
    pay: int
    benefits: int
    expenses: int
    outside: int


class ConfirmDeclaration(Command, frozen=True, tag="confirm_declaration", kw_only=True):
    """Confirm a declaration, having seen the papers; by a voter of the body.

    Attributes:
        declaration: which one.
    """

    declaration: int


class MissDeclaration(Command, frozen=True, tag="miss_declaration", kw_only=True):
    """The date of a declaration has passed without one."""

    seat: int


class ReportPay(Command, frozen=True, tag="report_pay", kw_only=True):
    """What a seat brings is above the ceiling, since the members' wage was computed."""

    seat: int


# What has happened.


class WageDeclared(Event, frozen=True, tag="wage_declared/1", kw_only=True):
    """A member told their wage; ``figure`` is a digest. ``compute_at`` is set by the first."""

    member: int
    figure: str
    compute_at: int = 0


class MembersWageComputed(Event, frozen=True, tag="members_wage_computed/1", kw_only=True):
    """The members' wage was computed, and the ceiling with it; both 0: there were too few figures.

    The wage computed before stays in force then.
    """

    figures: int
    next_at: int
    wage: int = 0
    ceiling: int = 0


class DeclarationAsked(Event, frozen=True, tag="declaration_asked/1", kw_only=True):
    """Whoever took a seat has to declare what it brings, until a date.

    Without a seat: everybody who sits, because the constitution regulates pay from now on.
    """

    due_at: int
    seat: int = 0
    holder: int = 0


class PayDeclared(Event, frozen=True, tag="pay_declared/1", kw_only=True):
    """A holder declared what a seat brings; the next declaration is due on ``due_at``."""

    declaration: int
    seat: int
    holder: int
    pay: int
    benefits: int
    expenses: int
    outside: int
    due_at: int
    corrects: int = 0


class PayCeilingExceeded(Event, frozen=True, tag="pay_ceiling_exceeded/1", kw_only=True):
    """Pay and benefits of a seat are above the ceiling: a breach of the constitution."""

    seat: int
    holder: int
    declaration: int
    counted: int
    ceiling: int


class DeclarationMissed(Event, frozen=True, tag="declaration_missed/1", kw_only=True):
    """A holder did not declare in time: a breach of the constitution."""

    seat: int
    holder: int


class DeclarationConfirmed(Event, frozen=True, tag="declaration_confirmed/1", kw_only=True):
    """A voter of the body confirmed a declaration, having seen the papers."""

    declaration: int
    seat: int
    by: int


AnyCommand = (
    DeclareWage
    | ComputeMembersWage
    | DeclarePay
    | CorrectDeclaration
    | ConfirmDeclaration
    | MissDeclaration
    | ReportPay
)

AnyEvent = (
    WageDeclared
    | MembersWageComputed
    | DeclarationAsked
    | PayDeclared
    | PayCeilingExceeded
    | DeclarationMissed
    | DeclarationConfirmed
)

ENTITIES: tuple[type[msgspec.Struct], ...] = (MembersWage, Declaration, Duty)
"""What the state holds of it."""


def _wage_is_live(state: Any, at: int, _subject: int) -> bool:
    return bool(state.members_wage.next_at == at)


def _declaration_is_live(state: Any, at: int, seat: int) -> bool:
    duty = state.duties[seat]
    sits = state.seats[seat].holder == duty.holder
    return sits and not duty.missing and duty.due_at == at


def _pay_is_live(state: Any, _at: int, seat: int) -> bool:
    duty = state.duties[seat]
    return duty.above and not duty.seen and state.seats[seat].holder == duty.holder


LIVE: dict[str, Callable[[Any, int, int], bool]] = {
    "members_wage": _wage_is_live,
    "declaration": _declaration_is_live,
    "pay": _pay_is_live,
}
"""Whether an item of the calendar still waits."""

REFUSALS: dict[str, str] = {
    "pay_not_regulated": "The constitution says nothing about what seats and offices bring.",
    "wage_not_a_figure": "A wage is told as a whole number of the smallest unit.",
    "amount_off_its_scale": "Amounts are whole numbers from 0 to a million million.",
    "declared_by_another": "What a seat brings is declared, and corrected, by its holder.",
    "declaration_unknown": "The number is not that of a declaration.",
    "declaration_replaced": "Another declaration has taken its place.",
    "declaration_already_confirmed": "The declaration has been confirmed.",
    "declaration_confirmed_by_stranger": "Declarations are confirmed by others who vote there.",
}
"""Meaning of each refusal, by name."""
