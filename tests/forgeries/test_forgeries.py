"""A forged certificate is never called authentic, and the reason that is given is right (clauses 4.2, 4.4).

`make forgeries` tries as many as it is told; here is every kind, and for each a weaker check that it would deceive.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

import pytest
from pyhanko_certvalidator.policy_decl import CertRevTrustPolicy

from functions.issue import check
from functions.shared.ports import Query
from functions.shared.records import CERTIFICATES, loaded
from functions.shared.trust import seal_check
from functions.shared.trust.authorities import OFFLINE, Authorities
from functions.shared.trust.profile import read_signer
from functions.shared.trust.seal_check import SealVerifier
from functions.shared.trust.verdicts import SealOutcome, SealReason, SealVerdict
from tests.forgeries.kinds import KINDS, ROUND
from tests.forgeries.run import attempt
from tests.forgeries.scene import PROVIDER, STRANGERS_BIN, Scene
from tests.unit.service.world import BINS

pytestmark = [pytest.mark.clause("4.2", "4.4"), pytest.mark.xdist_group("forgeries")]

SLICES = 10


def test_the_genuine_certificate_is_authentic(scene: Scene) -> None:
    answer = scene.ask(scene.sealed)

    assert (answer.outcome, answer.reason) == ("authentic", "sealed-by-provider")
    assert answer.certificate is not None
    assert answer.certificate.replace("-", "") == scene.number


@pytest.mark.parametrize("part", range(SLICES))
def test_no_forgery_passes_and_the_reason_is_right(scene: Scene, part: int) -> None:
    """Two rounds of all kinds."""
    seeds = [f"fixed-{n}" for n in range(part, 2 * len(ROUND), SLICES)]

    wrong = [tried.wrong for tried in (attempt(scene, seed) for seed in seeds) if tried.wrong]

    assert wrong == [], f"python -m tests.forgeries --scene {scene.folder} --replay {wrong[0].split()[0]}"


def test_no_kind_admits_that_a_forgery_is_authentic() -> None:
    for kind in KINDS:
        assert kind.said
        assert {said.partition("/")[0] for said in kind.said} <= {"altered", "not_ours", "cannot_check"}


def test_a_seed_forges_the_same_again(scene: Scene) -> None:
    unsigned = ("what_was_written_before_the_seal", "the_bytes_of_the_signature", "truncated", "put_before")
    for number in (n for n, kind in enumerate(ROUND) if kind.name in unsigned):
        assert attempt(scene, f"again-{number}").pdf == attempt(scene, f"again-{number}").pdf


# ---------------------------------------------------------------- what it would find

Patch = Callable[[pytest.MonkeyPatch, Scene], None]
PROVED = (SealOutcome.AUTHENTIC, SealReason.SEALED_BY_PROVIDER)


def _blind_to(*reasons: SealReason) -> Patch:
    """A check that takes no offence at these."""

    def patch(patch: pytest.MonkeyPatch, scene: Scene) -> None:
        honest = SealVerifier.check

        def lenient(self: SealVerifier, pdf: bytes, moment: Any = None) -> SealVerdict:
            verdict = honest(self, pdf, moment)
            return SealVerdict(*PROVED, PROVIDER) if verdict.reason in reasons else verdict

        patch.setattr(SealVerifier, "check", lenient)

    return patch


def lengths_alone_are_compared(patch: pytest.MonkeyPatch, scene: Scene) -> None:
    """As pyHanko does it."""
    patch.setattr(seal_check, "_nothing_beside", lambda *_: True)


def anybody_may_issue(patch: pytest.MonkeyPatch, scene: Scene) -> None:
    scene.use(SealVerifier(scene.authorities, scene.clock, lambda: {**BINS, "stranger": STRANGERS_BIN}))


def any_key_may_seal(patch: pytest.MonkeyPatch, scene: Scene) -> None:
    honest = read_signer
    patch.setattr(seal_check, "require_organisation", lambda *_: None)
    patch.setattr(seal_check, "read_signer", lambda certificate: replace(honest(certificate), bin=BINS[PROVIDER]))


def names_are_enough(patch: pytest.MonkeyPatch, scene: Scene) -> None:
    """Whoever has the names of the authority is taken for it."""
    wrong = Authorities(scene.twin.roots, scene.twin.intermediates)
    scene.use(SealVerifier(wrong, scene.clock, lambda: BINS))


def nobody_asks_about_revocation(patch: pytest.MonkeyPatch, scene: Scene) -> None:
    policy: CertRevTrustPolicy = OFFLINE
    patch.setattr(seal_check, "WITH_EVIDENCE", policy)


def what_cannot_be_read_is_not_looked_at(patch: pytest.MonkeyPatch, scene: Scene) -> None:
    patch.setattr(seal_check, "trace_of_seal", lambda _: None)
    patch.setattr(seal_check, "claim_of", lambda _: None)


def the_register_vouches_for_every_seal(patch: pytest.MonkeyPatch, scene: Scene) -> None:
    everything = scene.world.documents.query(Query(CERTIFICATES, limit=1))
    patch.setattr(check, "loaded", lambda model, _: loaded(model, everything))


CONTENT = (
    *("what_was_written_before_the_seal", "the_validation_data", "what_follows_the_signature", "end_cut_off"),
    *("the_bytes_of_the_signature", "a_byte_more_or_less", "put_before", "saved_again", "byte_range_moved"),
    *("room_made_larger", "seal_on_another_file", "digest_called_weak", "digest_replaced"),
)
ADDED = (
    *("appended", "text_laid_over", "data_exchanged", "page_swapped", "annotation_added", "field_added"),
    *(
        "signature_unhooked",
        "signed_a_second_time",
        "validation_data_taken_out",
        "room_behind_the_signature",
        "digits_spaced",
    ),
)
STAMP = (
    *("without_time_stamp", "time_stamp_removed", "time_stamp_of_another_file", "time_stamp_changed"),
    "mathematics_mirrored",
)
HARDLY_A_FILE = (
    *("truncated", "stripped", "the_signature_itself", "certificate_exchanged", "certificates_left_out"),
    *("signed_by_nobody", "signed_by_two"),
)
WEAKER: dict[str, tuple[Patch, Iterable[str]]] = {
    "changes do not matter": (_blind_to(SealReason.CONTENT_CHANGED), CONTENT),
    "more may follow": (_blind_to(SealReason.BYTES_ADDED), ADDED),
    "time-stamps do not matter": (_blind_to(SealReason.TIME_STAMP_BROKEN), STAMP),
    "anybody tells the time": (_blind_to(SealReason.TIME_STAMP_UNTRUSTED), ("stamped_by_another_authority",)),
    "what is broken passes": (
        _blind_to(SealReason.UNREADABLE, SealReason.UNSIGNED, SealReason.SIGNATURE_DAMAGED),
        HARDLY_A_FILE,
    ),
    "lengths alone are compared": (
        lengths_alone_are_compared,
        ("letter_case_of_the_signature", "room_made_inside_the_gap"),
    ),
    "anybody may issue": (anybody_may_issue, ("by_another_organisation",)),
    "any key may seal": (
        any_key_may_seal,
        (
            *("by_a_citizens_key", "by_an_authentication_key", "by_an_authentication_key_of_the_provider"),
            "by_an_employee_who_may_not_sign",
        ),
    ),
    "names are enough": (names_are_enough, ("by_another_authority", "by_another_authority_behind_the_true_names")),
    "nobody asks about revocation": (nobody_asks_about_revocation, ("by_a_revoked_key", "without_validation_data")),
    "a key serves for ever": (_blind_to(SealReason.REVOKED), ("by_an_expired_key",)),
    "what cannot be read is not looked at": (
        what_cannot_be_read_is_not_looked_at,
        ("end_cut_off", "put_before", "signature_unhooked"),
    ),
    "the register is not asked": (lambda *_: None, ("never_registered", "sealed_twice", "company_exchanged")),
}


def test_for_every_kind_there_is_a_weaker_check_that_it_deceives() -> None:
    assert {name for _, names in WEAKER.values() for name in names} == {kind.name for kind in KINDS}


@pytest.mark.parametrize("weaker", WEAKER)
def test_a_weaker_check_is_deceived(scene: Scene, monkeypatch: pytest.MonkeyPatch, weaker: str) -> None:
    """Beside a register that vouches for everything, or the register would save it."""
    patch, names = WEAKER[weaker]
    patch(monkeypatch, scene)
    the_register_vouches_for_every_seal(monkeypatch, scene)
    for name in names:
        place = next(n for n, kind in enumerate(ROUND) if kind.name == name)
        seeds = (f"weak-{place + turn * len(ROUND)}" for turn in range(8))
        assert any(attempt(scene, seed).wrong for seed in seeds), name
