"""Attached documents, uploaded before the request that names them (clauses 9.5, 9.6).

The address is the document's SHA-256, so an upload can be repeated freely, and what was signed can be compared with
what was stored.
"""

from __future__ import annotations

import hashlib
import re

from functions.shared.attachments import attachment_name
from functions.shared.contract.portal import AttachmentStored
from functions.shared.domain import errors
from functions.shared.domain.language import Text
from functions.shared.http.routing import Call
from functions.submit.services import SubmitServices

LIMIT = 10 * 1024 * 1024
"""Bytes of one attachment."""
SHA256 = re.compile(r"[0-9a-f]{64}")


def media_type(data: bytes) -> str | None:
    """PDF, JPEG or PNG by its content, from its first to its last bytes; None for anything else."""
    if data.startswith(b"%PDF-") and b"%%EOF" in data[-1024:]:
        return "application/pdf"
    if data.startswith(b"\xff\xd8\xff") and b"\xff\xd9" in data[-1024:]:
        return "image/jpeg"
    if data.startswith(b"\x89PNG\r\n\x1a\n") and b"IEND" in data[-64:]:
        return "image/png"
    return None


def put_attachment(call: Call[SubmitServices]) -> AttachmentStored:
    """`PUT /v1/attachments/{sha256}`: idempotent; answered only after the document is stored."""
    call.services.maintenance.check()
    wanted = call.args["sha256"]
    if not SHA256.fullmatch(wanted):
        raise errors.NotFound
    data = call.body()
    if hashlib.sha256(data).hexdigest() != wanted:
        raise errors.AttachmentHashMismatch(
            Text(
                kk="Жіберілген құжаттың SHA-256 мәнін есептеп, мекенжайда кіші әріптермен көрсетіңіз.",
                ru="Вычислите SHA-256 отправляемого документа и укажите его в адресе строчными буквами.",
                en="Compute the SHA-256 of the document you send and put it into the address, in small letters.",
            )
        )
    kind = media_type(data)
    if kind is None:
        raise errors.AttachmentUnsupported
    call.services.attachments.create(attachment_name(wanted), data, kind)
    return AttachmentStored(sha256=wanted, media_type=kind, size=len(data))
