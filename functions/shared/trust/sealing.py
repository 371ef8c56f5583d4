"""Sealing a certificate: a PAdES signature of level B-LT by the provider's authorised person (Standard, 4.2).

The seal certifies the document (DocMDP: no changes), is invisible (a visible one breaks PDF/UA), carries a
time-stamp, and everything that is needed to verify it later: chains, OCSP answers, CRLs. The validation data is
written *before* the signature, in the same revision, so that the signature covers the file to its last byte and
anything appended later shows.

Each seal is verified, as a stranger would, before it is handed out. A seal that falls short of any of this is not
made: SealUnavailable, and the task tries again.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from io import BytesIO

from asn1crypto import cms, crl, ocsp, x509
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes
from pyhanko.sign.signers.pdf_signer import PdfSignatureMetadata, PdfSigner
from pyhanko.sign.timestamps.common_utils import TimestampRequestError, extract_ts_certs
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko_certvalidator.path import ValidationPath
from pyhanko_certvalidator.registry import CertificateRegistry

from functions.shared.ports import Clock
from functions.shared.throttle import Crowded, Throttle
from functions.shared.trust.authorities import BROKEN, Authorities, at_once
from functions.shared.trust.fetcher import Fetcher, FetchFailed
from functions.shared.trust.office_keys import SealingKeys
from functions.shared.trust.profile import read_signer, require_organisation
from functions.shared.trust.pyhanko_parts import KeySigner, TimeStampingClient
from functions.shared.trust.revocation import RevocationChecker, Revoked, Unknown
from functions.shared.trust.seal_check import SealVerifier
from functions.shared.trust.sealing_key import KeyUnavailable, SealingKey
from functions.shared.trust.verdicts import (
    Evidence,
    EvidenceKind,
    Refused,
    SealOutcome,
    SealUnavailable,
    SealWhy,
    Signatory,
    Signer,
)

FIELD_NAME = "Seal"
_DIGEST = "sha256"
_FRAME = 1000
"""Bytes of a signature beside the raw signature, the certificates and the time-stamp: some 550, and some to spare."""

TURN_WITHIN_S = 2.0
"""How long a seal waits for its turn where the time-stamping authority is slow: as long as it waits for an answer."""


@dataclass(frozen=True)
class SealText:
    """What the signature panel of a PDF reader shows beside the signer's name."""

    reason: str = "Мемлекеттік қызмет көрсету нәтижесі / Результат оказания государственной услуги"
    location: str = "Қазақстан Республикасы"


