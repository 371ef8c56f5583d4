"""What a check of a signature can say. Three answers stay apart: valid, invalid and why, cannot be checked and why.

"Cannot be checked" is never "valid" and never "invalid": whoever asked tries again, or says so.
No detail holds personal data: details are whole sentences of ours and go into logs and problems as they are.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True, repr=False)
class Signer:
    """Who signed, as the certificate says it.

    `iin` and `bin` are 12 digits, or None where the certificate names none. The certificate's givenName holds the
    patronymic, so `name` is what the common name says beside the surname. `serial` is the certificate's number and
    `fingerprint` its SHA-256, both lower-case hexadecimal.
    """

    iin: str | None
    bin: str | None
    surname: str
    name: str
    patronymic: str | None
    common_name: str
    serial: str
    fingerprint: str
    not_after: datetime

    def __repr__(self) -> str:
        """Names no person, since a representation may end in a log."""
        return f"Signer(serial={self.serial!r})"


class EvidenceKind(StrEnum):
    OCSP = "ocsp"  # a DER OCSPResponse (RFC 6960)
    CRL = "crl"  # a DER CertificateList (RFC 5280)
    NCANODE = "ncanode"  # the JSON answer of an NCANode server about a GOST signature: its word, signed by nobody


@dataclass(frozen=True)
class Evidence:
    """The signed bytes that say whether a certificate is revoked, to be kept."""

    kind: EvidenceKind
    der: bytes = field(repr=False)


class InvalidReason(StrEnum):
    """Why a signature is not accepted. The list is closed: each has its texts in three languages."""

    NOT_CMS = "not-cms"
    NOT_CADES = "not-cades"  # the signed attributes that CAdES asks for are missing or doubled
    NO_SIGNER = "no-signer"
    SEVERAL_SIGNERS = "several-signers"
    NO_CERTIFICATE = "no-certificate"
    NO_CONTENT = "no-content"
    BAD_SIGNATURE = "bad-signature"
    WEAK_ALGORITHM = "weak-algorithm"
    UNSUPPORTED_ALGORITHM = "unsupported-algorithm"
    CERTIFICATE_SWAPPED = "certificate-swapped"  # signingCertificateV2 names another certificate
    UNKNOWN_AUTHORITY = "unknown-authority"
    EXPIRED = "expired"
    NOT_YET_VALID = "not-yet-valid"
    REVOKED = "revoked"
    AUTHENTICATION_KEY = "authentication-key"
    ORGANISATION_KEY = "organisation-key"
    PERSON_KEY = "person-key"  # where an organisation has to sign
    NO_IIN = "no-iin"
    OTHER_ORGANISATION = "other-organisation"  # the BIN is not the one that we know of this registry


class CannotCheckReason(StrEnum):
    GOST_NOT_CONFIGURED = "gost-not-configured"
    GOST_UNAVAILABLE = "gost-unavailable"  # the NCANode server gave no answer that could be relied upon
    REVOCATION_UNAVAILABLE = "revocation-unavailable"


@dataclass(frozen=True)
class Valid:
    """The signature holds. `content` is what was signed; `evidence` is there where revocation was asked."""

    signer: Signer
    content: bytes = field(repr=False)
    evidence: Evidence | None = None


@dataclass(frozen=True)
class Invalid:
    """The signature is not accepted. `evidence` proves a revocation."""

    reason: InvalidReason
    detail: str
    evidence: Evidence | None = None


@dataclass(frozen=True)
class CannotCheck:
    """Nothing can be said yet."""

    reason: CannotCheckReason
    detail: str


Verdict = Valid | Invalid | CannotCheck


class Refused(Exception):
    """Carries a verdict out of a step of a check. It never leaves the verifiers."""

    def __init__(self, verdict: Invalid | CannotCheck) -> None:
        super().__init__(verdict.detail)
        self.verdict = verdict


def invalid(reason: InvalidReason, detail: str) -> Refused:
    return Refused(Invalid(reason, detail))


# ---------------------------------------------------------------- seals


class SealOutcome(StrEnum):
    AUTHENTIC = "authentic"
    ALTERED = "altered"
    NOT_OURS = "not_ours"
    CANNOT_CHECK = "cannot_check"


class SealReason(StrEnum):
    """Why a seal is judged so; a closed list with texts in three languages."""

    SEALED_BY_PROVIDER = "sealed-by-provider"  # authentic
    CONTENT_CHANGED = "content-changed"  # altered
    BYTES_ADDED = "bytes-added"  # altered: something follows the seal, or stands outside it
    TIME_STAMP_BROKEN = "time-stamp-broken"  # altered: missing, or over something else
    UNREADABLE = "unreadable"  # not ours: no PDF, or one that cannot be read
    SIGNATURE_DAMAGED = "signature-damaged"  # not ours: signed, but in a way that nobody can make anything of
    UNSIGNED = "unsigned"  # not ours
    OTHER_SIGNER = "other-signer"  # not ours: signed, but by nobody who issues these certificates
    UNKNOWN_AUTHORITY = "unknown-authority"  # not ours: the certificate is of no authority that we trust
    NOT_ENTITLED = "not-entitled"  # not ours: the key may not sign for the organisation
    REVOKED = "revoked"  # not ours: the key was revoked, expired or not yet valid when the seal was made
    NOT_CERTIFYING = "not-certifying"  # not ours: our seals forbid any change
    VALIDATION_DATA_MISSING = "validation-data-missing"  # cannot check
    TIME_STAMP_UNTRUSTED = "time-stamp-untrusted"  # cannot check: the time is told by nobody whom we trust
    TIME_STAMP_EXPIRED = "time-stamp-expired"  # cannot check: the time-stamping certificate has run out
    SEALED_LATER = "sealed-later"  # cannot check: the seal is younger than the moment asked about


@dataclass(frozen=True)
class SealVerdict:
    """What is to be thought of a sealed PDF. Provider, signer and time are set where the seal could be read so far."""

    outcome: SealOutcome
    reason: SealReason
    provider: str | None = None
    signer: Signer | None = None
    signed_at: datetime | None = None


@dataclass(frozen=True)
class Signatory:
    """Facts of a provider's sealing certificate: `serial` is hexadecimal."""

    common_name: str
    serial: str
    not_after: datetime


class SealWhy(StrEnum):
    """What a seal lacks, so that whoever looks knows whom to call."""

    KEY = "key-unavailable"  # Cloud KMS does not sign
    CERTIFICATE = "certificate-unusable"  # the key's own: expired, revoked, of another organisation, changed
    TIME_STAMP = "time-stamp-unavailable"
    REVOCATION = "revocation-unavailable"  # OCSP and CRL of the chain
    NOT_VERIFIED = "not-verified"  # it was made, and does not hold


class SealUnavailable(Exception):
    """The seal cannot be made in full now, and there is never a weaker one."""

    def __init__(self, why: SealWhy, detail: str) -> None:
        super().__init__(detail)
        self.why = why
