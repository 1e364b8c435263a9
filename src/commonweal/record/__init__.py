"""The record: entries that nobody can rewrite unseen, and proofs of it that anybody can check.

Rules of this room:

* it is an engine and knows no politics: entries are canonical JSON, whatever they mean;
* entries -> Merkle tree (RFC 6962) -> checkpoints signed with Ed25519 (C2SP), each also kept
  outside the database; nothing is told before it is durable and signed for;
* one writer at a time, under a lease with a fencing token.

Not here: what entries mean (``commonweal.polity``), who may append what (``commonweal.office``),
what may have to be erased (``commonweal.vault``). Formats and figures: ``docs/record.md``.
"""

from commonweal.record.encoding import MAX_BODY_BYTES, canonical, check_body
from commonweal.record.errors import (
    BadNote,
    BadRotation,
    Damaged,
    LeaseHeld,
    LeaseLost,
    NoAnswer,
    NotInRecord,
    RecordError,
    RefusesToSign,
    Unencodable,
    Unreachable,
    WriterFailed,
    WrongVersion,
)
from commonweal.record.exports import export
from commonweal.record.home import Home
from commonweal.record.inbox import Inbox, open_inbox
from commonweal.record.kept import KeptCheckpoint
from commonweal.record.log import Log, rotate
from commonweal.record.note import (
    Checkpoint,
    SigningKey,
    VerifierKey,
    read_checkpoint,
    sign_checkpoint,
)
from commonweal.record.parts import Quoted, export_part
from commonweal.record.receipt import Continuation, Receipt
from commonweal.record.restoring import NotValid, Restored, import_file, restore
from commonweal.record.snapshots import Snapshots
from commonweal.record.store import MemoryStore, Store, open_store
from commonweal.record.tiles import export_tiles
from commonweal.record.tree import (
    Frontier,
    Tree,
    leaf_hash,
    node_hash,
    verify_consistency,
    verify_inclusion,
)
from commonweal.record.verify import Finding, Report, verify_file
from commonweal.record.verify_part import PartReport, verify_part
from commonweal.record.writer import Writer

__all__ = [
    "MAX_BODY_BYTES",
    "BadNote",
    "BadRotation",
    "Checkpoint",
    "Continuation",
    "Damaged",
    "Finding",
    "Frontier",
    "Home",
    "Inbox",
    "KeptCheckpoint",
    "LeaseHeld",
    "LeaseLost",
    "Log",
    "MemoryStore",
    "NoAnswer",
    "NotInRecord",
    "NotValid",
    "PartReport",
    "Quoted",
    "Receipt",
    "RecordError",
    "RefusesToSign",
    "Report",
    "Restored",
    "SigningKey",
    "Snapshots",
    "Store",
    "Tree",
    "Unencodable",
    "Unreachable",
    "VerifierKey",
    "Writer",
    "WriterFailed",
    "WrongVersion",
    "canonical",
    "check_body",
    "export",
    "export_part",
    "export_tiles",
    "import_file",
    "leaf_hash",
    "node_hash",
    "open_inbox",
    "open_store",
    "read_checkpoint",
    "restore",
    "rotate",
    "sign_checkpoint",
    "verify_consistency",
    "verify_file",
    "verify_inclusion",
    "verify_part",
]
