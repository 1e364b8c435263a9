"""What a constitution can say about rights and safeguards: one optional table for each.

Rules of this module: a table that is not there means that the constitution does not give the right;
what is missing is named by the check, with the requirement that it breaks (``prudence``).

Not here: the rest of a constitution (``model``), the sentences (``sentences_rights``), what a right
means for a command (``commonweal.polity.rights``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType
from typing import Literal

from commonweal.charter.clause import Clause
from commonweal.charter.planning import Planning


@dataclass(frozen=True, slots=True, kw_only=True)
class Meetings(Clause):
    """Table ``[meetings]``: how a body meets, and who can convene it against its officers.

    Attributes:
        notice_days: days between the calling of a meeting and its beginning, at least.
        convene_share: share of those who vote in a body that convenes it.
        convene_days: days within which a meeting so convened begins; signatures count as long.
        speech_minutes: length of a speech; until then nobody but the speaker ends it.
        first_speakers_first: whether who has not spoken yet goes before who has.
        caucus_speeches: ``alternate``: no two speeches in a row for one caucus while somebody else
            waits; ``as-asked``: in the order of asking.
    """

    notice_days: int = 7
    convene_share: Fraction = Fraction(1, 5)
    convene_days: int = 21
    speech_minutes: int = 5
    first_speakers_first: bool = True
    caucus_speeches: Literal["alternate", "as-asked"] = "alternate"


@dataclass(frozen=True, slots=True, kw_only=True)
class Caucuses(Clause):
    """Table ``[caucuses]``: members of one mind who organise within the federation.

    Attributes:
        members_min: members whom a caucus needs to act as one; 1: anybody alone.
        confidential: whether a member may belong to a caucus without being named.
        lists: whether candidates may stand on the list of their caucus.
        agenda_share: share of a meeting's time, and of what the federation prints and sends, that
            belongs to the caucuses together.
        report_days: days after a decision in which a minority report on it may be filed.
        renew_days: days for which a membership without a name holds, before it is renewed with its
            salt or lapses.
    """

    members_min: int = 1
    confidential: bool = True
    lists: bool = True
    agenda_share: Fraction = Fraction(1, 5)
    report_days: int = 14
    renew_days: int = 180


@dataclass(frozen=True, slots=True, kw_only=True)
class Letters(Clause):
    """Table ``[letters]``: open letters to any body, and questions to officers and delegates.

    Attributes:
        removal_grounds: grounds on which a body may have a letter taken down; empty: none.
        removal_majority: share of Yes and No that this needs.
        appeal_level: level of the body that may put a letter back; needed where there are grounds.
        appeal_days: days after the removal in which it may.
        anonymous: whether a letter may be published without its author's name.
        answer_days: days in which a question has to be answered.
        letters_day_max: letters and replies that one member publishes within a day.
        questions_day_max: questions that one member asks within a day.
    """

    removal_grounds: tuple[str, ...] = ()
    removal_majority: Fraction = Fraction(2, 3)
    appeal_level: str | None = None
    appeal_days: int = 60
    anonymous: bool = True
    answer_days: int = 14
    letters_day_max: int = 20
    questions_day_max: int = 20


INSPECTING = ("inspect", "publish_finding", "demand_answer", "put_recall")
"""The commands of inspectors: they have no others, and nobody else has these."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pay(Clause):
    """Table ``[pay]``: what seats and offices may bring, and what their holders declare.

    Attributes:
        ceiling: most that pay and benefits together may be, as a multiple of the members' wage.
        wage: whether the members' wage is the ``median`` or the ``mean`` of what they declared.
        figures_min: declared wages below which none is computed, so that nobody's can be told.
        declaration_days: days after taking a seat or office in which its holder declares.
        period_days: days for which a declaration, and a computed wage, holds.
        currency: name of the money; amounts are whole numbers of its smallest unit.
    """

    ceiling: Fraction = Fraction(1)
    wage: Literal["median", "mean"] = "median"
    figures_min: int = 5
    declaration_days: int = 30
    period_days: int = 365
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection(Clause):
    """Table ``[inspection]``: who inspects. What inspectors may do is the same everywhere.

    Attributes:
        office: name of the office whose holders inspect, in their own body and those below it.
        answer_days: days in which a demand for an answer has to be met.
        demands_day_max: demands that one inspector makes within a day.
    """

    office: str
    answer_days: int = 14
    demands_day_max: int = 30


