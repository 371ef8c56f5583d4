"""What the cover of the file for a court says, line by line (clause 11.11)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from functions.complaint.services import ComplaintServices
from functions.shared.documents.complaints_texts import OUTCOMES
from functions.shared.documents.dates import written_date, written_time
from functions.shared.documents.dossier_texts import (
    ABOUT,
    CHANNELS,
    FACTS,
    IN_TIME,
    INTAKES,
    LATE,
    LEGAL_BASES,
    REGISTRATION,
    STAGES,
    WORKING_DAYS,
)
from functions.shared.domain.complaint import Complaint, Registration
from functions.shared.domain.events import BrokenLink
from functions.shared.domain.language import Language, Text
from functions.shared.domain.numbers import spoken

Fact = tuple[Text, str]


class Cover:
    """The lines in one official language; what a complaint leaves out has no line."""

    def __init__(self, services: ComplaintServices, complaint: Complaint, language: Language) -> None:
        self._services, self._complaint, self._language = services, complaint, language

    def lines(self) -> Iterator[tuple[str, str | None]]:
        """Each line's name in `FACTS`, and what it says."""
        complaint, person = self._complaint, self._complaint.complainant
        yield "about", self._said(ABOUT[complaint.about])
        yield "office", self._office(complaint.office)
        for line in complaint.registrations:
            yield "registration", self._registration(line)
        yield "intake", self._said(INTAKES[complaint.intake])
        yield "complainant", person.name
        yield "iin", person.iin
        yield "address", person.address
        yield "phone", person.phone
        yield "accused", complaint.accused.name
        yield "linked", complaint.linked
        yield "first", spoken(complaint.first) if complaint.first else None
        basis = LEGAL_BASES.get(complaint.legal_basis)
        yield "legal_basis", self._said(basis) if basis else complaint.legal_basis
        until = self._moment(complaint.due_at)
        yield "due", self._said(WORKING_DAYS.format(days=complaint.working_days, until=until))
        yield "executor", complaint.executor.name if complaint.executor else None
        yield "stage", self._said(STAGES[complaint.stage])
        yield from self._what_came_of_it()

    def _what_came_of_it(self) -> Iterator[tuple[str, str | None]]:
        complaint = self._complaint
        if complaint.extension is not None:
            yield "extension", f"{self._moment(complaint.extension.at)}; {complaint.extension.reason}"
        if complaint.answer is not None:
            kept = self._said(IN_TIME if complaint.answered_in_time else LATE)
            yield "answered", f"{self._moment(complaint.answer.at)}, {kept}; {complaint.answer.signed_by}"
            yield "outcome", self._said(OUTCOMES[complaint.answer.outcome])
        if complaint.delivery is not None:
            sent = complaint.delivery
            told = [self._said(CHANNELS[sent.channel]), self._moment(sent.at), sent.tracking, sent.receiver]
            yield "delivery", "; ".join(part for part in told if part)
        yield "appeal", spoken(complaint.appeal) if complaint.appeal else None

    def _registration(self, line: Registration) -> str:
        came, on = self._moment(line.received_at), self._day(line.registered_on)
        text = REGISTRATION.in_language(self._language)
        return text.format(office=self._office(line.office), number=line.number, on=on, came=came, by=line.accepted_by)

    def _office(self, identifier: str) -> str:
        office = self._services.offices.find(identifier)
        if office is None:
            return identifier
        return office.names.ru if self._language is Language.RU else office.names.kk

    def _said(self, text: Text) -> str:
        return text.in_language(self._language)

    def _moment(self, moment: datetime) -> str:
        return written_time(moment, self._language)

    def _day(self, day: date) -> str:
        return written_date(day, self._language)


def facts_of(
    services: ComplaintServices,
    complaint: Complaint,
    language: Language,
    broken: BrokenLink | None,
    left_out: Sequence[str],
) -> tuple[Fact, ...]:
    """The cover, with where the chain breaks, and what could not be put inside, if anything."""
    lines = [*Cover(services, complaint, language).lines()]
    lines.append(("broken", f"№ {broken.n}: {broken.why}" if broken else None))
    lines += [("left_out", each) for each in left_out]
    return tuple((FACTS[name], said) for name, said in lines if said)
