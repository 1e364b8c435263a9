"""Texts that a right asks for: an answer of no words is no answer.

Not here: where texts are kept (the vault).
"""

from __future__ import annotations

from commonweal.polity.refusals import refuse


def require_text(text: str, cite: str) -> None:
    """Refuse a text without a word.

    Raises:
        Refusal: when there is nothing to read.
    """
    if not text.strip():
        refuse("text_empty", cite, expected="words", got="none", remedy="write them")
