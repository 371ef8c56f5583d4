"""The seal keys of the local directory: which file of the certification authority each version in Cloud KMS is.

Each office has the key that the law wants of it: providers one of their authorised person, in the ring "signers" (4.4),
and everybody who hears complaints one of its head, in the ring "heads" (11.9). The key of one provider has a second
version, which no office uses yet: with it a rotation can be tried.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from emulators.cloud_kms import KeyHolders, Pkcs12Key
from emulators.population.authority import NEXT, ROTATED
from functions.shared.domain.office import AnyOffice, Office, SealKey
from functions.shared.trust.office_keys import Purpose

HOLDERS = {Purpose.CERTIFICATES: "signer", Purpose.ANSWERS: "seal-head"}


def key_name(purpose: Purpose, office: str) -> str:
    """Without the project and the location that stand before it."""
    return f"keyRings/{purpose.value}/cryptoKeys/{office}"


def holders_of(offices: Iterable[AnyOffice]) -> KeyHolders:
    """Whose file each version of each key is, version 1 first."""
    held: dict[str, list[str]] = {}
    for office in offices:
        for purpose in purposes_of(office):
            held[key_name(purpose, office.id)] = [f"{HOLDERS[purpose]}-{office.id}"]
    held[key_name(Purpose.CERTIFICATES, ROTATED)].append(NEXT)
    return held


def purposes_of(office: AnyOffice) -> tuple[Purpose, ...]:
    return (Purpose.CERTIFICATES, Purpose.ANSWERS) if isinstance(office, Office) else (Purpose.ANSWERS,)


def with_keys(offices: Iterable[AnyOffice], authority: Path, parent: str) -> Iterator[AnyOffice]:
    """The offices with their keys and certificates, out of the state folder of the certification authority."""
    index = json.loads((authority / "index.json").read_text(encoding="utf-8"))
    entries = {entry["id"]: entry for entry in index["members"]}

    def key(purpose: Purpose, office: str) -> SealKey:
        entry = entries[f"{HOLDERS[purpose]}-{office}"]
        file = Pkcs12Key((authority / entry["file"]).read_bytes(), entry["password"])
        return SealKey(f"{parent}/{key_name(purpose, office)}/cryptoKeyVersions/1", file.certificate)

    for office in offices:
        held = replace(office, answers=key(Purpose.ANSWERS, office.id))
        if isinstance(held, Office):
            held = replace(held, seal=key(Purpose.CERTIFICATES, office.id))
        yield held
