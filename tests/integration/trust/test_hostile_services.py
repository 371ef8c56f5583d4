"""Services that answer nonsense, or the truth about something else: it is never taken for an answer."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from asn1crypto import ocsp

from emulators.certification_authority import CertificationAuthority
from functions.shared.clock import FileClock
from functions.shared.trust.authorities import Authorities
from functions.shared.trust.fetcher import FetchFailed, HttpFetcher
from functions.shared.trust.request_signature import RequestVerifier
from functions.shared.trust.revocation import Good, RevocationChecker, Unknown
from functions.shared.trust.sealing import Sealer
from functions.shared.trust.signed_data import open_signed
from functions.shared.trust.verdicts import CannotCheck, SealUnavailable
from tests.fakes.keys import HeldKeys
from tests.integration.trust.conftest import ISSUERS, Desk

NONSENSE = [
    b"",
    b"<html>Welcome to the hotel's network</html>",
    b"\x30\x03\x0a\x01\x06",  # an OCSP response: unauthorized
    b"\x30\x03\x0a\x01\x00",  # an OCSP response: successful, and nothing else
    b"\x30\x05\x30\x03\x02\x01\x00",  # a time-stamp response: granted, and no token
    b"\x30\x80",
]


class Twisted(HttpFetcher):
    """Gives other answers than the services did."""

    def __init__(self, twist: Callable[[bytes], bytes]) -> None:
        super().__init__(timeout=1.0)
        self._twist = twist

    def get(self, url: str) -> bytes:
        return self._twist(super().get(url))

    def post(self, url: str, body: bytes, content_type: str) -> bytes:
        return self._twist(super().post(url, body, content_type))


@pytest.mark.parametrize("answer", NONSENSE)
def test_nonsense_says_nothing_about_revocation(
    desk: Desk, authorities: Authorities, clock: FileClock, answer: bytes
) -> None:
    checker = RevocationChecker(authorities, Twisted(lambda _: answer), clock)
    verdict = RequestVerifier(authorities, clock, checker).check_revocation(desk.sign(b"request", "guardian"))
    assert isinstance(verdict, CannotCheck)


def test_an_answer_that_was_kept_is_not_played_back(desk: Desk, authorities: Authorities, clock: FileClock) -> None:
    """Somebody keeps a "good" answer, and gives it again after the revocation."""
    kept: list[bytes] = []

    def play_back(answer: bytes) -> bytes:
        kept.append(answer)
        return kept[0]

    checker = RevocationChecker(authorities, Twisted(play_back), clock)
    path = authorities.find_path(open_signed(desk.sign(b"request", "guardian")).certificate)
    assert isinstance(checker.status(path.last, path), Good)
    assert isinstance(checker.status(path.last, path), Unknown)


def test_an_answer_about_another_certificate(desk: Desk, authorities: Authorities, clock: FileClock) -> None:
    """Somebody on the way asks about a good certificate instead of ours, and keeps our nonce."""
    revoked, good = (
        authorities.find_path(open_signed(desk.sign(b"request", member)).certificate)
        for member in ("revoked", "guardian")
    )

    class AsksForAnother(HttpFetcher):
        def get(self, url: str) -> bytes:
            raise FetchFailed("The list is kept back as well.")

        def post(self, url: str, body: bytes, content_type: str) -> bytes:
            question = ocsp.OCSPRequest.load(body)
            question["tbs_request"]["request_list"][0]["req_cert"]["serial_number"] = good.last.serial_number
            return super().post(url, question.dump(force=True), content_type)

    checker = RevocationChecker(authorities, AsksForAnother(), clock)
    assert isinstance(checker.status(good.last, good), Good)
    assert isinstance(checker.status(revoked.last, revoked), Unknown)


@pytest.mark.parametrize("answer", NONSENSE)
def test_nonsense_is_no_time_stamp(
    desk: Desk,
    authority: CertificationAuthority,
    authorities: Authorities,
    revocation: RevocationChecker,
    clock: FileClock,
    pdf: bytes,
    answer: bytes,
) -> None:
    keys = HeldKeys({"almaty": desk.key("almaty")}, ISSUERS)
    fetcher = Twisted(lambda _: answer)
    sealer = Sealer(keys, authorities, revocation, authority.tsa_url, fetcher, clock)
    with pytest.raises(SealUnavailable):
        sealer.seal(pdf, "almaty")


def test_a_broken_time_stamp_is_found_before_the_seal_leaves(
    desk: Desk,
    authority: CertificationAuthority,
    authorities: Authorities,
    revocation: RevocationChecker,
    clock: FileClock,
    pdf: bytes,
) -> None:
    def break_signature(answer: bytes) -> bytes:
        return answer[:-1] + bytes([answer[-1] ^ 1])

    keys = HeldKeys({"almaty": desk.key("almaty")}, ISSUERS)
    fetcher = Twisted(break_signature)
    sealer = Sealer(keys, authorities, revocation, authority.tsa_url, fetcher, clock)
    with pytest.raises(SealUnavailable, match="does not verify"):
        sealer.seal(pdf, "almaty")
