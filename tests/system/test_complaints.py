"""Complaints over HTTP, on the running stack: a clerk, a head, a complainant who signs, and a clock over days."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import requests

from emulators.population import Scene
from emulators.stack.complaint_client import ComplaintClient, by_hand, by_post
from emulators.stack.local import PROJECT, LocalStack
from emulators.stack.seals import seal_of
from functions.shared.calendars import working_calendar
from functions.shared.cloud.documents import documents
from functions.shared.domain.calendar import WorkingWeek, almaty_day
from functions.shared.domain.complaint import Complaint, end_of
from functions.shared.domain.events import first_broken
from functions.shared.records import COMPLAINTS, events_of, load
from tests.system.conftest import end_faults

TEXT = "Анықтама бес минутта берілмеді. Себебін түсіндіріп, шара қолдануды сұраймын."
ANSWER = "Шағымыңыз қаралды және негізді деп танылды: тізілім жауап бермегендіктен анықтама кешікті."
SECOND = timedelta(seconds=1)


@pytest.fixture
def office(stack: LocalStack) -> Iterator[ComplaintClient]:
    """The education department of Almaty."""
    client = ComplaintClient(stack, "almaty")
    yield client
    end_faults(stack)


@pytest.fixture
def scene(stack: LocalStack) -> Scene:
    return stack.people.scene("guardian-spare-7")


@pytest.fixture
def quality(stack: LocalStack) -> ComplaintClient:
    return ComplaintClient(stack, "quality")


def registered(client: ComplaintClient, scene: Scene, **changes: Any) -> dict[str, Any]:
    answer = client.register(client.on_paper(scene, TEXT, **changes))
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def sent(client: ComplaintClient, scene: Scene, **changes: Any) -> dict[str, Any]:
    answer = client.send(scene, client.through_portal(scene, TEXT, **changes))
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def with_executor(client: ComplaintClient, complaint: dict[str, Any]) -> dict[str, Any]:
    named = client.name_executor(complaint["id"], client.stack.people.officer(f"officer-{client.office}"))
    assert named.status_code == 200, named.text
    return complaint


def problem(answer: requests.Response) -> tuple[int, str]:
    assert answer.headers["Content-Type"] == "application/problem+json", answer.text
    return answer.status_code, answer.json()["type"].rpartition(":")[2]


def alarm_of(client: ComplaintClient, kind: str, number: str) -> dict[str, Any]:
    """What the head is told. Raises TimeoutError."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        for alarm in client.alarms().json()["alarms"]:
            if (alarm["kind"], alarm["number"]) == (kind, number):
                return dict(alarm)
        time.sleep(0.1)
    raise TimeoutError


def events(stack: LocalStack, identifier: str, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The kinds of a complaint's events, after their chain was found whole."""
    monkeypatch.setenv("FIRESTORE_EMULATOR_HOST", stack.address("firestore"))
    store, path = documents(PROJECT), f"{COMPLAINTS}/{identifier}"
    stored, found = load(store, Complaint, COMPLAINTS, identifier), events_of(store, path)
    assert stored is not None
    assert first_broken(found, stored.value.head) is None
    return [event.kind.value for event in found]


def text_of(pdf: bytes, folder: Path) -> str:
    path = folder / "paper.pdf"
    path.write_bytes(pdf)
    return subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, text=True, check=True).stdout


# ---------------------------------------------------------------- registration


@pytest.mark.clause("11.1", "11.2", "11.3", "11.6", "11.8")
def test_a_complaint_on_paper_is_registered_at_once_and_the_coupon_says_all_of_it(
    office: ComplaintClient, scene: Scene, tmp_path: Path
) -> None:
    paper = office.upload(office.clerk(), b"%PDF-1.4 the letter\n%%EOF")
    first, second = (registered(office, scene, attachments=[paper]) for _ in range(2))
    n = [int(each["incoming_number"].rpartition("/")[2]) for each in (first, second)]
    assert n[1] - n[0] == 1
    listed = {each["id"]: each for each in office.journal(state="open", order="newest").json()["complaints"]}
    assert [listed[each["id"]]["incoming_number"] for each in (first, second)] == [
        each["incoming_number"] for each in (first, second)
    ]

    day = date.fromisoformat(first["registered_on"])
    assert datetime.fromisoformat(first["due_at"]) == end_of(working_calendar(), day, 5, WorkingWeek.FIVE_DAY)
    clerk = office.stack.people.officer("officer-almaty").resident.names.kk.full()
    assert (first["accepted_by"], first["missing"], first["misdirected"]) == (clerk, [], False)
    for paper_of in (office.coupon, office.stamp):
        said = text_of(paper_of(first).content, tmp_path)
        assert first["incoming_number"] in said
        assert clerk.split()[0] in said


