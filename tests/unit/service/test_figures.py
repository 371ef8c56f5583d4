"""The public figures: counted once with each decision, equal to a recount, told to everybody without naming anybody."""

from __future__ import annotations

import csv
import json
import random
import re
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import partial
from html.parser import HTMLParser
from io import StringIO
from typing import Any

import pytest
from flask import Response

from functions.shared.codec import from_fields
from functions.shared.counting import counted, counts_of
from functions.shared.domain.application import Application, Status
from functions.shared.domain.calendar import almaty_day
from functions.shared.domain.complaint import Complaint
from functions.shared.domain.facts import Registry
from functions.shared.domain.refusal import Refusal
from functions.shared.domain.ticket import Ticket, TicketStatus
from functions.shared.ports import Create, Document, Query, Replace
from tests.fakes.documents import FakeDocuments
from tests.unit.examples import GUARDIAN, GUARDIAN_NAMES, order
from tests.unit.service.complaint_world import CLERK, HEAD_NAMES, ComplaintWorld
from tests.unit.service.queue_world import QueueWorld
from tests.unit.service.world import CENTRES, OPERATOR, World
from tools.recount import Difference, differences, main

TODAY = date(2026, 11, 23)
NINE = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)


class Town(QueueWorld, ComplaintWorld):
    """Portal, centre and offices that hear complaints."""

    def figures(self, **query: str) -> dict[str, Any]:
        """What is told of today, unless asked otherwise."""
        asked = {"from": "2026-11-23", "to": "2026-11-23"} | query
        return self._read(self.call("GET", "/v1/figures", query_string=asked))

    def office(self, identifier: str, **query: str) -> dict[str, Any]:
        offices: list[dict[str, Any]] = self.figures(**query)["offices"]
        return next(each for each in offices if each["office"] == identifier)

    def channel(self, name: str, office: str = "almaty", **query: str) -> dict[str, Any]:
        channels: list[dict[str, Any]] = self.office(office, **query)["channels"]
        return next(each for each in channels if each["channel"] == name)

    def counts(self, office: str = "almaty", day: date = TODAY) -> dict[str, int]:
        found = self.documents.get(f"figures/{office}-{day:%Y%m%d}")
        return counts_of(found.fields) if found else {}

    def put(self, office: str, day: date, **counts: int) -> None:
        """Counts as if so much had happened."""
        self._made += 1
        names = [name.replace("__", ".") for name, count in counts.items() for _ in range(count)]
        for place, name in enumerate(names):
            self.documents.commit(Create(f"made/{self._made}-{place}", {}), counted(office, day, name))

    def answer(self, identifier: str, office: str, outcome: str) -> Response:
        sent = {"language": "kk", "outcome": outcome, "text": "Шағым қаралды.", "measures": "Ескертілді."}
        return self.post(identifier, "answer", self.head(office), **sent)


@pytest.fixture
def town() -> Town:
    return Town()


# ---------------------------------------------------------------- what is counted, and when


@pytest.mark.clause("2.1")
def test_an_application_is_counted_when_it_is_accepted_and_when_it_is_issued(town: Town) -> None:
    town.accepted()
    assert town.counts() == {"portal.accepted": 1}
    town.clock.advance(seconds=28)
    town.run_due_tasks()
    assert town.counts() == {"portal.accepted": 1, "portal.issued": 1, "portal.in_time": 1, "portal.times.under_30": 1}


@pytest.mark.clause("2.1")
@pytest.mark.parametrize(("seconds", "in_time"), [(299.999999, 1), (300, 0)])
def test_in_time_is_before_the_five_minutes_are_over(town: Town, seconds: float, in_time: int) -> None:
    identifier = town.accepted()
    town.clock.advance(seconds=seconds)
    town.task(f"/tasks/verify/{identifier}")
    assert town.counts().get("portal.in_time", 0) == in_time
    assert (town.application(identifier).overdue_since is None) == bool(in_time)


def test_a_result_belongs_to_the_day_of_the_decision(town: Town) -> None:
    town.clock.move_to(datetime(2026, 11, 23, 18, 59, 50, tzinfo=UTC))  # ten seconds to midnight in Almaty
    town.accepted()
    town.clock.advance(seconds=20)
    town.run_due_tasks()
    assert town.counts() == {"portal.accepted": 1}
    tomorrow = town.counts(day=TODAY + timedelta(days=1))
    assert tomorrow["portal.issued"] == tomorrow["portal.times.under_25"] == 1


