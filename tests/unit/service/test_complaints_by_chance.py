"""Clerks, heads, holidays, lost tasks and clocks drawn at random, against a journal kept on paper (clause 11).

What must hold whatever they do: incoming numbers without gaps, terms as a calendar walked day by day gives them, no
complaint past its term without an alarm, nothing skipped in silence, every chain whole.
"""

from __future__ import annotations

import base64
import json
from collections import Counter, defaultdict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

import pytest
from flask import Response
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from functions.shared.calendars import TABLE, build
from functions.shared.codec import from_fields
from functions.shared.domain.alarm import Alarm
from functions.shared.domain.calendar import WorkingCalendar
from functions.shared.domain.complaint import ADDRESSEES, About, Mark
from functions.shared.domain.events import Event, EventKind
from functions.shared.domain.office import OfficeKind
from functions.shared.ports import Create, StoreUnavailable
from tests.fakes.trust import fake_cms
from tests.unit.calendar import oracle
from tests.unit.calendar.almanac import moment
from tests.unit.examples import GUARDIAN
from tests.unit.service.chancellery import Chancellery

KINDS = {
    "almaty": OfficeKind.PROVIDER,
    "astana": OfficeKind.PROVIDER,
    "akimat-almaty": OfficeKind.AKIMAT,
    "psc-almaty-1": OfficeKind.CENTRE,
    "psc-almaty-2": OfficeKind.CENTRE,
    "quality": OfficeKind.QUALITY,
}
ABOVE = {"almaty": "akimat-almaty", "astana": "akimat-almaty", "quality": None}
"""Who hears what an office leaves undone; the quality authority for those that are not named."""
CLERKS = {
    OfficeKind.PROVIDER: "provider_officer",
    OfficeKind.AKIMAT: "akimat_clerk",
    OfficeKind.CENTRE: "psc_operator",
    OfficeKind.QUALITY: "quality_officer",
}
HEADS = CLERKS | {
    OfficeKind.PROVIDER: "provider_head",
    OfficeKind.AKIMAT: "akimat_head",
    OfficeKind.CENTRE: "psc_head",
}
BOTH, FIVE = ("five-day", "six-day"), ("five-day",)
MOVES = (("2026-12-08", "2026-12-12", FIVE), ("2026-12-17", "2026-12-20", BOTH), ("2027-01-08", "2027-01-16", FIVE))
"""Days of rest that the Government may move while the complaints are open: off, worked, for which weeks."""
Decided = frozenset[int]


@cache
def calendar_of(decided: Decided) -> WorkingCalendar:
    table = json.loads(TABLE.read_text(encoding="utf-8"))
    years = {"first": 2026, "last": 2027, "decisions_through": 2026}
    chosen = [MOVES[each] for each in sorted(decided)]
    moves = [{"off": off, "worked": worked, "weeks": weeks, "source": "decided"} for off, worked, weeks in chosen]
    return build(table | {"years": years, "moves": moves})


def works(on: date, week: str, decided: Decided) -> bool:
    for off, worked, weeks in (MOVES[each] for each in decided):
        if week in weeks and on.isoformat() in (off, worked):
            return on.isoformat() == worked
    return oracle.works(on, week)


def end(on: date, days: int, week: str, decided: Decided) -> datetime:
    """The last moment of the n-th working day after a day, walked."""
    while days:
        on += oracle.ONE_DAY
        days -= works(on, week, decided)
    return datetime.fromisoformat(f"{on}T23:59:59.999999+05:00")


@dataclass
class OnPaper:
    """What a careful clerk would write down of one complaint."""

    id: str
    about: About
    office: str
    week: str
    days: int
    first_on: date
    here_on: date
    decided: Decided
    """By which calendar its times were last counted."""
    misdirected: bool
    missing: bool
    offices: list[str]
    executor: bool = False
    extended_on: date | None = None
    told: bool = True
    answered_at: datetime | None = None

    @property
    def due_at(self) -> datetime:
        return end(self.first_on, self.days, self.week, self.decided)

    def times(self, decided: Decided) -> dict[Mark, datetime]:
        """What is watched of it now."""
        if self.answered_at is not None:
            return {}
        counted = {
            Mark.DUE_SOON: (self.first_on, self.days - 1, True),
            Mark.OVERDUE: (self.first_on, self.days, True),
            Mark.NO_EXECUTOR: (self.here_on, 1, not self.executor),
            Mark.PARTS_NOT_GIVEN: (self.first_on, 3, self.missing),
            Mark.NOT_FORWARDED: (self.here_on, 3, self.misdirected),
            Mark.EXTENSION_NOT_TOLD: (self.extended_on or self.here_on, 3, not self.told),
        }
        return {mark: end(on, days, self.week, decided) for mark, (on, days, applies) in counted.items() if applies}


