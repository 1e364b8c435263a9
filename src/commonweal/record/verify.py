"""Verifying an export: needs nothing but the file, and best a public key and a kept checkpoint.

Rules of this module:

* the file is read once, in constant memory, and never trusted: every byte of it is either derived
  from the others or signed, so one changed byte is found, and named by line, entry and part;
* what only comparison can show (a cut or another history, signed with the true key) is found with
  a checkpoint that was kept earlier or elsewhere;
* all findings are told, not only the first one.

Not here: the making of the file (``exports``), stores, secret keys.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Literal

from commonweal.record.encoding import MAX_BODY_BYTES, check_body
from commonweal.record.errors import BadNote, BadRotation, RefusesToSign, Unencodable
from commonweal.record.exports import (
    FORMAT,
    PROGRESS_EVERY,
    checkpoint_line,
    entry_tail,
    header_line,
)
from commonweal.record.kept import checkpoint_sizes, latest_checkpoint
from commonweal.record.note import (
    Checkpoint,
    VerifierKey,
    checkpoint_text,
    read_checkpoint,
)
from commonweal.record.rotation import Lineage, claims_rotation
from commonweal.record.tree import Frontier, leaf_hash

Verdict = Literal["valid", "changed", "resigned", "forked", "truncated"]
"""What a file is; when several hold, the first of changed, resigned, forked, truncated."""

MAX_FINDINGS = 50
"""How many findings are told; the others are counted."""

_ENTRY = re.compile(rb'\{"entry":(\{.*\}),"index":(0|[1-9][0-9]*),"leaf":"([0-9a-f]{64})"\}\n')
_OPENING = b'{"entry":'
_CHECKPOINT_OPENING = b'{"checkpoint":'
_MAX_LINE = MAX_BODY_BYTES + 200
_ORDER: tuple[Verdict, ...] = ("changed", "resigned", "forked", "truncated")
# One changed digit of a leaf hash leaves 63 as they were; a changed entry leaves about 4.
_DIGITS_OF_A_SLIP = 16


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong in a file.

    Attributes:
        kind: which verdict it leads to.
        line: the line, from 1; 0 when it concerns the file as a whole.
        entry: the entry's number, from 0, or None.
        part: which part of the line.
        what: what was expected and what was found.
    """

    kind: Verdict
    line: int
    entry: int | None
    part: str
    what: str

    def __str__(self) -> str:
        place = [f"line {self.line}"] if self.line else ["the file"]
        if self.entry is not None:
            place.append(f"entry {self.entry}")
        return f"{', '.join([*place, self.part])}: {self.what}"


@dataclass(frozen=True, slots=True)
class Report:
    """What verifying a file has shown.

    Attributes:
        verdict: see :data:`Verdict`.
        entries: the number of entries in the file.
        origin: the record's name, as the file says; empty when its header is unreadable.
        keys: the public keys that have signed for the record, the first one first.
        checkpoint: the checkpoint at the end of the file, when it is good.
        key_known: whether a public key was given and is one of the record's.
        kept_size: the size of the kept checkpoint that the file continues, or None.
        findings: what is wrong, in the order of the file; at most 50.
        untold: how many findings there were beyond these.
    """

    verdict: Verdict
    entries: int
    origin: str
    keys: tuple[VerifierKey, ...]
    checkpoint: Checkpoint | None
    key_known: bool
    kept_size: int | None
    findings: tuple[Finding, ...]
    untold: int

    @property
    def valid(self) -> bool:
        """Whether nothing is wrong."""
        return self.verdict == "valid"

    def sentences(self) -> list[str]:
        """Say it in words that need no explanation."""
        if not self.valid:
            more = [f"... and {self.untold} more."] if self.untold else []
            return [_VERDICTS[self.verdict], *map(str, self.findings), *more]
        keys = "by the key you gave" if self.key_known else "by the key that the file itself names"
        said = [f"Valid: {self.entries} entries of {self.origin}, signed {keys}."]
        if not self.key_known:
            said.append("Give the record's public key to be sure that it is theirs: --key.")
        if self.kept_size is None:
            said.append("Give a checkpoint kept earlier to see that nothing was cut: --checkpoint.")
        else:
            said.append(f"It continues the kept checkpoint over {self.kept_size} entries.")
        return said

    def as_dict(self) -> dict[str, object]:
        """Return the report as plain data, for JSON."""
        return {
            "verdict": self.verdict,
            "valid": self.valid,
            "entries": self.entries,
            "origin": self.origin,
            "keys": [key.as_text() for key in self.keys],
            "key_known": self.key_known,
            "root": self.checkpoint.root.hex() if self.checkpoint else None,
            "kept_size": self.kept_size,
            "findings": [
                {"kind": f.kind, "line": f.line, "entry": f.entry, "part": f.part, "what": f.what}
                for f in self.findings
            ],
            "untold": self.untold,
        }


