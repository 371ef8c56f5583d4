"""A file as an answer: its name, and the digest by which whoever receives it can tell that it came whole."""

from __future__ import annotations

import base64

from flask import Response

PDF = "application/pdf"


def file_response(
    data: bytes, name: str, *, media_type: str = PDF, sha256: str | None = None, to_save: bool = False
) -> Response:
    """`name` is plain ASCII. `sha256` (hexadecimal) is told where the record has it; `to_save` is for what no browser
    should open by itself."""
    response = Response(data, mimetype=media_type)
    response.headers["Content-Disposition"] = f'{"attachment" if to_save else "inline"}; filename="{name}"'
    if sha256 is not None:
        digest = base64.b64encode(bytes.fromhex(sha256)).decode()
        response.headers["Repr-Digest"] = f"sha-256=:{digest}:"  # RFC 9530
    return response