CallBackEffect = Literal[
    "resolve",
    "amend_constitution",
    "open_body",
    "merge_bodies",
    "split_body",
    "close_body",
    "adopt_plan",
]
"""What a decision may do and still be called back. Missing: what ends by itself, or cannot wait."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Initiative(Clause):
    """Table ``[initiative]``: members put questions to bodies and to all, and call decisions back.

    Attributes:
        bodies_share: share of the base bodies that puts a motion, each by a decision of its own.
        members_share: share of the members that puts one by their signatures; either is enough.
        signatures_min: signatures that are needed at least, however small the share is; of fewer
            members, all.
        signature_days: days in which they have to come together.
        majority: share of Yes and No that a referendum has to exceed.
        yes_share_min: share of all members that its Yes has to reach.
        voting_days, ballot: how long, and how, a referendum is voted on.
        callback_effects: what a decision of delegates does that waits to be called back.
        callback_days: days for which it waits.
        callback_share: share of the base bodies, or of the members, below that calls it back.
        callback_then: ``referendum``: all members below decide on it; ``falls``: it has fallen.
    """

    bodies_share: Fraction = Fraction(1, 5)
    members_share: Fraction = Fraction(1, 10)
    signatures_min: int = 3
    signature_days: int = 60
    majority: Fraction = Fraction(1, 2)
    yes_share_min: Fraction = Fraction(0)
    voting_days: int = 14
    ballot: Literal["secret", "open"] = "secret"
    callback_effects: tuple[CallBackEffect, ...] = ()
    callback_days: int = 21
    callback_share: Fraction = Fraction(1, 3)
    callback_then: Literal["referendum", "falls"] = "referendum"


@dataclass(frozen=True, slots=True, kw_only=True)
class Papers(Clause):
    """Table ``[papers]``: voting on paper in a poll of members, and who types the papers in.

    Attributes:
        typists: tellers who have to type a batch, each for themselves, with the same reading.
        observers_max: observers whom each candidate may name.
        entry_days: days after the end of the voting in which papers are typed in.
    """

    typists: int = 2
    observers_max: int = 1
    entry_days: int = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Control(Clause):
    """Table ``[control]``: a register of what a workforce is shown in a unit of another owner.

    Attributes:
        level: level of the bodies that are councils of such a workforce.
        answer_days: days in which the owner has to show what the workforce asks to see.
    """

    level: str
    answer_days: int = 14


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreements(Clause):
    """Table ``[agreements]``: what the federation agrees with other federations.

    Attributes:
        level: level of the body that decides; without one, the top body.
        majority: share of Yes and No that adopting an agreement, and giving notice of one, needs.
        notice_days: days from giving notice of an agreement to its end.
        term_days_max: most days from the beginning of an agreement to its end.
    """

    level: str | None = None
    majority: Fraction = Fraction(2, 3)
    notice_days: int = 90
    term_days_max: int = 1825


DUES = "dues"
"""The ground of whoever owes dues; a constitution that names it gives days of grace."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Discipline(Clause):
    """Table ``[discipline]``: how a member is charged, heard, reprimanded and put out.

    Attributes:
        grounds: what a member can be charged with; nothing else.
        appeal_level: level of the body that hears appeals, and all charges of a wave.
        hearing_days: days between the charge and the moving of a decision.
        decision_days: days after that in which it is decided; then the charge lapses.
        majority: share of Yes and No that a decision against a member needs.
        yes_share_min: share of all votes of the body that Yes has to reach.
        appeal_days: days after an expulsion for an appeal; as many again if no answer was given.
        suspension: ``offices``: the powers of an office rest while its holder is charged;
            ``never``: nothing rests. A vote never does.
        many, many_days: more charges than this within the days against members of one body,
            signatories of one recall or grievance, candidates of one election, founders of one
            union or members of one caucus are a wave, and wait until the appeal level has heard
            them.
        objection_days: days after an admission in which members of the body may object to it;
            without it nobody can.
        dues_grace_days: days that a member charged with owing dues has to answer, at least;
            without it nobody can be charged with that.
    """

    grounds: tuple[str, ...]
    appeal_level: str
    hearing_days: int = 14
    decision_days: int = 60
    majority: Fraction = Fraction(2, 3)
    yes_share_min: Fraction = Fraction(1, 3)
    appeal_days: int = 30
    suspension: Literal["never", "offices"] = "never"
    many: int = 3
    many_days: int = 90
    objection_days: int | None = None
    dues_grace_days: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Challenges(Clause):
    """Table ``[challenges]``: who can challenge a result, and which body hears it.

    Attributes:
        challenge_days: days after a result in which it can be challenged.
        signatures: electors and candidates who have to sign a challenge, the first among them.
        level: level of the body that hears it, above the one that voted.
        hearing_days: days in which it decides; then the body above it hears it.
        majority: share of Yes and No that has to be exceeded to annul a result.
    """

    challenge_days: int = 14
    signatures: int = 1
    level: str
    hearing_days: int = 30
    majority: Fraction = Fraction(1, 2)


