"""A complaint: registered at once, never refused, answered in the working days that the law gives (clause 11).

Law: the standard, 11; the Law on State Services, art. 25 (terms, extension); the Administrative Code, art. 63 to 65
(registration, what is missing, forwarding). No edit, comment, reassignment or forwarding moves a deadline.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from functions.shared.domain.calendar import WorkingCalendar, WorkingWeek, last_moment
from functions.shared.domain.events import Event, EventKind, Head, append
from functions.shared.domain.language import Language, Text
from functions.shared.domain.office import OfficeKind
from functions.shared.domain.standard import Profile


class About(StrEnum):
    """What a complaint is about, which says to whom it belongs (11.1, 11.5, 11.10)."""

    PROVIDER = "provider"  # decisions, actions or inaction of the provider or its officials
    CENTRE_STAFF = "centre-staff"  # rude service by an employee of a public service centre
    ANSWER = "answer"  # an answer to an earlier complaint


ADDRESSEES: dict[About, frozenset[OfficeKind]] = {
    About.PROVIDER: frozenset({OfficeKind.PROVIDER, OfficeKind.AKIMAT}),
    About.CENTRE_STAFF: frozenset({OfficeKind.CENTRE}),
    About.ANSWER: frozenset({OfficeKind.QUALITY}),
}


class Intake(StrEnum):
    """How it came (11.2, 11.6)."""

    POST = "post"
    HAND = "hand"
    PORTAL = "portal"


class Part(StrEnum):
    """What a complaint should contain (Administrative Code, art. 63 and 93); what is missing is asked for."""

    NAME = "name"
    ADDRESS = "address"
    ESSENCE = "essence"
    SIGNATURE = "signature"


PART_TEXTS: dict[Part, Text] = {
    Part.NAME: Text(
        kk="Шағым берушінің тегі, аты, әкесінің аты (бар болса)",
        ru="Фамилия, имя, отчество (при наличии) заявителя",
        en="The complainant's surname, name and patronymic (if any)",
    ),
    Part.ADDRESS: Text(
        kk="Шағым берушінің пошталық мекенжайы", ru="Почтовый адрес заявителя", en="The complainant's postal address"
    ),
    Part.ESSENCE: Text(kk="Шағымның мәні", ru="Суть жалобы", en="What the complaint is about, in its own words"),
    Part.SIGNATURE: Text(kk="Шағым берушінің қолы", ru="Подпись заявителя", en="The complainant's signature"),
}


class Stage(StrEnum):
    REGISTERED = "registered"
    ASSIGNED = "assigned"
    ANSWERED = "answered"


TRANSITIONS: dict[Stage, frozenset[Stage]] = {
    Stage.REGISTERED: frozenset({Stage.ASSIGNED}),
    Stage.ASSIGNED: frozenset({Stage.ASSIGNED, Stage.REGISTERED, Stage.ANSWERED}),  # another executor; forwarded
    Stage.ANSWERED: frozenset(),
}


OPEN_STAGES = tuple(stage.value for stage, steps in TRANSITIONS.items() if steps)
"""As stored."""


class ForbiddenStep(Exception):
    """A step that the table does not know: a mistake of ours, or of whoever asked for it."""


class Outcome(StrEnum):
    UPHELD = "upheld"
    PARTLY_UPHELD = "partly-upheld"
    REJECTED = "rejected"
    FORWARDED = "forwarded"  # not ours to decide: sent on to the body whose it is


class DeliveryChannel(StrEnum):
    POST = "post"
    HAND = "hand"
    CABINET = "cabinet"


class Mark(StrEnum):
    """A time that is watched: each is noticed once, and is an alarm of somebody."""

    NO_EXECUTOR = "no-executor"  # a day after registration nobody has been named (11.4)
    DUE_SOON = "due-soon"  # one working day before the term ends
    OVERDUE = "overdue"  # the term is over (11.8, 11.10)
    NOT_FORWARDED = "not-forwarded"  # three working days at the wrong office (Administrative Code, art. 65)
    EXTENSION_NOT_TOLD = "extension-not-told"  # three working days after an extension (art. 25)
    PARTS_NOT_GIVEN = "parts-not-given"  # the term for what is missing is over (art. 64)


@dataclass(frozen=True)
class Term:
    """How long an office has, by the kind of office (11.8, 11.10)."""

    working_days: int
    week: WorkingWeek
    may_extend: bool


def term_of(kind: OfficeKind, profile: Profile) -> Term:
    """Five working days, at a centre of its six-day week and without extension; fifteen at the quality authority."""
    if kind is OfficeKind.QUALITY:
        return Term(profile.appeal_working_days, WorkingWeek.FIVE_DAY, may_extend=True)
    if kind is OfficeKind.CENTRE:
        return Term(profile.complaint_working_days, WorkingWeek.SIX_DAY, may_extend=False)
    return Term(profile.complaint_working_days, WorkingWeek.FIVE_DAY, may_extend=True)


@dataclass(frozen=True)
class Registration:
    """One line of an office's journal (11.3): the incoming number of the year, and who accepted the complaint.

    A forwarded complaint has one for each office that it came to; the first one's day starts the term.
    """

    office: str
    year: int
    n: int
    """Runs through the year without gaps, from 1."""
    received_at: datetime
    registered_on: date
    """The day received, or the next working day after a day off (Administrative Code, art. 64)."""
    accepted_by: str
    """The name, as the coupon says it; the portal registers by itself."""
    accepted_by_hash: str

    @property
    def number(self) -> str:
        """`2026/000017`."""
        return f"{self.year}/{self.n:06d}"


@dataclass(frozen=True)
class Complainant:
    """Whoever complains. A complaint on paper may leave any of it out, and is registered all the same."""

    name: str | None = None
    iin: str | None = None
    address: str | None = None
    phone: str | None = None


@dataclass(frozen=True)
class Accused:
    """The person complained about, as far as named; `subject` is the keyed hash of the account, where it is known."""

    name: str | None = None
    subject: str | None = None


@dataclass(frozen=True)
class Executor:
    """Who prepares the answer (11.4). `subject` is the keyed hash of the account."""

    name: str
    subject: str
    named_at: datetime
    named_by: str


@dataclass(frozen=True)
class Extension:
    """At most ten working days more, once, with its reason (Law on State Services, art. 25)."""

    working_days: int
    reason: str
    at: datetime
    by: str
    tell_by: datetime
    told_at: datetime | None = None
    told_how: str | None = None


@dataclass(frozen=True)
class Answer:
    """The reasoned answer (11.9), and the sealed PDF of it."""

    outcome: Outcome
    text: str
    measures: str | None
    language: Language
    signed_by: str
    at: datetime
    object: str
    sha256: str


@dataclass(frozen=True)
class Delivery:
    """How the answer went out (11.9)."""

    channel: DeliveryChannel
    at: datetime
    by: str
    tracking: str | None = None
    receiver: str | None = None


@dataclass(frozen=True)
class Complaint:
    """One complaint. `id` is unguessable; `number` (K…) is what people say on the phone."""

    id: str
    number: str
    office: str
    """Whose it is to answer now."""
    kind: OfficeKind
    about: About
    intake: Intake
    language: Language
    registrations: tuple[Registration, ...]
    complainant: Complainant
    cabinet: str | None
    """The keyed hash of the complainant's IIN, where there is one."""
    accused: Accused
    text: str
    attachments: tuple[str, ...]
    linked: str | None
    """The number of the application, certificate or refusal, or the ticket, that it is about."""
    missing: tuple[Part, ...]
    request_sha256: str
    legal_basis: str
    due_at: datetime
    working_days: int
    """The term, with an extension: the deadline is always counted anew from registration, never from today."""
    week: WorkingWeek
    calendar: str
    """The edition of the working calendar that the times were counted by."""
    checks: Mapping[Mark, datetime]
    """What is watched, and when it is due; a mark that no longer applies is not there."""
    head: Head
    stage: Stage = Stage.REGISTERED
    misdirected: bool = False
    """Registered at an office that it does not belong to; forwarded within three working days."""
    marked: Mapping[Mark, datetime] = field(default_factory=dict)
    next_check_at: datetime | None = None
    executor: Executor | None = None
    extension: Extension | None = None
    answer: Answer | None = None
    delivery: Delivery | None = None
    first: str | None = None
    """The number of the complaint whose answer is appealed (11.10)."""
    first_told: str | None = None
    """That number as somebody wrote it, kept so that an appeal can still be linked later."""
    appeals: tuple[str, ...] = ()
    """The numbers of the appeals against the answer, the newest last."""
    answered_in_time: bool | None = None
    registered_at: datetime | None = None
    """When the record was made, by which lists are ordered; the term counts from the day of registration."""

    @property
    def is_open(self) -> bool:
        return self.stage is not Stage.ANSWERED

    @property
    def appeal(self) -> str | None:
        """The number of the newest appeal against the answer."""
        return self.appeals[-1] if self.appeals else None

    @property
    def registered_on(self) -> date:
        return self.registrations[0].registered_on

    def due_marks(self, now: datetime) -> tuple[Mark, ...]:
        """What is over and not noticed yet, the earliest first. A term ends with its last moment: late is after it."""
        over = [(at, mark) for mark, at in self.checks.items() if now > at and mark not in self.marked]
        return tuple(mark for _, mark in sorted(over))

    def step(
        self, stage: Stage, kind: EventKind, at: datetime, actor: str, *, told: Mapping[str, Any], **changes: Any
    ) -> tuple[Complaint, Event]:
        """Move on as the table allows. Raises ForbiddenStep."""
        if stage not in TRANSITIONS[self.stage]:
            raise ForbiddenStep(f"{self.stage} to {stage}")
        return replace(self, stage=stage).note(kind, at, actor, told=told, **changes)

    def note(
        self, kind: EventKind, at: datetime, actor: str, *, told: Mapping[str, Any], **changes: Any
    ) -> tuple[Complaint, Event]:
        """Add an event and change other fields; what is watched next follows from them."""
        event, head = append(self.head, kind, at, actor, **told)
        changed = replace(self, head=head, **changes)
        return changed.watching(), event

    def watching(self) -> Complaint:
        """Itself, with what still has to be watched, and when to look next."""
        checks = {mark: at for mark, at in self.checks.items() if mark in self.marked or self.applies(mark)}
        ahead = [at for mark, at in checks.items() if mark not in self.marked]
        return replace(self, checks=checks, next_check_at=min(ahead, default=None))

    def applies(self, mark: Mark) -> bool:
        """Whether a time still matters as the complaint stands; none does once it is answered."""
        match mark:
            case Mark.EXTENSION_NOT_TOLD:
                return self.is_open and self.extension is not None and self.extension.told_at is None
            case Mark.NO_EXECUTOR:
                return self.is_open and self.executor is None
            case Mark.NOT_FORWARDED:
                return self.is_open and self.misdirected
            case Mark.PARTS_NOT_GIVEN:
                return self.is_open and bool(self.missing)
        return self.is_open


