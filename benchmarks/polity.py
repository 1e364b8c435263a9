"""The law at a million members: folding, deciding, a recall through five levels, memory.

Run: ``python benchmarks/polity.py [--quick]``.

What is measured, and beside what:

* folding entries from their bytes (decode, apply), beside decoding the same bytes as plain
  JSON with the standard library and doing nothing;
* starting from a snapshot, beside the same;
* deciding and applying a recall whose fall cascades through five levels, in a federation of a
  million members, beside the budget of 50 ms;
* every other kind of command, at the 99th percentile, beside the budget of 1 ms;
* memory per member, from the resident size of the process before and after.

Each figure is the median of several runs; growth is shown from a hundredth of the size upwards.
"""

from __future__ import annotations

import argparse
import gc
import json
import resource
import statistics
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from commonweal import polity
from commonweal.charter import Charters
from commonweal.office import entries
from commonweal.polity import Event, Issued, State
from commonweal.polity import commands as cmd
from commonweal.polity import effects as ef
from commonweal.polity import events as ev
from commonweal.terms import CharterVersion, MemberId, Moment, Refusal, days

START = 1_790_000_000
FANOUT = 10
LEVELS = ("base", "ward", "district", "region", "land", "union")

FIVE_LEVELS = """
[constitution]
article = "1"
name = "Five levels"
schema = 1
in_force_from = 2026-01-01
[members]
article = "1"
waiting_days = 0
roll_signatures = 1
{levels}
[recall]
article = "1"
kept = "open"
ballot = "open"
start = "confidence"
threshold = "1/2"
cooling_off_days = 0
[mandates]
article = "1"
[filling]
article = "1"
rule = "scottish-stv"
nominators = 0
term_days = 700
[motions]
article = "1"
seconders = 0
debate_days = 1
[accumulation]
article = "1"
seats_max = 5
[amendment]
article = "1"
level = "union"
[reorganisation]
article = "1"
level = "union"
[founding]
article = "1"
days_max = 10
powers = ["open_body", "admit_members", "close_roll", "apportion_seats", "open_election"]
[[article]]
number = "1"
title = "All"
text = "For measuring."
"""


def constitution() -> str:
    """Return a constitution with five storeys above the members."""
    parts = []
    for place, level in enumerate(LEVELS):
        made = f'made_of = ["{LEVELS[place - 1]}"]' if place else ""
        parts.append(f'[levels.{level}]\narticle = "1"\ntitle = "{level.title()}"\n{made}\n')
        if place:
            parts.append(
                f'[[levels.{level}.seats]]\narticle = "1"\nfrom = ["{LEVELS[place - 1]}"]\n'
                'method = "equal"\neach = 1\n'
            )
    return FIVE_LEVELS.format(levels="\n".join(parts))


