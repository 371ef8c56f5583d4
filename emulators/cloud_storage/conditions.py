"""Preconditions on generation and metageneration, as query parameters give them."""

from __future__ import annotations

from collections.abc import Mapping

from emulators.cloud_storage.exchange import ApiError, Resource, invalid

CONDITIONS = {
    "ifGenerationMatch": ("generation", True),
    "ifGenerationNotMatch": ("generation", False),
    "ifMetagenerationMatch": ("metageneration", True),
    "ifMetagenerationNotMatch": ("metageneration", False),
}


def number(params: Mapping[str, str], name: str) -> int:
    try:
        return int(params[name])
    except ValueError as error:
        raise invalid(f"Invalid value for {name}: {params[name]}") from error


def check(existing: Resource | None, params: Mapping[str, str], *, reading: bool = False) -> None:
    """Raise ApiError 412 where a condition does not hold, or 304 where a reader has that version already.

    What does not exist has generation 0, so `ifGenerationMatch=0` means "create only".
    """
    for name, (field, should_match) in CONDITIONS.items():
        if name not in params:
            continue
        have = int(existing[field]) if existing else 0
        if (have == number(params, name)) != should_match:
            status = 304 if reading and not should_match else 412
            raise ApiError(status, "conditionNotMet", "At least one of the pre-conditions you specified did not hold.")
