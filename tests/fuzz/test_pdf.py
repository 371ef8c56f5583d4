"""Files that anybody hands in to be checked: there is a verdict, and soon, whatever they are (clauses 4.2, 4.4)."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

import pytest
from asn1crypto import cms
from hypothesis import given
from hypothesis import strategies as st

from functions.shared.documents.reading import attached_content, read_content
from functions.shared.trust.seal_check import SealVerifier
from functions.shared.trust.verdicts import SealOutcome, SealReason, SealVerdict
from tests.forgeries.parts import parts_of
from tests.forgeries.scene import Scene
from tests.fuzz import pdf
from tests.fuzz.profile import examples, explore, timed
from tests.unit.service.world import BINS

pytestmark = [pytest.mark.clause("4.2"), pytest.mark.xdist_group("fuzz-pdf")]


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    running = Scene(tmp_path_factory.mktemp("scene"))
    yield running
    running.stop()


def verdict_of(scene: Scene, data: bytes) -> SealVerdict:
    verifier = SealVerifier(scene.authorities, scene.clock, lambda: BINS)
    return timed(lambda: verifier.check(data))


@pytest.mark.parametrize("monster", pdf.MONSTERS)
def test_no_file_holds_anybody_up(scene: Scene, monster: str) -> None:
    """Days for "a tree of fields with 2^40 leaves", a file of two kilobytes: it was walked to find the signatures."""
    data = pdf.MONSTERS[monster]()
    assert len(data) <= pdf.LIMIT
    assert verdict_of(scene, data).outcome is SealOutcome.NOT_OURS


APPENDED: dict[str, Callable[[], tuple[bytes, ...]]] = {
    "a tree of fields with 2^40 leaves": lambda: (pdf.CATALOG.replace(b"[2 0", b"[9001 0"), *pdf.tree(40, 9001)),
    "a stream that inflates": lambda: (b"<< /AF 9001 0 R /DSS 9001 0 R >>", pdf.bomb(1, 64 * 1024 * 1024)),
    "a hundred thousand signatures": lambda: (b"<< >>", pdf.signature(100_000)),
}


@pytest.mark.parametrize("monster", APPENDED)
def test_nor_does_what_is_appended_to_a_genuine_certificate(scene: Scene, monster: str) -> None:
    """Whoever was given a certificate has a file that our key signed, and may put behind it what he likes."""
    verdict = verdict_of(scene, pdf.update(scene.sealed, *APPENDED[monster]()))
    assert (verdict.outcome, verdict.reason) == (SealOutcome.ALTERED, SealReason.BYTES_ADDED)


@pytest.mark.parametrize("monster", ["[" * 9000, "<</A" * 4000, "(" * 9000, "/ByteRange [0 1 2 3] " * 900])
def test_nor_does_what_stands_in_the_room_that_nothing_signs(scene: Scene, monster: str) -> None:
    parts = parts_of(scene.sealed)
    digits = b"<" + parts.signature.hex().upper().encode() + b">"
    room = parts.rest - parts.gap - len(digits)
    assert room > 100
    verdict = verdict_of(scene, parts.with_gap(digits + monster.encode()[:room].ljust(room)))
    assert verdict.outcome in (SealOutcome.ALTERED, SealOutcome.NOT_OURS)


def test_a_genuine_seal_with_some_bytes_changed(scene: Scene) -> None:
    places = st.integers(0, len(scene.sealed) - 1)

    @given(st.lists(st.tuples(places, st.integers(1, 255)), min_size=1, max_size=4), st.randoms(use_true_random=False))
    @examples(60)
    def look(changes: list[tuple[int, int]], chance: random.Random) -> None:
        changed = bytearray(scene.sealed)
        for place, bits in changes:
            changed[place] ^= bits
        if chance.random() < 0.3:
            begin, end = sorted(chance.sample(range(len(changed)), 2))
            changed[begin:end] = changed[begin:end] * chance.choice((0, 2))
        if bytes(changed) == scene.sealed or verdict_of(scene, bytes(changed)).outcome is not SealOutcome.AUTHENTIC:
            return
        # A seal has parts that nothing signs. There the register decides, which knows the bytes.
        parts = parts_of(scene.sealed)
        assert changed.startswith(scene.sealed[: parts.gap])
        assert changed.endswith(scene.sealed[parts.rest :])
        answer = scene.ask(bytes(changed))
        assert (answer.outcome, answer.reason) == ("altered", "not-as-issued")

    explore(look)


def test_the_register_knows_the_parts_of_a_seal_that_nothing_signs(scene: Scene) -> None:
    """Bits of the certificates that a seal brings along: it needs them no more than we do, who know the authorities."""
    parts = parts_of(scene.sealed)
    said = set()
    for certificate in cms.ContentInfo.load(parts.signature)["content"]["certificates"]:
        last = certificate.dump()[-1]
        other = certificate.dump()[:-1] + bytes([last ^ 1])
        forged = parts.with_signature(parts.signature.replace(certificate.dump(), other))
        answer = scene.ask(forged)
        said.add((verdict_of(scene, forged).outcome.value, answer.outcome, answer.reason))
    assert ("authentic", "altered", "not-as-issued") in said
    assert "authentic" not in {outcome for _, outcome, _ in said}


def test_any_bytes(scene: Scene) -> None:
    words = st.sampled_from(
        [
            b"%PDF-1.7\n",
            b"/ByteRange [0 ",
            b"9 ",
            b"40 ",
            b"]",
            b"<",
            b">",
            b"(",
            b")",
            b"30820100",
            b"startxref\n9\n%%EOF",
        ]
    )

    @given(st.lists(words | st.binary(max_size=8), max_size=40).map(b"".join))
    @examples(150)
    def look(data: bytes) -> None:
        assert verdict_of(scene, data).outcome is SealOutcome.NOT_OURS
        with pytest.raises(ValueError):
            timed(lambda: attached_content(data))

    explore(look)


def test_data_in_a_certificate_are_read_or_refused(scene: Scene) -> None:
    data = attached_content(scene.sealed)
    assert read_content(data).number.replace("-", "") == scene.number

    @given(st.lists(st.tuples(st.integers(0, len(data) - 1), st.integers(1, 255)), min_size=1, max_size=3))
    @examples(150)
    def look(changes: list[tuple[int, int]]) -> None:
        changed = bytearray(data)
        for place, bits in changes:
            changed[place] ^= bits
        try:
            content = timed(lambda: read_content(bytes(changed)))
        except ValueError:
            return
        # A space in place of the end of a line says the same.
        assert content.machine_readable() != data or changed.split() == data.split()

    explore(look)
