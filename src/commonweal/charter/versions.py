"""The constitution over time: which version is in force at a moment.

Rules of this module:

* a version is in force from the day it names, and never before it was adopted;
* of two versions that could be in force, the one adopted later is;
* versions are only added: what was in force on a day is never answered in another way later.

Not here: how an amendment is adopted (``commonweal.polity``).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from commonweal.charter.model import Charter
from commonweal.charter.reading import read
from commonweal.terms import CharterVersion, Moment, iso, moment


@dataclass(frozen=True, slots=True)
class Dated:
    """A version of the constitution with its dates.

    Attributes:
        version: its number.
        charter: the constitution.
        adopted_at: when it was adopted.
        in_force_at: first second of its force: its adoption, or the day it names if that is later.
    """

    version: CharterVersion
    charter: Charter
    adopted_at: Moment
    in_force_at: Moment


class Charters:
    """The versions of one federation's constitution, in the order of their adoption.

    Args:
        counting_rules: names of the counting rules that proposals may name; ``None``: any.
        commands: names of the commands that may be powers; ``None``: any.
    """

    def __init__(
        self,
        *,
        counting_rules: Collection[str] | None = None,
        commands: Collection[str] | None = None,
    ) -> None:
        self._dated: dict[CharterVersion, Dated] = {}
        self._counting_rules = counting_rules
        self._commands = commands

    def read(self, text: str) -> Charter:
        """Read a proposal, against the counting rules and commands that there are now.

        Raises:
            FaultyDocument: when the text has faults.
        """
        return read(
            text,
            place="proposed constitution",
            counting_rules=self._counting_rules,
            commands=self._commands,
        )

    def add(self, version: CharterVersion, text: str, adopted_at: Moment) -> Charter:
        """Add a version that has been adopted, and return it.

        Raises:
            FaultyDocument: when the text has faults.
            ValueError: when the number or the moment is not after those of the version before.
        """
        last = next(reversed(self._dated.values()), None)
        if last and (version <= last.version or adopted_at < last.adopted_at):
            raise ValueError(
                f"version {version} of {iso(adopted_at)} cannot follow"
                f" version {last.version} of {iso(last.adopted_at)}"
            )
        charter = read(text, place=f"constitution, version {version}")
        begins = max(adopted_at, moment(charter.preamble.in_force_from))
        self._dated[version] = Dated(version, charter, adopted_at, begins)
        return charter

    def on(self, at: Moment) -> Charter:
        """Return the constitution in force at a moment.

        Raises:
            LookupError: when none was in force yet.
        """
        return self.dated_on(at).charter

    def dated_on(self, at: Moment) -> Dated:
        """Return the version in force at a moment, with its number.

        Raises:
            LookupError: when none was in force yet.
        """
        for dated in reversed(self._dated.values()):
            if dated.in_force_at <= at:
                return dated
        first = min((dated.in_force_at for dated in self._dated.values()), default=None)
        begins = f"the first begins at {iso(first)}" if first is not None else "none is adopted"
        raise LookupError(f"no constitution was in force at {iso(at)}; {begins}")

    def until(self, at: Moment) -> Iterator[tuple[Charter, Moment]]:
        """Return each version that has been in force, newest first, and until when it was.

        The one in force now was until ``at``; one that never was is left out.
        """
        for dated in reversed(self._dated.values()):
            if dated.in_force_at <= at:
                yield dated.charter, at
                at = Moment(dated.in_force_at - 1)

    def version(self, number: CharterVersion) -> Charter:
        """Return a version by its number.

        Raises:
            LookupError: when there is no such version.
        """
        if number not in self._dated:
            raise LookupError(f"there is no version {number}; there are {list(self._dated)}")
        return self._dated[number].charter

    @property
    def current(self) -> Charter:
        """The version adopted last, also before the day from which it is in force.

        Raises:
            LookupError: when none is adopted.
        """
        if not self._dated:
            raise LookupError("no constitution is adopted yet")
        return next(reversed(self._dated.values())).charter

    @property
    def versions(self) -> tuple[Dated, ...]:
        """All versions with their dates, in the order of their adoption."""
        return tuple(self._dated.values())
