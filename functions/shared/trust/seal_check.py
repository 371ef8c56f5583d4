"""Checking a PDF that claims to be one of our certificates, offline, for as long as its time-stamp can be believed.

What a library calls a valid signature is not enough here, so beside pyHanko's `bottom_line` these must hold:

- there is exactly one signature, and it covers the file to its last byte (pyHanko accepts appended bytes, and an
  unsigned file raises nothing);
- the gap in what it covers is filled by the signature's digits and nothing else (pyHanko compares lengths only, so that
  a signature written in a shorter form leaves a forger room that nobody signed);
- its certificate belongs, by its BIN, to a provider of ours (anybody may have a valid certificate);
- it certifies the document and forbids any change.

Nothing is read as a PDF but bytes that a key of ours has signed (see `seal_claim`). The seal is judged as of its
time-stamp, by the validation data that the file carries; so it outlives the signer's certificate, and a revocation
after the sealing does not touch it. The time-stamping certificate itself must not have expired at the moment asked
about.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from io import BytesIO

from asn1crypto import cms, tsp, x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import MDPPerm
from pyhanko.sign.general import CMSExtractionError
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.errors import SignatureValidationError, ValidationInfoReadingError
from pyhanko.sign.validation.generic_cms import extract_tst_data_iter
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature, async_validate_pdf_signature
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel, TimestampSignatureStatus

from functions.shared.ports import Clock
from functions.shared.trust.authorities import BROKEN, CLOCK_SKEW, WITH_EVIDENCE, Authorities
from functions.shared.trust.pdf_strings import read_hex_strings_at_once
from functions.shared.trust.profile import read_signer, require_organisation
from functions.shared.trust.seal_claim import Claim, Damaged, claim_of, looks_like_pdf
from functions.shared.trust.seal_trace import trace_of_seal
from functions.shared.trust.verdicts import (
    CannotCheckReason,
    InvalidReason,
    Refused,
    SealOutcome,
    SealReason,
    SealVerdict,
)

read_hex_strings_at_once()

_OF_REFUSALS: dict[InvalidReason | CannotCheckReason, SealReason] = {
    InvalidReason.UNKNOWN_AUTHORITY: SealReason.UNKNOWN_AUTHORITY,
    InvalidReason.WEAK_ALGORITHM: SealReason.UNKNOWN_AUTHORITY,
    InvalidReason.EXPIRED: SealReason.REVOKED,
    InvalidReason.NOT_YET_VALID: SealReason.REVOKED,
    InvalidReason.OTHER_ORGANISATION: SealReason.OTHER_SIGNER,
}
Holders = Mapping[str, str | None]
"""The provider that has a BIN, by the BIN; None where several have it."""


class SealVerifier:
    """Judges sealed files; see `ports.SealChecks`.

    `issuers` tells the BIN of each provider at the moment, by its id. Of a BIN that several of them have, the verdict
    names no provider: the file is sealed by one of ours all the same.
    """

    def __init__(self, authorities: Authorities, clock: Clock, issuers: Callable[[], Mapping[str, str]]) -> None:
        self._authorities, self._clock, self._issuers = authorities, clock, issuers

    def check(self, pdf: bytes, moment: datetime | None = None) -> SealVerdict:
        moment = moment or self._clock.now()
        holders = _holders(self._issuers())  # asked here: where nobody can tell, it is not the file that is at fault
        try:
            claim = claim_of(pdf)
        except Damaged:
            return self._by_its_trace(pdf, holders) or SealVerdict(SealOutcome.NOT_OURS, SealReason.SIGNATURE_DAMAGED)
        if claim is None:
            reason = SealReason.UNSIGNED if looks_like_pdf(pdf) else SealReason.UNREADABLE
            return self._by_its_trace(pdf, holders) or SealVerdict(SealOutcome.NOT_OURS, reason)
        verdict = self._by_its_claim(claim, holders)
        if verdict is not None:
            return verdict
        sealed = self._check_or_unreadable(pdf[: claim.covered], moment, holders)
        if claim.covered < len(pdf) and sealed.outcome in (SealOutcome.AUTHENTIC, SealOutcome.CANNOT_CHECK):
            return replace(sealed, outcome=SealOutcome.ALTERED, reason=SealReason.BYTES_ADDED)
        return sealed

    def _by_its_claim(self, claim: Claim, holders: Holders) -> SealVerdict | None:
        """Who may not seal, and what was not sealed as it stands; None for bytes that one of our providers signed.

        Only those are read as a PDF.
        """
        try:
            signer = read_signer(claim.certificate)
            if signer.bin is None or signer.bin not in holders:
                return SealVerdict(SealOutcome.NOT_OURS, SealReason.OTHER_SIGNER)
            require_organisation(claim.certificate, signer.bin)
            # Whatever passes here is a key of ours, and there are not many.
            self._authorities.verified_path(claim.certificate, claim.certificate.not_valid_before, reuse=True)
        except Refused as refused:
            return _not_entitled(refused)
        except BROKEN:
            return SealVerdict(SealOutcome.NOT_OURS, SealReason.SIGNATURE_DAMAGED)
        if not claim.is_true:
            return SealVerdict(SealOutcome.ALTERED, SealReason.CONTENT_CHANGED, holders[signer.bin], signer)
        return None

    def _by_its_trace(self, pdf: bytes, holders: Holders) -> SealVerdict | None:
        """Altered, where a seal of ours stands in a file that does not read as sealed; None where none does."""
        certificate = trace_of_seal(pdf)
        if certificate is None:
            return None
        try:
            signer = read_signer(certificate)
            if signer.bin is None or signer.bin not in holders:
                return None
            require_organisation(certificate, signer.bin)
            self._authorities.verified_path(certificate, certificate.not_valid_before)
        except (Refused, *BROKEN):
            return None
        return SealVerdict(SealOutcome.ALTERED, SealReason.CONTENT_CHANGED, holders[signer.bin], signer)

    def _check_or_unreadable(self, pdf: bytes, moment: datetime, holders: Holders) -> SealVerdict:
        try:
            reader = PdfFileReader(BytesIO(pdf))
            return self._check(pdf, reader, moment, holders)
        except (CMSExtractionError, SignatureValidationError):
            return SealVerdict(SealOutcome.NOT_OURS, SealReason.SIGNATURE_DAMAGED)
        except Exception:  # noqa: BLE001 - any file may come from anybody, and breaks a PDF parser in its own way
            return SealVerdict(SealOutcome.NOT_OURS, SealReason.UNREADABLE)

    def _check(self, pdf: bytes, reader: PdfFileReader, moment: datetime, holders: Holders) -> SealVerdict:
        signatures = reader.embedded_signatures
        if not signatures:
            return SealVerdict(SealOutcome.NOT_OURS, SealReason.UNSIGNED)
        seal = signatures[0]
        signer = read_signer(seal.signer_cert)
        if signer.bin is None or signer.bin not in holders:
            return SealVerdict(SealOutcome.NOT_OURS, SealReason.OTHER_SIGNER)
        provider = holders[signer.bin]
        claimed = SealVerdict(SealOutcome.CANNOT_CHECK, SealReason.VALIDATION_DATA_MISSING, provider, signer)
        signed_at, tsa_certificate = _time_stamp(seal)
        if signed_at is None or tsa_certificate is None:
            return replace(claimed, outcome=SealOutcome.ALTERED, reason=SealReason.TIME_STAMP_BROKEN)
        claimed = replace(claimed, signed_at=signed_at)
        status = self._status(reader, seal, signed_at)
        alone = len(signatures) == 1 and _nothing_beside(pdf, seal)
        outcome, reason = _judge(status, alone=alone, permissions=seal.docmdp_level)
        try:
            require_organisation(seal.signer_cert, signer.bin)
            if outcome is not SealOutcome.AUTHENTIC:
                # Before we say that a seal of ours was altered, it must have been one of ours. A time that nobody
                # proves is no time to judge the certificate by.
                is_timed = _is_proved(status.timestamp_validity)
                as_of = signed_at if is_timed else seal.signer_cert.not_valid_before
                self._authorities.verified_path(seal.signer_cert, as_of)
        except Refused as refused:
            return _not_entitled(refused)
        if reason is SealReason.VALIDATION_DATA_MISSING and not self._is_trusted(tsa_certificate, signed_at):
            reason = SealReason.TIME_STAMP_UNTRUSTED
        elif outcome is SealOutcome.AUTHENTIC and tsa_certificate.not_valid_after < moment:
            outcome, reason = SealOutcome.CANNOT_CHECK, SealReason.TIME_STAMP_EXPIRED
        elif outcome is SealOutcome.AUTHENTIC and signed_at > moment + CLOCK_SKEW:
            outcome, reason = SealOutcome.CANNOT_CHECK, SealReason.SEALED_LATER
        return replace(claimed, outcome=outcome, reason=reason)

    def _is_trusted(self, certificate: x509.Certificate, moment: datetime) -> bool:
        try:
            self._authorities.verified_path(certificate, moment)
        except Refused:
            return False
        return True

    def _status(self, reader: PdfFileReader, seal: EmbeddedPdfSignature, signed_at: datetime) -> PdfSignatureStatus:
        """pyHanko's opinion as of the time-stamp, by the validation data that the file carries, if any."""
        ocsps, crls, certificates = _validation_data(reader)
        context = self._authorities.context(signed_at, WITH_EVIDENCE, ocsps, crls, certificates)
        # Changes after the signature are not weighed: coverage of the whole file allows none.
        return asyncio.run(
            async_validate_pdf_signature(
                seal, context, context, key_usage_settings=KeyUsageConstraints({"non_repudiation"}), skip_diff=True
            )
        )


