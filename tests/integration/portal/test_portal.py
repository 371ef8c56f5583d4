"""The portal before a real gateway and identity provider; only the service itself is a stand-in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from html import unescape
from pathlib import Path

import pytest
import requests

from emulators.gateway.routes import RouteTable
from emulators.gateway.server import GatewayServer
from emulators.harness import HttpServer
from emulators.identity.server import IdentityServer
from emulators.population import population
from emulators.portal.backend import Backend
from emulators.portal.server import PortalFaults, PortalServer
from functions.shared.clock import FileClock
from functions.shared.contract.common import TextGiven
from functions.shared.contract.portal import CabinetShown
from functions.shared.domain import errors
from functions.shared.domain.application import Status
from functions.shared.domain.language import Text
from functions.shared.domain.notice import Notice, NoticeKind
from functions.shared.domain.reasons import ReasonCode
from functions.shared.http.signing_keys import SigningKeys
from functions.shared.http.tokens import Issuer, TokenVerifier
from functions.shared.portal import HttpPortal
from functions.shared.services import PortalUnavailable
from tests.integration.portal.standin import ACCEPTED, PDF, StandIn, application, notice, reason

SECRET = "between the service and the portal"
PERSON = "guardian-two-children"
IIN = population().scene(PERSON).guardian.iin
ROUTES = Path(__file__).parents[3] / "infra" / "routes.json"


@pytest.fixture
def clock(tmp_path: Path) -> FileClock:
    clock = FileClock(tmp_path / "clock")
    clock.move(to=datetime(2026, 11, 22, 5, 0, 3, tzinfo=UTC), rate=0)
    return clock


@pytest.fixture
def identity(tmp_path: Path, clock: FileClock) -> Iterator[IdentityServer]:
    server = IdentityServer(state=tmp_path / "identity", clock=clock).start()
    yield server
    server.stop()


@pytest.fixture
def service(identity: IdentityServer, clock: FileClock) -> Iterator[StandIn]:
    issuer, keys = Issuer(identity.issuer, identity.jwks_uri, identity.audience), SigningKeys()
    yield StandIn(TokenVerifier([issuer], clock, keys))
    keys.close()


@pytest.fixture
def gateway(service: StandIn, clock: FileClock) -> Iterator[GatewayServer]:
    behind = HttpServer(service.app(), "127.0.0.1", 0, threads=4).start()
    table = RouteTable.load(ROUTES, dict.fromkeys(("submit", "issue", "complaint"), behind.address))
    server = GatewayServer(table, clock=clock, answer_within_s=5).start()
    yield server
    server.stop()
    behind.stop()


@pytest.fixture
def portal(
    tmp_path: Path, clock: FileClock, identity: IdentityServer, gateway: GatewayServer
) -> Iterator[PortalServer]:
    server = PortalServer(
        state=tmp_path / "portal", clock=clock, secret=SECRET, backend=Backend(identity.address, gateway.address)
    ).start()
    yield server
    server.stop()


@pytest.fixture
def pushes(portal: PortalServer) -> Iterator[HttpPortal]:
    """The service's own client of the portal."""
    client = HttpPortal(portal.address, SECRET)
    yield client
    client.close()


def a_notice(identifier: str = "a-issued", **changed: str) -> Notice:
    text = Text(kk="Анықтама берілді", ru="Справка выдана", en="Issued")
    return Notice(identifier, "cabinet", NoticeKind.ISSUED, ACCEPTED, "a", "A1", "C1", text, None)


def page(portal: PortalServer, path: str = f"/cabinet/{PERSON}", status: int = 200, **query: str) -> str:
    answer = requests.get(portal.address + path, params=query, timeout=10)
    assert answer.status_code == status
    assert "script" not in answer.text
    text = re.sub(r"<style>.*?</style>|</?span[^>]*whole[^>]*>|(?<=[0-9])</span>", "", answer.text, flags=re.S)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", text)).split())


