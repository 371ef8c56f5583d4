"""Whether a certificate is revoked: by OCSP, else by the list of revoked certificates (CRL); both verified.

Good and Revoked carry the signed bytes that say so. Unknown means that no trustworthy, fresh answer came: it is
neither of the two.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from asn1crypto import crl, ocsp, x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import OCSPNonce
from cryptography.x509.ocsp import OCSPRequestBuilder
from pyhanko_certvalidator.errors import CRLValidationError, OCSPValidationError, PathValidationError, RevokedError
from pyhanko_certvalidator.path import ValidationPath
from pyhanko_certvalidator.revinfo.validate_crl import verify_crl
from pyhanko_certvalidator.revinfo.validate_ocsp import verify_ocsp_response

from functions.shared.ports import Clock
from functions.shared.trust.authorities import BROKEN, Authorities, at_once
from functions.shared.trust.fetcher import Fetcher, FetchFailed
from functions.shared.trust.verdicts import Evidence, EvidenceKind

LIST_KEPT = timedelta(minutes=1)
"""How long a list serves for citizens' certificates before the authority is asked for its newest."""
LONGEST_REUSE = timedelta(hours=1)
"""How old an OCSP answer about one of our own keys may get, even where it is valid for longer; and any answer that does
not repeat our nonce."""


@dataclass(frozen=True)
class Good:
    """Not revoked; the evidence may be used again until `usable_until`."""

    evidence: Evidence
    usable_until: datetime


@dataclass(frozen=True)
class Revoked:
    evidence: Evidence
    since: datetime


@dataclass(frozen=True)
class Unknown:
    """Nobody gave a trustworthy answer; `detail` says what was tried."""

    detail: str


Status = Good | Revoked | Unknown


class _Unusable(Exception):
    """An answer came, but it proves nothing."""


