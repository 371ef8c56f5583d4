"""A genuine certificate, and everybody who might forge one: real parts but for the store and the registries.

The certificate comes about as every other does: a request, the task of verification, the real renderer, the real
sealer, the emulated certification authority with its OCSP, lists and time-stamps, and the register. What is forged of
it is shown to the handler of `POST /check`, as any caller would.
"""

from __future__ import annotations

import contextlib
import io
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

from emulators.certification_authority import CertificationAuthority, Kind, Member
from emulators.cloud_kms import Pkcs12Key
from functions.issue.services import sealed_content
from functions.shared.clock import FileClock
from functions.shared.documents.certificate import CertificateRenderer
from functions.shared.trust.authorities import Authorities
from functions.shared.trust.fetcher import HttpFetcher
from functions.shared.trust.pyhanko_parts import TimeStampingClient
from functions.shared.trust.revocation import RevocationChecker
from functions.shared.trust.seal_check import SealVerifier
from functions.shared.trust.sealing import Sealer
from functions.shared.trust.verdicts import Evidence, SealOutcome
from tests.fakes.keys import HeldKeys
from tests.integration.trust.weaker import evidence_for, sign_weakly
from tests.unit.service.world import BINS, World

PROVIDER = "almaty"
STRANGERS_BIN = "990740001234"
SEALED = "sealed.pdf"


@dataclass(frozen=True)
class Answer:
    """What `POST /check` said. `certificate` is the number that it named, if any."""

    outcome: str
    reason: str
    certificate: str | None


def _organisation(name: str, kind: Kind = Kind.ORGANISATION, number: str = BINS[PROVIDER]) -> Member:
    return Member(id=name, kind=kind, iin="700101300123", bin=number, surname="ТЕГІ", name="АТЫ", organisation="ББ")


MEMBERS = [
    _organisation("provider"),
    _organisation("stranger", number=STRANGERS_BIN),
    _organisation("employee", Kind.EMPLOYEE),
    _organisation("office-login", Kind.AUTHENTICATION),
    _organisation("revoked"),
    Member(id="citizen", kind=Kind.PERSON, iin="850101100012", surname="ӘЛИЕВА", name="ГҮЛНАР"),
    Member(id="login", kind=Kind.AUTHENTICATION, iin="850101100012", surname="ӘЛИЕВА", name="ГҮЛНАР"),
]


def key_of(authority: CertificationAuthority, member: str) -> Pkcs12Key:
    file = authority.signing_file(member)
    return Pkcs12Key(file.data, file.password)


