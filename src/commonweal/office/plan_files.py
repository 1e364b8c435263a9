"""Files of plans: what they say beside the plan itself, and where they are kept.

Rules of this module:

* a plan's file is one that ``commonweal plan certify`` takes; where no plan was found it is a file
  of its own format, which says why, and what it was made from as far as that could be told;
* it lies in the vault under its digest, as a text of its own kind; one that is too long for a text
  lies in pieces, and the digest is that of the list of their digests;
* what it says about itself (``about``): campaign, round and alternative, names of bodies, runs and
  lines in numbers of the record, conditions, prices in units of account, and who offered no hours.

Not here: making plans (``planning``), the format (``commonweal.plan.files``).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from commonweal.plan.files import Contents, decoded
from commonweal.polity.planning.proposals.kept import NewLine, Run
from commonweal.terms import FaultyDocument
from commonweal.vault import UnknownDigest, Vault

KIND = "plan"
"""Kind of the texts that are files of plans."""

PIECES = "plan pieces"
"""Kind of the texts that list the pieces of a file."""

PIECE = "plan piece"

PIECE_CHARACTERS = 4_000_000
"""Characters of a piece; four bytes each are what a text may have at most."""

NO_PLAN = "commonweal.noplan/1"
"""Format of the file that says why there is no plan."""


class About(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a plan's file says beside the plan, in numbers of the record.

    Attributes:
        campaign, round, alternative: what was planned; correction: where it corrects a plan.
        account: what prices are: hours contained (``labour``) or hours at the margin (``prices``).
        bodies: names by label.
        silent: bodies with processes that offered no hours.
        conditions: of an alternative, in words.
        runs, lines: what is to be done, and who supplies whom.
        served: what each order gets: body, product, rank, period, ordered, given.
        shift: by how much ranks in the file come later than those of the orders; 1 where conditions
            come before all ranks.
        worth: price of a product in a period, in units of account: period, product, price.
        surplus: by use and receiver, in hours.
        why: why there is no plan.
        missed: conditions that cannot be kept, by their place from 1, and what the plan that comes
            nearest has.
    """

    campaign: int
    round: int
    alternative: int = 0
    correction: int = 0
    account: str = "labour"
    bodies: dict[str, str] = {}
    silent: tuple[int, ...] = ()
    conditions: tuple[str, ...] = ()
    runs: tuple[Run, ...] = ()
    lines: tuple[NewLine, ...] = ()
    served: tuple[tuple[int, int, int, int, int, int], ...] = ()
    shift: int = 0
    worth: tuple[tuple[int, int, float], ...] = ()
    surplus: tuple[tuple[str, str, float], ...] = ()
    why: tuple[str, ...] = ()
    missed: tuple[tuple[int, int], ...] = ()

    def as_plain(self) -> Mapping[str, Any]:
        """Return it as JSON has it."""
        plain: Mapping[str, Any] = msgspec.to_builtins(self)
        return plain


class NoPlan(msgspec.Struct, frozen=True):
    """The file that says why there is no plan."""

    format: str
    about: About


def no_plan(about: About) -> str:
    """Return the file that says why there is no plan."""
    return msgspec.json.encode(NoPlan(NO_PLAN, about)).decode() + "\n"


class Kept(msgspec.Struct, frozen=True):
    """A file as it was read: the plan, where there is one, and what it says about itself."""

    about: About
    contents: Contents | None


def keep(vault: Vault, text: str) -> str:
    """Keep the file of a plan, and return its digest."""
    if len(text) <= PIECE_CHARACTERS:
        return vault.seal(text, KIND)
    starts = range(0, len(text), PIECE_CHARACTERS)
    pieces = [(text[start : start + PIECE_CHARACTERS], PIECE) for start in starts]
    return vault.seal(json.dumps(vault.seal_many(pieces)), PIECES)


def file_of(vault: Vault, digest: str) -> str | None:
    """Return the file of a plan; None where it was erased, or never was in this vault."""
    try:
        text = vault.text(digest)
        if text is None or vault.kind_of(digest) != PIECES:
            return text
        found = vault.texts(json.loads(text))
    except UnknownDigest:
        return None
    pieces = list(found.values())
    return None if None in pieces else "".join(piece for piece in pieces if piece is not None)


def read(text: str) -> Kept:
    """Read the file of a plan.

    Raises:
        FaultyDocument: when it is none.
    """
    place = Path("plan.json")
    if f'"{NO_PLAN}"' in text[:80]:
        return Kept(msgspec.json.decode(text, type=NoPlan).about, None)
    contents = decoded(text.encode(), place)
    return Kept(msgspec.convert(dict(contents.about), About), contents)


def kept_file(vault: Vault, digest: str) -> Kept | None:
    """Read the file of a plan from the vault; None where it is not there, or is no plan's."""
    text = file_of(vault, digest)
    if text is None:
        return None
    try:
        return read(text)
    except (FaultyDocument, msgspec.MsgspecError):
        return None
