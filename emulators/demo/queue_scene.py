"""The electronic queue of a public service centre: six people, two desks, and one wait that breaks the limit."""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from itertools import cycle
from typing import Any

from emulators.demo.summary import QueueCase
from emulators.demo.telling import OUT, clock_time, expect, say, title
from emulators.stack.centre_client import CentreClient, come_when_open
from emulators.stack.local import LocalStack
from functions.shared.documents.dates import written
from functions.shared.domain.alarm import AlarmKind

PEOPLE = 6
SCENES_TAKE = timedelta(minutes=45)
"""By the service's clock; who comes later than this before closing time comes the next day."""
SERVED = timedelta(minutes=2, seconds=30)
A_MOMENT = timedelta(seconds=5)
ALARMED_WITHIN_S = 20.0


def come(stack: LocalStack) -> None:
    """Whoever comes to a closed centre comes again at the next opening (6.1)."""
    now = stack.clock.now()
    opens = come_when_open(stack, SCENES_TAKE)
    if opens is not None:
        say(f"\nIt is {written(now).en} in Almaty: too early or too late to come to a centre, which is open", "yellow")
        say("Monday to Saturday, 9:00 to 20:00, except public holidays (6.1). The demo's clock moves to the", "yellow")
        say(f"next opening: {written(opens).en}.", "yellow")


class QueueScene:
    """One centre's line of a day. `desks` are the operators, each at a desk."""

    def __init__(self, stack: LocalStack, desks: dict[str, CentreClient]) -> None:
        self.stack, self.desks = stack, desks
        self._reception = next(iter(desks.values()))
        self._tickets: list[dict[str, Any]] = []
        self._at: dict[str, str] = {}
        self._breaches: list[str] = []
        self._waited: dict[str, float] = {}
        self._last_left = stack.clock.now()

    def six_come(self) -> None:
        title(4, "Six people come to a public service centre; two desks are open", "First come, first served (6.2).")
        for _ in range(PEOPLE):
            self.take_ticket()
        last = self._tickets[-1]
        say(f"  tickets: {', '.join(self.numbers)}")
        until = clock_time(last["waiting_until"])
        say(f"  {last['number']} has {last['people_before']} before it, and is to be called by {until} (2.2)")
        for desk in self.desks:
            self.call(desk)
        board = expect(self._reception.board())
        (OUT / "psc-board.html").write_text(self._reception.board("text/html").text)
        called = ", ".join(f"{entry['number']} → desk {entry['desk']}" for entry in board["called"])
        say(f"  the board shows numbers, never people: {called}; waiting: {', '.join(board['waiting'])}")

    @property
    def numbers(self) -> tuple[str, ...]:
        return tuple(ticket["number"] for ticket in self._tickets)

    def take_ticket(self) -> None:
        self._tickets.append(expect(self._reception.take_ticket(), 201))

    def call(self, desk: str) -> None:
        """The next of the line comes to the desk."""
        called = self._next(desk)
        say(f"  {called['number']} is called to desk {desk} after {_span(called['waited_seconds'])}")

    def at(self, desk: str) -> str:
        """The number that is at the desk."""
        return self._at[desk]

    def finish(self, desk: str) -> None:
        done = self._leave(desk)
        say(f"  {done['number']} leaves desk {desk} after {_span(done['served_seconds'])}, of 5 minutes at most (2.3)")

    def one_waits_too_long(self) -> None:
        title(
            7, "The line goes on, and one waits longer than fifteen minutes", "Both desks are left alone for a while."
        )
        waiting, desks = self.numbers[len(self.desks) :], cycle(self.desks)
        for _ in waiting[:-1]:
            self._serve(next(desks))
        last = self._tickets[-1]
        say(f"  {last['number']} waits; the demo's clock moves to {clock_time(last['waiting_until'])}", "yellow")
        self.stack.clock.move(to=datetime.fromisoformat(last["waiting_until"]) + A_MOMENT)
        alarm = self._alarm_of(last["number"])
        at = clock_time(alarm["raised_at"])
        say(f"  {at}  the centre's head is alarmed: {alarm['number']} has not been called (2.2)", "yellow")
        self._breaches.append(alarm["number"])
        self._serve(next(desks))
        shown = expect(self._reception.queue())["breaches"]
        said = f"{shown['wait']} waited too long, {shown['serving']} served too long"
        say(f"  today: {len(self.numbers)} tickets, {said}", "bold")

    def _serve(self, desk: str) -> None:
        """Somebody of whom nothing else is told; the demo's clock is moved while he is at the desk."""
        called = self._next(desk)
        self.stack.clock.move(by=SERVED)
        waited, served = _span(called["waited_seconds"]), _span(self._leave(desk)["served_seconds"])
        style = "red" if called["waited_too_long"] else ""
        say(f"  {called['number']} at desk {desk}: called after {waited}, served in {served}", style)

    def _next(self, desk: str) -> dict[str, Any]:
        ticket: dict[str, Any] = expect(self.desks[desk].call(desk))["ticket"]
        expect(self.desks[desk].start(ticket["number"], desk))
        self._at[desk], self._waited[ticket["number"]] = ticket["number"], ticket["waited_seconds"]
        return ticket

    def _leave(self, desk: str) -> dict[str, Any]:
        done: dict[str, Any] = expect(self.desks[desk].finish(self._at.pop(desk), desk))
        self._last_left = datetime.fromisoformat(done["ended_at"])
        return done

    def outcome(self) -> QueueCase:
        first = datetime.fromisoformat(self._tickets[0]["ticket"]["arrived_at"])
        return QueueCase(
            scene="psc-queue",
            status="served",
            seconds=round((self._last_left - first).total_seconds(), 1),
            tickets=self.numbers,
            breaches=tuple(self._breaches),
            longest_wait_seconds=round(max(self._waited.values()), 1),
        )

    def _alarm_of(self, number: str) -> dict[str, Any]:
        """Raises TimeoutError where the head hears nothing."""
        deadline = time.monotonic() + ALARMED_WITHIN_S
        while time.monotonic() < deadline:
            for alarm in expect(self._reception.alarms())["alarms"]:
                if alarm["kind"] == AlarmKind.QUEUE_WAIT and alarm["number"] == number:
                    return dict(alarm)
            time.sleep(0.1)
        raise TimeoutError(f"nobody was alarmed about {number}")


def _span(seconds: float) -> str:
    minutes, rest = divmod(seconds, 60)
    return f"{minutes:.0f} min {rest:.0f} s" if minutes else f"{rest:.1f} s"
