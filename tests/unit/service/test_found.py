"""The store was put back to an earlier moment, and the bucket was not: register and paper never differ (0028)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from functions.shared.codec import from_fields
from functions.shared.domain.application import Status
from functions.shared.domain.certificate import Certificate
from functions.shared.domain.facts import Registry
from functions.shared.domain.numbers import parse_number
from functions.shared.records import CERTIFICATES, NUMBERS
from tests.unit.examples import GUARDIAN_NAMES, order, person
from tests.unit.service.world import World

Backup = Callable[[], None]


def backup(world: World) -> Backup:
    """The store as it is now; calling it brings that back, and nothing else."""
    kept = world.fake_documents.backup()

    def restore() -> None:
        world.fake_documents.put_back(kept)
        world.tasks.pop_due(world.clock.now() + timedelta(days=30))

    return restore


def certificate(world: World, number: str) -> Certificate:
    found = world.documents.get(f"{CERTIFICATES}/{number}")
    assert found is not None
    return from_fields(Certificate, found.fields)


def issued(world: World, identifier: str) -> str:
    """Issue it; the number that the guardian was given."""
    world.clock.advance(seconds=3)
    world.run_due_tasks()
    number = world.application(identifier).certificate
    assert world.application(identifier).status is Status.ISSUED
    assert number is not None
    return number


def holds(world: World, identifier: str, number: str) -> None:
    """The one certificate of this application is the one on the paper, by number and by file."""
    (sealed, _), *others = world.certificates.stored.values()
    assert others == []
    case, entry = world.application(identifier), certificate(world, number)
    assert (case.status, case.certificate, entry.application) == (Status.ISSUED, number, identifier)
    assert entry.sha256 == hashlib.sha256(sealed).hexdigest()
    assert world.stored(CERTIFICATES) == [f"{CERTIFICATES}/{number}"]
    stated = world.issue_services.read_content(sealed)
    assert parse_number(stated.number) == number
    assert (entry.issued_at, entry.issuer) == (stated.issued_at, stated.issuer.name)
    by_file = world.call("POST", "/check", data=sealed, content_type="application/pdf")
    shown = json.loads(by_file.get_data())
    assert (shown["verdict"], parse_number(shown["certificate"]["number"])) == ("authentic", number)
    claimed = world.documents.get(f"{NUMBERS}/{number}")
    assert claimed is not None
    assert claimed.fields == {"application": identifier}
    assert world.call("GET", f"/v1/certificates/{number}", who=world.citizen()).get_data() == sealed


def test_a_case_put_back_to_before_its_decision_keeps_the_number_on_its_paper(world: World) -> None:
    identifier = world.accepted()
    restore = backup(world)
    number = issued(world, identifier)
    restore()
    world.clock.advance(seconds=30)
    world.reconcile()
    holds(world, identifier, number)
    assert world.events(identifier) == ["accepted", "verified", "issued"]
    assert world.application(identifier).decided_at == world.application(identifier).accepted_at + timedelta(seconds=3)


def test_a_case_put_back_to_after_its_decision_keeps_its_number(world: World) -> None:
    identifier = world.accepted()
    world.seals.down = True
    world.run_due_tasks()
    assert world.application(identifier).status is Status.VERIFIED
    restore = backup(world)
    world.seals.down = False
    world.clock.advance(seconds=60)
    world.reconcile()
    number = world.application(identifier).certificate
    restore()
    world.reconcile()
    assert number is not None
    holds(world, identifier, number)


def test_a_case_decided_twice_before_it_meets_its_paper_takes_the_number_on_it(world: World) -> None:
    identifier = world.accepted()
    restore = backup(world)
    number = issued(world, identifier)
    restore()
    world.seals.down = True
    world.clock.advance(seconds=30)
    world.reconcile()
    assert world.application(identifier).status is Status.VERIFIED
    assert world.application(identifier).certificate != number
    world.seals.down = False
    world.clock.advance(seconds=60)
    world.reconcile()
    holds(world, identifier, number)


def test_what_the_guardian_holds_is_not_declined_afterwards(world: World) -> None:
    identifier = world.accepted()
    restore = backup(world)
    number = issued(world, identifier)
    restore()
    world.registries.appointments = [replace(order(), active=False, ended_on=world.clock.now().date())]
    world.clock.advance(seconds=30)
    world.reconcile()
    holds(world, identifier, number)
    assert "declined" not in {notice.kind.value for notice in world.portal.pushed}


def test_what_the_registries_say_today_does_not_change_what_was_issued(world: World) -> None:
    identifier = world.accepted()
    restore = backup(world)
    number = issued(world, identifier)
    restore()
    world.registries.persons[person().iin] = replace(person(), address=replace(person().address, kk="Басқа мекенжай"))
    world.clock.advance(seconds=30)
    world.reconcile()
    holds(world, identifier, number)


def test_a_crash_between_the_bucket_and_the_store_changes_no_number(world: World) -> None:
    identifier = world.accepted()
    restore = backup(world)
    number = issued(world, identifier)
    restore()
    world.clock.advance(seconds=30)
    world.fake_documents.lose_next_reply()
    for _ in range(3):
        world.reconcile()
        world.clock.advance(seconds=60)
    holds(world, identifier, number)
    assert len([path for path in world.stored("notices") if path.endswith("-issued")]) == 1


def test_the_same_request_sent_again_after_it_was_lost_gets_the_paper_that_there_is(world: World) -> None:
    restore = backup(world)
    request = world.request()
    identifier = world.accepted(request)
    number = issued(world, identifier)
    restore()
    assert world.accepted(request) == identifier
    world.run_due_tasks()
    holds(world, identifier, number)


def test_another_persons_file_is_never_taken_for_the_certificate(world: World) -> None:
    identifier = world.accepted()
    restore = backup(world)
    issued(world, identifier)
    (name, (sealed, kind)), *_ = world.certificates.stored.items()
    content = world.issue_services.read_content(sealed)
    foreign = world.issue_services.renderer.render(replace(content, guardian_iin="850101300018"))
    world.certificates.stored[name] = (world.seals.seal(foreign, "almaty"), kind)
    restore()
    world.clock.advance(seconds=30)
    world.reconcile()
    case = world.application(identifier)
    assert (case.status, case.waiting_for) == (Status.VERIFIED, ("storage",))
    assert world.stored(CERTIFICATES) == []


def test_a_file_that_nobody_of_ours_sealed_is_never_taken_for_it(world: World) -> None:
    identifier = world.accepted()
    restore = backup(world)
    issued(world, identifier)
    (name, (sealed, kind)), *_ = world.certificates.stored.items()
    world.certificates.stored[name] = (sealed.partition(b"\n%SEAL ")[0], kind)
    restore()
    world.clock.advance(seconds=30)
    world.reconcile()
    assert world.application(identifier).status is Status.VERIFIED
    assert world.stored(CERTIFICATES) == []


def test_a_silent_registry_does_not_hide_that_it_was_issued_in_time(world: World) -> None:
    identifier = world.accepted()
    restore = backup(world)
    number = issued(world, identifier)
    restore()
    world.registries.silent[Registry.PERSONS] = "timeout"
    world.clock.advance(seconds=30)
    world.reconcile()
    assert world.application(identifier).status is Status.ACCEPTED
    world.registries.silent.clear()
    world.clock.advance(seconds=60)
    world.reconcile()
    holds(world, identifier, number)
    assert GUARDIAN_NAMES.kk.surname[:1] in certificate(world, number).holder_initials
