"""The last days: what still runs when the demo opens, so that a visitor can take part.

Rules of this module:

* one election and votes on three levels are running, and each lacks the visitors' own votes;
* in the visitor's workplace one withdrawal of confidence is missing for a recall vote on seat A;
* in the same workplace members have convened a meeting, which is under way;
* in the same workplace everybody but the visitor has voted on the recall from seat B, so that the
  visitor's vote closes it, and seat B falls and is refilled before the visitor's eyes.

Not here: signing in (``building`` issues the codes).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from commonweal.lab.demo.acts import Mood, ballots, instruct, move, poll_of, withdrawals
from commonweal.lab.demo.asking import ask_everybody
from commonweal.lab.demo.contesting import contest
from commonweal.lab.demo.doubting import doubt
from commonweal.lab.demo.elections import Race, nominate, open_race, vote
from commonweal.lab.demo.meetings import convene, hold
from commonweal.lab.demo.preview import refills_at_once
from commonweal.lab.demo.stage import Stage
from commonweal.lab.demo.story import Cast
from commonweal.polity import Seat
from commonweal.polity import commands as cmd

LAST_DAY = 175.5
"""The day since the founding on which the demo opens."""


@dataclass(frozen=True, slots=True)
class Scene:
    """Where the visitors find themselves.

    Attributes:
        workplace: the visitors' workplace; ``district``: where it sends its delegates.
        seat_a: seat that lacks one withdrawal of confidence.
        seat_b: seat whose recall vote lacks one ballot.
        member, delegate, secretary: the visitors.
        motion: motion of the congress that the delegate can vote on, under a mandate.
    """

    workplace: int
    district: int
    seat_a: int
    seat_b: int
    member: int
    delegate: int
    secretary: int
    motion: int


def leave_running(stage: Stage, cast: Cast) -> Scene:
    """Play the last days and stop in the middle of them."""
    stage.tell("the last days: what still runs when you come in")
    stage.to(LAST_DAY - 10.5)
    contest(stage, cast.top, cast.growing)
    seat_a, seat_b = _two_seats(stage, cast)
    election = _grown(stage, cast)
    meeting = convene(stage, seat_b.sender)
    text = "The congress meets in public, and its sittings can be heard from every workplace."
    motion = move(stage, cast.top, text)
    district = seat_b.body
    bound = instruct(
        stage, district, motion, "Our delegates vote for open doors.", "imperative", "yes"
    )
    nominate(stage, [election])
    workplace = seat_b.sender
    hall = move(stage, workplace, "The old store becomes a common room, with a stove and a table.")
    move(stage, district, "The district sends a choir to the summer meeting of the federation.")
    stage.go_to(stage.state.motions[bound].at)
    for act in ballots(stage, poll_of(stage, bound), Mood(yes=90, no=10)):
        act()
    vote(stage, [election], share=0.3)
    scene = _scene(stage, seat_a, seat_b, motion)
    _half_of_congress(stage, scene)
    _two_recalls(stage, scene, hall)
    ask_everybody(stage, seat_b.sender)
    doubt(stage, bound, (scene.member, scene.delegate, scene.secretary))
    hold(stage, meeting, LAST_DAY)
    stage.to(LAST_DAY)
    return scene


def _grown(stage: Stage, cast: Cast) -> int:
    """The grown workplace gets one more delegate; the election opens by itself."""
    district = stage.state.bodies[cast.growing].parent
    stage.do(cmd.ApportionSeats(body=district), stage.officer(district, "secretary"))
    return open_race(stage, Race(district, cast.growing))


def _two_seats(stage: Stage, cast: Cast) -> tuple[Seat, Seat]:
    """Return seats A and B: two delegates of one small workplace, B preferably in the congress."""
    used = {stage.state.seats[cast.below].sender, cast.growing, *cast.beside}
    pairs = [
        pair
        for workplace in stage.level("workplace")
        if workplace not in used
        for pair in _pairs(stage, workplace)
    ]
    pairs.sort(key=lambda pair: (not stage.state.resting.get(pair[1].id), _size(stage, pair)))
    fitting = (pair for pair in pairs if refills_at_once(stage.office, pair[1].id))
    return next(fitting, pairs[0])


def _pairs(stage: Stage, workplace: int) -> Iterator[tuple[Seat, Seat]]:
    seats = [
        stage.state.seats[one]
        for one in stage.state.bodies[workplace].sent
        if stage.is_held(one) and not _is_officer(stage, one)
    ]
    for seat_b in seats:
        for seat_a in seats:
            if seat_a.id != seat_b.id and not stage.state.resting.get(seat_a.id):
                yield seat_a, seat_b


def _is_officer(stage: Stage, seat: int) -> bool:
    held = stage.state.held[stage.state.seats[seat].holder]
    return any(stage.state.seats[one].office for one in held)


def _size(stage: Stage, pair: tuple[Seat, Seat]) -> int:
    return len(stage.state.bodies[pair[1].sender].members)


def _scene(stage: Stage, seat_a: Seat, seat_b: Seat, motion: int) -> Scene:
    workplace, district = seat_b.sender, seat_b.body
    stood = set(stage.state.polls[seat_b.poll].candidates)
    roll = stage.state.rolls[stage.state.bodies[workplace].roll].members
    known = {*stood, *stage.state.convenors}
    quiet = [one for one in stage.rank_and_file(workplace) if one in roll and one not in known]
    sent = [stage.state.seats[one] for one in stage.state.bodies[district].sent]
    delegates = [
        one.holder for one in sent if stage.is_held(one.id) and one.holder != seat_b.holder
    ]
    return Scene(
        workplace=workplace,
        district=district,
        seat_a=seat_a.id,
        seat_b=seat_b.id,
        member=quiet[0],
        delegate=delegates[0],
        secretary=stage.officer(workplace, "workplace-secretary"),
        motion=motion,
    )


def _half_of_congress(stage: Stage, scene: Scene) -> None:
    """The other districts' delegates have voted already; the visitor's district has not."""
    sent = stage.state.bodies[scene.district].sent
    waiting = [stage.state.seats[one].holder for one in sent]
    poll = poll_of(stage, scene.motion)
    for act in ballots(stage, poll, Mood(yes=60, no=30, turnout=80), waiting):
        act()


def _two_recalls(stage: Stage, scene: Scene, hall: int) -> None:
    visitors = (scene.member,)
    stage.to(LAST_DAY - 0.5)
    for act in withdrawals(stage, scene.seat_b, visitors):
        act()
    poll = stage.state.seats[scene.seat_b].recall
    stage.spread(
        ballots(stage, poll, Mood(yes=72, no=20), visitors), LAST_DAY - 0.48, LAST_DAY - 0.15
    )
    few = ballots(stage, poll_of(stage, hall), Mood(yes=70, no=20, turnout=40), visitors)
    stage.spread(few, LAST_DAY - 0.14, LAST_DAY - 0.08)
    for act in withdrawals(stage, scene.seat_a, visitors, short=1):
        act()
