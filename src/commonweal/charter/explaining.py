"""The whole constitution in plain sentences, made from its values, each with its article.

Rules of this module:

* nothing is written by hand: when a value changes, its sentence does;
* rules that several levels or offices share are told once, with the names of those who share them;
* a rule that is never applied (how to fill a seat where members sit themselves) is not told.

Not here: the sentences (``sentences``).
"""

from __future__ import annotations

from collections.abc import Iterator

from commonweal.charter.clause import Clause
from commonweal.charter.model import Charter, Filling, MandateRule, MotionRule, RecallRule
from commonweal.charter.rights import RIGHTS
from commonweal.charter.sentences import sentences
from commonweal.charter.sentences_rights import HEADINGS

_SHARED: tuple[tuple[type[Clause], str, str], ...] = (
    (Filling, "filling", "How seats and offices are filled"),
    (MandateRule, "mandates", "Mandates"),
    (RecallRule, "recall", "Recall"),
    (MotionRule, "motions", "How bodies decide"),
)


def explain(charter: Charter) -> str:
    """Return the constitution in plain sentences, as Markdown with one heading for each subject."""
    lines = [f"# {charter.preamble.name}", "", *_told(charter.preamble)]
    lines += _section("Members", charter.members)
    lines += ["", "## Levels, lowest first", *_levels(charter)]
    lines += ["", "## Offices", *_offices(charter)]
    for kind, key, heading in _SHARED:
        lines += ["", f"## {heading}", *_shared(charter, kind, key)]
    lines += _section("Several seats or offices at once", charter.accumulation)
    lines += _emergency(charter)
    lines += _section("Changing the constitution", charter.amendment)
    lines += _section("Opening, merging, splitting, closing", charter.reorganisation)
    lines += _section("Founding", charter.founding)
    for name in RIGHTS:
        lines += _right(charter, name)
    return "\n".join([*lines, *_words(charter), *_articles(charter), ""])


def _told(clause: Clause) -> Iterator[str]:
    for sentence in sentences(clause):
        yield f"- {sentence} (article {clause.article})"


def _section(heading: str, clause: Clause) -> list[str]:
    return ["", f"## {heading}", "", *_told(clause)]


def _levels(charter: Charter) -> Iterator[str]:
    for name, level in charter.levels.items():
        yield from ("", f"### {name}", "", *_told(level))
        for rule in level.seats:
            yield from _told(rule)


def _offices(charter: Charter) -> Iterator[str]:
    for name, office in charter.offices.items():
        yield from ("", f"### {name}", "", *_told(office))


def _shared(charter: Charter, kind: type[Clause], key: str) -> Iterator[str]:
    groups: dict[Clause, list[str]] = {}
    for name, level in charter.levels.items():
        if kind is MotionRule or not level.of_members:
            groups.setdefault(getattr(level, key), []).append(name)
    for name, office in charter.offices.items():
        if hasattr(office, key):
            groups.setdefault(getattr(office, key), []).append(name)
    for clause, names in groups.items():
        yield from ("", f"### {', '.join(names)}", "", *_told(clause))


def _emergency(charter: Charter) -> list[str]:
    if charter.emergency is not None:
        return _section("Emergency", charter.emergency)
    return ["", "## Emergency", "", "- This constitution knows no emergency powers."]


def _right(charter: Charter, name: str) -> list[str]:
    heading, missing = HEADINGS[name]
    right: Clause | None = getattr(charter, name)
    if right is not None:
        return _section(heading, right)
    return ["", f"## {heading}", "", f"- {missing}"]


def _words(charter: Charter) -> Iterator[str]:
    if charter.words:
        yield from ("", "## Words", "")
    for word, meaning in charter.words.items():
        yield f"- **{word}**: {meaning}"


def _articles(charter: Charter) -> Iterator[str]:
    yield from ("", "## The articles")
    for article in charter.articles.values():
        yield from ("", f"### Article {article.number}. {article.title}", "", article.text)
        if article.source:
            yield from ("", f"Source: {article.source}")
