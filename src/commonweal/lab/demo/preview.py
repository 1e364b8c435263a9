"""Looking ahead: what a count-back would find, if a seat fell now.

Rules of this module: it works on a copy of the state, and writes nothing to the record. The
account of a count that was only tried stays in the vault, where no entry names it.

Not here: the count-back itself (``commonweal.office.counting``).
"""

from __future__ import annotations

from commonweal.office import Office
from commonweal.office.counting import count_back
from commonweal.polity import Case, Issued, apply_entry, by_count_back, from_bytes, to_bytes
from commonweal.polity.seats import vacate
from commonweal.terms import OFFICE


def refills_at_once(office: Office, seat: int) -> bool:
    """Whether everything that would fall with a seat would be refilled without lot or vote."""
    state = from_bytes(to_bytes(office.state))
    issued = Issued(OFFICE, office.now())
    case = Case(state, office.charters, issued)
    falling = vacate(case, [seat], "recalled")
    fallen = [seat, *state.resting.get(seat, ())]
    apply_entry(state, tuple(falling), issued.at)
    for one in fallen:
        found = state.seats[one]
        if not by_count_back(case, found) or not count_back(case, found, office.vault).elected:
            return False
    return True
