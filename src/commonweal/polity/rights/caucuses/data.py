"""Caucuses as data: commands, events, the effect that tries to end one, and what is kept.

Rules of this module: a confidential membership is a salted digest and nothing else; the names of
those who belong to a caucus openly are their member numbers, as everywhere.

Not here: what is lawful (``law``), what events change (``fold``).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

import msgspec

from commonweal.polity.command import Command, Text
from commonweal.polity.effect import Effect
from commonweal.polity.event import Event
from commonweal.terms import MemberId, Moment, MotionId

if TYPE_CHECKING:
    from commonweal.polity.state import State

# Commands.


class FoundCaucus(Command, frozen=True, tag="found_caucus", kw_only=True):
    """Found a caucus; the founder belongs to it by name and speaks for it.

    Attributes:
        name: its name, taken by no other caucus that exists.
        statement: what its members want.
    """

    name: str
    statement: Text


class JoinCaucus(Command, frozen=True, tag="join_caucus", kw_only=True):
    """Join a caucus, by name or in confidence.

    Attributes:
        caucus: caucus to join.
        salt: text that only the member knows, to join unnamed; empty to join by name. The record
            gets a digest of it; whoever loses the salt cannot leave any more.
    """

    caucus: int
    salt: str = ""


class LeaveCaucus(Command, frozen=True, tag="leave_caucus", kw_only=True):
    """Leave a caucus; when the last of its members leaves, it ends.

    Attributes:
        caucus: caucus to leave.
        salt: the salt with which one joined, where that was in confidence.
    """

    caucus: int
    salt: str = ""


class RenewMembership(Command, frozen=True, tag="renew_membership", kw_only=True):
    """Renew a membership without a name, before it lapses.

    Attributes:
        caucus: the caucus concerned.
        salt: the salt with which one joined.
    """

    caucus: int
    salt: str


class NameOneself(Command, frozen=True, tag="name_oneself", kw_only=True):
    """Belong to a caucus by name from now on, as one who belonged to it unnamed.

    Attributes:
        caucus: the caucus concerned.
        salt: the salt with which one joined.
    """

    caucus: int
    salt: str


class LapseMemberships(Command, frozen=True, tag="lapse_memberships", kw_only=True):
    """Memberships without a name were not renewed in time.

    Attributes:
        caucus: the caucus concerned.
    """

    caucus: int


class NameCaucusSpeaker(Command, frozen=True, tag="name_caucus_speaker", kw_only=True):
    """Name one more member who speaks for a caucus; those who speak for it do so.

    Attributes:
        caucus: the caucus concerned.
        member: who belongs to it by name.
    """

    caucus: int
    member: int


class ListCandidate(Command, frozen=True, tag="list_candidate", kw_only=True):
    """Put a candidate on the list of a caucus; those who speak for it do so.

    Attributes:
        poll: election whose nominations are open.
        candidate: candidate who belongs to the caucus by name.
        caucus: the caucus concerned.
    """

    poll: int
    candidate: int
    caucus: int


class FileMinorityReport(Command, frozen=True, tag="file_minority_report", kw_only=True):
    """Report against a decision: as a voter of the body, or for a caucus.

    Attributes:
        motion: motion that was decided.
        text: the report.
        caucus: caucus for which one speaks; 0 for oneself and whoever signs.
    """

    motion: int
    text: Text
    caucus: int = 0


class SignMinorityReport(Command, frozen=True, tag="sign_minority_report", kw_only=True):
    """Sign a minority report, as a voter of the body.

    Attributes:
        report: report to be signed.
    """

    report: int


# Effects.


class BanCaucus(Effect, frozen=True, tag="ban_caucus", kw_only=True):
    """Ban, suspend or dissolve a caucus; refused while the right is entrenched.

    Attributes:
        caucus: the caucus concerned.
        how: by which word it is to be ended; the law makes no difference.
    """

    caucus: int
    how: Literal["ban", "suspend", "dissolve"] = "ban"


# Events.


class CaucusFounded(Event, frozen=True, tag="caucus_founded/1", kw_only=True):
    """A caucus was founded; ``statement`` is a digest, ``by`` its first member and speaker."""

    caucus: int
    name: str
    statement: str
    by: int


class CaucusJoined(Event, frozen=True, tag="caucus_joined/1", kw_only=True):
    """A member joined a caucus by name."""

    caucus: int
    member: int


class CaucusJoinedInConfidence(
    Event, frozen=True, tag="caucus_joined_in_confidence/1", kw_only=True
):
    """Somebody joined a caucus unnamed; ``commitment`` is a salted digest of who."""

    caucus: int
    commitment: str


class CaucusLeft(Event, frozen=True, tag="caucus_left/1", kw_only=True):
    """A member who belonged to a caucus by name left it; ``speaker`` speaks for it from now on."""

    caucus: int
    member: int
    speaker: int = 0


class CaucusLeftInConfidence(Event, frozen=True, tag="caucus_left_in_confidence/1", kw_only=True):
    """Somebody who belonged to a caucus unnamed left it."""

    caucus: int
    commitment: str


class CaucusMembershipHolds(Event, frozen=True, tag="caucus_membership_holds/1", kw_only=True):
    """A membership without a name holds until a moment."""

    caucus: int
    commitment: str
    until: int


class CaucusMembershipsLapsed(Event, frozen=True, tag="caucus_memberships_lapsed/1", kw_only=True):
    """Memberships without a name ended, because nobody renewed them."""

    caucus: int
    commitments: tuple[str, ...]


class CaucusSpeakerNamed(Event, frozen=True, tag="caucus_speaker_named/1", kw_only=True):
    """A member speaks for a caucus from now on."""

    caucus: int
    member: int


class CaucusDissolved(Event, frozen=True, tag="caucus_dissolved/1", kw_only=True):
    """A caucus ended, because its last member left."""

    caucus: int


class CaucusBanned(Event, frozen=True, tag="caucus_banned/1", kw_only=True):
    """A body ended a caucus against its will; ``breach`` says what was broken."""

    caucus: int
    motion: int
    how: Literal["ban", "suspend", "dissolve"]
    breach: str


class CandidateListed(Event, frozen=True, tag="candidate_listed/1", kw_only=True):
    """A candidate stands on the list of a caucus."""

    poll: int
    candidate: int
    caucus: int


class MinorityReportFiled(Event, frozen=True, tag="minority_report_filed/1", kw_only=True):
    """A report against a decision was filed; ``text`` is a digest."""

    report: int
    motion: int
    by: int
    text: str
    caucus: int = 0


class MinorityReportSigned(Event, frozen=True, tag="minority_report_signed/1", kw_only=True):
    """A voter of the body signed a minority report."""

    report: int
    by: int


# What is kept.


class Caucus(msgspec.Struct, array_like=True):
    """A caucus.

    Attributes:
        members: those who belong to it by name, with the moment since when.
        commitments: digests of those who belong to it unnamed, with the moment since when.
        speakers: members who speak for it.
        listed: candidates on its list, by election.
        ended_at: when its last member left, or it was banned.
        banned_by: motion that banned it; ``breach``: what that broke.
        holds: until when each membership without a name holds.
        mute_since: when it lost whoever spoke for it last, if nobody has since.
    """

    id: int
    name: str
    statement: str
    founded_at: Moment
    members: dict[int, int] = {}
    commitments: dict[str, int] = {}
    speakers: list[MemberId] = []
    listed: dict[int, list[int]] = {}
    reports: list[int] = []
    ended_at: Moment = Moment(0)
    banned_by: MotionId = MotionId(0)
    breach: str = ""
    holds: dict[str, int] = {}
    mute_since: Moment = Moment(0)

    @property
    def size(self) -> int:
        """How many belong to it, named or not."""
        return len(self.members) + len(self.commitments)

    @property
    def exists(self) -> bool:
        """Whether it has neither ended nor been banned."""
        return self.ended_at == Moment(0)


class Report(msgspec.Struct, array_like=True):
    """A minority report, which stays with the decision for ever."""

    id: int
    motion: MotionId
    by: MemberId
    text: str
    filed_at: Moment
    caucus: int = 0
    signers: list[MemberId] = []


def _memberships_are_live(state: State, at: int, number: int) -> bool:
    caucus = state.caucuses[number]
    return caucus.exists and at in caucus.holds.values()


LIVE: dict[str, Callable[[State, int, int], bool]] = {"caucus": _memberships_are_live}
"""Whether an item on the calendar still falls due, by its kind."""

ENTITIES: tuple[type[msgspec.Struct], ...] = (Caucus, Report)

AnyCommand = (
    FoundCaucus
    | JoinCaucus
    | LeaveCaucus
    | RenewMembership
    | NameOneself
    | LapseMemberships
    | NameCaucusSpeaker
    | ListCandidate
    | FileMinorityReport
    | SignMinorityReport
)

AnyEffect = BanCaucus

AnyEvent = (
    CaucusFounded
    | CaucusJoined
    | CaucusJoinedInConfidence
    | CaucusLeft
    | CaucusLeftInConfidence
    | CaucusMembershipHolds
    | CaucusMembershipsLapsed
    | CaucusSpeakerNamed
    | CaucusDissolved
    | CaucusBanned
    | CandidateListed
    | MinorityReportFiled
    | MinorityReportSigned
)

REFUSALS: dict[str, str] = {
    "caucuses_not_provided": "The constitution gives no right to organise a caucus.",
    "caucus_founded_before": "Whoever is alone in a caucus founds no other.",
    "report_filed_before": "Each member, and each caucus, files one report on a decision.",
    "caucus_unknown": "The number is not that of a caucus, or the caucus has ended.",
    "caucus_name_taken": "Another caucus has that name.",
    "caucus_joined_before": "A member belongs to a caucus once.",
    "caucus_not_joined": "The person does not belong to the caucus by name.",
    "caucus_too_small": "The constitution asks for more members before a caucus acts as one.",
    "caucus_speaker_needed": "Only those who speak for a caucus act in its name.",
    "caucus_speaker_named_before": "The member already speaks for the caucus.",
    "caucus_confidence_not_provided": "The constitution has members of caucuses named.",
    "caucus_salt_does_not_fit": "No confidential membership was made with this salt.",
    "caucus_lists_not_provided": "The constitution knows no lists of caucuses.",
    "caucus_listed_before": "A candidate stands on one list, once.",
    "caucus_ban_forbidden": "No majority ends a caucus while the right to it is entrenched.",
    "salt_too_short": "A short salt could be guessed, and the member found by it.",
    "report_unknown": "The number is not that of a minority report.",
    "report_not_open": "A minority report is on a decision, and filed soon after it.",
    "reporter_not_a_voter": "Minority reports are by caucuses and by those who vote in the body.",
    "report_signed_twice": "The same person stands under a minority report once.",
}
