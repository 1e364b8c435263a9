"""Sealing: free texts of a command go to the vault, and their digests take their place.

Rules of this module: which fields are texts is said by the command (:data:`~commonweal.polity
.commands.Text`); a digest that is one already is left as it is.
Not here: keeping and erasing texts (``commonweal.vault``).
"""

from __future__ import annotations

import msgspec

from commonweal.polity import commands as cmd
from commonweal.vault import Vault

_TEXT_FIELDS: dict[type[cmd.Command], str] = {
    cmd.ProposeMotion: "text",
    cmd.ReportTask: "text",
    cmd.EnterDraw: "source",
}

DIGEST_PREFIX = "sha256:"


def is_sealed(text: str) -> bool:
    """Whether a text is the digest of one in the vault."""
    return text.startswith(DIGEST_PREFIX) and len(text) == len(DIGEST_PREFIX) + 64


def texts_of(command: cmd.Command) -> bool:
    """Whether a command carries texts that are to be sealed."""
    field = _TEXT_FIELDS.get(type(command))
    if field is None:
        return False
    tasks = command.tasks if isinstance(command, cmd.ProposeMotion) else ()
    return not is_sealed(getattr(command, field)) or any(not is_sealed(t.text) for t in tasks)


def seal_texts(command: cmd.Command, vault: Vault) -> cmd.Command:
    """Seal the texts of a command and return it with their digests."""
    field = _TEXT_FIELDS[type(command)]
    changes: dict[str, object] = {field: _seal(getattr(command, field), vault, "text")}
    if isinstance(command, cmd.ProposeMotion):
        changes["tasks"] = tuple(
            msgspec.structs.replace(task, text=_seal(task.text, vault, "task"))
            for task in command.tasks
        )
    return msgspec.structs.replace(command, **changes)


def _seal(text: str, vault: Vault, kind: str) -> str:
    return text if is_sealed(text) else vault.seal(text, kind)