ELECTING = ("close_roll", "apportion_seats", "open_election", "name_teller", "enter_draw")
"""Powers that elections need: neither a grievance nor a charge suspends them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grievances(Clause):
    """Table ``[grievances]``: what members, or a union, contest, and what that suspends.

    Attributes:
        members_min: members whose signatures file a grievance; of a body with fewer than twice as
            many, half of them. A union files one by a decision.
        signature_days: days in which they have to come together.
        signed_max: grievances that the same member, or union, stands behind at a time.
        suspends: what a grievance suspends; ``plan``: a line of it, where there is one.
        suspend_days: days for which it does, at most.
        urgent: powers that an office keeps while it is suspended.
        hearing_days: days within which the hearing is.
        arbitration: level of the bodies that decide when the hearing was in vain.
        strike_notice_days: days between the notice of a strike and its beginning.
    """

    members_min: int = 10
    signature_days: int = 14
    signed_max: int = 2
    suspends: tuple[Literal["decision", "office", "plan"], ...] = ("decision",)
    suspend_days: int = 42
    urgent: tuple[str, ...] = ()
    hearing_days: int = 14
    arbitration: str
    strike_notice_days: int = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Unions(Clause):
    """Table ``[union]``: bodies outside the chain of command, each with a roll of its own.

    Attributes:
        level: level of such bodies; it has ``own_roll = true``.
        members_min: members who have to sign a call before a union is founded.
        call_days: days in which they have to sign it.
        incompatible: what nobody holds in the federation while holding an office of a union.
    """

    level: str
    members_min: int = 5
    call_days: int = 60
    incompatible: Literal["offices", "seats-and-offices", "nothing"] = "offices"


@dataclass(frozen=True, slots=True, kw_only=True)
class Affiliation(Clause):
    """Table ``[affiliation]``: how a body leaves the federation, and what it takes along.

    Attributes:
        leave_majority: share of Yes and No that leaving needs, and taking it back.
        leave_yes_share_min: share of all members at and below the body that Yes has to reach.
        voting_days, ballot: how long, and how, they vote.
        notice_days: days from the decision until the body leaves.
        settlement: what it takes of the accounts above it: ``by-members``: its members' part;
            ``equal``: as much for each of its base bodies as for every other; ``none``: nothing.
    """

    leave_majority: Fraction = Fraction(2, 3)
    leave_yes_share_min: Fraction = Fraction(1, 2)
    voting_days: int = 14
    ballot: Literal["secret", "open"] = "secret"
    notice_days: int = 90
    settlement: Literal["by-members", "equal", "none"] = "by-members"


RIGHTS: Mapping[str, type[Clause]] = MappingProxyType(
    {
        "meetings": Meetings,
        "caucuses": Caucuses,
        "letters": Letters,
        "pay": Pay,
        "inspection": Inspection,
        "initiative": Initiative,
        "affiliation": Affiliation,
        "discipline": Discipline,
        "papers": Papers,
        "control": Control,
        "agreements": Agreements,
        "challenges": Challenges,
        "grievances": Grievances,
        "union": Unions,
        "plan": Planning,
    }
)
"""The optional tables, by name; each is a field of the same name of a :class:`Charter`."""
