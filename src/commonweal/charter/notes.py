"""Findings about a constitution, collected with their places until all can be told at once.

Rules of this module:

* a finding names a table and a key by path; line and article are looked up when it is told;
* what follows only from something already told is not told again;
* faults come out in the order of the file.

Not here: what is found (``tables``, ``reading``, ``checks``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from commonweal.charter.lines import Lines, join
from commonweal.terms import Fault


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong, or unwise, at a path of a constitution.

    Attributes:
        path: path of the table.
        key: key in the table; empty when the table itself is meant.
        what: what was expected and what was found.
        remedy: what to do about it.
        warning: true when the constitution can be used all the same.
        requirement: the requirement that is broken, for instance ``A6``; empty: none of them.
    """

    path: str
    key: str
    what: str
    remedy: str
    warning: bool = False
    requirement: str = ""

    @property
    def at(self) -> str:
        """Path of the table and key together."""
        return join(self.path, self.key)

    def follows_from(self, told: Iterable[str]) -> bool:
        """Whether its place, or a table around it, has been told of already."""
        return any(f"{self.at}.".startswith(f"{path}.") for path in told)


def told(
    findings: Iterable[Finding], *, place: str, lines: Lines, document: Mapping[str, object]
) -> tuple[Fault, ...]:
    """Turn findings into faults with line and article, each once, in the order of the file."""
    faults: dict[Fault, None] = {}
    for finding in findings:
        at = _where_it_stands(finding, lines)
        fault = Fault(
            place=place,
            line=lines.of(at),
            what=f"{at}: {finding.what}",
            remedy=finding.remedy,
            article=_article(document, at),
            warning=finding.warning,
            requirement=finding.requirement,
        )
        faults[fault] = None
    return tuple(sorted(faults, key=lambda fault: fault.line))


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Suggest the nearest known words, or list them all."""
    words = sorted(known)
    near = get_close_matches(word, words, n=2)
    if near:
        return f"did you mean {' or '.join(map(repr, near))}?"
    return f"use one of {', '.join(map(repr, words))}" if words else "leave it out"


def _where_it_stands(finding: Finding, lines: Lines) -> str:
    """Return the path in the file: of a value of a general table, that and not the level's."""
    general = join(finding.path.rpartition(".")[2], finding.key)
    return general if finding.at not in lines and general in lines else finding.at


def _article(document: Mapping[str, object], path: str) -> str:
    """Return the article of the table, or of the nearest table around it."""
    article = ""
    at: object = document
    for key in path.split("."):
        at = step(at, key)
        if isinstance(at, Mapping) and isinstance(at.get("article"), str):
            article = at["article"]
    return article


def step(at: object, key: str) -> object:
    """Go one key down in a document; entries of lists are counted from 1; ``None``: not there."""
    if isinstance(at, list) and key.isdecimal() and 0 < int(key) <= len(at):
        return at[int(key) - 1]
    return at.get(key) if isinstance(at, Mapping) else None
