"""Two federations, each in processes of its own, agree; a body of one goes over to the other.

They share nothing but files that are handed from one to the other; every command is a process.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from commonweal.office import Newcomer, Office, admit, found
from commonweal.polity import commands as cmd

GUILD = Path(__file__).parents[1] / "cases" / "federations" / "guild.toml"
LATER = Path(__file__).parent / "later.py"
DAY_S = 86_400
COUNCIL, FORGE = 2, 3
REORGANISED = '[reorganisation]\narticle = "13"\nlevel = "congress"'
QUICK = {
    'article = "27"\n': 'article = "27"\nlevel = "workshop"\n',
    "seconders = 1": "seconders = 0",
    "debate_days = 7": "debate_days = 0",
    "voting_days = 7": "voting_days = 1",
    "voting_days = 5": "voting_days = 1",
    "waiting_days = 5": "waiting_days = 0",
    "nomination_days = 7": "nomination_days = 1",
    REORGANISED: REORGANISED.replace("congress", "council"),
}


class Federation:
    """A federation's folder, and `commonweal` called in it, at a moment of the test's own."""

    def __init__(self, folder: Path, name: str, people: tuple[str, ...]) -> None:
        self.home, self.later_s = folder / name, 0
        text = GUILD.read_text("utf-8")
        for old, new in QUICK.items():
            assert old in text, old
            text = text.replace(old, new)
        found(self.home, name, text, ["Olga"])
        with Office(self.home, clock=self.clock) as office:
            office.execute(cmd.OpenBody(level="congress", name="Congress"), 1)
            office.execute(cmd.OpenBody(level="council", name="North", parent=1), 1)
            office.execute(cmd.OpenBody(level="workshop", name=people[0], parent=COUNCIL), 1)
            admit(office, [Newcomer(person, FORGE, {}) for person in people[1:]], 1)
            office.execute(cmd.OpenBody(level="workshop", name="Mill", parent=COUNCIL), 1)
            admit(office, [Newcomer("Ines", FORGE + 1, {})], 1)
            for roll, body in enumerate((FORGE, FORGE + 1), 1):
                office.execute(cmd.CloseRoll(body=body), 1)
                office.execute(cmd.SignRoll(roll=roll), 2 if body == FORGE else 1 + len(people))
            self._elect(office, len(people) - 1)
        self.voters = range(2, 1 + len(people))

    def _elect(self, office: Office, people: int) -> None:
        """The first of the workshop becomes its delegate in the council, which admits bodies."""
        office.execute(cmd.ApportionSeats(body=COUNCIL), 1)
        poll = office.execute(cmd.OpenElection(body=COUNCIL, sender=FORGE), 1).events[-1].poll
        office.execute(cmd.Nominate(poll=poll, candidate=2), 2)
        self.later_s += DAY_S
        for voter in range(2, 2 + people):
            office.execute(cmd.CastVote(poll=poll, ranking=(2,)), voter)

    def __call__(self, *arguments: object, code: int = 0) -> str:
        given = [sys.executable, str(LATER), *(str(one) for one in arguments)]
        environment = os.environ | {
            "COMMONWEAL_HOME": str(self.home),
            "LATER_S": str(self.later_s),
        }
        done = subprocess.run(given, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout + done.stderr

    def do(self, command: str, *fields: str, by: int = 2) -> list[dict[str, Any]]:
        told = self("do", command, *fields, "--as", by, "--json")
        events: list[dict[str, Any]] = json.loads(told)["events"]
        return events

    def pass_days(self, days: int) -> None:
        self.later_s += days * DAY_S
        self("tick")

    def decide(self, *effect: str) -> list[str]:
        """Move and carry something in the workshop; returns the names of what followed."""
        fields = ["body=3", "text=So be it", *effect]
        return self.carry(self.do("propose_motion", *fields)[0]["motion"])

    def carry(self, motion: int, voters: Sequence[int] = ()) -> list[str]:
        """Let everybody say Yes, or these alone; returns the names of all that has happened."""
        self("tick")
        with Office(self.home, clock=self.clock) as office:
            poll = office.state.motions[motion].poll
        for voter in voters or self.voters:
            self.do("cast_vote", f"poll={poll}", "choice=yes", by=voter)
        self.pass_days(1)
        return self.happened()

    def clock(self) -> float:
        return time.time() + self.later_s

    def happened(self) -> list[str]:
        with Office(self.home, clock=self.clock) as office:
            bodies = [json.loads(one) for one in office.log.read()]
        return [event["event"].partition("/")[0] for body in bodies for event in body["events"]]

    def agreement(self) -> Any:
        with Office(self.home, clock=self.clock) as office:
            return office.state.agreements[1]


@pytest.fixture
def two(tmp_path: Path) -> tuple[Federation, Federation]:
    guild = Federation(tmp_path, "Guild", ("Forge", "Alice", "Bob"))
    fishers = Federation(tmp_path, "Fishers", ("Harbour", "Frida", "Finn"))
    return guild, fishers


def agree(guild: Federation, fishers: Federation, folder: Path) -> None:
    """Exchange card, agreement and proofs, as files."""
    words = folder / "words.txt"
    words.write_text("Fish for nets, at cost.\n", encoding="utf-8")
    card, file = folder / "fishers.card", folder / "agreement.json"
    fishers("agreement", "card", "--output", card)
    first = time.strftime("%Y-%m-%d", time.gmtime(time.time() + DAY_S))
    last = time.strftime("%Y-%m-%d", time.gmtime(time.time() + 300 * DAY_S))
    written = ["--with", card, "--text", words, "--from", first, "--until", last]
    guild("agreement", "write", *written, "--output", file)
    assert "An agreement from" in guild("agreement", "check", file)
    for one in (guild, fishers):
        one.do("propose_agreement", f"file=@{file}", "bodies=3")
        one.decide("effect=adopt_agreement", "effect.agreement=1")
    for one, other in ((guild, fishers), (fishers, guild)):
        proof = folder / f"{one.home.name}.proof"
        one("agreement", "prove", 1, "--output", proof)
        told = other("agreement", "check", proof, "--agreement", file)
        assert "Valid" in told
        other.do("record_counterpart", "agreement=1", f"proof=@{proof}")


def verified(federation: Federation, folder: Path, expected: str) -> None:
    """Export a record, and verify it by the key alone."""
    whole = folder / f"{federation.home.name}.jsonl"
    federation("record", "export", "--output", whole)
    key = (federation.home / "keys" / "verifier.key").read_text("utf-8").strip()
    assert expected in federation("record", "verify", whole, "--key", key)


def test_two_federations_agree_and_a_workshop_goes_over(
    two: tuple[Federation, Federation], tmp_path: Path
) -> None:
    guild, fishers = two
    agree(guild, fishers, tmp_path)
    assert guild.agreement().stage == fishers.agreement().stage == "in_force"
    assert guild.agreement().document == fishers.agreement().document
    part = _leave(guild, tmp_path)
    _join(fishers, part)
    for one in two:
        assert one.agreement().stage == "in_force"
        verified(one, tmp_path, "Valid")


def _leave(guild: Federation, folder: Path) -> Path:
    """The Forge leaves with its part of the record, and stays bound by the agreement."""
    assert "leaving_announced" in guild.decide("effect=leave_federation")
    confirmed = guild.decide("effect=confirm_agreement", "effect.agreement=1")
    assert confirmed[-1] == "agreement_confirmed"
    guild.pass_days(31)
    assert "body_left" in guild.happened()
    part = folder / "part"
    guild("record", "part", 3, "--output", part)
    assert "valid" in guild("record", "verify", part).casefold()
    refused = guild("do", "publish_letter", "body=1", "text=hello", "--as", 2, code=1)
    assert "issuer not a member" in refused
    return part


def _join(fishers: Federation, part: Path) -> None:
    """The Forge joins the Fishers; the motion says where it comes from, as its part proves."""
    key = (part / "verifier.key").read_text("utf-8").strip()
    given = ["--key", key, "--parent", COUNCIL, "--as", 2, "--yes"]
    told = fishers("affiliate", part, *given)
    assert "has left its federation" in told
    motion = re.search(r"motion_proposed: motion (\d+)", told)
    assert motion is not None
    assert fishers.carry(int(motion[1]), [2])[-1] == "body_admitted"
