"""Boxes of void votes: ballots that nobody will count are destroyed.

Rules of this module:

* a vote that becomes void leaves an open box, in which voter and ballot could still be joined; it
  is closed and destroyed as soon as the record says durably that the vote is void;
* so are the papers that tellers typed in for it, and those of other votes when their days to be
  corrected are over;
* a box that does not add up is left as it is, because it is evidence.

Not here: which votes are void (``commonweal.polity``), what closing wipes (``commonweal.vault``).
"""

from __future__ import annotations

from collections.abc import Iterable

from commonweal.office.corrections import is_kept, readings_over
from commonweal.office.papers import readings_of
from commonweal.polity import Case, State
from commonweal.vault import BoxBroken, NotScrubbed, Vault


class VoidBoxes:
    """Boxes of void votes that may still hold ballots.

    Attributes:
        polls: the votes.
        typed: votes for which what tellers typed may still lie in the vault.
    """

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self.polls: set[int] = set()
        self.typed: set[int] = set()

    def load(self, state: State) -> None:
        """Look up the void votes of a federation; most of their boxes are destroyed already."""
        void = (one for one in state.polls.values() if one.secret and one.stage == "void")
        self.polls = {one.id for one in void if one.outcome != "box_broken"}
        self.typed = {one for one in state.papers if state.polls[one].secret}

    def papers(self, case: Case) -> list[str]:
        """Return the digests of what tellers typed in and nobody needs any more."""
        kept = (case.state.papers.get(poll) for poll in self.polls)
        void = [digest for one in kept if one is not None for digest in readings_of(one)]
        over = [one for one in sorted(self.typed) if self._is_over(case, one)]
        self.typed.difference_update(over)
        return void + [digest for one in over for digest in readings_over(case, one)]

    def _is_over(self, case: Case, poll: int) -> bool:
        found = case.state.polls[poll]
        return found.stage in {"declared", "void"} and not is_kept(case, found)

    def destroy(self, polls: Iterable[int], papers: Iterable[str] = ()) -> None:
        """Destroy what is left of some boxes; what cannot be wiped yet is tried again later."""
        for digest in papers:
            if self._vault.text(digest) is not None:
                self._vault.erase_text(digest, "no longer needed")
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
