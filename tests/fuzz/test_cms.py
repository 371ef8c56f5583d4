"""Signatures from anybody: whatever the bytes are, there is an answer, and soon (clause 9.5)."""

from __future__ import annotations

import random

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from functions.shared.http.signed import CMS_LIMIT
from functions.shared.trust.authorities import Authorities
from functions.shared.trust.request_signature import RequestVerifier
from functions.shared.trust.revocation import RevocationChecker
from functions.shared.trust.shape import DEEPEST, LONGEST_IDENTIFIER, MOST, end_of
from functions.shared.trust.signed_data import Opened, open_signed, open_unverified
from functions.shared.trust.verdicts import CannotCheck, Invalid, InvalidReason, Refused, Valid
from tests.fuzz import der
from tests.fuzz.profile import examples, explore, timed
from tests.unit.trust.conftest import Unplugged
from tests.unit.trust.pki import PERSON, Clock, Holder, Pki
from tests.unit.trust.signing import signed

pytestmark = pytest.mark.clause("9.5")

KEY = ec.derive_private_key(7, ec.SECP256R1()).public_key()
MONSTERS = dict(der.monsters(KEY.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)))


class Desk:
    """One infrastructure, one good signature, and the three who open what comes in."""

    def __init__(self) -> None:
        self.pki, clock = Pki(), Clock()
        authorities = Authorities([self.pki.root], [self.pki.intermediate])
        self.verifier = RequestVerifier(authorities, clock, RevocationChecker(authorities, Unplugged(), clock))
        self.good = signed(self.pki, Holder())

    def look(self, data: bytes) -> Valid | Invalid | CannotCheck:
        """The verdict, after everybody opened it, each in time; what is opened is what was there."""
        for opens in (open_signed, open_unverified):
            opened = timed(lambda opens=opens: refused_or_opened(opens, data))  # type: ignore[misc]  # the default binds
            assert isinstance(opened, Opened | Invalid | CannotCheck)
        return timed(lambda: self.verifier.verify(data))


def refused_or_opened(opens: object, data: bytes) -> Opened | Invalid | CannotCheck:
    assert callable(opens)
    try:
        opened = opens(data)
    except Refused as refused:
        return refused.verdict
    assert isinstance(opened, Opened)
    return opened


@pytest.fixture(scope="module")
def desk() -> Desk:
    return Desk()


@pytest.mark.parametrize("monster", MONSTERS)
def test_what_is_out_of_all_proportion_is_refused_at_once(desk: Desk, monster: str) -> None:
    """ "an object identifier without end" took 1.4 seconds: its time grows with the square of its length."""
    assert len(MONSTERS[monster]) <= CMS_LIMIT
    assert isinstance(desk.look(MONSTERS[monster]), Invalid)


def test_a_certificate_that_its_own_key_signed_may_not_be_endless_either(desk: Desk) -> None:
    """Its extensions are read after the mathematics, which any forger's own key satisfies."""
    endless = Holder(purposes=(*PERSON, *(f"1.2.398.{number}" for number in range(5000))))
    verdict = desk.look(signed(desk.pki, endless))
    assert isinstance(verdict, Invalid)
    assert verdict.reason is InvalidReason.NOT_CMS


def test_any_bytes(desk: Desk) -> None:
    @given(st.binary(max_size=400))
    @examples(150)
    def look(data: bytes) -> None:
        assert isinstance(desk.look(data), Invalid)

    explore(look)


def test_a_good_signature_with_some_bytes_changed(desk: Desk) -> None:
    good = desk.good
    places = st.integers(0, len(good) - 1)

    @given(st.lists(st.tuples(places, st.integers(1, 255)), min_size=1, max_size=4), st.randoms(use_true_random=False))
    @examples(250)
    def look(changes: list[tuple[int, int]], chance: random.Random) -> None:
        changed = bytearray(good)
        for place, bits in changes:
            changed[place] ^= bits
        if chance.random() < 0.3:  # and pieces moved about
            begin, end = sorted(chance.sample(range(len(changed)), 2))
            changed[begin:end] = changed[begin:end] * chance.choice((0, 2))
        verdict = desk.look(bytes(changed))
        if bytes(changed) != good and isinstance(verdict, Valid):
            assert verdict.content == open_signed(good).content  # only what nobody signs may differ

    explore(look)


def test_trees_of_elements(desk: Desk) -> None:
    tags = st.sampled_from([2, 3, 4, 5, 6, 0x0C, 0x17, 0x24, 0x30, 0x31, 0xA0, 0xA1, 0x9F])
    leaves = st.builds(der.tlv, tags, st.binary(max_size=20))
    trees = st.recursive(leaves, lambda inner: st.builds(der.tlv, tags, st.lists(inner, max_size=6).map(b"".join)))

    @given(trees, trees)
    @examples(150)
    def look(certificates: bytes, signers: bytes) -> None:
        assert isinstance(desk.look(der.signed_data(certificates, signers)), Invalid)

    explore(look)


class TestShape:
    def test_a_good_signature_ends_where_it_ends(self, desk: Desk) -> None:
        assert end_of(desk.good) == len(desk.good)
        assert end_of(desk.good + b"\0\0") == len(desk.good)

    @pytest.mark.parametrize(
        "data",
        [
            b"",
            b"\x30",
            b"\x30\x80",
            b"\x04\x80\0\0",
            b"\x30\x05\x04\x04x",
            b"\x30\x84\xff\xff\xff\xff",
            b"\x30\x85\0\0\0\0\x01x",
            b"\x1f\x80",
            der.nested(0x30, DEEPEST + 2),
            der.tlv(0x30, b"\x05\0" * MOST),
            der.tlv(6, b"\x01" * (LONGEST_IDENTIFIER + 1)),
        ],
    )
    def test_what_is_not_well_formed_or_too_much(self, data: bytes) -> None:
        with pytest.raises(ValueError):
            end_of(data)

    @pytest.mark.parametrize(
        "data", [b"\x30\x80\x30\x80\x04\x01x\0\0\0\0", b"\x30\0", b"\xbf\x81\x01\x02\x05\0", b"\x05\0"]
    )
    def test_what_is_well_formed(self, data: bytes) -> None:
        assert end_of(data) == len(data)
