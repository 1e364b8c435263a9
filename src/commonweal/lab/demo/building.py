"""Building the demo federation: a folder that can be served, and codes to sign in with.

Rules of this module:

* the folder appears whole or not at all: it is built aside, where writing is quick, and moved;
* the same seed and the same last moment give the same entries; only salts, keys and codes differ;
* ``demo.json`` in the folder names the real contest behind every election; ``demo-codes.json``,
  which only its owner can read, holds the visitors' codes.

Not here: what happens in the federation (``founding``, ``story``, ``ending``).
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from commonweal.charter import shipped_text
from commonweal.lab.demo import names
from commonweal.lab.demo.ending import LAST_DAY, Scene, leave_running
from commonweal.lab.demo.founding import CONSTITUTION, CONVENORS, FULL, NAME, Size, constitute
from commonweal.lab.demo.stage import Stage, StageClock
from commonweal.lab.demo.story import Cast, play
from commonweal.office import found
from commonweal.terms import DAY_S

SEED = 7
"""The seed of the demo that is shown."""

CODES = 5
"""Sign-in codes issued to each visitor; each can be used once."""

QUICK_PLACE = Path("/dev/shm")  # noqa: S108 -- a folder of our own is made in it, mode 0700
"""Memory that looks like a disk, on Linux: thousands of forced writes cost nothing there."""

ROOM_NEEDED = 256 * 2**20
"""Bytes that must be free in the quick place, several times what a demo needs."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody as whom one can sign in.

    Attributes:
        member: number of the member; ``name``: the invented name.
        part: who this is, for instance ``a member of Anchor Bakery``.
        can: what can be done at once.
        codes: one-time codes, not used yet when they were issued.
    """

    member: int
    name: str
    part: str
    can: str
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Demo:
    """A demo federation that was built.

    Attributes:
        home: its folder.
        cast: who played the parts; ``scene``: where the visitors find themselves.
        visitors: the member, the delegate, the secretary and, where there is a plan, a receiver.
        contests: real contest of each election, by the number of the poll.
        entries: entries of its record.
    """

    home: Path
    cast: Cast
    scene: Scene
    visitors: tuple[Visitor, ...]
    contests: Mapping[int, str]
    entries: int


def build(
    home: Path,
    *,
    seed: int = SEED,
    size: Size = FULL,
    now: int | None = None,
    tell: Callable[[str], None] = lambda _: None,
) -> Demo:
    """Build a demo federation.

    Args:
        home: its folder, which must not exist yet, or be empty.
        seed: decides names, sizes, papers drawn and who does what.
        size: how large it is.
        now: the moment at which its story stops, seconds since 1970; the present when left out.
        tell: told what is going on.

    Raises:
        FileExistsError: when there is something in the folder already.
        OSError: when the folder cannot be written.
    """
    _check_free(home)
    home.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="commonweal-demo-", dir=_quick_place(home)) as aside:
        folder = home if os.environ.get("DATABASE_URL") else Path(aside) / "home"
        demo = _play(folder, home, seed, size, int(time.time()) if now is None else now, tell)
        if folder != home:
            _move(folder, home)
    return demo


def _check_free(home: Path) -> None:
    if home.exists() and any(home.iterdir()):
        raise FileExistsError(
            f"{home}: expected no folder, or an empty one, found files; "
            "give another folder, or remove this one"
        )


def _quick_place(home: Path) -> Path:
    quick = QUICK_PLACE.is_dir() and os.access(QUICK_PLACE, os.W_OK)
    if quick and shutil.disk_usage(QUICK_PLACE).free >= ROOM_NEEDED:
        return QUICK_PLACE
    return home.parent


def _move(folder: Path, home: Path) -> None:
    """Bring the finished folder to its place in one step."""
    beside = home.parent / f".{home.name}.{os.getpid()}"
    shutil.copytree(folder, beside)
    if home.exists():
        home.rmdir()
    beside.rename(home)


def _play(
    folder: Path, home: Path, seed: int, size: Size, now: int, tell: Callable[[str], None]
) -> Demo:
    clock = StageClock(now - round(LAST_DAY * DAY_S))
    convenors = names.people(CONVENORS, seed)
    found(folder, NAME, shipped_text(CONSTITUTION), convenors, clock=clock)
    with closing(Stage(folder, clock, seed, tell)) as stage:
        constitute(stage, size)
        cast = play(stage)
        scene = leave_running(stage, cast)
        demo = Demo(
            home=home,
            cast=cast,
            scene=scene,
            visitors=_visitors(stage, scene),
            contests=dict(stage.contests),
            entries=stage.state.version,
        )
    _write_notes(folder, demo)
    return demo


def _visitors(stage: Stage, scene: Scene) -> tuple[Visitor, ...]:
    bodies, seats = stage.state.bodies, stage.state.seats
    workplace, district = bodies[scene.workplace].name, bodies[scene.district].name
    people = [scene.member, seats[scene.seat_a].holder, seats[scene.seat_b].holder]
    receivers = tuple(_receiver(stage))
    others = (scene.delegate, scene.secretary, *(one for one, _, _ in receivers))
    known = stage.office.vault.names([*people, *others])
    holder_a, holder_b = (known[one] for one in people[1:])
    parts = (
        (
            scene.member,
            f"a member of {workplace}",
            (
                f"vote on the recall of {holder_b} (yours is the last vote), "
                f"and withdraw confidence from {holder_a} (yours is the one that opens a vote)"
            ),
        ),
        (
            scene.delegate,
            f"a delegate of {district} in the Congress",
            "vote on a motion of the Congress, under a mandate",
        ),
        (
            scene.secretary,
            f"the secretary of {workplace}",
            "admit members and close the roll, on the desk of the workplace",
        ),
        *receivers,
    )
    sheets = stage.office.vault.issue_code_sheets([one for one, _, _ in parts], CODES)
    return tuple(
        Visitor(member, known[member], part, can, tuple(sheets[member]))
        for member, part, can in parts
    )


def _receiver(stage: Stage) -> Iterator[tuple[int, str, str]]:
    """Give a member of a council with a delivery to answer; nobody where nothing was planned."""
    state = stage.state
    waiting = (one for one in state.deliveries.values() if one.stage == "reported")
    bodies = (state.bodies[state.lines[one.line].to] for one in waiting)
    free = (
        (min(one for one in body.members if not state.held.get(one)), body.name)
        for body in bodies
        if any(not state.held.get(one) for one in body.members)
    )
    for member, name in islice(free, 1):
        yield member, f"a member of {name}", "say what arrived of a delivery"


def _write_notes(folder: Path, demo: Demo) -> None:
    contests = {str(poll): told for poll, told in sorted(demo.contests.items())}
    notes = json.dumps({"contests": contests}, indent=1, ensure_ascii=False)
    (folder / "demo.json").write_text(notes + "\n", encoding="utf-8")
    visitors = [
        {
            "member": one.member,
            "name": one.name,
            "part": one.part,
            "can": one.can,
            "codes": list(one.codes),
        }
        for one in demo.visitors
    ]
    codes = folder / "demo-codes.json"
    codes.touch(mode=0o600)
    text = json.dumps({"visitors": visitors}, indent=1, ensure_ascii=False)
    codes.write_text(text + "\n", encoding="utf-8")
