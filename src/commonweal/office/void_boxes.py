"""Boxes of void votes: ballots that nobody will count are destroyed.

Rules of this module:

* a vote that becomes void leaves an open box, in which voter and ballot could still be joined; it
  is closed and destroyed as soon as the record says durably that the vote is void;
* so are the papers that tellers typed in for it;
* a box that does not add up is left as it is, because it is evidence.

Not here: which votes are void (``commonweal.polity``), what closing wipes (``commonweal.vault``).
"""

from __future__ import annotations

from collections.abc import Iterable

from commonweal.office.papers import readings_of
from commonweal.polity import State
from commonweal.vault import BoxBroken, NotScrubbed, Vault


class VoidBoxes:
    """Boxes of void votes that may still hold ballots.

    Attributes:
        polls: the votes.
    """

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self.polls: set[int] = set()

    def load(self, state: State) -> None:
        """Look up the void votes of a federation; most of their boxes are destroyed already."""
        void = (one for one in state.polls.values() if one.secret and one.stage == "void")
        self.polls = {one.id for one in void if one.outcome != "box_broken"}

    def papers(self, state: State) -> list[str]:
        """Return the digests of what tellers typed in for these votes."""
        kept = (state.papers.get(poll) for poll in self.polls)
        return [digest for one in kept if one is not None for digest in readings_of(one)]

    def destroy(self, polls: Iterable[int], papers: Iterable[str] = ()) -> None:
        """Destroy what is left of some boxes; what cannot be wiped yet is tried again later."""
        for digest in papers:
            if self._vault.text(digest) is not None:
                self._vault.erase_text(digest, "the vote is void")
        for poll in polls:
            try:
                self._destroy(poll)
            except NotScrubbed:
                continue
            except BoxBroken:
                pass
            self.polls.discard(poll)

    def _destroy(self, poll: int) -> None:
        state = self._vault.box_state(poll)
        if state == "open":
            self._vault.close_box(poll)
        if state in ("open", "closed"):
            self._vault.destroy_box(poll)
