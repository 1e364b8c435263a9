"""Parts of a record as one file: packed alike, and unpacked with no trust in the archive."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from commonweal.office import Office, parcels
from commonweal.office.parcels import FILES, BadParcel, packed, packed_part, unpack
from commonweal.record import verify_part

FORGE = 3
PART = [(name, b"some text") for name in FILES]


def test_a_part_is_packed_to_the_same_bytes_and_verifies_when_unpacked(
    office: Office, tmp_path: Path
) -> None:
    parcel = packed_part(office.log, FORGE)
    assert parcel == packed_part(office.log, FORGE)
    folder = tmp_path / "unpacked"
    folder.mkdir()
    unpack(parcel, folder)
    assert sorted(one.name for one in folder.iterdir()) == sorted(FILES)
    assert verify_part(folder).valid
    with pytest.raises(LookupError, match="no body 99"):
        packed_part(office.log, 99)


def test_files_in_one_folder_are_taken(tmp_path: Path) -> None:
    unpack(packed((f"part/{name}", data) for name, data in PART), tmp_path)
    assert (tmp_path / FILES[0]).read_bytes() == b"some text"


@pytest.mark.parametrize(
    ("files", "why"),
    [
        ([("../part.jsonl", b"x")], "each once; got part.jsonl"),
        ([("/etc/part.jsonl/../../checkpoint", b"x")], "each once; got checkpoint"),
        ([("a/b/part.jsonl", b"x")], "each once; got part.jsonl"),
        ([("a/part.jsonl", b"x"), ("b/checkpoint", b"x")], "in one folder"),
        ([("a/part.jsonl", b"x"), ("part.jsonl", b"x")], "each once; got part.jsonl"),
        ([*PART, ("more.txt", b"x")], "each once; got more.txt"),
        ([(f"{at}", b"x") for at in range(6)], "got more"),
        ([("checkpoint", b"x")], "expected the file part.jsonl"),
        ([], "expected the file part.jsonl"),
    ],
)
def test_an_archive_of_anything_else_is_not_taken(
    files: list[tuple[str, bytes]], why: str, tmp_path: Path
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    with pytest.raises(BadParcel, match=why):
        unpack(packed(files), folder)
    assert [one.name for one in tmp_path.iterdir()] == ["in"], "nothing is written elsewhere"


def test_what_unpacks_to_too_much_is_not_read_to_its_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parcels, "UNPACKED_MAX_BYTES", 1000)
    with pytest.raises(BadParcel, match="1000 bytes at most"):
        unpack(packed([("part.jsonl", bytes(1_000_000))]), tmp_path)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("parcel", [b"", b"PK", b"no archive", packed(PART)[:-30]])
def test_what_is_no_archive_is_said_to_be_none(parcel: bytes, tmp_path: Path) -> None:
    with pytest.raises(BadParcel, match="no archive"):
        unpack(parcel, tmp_path)


def test_a_damaged_or_oddly_packed_file_is_not_taken(tmp_path: Path) -> None:
    whole = bytearray(packed([("part.jsonl", b"some text" * 50)]))
    whole[45] ^= 0xFF
    with pytest.raises(BadParcel):
        unpack(bytes(whole), tmp_path)
    odd = io.BytesIO()
    with zipfile.ZipFile(odd, "w", zipfile.ZIP_BZIP2) as archive:
        archive.writestr("part.jsonl", "some text")
    with pytest.raises(BadParcel, match="each once"):
        unpack(odd.getvalue(), tmp_path)
