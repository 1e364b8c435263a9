# ruff: noqa: N818 -- named after what happened: most are answers, and not errors of a program
"""What the vault answers when it cannot do what was asked: place, cause and remedy.

Rules of this module:

* no message repeats a secret: no ballot, no code, no text, no name of a person;
* an answer that callers must tell apart has a class of its own.

Not here: refusals of the law (``terms.Refusal``); the vault knows no law.
"""

from __future__ import annotations


class VaultError(Exception):
    """Something the vault could not do; nothing was changed, unless the class says otherwise.

    Attributes:
        place: what was being asked for, for instance ``"the box of poll 7"``.
        expected: what would have been accepted.
        got: what was there instead.
        remedy: what can be done now.
    """

    def __init__(self, place: str, *, expected: str, got: str, remedy: str) -> None:
        super().__init__(place)
        self.place = place
        self.expected = expected
        self.got = got
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.place}: expected {self.expected}; got {self.got}; {self.remedy}"


class BadInput(VaultError, ValueError):
    """A value that the vault cannot keep: too large, negative, empty, or not writable as UTF-8."""


class VaultUnreachable(VaultError):
    """The database does not answer.

    Whether the change asked for was kept is *not known*: ask for it before repeating it.
    """


class VaultMismatch(VaultError):
    """The database was written by a version of the vault that this one does not know."""


class NotScrubbed(VaultError):
    """The change is made and kept, but old traces are not wiped yet; ask for the same again."""


class UnknownDigest(VaultError):
    """No text with this digest was ever sealed here: it is lost or foreign, which is not erased."""


class NoSuchBox(VaultError):
    """No ballot box was ever opened for this poll."""


class BoxOpen(VaultError):
    """The box is still open, and nobody counts early."""


class BoxClosed(VaultError):
    """The box is closed (or destroyed): it takes no more ballots."""


class BoxDestroyed(VaultError):
    """The ballots are gone for good; the count and the digest remain."""


class BoxBroken(VaultError):
    """Marks and ballots in a box do not agree: somebody changed the database by another way."""


class AlreadyVoted(VaultError):
    """This voter is marked in this box already; the ballot was not taken."""


class BadCode(VaultError):
    """No such access code was issued."""


class VoidCode(BadCode):
    """The code was issued and then made void."""


class UsedCode(VaultError):
    """The code was used before: its holder, or somebody else, has signed in with it.

    Attributes:
        member: whose code it was, so that the member can be told.
    """

    def __init__(self, place: str, *, expected: str, got: str, remedy: str, member: int) -> None:
        super().__init__(place, expected=expected, got=got, remedy=remedy)
        self.member = member
