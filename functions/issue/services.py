"""What the issue function's handlers are given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from functions.shared.documents.content import CertificateContent, PaperCopy
from functions.shared.documents.reading import attached_content
from functions.shared.health import TrustEnds
from functions.shared.ports import Archive, Objects
from functions.shared.registries.ports import Registries
from functions.shared.services import Common, Portal
from functions.shared.trust.ports import RequestSignatures, SealChecks, Seals


class Renderer(Protocol):
    def render(self, content: CertificateContent) -> bytes:
        """The certificate as an unsealed PDF: the same bytes for the same content."""

    def render_print(self, content: CertificateContent, copy: PaperCopy) -> bytes:
        """The certificate for the printer, with the place for the head's signature (4.3)."""


class ReadsContent(Protocol):
    def __call__(self, sealed_pdf: bytes) -> CertificateContent:
        """What a sealed certificate states, from the data inside it. Raises ValueError where there are none."""


def sealed_content(sealed_pdf: bytes) -> CertificateContent:
    return CertificateContent.from_machine_readable(attached_content(sealed_pdf))


@dataclass(frozen=True)
class Keeping:
    """The archive in the country, and how many years nobody can remove what is put there."""

    archive: Archive
    years: int


@dataclass(frozen=True)
class IssueServices(Common):
    trust_ends: TrustEnds
    certificates: Objects
    signatures: RequestSignatures
    registries: Registries
    renderer: Renderer
    seals: Seals
    seal_checks: SealChecks
    portal: Portal
    read_content: ReadsContent = sealed_content
    keeping: Keeping | None = None
    """None where nothing is copied to the country."""
