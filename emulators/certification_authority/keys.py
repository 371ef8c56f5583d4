"""Keys: made at the first start, kept in the state folder, and parsed once.

certomancer parses (and checks) a private key at every signature, which takes an RSA-2048 key some 30 ms; its
backend is replaceable, so ours keeps what it has parsed.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from asn1crypto import algos, keys, x509
from certomancer import crypto_utils
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


def make_key(path: Path, *, is_rsa: bool) -> None:
    """Make a key at `path` (PEM, PKCS#8) unless there is one. A crash in between leaves none, not half of one."""
    if path.exists():
        return
    key: PrivateKey
    key = rsa.generate_private_key(65537, 2048) if is_rsa else ec.generate_private_key(ec.SECP256R1())
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".draft")
    draft.write_bytes(pem)
    draft.replace(path)


class KeepingBackend(crypto_utils.PycaCryptographyBackend):
    """certomancer's backend, but a key is parsed once, and RSA keys of our own making are not checked again."""

    def __init__(self) -> None:
        self.parsed: dict[bytes, PrivateKey] = {}

    def load_private_key(
        self, key_bytes: bytes, password: bytes | None
    ) -> tuple[keys.PrivateKeyInfo, keys.PublicKeyInfo]:
        key = serialization.load_pem_private_key(key_bytes, password, unsafe_skip_rsa_key_validation=True)
        if not isinstance(key, PrivateKey):
            raise TypeError("only RSA and EC keys are used here")
        private = key.private_bytes(
            serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        public = key.public_key().public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        info = keys.PrivateKeyInfo.load(private)
        self.parsed[info.dump()] = key
        return info, keys.PublicKeyInfo.load(public)

    def generic_sign(
        self, private_key: keys.PrivateKeyInfo, tbs_bytes: bytes, sd_algo: algos.SignedDigestAlgorithm
    ) -> bytes:
        key = self.parsed.get(private_key.dump())
        if isinstance(key, rsa.RSAPrivateKey) and sd_algo.native["algorithm"] == "sha256_rsa":
            return key.sign(tbs_bytes, padding.PKCS1v15(), hashes.SHA256())
        if isinstance(key, ec.EllipticCurvePrivateKey) and sd_algo.native["algorithm"] == "sha256_ecdsa":
            return key.sign(tbs_bytes, ec.ECDSA(hashes.SHA256()))
        signature: bytes = super().generic_sign(private_key, tbs_bytes, sd_algo)
        return signature


def keep_parsed_keys() -> None:
    """Make certomancer use our backend, in this process."""
    if not isinstance(crypto_utils.CRYPTO_BACKEND, KeepingBackend):
        crypto_utils.CRYPTO_BACKEND = KeepingBackend()


def parsed(key: keys.PrivateKeyInfo) -> PrivateKey:
    """The key that certomancer has in its encoded form. Raises KeyError for one that it did not load."""
    backend = crypto_utils.CRYPTO_BACKEND
    assert isinstance(backend, KeepingBackend)
    return backend.parsed[key.dump()]


@lru_cache(maxsize=64)
def as_bytes(certificate: x509.Certificate) -> x509.Certificate:
    """The same certificate, from its bytes: asn1crypto encodes one that it built whenever somebody wants its bytes."""
    return x509.Certificate.load(certificate.dump())