@pytest.mark.clause("4.4", "9.7")
def test_a_notice_is_kept_once_however_often_it_comes(portal: PortalServer, pushes: HttpPortal) -> None:
    pushes.push(a_notice())
    pushes.push(a_notice())
    pushes.push(a_notice("b-issued"))

    shown = requests.get(f"{portal.address}/_control", timeout=5).json()
    assert (shown["notices"], shown["deliveries"], shown["kinds"]) == (2, 3, {"issued": 2})
    (first, _) = requests.get(f"{portal.address}/_control/notices", timeout=5).json()
    assert (first["id"], first["text"]["kk"]) == ("a-issued", "Анықтама берілді")


def test_a_repeat_is_told_apart_by_its_status(portal: PortalServer) -> None:
    body = {"id": "1", "kind": "late", "at": "2026-11-22T10:00:00+05:00", "application": "a", "number": "A"}
    body |= {"certificate": None, "text": {"kk": "а", "ru": "б", "en": "c"}}  # type: ignore[dict-item]  # JSON
    header = {"Authorization": f"Bearer {SECRET}"}

    statuses = [
        requests.post(f"{portal.address}/notices", json=body, headers=header, timeout=5).status_code for _ in range(2)
    ]
    assert statuses == [201, 200]


@pytest.mark.parametrize("given", [None, "Bearer guessed", SECRET, "Bearer ключ"])
def test_nobody_else_may_push(portal: PortalServer, given: str | None) -> None:
    headers = {"Authorization": given.encode()} if given else {}

    assert requests.post(f"{portal.address}/notices", json={}, headers=headers, timeout=5).status_code == 401


def test_a_notice_of_another_shape_is_refused(portal: PortalServer) -> None:
    answer = requests.post(
        f"{portal.address}/notices", json={"id": "1"}, headers={"Authorization": f"Bearer {SECRET}"}, timeout=5
    )
    assert answer.status_code == 400


def test_a_portal_that_is_down_is_told_to_the_service(portal: PortalServer, pushes: HttpPortal) -> None:
    portal.faults.now = PortalFaults(down=True)
    with pytest.raises(PortalUnavailable):
        pushes.push(a_notice())

    portal.faults.now = PortalFaults()
    pushes.push(a_notice())
    assert portal.notices.counts()["notices"] == 1


def test_notices_survive_a_restart(portal: PortalServer, pushes: HttpPortal, tmp_path: Path, clock: FileClock) -> None:
    pushes.push(a_notice())

    again = PortalServer(state=tmp_path / "portal", clock=clock, secret=SECRET, backend=Backend("", ""))
    assert [notice.id for notice in again.notices.all()] == ["a-issued"]
    again.start().stop()


@pytest.mark.clause("4.4", "15.1")
def test_the_cabinet_shows_a_certificate(portal: PortalServer, service: StandIn, pushes: HttpPortal) -> None:
    issued = notice("issued", TextGiven(kk="Анықтама берілді.", ru="Справка выдана.", en="Issued."))
    service.cabinets[IIN] = CabinetShown(
        applications=(application("A111-2222-3333", Status.ISSUED),), notices=(issued,), next=None
    )
    pushes.push(a_notice())

    shown = page(portal, lang="kk")

    assert "Сәрсенбаева Гүлнар Нұрланқызы" in shown
    assert "A111-2222-3333 Анықтама берілді" in shown
    assert "2026 жылғы 22 қараша, 10:05" in shown
    assert "Жауап уақыты 2,4 с" in shown
    assert "Анықтама № C234-5678-9ABC" in shown
    assert "Порталға жеткізілді: 10:00:03" in shown
    assert "8-800-080-7777, 1414" in shown
    certificate = requests.get(f"{portal.address}/cabinet/{PERSON}/certificates/C234-5678-9ABC", timeout=5)
    assert (certificate.content, certificate.headers["Content-Type"]) == (PDF, "application/pdf")


@pytest.mark.clause("11.9")
def test_notices_on_a_complaint_lead_to_its_papers(portal: PortalServer, service: StandIn) -> None:
    text = TextGiven(kk="Шағымға жауап берілді.", ru="Дан ответ на жалобу.", en="The complaint was answered.")
    notices = tuple(notice(f"complaint-{kind}", text) for kind in ("answered", "extended", "registered"))
    service.cabinets[IIN] = CabinetShown(applications=(), notices=notices, next=None)

    shown = page(portal, lang="ru")

    assert [shown.count(f"Открыть {paper} (PDF)") for paper in ("ответ на жалобу", "талон")] == [1, 1]
    for paper in ("coupon", "answer"):
        fetched = requests.get(f"{portal.address}/cabinet/{PERSON}/complaints/a/{paper}", timeout=5)
        assert (fetched.content, fetched.headers["Content-Type"]) == (PDF, "application/pdf")
    assert requests.get(f"{portal.address}/cabinet/{PERSON}/complaints/x/answer", timeout=5).status_code == 404
    assert requests.get(f"{portal.address}/cabinet/{PERSON}/complaints/a/file", timeout=5).status_code == 404


