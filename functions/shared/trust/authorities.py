"""The certification authorities that we trust, and the way from a certificate up to their roots (RFC 5280, 6)."""

from __future__ import annotations

from collections.abc import Coroutine, Iterable
from datetime import datetime, timedelta
from typing import Any, TypeVar

from asn1crypto import pem, x509
from pyhanko_certvalidator.context import ValidationContext
from pyhanko_certvalidator.errors import (
    DisallowedAlgorithmError,
    ExpiredError,
    NotYetValidError,
    PathBuildingError,
    PathValidationError,
)
from pyhanko_certvalidator.path import ValidationPath
from pyhanko_certvalidator.policy_decl import (
    CertRevTrustPolicy,
    RevocationCheckingPolicy,
    RevocationCheckingRule,
)
from pyhanko_certvalidator.registry import CertificateRegistry, PathBuilder, SimpleTrustManager
from pyhanko_certvalidator.validate import async_validate_path

from functions.shared.trust.names import remember_prepared_names
from functions.shared.trust.verdicts import InvalidReason, invalid

remember_prepared_names()

T = TypeVar("T")

CLOCK_SKEW = timedelta(minutes=1)
"""How far the clocks of the authority's services may be apart from ours."""

BROKEN = (AssertionError, ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
"""What pyHanko raises at certificates that contradict themselves: it asserts what a forger need not respect, such as
that a certificate under an RSA authority is signed by RSA."""

OFFLINE = CertRevTrustPolicy(
    RevocationCheckingPolicy(
        ee_certificate_rule=RevocationCheckingRule.NO_CHECK,
        intermediate_ca_cert_rule=RevocationCheckingRule.NO_CHECK,
    )
)
"""Nothing is asked about revocation."""

WITH_EVIDENCE = CertRevTrustPolicy(
    RevocationCheckingPolicy(
        ee_certificate_rule=RevocationCheckingRule.CRL_OR_OCSP_REQUIRED,
        intermediate_ca_cert_rule=RevocationCheckingRule.CRL_OR_OCSP_REQUIRED,
    )
)
"""For every certificate below the root there must be an OCSP answer or a CRL that says it is good."""

MOST_REUSED = 512
"""Paths that are kept: those of offices, registries and services. Whenever there are more, all are verified anew."""


def read_certificates(data: bytes) -> list[bytes]:
    """The certificates of a PEM bundle, or the one certificate of a DER file, as DER."""
    if not pem.detect(data):
        return [data]
    return [der for kind, _, der in pem.unarmor(data, multiple=True) if kind == "CERTIFICATE"]


def at_once(coroutine: Coroutine[Any, Any, T]) -> T:
    """The result of a coroutine of pyHanko's that never waits, as nothing is fetched, or by our fetcher, which blocks.

    So it needs no event loop: one opens two sockets, and took a tenth of the time of verifying a citizen's signature.
    """
    try:
        coroutine.send(None)
    except StopIteration as done:
        result: T = done.value
        return result
    coroutine.close()
    raise RuntimeError("a coroutine of pyHanko waits for somebody")


class Authorities:
    """Trusted roots and known intermediates, all DER. Certificates that a signature brings along are not used."""

    def __init__(self, roots: Iterable[bytes], intermediates: Iterable[bytes] = ()) -> None:
        self.roots = [x509.Certificate.load(der) for der in roots]
        self.intermediates = [x509.Certificate.load(der) for der in intermediates]
        self.trust = SimpleTrustManager.build(trust_roots=self.roots)
        # The roots are registered as well: pyHanko looks for an issuer among the certificates it knows.
        self._known = CertificateRegistry.build([*self.roots, *self.intermediates])
        self._builder: Any = PathBuilder(self.trust, self._known)  # Any: pyHanko leaves its methods untyped
        self._reused: dict[bytes, ValidationPath] = {}

    def end(self) -> datetime | None:
        """When the last of the roots runs out; None where there is none. After it no signature holds any more."""
        return max((root.not_valid_after for root in self.roots), default=None)

    def find_path(self, certificate: x509.Certificate) -> ValidationPath:
        """The way up to a root by names and key identifiers, nothing verified. Raises Refused."""
        try:
            paths: list[ValidationPath] = at_once(self._builder.async_build_paths(certificate))
        except PathBuildingError as error:
            raise invalid(InvalidReason.UNKNOWN_AUTHORITY, _UNKNOWN) from error
        if not paths:
            raise invalid(InvalidReason.UNKNOWN_AUTHORITY, _UNKNOWN)
        return paths[0]

    def verified_path(self, certificate: x509.Certificate, moment: datetime, *, reuse: bool = False) -> ValidationPath:
        """The way up to a root, every signature and every validity verified as of `moment`. Raises Refused.

        `reuse` allows the path of the same bytes that was verified before, as of any moment: of all that is looked at
        only the time changes, so such a path holds for as long as all its certificates are valid. As with revocation
        it is meant for the few certificates that come again and again, not for those of citizens.
        """
        known = self._reused.get(certificate.sha256) if reuse else None
        if known is not None and _are_valid(known, moment):
            return known
        path = self.find_path(certificate)
        try:
            at_once(async_validate_path(self.context(moment), path))
        except ExpiredError as error:
            raise invalid(InvalidReason.EXPIRED, "The certificate, or one above it, has expired.") from error
        except NotYetValidError as error:
            raise invalid(InvalidReason.NOT_YET_VALID, "The certificate is not valid yet.") from error
        except DisallowedAlgorithmError as error:
            raise invalid(InvalidReason.WEAK_ALGORITHM, "The certificate is signed by a weak algorithm.") from error
        except (PathValidationError, *BROKEN) as error:
            raise invalid(InvalidReason.UNKNOWN_AUTHORITY, _UNKNOWN) from error
        if reuse:
            self._keep(certificate, path)
        return path

    def _keep(self, certificate: x509.Certificate, path: ValidationPath) -> None:
        try:
            for link in path:
                link.native  # noqa: B018 - asn1crypto reads as it goes, which two threads at once would not survive
        except BROKEN:
            return
        if len(self._reused) >= MOST_REUSED:
            self._reused.clear()
        self._reused[certificate.sha256] = path

    def context(
        self,
        moment: datetime,
        policy: CertRevTrustPolicy = OFFLINE,
        ocsps: Iterable[bytes] = (),
        crls: Iterable[bytes] = (),
        certificates: Iterable[x509.Certificate] | None = None,
    ) -> ValidationContext:
        """A context for pyHanko, as of `moment`; it fetches nothing.

        `certificates` are known to this context alone, but not trusted. pyHanko adds what it finds in a signature to
        the known certificates: whoever hands a whole signature to it must give a list, be it empty.
        """
        known = self._known
        if certificates is not None:
            known = CertificateRegistry.build([*self.roots, *self.intermediates, *certificates])
        return ValidationContext(
            trust_manager=self.trust,
            certificate_registry=known,
            moment=moment,
            revinfo_policy=policy,
            ocsps=list(ocsps),
            crls=list(crls),
            time_tolerance=CLOCK_SKEW,
        )


def _are_valid(path: ValidationPath, moment: datetime) -> bool:
    """Whether all the certificates of a path are valid, without the tolerance for clocks that differ."""
    return all(link.not_valid_before <= moment <= link.not_valid_after for link in path)


_UNKNOWN = "The certificate was not issued by an authority that we trust."
