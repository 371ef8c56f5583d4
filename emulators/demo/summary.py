"""The lines of out/demo/summary.json, one for each scene; paths are relative to the project."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Case:
    """`seconds` are the service's own, from the acceptance to the answer, or real ones where the clock is not moved."""

    scene: str
    application: str | None = None
    number: str | None = None
    status: str
    seconds: float
    certificate_pdf: str | None = None
    check_url: str | None = None
    certificate: str | None = None
    reasons: tuple[str, ...] = ()
    overdue: bool = False


@dataclass(frozen=True, kw_only=True)
class PaperCase(Case):
    """A case that began at a desk, and a certificate that ended in a hand."""

    receipt_pdf: str
    print_pdf: str
    copy: str
    """The number of the copy in the journal (4.3)."""


@dataclass(frozen=True, kw_only=True)
class RefusalCase(Case):
    """A refused package; `reasons` say what was missing, `followed_by` is the number under which it was issued then."""

    receipt_pdf: str
    followed_by: str | None = None


@dataclass(frozen=True, kw_only=True)
class ComplaintCase(Case):
    """A complaint, `seconds` from its receipt to its answer; `alarms` are their kinds, in the order in which they came.

    `number` is what people say on the phone, `incoming_number` the line in the journal of the year (11.3).
    """

    incoming_number: str
    coupon_pdf: str
    answer_pdf: str
    alarms: tuple[str, ...]
    appeal: str
    """The number of the appeal at the quality authority (11.10)."""


@dataclass(frozen=True, kw_only=True)
class QueueCase(Case):
    """A day's line, from first arrival to last leaving; `breaches` are the tickets that waited too long (2.2)."""

    tickets: tuple[str, ...]
    breaches: tuple[str, ...]
    longest_wait_seconds: float
