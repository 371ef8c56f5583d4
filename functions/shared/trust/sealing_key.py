"""The keys that seal certificates. A key signs a SHA-256 digest and never leaves its place, as with Cloud KMS."""

from __future__ import annotations

from typing import Protocol

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, utils
from cryptography.hazmat.primitives.serialization import Encoding, pkcs12


class KeyUnavailable(Exception):
    """The key cannot sign now."""


class SealingKey(Protocol):
    """A private key and its certificate (DER)."""

    @property
    def certificate(self) -> bytes: ...

    def sign_digest(self, digest: bytes) -> bytes:
        """Sign a SHA-256 digest: RSA with PKCS #1 v1.5, or ECDSA in DER. Raises KeyUnavailable."""


class Pkcs12Key:
    """A key out of a PKCS#12 file, parsed once. Raises ValueError for a wrong password or another kind of key."""

    def __init__(self, data: bytes, password: str) -> None:
        key, certificate, _ = pkcs12.load_key_and_certificates(data, password.encode())
        if not isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) or certificate is None:
            raise ValueError("the file holds no RSA or EC key with its certificate")
        self._key = key
        self.certificate = certificate.public_bytes(Encoding.DER)

    def sign_digest(self, digest: bytes) -> bytes:
        prehashed = utils.Prehashed(hashes.SHA256())
        if isinstance(self._key, rsa.RSAPrivateKey):
            return self._key.sign(digest, padding.PKCS1v15(), prehashed)
        return self._key.sign(digest, ec.ECDSA(prehashed))
