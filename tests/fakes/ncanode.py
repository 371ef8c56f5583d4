"""A stand-in for an NCANode server of version 3: its JSON, and its habits, good and bad (law.md, 3.5).

GOST itself is not to be had, so a signature is "GOST" here when its algorithms say so; underneath it is ECDSA with
SHA-256, and that is verified for real. What the true server does wrong is done wrong here as well: `valid` begins as
true, data beside an attached content is ignored, validity is judged by its own clock, nobody is asked about revocation
unless the request says so, a silent responder makes a signature invalid, and a broken time-stamp is an error.
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from asn1crypto import cms, x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from functions.shared.ports import Clock
from functions.shared.trust.fetcher import FetchFailed
from functions.shared.trust.profile import NATURAL_PERSON, purposes, read_signer

DIGEST, SIGNATURE = "1.2.398.3.10.1.3.3", "1.2.398.3.10.1.1.2.3.2"
"""GOST R 34.11-2015 of 512 bits, and GOST R 34.10-2015 with it."""


def as_gost(signed: bytes) -> bytes:
    """An ECDSA signature that says of itself that it is one by Kazakh GOST."""
    info = cms.ContentInfo.load(signed)
    signer = info["content"]["signer_infos"][0]
    signer["digest_algorithm"] = {"algorithm": DIGEST}
    signer["signature_algorithm"] = {"algorithm": SIGNATURE}
    data: bytes = info.dump(force=True)
    return data


class ServerError(Exception):
    """An answer other than 200."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status, self.message = status, message


@dataclass
class NcaNodeServer:
    """What the server knows, and what goes wrong in it."""

    clock: Clock
    issuers: list[bytes]
    """DER certificates of the authorities that it finds."""
    revoked: set[int] = field(default_factory=set)
    silent: set[str] = field(default_factory=set)
    """OCSP, CRL: sources of revocation that do not answer."""
    time_stamp_fails: bool = False
    changes: dict[str, Any] = field(default_factory=dict)
    """Overwrites fields of the one certificate in its answers."""
    extracts: bytes | None = None
    """What `/cms/extract` says, where that is not the content."""
    asked: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    def answer(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """Raises ServerError."""
        self.asked.append((path, body))
        info = _loaded(body["cms"])
        if path == "/cms/extract":
            content = info["content"]["encap_content_info"]["content"].native
            data = content if self.extracts is None else self.extracts
            return {"status": 200, "message": "OK", "data": base64.b64encode(data).decode()}
        if path == "/cms/verify":
            return self._verify(info["content"], body.get("revocationCheck", []))
        raise ServerError(404, "Not Found")

    def _verify(self, signed: Any, sources: list[str]) -> dict[str, Any]:
        if self.time_stamp_fails:
            raise ServerError(400, "TSP token verification failed")
        valid, signers = True, []
        for signer in signed["signer_infos"]:
            embedded = [choice.chosen for choice in signed["certificates"] or ()]
            serial = signer["sid"].chosen["serial_number"].native
            certificates = []
            for certificate in (each for each in embedded if each.serial_number == serial):
                shown = self._shown(certificate, sources)
                valid = valid and shown["valid"] and _holds(signed, signer, certificate)
                certificates.append(shown)
            signers.append({"certificates": certificates, "tsp": None})
        return {"status": 200, "message": "OK", "valid": valid, "signers": signers}

    def _shown(self, certificate: x509.Certificate, sources: list[str]) -> dict[str, Any]:
        subject, now = read_signer(certificate), self.clock.now()
        issuer = any(x509.Certificate.load(der).subject == certificate.issuer for der in self.issuers)
        revocations = [self._revocation(certificate, source) for source in sources] if issuer else []
        good = all(each["reason"] == "OK" and not each["revoked"] for each in revocations)
        usage = certificate.key_usage_value.native
        shown = {
            "valid": issuer and good and certificate.not_valid_before <= now <= certificate.not_valid_after,
            "revocations": revocations,
            "notBefore": _moment(certificate.not_valid_before),
            "notAfter": _moment(certificate.not_valid_after),
            "keyUsage": "SIGN" if "non_repudiation" in usage else "AUTH",
            "keyUser": ["INDIVIDUAL"] if NATURAL_PERSON in purposes(certificate) else ["ORGANIZATION"],
            "serialNumber": f"{certificate.serial_number:x}",
            "signAlg": "ECGOST3410-2015-512",
            "subject": {"commonName": subject.common_name, "iin": subject.iin, "bin": subject.bin, "country": "KZ"},
            "issuer": {"commonName": "NCA"} if issuer else None,
        }
        return shown | self.changes

    def _revocation(self, certificate: x509.Certificate, source: str) -> dict[str, Any]:
        if source in self.silent:
            return {"revoked": False, "by": source, "revocationTime": None, "reason": "ocsp.pki.gov.kz: Try again"}
        revoked = certificate.serial_number in self.revoked
        return {
            "revoked": revoked,
            "by": source,
            "revocationTime": None,
            "reason": "keyCompromise" if revoked else "OK",
        }


@dataclass
class Wired:
    """A fetcher that leads to the server without a network; its answers are bytes as over HTTP."""

    server: NcaNodeServer

    def get(self, url: str) -> bytes:
        raise FetchFailed("Nothing is fetched from NCANode.")

    def post(self, url: str, body: bytes, content_type: str) -> bytes:
        assert content_type == "application/json"
        try:
            return json.dumps(self.server.answer(url.removeprefix("http://ncanode"), json.loads(body))).encode()
        except ServerError as error:
            raise FetchFailed(f"The service answered {error.status}.", error.status) from error


def _loaded(text: str) -> Any:
    try:
        return cms.ContentInfo.load(base64.b64decode(text), strict=True)
    except ValueError as error:
        raise ServerError(400, "Invalid CMS") from error


def _holds(signed: Any, signer: Any, certificate: x509.Certificate) -> bool:
    content = signed["encap_content_info"]["content"].native
    digest = hashes.Hash(hashes.SHA256())
    digest.update(content)
    told = next(each for each in signer["signed_attrs"] if each["type"].native == "message_digest")
    key = serialization.load_der_public_key(certificate.public_key.dump())
    assert isinstance(key, ec.EllipticCurvePublicKey)
    try:
        key.verify(signer["signature"].native, signer["signed_attrs"].untag().dump(), ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        return False
    return bool(told["values"][0].native == digest.finalize())


def _moment(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds")
