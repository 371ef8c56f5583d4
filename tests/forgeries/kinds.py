"""Every kind of forgery, and what may be said of it: the outcome, and the reasons that are right."""

from __future__ import annotations

from dataclasses import dataclass

from tests.forgeries import bytes_changed, signers, structures
from tests.forgeries.signers import Forge, by

Said = frozenset[str]

CONTENT, ADDED, STAMP = "altered/content-changed", "altered/bytes-added", "altered/time-stamp-broken"
ELSEWHERE = "altered/not-as-issued"
UNREADABLE, UNSIGNED, DAMAGED = "not_ours/unreadable", "not_ours/unsigned", "not_ours/signature-damaged"
OTHER, UNKNOWN, UNENTITLED = "not_ours/other-signer", "not_ours/unknown-authority", "not_ours/not-entitled"
REVOKED, UNREGISTERED = "not_ours/revoked", "not_ours/not-registered"
MISSING, UNTRUSTED = "cannot_check/validation-data-missing", "cannot_check/time-stamp-untrusted"
DAMAGED_SOMEWHERE = (CONTENT, STAMP, ELSEWHERE, UNREADABLE, DAMAGED, OTHER, UNKNOWN)
"""A changed bit of a signature may hit its mathematics, its time-stamp, something that nothing signs, its form, or whom
the certificate in it names and by whom it says it was issued."""


@dataclass(frozen=True)
class Kind:
    """One way to forge. `share` is how often it comes among the others."""

    forge: Forge
    said: Said
    share: int = 1

    @property
    def name(self) -> str:
        return self.forge.__name__


def _kind(forge: Forge, *said: str, share: int = 1, name: str | None = None) -> Kind:
    if name is not None:
        forge.__name__ = name
    return Kind(forge, frozenset(said), share)


KINDS: tuple[Kind, ...] = (
    _kind(bytes_changed.what_was_written_before_the_seal, CONTENT, share=8),
    _kind(bytes_changed.the_validation_data, CONTENT, ADDED, share=4),
    _kind(bytes_changed.what_follows_the_signature, CONTENT, ADDED, share=4),
    _kind(bytes_changed.the_signature_itself, *DAMAGED_SOMEWHERE, ADDED, share=4),
    _kind(bytes_changed.the_bytes_of_the_signature, *DAMAGED_SOMEWHERE, share=4),
    _kind(bytes_changed.letter_case_of_the_signature, ADDED),
    _kind(bytes_changed.room_behind_the_signature, ADDED),
    _kind(bytes_changed.appended, ADDED, share=2),
    _kind(bytes_changed.truncated, UNREADABLE, UNSIGNED, CONTENT, share=2),
    _kind(bytes_changed.end_cut_off, CONTENT),
    _kind(bytes_changed.a_byte_more_or_less, CONTENT, share=2),
    _kind(bytes_changed.put_before, CONTENT),
    _kind(structures.text_laid_over, ADDED),
    _kind(structures.data_exchanged, ADDED),
    _kind(structures.page_swapped, ADDED),
    _kind(structures.annotation_added, ADDED),
    _kind(structures.field_added, ADDED),
    _kind(structures.validation_data_taken_out, ADDED),
    _kind(structures.signature_unhooked, ADDED),
    _kind(structures.signed_a_second_time, ADDED),
    _kind(structures.saved_again, CONTENT, ADDED),
    _kind(structures.stripped, UNSIGNED, CONTENT),
    _kind(structures.byte_range_moved, CONTENT, ADDED, share=2),
    _kind(structures.room_made_larger, CONTENT, ADDED),
    _kind(structures.room_made_inside_the_gap, ADDED, UNREADABLE),
    _kind(structures.digits_spaced, ADDED),
    _kind(structures.seal_on_another_file, CONTENT),
    _kind(signers.by_another_authority, UNKNOWN),
    _kind(signers.by_another_authority_behind_the_true_names, UNKNOWN),
    _kind(by("stranger"), OTHER, name="by_another_organisation"),
    _kind(by("citizen"), OTHER, name="by_a_citizens_key"),
    _kind(by("login"), OTHER, name="by_an_authentication_key"),
    _kind(by("office-login"), UNENTITLED, name="by_an_authentication_key_of_the_provider"),
    _kind(by("employee"), UNENTITLED, name="by_an_employee_who_may_not_sign"),
    _kind(signers.by_a_revoked_key, REVOKED),
    _kind(signers.by_an_expired_key, REVOKED),
    _kind(signers.without_time_stamp, STAMP),
    _kind(signers.without_validation_data, MISSING),
    _kind(signers.stamped_by_another_authority, UNTRUSTED),
    _kind(signers.never_registered, UNREGISTERED),
    _kind(signers.sealed_twice, ELSEWHERE),
    _kind(signers.time_stamp_removed, STAMP),
    _kind(signers.time_stamp_of_another_file, STAMP),
    _kind(signers.time_stamp_changed, STAMP),
    _kind(signers.certificate_exchanged, DAMAGED),
    _kind(signers.certificates_left_out, DAMAGED),
    _kind(signers.company_exchanged, ELSEWHERE),
    _kind(signers.signed_by_nobody, DAMAGED),
    _kind(signers.signed_by_two, DAMAGED),
    _kind(signers.digest_called_weak, CONTENT),
    _kind(signers.digest_replaced, CONTENT),
    _kind(signers.mathematics_mirrored, STAMP),
)
ROUND: tuple[Kind, ...] = tuple(kind for kind in KINDS for _ in range(kind.share))
"""What consecutive numbers of a run draw from, so that a run of this length has them all."""