@pytest.mark.clause("11.3")
def test_a_complaint_that_lacks_something_is_registered_and_asks_for_it(office: ComplaintClient, scene: Scene) -> None:
    complaint = registered(office, scene, signed=False, complainant={"name": scene.guardian.names.kk.full()})
    assert {missing["part"] for missing in complaint["missing"]} == {"address", "signature"}
    assert complaint["missing_until"] is not None
    given = office.give_parts(complaint["id"], address=scene.guardian.address.kk, signed=True)
    assert given.status_code == 200, given.text
    shown = office.read(complaint["id"]).json()
    assert (shown["missing"], shown["due_at"]) == ([], complaint["due_at"])


@pytest.mark.clause("11.2")
def test_a_clerk_registers_for_his_own_office_and_never_a_day_that_is_to_come(
    office: ComplaintClient, scene: Scene
) -> None:
    assert problem(office.register(office.on_paper(scene, TEXT, office="astana"))) == (403, "other-office")
    assert problem(office.register(office.on_paper(scene, TEXT, office="nowhere"))) == (422, "office-unknown")
    tomorrow = (office.stack.clock.now() + timedelta(days=1)).isoformat()
    assert problem(office.register(office.on_paper(scene, TEXT, received_at=tomorrow))) == (422, "received-in-future")


@pytest.mark.clause("11.1", "14.1")
def test_a_citizen_complains_through_the_portal_and_nobody_else_sees_it(
    office: ComplaintClient, scene: Scene, stack: LocalStack
) -> None:
    complaint = sent(office, scene)
    own = office.read(complaint["id"], office.citizen(scene)).json()
    assert (own["stage"], own["due_at"], own["answer"]) == ("registered", complaint["due_at"], None)
    assert office.coupon(complaint, office.citizen(scene)).content.startswith(b"%PDF")
    seen = office.read(complaint["id"]).json()
    assert (seen["text"], seen["complainant"]["iin"]) == (TEXT, scene.guardian.iin)
    stranger = office.citizen(stack.people.scene("guardian-spare-8"))
    for headers in (stranger, ComplaintClient(stack, "astana").clerk(), ComplaintClient(stack, "quality").clerk()):
        assert problem(office.read(complaint["id"], headers)) == (404, "not-found")


@pytest.mark.clause("14.1")
def test_what_another_person_signed_is_no_complaint_of_the_citizen(office: ComplaintClient, scene: Scene) -> None:
    body = office.through_portal(scene, TEXT)
    assert problem(office.send(scene, body, signer="guardian-spare-8")) == (422, "signer-not-applicant")
    assert problem(office.send(scene, body, signer="guardian-one-child-expired")) == (422, "signature-invalid")


@pytest.mark.clause("11.5")
def test_a_complaint_to_the_wrong_office_is_registered_and_forwarded_and_its_term_stays(
    office: ComplaintClient, scene: Scene, stack: LocalStack
) -> None:
    complaint = registered(office, scene, about="centre-staff")
    assert complaint["misdirected"]
    assert complaint["forward_until"] is not None
    refused = office.forward(complaint["id"], "astana")
    assert problem(refused) == (409, "not-its-office")
    forwarded = office.forward(complaint["id"], "psc-almaty-1")
    assert forwarded.status_code == 200, forwarded.text
    centre = ComplaintClient(stack, "psc-almaty-1")
    there = centre.read(complaint["id"]).json()
    assert (there["office"]["id"], len(there["registrations"])) == ("psc-almaty-1", 2)
    assert there["registered_on"] == complaint["registered_on"]
    assert problem(centre.extend(complaint["id"], 5, "Қосымша тексеру қажет."))[0] == 409


# ---------------------------------------------------------------- consideration


