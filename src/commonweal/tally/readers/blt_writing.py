"""Writing BLT: a contest as text that every reader of the format understands.

Rules of this module: equal ballots are one line with their weight, in the profile's order; names
and title stand in quotation marks, one on each line, with runs of white space as one space, so that
``read_blt`` gives back the same contest.

Not here: reading (``blt``), and who may see an export.
"""

from __future__ import annotations

from collections.abc import Iterator

from commonweal.tally.ballots import Ranked
from commonweal.tally.faults import BadBallot
from commonweal.tally.readers.contest import Contest


def write_blt(contest: Contest) -> str:
    """Return a contest as the text of a BLT file.

    Args:
        contest: ranked ballots; ``seats`` has to be known.

    Raises:
        BadBallot: when the ballots are not ranked, or nobody said how many seats there are.
    """
    if not isinstance(contest.profile, Ranked):
        raise BadBallot(
            "profile",
            expected="ranked ballots",
            got=type(contest.profile).__name__,
            remedy="write a table instead: the format knows preferences only",
        )
    if contest.seats is None:
        raise BadBallot(
            "seats",
            expected="the number of seats",
            got="None",
            remedy="set it with dataclasses.replace(contest, seats=...)",
        )
    return "\n".join(_lines(contest, contest.profile, contest.seats)) + "\n"


def _lines(contest: Contest, profile: Ranked, seats: int) -> Iterator[str]:
    yield f"{profile.candidates} {seats}"
    if contest.order:
        yield f"[tie {' '.join(str(candidate + 1) for candidate in contest.order)}]"
    for groups, weight in profile.groups():
        ranks = ("=".join(str(candidate + 1) for candidate in group) for group in groups)
        yield f"{weight} {' '.join(ranks)} 0"
    if profile.blank:
        yield f"{profile.blank} 0"
    yield "0"
    for name in (*contest.names, contest.title):
        quoted = " ".join(name.split()).replace('"', '""')
        yield f'"{quoted}"'
