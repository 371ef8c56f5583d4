"""What the service needs of trust, as protocols: implemented beside this file, and by the fakes of the tests."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from functions.shared.trust.verdicts import SealVerdict, Signatory, Verdict


class RequestSignatures(Protocol):
    """Signatures of citizens under their requests (clause 9.5)."""

    def verify(self, cms: bytes) -> Verdict:
        """Check everything that can be checked without asking anybody, at the clock's time."""

    def check_revocation(self, cms: bytes, accepted_at: datetime | None = None) -> Verdict:
        """Ask whether the certificate is revoked.

        `accepted_at` is when the request was accepted: a certificate that ran out since then was good enough.
        None means the clock's time. A Valid verdict and a revocation carry the evidence.
        """


class RegistrySignatures(Protocol):
    """Signatures of state registries under their answers."""

    def verify(self, registry: str, cms: bytes) -> Verdict:
        """Check that `cms` is signed by the organisation that runs this registry."""


class Seals(Protocol):
    """Sealing with the keys of offices: certificates by authorised persons (4.2), answers by heads (11.9)."""

    def seal(self, pdf: bytes, provider: str, serial: str | None = None) -> bytes:
        """The PDF with the seal of the office.

        `serial` is that of the certificate which the document itself names: where the office has another by now, there
        is no seal. Raises SealUnavailable, and KeyError for an office without a key.
        """

    def signatory(self, provider: str) -> Signatory:
        """Facts of the office's sealing certificate. Raises KeyError for an office without a key."""


class SealChecks(Protocol):
    """Checking of PDF files that claim to be certificates of ours."""

    def check(self, pdf: bytes, moment: datetime | None = None) -> SealVerdict:
        """Judge a file as of `moment`; None means the clock's time. Never raises on account of the file."""