def test_a_decline_is_counted_with_its_time(town: Town) -> None:
    town.registries.appointments = []
    town.accepted()
    town.run_due_tasks()
    assert town.counts() == {
        "portal.accepted": 1,
        "portal.declined": 1,
        "portal.in_time": 1,
        "portal.times.under_1": 1,
    }


@pytest.mark.clause("10.1")
def test_a_refused_package_is_counted_beside_the_accepted_ones(town: Town) -> None:
    town.hand_in(incomplete(town), key="key-refused-1")
    town.hand_in(key="key-accepted-1")
    assert town.counts() == {"psc.refused": 1, "psc.accepted": 1}


@pytest.mark.clause("2.2", "2.3")
def test_waits_and_servings_are_counted_at_the_centre(town: Town) -> None:
    for _ in range(4):
        town.take()
    gone = town.take()
    town.serve("1")
    town.clock.advance(minutes=15)
    late = town.called("1")
    town.step(late, "no-show", "1")
    slow = town.called("2")
    town.step(slow, "start", "2")
    town.clock.advance(minutes=5)
    town.step(slow, "finish", "2")
    town.step(gone, "abandon")
    counts = town.counts(CENTRES[0])
    assert counts == {
        "queue.called": 3,
        "queue.called_in_time": 1,
        "queue.finished": 2,
        "queue.finished_in_time": 1,
        "queue.no_show": 1,
        "queue.left": 1,
        "queue.left_late": 1,
    }
    told = town.office(CENTRES[0])["queue"]
    assert (told["waiting_in_time_share"], told["serving_in_time_share"]) == (0.25, 0.5)


@pytest.mark.clause("6.2")
def test_what_the_night_closes_belongs_to_the_tickets_own_day(town: Town) -> None:
    town.take()
    town.clock.advance(days=1)
    town.reconcile_queue()
    assert town.counts(CENTRES[0]) == {"queue.left": 1, "queue.left_late": 1}
    assert town.counts(CENTRES[0], TODAY + timedelta(days=1)) == {}


@pytest.mark.clause("11.3", "11.8", "11.9")
def test_complaints_are_counted_at_their_offices(town: Town) -> None:
    mine, others = town.registered()["id"], town.registered(about="centre-staff")["id"]
    town.forward(others, CENTRES[0])
    assert town.counts() == {"complaints.received": 2}
    assert town.counts(CENTRES[0]) == {"complaints.received": 1}
    town.clock.advance(days=9)
    town.name(mine)
    assert town.office("almaty")["complaints"]["overdue_now"] == 1
    assert town.answer(mine, "almaty", "upheld").status_code == 201
    assert town.counts(day=TODAY + timedelta(days=9)) == {"complaints.answered_late": 1, "complaints.upheld": 1}
    told = town.figures()["total"]["complaints"]
    assert (told["received"], told["overdue_now"]) == (3, 1)  # the other one is still open at the centre


