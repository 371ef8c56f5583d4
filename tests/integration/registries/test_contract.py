"""The port's promises, kept by the client before running registries and by the fake of the tests alike."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from emulators.population import population
from emulators.registries.faults import Fault, RegistryFaults
from emulators.registries.server import RegistriesServer
from functions.shared.domain.facts import Found, NoRecord, Registry, Silent
from functions.shared.registries.client import RegistryClient
from functions.shared.registries.ports import Registries
from tests.fakes.registries import FakeRegistries

EVERYBODY = population()
SCENE = EVERYBODY.scene("guardian-two-children")
STRANGER = EVERYBODY.scene("guardian-stranger")
CHILDREN = tuple(ward.resident.iin for ward in SCENE.wards)

Setup = tuple[Registries, Callable[[Registry], None]]


@pytest.fixture(params=["client", "fake"])
def setup(request: pytest.FixtureRequest, client: RegistryClient, registries: RegistriesServer) -> Setup:
    """The registries, and a way to make one of them unavailable."""
    if request.param == "fake":
        fake = FakeRegistries(EVERYBODY.persons(), EVERYBODY.births(), list(EVERYBODY.orders()))
        return fake, lambda registry: fake.silent.update({registry: "unavailable"})

    def silence(registry: Registry) -> None:
        registries.faults.now = RegistryFaults(**{registry.value: Fault("error")})

    return client, silence


@pytest.mark.clause("9.2", "9.6")
def test_each_registry_tells_what_it_holds(setup: Setup) -> None:
    registries, _ = setup

    gathered = registries.ask(SCENE.guardian.iin, CHILDREN, consent_id="consent", budget=5)

    assert isinstance(gathered.person, Found)
    assert gathered.person.record == SCENE.guardian.record()
    assert gathered.person.evidence
    assert [type(birth) for birth in gathered.births] == [Found, NoRecord]
    assert isinstance(gathered.orders, Found)
    named = {ward.order.number: ward.order for ward in SCENE.wards if ward.order}
    assert {order.number: order for order in gathered.orders.record} == named


def test_what_one_asks_alone_is_what_all_say_together(setup: Setup) -> None:
    registries, _ = setup

    alone = registries.person(SCENE.guardian.iin, "consent", 5), registries.births((CHILDREN[1],), "consent", 5)[0]

    assert isinstance(alone[0], Found)
    assert isinstance(alone[1], NoRecord)
    assert alone[1].evidence


def test_no_order_and_no_person_are_no_record(setup: Setup) -> None:
    registries, _ = setup

    assert isinstance(registries.orders(STRANGER.guardian.iin, "consent", 5), NoRecord)
    assert isinstance(registries.person("850101100012", "consent", 5), NoRecord)


@pytest.mark.parametrize("registry", list(Registry))
@pytest.mark.clause("9.2")
def test_a_silent_registry_is_silent_and_the_others_speak(setup: Setup, registry: Registry) -> None:
    registries, silence = setup
    silence(registry)

    gathered = registries.ask(SCENE.guardian.iin, CHILDREN[:1], consent_id="consent", budget=5)

    assert gathered.silent() == (Silent(registry, "unavailable"),)