picks = st.integers(0, 10**6)
offices = st.sampled_from(sorted(KINDS))
trouble = st.sampled_from(["", "", "", "", "lost task", "no store", "lost answer"])


class Complaints(RuleBasedStateMachine):
    """One journal of six offices over some weeks around the New Year."""

    def __init__(self) -> None:
        super().__init__()
        self.patch = pytest.MonkeyPatch()
        self.world = Chancellery()
        self.paper: list[OnPaper] = []
        self.made = 0
        self.editions: dict[str, Decided] = {}

    def teardown(self) -> None:
        try:
            self.reconcile()
        finally:
            self.patch.undo()
            super().teardown()

    # ------------------------------------------------------------ time and calendars

    @initialize(days=st.integers(0, 60))
    def begin(self, days: int) -> None:
        self.world.clock.move_to(moment("Monday 2026-11-16 09:00") + timedelta(days=days))
        self.decide(frozenset())

    @rule(hours=st.sampled_from([0.2, 5, 14, 24, 24, 48, 96]))
    def time_passes(self, hours: float) -> None:
        self.world.clock.advance(hours=hours)

    @precondition(lambda self: self.open)
    @rule(pick=picks, late=st.sampled_from([-1, 0, 1, 3600]))
    def time_passes_to_the_edge(self, pick: int, late: int) -> None:
        """To about the moment at which something of a complaint is over."""
        edge = self.world.complaint(self.pick(pick).id).next_check_at
        if edge is not None and edge + timedelta(seconds=late) > self.now:
            self.world.clock.move_to(edge + timedelta(seconds=late))

    @rule(decided=st.frozensets(st.integers(0, len(MOVES) - 1)))
    def decide(self, decided: Decided) -> None:
        self.decided = decided
        calendar = calendar_of(decided)
        self.editions[calendar.edition] = decided
        self.patch.setattr("functions.shared.calendars.working_calendar", lambda: calendar)

    @rule(times=st.sampled_from([0, 1, 2]), shuffle=st.randoms(use_true_random=False))
    def tasks_come(self, times: int, shuffle: Any) -> None:
        """Dropped, delivered, delivered twice, in any order."""
        due = self.world.tasks.pop_due(self.now)
        shuffle.shuffle(due)
        for task in due * times:
            assert self.world.task(task.path).status_code == 200
        for each in self.paper:
            self.compare(each)

    @rule()
    def reconcile(self) -> None:
        checks = [self.world.complaint(each.id).next_check_at for each in self.open]
        waiting = sum(at is not None and at < self.now for at in checks)
        report = self.world.reconcile_complaints()
        assert report["due"]["saw"] == waiting
        assert report["walked"] is None or report["walked"]["saw"] == len(self.open)
        for tally in (report["due"], report["walked"]):
            assert tally is None or not {"failed", "left", "unowned", "unknown"} & set(tally["did"])
        edition = calendar_of(self.decided).edition
        assert {self.world.complaint(each.id).calendar for each in self.open} <= {edition}
        self.check_journals()
        self.check_alarms()

    # ------------------------------------------------------------ clerks and heads

    @rule(
        where=offices,
        about=st.sampled_from(About),
        days_ago=st.integers(0, 3),
        signed=st.booleans(),
        portal=st.booleans(),
        trouble=trouble,
    )
    def register(self, where: str, about: About, days_ago: int, signed: bool, portal: bool, trouble: str) -> None:
        if len(self.open) > 12:
            return
        self.made += 1
        received = self.now if portal else self.now - timedelta(days=days_ago)
        body: dict[str, Any] = {"about": about.value, "language": "kk", "text": f"{self.made}-шағым", "office": where}
        if portal:
            cms = fake_cms(json.dumps(body).encode(), iin=GUARDIAN)
            who, body = self.world.citizen(), {"cms": base64.b64encode(cms).decode()}
        else:
            who = self.staff(CLERKS, where)
            paper = {"intake": "post", "received_at": received.isoformat(), "signed": signed}
            body |= paper | {"complainant": {"name": "Шағымданушы", "address": "Алматы"}}
        key = {"Idempotency-Key": f"complaint-{self.made:05d}"}
        response = self.attempt(
            trouble, lambda: self.world.call("POST", "/v1/complaints", who=who, headers=key, json=body)
        )
        assert response.status_code == 201, response.get_data(as_text=True)
        told = json.loads(response.get_data())
        week = "six-day" if KINDS[where] is OfficeKind.CENTRE else "five-day"
        on = oracle.almaty(received).date()
        while not works(on, week, self.decided):
            on += oracle.ONE_DAY
        assert told["registered_on"] == on.isoformat()
        days = 15 if KINDS[where] is OfficeKind.QUALITY else 5
        missing = bool(told["missing"])
        misdirected = KINDS[where] not in ADDRESSEES[about]
        assert (missing, told["misdirected"]) == (missing if portal else not signed, misdirected)
        each = OnPaper(
            told["id"], about, where, week, days, on, on, self.decided, misdirected, missing, offices=[where]
        )
        self.paper.append(each)
        self.compare(each)

    @precondition(lambda self: self.open)
    @rule(pick=picks, who=offices, trouble=trouble)
    def name_executor(self, pick: int, who: str, trouble: str) -> None:
        each = self.pick(pick)
        body = {"name": f"Орындаушы {pick % 3}", "account": f"executor-{pick % 3}"}
        path = f"/v1/complaints/{each.id}/executor"
        self.refused_to(each, who, path, body)
        response = self.post(path, HEADS, each.office, body, trouble)
        assert response.status_code == 200
        each.executor = True
        self.compare(each)

    @precondition(lambda self: self.open)
    @rule(pick=picks, to=offices, trouble=trouble)
    def forward(self, pick: int, to: str, trouble: str) -> None:
        each = self.pick(pick)
        response = self.post(f"/v1/complaints/{each.id}/forwarding", CLERKS, each.office, {"to": to}, trouble)
        if to == each.office or KINDS[to] not in ADDRESSEES[each.about]:
            assert self.world.problem(response) == "not-its-office"
            return
        assert response.status_code == 200, response.get_data(as_text=True)
        week = "six-day" if KINDS[to] is OfficeKind.CENTRE else "five-day"
        on = oracle.almaty(self.now).date()
        while not works(on, week, self.decided):
            on += oracle.ONE_DAY
        each.office, each.here_on, each.executor, each.misdirected = to, on, False, False
        each.offices.append(to)
        self.compare(each)

    @precondition(lambda self: self.open)
    @rule(pick=picks)
    def give_signature(self, pick: int) -> None:
        each = self.pick(pick)
        found = self.world.complaint(each.id)
        given = {"signed": True, "name": "Шағымданушы", "address": "Алматы"}
        body = {name: given[{"signature": "signed"}.get(part, part)] for part in found.missing for name in named(part)}
        response = self.post(f"/v1/complaints/{each.id}/parts", CLERKS, each.office, body | {"text": None}, "")
        if not each.missing:
            assert self.world.problem(response) == "nothing-missing"
            return
        assert response.status_code == 200, response.get_data(as_text=True)
        each.missing = False
        self.compare(each)

    @precondition(lambda self: self.open)
    @rule(pick=picks, who=offices, days=st.integers(1, 10), trouble=trouble)
    def extend(self, pick: int, who: str, days: int, trouble: str) -> None:
        each = self.pick(pick)
        path, body = f"/v1/complaints/{each.id}/extension", {"working_days": days, "reason": "Қосымша зерделеу"}
        self.refused_to(each, who, path, body)
        before = self.world.complaint(each.id).extension
        due_at = end(each.first_on, each.days, each.week, self.decided)
        response = self.post(path, HEADS, each.office, body, trouble)
        if KINDS[each.office] is OfficeKind.CENTRE:
            assert self.world.problem(response) == "extension-not-allowed"
        elif before is not None:
            repeat = response.status_code == 200 and days == before.working_days
            assert repeat or self.world.problem(response) == "extension-repeated"
        elif self.now > due_at:
            assert self.world.problem(response) == "extension-too-late"
        elif each.misdirected:
            assert self.world.problem(response) == "must-be-forwarded"
        else:
            assert response.status_code == 200
            each.days, each.extended_on = each.days + days, oracle.almaty(self.now).date()
            each.told = self.world.complaint(each.id).intake == "portal"
            self.compare(each)

    @precondition(lambda self: self.open)
    @rule(pick=picks)
    def tell_of_extension(self, pick: int) -> None:
        each = self.pick(pick)
        response = self.post(f"/v1/complaints/{each.id}/extension/told", CLERKS, each.office, {"how": "phone"}, "")
        if each.extended_on is None or each.told:
            repeat = response.status_code == 200 and self.world.complaint(each.id).intake != "portal"
            expected = "not-extended" if each.extended_on is None else "extension-already-told"
            assert (repeat and each.told) or self.world.problem(response) == expected
            return
        assert response.status_code == 200
        each.told = True
        self.compare(each)

    @precondition(lambda self: self.open)
    @rule(pick=picks, who=offices, trouble=trouble)
    def answer(self, pick: int, who: str, trouble: str) -> None:
        each = self.pick(pick)
        path = f"/v1/complaints/{each.id}/answer"
        body = {"language": "kk", "outcome": "rejected", "text": "Қаралды, негізсіз.", "measures": None}
        self.refused_to(each, who, path, body)
        response = self.post(path, HEADS, each.office, body, trouble)
        if each.misdirected or not each.executor:
            assert self.world.problem(response) == ("must-be-forwarded" if each.misdirected else "executor-missing")
            return
        assert response.status_code in (200, 201), response.get_data(as_text=True)
        due_at = end(each.first_on, each.days, each.week, self.decided)
        assert json.loads(response.get_data())["in_time"] == (self.now <= due_at)
        each.answered_at = self.now
        self.compare(each)

    @precondition(lambda self: self.open)
    @rule(pick=picks, trouble=trouble)
    def hear(self, pick: int, trouble: str) -> None:
        """What a good office does: it sends on what is not its own, names an executor, and answers."""
        each = self.pick(pick)
        if each.misdirected:
            rightful = next(office for office, kind in KINDS.items() if kind in ADDRESSEES[each.about])
            self.forward(pick=pick, to=rightful, trouble=trouble)
        if not each.executor:
            self.name_executor(pick=pick, who=each.office, trouble=trouble)
        self.answer(pick=pick, who=each.office, trouble=trouble)

    # ------------------------------------------------------------ helpers

    @property
    def now(self) -> datetime:
        return self.world.clock.now()

    @property
    def open(self) -> list[OnPaper]:
        return [each for each in self.paper if each.answered_at is None]

    def pick(self, pick: int) -> OnPaper:
        return self.open[pick % len(self.open)]

    def staff(self, roles: dict[OfficeKind, str], office: str) -> dict[str, str]:
        return {"role": roles[KINDS[office]], "office": office, "subject": f"staff-{office}"}

    def post(
        self, path: str, roles: dict[OfficeKind, str], office: str, body: dict[str, Any], trouble: str
    ) -> Response:
        return self.attempt(trouble, lambda: self.world.call("POST", path, who=self.staff(roles, office), json=body))

    def attempt(self, trouble: str, call: Callable[[], Response]) -> Response:
        """A call; where the store or its answer fails on the way, the caller asks once more."""
        if trouble == "lost task":
            self.world.tasks.fail_next(2)
        elif trouble == "no store":
            self.world.fake_documents.fail_next(1)
        elif trouble == "lost answer":
            self.world.fake_documents.lose_next_reply()
        response = call()
        self.world.tasks.fail_next(0)
        if trouble in ("no store", "lost answer"):
            self.world.fake_documents.fail_next(0)
            self.made += 1
            with suppress(StoreUnavailable):  # an answer to lose that nobody lost is lost here
                self.world.documents.commit(Create(f"scratch/{self.made}", {}))
            if response.status_code == 503:
                response = call()
        return response

    def refused_to(self, each: OnPaper, who: str, path: str, body: dict[str, Any]) -> None:
        """Another office's head gets nowhere, whether he may know of the complaint or not; neither does a clerk."""
        if who != each.office:
            refusal = self.world.call("POST", path, who=self.staff(HEADS, who), json=body).status_code
            assert refusal in ((403,) if who in each.offices else (404,))
        if KINDS[each.office] is not OfficeKind.QUALITY:
            assert self.world.call("POST", path, who=self.staff(CLERKS, each.office), json=body).status_code == 403

    # ------------------------------------------------------------ what must hold

    def compare(self, each: OnPaper) -> None:
        """The complaint, as it is stored, with the paper."""
        stored = self.world.complaint(each.id)
        each.decided = self.editions[stored.calendar]
        assert (stored.office, stored.working_days) == (each.office, each.days)
        assert stored.is_open == (each.answered_at is None)
        assert stored.due_at == each.due_at
        times = each.times(each.decided)
        assert {mark: at for mark, at in stored.checks.items() if mark not in stored.marked} == {
            mark: at for mark, at in times.items() if mark not in stored.marked
        }
        assert stored.next_check_at == min(
            (at for mark, at in times.items() if mark not in stored.marked), default=None
        )

    def check_journals(self) -> None:
        """Incoming numbers of each office and year without gaps, each of one complaint, and every chain whole."""
        numbers: defaultdict[tuple[str, int], list[int]] = defaultdict(list)
        for each in self.paper:
            self.compare(each)
            stored = self.world.complaint(each.id)
            for line in stored.registrations:
                numbers[line.office, line.year].append(line.n)
            assert [line.office for line in stored.registrations] == each.offices
            assert stored.marked.keys() <= set(Mark)
            self.world.chain(each.id)
        for given in numbers.values():
            assert sorted(given) == list(range(1, len(given) + 1))

    def check_alarms(self) -> None:
        """After a reconciliation: whatever is over is noticed, by its office, once; and nothing else is."""
        documents = self.world.documents.get_many(self.world.stored("alarms")).values()
        alarms = [from_fields(Alarm, document.fields) for document in documents]
        raised = Counter((alarm.complaint, alarm.kind.value, alarm.office, alarm.raised_at) for alarm in alarms)
        noticed: Counter[tuple[str, str, str, datetime]] = Counter()
        for each in self.paper:
            told, in_force = notices_of(self.world.chain(each.id), each.offices[0])
            for mark, at in each.times(self.decided).items():
                assert mark in in_force or self.now <= at, f"{mark} passed in silence"
            for event in told:
                kind = f"complaint-{event.data['mark']}"
                noticed.update((each.id, kind, office, event.at) for office in event.data["alarmed"])
        assert raised == noticed


