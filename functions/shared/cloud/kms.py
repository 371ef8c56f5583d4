"""Cloud KMS behind the port SealingKey: it signs digests with keys that never leave it.

The versions of keys that seal have one of two kinds of algorithm, for these are what the certificates of the national
authority and every PDF reader know:

    EC_SIGN_P256_SHA256                      ECDSA on P-256; the signature is the DER of (r, s), as PDF wants it
    RSA_SIGN_PKCS1_{2048,3072,4096}_SHA256   RSA with PKCS #1 v1.5; the signature is as long as the modulus

P-256 is the choice for a new key: it signs faster, and its signature is a quarter as long. RSA is there because most
national certificates are made for it. RSA-PSS does not occur.

Nothing is trusted to arrive unharmed (https://docs.cloud.google.com/kms/docs/data-integrity-guidelines): the request
says its checksum and the answer that it arrived whole, the answer says its own checksum and whose it is, and the
signature must fit the certificate.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from functions.shared.domain.office import SealKey
from functions.shared.trust.key_certificates import signed_by
from functions.shared.trust.sealing_key import KeyUnavailable

ATTEMPT_S = 1.5
"""How long one attempt may take: an HSM answers within some 200 ms, the first call also fetches a token."""
RETRYING_S = 2.0
"""How long attempts may begin; a call that nobody answers so ends after 3.5 s."""
ALGORITHMS = (
    "EC_SIGN_P256_SHA256",
    *("RSA_SIGN_PKCS1_2048_SHA256", "RSA_SIGN_PKCS1_3072_SHA256", "RSA_SIGN_PKCS1_4096_SHA256"),
)
Answer = TypeVar("Answer")


class _Damaged(Exception):
    """An answer that was harmed on its way, or is somebody else's."""


@dataclass(frozen=True)
class PublicKey:
    """The public half of a key's version: PEM (SubjectPublicKeyInfo), and what the version signs by."""

    pem: str
    algorithm: str


def kms_client(emulator: str | None = None) -> Any:
    """Google's client; `emulator` is host:port of an emulator, which speaks gRPC without TLS."""
    from google.cloud.kms_v1 import KeyManagementServiceClient

    if emulator is None:
        return KeyManagementServiceClient()
    import grpc
    from google.cloud.kms_v1.services.key_management_service.transports import KeyManagementServiceGrpcTransport

    channel = grpc.insecure_channel(emulator, options=[("grpc.max_reconnect_backoff_ms", 1000)])
    return KeyManagementServiceClient(transport=KeyManagementServiceGrpcTransport(channel=channel))


class CloudKms:
    """What we ask of Cloud KMS. The client is made at the first question."""

    def __init__(
        self, client: Callable[[], Any], *, attempt_s: float = ATTEMPT_S, retrying_s: float = RETRYING_S
    ) -> None:
        self._make_client = client
        self._client: Any = None
        self._attempt_s, self._retrying_s = attempt_s, retrying_s

    def sign(self, version: str, digest: bytes) -> bytes:
        """Have a SHA-256 digest signed by a version of a key, named by its resource name.

        Raises KeyUnavailable: nobody answers, the version is disabled, destroyed or unknown, or we may not use it.
        """
        from google.cloud.kms_v1 import AsymmetricSignRequest

        request = AsymmetricSignRequest(name=version, digest={"sha256": digest}, digest_crc32c=_checksum(digest))

        def ask(client: Any) -> bytes:
            answer = client.asymmetric_sign(request=request, retry=None, timeout=self._attempt_s)
            signature = bytes(answer.signature)
            if not answer.verified_digest_crc32c:
                raise _Damaged("the request did not arrive whole")
            _require_whole(version, answer.name, signature, answer.signature_crc32c)
            return signature

        return self._asked(version, ask)

    def public_key(self, version: str) -> PublicKey:
        """The public half of a version. Raises KeyUnavailable, as `sign` does."""
        from google.cloud.kms_v1 import GetPublicKeyRequest

        request = GetPublicKeyRequest(name=version)

        def ask(client: Any) -> PublicKey:
            answer = client.get_public_key(request=request, retry=None, timeout=self._attempt_s)
            _require_whole(version, answer.name, answer.pem.encode(), answer.pem_crc32c)
            return PublicKey(answer.pem, answer.algorithm.name)

        return self._asked(version, ask)

    def _asked(self, version: str, ask: Callable[[Any], Answer]) -> Answer:
        """The answer; what may pass by itself, and what came damaged, is asked for again."""
        from google.api_core.exceptions import (
            DeadlineExceeded,
            GoogleAPICallError,
            InternalServerError,
            RetryError,
            ServiceUnavailable,
        )
        from google.api_core.retry import Retry, if_exception_type
        from google.auth.exceptions import GoogleAuthError

        passing = if_exception_type(ServiceUnavailable, DeadlineExceeded, InternalServerError, _Damaged)
        retry = Retry(predicate=passing, initial=0.05, maximum=0.4, multiplier=2.0, timeout=self._retrying_s)
        try:
            if self._client is None:
                self._client = self._make_client()
            answer: Answer = retry(ask)(self._client)
        except RetryError as error:
            raise KeyUnavailable(f"{version}: {_told(error.cause)}") from error
        except (GoogleAPICallError, GoogleAuthError) as error:
            raise KeyUnavailable(f"{version}: {_told(error)}") from error
        return answer


class KmsKey:
    """A SealingKey: the version of a key in Cloud KMS, and the certificate that was issued for it."""

    def __init__(self, kms: CloudKms, key: SealKey) -> None:
        self._kms, self._version = kms, key.version
        self.certificate = key.certificate

    def sign_digest(self, digest: bytes) -> bytes:
        """Raises KeyUnavailable, also where the certificate belongs to another key."""
        signature = self._kms.sign(self._version, digest)
        if not signed_by(self.certificate, digest, signature):
            raise KeyUnavailable(f"{self._version}: the certificate is not this key's")
        return signature


def _require_whole(version: str, named: str, data: bytes, checksum: int) -> None:
    if named != version:
        raise _Damaged("the answer is another key's")
    if checksum != _checksum(data):
        raise _Damaged("the answer did not arrive whole")


def _checksum(data: bytes) -> int:
    import google_crc32c

    return int(google_crc32c.value(data))


def _told(error: BaseException | None) -> str:
    return str(error) if isinstance(error, _Damaged) else type(error).__name__
