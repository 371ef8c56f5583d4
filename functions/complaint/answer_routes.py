"""The routes of the answer, its delivery, and the file for a court (clauses 11.9 to 11.11)."""

from __future__ import annotations

from functions.complaint.answer import get_answer, give_answer
from functions.complaint.attachments import get_attachment
from functions.complaint.delivery import deliver
from functions.complaint.dossier import get_file
from functions.complaint.records import HEAD_ROLES, STAFF
from functions.complaint.registration_routes import PAPERS_AT_ONCE
from functions.complaint.services import ComplaintServices
from functions.shared.contract.complaint_answer import AnswerGiven, AnswerShown, DeliveryGiven
from functions.shared.domain import complaint_errors, errors
from functions.shared.http.callers import Role
from functions.shared.http.routing import Route

BODY = (errors.MalformedBody, errors.InvalidFields, errors.BodyTooLarge, errors.Maintenance)

ANSWER_ROUTES: tuple[Route[ComplaintServices], ...] = (
    Route(
        "POST",
        "/v1/complaints/<id>/answer",
        HEAD_ROLES,
        give_answer,
        "Answer a complaint, as the head of the office that has it: sealed, registered, and sent to the cabinet",
        clauses=("11.9", "11.10", "11.11"),
        body=AnswerGiven,
        answer=AnswerShown,
        status=201,
        problems=(
            *BODY,
            errors.NotFound,
            errors.OtherOffice,
            complaint_errors.ComplaintAnswered,
            complaint_errors.ExecutorMissing,
            complaint_errors.HeadIsAccused,
            complaint_errors.HeadKeyUnusable,
            complaint_errors.MustBeForwarded,
            complaint_errors.SignerNotItsHead,
            errors.Unavailable,
        ),
    ),
    Route(
        "GET",
        "/v1/complaints/<id>/answer",
        STAFF | {Role.CITIZEN},
        get_answer,
        "The sealed answer, for the complainant, the office, and the quality authority where it is appealed",
        clauses=("11.9",),
        answer="application/pdf",
        problems=(errors.NotFound, complaint_errors.NotAnswered),
    ),
    Route(
        "POST",
        "/v1/complaints/<id>/delivery",
        STAFF,
        deliver,
        "Record that the answer was posted, or handed over, and to whom",
        clauses=("11.9",),
        body=DeliveryGiven,
        answer=AnswerShown,
        problems=(
            *BODY,
            errors.NotFound,
            errors.OtherOffice,
            complaint_errors.AlreadyDelivered,
            complaint_errors.NotAnswered,
            complaint_errors.ReceiverMissing,
            complaint_errors.TrackingMissing,
        ),
    ),
    Route(
        "GET",
        "/v1/complaints/<id>/file",
        STAFF | {Role.CITIZEN},
        get_file,
        "The case for a court: everything, in order, with its hashes, and its documents inside",
        clauses=("11.11",),
        answer="application/pdf",
        problems=(errors.NotFound, errors.Maintenance),
        at_once=PAPERS_AT_ONCE,
    ),
    Route(
        "GET",
        "/v1/complaints/<id>/attachments/<n>",
        STAFF | {Role.CITIZEN},
        get_attachment,
        "One attachment, as it was uploaded: also where the file for a court had no room for it",
        clauses=("11.11",),
        answer="application/pdf, image/jpeg, image/png",
        problems=(errors.NotFound,),
    ),
)
