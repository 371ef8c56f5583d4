"""Who holds a certificate: the members of the population, as `--population FILE` lists them.

The file is a JSON list of objects with the fields of `Member`; a field that does not apply is left out.
"""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter


class Kind(StrEnum):
    """What a member's certificate is for, and what is wrong with it."""

    PERSON = "person"  # a natural person's signing key
    AUTHENTICATION = "authentication"  # a natural person's key for logging in: it must not sign
    REVOKED = "revoked"  # a natural person's signing key, revoked before the start
    EXPIRED = "expired"  # a natural person's signing key, expired before the start
    ROGUE = "rogue"  # a natural person's signing key from a forged authority with the same names
    ORGANISATION = "organisation"  # an employee who is authorised to sign for the organisation
    EMPLOYEE = "employee"  # an employee who is not
    REGISTRY = "registry"  # the information system of an organisation, which signs by itself


class Member(BaseModel):
    """A holder of a key. `id` names the file of the key, so it holds nothing personal."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{0,60}$")
    kind: Kind
    iin: str | None = None
    bin: str | None = None
    surname: str = ""
    name: str = ""
    patronymic: str | None = None
    organisation: str | None = None
    rsa: bool = False
    """An RSA-2048 key, as most national certificates have, instead of a P-256 key, which is made at once."""


_MEMBERS = TypeAdapter(list[Member])


def load_population(path: Path) -> list[Member]:
    """Raises ValueError (pydantic's) for a file of another shape, or where an id stands twice."""
    members = _MEMBERS.validate_python(json.loads(path.read_text(encoding="utf-8")))
    if len({member.id for member in members}) < len(members):
        raise ValueError("an id of the population stands twice")
    return members