def _not_entitled(refused: Refused) -> SealVerdict:
    return SealVerdict(SealOutcome.NOT_OURS, _OF_REFUSALS.get(refused.verdict.reason, SealReason.NOT_ENTITLED))


def _validation_data(reader: PdfFileReader) -> tuple[list[bytes], list[bytes], list[x509.Certificate]]:
    """OCSP answers, lists of revoked certificates, and certificates; none of each where the file carries none."""
    try:
        store = DocumentSecurityStore.read_dss(reader)
    except ValidationInfoReadingError:
        return [], [], []
    return (
        [reference.get_object().data for reference in store.ocsps],
        [reference.get_object().data for reference in store.crls],
        list(store.load_certs()),
    )


def _holders(issuers: Mapping[str, str]) -> Holders:
    holders: dict[str, str | None] = {}
    for provider, number in issuers.items():
        holders[number] = None if number in holders else provider
    return holders


def _nothing_beside(pdf: bytes, seal: EmbeddedPdfSignature) -> bool:
    """Whether the gap in what is signed holds the signature, zeros up to its end, and nothing else.

    It must be written as our sealer writes it: any other way says the same in other bytes, or leaves room beside it.
    """
    signature = cms.ContentInfo.load(seal.pkcs7_content).dump()
    _, begin, end, _ = seal.byte_range
    padded_with_zeros = not seal.pkcs7_content[len(signature) :].strip(b"\0")
    return padded_with_zeros and pdf[begin:end] == b"<" + seal.pkcs7_content.hex().upper().encode() + b">"


