"""The follower: reading and asking from a process that does not write.

Rules of this module:

* it tails the record, verified against the kept checkpoint, and folds it as far as it is signed;
* what it asks goes through the inbox to the process that writes, which answers when the entry is
  durable;
* when nobody writes any more, for instance because that process was killed, the follower takes its
  place until its own command is answered;
* every command has a key, so that none is carried out twice.

Not here: serving the inbox (``clerk``).
"""

from __future__ import annotations

import os
import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, closing
from pathlib import Path
from typing import TypeVar

import msgspec

from commonweal.office import entries
from commonweal.office.clerk import Clerk, Reply, Request, inbox_url
from commonweal.office.confidence import SecretConfidence
from commonweal.office.folded import Folded
from commonweal.office.office import Answer, Office
from commonweal.office.opening import charters_of, load, open_vault_of
from commonweal.polity import AnyCommand, State
from commonweal.polity import commands as cmd
from commonweal.record import Home, LeaseHeld, NoAnswer, RecordError, Snapshots, open_inbox
from commonweal.terms import Refusal

ANSWER_WITHIN_S = 30.0
"""How long an answer is waited for: twice as long as a killed writer's lease lasts."""

STAND_IN_AFTER_S = 0.5
"""How often a follower that waits looks whether anybody still writes."""

Result = TypeVar("Result")

_REPLIES = msgspec.json.Decoder(Reply)


class Follower(Folded):
    """A federation that another process writes.

    Args:
        folder: the federation's folder.
        clock: seconds since 1970, UTC.
        environment: where DATABASE_URL is looked up.
        answer_within_s: how long an answer is waited for.

    Raises:
        RecordError: when the record cannot be opened.
    """

    def __init__(
        self,
        folder: Path,
        *,
        clock: Callable[[], float] = time.time,
        environment: Mapping[str, str] = os.environ,
        answer_within_s: float = ANSWER_WITHIN_S,
    ) -> None:
        self.folder = folder
        self.home = Home.at(folder, environment)
        self._clock = clock
        self._environment = environment
        self._answer_within_s = answer_within_s
        with ExitStack() as opened:
            self.vault = opened.enter_context(open_vault_of(folder, environment))
            self._store = opened.enter_context(closing(self.home.open_store()))
            self.log = opened.enter_context(closing(self.home.open_log(self._store)))
            inbox = open_inbox(inbox_url(folder, environment))
            self._inbox = opened.enter_context(closing(inbox))
            self._state, self._charters = load(self.log, Snapshots(folder / "snapshots"))
            self._opened = opened.pop_all()

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
            RecordError: when it could not be written.
            NoAnswer: when nobody answers in time; it may still be carried out, and the same
                command with the key that the message names is carried out once.
        """
        known: AnyCommand = msgspec.convert(msgspec.to_builtins(command), AnyCommand)
        return self._ask(Request(by=by, key=key or _new_key(), command=known))

    def admit(
        self, people: Sequence[tuple[str, int, Mapping[str, str]]], by: int, *, key: str = ""
    ) -> Answer:
        """Ask the writing process to admit people; see :meth:`Office.admit`."""
        plain = tuple((name, home, dict(contact)) for name, home, contact in people)
        return self._ask(Request(by=by, key=key or _new_key(), people=plain))

    def _ask(self, request: Request) -> Answer:
        number = self._inbox.put(msgspec.json.encode(request))
        reply = _REPLIES.decode(self._answer_to(number, request.key))
        if reply.refusal is not None:
            told = dict(reply.refusal)
            raise Refusal(told.pop("refused"), **told)
        if reply.answer is None:
            raise RecordError(reply.failure)
        self.refresh()
        return reply.answer

    def _answer_to(self, number: str, key: str) -> bytes:
        end = time.monotonic() + self._answer_within_s
        while (left := end - time.monotonic()) > 0:
            try:
                return self._inbox.wait(number, min(STAND_IN_AFTER_S, left))
            except NoAnswer:
                answer = self._stand_in(number)
            if answer is not None:
                return answer
        raise NoAnswer(
            f"the process that writes this federation did not answer within "
            f"{self._answer_within_s:g} seconds; see that it works. The command may still be "
            f"carried out: look at the record, or ask for the same again with the key {key}, "
            "which is carried out once"
        )

    def _stand_in(self, number: str) -> bytes | None:
        """Take the writer's place if nobody holds it, until the command is answered."""
        try:
            # Asked first, because opening an office for nothing costs a fold of the record.
            self._store.release_lease(self._store.take_lease(_new_key(), 1, int(time.time())))
            office = Office(self.folder, clock=self._clock, environment=self._environment)
        except LeaseHeld:
            return None
        with office, closing(Clerk(office, self._environment)):
            return self._inbox.wait(number, self._answer_within_s)

    def tick(self) -> int:
        """Nothing to do: the writing process ticks."""
        return 0

    def close(self) -> None:
        """Close what is open."""
        self._opened.close()


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
