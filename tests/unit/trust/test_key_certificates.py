"""Whether a certificate belongs to a key, and how long it holds."""

from __future__ import annotations

from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from functions.shared.trust.key_certificates import days_left, fits
from tests.unit.trust.pki import NOW, Holder, Pki

Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


def pem(key: Key) -> str:
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


@pytest.mark.parametrize("key", [ec.generate_private_key(ec.SECP256R1()), rsa.generate_private_key(65537, 2048)])
def test_a_certificate_fits_the_key_that_it_was_issued_for_and_no_other(pki: Pki, key: Key) -> None:
    certificate = pki.issue(Holder(key=key)).dump()
    assert fits(certificate, pem(key))
    assert not fits(certificate, pem(ec.generate_private_key(ec.SECP256R1())))


def test_a_national_gost_key_is_none_of_cloud_kms(pki: Pki) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = pki.issue(Holder(key=key)).dump()
    of_curve, gost = bytes.fromhex("06082a8648ce3d030107"), bytes.fromhex("06082a830e030a010101")
    assert certificate.count(of_curve) == 1
    assert not fits(certificate.replace(of_curve, gost), pem(key))


@pytest.mark.parametrize(("certificate", "public"), [(b"no certificate", None), (None, "no key")])
def test_what_is_neither_certificate_nor_key_is_refused(
    pki: Pki, certificate: bytes | None, public: str | None
) -> None:
    holder = Holder()
    assert isinstance(holder.key, Key)
    with pytest.raises(ValueError):
        fits(certificate or pki.issue(holder).dump(), public or pem(holder.key))


@pytest.mark.parametrize(
    ("before_the_end", "days"),
    [
        (timedelta(days=30), 30),
        (timedelta(days=30, seconds=-1), 29),
        (timedelta(seconds=1), 0),
        (timedelta(0), 0),
        (timedelta(seconds=-1), -1),
        (timedelta(days=-2), -2),
    ],
)
def test_days_are_counted_whole(pki: Pki, before_the_end: timedelta, days: int) -> None:
    certificate = pki.issue(Holder(end=NOW)).dump()
    assert days_left(certificate, NOW - before_the_end) == days
