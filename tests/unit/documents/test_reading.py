"""The machine-readable form of a certificate, read back: exactly what was written, or nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from functions.shared.documents.content import CertificateContent, Issuer, Signatory, Ward
from functions.shared.documents.reading import attached_content
from functions.shared.domain.facts import Name, Names
from functions.shared.domain.language import Bilingual
from tests.unit.documents.samples import certificate, longest_certificate

TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=12)
BILINGUALS = st.builds(Bilingual, TEXTS, TEXTS)
NAMES = st.builds(Names, *[st.builds(Name, TEXTS, TEXTS, st.none() | TEXTS)] * 2)
DATES = st.dates()
SIGNATORIES = st.builds(Signatory, BILINGUALS, TEXTS, TEXTS, st.none() | DATES)
CONTENTS = st.builds(
    CertificateContent,
    number=TEXTS,
    issued_at=st.datetimes(datetime(1992, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)).map(  # noqa: DTZ001  # zoned below
        lambda moment: moment.replace(microsecond=0)
    ),
    issuer=st.builds(Issuer, BILINGUALS, TEXTS, BILINGUALS, SIGNATORIES),
    guardian=NAMES,
    guardian_iin=TEXTS,
    guardian_address=BILINGUALS,
    wards=st.lists(
        st.builds(
            Ward,
            names=NAMES,
            birth_date=DATES,
            iin=TEXTS,
            order_number=TEXTS,
            order_date=DATES,
            order_authority=BILINGUALS,
        ),
        min_size=1,
        max_size=10,
    ).map(tuple),
    check_url=TEXTS,
    template=st.sampled_from(["2014-1", "2014-12", "2031-2"]),
)


@pytest.mark.clause("4.3")
@settings(max_examples=40, deadline=None)
@given(CONTENTS)
def test_whatever_a_certificate_states_is_read_back_as_it_was(content: CertificateContent) -> None:
    data = content.machine_readable()
    assert CertificateContent.from_machine_readable(data) == content
    assert CertificateContent.from_machine_readable(data).machine_readable() == data


@pytest.mark.parametrize("content", [certificate(1), certificate(10), longest_certificate()], ids=["1", "10", "long"])
def test_the_samples_are_read_back_too(content: CertificateContent) -> None:
    assert CertificateContent.from_machine_readable(content.machine_readable()) == content


def test_the_validity_of_the_eds_is_read_back() -> None:
    content = certificate()
    signatory = replace(content.issuer.signatory, certificate_valid_until=date(2027, 3, 1))
    content = replace(content, issuer=replace(content.issuer, signatory=signatory))
    assert CertificateContent.from_machine_readable(content.machine_readable()) == content


Change = Callable[[Any], object]
CHANGES: dict[str, Change] = {
    "another schema": lambda data: data.update(schema="birth-certificate/2014-1"),
    "a path for a version": lambda data: data.update(schema="guardianship-certificate/../2014-1"),
    "no number": lambda data: data.pop("number"),
    "a number that is none": lambda data: data.update(number=7),
    "something more": lambda data: data.update(remark="none"),
    "something more about a child": lambda data: data["wards"][0].update(remark="none"),
    "no child": lambda data: data.update(wards=[]),
    "eleven children": lambda data: data.update(wards=data["wards"] * 6),
    "a child that is a text": lambda data: data.update(wards="ab"),
    "a time without a zone": lambda data: data.update(issued_at="2026-11-23T01:03:07"),
    "a time in another zone": lambda data: data.update(issued_at="2026-11-22T20:03:07+00:00"),
    "a time beyond the calendar": lambda data: data.update(issued_at="9999-12-31T23:59:59+00:00"),
    "another capacity": lambda data: data["wards"][0].update(capacity="adoption"),
    "an inventory of number one": lambda data: data["wards"][0].update(property_inventory=1),
    "a day that there is not": lambda data: data["wards"][0].update(birth_date="2016-02-30"),
    "a name in one language": lambda data: data["guardian"]["names"].pop("ru"),
    "half a letter": lambda data: data.update(number="\ud800"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_data_that_no_certificate_gives_are_refused(change: Change) -> None:
    data = json.loads(certificate().machine_readable())
    change(data)
    with pytest.raises(ValueError, match="data"):
        CertificateContent.from_machine_readable(json.dumps(data).encode())


@pytest.mark.parametrize("data", [b"", b"[]", b"null", b"{}", b"\xff", b"[" * 100_000, b"%PDF-1.7"])
def test_what_is_no_certificate_at_all_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="machine-readable"):
        CertificateContent.from_machine_readable(data)


def test_a_refusal_repeats_nothing_of_the_data() -> None:
    with pytest.raises(ValueError) as caught:
        CertificateContent.from_machine_readable(json.dumps({"schema": "Әлиева Гүлнар"}).encode())
    assert "Әлиева" not in str(caught.value)
    assert caught.value.__cause__ is None


@pytest.mark.parametrize("file", [b"", b"no PDF", b"%PDF-1.7\n%%EOF"])
def test_a_file_that_is_no_certificate_has_no_content(file: bytes) -> None:
    with pytest.raises(ValueError, match="no certificate"):
        attached_content(file)
