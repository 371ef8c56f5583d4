"""The routes of the submit function, each with its roles, contract and clauses."""

from __future__ import annotations

from functions.shared.contract import portal
from functions.shared.domain import errors
from functions.shared.http.callers import Role
from functions.shared.http.routing import Route
from functions.submit.attachments import LIMIT, put_attachment
from functions.submit.cabinet import get_application, get_cabinet
from functions.submit.centre_routes import CENTRE_ROUTES
from functions.submit.health import HEALTH_ROUTE
from functions.submit.intake import submit_from_portal
from functions.submit.queue_routes import QUEUE_ROUTES
from functions.submit.service import get_service
from functions.submit.services import SubmitServices

INTAKE_PROBLEMS: tuple[type[errors.Problem], ...] = (
    errors.MalformedBody,
    errors.IdempotencyKeyMissing,
    errors.IdempotencyKeyReused,
    errors.AlreadySubmitted,
    errors.InvalidFields,
    errors.SignatureInvalid,
    errors.SignerNotApplicant,
    errors.ConsentMissing,
    errors.ChildNotMinor,
    errors.BirthCertificateMissing,
    errors.AttachmentMissing,
    errors.ProviderUnknown,
    errors.RequestStale,
    errors.BodyTooLarge,
    errors.Maintenance,
    errors.SignatureUncheckable,
)

ROUTES: tuple[Route[SubmitServices], ...] = (
    Route(
        "PUT",
        "/v1/attachments/<sha256>",
        frozenset({Role.CITIZEN, Role.PSC_OPERATOR, Role.PROVIDER_OFFICER, Role.AKIMAT_CLERK, Role.QUALITY_OFFICER}),
        put_attachment,
        "Upload a copy of a document, addressed by its SHA-256",
        clauses=("9.3", "9.4", "9.5", "9.6", "11.2"),
        body="application/octet-stream",
        answer=portal.AttachmentStored,
        problems=(
            errors.NotFound,
            errors.AttachmentHashMismatch,
            errors.AttachmentUnsupported,
            errors.BodyTooLarge,
            errors.Maintenance,
        ),
        limit=LIMIT,
    ),
    Route(
        "POST",
        "/v1/portal/applications",
        frozenset({Role.CITIZEN}),
        submit_from_portal,
        "Submit a signed request; the answer is the notification-report",
        clauses=("1.2", "2.1", "9.3", "9.5", "9.6", "9.7", "14.1"),
        body=portal.PortalSubmission,
        signed=(portal.PortalRequest,),
        answer=portal.Accepted,
        status=201,
        problems=INTAKE_PROBLEMS,
        headers=("Idempotency-Key",),
    ),
    Route(
        "GET",
        "/v1/applications/<id>",
        frozenset({Role.CITIZEN, Role.PROVIDER_OFFICER, Role.PSC_OPERATOR}),
        get_application,
        "Where an application stands",
        clauses=("15.1",),
        answer=portal.ApplicationShown,
        problems=(errors.NotFound,),
    ),
    Route(
        "GET",
        "/v1/cabinet",
        frozenset({Role.CITIZEN}),
        get_cabinet,
        "The caller's applications and notices, newest first",
        clauses=("4.4", "9.7", "15.1"),
        answer=portal.CabinetShown,
        query=("cursor",),
        problems=(errors.CursorInvalid,),
    ),
    Route(
        "GET",
        "/v1/service",
        frozenset({Role.PUBLIC}),
        get_service,
        "The standard in short, its contact numbers and providers",
        clauses=("1.1", "2.1", "5.1", "6.1", "13.1", "16.2"),
        answer=portal.ServiceShown,
    ),
    *CENTRE_ROUTES,
    *QUEUE_ROUTES,
    HEALTH_ROUTE,
)