@pytest.mark.clause("9.7", "15.1")
def test_the_cabinet_shows_when_the_result_is_due(portal: PortalServer, service: StandIn) -> None:
    service.cabinets[IIN] = CabinetShown(
        applications=(application("A1", Status.ACCEPTED, overdue_since=ACCEPTED),), notices=(), next=None
    )

    shown = page(portal, lang="ru")

    assert "Принят, рассматривается" in shown
    assert "Срок результата 22 ноября 2026 года, 10:05" in shown
    assert "Срок истек" in shown
    assert 'http-equiv="refresh"' in requests.get(f"{portal.address}/cabinet/{PERSON}", timeout=5).text


@pytest.mark.clause("15.1")
def test_the_cabinet_tells_every_reason_of_a_decline(portal: PortalServer, service: StandIn) -> None:
    first, second, *_ = ReasonCode
    reasons = (
        reason(first, "бірінші", "первая", "first <b>"),
        reason(second, "екінші", "вторая", "second"),
    )
    service.cabinets[IIN] = CabinetShown(
        applications=(application("A1", Status.DECLINED, reasons=reasons),), notices=(), next=None
    )

    assert "Declined" in page(portal, lang="en")
    assert "first <b> second" in page(portal, lang="en")
    assert 'http-equiv="refresh"' not in requests.get(f"{portal.address}/cabinet/{PERSON}", timeout=5).text


def test_the_citizen_asks_in_the_own_name_and_language(portal: PortalServer, service: StandIn) -> None:
    service.cabinets["somebody-else"] = CabinetShown(
        applications=(application("A1", Status.ISSUED),), notices=(), next="older+/="
    )
    service.cabinets[IIN] = CabinetShown(applications=(), notices=(), next="older+/=")

    answer = requests.get(f"{portal.address}/cabinet/{PERSON}", headers={"Accept-Language": "ru,en;q=0.5"}, timeout=5)
    (link,) = re.findall(r'href="(\?lang=ru[^"]*cursor[^"]*)"', answer.text)
    requests.get(f"{portal.address}/cabinet/{PERSON}{unescape(link)}", timeout=5)

    assert "Запросов пока нет." in answer.text
    assert [language for _, language in service.asked] == ["ru", "ru"]
    assert service.asked[1][0] == "/v1/cabinet?cursor=older%2B%2F%3D"


def test_a_service_that_refuses_is_shown_with_its_words(portal: PortalServer, service: StandIn) -> None:
    service.problem = errors.Unavailable()

    assert "Повторите запрос немного позже" in page(portal, lang="ru", status=503)


def test_a_service_that_is_gone_is_said_calmly(portal: PortalServer, identity: IdentityServer) -> None:
    identity.faults.replace({"down": True})

    assert "Your requests are kept" in page(portal, lang="en", status=502)


def test_an_unknown_citizen_or_certificate_is_not_found(portal: PortalServer) -> None:
    assert requests.get(f"{portal.address}/cabinet/nobody", timeout=5).status_code == 404
    assert requests.get(f"{portal.address}/cabinet/{PERSON}/certificates/X", timeout=5).status_code == 404


def test_no_page_shows_an_iin_or_is_kept_by_a_cache(portal: PortalServer) -> None:
    for path in ("/", f"/cabinet/{PERSON}"):
        answer = requests.get(portal.address + path, timeout=5)
        assert not re.search(r"\b\d{12}\b", answer.text)
        assert answer.headers["Cache-Control"] == "no-store"


def test_all_sample_citizens_are_listed(portal: PortalServer) -> None:
    shown = page(portal, "/")

    assert all(scene.id in shown for scene in population().scenes)
