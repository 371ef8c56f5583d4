"""Applications in bad weather (2.1, 4.4, 9.5, 9.6): citizens who ask, and what must hold when the dust has settled."""

from __future__ import annotations

import base64
import json
from collections import Counter
from dataclasses import dataclass
from datetime import date

from emulators.population.identifiers import iin
from functions.shared.codec import from_fields
from functions.shared.domain.application import Application, Status
from functions.shared.domain.certificate import Certificate
from functions.shared.domain.events import Event, EventKind, first_broken
from functions.shared.domain.notice import Notice, NoticeKind
from functions.shared.domain.numbers import spoken
from functions.shared.ports import Query
from functions.shared.records import events_of
from tests.fakes.trust import fake_cms
from tests.simulation.world import COMING, StormyWorld, first_round
from tests.unit.examples import FIRST_BORN, birth, order, person
from tests.unit.service.world import FakeRenderer

TRUTHS = ("good", "good", "good", "ended", "no-order", "revoked")
"""What the registries and the certification authority would say of a case if they were asked on a fine day."""


@dataclass
class Citizen:
    """Asks until there is an answer, as a portal does; clicks twice at times. The truth is what should come of it."""

    world: StormyWorld
    name: str
    iin: str
    children: list[str]
    truth: str
    key: int = 0
    signed: bytes = b""
    identifier: str | None = None

    def known(self) -> None:
        """What the registries hold."""
        registries = self.world.registries
        registries.persons[self.iin] = person(iin=self.iin)
        for child in self.children:
            registries.born[child] = birth(child_iin=child)
            if self.truth != "no-order":
                ended = self.truth == "ended"
                registries.appointments.append(
                    order(
                        guardian_iin=self.iin,
                        child_iin=child,
                        active=not ended,
                        ended_on=date(2026, 5, 1) if ended else None,
                    )
                )
        if self.truth == "revoked":
            self.world.signatures.revoked.add(self.iin)

    def sign(self) -> None:
        world = self.world
        applicant = {**world.request()["applicant"], "iin": self.iin}
        request = world.request(applicant=applicant, children=[world.child(iin=child) for child in self.children])
        self.key += 1
        self.signed = fake_cms(json.dumps(request, ensure_ascii=False).encode(), iin=self.iin)

    def ask(self) -> None:
        if not self.signed:
            self.sign()
        status, body = self.world.answered(
            "POST",
            "/v1/portal/applications",
            who=self.world.citizen(self.iin),
            headers={"Idempotency-Key": f"{self.name}-{self.key:04d}"},
            json={"cms": base64.b64encode(self.signed).decode()},
        )
        chance = self.world.storm.chance
        if status == 201:
            assert self.identifier in (None, body["id"]), f"{self.name} was given two applications"
            self.identifier = body["id"]
            if chance.random() < 0.2:
                self.world.timeline.after(chance.uniform(0.1, 300), self.ask)
        elif status == 422 and "requested_at" in json.dumps(body):
            self.signed = b""  # it took more than a quarter of an hour: he signs again
            self.world.timeline.after(1, self.ask)
        else:
            assert status in (0, 500, 503), (status, body)
            self.world.timeline.after(chance.uniform(2, 30), self.ask)


def come(world: StormyWorld, cases: int) -> list[Citizen]:
    """So many citizens, who will ask in the next minutes."""
    chance, citizens = world.storm.chance, []
    for place in range(cases):
        guardian = iin(date(1900 + place % 90, 1 + place % 12, 1 + place % 28), "female", 1 + place)
        children = [
            iin(FIRST_BORN, chance.choice(["male", "female"]), 1 + 40 * place + 10 * each)
            for each in range(chance.choice([1, 1, 1, 2, 3]))
        ]
        citizen = Citizen(world, f"citizen-{place:05d}", guardian, children, chance.choice(TRUTHS))
        citizen.known()
        citizens.append(citizen)
        world.timeline.after(chance.uniform(0, COMING.total_seconds()), citizen.ask)
    return citizens


def outcomes(world: StormyWorld, citizens: list[Citizen]) -> Counter[str]:
    cases = [world.application(citizen.identifier or "") for citizen in citizens]
    return Counter(case.status.value for case in cases) + Counter(
        accepted=len(cases), overdue=sum(case.overdue_since is not None for case in cases)
    )


