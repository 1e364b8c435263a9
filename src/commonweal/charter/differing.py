"""What an amendment changes: two constitutions compared value by value.

Rules of this module:

* the comparison is complete: every value in force that differs, every word and every article;
* it compares what is in force, so moving a value from a level's table to the general one is no
  change, and a comment in the file is none;
* whoever entrenches a rule entrenches the article that states it, and the amending of the list.

Not here: which majority a change needs (``commonweal.polity``).
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from commonweal.charter.model import Charter
from commonweal.charter.paths import Said, Value, covers, said_in

_GUARD = "amendment"


@dataclass(frozen=True, slots=True)
class Change:
    """One value that differs.

    Attributes:
        path: path of the value in force, for instance ``levels.district.recall.threshold``.
        article: number of the article that sets it, in the new constitution where it is there.
        old: the value before; ``None`` when it was not there, or there was no limit.
        new: the value after; ``None`` when it is no longer there, or there is no limit.
        cited_by: for the wording of an article, paths of the values that cite it, old and new.
    """

    path: str
    article: str
    old: Value | None
    new: Value | None
    cited_by: tuple[str, ...] = ()

    def __str__(self) -> str:
        article = f" [article {self.article}]" if self.article else ""
        return f"{self.path}{article}: {written(self.old)} -> {written(self.new)}"


def diff(old: Charter, new: Charter) -> tuple[Change, ...]:
    """Return every value that differs, in the order of the old constitution, then of the new."""
    before, after = said_in(old), said_in(new)
    return tuple(
        _change(path, before.get(path), after.get(path))
        for path in {**before, **after}
        if _value(before.get(path)) != _value(after.get(path))
    )


def touches(changes: Sequence[Change], entrenched_paths: Collection[str]) -> tuple[Change, ...]:
    """Return the changes that entrenched paths protect.

    A new or closed level touches ``recall`` where it brings or ends recall rules. Where anything is
    entrenched the table ``amendment`` is too: otherwise the list would be emptied first and the
    protected rule changed afterwards, each by the ordinary majority.
    """
    guarded = {*entrenched_paths, _GUARD} if entrenched_paths else set()
    return tuple(change for change in changes if _protected(change, guarded))


def written(value: object) -> str:
    """Write a value as in a constitution; nothing as ``(nothing)``."""
    match value:
        case None:
            return "(nothing)"
        case tuple():
            return f"[{', '.join(map(written, value))}]"
        case date():
            return value.isoformat()
        case bool() | int():
            return str(value).lower()
        case _:
            return json.dumps(str(value), ensure_ascii=False)


def _protected(change: Change, guarded: Collection[str]) -> bool:
    paths = (change.path, *change.cited_by)
    return any(covers(one, path) for one in guarded for path in paths)


def _value(said: Said | None) -> Value | None:
    return said.value if said else None


def _change(path: str, before: Said | None, after: Said | None) -> Change:
    there = [said for said in (before, after) if said is not None]
    cited = dict.fromkeys(one for said in there for one in said.cited_by)
    return Change(path, there[-1].article, _value(before), _value(after), tuple(cited))
