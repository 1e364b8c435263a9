"""What people do about results that they doubt; and what they may not."""

from __future__ import annotations

from collections.abc import Callable
from typing import get_args

from law_choices import Chooser

from commonweal.polity import commands as cmd
from commonweal.polity.rights.challenges import data


class ChallengeMoves(Chooser):
    """Moves about challenges."""

    def challenge(self) -> None:
        declared = self.polls("declared")[-6:]
        poll = self.choose([*declared, *declared, *self.world.state.polls.values()] or [None])
        if poll is None:
            return
        body = self.world.state.bodies[poll.body]
        concerned = [*self.voters(body), *poll.candidates, *poll.seat_marks.values()]
        by = self.choose(concerned) if concerned and self.likely(9) else self.anybody()
        ground = self.choose(get_args(data.Ground))
        text = "c" if self.likely(19) else " "
        self.world.try_to(data.ChallengePoll(poll=poll.id, ground=ground, text=text), by)

    def sign_challenges(self) -> None:
        for number in self.some([*self.world.state.challenges, 9], 2):
            members = len(self.world.state.members)
            for by in self.some(range(1, members + 1), 6):
                self.world.try_to(data.SignChallenge(challenge=number), by)

    def hear(self) -> None:
        """A hearing is debated to its end, and voted on by whoever may and may not."""
        heard = [one for one in self.world.state.challenges.values() if one.stage == "hearing"]
        found = self.one(heard)
        if found is None:
            return
        motion = self.world.state.motions[found.motion]
        if motion.stage == "debate" and self.likely():
            days_left = (motion.at - self.world.now) / 86_400
            self.world.pass_days(max(0, days_left) + 0.01)
        if motion.stage != "vote":
            return
        poll = self.world.state.polls[motion.poll]
        choice = self.choose(["yes", "yes", "yes", "no"])
        for one in [*self.voters(self.world.state.bodies[motion.body]), *found.parties[:1]]:
            self.world.try_to(cmd.CastVote(poll=poll.id, choice=choice), one)

    def bury(self) -> None:
        """A hearing is withdrawn, changed, closed, or done without."""
        for number in list(self.world.state.challenges)[-2:]:
            found = self.world.state.challenges[number]
            self.world.try_to(data.CloseChallenge(challenge=number), self.choose([0, 1]))
            motion = self.world.state.motions.get(found.motion)
            effect = data.AnnulPoll(challenge=number)
            body = self.choose(self.bodies())
            voters = self.voters(body)
            by = self.choose(voters) if voters else 1
            amends = found.motion if motion is not None and self.likely(1) else 0
            if motion is not None:
                self.world.try_to(cmd.WithdrawMotion(motion=motion.id), motion.by)
                body = self.world.state.bodies[motion.body] if amends else body
            move = cmd.ProposeMotion(body=body.id, text="b", effect=effect, amends=amends)
            self.world.try_to(move, self.choose(self.voters(body) or [by]))


CHALLENGE_MOVES: tuple[tuple[Callable[[ChallengeMoves], None], int], ...] = (
    (ChallengeMoves.challenge, 4),
    (ChallengeMoves.sign_challenges, 1),
    (ChallengeMoves.hear, 3),
    (ChallengeMoves.bury, 1),
)
"""Moves about challenges, and how often they are made."""
