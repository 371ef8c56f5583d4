"""What the submit function's handlers are given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from functions.shared.documents.forms_content import AcceptanceReceipt, ApplicationForm, RefusalReceipt
from functions.shared.domain.language import Language
from functions.shared.health import TrustEnds
from functions.shared.registries.ports import Registries
from functions.shared.services import Common
from functions.shared.trust.ports import RequestSignatures


class Forms(Protocol):
    """The papers of a public service centre, as PDF in one of the official languages; English gives Kazakh."""

    def application_form(self, form: ApplicationForm, language: Language) -> bytes:
        """The application by Annex 2, filled in (9.1)."""

    def acceptance_receipt(self, receipt: AcceptanceReceipt, language: Language) -> bytes: ...

    def refusal_receipt(self, receipt: RefusalReceipt, language: Language, copies: int = 1) -> bytes:
        """The receipt of refusal by Annex 3 (10.1), as often as asked."""


@dataclass(frozen=True)
class SubmitServices(Common):
    trust_ends: TrustEnds
    signatures: RequestSignatures
    registries: Registries
    forms: Forms
