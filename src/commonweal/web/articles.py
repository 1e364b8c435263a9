"""What the values of a constitution say, under the article that sets them, and where two differ.

Rules of this module: the sentences are the charter room's; here they are sorted by article only.

Not here: the pages that show them (``pages.constitution``, ``pages.safeguards``).
"""

from __future__ import annotations

from django.utils.translation import gettext as _

from commonweal.charter import Charter, diff, explain
from commonweal.charter.differing import written


def sentences_by_article(charter: Charter) -> dict[str, list[str]]:
    """Return the sentences that the charter's values make, by the article that sets them.

    A sentence cites its article at its end, as ``(article 8.1)``; a paragraph's stands with its
    article.
    """
    told: dict[str, list[str]] = {}
    for line in explain(charter).partition("\n## The articles")[0].splitlines():
        text, mark, rest = line.removeprefix("- ").rpartition(" (article ")
        number = rest.rstrip(")")
        if line.startswith("- ") and mark:
            article = number if number in charter.articles else number.partition(".")[0]
            told.setdefault(article, []).append(text)
    return {article: list(dict.fromkeys(lines)) for article, lines in told.items()}


def changes_told(old: Charter, new: Charter) -> list[dict[str, str]]:
    """Return the context of ``parts/changes.html``: every value that differs."""
    return [
        {
            "path": one.path,
            "article": _("Art. %(number)s") % {"number": one.article} if one.article else "",
            "old": written(one.old),
            "new": written(one.new),
        }
        for one in diff(old, new)
    ]
