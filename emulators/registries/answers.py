"""Making a registry's answer, right or wrong on request, and signing it."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from emulators.certification_authority.signing import sign_cms
from emulators.registries.faults import Mode
from emulators.registries.records import Records
from functions.shared.domain.facts import Registry
from functions.shared.ports import Clock

Iin = Field(pattern=r"^[0-9]{12}$")


class Question(BaseModel, ABC):
    """What every registry wants to know before it answers."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    request_id: str = Field(min_length=8, max_length=64)
    purpose: str = Field(min_length=1, max_length=100)
    consent: str = Field(min_length=1, max_length=100)

    @abstractmethod
    def subject(self) -> str:
        """Whom the question is about: an IIN."""


class PersonQuestion(Question):
    iin: str = Iin

    def subject(self) -> str:
        return self.iin


class BirthQuestion(Question):
    child_iin: str = Iin

    def subject(self) -> str:
        return self.child_iin


class OrdersQuestion(Question):
    guardian_iin: str = Iin

    def subject(self) -> str:
        return self.guardian_iin


QUESTIONS: dict[Registry, type[Question]] = {
    Registry.PERSONS: PersonQuestion,
    Registry.BIRTHS: BirthQuestion,
    Registry.GUARDIANSHIP: OrdersQuestion,
}
_SUBJECT = {Registry.PERSONS: "iin", Registry.BIRTHS: "child_iin", Registry.GUARDIANSHIP: "guardian_iin"}


@dataclass(frozen=True)
class SigningKey:
    """A registry's PKCS#12 file."""

    pkcs12: bytes
    password: str


def load_keys(folder: Path) -> dict[Registry, SigningKey]:
    """The registries' keys as the certification authority wrote them. Raises FileNotFoundError, KeyError."""
    index = json.loads((folder / "index.json").read_text(encoding="utf-8"))
    entries = {entry["id"]: entry for entry in index["members"]}
    keys = {}
    for registry in Registry:
        entry = entries[f"registry-{registry}"]
        keys[registry] = SigningKey((folder / entry["file"]).read_bytes(), entry["password"])
    return keys


@dataclass(frozen=True)
class _Draft:
    """An answer before it is signed."""

    request_id: str
    answered_at: str
    query: dict[str, str]
    records: list[dict[str, Any]]


class Answers:
    """Answers questions from the records, signed with the registry's key."""

    def __init__(self, records: Records, keys: dict[Registry, SigningKey], clock: Clock) -> None:
        self._records = records
        self._keys = keys
        self._clock = clock

    def answer(self, registry: Registry, question: Question, mode: Mode | None = None) -> bytes:
        """The CMS (DER). `mode` makes it wrong in that way."""
        now = self._clock.now()
        draft = _Draft(
            request_id=question.request_id,
            answered_at=now.isoformat(),
            query=question.model_dump(exclude={"request_id"}),
            records=self._records.about(registry, question.subject()),
        )
        if mode == "stale_request":
            draft = replace(
                draft, request_id=question.request_id[::-1], answered_at=(now - timedelta(hours=1)).isoformat()
            )
        if mode == "wrong_subject":
            draft = self._about_somebody_else(registry, question, draft)
        content = _content(registry, draft)
        if mode == "malformed":
            content = content[: len(content) // 2]
        cms = self._sign(_NEXT[registry] if mode == "wrong_signer" else registry, content)
        return cms[:-1] + bytes([cms[-1] ^ 1]) if mode == "bad_signature" else cms

    def _about_somebody_else(self, registry: Registry, question: Question, draft: _Draft) -> _Draft:
        records = self._records.about_somebody_else(registry, question.subject())
        query = draft.query | ({_SUBJECT[registry]: records[0][_SUBJECT[registry]]} if records else {})
        return replace(draft, query=query, records=records)

    def _sign(self, registry: Registry, content: bytes) -> bytes:
        key = self._keys[registry]
        return sign_cms(content, key.pkcs12, key.password, signed_at=self._clock.now())


_NEXT = {
    Registry.PERSONS: Registry.BIRTHS,
    Registry.BIRTHS: Registry.GUARDIANSHIP,
    Registry.GUARDIANSHIP: Registry.PERSONS,
}


def _content(registry: Registry, draft: _Draft) -> bytes:
    record: dict[str, Any] | None
    if registry is Registry.GUARDIANSHIP:
        record = {"orders": draft.records}
    else:
        record = draft.records[0] if draft.records else None
    answer = {
        "registry": registry.value,
        "request_id": draft.request_id,
        "answered_at": draft.answered_at,
        "query": draft.query,
        "found": bool(draft.records),
        "record": record,
    }
    return json.dumps(answer, ensure_ascii=False).encode()
