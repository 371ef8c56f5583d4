"""The client against the running registries: real HTTP, real signatures, every fault that they know."""

from __future__ import annotations

import json
import time
from datetime import timedelta
from pathlib import Path

import pytest
import requests
from asn1crypto import cms

from emulators.certification_authority import CertificationAuthority
from emulators.population import population
from emulators.registries.faults import Fault, Mode, RegistryFaults
from emulators.registries.server import RegistriesServer
from functions.shared.clock import FileClock
from functions.shared.domain.facts import Found, NoRecord, Registry, Silent
from functions.shared.registries.client import RegistryClient
from functions.shared.trust.registry_signature import RegistrySignatureVerifier
from functions.shared.trust.verdicts import Valid
from tests.fakes.clock import FakeClock
from tests.integration.registries.conftest import SECRET

SCENE = population().scene("guardian-two-children")
APPLICANT = SCENE.guardian.iin
CHILDREN = tuple(ward.resident.iin for ward in SCENE.wards)
CONSENT = "a-consent"
BUDGET = 5.0


def fault_of(registry: Registry, fault: Fault) -> RegistryFaults:
    return RegistryFaults(**{registry.value: fault})


@pytest.mark.clause("9.2", "9.6")
def test_all_that_a_decision_needs_is_asked_at_once(client: RegistryClient) -> None:
    gathered = client.ask(APPLICANT, CHILDREN, CONSENT, BUDGET)

    assert isinstance(gathered.person, Found)
    assert gathered.person.record == SCENE.guardian.record()
    in_registry, born_abroad = gathered.births
    assert isinstance(in_registry, Found)
    assert in_registry.record == SCENE.wards[0].birth
    assert isinstance(born_abroad, NoRecord)
    assert isinstance(gathered.orders, Found)
    assert {order.child_iin for order in gathered.orders.record} == set(CHILDREN)
    assert gathered.silent() == ()


@pytest.mark.clause("9.2")
def test_the_evidence_is_what_the_registry_signed(client: RegistryClient, verifier: RegistrySignatureVerifier) -> None:
    found, none = client.person(APPLICANT, CONSENT, BUDGET), client.births((CHILDREN[1],), CONSENT, BUDGET)[0]

    assert isinstance(found, Found)
    assert isinstance(none, NoRecord)
    for registry, evidence, expected in (("persons", found.evidence, True), ("births", none.evidence, False)):
        verdict = verifier.verify(registry, evidence)
        assert isinstance(verdict, Valid)
        said = json.loads(verdict.content)
        assert (said["registry"], said["found"], said["query"]["consent"]) == (registry, expected, CONSENT)


@pytest.mark.clause("9.2")
def test_a_guardian_without_orders_has_no_record(client: RegistryClient) -> None:
    stranger = population().scene("guardian-stranger").guardian

    assert isinstance(client.orders(stranger.iin, CONSENT, BUDGET), NoRecord)


@pytest.mark.parametrize("registry", list(Registry))
@pytest.mark.parametrize(
    ("mode", "why"),
    [
        ("error", "unavailable"),
        ("bad_signature", "bad-signature"),
        ("wrong_signer", "bad-signature"),
        ("malformed", "malformed"),
        ("wrong_subject", "not-about-this-request"),
        ("stale_request", "not-about-this-request"),
    ],
)
@pytest.mark.clause("9.2", "9.6")
def test_what_cannot_be_used_is_silence_and_never_no_record(
    client: RegistryClient, registries: RegistriesServer, registry: Registry, mode: Mode, why: str
) -> None:
    registries.faults.now = fault_of(registry, Fault(mode))

    gathered = client.ask(APPLICANT, CHILDREN[:1], CONSENT, BUDGET)

    assert gathered.silent() == (Silent(registry, why),)


@pytest.mark.clause("2.1")
def test_a_silent_registry_costs_no_more_than_the_budget(client: RegistryClient, registries: RegistriesServer) -> None:
    registries.faults.now = RegistryFaults(births=Fault("silent"), guardianship=Fault("slow", seconds=5))
    began = time.monotonic()

    gathered = client.ask(APPLICANT, CHILDREN, CONSENT, budget=0.4)

    assert time.monotonic() - began < 1.0
    assert isinstance(gathered.person, Found)
    assert gathered.births == (Silent(Registry.BIRTHS, "timeout"),) * 2
    assert gathered.orders == Silent(Registry.GUARDIANSHIP, "timeout")


def test_a_registry_that_answers_nobody_is_asked_one_question_at_a_time_until_it_does(
    client: RegistryClient, registries: RegistriesServer
) -> None:
    registries.faults.now = RegistryFaults(births=Fault("error"))
    many = tuple(ward.resident.iin for ward in population().scene("guardian-five-children").wards)
    assert set(client.births(many, CONSENT, BUDGET)) == {Silent(Registry.BIRTHS, "unavailable")}
    assert client.places[Registry.BIRTHS].allowed == 1
    assert client.places[Registry.PERSONS].allowed > 1

    registries.faults.now = RegistryFaults()
    for _ in range(2):
        assert all(isinstance(answer, Found) for answer in client.births(many, CONSENT, BUDGET))
    assert client.places[Registry.BIRTHS].allowed > 1


def test_a_slow_registry_is_waited_for_within_the_budget(client: RegistryClient, registries: RegistriesServer) -> None:
    registries.faults.now = RegistryFaults(persons=Fault("slow", seconds=0.2))
    began = time.monotonic()

    assert isinstance(client.person(APPLICANT, CONSENT, BUDGET), Found)
    assert time.monotonic() - began >= 0.2


