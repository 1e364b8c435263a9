"""Verifying a part: needs nothing but its folder, and best a public key of the record.

Rules of this module:

* nothing is trusted: every byte is derived from others, proved by a path to the signed root, or
  covered by the digest in the last line, so one changed byte is found and named;
* a part never goes out of date: it carries the checkpoint under which it was made, and a later
  checkpoint of the same record can be shown to continue that one (``commonweal record prove``);
* what it is said to be about, and that nothing else was said about it, is proved by nothing.

Not here: the making of a part (``parts``), whole exports (``verify``).
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from commonweal.record.encoding import check_body
from commonweal.record.errors import BadNote, BadRotation, RecordError, Unencodable
from commonweal.record.exports import checkpoint_line
from commonweal.record.note import Checkpoint, VerifierKey, decode_hash, read_checkpoint
from commonweal.record.parts import (
    CHECKPOINT,
    ENTRIES,
    FORMAT,
    KEY,
    Quoted,
    digest_line,
    entry_line,
    header_line,
    ranges,
)
from commonweal.record.rotation import followers
from commonweal.record.tree import leaf_hash, verify_inclusion
from commonweal.record.verify import Finding, Verdict

_ENTRY = re.compile(
    rb'\{"entry":(\{.*\}),"index":(0|[1-9][0-9]{0,17}),"leaf":"[0-9a-f]{64}","proof":\[(.*)\]\}\n'
)
_LINES_AROUND = 3  # header, checkpoint, digest


@dataclass(frozen=True, slots=True)
class PartReport:
    """What verifying a part has shown.

    Attributes:
        verdict: ``valid``, ``changed``, or ``resigned``.
        origin: the record's name.
        about: what the part says that it is about; nothing proves it.
        entries: the entries that are proved, by index.
        checkpoint: the checkpoint under which they are, when it is good.
        keys: the public keys of the record that the part names, the oldest first.
        key_known: whether a public key was given and is one of them.
        findings: what is wrong.
    """

    verdict: Verdict
    origin: str
    about: Mapping[str, str | int]
    entries: Mapping[int, bytes]
    checkpoint: Checkpoint | None
    keys: tuple[VerifierKey, ...]
    key_known: bool
    findings: tuple[Finding, ...]

    @property
    def valid(self) -> bool:
        """Whether nothing is wrong."""
        return self.verdict == "valid"

    def sentences(self) -> list[str]:
        """Say it in words that need no explanation."""
        if not self.valid or self.checkpoint is None:
            head = "signed with another key than the record's"
            why = head if self.verdict == "resigned" else "the part was changed after it was made"
            return [f"NOT VALID: {why}.", *map(str, self.findings)]
        keys = "by the key you gave" if self.key_known else "by the key that the part itself names"
        runs = ", ".join(str(a) if a == b else f"{a} to {b}" for a, b in ranges(self.entries))
        held = f"{len(self.entries)} of the {self.checkpoint.size} entries of {self.origin}"
        said = [
            f"Valid: {held}, signed {keys}.",
            f"Proved to be in that record: {runs or 'none'}.",
            "Not proved: that no other entry speaks of the same things.",
        ]
        if not self.key_known:
            said.append("Give the record's public key to be sure that it is theirs: --key.")
        return said

    def as_dict(self) -> dict[str, object]:
        """Return the report as plain data, for JSON."""
        return {
            "verdict": self.verdict,
            "valid": self.valid,
            "origin": self.origin,
            "about": dict(self.about),
            "entries": [list(one) for one in ranges(self.entries)],
            "size": self.checkpoint.size if self.checkpoint else None,
            "root": self.checkpoint.root.hex() if self.checkpoint else None,
            "keys": [key.as_text() for key in self.keys],
            "key_known": self.key_known,
            "findings": [
                {"line": f.line, "entry": f.entry, "part": f.part, "what": f.what}
                for f in self.findings
            ],
        }


def verify_part(folder: Path, *, key: VerifierKey | None = None) -> PartReport:
    """Verify a partial export.

    Args:
        folder: where it lies.
        key: one of the record's public keys, known from elsewhere; without it the part can only be
            shown to agree with itself.

    Raises:
        OSError: when a file cannot be read.
    """
    return _Reading(folder).report(key)


@dataclass(slots=True)
class _Reading:
    """What is known of a part so far."""

    folder: Path
    key: VerifierKey | None = None
    about: dict[str, str | int] = field(default_factory=dict)
    entries: dict[int, bytes] = field(default_factory=dict)
    proofs: dict[int, tuple[int, tuple[bytes, ...]]] = field(default_factory=dict)
    checkpoint: Checkpoint | None = None
    findings: list[Finding] = field(default_factory=list)

    def report(self, known: VerifierKey | None) -> PartReport:
        lines = (self.folder / ENTRIES).read_bytes().splitlines(keepends=True)
        if len(lines) < _LINES_AROUND:
            self._find(0, ENTRIES, "it is cut: expected a header, a checkpoint and a digest")
        else:
            self._read(lines)
        keys = self._keys()
        if known is not None and known not in keys and self.key is not None:
            what = f"expected the key {known.as_text()}, the part is signed by {self.key.as_text()}"
            self._find(0, "key", what, kind="resigned")
        kinds = [one.kind for one in self.findings]
        verdict: Verdict = "changed" if "changed" in kinds else kinds[0] if kinds else "valid"
        origin = self.key.name if self.key else ""
        return PartReport(
            verdict,
            origin,
            self.about,
            self.entries,
            self.checkpoint,
            keys,
            known is not None and known in keys,
            tuple(self.findings),
        )

    def _read(self, lines: list[bytes]) -> None:
        head, *middle, note, last = lines
        digest = digest_line(hashlib.sha256(b"".join(lines[:-1])).digest())
        if last != digest:
            self._find(len(lines), "digest", "the lines before it are not those it was made for")
        quoted = self._read_header(head)
        self._read_checkpoint(note, len(lines) - 1)
        for number, line in enumerate(middle, 2):
            self._read_entry(line, number)
        self._check_proofs()
        if self.key is not None:
            if head != header_line(self.key, list(self.entries), self.about, quoted):
                self._find(1, "header", "it is not the header of the entries that follow")
            self._compare(KEY, self.key.as_text() + "\n")
        if self.checkpoint is not None:
            self._compare(CHECKPOINT, self.checkpoint.note)
        for name, place in quoted.items():
            self._check_quoted(name, place)

    def _read_header(self, line: bytes) -> dict[str, Quoted]:
        try:
            head: dict[str, Any] = json.loads(line)
            if head["format"] != FORMAT:
                self._find(1, "header, format", f"expected {FORMAT!r}")
            self.about = dict(head["about"])
            self.key = VerifierKey.from_text(str(head["key"]))
            places = head["quoted"].items()
            return {name: Quoted(int(one["entry"]), tuple(one["at"])) for name, one in places}
        except (ValueError, KeyError, TypeError, AttributeError, BadNote, RecursionError) as error:
            self._find(1, "header", f"it cannot be read ({error})")
            return {}

    def _read_checkpoint(self, line: bytes, number: int) -> None:
        try:
            note = json.loads(line)["checkpoint"]
            if line != checkpoint_line(note):
                raise BadNote("expected {'checkpoint': '...'} in canonical form, and a line end")
            if self.key is not None:
                self.checkpoint = read_checkpoint(note, self.key)
        except (ValueError, KeyError, TypeError, RecordError, RecursionError) as error:
            self._find(number, "checkpoint", f"it cannot be read, or is not signed ({error})")

    def _read_entry(self, line: bytes, number: int) -> None:
        match = _ENTRY.fullmatch(line)
        if match is None:
            self._find(number, "entry", "expected an entry, its index, leaf hash and proof")
            return
        body, index = match[1], int(match[2])
        try:
            proof = tuple(decode_hash(one) for one in json.loads(b"[%b]" % match[3]))
            check_body(body)
        except (ValueError, TypeError, AttributeError, BadNote, Unencodable) as error:
            self._find(number, "entry", str(error), entry=index)
            return
        if line != entry_line(index, body, proof):
            self._find(number, "leaf", "it is not the hash of the entry", entry=index)
        if self.entries and index <= max(self.entries):
            self._find(number, "index", "entries stand in ascending order", entry=index)
        self.entries[index], self.proofs[index] = body, (number, proof)

    def _check_proofs(self) -> None:
        signed = self.checkpoint
        for index, (number, proof) in self.proofs.items():
            leaf = leaf_hash(self.entries[index])
            if signed is None or not verify_inclusion(leaf, index, signed.size, proof, signed.root):
                what = "it does not lead to the root that is signed"
                self._find(number, "proof", what, entry=index)
                del self.entries[index]

    def _check_quoted(self, name: str, place: Quoted) -> None:
        if Path(name).name != name or name in (ENTRIES, CHECKPOINT, KEY):
            self._find(1, "header, quoted", f"expected the name of a file, got {name!r}")
            return
        try:
            self._compare(name, place.find(self.entries[place.entry]))
        except (LookupError, TypeError) as error:
            self._find(1, "header, quoted", f"no proved entry holds {name} ({error})")

    def _compare(self, name: str, expected: str) -> None:
        path = self.folder / name
        if not path.is_file() or path.read_bytes() != expected.encode():
            self._find(0, name, f"the file is not what {ENTRIES} says")

    def _keys(self) -> tuple[VerifierKey, ...]:
        if self.key is None:
            return ()
        try:
            return followers(self.entries, self.key)
        except BadRotation as error:
            self._find(0, "change of keys", str(error))
            return (self.key,)

    def _find(
        self,
        line: int,
        part: str,
        what: str,
        *,
        entry: int | None = None,
        kind: Verdict = "changed",
    ) -> None:
        self.findings.append(Finding(kind, line, entry, part, what))
