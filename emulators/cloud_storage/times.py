"""Times as the JSON API writes them: RFC 3339, UTC, always with microseconds."""

from __future__ import annotations

from datetime import UTC, datetime

from emulators.cloud_storage.exchange import invalid


def written(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def read(text: object) -> datetime:
    """Raises ApiError 400 for what is not a time with a zone."""
    try:
        moment = datetime.fromisoformat(str(text))
    except ValueError as error:
        raise invalid(f"Invalid time: {text}") from error
    if moment.tzinfo is None:
        raise invalid(f"Invalid time: {text}")
    return moment
