"""A path is verified once for the keys that come again and again, and never believed further than it was verified."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from asn1crypto import x509
from pyhanko_certvalidator.context import ValidationContext
from pyhanko_certvalidator.path import ValidationPath
from pyhanko_certvalidator.validate import async_validate_path

from functions.shared.trust import authorities as module
from functions.shared.trust.authorities import Authorities, at_once
from functions.shared.trust.verdicts import InvalidReason, Refused
from tests.unit.trust.pki import NOW, ORGANISATION, Holder, Pki

HOLDER = Holder(purposes=ORGANISATION, units=("BIN050740001234",))
DAY = timedelta(days=1)


@pytest.fixture
def verified(monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    """The moments as of which pyHanko verified a path."""
    moments: list[datetime] = []

    async def noted(context: ValidationContext, path: ValidationPath) -> object:
        moments.append(context.moment)
        return await async_validate_path(context, path)

    monkeypatch.setattr(module, "async_validate_path", noted)
    return moments


def again(certificate: x509.Certificate) -> x509.Certificate:
    """As the next signature brings it."""
    return x509.Certificate.load(certificate.dump())


def test_is_verified_once_while_all_its_certificates_are_valid(
    pki: Pki, authorities: Authorities, verified: list[datetime]
) -> None:
    certificate = pki.issue(HOLDER)
    path = authorities.verified_path(certificate, NOW, reuse=True)
    for moment in (NOW, HOLDER.begin, HOLDER.end):
        assert authorities.verified_path(again(certificate), moment, reuse=True) is path
    assert verified == [NOW]


@pytest.mark.parametrize(
    ("moment", "reason"), [(HOLDER.end + DAY, InvalidReason.EXPIRED), (HOLDER.begin - DAY, InvalidReason.NOT_YET_VALID)]
)
def test_out_of_its_time_it_is_refused_as_ever(
    pki: Pki, authorities: Authorities, moment: datetime, reason: InvalidReason
) -> None:
    certificate = pki.issue(HOLDER)
    authorities.verified_path(certificate, NOW, reuse=True)
    with pytest.raises(Refused) as refused:
        authorities.verified_path(again(certificate), moment, reuse=True)
    assert refused.value.verdict.reason is reason


def test_an_authority_above_that_ran_out_is_noticed(pki: Pki, authorities: Authorities) -> None:
    certificate = pki.issue(replace(HOLDER, end=NOW + timedelta(days=5000)))
    authorities.verified_path(certificate, NOW, reuse=True)
    with pytest.raises(Refused, match="expired"):
        authorities.verified_path(again(certificate), NOW + timedelta(days=4000), reuse=True)


def test_other_bytes_are_another_certificate(pki: Pki, authorities: Authorities) -> None:
    certificate = pki.issue(HOLDER)
    authorities.verified_path(certificate, NOW, reuse=True)
    changed = bytearray(certificate.dump())
    changed[-1] ^= 1  # of its signature
    with pytest.raises(Refused) as refused:
        authorities.verified_path(x509.Certificate.load(bytes(changed)), NOW, reuse=True)
    assert refused.value.verdict.reason is InvalidReason.UNKNOWN_AUTHORITY


def test_what_was_refused_is_not_kept(pki: Pki, authorities: Authorities, verified: list[datetime]) -> None:
    certificate = Pki().issue(HOLDER)
    for _ in range(2):
        with pytest.raises(Refused):
            authorities.verified_path(certificate, NOW, reuse=True)
    assert verified == [NOW, NOW]


def test_a_citizens_is_verified_every_time(pki: Pki, authorities: Authorities, verified: list[datetime]) -> None:
    certificate = pki.issue(Holder())
    authorities.verified_path(certificate, NOW, reuse=True)
    authorities.verified_path(certificate, NOW)
    authorities.verified_path(certificate, NOW)
    assert len(verified) == 3


def test_no_more_are_kept_than_a_function_has_room_for(
    pki: Pki, authorities: Authorities, verified: list[datetime], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_REUSED", 2)
    certificates = [pki.issue(HOLDER) for _ in range(3)]
    for certificate in [*certificates, certificates[2], certificates[0]]:
        authorities.verified_path(certificate, NOW, reuse=True)
    assert len(verified) == 4


def test_a_validation_that_would_wait_is_a_mistake_of_ours() -> None:
    with pytest.raises(RuntimeError, match="waits"):
        at_once(asyncio.sleep(0))
