"""A bundle: the documents of one case in one file, which gives every one of them back exactly.

It is what the archive in the country keeps of a case, and what a case is restored from. The file is a ZIP whose entries
are stored, not compressed, so that nothing but a ZIP's directory stands between a reader in fifty years and the text:

    bundle.json                     {"documents": 12, "format": "anyqtama-bundle", "version": 1}
    applications/{id}.json          the fields of the document `applications/{id}`, as JSON in UTF-8
    applications/{id}/events/….json and so on: the document's path, and ".json"

JSON has no bytes and no moments, so a map of one key that begins with "$" stands for what it lacks:

    {"$bytes": "AAEC"}                              bytes, in base64 (RFC 4648, 4)
    {"$time": "2026-11-22T05:00:00.000001+00:00"}   a moment, in UTC, to the microsecond (RFC 3339)
    {"$float": "nan"}                               nan, inf or -inf, which JSON does not know (RFC 8259, 6)
    {"$map": {…}}                                   a map that has itself a key beginning with "$"

The same documents give the same bytes on every machine: names and keys are sorted, every date is the ZIP's earliest.
"""

from __future__ import annotations

import base64
import io
import json
import math
import struct
import zipfile
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from functions.shared.ports import Document, Fields

FORMAT, VERSION = "anyqtama-bundle", 1
HEADER = "bundle.json"
SUFFIX = ".json"
EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The first moment that a ZIP can name: a bundle does not tell when it was made."""
UNIX, READABLE = 3, 0o100644 << 16
BYTES, TIME, FLOAT, MAP = "$bytes", "$time", "$float", "$map"
DAMAGED = (zipfile.BadZipFile, EOFError, NotImplementedError, OverflowError, RuntimeError, ValueError, struct.error)
"""What zipfile raises for a file that is no ZIP, or no longer the one that was written."""
NOT_IN_JSON = frozenset({"nan", "inf", "-inf"})


class UnreadableBundle(ValueError):
    """The file is no bundle of ours, or was damaged; the message names the entry and what is the matter with it."""


def bundle(documents: Iterable[Document]) -> bytes:
    """The documents as a file. Raises ValueError for a path that comes twice, TypeError for a value that no document
    can hold (see `ports.Fields`)."""
    entries: dict[str, bytes] = {}
    for document in documents:
        name = document.path + SUFFIX
        if name in entries or name == HEADER:
            raise ValueError(f"the document {document.path} cannot stand in a bundle a second time")
        entries[name] = write_fields(document.fields)
    header = _as_json({"documents": len(entries), "format": FORMAT, "version": VERSION})
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as file:
        for name, data in [(HEADER, header), *sorted(entries.items())]:
            entry = zipfile.ZipInfo(name, EARLIEST)
            entry.create_system, entry.external_attr = UNIX, READABLE
            file.writestr(entry, data)
    return out.getvalue()


def read_bundle(data: bytes) -> list[tuple[str, Fields]]:
    """Paths and fields of the documents in a bundle, by path. Raises UnreadableBundle."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            entries = file.infolist()
            texts = {entry.filename: _stored(file, entry) for entry in entries}
    except UnreadableBundle:
        raise
    except DAMAGED as error:
        raise UnreadableBundle(f"this is no bundle: {error}") from error
    if HEADER not in texts:
        raise UnreadableBundle(f"this is no bundle: it has no {HEADER}")
    header = _parsed(HEADER, texts.pop(HEADER))
    if (header.get("format"), header.get("version")) != (FORMAT, VERSION):
        raise UnreadableBundle(f"{HEADER}: expected format {FORMAT}, version {VERSION}")
    if header.get("documents") != len(texts) or len(entries) != len(texts) + 1:
        raise UnreadableBundle(f"{HEADER}: expected {header.get('documents')} documents, found {len(entries) - 1}")
    return [(_path(name), read_fields(name, text)) for name, text in sorted(texts.items())]


def write_fields(fields: Fields) -> bytes:
    """Fields as one entry of a bundle holds them. Raises TypeError."""
    return _as_json(_written(dict(fields)))


def read_fields(name: str, text: bytes) -> Fields:
    """The fields of one entry. Raises UnreadableBundle, which names the entry."""
    try:
        fields = _read(_parsed(name, text))
    except UnreadableBundle:
        raise
    except (ValueError, TypeError, RecursionError) as error:
        raise UnreadableBundle(f"{name}: {error}") from error
    if not isinstance(fields, dict):
        raise UnreadableBundle(f"{name}: expected the fields of a document")
    return fields


def _as_json(value: Any) -> bytes:
    """JSON as people read it, the same for the same value."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False, sort_keys=True, indent=1).encode()


def _written(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else {FLOAT: str(value)}
    if isinstance(value, bytes):
        return {BYTES: base64.b64encode(value).decode()}
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise TypeError("a moment without a zone cannot be kept")
        return {TIME: value.astimezone(UTC).isoformat(timespec="microseconds")}
    if isinstance(value, list | tuple):
        return [_written(item) for item in value]
    if isinstance(value, dict):
        if not all(isinstance(key, str) for key in value):
            raise TypeError("the keys of a map are strings")
        written = {key: _written(item) for key, item in value.items()}
        return {MAP: written} if any(key.startswith("$") for key in value) else written
    raise TypeError(f"a document cannot hold a {type(value).__name__}")


def _read(value: Any) -> Any:
    """Raises ValueError or TypeError where a map with a "$" is none of the four."""
    if isinstance(value, list):
        return [_read(item) for item in value]
    if not isinstance(value, dict):
        return value
    if not any(key.startswith("$") for key in value):
        return {key: _read(item) for key, item in value.items()}
    ((tag, held),) = value.items()
    if tag == BYTES:
        return base64.b64decode(held, validate=True)
    if tag == TIME:
        moment = datetime.fromisoformat(held)
        if moment.tzinfo is None:
            raise ValueError("a moment without a zone")
        return moment
    if tag == FLOAT and held in NOT_IN_JSON:
        return float(held)
    if tag == MAP and isinstance(held, dict):
        return {key: _read(item) for key, item in held.items()}
    raise ValueError(f"unknown: {tag}")


def _stored(file: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """The bytes of an entry; the ZIP's own checksum is compared while they are read."""
    if entry.compress_type != zipfile.ZIP_STORED:
        raise UnreadableBundle(f"{entry.filename}: a bundle is not compressed")
    return file.read(entry)


def _parsed(name: str, text: bytes) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UnreadableBundle(f"{name}: expected JSON in UTF-8") from error
    if not isinstance(value, dict):
        raise UnreadableBundle(f"{name}: expected a map")
    return value


def _path(name: str) -> str:
    path = name.removesuffix(SUFFIX)
    parts = path.split("/")
    if path == name or len(parts) % 2 or {"", ".", ".."} & set(parts):
        raise UnreadableBundle(f"{name}: expected the path of a document and {SUFFIX}")
    return path
