"""The clerk: a thread of the writing process that ticks, and takes commands of other processes.

Rules of this module:

* what other processes ask is executed in the order in which it was put in the inbox, and answered
  whether it was accepted, refused or failed;
* while a database does not answer, a command is neither answered nor passed over: it is tried again
  under its own key, so that it is carried out once;
* ballots, withdrawals and personal data are wiped from the inbox when they are answered;
* what falls due is done within a second in quiet hours too.

Not here: asking from another process (``follower``).
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Mapping
from threading import Event, Thread

import msgspec

from commonweal.office.office import Answer, Office
from commonweal.office.plan_work import MISTAKES
from commonweal.polity import AnyCommand
from commonweal.polity import commands as cmd
from commonweal.polity.planning.proposals.data import OrderForMyself
from commonweal.polity.rights.corrections.data import CorrectResult
from commonweal.polity.rights.papers.data import TypePapers
from commonweal.polity.rights.pay.data import DeclareWage
from commonweal.record import RecordError, Unreachable, open_inbox
from commonweal.terms import Refusal
from commonweal.vault import VaultError, VaultUnreachable

INBOX_EVERY_S = 0.05
TICK_EVERY_S = 1.0
TAKEN_AT_ONCE = 32

PLAN_LEFT_S = 5.0
"""How long a plan that is being made is waited for; then it is left, and made anew another time."""

_LOG = logging.getLogger(__name__)


class Request(msgspec.Struct, frozen=True):
    """What another process asks: a command, or people to be admitted."""

    by: int
    key: str = ""
    command: AnyCommand | None = None
    people: tuple[tuple[str, int, dict[str, str]], ...] = ()

    @property
    def is_private(self) -> bool:
        """Whether it says what nobody may find in the inbox afterwards."""
        secret = cmd.CastVote | cmd.WithdrawConfidence | cmd.RestoreConfidence
        return bool(self.people) or isinstance(
            self.command, secret | DeclareWage | TypePapers | CorrectResult | OrderForMyself
        )


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

    Raises:
        Unreachable: when the inbox cannot be opened.
    """

    def __init__(self, office: Office, environment: Mapping[str, str]) -> None:
        self._office = office
        self._inbox = open_inbox(inbox_url(office.folder, environment))
        self._taken: deque[tuple[str, bytes]] = deque()
        self._reply = b""  # to the first of them, as long as it could not be handed over
        self._unwiped = False
        self._stop = Event()
        self._thread = Thread(target=self._run, name="office-clerk", daemon=True)
        self._thread.start()
        # A plan can take long to be found: nobody who asks for anything else waits for it.
        self._planner = Thread(target=self._plan, name="office-planner", daemon=True)
        self._planner.start()

    def _run(self) -> None:
        quiet_s = TICK_EVERY_S
        while not self._stop.is_set():
            try:
                served = self._serve()
                quiet_s += INBOX_EVERY_S
                if quiet_s >= TICK_EVERY_S:
                    self._office.tick(plan=False)
                    quiet_s = 0.0
            except (RecordError, VaultError, OSError) as error:
                _LOG.error("the clerk could not work and tries again: %s", error)
                served = False
                self._stop.wait(TICK_EVERY_S)
            if not served:
                self._stop.wait(INBOX_EVERY_S)

    def _plan(self) -> None:
        while not self._stop.wait(TICK_EVERY_S):
            try:
                self._office.plan_now()
            except (RecordError, VaultError, OSError) as error:
                _LOG.error("no plan could be made, and it is tried again: %s", error)
            except MISTAKES:
                _LOG.exception("a part of the work for plans rests until this is started again")

    def _serve(self) -> bool:
        if not self._taken:
            self._taken.extend(self._inbox.take(TAKEN_AT_ONCE))
        served = bool(self._taken)
        while self._taken:
            command_id, body = self._taken[0]
            self._reply = self._reply or msgspec.json.encode(self._replied(body))
            self._hand_over(command_id)
            self._taken.popleft()
            self._reply = b""
        if self._unwiped:
            self._unwiped = not self._inbox.wipe()
        return served

    def _hand_over(self, command_id: str) -> None:
        try:
            self._inbox.answer(command_id, self._reply)
        except KeyError:
            _LOG.warning("command %s was answered before", command_id)

    def _replied(self, body: bytes) -> Reply:
        try:
            request = _REQUESTS.decode(body)
            self._unwiped |= request.is_private
            return Reply(answer=self._carry_out(request))
        except Refusal as refusal:
            return Reply(refusal=refusal.as_dict())
        except (Unreachable, VaultUnreachable):
            raise
        except (msgspec.MsgspecError, RecordError, VaultError) as error:
            return Reply(failure=str(error))
        except MISTAKES as error:
            # They must not leave other processes waiting, nor end the ticking.
            _LOG.exception("a command of another process could not be carried out")
            return Reply(failure=f"a mistake in the program: {error!r}; see the log of the server")

    def _carry_out(self, request: Request) -> Answer:
        if request.command is None:
            return self._office.admit(request.people, request.by, key=request.key)
        return self._office.execute(request.command, request.by, key=request.key)

    def close(self) -> None:
        """Stop serving; commands that wait, and plans, are left to the next clerk."""
        self._stop.set()
        self._thread.join()
        self._planner.join(PLAN_LEFT_S)
        self._inbox.close()


def inbox_url(folder: object, environment: Mapping[str, str]) -> str:
    """Name the inbox of a federation: in the same database, or in a file of its own."""
    return environment.get("DATABASE_URL") or f"sqlite:{folder}/inbox.sqlite"
