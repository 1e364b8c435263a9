"""What a federation hands to another one: its card, and proofs of what it has decided.

Rules of this module: everything is made from what is signed; the file of an agreement is the one
that was proposed, byte for byte.

Not here: the form of the files (``foreign``), taking in those of others (``examining``).
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from commonweal.office.follower import Follower
from commonweal.office.foreign import AgreementFile, Card, Proof, Rotation, Since, Unsound, read
from commonweal.office.office import Office
from commonweal.polity.rights.agreements.data import Agreement
from commonweal.record import Log
from commonweal.record.note import encode_hash
from commonweal.record.rotation import claims_rotation
from commonweal.vault import UnknownDigest


def card(office: Office | Follower, since: int = 0) -> Card:
    """Write how far this federation's record has come, since an earlier number of entries.

    Raises:
        Unsound: when the record has fewer entries than that.
    """
    log = office.log
    if not 0 <= since <= log.signed.size:
        raise Unsound(f"the record has {log.signed.size} entries, fewer than {since}")
    continued = log.continuation(since)
    return Card(
        name=office.state.name or log.origin,
        key=log.keys[-1].as_text(),
        checkpoint=continued.checkpoint,
        since=Since(size=since, root=encode_hash(log.root(since))),
        proof=tuple(encode_hash(one) for one in continued.proof),
        rotations=tuple(_rotations(log)),
    )


def _rotations(log: Log) -> Iterator[Rotation]:
    if len(log.keys) > 1:
        for index, body in enumerate(log.read(0, log.signed.size)):
            if claims_rotation(body):
                yield Rotation(index=index, entry=msgspec.json.decode(body))


def kept_file(office: Office | Follower, agreement: Agreement) -> bytes | None:
    """Return the file of an agreement as it was proposed; None if it was erased."""
    try:
        text = office.vault.text(agreement.file)
    except UnknownDigest:
        return None
    return text.encode() if text is not None else None


def prove(
    office: Office | Follower, agreement: Agreement, *, notice: bool = False, since: int = -1
) -> Proof:
    """Prove to the other federation that this one has adopted an agreement, or given notice.

    Args:
        office: the federation.
        agreement: the agreement.
        notice: prove the notice instead of the adoption.
        since: entries of this record that the other federation knows; negative: those that the
            agreement itself names.

    Raises:
        Unsound: when there is nothing to prove, or the file that says since when was erased.
    """
    index = agreement.notice_entry if notice else agreement.entry
    if index < 0:
        done = "given notice of" if notice else "adopted"
        raise Unsound(f"this federation has not {done} agreement {agreement.id}")
    known = since if since >= 0 else _own_size(office, agreement)
    while True:
        shown, receipt = card(office, known), office.log.receipt(index)
        if shown.checkpoint == receipt.checkpoint:  # else the record went on between the two
            break
    entry = msgspec.json.decode(office.log.entry(index))
    return Proof(document=agreement.document, entry=entry, receipt=receipt.as_text(), card=shown)


def _own_size(office: Office | Follower, agreement: Agreement) -> int:
    data = kept_file(office, agreement)
    if data is None:
        raise Unsound("the file was erased; say which number of entries the other one knows")
    found = read(data)
    assert isinstance(found, AgreementFile)
    own, _ = found.sides(office.log.keys)
    return own.verified().size
