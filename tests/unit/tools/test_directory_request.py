"""The request for a certificate: signed by the key that it is for, and named by the national profile."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509 import load_pem_x509_csr

from functions.shared.cloud.kms import CloudKms, PublicKey
from functions.shared.trust.sealing_key import KeyUnavailable
from tests.unit.tools.directory_files import centre, provider, version
from tests.unit.trust.pki import ec_key
from tools.directory.requesting import NotReady, request

IIN = "880101400123"


class KeyInHand(CloudKms):
    """Cloud KMS with one key, which is in the test's hand."""

    def __init__(self, key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey, algorithm: str) -> None:
        super().__init__(lambda: None)
        self.key, self.algorithm = key, algorithm

    def public_key(self, name: str) -> PublicKey:
        if name != version("signers", "edu-almaty"):
            raise KeyUnavailable(f"{name}: NotFound")
        pem = self.key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        return PublicKey(pem.decode(), self.algorithm)

    def sign(self, name: str, digest: bytes) -> bytes:
        hashed = Prehashed(hashes.SHA256())
        if isinstance(self.key, rsa.RSAPrivateKey):
            return self.key.sign(digest, padding.PKCS1v15(), hashed)
        return self.key.sign(digest, ec.ECDSA(hashed))


@pytest.mark.parametrize("algorithm", ["EC_SIGN_P256_SHA256", "RSA_SIGN_PKCS1_2048_SHA256"])
def test_a_key_of_either_kind_signs_its_own_request(algorithm: str) -> None:
    key = ec_key() if algorithm.startswith("EC_") else rsa.generate_private_key(public_exponent=65537, key_size=2048)
    made = load_pem_x509_csr(request(provider(), "seal", IIN, KeyInHand(key, algorithm)).encode())
    assert made.is_signature_valid
    assert made.public_key() == key.public_key()
    assert {part.rfc4514_attribute_name: part.value for part in made.subject} == {
        "C": "KZ",
        "CN": "ӘЛИЕВА ГҮЛНАР",
        "2.5.4.4": "ӘЛИЕВА",
        "2.5.4.42": "ҚАЙРАТҚЫЗЫ",
        "2.5.4.5": f"IIN{IIN}",
        "O": "Алматы қаласының білім басқармасы",
        "OU": "BIN040340991018",
    }


def test_who_has_no_patronymic_has_none_in_the_request() -> None:
    cells = provider(signatory_name="Әлиева Гүлнар")
    made = load_pem_x509_csr(request(cells, "seal", IIN, KeyInHand(ec_key(), "EC_SIGN_P256_SHA256")).encode())
    assert "2.5.4.42" not in {part.rfc4514_attribute_name for part in made.subject}


@pytest.mark.parametrize(
    ("cells", "algorithm", "why"),
    [
        (centre(), "EC_SIGN_P256_SHA256", "seal_version, signatory_name: empty"),
        (provider(), "EC_SIGN_P384_SHA384", "the key signs by EC_SIGN_P384_SHA384"),
    ],
)
def test_what_does_not_do_for_a_request_is_told(cells: dict[str, str], algorithm: str, why: str) -> None:
    with pytest.raises(NotReady, match=why):
        request(cells, "seal", IIN, KeyInHand(ec_key(), algorithm))


def test_a_key_that_cannot_be_had_is_told() -> None:
    cells = provider(seal_version=version("signers", "edu-almaty", 9))
    with pytest.raises(KeyUnavailable, match="cryptoKeyVersions/9: NotFound"):
        request(cells, "seal", IIN, KeyInHand(ec_key(), "EC_SIGN_P256_SHA256"))