def test_a_fault_can_be_about_one_person_only(client: RegistryClient, registries: RegistriesServer) -> None:
    registries.faults.now = RegistryFaults(births=Fault("error", scope=[CHILDREN[1]]))

    first, second = client.ask(APPLICANT, CHILDREN, CONSENT, BUDGET).births

    assert isinstance(first, Found)
    assert second == Silent(Registry.BIRTHS, "unavailable")


def test_a_fault_can_be_about_a_share_of_the_questions(client: RegistryClient, registries: RegistriesServer) -> None:
    registries.faults.now = RegistryFaults(persons=Fault("error", share=0.5))

    answers = [type(client.person(APPLICANT, CONSENT, BUDGET)) for _ in range(12)]

    assert {Found, Silent} == set(answers)


def test_a_wrong_secret_is_silence(
    registries: RegistriesServer, verifier: RegistrySignatureVerifier, clock: FileClock
) -> None:
    stranger = RegistryClient(registries.address, verifier, clock, "guessed")

    assert stranger.person(APPLICANT, CONSENT, BUDGET) == Silent(Registry.PERSONS, "unavailable")
    stranger.close()


def test_a_registry_whose_clock_is_far_off_is_not_believed(
    registries: RegistriesServer, verifier: RegistrySignatureVerifier, clock: FileClock
) -> None:
    ours = FakeClock(clock.now() + timedelta(minutes=6))
    client = RegistryClient(registries.address, verifier, ours, SECRET)

    assert client.person(APPLICANT, CONSENT, BUDGET) == Silent(Registry.PERSONS, "not-about-this-request")
    client.close()


def test_an_order_can_be_ended_and_a_birth_removed(client: RegistryClient, registries: RegistriesServer) -> None:
    order = SCENE.wards[0].order
    assert order is not None
    control = f"{registries.address}/_control/records"
    ended = {"active": False, "ended_on": "2026-11-20"}
    for change in (
        {"registry": "guardianship", "key": order.number, "change": ended},
        {"registry": "births", "key": CHILDREN[0], "record": None},
    ):
        assert requests.post(control, json=change, timeout=5).status_code == 200

    gathered = client.ask(APPLICANT, CHILDREN, CONSENT, BUDGET)

    assert isinstance(gathered.births[0], NoRecord)
    assert isinstance(gathered.orders, Found)
    assert [found.active for found in gathered.orders.record if found.number == order.number] == [False]
    requests.post(f"{control}/reset", timeout=5)
    assert isinstance(client.births((CHILDREN[0],), CONSENT, BUDGET)[0], Found)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"registry": "births", "key": "1", "record": {"child_iin": "1"}}, 400),
        ({"registry": "births", "key": "nobody", "change": {"birth_date": "2020-01-01"}}, 404),
        ({"registry": "taxes", "key": "1", "record": None}, 400),
    ],
)
def test_a_record_of_another_shape_is_refused(registries: RegistriesServer, body: object, status: int) -> None:
    assert requests.post(f"{registries.address}/_control/records", json=body, timeout=5).status_code == status


@pytest.mark.parametrize("change", [{"iin": "1"}, {"consent": ""}, {"purpose": None}, {"more": "x"}])
def test_a_question_of_another_shape_is_refused_without_repeating_it(
    registries: RegistriesServer, change: dict[str, object]
) -> None:
    question = {"request_id": "12345678", "purpose": "x", "consent": "y", "iin": APPLICANT} | change

    answer = requests.post(
        f"{registries.address}/persons/v1/persons",
        json=question,
        headers={"Authorization": f"Bearer {SECRET}"},
        timeout=5,
    )

    assert answer.status_code == 400
    assert APPLICANT not in answer.text


def test_unknown_faults_are_refused(registries: RegistriesServer) -> None:
    url = f"{registries.address}/_control/faults"

    assert requests.post(url, json={"persons": {"mode": "asleep"}}, timeout=5).status_code == 400
    assert requests.post(url, json={"persons": {"mode": "slow", "second": 1}}, timeout=5).status_code == 400
    assert requests.post(url, json={"persons": {"mode": "slow", "seconds": 1}}, timeout=5).status_code == 200
    shown = requests.get(f"{registries.address}/_control", timeout=5).json()
    assert shown["faults"]["persons"]["mode"] == "slow"


def test_the_evidence_is_one_cms_with_one_signer(client: RegistryClient) -> None:
    answer = client.person(APPLICANT, CONSENT, BUDGET)

    assert isinstance(answer, Found)
    signed = cms.ContentInfo.load(answer.evidence, strict=True)["content"]
    assert len(signed["signer_infos"]) == 1


def test_changes_survive_a_restart(
    authority: CertificationAuthority, verifier: RegistrySignatureVerifier, clock: FileClock, tmp_path: Path
) -> None:
    first = RegistriesServer(state=tmp_path, clock=clock, keys=authority.state).start()
    first.records.replace(Registry.BIRTHS, CHILDREN[0], None)
    first.stop()

    again = RegistriesServer(state=tmp_path, clock=clock, keys=authority.state).start()
    client = RegistryClient(again.address, verifier, clock)
    assert isinstance(client.births((CHILDREN[0],), CONSENT, BUDGET)[0], NoRecord)
    assert isinstance(client.person(APPLICANT, CONSENT, BUDGET), Found)
    client.close()
    again.stop()