class Life:
    """A federation built by events alone, and the bytes of its entries."""

    def __init__(self, members: int, *, keep: bool) -> None:
        self.state = State()
        self.bodies: list[bytes] = []
        self.keep = keep
        self.at = START
        self.charters = Charters()
        self.size = members

    def put(self, *events: Event) -> None:
        """Append one entry."""
        if self.keep:
            self.bodies.append(entries.write("bench", 0, self.at, "", events))
        polity.apply_entry(self.state, events, Moment(self.at))

    def grow(self) -> None:
        """Admit the members and fill the pyramid: a seat in each storey for each body below."""
        text = constitution()
        self.put(
            ev.FederationFounded(name="Bench", convenors=1, commitments=("",)),
            ev.ConstitutionAdopted(version=1, text=text, ends_founding_at=START + days(10)),
        )
        self.charters.add(CharterVersion(1), text, Moment(START))
        per_base = 100
        bases = max(1, self.size // per_base)
        storeys = self._storeys(bases)
        next_member = 2
        for base in storeys[0]:
            homes = (base,) * per_base
            self.put(ev.MembersAdmitted(first=next_member, homes=homes, commitments=()))
            next_member += per_base
        self.put(ev.FoundingEnded(why="pyramid_complete"))
        self._fill(storeys)

    def _storeys(self, bases: int) -> list[list[int]]:
        counts = [bases]
        while len(counts) < len(LEVELS) - 1:
            counts.append(max(1, counts[-1] // FANOUT))
        counts.append(1)
        number, storeys, above = 0, [], [0]
        for level, count in zip(reversed(LEVELS), reversed(counts), strict=True):
            here = []
            for place in range(count):
                number += 1
                parent = above[place * len(above) // count]
                self.put(
                    ev.BodyOpened(body=number, level=level, name=f"{level} {number}", parent=parent)
                )
                here.append(number)
            storeys.append(here)
            above = here
        return storeys[::-1]

    def _fill(self, storeys: list[list[int]]) -> None:
        seat = 0
        for storey in storeys[:-1]:
            for body_id in storey:
                body = self.state.bodies[body_id]
                seat += 1
                self.put(ev.SeatCreated(seat=seat, body=body.parent, sender=body_id))
                if body.members:
                    holder, upon = body.members[0], 0
                else:
                    first = self.state.delegates(body_id)[0]
                    holder, upon = first.holder, first.id
                ends = START + days(700)
                self.put(ev.SeatFilled(seat=seat, holder=holder, rests_on=upon, term_ends=ends))


def resident() -> int:
    """Return the resident memory of this process, in bytes."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize()


def many_entries(count: int) -> Iterator[bytes]:
    """Yield entries as a busy federation makes them: admissions, motions, votes, tasks."""
    life = Life(2_000, keep=True)
    life.grow()
    yield from life.bodies
    life.bodies.clear()
    made = life.state.version
    motion = 0
    while made < count:
        motion += 1
        body = life.state.bodies[next(iter(life.state.bodies[life.state.top].children))]
        for entry in _motion(life, motion, body.id):
            life.put(*entry)
        made += len(life.bodies)
        yield from life.bodies
        life.bodies.clear()


def _motion(life: Life, motion: int, body: int) -> Iterator[tuple[Event, ...]]:
    poll = motion
    text = "sha256:" + "0" * 64
    life.at += 60
    seats = tuple(seat.id for seat in life.state.delegates(body))
    yield (
        ev.MotionProposed(
            motion=motion, body=body, by=2, charter=1, text=text, effect=ef.Resolve()
        ),
    )
    yield (ev.DebateOpened(motion=motion, until=life.at),)
    yield (
        ev.PollOpened(
            poll=poll,
            kind="motion",
            body=body,
            electorate="seats",
            secret=False,
            charter=1,
            stage="voting",
            until=life.at + 10_000_000,
            voting_s=1,
            rule="majority",
            seats=seats,
            motion=motion,
            electors=len(seats) + 1,
        ),
        ev.MotionPut(motion=motion, poll=poll),
    )
    for seat in seats:
        yield (
            ev.VoteCast(poll=poll, voter=life.state.seats[seat].holder, seat=seat, choice="yes"),
        )
    yield (
        ev.PollDeclared(poll=poll, outcome="carried"),
        ev.MotionDecided(motion=motion, outcome="carried", why="majority reached"),
    )


def timed(count: int, runs: int) -> None:
    """Fold entries from bytes and from a snapshot."""
    bodies = list(many_entries(count))
    plain, fold, snap = [], [], []
    for _ in range(runs):
        gc.collect()
        began = time.perf_counter()
        for body in bodies:
            json.loads(body)
        plain.append(time.perf_counter() - began)
        state = State()
        began = time.perf_counter()
        with polity.uncollected():
            for _version in entries.fold(state, bodies):
                pass
        fold.append(time.perf_counter() - began)
        payload = polity.to_bytes(state)
        began = time.perf_counter()
        again = polity.from_bytes(payload)
        snap.append(time.perf_counter() - began)
        assert polity.digest(again) == polity.digest(state)
    a, b, c = (statistics.median(one) for one in (fold, plain, snap))
    print(
        f"{len(bodies):>10,} entries | fold {a:7.2f} s ({a / len(bodies) * 1e6:5.1f} us each), "
        f"{a / b:4.2f} x json.loads alone ({b:.2f} s) | from a snapshot {c:6.2f} s "
        f"({len(payload) / 1e6:.0f} MB)"
    )


def cascade(members: int, runs: int) -> None:
    """Recall the delegate at the foot of a chain through five levels."""
    gc.collect()
    before = resident()
    life = Life(members, keep=False)
    life.grow()
    gc.collect()
    per_member = (resident() - before) / members
    state = life.state
    chain = max(state.resting, key=lambda seat: _height(state, seat))
    height = _height(state, chain) + 1
    snapshot = polity.to_bytes(state)
    took = []
    for _ in range(runs):
        state = polity.from_bytes(snapshot)
        took.append(_recall(life, state, chain))
    print(
        f"{members:>10,} members | recall falling through {height} levels: "
        f"decided and applied in {statistics.median(took) * 1e3:6.2f} ms | "
        f"{per_member:5.0f} bytes per member"
    )
    _others(life, polity.from_bytes(snapshot), runs)


def _height(state: State, seat: int) -> int:
    above = state.resting.get(seat, ())
    return 1 + max((_height(state, one) for one in above), default=-1) if above else 0


def _recall(life: Life, state: State, seat_id: int) -> float:
    """Vote a recall through and measure its declaration: decide, apply, everything that falls."""
    seat = state.seats[seat_id]
    electors = list(state.bodies[seat.sender].members)
    at = Moment(state.now + 100)
    for member in electors[: len(electors) // 2 + 1]:
        _do(life, state, cmd.WithdrawConfidence(seat=seat.id), member, at)
        if seat.recall:
            break
    for member in electors:
        _do(life, state, cmd.CastVote(poll=seat.recall, choice="yes"), member, at)
    command = polity.due(state, at)
    assert isinstance(command, cmd.DeclarePoll)
    began = time.perf_counter()
    events = polity.decide(state, command, life.charters, Issued(MemberId(0), at))
    polity.apply_entry(state, events, at)
    took = time.perf_counter() - began
    fallen = [one for one in events if isinstance(one, ev.SeatVacated)]
    assert len(fallen) == 5, fallen
    return took


def _do(life: Life, state: State, command: cmd.Command, by: int, at: Moment) -> float:
    began = time.perf_counter()
    events = polity.decide(state, command, life.charters, Issued(MemberId(by), at))
    polity.apply_entry(state, events, at)
    return time.perf_counter() - began


def _others(life: Life, state: State, runs: int) -> None:
    """Measure the other commands, each many times, at the 99th percentile."""
    took: dict[str, list[float]] = defaultdict(list)
    at = Moment(state.now + 200)
    bases = [body for body in state.bodies.values() if body.members]

    def run(command: cmd.Command, by: int) -> None:
        name = str(command.__struct_config__.tag)
        try:
            took[name].append(_do(life, state, command, by, at))
        except Refusal as refusal:
            took[f"{name} (refused: {refusal.name})"].append(0.0)

    for base in bases[: 100 * runs]:
        members = list(base.members)
        motion = len(state.motions) + 1
        text = "sha256:" + "0" * 64
        run(cmd.ProposeMotion(body=base.id, text=text, effect=ef.Resolve()), members[3])
        run(cmd.WithdrawMotion(motion=motion), members[3])
        seat = base.sent[0]
        run(cmd.WithdrawConfidence(seat=seat), members[5])
        run(cmd.RestoreConfidence(seat=seat), members[5])
        run(cmd.ResignMembership(), members[7])
        run(cmd.ResignSeat(seat=seat), members[0])
    for name, times in sorted(took.items()):
        ordered = sorted(times)
        p99 = ordered[int(len(ordered) * 0.99)]
        middle = statistics.median(ordered)
        print(f"{'':>10} {name:<24} median {middle * 1e3:6.3f} ms, p99 {p99 * 1e3:6.3f} ms")


def main() -> None:
    """Run everything and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="a hundredth of the size, one run")
    quick = parser.parse_args().quick
    runs = 1 if quick else 5
    for size in (1_000, 10_000) if quick else (10_000, 100_000, 1_000_000):
        cascade(size, runs)
    for count in (1_000, 10_000) if quick else (10_000, 100_000, 1_000_000):
        timed(count, 1 if count >= 1_000_000 else runs)


if __name__ == "__main__":
    main()
