"""What every group of values of a constitution is: a clause with its article.

Not here: the clauses (``model``, and ``rights`` for the safeguards that a constitution may have).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """A group of values that one article sets.

    Attributes:
        article: number of the article, as written in the file, for instance ``"12.3"``.
        path: path of the table in the file, for instance ``"levels.district.recall"``.
    """

    article: str
    path: str

    def cite(self, value: str = "") -> str:
        """Name the article and the value, as refusals do: ``12.3 (recall.start)``."""
        return f"{self.article} ({self.path}{'.' + value if value else ''})"
