"""The broker: it holds queues and tasks, dispatches what is due, and settles what came back.

One lock guards everything. A thread looks for work whenever something changed, when a task's time has come, and when
the shared clock was moved; anybody may do that, so while a task waits it looks at the clock's file ten times a second.
Each attempt has a thread of its own, so the queue's limit of concurrent dispatches is the only one.
"""

from __future__ import annotations

import heapq
import itertools
import random
import threading
import time
from collections import Counter
from datetime import datetime, timedelta

from emulators.cloud_tasks import backoff
from emulators.cloud_tasks.dispatch import Delivery, Dispatcher, Outcome
from emulators.cloud_tasks.faults import TaskFaults
from emulators.cloud_tasks.messages import RUNNING, Message, queue_of, short_name
from emulators.cloud_tasks.model import QueueState, TaskState
from emulators.cloud_tasks.storage import Storage
from emulators.harness import Faults
from functions.shared.clock import FileClock

GLANCE_S = 0.1
"""How often the clock is looked at while a task waits for its time; real seconds. Each look costs 0.1 ms of CPU."""

TOMBSTONE = timedelta(hours=24)
"""How long the name of a finished or deleted task stays used."""

MANY_TOMBSTONES = 10_000
"""Beyond so many, the expired ones are cleared away."""