@pytest.mark.clause("11.8", "11.10")
def test_where_too_many_are_overdue_to_be_counted_no_office_is_left_out_and_it_is_said(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("functions.complaint.figures.MOST_OVERDUE", 4)
    monkeypatch.setattr("functions.complaint.figures.MOST_OVERDUE_OF_OFFICE", 3)
    for place in range(3):
        town.registered(key=f"key-overdue-{place}")
    town.clock.advance(days=1)
    identifier = town.registered(about="centre-staff", key="key-overdue-9")["id"]
    town.clock.advance(days=20)
    told = town.figures()["total"]["complaints"]
    assert (told["overdue_now"], told["overdue_at_least"]) == (4, True)  # it might be just as many
    town.forward(identifier, CENTRES[0])
    town.registered(key="key-overdue-10")
    town.clock.advance(days=20)
    told = {each["office"]: each["complaints"] for each in town.figures()["offices"]}
    assert (told["almaty"]["overdue_now"], told["almaty"]["overdue_at_least"]) == (3, True)
    assert (told[CENTRES[0]]["overdue_now"], told[CENTRES[0]]["overdue_at_least"]) == (1, False)
    alone = town.office("almaty", office="almaty")["complaints"]
    assert (alone["overdue_now"], alone["overdue_at_least"]) == (4, True)
    page = town.call("GET", "/v1/figures?lang=en", headers={"Accept": "text/html"}).get_data(as_text=True)
    assert 'data-label="Overdue now" class="alarm">3+<' in page
    assert 'data-label="Overdue now" class="alarm">1<' in page
    lines = csv.DictReader(StringIO(town.call("GET", "/v1/figures?format=csv").get_data(as_text=True), newline=""))
    told_in = {line["office"]: line["complaints_overdue_at_least"] for line in lines if line["channel"] == "office"}
    assert (told_in["almaty"], told_in[CENTRES[0]], told_in["total"]) == ("True", "False", "True")


def incomplete(town: Town) -> dict[str, Any]:
    return town.package(documents=[{"kind": "application", "handed_in": False}])


# ---------------------------------------------------------------- once


def test_tasks_that_come_twice_and_at_once_count_once(town: Town) -> None:
    identifier = town.accepted()

    def rival() -> None:
        assert town.task(f"/tasks/verify/{identifier}").status_code == 200

    town.fake_documents.before_next_commit(rival)
    for _ in range(3):
        town.task(f"/tasks/verify/{identifier}")
    assert town.counts() == {"portal.accepted": 1, "portal.issued": 1, "portal.in_time": 1, "portal.times.under_1": 1}


def test_a_repeat_after_a_lost_answer_counts_once(town: Town) -> None:
    package, request = town.package(), town.request()
    town.fake_documents.lose_next_reply()
    assert [town.submit(request, key="key-once-0001").status_code for _ in range(3)] == [503, 201, 201]
    town.fake_documents.lose_next_reply()
    assert [town.hand_in(package, key="key-once-0002").status_code for _ in range(3)] == [503, 201, 201]
    assert town.counts() == {"portal.accepted": 1, "psc.accepted": 1}


def test_a_decision_whose_answer_was_lost_counts_once(town: Town) -> None:
    town.registries.appointments = []
    identifier = town.accepted()
    town.fake_documents.lose_next_reply()
    assert [town.task(f"/tasks/verify/{identifier}").status_code for _ in range(3)] == [503, 200, 200]
    assert town.counts()["portal.declined"] == 1


# ---------------------------------------------------------------- a day at random


class AnyDay:
    """A day of everything, with registries that fall silent, tasks twice or never, and answers that are lost."""

    def __init__(self, seed: int) -> None:
        self.chance, self.town, self.keys = random.Random(seed), Town(), 0
        self.town.clock.move_to(NINE)
        self.complaints: list[str] = []

    def live(self, steps: int) -> Town:
        doings = (self.apply, self.apply, self.hand_in, self.refuse, self.walk_in, self.walk_in, self.call, self.close)
        for _ in range(steps):
            self.town.clock.advance(seconds=self.chance.choice((0, 3, 12, 40, 90)))
            silent = self.chance.random() < 0.15
            self.town.registries.silent = {Registry.GUARDIANSHIP: "timeout"} if silent else {}
            self.town.registries.appointments = [order()] if self.chance.random() < 0.8 else []
            self.chance.choice((*doings, self.complain, self.answer))()
            due = self.town.tasks.pop_due(self.town.clock.now())
            for task in due * self.chance.choice((0, 1, 2)):
                self.maybe_lost(partial(self.town.task, task.path))
            if self.chance.random() < 0.2:
                self.town.reconcile()
                self.town.reconcile_queue()
        self.town.registries.silent = {}
        self.town.clock.advance(seconds=120)
        self.town.reconcile()
        return self.town

    def maybe_lost(self, request: Callable[[], Response]) -> Response:
        """Repeated, with the same key, where the store's answer was lost on the way."""
        if self.chance.random() < 0.2:
            self.town.fake_documents.lose_next_reply()
        response = request()
        return request() if response.status_code == 503 else response

    def done(self, request: Callable[[], Response], *statuses: int) -> Any:
        response = self.maybe_lost(request)
        assert response.status_code in (statuses or (200, 201)), response.get_data(as_text=True)
        return json.loads(response.get_data())

    def key(self) -> str:
        self.keys += 1
        return f"key-{self.keys:08d}"

    def apply(self) -> None:
        request, key = self.town.request(provider=self.chance.choice(("almaty", "astana"))), self.key()
        self.done(lambda: self.town.submit(request, key=key))

    def hand_in(self) -> None:
        package, key = self.town.package(provider=self.chance.choice(("almaty", "astana"))), self.key()
        self.done(lambda: self.town.hand_in(package, key=key))

    def refuse(self) -> None:
        package, key = incomplete(self.town), self.key()
        self.done(lambda: self.town.hand_in(package, key=key))

    def walk_in(self) -> None:
        key = self.key()
        self.done(lambda: self.town.ask("POST", "tickets", key=key))

    def call(self) -> None:
        desk, key = self.chance.choice("123"), self.key()
        self.done(lambda: self.town.call_to(desk, key=key), 200, 409)

    def close(self) -> None:
        for each in self.town.queue()["at_desks"]:
            step = self.chance.choice(("start", "finish", "no-show"))
            self.done(partial(self.town.step, each["number"], step, each["desk"]), 200, 409)

    def complain(self) -> None:
        office, about = self.chance.choice((("almaty", "provider"), ("astana", "centre-staff")))
        given, key = self.town.paper(about=about), self.key()
        identifier = self.done(lambda: self.town.register(office, key=key, sent=given))["id"]
        if about == "provider":
            self.complaints.append(identifier)
        else:
            self.done(lambda: self.town.forward(identifier, CENTRES[0], self.town.clerk("astana")), 200, 409)

    def answer(self) -> None:
        if self.complaints:
            identifier = self.complaints.pop()
            self.done(lambda: self.town.name(identifier))
            outcome = self.chance.choice(("upheld", "partly-upheld", "rejected"))
            self.done(lambda: self.town.answer(identifier, "almaty", outcome), 201, 409)


def on_paper(town: Town) -> Counter[tuple[str, str]]:
    """What the cases add up to, by office and count, told without the code that counts."""
    sums: Counter[tuple[str, str]] = Counter()
    for path in town.fake_documents.paths():
        found = town.documents.get(path)
        assert found is not None
        kind = "tickets" if "/tickets/" in path else path.partition("/")[0] if path.count("/") == 1 else ""
        if kind in PAPER:
            sums.update(PAPER[kind](found))
    return sums


def of_application(found: Document) -> list[tuple[str, str]]:
    application = from_fields(Application, found.fields)
    names = [f"{application.channel}.accepted"]
    if application.status in (Status.ISSUED, Status.DECLINED):
        names += [f"{application.channel}.{application.status}"]
        names += [f"{application.channel}.in_time"] if application.overdue_since is None else []
    return [(application.provider, name) for name in names]


def of_refusal(found: Document) -> list[tuple[str, str]]:
    return [(from_fields(Refusal, found.fields).provider, "psc.refused")]


def of_ticket(found: Document) -> list[tuple[str, str]]:
    ticket, names = from_fields(Ticket, found.fields), []
    if ticket.called_at:
        names.append("queue.called")
        if ticket.called_at < ticket.wait_due_at:
            names.append("queue.called_in_time")
    if ticket.status is TicketStatus.NO_SHOW:
        names.append("queue.no_show")
    if ticket.status is TicketStatus.FINISHED and ticket.ended_at and ticket.serving_due_at:
        names.append("queue.finished")
        if ticket.ended_at < ticket.serving_due_at:
            names.append("queue.finished_in_time")
    return [(ticket.psc, name) for name in names]


def of_complaint(found: Document) -> list[tuple[str, str]]:
    complaint = from_fields(Complaint, found.fields)
    told = [(line.office, "complaints.received") for line in complaint.registrations]
    if complaint.answer:
        told.append((complaint.office, "complaints.answered_in_time"))
        told.append((complaint.office, f"complaints.{complaint.answer.outcome.replace('-', '_')}"))
    return told


PAPER: dict[str, Callable[[Document], list[tuple[str, str]]]] = {
    "applications": of_application,
    "refusals": of_refusal,
    "tickets": of_ticket,
    "complaints": of_complaint,
}


@pytest.mark.clause("2.1", "2.2", "2.3", "11.8")
@pytest.mark.parametrize("seed", range(3))
def test_of_any_day_every_count_is_what_its_cases_say(seed: int) -> None:
    town = AnyDay(seed).live(100)
    stored = {office: town.counts(office) for office in ("almaty", "astana", *CENTRES)}
    times = {office: sum(n for name, n in counts.items() if ".times." in name) for office, counts in stored.items()}
    everything = [(office, name, n) for office, counts in stored.items() for name, n in counts.items()]
    flat = Counter({(office, name): n for office, name, n in everything if ".times." not in name})
    assert flat == on_paper(town)
    decided = ("portal.issued", "portal.declined", "psc.issued", "psc.declined")
    assert times == {office: sum(counts.get(name, 0) for name in decided) for office, counts in stored.items()}
    assert differences(town.documents, TODAY) == []
    assert {name.partition(".")[0] for _, name in flat} == {"portal", "psc", "queue", "complaints"}


def test_a_count_that_was_tampered_with_is_found(town: Town, capsys: pytest.CaptureFixture[str]) -> None:
    town.accepted()
    town.run_due_tasks()
    assert main(["2026-11-23"], town.documents) == 0
    found = town.documents.get("figures/almaty-20261123")
    assert found
    portal = found.fields["portal"] | {"issued": 7}
    town.documents.commit(Replace(found.path, {**found.fields, "portal": portal}, found.version))
    town.put("astana", TODAY, psc__refused=1)
    assert differences(town.documents, TODAY) == [
        Difference("almaty", "portal.issued", 7, 1),
        Difference("astana", "psc.refused", 1, 0),
    ]
    capsys.readouterr()
    assert main(["2026-11-23"], town.documents) == 1
    assert "DIFFERS almaty portal.issued: counted 7, in the cases 1\n" in capsys.readouterr().out


def test_an_issue_that_the_register_does_not_know_is_found(town: Town) -> None:
    identifier = town.accepted()
    town.run_due_tasks()
    found = town.documents.get(f"applications/{identifier}")
    assert found
    town.documents.commit(Replace(found.path, {**found.fields, "certificate": "C23456789ACE"}, found.version))
    assert Difference("almaty", "portal.issued", 1, 0) in differences(town.documents, TODAY)


# ---------------------------------------------------------------- what is told


def test_figures_are_summed_over_the_days_of_the_period(town: Town) -> None:
    for days, count in ((0, 3), (1, 4), (30, 5)):
        town.put("almaty", TODAY - timedelta(days=days), portal__accepted=count)
    assert town.channel("portal", **{"from": "2026-11-22"})["accepted"] == 7
    assert town.channel("portal", **{"from": "2026-10-24"})["accepted"] == 12
    assert [day["portal"] for day in town.figures(**{"from": "2026-11-21"})["days"]] == [0, 4, 3]
    body = json.loads(town.call("GET", "/v1/figures").get_data())
    assert (body["first_day"], body["last_day"]) == ("2026-10-25", "2026-11-23")
    assert body["total"]["channels"][-1]["accepted"] == 7


def test_one_office_may_be_asked_for(town: Town) -> None:
    town.put("almaty", TODAY, portal__accepted=1)
    town.put("astana", TODAY, portal__accepted=2)
    figures = town.figures(office="astana")
    assert [each["office"] for each in figures["offices"]] == ["astana"]
    assert figures["total"]["channels"][-1]["accepted"] == 2
    assert [each["office"] for each in town.figures(office="quality")["offices"]] == ["quality"]


def test_an_office_that_has_left_the_directory_keeps_its_figures(town: Town) -> None:
    town.put("shymkent", TODAY, portal__accepted=1)
    told = town.office("shymkent", office="shymkent")
    assert (told["kind"], told["name_kk"], told["channels"][0]["accepted"]) == (None, "shymkent", 1)


def test_where_few_were_decided_it_is_not_told_how(town: Town) -> None:
    town.put("almaty", TODAY, portal__accepted=9, portal__issued=4, portal__declined=1)
    town.put("astana", TODAY, portal__accepted=4, portal__issued=3, portal__declined=1, psc__refused=5)
    assert town.channel("portal")["declined"] == 1
    few = town.channel("portal", "astana")
    assert (few["accepted"], few["withheld"], few["issued"], few["declined"], few["refused"]) == (4, True, *[None] * 3)
    assert town.channel("psc", "astana")["refused"] == 5


def test_a_total_does_not_give_away_what_is_withheld(town: Town) -> None:
    town.put("almaty", TODAY, portal__issued=5, complaints__answered_in_time=5)
    town.put("astana", TODAY, portal__declined=4, complaints__answered_late=4, complaints__upheld=4)
    portal, psc, together = town.figures()["total"]["channels"]
    assert (portal["declined"], together["declined"], psc["declined"]) == (None, None, 0)
    assert town.figures()["total"]["complaints"]["upheld"] is None
    town.put("akimat-almaty", TODAY, complaints__answered_late=1)
    town.put("shymkent", TODAY, portal__issued=1)  # of two offices together nothing of either is told
    assert town.figures()["total"]["channels"][0]["declined"] == 4
    assert town.figures()["total"]["complaints"]["upheld"] == 4


@pytest.mark.parametrize(
    ("query", "problem", "pointer"),
    [
        ("from=2026-11-24&to=2026-11-23", "invalid-fields", "/to"),
        ("from=2025-11-22&to=2026-11-23", "invalid-fields", "/from"),
        ("from=2026-02-30", "invalid-fields", "/from"),
        ("to=yesterday", "invalid-fields", "/to"),
        ("to=2026-W48-1", "invalid-fields", "/to"),
        ("to=0001-01-01&from=0001-01-01&format=xml", "invalid-fields", "/format"),
        ("office=nowhere", "office-unknown", "/office"),
        ("office=../x", "office-unknown", "/office"),
    ],
)
def test_what_cannot_be_asked_is_a_problem(town: Town, query: str, problem: str, pointer: str) -> None:
    response = town.call("GET", f"/v1/figures?{query}")
    assert (response.status_code, town.problem(response), town.pointers(response)) == (422, problem, [pointer])


@pytest.mark.parametrize("query", ["from=2025-11-23&to=2026-11-23", "to=0001-01-01", "from=9999-12-31&to=9999-12-31"])
def test_a_leap_year_is_the_longest_period_and_any_day_may_be_asked_for(town: Town, query: str) -> None:
    assert town.call("GET", f"/v1/figures?{query}").status_code == 200


# ---------------------------------------------------------------- what it costs


class Reads(FakeDocuments):
    """Counts what is read."""

    queries = documents_read = 0

    def query(self, query: Query) -> list[Document]:
        found = super().query(query)
        self.queries, self.documents_read = self.queries + 1, self.documents_read + len(found)
        return found


def test_figures_cost_the_same_however_many_cases_there_are() -> None:
    store = Reads()
    town, costs = Town(store), []
    town.figures()  # the directory of offices is read once a minute
    for until in (1, 10, 100):
        while town.counts().get("portal.accepted", 0) < until:
            town.accepted(key=town_key(town))
            town.run_due_tasks()
        before = store.queries, store.documents_read
        town.figures()
        costs.append((store.queries - before[0], store.documents_read - before[1]))
    assert costs == [(2, 1)] * 3  # one document, of the one office-day; and no complaint is overdue


def test_a_long_period_is_read_a_page_at_a_time_and_too_much_is_refused(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    for day in range(7):
        town.put("almaty", TODAY - timedelta(days=day), portal__accepted=1)
    monkeypatch.setattr("functions.complaint.figures.PAGE", 2)
    monkeypatch.setattr("functions.complaint.figures.MOST", 8)
    assert town.channel("portal", **{"from": "2026-11-01"})["accepted"] == 7
    town.put("astana", TODAY, portal__accepted=1)
    response = town.call("GET", "/v1/figures")
    assert (town.problem(response), town.pointers(response)) == ("invalid-fields", ["/from"])


def town_key(town: World) -> str:
    town._made += 1
    return f"key-{town._made:08d}"


# ---------------------------------------------------------------- in three forms


def test_the_table_says_what_the_figures_say(town: Town) -> None:
    town.put("almaty", TODAY, portal__accepted=7, portal__issued=6, portal__in_time=3, complaints__received=2)
    town.put(CENTRES[0], TODAY, queue__called=4, queue__called_in_time=1)
    town.put("astana", TODAY, psc__issued=1)
    path = "/v1/figures?from=2026-11-23&to=2026-11-23"
    response = town.call("GET", path, headers={"Accept": "text/csv"})
    assert response.mimetype == "text/csv"
    assert response.get_data() == town.call("GET", path + "&format=csv").get_data()
    lines = list(csv.DictReader(StringIO(response.get_data(as_text=True), newline="")))
    table = {(line["office"], line["channel"]): line for line in lines}
    assert len(table) == len(lines)
    assert (table["almaty", "portal"]["accepted"], table["almaty", "portal"]["in_time_share"]) == ("7", "0.5")
    assert (table["almaty", "office"]["complaints_received"], table["almaty", "office"]["called"]) == ("2", "")
    assert table[CENTRES[0], "office"]["waiting_in_time_share"] == "0.25"
    assert (table["astana", "psc"]["issued"], table["astana", "psc"]["p95_seconds"]) == ("", "")
    assert table["total", "all"]["accepted"] == "7"
    assert {None} not in [set(line) for line in lines]


class Page(HTMLParser):
    """The elements of a page, their attributes, and what it says."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.said = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.said += data


@pytest.fixture(scope="module")
def lively() -> Town:
    return AnyDay(7).live(80)


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_page_is_whole_in_itself_and_names_nobody(lively: Town, language: str) -> None:
    query = f"/v1/figures?from=2026-11-01&to=2026-11-23&lang={language}"
    response = lively.call("GET", query, headers={"Accept": "text/html,*/*;q=0.8"})
    assert response.mimetype == "text/html"
    policy = response.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "script" not in policy
    text = response.get_data(as_text=True)
    page = Page(text)
    tags = {tag for tag, _ in page.elements}
    assert "svg" in tags
    assert not tags & {"script", "link", "img", "iframe", "object", "embed", "image", "use"}
    attributes = {name for _, given in page.elements for name in given}
    assert not attributes & {"style", "src", "xlink:href", "srcset"}
    assert not [name for name in attributes if name.startswith("on")]
    assert len(re.findall("<style", text)) == 1
    namespace = 'xmlns="http://www.w3.org/2000/svg"'
    assert not re.findall(r"https?:|@import|url\(", text.replace(namespace, ""))
    people = (GUARDIAN, *GUARDIAN_NAMES.kk.full().split(), *OPERATOR.split(), *CLERK.split())
    people += tuple(part for name in HEAD_NAMES.values() for part in name.split())
    assert not [name for name in people if name in text]
    charts = [given for tag, given in page.elements if given.get("role") == "img"]
    assert len(charts) == 2
    assert all(chart.get("aria-label") for chart in charts)


def test_the_page_says_what_the_figures_say(town: Town) -> None:
    town.put("almaty", TODAY, portal__accepted=7, portal__issued=6, portal__declined=1, portal__in_time=6)
    town.put("almaty", TODAY, portal__times__under_30=6, portal__times__under_900=1, complaints__received=2)
    text = town.call("GET", "/v1/figures?lang=en", headers={"Accept": "text/html"}).get_data(as_text=True)
    assert 'data-label="Declined">1<' in text
    assert "85.7%" in text
    assert "<title>In time, &lt;30\xa0s: 6</title>" in text
    assert "<title>Late, &lt;15\xa0min: 1</title>" in text
    assert "<title>Portal, 23.11: 7</title>" in text


@pytest.mark.parametrize("days", [1, 31, 32, 217, 218, 366])
def test_a_chart_of_any_period_has_bars_that_can_be_told_apart(town: Town, days: int) -> None:
    first = TODAY - timedelta(days=days - 1)
    for day in (first, TODAY):
        town.put("almaty", day, portal__accepted=2)
    text = town.call("GET", f"/v1/figures?lang=en&from={first}", headers={"Accept": "text/html"}).get_data(as_text=True)
    bars = re.findall(r"<title>Portal, ([0-9.]+): ([0-9]+)</title>", text)
    assert len(bars) <= 32
    assert sum(int(count) for _, count in bars) == 4


def test_an_empty_period_has_a_page_too(town: Town) -> None:
    response = town.call("GET", "/v1/figures?lang=en", headers={"Accept": "text/html"})
    assert "Nothing happened in this period." in response.get_data(as_text=True)


def test_whoever_takes_anything_gets_json_and_may_keep_it_for_half_a_minute(town: Town) -> None:
    response = town.call("GET", "/v1/figures", headers={"Accept": "*/*"})
    assert response.mimetype == "application/json"
    assert response.headers["Cache-Control"] == "public, max-age=30"
    assert response.headers["Vary"] == "Accept, Accept-Language"


def test_the_day_of_a_figure_is_almatys() -> None:
    assert almaty_day(datetime(2026, 11, 22, 19, 0, tzinfo=UTC)) == TODAY
