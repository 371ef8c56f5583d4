"""What becomes of a request, through either channel: one key gets one result, in one batch with the links to the
refusals before it (clauses 2.1, 5.1, 10.1)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from flask import Response

from functions.shared.attachments import keep_attachments
from functions.shared.domain import errors
from functions.shared.domain.application import Application
from functions.shared.domain.refusal import Refusal
from functions.shared.log import LogEvent, log
from functions.shared.ports import AlreadyExists, VersionMismatch, Write
from functions.shared.races import Races
from functions.shared.records import APPLICATIONS, REFUSALS, load
from functions.submit.acceptance import hurry
from functions.submit.answers import answer
from functions.submit.refusal import announce, follow, unfollowed
from functions.submit.services import SubmitServices

Result = Application | Refusal


@dataclass(frozen=True)
class Submission:
    """What came in: `id` is made of the caller and the key, `body` is what the result's `request_sha256` names.

    `claim` is the path that one application alone may make of these contents, under whatever key they come.
    """

    id: str
    body: bytes
    claim: str
    cabinet: str
    children: frozenset[str]
    at: datetime
    attached: tuple[str, ...] = ()
    """The SHA-256 of each copy that it names."""

    @property
    def claim_of_refusal(self) -> str:
        """The path that one refusal alone may make of them: the same package, still incomplete, is the same refusal."""
        return f"{self.claim}-refused"


def keep(
    services: SubmitServices, given: Submission, make: Callable[[str | None], tuple[Result, list[Write]]]
) -> Response:
    """The answer, once the result is durable, or the one that this key got before.

    `make` is given the number of the refusal that the result follows, if any, and says what is to be written. It is
    asked again after a lost race. Raises AlreadySubmitted, IdempotencyKeyReused, AttachmentMissing or StoreUnavailable.
    """
    keep_attachments(services.attachments, given.attached)
    races = Races(given.id)
    while True:
        earlier = unfollowed(services, given.cabinet, given.children, given.at)
        if any(refusal.value.id == given.id for refusal in earlier):  # a second click, and the first was quicker
            before = stored_answer(services, given.id, given.body)
            assert before is not None  # it is the refusal that was just read
            return before
        result, writes = make(earlier[0].value.number if earlier else None)
        links = [write for refusal in earlier for write in follow(refusal, result.number, given.at)]
        try:
            services.documents.commit(*writes, *links)
        except (AlreadyExists, VersionMismatch) as error:
            before = stored_answer(services, given.id, given.body)
            if before is not None:
                return before
            claimed = services.documents.get(given.claim)
            if claimed is not None and "application" in claimed.fields:
                raise errors.AlreadySubmitted from error
            refused = services.documents.get(given.claim_of_refusal) if isinstance(result, Refusal) else None
            if refused is not None:
                return replayed(services, refused.fields["refusal"])
            races.lost(error)
            continue
        if isinstance(result, Application):
            hurry(services, result)
        else:
            announce(services, result)
        return answer(result)


def stored_answer(services: SubmitServices, identifier: str, body: bytes) -> Response | None:
    """The answer that this key got before; None for a new key. Raises IdempotencyKeyReused for another body."""
    result = stored_result(services, identifier)
    if result is None:
        return None
    if result.request_sha256 != hashlib.sha256(body).hexdigest():
        raise errors.IdempotencyKeyReused
    return replayed(services, identifier)


def stored_result(services: SubmitServices, identifier: str) -> Result | None:
    application = load(services.documents, Application, APPLICATIONS, identifier)
    if application is not None:
        return application.value
    refusal = load(services.documents, Refusal, REFUSALS, identifier)
    return refusal.value if refusal else None


def replayed(services: SubmitServices, identifier: str) -> Response:
    result = stored_result(services, identifier)
    assert result is not None  # whoever asks has seen it, or what was written in one batch with it
    log(LogEvent.REPLAYED, application=identifier)
    response = answer(result)
    response.headers["Idempotent-Replayed"] = "true"
    return response
