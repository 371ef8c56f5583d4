"""The port Objects: the fake, and Google's client against the emulator, keep the same promises."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

import pytest

from functions.shared.cloud.objects import CloudObjects
from functions.shared.ports import ObjectExists, Objects, StoreUnavailable
from tests.fakes.objects import FakeObjects

PDF = "application/pdf"
NAMES = ["certificate", "certificates/2026/a b+c.pdf", "анықтама/Ққ № 1?#%2F.pdf", "twice//slashed", "dots/../kept"]


class Subject(Protocol):
    objects: Objects

    def break_down(self) -> None: ...

    def recover(self) -> None: ...


class Fake:
    def __init__(self) -> None:
        self._fake = FakeObjects()
        self.objects: Objects = self._fake

    def break_down(self) -> None:
        self._fake.fail_next(1)

    def recover(self) -> None:
        """The one failure is over by itself."""


class Real:
    def __init__(self, client: Any, faults: Callable[..., None]) -> None:
        self.objects: Objects = CloudObjects(lambda: client, "plain", retrying_s=0.2)
        self._faults = faults

    def break_down(self) -> None:
        self._faults(unavailable=1)

    def recover(self) -> None:
        self._faults()


@pytest.fixture(params=["fake", "cloud"])
def subject(request: pytest.FixtureRequest) -> Subject:
    if request.param == "fake":
        return Fake()
    return Real(request.getfixturevalue("client"), request.getfixturevalue("faults"))


@pytest.mark.parametrize("name", NAMES)
def test_what_was_created_is_read_back_under_any_name(subject: Subject, name: str) -> None:
    assert not subject.objects.exists(name)
    subject.objects.create(name, b"%PDF", PDF)
    assert subject.objects.exists(name)
    assert subject.objects.read(name) == b"%PDF"


@pytest.mark.parametrize("size", [0, 1, 10 << 20])
def test_objects_of_any_allowed_size_are_kept_whole(subject: Subject, size: int) -> None:
    data = bytes(range(256)) * (size // 256) + b"x" * (size % 256)
    subject.objects.create("attachment", data, "image/png")
    assert subject.objects.read("attachment") == data


def test_there_is_nothing_where_nothing_was_created(subject: Subject) -> None:
    assert subject.objects.read("certificate") is None
    assert not subject.objects.exists("certificate")


def test_creating_the_same_bytes_again_is_success(subject: Subject) -> None:
    for _ in range(2):
        subject.objects.create("certificate", b"%PDF", PDF)
    assert subject.objects.read("certificate") == b"%PDF"


def test_an_object_is_never_overwritten(subject: Subject) -> None:
    subject.objects.create("certificate", b"%PDF", PDF)
    with pytest.raises(ObjectExists):
        subject.objects.create("certificate", b"%PDF, another", PDF)
    assert subject.objects.read("certificate") == b"%PDF"


@pytest.mark.parametrize(
    "call",
    [
        lambda objects: objects.create("certificate", b"%PDF", PDF),
        lambda objects: objects.read("certificate"),
        lambda objects: objects.exists("certificate"),
    ],
    ids=["create", "read", "exists"],
)
def test_a_silent_store_is_never_taken_for_an_empty_one(subject: Subject, call: Callable[[Objects], object]) -> None:
    subject.break_down()
    with pytest.raises(StoreUnavailable):
        call(subject.objects)
    subject.recover()
    assert not subject.objects.exists("certificate")


def test_what_is_kept_is_kept_however_often_it_is_asked(subject: Subject) -> None:
    subject.objects.create("scan", b"%PDF", PDF)
    assert [subject.objects.keep("scan") for _ in range(3)] == [True] * 3
    assert subject.objects.read("scan") == b"%PDF"


def test_what_is_not_there_cannot_be_kept(subject: Subject) -> None:
    assert not subject.objects.keep("absent")


def test_a_store_that_cannot_be_asked_keeps_nothing(subject: Subject) -> None:
    subject.objects.create("scan", b"%PDF", PDF)
    subject.break_down()
    with pytest.raises(StoreUnavailable):
        subject.objects.keep("scan")
    subject.recover()
    assert subject.objects.keep("scan")


def test_names_are_listed_in_order_page_by_page(subject: Subject, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("functions.shared.cloud.objects.PAGE", 2)
    names = [f"certificates/{n}.pdf" for n in range(5)]
    for name in [*reversed(names), "other/1"]:
        subject.objects.create(name, b"%PDF", PDF)
    assert list(subject.objects.names("certificates/")) == names
    assert list(subject.objects.names("nothing/")) == []


def test_a_list_that_cannot_be_had_is_no_empty_list(subject: Subject) -> None:
    subject.break_down()
    with pytest.raises(StoreUnavailable):
        list(subject.objects.names(""))
    subject.recover()
