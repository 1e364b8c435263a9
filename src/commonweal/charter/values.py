"""The types a value in a constitution may have, and the scale it must be on.

Rules of this module:

* the type of a field in ``model`` is what the file must give; there is no second list of types;
* a share is text, ``"2/3"``: a decimal would hide a rounding;
* a number has a lowest and a highest value, always; a number off its scale is a fault.

Not here: whether values fit together (``checks``).
"""

from __future__ import annotations

import types
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Literal, Union, get_args, get_origin

from commonweal.charter.clause import Clause
from commonweal.charter.notes import did_you_mean
from commonweal.terms import share

NO_LIMIT = "no-limit"
"""What the file says for a limit that is not there, where there would be one otherwise."""

DAYS_MAX = 36_500
COUNT_MAX = 10_000_000

_AT_LEAST_ONE = frozenset(
    {"voting_days", "term_days", "petition_days", "roll_valid_days", "days_max", "number", "total"}
    | {"per", "each", "remainder", "terms_max", "seats_max", "offices_max", "schema"}
    | {"members_min", "report_days", "appeal_days", "answer_days", "entrenched_decisions"}
    | {"convene_days", "speech_minutes"}
    | {"hearing_days", "decision_days", "many", "many_days", "objection_days", "dues_grace_days"}
    | {"signature_days", "callback_days", "challenge_days", "signatures"}
    | {"call_days"}
    | {"signed_max", "suspend_days"}
    | {"typists", "observers_max", "entry_days"}
    | {"declaration_days", "period_days", "figures_min"}
    | {"term_days_max"}
    | {"consent_days", "roll_signing_days"}
    | {"proposal_days", "rounds", "round_days", "adoption_days", "periods_max"}
    | {"confirm_days", "agree_days"}
    | {"renew_days", "letters_day_max", "questions_day_max", "demands_day_max", "signatures_min"}
)
_LIMITS = frozenset({"terms_max", "seats_max", "offices_max"})


class Unfit(Exception):  # noqa: N818 -- it is the value that is unfit; always caught in this room
    """A value has the wrong type; carries what was expected and what to do."""

    def __init__(self, expected: str, got: object, remedy: str) -> None:
        super().__init__(expected)
        self.what = f"expected {expected}, got {_shown(got)}"
        self.remedy = remedy


@dataclass(frozen=True, slots=True)
class Scale:
    """Lowest and highest value of a number; either end may be left out of the scale.

    Attributes:
        low: lowest value.
        high: highest value.
        above_low: true when the value must be above ``low``.
        below_high: true when the value must be below ``high``.
    """

    low: Fraction
    high: Fraction
    above_low: bool = False
    below_high: bool = False

    def has(self, value: Fraction | int) -> bool:
        """Whether a value is on the scale."""
        low = value > self.low if self.above_low else value >= self.low
        return low and (value < self.high if self.below_high else value <= self.high)

    def __str__(self) -> str:
        low = f"{'above' if self.above_low else 'at least'} {self.low}"
        return f"{low} and {'below' if self.below_high else 'at most'} {self.high}"


_SHARE = Scale(Fraction(0), Fraction(1))
_SHARE_ABOVE_NOTHING = Scale(Fraction(0), Fraction(1), above_low=True)
_RATIO = Scale(Fraction(0), Fraction(100), above_low=True)
# Yes must exceed this share; nothing exceeds the whole.
_SHARE_TO_EXCEED = Scale(Fraction(0), Fraction(1), below_high=True)
_EXCEEDED = frozenset({"RecallRule", "MotionRule", "Initiative", "Challenges"})


def scale(clause: type[Clause], key: str) -> Scale:
    """Return the scale of the numbers in a field."""
    if key == "majority" and clause.__name__ in _EXCEEDED:
        return _SHARE_TO_EXCEED
    if key in {"threshold", "majorities", "entrenched_referendum", "convene_share"} or key.endswith(
        "majority"
    ):
        return _SHARE_ABOVE_NOTHING
    if key in {"bodies_share", "members_share", "callback_share"}:
        return _SHARE_ABOVE_NOTHING
    if key == "ceiling":
        return _RATIO
    if key == "tolerance" or key.endswith(("_share_min", "_quorum", "_share")):
        return _SHARE
    low = Fraction(1 if key in _AT_LEAST_ONE else 0)
    high = DAYS_MAX if key.endswith(("_days", "_days_max")) or key == "days_max" else COUNT_MAX
    return Scale(low, Fraction(high))


