"""A result that is challenged when the demo opens: its hearing is debated above, and it stands.

Rules of this module: whoever challenges voted there, and is none of the visitors, who lose no vote
by it.

Not here: the vote that is challenged, and the other things that still run (``ending``).
"""

from __future__ import annotations

from commonweal.lab.demo.stage import Stage
from commonweal.polity.rights.challenges import data


def doubt(stage: Stage, motion: int, visitors: tuple[int, ...]) -> int:
    """Let somebody who voted challenge a result; returns the number of the challenge, or 0."""
    found = stage.state.motions[motion]
    poll = stage.state.polls[found.poll]
    voters = [one for one in stage.electors(poll) if one not in {*visitors, found.by}]
    if poll.stage != "declared" or not voters:
        return 0
    text = (
        "Two of us were told that the vote would be open until Sunday. When we came on Saturday "
        "evening it was closed. The notice on the board still says Sunday; I have a picture of it."
    )
    challenge = data.ChallengePoll(poll=poll.id, ground="procedure", text=text)
    stage.do(challenge, voters[-1])
    return max(stage.state.challenges)
