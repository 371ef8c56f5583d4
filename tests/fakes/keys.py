"""Sealing keys in the hands of a test, without a directory and without Cloud KMS."""

from __future__ import annotations

from collections.abc import Mapping

from functions.shared.trust.sealing_key import SealingKey


class HeldKeys:
    """`SealingKeys` out of two mappings by office; change `keys` to give an office another key."""

    def __init__(self, keys: Mapping[str, SealingKey], bins: Mapping[str, str]) -> None:
        self.keys, self._bins = dict(keys), dict(bins)

    def key(self, office: str) -> SealingKey:
        return self.keys[office]

    def bins(self) -> Mapping[str, str]:
        return self._bins
