"""The routes of the certificate on paper, each with its roles, contract and clauses."""

from __future__ import annotations

from functions.issue.asking import ask_copy
from functions.issue.handover import hand_over, print_copy, sign_copy
from functions.issue.journal import get_copies, get_journal
from functions.issue.services import IssueServices
from functions.shared.contract import paper
from functions.shared.domain import errors, paper_errors
from functions.shared.http.callers import Role
from functions.shared.http.routing import Route

PROVIDER = frozenset({Role.PROVIDER_OFFICER, Role.PROVIDER_HEAD})
NOT_THERE: tuple[type[errors.Problem], ...] = (errors.NotFound, errors.NumberMistyped)
BODY: tuple[type[errors.Problem], ...] = (errors.MalformedBody, errors.InvalidFields, errors.BodyTooLarge)

COPY_ROUTES: tuple[Route[IssueServices], ...] = (
    Route(
        "POST",
        "/v1/certificates/<number>/copies",
        frozenset({Role.CITIZEN, Role.PSC_OPERATOR}) | PROVIDER,
        ask_copy,
        "Ask for the certificate on paper",
        clauses=("1.2", "4.3"),
        body=paper.CopyAsked,
        answer=paper.CopyShown,
        status=201,
        problems=(
            *NOT_THERE,
            *BODY,
            errors.IdempotencyKeyMissing,
            errors.IdempotencyKeyReused,
            errors.Maintenance,
            paper_errors.PlaceUnknown,
            paper_errors.TooManyCopies,
            paper_errors.CertificateRevoked,
        ),
        headers=("Idempotency-Key",),
    ),
    Route(
        "GET",
        "/v1/certificates/<number>/copies",
        frozenset({Role.CITIZEN}) | PROVIDER,
        get_journal,
        "The journal of a certificate's paper copies: in full for its provider, states and times for its owner",
        clauses=("4.3", "15.1"),
        answer=paper.JournalShown,
        problems=NOT_THERE,
    ),
    Route(
        "POST",
        "/v1/certificates/<number>/copies/<n>/print",
        frozenset({Role.PSC_OPERATOR}) | PROVIDER,
        print_copy,
        "Print a copy, made from the sealed original; again as long as it is not signed",
        clauses=("3.1", "4.3"),
        answer="application/pdf",
        problems=(
            *NOT_THERE,
            paper_errors.CertificateRevoked,
            paper_errors.HeadUnknown,
            paper_errors.CopySigned,
            paper_errors.CopyHandedOver,
        ),
    ),
    Route(
        "POST",
        "/v1/certificates/<number>/copies/<n>/signature",
        frozenset({Role.PROVIDER_HEAD}),
        sign_copy,
        "The provider's head has signed the printed copy",
        clauses=("4.3",),
        answer=paper.CopyShown,
        problems=(
            *NOT_THERE,
            *BODY,
            paper_errors.CertificateRevoked,
            paper_errors.HeadUnknown,
            paper_errors.SignerNotHead,
            paper_errors.PrintNamesAnotherHead,
            paper_errors.CopyNotPrinted,
            paper_errors.CopySigned,
            paper_errors.CopyHandedOver,
        ),
    ),
    Route(
        "POST",
        "/v1/certificates/<number>/copies/<n>/handover",
        frozenset({Role.PSC_OPERATOR}) | PROVIDER,
        hand_over,
        "The signed copy was handed over: to whom, by which identity document",
        clauses=("1.2", "4.3"),
        body=paper.HandoverGiven,
        answer=paper.CopyShown,
        problems=(
            *NOT_THERE,
            *BODY,
            errors.OtherOffice,
            paper_errors.CertificateRevoked,
            paper_errors.CopyNotSigned,
            paper_errors.CopyHandedOver,
            paper_errors.ReceiverNotRecipient,
            paper_errors.IdentityDocumentExpired,
        ),
    ),
    Route(
        "GET",
        "/v1/copies",
        frozenset({Role.PSC_OPERATOR, Role.PSC_HEAD}) | PROVIDER,
        get_copies,
        "The open copies of the caller's office, oldest first: a provider's of all its certificates, a centre's own",
        clauses=("4.3",),
        answer=paper.CopiesShown,
        problems=(errors.CursorInvalid, errors.InvalidFields),
        query=("state", "cursor"),
    ),
)
