"""Motions that put themselves: questions that bodies have to answer, and nobody moves or changes.

Rules of this module: the question is put where it concerns somebody, by law; nobody withdraws or
amends it, no absence keeps a body from answering, and a tie is no Yes.

Not here: putting the questions (``rights.consent``, ``planning.correcting``).
"""

from __future__ import annotations

from commonweal.polity.planning.correcting.effects import AgreeToCorrection
from commonweal.polity.rights.consent.effects import ConsentToReorganisation

QUESTIONS = (ConsentToReorganisation, AgreeToCorrection)
"""Effects of the motions by which bodies are asked something."""
