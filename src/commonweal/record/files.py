"""Files that are either whole or not there.

Rule: the new content is on the disk under another name before it takes the old one's place.

Not here: what the files hold.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO


@contextmanager
def replacing(path: Path, *, mode: int = 0o644) -> Iterator[BinaryIO]:
    """Open a stream that becomes the file at ``path`` when the block ends without an exception.

    Raises:
        OSError: when it cannot be written; the old file, if any, is as it was.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}.draft")
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC
    try:
        with os.fdopen(os.open(draft, flags, mode), "wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    sync_folder(path.parent)


def write_whole(path: Path, data: bytes, *, mode: int = 0o644) -> None:
    """Write a file so that after a crash it has the old or the new content, never a part.

    Raises:
        OSError: when it cannot be written; the old file, if any, is as it was.
    """
    with replacing(path, mode=mode) as stream:
        stream.write(data)


def sync_folder(folder: Path) -> None:
    """Put a folder's names on the disk, so that a new or renamed file survives a crash.

    Raises:
        OSError: when the folder cannot be opened.
    """
    handle = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
