"""The routes of the issue function, each with its roles, contract and clauses."""

from __future__ import annotations

from functions.issue.alarms import get_alarms
from functions.issue.check import check_document, check_form, check_number
from functions.issue.copy_routes import COPY_ROUTES
from functions.issue.health import HEALTH_ROUTE
from functions.issue.inspection import inspect_task
from functions.issue.register import get_certificate, revoke
from functions.issue.services import IssueServices
from functions.issue.tasks import archive_task, deadline_task, push_task, reconcile_task, verify_task
from functions.shared.contract import certificates, common
from functions.shared.domain import errors
from functions.shared.http.callers import Role
from functions.shared.http.routing import Route

DOCUMENT_LIMIT = 10 * 1024 * 1024
TASKS = frozenset({Role.TASK})
PUBLIC = frozenset({Role.PUBLIC})

ROUTES: tuple[Route[IssueServices], ...] = (
    Route(
        "POST",
        "/tasks/verify/<id>",
        TASKS,
        verify_task,
        "Ask the registries, decide, issue",
        clauses=("2.1", "9.2", "9.6"),
        answer=common.StepDone,
        problems=(errors.StillWaiting,),
    ),
    Route(
        "POST",
        "/tasks/deadline/<id>",
        TASKS,
        deadline_task,
        "The five-minute check",
        clauses=("2.1",),
        answer=common.StepDone,
        problems=(errors.StillWaiting,),
    ),
    Route(
        "POST",
        "/tasks/push/<id>",
        TASKS,
        push_task,
        "Hand a notice to the portal",
        clauses=("4.4", "9.7"),
        answer=common.StepDone,
        problems=(errors.StillWaiting,),
    ),
    Route(
        "POST",
        "/tasks/archive/<id>",
        TASKS,
        archive_task,
        "Copy a certificate and its case, or a revocation, to the archive in the country",
        answer=common.StepDone,
        problems=(errors.StillWaiting,),
    ),
    Route(
        "POST",
        "/tasks/reconcile",
        TASKS,
        reconcile_task,
        "Move whatever is open and should have moved",
        clauses=("2.1",),
        answer=common.StepDone,
    ),
    Route(
        "POST",
        "/tasks/inspect",
        TASKS,
        inspect_task,
        "Look, once a day, for what goes wrong slowly",
        answer=common.StepDone,
    ),
    Route(
        "GET",
        "/v1/certificates/<number>",
        frozenset({Role.CITIZEN}),
        get_certificate,
        "The sealed certificate, for its owner",
        clauses=("4.2", "4.4"),
        answer="application/pdf",
        problems=(errors.NotFound, errors.NumberMistyped),
    ),
    Route(
        "POST",
        "/v1/certificates/<number>/revocation",
        frozenset({Role.PROVIDER_OFFICER}),
        revoke,
        "Revoke a certificate of the officer's own office, with a reason",
        body=certificates.RevocationAsked,
        answer=certificates.CertificateChecked,
        problems=(
            errors.MalformedBody,
            errors.InvalidFields,
            errors.NotFound,
            errors.NumberMistyped,
            errors.AlreadyRevoked,
            errors.BodyTooLarge,
        ),
    ),
    Route(
        "GET",
        "/v1/alarms",
        frozenset({Role.PROVIDER_OFFICER, Role.PROVIDER_HEAD, Role.PSC_HEAD, Role.AKIMAT_HEAD, Role.QUALITY_OFFICER}),
        get_alarms,
        "Times of the standard that the caller's office missed",
        clauses=("2.1", "2.2", "2.3", "11.4", "11.8", "11.10"),
        answer=certificates.AlarmsShown,
    ),
    Route(
        "GET",
        "/check",
        PUBLIC,
        check_form,
        "The page on which anybody checks a certificate, by its number or by the document",
        answer="text/html",
        elsewhere=True,
        query=("number",),
    ),
    Route(
        "GET",
        "/check/<number>",
        PUBLIC,
        check_number,
        "Whether a certificate is ours, as a page or as JSON (Accept)",
        clauses=("4.2",),
        answer=certificates.CertificateChecked,
        also=("text/html",),
        problems=(errors.NotFound, errors.NumberMistyped),
        problems_as_pages=True,
    ),
    Route(
        "GET",
        "/CHECK/<number>",
        PUBLIC,
        check_number,
        "The address in the QR of a certificate: all capitals, so that the QR stays small",
        clauses=("4.2",),
        answer=certificates.CertificateChecked,
        also=("text/html",),
        problems=(errors.NotFound, errors.NumberMistyped),
        problems_as_pages=True,
    ),
    Route(
        "POST",
        "/check",
        PUBLIC,
        check_document,
        "Whether a PDF is a certificate of ours, unaltered, and still valid",
        clauses=("4.2", "4.4"),
        body="multipart/form-data, application/pdf",
        answer=certificates.DocumentChecked,
        also=("text/html",),
        problems=(errors.MalformedBody, errors.BodyTooLarge),
        limit=DOCUMENT_LIMIT,
    ),
    *COPY_ROUTES,
    HEALTH_ROUTE,
)