class RevocationChecker:
    """Asks the authority's services that the certificates themselves name."""

    def __init__(self, authorities: Authorities, fetcher: Fetcher, clock: Clock) -> None:
        self._authorities, self._fetcher, self._clock = authorities, fetcher, clock
        self._good: dict[bytes, Good] = {}
        self._lists: dict[str, tuple[bytes, datetime, datetime]] = {}
        """By address: the list, until when it is valid, and when it was fetched."""

    def status(self, certificate: x509.Certificate, path: ValidationPath, *, reuse: bool = False) -> Status:
        """The status of a certificate on `path`, now. `path` must have been verified: its addresses are called.

        `reuse` allows an earlier answer that is still fresh; it is meant for the few certificates that come again
        and again (our own keys, registries, intermediates), not for those of citizens.
        """
        now = self._clock.now()
        key = certificate.sha256
        known = self._good.get(key)
        if reuse and known is not None and now < known.usable_until:
            return known
        # A key that was revoked a moment ago is on the authority's newest list, not on one that we hold for long.
        status = self._ask(certificate, path, now, timedelta.max if reuse else LIST_KEPT)
        if reuse and isinstance(status, Good):
            self._good[key] = status
        return status

    def status_of_path(self, path: ValidationPath, *, reuse: bool = False) -> list[Status]:
        """The statuses of all certificates below the root, the holder's first."""
        chain = list(path.iter_certs(include_root=False))
        holder, above = chain[-1], chain[:-1]
        return [
            self.status(holder, path, reuse=reuse),
            *(self.status(certificate, path, reuse=True) for certificate in reversed(above)),
        ]

    def _ask(self, certificate: x509.Certificate, path: ValidationPath, now: datetime, list_kept: timedelta) -> Status:
        tried = []
        for ask in (self._ask_ocsp, partial(self._ask_list, kept=list_kept)):
            try:
                return ask(certificate, path, now)
            except (FetchFailed, _Unusable) as error:
                tried.append(str(error))
        return Unknown(" ".join(tried))

    # ------------------------------------------------------------ OCSP (RFC 6960)

    def _ask_ocsp(self, certificate: x509.Certificate, path: ValidationPath, now: datetime) -> Status:
        if certificate.serial_number < 0:
            raise _Unusable("OCSP: the certificate has a number that nobody may give.")
        urls = certificate.ocsp_urls
        if not urls:
            raise _Unusable("OCSP: the certificate names no responder.")
        request, nonce = _ocsp_request(certificate, path)
        try:
            der = self._fetcher.post(urls[0], request, "application/ocsp-request")
        except FetchFailed as error:
            raise _Unusable(f"OCSP: {error}") from error
        single, is_echoed = _single_response(der, nonce)
        evidence = Evidence(EvidenceKind.OCSP, der)
        context = self._authorities.context(now, ocsps=[der])
        try:
            at_once(verify_ocsp_response(certificate, path, context))
        except RevokedError as error:
            return Revoked(evidence, error.revocation_dt)
        except (OCSPValidationError, PathValidationError, *BROKEN) as error:
            raise _Unusable("OCSP: the answer is stale, or not from the authority.") from error
        if not is_echoed and now - single["this_update"].native > LONGEST_REUSE:
            # Whoever is about to lose a key may ask first, and play the answer back to us for as long as it is valid.
            raise _Unusable("OCSP: the answer is not to our question, and too old to serve all the same.")
        end = single["next_update"].native or single["this_update"].native
        return Good(evidence, min(end - timedelta(minutes=1), now + LONGEST_REUSE))

    # ------------------------------------------------------------ CRL (RFC 5280, 5)

    def _ask_list(self, certificate: x509.Certificate, path: ValidationPath, now: datetime, kept: timedelta) -> Status:
        urls = [url for point in certificate.crl_distribution_points if (url := point.url)]
        if not urls:
            raise _Unusable("CRL: the certificate names no list.")
        der, end = self._list(urls[0], now, kept)
        context = self._authorities.context(now, crls=[der])
        evidence = Evidence(EvidenceKind.CRL, der)
        try:
            at_once(verify_crl(certificate, path, context, use_deltas=False))
        except RevokedError as error:
            return Revoked(evidence, error.revocation_dt)
        except (CRLValidationError, PathValidationError, *BROKEN) as error:
            self._lists.pop(urls[0], None)
            raise _Unusable("CRL: the list is stale, or not from the authority.") from error
        return Good(evidence, min(end - timedelta(minutes=1), now + LONGEST_REUSE))

    def _list(self, url: str, now: datetime, kept: timedelta) -> tuple[bytes, datetime]:
        """The list at an address and until when it is valid, fetched anew when it has run out or is older than that."""
        held = self._lists.get(url)
        if held is not None and now < held[1] and now - held[2] < kept:
            return held[:2]
        try:
            der = self._fetcher.get(url)
            end = crl.CertificateList.load(der, strict=True)["tbs_cert_list"]["next_update"].native
        except FetchFailed as error:
            raise _Unusable(f"CRL: {error}") from error
        except BROKEN as error:
            raise _Unusable("CRL: the answer is not a list.") from error
        if end is None:
            raise _Unusable("CRL: the list does not say until when it is valid.")
        self._lists[url] = (der, end, now)
        return der, end


def _ocsp_request(certificate: x509.Certificate, path: ValidationPath) -> tuple[bytes, bytes]:
    """A request about one certificate, and its nonce. Responders know certificates by SHA-1 of their issuer."""
    issuer = path.find_issuing_authority(certificate)
    nonce = secrets.token_bytes(16)
    request = (
        OCSPRequestBuilder()
        .add_certificate_by_hash(
            certificate.issuer.sha1,
            issuer.public_key.sha1,
            certificate.serial_number,
            hashes.SHA1(),  # noqa: S303 - a name, not a proof
        )
        .add_extension(OCSPNonce(nonce), critical=False)
        .build()
    )
    return request.public_bytes(Encoding.DER), nonce


def _single_response(der: bytes, nonce: bytes) -> tuple[ocsp.SingleResponse, bool]:
    """The one answer in a response to our request, and whether it repeats our nonce; nothing is verified.

    Raises _Unusable.
    """
    try:
        response = ocsp.OCSPResponse.load(der, strict=True)
        if response["response_status"].native != "successful":
            raise _Unusable("OCSP: the responder refuses to answer.")
        answers, echo = response.response_data["responses"], response.nonce_value
        # The authority may answer without our nonce (RFC 5019), but not with another one.
        if len(answers) != 1 or (echo is not None and echo.native != nonce):
            raise _Unusable("OCSP: the answer is to another question.")
        return answers[0], echo is not None
    except BROKEN as error:
        raise _Unusable("OCSP: the answer is not one of OCSP.") from error