def convert(hint: object, key: str, value: object) -> object:
    """Turn a value of the file into the type of a field.

    Raises:
        Unfit: when the value has another type.
    """
    if get_origin(hint) is Literal:
        return _one_of(tuple(map(str, get_args(hint))), value)
    if get_origin(hint) in {Union, types.UnionType}:
        return _optional(get_args(hint)[0], key, value)
    if get_origin(hint) is tuple:
        return _list_of(get_args(hint)[0], key, value)
    return _PLAIN[hint](value)


def placeholder(hint: object) -> object:
    """Return a value of the type, to read on with after a fault has been noted."""
    if get_origin(hint) is Literal:
        return get_args(hint)[0]
    if get_origin(hint) in {Union, types.UnionType}:
        return None
    return _BLANKS.get(hint, ())


def _one_of(options: tuple[str, ...], value: object) -> str:
    if isinstance(value, str) and value in options:
        return value
    expected = f"one of {', '.join(map(repr, options))}"
    raise Unfit(expected, value, did_you_mean(str(value), options))


def _optional(hint: object, key: str, value: object) -> object:
    if key in _LIMITS and value == NO_LIMIT:
        return None
    try:
        return convert(hint, key, value)
    except Unfit as unfit:
        if key in _LIMITS:
            unfit.remedy += f', or write "{NO_LIMIT}"'
        raise


def _list_of(hint: object, key: str, value: object) -> tuple[object, ...]:
    if not isinstance(value, list):
        raise Unfit("a list", value, "put the values in square brackets: [...]")
    if get_origin(hint) is tuple:
        return tuple(_pair(entry) for entry in value)
    converted = tuple(convert(hint, key, entry) for entry in value)
    if hint is not Fraction and len(set(converted)) < len(converted):
        raise Unfit("each entry once", value, "leave out what is written twice")
    return converted


def _pair(value: object) -> tuple[int, int]:
    if not isinstance(value, list) or len(value) != 2:
        raise Unfit("a pair [lowest size, seats]", value, "write for instance [250, 3]")
    return _whole_number(value[0]), _whole_number(value[1])


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise Unfit("text", value, "put it in quotation marks")
    if not value.strip():
        raise Unfit("text", value, "write something, or leave the key out where it may be left out")
    return value.strip()


def _whole_number(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise Unfit("a whole number", value, "write it without quotation marks and without a point")
    return value


def _yes_or_no(value: object) -> bool:
    if not isinstance(value, bool):
        raise Unfit("true or false", value, "write true or false, without quotation marks")
    return value


def _day(value: object) -> date:
    if isinstance(value, datetime) or not isinstance(value, date):
        raise Unfit("a day", value, "write it as 2026-05-01, without quotation marks")
    return value


def _share(value: object) -> Fraction:
    if isinstance(value, float):
        near = Fraction(str(value)).limit_denominator(12) if abs(value) < 1000 else "2/3"
        raise Unfit(
            "a share in quotation marks, written as a fraction",
            value,
            f'a decimal hides a rounding; write "{near}"',
        )
    remedy = f'write a fraction of whole numbers in quotation marks, such as "{_near(value)}"'
    if not isinstance(value, str):
        raise Unfit("a share", value, remedy)
    try:
        return share(value)
    except (ValueError, ZeroDivisionError) as error:
        raise Unfit("a share", value, remedy) from error


def _near(value: object) -> str:
    return str(value) if isinstance(value, int) and value in {0, 1} else "2/3"


def _shown(value: object) -> str:
    text = repr(value) if not isinstance(value, date) else value.isoformat()
    return text if len(text) <= 60 else f"{text[:57]}..."


_PLAIN: dict[object, Callable[[object], object]] = {
    str: _text,
    int: _whole_number,
    bool: _yes_or_no,
    date: _day,
    Fraction: _share,
}

_BLANKS: dict[object, object] = {
    str: "",
    int: 1,
    bool: False,
    date: date(1970, 1, 1),
    # One half is on the scale of every share.
    Fraction: Fraction(1, 2),
}
