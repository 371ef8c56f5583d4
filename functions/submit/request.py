"""From a signed request to what it says: every check that can be made before anything is kept (clauses 9.3, 9.5, 9.6).

Whatever is wrong here is told at once, as a problem, and nothing is recorded; what only the registries can tell is
decided later.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from functions.shared.contract.portal import PortalRequest
from functions.shared.domain import errors
from functions.shared.domain.application import Applicant, BirthCertificate, Child
from functions.shared.domain.decision import must_attach_birth_certificate
from functions.shared.domain.errors import Flaw
from functions.shared.domain.facts import Name
from functions.shared.domain.language import Text
from functions.shared.http.validation import read_model
from functions.shared.services import Rules
from functions.submit.people import AHEAD, check_iins, check_minors, consent_holds

OLDEST = timedelta(minutes=15)
"""A request signed longer ago is taken for a replay of old bytes: the citizen signs again."""


def read_request(content: bytes, signer_iin: str, rules: Rules, now: datetime) -> PortalRequest:
    """The request inside the signature, checked by every rule that needs no registry."""
    request = read_model(PortalRequest, content, prefix="/request")
    check_iins(
        ("/request/applicant/iin", request.applicant.iin),
        [(f"/request/children/{place}/iin", child.iin) for place, child in enumerate(request.children)],
        rules,
    )
    if request.applicant.iin != signer_iin:
        raise errors.SignerNotApplicant(flaws=[Flaw("/request/applicant/iin", errors.SignerNotApplicant.title)])
    if not now - OLDEST <= request.requested_at <= now + AHEAD:
        raise errors.RequestStale(
            Text(
                kk="Сұрау салуға қазір қайта қол қойыңыз: ол 15 минут бойы жарамды.",
                ru="Подпишите запрос заново: он действителен 15 минут.",
                en="Sign the request again now: it is good for 15 minutes.",
            ),
            flaws=[Flaw("/request/requested_at", errors.RequestStale.title)],
        )
    consent = request.consent
    if consent is None or not consent_holds(consent.text_version, consent.given_at, rules, now):
        raise errors.ConsentMissing(flaws=[Flaw("/request/consent", errors.ConsentMissing.title)])
    births = [
        (f"/request/children/{place}/birth_date", child.birth_date) for place, child in enumerate(request.children)
    ]
    check_minors(births, rules, now)
    check_certificates(request, rules)
    return request


def check_certificates(request: PortalRequest, rules: Rules) -> None:
    """The copy is there at once for those born before 13 August 2007 (9.5, 9.6). Raises BirthCertificateMissing."""
    bare = [
        Flaw(f"/request/children/{place}/birth_certificate", errors.BirthCertificateMissing.title)
        for place, child in enumerate(request.children)
        if must_attach_birth_certificate(child.birth_date, rules.profile) and child.birth_certificate is None
    ]
    if bare:
        raise errors.BirthCertificateMissing(flaws=bare)


def applicant_of(request: PortalRequest) -> Applicant:
    given = request.applicant
    return Applicant(given.iin, Name(given.surname, given.name, given.patronymic), given.phone)


def children_of(request: PortalRequest) -> tuple[Child, ...]:
    return tuple(
        Child(
            given.iin,
            Name(given.surname, given.name, given.patronymic),
            given.birth_date,
            BirthCertificate(given.birth_certificate.number, given.birth_certificate.attachment)
            if given.birth_certificate
            else None,
        )
        for given in request.children
    )
