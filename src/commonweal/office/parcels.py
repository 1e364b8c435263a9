"""A part of a record as one file, to be handed on by people: packed, and unpacked strictly.

Rules of this module:

* a parcel is a ZIP archive of the files of a part, and of nothing else: each at most once, plain,
  in the archive itself or in one folder;
* nothing of a foreign archive is believed: not its names, and not the sizes that it declares; what
  is longer than allowed is not read to its end;
* the same part packs to the same bytes.

Not here: making a part (``parts``), verifying one (``commonweal.record``).
"""

from __future__ import annotations

import io
import tempfile
import zipfile
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from commonweal.office.parts import CONSTITUTION, export_body
from commonweal.record import Log
from commonweal.record.parts import CHECKPOINT, ENTRIES, KEY

FILES = (ENTRIES, CHECKPOINT, KEY, CONSTITUTION)
"""The files of a part, by name."""

UNPACKED_MAX_BYTES = 32_000_000
"""All files of a parcel together, unpacked."""

_MEMBERS_MAX = len(FILES) + 1
_PLAIN = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED = 0x1


class BadParcel(Exception):  # noqa: N818 -- said to whoever hands it in, and no error of ours
    """A file is no parcel; the message says what is wrong with it."""


def packed_part(log: Log, body: int) -> bytes:
    """Return what concerns a body, with proofs, as one file.

    Raises:
        LookupError: when the record knows no such body.
        RecordError: when the record does not answer.
    """
    with tempfile.TemporaryDirectory() as folder:
        export_body(log, body, Path(folder))
        return packed((one.name, one.read_bytes()) for one in sorted(Path(folder).iterdir()))


def packed(files: Iterable[tuple[str, bytes]]) -> bytes:
    """Pack files, whose names and bytes are given."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files:
            # A fixed date: the same part is the same parcel.
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return whole.getvalue()


def unpack(parcel: bytes, folder: Path) -> None:
    """Write the files of a parcel into an empty folder.

    Raises:
        BadParcel: when it is no archive of the files of a part, or unpacks to too much.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(parcel)) as archive:
            _unpack(archive, folder)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise BadParcel(f"the file is no archive that can be read: {error}") from error


def _unpack(archive: zipfile.ZipFile, folder: Path) -> None:
    members = [one for one in archive.infolist() if not one.is_dir()]
    if len(archive.infolist()) > _MEMBERS_MAX:
        raise BadParcel(f"expected at most the files {', '.join(FILES)}; got more")
    left = UNPACKED_MAX_BYTES
    places: set[PurePosixPath] = set()
    for one in members:
        path = PurePosixPath(one.filename)
        fits = path.name in FILES and len(path.parts) <= 2 and ".." not in path.parts
        plain = one.compress_type in _PLAIN and not one.flag_bits & _ENCRYPTED
        target = folder / path.name
        if not fits or not plain or target.exists():
            raise BadParcel(f"expected the files {', '.join(FILES)}, each once; got {path.name}")
        places.add(path.parent)
        with archive.open(one) as packed_file:
            data = packed_file.read(left + 1)
        left -= len(data)
        if left < 0 or len(places) > 1:
            raise BadParcel(f"expected files of {UNPACKED_MAX_BYTES} bytes at most, in one folder")
        target.write_bytes(data)
    if not (folder / ENTRIES).exists():
        raise BadParcel(f"expected the file {ENTRIES} among others; got none")
