"""The entries of this room: count, count back, apportion.

Rules of this module: a request is checked completely before anything is counted; the same
request always gives the same answer; a tie stops the count and says what to draw, and the same
call with the draw appended to ``lots`` goes on.

Not here: how a rule counts, and where ballots come from.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from commonweal.tally.apportionment import Apportionment, Method, Request, check_bounds
from commonweal.tally.ballots import Ranked
from commonweal.tally.faults import BadCount
from commonweal.tally.outcome import Finding, Lots, Outcome
from commonweal.tally.patterns import is_whole
from commonweal.tally.registry import APPORTIONMENTS, RULES
from commonweal.tally.reserved import Reserved
from commonweal.tally.rule import Options, Profile, Rule, Vacancy

Named = TypeVar("Named", Rule, Method)


def count(
    rule: str,
    profile: Profile,
    seats: int,
    *,
    lots: Sequence[Sequence[int]] = (),
    reserved: Reserved | None = None,
    **options: object,
) -> Outcome:
    """Count ballots by a rule.

    Args:
        rule: the name of the rule in ``RULES``.
        profile: ballots of the kind that the rule counts.
        seats: how many to elect; 1 for a motion.
        lots: the recorded draws, in the order in which the count asked for them; each is an
            ordering of the tied.
        reserved: seats that are reserved for groups of candidates, where the rule can keep them.
        **options: options of the rule; see its record.

    Returns:
        The outcome. Where its ``lot`` is not None the count stopped at a tie: call again with the
        draw appended to ``lots``.

    Raises:
        BadCount: when the request does not fit the rule, or no result could keep the reserved
            seats.
        BadLot: when a draw does not answer its tie, or none was asked for.
    """
    record = _named("rule", rule, RULES)
    _check_request(record, profile, seats)
    chosen, draws = record.read_options(options), Lots.of(lots)
    if reserved is not None:
        _check_reserved(record, reserved, profile, seats)
        chosen = replace(chosen, reserved=reserved)
    finding = record.count(profile, seats, draws, chosen)
    draws.finish()
    return _outcome(record, profile, seats, finding, draws=draws, chosen=chosen)


def countback(
    rule: str,
    profile: Profile,
    origin: Outcome | int,
    vacated: int,
    *,
    sitting: Collection[int] = (),
    unavailable: Collection[int] = (),
    lots: Sequence[Sequence[int]] = (),
    origin_lots: Sequence[Sequence[int]] = (),
    reserved: Reserved | None = None,
    **options: object,
) -> Outcome:
    """Refill one vacant seat from the papers that won it.

    Args:
        rule: the rule of the election.
        profile: the ballots of the election, all of them.
        origin: the outcome of the election, or the number of its seats.
        vacated: who won the seat *in the count*. Where the seat was refilled before, it is still
            the first winner, and those who have held it since are unavailable.
        sitting: who sits already, and so cannot be elected again.
        unavailable: who cannot or will not take the seat.
        lots: the draws recorded for this count-back.
        origin_lots: the draws of the election, where ``origin`` is a number of seats.
        reserved: the reserved seats of the election, where ``origin`` is a number of seats. The
            seat is refilled within them.
        **options: the options of the election, where ``origin`` is a number of seats.

    Returns:
        An outcome for one seat. Nobody is elected when no voter behind the seat listed anybody
        who can take it: then a by-election is needed.

    Raises:
        BadCount: when the rule has no count-back, or ``vacated`` won no seat.
        BadLot: when a draw does not answer its tie, or none was asked for.
    """
    record = _named("rule", rule, RULES)
    first = _origin(rule, profile, origin, origin_lots, reserved, options)
    _whole("vacated", vacated)
    _check_vacancy(record, first, vacated)
    out = {vacated, *sitting, *unavailable}
    _check_candidates(out, first.candidates)
    contesting = _contesting(first, sitting, out)
    vacancy = Vacancy(vacated, contesting, Lots.of(lots))
    chosen = replace(record.read_options(dict(first.options)), reserved=first.reserved)
    assert record.countback is not None
    finding = record.countback(profile, first.seats, Lots.of(first.lots), chosen, vacancy)
    vacancy.lots.finish()
    return _outcome(record, profile, 1, finding, draws=vacancy.lots, chosen=chosen)


def apportion(
    method: str,
    figures: Sequence[int],
    *,
    total: int | None = None,
    per: int | None = None,
    remainder: int | None = None,
    bands: Sequence[tuple[int, int]] | None = None,
    each: int | None = None,
    minimum: int | Sequence[int] = 0,
    maximum: int | Sequence[int | None] | None = None,
    lots: Sequence[Sequence[int]] = (),
) -> Apportionment:
    """Give seats to units in proportion to their figures, or by a fixed key.

    Args:
        method: the name of the method in ``APPORTIONMENTS``.
        figures: the figure of each unit, whole numbers, zero or more.
        total: seats in all (all methods but the next three).
        per: how many make a seat (``per-n``).
        remainder: how many left over make one more seat (``per-n``, may be left out).
        bands: ``(from, seats)``, rising (``bands``).
        each: seats of every unit (``equal``).
        minimum: seats that every unit gets at least, or one number for each unit.
        maximum: seats that every unit gets at most, or one number for each unit, None for any.
        lots: the recorded draws; each an ordering of the tied units.

    Raises:
        BadCount: when a figure is missing, not understood by the method, or out of range, or when
            minima and maxima do not fit each other or the total.
        BadLot: when a draw does not answer its tie, or none was asked for.
    """
    record = _named("method", method, APPORTIONMENTS)
    numbers = {"total": total, "per": per, "remainder": remainder, "each": each}
    given = {name: value for name, value in numbers.items() if value is not None}
    _check_needs(record, [*given, *(["bands"] if bands is not None else [])])
    for name, value in given.items():
        _whole(name, value, at_least=0 if name == "each" else 1)
    request = Request(
        figures=tuple(_whole(f"figure {unit}", f) for unit, f in enumerate(figures)),
        minima=_minima(minimum, len(figures)),
        maxima=_maxima(maximum, len(figures)),
        bands=_bands(bands),
        **given,
    )
    return _apportionment(record, request, Lots.of(lots))


def _minima(minimum: int | Sequence[int], units: int) -> tuple[int, ...]:
    if not isinstance(minimum, Sequence):
        return (_whole("minimum", minimum),) * units
    _check_one_each("minimum", len(minimum), units)
    return tuple(_whole(f"minimum {unit}", least) for unit, least in enumerate(minimum))


def _maxima(maximum: int | Sequence[int | None] | None, units: int) -> tuple[int | None, ...]:
    if not isinstance(maximum, Sequence):
        return (None if maximum is None else _whole("maximum", maximum),) * units
    _check_one_each("maximum", len(maximum), units)
    return tuple(
        None if most is None else _whole(f"maximum {unit}", most)
        for unit, most in enumerate(maximum)
    )


def _check_one_each(name: str, given: int, units: int) -> None:
    if given != units:
        raise BadCount(
            name,
            expected=f"one number for all, or one for each of {units} units",
            got=f"{given} numbers",
            remedy="give the numbers in the order of the figures",
        )


def _apportionment(record: Method, request: Request, draws: Lots) -> Apportionment:
    if not request.figures:
        raise BadCount(
            "figures", expected="at least one unit", got="none", remedy="list the units' figures"
        )
    check_bounds(request.minima, request.maxima)
    found = record.apportion(request, draws)
    draws.finish()
    return Apportionment(
        method=record.name,
        method_version=record.version,
        figures=request.figures,
        seats=found.seats,
        steps=found.steps,
        lot=found.lot,
        lots=draws.draws,
    )


def _named(kind: str, name: str, register: Mapping[str, Named]) -> Named:
    if name not in register:
        raise BadCount(
            kind,
            expected=f"one of {', '.join(register)}",
            got=repr(name),
            remedy="write the name as it stands in the registry",
        )
    return register[name]


def _whole(name: str, value: object, at_least: int = 0) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and value >= at_least:
        return value
    raise BadCount(
        name,
        expected=f"a whole number, {at_least} or more",
        got=repr(value),
        remedy="give exact whole numbers",
    )


def _check_request(record: Rule, profile: Profile, seats: int) -> None:
    if not isinstance(profile, record.ballots):
        kind = type(profile)
        able = ", ".join(rule.name for rule in RULES.values() if rule.ballots is kind)
        raise BadCount(
            "ballots",
            expected=f"{record.ballots.__name__} ballots for {record.name}",
            got=kind.__name__,
            remedy=f"count {kind.__name__} ballots by one of {able}"
            if able
            else "build a profile of ballots first",
        )
    if isinstance(profile, Ranked) and profile.level is not None and not record.equal_ranks:
        raise BadCount(
            "ballots",
            expected=f"strict orders: {record.name} does not say what to do with equal ranks",
            got=f"{int(profile.weights[profile.level.any(axis=1)].sum())} papers with equal ranks",
            remedy="choose a rule that counts equal ranks, or let the election's rules void them",
        )
    _whole("seats", seats, at_least=1)
    if seats > 1 and not record.many_seats:
        raise BadCount(
            "seats",
            expected=f"1 seat, all that {record.name} can decide",
            got=seats,
            remedy="choose a rule that fills several seats",
        )


def _origin(
    rule: str,
    profile: Profile,
    origin: Outcome | int,
    origin_lots: Sequence[Sequence[int]],
    reserved: Reserved | None,
    options: Mapping[str, object],
) -> Outcome:
    if not isinstance(origin, Outcome):
        return count(rule, profile, origin, lots=origin_lots, reserved=reserved, **options)
    if origin_lots or options or reserved is not None or origin.rule != rule:
        raise BadCount(
            "origin",
            expected="an outcome of the same rule, which brings its own lots and options",
            got=f"an outcome of {origin.rule}, with further lots or options",
            remedy="give the number of seats instead of the outcome, or leave the others out",
        )
    bounds, chosen = origin.reserved, dict(origin.options)
    return count(rule, profile, origin.seats, lots=origin.lots, reserved=bounds, **chosen)


def _check_vacancy(record: Rule, first: Outcome, vacated: int) -> None:
    if record.countback is None:
        raise BadCount(
            "rule",
            expected="a rule with count-back",
            got=record.name,
            remedy="hold a by-election: these ballots say nothing about a next choice",
        )
    if first.lot is not None or vacated not in first.elected:
        raise BadCount(
            "vacated",
            expected=f"one of those elected in the finished count: {list(first.elected)}",
            got=vacated,
            remedy="name the first winner of the seat, and give all lots of the election",
        )


def _check_candidates(candidates: Collection[int], standing: int) -> None:
    for candidate in candidates:
        if not is_whole(candidate) or not 0 <= candidate < standing:
            raise BadCount(
                "sitting or unavailable",
                expected=f"candidates numbered 0 to {standing - 1}",
                got=repr(candidate),
                remedy="use the numbers of this election",
            )


def _check_reserved(record: Rule, reserved: Reserved, profile: Profile, seats: int) -> None:
    if not record.reserved:
        able = ", ".join(rule.name for rule in RULES.values() if rule.reserved)
        raise BadCount(
            "reserved",
            expected=f"no reserved seats: {record.name} does not say how to keep them",
            got=f"{len(reserved.groups)} groups",
            remedy=f"count by one that does: {able}",
        )
    reserved.check(profile.candidates, seats)


def _contesting(first: Outcome, sitting: Collection[int], out: Collection[int]) -> tuple[int, ...]:
    """Return who may take the seat: where seats are reserved, within the bounds."""
    open_to = tuple(c for c in range(first.candidates) if c not in out)
    if first.reserved is None:
        return open_to
    seats = len(set(sitting)) + 1
    barred = first.reserved.barred(tuple(set(sitting)), open_to, seats)
    return tuple(c for c in open_to if c not in barred)


def _check_needs(record: Method, given: Sequence[str]) -> None:
    missing = [name for name in record.needs if name not in given]
    foreign = [name for name in given if name not in record.needs + record.takes]
    if missing or foreign:
        parts = [("add", missing), ("leave out", foreign)]
        raise BadCount(
            f"method {record.name}",
            expected=f"{', '.join(record.needs + record.takes)}; minimum and maximum if wanted",
            got=", ".join(given) or "none of them",
            remedy="; ".join(f"{do} {', '.join(names)}" for do, names in parts if names),
        )


def _bands(bands: Sequence[tuple[int, int]] | None) -> tuple[tuple[int, int], ...]:
    if bands is None:
        return ()
    try:
        pairs = [(start, seats) for start, seats in bands]
    except (TypeError, ValueError) as fault:
        raise _bad_bands(bands) from fault
    read = tuple((_whole("band", start), _whole("band", seats)) for start, seats in pairs)
    starts = [start for start, _ in read]
    if not read or starts != sorted(set(starts)):
        raise _bad_bands(bands)
    return read


def _bad_bands(bands: Sequence[tuple[int, int]]) -> BadCount:
    return BadCount(
        "bands",
        expected="one or more bands, each beginning above the one before",
        got=repr(bands),
        remedy="order the bands by size, each (from, seats)",
    )


def _outcome(
    record: Rule,
    profile: Profile,
    seats: int,
    finding: Finding,
    *,
    draws: Lots,
    chosen: Options,
) -> Outcome:
    return Outcome(
        rule=record.name,
        rule_version=record.version,
        seats=seats,
        candidates=int(profile.candidates),
        elected=finding.elected,
        rounds=finding.rounds,
        next_in_line=finding.next_in_line,
        tied=finding.tied,
        lot=finding.lot,
        lots=draws.draws,
        options=tuple(chosen.values.items()),
        blank=int(profile.blank),
        reserved=chosen.reserved,
    )