class Scene:
    """In a folder, which keeps what a replay needs: the authority's keys and the sealed file."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder, self.world = folder, World()
        self.clock = FileClock(folder / "clock")
        self.clock.move(to=self.world.clock.now(), rate=0)
        self.authority = CertificationAuthority(folder / "authority", self.clock, MEMBERS).start()
        self.authorities = Authorities(self.authority.roots, self.authority.intermediates)
        self.fetcher = HttpFetcher(timeout=5.0)
        self.revocation = RevocationChecker(self.authorities, self.fetcher, self.clock)
        self.stamping = TimeStampingClient(self.authority.tsa_url, self.fetcher)
        self.use(SealVerifier(self.authorities, self.clock, lambda: BINS))
        self.sealed = self._issued()

    def stop(self) -> None:
        self.authority.stop()
        if "twin" in vars(self):
            self.twin.stop()

    # ---- the certificate

    def _issued(self) -> bytes:
        """The certificate's bytes, kept from an earlier run where there was one (see decision 0028)."""
        kept = self.folder / SEALED
        self.world.issue_services = replace(
            self.world.issue_services,
            renderer=CertificateRenderer(),
            read_content=sealed_content,
            seals=self.sealer(),
        )
        identifier = self.world.accepted()
        name = f"certificates/{identifier}.pdf"
        if kept.exists():
            self.world.certificates.stored[name] = (kept.read_bytes(), "application/pdf")
        answer = self.world.task(f"/tasks/verify/{identifier}")
        assert answer.status_code == 200, answer.get_data(as_text=True)
        sealed, _ = self.world.certificates.stored[name]
        kept.write_bytes(sealed)
        self.number = self.world.application(identifier).certificate
        return sealed

    def sealer(self) -> Sealer:
        return self._sealer(self.authority, self.authorities, self.revocation)

    def _sealer(self, source: CertificationAuthority, trusted: Authorities, revocation: RevocationChecker) -> Sealer:
        keys = HeldKeys({PROVIDER: key_of(source, "provider")}, BINS)
        return Sealer(keys, trusted, revocation, source.tsa_url, self.fetcher, self.clock)

    @cached_property
    def unsealed(self) -> bytes:
        """The revision before the seal: what the renderer wrote."""
        return self.sealed[: self.sealed.index(b"%%EOF") + 6]

    @cached_property
    def another(self) -> bytes:
        """A second file sealed by the same provider, which no register knows."""
        changed = self.unsealed.replace(b"/MediaBox [ 0 0 595.", b"/MediaBox [ 0 0 594.", 1)
        return self.sealer().seal(changed, PROVIDER)

    # ---- an authority with the names, the members and the services of the true one, and keys of its own

    @cached_property
    def twin(self) -> CertificationAuthority:
        return CertificationAuthority(self.folder / "twin", self.clock, MEMBERS).start()

    def twin_sealer(self) -> Sealer:
        authorities = Authorities(self.twin.roots, self.twin.intermediates)
        revocation = RevocationChecker(authorities, self.fetcher, self.clock)
        return self._sealer(self.twin, authorities, revocation)

    # ---- keys

    def key(self, member: str) -> Pkcs12Key:
        return key_of(self.authority, member)

    def evidence(self, member: str) -> list[Evidence]:
        """What the authority says of the member's key and of its time-stamping service."""
        return evidence_for(self.key(member), self.stamping, self.authorities, self.revocation)

    def signed_by(self, member: str, pdf: bytes, **changes: Any) -> bytes:
        """Signed as our sealer does it, time-stamp and validation data included, by whoever."""
        given = {"timestamper": self.stamping} | changes
        if "evidence" not in given:
            given["evidence"] = self.evidence(member)
        return sign_weakly(pdf, self.key(member), self.authorities, **given)

    # ---- the check

    def use(self, checks: Any) -> None:
        """Judge seals by `checks` from now on."""
        self.world.issue_services = replace(self.world.issue_services, seal_checks=checks)

    @contextmanager
    def later(self, by: timedelta) -> Iterator[None]:
        """In the future, and back: what is learnt of revocation there is forgotten here."""
        known, self.revocation = self.revocation, RevocationChecker(self.authorities, self.fetcher, self.clock)
        self.advance(by)
        try:
            yield
        finally:
            self.advance(-by)
            self.revocation = known

    def advance(self, by: timedelta) -> None:
        """Time passes, for the service and for the authority."""
        self.world.clock.move_to(self.clock.move(by=by))

    def ask(self, pdf: bytes) -> Answer:
        """Hand the file in, as anybody may. Nothing that is logged on the way may name anybody, or show a stack."""
        with _listening() as heard:
            response = self.world.call("POST", "/check", data=pdf, content_type="application/pdf")
        assert response.status_code == 200, response.get_data(as_text=True)
        for told in ("ТЕГІ", "ӘЛИЕВА", "IIN", "Traceback"):
            assert told not in heard.getvalue(), f"{told} in the log"
        said = json.loads(response.get_data())
        shown = said["certificate"]
        assert (shown is None) is (said["verdict"] != SealOutcome.AUTHENTIC)
        return Answer(said["verdict"], said["reason"], shown and shown["number"])


@contextmanager
def _listening() -> Iterator[io.StringIO]:
    """What goes to standard output, and what libraries log."""
    heard = io.StringIO()
    handler = logging.StreamHandler(heard)
    logging.getLogger().addHandler(handler)
    try:
        with contextlib.redirect_stdout(heard):
            yield heard
    finally:
        logging.getLogger().removeHandler(handler)
