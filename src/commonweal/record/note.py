"""Keys, signed notes and checkpoints: what the record promises, in a form others can read.

Rules of this module:

* formats: C2SP signed-note (keys and signatures, Ed25519 is algorithm 1) and C2SP tlog-checkpoint
  (origin, size, root); a key's name is the origin of the record it signs;
* every byte counts: base64 and numbers are accepted only in the one form they are written in;
* a signature of an unknown key is passed over, a bad one of a known key spoils the note.

Not here: when a checkpoint may be signed (``log``), how keys change (``rotation``).

Sources: https://c2sp.org/signed-note, https://c2sp.org/tlog-checkpoint, RFC 8032.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from commonweal.record.errors import BadNote
from commonweal.record.tree import HASH_BYTES

ALGORITHM_ED25519 = b"\x01"
"""The signature type of Ed25519 in a note key (C2SP signed-note)."""

MAX_SIGNATURES = 64
"""The most signature lines read in one note; C2SP asks for at least 16."""

_KEY_BYTES = 32
_SIGNATURE_LINE = re.compile(r"\u2014 ([^ ]+) ([^ ]+)")
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """The public half of a record's key.

    Attributes:
        name: the origin of the record, such as ``federation.example/record``.
        public: the 32 bytes of the Ed25519 public key.
    """

    name: str
    public: bytes

    @classmethod
    def from_text(cls, text: str) -> VerifierKey:
        """Read ``name+id+key`` (C2SP signed-note).

        Raises:
            BadNote: when it is no such key, or its id does not belong to it.
        """
        parts = text.strip().split("+", 2)
        if len(parts) != 3:
            raise BadNote(f"expected a public key as NAME+ID+KEY, got {text[:60]!r}; copy it whole")
        name, key_id, encoded = parts
        key = cls(_checked_name(name), _key_bytes(encoded, "public key"))
        _check_id(key, key_id)
        return key

    @property
    def key_id(self) -> bytes:
        """The 4 bytes that name the key in a signature line."""
        named = self.name.encode() + b"\n" + ALGORITHM_ED25519 + self.public
        return hashlib.sha256(named).digest()[:4]

    def as_text(self) -> str:
        """Write the key as ``name+id+key``, one line without its end."""
        return f"{self.name}+{self.key_id.hex()}+{_encode(ALGORITHM_ED25519 + self.public)}"

    def has_signed(self, text: str, signature: bytes) -> bool:
        """Say whether this key made a signature over a text."""
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, text.encode())
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True, slots=True)
class SigningKey:
    """The secret half of a record's key; it is never shown by ``repr``.

    Attributes:
        name: the origin of the record.
        seed: the 32 secret bytes (RFC 8032).
        verifier: the public half.
    """

    name: str
    seed: bytes = field(repr=False)
    verifier: VerifierKey = field(init=False)

    def __post_init__(self) -> None:
        public = self._private().public_key().public_bytes_raw()
        object.__setattr__(self, "verifier", VerifierKey(_checked_name(self.name), public))

    @classmethod
    def generate(cls, name: str) -> SigningKey:
        """Make a new key for the record with this origin.

        Raises:
            BadNote: when the name is empty or holds spaces, plus signs or control characters.
        """
        return cls(name, Ed25519PrivateKey.generate().private_bytes_raw())

    @classmethod
    def from_text(cls, text: str) -> SigningKey:
        """Read ``PRIVATE+KEY+name+id+seed``, the form in which Go's ``note`` keeps keys.

        Raises:
            BadNote: when it is no such key, or its id does not belong to it. The message does not
                show the text.
        """
        parts = text.strip().split("+", 4)
        if len(parts) != 5 or parts[:2] != ["PRIVATE", "KEY"]:
            raise BadNote("expected a secret key as PRIVATE+KEY+NAME+ID+SEED; restore the key file")
        key = cls(_checked_name(parts[2]), _key_bytes(parts[4], "secret key"))
        _check_id(key.verifier, parts[3])
        return key

    @classmethod
    def read(cls, path: Path) -> SigningKey:
        """Read a key file that only its owner may read.

        Raises:
            BadNote: when there is no such file, others may read it, or it holds no key.
        """
        try:
            mode, text = path.stat().st_mode & 0o777, path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise BadNote(f"the key file {path} cannot be read ({error}); restore it") from error
        if mode & 0o077:
            raise BadNote(
                f"the key file {path} has mode {mode:04o}, others may read it; "
                f"run chmod 600 {path}, and rotate the key if somebody may have copied it"
            )
        return cls.from_text(text)

    def as_text(self) -> str:
        """Write the secret key as one line; keep it in a file with mode 0600."""
        secret = _encode(ALGORITHM_ED25519 + self.seed)
        return f"PRIVATE+KEY+{self.name}+{self.verifier.key_id.hex()}+{secret}"

    def sign(self, text: str) -> str:
        """Return the signature line over a text, with its end."""
        signature = self._private().sign(text.encode())
        return f"\u2014 {self.name} {_encode(self.verifier.key_id + signature)}\n"

    def _private(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)


@dataclass(frozen=True, slots=True)
class SignedText:
    """A note whose signatures were checked.

    Attributes:
        text: the text, with its last line end.
        signed_by: the known keys that signed it, at least one.
        unknown: how many signature lines belong to no known key.
    """

    text: str
    signed_by: tuple[VerifierKey, ...]
    unknown: int


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a record promised: at this size its root was this.

    Attributes:
        origin: the name of the record.
        size: the number of entries.
        root: the root of the Merkle tree over them, 32 bytes.
        note: the whole signed note, as it is kept and handed out.
        signed_by: the known keys that signed it.
        unknown: how many further signature lines belong to no known key.
    """

    origin: str
    size: int
    root: bytes
    note: str
    signed_by: tuple[VerifierKey, ...]
    unknown: int = 0


