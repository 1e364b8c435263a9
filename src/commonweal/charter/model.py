"""What a constitution can say: typed, frozen, every group of values with its article.

Rules of this module:

* a charter is data: nothing here decides anything;
* periods are whole days, shares are exact fractions, a missing limit is ``None``;
* every group of values is a :class:`Clause`: it carries the number of the article that says so,
  and the path of the table in the file, because every refusal cites both.

Not here: reading a file (``reading``), what is unwise or unlawful in it (``checks``), what it means
for a command (``commonweal.polity``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from types import MappingProxyType
from typing import Literal

from commonweal.charter.clause import Clause
from commonweal.charter.planning import Planning
from commonweal.charter.rights import (
    Affiliation,
    Agreements,
    Caucuses,
    Challenges,
    Control,
    Discipline,
    Grievances,
    Initiative,
    Inspection,
    Letters,
    Meetings,
    Papers,
    Pay,
    Unions,
)

SCHEMA_VERSION = 1
"""Version of the format; recorded with every adopted constitution."""

SeatMethod = Literal["per-n", "bands", "equal", "sainte-lague", "d-hondt"]
Secrecy = Literal["secret", "open"]
MandateKind = Literal["imperative", "conditional", "split", "free"]

EMERGENCY_POWERS = ("shorten_debate", "extend_terms", "decide_without_quorum")
"""Rules that an emergency may bend, each with an effect of its own: motions go to the vote without
the debate period; terms do not lapse while the emergency lasts; a presence quorum is not asked.
None of them reaches an amendment of the constitution."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preamble(Clause):
    """Table ``[constitution]``: the name, the day it takes effect, where it comes from.

    Attributes:
        name: name of the federation's constitution.
        schema: version of the format, :data:`SCHEMA_VERSION`.
        in_force_from: first day on which the constitution may be in force.
        source: document the constitution comes from, empty when the federation wrote it itself.
    """

    name: str
    schema: int
    in_force_from: date
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership(Clause):
    """Table ``[members]``: franchise and rolls.

    Attributes:
        waiting_days: days between admission and the first vote.
        roll_signatures: people, other than the one who closed it, who must sign a roll before use.
        roll_valid_days: days for which a signed roll may be used.
        roll_signing_days: days after which members of a body beside it, or below the same one,
            may sign a roll that those on it have not signed.
    """

    waiting_days: int = 0
    roll_signatures: int = 1
    roll_valid_days: int = 60
    roll_signing_days: int = 14


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatRule(Clause):
    """Entry of ``[[levels.X.seats]]``: how many delegates each sending body has.

    Attributes:
        senders: levels of the bodies to which the rule applies (``from`` in the file).
        method: ``per-n``: one seat per ``per``, and one more for a remainder of ``remainder`` or
            more; ``bands``: by size; ``equal``: ``each`` seats; ``sainte-lague`` and ``d-hondt``:
            ``total`` seats divided among the senders.
        figure: ``roll``: people on the signed roll; ``declared``: the number declared when the body
            was opened or last corrected, for instance its inhabitants.
        total: seats to divide, for the divisor methods.
        per: people per seat, for ``per-n``.
        remainder: remainder that gives one more seat, for ``per-n``; ``None`` when none does.
        bands: pairs (lowest size, seats), ascending, for ``bands``.
        each: seats of each sender, for ``equal``.
        minimum: least number of seats of a sender.
    """

    senders: tuple[str, ...]
    method: SeatMethod
    figure: Literal["roll", "declared"] = "roll"
    total: int | None = None
    per: int | None = None
    remainder: int | None = None
    bands: tuple[tuple[int, int], ...] = ()
    each: int | None = None
    minimum: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Filling(Clause):
    """Table ``[filling]``, or of a level or office: how a seat is filled, and for how long.

    Attributes:
        rule: name of the counting rule in the tally registry, or ``appointed``.
        electors: ``members``: all members on the rolls of the sending body and of those below it;
            ``voters``: those who vote in the sending body (its members, or its delegates).
        eligible: ``voters``: only those who vote in the sending body may stand, and the seat rests
            on their seat there, if they sit by one; ``members``: any member of the federation.
        ballot: whether ballots are secret or by name.
        nomination_days: days for nominations.
        voting_days: days for voting.
        nominators: supporters a nomination needs besides the candidate.
        term_days: length of a term.
        terms_max: terms in a row that one person may serve in a body or office; ``None``: no limit.
        alternates: how many of the next on the count stand ready.
        appointed_by: office that appoints, in its own body and below, for ``appointed``.
    """

    rule: str = "scottish-stv"
    electors: Literal["members", "voters"] = "voters"
    eligible: Literal["voters", "members"] = "voters"
    ballot: Secrecy = "secret"
    nomination_days: int = 7
    voting_days: int = 7
    nominators: int = 0
    term_days: int = 365
    terms_max: int | None = None
    alternates: int = 2
    appointed_by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MandateRule(Clause):
    """Table ``[mandates]``: what a sending body may bind its delegates to.

    Attributes:
        kinds: the kinds of mandate that may be given; ``free`` is always possible by giving none.
        split: ``fractions``: a delegate's vote is split exactly as the sending body divided;
            ``whole``: the votes of its delegates are shared out whole, by largest remainder.
        on_amended: what an instruction becomes when its motion is amended: ``refer-back`` to the
            sending body, ``abstain``, or ``free``.
    """

    kinds: tuple[MandateKind, ...] = ("imperative", "conditional", "free", "split")
    split: Literal["fractions", "whole"] = "fractions"
    on_amended: Literal["refer-back", "abstain", "free"] = "refer-back"