def named(part: str) -> list[str]:
    return [{"signature": "signed"}.get(part, part)]


def notices_of(chain: list[Event], office: str) -> tuple[list[Event], set[str]]:
    """The notices of a chain, after each was found to be due, once, and told to whom it should be.

    And the marks that are in force: noticed at this office, and of this term.
    """
    found, executor, in_force = [], False, set[str]()
    for event in chain:
        match event.kind:
            case EventKind.ASSIGNED:
                executor = True
            case EventKind.FORWARDED:
                office, executor, in_force = event.data["to"], False, set()
            case EventKind.EXTENDED:
                in_force -= {"due-soon", "overdue"}
            case EventKind.NOTICED:
                mark = event.data["mark"]
                assert mark not in in_force, "noticed twice"
                in_force.add(mark)
                assert event.at > datetime.fromisoformat(event.data["due_at"])
                above = ABOVE.get(office, "quality") if mark == "overdue" and not executor else None
                assert event.data["alarmed"] == ([office, above] if above else [office])
                found.append(event)
    return found, in_force


@pytest.mark.clause("11.3", "11.4", "11.8", "11.10")
def test_whatever_they_do_no_complaint_is_lost_and_no_term_is_missed_in_silence() -> None:
    run_state_machine_as_test(
        Complaints,
        settings=settings(
            max_examples=50,
            stateful_step_count=60,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
