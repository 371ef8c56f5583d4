"""A provider changes its key, or its authorised person, while cases are under way (clause 4.4)."""

from __future__ import annotations

from typing import Any

import pytest

from functions.shared import offices
from functions.shared.domain.application import Status
from functions.shared.ports import Replace
from functions.shared.trust.verdicts import Signatory
from tests.unit.service.world import World

pytestmark = pytest.mark.clause("4.4")
KEY = {
    "version": "projects/p/locations/l/keyRings/signers/cryptoKeys/almaty/cryptoKeyVersions/1",
    "certificate": b"DER",
}


@pytest.fixture(autouse=True)
def _directory_read_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(offices, "KEPT_SECONDS", -1.0)


def change(world: World, **fields: Any) -> None:
    office = world.fake_documents.get("offices/almaty")
    assert office is not None
    world.fake_documents.commit(Replace("offices/almaty", {**office.fields, **fields}, office.version))


def signatory(name: str) -> dict[str, Any]:
    return {"name": name, "position": {"kk": "Бөлім басшысы", "ru": "Заведующий отделом"}}


def test_the_key_is_no_part_of_the_decision(world: World) -> None:
    change(world, seal=KEY, answers=KEY)
    identifier = world.accepted()
    world.run_due_tasks()
    case = world.application(identifier)
    assert case.status is Status.ISSUED
    assert case.grant is not None
    assert (case.grant.office.seal, case.grant.office.answers) == (None, None)
    assert b"DER" not in repr(world.fake_documents.get(f"applications/{identifier}")).encode()


def test_a_case_that_waited_is_sealed_by_whoever_is_authorised_then(world: World) -> None:
    world.seals.down = True
    identifier = world.accepted()
    assert world.task(f"/tasks/verify/{identifier}").status_code == 503
    change(world, signatory=signatory("Жаңа Адам"))
    world.seals.down = False
    assert world.task(f"/tasks/verify/{identifier}").status_code == 503  # the key is still the former person's
    world.seals.names["almaty"] = "ЖАҢА АДАМ"
    assert world.task(f"/tasks/verify/{identifier}").status_code == 200
    number = world.application(identifier).certificate
    registered = world.documents.get(f"certificates/{number}")
    assert registered is not None
    assert registered.fields["signatory"] == "Жаңа Адам"
    (pdf, _), *_ = world.certificates.stored.values()
    assert "Жаңа Адам".encode("unicode_escape") in pdf


def test_the_register_names_whoever_sealed_though_another_follows_before_it_is_written(world: World) -> None:
    identifier = world.accepted()
    former = world.seals.seal

    def and_then_the_store_is_gone(pdf: bytes, provider: str, serial: str | None = None) -> bytes:
        sealed = former(pdf, provider, serial)
        change(world, signatory=signatory("Тегі Басқа"))  # of the same family, so that the key passes for the new one's
        world.certificates.stored[f"certificates/{identifier}.pdf"] = (sealed, "application/pdf")
        raise RuntimeError("killed")

    world.seals.seal = and_then_the_store_is_gone  # type: ignore[method-assign]  # for this once
    assert world.task(f"/tasks/verify/{identifier}").status_code == 500
    world.seals.seal = former  # type: ignore[method-assign]
    assert world.task(f"/tasks/verify/{identifier}").status_code == 200
    registered = world.documents.get(f"certificates/{world.application(identifier).certificate}")
    assert registered is not None
    assert registered.fields["signatory"] == "Тегі Аты Әкесінің"


def test_a_document_that_names_the_former_key_is_not_sealed_by_the_next(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    identifier, told = world.accepted(), world.seals.signatory

    def former(provider: str) -> Signatory:
        monkeypatch.undo()  # from the next question on, the key is the next one
        facts = told(provider)
        return Signatory(facts.common_name, "abc", facts.not_after)

    monkeypatch.setattr(world.seals, "signatory", former)
    assert world.task(f"/tasks/verify/{identifier}").status_code == 503
    assert world.application(identifier).waiting_for == ("seal",)
    assert world.certificates.stored == {}
    assert world.task(f"/tasks/verify/{identifier}").status_code == 200