@dataclass(frozen=True, slots=True, kw_only=True)
class RecallRule(Clause):
    """Table ``[recall]``: who may take a seat away, and how it is filled again.

    Attributes:
        start: ``confidence``: each elector may withdraw confidence at any time, and a share of
            withdrawals opens the vote; ``petition``: signatures gathered within ``petition_days``;
            ``none``: nobody can recall.
        threshold: share of the seat's electors that opens the vote.
        kept: whether withdrawals and signatures are secret or by name.
        petition_days: days within which a petition's signatures count.
        cooling_off_days: days after a seat was filled, or a recall failed, in which none is opened.
        voting_days: days of the recall vote.
        ballot: whether ballots are secret or by name.
        majority: share of Yes among Yes and No that must be exceeded.
        yes_share_min: share of the seat's electors that Yes must reach; a No never helps.
        refill: ``count-back`` of the ballots that filled the seat, or ``by-election``.
        alternate_sits: whether the next on the count sits until the seat is filled again.
    """

    start: Literal["confidence", "petition", "none"] = "confidence"
    threshold: Fraction = Fraction(1, 3)
    kept: Secrecy = "secret"
    petition_days: int = 30
    cooling_off_days: int = 0
    voting_days: int = 7
    ballot: Secrecy = "secret"
    majority: Fraction = Fraction(1, 2)
    yes_share_min: Fraction = Fraction(0)
    refill: Literal["count-back", "by-election"] = "count-back"
    alternate_sits: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class MotionRule(Clause):
    """Table ``[motions]``: how a body decides.

    Attributes:
        seconders: voters besides the proposer who must support a motion or amendment.
        debate_days: days between seconding and the vote; amendments are moved in this time.
        voting_days: days of the vote.
        ballot: whether the vote is secret or by name.
        majority: share of Yes among Yes and No that must be exceeded.
        yes_share_min: share of all votes of the body that Yes must reach; a No never helps.
        presence_quorum: share of the voters that a roll-call must find present before the vote.
        turnout_quorum: share of the votes that must be cast; under it a No can help, so the check
            warns of it.
        tie: what equal Yes and No mean: ``rejected``, or a ``lot`` drawn by named people.
    """

    seconders: int = 1
    debate_days: int = 7
    voting_days: int = 7
    ballot: Secrecy = "open"
    majority: Fraction = Fraction(1, 2)
    yes_share_min: Fraction = Fraction(0)
    presence_quorum: Fraction = Fraction(0)
    turnout_quorum: Fraction = Fraction(0)
    tie: Literal["rejected", "lot"] = "rejected"


@dataclass(frozen=True, slots=True, kw_only=True)
class Level(Clause):
    """Table ``[levels.X]``: one storey of the pyramid.

    Attributes:
        name: key of the table.
        title: what a body of this level is called, for instance ``"Workplace council"``.
        made_of: levels whose bodies send delegates here; empty when members sit here themselves.
        own_roll: whether such a body is a union: outside the pyramid, of those who joined it.
        seats: how many delegates each sender has; empty for a body of members.
        filling, mandates, recall, motions: the rules of this level, from its own tables or from the
            general ones.
        top: whether the level is sent to no other.
    """

    name: str
    title: str
    made_of: tuple[str, ...] = ()
    own_roll: bool = False
    seats: tuple[SeatRule, ...] = ()
    filling: Filling
    mandates: MandateRule
    recall: RecallRule
    motions: MotionRule

    @property
    def of_members(self) -> bool:
        """Whether members sit in such a body themselves."""
        return not self.made_of

    @property
    def is_base(self) -> bool:
        """Whether it is the lowest storey of the pyramid, to whose bodies members are admitted."""
        return self.of_members and not self.own_roll


@dataclass(frozen=True, slots=True, kw_only=True)
class Office(Clause):
    """Table ``[offices.X]``: an office of each body of the named levels.

    Attributes:
        name: key of the table.
        title: what the office is called.
        levels: levels whose bodies have the office.
        number: holders per body.
        powers: names of the commands that a holder may issue; nothing else.
        filling, recall: how the office is filled and recalled.
    """

    name: str
    title: str
    levels: tuple[str, ...]
    number: int = 1
    powers: tuple[str, ...] = ()
    filling: Filling
    recall: RecallRule


