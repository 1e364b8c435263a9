"""The office: use cases, and the one path on which a record is written.

Rules of this room: doors knock here; law and engines meet here and nowhere else; what is told is
durable. Not here: what is lawful (``polity``), how pages look (``web``).
"""

from commonweal.office.admission import Newcomer, admit
from commonweal.office.clerk import Clerk
from commonweal.office.follower import Follower, connect
from commonweal.office.founding import found
from commonweal.office.office import Answer, Office
from commonweal.office.opening import load

__all__ = ["Answer", "Clerk", "Follower", "Newcomer", "Office", "admit", "connect", "found", "load"]
