"""The follower: reading and asking from a process that does not write.

Rules of this module: it tails the record, verified against the kept checkpoint, and folds it; what
it asks goes through the inbox to the process that writes, which answers when the entry is durable.
Not here: serving the inbox (``clerk``).
"""

from __future__ import annotations

import os
import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

import msgspec

from commonweal.charter import Charters
from commonweal.office import entries
from commonweal.office.clerk import Reply, Request, inbox_url
from commonweal.office.confidence import SecretConfidence
from commonweal.office.office import Answer, Office, charters_of, load, open_vault_of
from commonweal.polity import AnyCommand, Case, Issued, State
from commonweal.polity import commands as cmd
from commonweal.record import Home, LeaseHeld, RecordError, Snapshots, open_inbox
from commonweal.terms import OFFICE, MemberId, Moment, Refusal

ANSWER_WITHIN_S = 30.0

Result = TypeVar("Result")

_REPLIES = msgspec.json.Decoder(Reply)


class Follower:
    """A federation that another process writes.

    Args:
        folder: the federation's folder.
        clock: seconds since 1970, UTC.
        environment: where DATABASE_URL is looked up.

    Raises:
        RecordError: when the record cannot be opened.
    """

    def __init__(
        self,
        folder: Path,
        *,
        clock: Callable[[], float] = time.time,
        environment: Mapping[str, str] = os.environ,
    ) -> None:
        self.folder = folder
        self.home = Home.at(folder, environment)
        self._clock = clock
        self.vault = open_vault_of(folder, environment)
        self._store = self.home.open_store()
        self.log = self.home.open_log(self._store)
        self._inbox = open_inbox(inbox_url(folder, environment))
        self._state, self._charters = load(self.log, Snapshots(folder / "snapshots"))

    @property
    def state(self) -> State:
        """The state as far as it was folded."""
        return self._state

    @property
    def charters(self) -> Charters:
        """Every version of the constitution."""
        return self._charters

    def now(self) -> Moment:
        """The present moment, never before the newest entry."""
        return Moment(max(int(self._clock()), self._state.now))

    def case(self, by: int = OFFICE) -> Case:
        """The law's view of the present, for asking it what may be done."""
        return Case(self._state, self._charters, Issued(MemberId(by), self.now()))

    def refresh(self) -> None:
        """Fold what has been written since."""
        self.log.refresh()
        size = min(self.log.size, self.log.signed.size)
        before = len(self._state.constitutions)
        for _ in entries.fold(self._state, self.log.read(self._state.version, size)):
            pass
        if len(self._state.constitutions) != before:
            self._charters = charters_of(self._state)

    def view(self, look: Callable[[State], Result]) -> Result:
        """Read the state as it is signed for."""
        self.refresh()
        return look(self._state)

    def has_withdrawn(self, seat: int, member: int) -> bool:
        """Whether a member has withdrawn confidence in a seat; only for showing to that member."""
        case = self.case(member)
        return SecretConfidence(self.vault).has_withdrawn(case, self._state.seats[seat], member)

    def execute(self, command: cmd.Command, by: int, *, key: str = "") -> Answer:
        """Ask the writing process to execute a command.

        Raises:
            Refusal: when the law says no.
            RecordError: when it could not be written, or nobody answers.
        """
        known: AnyCommand = msgspec.convert(msgspec.to_builtins(command), AnyCommand)
        return self._ask(Request(by=by, key=key or _new_key(), command=known))

    def admit(self, people: Sequence[tuple[str, int, Mapping[str, str]]], by: int) -> Answer:
        """Ask the writing process to admit people; see :meth:`Office.admit`."""
        plain = tuple((name, home, dict(contact)) for name, home, contact in people)
        return self._ask(Request(by=by, key=_new_key(), people=plain))

    def _ask(self, request: Request) -> Answer:
        number = self._inbox.put(msgspec.json.encode(request))
        reply = _REPLIES.decode(self._inbox.wait(number, ANSWER_WITHIN_S))
        if reply.refusal is not None:
            told = dict(reply.refusal)
            raise Refusal(told.pop("refused"), **told)
        if reply.answer is None:
            raise RecordError(reply.failure)
        self.refresh()
        return reply.answer

    def tick(self) -> int:
        """Nothing to do: the writing process ticks."""
        return 0

    def close(self) -> None:
        """Close what is open."""
        self._inbox.close()
        self.log.close()
        self._store.close()
        self.vault.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def _new_key() -> str:
    """Make a key, so that a clerk who crashed before answering does not act twice."""
    return f"inbox-{uuid.uuid4().hex}"


def connect(
    folder: Path,
    *,
    clock: Callable[[], float] = time.time,
    environment: Mapping[str, str] = os.environ,
) -> Office | Follower:
    """Open a federation: as its writer, or beside the process that writes it.

    Raises:
        RecordError: when the record cannot be opened.
    """
    try:
        return Office(folder, clock=clock, environment=environment)
    except LeaseHeld:
        return Follower(folder, clock=clock, environment=environment)
