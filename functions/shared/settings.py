"""Settings, read from the environment once, at start. A function with a missing one does not start, and says which."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal, TypeVar

from pydantic import Field, Json, StringConstraints, TypeAdapter, ValidationError

S = TypeVar("S", bound="Settings")


class UnusableSettings(Exception):
    """Some settings are missing or of the wrong form; the message names them, never their values."""


@dataclass(frozen=True)
class IssuerSettings:
    """An issuer of tokens. `tasks_account` is set for Google's issuer: the e-mail that has the role of tasks."""

    issuer: str
    jwks_uri: str
    audience: str
    tasks_account: str | None = None


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What all functions need. Each field is the environment variable of its name in capitals."""

    project: str
    database: str = "(default)"
    location: str
    cabinet_key: Annotated[str, StringConstraints(pattern=r"^([0-9a-f]{2}){32,}$")] = field(repr=False)
    """The secret under which IINs are hashed into cabinets, hexadecimal, at least 32 bytes."""
    issuers: Json[tuple[IssuerSettings, ...]]
    trust_roots: Path
    """PEM file of the roots that are trusted."""
    trust_intermediates: Path
    """PEM file of the authorities between the roots and the holders; citizens' signatures do not bring them along."""
    issue_url: str
    """Where Cloud Tasks reaches the issue function."""
    submit_url: str
    """Where it reaches the submit function."""
    complaint_url: str
    """Where it reaches the complaint function."""
    ncanode_url: str | None = None
    """Root of an NCANode server (version 3), which verifies signatures by the Kazakh GOST algorithms."""
    tasks_account: str
    tasks_audience: str
    cloud_tasks_emulator_host: str | None = None
    attachments_bucket: str
    clock_file: Path | None = None
    """Local stack only: the file of the shared clock."""
    iin_check: Literal["on", "off"] = "on"
    """"off" only in the test contour of the certification authority, whose certificates carry impossible IINs."""

    together: ClassVar[tuple[str, ...]] = ()
    """Settings of which all are given or none."""

    @property
    def cabinet_secret(self) -> bytes:
        return bytes.fromhex(self.cabinet_key)

    @classmethod
    def from_environment(cls: type[S], environment: Mapping[str, str]) -> S:
        """Raises UnusableSettings."""
        given: dict[str, Any] = {}
        problems = []
        for setting in fields(cls):
            name = setting.name.upper()
            if environment.get(name):
                given[setting.name] = environment[name]
            elif setting.default is MISSING:
                problems.append(f"{name} is missing")
        there = [name.upper() for name in cls.together if name in given]
        if there:
            lacking = [name.upper() for name in cls.together if name not in given]
            problems += [f"{name} is missing, which {there[0]} needs" for name in lacking]
        if not problems:
            try:
                return TypeAdapter(cls).validate_python(given)
            except ValidationError as error:
                problems = [
                    f"{str(flaw['loc'][0]).upper()} {flaw['msg']}" for flaw in error.errors(include_input=False)
                ]
        raise UnusableSettings(f"{cls.__name__}: " + "; ".join(problems))


@dataclass(frozen=True, kw_only=True)
class AskingSettings(Settings):
    """Of a function that asks the registries."""

    registries_url: str
    registries_token: str = field(repr=False)
    registry_bins: Json[dict[str, str]]
    registry_budget: float = 4.0
    """Seconds that one round of registry questions may take in all."""


@dataclass(frozen=True, kw_only=True)
class SubmitSettings(AskingSettings):
    """The submit function needs nothing more."""


@dataclass(frozen=True, kw_only=True)
class IssueSettings(AskingSettings):
    certificates_bucket: str
    public_url: str
    """The origin of the public check page, in the QR of every certificate."""
    time_stamping_url: str
    kms_emulator_host: str | None = None
    """Local stack only: host:port of what stands in for Cloud KMS."""
    portal_url: str
    portal_secret: str = field(repr=False)
    archive_url: Annotated[str, StringConstraints(pattern=r"^https?://[^/?# ]+/?$")] | None = None
    """Root of the S3-compatible store in the country; without it nothing is copied."""
    archive_region: str | None = None
    archive_bucket: str | None = None
    archive_key_id: str | None = field(default=None, repr=False)
    archive_secret: str | None = field(default=None, repr=False)
    archive_years: Annotated[int, Field(ge=1, le=100)] | None = None
    """How long nobody can remove a copy, from its issue. It can be prolonged later, and never shortened."""
    together: ClassVar[tuple[str, ...]] = (
        *("archive_url", "archive_region", "archive_bucket", "archive_key_id", "archive_secret", "archive_years"),
    )


@dataclass(frozen=True, kw_only=True)
class ComplaintSettings(Settings):
    answers_bucket: str
    time_stamping_url: str
    kms_emulator_host: str | None = None
    """Local stack only: host:port of what stands in for Cloud KMS."""
