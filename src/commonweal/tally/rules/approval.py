"""Approval: every voter marks whom they approve of; those with the most marks are elected.

Rules of this module: each mark counts one; candidates level for the last seats draw lots. The
count-back of a vacancy looks only at the papers that approved of whoever left, and elects whoever
most of *those* papers approve of too: the same supporters' next choice. With several seats
approval is not proportional; a federation that wants minorities seated uses STV.

Source: S. J. Brams and P. C. Fishburn, "Approval Voting", American Political Science Review 72
(1978), p. 831. The paper knows no vacancies; the count-back is this module's own, after the
principle of the Hare-Clark statutes.

Not here: a limit on the number of marks; it is kept when ballots are cast.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from commonweal.tally.ballots import Approval
from commonweal.tally.most import most_votes
from commonweal.tally.outcome import Finding, Lots, Round
from commonweal.tally.rule import Options, Rule, Vacancy

SOURCE = "Brams and Fishburn, Approval Voting, APSR 72 (1978) 831"
COUNTBACK_SOURCE = "papers that approved of the vacating member, after the Hare-Clark principle"


def count(profile: Approval, seats: int, lots: Lots, options: Options) -> Finding:
    """Elect those with the most approvals."""
    del options  # it has none
    everybody = range(profile.candidates)
    return most_votes(_marks(profile), everybody, seats, lots, source=SOURCE)


def countback(
    profile: Approval, seats: int, lots: Lots, options: Options, vacancy: Vacancy
) -> Finding:
    """Elect whoever the supporters of the vacating member approve of most."""
    del seats, lots, options  # the papers of one candidate do not depend on the first count
    tallies = _marks(profile, supporters_of=vacancy.vacated)
    named = [candidate for candidate in vacancy.contesting if tallies[candidate] > 0]
    if not named:
        return _nobody(tallies)
    return most_votes(tallies, named, 1, vacancy.lots, source=COUNTBACK_SOURCE)


def _marks(profile: Approval, supporters_of: int | None = None) -> tuple[Fraction, ...]:
    rows = slice(None) if supporters_of is None else profile.marks[:, supporters_of] == 1
    marks, weights = profile.marks[rows].astype(np.int64), profile.weights[rows]
    return tuple(Fraction(total) for total in (weights @ marks).tolist())


def _nobody(tallies: Sequence[Fraction]) -> Finding:
    words = "None of the voters behind this seat approved of anybody who can take it."
    return Finding((), (Round(1, "count", COUNTBACK_SOURCE, words, tuple(tallies)),))


RULE = Rule(
    name="approval",
    title="Most approvals",
    ballots=Approval,
    source=SOURCE,
    version=1,
    many_seats=True,
    axioms=frozenset({"anonymity", "neutrality", "scaling", "monotonicity", "participation"}),
    count=count,
    countback=countback,
)
