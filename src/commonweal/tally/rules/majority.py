"""Majority: is a motion carried? Votes of yes, no and abstention against a threshold.

Rules of this module:

* answer 0 is yes, 1 is no, 2 (if there is one) is abstention; elected is ``(YES,)`` when the
  motion is carried and ``(NO,)`` when it is not;
* the threshold is a share of the votes that the option ``of`` names; abstentions count only where
  it says so;
* the threshold has to be passed (``more_than``) or reached (``at_least``);
* another No never helps a motion, whatever the options;
* a tie is as many yes as no where more than half of the votes cast is asked for: the option
  ``tie`` says what follows, and a chair's casting vote comes back the same way as a lot.

Source: Robert's Rules of Order Newly Revised (12th ed.) 44:1-12 for the bases and the tie.

Not here: whether enough were present; presence is counted before the vote, by the law.
"""

from __future__ import annotations

from fractions import Fraction

from commonweal.tally.ballots import ABSTAIN, NO, YES, Choice
from commonweal.tally.faults import BadCount
from commonweal.tally.outcome import Finding, LotRequired, Lots, Round, exact
from commonweal.tally.rule import Option, Options, Rule

SOURCE = "Robert's Rules of Order Newly Revised (12th ed.) 44:1-12"


def count(profile: Choice, seats: int, lots: Lots, options: Options) -> Finding:
    """Decide a motion.

    Raises:
        BadCount: when there are not two or three answers, or the roll is smaller than the votes.
    """
    del seats  # one motion; the entry checked it
    yes, no, abstain = _answers(profile)
    base = _base(yes, no, abstain, options)
    bar = options.share("threshold") * base
    if _is_tie(yes, no, options):
        return _tied(profile, lots, options)
    reached = yes > bar if options.word("passes") == "more_than" else yes >= bar
    enough = yes >= options.share("roll_share") * options.whole("roll")
    carried = yes > 0 and reached and enough
    return _finding(profile, _words(options, yes, bar, carried=carried), carried=carried)


def _answers(profile: Choice) -> tuple[Fraction, Fraction, Fraction]:
    if profile.candidates not in (2, 3):
        raise BadCount(
            "ballots",
            expected="the answers yes, no and, where it is allowed, abstain",
            got=f"{profile.candidates} answers",
            remedy="build the profile with Choice.yes_no, or count a choice by plurality",
        )
    abstain = profile.counts[ABSTAIN] if profile.candidates > ABSTAIN else Fraction(0)
    return profile.counts[YES], profile.counts[NO], abstain


def _base(yes: Fraction, no: Fraction, abstain: Fraction, options: Options) -> Fraction:
    roll, voted = options.whole("roll"), yes + no + abstain
    wanted = options.word("of") == "roll" or options.share("roll_share") > 0
    if wanted and (roll < 1 or roll < voted):
        raise BadCount(
            "option roll",
            expected=f"the number on the roll, at least the {exact(voted)} who voted",
            got=roll,
            remedy="give the size of the roll that was closed before the vote",
        )
    bases = {"cast": yes + no, "present": voted, "roll": Fraction(roll)}
    return bases[options.word("of")]


def _is_tie(yes: Fraction, no: Fraction, options: Options) -> bool:
    half = options.share("threshold") == Fraction(1, 2)
    of_cast = options.word("of") == "cast" and options.word("passes") == "more_than"
    enough = yes >= options.share("roll_share") * options.whole("roll")
    return half and of_cast and enough and yes == no > 0


def _tied(profile: Choice, lots: Lots, options: Options) -> Finding:
    tie = options.word("tie")
    words = f"Yes {exact(profile.counts[YES])}, no {exact(profile.counts[NO])}: a tie."
    if tie != "lot":
        told = "is carried" if tie == "carries" else "is not carried"
        told = f"{words} By the rule for ties the motion {told}."
        return _finding(profile, told, carried=tie == "carries")
    lot = LotRequired("answer", (YES, NO), 1, SOURCE, _LOT_WORDS)
    drawn = lots.settle(lot)
    if drawn is None:
        step = Round(1, "count", SOURCE, words, profile.counts)
        return Finding((), (step,), lot=lot)
    told = f"{words} The lot or the casting vote says {'yes' if drawn[0] == YES else 'no'}."
    return _finding(profile, told, carried=drawn[0] == YES)


_LOT_WORDS = (
    "As many yes as no: draw a lot, or record the casting vote; "
    "the answer named first decides (0 is yes, 1 is no)."
)


def _words(options: Options, yes: Fraction, bar: Fraction, *, carried: bool) -> str:
    needed = "more than" if options.word("passes") == "more_than" else "at least"
    bases = {"cast": "the votes for yes and no", "present": "all votes, abstentions included"}
    base = bases.get(options.word("of"), f"the {options.whole('roll')} on the roll")
    share = exact(options.share("threshold")) if options.share("threshold") else "0"
    words = f"Needed: {needed} {share} of {base}, that is {needed} {exact(bar)}. Yes: {exact(yes)}."
    if options.share("roll_share") > 0:
        roll_share = options.share("roll_share")
        floor = exact(roll_share * options.whole("roll"))
        words += f" Needed as well: {floor} yes, {exact(roll_share)} of the roll."
    return f"{words} The motion is {'carried' if carried else 'not carried'}."


def _finding(profile: Choice, words: str, *, carried: bool) -> Finding:
    answer = (YES,) if carried else (NO,)
    step = Round(1, "count", SOURCE, words, profile.counts, elected=answer)
    return Finding(answer, (step,), (NO,) if carried else (YES,))


RULE = Rule(
    name="majority",
    title="Majority of yes over no",
    ballots=Choice,
    source=SOURCE,
    version=1,
    many_seats=False,
    axioms=frozenset({"anonymity", "scaling", "no_never_helps"}),
    count=count,
    options=(
        Option("threshold", Fraction(1, 2), "the share of the votes that yes needs"),
        Option(
            "of",
            "cast",
            "of which votes the threshold is a share: yes and no; with abstentions; the whole roll",
            ("cast", "present", "roll"),
        ),
        Option(
            "passes",
            "more_than",
            "whether the threshold must be passed or only reached",
            ("more_than", "at_least"),
        ),
        Option(
            "tie",
            "fails",
            "what follows when as many say yes as no under a threshold of more than half",
            ("fails", "carries", "lot"),
        ),
        Option("roll", 0, "how many were entitled to vote; needed where a share of the roll is"),
        Option(
            "roll_share",
            Fraction(0),
            "the share of the roll that must say yes, whatever the others do",
        ),
    ),
)
