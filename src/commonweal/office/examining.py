"""Examining what another federation says, before the law decides: signatures, proofs, forks.

Rules of this module:

* what a command claims to have been examined is never believed: it is examined here, each time;
* a fork is found where both histories are signed by the one key: two roots over as many entries, or
  a proof from another root than the one known;
* what does not hold is told to the law as a fault, and the law refuses.

Not here: the files (``foreign``), what follows (``commonweal.polity.rights.agreements``).
"""

from __future__ import annotations

from msgspec.structs import replace

from commonweal.office.foreign import AgreementFile, Card, Proof, Unsound, read
from commonweal.polity import Case
from commonweal.polity import commands as cmd
from commonweal.polity.rights.agreements import data
from commonweal.polity.rights.agreements.finding import federation
from commonweal.record import Checkpoint, Log
from commonweal.record.note import encode_hash


def examine(case: Case, command: cmd.Command, log: Log) -> cmd.Command:
    """Put into a command what is found in the file of another federation that it carries."""
    try:
        match command:
            case data.ProposeAgreement(file=file):
                examined = _agreement(case, file, log)
            case data.RecordCounterpart(agreement=number, proof=proof):
                examined = _proof(case, number, proof)
            case data.RecordForeignCheckpoint(foreign=number, card=card):
                examined = _card(case, number, card)
            case _:
                return command
    except Unsound as unsound:
        examined = data.Examined(fault=str(unsound))
    return replace(command, examined=examined)


def _agreement(case: Case, text: str, log: Log) -> data.Examined:
    file = read(text.encode())
    if not isinstance(file, AgreementFile):
        raise Unsound("it is a card or a proof, not an agreement")
    _own, other = file.sides(log.keys)
    starts, ends = file.term()
    checkpoint = other.verified()
    known = case.state.foreigns.get(federation(case.state, checkpoint.origin, other.key))
    forked = _differs_at(known, checkpoint) if known is not None else 0
    return replace(
        _of(checkpoint),
        document=file.digest,
        name=other.name,
        key=other.key,
        starts=starts,
        ends=ends,
        replaces=file.replaces,
        forked=forked,
    )


def _of(checkpoint: Checkpoint) -> data.Examined:
    return data.Examined(
        origin=checkpoint.origin,
        size=checkpoint.size,
        root=encode_hash(checkpoint.root),
        note=checkpoint.note,
    )


def _differs_at(known: data.Foreign, checkpoint: Checkpoint) -> int:
    """Return the size at which two roots of one size differ; 0 where they cannot be compared."""
    other = checkpoint.size == known.size and encode_hash(checkpoint.root) != known.root
    return checkpoint.size if other else 0


def _proof(case: Case, number: int, text: str) -> data.Examined:
    agreement = case.state.agreements.get(number)
    if agreement is None:
        raise Unsound("there is no such agreement")
    proof = read(text.encode())
    if not isinstance(proof, Proof):
        raise Unsound("it is a card or an agreement, not a proof")
    if proof.document != agreement.document:
        raise Unsound(f"it is about the agreement {proof.document}")
    known = case.state.foreigns[agreement.foreign]
    checkpoint, receipt = proof.verify(known.key)
    what, ends = proof.decided()
    forked = _continued(known, proof.card, checkpoint)
    return replace(
        _of(checkpoint),
        document=proof.document,
        key=proof.card.key,
        what="notice" if what == "notice" else "adopted",
        ends=ends,
        index=receipt.index,
        forked=forked,
    )


def _card(case: Case, number: int, text: str) -> data.Examined:
    known = case.state.foreigns.get(number)
    if known is None:
        raise Unsound("no such federation is known")
    card = read(text.encode())
    if not isinstance(card, Card):
        raise Unsound("it is an agreement or a proof, not a card")
    checkpoint = card.verify(known.key)
    forked = _continued(known, card, checkpoint)
    return replace(_of(checkpoint), name=card.name, key=card.key, forked=forked)


def _continued(known: data.Foreign, card: Card, checkpoint: Checkpoint) -> int:
    """Return where a record is another than the one known, or 0 where it continues it.

    Raises:
        Unsound: when the card does not say how it continues what is known.
    """
    if checkpoint.size == known.size:
        return _differs_at(known, checkpoint)
    if card.since.size == known.size:
        # The proof holds, so this is the root that the newer history had then.
        return known.size if card.since.root != known.root else 0
    raise Unsound(
        f"it does not say how it continues the {known.size} entries known here; ask for one since "
        f"{known.size} entries"
    )
