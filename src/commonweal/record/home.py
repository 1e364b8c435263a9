"""The folder of a federation, as far as the record lies in it.

Rules of this module:

* ``record.sqlite`` holds the entries, unless the environment's DATABASE_URL names a PostgreSQL;
  ``keys/signing.key`` (mode 0600) the secret key, ``keys/verifier.key`` the public one,
  ``checkpoint`` the last signed checkpoint, ``tree`` the tree's hashes for a quick start;
* a new key lies in ``keys/signing.key.next`` before the record names it, so a crash between the
  two loses neither; the one that the record names is put in place on the next opening.

Not here: what else a federation keeps in its folder (the office, the vault).
"""

from __future__ import annotations

import os
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from commonweal.record.errors import BadNote, BadRotation
from commonweal.record.files import sync_folder, write_whole
from commonweal.record.log import Log
from commonweal.record.note import Checkpoint, SigningKey, VerifierKey
from commonweal.record.store import Store, open_store
from commonweal.record.writer import whole_seconds


@dataclass(frozen=True, slots=True)
class Home:
    """The places of one record.

    Attributes:
        folder: the federation's folder.
        store_url: where the entries are.
    """

    folder: Path
    store_url: str

    @classmethod
    def at(cls, folder: Path, environment: Mapping[str, str] = os.environ) -> Home:
        """Return the home in a folder; DATABASE_URL decides where its entries are."""
        url = environment.get("DATABASE_URL") or f"sqlite:{folder / 'record.sqlite'}"
        return cls(folder, url)

    @property
    def key_path(self) -> Path:
        """The file of the secret key."""
        return self.folder / "keys" / "signing.key"

    @property
    def next_key_path(self) -> Path:
        """The file of a new secret key that the record may not name yet."""
        return self.folder / "keys" / "signing.key.next"

    @property
    def verifier_path(self) -> Path:
        """The file of the public key, to be handed out."""
        return self.folder / "keys" / "verifier.key"

    @property
    def kept_path(self) -> Path:
        """The file of the last signed checkpoint."""
        return self.folder / "checkpoint"

    @property
    def cache_path(self) -> Path:
        """The file of the tree's hashes."""
        return self.folder / "tree"

    def found(self, origin: str) -> SigningKey:
        """Make the folder and the first key of a new record.

        Raises:
            BadNote: when the origin cannot name a record, or there is a key already.
        """
        if self.key_path.exists():
            raise BadNote(f"there is a key at {self.key_path}: this record was founded before")
        key = SigningKey.generate(origin)
        self._write_key(self.key_path, key)
        self._write_verifier(key)
        return key

    def signing_key(self) -> SigningKey:
        """Return the secret key.

        Raises:
            BadNote: when there is none, it is damaged, or others may read its file.
        """
        return SigningKey.read(self.key_path)

    def verifier_key(self) -> VerifierKey:
        """Return the public key.

        Raises:
            BadNote: when there is none, or it is damaged.
        """
        if not self.verifier_path.exists():
            return self.signing_key().verifier
        return VerifierKey.from_text(self.verifier_path.read_text(encoding="utf-8"))

    def open_store(self) -> Store:
        """Open the store.

        Raises:
            Unreachable: when it does not answer.
        """
        return open_store(self.store_url)

    def open_log(self, store: Store, *, writing: bool = False, cached: bool = True) -> Log:
        """Open the record.

        Args:
            store: the open store.
            writing: with the secret key; only for whoever will take the lease.
            cached: whether the tree's file may spare reading older entries again.

        Raises:
            RefusesToSign: when the store does not continue the kept checkpoint.
            BadNote: when a key is missing or damaged.
            BadRotation: when the key is not the one that the record names.
            Unreachable: when the store does not answer.
        """
        cache = self.cache_path if cached else None
        if not writing:
            return Log(store, self._public_key(store), self.kept_path, cache=cache)
        try:
            return Log(store, self.signing_key(), self.kept_path, cache=cache)
        except BadRotation:
            if not self.next_key_path.exists():
                raise
        log = Log(store, SigningKey.read(self.next_key_path), self.kept_path, cache=cache)
        self._adopt_next()
        return log

    def rotate(self, store: Store) -> Checkpoint:
        """Make a new key and hand the record over to it.

        Returns:
            The checkpoint that both keys signed.

        Raises:
            LeaseHeld: when a writer is at work; stop it first.
            RefusesToSign: when the store does not continue the kept checkpoint.
            BadNote: when the present key is missing or damaged.
            Unreachable: when the store does not answer.
        """
        log = self.open_log(store, writing=True)
        holder = f"{socket.gethostname()}:{os.getpid()} (change of keys)"
        fence = store.take_lease(holder, 60, whole_seconds())
        try:
            log.refresh()
            heir = SigningKey.generate(log.origin)
            self._write_key(self.next_key_path, heir)
            checkpoint = log.rotate(heir, fence=fence)
            self._adopt_next()
        finally:
            store.release_lease(fence)
            log.close()
        return checkpoint

    def _public_key(self, store: Store) -> VerifierKey:
        # After a crash between the entry and the files the public key lies in the next key's file.
        if self.next_key_path.exists():
            heir = SigningKey.read(self.next_key_path).verifier
            mark = heir.as_text().encode()
            if any(mark in body for body in store.read(max(0, store.version() - 1))):
                return heir
        return self.verifier_key()

    def _adopt_next(self) -> None:
        heir = SigningKey.read(self.next_key_path)
        self.next_key_path.replace(self.key_path)
        sync_folder(self.key_path.parent)
        self._write_verifier(heir)

    def _write_key(self, path: Path, key: SigningKey) -> None:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_whole(path, key.as_text().encode() + b"\n", mode=0o600)

    def _write_verifier(self, key: SigningKey) -> None:
        write_whole(self.verifier_path, key.verifier.as_text().encode() + b"\n")
