"""What the issue function's handlers are given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from functions.shared.documents.content import CertificateContent
from functions.shared.ports import Objects
from functions.shared.registries.ports import Registries
from functions.shared.services import Common, Portal
from functions.shared.trust.ports import RequestSignatures, SealChecks, Seals


class Renderer(Protocol):
    def render(self, content: CertificateContent) -> bytes:
        """The certificate as an unsealed PDF: the same bytes for the same content."""


@dataclass(frozen=True)
class IssueServices(Common):
    certificates: Objects
    signatures: RequestSignatures
    registries: Registries
    renderer: Renderer
    seals: Seals
    seal_checks: SealChecks
    portal: Portal
