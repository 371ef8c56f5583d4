"""What will be needed, before anything is signed: the checklist, and the form of Annex 2 filled in (9.1, 9.2)."""

from __future__ import annotations

from flask import Response

from functions.shared.contract.centre import ChecklistAsked, ChecklistShown, FormAsked, ItemShown
from functions.shared.contract.common import shown_text
from functions.shared.documents.dates import in_almaty
from functions.shared.documents.forms_content import ApplicationForm, FormChild
from functions.shared.domain import errors
from functions.shared.domain.errors import Flaw
from functions.shared.domain.facts import Name
from functions.shared.domain.office import Office
from functions.shared.domain.package import WHY_TEXTS, Item, checklist, kind_text
from functions.shared.http.routing import Call
from functions.shared.http.validation import read_model
from functions.submit.centres import own_centre
from functions.submit.consents import births_of, check_consent, record_consent
from functions.submit.people import check_iins, check_minors
from functions.submit.services import SubmitServices


def ask_checklist(call: Call[SubmitServices]) -> ChecklistShown:
    """`POST /v1/psc/checklist`: with a consent the registry of births is asked, without one it is not (9.3)."""
    services = call.services
    services.maintenance.check()
    own_centre(call, call.caller.office or "")  # nobody asks a registry from a centre that there is not
    asked = read_model(ChecklistAsked, call.body())
    check_iins(
        ("/applicant_iin", asked.applicant_iin),
        [(f"/children/{place}/iin", child.iin) for place, child in enumerate(asked.children)],
        services.rules,
    )
    births = [(f"/children/{place}/birth_date", child.birth_date) for place, child in enumerate(asked.children)]
    check_minors(births, services.rules, services.clock.now())
    consent = None
    if asked.consent is not None:
        consent = record_consent(call, check_consent(services, asked.consent), asked.applicant_iin)
    answers = births_of(call, [(child.iin, child.birth_date) for child in asked.children], consent)
    items = checklist([child.birth_date for child in asked.children], answers, services.rules.profile)
    return ChecklistShown(items=tuple(map(shown_item, items)), consent=consent.id if consent else None)


def shown_item(item: Item) -> ItemShown:
    return ItemShown(
        kind=item.kind,
        child=item.child,
        need=item.need,
        why=item.why,
        document=shown_text(kind_text(item.kind, item.child)),
        text=shown_text(WHY_TEXTS[item.why]),
    )


def print_form(call: Call[SubmitServices]) -> Response:
    """`POST /v1/psc/form`: the application by Annex 2, ready to be signed by hand. Nothing is kept, nobody asked."""
    services = call.services
    asked = read_model(FormAsked, call.body())
    check_iins(
        ("/applicant/iin", asked.applicant.iin),
        [(f"/children/{place}/iin", child.iin) for place, child in enumerate(asked.children)],
        services.rules,
    )
    office, given = provider_of(services, asked.provider), asked.applicant
    profile = services.rules.profile
    form = ApplicationForm(
        addressee=office.names,
        head=office.head.name,
        applicant=Name(given.surname, given.name, given.patronymic).full(),
        iin=given.iin,
        address=given.address,
        phone=given.phone,
        child_address=asked.child_address,
        children=tuple(
            FormChild(
                Name(child.surname, child.name, child.patronymic).full(),
                child.iin,
                child.birth_date,
                child.birth_certificate,
            )
            for child in asked.children
        ),
        consent=profile.consent[profile.consent_in_force],
        paper_copy=asked.paper_copy,
        day=in_almaty(services.clock.now()).date(),
    )
    return Response(services.forms.application_form(form, call.language), mimetype="application/pdf")


def provider_of(services: SubmitServices, identifier: str) -> Office:
    """Raises ProviderUnknown."""
    office = services.offices.provider(identifier)
    if office is None:
        raise errors.ProviderUnknown(flaws=[Flaw("/provider", errors.ProviderUnknown.title)])
    return office
