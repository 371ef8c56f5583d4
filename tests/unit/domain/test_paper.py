"""A copy on paper goes one way: asked, printed, signed, handed over (clause 4.3)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from functions.shared.codec import from_fields, to_fields
from functions.shared.domain.certificate import Certificate
from functions.shared.domain.events import Event, EventKind, Head, append, first_broken
from functions.shared.domain.facts import Name
from functions.shared.domain.language import Bilingual
from functions.shared.domain.office import Official
from functions.shared.domain.paper import (
    EVENTS,
    OPEN,
    TRANSITIONS,
    Authority,
    Copy,
    CopyState,
    ForbiddenStep,
    Hand,
    IdentityDocument,
    IdentityDocumentKind,
    Receipt,
    ReceivedAs,
    ask,
    noted,
    same_full_name,
)

START = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
HEAD = Official(Bilingual("Басшы", "Руководитель"), "Сәрсенбаев Бауыржан Асқарұлы")
RECEIPT = Receipt(
    Name("Әлиева", "Гүлнар"),
    ReceivedAs.REPRESENTATIVE,
    IdentityDocument(IdentityDocumentKind.ID_CARD, "041234567", date(2030, 1, 1)),
    Authority("12", date(2026, 11, 1)),
)


def a_certificate() -> tuple[Certificate, Event]:
    event, head = append(Head(), EventKind.ISSUED, START, "service")
    certificate = Certificate(
        number="C4K79MXT2RWF",
        application="a" * 32,
        provider="almaty",
        cabinet="c" * 32,
        holder_initials="Ә. Г. Қ.",
        object="certificates/a.pdf",
        sha256="0" * 64,
        issued_at=START,
        issuer=Bilingual("Басқарма", "Управление"),
        signatory="Тегі Аты",
        signatory_position=Bilingual("Орынбасар", "Заместитель"),
        head=head,
    )
    return certificate, event


def by(role: str, minutes: int = 0) -> Hand:
    return Hand(role, role[0] * 32, START + timedelta(minutes=minutes), "almaty", "Ахметова Ақерке")


def a_copy() -> Copy:
    return ask(a_certificate()[0], "psc-almaty-1", by("citizen"))[1]


STEPS: dict[CopyState, Callable[[Copy], Copy]] = {
    CopyState.PRINTED: lambda copy: copy.printed(by("provider_officer", 1), HEAD),
    CopyState.SIGNED: lambda copy: copy.signed(by("provider_head", 2), HEAD),
    CopyState.HANDED_OVER: lambda copy: copy.handed_over(by("psc_operator", 3), RECEIPT),
}


@pytest.mark.clause("4.3")
@pytest.mark.parametrize("state", list(CopyState))
@pytest.mark.parametrize("step", list(STEPS))
def test_the_table_alone_says_which_step_comes_next(state: CopyState, step: CopyState) -> None:
    copy = replace(a_copy(), state=state)
    if step in TRANSITIONS[state]:
        assert STEPS[step](copy).state is step
        return
    with pytest.raises(ForbiddenStep) as refused:
        STEPS[step](copy)
    assert (refused.value.state, refused.value.step) == (state, step)


def test_only_a_copy_that_was_handed_over_is_closed() -> None:
    assert set(CopyState) - set(OPEN) == {CopyState.HANDED_OVER}


@pytest.mark.clause("4.3")
def test_copies_are_numbered_from_one_and_each_is_an_entry_of_its_own() -> None:
    certificate, _ = a_certificate()
    copies = []
    for _ in range(3):
        certificate, copy, _ = ask(certificate, "almaty", by("citizen"))
        copies.append(copy)
    assert [copy.number for copy in copies] == ["C4K7-9MXT-2RWF/1", "C4K7-9MXT-2RWF/2", "C4K7-9MXT-2RWF/3"]
    assert [copy.id for copy in copies] == ["C4K79MXT2RWF-01", "C4K79MXT2RWF-02", "C4K79MXT2RWF-03"]
    assert certificate.copies == 3


@pytest.mark.clause("4.3")
def test_the_journal_keeps_every_hand_and_the_chain_holds() -> None:
    certificate, first = a_certificate()
    certificate, copy, asked = ask(certificate, "psc-almaty-1", by("citizen"))
    events = [first, asked]
    for step in (CopyState.PRINTED, CopyState.PRINTED, CopyState.SIGNED, CopyState.HANDED_OVER):
        copy = STEPS[step](copy)
        assert copy.last_hand().at <= START + timedelta(minutes=3)
        certificate, event = noted(certificate, copy)
        events.append(event)
    assert first_broken(events, certificate.head) is None
    assert [event.kind.value for event in events[1:]] == [
        "copy-asked",
        "copy-printed",
        "copy-printed",
        "copy-signed",
        "copy-handed-over",
    ]
    assert [event.actor for event in events[1:]] == [
        "citizen",
        "provider_officer",
        "provider_officer",
        "provider_head",
        "psc_operator",
    ]
    assert len(copy.printings) == 2
    assert copy.signing is not None
    assert copy.signing.head == HEAD
    assert copy.handing_over is not None
    assert copy.handing_over.receipt == RECEIPT
    assert from_fields(Copy, to_fields(copy)) == copy


def test_an_event_tells_the_copy_and_a_keyed_hash_and_no_more() -> None:
    certificate, _ = a_certificate()
    _, event = noted(certificate, STEPS[CopyState.HANDED_OVER](replace(a_copy(), state=CopyState.SIGNED)))
    assert event.data == {"copy": 1, "by": "p" * 32}


def test_every_state_has_its_event() -> None:
    assert set(EVENTS) == set(CopyState)
    assert len(set(EVENTS.values())) == len(CopyState)


@pytest.mark.parametrize(
    ("expires_on", "expired"),
    [(None, False), (date(2026, 11, 22), True), (date(2026, 11, 23), False), (date(2030, 1, 1), False)],
)
def test_a_document_is_good_on_its_last_day(expires_on: date | None, expired: bool) -> None:
    document = IdentityDocument(IdentityDocumentKind.PASSPORT, "N12345678", expires_on)
    assert document.is_expired(date(2026, 11, 23)) is expired


@pytest.mark.parametrize(
    ("told", "same"),
    [
        ("Сәрсенбаев Бауыржан Асқарұлы", True),
        ("СӘРСЕНБАЕВ  БАУЫРЖАН", True),
        ("Сәрсенбаев Бауыржан Ерланұлы", False),
        ("Сәрсенбаев Асқар", False),
        ("Сәрсенбаев", False),
        ("Бауыржан Сәрсенбаев Асқарұлы", False),
        ("", False),
        (None, False),
    ],
)
def test_the_head_is_known_by_surname_and_name(told: str | None, same: bool) -> None:
    assert same_full_name(told, HEAD.name) is same
