"""Majority with rounds: more than half is needed, and if nobody has it there is another poll.

Rules of this module:

* one count is one round, on its own ballots: a second round is a new poll, in which voters may
  think again, and never the same papers counted another way;
* whoever passes the threshold is elected; otherwise, in every round but the last, nobody is: the
  count names who goes on, and excludes those who do not;
* in the last round the most votes are enough;
* the threshold is a share of the votes cast for anybody, or of the roll where ``of`` says so;
* those level for the last place in the next round draw lots, unless ``level`` lets all of them
  go on.

Source: the Constitution of France, article 7 (two rounds, the two best go on), and the Basic Law
of Germany, article 54(6) (three rounds, everybody goes on, the majority of all members in the
first two).

Not here: candidates who withdraw between rounds; they are left out of the next poll.
"""

from __future__ import annotations

from fractions import Fraction

from commonweal.tally.ballots import Choice
from commonweal.tally.faults import BadCount
from commonweal.tally.most import flat, groups_of_equals, open_ties, split
from commonweal.tally.outcome import Finding, LotRequired, Lots, Round, exact, listed
from commonweal.tally.rule import Option, Options, Rule
from commonweal.tally.standing import Groups, fill

SOURCE = "Constitution of France, article 7; Basic Law of Germany, article 54(6)"


def count(profile: Choice, seats: int, lots: Lots, options: Options) -> Finding:
    """Elect whoever has the majority, or say who goes into the next round.

    Raises:
        BadCount: when the round does not exist, or the roll is smaller than the votes.
    """
    del seats  # one seat; the entry checked it
    _check_round(options)
    base = _base(profile, options)
    bar = options.share("threshold") * base
    groups = groups_of_equals(profile.counts, range(profile.candidates))
    first = profile.counts[groups[0][0]]
    told = f"{_votes(profile, groups)} Needed: more than {exact(bar)} of {exact(base)}."
    if options.whole("round") < options.whole("rounds") and (first <= bar or len(groups[0]) > 1):
        return _next_round(profile, groups, lots, options, told)
    if first <= bar:
        told += " This is the last round: the most votes are enough."
    step = Round(1, "count", SOURCE, told, profile.counts)
    why = f"They have {exact(first)} votes each."
    return fill(groups, 1, (step,), lots, way="lot", source=SOURCE, why=why)


def _check_round(options: Options) -> None:
    number, rounds = options.whole("round"), options.whole("rounds")
    if not 1 <= number <= rounds:
        raise BadCount(
            "option round",
            expected=f"a round from 1 to {rounds}",
            got=number,
            remedy="count the rounds from 1; the option rounds says how many there can be",
        )


def _base(profile: Choice, options: Options) -> Fraction:
    cast, roll = sum(profile.counts, Fraction(0)), options.whole("roll")
    if options.word("of") == "cast":
        return cast
    if roll < 1 or roll < cast:
        raise BadCount(
            "option roll",
            expected=f"the number on the roll, at least the {exact(cast)} who voted",
            got=roll,
            remedy="give the size of the roll that was closed before the vote",
        )
    return Fraction(roll)


def _next_round(
    profile: Choice, groups: Groups, lots: Lots, options: Options, told: str
) -> Finding:
    room = min(options.whole("go_on") or profile.candidates, profile.candidates)
    on, torn, out = split(tuple(groups), room)
    told += " Nobody has that: there is another round."
    if torn and options.word("level") == "all":
        on, torn = (*on, torn), ()
    if torn:
        lot = _lot(profile, torn, room - len(flat(on)))
        drawn = lots.settle(lot)
        if drawn is None:
            return Finding((), (Round(1, "next_round", SOURCE, told, profile.counts),), lot=lot)
        told += f" Between equals the lot put {listed(drawn)} in this order."
        on = (*on, *((c,) for c in drawn[: lot.choose]))
        out = (*((c,) for c in drawn[lot.choose :]), *out)
    told += f" On go {listed(flat(on))}."
    step = Round(1, "next_round", SOURCE, told, profile.counts, excluded=flat(out))
    return Finding((), (step,), flat((*on, *out)), open_ties((*on, *out)))


def _lot(profile: Choice, torn: tuple[int, ...], room: int) -> LotRequired:
    words = (
        f"{listed(torn)} have {exact(profile.counts[torn[0]])} votes each. Draw lots among them: "
        f"the first {room} drawn go into the next round."
    )
    return LotRequired("go_on", torn, room, SOURCE, words)


def _votes(profile: Choice, groups: Groups) -> str:
    return f"Votes: {', '.join(f'{{{c}}} {exact(profile.counts[c])}' for c in flat(groups))}."


RULE = Rule(
    name="majority-rounds",
    title="Majority, with further rounds",
    ballots=Choice,
    source=SOURCE,
    version=1,
    many_seats=False,
    axioms=frozenset({"anonymity", "neutrality", "scaling"}),
    count=count,
    options=(
        Option("round", 1, "which round these votes are, from 1"),
        Option("rounds", 2, "how many rounds there can be; in the last the most votes are enough"),
        Option("go_on", 2, "how many go into the next round; 0 for everybody"),
        Option("threshold", Fraction(1, 2), "the share that somebody has to pass"),
        Option("of", "cast", "of what: the votes for anybody; the whole roll", ("cast", "roll")),
        Option("roll", 0, "how many were entitled to vote; needed where a share of the roll is"),
        Option(
            "level",
            "lot",
            "what follows for those level for the last place in the next round: a lot, or all of "
            "them go on",
            ("lot", "all"),
        ),
    ),
    decisive=False,
)
