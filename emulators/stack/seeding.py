"""The directory of offices, put into the document store (clause 1.1)."""

from __future__ import annotations

import os
from typing import Any

from functions.shared.cloud.documents import documents
from functions.shared.codec import to_fields
from functions.shared.domain.facts import Name
from functions.shared.domain.language import Bilingual
from functions.shared.domain.office import Office
from functions.shared.ports import AlreadyExists, Create


def office(given: dict[str, Any]) -> Office:
    """A provider as the service keeps it, from the directory's JSON."""
    signer = given["authorised_signer"]
    return Office(
        id=given["id"],
        names=Bilingual(**given["names"]),
        bin=given["bin"],
        address=Bilingual(**given["address"]),
        signatory_position=Bilingual(**signer["position"]),
        signatory_name=Name(**signer["names"]["kk"]).full(),
        phone=given["phone"],
        territory=given["territory"],
    )


def seed_offices(project: str, emulator: str, offices: list[dict[str, Any]]) -> None:
    """Fill an empty directory; what is there already stays."""
    os.environ["FIRESTORE_EMULATOR_HOST"] = emulator  # the client takes the emulator's address from there alone
    store = documents(project)
    for given in offices:
        try:
            store.commit(Create(f"offices/{given['id']}", to_fields(office(given))))
        except AlreadyExists:
            continue
