"""Whose a complaint is to hear (clauses 11.1, 11.5, 11.10): by what it is about, about which case, about whom.

A complaint about the head of an office goes to the office above, since nobody is the judge of himself; and so does one
whose office was closed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from functions.complaint.services import ComplaintServices
from functions.shared.domain.application import Application
from functions.shared.domain.complaint import ADDRESSEES, About, Complaint
from functions.shared.domain.numbers import MistypedNumber, parse_number
from functions.shared.domain.office import AnyOffice, OfficeKind
from functions.shared.domain.refusal import Refusal
from functions.shared.domain.same_person import may_be_same_person
from functions.shared.records import APPLICATIONS, NUMBERS, REFUSALS, load


@dataclass(frozen=True)
class Concern:
    """What decides whose a complaint is. `provider` and `centre` are those of the case it names, where it names one.

    `holder` is the office that has the complaint, once it is registered.
    """

    about: About
    accused: str | None
    provider: str | None = None
    centre: str | None = None
    holder: str | None = None


def concern_of(services: ComplaintServices, about: About, accused: str | None, linked: str | None) -> Concern:
    """`linked` is a number as typed, or anything else: a ticket's number names no office."""
    provider, centre = case_offices(services, linked)
    return Concern(about, accused, provider, centre)


def concern_of_complaint(services: ComplaintServices, complaint: Complaint, about: About | None = None) -> Concern:
    concern = concern_of(services, about or complaint.about, complaint.accused.name, complaint.linked)
    return replace(concern, holder=complaint.office)


def case_offices(services: ComplaintServices, linked: str | None) -> tuple[str | None, str | None]:
    """The provider and the centre of the case with this number; None for what is not known."""
    try:
        number = parse_number(linked or "")
    except MistypedNumber:
        return None, None
    found = services.documents.get(f"{NUMBERS}/{number}")
    case: Application | Refusal | None = None
    if found is not None and "application" in found.fields:
        application = load(services.documents, Application, APPLICATIONS, found.fields["application"])
        case = application.value if application else None
    elif found is not None and "refusal" in found.fields:
        refusal = load(services.documents, Refusal, REFUSALS, found.fields["refusal"])
        case = refusal.value if refusal else None
    if case is None:
        return None, None
    return case.provider, case.desk.centre if case.desk else None


def belongs(services: ComplaintServices, concern: Concern, office: AnyOffice) -> bool:
    """Whether this office is one of those whose the complaint is."""
    if is_head(office, concern.accused) and services.offices.above(office) is not None:
        return False
    if fits(services, concern, office):
        return True
    return any(
        above is not None and above.id == office.id for above in map(services.offices.above, unable(services, concern))
    )


def rightful(services: ComplaintServices, concern: Concern) -> tuple[AnyOffice, ...]:
    """Those whose it is, as far as that can be told: by its case, by whose head is accused, by what is appealed."""
    offices = services.offices
    provider = offices.provider(concern.provider) if concern.provider else None
    candidates: list[AnyOffice | None] = [provider, offices.centre(concern.centre) if concern.centre else None]
    candidates += [offices.above(lower) for lower in (provider, *unable(services, concern)) if lower]
    if concern.about is About.ANSWER:
        candidates += [office for office in offices.authorities() if office.kind is OfficeKind.QUALITY]
    found = {office.id: office for office in candidates if office and belongs(services, concern, office)}
    return tuple(found.values())


def fits(services: ComplaintServices, concern: Concern, office: AnyOffice) -> bool:
    """By its kind (11.1, 11.5, 11.10), and by the case: the provider's own, its akimat, the centre that took it."""
    if office.kind not in ADDRESSEES[concern.about]:
        return False
    match office.kind:
        case OfficeKind.PROVIDER:
            return concern.provider in (None, office.id)
        case OfficeKind.CENTRE:
            return concern.centre in (None, office.id)
        case OfficeKind.AKIMAT:
            provider = services.offices.ever(concern.provider) if concern.provider else None
            return provider is None or provider.territory == office.territory
    return True


def unable(services: ComplaintServices, concern: Concern) -> list[AnyOffice]:
    """Those whose it would be, and which cannot hear it: the office above does."""
    return [*accused_heads(services, concern), *closed(services, concern)]


def closed(services: ComplaintServices, concern: Concern) -> list[AnyOffice]:
    """Offices of the case, and the one that has it, which work no more."""
    named = dict.fromkeys(filter(None, (concern.provider, concern.centre, concern.holder)))
    known = [office for office in map(services.offices.ever, named) if office is not None]
    return [office for office in known if not office.active and office.kind in ADDRESSEES[concern.about]]


def accused_heads(services: ComplaintServices, concern: Concern) -> list[AnyOffice]:
    """The offices whose head it is about, and whose it would be otherwise."""
    if not concern.accused:
        return []
    offices = services.offices
    listed: list[AnyOffice] = [*offices.providers(), *offices.centres(), *offices.authorities()]
    return [office for office in listed if is_head(office, concern.accused) and fits(services, concern, office)]


def is_head(office: AnyOffice, accused: str | None) -> bool:
    return may_be_same_person(accused, office.head.name)
