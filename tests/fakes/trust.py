"""Trust without cryptography: the fakes of `functions.shared.trust.ports`.

A fake signature is a line of JSON that says who signed what; a fake seal is a line of JSON after the file. Both
carry a digest, so that changes show as they do with the real ones.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime

from functions.shared.ports import Clock
from functions.shared.trust.verdicts import (
    CannotCheck,
    CannotCheckReason,
    Evidence,
    EvidenceKind,
    Invalid,
    InvalidReason,
    SealOutcome,
    SealReason,
    SealUnavailable,
    SealVerdict,
    SealWhy,
    Signatory,
    Signer,
    Valid,
    Verdict,
)

_NOT_AFTER = datetime(2027, 11, 1, tzinfo=UTC)
_MARK = b"\n%SEAL "


def fake_cms(content: bytes, *, iin: str | None = None, bin: str | None = None) -> bytes:  # noqa: A002 - the field's word
    """Bytes that the fakes take for a signature of the person, or for the organisation, over `content`."""
    digest = hashlib.sha256(content).hexdigest()
    text = base64.b64encode(content).decode()
    return json.dumps({"iin": iin, "bin": bin, "content": text, "digest": digest}).encode()


class FakeSignatures:
    """Both kinds of signatures. Put an IIN into `revoked`; set `services_down` to make revocation unknowable."""

    def __init__(self, pinned: Mapping[str, str] | None = None) -> None:
        self.pinned = dict(pinned or {})
        self.revoked: set[str] = set()
        self.services_down = False


class FakeRequestSignatures(FakeSignatures):
    def verify(self, cms: bytes) -> Verdict:
        verdict = _open(cms)
        if isinstance(verdict, Valid) and verdict.signer.bin is not None:
            return Invalid(InvalidReason.ORGANISATION_KEY, "The key is not one of a natural person.")
        if isinstance(verdict, Valid) and verdict.signer.iin is None:
            return Invalid(InvalidReason.NO_IIN, "The certificate names no IIN.")
        return verdict

    def check_revocation(self, cms: bytes, accepted_at: datetime | None = None) -> Verdict:
        verdict = self.verify(cms)
        if not isinstance(verdict, Valid):
            return verdict
        if self.services_down:
            return CannotCheck(CannotCheckReason.REVOCATION_UNAVAILABLE, "OCSP is down. CRL is down.")
        evidence = Evidence(EvidenceKind.OCSP, b"fake OCSP answer")
        if verdict.signer.iin in self.revoked:
            return Invalid(InvalidReason.REVOKED, "The certificate has been revoked.", evidence)
        return Valid(verdict.signer, verdict.content, evidence)


class FakeRegistrySignatures(FakeSignatures):
    def verify(self, registry: str, cms: bytes) -> Verdict:
        expected, verdict = self.pinned[registry], _open(cms)
        if isinstance(verdict, Valid) and verdict.signer.bin is None:
            return Invalid(InvalidReason.PERSON_KEY, "The key is not one of an organisation.")
        if isinstance(verdict, Valid) and verdict.signer.bin != expected:
            return Invalid(InvalidReason.OTHER_ORGANISATION, "The key belongs to another organisation.")
        if isinstance(verdict, Valid) and self.services_down:
            return CannotCheck(CannotCheckReason.REVOCATION_UNAVAILABLE, "OCSP is down. CRL is down.")
        return verdict


def _open(cms: bytes) -> Verdict:
    try:
        fields = json.loads(cms)
        content = base64.b64decode(fields["content"])
    except (ValueError, KeyError, TypeError):
        return Invalid(InvalidReason.NOT_CMS, "This is not a well-formed CMS signature.")
    if hashlib.sha256(content).hexdigest() != fields["digest"]:
        return Invalid(InvalidReason.BAD_SIGNATURE, "The signature does not fit the content.")
    return Valid(_signer(fields["iin"], fields["bin"]), content)


def _signer(iin: str | None, bin: str | None) -> Signer:  # noqa: A002 - the field's word
    return Signer(iin, bin, "ТЕГІ", "АТЫ", None, "ТЕГІ АТЫ", "1f", "00" * 32, _NOT_AFTER)


class FakeSeals:
    """Seals and checks of seals. Set `down` to make sealing unavailable.

    `issuers` maps providers to BINs, `names` those whose key is somebody's in particular to the common name on it.
    """

    def __init__(self, clock: Clock, issuers: Mapping[str, str], names: Mapping[str, str] | None = None) -> None:
        self._clock, self._issuers = clock, dict(issuers)
        self.names = dict(names or {})
        self.down = False

    def signatory(self, provider: str) -> Signatory:
        signer = _signer(None, self._issuers[provider])
        return Signatory(self.names.get(provider, signer.common_name), signer.serial, signer.not_after)

    def seal(self, pdf: bytes, provider: str, serial: str | None = None) -> bytes:
        facts = self.signatory(provider)
        if self.down:
            raise SealUnavailable(SealWhy.TIME_STAMP, "Time-stamping: the service answered 503.")
        if serial not in (None, facts.serial):
            raise SealUnavailable(SealWhy.CERTIFICATE, "The key has changed since the document was written.")
        seal = {
            "provider": provider,
            "digest": hashlib.sha256(pdf).hexdigest(),
            "at": self._clock.now().isoformat(),
        }
        return pdf + _MARK + json.dumps(seal).encode()

    def check(self, pdf: bytes, moment: datetime | None = None) -> SealVerdict:
        if not pdf.startswith(b"%PDF"):
            return SealVerdict(SealOutcome.NOT_OURS, SealReason.UNREADABLE)
        content, mark, tail = pdf.rpartition(_MARK)
        if not mark:
            return SealVerdict(SealOutcome.NOT_OURS, SealReason.UNSIGNED)
        seal, end = json.JSONDecoder().raw_decode(tail.decode(errors="replace"))
        if seal["provider"] not in self._issuers:
            return SealVerdict(SealOutcome.NOT_OURS, SealReason.OTHER_SIGNER)
        signer = _signer(None, self._issuers[seal["provider"]])
        signed_at = datetime.fromisoformat(seal["at"])
        outcome, reason = SealOutcome.AUTHENTIC, SealReason.SEALED_BY_PROVIDER
        if hashlib.sha256(content).hexdigest() != seal["digest"]:
            outcome, reason = SealOutcome.ALTERED, SealReason.CONTENT_CHANGED
        elif end != len(tail):
            outcome, reason = SealOutcome.ALTERED, SealReason.BYTES_ADDED
        return SealVerdict(outcome, reason, seal["provider"], signer, signed_at)
