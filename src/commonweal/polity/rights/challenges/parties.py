"""Whose case it is: who has no vote in the hearing of a challenge, and which results are heard.

Rules of this module: whoever stood, or signed the challenge, hears it with the others and does not
vote; nobody is a judge in their own case, neither those who won nor those who lost.

Not here: opening the hearing (``hearing``), who may vote otherwise (``commonweal.polity.polls``).
"""

from __future__ import annotations

from commonweal.polity.case import Case
from commonweal.polity.entities import Poll
from commonweal.polity.refusals import refuse
from commonweal.polity.rights.challenges.data import Challenge
from commonweal.polity.state import State


def barred_from(state: State, motion: int) -> frozenset[int]:
    """Return who has no vote on a motion, because it decides on their own case."""
    found = state.challenges.get(state.hearings.get(motion, 0))
    return frozenset((*found.parties, *found.signatures)) if found else frozenset()


def require_no_party(case: Case, poll: Poll, member: int) -> None:
    """Refuse the vote of somebody whose case is heard."""
    found = case.state.challenges.get(case.state.hearings.get(poll.motion, 0))
    if found is not None and member in barred_from(case.state, poll.motion):
        refuse(
            "own_case",
            case.charter_of(found.charter).preamble.cite(),
            expected="somebody who neither stood nor challenges the result",
            got=f"member {member}",
            remedy="speak in the debate, and leave the vote to the others",
        )


def open_challenges(state: State, poll: int) -> list[Challenge]:
    """Return the challenges of a result that are not decided."""
    known = (state.challenges[one] for one in state.challenges_of.get(poll, ()))
    return [one for one in known if one.stage in {"gathering", "hearing"}]


def decided_since(case: Case, poll: Poll) -> int:
    """Return the vote that has decided the same matter after this one, or is to decide it; or 0."""
    motion = case.state.motions.get(poll.motion)
    if motion is None:
        return 0
    held = case.state.call_backs.get(motion.id)
    if held is not None and held.poll not in (0, poll.id):
        return held.poll
    parent = case.state.motions.get(motion.amends)
    return parent.poll if parent is not None else 0


def prepares(case: Case, poll: Poll) -> bool:
    """Whether a vote was on an amendment: the vote on the motion, still to come, decides on both.

    Held again while the motion is voted on, it would change what people vote on.
    """
    motion = case.state.motions.get(poll.motion)
    return motion is not None and bool(motion.amends)
