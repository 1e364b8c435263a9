"""The clerk: a thread of the writing process that ticks, and takes commands of other processes.

Rules of this module: what other processes ask is executed in the order in which it was put in the
inbox, and answered whether it was accepted, refused or failed; what falls due is done within a
second in quiet hours too.
Not here: asking from another process (``follower``).
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from threading import Event, Thread

import msgspec

from commonweal.office.office import Answer, Office
from commonweal.polity import AnyCommand
from commonweal.record import RecordError, open_inbox
from commonweal.terms import Refusal
from commonweal.vault import VaultError

INBOX_EVERY_S = 0.05
TICK_EVERY_S = 1.0
TAKEN_AT_ONCE = 32

_LOG = logging.getLogger(__name__)


class Request(msgspec.Struct, frozen=True):
    """What another process asks: a command, or people to be admitted."""

    by: int
    key: str = ""
    command: AnyCommand | None = None
    people: tuple[tuple[str, int, dict[str, str]], ...] = ()


class Reply(msgspec.Struct, frozen=True):
    """What came of it: an answer, a refusal, or a failure in words."""

    answer: Answer | None = None
    refusal: dict[str, str] | None = None
    failure: str = ""


_REQUESTS = msgspec.json.Decoder(Request)


class Clerk:
    """Serves the inbox of a federation, and ticks.

    Args:
        office: the writing office.
        environment: where DATABASE_URL is looked up.
    """

    def __init__(self, office: Office, environment: Mapping[str, str]) -> None:
        self._office = office
        self._inbox = open_inbox(inbox_url(office.folder, environment))
        self._stop = Event()
        self._thread = Thread(target=self._run, name="office-clerk", daemon=True)
        self._thread.start()

    def _run(self) -> None:
        quiet_s = TICK_EVERY_S
        while not self._stop.is_set():
            try:
                served = self._serve()
                quiet_s += INBOX_EVERY_S
                if quiet_s >= TICK_EVERY_S:
                    self._office.tick()
                    quiet_s = 0.0
            except (RecordError, VaultError, OSError) as error:
                _LOG.error("the clerk could not work and tries again: %s", error)
                served = False
                self._stop.wait(TICK_EVERY_S)
            if not served:
                self._stop.wait(INBOX_EVERY_S)

    def _serve(self) -> bool:
        taken = self._inbox.take(TAKEN_AT_ONCE)
        for command_id, body in taken:
            self._inbox.answer(command_id, msgspec.json.encode(self._reply(body)))
        return bool(taken)

    def _reply(self, body: bytes) -> Reply:
        try:
            request = _REQUESTS.decode(body)
            if request.command is None:
                return Reply(answer=self._office.admit(request.people, request.by, key=request.key))
            answer = self._office.execute(request.command, request.by, key=request.key)
        except Refusal as refusal:
            return Reply(refusal=refusal.as_dict())
        except (msgspec.MsgspecError, RecordError, VaultError) as error:
            return Reply(failure=str(error))
        return Reply(answer=answer)

    def close(self) -> None:
        """Stop serving; commands that wait are left to the next clerk."""
        self._stop.set()
        self._thread.join()
        self._inbox.close()


def inbox_url(folder: object, environment: Mapping[str, str]) -> str:
    """Name the inbox of a federation: in the same database, or in a file of its own."""
    return environment.get("DATABASE_URL") or f"sqlite:{folder}/inbox.sqlite"
