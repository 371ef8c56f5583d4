"""Plays every journey on a stack of its own: once to warm everything, once to be counted; then the idle jobs."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from emulators.stack.local import TASKS_ACCOUNT, TASKS_AUDIENCE, LocalStack
from functions.shared.calendars import working_calendar
from functions.shared.documents.dates import in_almaty
from functions.shared.domain.calendar import ALMATY, WorkingCalendar, WorkingWeek
from tools.cost.journeys import JOURNEYS, DidNotGo, Journey
from tools.cost.meter import Meter, Usage, between, without
from tools.cost.turns import Turns, taking_turns

OPENED = time(9, 5)
PLAIN_DAYS = 14
SATURDAY = 5
REFRESHED = ("firestore reads directory", "firestore reads offices", "firestore reads service")
"""What each instance reads by its own clock, whoever asks, is part of the base and of no case."""
JOBS = Path(__file__).resolve().parents[2] / "infra" / "scheduler.json"


@dataclass(frozen=True)
class Measured:
    """By the names of the journeys, and of the scheduler's jobs; a job with nothing to do."""

    journeys: dict[str, Usage]
    jobs: dict[str, Usage]


def measure(folder: Path) -> Measured:
    """Raises DidNotGo, TaskFailed, DidNotStart."""
    stack = LocalStack(folder)
    stack.start()
    try:
        stack.clock.move(to=plain_monday(stack.clock.now()))
        with taking_turns(stack) as turns:
            journeys = {journey.name: _journey(stack, turns, journey) for journey in JOURNEYS}
            return Measured(journeys, _jobs(stack, turns))
    finally:
        stack.stop()


def plain_monday(now: datetime) -> datetime:
    """In the morning of the next Monday after which two weeks have no holiday: terms take the same steps each time."""
    calendar, day = working_calendar(), in_almaty(now).date() + timedelta(days=1)
    while day.weekday() or not all(_is_plain(calendar, day + timedelta(days=n)) for n in range(PLAIN_DAYS)):
        day += timedelta(days=1)
    return datetime.combine(day, OPENED, ALMATY)


def _is_plain(calendar: WorkingCalendar, day: date) -> bool:
    return calendar.is_working(day, WorkingWeek.FIVE_DAY) == (day.weekday() < SATURDAY)


def _journey(stack: LocalStack, turns: Turns, journey: Journey) -> Usage:
    meter = Meter(stack)
    before = Usage()
    for scene in journey.scenes:
        before = meter.reading()
        journey.play(stack, turns, stack.people.scene(scene))
    return without(between(before, meter.reading()), REFRESHED)


def _jobs(stack: LocalStack, turns: Turns) -> dict[str, Usage]:
    """Each job twice, as Cloud Scheduler calls it: what the first finds to do is not what an idle one costs."""
    meter = Meter(stack)
    usages = {}
    tokens = f"{stack.control('cloud_tasks')}/token"
    for job in json.loads(JOBS.read_text()):
        before = Usage()
        for _ in range(2):
            before = meter.reading()
            asked = {"email": TASKS_ACCOUNT, "audience": TASKS_AUDIENCE}
            token = stack.http.post(tokens, json=asked, timeout=10).json()["token"]
            headers = {"Authorization": f"Bearer {token}"}
            url = stack.function_url(job["service"]) + job["path"]
            answer = stack.http.post(url, headers=headers, timeout=120)
            if answer.status_code != 200:
                raise DidNotGo(f"the job {job['name']}: {answer.status_code}")
            turns.run()
        usages[job["name"]] = without(between(before, meter.reading()), REFRESHED)
    return usages
