"""Who calls: an OIDC token becomes a caller with one role and its bindings (design: "Callers")."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class Role(StrEnum):
    """Every role there is. A route names those it admits; PUBLIC admits everybody, with or without a token."""

    PUBLIC = "public"
    CITIZEN = "citizen"  # through the portal, bound to an IIN
    PSC_OPERATOR = "psc_operator"
    PSC_HEAD = "psc_head"
    PROVIDER_OFFICER = "provider_officer"
    PROVIDER_HEAD = "provider_head"
    AKIMAT_CLERK = "akimat_clerk"
    AKIMAT_HEAD = "akimat_head"
    QUALITY_OFFICER = "quality_officer"
    CONTACT_CENTRE = "contact_centre"
    TASK = "task"  # Cloud Tasks and Cloud Scheduler


OFFICIALS = frozenset(
    {
        Role.PSC_OPERATOR,
        Role.PSC_HEAD,
        Role.PROVIDER_OFFICER,
        Role.PROVIDER_HEAD,
        Role.AKIMAT_CLERK,
        Role.AKIMAT_HEAD,
        Role.QUALITY_OFFICER,
    }
)


@dataclass(frozen=True)
class Caller:
    """An authenticated caller. A citizen has an IIN, an official an office and, where the token tells it, a name."""

    role: Role
    subject: str
    iin: str | None = None
    office: str | None = None
    name: str | None = None

    def __repr__(self) -> str:
        return f"Caller({self.role})"  # no IIN in a log by way of a repr


ANYBODY = Caller(Role.PUBLIC, "")


class Callers(Protocol):
    def identify(self, authorization: str | None) -> Caller:
        """The caller of an `Authorization` header; ANYBODY without one. Raises Unauthenticated or Unavailable."""
