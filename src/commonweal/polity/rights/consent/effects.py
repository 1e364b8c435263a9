"""What a body can decide about the shape of the pyramid, and about changes of its own shape.

Rules of this module: the numbers are those of open bodies and of their members.

Not here: what each of them does (``commonweal.polity.reorganising``, ``asking``).
"""

from __future__ import annotations

from commonweal.polity.effect import Effect
from commonweal.terms import BodyId, MotionId


class OpenBodyEffect(Effect, frozen=True, tag="open_body", kw_only=True):
    """Open a body below ``parent``."""

    level: str
    name: str
    parent: BodyId
    declared: int = 0


class MergeBodies(Effect, frozen=True, tag="merge_bodies", kw_only=True):
    """Merge bodies of one level and parent into a new one."""

    bodies: tuple[BodyId, ...]
    name: str


class SplitBody(Effect, frozen=True, tag="split_body", kw_only=True):
    """Open a new body beside one of members, and move some of its members there."""

    body: BodyId
    name: str
    members: tuple[int, ...]


class CloseBody(Effect, frozen=True, tag="close_body", kw_only=True):
    """Close a body; its members, or the bodies that send to it, go to another of its level."""

    body: BodyId
    members_to: BodyId = BodyId(0)


Reorganisation = OpenBodyEffect | MergeBodies | SplitBody | CloseBody
"""What changes which bodies there are."""

Concerning = MergeBodies | SplitBody | CloseBody
"""What changes bodies that are there, so that somebody is concerned; opening takes from nobody."""


class ConsentToReorganisation(Effect, frozen=True, tag="consent_to_reorganisation", kw_only=True):
    """Consent to a change of the own body that was decided above; rejected, it is refused.

    Attributes:
        motion: the motion that was carried above.
    """

    motion: MotionId


class AskForReorganisation(Effect, frozen=True, tag="ask_for_reorganisation", kw_only=True):
    """Ask the body above to merge, split or close the own body; the consent is given with it.

    Attributes:
        change: what is asked for.
    """

    change: Concerning


AnyEffect = ConsentToReorganisation | AskForReorganisation
"""Every effect about consent."""
