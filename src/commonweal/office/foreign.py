"""Files that two federations exchange: cards, agreements and proofs; and what they prove.

Rules of this module:

* nothing is fetched: files go from hand to hand, and each is canonical JSON that can be checked
  without any federation;
* an agreement is the file itself: its SHA-256 is its name in both records, and a nonce in it keeps
  its words from being guessed;
* a card says how far a record has come, and proves that it continues what was known of it;
* what does not hold is told in words (:class:`Unsound`); what holds has been verified by the record
  room's own functions.

Not here: writing them for a federation (``exchanging``), what a record knows of another one
(``examining``), what is lawful (``polity``).
"""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Annotated, Any

import msgspec

from commonweal.record import (
    BadNote,
    BadRotation,
    Checkpoint,
    Receipt,
    Unencodable,
    VerifierKey,
    canonical,
    check_body,
    read_checkpoint,
    verify_consistency,
)
from commonweal.record.note import decode_hash
from commonweal.record.rotation import followers
from commonweal.terms import DAY_S, Moment, moment

FILE_MAX_BYTES = 65_535
"""The largest file that is read: the largest canonical document there can be."""

TEXT_MAX = 40_000
"""The longest text of an agreement, in characters."""

_Name = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
_Day = Annotated[str, msgspec.Meta(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]
_Nonce = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{32}$")]


class Unsound(Exception):  # noqa: N818 -- it is the file that is unsound
    """A file proves nothing, or not this; the message says why."""


class Document(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
    omit_defaults=True,
    tag_field="format",
):
    """A file that federations exchange."""

    def as_bytes(self) -> bytes:
        """Write it in canonical form.

        Raises:
            Unsound: when it is too long.
        """
        try:
            return canonical(msgspec.to_builtins(self))
        except Unencodable as error:
            raise Unsound(str(error)) from error

    @property
    def digest(self) -> str:
        """Its SHA-256, as records write it."""
        return "sha256:" + hashlib.sha256(self.as_bytes()).hexdigest()


class Since(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An earlier state of a record: its number of entries, and their root in base64."""

    size: int
    root: str


class Rotation(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An entry by which a key of a record handed over to the next, and its number."""

    index: int
    entry: dict[str, Any]


class Card(Document, frozen=True, kw_only=True, tag="commonweal card 1"):
    """Who a federation is, and how far its record has come.

    Attributes:
        name: what it calls itself; nobody vouches for it.
        key: its present public key, by which the checkpoint is signed.
        checkpoint: the signed note.
        since: the earlier state that the record continues; no entries: its beginning.
        proof: hashes that prove it, in base64.
        rotations: entries by which earlier keys handed over to the present one.
    """

    name: _Name
    key: str
    checkpoint: str
    since: Since
    proof: tuple[str, ...] = ()
    rotations: tuple[Rotation, ...] = ()

    def verify(self, known: str = "") -> Checkpoint:
        """Check everything that the card says of its record.

        Args:
            known: the key of that record, as known before; without it the card's own.

        Raises:
            Unsound: when it does not hold.
        """
        try:
            key = self._key(VerifierKey.from_text(known or self.key))
            new = read_checkpoint(self.checkpoint, key)
            hashes = tuple(decode_hash(one) for one in self.proof)
            root = decode_hash(self.since.root)
        except (BadNote, BadRotation) as error:
            raise Unsound(str(error)) from error
        if not verify_consistency(self.since.size, root, new.size, new.root, hashes):
            raise Unsound(f"it does not lead from {self.since.size} entries to its {new.size}")
        return new

    def _key(self, known: VerifierKey) -> VerifierKey:
        """Return the present key, which the known one is, or to which it has handed over."""
        present = VerifierKey.from_text(self.key)
        changes = {one.index: canonical(one.entry) for one in self.rotations}
        if known != present and known not in followers(changes, present):
            raise BadNote(f"nothing says that {known.key_id.hex()} handed over to its key")
        return present


class Party(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One side of an agreement, with the checkpoint of its record when it was written."""

    name: _Name
    key: str
    checkpoint: str

    def verified(self) -> Checkpoint:
        """Check the signature of the checkpoint.

        Raises:
            Unsound: when it is not that of the key.
        """
        try:
            return read_checkpoint(self.checkpoint, VerifierKey.from_text(self.key))
        except BadNote as error:
            raise Unsound(str(error)) from error


class AgreementFile(
    Document, frozen=True, kw_only=True, tag="commonweal agreement 1", rename={"begin": "from"}
):
    """An agreement of two federations.

    Attributes:
        parties: both, by the names of their records.
        text: what is agreed.
        begin, until: its first and its last day, UTC.
        nonce: random; two agreements of the same words have different digests.
        replaces: digest of an earlier agreement in whose place it comes.
    """

    parties: tuple[Party, Party]
    text: Annotated[str, msgspec.Meta(min_length=1, max_length=TEXT_MAX)]
    begin: _Day
    until: _Day
    nonce: _Nonce
    replaces: str = ""

    def term(self) -> tuple[Moment, Moment]:
        """Return the first moment of its first day, and that after its last.

        Raises:
            Unsound: when a day does not exist.
        """
        try:
            first, last = date.fromisoformat(self.begin), date.fromisoformat(self.until)
        except ValueError as error:
            raise Unsound(f"it has a date that does not exist: {error}") from error
        return moment(first), Moment(moment(last) + DAY_S)

    def sides(self, keys: tuple[VerifierKey, ...]) -> tuple[Party, Party]:
        """Return this federation's side and the other one's.

        Raises:
            Unsound: when not exactly one side is this federation.
        """
        texts = {key.as_text() for key in keys}
        own = [one for one in self.parties if one.key in texts]
        others = [one for one in self.parties if one.key not in texts]
        if len(own) != 1 or own[0].verified().origin == others[0].verified().origin:
            raise Unsound("it does not name this federation and one other")
        return own[0], others[0]


class Proof(Document, frozen=True, kw_only=True, tag="commonweal agreement proof 1"):
    """Proof that a record holds a decision about an agreement.

    Attributes:
        document: digest of the agreement.
        entry: the entry of the record.
        receipt: proof that the record holds it (C2SP tlog-proof).
        card: the record, under the same checkpoint.
    """

    document: str
    entry: dict[str, Any]
    receipt: str
    card: Card

    def verify(self, known: str) -> tuple[Checkpoint, Receipt]:
        """Check that the record of a key holds the entry.

        Raises:
            Unsound: when it does not hold.
        """
        checkpoint = self.card.verify(known)
        try:
            body = canonical(self.entry)
            receipt = Receipt.from_text(self.receipt, body)
            if receipt.checkpoint != self.card.checkpoint:
                raise Unsound("its receipt is under another checkpoint than its card")
            receipt.verify(VerifierKey.from_text(self.card.key), body)
        except (BadNote, Unencodable) as error:
            raise Unsound(str(error)) from error
        return checkpoint, receipt

    def decided(self) -> tuple[str, int]:
        """Return what the entry decides about the agreement, and when a notice ends it.

        Raises:
            Unsound: when it decides nothing about it.
        """
        for event in self.entry.get("events", ()):
            if not isinstance(event, dict) or event.get("document") != self.document:
                continue
            name, ends = str(event.get("event", "")).partition("/")[0], event.get("ends", 0)
            if name == "agreement_adopted":
                return "adopted", 0
            if name == "agreement_notice_given" and isinstance(ends, int):
                return "notice", ends
        raise Unsound("its entry neither adopts this agreement nor gives notice of it")


Exchanged = Card | AgreementFile | Proof
_DECODER: msgspec.json.Decoder[Exchanged] = msgspec.json.Decoder(Exchanged)


def read(data: bytes) -> Exchanged:
    """Read a file of another federation; nothing is proved before it is verified.

    Raises:
        Unsound: when it is none of the files, too large, or not in canonical form.
    """
    data = data.strip()
    if len(data) > FILE_MAX_BYTES:
        raise Unsound(f"it has {len(data)} bytes, the most is {FILE_MAX_BYTES}")
    try:
        check_body(data)
        return _DECODER.decode(data)
    except Unencodable as error:
        raise Unsound(f"it is not a file of this kind: {error}") from error
    except msgspec.MsgspecError as error:
        raise Unsound(f"it is not a file of this kind: {error}") from error


def write(
    own: Card, other: Card, text: str, begin: str, until: str, nonce: str, replaces: str = ""
) -> AgreementFile:
    """Write an agreement of two federations.

    Args:
        own: this federation's card.
        other: the other one's.
        text: what is agreed.
        begin: its first day, as ``2026-03-31``.
        until: its last day.
        nonce: 32 random hexadecimal digits.
        replaces: digest of an earlier agreement in whose place it comes.

    Raises:
        Unsound: when a card does not hold, or the text or a date is not one.
    """
    sides = []
    for one in (own, other):
        origin = one.verify().origin
        sides.append((origin, Party(name=one.name, key=one.key, checkpoint=one.checkpoint)))
    if sides[0][0] == sides[1][0]:
        raise Unsound("both cards are of one federation")
    plain = AgreementFile(
        parties=tuple(party for _, party in sorted(sides, key=lambda side: side[0])),  # type: ignore[arg-type]  # two
        text=text,
        begin=begin,
        until=until,
        nonce=nonce,
        replaces=replaces,
    )
    found = read(plain.as_bytes())
    assert isinstance(found, AgreementFile)
    found.term()
    return found
