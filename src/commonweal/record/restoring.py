"""Bringing an exported record back into a store, and continuing one that fell behind.

Rules of this module:

* the file is verified first; a file that is not valid is not brought in;
* what the store already holds must be the beginning of the file; only the rest is appended, so a
  restored old backup can be continued with a newer export;
* whether the record may go on signing is said by the checkpoint kept outside the store: it must be
  continued, see ``log``.

Not here: putting back keys and personal data.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from commonweal.record.errors import Damaged, RecordError
from commonweal.record.exports import PROGRESS_EVERY
from commonweal.record.kept import KeptCheckpoint, latest_checkpoint
from commonweal.record.note import VerifierKey
from commonweal.record.store import Store
from commonweal.record.verify import Report, verify_file

_BATCH = 500
_LEASE_S = 60


class NotValid(RecordError):  # noqa: N818 -- says what the file is, as all answers here do
    """The file is no valid export.

    Attributes:
        report: what verifying it has shown.
    """

    def __init__(self, path: Path, report: Report) -> None:
        told = " ".join(report.sentences()[:3])
        super().__init__(f"{path} was not brought in: {told} Use another export.")
        self.report = report


@dataclass(frozen=True, slots=True)
class Restored:
    """What a store holds after bringing in a file.

    Attributes:
        before: how many entries it held before.
        after: how many it holds now.
        signed: how many the kept checkpoint signs, or None when none is kept.
        may_sign: whether the record continues the kept checkpoint and can go on.
    """

    before: int
    after: int
    signed: int | None
    may_sign: bool

    def sentence(self) -> str:
        """Say it in words."""
        brought = f"The store holds {self.after} entries, {self.after - self.before} of them new."
        if self.signed is None:
            return f"{brought} No checkpoint was kept here; the file's own is kept from now on."
        if self.may_sign:
            return f"{brought} It continues the kept checkpoint over {self.signed} entries."
        return (
            f"{brought} The kept checkpoint signs {self.signed} entries: nothing can be signed "
            "until a newer export, which continues it, is brought in as well."
        )


def import_file(
    path: Path,
    store: Store,
    *,
    key: VerifierKey | None = None,
    progress: Callable[[int], None] | None = None,
) -> int:
    """Verify an export and append to the store what it does not hold yet.

    Args:
        path: the export.
        store: an empty store, or one that holds the beginning of the same record.
        key: one of the record's public keys, known from elsewhere.
        progress: called now and then with the number of entries brought in.

    Returns:
        The number of entries that the store holds now.

    Raises:
        NotValid: when the file is no valid export; nothing was appended.
        Damaged: when the store holds another record; nothing was appended.
        LeaseHeld: when a writer is at work.
        OSError: when the file cannot be read.
        Unreachable: when the store does not answer.
    """
    report = verify_file(path, key=key)
    if not report.valid:
        raise NotValid(path, report)
    holder = f"import of {path.name}"
    token = store.take_lease(holder, _LEASE_S, int(time.time()))
    try:
        return _bring_in(path, store, token, progress)
    finally:
        store.release_lease(token)


def restore(
    path: Path,
    store: Store,
    *,
    kept: Path,
    key: VerifierKey | None = None,
    progress: Callable[[int], None] | None = None,
) -> Restored:
    """Bring an export into a store, and say whether the record may go on signing.

    Args:
        path: the export.
        store: an empty store, or one that holds the beginning of the same record.
        kept: the file of the last signed checkpoint. When it is missing, the export's own
            checkpoint is kept there: then nothing shows whether entries came after the export.
        key: one of the record's public keys, known from elsewhere.
        progress: called now and then with the number of entries brought in.

    Raises:
        NotValid: when the file is no valid export, or another history than the kept checkpoint
            signs; nothing was appended.
        Damaged: when the store holds another record; nothing was appended.
        LeaseHeld: when a writer is at work.
        RefusesToSign: when the kept file holds no checkpoint of this record.
        OSError: when a file cannot be read.
        Unreachable: when the store does not answer.
    """
    before = store.version()
    text = kept.read_text(encoding="utf-8") if kept.exists() else None
    report = verify_file(path, key=key, kept=text)
    if report.verdict not in ("valid", "truncated") or report.checkpoint is None:
        raise NotValid(path, report)
    after = import_file(path, store, key=key, progress=progress)
    if text is None:
        KeptCheckpoint(kept).write(report.checkpoint.note)
        return Restored(before, after, None, may_sign=True)
    signed = latest_checkpoint(text.encode(), report.keys, str(kept)).size
    return Restored(before, after, signed, may_sign=after >= signed)


def _bring_in(path: Path, store: Store, token: int, progress: Callable[[int], None] | None) -> int:
    bodies = _bodies(path)
    held = store.version()
    for index, body in enumerate(store.read(0, held)):
        if next(bodies, None) != body:
            raise Damaged(
                f"entry {index} of the store is not that of {path}; they are different records, or "
                "the store was changed: bring the file into an empty store"
            )
    at = held
    while batch := list(islice(bodies, _BATCH)):
        store.renew_lease(token, _LEASE_S, int(time.time()))
        store.append(at, batch, fence=token)
        at += len(batch)
        if progress and at % PROGRESS_EVERY < _BATCH:
            progress(at)
    return at


def _bodies(path: Path) -> Iterator[bytes]:
    # The file has been verified: every line between the first and the last is an entry's.
    with path.open("rb") as stream:
        stream.readline()
        for line in stream:
            if line.startswith(b'{"checkpoint":'):
                return
            yield line[len(b'{"entry":') : line.rindex(b',"index":')]
