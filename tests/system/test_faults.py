"""Faults for real, over HTTP: processes killed with SIGKILL, tasks doubled and lost, two hundred requests at once.

The stack is this module's own, because nothing in it is spared. It is started, and its programs are started again, by
the thread that runs the tests: the system ends a program of ours with the thread that spawned it.
"""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager, suppress
from datetime import datetime, timedelta
from functools import partial

import pytest

from emulators.stack.centre_client import CentreClient, come_when_open
from emulators.stack.client import PortalClient
from emulators.stack.complaint_client import ComplaintClient
from emulators.stack.local import PROJECT, LocalStack
from functions.shared.cloud.documents import documents
from functions.shared.domain.application import Status
from functions.shared.ports import Documents
from functions.shared.records import APPLICATIONS, CERTIFICATES, every
from tests.system.harm import (
    A_ROUND,
    Case,
    all_decided,
    answered,
    application,
    asked_at_once,
    check_issued,
    fault,
    kinds,
    notices_of,
    told,
    until,
)
from tools.chaos.tally import tally
from tools.chaos.traffic import Traffic

UPLOAD_MS = 800
FAULTY = ("registries", "cloud_tasks", "portal", "certification_authority", "scheduler", "cloud_storage", "firestore")


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalStack]:
    own = LocalStack(tmp_path_factory.mktemp("harmed")).start()
    yield own
    own.stop()


@pytest.fixture(scope="module")
def store(stack: LocalStack) -> Documents:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FIRESTORE_EMULATOR_HOST", stack.address("firestore"))
        found = documents(PROJECT)
        found.get("offices/almaty")  # connects: the address is read once
    return found


@pytest.fixture
def client(stack: LocalStack) -> Iterator[PortalClient]:
    yield PortalClient(stack)
    calm(stack)


def calm(stack: LocalStack) -> None:
    for name in FAULTY:
        fault(stack, name)


def spare(client: PortalClient, number: int) -> Case:
    return Case(client, client.stack.people.scene(f"guardian-spare-{number}"))


# ---------------------------------------------------------------- killed between two writes


def signatures(stack: LocalStack) -> int:
    return int(told(stack, "cloud_kms")["operations"].get("AsymmetricSign", 0))


def files(stack: LocalStack) -> int:
    return int(told(stack, "cloud_storage")["operations"].get("class_a certificates", 0))


@contextmanager
def before_the_file(stack: LocalStack, store: Documents) -> Iterator[None]:
    """The seal is made, and its file is refused until the process is dead."""
    before = signatures(stack)
    fault(stack, "cloud_storage", unavailable=1.0)
    yield
    until(lambda: signatures(stack) > before)
    stack.programs["issue"].kill()
    fault(stack, "cloud_storage")


@contextmanager
def before_a_file_that_comes_all_the_same(stack: LocalStack, store: Documents) -> Iterator[None]:
    """The upload goes on without its sender, and meets the upload of the next run, which has other bytes."""
    before = signatures(stack)
    fault(stack, "cloud_storage", latency_ms=UPLOAD_MS)
    yield
    until(lambda: signatures(stack) > before)
    time.sleep(0.3)  # from the signature to the upload
    stack.programs["issue"].kill()


@contextmanager
def before_the_register(stack: LocalStack, store: Documents) -> Iterator[None]:
    """The file is there, and the batch is refused until the process is dead."""
    before, there = signatures(stack), files(stack)
    fault(stack, "cloud_storage", latency_ms=UPLOAD_MS)
    yield
    until(lambda: signatures(stack) > before)
    fault(stack, "firestore", unavailable=1.0, rpcs=["Commit"])
    until(lambda: files(stack) > there)
    stack.programs["issue"].kill()
    fault(stack, "cloud_storage")
    fault(stack, "firestore")


@contextmanager
def after_a_batch_without_an_answer(stack: LocalStack, store: Documents) -> Iterator[None]:
    """The batch is carried out, and whoever sent it dies before it knows, and tells nobody."""
    before, registered = signatures(stack), len(list(every(store, CERTIFICATES)))
    fault(stack, "cloud_storage", latency_ms=UPLOAD_MS)
    yield
    until(lambda: signatures(stack) > before)
    fault(stack, "firestore", lost_reply=1.0, rpcs=["Commit"])
    until(lambda: len(list(every(store, CERTIFICATES))) > registered)
    stack.programs["issue"].kill()
    fault(stack, "cloud_storage")
    fault(stack, "firestore")


