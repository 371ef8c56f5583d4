"""What a key in Cloud KMS signs, what is never taken for its signature, and how long a silent one is waited for."""

from __future__ import annotations

import hashlib
import socket
import time
from collections.abc import Callable
from typing import Any

import pytest

from emulators.cloud_kms import CloudKmsEmulator
from functions.shared.cloud.kms import ALGORITHMS, CloudKms, KmsKey, kms_client
from functions.shared.domain.office import SealKey
from functions.shared.trust.key_certificates import fits, signed_by
from functions.shared.trust.sealing_key import KeyUnavailable
from tests.integration.kms.conftest import version

pytestmark = pytest.mark.clause("4.2")
DIGEST = hashlib.sha256(b"document").digest()
Named = Callable[..., SealKey]
Asked = Callable[[str], int]


@pytest.mark.parametrize(
    ("member", "algorithm"), [("signer-almaty", "EC_SIGN_P256_SHA256"), ("signer-astana", "RSA_SIGN_PKCS1_2048_SHA256")]
)
def test_a_digest_is_signed_and_the_certificate_says_so(
    kms: CloudKms, named: Named, member: str, algorithm: str
) -> None:
    key = KmsKey(kms, named(member))
    signature = key.sign_digest(DIGEST)
    assert signed_by(key.certificate, DIGEST, signature)
    assert not signed_by(key.certificate, hashlib.sha256(b"another").digest(), signature)
    public = kms.public_key(named(member).version)
    assert public.algorithm == algorithm
    assert algorithm in ALGORITHMS
    assert fits(key.certificate, public.pem)


def test_a_signature_costs_one_call(kms: CloudKms, named: Named, asked: Asked) -> None:
    KmsKey(kms, named()).sign_digest(DIGEST)
    assert (asked("AsymmetricSign"), asked("GetPublicKey")) == (1, 0)


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        ("digest", "the request did not arrive whole"),
        ("signature", "the answer did not arrive whole"),
        ("checksum", "the answer did not arrive whole"),
        ("name", "the answer is another key's"),
    ],
)
def test_a_damaged_answer_is_asked_for_again_and_never_used(
    kms: CloudKms, emulator: CloudKmsEmulator, named: Named, asked: Asked, damage: str, told: str
) -> None:
    emulator.set_faults(damage=damage)
    with pytest.raises(KeyUnavailable, match=told):
        KmsKey(kms, named()).sign_digest(DIGEST)
    assert asked("AsymmetricSign") > 1


@pytest.mark.parametrize("damage", ["signature", "checksum", "name"])
def test_a_damaged_public_key_is_none(kms: CloudKms, emulator: CloudKmsEmulator, damage: str) -> None:
    emulator.set_faults(damage=damage)
    with pytest.raises(KeyUnavailable, match="the answer"):
        kms.public_key(version())


@pytest.mark.parametrize("faults", [{"damage": "signature"}, {"unavailable": 1.0}])
def test_what_passes_by_itself_is_not_seen(
    emulator: CloudKmsEmulator, client: Any, named: Named, asked: Asked, faults: dict[str, Any]
) -> None:
    class Recovering:
        """The client, through which the fault ends with the first answer."""

        def asymmetric_sign(self, **request: Any) -> Any:
            try:
                return client.asymmetric_sign(**request)
            finally:
                emulator.set_faults()

    emulator.set_faults(**faults)
    key = KmsKey(CloudKms(Recovering), named())
    assert signed_by(key.certificate, DIGEST, key.sign_digest(DIGEST))
    assert asked("AsymmetricSign") == 2


@pytest.mark.parametrize(
    ("faults", "told"),
    [
        ({"disabled": [version()]}, "FailedPrecondition"),
        ({"destroyed": [version()]}, "FailedPrecondition"),
        ({"forbidden": True}, "PermissionDenied"),
    ],
)
def test_a_key_that_may_not_sign_is_asked_once(
    kms: CloudKms, emulator: CloudKmsEmulator, named: Named, asked: Asked, faults: dict[str, Any], told: str
) -> None:
    emulator.set_faults(**faults)
    with pytest.raises(KeyUnavailable, match=told):
        KmsKey(kms, named()).sign_digest(DIGEST)
    assert asked("AsymmetricSign") == 1
    with pytest.raises(KeyUnavailable, match=told):
        kms.public_key(version())


def test_another_version_is_not_concerned(kms: CloudKms, emulator: CloudKmsEmulator, named: Named) -> None:
    emulator.set_faults(disabled=[version()])
    key = KmsKey(kms, named("signer-almaty-next"))
    assert signed_by(key.certificate, DIGEST, key.sign_digest(DIGEST))


@pytest.mark.parametrize("name", [version(9), version(office="atlantis"), "nonsense"])
def test_an_unknown_version(kms: CloudKms, named: Named, name: str) -> None:
    with pytest.raises(KeyUnavailable, match="NotFound"):
        KmsKey(kms, named(of=name)).sign_digest(DIGEST)


def test_the_certificate_of_another_key_makes_no_seal(kms: CloudKms, named: Named) -> None:
    with pytest.raises(KeyUnavailable, match="the certificate is not this key's"):
        KmsKey(kms, named("signer-almaty", of=version(2))).sign_digest(DIGEST)


def test_a_digest_of_another_length_is_refused(kms: CloudKms) -> None:
    with pytest.raises(KeyUnavailable, match="InvalidArgument"):
        kms.sign(version(), b"short")


class TestSilence:
    def test_an_unavailable_service_is_asked_again_for_a_while(
        self, kms: CloudKms, emulator: CloudKmsEmulator, asked: Asked
    ) -> None:
        emulator.set_faults(unavailable=1.0)
        with pytest.raises(KeyUnavailable, match="ServiceUnavailable"):
            kms.sign(version(), DIGEST)
        assert asked("AsymmetricSign") > 1

    def test_a_slow_one_is_not_waited_for(self, kms: CloudKms, emulator: CloudKmsEmulator) -> None:
        emulator.set_faults(slow_s=1.0)
        began = time.monotonic()
        with pytest.raises(KeyUnavailable, match="DeadlineExceeded"):
            kms.sign(version(), DIGEST)
        assert time.monotonic() - began < 0.95  # the attempts' 0.3 s begun within 0.3 s, and some for a slow machine

    def test_nobody_is_there(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]
        client = kms_client(f"127.0.0.1:{port}")
        try:
            with pytest.raises(KeyUnavailable):
                CloudKms(lambda: client, attempt_s=0.2, retrying_s=0.2).sign(version(), DIGEST)
        finally:
            client.transport.close()

    def test_a_client_that_cannot_be_made(self) -> None:
        from google.auth.exceptions import DefaultCredentialsError

        def without_credentials() -> Any:
            raise DefaultCredentialsError("none found")  # type: ignore[no-untyped-call]  # google-auth has no types

        with pytest.raises(KeyUnavailable, match="DefaultCredentialsError"):
            CloudKms(without_credentials).sign(version(), DIGEST)
