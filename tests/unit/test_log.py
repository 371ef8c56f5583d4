"""Logs: one vocabulary, one line each, and nothing personal however it got there."""

from __future__ import annotations

import io
import json

import pytest

from functions.shared.log import WITHHELD, LogEvent, Severity, log


def line(**fields: object) -> dict[str, object]:
    out = io.StringIO()
    log(LogEvent.REQUEST, Severity.INFO, out, **fields)
    written: dict[str, object] = json.loads(out.getvalue())
    return written


def test_plain_values_are_written() -> None:
    assert line(status=200, route="/v1/applications/<id>", ms=1.5, done=None)["route"] == "/v1/applications/<id>"


@pytest.mark.parametrize(
    "value", ["850101100012", "call 850101100012 now", "Әлиева", "a\nb", "x" * 400, {"iin": 1}, ["a"], b"bytes"]
)
def test_what_could_be_personal_is_withheld(value: object) -> None:
    assert line(value=value)["value"] == WITHHELD


def test_a_hash_may_hold_twelve_digits_in_a_row() -> None:
    assert line(application="ab850101100012cd")["application"] == "ab850101100012cd"
