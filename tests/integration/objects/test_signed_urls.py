"""Signed URLs: made by Google's client with an account's key, and verified for what they are."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import requests
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from google.oauth2 import service_account

from emulators.cloud_storage import CloudStorageEmulator
from functions.shared.clock import FileClock

NAME = "анықтама/a b.pdf"
EMAIL = "storage@demo.iam.gserviceaccount.com"
Sign = Callable[..., str]


@pytest.fixture
def clock(tmp_path: Path) -> FileClock:
    """The machine's time until it is moved: Google's client dates its signatures by that."""
    return FileClock(tmp_path / "clock.json")


@pytest.fixture(scope="module")
def key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def public(key: rsa.RSAPrivateKey) -> str:
    encoding, form = serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    return key.public_key().public_bytes(encoding, form).decode()


def register(emulator: CloudStorageEmulator, pem: str) -> requests.Response:
    body = {"email": EMAIL, "public_key_pem": pem}
    return requests.post(f"{emulator.address}/_control/keys", json=body, timeout=5)


@pytest.fixture
def sign(client: Any, emulator: CloudStorageEmulator, key: rsa.RSAPrivateKey) -> Sign:
    """A URL for the object, signed by a registered account."""
    register(emulator, public(key)).raise_for_status()
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()
    info = {"client_email": EMAIL, "private_key": pem, "token_uri": "https://token.example"}
    make: Callable[[Any], Any] = service_account.Credentials.from_service_account_info
    credentials = make(info)

    def sign(method: str = "GET", name: str = NAME, **more: Any) -> str:
        url: str = (
            client.bucket("plain")
            .blob(name)
            .generate_signed_url(
                version="v4",
                expiration=timedelta(minutes=10),
                method=method,
                credentials=credentials,
                api_access_endpoint=emulator.address,
                **more,
            )
        )
        return url

    return sign


def test_a_signed_url_reads_without_credentials(put: Callable[..., Any], sign: Sign) -> None:
    put("plain", NAME, b"%PDF", content_type="application/pdf")
    answer = requests.get(sign(), timeout=5)
    assert (answer.status_code, answer.content) == (200, b"%PDF")
    assert answer.headers["Content-Type"] == "application/pdf"


@pytest.mark.parametrize("name", ["twice//slashed", "per%cent", "dots.and~tildes"])
def test_a_signed_url_names_any_object(put: Callable[..., Any], sign: Sign, name: str) -> None:
    put("plain", name, b"%PDF")
    assert requests.get(sign(name=name), timeout=5).content == b"%PDF"


def test_a_signed_url_writes_under_the_preconditions_that_were_signed(client: Any, sign: Sign) -> None:
    headers = {"x-goog-if-generation-match": "0"}
    url = sign("PUT", headers=headers, content_type="application/pdf")
    sent = {**headers, "Content-Type": "application/pdf"}
    assert requests.put(url, data=b"%PDF", headers=sent, timeout=5).status_code == 200
    assert requests.put(url, data=b"other", headers=sent, timeout=5).status_code == 412
    assert client.bucket("plain").blob(NAME).download_as_bytes() == b"%PDF"


def refused(answer: requests.Response) -> tuple[int, str]:
    code = answer.text.partition("<Code>")[2].partition("</Code>")[0]
    return answer.status_code, code


def test_a_signed_url_is_good_for_its_time_only(put: Callable[..., Any], sign: Sign, clock: FileClock) -> None:
    put("plain", NAME, b"%PDF")
    url = sign()
    clock.move(by=timedelta(minutes=9))
    assert requests.get(url, timeout=5).status_code == 200
    clock.move(by=timedelta(minutes=2))
    assert refused(requests.get(url, timeout=5)) == (400, "ExpiredToken")
    clock.move(by=-timedelta(hours=1))
    assert refused(requests.get(url, timeout=5)) == (403, "AccessDenied")


@pytest.mark.parametrize(
    "tamper",
    [
        lambda url: url.replace("plain", "kept"),
        lambda url: url.replace("X-Goog-Expires=600", "X-Goog-Expires=6000"),
        lambda url: url + "&generation=1",
        lambda url: url[:-2] + ("00" if url[-2:] != "00" else "11"),
    ],
    ids=["bucket", "life", "parameter", "signature"],
)
def test_a_url_that_was_tampered_with_is_refused(sign: Sign, tamper: Callable[[str], str]) -> None:
    assert refused(requests.get(tamper(sign()), timeout=5)) == (403, "SignatureDoesNotMatch")


def test_a_url_for_reading_does_not_delete(sign: Sign) -> None:
    assert refused(requests.delete(sign(), timeout=5)) == (403, "SignatureDoesNotMatch")


def test_a_url_of_an_unknown_account_is_refused(
    sign: Sign, emulator: CloudStorageEmulator, key: rsa.RSAPrivateKey
) -> None:
    url = sign().replace(EMAIL.replace("@", "%40"), "other%40demo.iam.gserviceaccount.com")
    assert refused(requests.get(url, timeout=5)) == (403, "AccessDenied")


def test_without_a_signature_nothing_is_read(emulator: CloudStorageEmulator) -> None:
    assert refused(requests.get(f"{emulator.address}/plain/object", timeout=5)) == (403, "AccessDenied")


def test_what_is_no_rsa_key_is_not_registered(emulator: CloudStorageEmulator) -> None:
    assert register(emulator, "no key").status_code == 400
