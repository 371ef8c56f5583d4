"""The decision: what the registries say, held against what was asked (clauses 4.1, 9.3, 9.5, 9.6).

Pure rules. Whoever is silent makes the case wait; who contradicts makes it declined, with every reason at once, so
that the guardian does not mend one thing only to learn of the next.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from functions.shared.domain.application import Applicant, Application, Child
from functions.shared.domain.facts import Answer, Birth, Capacity, Found, Name, Names, NoRecord, Order, Person, Silent
from functions.shared.domain.reasons import Reason, ReasonCode
from functions.shared.domain.standard import Profile


@dataclass(frozen=True)
class Gathered:
    """The registries' answers: about the applicant, about each child's birth (in order), and the applicant's orders."""

    person: Answer[Person]
    births: tuple[Answer[Birth], ...]
    orders: Answer[tuple[Order, ...]]

    def silent(self) -> tuple[Silent, ...]:
        return tuple(answer for answer in (self.person, *self.births, self.orders) if isinstance(answer, Silent))


@dataclass(frozen=True)
class Approved:
    """All agree: the guardian, and one order for each child.

    `remarks` are worth a look but decide nothing (a capacity that no longer fits the child's age).
    """

    guardian: Person
    orders: tuple[Order, ...]
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Declined:
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class Waiting:
    """Somebody was silent: nothing is decided."""

    silent: tuple[Silent, ...]


Decision = Approved | Declined | Waiting


def age(birth_date: date, on: date) -> int:
    """Full years. Who was born on 29 February completes a year on 1 March where there is no such day."""
    return on.year - birth_date.year - ((on.month, on.day) < (birth_date.month, birth_date.day))


def is_minor(birth_date: date, on: date, profile: Profile) -> bool:
    """Under 18 on the day (4.1)."""
    return age(birth_date, on) < profile.majority


def must_attach_birth_certificate(birth_date: date, profile: Profile) -> bool:
    """Born before 13 August 2007: the copy is required at once (9.1, 9.6). The day itself is in the registry."""
    return birth_date < profile.births_in_registry_since


def folded(text: str | None) -> str:
    return " ".join(unicodedata.normalize("NFC", text or "").casefold().replace("ё", "е").split())


def same_name(given: Name, registered: Names) -> bool:
    """The name in either official spelling, whatever the case; a patronymic that only one side writes is no matter."""
    return any(
        folded(given.surname) == folded(spelling.surname)
        and folded(given.name) == folded(spelling.name)
        and (not given.patronymic or not spelling.patronymic or folded(given.patronymic) == folded(spelling.patronymic))
        for spelling in (registered.kk, registered.ru)
    )


def about_applicant(applicant: Applicant, answer: Found[Person] | NoRecord) -> list[Reason]:
    """The identity document's data, taken from the state register (9.6)."""
    if isinstance(answer, NoRecord):
        return [Reason(ReasonCode.APPLICANT_UNKNOWN)]
    reasons = []
    if not answer.record.alive:
        reasons.append(Reason(ReasonCode.APPLICANT_NOT_ALIVE))
    if not same_name(applicant.name, answer.record.names):
        reasons.append(Reason(ReasonCode.APPLICANT_NAME_DIFFERS))
    return reasons


def about_birth(place: int, child: Child, answer: Found[Birth] | NoRecord, on: date, profile: Profile) -> list[Reason]:
    """The birth: from the registry, which must agree where it has a record; else the attached copy is kept (9.6)."""
    reasons = []
    if not is_minor(child.birth_date, on, profile):
        reasons.append(Reason(ReasonCode.CHILD_NOT_MINOR, place))
    if child.birth_certificate is None and (
        isinstance(answer, NoRecord) or must_attach_birth_certificate(child.birth_date, profile)
    ):
        reasons.append(Reason(ReasonCode.BIRTH_CERTIFICATE_MISSING, place))
    if isinstance(answer, Found) and not agrees(child, answer.record):
        reasons.append(Reason(ReasonCode.BIRTH_RECORD_DIFFERS, place))
    return reasons


def agrees(child: Child, record: Birth) -> bool:
    """Name, day of birth, and the digits of the certificate's number where the applicant gave one."""
    given = digits(child.birth_certificate.number) if child.birth_certificate else ""
    return (
        record.birth_date == child.birth_date
        and same_name(child.name, record.names)
        and given in ("", digits(record.certificate_number))
    )


def digits(text: str) -> str:
    """Series letters are written in two alphabets, with and without spaces: the digits are what can be compared."""
    return "".join(character for character in text if character.isdigit())


def order_for(place: int, child: Child, orders: Sequence[Order], guardian_iin: str) -> Order | Reason:
    """The active order that names this guardian over this child; the latest, where there are several."""
    own = sorted(
        (order for order in orders if order.child_iin == child.iin and order.guardian_iin == guardian_iin),
        key=lambda order: (order.issued_on, order.number),
    )
    if not own:
        return Reason(ReasonCode.ORDER_NOT_FOUND, place)
    active = [order for order in own if order.active]
    if not active:
        return Reason(ReasonCode.ORDER_ENDED, place)
    order = active[-1]
    if order.child_birth_date != child.birth_date or not same_name(child.name, order.child_names):
        return Reason(ReasonCode.ORDER_DIFFERS, place)
    return order


def capacity_remark(order: Order, on: date, profile: Profile) -> str | None:
    """The capacity stands as the order says it; that the child has passed 14 since is remarked, not corrected."""
    expected = (
        Capacity.GUARDIANSHIP if age(order.child_birth_date, on) < profile.trusteeship_from else Capacity.TRUSTEESHIP
    )
    return None if order.capacity == expected else f"capacity-is-{order.capacity}-by-age-{expected}"


def decide(application: Application, gathered: Gathered, on: date, profile: Profile, *, signer_iin: str) -> Decision:
    """Approve, decline with every reason, or wait for who is silent. `on` is the day in Almaty."""
    person, orders = gathered.person, gathered.orders
    births = [birth for birth in gathered.births if not isinstance(birth, Silent)]
    if isinstance(person, Silent) or isinstance(orders, Silent) or len(births) < len(gathered.births):
        return Waiting(gathered.silent())

    reasons: list[Reason] = []
    if application.consent.text_version not in profile.consent:
        reasons.append(Reason(ReasonCode.CONSENT_MISSING))
    if signer_iin != application.applicant.iin:
        reasons.append(Reason(ReasonCode.SIGNER_NOT_APPLICANT))
    reasons += about_applicant(application.applicant, person)

    known = orders.record if isinstance(orders, Found) else ()
    granted: list[Order] = []
    for place, (child, birth) in enumerate(zip(application.children, births, strict=True)):
        reasons += about_birth(place, child, birth, on, profile)
        order = order_for(place, child, known, application.applicant.iin)
        if isinstance(order, Order):
            granted.append(order)
        else:
            reasons.append(order)

    if reasons or isinstance(person, NoRecord):
        return Declined(tuple(reasons))
    remarks = [capacity_remark(order, on, profile) for order in granted]
    return Approved(person.record, tuple(granted), tuple(remark for remark in remarks if remark))
