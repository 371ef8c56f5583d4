"""The sealing keys of the directory of offices, as it stands now.

The directory is read again every minute, so a key that is changed there seals from the next minute on, and no function
is started anew. An office that was taken out of service keeps its place here: what it has accepted is still to be
sealed, and what it has sealed still to be checked. Whose key is to rest loses it in the directory.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Protocol

from functions.shared.domain.office import AnyOffice, Office, SealKey
from functions.shared.offices import Offices
from functions.shared.trust.sealing_key import SealingKey


class Purpose(StrEnum):
    """What a key seals. The values are the key rings of Cloud KMS that hold the keys."""

    CERTIFICATES = "signers"
    """By the authorised persons of providers (4.4)."""
    ANSWERS = "heads"
    """By the heads of whoever hears complaints (11.9)."""


class SealingKeys(Protocol):
    """With what each office seals."""

    def key(self, office: str) -> SealingKey:
        """Raises KeyError for an office that has none, or no BIN that its certificate could bear."""

    def bins(self) -> Mapping[str, str]:
        """The BIN of each office whose seals count, by the office's id: the certificate of a seal must bear it."""


class OfficeKeys:
    """The keys of one purpose; `opened` makes usable what the directory names."""

    def __init__(self, offices: Offices, purpose: Purpose, opened: Callable[[SealKey], SealingKey]) -> None:
        self._offices, self._purpose, self._opened = offices, purpose, opened

    def key(self, office: str) -> SealingKey:
        found = self._offices.ever(office)
        named = key_of(found, self._purpose) if found is not None and found.bin else None
        if named is None:
            raise KeyError(office)
        return self._opened(named)

    def bins(self) -> dict[str, str]:
        entitled = Office if self._purpose is Purpose.CERTIFICATES else AnyOffice
        return {each.id: each.bin for each in self._offices.all_ever() if isinstance(each, entitled) and each.bin}


def key_of(office: AnyOffice, purpose: Purpose) -> SealKey | None:
    """The key that the directory names for this purpose; only providers issue certificates."""
    if purpose is Purpose.ANSWERS:
        return office.answers
    return office.seal if isinstance(office, Office) else None
