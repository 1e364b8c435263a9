"""The log: a store, its tree and its key, and the promise never to sign two histories.

Rules of this module:

* the order is: durable in the store, signed, the checkpoint durable outside the store, told;
* on opening, the store must continue the checkpoint that was kept, else nothing is signed; so a
  restored old backup, a cut or a rewritten database is found before it can do harm;
* what the store holds beyond the kept checkpoint was never told to anybody; it is taken in, and
  signed by :meth:`Log.refresh` once this process is the writer; opening alone signs nothing;
* with a public key only, everything can be read and proved, and nothing signed.

Not here: batches and threads (``writer``), checking files of strangers (``verify``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from threading import RLock

from commonweal.record.encoding import check_body
from commonweal.record.errors import (
    BadRotation,
    Damaged,
    NotInRecord,
    RecordError,
    RefusesToSign,
    Unencodable,
)
from commonweal.record.exports import export
from commonweal.record.files import replacing, write_whole
from commonweal.record.kept import KeptCheckpoint
from commonweal.record.note import (
    Checkpoint,
    SigningKey,
    VerifierKey,
    read_checkpoint,
    sign_checkpoint,
)
from commonweal.record.receipt import Continuation, Receipt
from commonweal.record.rotation import Lineage, claims_rotation, rotation_entry
from commonweal.record.store import Store
from commonweal.record.tree import TILE_WIDTH, Tree, leaf_hash

_CACHE_LINE = b"commonweal tree 1 "


class Log:
    """A record that can be read, proved and, with its secret key, continued.

    Several threads may use one log.

    Args:
        store: where the entries are; the log does not close it.
        key: the record's present key; the secret one, or the public one for reading only.
        kept: the file of the last signed checkpoint, outside the store. It is made when the store
            is empty and the file is missing.
        cache: a file for the tree's hashes, so that opening reads only newer entries. What it says
            must give the root that was signed; the older entries themselves are then read again
            only by :meth:`audit`, by proofs and by exports.

    Raises:
        RefusesToSign: when the store does not continue the kept checkpoint, and why.
        BadRotation: when the key is not the one that the record names.
        Unreachable: when the store or a file does not answer.
    """

    def __init__(
        self, store: Store, key: SigningKey | VerifierKey, kept: Path, *, cache: Path | None = None
    ) -> None:
        self._store = store
        self._secret = key if isinstance(key, SigningKey) else None
        self._verifier = key.verifier if isinstance(key, SigningKey) else key
        self._kept = KeptCheckpoint(kept)
        self._cache = cache
        self._lock = RLock()
        self._retiring: SigningKey | None = None
        self._tree, self._lineage = self._cached() or (Tree(self._leaves), Lineage())
        self._signed = self._open()

    @property
    def origin(self) -> str:
        """The record's name."""
        return self._verifier.name

    @property
    def size(self) -> int:
        """The number of entries this log has read or appended, signed or not."""
        return self._tree.size

    @property
    def signed(self) -> Checkpoint:
        """The last checkpoint that was signed and kept."""
        return self._signed

    @property
    def keys(self) -> tuple[VerifierKey, ...]:
        """The public keys that have signed for this record, the first one first."""
        return tuple(self._lineage.keys) or (self._verifier,)

    @property
    def store(self) -> Store:
        """The store that holds the entries."""
        return self._store

    def append(self, bodies: Sequence[bytes], *, fence: int = 0) -> Checkpoint:
        """Append entries, all or none, and sign; returns the checkpoint that covers them.

        Args:
            bodies: canonical entries, see :func:`commonweal.record.canonical`.
            fence: the token of the writer's lease.

        Raises:
            Unencodable: when a body is no canonical entry, or of a kind kept for the record itself.
            WrongVersion: when another process appended; :meth:`refresh` reads it.
            LeaseLost: when another process is the writer now.
            RefusesToSign: ``missing``, when the log was opened with a public key.
            Unreachable: when the store does not answer; :meth:`refresh` tells what it holds.
        """
        for body in bodies:
            check_entry(body)
        with self._lock:
            self.extend(bodies, fence=fence)
            return self.sign()

    def extend(self, bodies: Sequence[bytes], *, fence: int = 0) -> int:
        """Append entries that :func:`check_entry` has passed, without signing yet.

        Returns:
            The index of the first of them.

        Raises:
            WrongVersion: when another process appended; :meth:`refresh` reads it.
            LeaseLost: when another process is the writer now.
            RefusesToSign: ``missing``, when the log was opened with a public key.
            Unreachable: when the store does not answer; :meth:`refresh` tells what it holds.
        """
        with self._lock:
            self._secret_key()
            first = self._tree.size
            self._store.append(first, bodies, fence=fence)
            for body in bodies:
                self._tree.append(leaf_hash(body))
            return first

    def sign(self) -> Checkpoint:
        """Sign what was appended, keep the checkpoint, and return it.

        Raises:
            RefusesToSign: ``missing``, when the log was opened with a public key.
            Unreachable: when the checkpoint cannot be kept; then it must not be shown either.
        """
        with self._lock:
            size, root = self._tree.size, self._tree.root()
            if (size, root) == (self._signed.size, self._signed.root) and not self._retiring:
                return self._signed
            keys = [key for key in (self._retiring, self._secret_key()) if key]
            note = sign_checkpoint(size, root, *keys)
            self._kept.write(note)
            self._retiring = None
            self._signed = Checkpoint(
                self.origin, size, root, note, tuple(key.verifier for key in keys)
            )
            return self._signed

    def rotate(self, new_key: SigningKey, *, fence: int = 0) -> Checkpoint:
        """Hand over to a new key; from now on it signs.

        The entry carries both signatures, and so does the checkpoint that covers it.

        Args:
            new_key: the new key, already safe in its file: without it the record cannot go on.
            fence: the token of the writer's lease.

        Raises:
            BadRotation: when the new key is an old one or named differently.
            WrongVersion: when another process appended; :meth:`refresh` reads it.
            LeaseLost: when another process is the writer now.
            RefusesToSign: ``missing``, when the log was opened with a public key.
            Unreachable: when the store does not answer.
        """
        with self._lock:
            old, size, root = self._secret_key(), self._tree.size, self._tree.root()
            body = rotation_entry(old, new_key, size, root)
            heir = Lineage()
            heir.keys = list(self.keys)
            heir.follow(body, size, root)
            self.extend([body], fence=fence)
            self._lineage, self._retiring = heir, old
            self._secret, self._verifier = new_key, new_key.verifier
            return self.sign()

    def refresh(self) -> None:
        """Read what others appended, and with the secret key sign it; only the writer does that.

        Raises:
            RefusesToSign: ``truncated``, when the store holds fewer entries than before.
            BadRotation: when another process changed the key; open the log again with the new one.
        """
        with self._lock:
            before, held = self._tree.size, self._store.version()
            if held < before:
                raise _truncated(held, before, "that this process has read")
            self._take_in()
            self._check_key()
            self._signed = self._check_kept()
            if self._secret:
                self.sign()

    def entry(self, index: int) -> bytes:
        """Return one entry.

        Raises:
            NotInRecord: when there is none with this index.
        """
        for body in self.read(index, index + 1) if index >= 0 else ():
            return body
        raise NotInRecord(f"there is no entry {index}: the record holds entries 0 to {self.size}-1")

    def read(self, start: int = 0, stop: int | None = None) -> Iterator[bytes]:
        """Yield entries from ``start`` up to, not including, ``stop`` or the end of the log.

        Raises:
            ValueError: when ``start`` is negative.
        """
        return self._store.read(start, self.size if stop is None else min(stop, self.size))

    def root(self, size: int | None = None) -> bytes:
        """Return the root at a size (now, if none is given), 32 bytes.

        Raises:
            ValueError: when the record is smaller.
        """
        with self._lock:
            return self._tree.root(size)

    def receipt(self, index: int) -> Receipt:
        """Prove, under the last checkpoint, that the record holds an entry.

        Raises:
            NotInRecord: when the last checkpoint covers no such entry.
        """
        with self._lock:
            signed = self._signed
            if not 0 <= index < signed.size:
                raise NotInRecord(
                    f"no receipt for entry {index}: the checkpoint covers {signed.size} entries"
                )
            leaf = self._tree.nodes(0, index, index + 1)
            path = self._tree.inclusion_proof(index, signed.size)
            return Receipt(index, leaf, signed.note, path)

    def continuation(self, old_size: int) -> Continuation:
        """Prove that the last checkpoint continues the record as it was at ``old_size`` entries.

        Raises:
            NotInRecord: when the last checkpoint covers fewer entries.
        """
        with self._lock:
            signed = self._signed
            if not 0 <= old_size <= signed.size:
                raise NotInRecord(
                    f"no proof from {old_size}: the last checkpoint covers {signed.size} entries"
                )
            proof = self._tree.consistency_proof(old_size, signed.size)
            return Continuation(old_size, proof, signed.note)

    def nodes(self, level: int, start: int, stop: int) -> bytes:
        """Return hashes of complete subtrees of ``2**level`` entries, for tiles.

        Raises:
            ValueError: when one of them is not complete.
        """
        with self._lock:
            return self._tree.nodes(level, start, stop)

    def audit(self, progress: Callable[[int], None] | None = None) -> None:
        """Read every entry again and compare it with the tree.

        Args:
            progress: called with the number of entries compared so far.

        Raises:
            Damaged: when entries are not those that were appended; names them.
        """
        for tile in range(self.size // TILE_WIDTH):
            with self._lock:
                self._tree.check_tile(tile)
            if progress:
                progress((tile + 1) * TILE_WIDTH)
        with self._lock:
            start, stop = self.size // TILE_WIDTH * TILE_WIDTH, self.size
            expected = self._tree.nodes(0, start, stop)
            if b"".join(self._leaves(start, stop)) != expected:
                raise Damaged(f"entries {start} to {stop - 1} are not those that were appended")

    def backup(self, path: Path, progress: Callable[[int], None] | None = None) -> int:
        """Write everything signed so far to a file, while the record goes on; see ``exports``.

        Args:
            path: the file; whatever it held before is replaced when the new one is whole.
            progress: called now and then with the number of entries written.

        Returns:
            The number of entries in it.

        Raises:
            Damaged: when the store's entries are not those that were signed.
            OSError: when the file cannot be written.
        """
        with replacing(path) as stream:
            return export(self, stream, progress)

    def save_cache(self) -> None:
        """Write the cache file, if the log was given one.

        Raises:
            OSError: when it cannot be written.
        """
        if self._cache is None:
            return
        with self._lock:
            if self._signed.size != self._tree.size:
                return
            keys = " ".join(key.as_text() for key in self._lineage.keys).encode()
            write_whole(self._cache, _CACHE_LINE + keys + b"\n" + self._tree.dump())

    def close(self) -> None:
        """Write the cache, if this log may sign, and close the kept file; the store stays open.

        Raises:
            OSError: when the cache cannot be written.
        """
        try:
            if self._secret:  # a reader changes nothing in the federation's folder
                self.save_cache()
        finally:
            self._kept.close()

    def _open(self) -> Checkpoint:
        if not self._kept.exists():
            return self._begin()
        self._take_in()
        self._check_key()
        return self._check_kept()

    def _begin(self) -> Checkpoint:
        held = self._store.version()
        if held:
            raise RefusesToSign(
                "missing",
                f"the store has {held} entries, but no checkpoint is kept at {self._kept.path}; "
                "put the kept file back, or restore from an export into an empty store",
            )
        note = sign_checkpoint(0, self._tree.root(), self._secret_key())
        self._kept.write(note)
        return read_checkpoint(note, self._verifier)

    def _take_in(self) -> None:
        start = self._tree.size
        for index, body in enumerate(self._store.read(start), start):
            if claims_rotation(body):
                self._lineage.follow(body, index, self._tree.root())
            self._tree.append(leaf_hash(body))

    def _check_key(self) -> None:
        if self.keys[-1] != self._verifier:
            raise BadRotation(
                f"the record is signed with the key {self.keys[-1].as_text()}, and was opened with "
                f"{self._verifier.as_text()}; use the key that it names"
            )

    def _check_kept(self) -> Checkpoint:
        signed = self._kept.read(self.keys)
        if self._tree.size < signed.size:
            # A writer may have gone on since the store was read: entries come before checkpoints.
            self._take_in()
        if self._tree.size < signed.size:
            raise _truncated(self._tree.size, signed.size, "signed for")
        if self._tree.root(signed.size) != signed.root:
            raise RefusesToSign(
                "forked",
                f"the first {signed.size} entries of the store are not those signed for in "
                f"{self._kept.path}: the history was rewritten; keep a copy of both, and restore "
                "from an export that continues the checkpoint",
            )
        return signed

    def _cached(self) -> tuple[Tree, Lineage] | None:
        # Whatever is wrong with a cache, the entries themselves are read instead. One that fits its
        # own form but not the signed root would be refused by _check_kept as forked; it is tried
        # here, where it can still be dropped.
        if self._cache is None or not self._cache.exists() or not self._kept.exists():
            return None
        first, _, rest = self._cache.read_bytes().partition(b"\n")
        if not first.startswith(_CACHE_LINE):
            return None
        try:
            keys = first.removeprefix(_CACHE_LINE).decode().split()
            tree = Tree.load(rest, self._leaves)
            lineage = Lineage()
            lineage.keys = [VerifierKey.from_text(key) for key in keys]
            return (tree, lineage) if self._cache_is_signed(tree, lineage) else None
        except (ValueError, RecordError):
            return None

    def _cache_is_signed(self, tree: Tree, lineage: Lineage) -> bool:
        # The entries added since are read anyway; with them the tree must give the signed root.
        signed = self._kept.read(lineage.keys or [self._verifier])
        held = self._store.version()
        if not tree.size <= signed.size <= held:
            return False
        trial = Tree.load(tree.dump(), self._leaves)
        for body in self._store.read(tree.size, signed.size):
            trial.append(leaf_hash(body))
        return trial.root() == signed.root

    def _leaves(self, start: int, stop: int) -> list[bytes]:
        return [leaf_hash(body) for body in self._store.read(start, stop)]

    def _secret_key(self) -> SigningKey:
        if self._secret is None:
            raise RefusesToSign(
                "missing", "the record was opened for reading, without its secret key"
            )
        return self._secret


def rotate(log: Log, new_key: SigningKey, *, fence: int = 0) -> Checkpoint:
    """Hand the record over to a new key, see :meth:`Log.rotate`."""
    return log.rotate(new_key, fence=fence)


def check_entry(body: bytes) -> None:
    """Check that a body may be appended by whoever uses the log.

    Raises:
        Unencodable: when it is no canonical entry, or of a kind kept for the record itself.
    """
    check_body(body)
    if claims_rotation(body):
        raise Unencodable("entries of the kind key_rotated are made by rotate() only")


def _truncated(held: int, signed: int, what: str) -> RefusesToSign:
    return RefusesToSign(
        "truncated",
        f"the store has {held} of the {signed} entries {what}; nothing is signed until a "
        "record that continues the kept checkpoint is restored into it",
    )
