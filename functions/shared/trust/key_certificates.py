"""A sealing key's certificate: whether it was issued for that key, and how long it still holds.

The key is in Cloud KMS and its certificate in the directory of offices, so the two can come apart: a new version of the
key beside the old certificate, or the certificate of somebody else's key. A seal by such a pair verifies nowhere.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, utils
from cryptography.hazmat.primitives.serialization import load_pem_public_key

_DAY = timedelta(days=1)


def fits(certificate: bytes, public_key_pem: str) -> bool:
    """Whether the certificate (DER) is for this public key (PEM, as Cloud KMS gives it).

    A kind of key that we cannot read, such as a national GOST key, is not one that Cloud KMS holds: it does not fit.
    Raises ValueError where either is not what it should be.
    """
    held = load_pem_public_key(public_key_pem.encode())
    try:
        return x509.load_der_x509_certificate(certificate).public_key() == held
    except UnsupportedAlgorithm:
        return False


def signed_by(certificate: bytes, digest: bytes, signature: bytes) -> bool:
    """Whether the certificate's key (RSA with PKCS #1 v1.5, or ECDSA in DER) signed this SHA-256 digest.

    Raises ValueError for what is no certificate.
    """
    prehashed = utils.Prehashed(hashes.SHA256())
    try:
        key = x509.load_der_x509_certificate(certificate).public_key()
        if isinstance(key, rsa.RSAPublicKey):
            key.verify(signature, digest, padding.PKCS1v15(), prehashed)
        elif isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(signature, digest, ec.ECDSA(prehashed))
        else:
            return False
    except (InvalidSignature, UnsupportedAlgorithm):
        return False
    return True


def days_left(certificate: bytes, now: datetime) -> int:
    """Whole days until the certificate (DER) expires, negative once it has. Raises ValueError for anything else."""
    return (x509.load_der_x509_certificate(certificate).not_valid_after_utc - now) // _DAY