_VERDICTS: dict[Verdict, str] = {
    "valid": "Valid.",
    "changed": "NOT VALID: the file was changed after it was signed.",
    "resigned": "NOT VALID: the file is signed with another key than the record's.",
    "forked": "NOT VALID: another history. It is signed with the true key, but does not continue "
    "the kept checkpoint: show both to the other members.",
    "truncated": "NOT VALID: entries are missing at the end.",
}


def verify_file(
    path: Path,
    *,
    key: VerifierKey | None = None,
    kept: str | None = None,
    progress: Callable[[int], None] | None = None,
) -> Report:
    """Verify an exported record.

    Args:
        path: the file.
        key: one of the record's public keys, known from elsewhere; without it the file can only be
            shown to agree with itself.
        kept: a checkpoint kept earlier, or the content of a kept file.
        progress: called now and then with the number of entries read.

    Raises:
        OSError: when the file cannot be read.
    """
    with path.open("rb") as stream:
        return verify_stream(stream, key=key, kept=kept, progress=progress)


def verify_stream(
    stream: BinaryIO,
    *,
    key: VerifierKey | None = None,
    kept: str | None = None,
    progress: Callable[[int], None] | None = None,
) -> Report:
    """Verify an exported record from a stream of bytes, see :func:`verify_file`."""
    reading = _Reading(key, kept)
    line = stream.readline(_MAX_LINE)
    while line:
        following = stream.readline(_MAX_LINE)
        reading.take(line, last=not following)
        if progress and reading.line % PROGRESS_EVERY == 0:
            progress(reading.frontier.size)
        line = following
    return reading.report()


