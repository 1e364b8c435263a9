"""Plurality: one mark on each paper; those with the most votes are elected.

Rules of this module: with several seats this is the single non-transferable vote; candidates who
are level for the last seats draw lots. A paper says nothing about a second choice, so there is no
count-back: a vacancy needs a by-election, or the next in line where the charter has alternates.

Source: Representation of the People Act 1983 (UK), schedule 1, rules 18 and 49 (equality of
votes).

Not here: papers with several marks (``approval``).
"""

from __future__ import annotations

from commonweal.tally.ballots import Choice
from commonweal.tally.most import most_votes
from commonweal.tally.outcome import Finding, Lots
from commonweal.tally.rule import Options, Rule

SOURCE = "Representation of the People Act 1983 sch. 1 rr. 18, 49"


def count(profile: Choice, seats: int, lots: Lots, options: Options) -> Finding:
    """Elect those with the most votes."""
    del options  # it has none
    return most_votes(profile.counts, range(profile.candidates), seats, lots, source=SOURCE)


RULE = Rule(
    name="plurality",
    title="Most votes",
    ballots=Choice,
    source=SOURCE,
    version=1,
    many_seats=True,
    axioms=frozenset({"anonymity", "neutrality", "scaling", "monotonicity", "participation"}),
    count=count,
)
