"""What the complaint function's handlers are given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from functions.shared.documents.complaints_content import AnswerPaper, Coupon, Dossier
from functions.shared.domain.language import Language
from functions.shared.health import TrustEnds
from functions.shared.ports import Objects
from functions.shared.services import Common
from functions.shared.trust.ports import RequestSignatures, Seals


class Papers(Protocol):
    """The papers of a complaint, as PDF in one of the official languages; English gives Kazakh."""

    def coupon(self, coupon: Coupon, language: Language) -> bytes:
        """The coupon that the complainant takes along (11.3; Administrative Code, art. 64)."""

    def stamp(self, coupon: Coupon, language: Language) -> bytes:
        """The registration stamp, for the second copy of the complaint or its covering letter (11.6)."""

    def answer(self, answer: AnswerPaper) -> bytes:
        """The reasoned answer, to be sealed (11.9), in the language that it is written in."""

    def dossier(self, dossier: Dossier) -> bytes:
        """The case for a court (11.11): everything, in order, with its hashes and its documents inside."""


@dataclass(frozen=True)
class ComplaintServices(Common):
    trust_ends: TrustEnds
    signatures: RequestSignatures
    seals: Seals
    papers: Papers
    answers: Objects
