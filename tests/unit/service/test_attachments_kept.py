"""Every copy that a case names is held before the batch that names it; what nobody named goes (decision 0029)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable

import pytest

from functions.shared.attachments import attachment_name
from functions.shared.records import APPLICATIONS
from tests.unit.service.complaint_world import ComplaintWorld
from tests.unit.service.world import PDF, World


def named_by_the_store(world: World) -> set[str]:
    """Every attachment of which a document of the store knows, wherever it stands in it."""
    uploaded = {name.removeprefix("attachments/") for name in world.attachments.stored}
    documents = world.documents.get_many(world.fake_documents.paths()).values()
    texts = [json.dumps(document.fields, default=str) for document in documents]
    return {attachment_name(sha256) for sha256 in uploaded if any(sha256 in text for text in texts)}


def portal(world: World) -> None:
    copy = world.upload(PDF + b"birth certificate %%EOF", who=world.citizen())
    child = world.child(birth_certificate={"number": "AA 0000001", "attachment": copy})
    assert world.submit(world.request(children=[child])).status_code == 201


def accepted_at_a_desk(world: World) -> None:
    body = world.package()
    assert json.loads(world.hand_in(body).get_data())["outcome"] == "accepted"


def refused_at_a_desk(world: World) -> None:
    assert json.loads(world.hand_in(world.package(documents=[])).get_data())["outcome"] == "refused"


def checklist(world: World) -> None:
    child = world.child()
    body = {
        "applicant_iin": world.request()["applicant"]["iin"],
        "children": [{"iin": child["iin"], "birth_date": child["birth_date"]}],
        "consent": world.consent(),
    }
    assert world.call("POST", "/v1/psc/checklist", who=world.operator(), json=body).status_code == 200


WAYS = [portal, accepted_at_a_desk, refused_at_a_desk, checklist]


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_whatever_the_store_names_is_held(world: World, way: Callable[[World], None]) -> None:
    way(world)
    named = named_by_the_store(world)
    assert named
    assert named <= world.attachments.kept


def test_a_copy_that_nobody_named_is_not_held(world: World) -> None:
    portal(world)
    copy = world.upload(PDF + b"another %%EOF")
    assert attachment_name(copy) not in world.attachments.kept
    world.attachments.remove_unkept()
    assert attachment_name(copy) not in world.attachments.stored
    assert len(world.attachments.stored) == 1


def test_a_request_that_is_not_accepted_holds_nothing(world: World) -> None:
    copy = world.upload(PDF + b"birth certificate %%EOF", who=world.citizen())
    child = world.child(birth_certificate={"number": "AA 0000001", "attachment": copy})
    assert world.submit(world.request(children=[child], provider="nowhere")).status_code == 422
    assert world.attachments.kept == set()


def test_a_copy_that_went_between_the_check_and_the_hold_is_asked_for_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = world.upload(PDF + b"birth certificate %%EOF", who=world.citizen())
    child = world.child(birth_certificate={"number": "AA 0000001", "attachment": copy})
    monkeypatch.setattr(world.attachments, "exists", lambda name: True)
    del world.attachments.stored[attachment_name(copy)]
    answer = world.submit(world.request(children=[child]))
    assert world.problem(answer) == "attachment-missing"
    assert world.stored(APPLICATIONS) == []


def test_nothing_is_accepted_while_a_copy_cannot_be_held(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    copy = world.upload(PDF + b"birth certificate %%EOF", who=world.citizen())
    child = world.child(birth_certificate={"number": "AA 0000001", "attachment": copy})
    monkeypatch.setattr(world.attachments, "exists", lambda name: True)
    world.attachments.fail_next()
    assert world.submit(world.request(children=[child])).status_code == 503
    assert world.stored(APPLICATIONS) == []
    assert world.submit(world.request(children=[child])).status_code == 201


def test_what_a_complaint_brings_and_gives_later_is_held() -> None:
    complaints = ComplaintWorld()
    at_once, later = (complaints.upload(PDF + name + b" %%EOF") for name in (b"first", b"second"))
    assert hashlib.sha256(PDF + b"first %%EOF").hexdigest() == at_once
    registered = complaints.registered(attachments=[at_once])
    assert complaints.attachments.kept == {attachment_name(at_once)}
    complaints.give(registered["id"], attachments=[later])
    assert complaints.attachments.kept == {attachment_name(at_once), attachment_name(later)}
