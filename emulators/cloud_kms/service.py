"""The methods of google.cloud.kms.v1.KeyManagementService, each from its request message to its answer."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

import google_crc32c
import grpc

from emulators.cloud_kms.faults import KmsFaults
from emulators.cloud_kms.keys import Pkcs12Key, Versions
from emulators.cloud_kms.messages import (
    METHODS,
    REQUESTS,
    SERVICE,
    SOFTWARE,
    Algorithm,
    AsymmetricSignResponse,
    CryptoKeyVersion,
    ListCryptoKeyVersionsResponse,
    Message,
    PublicKey,
    State,
)
from emulators.harness import Faults

LARGEST_PAGE = 1000
_SHA256_BYTES = 32


class Refused(Exception):
    """What the API refuses: a gRPC status and a sentence, worded like the service's own."""

    def __init__(self, code: grpc.StatusCode, message: str) -> None:
        super().__init__(message)
        self.code, self.message = code, message


class CloudKmsService:
    def __init__(self, versions: Versions, faults: Faults[KmsFaults]) -> None:
        self._versions, self._faults = versions, faults
        self._lock = threading.Lock()
        self.operations: Counter[str] = Counter()

    def handler(self) -> Any:
        """What a gRPC server needs; no generated code takes part."""
        methods = {
            method: grpc.unary_unary_rpc_method_handler(
                self._guarded(method),
                request_deserializer=REQUESTS[method].FromString,
                response_serializer=lambda message: message.SerializeToString(),
            )
            for method in METHODS
        }
        return grpc.method_handlers_generic_handler(SERVICE, methods)

    def _guarded(self, name: str) -> Callable[[Message, Any], Message]:
        """The method counted, late or failing as the faults ask, and its refusals as gRPC statuses."""
        method: Callable[[Message], Message] = getattr(self, name)

        def call(request: Message, context: Any) -> Message:
            with self._lock:
                self.operations[name] += 1
            time.sleep(self._faults.now.slow_s)
            try:
                self._fail_on_request()
                return method(request)
            except Refused as refused:
                context.abort(refused.code, refused.message)

        return call

    def _fail_on_request(self) -> None:
        if random.random() < self._faults.now.unavailable:
            raise Refused(grpc.StatusCode.UNAVAILABLE, "The service is currently unavailable.")
        if self._faults.now.forbidden:
            raise Refused(grpc.StatusCode.PERMISSION_DENIED, "Permission denied, or the resource may not exist.")

    # ------------------------------------------------------------ methods

    def AsymmetricSign(self, request: Message) -> Message:
        key = self._enabled(request.name)
        digest = request.digest.sha256
        if len(digest) != _SHA256_BYTES:
            raise Refused(grpc.StatusCode.INVALID_ARGUMENT, "Digest.sha256 must be 32 bytes: the key signs SHA-256.")
        arrived_whole = None
        if request.HasField("digest_crc32c"):
            arrived_whole = request.digest_crc32c.value == google_crc32c.value(digest)
            if not arrived_whole:
                raise Refused(grpc.StatusCode.INVALID_ARGUMENT, "The checksum in digest_crc32c does not match.")
        signature = key.sign_digest(digest)
        damage = self._faults.now.damage
        return AsymmetricSignResponse(
            name=self._named(request.name),
            signature=_harmed(signature) if damage == "signature" else signature,
            signature_crc32c={"value": _checksum(signature, damage)},
            verified_digest_crc32c=bool(arrived_whole) and damage != "digest",
            protection_level=SOFTWARE,
        )

    def GetPublicKey(self, request: Message) -> Message:
        key = self._enabled(request.name)
        damage, pem = self._faults.now.damage, key.public_pem
        return PublicKey(
            name=self._named(request.name),
            pem=pem[:40] + pem[41:] if damage == "signature" else pem,
            pem_crc32c={"value": _checksum(pem.encode(), damage)},
            algorithm=int(Algorithm[key.algorithm]),
            protection_level=SOFTWARE,
        )

    def GetCryptoKeyVersion(self, request: Message) -> Message:
        return self._version(request.name)

    def ListCryptoKeyVersions(self, request: Message) -> Message:
        if request.filter or request.order_by:
            raise Refused(grpc.StatusCode.UNIMPLEMENTED, "A filter or an order of versions: not emulated.")
        try:
            names = self._versions.of_key(request.parent)
        except KeyError:
            raise Refused(grpc.StatusCode.NOT_FOUND, f"CryptoKey {request.parent} not found.") from None
        if not request.page_token.isdigit() and request.page_token:
            raise Refused(grpc.StatusCode.INVALID_ARGUMENT, "The page token is not one of ours.")
        start, size = int(request.page_token or 0), min(request.page_size or LARGEST_PAGE, LARGEST_PAGE)
        return ListCryptoKeyVersionsResponse(
            crypto_key_versions=[self._version(name) for name in names[start : start + size]],
            next_page_token=str(start + size) if start + size < len(names) else "",
            total_size=len(names),
        )

    # ------------------------------------------------------------ versions

    def _open(self, name: str) -> Pkcs12Key:
        try:
            return self._versions.open(name)
        except KeyError:
            raise Refused(grpc.StatusCode.NOT_FOUND, f"CryptoKeyVersion {name} not found.") from None

    def _state(self, name: str) -> Any:
        if name in self._faults.now.destroyed:
            return State.DESTROYED
        return State.DISABLED if name in self._faults.now.disabled else State.ENABLED

    def _enabled(self, name: str) -> Pkcs12Key:
        key, state = self._open(name), self._state(name)
        if state is not State.ENABLED:
            told = f"{name} is not enabled, current state is: {state.name}."
            raise Refused(grpc.StatusCode.FAILED_PRECONDITION, told)
        return key

    def _version(self, name: str) -> Message:
        key = self._open(name)
        version = CryptoKeyVersion(
            name=name,
            state=int(self._state(name)),
            algorithm=int(Algorithm[key.algorithm]),
            protection_level=SOFTWARE,
        )
        version.create_time.FromDatetime(key.held_by.not_valid_before_utc)
        version.generate_time.CopyFrom(version.create_time)
        return version

    def _named(self, name: str) -> str:
        return f"{name}0" if self._faults.now.damage == "name" else name


def _harmed(data: bytes) -> bytes:
    return data[:-1] + bytes([data[-1] ^ 1])


def _checksum(data: bytes, damage: str) -> int:
    return int(google_crc32c.value(data)) ^ (damage == "checksum")
