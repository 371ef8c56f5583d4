"""Listing objects: by prefix, rolled up at a delimiter, page by page, with their versions where asked."""

from __future__ import annotations

import base64
import binascii

from emulators.cloud_storage.conditions import number
from emulators.cloud_storage.exchange import ApiError, Call, Reply, Resource, invalid
from emulators.cloud_storage.objects import Objects
from emulators.cloud_storage.storage import Storage

LARGEST_PAGE = 1000
LAST = chr(0x10FFFF)
"""Sorts after every name that goes on."""


def listed(storage: Storage, objects: Objects, bucket: str, call: Call) -> Reply:
    """One page: `items`, `prefixes`, and `nextPageToken` where more follow. All versions of a name share a page."""
    storage.bucket(bucket)
    if "matchGlob" in call.params:
        raise ApiError(501, "notImplemented", "matchGlob is not emulated.")
    prefix, delimiter = call.params.get("prefix", ""), call.params.get("delimiter", "")
    size = min(number(call.params, "maxResults"), LARGEST_PAGE) if "maxResults" in call.params else LARGEST_PAGE
    after, versions = _position(call.params.get("pageToken", "")), call.flag("versions")
    items: list[Resource] = []
    prefixes: list[str] = []
    entry = last = ""
    start = max(prefix, call.params.get("startOffset", ""), after)
    for stored in storage.versions(bucket, start, call.params.get("endOffset"), live_only=not versions):
        name: str = stored.resource["name"]
        if not name.startswith(prefix):
            break
        if after and name <= after:
            continue
        entry = _entry(name, prefix, delimiter)
        if entry != last and len(items) + len(prefixes) >= size:
            return _page(items, prefixes, last)
        if entry == name:
            items.append(objects.shown(stored))
        elif entry != last:
            prefixes.append(entry)
        last = entry
    return _page(items, prefixes, None)


def _entry(name: str, prefix: str, delimiter: str) -> str:
    """The name itself, or what it is rolled up into."""
    head, found, _ = name[len(prefix) :].partition(delimiter) if delimiter else (name, "", "")
    return prefix + head + found if found else name


def _page(items: list[Resource], prefixes: list[str], last: str | None) -> Reply:
    page: Resource = {"kind": "storage#objects", "items": items, "prefixes": prefixes}
    if last is not None:
        position = last + LAST if prefixes and prefixes[-1] == last else last
        page["nextPageToken"] = base64.b64encode(position.encode()).decode()
    return Reply(body=page)


def _position(token: str) -> str:
    try:
        return base64.b64decode(token, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError) as error:
        raise invalid("Invalid page token") from error
