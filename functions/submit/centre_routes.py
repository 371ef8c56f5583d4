"""The routes of the desk of a public service centre, and of those who answer on the phone (clauses 9, 10.1, 15.1)."""

from __future__ import annotations

from functions.shared.contract import centre
from functions.shared.domain import errors, package_errors, queue_errors
from functions.shared.http.callers import Role
from functions.shared.http.routing import Route
from functions.submit.checklist import ask_checklist, print_form
from functions.submit.package import submit_package
from functions.submit.papers import acceptance_receipt, get_refusal, refusal_receipt
from functions.submit.services import SubmitServices
from functions.submit.status import get_status

PAPERS_AT_ONCE = 2
"""Papers are drawn one after another: whoever waits for one holds a thread that the line and the board need."""
OPERATOR = frozenset({Role.PSC_OPERATOR})
BODY: tuple[type[errors.Problem], ...] = (errors.MalformedBody, errors.InvalidFields, errors.BodyTooLarge)
CONSENT: tuple[type[errors.Problem], ...] = (
    errors.ConsentMissing,
    package_errors.ConsentScanMissing,
    errors.AttachmentMissing,
    errors.ChildNotMinor,
    errors.Maintenance,
)

CENTRE_ROUTES: tuple[Route[SubmitServices], ...] = (
    Route(
        "POST",
        "/v1/psc/checklist",
        OPERATOR,
        ask_checklist,
        "What must be handed in, for these children; the registry is asked after the consent only",
        clauses=("9.1", "9.2", "9.3"),
        body=centre.ChecklistAsked,
        answer=centre.ChecklistShown,
        problems=(*BODY, *CONSENT),
    ),
    Route(
        "POST",
        "/v1/psc/form",
        OPERATOR,
        print_form,
        "The application by Annex 2, filled in, in Kazakh or Russian (lang)",
        clauses=("9.1", "9.3"),
        body=centre.FormAsked,
        answer="application/pdf",
        problems=(*BODY, errors.ProviderUnknown),
        at_once=PAPERS_AT_ONCE,
    ),
    Route(
        "POST",
        "/v1/psc/applications",
        OPERATOR,
        submit_package,
        "Hand in a package: accepted, or refused with all that is missing; both are results",
        clauses=("1.2", "2.1", "5.1", "6.1", "9.1", "9.2", "9.3", "9.4", "10.1"),
        body=centre.CentrePackage,
        answer=centre.PackageAnswered,
        status=201,
        problems=(
            *BODY,
            *CONSENT,
            errors.IdempotencyKeyMissing,
            errors.IdempotencyKeyReused,
            errors.AlreadySubmitted,
            errors.OtherOffice,
            errors.OutsideHours,
            errors.CalendarUnknown,
            queue_errors.CentreUnknown,
            queue_errors.TicketUnknown,
            queue_errors.TicketNotCalled,
            queue_errors.TicketClosed,
            errors.ProviderUnknown,
            package_errors.OriginalNotCompared,
            package_errors.OriginalNotReturned,
        ),
        headers=("Idempotency-Key",),
    ),
    Route(
        "GET",
        "/v1/psc/applications/<id>/receipt",
        OPERATOR,
        acceptance_receipt,
        "The receipt of acceptance, in Kazakh or Russian (lang)",
        clauses=("2.1", "9.4", "16.2"),
        answer="application/pdf",
        problems=(errors.NotFound,),
        at_once=PAPERS_AT_ONCE,
    ),
    Route(
        "GET",
        "/v1/psc/refusals/<id>",
        OPERATOR,
        get_refusal,
        "A refusal of the operator's own centre",
        clauses=("10.1",),
        answer=centre.PackageAnswered,
        problems=(errors.NotFound,),
    ),
    Route(
        "GET",
        "/v1/psc/refusals/<id>/receipt",
        OPERATOR,
        refusal_receipt,
        "The receipt of refusal by Annex 3, in Kazakh or Russian (lang), one copy or two",
        clauses=("10.1", "16.2"),
        answer="application/pdf",
        query=("copies",),
        choices={"copies": ("1", "2")},
        problems=(errors.NotFound, errors.InvalidFields),
        at_once=PAPERS_AT_ONCE,
    ),
    Route(
        "GET",
        "/v1/status",
        frozenset({Role.CONTACT_CENTRE, Role.PROVIDER_OFFICER}),
        get_status,
        "Where a case stands, by any number of it; every look-up is recorded in the case",
        clauses=("11.7", "15.1"),
        answer=centre.StatusShown,
        query=("number", "why"),
        problems=(errors.NotFound, errors.NumberMistyped, package_errors.LookUpReasonMissing),
    ),
)
