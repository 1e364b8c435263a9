"""What the demo shows of votes on paper and of a workforce that asks to see the books."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

import pytest

from commonweal.lab.demo import Demo
from commonweal.lab.demo.tellers import ON_PAPER
from commonweal.office import Office
from commonweal.office.recounting import recount

NOW = 1_790_000_000


@pytest.fixture
def office(full_demo: Demo, a_copy: Callable[[Demo], Demo]) -> Iterator[Office]:
    with Office(a_copy(full_demo).home, clock=lambda: NOW + 60) as opened:
        yield opened


def test_some_voted_on_paper_and_their_papers_count(office: Office) -> None:
    kept = min(office.state.papers.values(), key=lambda one: one.poll)
    poll = office.state.polls[kept.poll]
    assert (len(kept.marked), kept.typed, kept.missing) == (ON_PAPER, ON_PAPER, 0)
    assert (poll.secret, poll.stage, poll.outcome) == (True, "declared", "carried")
    assert poll.division is not None
    assert poll.division.void == 1, "one paper is blank"


def test_a_workforce_keeps_a_register_that_is_still_open(office: Office) -> None:
    over, unit = office.state.units.values()
    stages = Counter(office.state.showings[one].stage for one in unit.showings)
    assert stages == {"shown": 1, "refused": 1, "unanswered": 1, "asked": 1}
    assert not unit.left_at
    assert over.left_at, "the register of another workplace has ended"


def test_papers_were_typed_in_wrongly_and_another_sits_since(office: Office) -> None:
    (known,) = office.state.corrections.values()
    poll = office.state.polls[known.poll]
    (seat,) = (office.state.seats[one] for one in poll.contested)
    first, now = (*(one.holder for one in seat.history), seat.holder)
    assert (known.times, poll.outcome, list(poll.elected)) == (1, "elected", [now])
    assert first != now
    council = office.state.bodies[seat.body]
    decided = [office.state.motions[one] for one in council.motions]
    assert any(one.stage == "carried" and one.decided_at < seat.since for one in decided)
    assert recount(office.case(), poll, office.vault).agrees
