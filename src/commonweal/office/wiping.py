"""Letters that were taken down: their words are destroyed when nobody can put them back any more.

Rules of this module:

* nothing is destroyed before the record says durably that it is;
* a text that was not sealed as a letter, or stands in another letter as well, is left as it is: so
  nobody destroys somebody else's words by publishing their digest;
* digest, ground and vote stay in the record, kind and reason in the vault.

Not here: when that is (``commonweal.polity.rights.letters``).
"""

from __future__ import annotations

from collections.abc import Iterable

from commonweal.office.sealing import LETTER
from commonweal.polity import State
from commonweal.vault import NotScrubbed, Vault

REASON = "the letter was taken down, and the time to put it back is over"
"""Why the words of a letter are destroyed."""


class WipedLetters:
    """Letters whose words may still have to be destroyed.

    Attributes:
        letters: their numbers.
    """

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self.letters: set[int] = set()

    def load(self, state: State) -> None:
        """Look up the letters whose words are to be destroyed; of most they are."""
        self.letters = {one.id for one in state.letters.values() if one.wiped_at}

    def texts(self, state: State) -> dict[int, str]:
        """Return what to destroy, by letter, and forget those that share their words."""
        if not self.letters:
            return {}
        kept = {one.text for one in state.letters.values() if not one.wiped_at}
        self.letters = {one for one in self.letters if state.letters[one].text not in kept}
        return {one: state.letters[one].text for one in self.letters}

    def destroy(self, texts: Iterable[tuple[int, str]]) -> None:
        """Destroy words; what cannot be wiped yet is tried again later."""
        for letter, digest in texts:
            try:
                if self._vault.kind_of(digest) == LETTER and self._vault.text(digest) is not None:
                    self._vault.erase_text(digest, REASON)
            except NotScrubbed:
                continue
            self.letters.discard(letter)
