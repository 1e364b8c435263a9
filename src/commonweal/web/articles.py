"""What the values of a constitution say, under the article that sets them.

Rules of this module: the sentences are the charter room's; here they are sorted by article only.

Not here: the pages that show them (``pages.constitution``, ``pages.safeguards``).
"""

from __future__ import annotations

from commonweal.charter import Charter, explain


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