def _time_stamp(seal: EmbeddedPdfSignature) -> tuple[datetime | None, x509.Certificate | None]:
    """When the seal claims to have been time-stamped, and by which certificate; not verified yet."""
    tokens = list(extract_tst_data_iter(seal.signer_info, signed=False))
    if len(tokens) != 1:
        return None, None
    info = tokens[0]["encap_content_info"]["content"].parsed
    identifier = tokens[0]["signer_infos"][0]["sid"].chosen
    for choice in tokens[0]["certificates"]:
        certificate = choice.chosen
        if (
            isinstance(info, tsp.TSTInfo)
            and certificate.issuer == identifier["issuer"]
            and certificate.serial_number == identifier["serial_number"].native
        ):
            return info["gen_time"].native, certificate
    return None, None


def _is_proved(stamp: TimestampSignatureStatus | None) -> bool:
    return stamp is not None and stamp.intact and stamp.valid


def _judge(status: PdfSignatureStatus, *, alone: bool, permissions: MDPPerm | None) -> tuple[SealOutcome, SealReason]:
    """What was changed comes first: what is missing may be missing because somebody took it away."""
    if not (status.intact and status.valid):
        return SealOutcome.ALTERED, SealReason.CONTENT_CHANGED
    if status.coverage is not SignatureCoverageLevel.ENTIRE_FILE or not alone:
        return SealOutcome.ALTERED, SealReason.BYTES_ADDED
    stamp = status.timestamp_validity
    if stamp is None or not _is_proved(stamp):
        return SealOutcome.ALTERED, SealReason.TIME_STAMP_BROKEN
    if permissions is not MDPPerm.NO_CHANGES:
        return SealOutcome.NOT_OURS, SealReason.NOT_CERTIFYING
    if status.revoked:
        return SealOutcome.NOT_OURS, SealReason.REVOKED
    if not (status.bottom_line and status.trusted and stamp.trusted):
        return SealOutcome.CANNOT_CHECK, SealReason.VALIDATION_DATA_MISSING
    return SealOutcome.AUTHENTIC, SealReason.SEALED_BY_PROVIDER
