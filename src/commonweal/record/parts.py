"""The partial export: some entries of a record, each with the proof that the record holds it.

Rules of this module:

* a folder of four kinds of files: ``part.jsonl`` (a header, one line per entry with its index, leaf
  hash and path to the root, the signed checkpoint, and last the digest of all lines before),
  ``checkpoint`` and ``verifier.key`` (the same once more, for other people's programs), and texts
  that are quoted from the entries;
* who takes which entries is not asked here: the caller names them; changes of the record's key are
  always among them, so that whoever knows an older key can follow;
* a part proves that each of its entries is in the record that the key signed. It does not prove
  that no other entry speaks of the same things: its header lists what it holds, and nothing else.

Not here: reading such a folder (``verify_part``), whole exports (``exports``).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from commonweal.record.encoding import canonical
from commonweal.record.errors import Damaged
from commonweal.record.exports import checkpoint_line
from commonweal.record.files import write_whole
from commonweal.record.log import Log
from commonweal.record.note import VerifierKey, encode_hash
from commonweal.record.rotation import claims_rotation
from commonweal.record.tree import leaf_hash

FORMAT = "commonweal part 1"
"""The format's name and version, in the header."""

ENTRIES, CHECKPOINT, KEY = "part.jsonl", "checkpoint", "verifier.key"
"""The files of a part that every part has."""


@dataclass(frozen=True, slots=True)
class Quoted:
    """A text in an entry of the part that is also written as a file.

    Attributes:
        entry: index of the entry.
        at: where in the entry: names of fields and places in lists.
    """

    entry: int
    at: tuple[str | int, ...]

    def find(self, body: bytes) -> str:
        """Return the text.

        Raises:
            LookupError: when there is none at that place.
            TypeError: when the place is not one of the entry.
        """
        found: Any = json.loads(body)
        for step in self.at:
            found = found[step]
        if not isinstance(found, str):
            raise LookupError(f"there is no text at {list(self.at)}")
        return found


def export_part(
    log: Log,
    folder: Path,
    indexes: Iterable[int],
    *,
    about: Mapping[str, str | int],
    quoted: Mapping[str, Quoted],
) -> list[int]:
    """Write entries of a record into a folder, with what proves them.

    Args:
        log: the record.
        folder: where to; it is made when missing.
        indexes: which entries.
        about: what the part is said to be about; nothing proves that.
        quoted: texts written as files of their own, by the name of the file.

    Returns:
        The indexes of the entries written, ascending.

    Raises:
        NotInRecord: when the last checkpoint does not cover one of them.
        Damaged: when the store's entries are not those that were signed.
        OSError: when a file cannot be written.
    """
    signed = log.signed
    wanted = sorted({*indexes, *_rotations(log)})
    key = signed.signed_by[-1]
    digest = hashlib.sha256()
    lines = [header_line(key, wanted, about, quoted)]
    lines += [_proved(log, index) for index in wanted]
    lines.append(checkpoint_line(signed.note))
    for line in lines:
        digest.update(line)
    lines.append(digest_line(digest.digest()))
    folder.mkdir(parents=True, exist_ok=True)
    for name, place in quoted.items():
        write_whole(folder / name, place.find(log.entry(place.entry)).encode())
    write_whole(folder / KEY, key.as_text().encode() + b"\n")
    write_whole(folder / CHECKPOINT, signed.note.encode())
    write_whole(folder / ENTRIES, b"".join(lines))
    return wanted


def _rotations(log: Log) -> Iterator[int]:
    if len(log.keys) > 1:
        for index, body in enumerate(log.read(0, log.signed.size)):
            if claims_rotation(body):
                yield index


def _proved(log: Log, index: int) -> bytes:
    body, receipt = log.entry(index), log.receipt(index)
    if leaf_hash(body) != receipt.leaf:
        raise Damaged(
            f"entry {index} of the store is not the one that was signed; nothing is exported: "
            "keep a copy of the store, and restore from an earlier export"
        )
    return entry_line(index, body, receipt.proof)


def header_line(
    key: VerifierKey,
    indexes: Sequence[int],
    about: Mapping[str, str | int],
    quoted: Mapping[str, Quoted],
) -> bytes:
    """Return the first line: what the part is about, and which entries it holds."""
    head = {
        "about": dict(about),
        "entries": [list(one) for one in ranges(indexes)],
        "format": FORMAT,
        "key": key.as_text(),
        "origin": key.name,
        "quoted": {name: {"at": list(q.at), "entry": q.entry} for name, q in quoted.items()},
    }
    return canonical(head) + b"\n"


def entry_line(index: int, body: bytes, proof: Sequence[bytes]) -> bytes:
    """Return the line of an entry; ``body`` is canonical JSON already."""
    path = ",".join(f'"{encode_hash(one)}"' for one in proof).encode()
    leaf = leaf_hash(body).hex().encode()
    return b'{"entry":%b,"index":%d,"leaf":"%b","proof":[%b]}\n' % (body, index, leaf, path)


def digest_line(digest: bytes) -> bytes:
    """Return the last line: the SHA-256 of all lines before it."""
    return canonical({"digest": digest.hex()}) + b"\n"


def ranges(indexes: Iterable[int]) -> list[tuple[int, int]]:
    """Write ascending numbers as runs from the first to the last, both included."""
    found: list[tuple[int, int]] = []
    for one in indexes:
        if found and one == found[-1][1] + 1:
            found[-1] = (found[-1][0], one)
        else:
            found.append((one, one))
    return found
