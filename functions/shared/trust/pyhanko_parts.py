"""What pyHanko needs of ours to seal: a signer that hands digests to our keys, and a client of the time-stamping
authority that goes through our fetcher."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from asn1crypto import tsp, x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from pyhanko.sign.signers.pdf_cms import Signer as PyhankoSigner
from pyhanko.sign.timestamps.api import TimeStamper
from pyhanko_certvalidator.registry import CertificateRegistry

from functions.shared.trust.fetcher import Fetcher
from functions.shared.trust.sealing_key import SealingKey

_LARGEST_P521_SIGNATURE = 141


class KeySigner(PyhankoSigner):
    """Signs by a SealingKey. pyHanko's own signer parses and checks the private key at every signature."""

    def __init__(self, key: SealingKey, certificate: x509.Certificate, chain: Iterable[x509.Certificate]) -> None:
        store = CertificateRegistry.build(chain)
        super().__init__(signing_cert=certificate, cert_registry=store, embed_roots=False)
        self._key = key
        public = serialization.load_der_public_key(certificate.public_key.dump())
        self.longest_signature = (
            public.key_size // 8 if isinstance(public, rsa.RSAPublicKey) else _LARGEST_P521_SIGNATURE
        )

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        if dry_run:
            return bytes(self.longest_signature)
        if digest_algorithm != "sha256":
            raise ValueError("sealing keys sign SHA-256 digests")
        return self._key.sign_digest(hashlib.sha256(data).digest())


class TimeStampingClient(TimeStamper):
    """A client of the time-stamping authority (RFC 3161). Its methods raise FetchFailed when nothing answers."""

    def __init__(self, url: str, fetcher: Fetcher) -> None:
        super().__init__()  # type: ignore[no-untyped-call] # pyHanko leaves it untyped
        self._url, self._fetcher = url, fetcher

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        answer = self._fetcher.post(self._url, req.dump(), "application/timestamp-query")
        return tsp.TimeStampResp.load(answer, strict=True)
