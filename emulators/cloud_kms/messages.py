"""The protobuf messages of Cloud KMS v1 that are served here; `cloud_tasks.messages` says why the raw classes."""

from __future__ import annotations

from typing import Any

from google.cloud.kms_v1.types import resources, service

SERVICE = "google.cloud.kms.v1.KeyManagementService"
METHODS = ("AsymmetricSign", "GetPublicKey", "GetCryptoKeyVersion", "ListCryptoKeyVersions")
Message = Any
"""A protobuf message; its classes are made at run time, so there is no narrower static type."""


def behind(wrapper: Any) -> Any:
    """The protobuf class behind a proto-plus class."""
    return type(wrapper.pb(wrapper()))


REQUESTS = {method: behind(getattr(service, f"{method}Request")) for method in METHODS}
AsymmetricSignResponse = behind(service.AsymmetricSignResponse)
ListCryptoKeyVersionsResponse = behind(service.ListCryptoKeyVersionsResponse)
PublicKey = behind(resources.PublicKey)
CryptoKeyVersion = behind(resources.CryptoKeyVersion)
State: Any = resources.CryptoKeyVersion.CryptoKeyVersionState
Algorithm: Any = resources.CryptoKeyVersion.CryptoKeyVersionAlgorithm
SOFTWARE = int(resources.ProtectionLevel.SOFTWARE)