class Sealer:
    """Seals for the offices that have a key at the moment; see `ports.Seals`.

    Answers about revocation are kept while they are fresh, so a seal costs two exchanges: one with whoever keeps the
    key, one with the time-stamping authority. Where that one is slow, fewer seals are made at once, so that it answers
    those in time; asked by all at once, and again by those who gave up, it would answer nobody (`throttle`).
    """

    def __init__(
        self,
        keys: SealingKeys,
        authorities: Authorities,
        revocation: RevocationChecker,
        tsa_url: str,
        fetcher: Fetcher,
        clock: Clock,
        text: SealText | None = None,
    ) -> None:
        self._keys, self._authorities = keys, authorities
        self._revocation, self._clock, self._text = revocation, clock, text or SealText()
        self._verifier = SealVerifier(authorities, clock, keys.bins)
        self._tsa_url, self._fetcher = tsa_url, fetcher
        self._throttle = Throttle()
        self._tsa = TimeStampingClient(tsa_url, fetcher)

    def signatory(self, provider: str) -> Signatory:
        key = self._keys.key(provider)
        try:
            signer = read_signer(_parsed(key.certificate))
        except BROKEN as error:
            raise KeyError(provider) from error  # what is no certificate makes no key usable
        return Signatory(signer.common_name, signer.serial, signer.not_after)

    def seal(self, pdf: bytes, provider: str, serial: str | None = None) -> bytes:
        key, number = self._keys.key(provider), self._keys.bins()[provider]
        try:
            certificate = _parsed(key.certificate)
            signer = require_organisation(certificate, number)
            _require_named(signer, serial)
            with self._throttle.place(TURN_WITHIN_S, FetchFailed):
                sealed = self._seal(pdf, key, certificate)
        except Crowded as error:
            raise SealUnavailable(SealWhy.TIME_STAMP, "Time-stamping: others wait for it already.") from error
        except SealUnavailable:
            self._forget()
            raise
        except Refused as refused:
            self._forget()
            raise SealUnavailable(SealWhy.CERTIFICATE, refused.verdict.detail) from refused
        except KeyUnavailable as error:
            raise SealUnavailable(SealWhy.KEY, f"The key cannot sign. {error}") from error
        except FetchFailed as error:
            raise SealUnavailable(SealWhy.TIME_STAMP, f"Time-stamping: {error}") from error
        except TimestampRequestError as error:
            self._forget()
            raise SealUnavailable(SealWhy.TIME_STAMP, "Time-stamping: the answer is none.") from error
        except (SigningError, PdfError, *BROKEN) as error:
            self._forget()
            raise SealUnavailable(
                SealWhy.NOT_VERIFIED, f"The seal could not be made ({type(error).__name__})."
            ) from error
        verdict = self._verifier.check(sealed)
        if verdict.outcome is not SealOutcome.AUTHENTIC:
            self._forget()
            raise SealUnavailable(SealWhy.NOT_VERIFIED, f"The new seal does not verify: {verdict.reason}.")
        return sealed

    def _forget(self) -> None:
        """What we learnt of the time-stamping authority may be out of date, for instance its certificate.

        Not where it was merely silent: asking it twice as much for the next seal would keep a slow one slow.
        """
        self._tsa = TimeStampingClient(self._tsa_url, self._fetcher)

    def _seal(self, pdf: bytes, key: SealingKey, certificate: x509.Certificate) -> bytes:
        now = self._clock.now()
        token = at_once(self._tsa.async_dummy_response(_DIGEST))
        tsa_path = self._authorities.verified_path(_time_stamping_certificate(token), now, reuse=True)
        path = self._authorities.verified_path(certificate, now, reuse=True)
        evidence = [*self._evidence(path), *self._evidence(tsa_path)]
        *above, _ = chain = list(path.iter_certs(include_root=False))

        writer = IncrementalPdfFileWriter(BytesIO(pdf))
        DocumentSecurityStore.supply_dss_in_writer(
            writer,
            None,
            certs=[*chain, *tsa_path.iter_certs(include_root=False)],
            ocsps=[ocsp.OCSPResponse.load(der) for der in _of_kind(evidence, EvidenceKind.OCSP)],
            crls=[crl.CertificateList.load(der) for der in _of_kind(evidence, EvidenceKind.CRL)],
        )
        signer = KeySigner(key, certificate, above)
        room = _FRAME + signer.longest_signature + len(token.dump()) + sum(len(link.dump()) for link in chain)
        return asyncio.run(self._sign(writer, signer, certificate, now, room))

    def _evidence(self, path: ValidationPath) -> list[Evidence]:
        """What says that every certificate of the path is good. Raises SealUnavailable."""
        evidence = []
        for status in self._revocation.status_of_path(path, reuse=True):
            if isinstance(status, Revoked):
                raise SealUnavailable(SealWhy.CERTIFICATE, "A certificate that the seal needs has been revoked.")
            if isinstance(status, Unknown):
                raise SealUnavailable(SealWhy.REVOCATION, f"Revocation cannot be checked. {status.detail}")
            evidence.append(status.evidence)
        return evidence

    async def _sign(
        self,
        writer: IncrementalPdfFileWriter,
        signer: KeySigner,
        certificate: x509.Certificate,
        now: datetime,
        room: int,
    ) -> bytes:
        subject = read_signer(certificate)
        pdf_signer = PdfSigner(
            PdfSignatureMetadata(
                field_name=FIELD_NAME,
                md_algorithm=_DIGEST,
                name=subject.common_name,
                reason=self._text.reason,
                location=self._text.location,
                certify=True,
                docmdp_permissions=MDPPerm.NO_CHANGES,
                subfilter=SigSeedSubFilter.PADES,
            ),
            signer=signer,
            timestamper=self._tsa,
        )
        session = pdf_signer.init_signing_session(writer)
        session.system_time = now  # pyHanko would ask the machine
        document = session.prepare_tbs_document(validation_info=None, bytes_reserved=2 * room)  # in hex characters
        # In place, since beside copying the file pyHanko would write the metadata twice.
        digest, output = document.digest_tbs_document(in_place=True)
        await document.perform_signature(digest.document_digest, PdfCMSSignedAttributes())
        output.seek(0)
        return bytes(output.read())


def _require_named(signer: Signer, serial: str | None) -> None:
    if serial is not None and signer.serial != serial:
        raise SealUnavailable(SealWhy.CERTIFICATE, "The key has changed since the document was written.")


@lru_cache(maxsize=512)
def _parsed(certificate: bytes) -> x509.Certificate:
    """Raises ValueError for what is none; most of what it holds is read only when it is asked for."""
    return x509.Certificate.load(certificate, strict=True)


def _time_stamping_certificate(token: cms.ContentInfo) -> x509.Certificate:
    """The certificate that signed a time-stamp. Raises SealUnavailable where the token brings none."""
    found = next(iter(extract_ts_certs(token, CertificateRegistry())), None)
    if found is None:
        raise SealUnavailable(SealWhy.TIME_STAMP, "The time-stamping authority did not send its certificate.")
    return found


def _of_kind(evidence: list[Evidence], kind: EvidenceKind) -> list[bytes]:
    return list(dict.fromkeys(item.der for item in evidence if item.kind is kind))