Moment = Callable[[LocalStack, Documents], AbstractContextManager[None]]
MOMENTS: tuple[Moment, ...] = (
    before_the_file,
    before_a_file_that_comes_all_the_same,
    before_the_register,
    after_a_batch_without_an_answer,
)


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.clause("4.2", "4.4")
def test_a_function_killed_between_seal_and_store_leaves_one_certificate(
    client: PortalClient, store: Documents, moment: Moment
) -> None:
    stack, case = client.stack, spare(client, 1 + MOMENTS.index(moment))
    with moment(stack, store):
        case.ask()
    stack.programs["issue"].start()
    stack.clock.move(by=A_ROUND)
    all_decided(store)
    check_issued(stack, store, case.id)


def test_a_function_killed_between_store_and_answer_leaves_one_application(
    client: PortalClient, store: Documents
) -> None:
    stack, case = client.stack, spare(client, 5)
    before = len(list(every(store, APPLICATIONS)))
    fault(stack, "cloud_tasks", unavailable=1.0)  # accepted at once, answered when it has given up on the tasks
    with ThreadPoolExecutor(1) as citizen:
        asked = citizen.submit(case.ask)
        until(lambda: len(list(every(store, APPLICATIONS))) > before)
        stack.restart("submit")
        asked.result()
    assert case.statuses.keys() > {201}, "it was answered before it was killed"
    assert len(list(every(store, APPLICATIONS))) == before + 1
    fault(stack, "cloud_tasks")
    stack.clock.move(by=A_ROUND)
    all_decided(store)
    check_issued(stack, store, case.id)


# ---------------------------------------------------------------- tasks doubled, tasks lost


def test_every_task_delivered_twice_changes_nothing(client: PortalClient, store: Documents) -> None:
    stack = client.stack
    fault(stack, "cloud_tasks", duplicate=1.0)
    refused = Case(client, stack.people.scene("guardian-declined"))
    issued = [spare(client, number) for number in range(6, 12)]
    asked_at_once([refused, *issued])
    all_decided(store)
    for case in issued:
        check_issued(stack, store, case.id)
    assert kinds(store, refused.id) == ["accepted", "declined"]
    assert until(lambda: notices_of(stack, refused.id).total() == 2)
    assert notices_of(stack, refused.id) == Counter(accepted=1, declined=1)


WITHOUT_TASKS = timedelta(seconds=90)
ARRIVALS_S = (0, 15, 30, 42, 50)
"""After a round."""


def a_round(stack: LocalStack) -> datetime:
    """Move the clock to the next round of the reconciler, wait until it is over, and tell when it was due."""
    job = told(stack, "scheduler")["jobs"]["reconcile"]
    due = datetime.fromisoformat(job["due"])
    stack.clock.move(to=max(due, stack.clock.now()))

    def over() -> bool:
        now = told(stack, "scheduler")["jobs"]["reconcile"]
        return bool(now["begun"] > job["begun"] and now["over"] == now["begun"])

    until(over, 60)
    return due


@pytest.mark.clause("2.1")
def test_with_every_task_lost_the_reconciler_issues_within_ninety_seconds(
    client: PortalClient, store: Documents
) -> None:
    """Whenever a case comes between two rounds: one that is too young for the first waits for the second."""
    stack, cases = client.stack, []
    fault(stack, "cloud_tasks", drop=1.0)
    first = a_round(stack)
    for number, seconds in enumerate(ARRIVALS_S, start=12):
        stack.clock.move(to=max(first + timedelta(seconds=seconds), stack.clock.now()))
        cases.append(spare(client, number).ask())
    a_round(stack)
    a_round(stack)
    for case in cases:
        decided = application(store, case.id)
        assert decided.status is Status.ISSUED
        assert decided.decided_at is not None
        assert decided.decided_at - decided.accepted_at <= WITHOUT_TASKS
        assert kinds(store, case.id) == ["accepted", "verified", "issued"]
    stack.clock.move(by=A_ROUND)
    for case in cases:
        check_issued(stack, store, case.id)


# ---------------------------------------------------------------- everybody killed, everybody at once


SCENES = ("guardian-one-child", "guardian-five-children", "guardian-astana", "guardian-district", "guardian-declined")
RATE = 3.0


