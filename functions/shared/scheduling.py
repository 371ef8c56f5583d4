"""The tasks that hurry a case along, and what happens when one cannot be made: nothing, but a log line.

The state itself says what is due (`next_check_at`, `next_push_at`, `next_try_at`), and the reconciler, called every
minute, does it.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from functions.shared.log import LogEvent, Severity, log
from functions.shared.ports import Task, Tasks, TasksUnavailable
from functions.shared.tracing import Workers

VERIFY, DEADLINE, NOTICES, QUEUE, COMPLAINTS = "verify", "deadline", "notices", "queue", "complaints"
ARCHIVE = "archive"
"""The queues."""
FARTHEST = timedelta(days=29)
"""Cloud Tasks keeps a task for thirty days at most; a check that is farther off is armed again when this is over."""
MOMENT = timedelta(seconds=1)
"""A term ends with the last moment of a day, and is over a moment after it."""
ISSUE, SUBMIT, COMPLAINT = "issue", "submit", "complaint"


def verify_task(application: str) -> Task:
    """Verify now (9.6)."""
    return Task(VERIFY, ISSUE, f"/tasks/verify/{application}")


def deadline_task(application: str, due_at: datetime) -> Task:
    """The five-minute check (2.1)."""
    return Task(DEADLINE, ISSUE, f"/tasks/deadline/{application}", due_at)


def push_task(notice: str) -> Task:
    """Hand a notice to the portal."""
    return Task(NOTICES, ISSUE, f"/tasks/push/{notice}")


def archive_task(deposit: str) -> Task:
    """Copy to the archive in the country."""
    return Task(ARCHIVE, ISSUE, f"/tasks/archive/{deposit}")


def wait_task(psc: str, ticket: str, due_at: datetime) -> Task:
    """The check of the wait for the call (2.2)."""
    return Task(QUEUE, SUBMIT, f"/tasks/queue/{psc}/{ticket}/wait", due_at)


def serving_task(psc: str, ticket: str, due_at: datetime) -> Task:
    """The check of the serving (2.3)."""
    return Task(QUEUE, SUBMIT, f"/tasks/queue/{psc}/{ticket}/serving", due_at)


def complaint_task(complaint: str, at: datetime, now: datetime) -> Task:
    """The check of a complaint's times, just after the one that ends at `at` (11.4, 11.8, 11.10)."""
    return Task(COMPLAINTS, COMPLAINT, f"/tasks/complaints/{complaint}/check", min(at + MOMENT, now + FARTHEST))


def schedule_all(tasks: Tasks, *wanted: Task) -> None:
    """All at once: somebody waits for it, and so for one call and not for one after another (decision 0030)."""
    if not wanted:
        return
    first, *others = wanted
    with Workers(len(others) or 1) as beside:
        under_way = [beside.submit(schedule, tasks, task) for task in others]
        schedule(tasks, first)
    for one in under_way:
        one.result()


def schedule(tasks: Tasks, task: Task) -> None:
    try:
        tasks.schedule(task)
    except TasksUnavailable:
        log(LogEvent.TASK_NOT_CREATED, Severity.WARNING, queue=task.queue)
