"""Agreements between federations as data: commands, events, what is kept, and the refusals.

Rules of this module:

* what another federation says comes in a file; the office examines it before the law decides, and
  what it found (:class:`Examined`) comes with the command;
* an agreement is named by the SHA-256 of its file, which is the same in both records.

Not here: effects (``effects``), what is lawful (``law``, ``deciding``), what events do to the state
(``fold``), the files and their proofs (``commonweal.office.foreign``).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import msgspec

from commonweal.polity.command import Command, Text
from commonweal.polity.event import Event
from commonweal.terms import BodyId, CharterVersion, MemberId, Moment, MotionId

# What there is.


class Foreign(msgspec.Struct, array_like=True):
    """Another federation, as far as its record is known here.

    Attributes:
        origin: name of its record; ``key``: its public key as text.
        size, root, note: the newest checkpoint of it that was examined here.
        forked: two notes signed by its key that no one record can have, if such were found.
    """

    id: int
    name: str
    origin: str
    key: str
    size: int
    root: str
    note: str
    seen_at: Moment
    forked: list[str] = []
    forked_at: Moment = Moment(0)


class Agreement(msgspec.Struct, array_like=True):
    """An agreement with another federation.

    Attributes:
        document: SHA-256 of its file, the same in both records.
        file: digest of the file in the vault.
        charter: version of the constitution under which it was proposed, for as long as it lasts.
        starts, ends: its term; ``due_at``: when it really ends, as far as is known.
        bodies: bodies that it binds, with those below them; empty: the whole federation.
        replaces: earlier agreement with the same federation that ends when this one comes into
            force.
        motion: the motion that adopted it; ``entry``: the entry that says so.
        theirs_at: when the other federation's adoption was recorded here; ``theirs``: its proof.
        notice_by: who gave notice; ``notice_entry``: the entry of our own notice.
        confirmed: motion by which each body stays bound although it leaves.
    """

    id: int
    foreign: int
    document: str
    file: str
    by: MemberId
    charter: CharterVersion
    proposed_at: Moment
    starts: Moment
    ends: Moment
    due_at: Moment
    bodies: list[BodyId] = []
    replaces: int = 0
    stage: Literal["proposed", "adopted", "in_force", "ended"] = "proposed"
    motion: MotionId = MotionId(0)
    adopted_at: Moment = Moment(0)
    entry: int = -1
    theirs_at: Moment = Moment(0)
    theirs: str = ""
    in_force_at: Moment = Moment(0)
    notice_at: Moment = Moment(0)
    notice_by: Literal["", "us", "them"] = ""
    notice_entry: int = -1
    ended_at: Moment = Moment(0)
    why: str = ""
    confirmed: dict[int, int] = {}


class Examined(msgspec.Struct, frozen=True, kw_only=True):
    """What the office found in a file of another federation.

    Attributes:
        fault: why it proves nothing; empty where it holds.
        document: SHA-256 of the agreement that it is or speaks of.
        name, origin, key: the other federation, as the file names it.
        size, root, note: its checkpoint in the file.
        starts, ends, replaces: of an agreement.
        what: of a proof: what the other federation did.
        index: of a proof: the entry of the other record.
        forked: number of entries at which its history is another than the one known here; 0: none.
    """

    fault: str = ""
    document: str = ""
    name: str = ""
    origin: str = ""
    key: str = ""
    size: int = 0
    root: str = ""
    note: str = ""
    starts: int = 0
    ends: int = 0
    replaces: str = ""
    what: Literal["", "adopted", "notice"] = ""
    index: int = -1
    forked: int = 0


# Commands.


class ProposeAgreement(Command, frozen=True, tag="propose_agreement", kw_only=True):
    """Propose an agreement with another federation; those who decide move that it be adopted.

    Attributes:
        file: the agreement, as `commonweal agreement write` wrote it; the other side proposes the
            same file.
        bodies: bodies that it binds, with those below them; none for the whole federation.
        examined: *counted* what the office found in the file.
    """

    file: Text
    bodies: tuple[int, ...] = ()
    examined: Examined | None = None


class RecordCounterpart(Command, frozen=True, tag="record_counterpart", kw_only=True):
    """Record that the other federation has adopted an agreement, or given notice of it.

    Attributes:
        agreement: the agreement.
        proof: what the other federation's `commonweal agreement prove` wrote.
        examined: *counted* what the office found in the proof.
    """

    agreement: int
    proof: Text
    examined: Examined | None = None


class RecordForeignCheckpoint(Command, frozen=True, tag="record_foreign_checkpoint", kw_only=True):
    """Record how far another federation's record has come; a second history is found by it.

    Attributes:
        foreign: number of the other federation.
        card: what its `commonweal agreement card` wrote, since the entries known here.
        examined: *counted* what the office found in the card.
    """

    foreign: int
    card: str
    examined: Examined | None = None


class EndAgreement(Command, frozen=True, tag="end_agreement", kw_only=True):
    """The term of an agreement, or the time of notice, is over.

    Attributes:
        agreement: the agreement that is over.
    """

    agreement: int


# Events.


class ForeignMet(Event, frozen=True, tag="foreign_met/1", kw_only=True):
    """An agreement named another federation for the first time, with its key and checkpoint.

    Attributes:
        foreign: its number here.
        name: what it calls itself.
        origin: name of its record; ``key``: the public key of it.
        size, root, note: the checkpoint that the agreement names: entries, root, signed note.
    """

    foreign: int
    name: str
    origin: str
    key: str
    size: int
    root: str
    note: str


class AgreementProposed(Event, frozen=True, tag="agreement_proposed/1", kw_only=True):
    """A member proposed an agreement; ``document`` is the same in the other federation's record.

    Attributes:
        foreign: the other federation.
        document: SHA-256 of the file; the same in the other federation's record.
        file: digest of the file in the vault.
        by: who proposed it.
        charter: version of the constitution by whose article it goes, as long as it lasts.
        starts, ends: its term.
        bodies: bodies that it binds, with those below them; none: the whole federation.
        replaces: earlier agreement that ends when this one comes into force; 0: none.
    """

    agreement: int
    foreign: int
    document: str
    file: str
    by: int
    charter: int
    starts: int
    ends: int
    bodies: tuple[int, ...] = ()
    replaces: int = 0


class AgreementAdopted(Event, frozen=True, tag="agreement_adopted/1", kw_only=True):
    """This federation adopted an agreement; the proof for the other one is of this entry.

    Attributes:
        document: SHA-256 of its file.
    """

    agreement: int
    document: str
    motion: int


class CounterpartRecorded(Event, frozen=True, tag="counterpart_recorded/1", kw_only=True):
    """The other federation has adopted an agreement, or given notice of it: this was proved.

    Attributes:
        what: which of the two.
        index: the entry of the other record that says so.
        size: entries of that record under the checkpoint that proves it.
        proof: digest of the proof in the vault.
        by: who recorded it.
        ends: of a notice: when the agreement ends.
    """

    agreement: int
    what: Literal["adopted", "notice"]
    index: int
    size: int
    proof: str
    by: int
    ends: int = 0


class AgreementCameIntoForce(Event, frozen=True, tag="agreement_came_into_force/1", kw_only=True):
    """Both federations have adopted an agreement."""

    agreement: int


class AgreementNoticeGiven(Event, frozen=True, tag="agreement_notice_given/1", kw_only=True):
    """This federation gave notice of an agreement.

    Attributes:
        document: SHA-256 of its file.
        ends: when it ends.
    """

    agreement: int
    document: str
    motion: int
    ends: int


class AgreementConfirmed(Event, frozen=True, tag="agreement_confirmed/1", kw_only=True):
    """A body decided that it stays bound by an agreement although it leaves.

    Attributes:
        document: SHA-256 of its file.
    """

    agreement: int
    document: str
    body: int
    motion: int


class AgreementEnded(Event, frozen=True, tag="agreement_ended/1", kw_only=True):
    """An agreement is over.

    Attributes:
        why: by its term, by notice, by a later one, or because both sides never adopted it.
    """

    agreement: int
    why: Literal["term", "notice", "replaced", "never_in_force"]


class ForeignCheckpointRecorded(
    Event, frozen=True, tag="foreign_checkpoint_recorded/1", kw_only=True
):
    """Another federation's record has come so far, and continues what was known of it.

    Attributes:
        foreign: the other federation.
        size, root, note: the checkpoint: entries, root, signed note.
        by: who recorded it.
        key: the key to which its record was handed over since, if it was.
    """

    foreign: int
    size: int
    root: str
    note: str
    by: int
    key: str = ""


class ForeignForkFound(Event, frozen=True, tag="foreign_fork_found/1", kw_only=True):
    """Another federation's key has signed two histories; both notes are kept as evidence.

    Attributes:
        foreign: the other federation.
        at: number of entries at which the two have different roots.
        known: the note known before; ``found``: the other one.
        by: who recorded it.
    """

    foreign: int
    at: int
    known: str
    found: str
    by: int


AnyCommand = ProposeAgreement | RecordCounterpart | RecordForeignCheckpoint | EndAgreement
"""Every command about agreements."""

AnyEvent = (
    ForeignMet
    | AgreementProposed
    | AgreementAdopted
    | CounterpartRecorded
    | AgreementCameIntoForce
    | AgreementNoticeGiven
    | AgreementConfirmed
    | AgreementEnded
    | ForeignCheckpointRecorded
    | ForeignForkFound
)
"""Every event about agreements."""


def _is_live(state: Any, at: int, number: int) -> bool:
    found: Agreement = state.agreements[number]
    return found.stage != "ended" and found.due_at == at


LIVE: dict[str, Callable[[Any, int, int], bool]] = {"agreement": _is_live}
"""Whether what was put on the calendar still has that deadline."""

ENTITIES: tuple[type[msgspec.Struct], ...] = (Foreign, Agreement)
"""What the state keeps of agreements."""

REFUSALS: dict[str, str] = {
    "agreements_not_provided": "The constitution knows no agreements with other federations.",
    "agreement_unknown": "The number, or the file, is not that of an agreement.",
    "agreement_file_unsound": "The file is no agreement of this federation with another one.",
    "agreement_proposed_before": "The same file is proposed once for the same bodies.",
    "agreement_drafts_too_many": "One member has three agreements proposed at a time, at most.",
    "agreement_term_too_long": "The constitution limits how long an agreement binds.",
    "agreement_of_others": "An agreement replaces only one with the same federation.",
    "agreement_not_open": "The agreement has been adopted, or its time is over.",
    "agreement_over": "The agreement does not hold, or does not hold any more.",
    "agreement_notice_given_before": "Notice of the agreement has been given.",
    "agreement_not_ended_in_emergency": "No notice is given while emergency powers are in force.",
    "agreement_not_binding": "The agreement does not bind this body.",
    "agreement_binds_others": "A body below the top binds itself and those below it by agreements.",
    "agreement_confirmed_without_leaving": "A body confirms an agreement when it is to leave.",
    "agreement_confirmed_before": "A body confirms an agreement once.",
    "foreign_unknown": "The number is not that of another federation known here.",
    "foreign_key_differs": "Another key is known for the record of that name.",
    "foreign_record_forked": "The other federation's key has signed two histories.",
    "foreign_checkpoint_unsound": "The card does not prove how the other record continued.",
    "foreign_checkpoint_not_newer": "As much, or more, of the other record is known here.",
    "counterpart_unproven": "The proof does not show what the other federation has decided.",
    "counterpart_recorded_before": "The other federation's decision is recorded once.",
}
"""Meaning of each refusal about agreements, by name."""