class _Reading:
    """What is known after the lines so far."""

    def __init__(self, key: VerifierKey | None, kept: str | None) -> None:
        self.line = 0
        self.frontier = Frontier()
        self._key, self._kept = key, kept
        self._wanted = dict.fromkeys(checkpoint_sizes(kept or ""), b"")
        self._findings: list[Finding] = []
        self._untold = 0
        self._lineage = Lineage(key)
        self._origin = ""
        self._expected = 0  # the index of the next entry
        self._or_else = -1  # another index that is as good, after something wrong
        self._ended = False
        self._checkpoint: Checkpoint | None = None
        self._note_root()

    def take(self, line: bytes, *, last: bool) -> None:
        self.line += 1
        if self.line == 1:
            self._take_header(line)
        elif self._ended:
            self._find("changed", "end", "the checkpoint must be the last line; remove this one")
        elif line.startswith(_CHECKPOINT_OPENING) or (last and not line.startswith(_OPENING)):
            self._take_checkpoint(line)
        else:
            self._take_entry(line, last=last)

    def report(self) -> Report:
        self.line = 0
        if not self._ended:
            held = f"after entry {self._expected - 1}" if self._expected else "before any entry"
            self._find("truncated", "end", f"it stops {held}, without a checkpoint", entry=None)
        known = self._check_key()
        kept_size = self._check_kept() if self._kept is not None else None
        kinds = {finding.kind for finding in self._findings}
        verdict: Verdict = next((kind for kind in _ORDER if kind in kinds), "valid")
        return Report(
            verdict,
            self.frontier.size,
            self._origin,
            tuple(self._lineage.keys),
            self._checkpoint,
            known,
            kept_size,
            tuple(self._findings),
            self._untold,
        )

    def _find(self, kind: Verdict, part: str, what: str, *, entry: int | None = None) -> None:
        if len(self._findings) == MAX_FINDINGS:
            self._untold += 1
        else:
            self._findings.append(Finding(kind, self.line, entry, part, what))

    def _take_header(self, line: bytes) -> None:
        try:
            header = json.loads(line)
            key = VerifierKey.from_text(str(header["key"]))
        except (ValueError, KeyError, TypeError, BadNote, RecursionError) as error:
            self._find("changed", "header", f"expected format, key and origin ({error})")
            return
        self._origin = key.name
        self._lineage = Lineage(key)
        if line == header_line(key):
            return
        if header.get("format") != FORMAT:
            self._find("changed", "header, format", f"expected {FORMAT!r}")
        elif header.get("origin") != key.name:
            self._find("changed", "header, origin", f"expected {key.name!r}, as the key says")
        else:
            self._find("changed", "header", f"expected the line {header_line(key)!r}")

    def _take_entry(self, line: bytes, *, last: bool) -> None:
        match = _ENTRY.fullmatch(line)
        if match is None:
            self._take_broken(line, last=last)
            return
        body, index, leaf = match[1], int(match[2]), match[3].decode()
        self._check_index(body, index)
        self._check_entry(body, index, leaf)

    def _take_broken(self, line: bytes, *, last: bool) -> None:
        if last and not line.endswith(b"\n"):
            self._find("truncated", "line end", "the file stops within it", entry=self._expected)
            return
        part = _broken_part(line, self._expected)
        what = "expected entry, index and leaf in this order, a line each"
        self._find("changed", part, what, entry=self._expected)
        self._or_else = self._expected + 1

    def _check_index(self, body: bytes, index: int) -> None:
        expected = self._expected
        if index in (expected, self._or_else):
            self._expected, self._or_else = index + 1, -1
            return
        if b',"index":%d,"leaf":"' % expected in body:
            part, what = "line end", "expected a line end between this entry and the next"
        else:
            part = "index"
            what = (
                f"expected {expected}, got {index}: it was changed, or entries are missing or moved"
            )
        self._find("changed", part, what, entry=expected)
        # The next line shows whether this number was wrong or others are missing before it.
        self._expected, self._or_else = expected + 1, index + 1

    def _check_entry(self, body: bytes, index: int, leaf: str) -> None:
        found = leaf_hash(body)
        if found.hex() != leaf:
            part = "leaf" if _same_digits(found.hex(), leaf) > _DIGITS_OF_A_SLIP else "entry"
            what = "the leaf hash written beside the entry is not the entry's"
            self._find("changed", part, what, entry=index)
        else:
            self._check_content(body, index)
        self.frontier.append(found)
        self._note_root()

    def _check_content(self, body: bytes, index: int) -> None:
        try:
            check_body(body)
            if claims_rotation(body):
                self._lineage.follow(body, index, self.frontier.root())
        except (Unencodable, BadRotation) as error:
            self._find("changed", "entry", str(error), entry=index)

    def _note_root(self) -> None:
        if self.frontier.size in self._wanted:
            self._wanted[self.frontier.size] = self.frontier.root()

    def _take_checkpoint(self, line: bytes) -> None:
        self._ended = True
        try:
            note = json.loads(line)["checkpoint"]
            if line != checkpoint_line(note):
                raise BadNote("expected {'checkpoint': '...'} in canonical form, and a line end")
        except (ValueError, KeyError, TypeError, BadNote, RecursionError) as error:
            self._find("changed", "checkpoint", f"it cannot be read ({error})")
            return
        try:
            self._checkpoint = self._read_checkpoint(note)
        except BadNote as error:
            self._find(*self._bad_checkpoint(note, str(error)))
            return
        if not self._findings:
            self._compare_checkpoint(self._checkpoint)

    def _read_checkpoint(self, note: str) -> Checkpoint:
        checkpoint = read_checkpoint(note, *self._lineage.keys)
        if checkpoint.unknown:
            raise BadNote(f"{checkpoint.unknown} of its signatures is by no key of the record")
        if self._lineage.keys[-1] not in checkpoint.signed_by:
            raise BadNote("it is signed by a retired key")
        return checkpoint

    def _bad_checkpoint(self, note: str, told: str) -> tuple[Verdict, str, str]:
        expected = checkpoint_text(self._origin, self.frontier.size, self.frontier.root())
        lines = note.partition("\n\n")[0].split("\n")
        wrong = [
            name
            for name, right, got in zip(
                ("origin", "size", "root"), expected.split("\n"), [*lines, "", "", ""], strict=False
            )
            if right != got
        ]
        if wrong or self._findings:
            return "changed", f"checkpoint, {wrong[0] if wrong else 'signature'}", told
        kind: Verdict = "resigned" if "by a known key" in told else "changed"
        return kind, "checkpoint, signature", told

    def _compare_checkpoint(self, signed: Checkpoint) -> None:
        held, root = self.frontier.size, self.frontier.root()
        if signed.size > held:
            what = f"it signs {signed.size} entries, the file has {held}"
            self._find("truncated", "checkpoint, size", what)
        elif signed.size < held:
            what = f"it signs {signed.size} entries, the file has {held}: some were added unsigned"
            self._find("changed", "checkpoint, size", what)
        elif signed.root != root:
            what = (
                "the entries give another root than it signs: an entry and its leaf hash were "
                "changed together; an earlier export shows which"
            )
            self._find("changed", "checkpoint, root", what)

    def _check_key(self) -> bool:
        if self._key is None:
            return False
        if self._key in self._lineage.keys:
            return True
        named = self._lineage.keys[0].as_text() if self._lineage.keys else "no key"
        what = f"expected the key {self._key.as_text()}, the file is signed under {named}"
        self._find("resigned", "key", what)
        return False

    def _check_kept(self) -> int | None:
        try:
            kept = latest_checkpoint(
                (self._kept or "").encode(), self._lineage.keys, "the kept file"
            )
        except RefusesToSign as error:
            self._find("resigned", "kept checkpoint", str(error))
            return None
        if any(finding.kind == "changed" for finding in self._findings):
            return None  # a comparison would only repeat that
        if kept.size > self.frontier.size:
            what = f"it signs {kept.size} entries, the file has {self.frontier.size}"
            self._find("truncated", "kept checkpoint", what)
        elif self._wanted[kept.size] != kept.root:
            what = f"the first {kept.size} entries of the file are not those it signs"
            self._find("forked", "kept checkpoint", what)
        else:
            return kept.size
        return None


def _broken_part(line: bytes, index: int) -> str:
    """Say which part of an entry's line is not in form, supposing that only that one is not."""
    if not line.startswith(_OPENING):
        return "opening"
    width = len(entry_tail(index, bytes(32)))
    if len(line) < len(_OPENING) + width:
        return "entry"
    if b',"index":%d,"leaf":"' % index in line[:-width]:
        return "line end"  # its own tail stands in the middle, and something else follows
    right = entry_tail(index, leaf_hash(line[len(_OPENING) : -width]))
    wrong = [at for at, (a, b) in enumerate(zip(line[-width:], right, strict=False)) if a != b]
    if not wrong or len(wrong) > _DIGITS_OF_A_SLIP:
        return "entry"
    return "index" if wrong[0] < right.index(b',"leaf"') else "leaf"


def _same_digits(one: str, other: str) -> int:
    return sum(a == b for a, b in zip(one, other, strict=True))
