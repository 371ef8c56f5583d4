"""Signatures by the Kazakh GOST algorithms, verified by an NCANode server of version 3 (law.md, 3.5).

The library behind that server may not be redistributed, so it is asked over HTTP. Its `valid` alone proves little: it
is true for a CMS that nobody signed, it says nothing of the key's purpose, it judges by its own clock, and it is false
alike for a forgery and for a revocation service that does not answer. So everything that can be read without the
mathematics is checked here first, and its answer is believed only where it is about the very certificate and content
that were read. Only `/cms/verify` and `/cms/extract` are asked: its XML signatures may cover less than they seem to.
"""

from __future__ import annotations

import base64
import json
from datetime import datetime
from typing import Literal, NoReturn

from pydantic import BaseModel, ValidationError

from functions.shared.ports import Clock
from functions.shared.trust.authorities import Authorities
from functions.shared.trust.fetcher import Fetcher, FetchFailed
from functions.shared.trust.profile import require_person
from functions.shared.trust.signed_data import Opened, open_unverified
from functions.shared.trust.verdicts import (
    CannotCheck,
    CannotCheckReason,
    Evidence,
    EvidenceKind,
    Invalid,
    InvalidReason,
    Refused,
    Valid,
    invalid,
)

JSON = "application/json"
Source = Literal["OCSP", "CRL"]
SOURCES: tuple[Source, ...] = ("OCSP", "CRL")
"""Asked one after the other: the responder behind OCSP is often silent."""
REFUSES = (400, 422)
"""It read the request and cannot make sense of the CMS, a time-stamp inside that does not hold among others."""


class _Revocation(BaseModel):
    revoked: bool
    by: str
    reason: str | None = None


class _Subject(BaseModel):
    iin: str | None = None


class _Certificate(BaseModel):
    valid: bool
    revocations: list[_Revocation] = []
    keyUsage: str  # noqa: N815  the names are NCANode's
    keyUser: list[str] = []  # noqa: N815
    serialNumber: str  # noqa: N815
    subject: _Subject
    issuer: _Subject | None = None


class _Signer(BaseModel):
    certificates: list[_Certificate]


class _Answer(BaseModel):
    valid: bool
    signers: list[_Signer]


class _Extracted(BaseModel):
    data: str