def sign_note(text: str, *keys: SigningKey) -> str:
    """Return the note over a text, signed with every key given (C2SP signed-note)."""
    return text + "\n" + "".join(key.sign(text) for key in keys)


def open_note(note: str, keys: Iterable[VerifierKey]) -> SignedText:
    """Check the signatures of a note.

    Raises:
        BadNote: when it is malformed, no known key signed it, or a known key's signature is bad.
    """
    text, lines = _split_note(note)
    known = {(key.name, key.key_id): key for key in keys}
    signed: list[VerifierKey] = []
    unknown = 0
    for line in lines:
        name, key_id, signature = _read_signature(line)
        key = known.get((name, key_id))
        if key is None:
            unknown += 1
        elif not key.has_signed(text, signature):
            raise BadNote(f"the signature of {name} ({key_id.hex()}) does not fit the signed text")
        else:
            signed.append(key)
    if not signed:
        raise BadNote(f"none of its {len(lines)} signatures is by a known key")
    return SignedText(text, tuple(signed), unknown)


def checkpoint_text(origin: str, size: int, root: bytes) -> str:
    """Return the three lines that a checkpoint signs (C2SP tlog-checkpoint)."""
    return f"{origin}\n{size}\n{_encode(root)}\n"


def sign_checkpoint(size: int, root: bytes, *keys: SigningKey) -> str:
    """Return the signed checkpoint of the record that the keys are named after.

    Raises:
        ValueError: when no key is given, or keys of several records are.
    """
    if len({key.name for key in keys}) != 1:
        raise ValueError(f"expected keys of one record, got {[key.name for key in keys]}")
    return sign_note(checkpoint_text(keys[0].name, size, root), *keys)


def read_checkpoint(note: str, *keys: VerifierKey) -> Checkpoint:
    """Read a checkpoint and check its signatures against the known keys.

    Raises:
        BadNote: when it is malformed, names another record, or is not signed by a known key.
    """
    opened = open_note(note, keys)
    origin, size, root = split_checkpoint(opened.text)
    if origin != opened.signed_by[0].name:
        raise BadNote(f"it is of {origin}, but signed as {opened.signed_by[0].name}")
    return Checkpoint(origin, size, root, note, opened.signed_by, opened.unknown)


def split_checkpoint(text: str) -> tuple[str, int, bytes]:
    """Split a checkpoint's text into origin, size and root, without looking at signatures.

    Raises:
        BadNote: when it has not exactly these three lines.
    """
    lines = text.split("\n")
    if len(lines) != 4 or lines.pop():
        raise BadNote(f"expected the lines origin, size and root, got {text[:80]!r}")
    origin, size, root = lines
    if not re.fullmatch(r"0|[1-9][0-9]{0,17}", size):
        raise BadNote(f"expected the number of entries in its second line, got {size[:40]!r}")
    return origin, int(size), _decode(root, HASH_BYTES, "root")


def encode_hash(value: bytes) -> str:
    """Write a hash in base64, as proofs and checkpoints do."""
    return _encode(value)


def decode_hash(text: str) -> bytes:
    """Read a hash in base64.

    Raises:
        BadNote: when it is not the one way to write 32 bytes.
    """
    return _decode(text, HASH_BYTES, "hash")


def _split_note(note: str) -> tuple[str, list[str]]:
    head, gap, tail = note.rpartition("\n\n")
    lines = tail.split("\n")
    if not gap or not head or lines.pop() or not lines or _CONTROL.search(note):
        raise BadNote("expected a text, an empty line and signature lines, each with its line end")
    if len(lines) > MAX_SIGNATURES:
        raise BadNote(f"expected at most {MAX_SIGNATURES} signatures, got {len(lines)}")
    return head + "\n", lines


def _read_signature(line: str) -> tuple[str, bytes, bytes]:
    match = _SIGNATURE_LINE.fullmatch(line)
    if match is None:
        raise BadNote(f"expected a signature line, a dash, a name and a signature, got {line!r}")
    data = _decode(match[2], None, "signature")
    if len(data) < 5:
        raise BadNote(f"expected a key id and a signature, got {len(data)} bytes in {line!r}")
    return match[1], data[:4], data[4:]


def _check_id(key: VerifierKey, key_id: str) -> None:
    if key.key_id.hex() != key_id:
        raise BadNote(
            f"the key of {key.name} has the id {key.key_id.hex()}, but {key_id[:20]!r} is written "
            "beside it; it was damaged in copying, copy it again"
        )


def _checked_name(name: str) -> str:
    if not name or "+" in name or not name.isprintable() or any(map(str.isspace, name)):
        raise BadNote(
            f"{name!r} cannot name a record: use letters, digits, dots, slashes and dashes, "
            "such as federation.example/record"
        )
    return name


def _key_bytes(encoded: str, what: str) -> bytes:
    data = _decode(encoded, _KEY_BYTES + 1, what)
    if data[:1] != ALGORITHM_ED25519:
        raise BadNote(f"the {what} is of type {data[0]}, expected 1 (Ed25519)")
    return data[1:]


def _encode(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _decode(text: str, size: int | None, what: str) -> bytes:
    try:
        data = base64.b64decode(text.encode("ascii"), validate=True)
    except (UnicodeEncodeError, binascii.Error) as error:
        raise BadNote(f"the {what} is no base64") from error
    if _encode(data) != text:  # the unused bits of the last letter are part of the text, too
        raise BadNote(f"the {what} is not in the one form in which base64 is written")
    if size is not None and len(data) != size:
        raise BadNote(f"expected {size} bytes for the {what}, got {len(data)}")
    return data
