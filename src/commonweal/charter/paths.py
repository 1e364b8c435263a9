"""Every value of a constitution under its path, and which paths an entrenched path covers.

Rules of this module:

* a path is written as in the file, with the rules in force for each level and office spelt out:
  ``levels.district.recall.threshold``, also when the value stands in the general ``[recall]``;
* the entries of ``[[levels.X.seats]]`` are counted from 1; articles are named by their number;
* a value that is ``None`` (no limit) is not there.

Not here: comparing two constitutions (``differing``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from fractions import Fraction

from commonweal.charter.clause import Clause
from commonweal.charter.lines import join
from commonweal.charter.model import Article, Charter, Filling, MandateRule, RecallRule
from commonweal.charter.rights import RIGHTS
from commonweal.charter.tables import IN_FILE

Value = str | int | date | Fraction | tuple[object, ...]

GENERAL = frozenset({"filling", "mandates", "recall", "motions"})
"""Names of the general tables; an entrenched one covers every level's and office's rules."""


@dataclass(frozen=True, slots=True)
class Said:
    """A value, and the articles that answer for it.

    Attributes:
        value: the value.
        article: number of the article that sets it.
        cited_by: paths of the tables that cite it, when the value belongs to an article's wording.
    """

    value: Value
    article: str
    cited_by: tuple[str, ...] = ()


_OF_SEATS = (Filling, MandateRule, RecallRule)


def said_in(charter: Charter) -> dict[str, Said]:
    """Return every value of a constitution by its path, words and articles included."""
    said = dict(_said(charter))
    for number, article in charter.articles.items():
        citing = tuple(path for path, one in said.items() if cites(one.article, number))
        said.update(_wording(number, article, citing))
    return said


def paths_in(charter: Charter) -> list[str]:
    """Return the paths of :func:`said_in`, without asking who cites what."""
    worded = (_wording(number, one, ()) for number, one in charter.articles.items())
    return [*(path for path, _ in _said(charter)), *(path for one in worded for path in one)]


def clauses(charter: Charter) -> Iterator[tuple[str, Clause]]:
    """Give every clause of a constitution with the path under which its values are in force."""
    yield "constitution", charter.preamble
    yield "members", charter.members
    for name, level in charter.levels.items():
        inside = _inside(f"levels.{name}", level)
        # A union sends and receives no delegates: rules about them are none of its own.
        yield from (one for one in inside if not (level.own_roll and isinstance(one[1], _OF_SEATS)))
    for name, office in charter.offices.items():
        yield from _inside(f"offices.{name}", office)
    yield "accumulation", charter.accumulation
    if charter.emergency is not None:
        yield "emergency", charter.emergency
    yield "amendment", charter.amendment
    yield "reorganisation", charter.reorganisation
    yield "founding", charter.founding
    for name in RIGHTS:
        right = getattr(charter, name)
        if right is not None:
            yield name, right


def is_entrenched(charter: Charter, topic: str) -> bool:
    """Whether the whole table of a right is among what needs more than an ordinary amendment."""
    return any(covers(one, topic) for one in charter.amendment.entrenched)


def covers(entrenched: str, path: str) -> bool:
    """Whether an entrenched path protects the value at a path.

    ``recall`` covers the recall rules of every level and office, ``recall.threshold`` one value of
    them all; any other path covers itself and what is inside it.
    """
    words, parts = entrenched.split("."), path.split(".")
    if words[0] in GENERAL and parts[0] in {"levels", "offices"}:
        parts = parts[2:]
    return parts[: len(words)] == words


def cites(cited: str, number: str) -> bool:
    """Whether a citation such as ``12.3`` means the article with a number such as ``12``."""
    return f"{cited}.".startswith(f"{number}.")


def _said(charter: Charter) -> Iterator[tuple[str, Said]]:
    for path, clause in clauses(charter):
        for key, value in values_of(clause).items():
            yield join(path, key), Said(value, clause.article)
    for word, meaning in charter.words.items():
        yield f"words.{word}", Said(meaning, "")


def values_of(clause: Clause) -> dict[str, Value]:
    """Return the values of a clause by their keys in the file, the article first."""
    values: dict[str, Value] = {}
    for field in fields(clause):
        value = getattr(clause, field.name)
        inside = isinstance(value, Clause) or field.name in {"path", "seats"}
        named_by_key = field.name == "name" and clause.path != "constitution"
        if not (inside or named_by_key or value is None):
            values[IN_FILE.get(field.name, field.name)] = value
    return values


def _inside(path: str, clause: Clause) -> Iterator[tuple[str, Clause]]:
    yield path, clause
    for field in fields(clause):
        value = getattr(clause, field.name)
        if isinstance(value, Clause):
            yield f"{path}.{field.name}", value
        elif field.name == "seats":
            yield from ((f"{path}.seats.{at}", rule) for at, rule in enumerate(value, 1))


def _wording(number: str, article: Article, citing: tuple[str, ...]) -> Mapping[str, Said]:
    texts = {"title": article.title, "text": article.text, "source": article.source}
    return {
        f"articles.{number}.{key}": Said(text, number, citing)
        for key, text in texts.items()
        if text
    }