def checks_of(
    calendar: WorkingCalendar,
    registered_on: date,
    term: Term,
    *,
    parts_within: int | None = None,
    forward_within: int | None = None,
    arrived_on: date | None = None,
) -> dict[Mark, datetime]:
    """All that is watched of a complaint, counted from its registration, each by the last moment that is in time.

    Given the same registration and the same calendar, the same times: nothing else moves them (11.8, 11.10).
    `arrived_on` is the day of registration at the office that has it now, where it was forwarded: its head has a day
    to name an executor as well (11.4).
    """
    checks = {
        Mark.NO_EXECUTOR: end_of(calendar, arrived_on or registered_on, 1, term.week),
        Mark.DUE_SOON: end_of(calendar, registered_on, term.working_days - 1, term.week),
        Mark.OVERDUE: end_of(calendar, registered_on, term.working_days, term.week),
    }
    if parts_within is not None:
        checks[Mark.PARTS_NOT_GIVEN] = end_of(calendar, registered_on, parts_within, term.week)
    if forward_within is not None:
        checks[Mark.NOT_FORWARDED] = end_of(calendar, arrived_on or registered_on, forward_within, term.week)
    return checks


def end_of(calendar: WorkingCalendar, day: date, working_days: int, week: WorkingWeek) -> datetime:
    """The last moment of the n-th working day after a day; of the day itself for none."""
    return last_moment(calendar.nth_working_day(day, working_days, week) if working_days else day)