class NcaNode:
    """Verifies GOST signatures of natural persons. `address` is the root of the server's API."""

    def __init__(self, address: str, fetcher: Fetcher, authorities: Authorities, clock: Clock) -> None:
        self._address, self._fetcher = address.rstrip("/"), fetcher
        self._authorities, self._clock = authorities, clock

    def verify(self, cms: bytes, moment: datetime) -> Valid:
        """Everything but revocation, as of `moment`. Raises Refused, also where the server gives no answer."""
        opened = self._read(cms, moment)
        answer, _ = self._ask(cms, [])
        certificate = self._only_certificate(answer, opened)
        if not certificate.valid:
            self._refuse_authority(certificate, opened)
        if not answer.valid:
            raise invalid(InvalidReason.BAD_SIGNATURE, "The signature does not fit the content.")
        self._check_content(cms, opened)
        return Valid(require_person(opened.certificate), opened.content)

    def check_revocation(self, cms: bytes, moment: datetime) -> Valid:
        """Whether the holder's certificate is revoked now, of a signature that was good at `moment`. Raises Refused.

        The signature itself is verified again too, unless the certificate has run out since: NCANode judges by its own
        clock, and would then call any signature bad. It was verified at `moment`, over the same bytes.
        """
        opened = self._read(cms, moment)
        if opened.certificate.not_valid_after >= self._clock.now():
            self.verify(cms, moment)
        for source in SOURCES:
            answer, evidence = self._ask(cms, [source])
            said = [each for each in self._only_certificate(answer, opened).revocations if each.by == source]
            if any(each.revoked for each in said):
                raise Refused(_revoked(evidence))
            if said and all(each.reason == "OK" for each in said):
                return Valid(require_person(opened.certificate), opened.content, evidence)
        raise Refused(CannotCheck(CannotCheckReason.REVOCATION_UNAVAILABLE, "NCANode learnt nothing of revocation."))

    def _read(self, cms: bytes, moment: datetime) -> Opened:
        """What can be seen without the mathematics: structure, purpose of the key, dates."""
        opened = open_unverified(cms)
        require_person(opened.certificate)
        # NCANode has a list of authorities of its own; ours counts too.
        self._authorities.find_path(opened.certificate)
        if moment < opened.certificate.not_valid_before:
            raise invalid(InvalidReason.NOT_YET_VALID, "The certificate is not valid yet.")
        if moment > opened.certificate.not_valid_after:
            raise invalid(InvalidReason.EXPIRED, "The certificate has expired.")
        return opened

    def _ask(self, cms: bytes, sources: list[Source]) -> tuple[_Answer, Evidence]:
        # Without the list NCANode asks nobody about revocation, and does not say so. The content is never sent beside
        # the signature: where the CMS has a content of its own, NCANode would ignore what was sent.
        raw = self._post("/cms/verify", {"cms": _base64(cms), "revocationCheck": sources})
        try:
            answer = _Answer.model_validate_json(raw)
        except ValidationError as error:
            raise Refused(_unusable("NCANode answered something else than a verdict.")) from error
        return answer, Evidence(EvidenceKind.NCANODE, raw)

    def _post(self, path: str, body: dict[str, object]) -> bytes:
        try:
            return self._fetcher.post(self._address + path, json.dumps(body).encode(), JSON)
        except FetchFailed as error:
            if error.status in REFUSES:
                raise invalid(InvalidReason.BAD_SIGNATURE, "NCANode cannot make sense of the signature.") from error
            raise Refused(_unusable("NCANode gave no answer.")) from error

    @staticmethod
    def _only_certificate(answer: _Answer, opened: Opened) -> _Certificate:
        """The one certificate of the one signer, which must be the one that was read here.

        NCANode calls a CMS valid that has no signer, or whose certificate is not inside.
        """
        certificates = [certificate for signer in answer.signers for certificate in signer.certificates]
        if len(answer.signers) != 1 or len(certificates) != 1:
            raise Refused(_unusable("NCANode does not speak of exactly one signer with one certificate."))
        certificate, read = certificates[0], require_person(opened.certificate)
        if certificate.serialNumber.lower().lstrip("0") != read.serial or certificate.subject.iin != read.iin:
            raise Refused(_unusable("NCANode speaks of another certificate."))
        if certificate.keyUsage != "SIGN":
            raise invalid(InvalidReason.AUTHENTICATION_KEY, "The key is meant for logging in, not for signing.")
        if "INDIVIDUAL" not in certificate.keyUser:
            raise invalid(InvalidReason.ORGANISATION_KEY, "The key is not one of a natural person.")
        return certificate

    def _refuse_authority(self, certificate: _Certificate, opened: Opened) -> NoReturn:
        """A certificate that NCANode does not believe, of an authority that we know.

        Where the issuer is missing in the answer, NCANode has lost its list of authorities: its trouble, and not the
        citizen's.
        """
        if certificate.issuer is None:
            raise Refused(_unusable("NCANode does not find the certificate's authority."))
        if opened.certificate.not_valid_after < self._clock.now():
            raise Refused(_unusable("The certificate has run out, and NCANode judges by its own clock."))
        raise invalid(InvalidReason.UNKNOWN_AUTHORITY, "The certificate is of no authority that is trusted here.")

    def _check_content(self, cms: bytes, opened: Opened) -> None:
        """Two parsers must agree on what was signed: NCANode's, whose verdict it is, and ours, which is acted upon."""
        try:
            extracted = base64.b64decode(
                _Extracted.model_validate_json(self._post("/cms/extract", {"cms": _base64(cms)})).data, validate=True
            )
        except ValueError as error:
            raise Refused(_unusable("NCANode did not say what was signed.")) from error
        if extracted != opened.content:
            raise invalid(InvalidReason.BAD_SIGNATURE, "What was signed can be read in two ways.")


def _revoked(evidence: Evidence) -> Invalid:
    return Invalid(InvalidReason.REVOKED, "The certificate has been revoked.", evidence)


def _unusable(detail: str) -> CannotCheck:
    return CannotCheck(CannotCheckReason.GOST_UNAVAILABLE, detail)


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()
