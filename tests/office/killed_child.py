"""A federation at work until it is killed: prints each command that was acknowledged.

Run as a child process: FOLDER [URL]. One line per acknowledged command: entry number and receipt's
leaf, so that the parent knows what must not be lost.
"""

from __future__ import annotations

import random
import sys
import time
from pathlib import Path

from commonweal.office import Office
from commonweal.polity import commands as cmd
from commonweal.polity import effects as ef
from commonweal.record import RecordError
from commonweal.terms import Refusal
from commonweal.vault import VaultError


def main() -> None:
    """Issue random commands for ever."""
    environment = {"DATABASE_URL": sys.argv[2]} if len(sys.argv) > 2 else {}
    rng = random.Random(int.from_bytes(Path(sys.argv[1]).name.encode()[-4:]))
    with Office(Path(sys.argv[1]), environment=environment) as office:
        base = next(body for body in office.state.bodies.values() if body.members)
        print("ready", flush=True)
        while True:
            command, by = some_command(rng, office, list(base.members), base.id)
            try:
                answer = office.execute(command, by)
            except Refusal:
                continue
            except (RecordError, VaultError):
                print("silent", flush=True)
                time.sleep(0.05)
                continue
            print("done", answer.index, flush=True)


def some_command(
    rng: random.Random, office: Office, members: list[int], base: int
) -> tuple[cmd.Command, int]:
    """Return a motion, a supporter, a secret vote or a withdrawal of confidence."""
    by = rng.choice(members)
    voting = [one.id for one in office.state.polls.values() if one.stage == "voting"]
    moved = [one.id for one in office.state.motions.values() if one.stage == "moved"]
    options: list[cmd.Command] = [
        cmd.ProposeMotion(body=base, text=f"motion {rng.random()}", effect=ef.Resolve())
    ]
    if voting:
        choice = rng.choice(["yes", "no", "abstain"])
        options += [cmd.CastVote(poll=rng.choice(voting), choice=choice)] * 3
    if moved:
        options.append(cmd.SecondMotion(motion=rng.choice(moved)))
    return rng.choice(options), by


if __name__ == "__main__":
    main()
