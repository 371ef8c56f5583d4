"""Complaints as they are stored: who may see one, and how it is written back (clause 11).

complaints/{id}, complaints/{id}/events/{n}, complaints/{id}/evidence/{name}; numbers/{K…} leads to the id.
"""

from __future__ import annotations

from functions.complaint.services import ComplaintServices
from functions.shared.codec import to_fields
from functions.shared.domain import errors
from functions.shared.domain.complaint import Complaint
from functions.shared.domain.events import Event
from functions.shared.domain.office import AnyOffice, OfficeKind
from functions.shared.http.callers import Caller, Role
from functions.shared.http.routing import Call
from functions.shared.ports import Create, Replace, Write
from functions.shared.records import COMPLAINTS, NUMBERS, Stored, create_event, load

CLERKS: dict[OfficeKind, Role] = {
    OfficeKind.PROVIDER: Role.PROVIDER_OFFICER,
    OfficeKind.AKIMAT: Role.AKIMAT_CLERK,
    OfficeKind.CENTRE: Role.PSC_OPERATOR,
    OfficeKind.QUALITY: Role.QUALITY_OFFICER,
}
HEADS: dict[OfficeKind, Role] = {
    OfficeKind.PROVIDER: Role.PROVIDER_HEAD,
    OfficeKind.AKIMAT: Role.AKIMAT_HEAD,
    OfficeKind.CENTRE: Role.PSC_HEAD,
    OfficeKind.QUALITY: Role.QUALITY_OFFICER,
}
"""The quality authority's officer is its clerk and its head in one."""
CLERK_ROLES, HEAD_ROLES = frozenset(CLERKS.values()), frozenset(HEADS.values())
STAFF = CLERK_ROLES | HEAD_ROLES


# ---------------------------------------------------------------- found


def load_complaint(services: ComplaintServices, identifier: str) -> Stored[Complaint]:
    """Raises NotFound."""
    stored = load(services.documents, Complaint, COMPLAINTS, identifier)
    if stored is None:
        raise errors.NotFound
    return stored


def numbered(services: ComplaintServices, number: str) -> Stored[Complaint] | None:
    """The complaint with this number, K and eleven characters without groups."""
    found = services.documents.get(f"{NUMBERS}/{number}")
    if found is None or "complaint" not in found.fields:
        return None
    return load(services.documents, Complaint, COMPLAINTS, found.fields["complaint"])


def find_visible(call: Call[ComplaintServices]) -> Stored[Complaint]:
    """The complaint that the path names as `id`. Another's is not found, rather than forbidden. Raises NotFound."""
    stored = load_complaint(call.services, call.args["id"])
    if not may_see(call.services, call.caller, stored.value):
        raise errors.NotFound
    return stored


def may_see(services: ComplaintServices, caller: Caller, complaint: Complaint) -> bool:
    """The complainant; the offices that registered it; who stands in for a closed one; the authority appealed to."""
    if caller.role is Role.CITIZEN:
        return complaint.cabinet is not None and complaint.cabinet == services.rules.cabinet(caller.iin or "")
    if caller.role not in STAFF or caller.office is None:
        return False
    if caller.office in offices_of(complaint) or stands_in(services, caller, complaint.office):
        return True
    return caller.role is Role.QUALITY_OFFICER and hears_appeal(services, caller.office, complaint)


def stands_in(services: ComplaintServices, caller: Caller, closed: str) -> bool:
    """Whether the caller is of the office above one that was closed, or of the quality authority, which is alarmed."""
    if services.offices.find(closed) is not None:
        return False
    lost = services.offices.ever(closed)
    above = [services.offices.above(lost)] if lost else []
    quality = [office for office in services.offices.authorities() if office.kind is OfficeKind.QUALITY]
    return any(
        office is not None
        and office.id == caller.office
        and caller.role in (clerk_role(office.kind), head_role(office.kind))
        for office in (*above, *quality)
    )


def hears_appeal(services: ComplaintServices, office: str, complaint: Complaint) -> bool:
    """Whether an appeal against its answer came to this office (11.10)."""
    appeals = (numbered(services, number) for number in complaint.appeals)
    return any(appeal is not None and office in offices_of(appeal.value) for appeal in appeals)


def offices_of(complaint: Complaint) -> frozenset[str]:
    """Every office that it was registered at, with the one that has it now."""
    return frozenset({complaint.office, *(line.office for line in complaint.registrations)})


def office_of(services: ComplaintServices, complaint: Complaint) -> AnyOffice:
    """Whose it is to answer now. Raises NotFound where the directory has lost the office."""
    office = services.offices.find(complaint.office)
    if office is None:
        raise errors.NotFound
    return office


# ---------------------------------------------------------------- who may do what


def head_role(kind: OfficeKind) -> Role:
    """Who leads an office of this kind: names executors, extends terms, signs answers (11.4, 11.9)."""
    return HEADS[kind]


def clerk_role(kind: OfficeKind) -> Role:
    """Who registers at an office of this kind (11.2, 11.3)."""
    return CLERKS[kind]


def require_head(caller: Caller, complaint: Complaint) -> None:
    """Only the head of the office that has it now (11.4). Raises Forbidden, or OtherOffice for another's head."""
    if caller.role is not head_role(complaint.kind):
        raise errors.Forbidden
    if caller.office != complaint.office:
        raise errors.OtherOffice


def require_staff(caller: Caller, complaint: Complaint) -> None:
    """A clerk or the head of the office that has it now. Raises Forbidden or OtherOffice."""
    if caller.role not in (clerk_role(complaint.kind), head_role(complaint.kind)):
        raise errors.Forbidden if caller.office == complaint.office else errors.OtherOffice
    if caller.office != complaint.office:
        raise errors.OtherOffice


def account_hash(services: ComplaintServices, subject: str) -> str:
    """The keyed hash under which events and executors name an account, however somebody typed it."""
    return services.rules.officer(subject.strip().casefold())


# ---------------------------------------------------------------- written


def path_of(complaint: Complaint) -> str:
    return f"{COMPLAINTS}/{complaint.id}"


def create_complaint(complaint: Complaint, event: Event) -> list[Write]:
    """The complaint and its first event."""
    return [Create(path_of(complaint), to_fields(complaint)), create_event(path_of(complaint), event)]


def replaced(stored: Stored[Complaint], changed: Complaint, event: Event) -> list[Write]:
    """The writes of one step, for a batch of the caller's own."""
    return [
        Replace(path_of(changed), to_fields(changed), stored.version),
        create_event(path_of(changed), event),
    ]


def keep(
    services: ComplaintServices, stored: Stored[Complaint], changed: Complaint, event: Event, *others: Write
) -> None:
    """One batch: the complaint, its event, and the others. Raises AlreadyExists or VersionMismatch: see `retried`."""
    services.documents.commit(*replaced(stored, changed, event), *others)