@pytest.mark.clause("11.4", "11.8")
def test_each_missed_time_alarms_the_head_by_a_task_alone_and_the_office_above_where_nobody_was_named(
    office: ComplaintClient, scene: Scene, stack: LocalStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The scheduler is paused: no reconciler helps."""
    requests.post(f"{stack.control('scheduler')}/_control/faults", json={"paused": True}, timeout=10).raise_for_status()
    complaint = registered(office, scene)
    day = date.fromisoformat(complaint["registered_on"])
    for working_days, kind in ((1, "no-executor"), (4, "due-soon"), (5, "overdue")):
        ends = end_of(working_calendar(), day, working_days, WorkingWeek.FIVE_DAY)
        stack.clock.move(to=ends + SECOND)
        alarm = alarm_of(office, f"complaint-{kind}", complaint["number"])
        assert datetime.fromisoformat(alarm["due_at"]) == ends
    above = ComplaintClient(stack, "akimat-almaty")
    assert alarm_of(above, "complaint-overdue", complaint["number"])["complaint"] == complaint["id"]
    assert set(office.read(complaint["id"]).json()["noticed"]) == {"no-executor", "due-soon", "overdue"}
    assert events(stack, complaint["id"], monkeypatch) == ["registered", "noticed", "noticed", "noticed"]


@pytest.mark.clause("11.4")
def test_only_the_head_names_the_executor(office: ComplaintClient, scene: Scene, stack: LocalStack) -> None:
    complaint = registered(office, scene, accused={"name": "Ахметова Ақерке Дәуренқызы", "account": "officer-almaty"})
    executor, accused = stack.people.officer("signer-almaty"), stack.people.officer("officer-almaty")
    for headers in (office.clerk(), office.citizen(scene)):
        assert problem(office.name_executor(complaint["id"], executor, headers)) == (403, "forbidden")
    assert problem(office.name_executor(complaint["id"], accused)) == (409, "executor-is-accused")
    assert (
        office.name_executor(complaint["id"], executor).json()["executor"]["name"] == executor.resident.names.kk.full()
    )


@pytest.mark.clause("11.7")
def test_the_contact_centre_tells_stage_and_term_by_the_number_and_nothing_more(
    office: ComplaintClient, scene: Scene
) -> None:
    complaint = registered(office, scene)
    told = office.status(complaint["number"])
    assert told.status_code == 200, told.text
    shown = told.json()
    assert (shown["kind"], shown["stage"], shown["incoming"]) == (
        "complaint",
        "registered",
        complaint["incoming_number"],
    )
    assert datetime.fromisoformat(shown["due_at"]) == datetime.fromisoformat(complaint["due_at"])
    assert scene.guardian.names.kk.surname not in told.text
    assert TEXT not in told.text
    assert problem(office.status(complaint["number"], why="curious")) == (400, "look-up-reason-missing")
    assert problem(office.read(complaint["id"], office.bearer(role="contact_centre"))) == (403, "forbidden")


@pytest.mark.clause("11.8")
def test_a_term_is_extended_once_and_the_complainant_told(office: ComplaintClient, scene: Scene) -> None:
    complaint = with_executor(office, registered(office, scene, complainant={"name": "Белгісіз азамат"}))
    assert problem(office.tell_extension(complaint["id"], "post")) == (409, "not-extended")
    extended = office.extend(complaint["id"], 10, "Тізілімнің иесінен түсініктеме сұралды.")
    assert extended.status_code == 200, extended.text
    day = date.fromisoformat(complaint["registered_on"])
    due = end_of(working_calendar(), day, 15, WorkingWeek.FIVE_DAY)
    assert datetime.fromisoformat(extended.json()["due_at"]) == due
    assert extended.json()["extension"]["told_at"] is None
    told = office.tell_extension(complaint["id"], "post", tracking="RR123456789KZ")
    assert told.json()["extension"]["told_how"] == "post", told.text
    assert problem(office.extend(complaint["id"], 1, "Тағы да."))[0] == 409
    assert problem(office.extend(with_executor(office, sent(office, scene))["id"], 11, "Ұзақ тексеру."))[0] == 422


# ---------------------------------------------------------------- the answer


@pytest.mark.clause("11.9", "11.10", "11.11")
def test_an_answer_is_sealed_by_the_head_and_handed_over(
    office: ComplaintClient, scene: Scene, stack: LocalStack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    complaint = registered(office, scene)
    assert problem(office.answer(complaint["id"], "upheld", ANSWER)) == (409, "executor-missing")
    with_executor(office, complaint)
    assert problem(office.answer(complaint["id"], "upheld", " "))[0] == 422
    answered = office.answer(complaint["id"], "upheld", ANSWER, "Тізілімнің иесіне хабарланды.")
    assert answered.status_code == 201, answered.text
    assert (answered.json()["in_time"], answered.json()["stage"]) == (True, "answered")
    assert problem(office.answer(complaint["id"], "rejected", ANSWER)) == (409, "complaint-answered")

    pdf = office.answer_pdf(complaint["id"]).content
    verdict = seal_of(stack, pdf)
    head = stack.people.officer("head-almaty").resident.names.kk
    assert (verdict.outcome, verdict.provider) == ("authentic", "almaty")
    assert verdict.signer is not None
    assert (verdict.signer.surname, verdict.signer.name) == (head.surname, head.name)
    said = text_of(pdf, tmp_path)
    assert head.surname in said
    assert answered.json()["number"] in said
    printed = subprocess.run(
        ["pdfsig", "-nocert", str(tmp_path / "paper.pdf")], capture_output=True, text=True, check=False
    )
    assert printed.stdout.count("Signature is Valid.") == 1

    assert problem(office.deliver(complaint["id"], channel="hand")) == (422, "receiver-missing")
    handed_over = office.deliver(complaint["id"], **by_hand(scene))
    assert handed_over.status_code == 200, handed_over.text
    delivered = handed_over.json()["delivery"]
    assert (delivered["channel"], delivered["receiver"]) == ("hand", scene.guardian.names.kk.full())
    assert problem(office.deliver(complaint["id"], **by_post("RR123456789KZ"))) == (409, "already-delivered")
    assert office.file(complaint["id"]).content.startswith(b"%PDF")
    told = events(stack, complaint["id"], monkeypatch)
    assert told == ["registered", "assigned", "answered", "delivered", "exported"]


@pytest.mark.clause("11.9", "14.1")
def test_notices_bring_coupon_and_answer_into_the_cabinet_of_whoever_came_through_the_portal(
    office: ComplaintClient, stack: LocalStack
) -> None:
    scene = stack.people.scene("guardian-spare-9")
    complaint = with_executor(office, sent(office, scene))
    assert office.answer(complaint["id"], "rejected", ANSWER).status_code == 201
    cabinet = f"{stack.address('portal')}/cabinet/{scene.id}"
    page = requests.get(cabinet, params={"lang": "ru"}, timeout=20).text
    assert complaint["number"] in page
    for paper in ("coupon", "answer"):
        address = f"/cabinet/{scene.id}/complaints/{complaint['id']}/{paper}"
        assert f'href="{address}?lang=ru"' in page
        assert requests.get(stack.address("portal") + address, timeout=20).content.startswith(b"%PDF")
    stranger = f"{stack.address('portal')}/cabinet/guardian-spare-8/complaints/{complaint['id']}/answer"
    assert requests.get(stranger, timeout=20).status_code == 404


@pytest.mark.clause("11.9", "11.10")
def test_an_appeal_is_a_complaint_of_its_own_linked_both_ways(
    office: ComplaintClient, quality: ComplaintClient, scene: Scene
) -> None:
    first = with_executor(office, sent(office, scene))
    assert problem(quality.read(first["id"], quality.head())) == (404, "not-found")
    assert office.answer(first["id"], "rejected", ANSWER).json()["delivery"]["channel"] == "cabinet"
    assert office.answer_pdf(first["id"], office.citizen(scene)).content.startswith(b"%PDF")

    appeal = sent(quality, scene, about="answer", first=first["number"])
    day = date.fromisoformat(appeal["registered_on"])
    assert datetime.fromisoformat(appeal["due_at"]) == end_of(working_calendar(), day, 15, WorkingWeek.FIVE_DAY)
    assert (appeal["first"], appeal["unlinked"]) == (first["number"], None)
    assert appeal["number"] != first["number"]
    assert office.read(first["id"]).json()["appeal"] == appeal["number"]
    assert quality.read(first["id"], quality.head()).json()["number"] == first["number"]


@pytest.mark.clause("11.10")
def test_an_appeal_against_what_is_not_answered_is_heard_without_a_link(
    office: ComplaintClient, quality: ComplaintClient, scene: Scene
) -> None:
    first = sent(office, scene)
    appeal = sent(quality, scene, about="answer", first=first["number"])
    assert appeal["first"] is None
    assert appeal["unlinked"] is not None
    assert office.read(first["id"]).json()["appeal"] is None


# ---------------------------------------------------------------- what everybody sees


@pytest.mark.clause("11.8")
def test_the_public_figures_count_what_was_received_and_answered(office: ComplaintClient, scene: Scene) -> None:
    def complaints() -> dict[str, Any]:
        today = almaty_day(office.stack.clock.now())
        period = (today - timedelta(days=60)).isoformat(), (today + timedelta(days=5)).isoformat()
        shown = office.figures(*period, office="almaty").json()
        return dict(shown["offices"][0]["complaints"])

    before = complaints()
    office.answer(with_executor(office, registered(office, scene))["id"], "upheld", ANSWER)
    after = complaints()
    assert [after[name] - before[name] for name in ("received", "answered", "answered_in_time")] == [1, 1, 1]


def test_the_page_of_the_figures_has_charts_and_a_period_has_a_beginning_before_its_end(
    office: ComplaintClient,
) -> None:
    today = almaty_day(office.stack.clock.now())
    page = office.figures(today.isoformat(), today.isoformat(), accept="text/html", lang="ru")
    assert page.status_code == 200, page.text
    assert page.headers["Content-Type"].startswith("text/html")
    assert "<svg" in page.text
    yesterday = today - timedelta(days=1)
    assert problem(office.figures(today.isoformat(), yesterday.isoformat())) == (422, "invalid-fields")


def test_no_log_carries_who_complained_or_what_about(office: ComplaintClient, scene: Scene) -> None:
    sent(office, scene)
    for name in ("complaint", "gateway", "cloud_tasks"):
        text = (office.stack.folder / "log" / f"{name}.log").read_text()
        for secret in (scene.guardian.iin, scene.guardian.names.kk.surname, scene.guardian.phone, TEXT[:20]):
            assert secret not in text
