"""When the terms of a complaint end, and that nothing moves them (clauses 11.4, 11.8, 11.10)."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.shared.calendars import TABLE, build, working_calendar
from functions.shared.domain.calendar import ALMATY, WorkingCalendar, WorkingWeek, almaty_day
from functions.shared.domain.complaint import Complaint, Executor, Extension, Mark, Part, Stage, term_of
from functions.shared.domain.complaint_terms import alarm_id, arrived, counted, extended, recounted
from functions.shared.domain.events import EventKind
from functions.shared.domain.office import OfficeKind
from functions.shared.domain.standard import STANDARD_2014
from tests.unit.calendar import oracle
from tests.unit.calendar.almanac import day, moment
from tests.unit.domain.complaints import a_complaint, a_line

PROVIDER, AKIMAT, CENTRE, QUALITY = OfficeKind.PROVIDER, OfficeKind.AKIMAT, OfficeKind.CENTRE, OfficeKind.QUALITY
CALENDAR = working_calendar()


@cache
def moved(off: str, worked: str, week: WorkingWeek) -> WorkingCalendar:
    """The calendar after a decision to move a day of rest."""
    table = json.loads(TABLE.read_text(encoding="utf-8"))
    move = {"off": off, "worked": worked, "weeks": [week.value], "source": "a decision"}
    return build(table | {"moves": [*table["moves"], move]})


def last_day(complaint: Complaint) -> date:
    return almaty_day(complaint.due_at)


def over(complaint: Complaint, mark: Mark) -> date:
    """The last day on which a time is kept."""
    return almaty_day(complaint.checks[mark])


def named(complaint: Complaint, at: datetime) -> Complaint:
    executor = Executor("Орындаушы", "0" * 32, at, "1" * 32)
    return complaint.step(Stage.ASSIGNED, EventKind.ASSIGNED, at, "provider_head", told={}, executor=executor)[0]


def longer(complaint: Complaint, at: datetime, days: int, calendar: WorkingCalendar = CALENDAR) -> Complaint:
    extension = Extension(days, "қосымша зерделеу", at, "1" * 32, tell_by=at)
    return extended(complaint, extension, calendar, STANDARD_2014)


@pytest.mark.clause("11.8", "11.10")
@pytest.mark.parametrize(
    ("received", "kind", "registered", "due_soon", "due"),
    [
        ("Monday 2026-11-23 10:00", PROVIDER, "Monday 2026-11-23", "Friday 2026-11-27", "Monday 2026-11-30"),
        ("Monday 2026-11-23 10:00", AKIMAT, "Monday 2026-11-23", "Friday 2026-11-27", "Monday 2026-11-30"),
        ("Monday 2026-11-23 10:00", CENTRE, "Monday 2026-11-23", "Friday 2026-11-27", "Saturday 2026-11-28"),
        ("Monday 2026-11-23 10:00", QUALITY, "Monday 2026-11-23", "Friday 2026-12-11", "Monday 2026-12-14"),
        # Over Independence Day, 16 December.
        ("Friday 2026-12-11 17:59", CENTRE, "Friday 2026-12-11", "Thursday 2026-12-17", "Friday 2026-12-18"),
        ("Friday 2026-12-11 17:59", PROVIDER, "Friday 2026-12-11", "Friday 2026-12-18", "Monday 2026-12-21"),
        # What comes on a day off is of the next working day, which Saturday is at a centre only.
        ("Saturday 2026-12-12 11:00", CENTRE, "Saturday 2026-12-12", "Friday 2026-12-18", "Saturday 2026-12-19"),
        ("Saturday 2026-12-12 11:00", PROVIDER, "Monday 2026-12-14", "Monday 2026-12-21", "Tuesday 2026-12-22"),
        # Over New Year, with 7 January; the calendar beyond 2026 is what the law alone gives.
        ("Wednesday 2026-12-30 09:00", PROVIDER, "Wednesday 2026-12-30", "Friday 2027-01-08", "Monday 2027-01-11"),
        # Over Nauryz, at the quality authority.
        ("Friday 2026-03-20 09:00", QUALITY, "Friday 2026-03-20", "Tuesday 2026-04-14", "Wednesday 2026-04-15"),
    ],
)
def test_the_term_of_a_complaint(received: str, kind: OfficeKind, registered: str, due_soon: str, due: str) -> None:
    complaint, _ = a_complaint(moment(received), kind)
    assert complaint.registered_on == day(registered)
    assert (over(complaint, Mark.DUE_SOON), last_day(complaint)) == (day(due_soon), day(due))


@pytest.mark.clause("11.8", "11.10")
@pytest.mark.parametrize("kind", OfficeKind)
def test_four_years_of_terms_are_those_of_a_calendar_typed_from_the_law(kind: OfficeKind) -> None:
    term, on = term_of(kind, STANDARD_2014), date(2024, 1, 1)
    while on < date(2027, 11, 25):
        noon = datetime(on.year, on.month, on.day, 12, tzinfo=ALMATY)
        complaint, _ = a_complaint(noon, kind)
        assert complaint.due_at == oracle.term_ends(noon, term.working_days, term.week)
        assert complaint.checks[Mark.NO_EXECUTOR] == oracle.term_ends(noon, 1, term.week)
        on += timedelta(days=1)


def walked(on: date, days: int, week: WorkingWeek) -> date:
    """The slow way, a day at a time."""
    while days:
        on += timedelta(days=1)
        days -= CALENDAR.is_working(on, week)
    return on


moments = st.datetimes(datetime(2020, 1, 1), datetime(2030, 12, 31), timezones=st.just(ALMATY))  # noqa: DTZ001 - hypothesis takes naive bounds
kinds = st.sampled_from(OfficeKind)


@pytest.mark.clause("11.8", "11.10")
@given(moments, kinds, st.integers(0, 10), st.integers(0, 20))
def test_over_ten_years_of_both_weeks_a_term_is_counted_from_registration_alone(
    received: datetime, kind: OfficeKind, more: int, later: int
) -> None:
    complaint, _ = a_complaint(received, kind)
    term, registered = term_of(kind, STANDARD_2014), complaint.registered_on
    at = received + timedelta(days=later)
    complaint = named(complaint, at)
    complaint = named(complaint, at + timedelta(hours=1))
    assert last_day(complaint) == walked(registered, term.working_days, term.week)
    if more:
        complaint = longer(complaint, at, more)
        assert over(complaint, Mark.EXTENSION_NOT_TOLD) == walked(almaty_day(at), 3, term.week)
    assert last_day(complaint) == walked(registered, term.working_days + more, term.week)
    assert over(complaint, Mark.DUE_SOON) == walked(registered, term.working_days + more - 1, term.week)
    assert counted(complaint, CALENDAR, STANDARD_2014) == complaint


@pytest.mark.clause("11.8")
def test_late_is_after_the_last_moment_of_the_last_day_and_not_at_it() -> None:
    complaint, _ = a_complaint(moment("Monday 2026-11-23 10:00"))
    complaint = named(complaint, moment("Monday 2026-11-23 11:00"))
    assert complaint.due_marks(complaint.due_at) == (Mark.DUE_SOON,)
    assert complaint.due_marks(complaint.due_at + timedelta(microseconds=1)) == (Mark.DUE_SOON, Mark.OVERDUE)


@pytest.mark.clause("11.4")
def test_a_head_has_the_day_after_registration_to_name_an_executor() -> None:
    complaint, _ = a_complaint(moment("Friday 2026-11-27 10:00"))
    assert complaint.next_check_at == complaint.checks[Mark.NO_EXECUTOR]
    assert over(complaint, Mark.NO_EXECUTOR) == day("Monday 2026-11-30")
    assert Mark.NO_EXECUTOR not in named(complaint, moment("Monday 2026-11-30 12:00")).checks


def test_what_is_missing_and_what_is_misdirected_have_three_working_days() -> None:
    """Administrative Code, art. 64 and 65."""
    complaint, _ = a_complaint(moment("Thursday 2026-11-26 10:00"), missing=(Part.ADDRESS,), misdirected=True)
    assert over(complaint, Mark.PARTS_NOT_GIVEN) == over(complaint, Mark.NOT_FORWARDED) == day("Tuesday 2026-12-01")
    mended, _ = complaint.note(EventKind.PARTS_GIVEN, moment("Friday 2026-11-27 10:00"), "clerk", told={}, missing=())
    assert Mark.PARTS_NOT_GIVEN not in mended.checks


@pytest.mark.clause("11.8")
def test_forwarding_moves_no_deadline_and_gives_the_next_head_a_day() -> None:
    complaint, _ = a_complaint(moment("Monday 2026-11-23 10:00"), misdirected=True)
    before = complaint.due_at
    complaint, _ = complaint.note(
        EventKind.NOTICED, moment("Wednesday 2026-11-25 00:01"), "service", told={}, marked={Mark.NO_EXECUTOR: before}
    )
    there = a_line(moment("Wednesday 2026-11-25 15:00"), CENTRE, "psc-almaty-1", CALENDAR)
    moved = replace(complaint, office=there.office, misdirected=False, registrations=(*complaint.registrations, there))
    complaint = arrived(moved, CALENDAR, STANDARD_2014)
    assert complaint.due_at == before
    assert set(complaint.checks) == {Mark.NO_EXECUTOR, Mark.DUE_SOON, Mark.OVERDUE}
    assert over(complaint, Mark.NO_EXECUTOR) == day("Thursday 2026-11-26")
    assert not complaint.marked, "the next office is told of everything itself"
    assert alarm_id(complaint, Mark.NO_EXECUTOR) == "complaint-1-no-executor-2"


def test_an_extension_is_counted_from_registration_whenever_it_is_asked_for() -> None:
    """Law on State Services, art. 25."""
    complaint, _ = a_complaint(moment("Monday 2026-11-23 10:00"))
    early = longer(complaint, moment("Tuesday 2026-11-24 10:00"), 10)
    late = longer(complaint, moment("Monday 2026-11-30 10:00"), 10)
    assert last_day(early) == last_day(late) == day("Monday 2026-12-14")
    assert over(late, Mark.EXTENSION_NOT_TOLD) == day("Thursday 2026-12-03")


def test_the_end_of_an_extended_term_is_noticed_though_the_first_end_was() -> None:
    complaint, _ = a_complaint(moment("Monday 2026-11-23 10:00"))
    noticed_at = moment("Monday 2026-11-30 00:01")
    complaint = replace(complaint, marked={Mark.DUE_SOON: noticed_at})
    complaint = longer(complaint, moment("Monday 2026-11-30 10:00"), 1)
    assert complaint.due_marks(moment("Tuesday 2026-12-01 00:01"))[-1] is Mark.DUE_SOON
    assert alarm_id(complaint, Mark.DUE_SOON) == "complaint-1-due-soon-extended"
    assert alarm_id(complaint, Mark.NO_EXECUTOR) == "complaint-1-no-executor"


def test_an_answer_ends_all_watching() -> None:
    complaint, _ = a_complaint(moment("Monday 2026-11-23 10:00"), missing=(Part.NAME,))
    complaint = longer(named(complaint, moment("Monday 2026-11-23 11:00")), moment("Tuesday 2026-11-24 10:00"), 3)
    at = moment("Wednesday 2026-11-25 10:00")
    answered, _ = complaint.step(Stage.ANSWERED, EventKind.ANSWERED, at, "provider_head", told={})
    assert (answered.next_check_at, dict(answered.checks)) == (None, {})


@pytest.mark.clause("11.8")
@pytest.mark.parametrize(
    ("off", "worked", "kind", "due"),
    [
        # A Tuesday within the term is given off, and worked on a Saturday after it: the term ends later.
        ("2026-11-24", "2026-12-05", PROVIDER, "Tuesday 2026-12-01"),
        # The Saturday within the term is worked, for a Tuesday after it: the term ends earlier.
        ("2026-12-08", "2026-11-28", PROVIDER, "Saturday 2026-11-28"),
        # The Sunday after the term of a centre is worked for a Thursday within it.
        ("2026-11-26", "2026-11-29", CENTRE, "Sunday 2026-11-29"),
    ],
)
def test_a_day_moved_during_the_term_moves_its_end(off: str, worked: str, kind: OfficeKind, due: str) -> None:
    calendar = moved(off, worked, term_of(kind, STANDARD_2014).week)
    complaint, _ = a_complaint(moment("Monday 2026-11-23 10:00"), kind)
    before = complaint
    now = moment("Monday 2026-11-23 12:00")
    complaint, event = recounted(complaint, calendar, STANDARD_2014, now)
    assert last_day(complaint) == day(due)
    assert complaint.calendar == calendar.edition != before.calendar
    assert event is not None
    assert event.data == {
        "due_before": last_day(before).isoformat(),
        "due": last_day(complaint).isoformat(),
        "calendar_before": before.calendar,
        "calendar": calendar.edition,
    }
    back, event = recounted(complaint, CALENDAR, STANDARD_2014, now)
    assert event is not None
    assert (back.due_at, back.checks) == (before.due_at, before.checks)


def test_a_calendar_that_moves_nothing_of_a_complaint_is_no_event_of_it() -> None:
    complaint, _ = a_complaint(moment("Monday 2026-11-23 10:00"))
    calendar = moved("2026-06-01", "2026-06-06", WorkingWeek.FIVE_DAY)
    anew, event = recounted(complaint, calendar, STANDARD_2014, moment("Monday 2026-11-23 12:00"))
    assert event is None
    assert anew == replace(complaint, calendar=calendar.edition)


def test_what_was_noticed_stays_noticed_when_the_calendar_changes() -> None:
    complaint, _ = a_complaint(moment("Monday 2026-11-23 10:00"))
    noticed_at = moment("Wednesday 2026-11-25 00:01")
    complaint = replace(complaint, marked={Mark.NO_EXECUTOR: noticed_at}).watching()
    calendar = moved("2026-11-24", "2026-12-05", WorkingWeek.FIVE_DAY)
    anew, _ = recounted(complaint, calendar, STANDARD_2014, moment("Wednesday 2026-11-25 12:00"))
    assert over(anew, Mark.NO_EXECUTOR) == day("Wednesday 2026-11-25")
    assert anew.marked == {Mark.NO_EXECUTOR: noticed_at}
    assert not anew.due_marks(moment("Thursday 2026-11-26 12:00"))
