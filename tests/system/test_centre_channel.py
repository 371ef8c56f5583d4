"""The public service centre over HTTP, on the running stack: an operator, a queue, a package, and paper in the hand."""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from emulators.demo.papers import foreign_birth_certificate
from emulators.population import Scene
from emulators.stack.centre_client import CentreClient, application, birth_certificate
from emulators.stack.local import PROJECT
from functions.shared.chains import broken_link
from functions.shared.cloud.documents import documents
from functions.shared.documents.dates import in_almaty
from functions.shared.records import APPLICATIONS, CERTIFICATES, REFUSALS


def until_closed(centre: CentreClient, scene: Scene, identifier: str, seconds: float = 30) -> dict[str, Any]:
    """The case as its recipient sees it in the cabinet. Raises TimeoutError after so many real seconds."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        recipient = centre.bearer(role="citizen", iin=scene.guardian.iin)
        shown: dict[str, Any] = centre.get(recipient, f"/v1/applications/{identifier}").json()
        if shown["status"] in ("issued", "declined"):
            return shown
        time.sleep(0.1)
    raise TimeoutError


def signed_form(centre: CentreClient, scene: Scene) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The consent and the application by Annex 2, printed, signed and scanned."""
    form = centre.form(scene)
    assert form.headers["Content-Type"] == "application/pdf", form.text
    scan = centre.scan(form.content)
    return centre.consent(scan), [application(scan)]


