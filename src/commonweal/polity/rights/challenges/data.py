"""Challenges as data: commands, events, the effect, what is kept, and the refusals.

Rules of this module: what falls with a result, and what stands, is in the event that annuls it;
the lists of what falls say which events follow in the same entry.

Not here: what is lawful (``law``, ``hearing``), what falls (``annulling``).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import msgspec

from commonweal.polity.command import Command, Text
from commonweal.polity.effect import Effect
from commonweal.polity.event import Event
from commonweal.terms import BodyId, CharterVersion, MemberId, Moment, MotionId, PollId

Ground = Literal["roll", "candidacies", "procedure", "secrecy", "pressure", "count"]
"""On what a result is challenged, each ground once: who voted or could not; who stood or could not;
how it was held; whether ballots were secret; threats and gifts; how it was counted."""

Outcome = Literal["annulled", "confirmed", "lapsed"]
"""What comes of a challenge: the result falls; it stands; nobody has decided on it."""


# What there is.


class Challenge(msgspec.Struct, array_like=True):
    """A result that somebody challenges.

    Attributes:
        charter: version of the constitution under which it is heard.
        needed: signatures that it needs; ``signatures``: when each signed, the challenger first.
        until: when the time to sign, or to hear it, is over.
        parties: those whose case it is besides who signed; they have no vote in the hearing.
        body: body that hears it; ``motion``: the motion on which it votes.
        heard_by: bodies that let the time pass.
    """

    id: int
    poll: PollId
    by: MemberId
    ground: Ground
    text: str
    charter: CharterVersion
    started_at: Moment
    until: Moment
    needed: int
    signatures: dict[int, int] = {}
    parties: list[MemberId] = []
    stage: Literal["gathering", "hearing", "annulled", "confirmed", "lapsed"] = "gathering"
    why: str = ""
    body: BodyId = BodyId(0)
    motion: MotionId = MotionId(0)
    heard_by: list[BodyId] = []


class Annulment(msgspec.Struct, array_like=True):
    """What came of a result that was annulled.

    Attributes:
        body: body that annulled it; ``at``: when.
        seats: seats that were emptied; ``fallen``: those that fell with them.
        stands: motions decided meanwhile by votes of those who sat there.
        effects: kinds of what the motion had brought about, and what was not undone.
        restores: version of the constitution that comes back unless the new vote carries; 0: none.
    """

    poll: PollId
    challenge: int
    body: BodyId
    at: Moment
    seats: list[int] = []
    fallen: list[int] = []
    stands: list[int] = []
    tasks: list[int] = []
    effects: list[str] = []
    restores: int = 0


# Commands.


class ChallengePoll(Command, frozen=True, tag="challenge_poll", kw_only=True):
    """Challenge the result of an election or vote; whoever challenges it signs first.

    Attributes:
        poll: the election or vote.
        ground: what was wrong: roll, candidacies, procedure, secrecy, pressure or count.
        text: what happened, and how one can see it.
    """

    poll: int
    ground: Ground
    text: Text


class SignChallenge(Command, frozen=True, tag="sign_challenge", kw_only=True):
    """Sign a challenge; the last signature that is needed brings it before the body that hears it.

    Attributes:
        challenge: the challenge signed.
    """

    challenge: int


class CloseChallenge(Command, frozen=True, tag="close_challenge", kw_only=True):
    """The time to sign or to hear a challenge is over.

    Attributes:
        challenge: the challenge whose time is over.
    """

    challenge: int


# The effect.


class AnnulPoll(Effect, frozen=True, tag="annul_poll", kw_only=True):
    """Annul the result that a challenge is about; put by the challenge, and by nobody else.

    Attributes:
        challenge: the challenge heard.
    """

    challenge: int


AnyEffect = AnnulPoll
"""Every effect about challenges."""


# Events.


class PollChallenged(Event, frozen=True, tag="poll_challenged/1", kw_only=True):
    """A result was challenged; ``until``: when the signatures have to be together."""

    challenge: int
    poll: int
    by: int
    ground: Ground
    text: str
    charter: int
    until: int
    needed: int


class ChallengeSigned(Event, frozen=True, tag="challenge_signed/1", kw_only=True):
    """An elector or candidate signed a challenge."""

    challenge: int
    by: int


class HearingOpened(Event, frozen=True, tag="hearing_opened/1", kw_only=True):
    """A challenge is before a body, which decides on ``motion`` until a date.

    ``parties`` stood in the election, or in the vote, and have no vote in the hearing.
    """

    challenge: int
    body: int
    motion: int
    until: int
    parties: tuple[int, ...] = ()


class PollAnnulled(Event, frozen=True, tag="poll_annulled/1", kw_only=True):
    """A result was annulled: what falls with it, and what stands though it rested on it.

    ``seats`` are emptied, ``fallen`` rest on them; ``tasks``, ``mandates`` and ``emergencies`` of
    the motion end. ``stands`` are motions decided meanwhile, ``effects`` what the motion had
    brought about and is not undone; the version of the constitution ``restores`` comes back if the
    new vote does not carry.
    """

    poll: int
    challenge: int
    body: int
    seats: tuple[int, ...] = ()
    fallen: tuple[int, ...] = ()
    tasks: tuple[int, ...] = ()
    mandates: tuple[int, ...] = ()
    emergencies: tuple[int, ...] = ()
    stands: tuple[int, ...] = ()
    effects: tuple[str, ...] = ()
    restores: int = 0


class ChallengeDecided(Event, frozen=True, tag="challenge_decided/1", kw_only=True):
    """A challenge came to its end: the result is annulled, or it stands; ``why`` says by what."""

    challenge: int
    outcome: Outcome
    why: str


AnyCommand = ChallengePoll | SignChallenge | CloseChallenge
"""Every command about challenges."""

AnyEvent = PollChallenged | ChallengeSigned | HearingOpened | PollAnnulled | ChallengeDecided
"""Every event about challenges."""


def _challenge_is_live(state: Any, at: int, number: int) -> bool:
    found: Challenge = state.challenges[number]
    return found.stage in {"gathering", "hearing"} and found.until == at


LIVE: dict[str, Callable[[Any, int, int], bool]] = {"unheard": _challenge_is_live}
"""Whether an item on the calendar still has its deadline.

The name comes after that of every other kind: votes that end in the same moment are counted first.
"""

ENTITIES: tuple[type[msgspec.Struct], ...] = (Challenge, Annulment)
"""What the state keeps of challenges."""

REFUSALS: dict[str, str] = {
    "challenges_not_provided": "The constitution gives nobody a challenge of results.",
    "result_not_declared": "Only a result that has been declared can be challenged.",
    "challenge_too_late": "The days in which the result could be challenged are over.",
    "challenger_not_concerned": "Results are challenged by those who could vote, or who stood.",
    "challenged_before": "A result is challenged once on each ground.",
    "result_not_final": "What another vote has decided since is challenged with that vote.",
    "hearing_not_challenged": "The vote that decides on a challenge is not challenged in turn.",
    "annulled_before": "Nobody annuls the result of the same seats or question twice.",
    "challenge_unknown": "The number is not that of a challenge.",
    "challenge_not_gathering": "The challenge gathers no signatures any more.",
    "challenge_signed_before": "The same person signs a challenge once.",
    "annulled_without_hearing": "A result is annulled by the vote of its hearing only.",
    "hearing_not_changed": "The motion of a hearing is neither amended nor withdrawn.",
    "own_case": "Whoever stood, or challenges the result, does not vote in the hearing of it.",
}
"""Meaning of each refusal, by name."""
