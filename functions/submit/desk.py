"""What an operator sends from a desk: every check before a registry is asked (clauses 6.1, 9.1, 9.3, 9.4)."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime

from functions.shared.attachments import attachment_name
from functions.shared.contract.centre import CentrePackage, DocumentGiven, WrittenConsentGiven
from functions.shared.documents.letters import UnknownLetters, one_line
from functions.shared.domain import errors, package_errors, queue_errors
from functions.shared.domain.application import (
    Applicant,
    BirthCertificate,
    Child,
    Desk,
    DocumentKind,
    HandedIn,
    Letterhead,
)
from functions.shared.domain.errors import Flaw, Problem
from functions.shared.domain.facts import Name
from functions.shared.domain.language import Text
from functions.shared.domain.ticket import AT_DESK, spoken_ticket
from functions.shared.http.routing import Call
from functions.shared.http.validation import MISSING, read_model
from functions.submit.centres import own_centre, require_open
from functions.submit.checklist import provider_of
from functions.submit.consents import check_consent
from functions.submit.people import check_iins, check_minors
from functions.submit.services import SubmitServices
from functions.submit.tickets import numbered

NOT_THERE = Text(
    kk="Тапсырылмаған құжат туралы бұлай жазылмайды.",
    ru="О документе, который не сдан, этого указать нельзя.",
    en="This cannot be said of a document that was not handed in.",
)
NO_SUCH_CHILD = Text(kk="Мұндай бала жоқ.", ru="Такого ребенка нет.", en="There is no such child.")
NAMED_TWICE = Text(kk="Бұл құжат екі рет көрсетілген.", ru="Этот документ указан дважды.", en="Named twice.")


NO_LAST_DAY = Text(
    kk="Өтініштің қолданылу мерзімі болмайды.",
    ru="У заявления нет срока действия.",
    en="An application does not expire.",
)


def require_service(services: SubmitServices, package: CentrePackage, now: datetime) -> str | None:
    """The centre is open (6.1), or serves the ticket that it called before it closed; the ticket's number, as said.

    Raises OutsideHours, TicketUnknown, TicketNotCalled, or TicketClosed where that ticket's serving is over.
    """
    if package.ticket is None:
        require_open(services, now)
        return None
    ticket = numbered(services, package.centre, package.ticket).value
    if ticket.status not in AT_DESK:
        kind = queue_errors.TicketNotCalled if ticket.is_open else queue_errors.TicketClosed
        raise kind(flaws=[Flaw("/ticket", kind.title)])
    return spoken_ticket(ticket.number)


def operator_name(call: Call[SubmitServices]) -> str:
    """As the receipts say it. Raises Forbidden for a token without a name that a paper can bear."""
    try:
        name = one_line(call.caller.name or "")
    except UnknownLetters as error:
        raise errors.Forbidden from error
    if not name:
        raise errors.Forbidden
    return name


def read_package(
    call: Call[SubmitServices], body: bytes, now: datetime
) -> tuple[CentrePackage, WrittenConsentGiven, Desk]:
    """The package that came in `now`, its consent, and the desk. Raises what the operator is to mend."""
    services, name = call.services, operator_name(call)
    package = read_model(CentrePackage, body)
    centre = own_centre(call, package.centre)
    ticket = require_service(services, package, now)
    provider = provider_of(services, package.provider)
    check_iins(
        ("/applicant/iin", package.applicant.iin),
        [(f"/children/{place}/iin", child.iin) for place, child in enumerate(package.children)],
        services.rules,
    )
    births = [(f"/children/{place}/birth_date", child.birth_date) for place, child in enumerate(package.children)]
    check_minors(births, services.rules, now)
    consent = check_consent(services, package.consent)
    check_forms(package)
    check_originals(package)
    check_scans(services, package)
    letterhead = Letterhead(centre.names, centre.address, centre.phone)
    operator = services.rules.officer(call.caller.subject)
    return package, consent, Desk(centre.id, letterhead, provider.names, operator, name, ticket)


def check_forms(package: CentrePackage) -> None:
    """Whether what is said of each document can be. Raises InvalidFields."""
    flaws = [flaw for place, document in enumerate(package.documents) for flaw in flaws_of(place, document, package)]
    seen = Counter((document.kind, document.child) for document in package.documents)
    flaws += [
        Flaw(f"/documents/{place}", NAMED_TWICE)
        for place, document in enumerate(package.documents)
        if seen[document.kind, document.child] > 1
    ]
    if flaws:
        raise errors.InvalidFields(flaws=flaws)


def flaws_of(place: int, document: DocumentGiven, package: CentrePackage) -> list[Flaw]:
    about_child = document.kind is DocumentKind.BIRTH_CERTIFICATE
    at, flaws = f"/documents/{place}", []
    if about_child and document.child is None:
        flaws.append(Flaw(f"{at}/child", MISSING))
    if document.child is not None and (not about_child or document.child >= len(package.children)):
        flaws.append(Flaw(f"{at}/child", NO_SUCH_CHILD))
    if not document.handed_in:
        said = {
            "compared_with_original": document.compared_with_original,
            "original_returned": document.original_returned,
        }
        said |= {"scan": bool(document.scan), "number": bool(document.number), "expires_on": bool(document.expires_on)}
        return flaws + [Flaw(f"{at}/{name}", NOT_THERE) for name, given in said.items() if given]
    if about_child and document.number is None:
        flaws.append(Flaw(f"{at}/number", MISSING))
    if document.kind is DocumentKind.APPLICATION and document.scan is None:
        flaws.append(Flaw(f"{at}/scan", MISSING))
    if document.kind is DocumentKind.APPLICATION and document.expires_on is not None:
        flaws.append(Flaw(f"{at}/expires_on", NO_LAST_DAY))
    return flaws


def check_originals(package: CentrePackage) -> None:
    """Each document was compared with its original, and the original returned (9.4).

    The application itself is an original, and stays. Raises OriginalNotCompared or OriginalNotReturned.
    """
    shown = [
        (place, document)
        for place, document in enumerate(package.documents)
        if document.handed_in and document.kind is not DocumentKind.APPLICATION
    ]
    unseen = [f"/documents/{place}/compared_with_original" for place, each in shown if not each.compared_with_original]
    kept = [f"/documents/{place}/original_returned" for place, each in shown if not each.original_returned]
    found: tuple[tuple[type[Problem], list[str]], ...] = (
        (package_errors.OriginalNotCompared, unseen),
        (package_errors.OriginalNotReturned, kept),
    )
    for kind, pointers in found:
        if pointers:
            raise kind(flaws=[Flaw(pointer, kind.title) for pointer in pointers])


def check_scans(services: SubmitServices, package: CentrePackage) -> None:
    """Every scan that is named was uploaded. Raises AttachmentMissing."""
    missing = [
        Flaw(f"/documents/{place}/scan", errors.AttachmentMissing.title)
        for place, document in enumerate(package.documents)
        if document.scan and not services.attachments.exists(attachment_name(document.scan))
    ]
    if missing:
        raise errors.AttachmentMissing(flaws=missing)


def handed_in(package: CentrePackage) -> tuple[HandedIn, ...]:
    return tuple(
        HandedIn(
            document.kind,
            document.child,
            document.number,
            document.expires_on,
            document.scan,
            document.compared_with_original,
            document.original_returned,
        )
        for document in package.documents
        if document.handed_in
    )


def applicant_of(package: CentrePackage) -> Applicant:
    given = package.applicant
    return Applicant(given.iin, Name(given.surname, given.name, given.patronymic), given.phone, given.address)


def children_of(package: CentrePackage, today: date) -> tuple[Child, ...]:
    """The children, each with the birth certificate that was shown; one that has expired proves nothing."""
    certificates = {
        document.child: BirthCertificate(document.number, document.scan)
        for document in handed_in(package)
        if document.kind is DocumentKind.BIRTH_CERTIFICATE and document.number and not document.is_expired(today)
    }
    return tuple(
        Child(
            given.iin,
            Name(given.surname, given.name, given.patronymic),
            given.birth_date,
            certificates.get(place),
        )
        for place, given in enumerate(package.children)
    )