def alarm_of(centre: CentreClient, kind: str, number: str, since: datetime) -> dict[str, Any]:
    """What the centre's head is told. Raises TimeoutError."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        for alarm in centre.alarms().json()["alarms"]:
            raised_at = datetime.fromisoformat(alarm["raised_at"])
            if (alarm["kind"], alarm["number"]) == (kind, number) and raised_at >= since:
                return dict(alarm)
        time.sleep(0.1)
    raise TimeoutError


def whole(centre: CentreClient, monkeypatch: pytest.MonkeyPatch, path: str) -> bool:
    monkeypatch.setenv("FIRESTORE_EMULATOR_HOST", centre.stack.address("firestore"))
    return broken_link(documents(PROJECT), path) is None


@pytest.mark.clause("1.2", "2.1", "4.3", "9.1", "9.2", "9.3", "9.4", "9.7")
def test_from_the_form_at_the_desk_to_the_paper_in_the_hand(
    centre: CentreClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene = centre.stack.people.scene("guardian-centre-abroad")
    before = {item["need"] for item in centre.checklist(scene).json()["items"] if item["child"] == 0}
    consent, papers = signed_form(centre, scene)
    after = {item["need"] for item in centre.checklist(scene, consent).json()["items"] if item["child"] == 0}
    assert (before, after) == ({"after-consent"}, {"needed"})

    scan = centre.scan(foreign_birth_certificate(scene))
    answer = centre.hand_in(centre.package(scene, consent, [*papers, birth_certificate(scene, 0, scan)]))
    assert answer.status_code == 201, answer.text
    accepted = answer.json()
    assert accepted["outcome"] == "accepted"
    term = datetime.fromisoformat(accepted["due_at"]) - datetime.fromisoformat(accepted["at"])
    assert term == timedelta(minutes=5)
    assert centre.receipt(accepted["receipt"]).content.startswith(b"%PDF")

    shown = until_closed(centre, scene, accepted["id"])
    assert shown["status"] == "issued", shown["reasons"]
    certificate = shown["certificate"]
    (copy,) = (copy for copy in centre.copies().json()["copies"] if copy["certificate"] == certificate)
    sheet = centre.print_copy(certificate, copy["n"])
    assert sheet.content.startswith(b"%PDF"), sheet.text

    assert centre.sign_copy(certificate, copy["n"], centre.provider_head("astana")).status_code == 404
    assert centre.sign_copy(certificate, copy["n"], centre.at_desk()).status_code == 403
    signed = centre.sign_copy(certificate, copy["n"], centre.provider_head(scene.provider))
    assert signed.json()["state"] == "signed", signed.text
    name = scene.guardian.names.kk
    receiver = {"surname": name.surname, "name": name.name, "patronymic": name.patronymic}
    document = {"kind": "id-card", "number": "009800451"}
    receipt = {"received_by": receiver, "as": "recipient", "identity_document": document}
    assert centre.hand_over(certificate, copy["n"], receipt).json()["state"] == "handed-over"

    assert whole(centre, monkeypatch, f"{APPLICATIONS}/{accepted['id']}")
    assert whole(centre, monkeypatch, f"{CERTIFICATES}/{certificate.replace('-', '')}")


@pytest.mark.clause("9.1", "10.1", "15.1")
def test_who_left_a_document_at_home_gets_a_receipt_and_comes_again(
    centre: CentreClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene = centre.stack.people.scene("guardian-centre-without")
    consent, papers = signed_form(centre, scene)
    answer = centre.hand_in(centre.package(scene, consent, papers))
    refused = answer.json()
    assert (answer.status_code, refused["outcome"]) == (201, "refused")
    assert [(each["kind"], each["child"], each["lack"]) for each in refused["lacking"]] == [
        ("birth-certificate", 0, "missing")
    ]
    one, two = (centre.receipt(refused["receipt"], copies=copies, lang="ru").content for copies in (1, 2))
    assert (pages(one), pages(two)) == (1, 2)
    cabinet = centre.http.get(f"{centre.stack.address('portal')}/cabinet/{scene.id}", timeout=20).text
    assert refused["number"] in cabinet
    told = centre.status(refused["number"], "recipient-asks").json()
    assert (told["kind"], told["stage"], len(told["missing"])) == ("refusal", "refused", 1)

    scan = centre.scan(foreign_birth_certificate(scene))
    again = centre.hand_in(centre.package(scene, consent, [*papers, birth_certificate(scene, 0, scan)])).json()
    assert (again["outcome"], again["follows"]) == ("accepted", refused["number"])
    assert until_closed(centre, scene, again["id"])["status"] == "issued"
    assert centre.status(refused["number"], "recipient-asks").json()["followed_by"] == again["number"]
    assert whole(centre, monkeypatch, f"{REFUSALS}/{refused['id']}")
    pushed = f"{centre.stack.control('portal')}/_control/notices"
    assert f"{refused['id']}-refused" in centre.http.get(pushed, timeout=20).text


@pytest.mark.clause("2.2", "2.3", "6.2")
def test_both_clocks_of_the_queue_alarm_the_head_of_the_centre(centre: CentreClient) -> None:
    began = centre.stack.clock.now()
    ticket = centre.take_ticket().json()
    number = ticket["number"]
    assert number in centre.board().json()["waiting"]
    centre.stack.clock.move(to=datetime.fromisoformat(ticket["waiting_until"]) + timedelta(seconds=1))
    assert alarm_of(centre, "queue-wait", number, began)["desk"] is None

    called = centre.call("1").json()["ticket"]
    assert (called["number"], called["waited_too_long"]) == (number, True)
    assert centre.start(number, "1").status_code == 200
    centre.stack.clock.move(to=datetime.fromisoformat(called["serving_until"]) + timedelta(seconds=1))
    assert alarm_of(centre, "serving", number, began)["desk"] == "1"
    done = centre.finish(number, "1").json()
    assert (done["status"], done["served_too_long"]) == ("finished", True)


@pytest.mark.clause("6.2", "6.3")
def test_who_booked_through_the_portal_arrives_and_is_called(centre: CentreClient) -> None:
    scene = centre.stack.people.scene("guardian-centre")
    citizen = centre.bearer(role="citizen", iin=scene.guardian.iin)
    slot = centre.slots().json()["slots"][0]["slot"]
    answers = [centre.book(citizen, slot, key="key-of-one-booking") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201], answers[0].text
    booking = answers[0].json()
    assert answers[1].json() == booking
    assert centre.book(citizen, slot).json()["type"].endswith("booking-exists")

    centre.stack.clock.move(to=datetime.fromisoformat(slot))
    ticket = centre.arrive(booking["code"]).json()
    assert ticket["ticket"]["booked"], ticket
    waiting = [each["number"] for each in centre.queue().json()["waiting"]]
    assert ticket["number"] in waiting
    calls = [centre.call("1", key="key-of-one-call").json()["ticket"] for _ in range(2)]
    assert [(called["number"], called["desk"]) for called in calls] == [(ticket["number"], "1")] * 2
    assert {"number": ticket["number"], "desk": "1"} in centre.board().json()["called"]
    assert centre.start(ticket["number"], "1").status_code == 200
    assert centre.finish(ticket["number"], "1").json()["status"] == "finished"
    assert [each["state"] for each in centre.bookings(citizen).json()["bookings"]] == ["arrived"]


@pytest.mark.clause("6.1")
def test_a_closed_centre_says_when_it_opens(centre: CentreClient) -> None:
    closing = in_almaty(centre.stack.clock.now()).replace(hour=20, minute=0, second=0)
    centre.stack.clock.move(to=closing)
    scene = centre.stack.people.scene("guardian-centre")
    consent, papers = signed_form(centre, scene)
    for refused in (centre.take_ticket(), centre.hand_in(centre.package(scene, consent, papers))):
        assert (refused.status_code, refused.json()["type"].rpartition(":")[2]) == (409, "outside-hours")
        opens = in_almaty(datetime.fromisoformat(refused.json()["opens_at"]))
        assert (opens > closing, opens.hour, opens.minute, opens.weekday() < 6) == (True, 9, 0, True)
    assert not centre.board().json()["open"]


@pytest.mark.clause("1.2")
def test_an_operator_works_for_one_centre(centre: CentreClient) -> None:
    scene = centre.stack.people.scene("guardian-centre")
    consent, papers = signed_form(centre, scene)
    assert centre.hand_in(centre.package(scene, consent, papers, centre="psc-almaty-2")).status_code == 403
    elsewhere = centre.post(centre.at_desk(), "/v1/psc/psc-almaty-2/tickets")
    assert elsewhere.status_code == 403


def pages(pdf: bytes) -> int:
    return len(PdfReader(BytesIO(pdf)).pages)
