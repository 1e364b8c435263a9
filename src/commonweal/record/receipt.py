"""Receipts: proof for whoever acted that the record holds their entry, checkable offline.

Rules of this module:

* a receipt is text in the C2SP tlog-proof format; a consistency proof is text in the form of a
  C2SP tlog-witness request, so that other people's programs read both;
* a receipt proves that the entry was in the record that the key signed, not that the record is
  the only one: for that, compare checkpoints with others.

Not here: making proofs (``log``).

Sources: https://c2sp.org/tlog-proof, https://c2sp.org/tlog-witness.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from commonweal.record.errors import BadNote
from commonweal.record.note import (
    Checkpoint,
    VerifierKey,
    decode_hash,
    encode_hash,
    read_checkpoint,
)
from commonweal.record.tree import leaf_hash, verify_consistency, verify_inclusion

_FIRST_LINE = "c2sp.org/tlog-proof@v1"


@dataclass(frozen=True, slots=True)
class Receipt:
    """Proof that a signed record holds an entry.

    Attributes:
        index: the entry's number, from 0.
        leaf: the entry's leaf hash, 32 bytes.
        checkpoint: the signed note of a checkpoint that covers the entry.
        proof: the hashes from the leaf's sibling up to the root's child.
    """

    index: int
    leaf: bytes
    checkpoint: str
    proof: tuple[bytes, ...]

    def as_text(self) -> str:
        """Write the receipt (C2SP tlog-proof); the entry itself is kept beside it."""
        hashes = "".join(encode_hash(node) + "\n" for node in self.proof)
        return f"{_FIRST_LINE}\nindex {self.index}\n{hashes}\n{self.checkpoint}"

    @classmethod
    def from_text(cls, text: str, body: bytes) -> Receipt:
        """Read a receipt for an entry; nothing is proved before :meth:`verify`.

        Raises:
            BadNote: when the text is no receipt.
        """
        head, gap, checkpoint = text.partition("\n\n")
        first, *lines = head.split("\n")
        if not gap or first != _FIRST_LINE or not lines:
            raise BadNote(f"expected a receipt starting {_FIRST_LINE!r}, got {text[:40]!r}")
        index = _number(lines[0], "index")
        return cls(index, leaf_hash(body), checkpoint, tuple(map(decode_hash, lines[1:])))

    def verify(self, key: VerifierKey, body: bytes) -> Checkpoint:
        """Check everything: the entry's hash, the path, the signature.

        Args:
            key: the record's public key, known from elsewhere.
            body: the entry.

        Returns:
            The checkpoint that covers the entry.

        Raises:
            BadNote: when the receipt does not prove that the record holds this entry.
        """
        if leaf_hash(body) != self.leaf:
            raise BadNote(f"the receipt is for another entry than {body[:40]!r}")
        checkpoint = read_checkpoint(self.checkpoint, key)
        if not verify_inclusion(
            self.leaf, self.index, checkpoint.size, self.proof, checkpoint.root
        ):
            raise BadNote(
                f"the receipt does not lead from entry {self.index} to the root of the checkpoint "
                f"over {checkpoint.size} entries; ask the record's keeper for the entry"
            )
        return checkpoint


@dataclass(frozen=True, slots=True)
class Continuation:
    """Proof that a signed record continues an earlier state of itself.

    Attributes:
        old_size: the number of entries of the earlier state.
        proof: the hashes of RFC 6962, 2.1.2.
        checkpoint: the signed note of the later state.
    """

    old_size: int
    proof: tuple[bytes, ...]
    checkpoint: str

    def as_text(self) -> str:
        """Write the proof in the form of a C2SP tlog-witness request."""
        hashes = "".join(encode_hash(node) + "\n" for node in self.proof)
        return f"old {self.old_size}\n{hashes}\n{self.checkpoint}"

    @classmethod
    def from_text(cls, text: str) -> Continuation:
        """Read a proof; nothing is proved before :meth:`verify`.

        Raises:
            BadNote: when the text is no such proof.
        """
        head, gap, checkpoint = text.partition("\n\n")
        lines = head.split("\n")
        if not gap:
            raise BadNote(f"expected a proof starting 'old', got {text[:40]!r}")
        return cls(_number(lines[0], "old"), tuple(map(decode_hash, lines[1:])), checkpoint)

    def verify(self, old: Checkpoint, keys: Sequence[VerifierKey]) -> Checkpoint:
        """Check that the later checkpoint continues the earlier one.

        Returns:
            The later checkpoint.

        Raises:
            BadNote: when it does not, or is not signed by one of the keys.
        """
        new = read_checkpoint(self.checkpoint, *keys)
        fits = old.size == self.old_size and old.origin == new.origin
        if not fits or not verify_consistency(old.size, old.root, new.size, new.root, self.proof):
            raise BadNote(
                f"the record of {new.size} entries does not continue the checkpoint over "
                f"{old.size} entries; keep both, and show them to the other members"
            )
        return new


def _number(line: str, word: str) -> int:
    match = re.fullmatch(rf"{word} (0|[1-9][0-9]{{0,17}})", line)
    if match is None:
        raise BadNote(f"expected {word!r} and a number, got {line[:40]!r}")
    return int(match[1])
