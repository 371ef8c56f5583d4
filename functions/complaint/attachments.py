"""One attachment of a complaint, as it was uploaded (clauses 9.5, 11.11).

The file for a court has room for 20 MiB of documents; what does not fit there is had here, one at a time.
"""

from __future__ import annotations

import hashlib
import re

from flask import Response

from functions.complaint.records import find_visible
from functions.complaint.services import ComplaintServices
from functions.shared.attachments import attachment_name
from functions.shared.domain import errors
from functions.shared.domain.complaint import Complaint
from functions.shared.http.files import file_response
from functions.shared.http.routing import Call

OTHER = "application/octet-stream"
BEGINNINGS = {b"%PDF-": "application/pdf", b"\xff\xd8\xff": "image/jpeg", b"\x89PNG": "image/png"}
"""How the attachments begin that an upload lets in."""
ENDINGS = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png", OTHER: "bin"}
PLACE = re.compile(r"[1-9][0-9]{0,3}")


def get_attachment(call: Call[ComplaintServices]) -> Response:
    """`GET /v1/complaints/{id}/attachments/{n}`, n from 1: for whoever may see the complaint. Raises NotFound."""
    complaint, asked = find_visible(call).value, call.args["n"]
    if not PLACE.fullmatch(asked) or int(asked) > len(complaint.attachments):
        raise errors.NotFound
    sha256 = complaint.attachments[int(asked) - 1]
    data = stored(call.services, sha256)
    if data is None or hashlib.sha256(data).hexdigest() != sha256:
        raise RuntimeError("a stored attachment is not the one that was registered")
    kind = media_type(data)
    name = f"attachment-{complaint.number}-{asked}.{ENDINGS[kind]}"
    return file_response(data, name, media_type=kind, sha256=sha256, to_save=True)


def address_of(complaint: Complaint, n: int) -> str:
    """Where the service gives the n-th attachment."""
    return f"/v1/complaints/{complaint.id}/attachments/{n}"


def stored(services: ComplaintServices, sha256: str) -> bytes | None:
    """What lies in the bucket under this address, which nobody has compared yet."""
    return services.attachments.read(attachment_name(sha256))


def media_type(data: bytes) -> str:
    """By its content; nothing else is let in, so anything else is a document that was changed."""
    return next((kind for magic, kind in BEGINNINGS.items() if data.startswith(magic)), OTHER)