def test_every_program_killed_under_load_loses_and_doubles_nothing(client: PortalClient, store: Documents) -> None:
    stack, chance = client.stack, random.Random(6)
    before = {each.id for each in every(store, APPLICATIONS)}
    traffic = Traffic(client, [stack.people.scene(name) for name in SCENES], chance)
    names = sorted(stack.programs)
    chance.shuffle(names)
    with ThreadPoolExecutor(1) as beside:
        came = beside.submit(traffic.run, len(names) * 1.2 / 60, RATE)
        for name in names:
            stack.restart(name)
            time.sleep(chance.uniform(0.2, 0.8))
        came.result()
    for _ in range(3):
        stack.clock.move(by=A_ROUND)
        with suppress(TimeoutError):
            all_decided(store, 10)
    all_decided(store)
    assert (traffic.unanswered, traffic.refused) == (0, Counter())
    answered = traffic.accepted | {f"before-{name}": {name} for name in before}
    counted = tally(store, answered, stack.clock.now(), timedelta(seconds=60))
    assert counted.good, counted
    assert counted.accepted == len(answered)


def test_two_hundred_at_once_with_repeats_are_one_application_and_one_certificate_each(
    client: PortalClient, store: Documents
) -> None:
    chance, scenes = random.Random(200), [client.stack.people.scene(name) for name in SCENES[:1] + SCENES[2:4]]
    cases = [Case(client, chance.choice(scenes)) for _ in range(75)]
    for case in cases:
        case.sign()
    before = len(list(every(store, APPLICATIONS)))
    clicks = [case for case in cases for _ in range(chance.choice((2, 3, 3, 4)))]
    assert len(clicks) >= 200
    chance.shuffle(clicks)
    asked_at_once(clicks, at_once=200)
    assert set[int]().union(*(case.statuses for case in cases)) <= {201, 503}
    assert len({case.id for case in cases}) == len(cases)  # each was given one, and no two the same
    assert len(list(every(store, APPLICATIONS))) == before + len(cases)
    all_decided(store, 90)
    by_application = Counter(document.fields["application"] for document in every(store, CERTIFICATES))
    assert [by_application[case.id] for case in cases] == [1] * len(cases)


# ---------------------------------------------------------------- complaints and queue


def test_incoming_numbers_have_no_gap_where_the_function_is_killed(client: PortalClient) -> None:
    stack = client.stack
    office, scene = ComplaintClient(stack, "astana"), stack.people.scene("guardian-astana")

    def register(key: str) -> int:
        body = office.on_paper(scene, "Шағым: құжат уақытында берілмеді.")
        answer = answered(lambda: office.register(body, key))
        assert answer.status_code == 201, answer.text
        return int(answer.json()["incoming_number"].rpartition("/")[2])

    with ThreadPoolExecutor(4) as clerks:
        given = [clerks.submit(register, f"complaint-{place:04d}") for place in range(16)]
        for _ in range(2):
            time.sleep(0.3)
            stack.restart("complaint")
        numbers = sorted(each.result() for each in given)
    assert numbers == list(range(1, 17))


def test_no_ticket_is_called_twice_where_the_function_is_killed(client: PortalClient) -> None:
    stack = client.stack
    come_when_open(stack, timedelta(hours=1))
    centre = CentreClient(stack)
    with ThreadPoolExecutor(4) as visitors:
        taken = [visitors.submit(answered, partial(centre.take_ticket, f"ticket-{place:06d}")) for place in range(10)]
        stack.restart("submit")
        tickets = [each.result().json()["id"] for each in taken]
    assert len(set(tickets)) == len(tickets)

    def serve(desk: str) -> list[str]:
        called: list[str] = []
        while True:
            answer = answered(partial(centre.call, desk, key=f"call-{desk}-{len(called):06d}"))
            assert answer.status_code in (200, 201), answer.text
            ticket = answer.json()["ticket"]
            if ticket is None:
                return called
            called.append(ticket["id"])
            for step in (centre.start, centre.finish):
                done = answered(partial(step, ticket["number"], desk))
                assert done.status_code == 200, done.text

    with ThreadPoolExecutor(3) as desks:
        serving = [desks.submit(serve, desk) for desk in ("1", "2", "3")]
        for _ in range(2):
            time.sleep(0.2)
            stack.restart("submit")
        called = [ticket for each in serving for ticket in each.result()]
    assert sorted(called) == sorted(tickets)
