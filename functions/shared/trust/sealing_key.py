"""The keys that seal certificates. A key signs a SHA-256 digest and never leaves its place: see `cloud.kms`."""

from __future__ import annotations

from typing import Protocol


class KeyUnavailable(Exception):
    """The key cannot sign now."""


class SealingKey(Protocol):
    """A private key, and the certificate (DER) that was issued for it."""

    @property
    def certificate(self) -> bytes: ...

    def sign_digest(self, digest: bytes) -> bytes:
        """Sign a SHA-256 digest: RSA with PKCS #1 v1.5, or ECDSA in DER. Raises KeyUnavailable."""