class Broker:
    def __init__(self, storage: Storage, clock: FileClock, dispatcher: Dispatcher, faults: Faults[TaskFaults]) -> None:
        self.lock = threading.RLock()
        self.changed = threading.Condition(self.lock)
        self.clock = clock
        self.queues: dict[str, QueueState] = storage.queues()
        self.counts: Counter[str] = Counter()
        self.operations: Counter[str] = Counter()
        """What is billed: `created QUEUE` and `dispatched QUEUE`, each attempt once."""
        self._storage, self._dispatcher, self._faults = storage, dispatcher, faults
        self._places = itertools.count(1)
        self._tombstones = storage.tombstones()
        self._many = MANY_TOMBSTONES
        self._stopped = False
        for queue in self.queues.values():
            for task in queue.tasks.values():
                self._enqueue(queue, task)
        self._thread = threading.Thread(target=self._run, name="cloud-tasks-broker", daemon=True)

    # ------------------------------------------------------------ life

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Dispatch no more. What is still under way is not settled: it is due again at the next start."""
        with self.lock:
            self._stopped = True
            self.changed.notify_all()
        self._thread.join()

    # ------------------------------------------------------------ queues and tasks; the caller holds the lock

    def keep_queue(self, message: Message) -> QueueState:
        """Create or reconfigure a queue."""
        queue = self.queues.get(message.name)
        if queue is None:
            queue = self.queues[message.name] = QueueState(message)
        else:
            queue.configure(message)
        self._storage.keep_queue(queue)
        self.changed.notify_all()
        return queue

    def drop_queue(self, name: str) -> None:
        self.forget(list(self.queues[name].tasks.values()))
        del self.queues[name]
        self._storage.drop_queue(name)

    def name_is_used(self, name: str) -> bool:
        queue = self.queues.get(queue_of(name))
        alive = queue is not None and name in queue.tasks
        return alive or self.existed(name)

    def existed(self, name: str) -> bool:
        """Whether a task of this name was finished or deleted within the last 24 hours."""
        until = self._tombstones.get(name)
        return until is not None and until > self.clock.now()

    def add(self, queue: QueueState, task: TaskState) -> None:
        self.counts["created"] += 1
        self.operations[f"created {short_name(queue.message.name)}"] += 1
        if random.random() < self._faults.now.drop:
            self.counts["dropped"] += 1
            self._bury([task.message.name])
            return
        queue.tasks[task.message.name] = task
        self._storage.keep_task(task)
        self._enqueue(queue, task)
        self.changed.notify_all()

    def forget(self, tasks: list[TaskState]) -> None:
        for task in tasks:
            task.gone = True
            self.queues[queue_of(task.message.name)].tasks.pop(task.message.name, None)
        self._bury([task.message.name for task in tasks])

    def force(self, queue: QueueState, task: TaskState) -> None:
        """Dispatch now, whatever the schedule, the limits and a pause say."""
        if not task.running:
            self._start(queue, task)

    def _bury(self, names: list[str]) -> None:
        now = self.clock.now()
        if len(self._tombstones) > self._many:
            expired = [name for name, until in self._tombstones.items() if until <= now]
            self._storage.drop_tombstones(expired)
            for name in expired:
                del self._tombstones[name]
            self._many = max(MANY_TOMBSTONES, 2 * len(self._tombstones))
        self._tombstones.update(dict.fromkeys(names, now + TOMBSTONE))
        self._storage.bury(names, now + TOMBSTONE)

    def _enqueue(self, queue: QueueState, task: TaskState) -> None:
        task.place = next(self._places)
        heapq.heappush(queue.heap, (task.due, task.place, task))

    # ------------------------------------------------------------ dispatch

    def _run(self) -> None:
        with self.lock:
            while not self._stopped:
                waits = [self._serve(queue) for queue in self.queues.values() if queue.message.state == RUNNING]
                self._pause(min((wait for wait in waits if wait is not None), default=None))

    def _pause(self, seconds: float | None) -> None:
        """For so many real seconds, or until something changes, the clock and the faults included; None: no end."""
        if seconds is None:
            self.changed.wait()
            return
        seen, end = (self.clock.reading(), self._faults.now), time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0 and (self.clock.reading(), self._faults.now) == seen:
            if self.changed.wait(min(left, GLANCE_S)):
                return

    def _serve(self, queue: QueueState) -> float | None:
        """Start what is due. Returns the real seconds until it is worth looking again; None: when something changes."""
        late = timedelta(seconds=self._faults.now.delay_s)
        while queue.heap and queue.running < queue.message.rate_limits.max_concurrent_dispatches:
            due, place, task = queue.heap[0]
            if task.gone or task.running or place != task.place:
                heapq.heappop(queue.heap)
                continue
            wait = self.clock.real_seconds_until(due + late)
            if wait > 0:
                return wait
            wait = queue.bucket.wait()
            if wait > 0:
                return wait
            heapq.heappop(queue.heap)
            queue.bucket.take()
            self._start(queue, task)
        return None

    def _start(self, queue: QueueState, task: TaskState) -> None:
        now = self.clock.now()
        task.running = True
        task.first_attempt = task.first_attempt or now
        queue.running += 1
        self.counts["dispatched"] += 1
        self.operations[f"dispatched {short_name(queue.message.name)}"] += 1
        message = task.message
        message.dispatch_count += 1
        message.last_attempt.Clear()
        message.last_attempt.schedule_time.FromDatetime(task.due)
        message.last_attempt.dispatch_time.FromDatetime(now)
        if message.dispatch_count == 1:
            message.first_attempt.dispatch_time.FromDatetime(now)
        self._storage.keep_task(task)
        delivery = self._dispatcher.prepare(task)
        threading.Thread(target=self._attempt, args=(queue, task, delivery), daemon=True).start()
        if random.random() < self._faults.now.duplicate:
            self.counts["duplicated"] += 1
            threading.Thread(target=self._dispatcher.deliver, args=(delivery,), daemon=True).start()

    def _attempt(self, queue: QueueState, task: TaskState, delivery: Delivery) -> None:
        outcome = self._dispatcher.deliver(delivery)
        with self.lock:
            if not self._stopped:
                self._settle(queue, task, outcome)
                self.changed.notify_all()

    def _settle(self, queue: QueueState, task: TaskState, outcome: Outcome) -> None:
        now, message = self.clock.now(), task.message
        queue.running -= 1
        task.running = False
        task.last_status = outcome.status
        self.counts["succeeded" if outcome.succeeded else "failed"] += 1
        if task.gone:  # deleted, or its queue purged, while it was under way
            return
        if outcome.status is not None:
            message.response_count += 1
            task.answered += outcome.status < 500
            message.last_attempt.response_time.FromDatetime(now)
        message.last_attempt.response_status.code = outcome.code
        message.last_attempt.response_status.message = outcome.text
        retries = message.retry_config if message.HasField("retry_config") else queue.message.retry_config
        if outcome.succeeded:
            self.forget([task])
        elif backoff.exhausted(retries, message.dispatch_count, task.first_attempt or now, now):
            self.counts["exhausted"] += 1
            self.forget([task])
        else:
            asked = backoff.retry_after(outcome.status, outcome.retry_after, now)
            self._reschedule(queue, task, now + max(backoff.delay(retries, message.dispatch_count), asked))

    def _reschedule(self, queue: QueueState, task: TaskState, due: datetime) -> None:
        task.due = due
        task.message.schedule_time.FromDatetime(due)
        self._storage.keep_task(task)
        self._enqueue(queue, task)
