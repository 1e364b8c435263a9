"""Tiles: paths, contents, and a foreign program that verifies them."""

from __future__ import annotations

import os
import subprocess
import time
from pathlib import Path

import pytest

from commonweal.record import (
    Damaged,
    Log,
    MemoryStore,
    SigningKey,
    canonical,
    export_tiles,
    leaf_hash,
    read_checkpoint,
)
from commonweal.record.tiles import tile_path

KEY = SigningKey("example.org/record", bytes(32))


def entries(count: int) -> list[bytes]:
    return [canonical({"n": n}) for n in range(count)]


def log_of(count: int, folder: Path) -> Log:
    log = Log(MemoryStore(), KEY, folder / "kept")
    log.append(entries(count))
    return log


@pytest.mark.parametrize(
    ("level", "tile", "width", "path"),
    [
        (0, 0, 256, "tile/0/000"),
        (1, 67, 3, "tile/1/067.p/3"),
        (0, 1234067, 256, "tile/0/x001/x234/067"),
        ("entries", 1000, 1, "tile/entries/x001/000.p/1"),
    ],
)
def test_paths_are_those_of_the_specification(
    level: int | str, tile: int, width: int, path: str
) -> None:
    assert tile_path(level, tile, width) == path


def test_tiles_hold_the_hashes_and_entries_of_the_signed_record(tmp_path: Path) -> None:
    log, site, told = log_of(600, tmp_path), tmp_path / "site", list[int]()
    assert export_tiles(log, site, told.append) == 600
    assert told == [256, 512, 600]
    names = sorted(str(path.relative_to(site)) for path in site.rglob("*") if path.is_file())
    assert names == [
        "checkpoint",
        "tile/0/000",
        "tile/0/001",
        "tile/0/002.p/88",
        "tile/1/000.p/2",
        "tile/entries/000",
        "tile/entries/001",
        "tile/entries/002.p/88",
    ]
    assert read_checkpoint((site / "checkpoint").read_text(), KEY.verifier) == log.signed
    leaves = b"".join(leaf_hash(body) for body in entries(600))
    assert (site / "tile/0/002.p/88").read_bytes() == leaves[512 * 32 :]
    assert (site / "tile/1/000.p/2").read_bytes()[:32] == log.root(256)
    bundle = (site / "tile/entries/002.p/88").read_bytes()
    assert bundle.startswith(b"\x00\x09" + b'{"n":512}')


def test_an_export_is_continued_and_full_tiles_are_not_written_again(tmp_path: Path) -> None:
    log, site = log_of(300, tmp_path), tmp_path / "site"
    export_tiles(log, site)
    before = (site / "tile/0/000").stat().st_mtime_ns
    log.append(entries(300))
    assert export_tiles(log, site) == 600
    assert (site / "tile/0/000").stat().st_mtime_ns == before
    assert (site / "tile/0/001").exists()


def test_an_empty_record_is_a_checkpoint_only(tmp_path: Path) -> None:
    assert export_tiles(log_of(0, tmp_path), tmp_path / "site") == 0
    assert [path.name for path in (tmp_path / "site").iterdir()] == ["checkpoint"]


def test_nothing_is_published_that_was_not_signed(tmp_path: Path) -> None:
    log = log_of(20, tmp_path)
    log.store._bodies[3] = b'{"n":99}'  # type: ignore[attr-defined]
    with pytest.raises(Damaged, match="entries 0 to 19"):
        export_tiles(log, tmp_path / "site")
    assert not (tmp_path / "site" / "checkpoint").exists()


@pytest.mark.long
def test_go_verifies_seventy_thousand_entries_and_finds_every_forgery(tmp_path: Path) -> None:
    program = tmp_path / "verify"
    environment = os.environ | {
        "GO111MODULE": "off",
        "GOPATH": f"{tmp_path / 'go'}:/usr/share/gocode",
        "GOCACHE": str(tmp_path / "cache"),
    }
    source = Path(__file__).parent / "golang" / "verify.go"
    subprocess.run(["go", "build", "-o", program, source], env=environment, check=True)
    site = tmp_path / "site"
    export_tiles(log_of(70_000, tmp_path), site)

    def verified() -> tuple[bool, str]:
        done = subprocess.run(
            [program, site, KEY.verifier.as_text()], capture_output=True, text=True, check=False
        )
        return done.returncode == 0, done.stdout + done.stderr

    start = time.monotonic()
    assert verified() == (True, "70000 entries of example.org/record verified\n")
    print(f"Go verified 70,000 entries in {time.monotonic() - start:.2f} s")
    for name, at in (
        ("tile/entries/100", 3000),
        ("tile/0/200", 77),
        ("tile/1/000", 3000),
        ("tile/2/000.p/1", 7),
        ("checkpoint", 25),
        ("checkpoint", 120),
    ):
        path = site / name
        good = path.read_bytes()
        path.write_bytes(good[:at] + bytes([good[at] ^ 1]) + good[at + 1 :])
        assert not verified()[0], name
        path.write_bytes(good)
    assert verified()[0]
