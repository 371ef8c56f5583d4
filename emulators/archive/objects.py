"""What the store holds, from behind: how much, and how an object is damaged or lost, as in no honest store."""

from __future__ import annotations

import os
from typing import Any

ACCOUNT = "123456789012"
"""moto's own."""


class UnknownObject(Exception):
    """There is no object of that name."""


class Objects:
    """One bucket of moto's memory, made with object lock. Everything is gone when the program ends."""

    def __init__(self, bucket: str, region: str) -> None:
        os.environ.setdefault("MOTO_ACCOUNT_ID", ACCOUNT)
        from moto.s3.models import s3_backends

        self.bucket = bucket
        self._backend: Any = s3_backends[ACCOUNT]["aws"]
        made = self._backend.create_bucket(bucket, region)
        made.versioning_status = "Enabled"
        made.object_lock_enabled = True

    def counts(self) -> dict[str, int]:
        keys = [key for key in list(self._keys().values()) if hasattr(key, "value")]
        return {"objects": len(keys), "stored": sum(int(key.contentsize) for key in keys)}

    def damage(self, name: str) -> None:
        """Change a byte in the middle of what is there. Raises UnknownObject."""
        key = self._key(name)
        data = bytearray(key.value)
        data[len(data) // 2] ^= 1
        key.value = bytes(data)

    def lose(self, name: str) -> None:
        """All versions of it, lock or no lock. Raises UnknownObject."""
        self._key(name)
        self._keys().pop(name)

    def empty(self) -> None:
        for name in list(self._keys()):
            self._keys().pop(name)

    def remove(self) -> None:
        """The bucket too, so that another emulator of this process can make it anew."""
        self.empty()
        self._backend.delete_bucket(self.bucket)

    def _key(self, name: str) -> Any:
        key = self._keys().get(name)
        if key is None or not hasattr(key, "value"):
            raise UnknownObject(name)
        return key

    def _keys(self) -> Any:
        return self._backend.buckets[self.bucket].keys
