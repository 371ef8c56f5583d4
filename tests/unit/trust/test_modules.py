"""Properties of the trust modules as such: light to import, and silent about people."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, utils
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from cryptography.x509 import load_der_x509_certificate

from functions.shared.trust.sealing_key import Pkcs12Key
from functions.shared.trust.verdicts import Evidence, EvidenceKind, Signer, Valid
from tests.fakes.trust import FakeRequestSignatures, fake_cms
from tests.unit.trust.pki import Holder, Pki


def test_verifying_a_request_imports_neither_the_sealing_nor_an_http_client() -> None:
    program = "import sys, functions.shared.trust.request_signature; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()
    assert "functions.shared.trust.signed_data" in loaded
    assert not {"pyhanko.sign", "requests", "aiohttp"} & set(loaded)


def test_verdicts_do_not_show_people_or_contents() -> None:
    verdict = FakeRequestSignatures().verify(fake_cms(b"the request", iin="880101400123"))
    assert isinstance(verdict, Valid)
    named = replace(verdict, evidence=Evidence(EvidenceKind.OCSP, b"880101400123"))
    assert isinstance(named.signer, Signer)
    for secret in ("880101400123", named.signer.surname, "the request"):
        assert secret not in repr(named)


@pytest.mark.parametrize("key", [ec.generate_private_key(ec.SECP256R1()), rsa.generate_private_key(65537, 2048)])
def test_sealing_key_signs_digests(pki: Pki, key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey) -> None:
    certificate = load_der_x509_certificate(pki.issue(Holder(key=key)).dump())
    data = pkcs12.serialize_key_and_certificates(None, key, certificate, None, BestAvailableEncryption(b"secret"))
    sealing_key = Pkcs12Key(data, "secret")
    digest = hashes.Hash(hashes.SHA256())
    digest.update(b"document")
    value = digest.finalize()

    signature = sealing_key.sign_digest(value)

    prehashed, public = utils.Prehashed(hashes.SHA256()), certificate.public_key()
    if isinstance(public, rsa.RSAPublicKey):
        public.verify(signature, value, padding.PKCS1v15(), prehashed)
    else:
        assert isinstance(public, ec.EllipticCurvePublicKey)
        public.verify(signature, value, ec.ECDSA(prehashed))


def test_sealing_key_with_a_wrong_password(pki: Pki) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = load_der_x509_certificate(pki.issue(Holder(key=key)).dump())
    data = pkcs12.serialize_key_and_certificates(None, key, certificate, None, BestAvailableEncryption(b"secret"))
    with pytest.raises(ValueError):
        Pkcs12Key(data, "other")
