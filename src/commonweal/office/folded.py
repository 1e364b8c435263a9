"""A folded record, as writer and follower both show it.

Rules of this module: it only reads; how the state came to be folded, and when it is renewed, is
said by who inherits it.
Not here: writing (``office``), tailing and asking (``follower``).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from types import TracebackType
from typing import Self

from commonweal.charter import Charters
from commonweal.polity import Case, Issued, State
from commonweal.terms import OFFICE, MemberId, Moment


class Folded(ABC):
    """A federation that can be read, until it is closed."""

    _clock: Callable[[], float]
    _state: State
    _charters: Charters

    @property
    def state(self) -> State:
        """The state as far as it is folded; look at it inside ``view``, or when nobody writes."""
        return self._state

    @property
    def charters(self) -> Charters:
        """Every version of the constitution."""
        return self._charters

    def now(self) -> Moment:
        """The present moment, with which a command is stamped; never before the newest entry."""
        return Moment(max(int(self._clock()), self._state.now))

    def case(self, by: int = OFFICE) -> Case:
        """The law's view of the present, for asking it what may be done."""
        return Case(self._state, self._charters, Issued(MemberId(by), self.now()))

    @abstractmethod
    def close(self) -> None:
        """Close what is open."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