@dataclass(frozen=True, slots=True, kw_only=True)
class Accumulation(Clause):
    """Table ``[accumulation]``: how much one person may hold in the whole federation at once.

    Attributes:
        seats_max: chains of seats; a seat that rests on another counts with it. ``None``: no limit.
        offices_max: offices. ``None``: no limit.
    """

    seats_max: int | None = 1
    offices_max: int | None = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Emergency(Clause):
    """Table ``[emergency]``: powers that end by themselves.

    Attributes:
        level: level of the body that may declare an emergency.
        powers: which of :data:`EMERGENCY_POWERS` may be taken.
        days_max: longest time, after which they lapse.
        majorities: share of Yes among Yes and No needed for the first declaration and for each
            renewal in turn, ascending; when they are used up there is no renewal.
        yes_share_min: share of all votes of the body that Yes must reach.
        pause_days: days after a lapse within which a new declaration counts as a renewal.
    """

    level: str
    powers: tuple[str, ...]
    days_max: int
    majorities: tuple[Fraction, ...]
    yes_share_min: Fraction = Fraction(1, 2)
    pause_days: int = 90


@dataclass(frozen=True, slots=True, kw_only=True)
class Amendment(Clause):
    """Table ``[amendment]``: how the constitution itself is changed.

    Attributes:
        level: level of the body that may amend.
        majority: share of Yes among Yes and No that must be reached.
        yes_share_min: share of all votes of the body that Yes must reach.
        entrenched: paths of tables or values that need more, for instance ``"recall"``.
        entrenched_majority: share for those; ``None``: they cannot be amended.
        entrenched_decisions: decisions of that body, one after the other, that those need.
        entrenched_apart_days: least days from one of these decisions to the moving of the next.
        entrenched_referendum: share of all members who must then say Yes; ``None``: not asked.
    """

    level: str
    majority: Fraction = Fraction(2, 3)
    yes_share_min: Fraction = Fraction(1, 2)
    entrenched: tuple[str, ...] = ()
    entrenched_majority: Fraction | None = None
    entrenched_decisions: int = 1
    entrenched_apart_days: int = 0
    entrenched_referendum: Fraction | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reorganisation(Clause):
    """Table ``[reorganisation]``: opening, merging, splitting and closing bodies.

    Attributes:
        level: level of the body that decides it, once the founding is over.
        seats_on_merge: ``stay``: delegates of the merged bodies sit out their term, answering to
            the new body; ``fall``: their seats are emptied and elected anew.
        seats_on_split: the same for the body that goes on after a split.
        consent: ``bodies``: what is decided above waits until every body concerned has consented;
            ``none``: it takes effect at once.
        consent_days: days in which they consent; what they have not consented to by then falls.
    """

    level: str
    seats_on_merge: Literal["stay", "fall"] = "stay"
    seats_on_split: Literal["stay", "fall"] = "fall"
    consent: Literal["bodies", "none"] = "none"
    consent_days: int = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Founding(Clause):
    """Table ``[founding]``: the convenors' provisional powers.

    Attributes:
        days_max: days after which the powers end even if the pyramid is not complete; they end
            earlier, by themselves, when every seat of the top body has been filled once.
        powers: names of the commands the convenors may issue.
    """

    days_max: int = 180
    powers: tuple[str, ...] = (
        "open_body",
        "admit_members",
        "close_roll",
        "apportion_seats",
        "open_election",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Charter:
    """A whole constitution, read and resolved.

    Attributes:
        preamble: name and date.
        words: defined words and their meaning.
        members: franchise and rolls.
        levels: the storeys of the pyramid, by name, lowest first.
        offices: offices, by name.
        accumulation, emergency, amendment, reorganisation, founding: see their classes;
            ``emergency`` is ``None`` when the constitution knows no emergency powers.
        caucuses, letters, meetings, pay, inspection: rights, see ``rights``;
            ``None`` when the constitution does not give the right.
        articles: titles and texts of the articles, by number, for people to read.
        text: the file as adopted, from which all this was read.
    """

    preamble: Preamble
    words: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    members: Membership
    levels: Mapping[str, Level]
    offices: Mapping[str, Office]
    accumulation: Accumulation
    emergency: Emergency | None
    amendment: Amendment
    reorganisation: Reorganisation
    founding: Founding
    articles: Mapping[str, Article]
    text: str
    caucuses: Caucuses | None = None
    letters: Letters | None = None
    meetings: Meetings | None = None
    pay: Pay | None = None
    inspection: Inspection | None = None
    initiative: Initiative | None = None
    discipline: Discipline | None = None
    papers: Papers | None = None
    control: Control | None = None
    agreements: Agreements | None = None
    challenges: Challenges | None = None
    union: Unions | None = None
    grievances: Grievances | None = None
    affiliation: Affiliation | None = None
    plan: Planning | None = None

    @property
    def top(self) -> Level:
        """The level that no other level is made of; reading makes sure that there is just one."""
        below = {name for level in self.levels.values() for name in level.made_of}
        pyramid = (level for level in self.levels.values() if not level.own_roll)
        return next(level for level in pyramid if level.name not in below)


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """An ``[[article]]``: what the constitution says in words.

    Attributes:
        number: for instance ``"12"``; values cite ``"12"`` or a paragraph of it, ``"12.3"``.
        title: short title.
        text: the wording.
        source: where the wording comes from, for instance
            ``"Constitution of the RSFSR 1918, art. 25"``.
    """

    number: str
    title: str
    text: str
    source: str = ""
