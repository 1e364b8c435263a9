"""Sealing: free texts of a command go to the vault, and their digests take their place.

Rules of this module: which fields are texts is said by the command (:data:`~commonweal.polity
.commands.Text`); a digest that is one already is left as it is.
Not here: keeping and erasing texts (``commonweal.vault``).
"""

from __future__ import annotations

import msgspec

from commonweal.polity import commands as cmd
from commonweal.polity.planning.correcting import data as correcting
from commonweal.polity.planning.deliveries import data as deliveries
from commonweal.polity.planning.proposals import data as proposals
from commonweal.polity.rights.agreements import data as agreements
from commonweal.polity.rights.caucuses import data as caucuses
from commonweal.polity.rights.challenges import data as challenges
from commonweal.polity.rights.control import data as control
from commonweal.polity.rights.corrections import data as corrections
from commonweal.polity.rights.discipline import data as discipline
from commonweal.polity.rights.grievances import data as grievances
from commonweal.polity.rights.initiative import data as initiatives
from commonweal.polity.rights.inspection import data as inspection
from commonweal.polity.rights.letters import data as letters
from commonweal.polity.rights.meetings import data as meetings
from commonweal.polity.rights.papers import data as papers
from commonweal.polity.rights.pay import data as pay
from commonweal.vault import Vault

_TEXT_FIELDS: dict[type[cmd.Command], tuple[str, ...]] = {
    cmd.ProposeMotion: ("text",),
    cmd.ReportTask: ("text",),
    cmd.EnterDraw: ("source",),
    caucuses.FoundCaucus: ("statement",),
    caucuses.FileMinorityReport: ("text",),
    letters.PublishLetter: ("text",),
    letters.ReplyToLetter: ("text",),
    letters.AskQuestion: ("text",),
    letters.AnswerQuestion: ("text",),
    meetings.CallMeeting: ("text", "place"),
    meetings.AskForMeeting: ("text", "place"),
    meetings.AddToAgenda: ("text",),
    meetings.NoteMinutes: ("text",),
    meetings.ObjectToMinutes: ("text",),
    initiatives.StartInitiative: ("text",),
    challenges.ChallengePoll: ("text",),
    discipline.ChargeMember: ("text",),
    discipline.AnswerCharge: ("text",),
    discipline.AppealExpulsion: ("text",),
    discipline.ObjectToAdmission: ("text",),
    grievances.FileGrievance: ("text",),
    grievances.AnswerGrievance: ("text",),
    grievances.CallHearing: ("place",),
    grievances.AgreeGrievance: ("text",),
    inspection.PublishFinding: ("text",),
    inspection.DemandAnswer: ("text",),
    inspection.AnswerDemand: ("text",),
    pay.DeclareWage: ("figure",),
    agreements.ProposeAgreement: ("file",),
    agreements.RecordCounterpart: ("proof",),
    papers.TypePapers: ("papers",),
    papers.ObjectToPapers: ("text",),
    corrections.CorrectResult: ("papers",),
    control.EnterUnit: ("owner",),
    control.AskToSee: ("text",),
    control.RecordShown: ("text",),
    control.RecordRefused: ("text",),
    proposals.NameProduct: ("name", "unit"),
    proposals.NameLimit: ("name", "unit"),
    proposals.DeclareProcess: ("name",),
    proposals.ProposeAlternative: ("text",),
    deliveries.ConfirmDelivery: ("text",),
    deliveries.RejectDelivery: ("text",),
    deliveries.ReturnGoods: ("text",),
    correcting.AnswerAlert: ("text",),
    correcting.AskForCorrection: ("text",),
}
"""Fields that hold free texts; an empty one is left empty."""

WAGE = "wage"
"""Kind of the texts that no page shows: what members earn."""

PAPERS = "papers"
"""Kind of the texts that no page shows: what tellers read on the papers of a poll."""

_OWN_KINDS: dict[type[cmd.Command], str] = {
    pay.DeclareWage: WAGE,
    papers.TypePapers: PAPERS,
    corrections.CorrectResult: PAPERS,
}
"""Kinds of texts that nobody is to read; all others may be read by those who know the digest."""

LETTER = "letter"
"""Kind of the open letters: when one was taken down and nobody can put it back, it is destroyed."""

_KINDS: dict[type[cmd.Command], str] = {**_OWN_KINDS, letters.PublishLetter: LETTER}

DIGEST_PREFIX = "sha256:"


def is_sealed(text: str) -> bool:
    """Whether a text is the digest of one in the vault."""
    return text.startswith(DIGEST_PREFIX) and len(text) == len(DIGEST_PREFIX) + 64


def texts_of(command: cmd.Command) -> bool:
    """Whether a command carries texts that are to be sealed."""
    fields = _TEXT_FIELDS.get(type(command), ())
    tasks = command.tasks if isinstance(command, cmd.ProposeMotion) else ()
    texts = [getattr(command, field) for field in fields] + [task.text for task in tasks]
    return any(texts)


def seal_texts(command: cmd.Command, vault: Vault) -> cmd.Command:
    """Seal the texts of a command and return it with their digests."""
    kind = _KINDS.get(type(command), "text")
    changes: dict[str, object] = {
        field: _seal(getattr(command, field), vault, kind) for field in _TEXT_FIELDS[type(command)]
    }
    if isinstance(command, cmd.ProposeMotion):
        changes["tasks"] = tuple(
            msgspec.structs.replace(task, text=_seal(task.text, vault, "task"))
            for task in command.tasks
        )
    return msgspec.structs.replace(command, **changes)


def _seal(text: str, vault: Vault, kind: str) -> str:
    """Seal a text; the digest of another stays, unless it would show what nobody is to read."""
    if not text or (is_sealed(text) and vault.kind_of(text) not in _OWN_KINDS.values()):
        return text
    return vault.seal(text, kind)
