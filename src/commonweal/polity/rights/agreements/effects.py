"""What a body can decide about agreements with other federations.

Not here: commands and events (``data``), what is lawful (``deciding``).
"""

from __future__ import annotations

from commonweal.polity.effect import Effect


class AdoptAgreement(Effect, frozen=True, tag="adopt_agreement", kw_only=True):
    """Adopt an agreement that was proposed; it holds when the other federation has adopted it too.

    Attributes:
        agreement: the agreement adopted.
    """

    agreement: int


class GiveNoticeOfAgreement(Effect, frozen=True, tag="give_notice_of_agreement", kw_only=True):
    """Give notice of an agreement: it ends when the days of notice are over.

    Attributes:
        agreement: the agreement that is to end.
    """

    agreement: int


class ConfirmAgreement(Effect, frozen=True, tag="confirm_agreement", kw_only=True):
    """Stay bound by an agreement although the body leaves the federation; a motion of that body.

    Attributes:
        agreement: the agreement that goes on for the body.
    """

    agreement: int


AnyEffect = AdoptAgreement | GiveNoticeOfAgreement | ConfirmAgreement
"""Every effect about agreements."""
