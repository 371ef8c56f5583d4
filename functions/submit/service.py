"""The standard in short, for everybody (clauses 1.1, 2.1, 5.1, 13.1, 15.1, 16.2)."""

from __future__ import annotations

from functions.shared.contract.common import shown_text
from functions.shared.contract.portal import CentreShown, HoursShown, LimitShown, ProviderShown, ServiceShown
from functions.shared.http.routing import Call
from functions.submit.services import SubmitServices


def get_service(call: Call[SubmitServices]) -> ServiceShown:
    """`GET /v1/service`: public."""
    profile = call.services.rules.profile
    limits = (
        LimitShown(name="answer_within", clause="2.1", value=f"PT{int(profile.answer_within.total_seconds())}S"),
        LimitShown(name="queue_wait", clause="2.2", value=f"PT{int(profile.queue_wait.total_seconds())}S"),
        LimitShown(name="serving", clause="2.3", value=f"PT{int(profile.serving.total_seconds())}S"),
        LimitShown(name="births_in_registry_since", clause="9.6", value=profile.births_in_registry_since.isoformat()),
        LimitShown(name="complaint_working_days", clause="11.8", value=str(profile.complaint_working_days)),
        LimitShown(name="appeal_working_days", clause="11.10", value=str(profile.appeal_working_days)),
    )
    return ServiceShown(
        standard=profile.version,
        title=shown_text(profile.title),
        price=shown_text(profile.price),
        result=shown_text(profile.result),
        consent={version: shown_text(text) for version, text in profile.consent.items()},
        limits=limits,
        contact_centre=profile.contact_centre,
        providers=tuple(
            ProviderShown(
                id=office.id,
                name_kk=office.names.kk,
                name_ru=office.names.ru,
                address_kk=office.address.kk,
                address_ru=office.address.ru,
                phone=office.phone,
            )
            for office in call.services.offices.providers()
        ),
        centres=tuple(
            CentreShown(
                id=centre.id,
                name_kk=centre.names.kk,
                name_ru=centre.names.ru,
                address_kk=centre.address.kk,
                address_ru=centre.address.ru,
                phone=centre.phone,
                slot_minutes=centre.slot_minutes,
                booking_days=centre.booking_days,
            )
            for centre in call.services.offices.centres()
        ),
        centre_hours=HoursShown(
            clause="6.1",
            week=profile.centre_hours.week.value,
            opens=f"{profile.centre_hours.opens:%H:%M}",
            closes=f"{profile.centre_hours.closes:%H:%M}",
        ),
    )