# ---------------------------------------------------------------- what must hold


def check(world: StormyWorld, citizens: list[Citizen]) -> None:
    certificates = [from_fields(Certificate, each.fields) for each in world.documents_of("certificates")]
    by_application = Counter(certificate.application for certificate in certificates)
    assert max(by_application.values(), default=1) == 1, "a certificate is doubled"
    accepted = {each.id for each in world.documents_of("applications")}
    assert accepted == {citizen.identifier for citizen in citizens}, "an application is lost, or nobody's"
    for citizen in citizens:
        check_case(world, citizen, {each.application: each for each in certificates})
    issued = {f"certificates/{application}.pdf" for application in by_application}
    assert set(world.certificates.stored) == issued, "a sealed file that no register knows"


def check_case(world: StormyWorld, citizen: Citizen, certificates: dict[str, Certificate]) -> None:
    case = world.application(citizen.identifier or "")
    path = f"applications/{case.id}"
    events = events_of(world.documents, path)
    kinds = [event.kind for event in events]
    assert first_broken(events, case.head) is None, "a broken chain"
    expected = Status.ISSUED if citizen.truth == "good" else Status.DECLINED
    assert case.status is expected, f"{citizen.truth} became {case.status}, {case.waiting_for}"
    ends = [kind for kind in kinds if kind in (EventKind.ISSUED, EventKind.DECLINED)]
    assert len(ends) == 1, "decided twice"
    check_facts(world, citizen, path)
    check_time(world, case, events)
    check_cabinet(world, case)
    certificate = certificates.get(case.id)
    assert (certificate is not None) == (expected is Status.ISSUED)
    if certificate is not None:
        check_certificate(world, case, certificate)


def check_facts(world: StormyWorld, citizen: Citizen, path: str) -> None:
    """Nothing is decided before everybody was asked and has answered (9.6)."""
    births = [f"births-{place}" for place in range(len(citizen.children))]
    kept = {document.id for document in world.documents_of(f"{path}/evidence")}
    assert {"request", "persons", "guardianship", "revocation", *births} <= kept, "decided on unchecked facts"


def check_time(world: StormyWorld, case: Application, events: list[Event]) -> None:
    """Five minutes (2.1): whoever misses them is escalated once, at the latest in the first round that went well."""
    marks = [event.at for event in events if event.kind is EventKind.OVERDUE]
    assert case.decided_at is not None
    late = case.decided_at >= case.due_at
    assert len(marks) == late, "late and not escalated, or twice, or on time and escalated"
    assert (case.overdue_since is not None) == late
    assert (world.documents.get(f"alarms/{case.id}") is not None) == late
    if late:
        assert case.due_at <= marks[0] <= first_round(world.good_rounds, case.due_at), (
            "escalated later than the reconciler could"
        )


def check_cabinet(world: StormyWorld, case: Application) -> None:
    """What the cabinet shows is the state, and the portal was handed all of it (4.4, 9.7)."""
    found = world.documents.query(
        Query("notices", where=(("cabinet", "==", case.cabinet),), order_by=(("at", True), ("id", True)))
    )
    notices = [from_fields(Notice, document.fields) for document in found]
    end = NoticeKind.ISSUED if case.status is Status.ISSUED else NoticeKind.DECLINED
    late = [NoticeKind.LATE] if case.overdue_since else []
    assert Counter(notice.kind for notice in notices) == Counter([NoticeKind.ACCEPTED, end, *late]), "the cabinet"
    pushed = {notice.id for notice in world.portal.pushed}
    assert {notice.id for notice in notices} <= pushed, "the portal was not told"
    assert all(notice.pushed_at is not None for notice in notices)


def check_certificate(world: StormyWorld, case: Application, certificate: Certificate) -> None:
    """One certificate, one number, one file, and all three say the same (4.2)."""
    assert certificate.number == case.certificate
    sealed, _ = world.certificates.stored[certificate.object]
    content = FakeRenderer().read_content(sealed)
    assert content.number == spoken(certificate.number), "the paper bears another number than the register"
    assert first_broken(events_of(world.documents, f"certificates/{certificate.number}"), certificate.head) is None
