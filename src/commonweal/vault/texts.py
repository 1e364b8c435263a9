"""Free texts, sealed under salted digests, and erasable without breaking the record.

Rules of this module:

* the same text sealed twice has two digests: nobody learns from the record that they are equal;
* an erased text leaves digest, kind and reason; a digest that was never sealed here is an error.

Not here: who may read or erase a text.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from commonweal.vault import digests, limits
from commonweal.vault.errors import UnknownDigest
from commonweal.vault.store import Row, Store, Value

_KEEP = "INSERT INTO vault_texts (digest, kind, salt, content) VALUES (?, ?, ?, ?)"


@dataclass(frozen=True, slots=True)
class Opening:
    """What a digest was made from, for anyone to check with ``check_opening``.

    Attributes:
        salt: 16 random bytes.
        text: the text.
    """

    salt: bytes
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Tombstone:
    """What is left of an erased text.

    Attributes:
        kind: what kind of text it was, in the words of who sealed it.
        reason: why it was erased.
    """

    kind: str
    reason: str


class Texts:
    """The drawer of texts.

    Args:
        store: the database.
    """

    check_opening = staticmethod(digests.check_opening)

    def __init__(self, store: Store) -> None:
        self._store = store

    def seal(self, text: str, kind: str) -> str:
        """Keep a text and return its digest for the record.

        Args:
            text: at most 16 MiB of UTF-8; may be empty.
            kind: what kind of text it is, for instance ``"motion"``; stays after erasure.

        Raises:
            BadInput: when the text or kind cannot be kept.
        """
        return self.seal_many([(text, kind)])[0]

    def seal_many(self, texts: Iterable[tuple[str, str]]) -> list[str]:
        """Keep many texts at once, all or none, and return their digests in the same order.

        Args:
            texts: pairs of text and kind.

        Raises:
            BadInput: when one of them cannot be kept; none is.
        """
        rows = [_sealed(text, kind) for text, kind in texts]
        with self._store.transaction(write=True) as work:
            work.change_many(_KEEP, rows)
        return [str(row[0]) for row in rows]

    def text(self, digest: str) -> str | None:
        """Return a text, or None when it was erased.

        Raises:
            UnknownDigest: when no such text was sealed here.
        """
        content: str | None = self._row(digest)[2]
        return content

    def texts(self, wanted: Iterable[str]) -> dict[str, str | None]:
        """Return many texts by digest, None for the erased, in few questions to the database.

        Raises:
            UnknownDigest: when one of them was not sealed here.
        """
        asked = list(dict.fromkeys(wanted))
        with self._store.transaction() as work:
            rows = work.rows_among(
                "SELECT digest, content FROM vault_texts WHERE digest IN (??)", asked
            )
        found: dict[str, str | None] = dict(rows)
        for digest in asked:
            if digest not in found:
                raise _unknown(digest)
        return found

    def kind_of(self, digest: str) -> str | None:
        """Return what kind of text a digest stands for; None when it was not sealed here."""
        with self._store.transaction() as work:
            rows = work.rows("SELECT kind FROM vault_texts WHERE digest = ?", digest)
        return str(rows[0][0]) if rows else None

    def opening(self, digest: str) -> Opening | None:
        """Return salt and text, or None when the text was erased.

        Raises:
            UnknownDigest: when no such text was sealed here.
        """
        _, salt, content, _ = self._row(digest)
        return None if content is None else Opening(bytes(salt), content)

    def tombstone(self, digest: str) -> Tombstone | None:
        """Return what is left of an erased text, or None when it is still there.

        Raises:
            UnknownDigest: when no such text was sealed here.
        """
        kind, _, content, reason = self._row(digest)
        return Tombstone(kind, reason) if content is None else None

    def erase_text(self, digest: str, reason: str) -> None:
        """Erase text and salt, and keep kind and reason; a second erasure changes nothing.

        Args:
            digest: which text.
            reason: why, without repeating what is erased.

        Raises:
            UnknownDigest: when no such text was sealed here.
            BadInput: when no reason is given.
            NotScrubbed: when the text is erased but old traces of it could not be wiped yet.
        """
        limits.line("the reason for erasing a text", reason)
        self._row(digest)
        with self._store.transaction(write=True) as work:
            work.change(
                "UPDATE vault_texts SET salt = NULL, content = NULL, erased_for = ?"
                " WHERE digest = ? AND erased_for IS NULL",
                reason,
                digest,
            )
        self._store.scrub("vault_texts")

    def _row(self, digest: str) -> Row:
        with self._store.transaction() as work:
            rows = work.rows(
                "SELECT kind, salt, content, erased_for FROM vault_texts WHERE digest = ?", digest
            )
        if not rows:
            raise _unknown(digest)
        return rows[0]


def _sealed(text: str, kind: str) -> tuple[Value, ...]:
    limits.line("the kind of a text", kind)
    limits.prose(f"a text of kind {kind!r}", text)
    salt = digests.new_salt()
    return digests.text_digest(salt, text), kind, salt, text


def _unknown(digest: str) -> UnknownDigest:
    return UnknownDigest(
        f"the text {digest!r}",
        expected="a digest that was sealed in this vault",
        got="an unknown one",
        remedy="check the digest, and that this vault belongs to this record",
    )
