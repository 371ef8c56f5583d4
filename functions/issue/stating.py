"""What a certificate states, and by whose authority (clauses 4.1, 4.2): fixed with the decision, but for who seals."""

from __future__ import annotations

from dataclasses import replace

from functions.issue.services import IssueServices
from functions.shared.documents.content import CertificateContent, Issuer, Signatory, Ward
from functions.shared.documents.dates import in_almaty
from functions.shared.domain.application import Application
from functions.shared.domain.decision import folded
from functions.shared.domain.numbers import spoken
from functions.shared.domain.office import Office
from functions.shared.trust.verdicts import Signatory as SealFacts
from functions.shared.waiting import Wait


def by_present_signatory(services: IssueServices, application: Application) -> Application:
    """The case, with whoever is authorised now: the person may have changed while it waited, and the key with him."""
    grant = application.grant
    office = services.offices.ever(grant.office.id) if grant is not None else None
    if grant is None or not isinstance(office, Office):
        return application
    return replace(application, grant=replace(grant, office=replace(grant.office, signatory=office.signatory)))


def check_url(public_url: str, number: str) -> str:
    """All capitals, so that the QR needs only its compact alphanumeric mode; the check page understands both cases."""
    return f"{public_url}/check/{number}".upper()


def content_of(services: IssueServices, application: Application) -> CertificateContent:
    """What the certificate states: the registries' facts of the decision, and nothing that the applicant typed."""
    grant, number, issued_at = application.grant, application.certificate, application.verified_at
    assert grant is not None  # a verified application has its grant, its number and the time of its decision
    assert number is not None
    assert issued_at is not None
    office = grant.office
    facts = signing_key(services, office)
    signatory = Signatory(
        office.signatory.position,
        office.signatory.name,
        facts.serial,
        certificate_valid_until=in_almaty(facts.not_after).date(),
    )
    return CertificateContent(
        number=spoken(number),
        issued_at=issued_at,
        issuer=Issuer(office.names, office.bin, office.address, signatory),
        guardian=grant.guardian.names,
        guardian_iin=grant.guardian.iin,
        guardian_address=grant.guardian.address,
        wards=tuple(
            Ward(
                names=order.child_names,
                birth_date=order.child_birth_date,
                iin=order.child_iin,
                capacity=order.capacity,
                order_number=order.number,
                order_date=order.issued_on,
                order_authority=order.authority,
                property_inventory=order.property_inventory,
            )
            for order in grant.orders
        ),
        check_url=check_url(services.rules.public_url, number),
    )


def signing_key(services: IssueServices, office: Office) -> SealFacts:
    """Facts of the key that will seal. Raises Wait where there is none, or where it is not the signatory's."""
    try:
        facts = services.seals.signatory(office.id)
    except KeyError as error:
        raise Wait([("seal", "no-key")]) from error
    if folded(office.signatory.name).split()[:1] != folded(facts.common_name).split()[:1]:
        raise Wait([("seal", "key-of-another-signatory")])
    return facts
