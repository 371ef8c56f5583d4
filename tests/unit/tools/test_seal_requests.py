"""The request for a certificate is made for a key that seals can be made by, and for no other."""

from __future__ import annotations

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, utils
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from functions.shared.cloud.kms import ALGORITHMS, CloudKms, PublicKey
from functions.shared.trust.sealing_key import KeyUnavailable
from tools.seal_keys.requests import Holder, request_for

HOLDER = Holder("СЕРІКОВ", "ДӘУРЕН", "", "850101398006", "Білім басқармасы", "050740001234")
EC, RSA = ec.generate_private_key(ec.SECP256R1()), rsa.generate_private_key(65537, 2048)


class OneKey(CloudKms):
    """Cloud KMS with a key in this process, which says that it signs by `algorithm`."""

    def __init__(self, key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey, algorithm: str) -> None:
        self._key, self._algorithm, self.signed = key, algorithm, 0

    def public_key(self, version: str) -> PublicKey:
        pem = self._key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        return PublicKey(pem.decode(), self._algorithm)

    def sign(self, version: str, digest: bytes) -> bytes:
        self.signed += 1
        whole = utils.Prehashed(SHA256())
        if isinstance(self._key, rsa.RSAPrivateKey):
            return self._key.sign(digest, padding.PKCS1v15(), whole)
        return self._key.sign(digest, ec.ECDSA(whole))


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_each_algorithm_that_seals_makes_a_request(algorithm: str) -> None:
    kms = OneKey(EC if algorithm.startswith("EC") else RSA, algorithm)
    assert x509.load_pem_x509_csr(request_for(HOLDER, kms, "v")).is_signature_valid


@pytest.mark.parametrize(
    ("key", "algorithm"),
    [
        (EC, "EC_SIGN_P384_SHA384"),
        (EC, "EC_SIGN_SECP256K1_SHA256"),
        (RSA, "RSA_SIGN_PSS_2048_SHA256"),
        (RSA, "RSA_SIGN_PKCS1_4096_SHA512"),
        (RSA, "RSA_DECRYPT_OAEP_2048_SHA256"),
    ],
)
def test_a_key_of_another_algorithm_is_refused_before_it_signs(
    key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey, algorithm: str
) -> None:
    kms = OneKey(key, algorithm)
    with pytest.raises(KeyUnavailable, match=f"signs by {algorithm}; it must be one of EC_SIGN_P256_SHA256, "):
        request_for(HOLDER, kms, "v")
    assert kms.signed == 0
