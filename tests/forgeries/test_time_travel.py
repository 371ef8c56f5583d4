"""A certificate issued today is checked long afterwards, when much of what it rested on has changed (decision 0015)."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterator
from datetime import timedelta
from random import Random

import pytest

from emulators.certification_authority import CertificationAuthority
from tests.forgeries import signers
from tests.forgeries.bytes_changed import what_was_written_before_the_seal
from tests.forgeries.scene import MEMBERS, PROVIDER, Scene

pytestmark = [pytest.mark.clause("4.2", "4.4"), pytest.mark.xdist_group("forgeries")]

PROVED, BY_THE_REGISTER = ("authentic", "sealed-by-provider"), ("authentic", "in-register")
SIGNER_EXPIRED = timedelta(days=366)
"""The provider's certificate is valid for a year, and was a month old."""
STAMP_EXPIRED = timedelta(days=5476)
ROOT_EXPIRED = timedelta(days=7301)


@pytest.fixture(scope="module")
def _made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """A scene of this file's own, since what is revoked here stays so."""
    with contextlib.redirect_stdout(io.StringIO()):
        scene = Scene(tmp_path_factory.mktemp("time-travel"))
    yield scene
    scene.stop()


def said(scene: Scene, pdf: bytes) -> tuple[str, str]:
    answer = scene.ask(pdf)
    assert (answer.certificate is not None) is (answer.outcome == "authentic")
    return answer.outcome, answer.reason


def forged(scene: Scene) -> bytes:
    return what_was_written_before_the_seal(scene, Random("later"))


def renewed(scene: Scene, *keys: str) -> None:
    """The authority makes new keys for some of its services, and certificates for them, and goes on."""
    scene.authority.stop()
    for name in keys:
        (scene.authority.state / "private" / "nca" / f"{name}.pem").unlink()
    scene.authority = CertificationAuthority(scene.authority.state, scene.clock, MEMBERS).start()


def test_after_the_signers_certificate_expired_the_seal_is_proved_as_before(scene: Scene) -> None:
    scene.advance(SIGNER_EXPIRED)
    scene.authority.set_faults(ocsp_down=True, crl_down=True, tsa_down=True)

    assert said(scene, scene.sealed) == PROVED
    assert said(scene, forged(scene)) == ("altered", "content-changed")


def test_after_the_signers_certificate_was_revoked_what_it_sealed_before_holds_and_what_it_signs_then_does_not(
    scene: Scene,
) -> None:
    with scene.later(timedelta(days=60)):
        scene.authority.revoke("provider")
        scene.advance(timedelta(days=30))
        signed_then = scene.signed_by("provider", scene.unsealed)
        scene.advance(timedelta(days=30))

        assert said(scene, scene.sealed) == PROVED
        assert said(scene, signed_then) == ("not_ours", "revoked")
        scene.advance(timedelta(days=-60))


def test_after_the_authority_took_other_keys_for_ocsp_and_time_stamps(scene: Scene) -> None:
    scene.advance(timedelta(days=40))
    renewed(scene, "organisations-ocsp", "persons-ocsp", "tsa")

    assert said(scene, scene.sealed) == PROVED
    with scene.later(timedelta(hours=2)):
        assert said(scene, scene.sealer().seal(scene.unsealed, PROVIDER)) == ("altered", "not-as-issued")


def test_after_the_time_stamping_certificate_expired_the_register_vouches_for_the_bytes_that_it_knows(
    scene: Scene,
) -> None:
    another = scene.another
    scene.advance(STAMP_EXPIRED)

    assert said(scene, scene.sealed) == BY_THE_REGISTER
    assert said(scene, another) == ("cannot_check", "time-stamp-expired")
    assert said(scene, forged(scene)) == ("altered", "content-changed")
    assert said(scene, scene.sealed + b"\n") == ("altered", "bytes-added")


def test_after_the_root_itself_expired_the_register_vouches_still(scene: Scene) -> None:
    scene.advance(ROOT_EXPIRED)

    assert said(scene, scene.sealed) == BY_THE_REGISTER
    assert said(scene, forged(scene)) == ("altered", "content-changed")


def test_on_the_day_before_it_was_sealed_nothing_can_be_said_but_by_the_register(scene: Scene) -> None:
    another = scene.another
    scene.advance(timedelta(days=-1))

    assert said(scene, scene.sealed) == BY_THE_REGISTER
    assert said(scene, another) == ("cannot_check", "sealed-later")


def test_a_key_that_expired_signs_nothing_afterwards(scene: Scene) -> None:
    assert said(scene, signers.by_an_expired_key(scene, Random("later"))) == ("not_ours", "revoked")
