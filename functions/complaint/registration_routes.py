"""The routes of registration: a complaint comes in, is completed, forwarded, given to its executor (11.1 to 11.6)."""

from __future__ import annotations

from functions.complaint.assignment import name_executor
from functions.complaint.forwarding import forward
from functions.complaint.parts import give_parts
from functions.complaint.reading import get_complaint, get_coupon, get_stamp, list_complaints
from functions.complaint.records import CLERK_ROLES, HEAD_ROLES, STAFF
from functions.complaint.registration import register_complaint
from functions.complaint.services import ComplaintServices
from functions.shared.contract import complaint
from functions.shared.domain import complaint_errors, errors
from functions.shared.http.callers import Role
from functions.shared.http.routing import Route

PAPERS_AT_ONCE = 2
"""Papers are drawn one after another: whoever waits for one holds a thread that everybody else needs."""
REGISTRATION_PROBLEMS: tuple[type[errors.Problem], ...] = (
    errors.MalformedBody,
    errors.IdempotencyKeyMissing,
    errors.IdempotencyKeyReused,
    errors.AlreadySubmitted,
    errors.InvalidFields,
    errors.SignatureInvalid,
    errors.SignerNotApplicant,
    errors.SignatureUncheckable,
    errors.AttachmentMissing,
    errors.OtherOffice,
    errors.BodyTooLarge,
    errors.Maintenance,
    errors.CalendarUnknown,
    complaint_errors.OfficeUnknown,
    complaint_errors.ReceivedInFuture,
    complaint_errors.ReceivedLongAgo,
)

REGISTRATION_ROUTES: tuple[Route[ComplaintServices], ...] = (
    Route(
        "POST",
        "/v1/complaints",
        CLERK_ROLES | {Role.CITIZEN},
        register_complaint,
        "Register a complaint; the answer says its incoming number and its term",
        clauses=("11.1", "11.2", "11.3", "11.5", "11.6", "11.8", "11.10", "14.1"),
        body=complaint.ComplaintBody,
        signed=(complaint.PortalComplaint,),
        answer=complaint.ComplaintRegistered,
        status=201,
        problems=REGISTRATION_PROBLEMS,
        headers=("Idempotency-Key",),
    ),
    Route(
        "GET",
        "/v1/complaints",
        STAFF | {Role.CITIZEN},
        list_complaints,
        "The complaints that the caller's office has, or the citizen's own",
        clauses=("11.4", "15.1"),
        answer=complaint.ComplaintList,
        query=("state", "order", "cursor"),
        problems=(errors.CursorInvalid, errors.InvalidFields),
    ),
    Route(
        "GET",
        "/v1/complaints/<id>",
        STAFF | {Role.CITIZEN},
        get_complaint,
        "One complaint: stage, term and answer; for its offices everything",
        clauses=("11.8", "11.10", "15.1"),
        answer=complaint.ComplaintSeen,
        problems=(errors.NotFound,),
    ),
    Route(
        "GET",
        "/v1/complaints/<id>/coupon",
        STAFF | {Role.CITIZEN},
        get_coupon,
        "The coupon: incoming number and date, who accepted it, term and place of the answer",
        clauses=("11.3",),
        answer="application/pdf",
        problems=(errors.NotFound,),
        at_once=PAPERS_AT_ONCE,
    ),
    Route(
        "GET",
        "/v1/complaints/<id>/stamp",
        STAFF,
        get_stamp,
        "The stamp for the second copy or the covering letter",
        clauses=("11.3", "11.6"),
        answer="application/pdf",
        problems=(errors.NotFound,),
        at_once=PAPERS_AT_ONCE,
    ),
    Route(
        "POST",
        "/v1/complaints/<id>/parts",
        CLERK_ROLES | HEAD_ROLES | {Role.CITIZEN},
        give_parts,
        "Give what the complaint lacked",
        clauses=("11.3", "11.8"),
        body=complaint.PartsBody,
        signed=(complaint.SignedParts,),
        answer=complaint.ComplaintSeen,
        problems=(
            errors.MalformedBody,
            errors.InvalidFields,
            errors.SignatureInvalid,
            errors.SignerNotApplicant,
            errors.SignatureUncheckable,
            errors.AttachmentMissing,
            errors.NotFound,
            errors.OtherOffice,
            errors.BodyTooLarge,
            errors.Maintenance,
            complaint_errors.ComplaintAnswered,
            complaint_errors.NothingMissing,
        ),
    ),
    Route(
        "POST",
        "/v1/complaints/<id>/forwarding",
        STAFF,
        forward,
        "Send a complaint on to the office whose it is; its term runs on",
        clauses=("11.1", "11.3", "11.5", "11.8"),
        body=complaint.ForwardingGiven,
        answer=complaint.ComplaintShown,
        problems=(
            errors.MalformedBody,
            errors.InvalidFields,
            errors.NotFound,
            errors.OtherOffice,
            errors.Maintenance,
            errors.CalendarUnknown,
            complaint_errors.OfficeUnknown,
            complaint_errors.NotItsOffice,
            complaint_errors.ComplaintAnswered,
        ),
    ),
    Route(
        "POST",
        "/v1/complaints/<id>/executor",
        HEAD_ROLES,
        name_executor,
        "Name the executor, or another one",
        clauses=("11.4", "11.6"),
        body=complaint.ExecutorGiven,
        answer=complaint.ComplaintShown,
        problems=(
            errors.MalformedBody,
            errors.InvalidFields,
            errors.NotFound,
            errors.OtherOffice,
            errors.Maintenance,
            complaint_errors.ComplaintAnswered,
            complaint_errors.ExecutorIsAccused,
            complaint_errors.HeadIsAccused,
        ),
    ),
)
