"""Whoever stands between us and the authority, or holds some key of it, makes no revoked certificate good (9.5).

Each answer here is well-formed, signed, and says "good" of a citizen's certificate; one thing is wrong with it. What
cannot be relied upon decides nothing: the case waits, and is decided when an honest answer comes.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID

from emulators.certification_authority import CertificationAuthority
from functions.shared.clock import FileClock
from functions.shared.domain.application import Status
from functions.shared.domain.reasons import Reason, ReasonCode
from functions.shared.trust.authorities import Authorities
from functions.shared.trust.fetcher import Fetcher
from functions.shared.trust.request_signature import RequestVerifier
from functions.shared.trust.revocation import RevocationChecker
from functions.shared.trust.signed_data import open_signed
from functions.shared.trust.verdicts import CannotCheck, CannotCheckReason, Invalid, InvalidReason, Valid, Verdict
from tests.integration.trust.conftest import CountingFetcher, Desk
from tests.integration.trust.liar import Liar, Lie, Responder, issued, key_of
from tests.unit.service.world import World

pytestmark = [
    pytest.mark.clause("9.5"),
    # cryptography counts the bytes of a name, where the standard counts its letters.
    pytest.mark.filterwarnings("ignore:Attribute's length must be:UserWarning"),
]

SUBJECT, REVOKED = "applicant", "applicant-revoked"


class Stage:
    """The authority, one of its citizens, and all the keys that a forger might have got hold of."""

    def __init__(self, authority: CertificationAuthority, authorities: Authorities, desk: Desk) -> None:
        self.authority, self.authorities, self.desk = authority, authorities, desk
        self.now = authority.clock.now()
        self.issuer, self.organisations = (x509.load_der_x509_certificate(der) for der in authority.intermediates)
        self.issuer_key = key_of(authority, "persons")

    def certificate(self, member: str) -> x509.Certificate:
        return x509.load_der_x509_certificate(open_signed(self.desk.sign(b"", member)).certificate.dump())

    def delegate(
        self, *, purposes: tuple[x509.ObjectIdentifier, ...] = (ExtendedKeyUsageOID.OCSP_SIGNING,), days: int = 30
    ) -> Responder:
        end = self.now + timedelta(days=days)
        return issued(self.issuer, self.issuer_key, self.now, purposes=purposes, end=end)

    def verdict(self, fetcher: Fetcher, member: str = SUBJECT) -> Verdict:
        checker = RevocationChecker(self.authorities, fetcher, self.authority.clock)
        verifier = RequestVerifier(self.authorities, self.authority.clock, checker)
        return verifier.check_revocation(self.desk.sign(b"request", member))

    def liar(self, lie: Lie, responder: Responder | None = None, member: str = SUBJECT) -> Liar:
        return Liar(responder or self.delegate(), self.issuer, self.certificate(member), self.now, lie)


@pytest.fixture
def stage(authority: CertificationAuthority, authorities: Authorities, desk: Desk) -> Stage:
    return Stage(authority, authorities, desk)


def another_authoritys(stage: Stage) -> Responder:
    """The responder of the forged authority, whose names are the true ones."""
    rogue = key_of(stage.authority, "persons", "rogue")
    return issued(stage.issuer, rogue, stage.now)


def the_other_offices(stage: Stage) -> Responder:
    """A true responder, but of the intermediate that issues to organisations."""
    return issued(stage.organisations, key_of(stage.authority, "organisations"), stage.now)


def the_citizens_own(stage: Stage) -> Responder:
    """Whoever has any certificate of the authority could sign answers, if nobody asked what it is for."""
    return Responder(key_of(stage.authority, SUBJECT), stage.certificate(SUBJECT))


def for_another_purpose(stage: Stage) -> Responder:
    return stage.delegate(purposes=(ExtendedKeyUsageOID.CLIENT_AUTH,))


def for_no_purpose(stage: Stage) -> Responder:
    return stage.delegate(purposes=())


def expired(stage: Stage) -> Responder:
    return stage.delegate(days=-1)


RESPONDERS: tuple[Callable[[Stage], Responder], ...] = (
    *(another_authoritys, the_other_offices, the_citizens_own, for_another_purpose, for_no_purpose, expired),
)
LIES = {
    "stale": Lie(made=timedelta(days=-3)),
    "of the future": Lie(made=timedelta(hours=1)),
    "another nonce": Lie(nonce=lambda asked: bytes(len(asked))),
    "a longer nonce": Lie(nonce=lambda asked: asked + b"\0"),
    "no nonce, and an hour old": Lie(nonce=lambda _: None, made=-timedelta(minutes=61)),
    "no nonce, and no end": Lie(nonce=lambda _: None, made=-timedelta(hours=3), lasts=None),
    "changed on its way": Lie(is_changed=True),
    "unknown": Lie(status=ocsp.OCSPCertStatus.UNKNOWN),
}


class TestAnswers:
    def test_the_truth_by_a_delegate_of_the_authority_is_believed(self, stage: Stage) -> None:
        """Or none of what follows would show anything."""
        assert isinstance(stage.verdict(stage.liar(Lie())), Valid)
        revoked = stage.verdict(stage.liar(Lie(status=ocsp.OCSPCertStatus.REVOKED)))
        assert isinstance(revoked, Invalid)
        assert revoked.reason is InvalidReason.REVOKED

    def test_the_authority_itself_may_answer(self, stage: Stage) -> None:
        itself = Responder(stage.issuer_key, stage.issuer)
        assert isinstance(stage.verdict(stage.liar(Lie(), itself)), Valid)

    def test_an_answer_without_our_nonce_is_believed_while_it_is_young(self, stage: Stage) -> None:
        """RFC 5019 allows it. What somebody kept of before a revocation serves him an hour at most."""
        young = Lie(nonce=lambda _: None, made=-timedelta(minutes=59))
        assert isinstance(stage.verdict(stage.liar(young)), Valid)

    @pytest.mark.parametrize("responder", RESPONDERS)
    @pytest.mark.parametrize("status", [ocsp.OCSPCertStatus.GOOD, ocsp.OCSPCertStatus.REVOKED])
    def test_by_somebody_who_may_not_answer(
        self, stage: Stage, responder: Callable[[Stage], Responder], status: ocsp.OCSPCertStatus
    ) -> None:
        assert_undecided(stage.verdict(stage.liar(Lie(status=status), responder(stage))))

    @pytest.mark.parametrize("lie", LIES)
    def test_that_is_not_an_answer_to_this_question_now(self, stage: Stage, lie: str) -> None:
        assert_undecided(stage.verdict(stage.liar(LIES[lie])))

    def test_about_another_certificate(self, stage: Stage) -> None:
        about = stage.certificate(SUBJECT)
        assert_undecided(stage.verdict(stage.liar(Lie(about=about), member=REVOKED), REVOKED))

    def test_about_the_same_number_of_another_authority(self, stage: Stage) -> None:
        liar = Liar(stage.delegate(), stage.organisations, stage.certificate(SUBJECT), stage.now, Lie())
        assert_undecided(stage.verdict(liar))


class TestLists:
    """Where OCSP says nothing of use, the list has to be right as well."""

    def made(self, stage: Stage, issuer: x509.Certificate, key: str, hierarchy: str = "nca", hours: int = 0) -> bytes:
        at = stage.now + timedelta(hours=hours)
        builder = x509.CertificateRevocationListBuilder().issuer_name(issuer.subject)
        builder = builder.last_update(at).next_update(at + timedelta(hours=1))
        identifier = issuer.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
        builder = builder.add_extension(x509.CRLNumber(1), critical=False).add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(identifier), critical=False
        )
        signing = key_of(stage.authority, key, hierarchy)
        return builder.sign(signing, hashes.SHA256()).public_bytes(serialization.Encoding.DER)

    def verdict(self, stage: Stage, given: bytes, member: str = REVOKED) -> Verdict:
        liar = stage.liar(LIES["stale"], member=member)
        liar.lists = given
        return stage.verdict(liar, member)

    def test_the_truth_is_believed(self, stage: Stage) -> None:
        assert isinstance(self.verdict(stage, self.made(stage, stage.issuer, "persons"), SUBJECT), Valid)

    def test_an_empty_list_by_another_authority_of_the_same_names(self, stage: Stage) -> None:
        assert_undecided(self.verdict(stage, self.made(stage, stage.issuer, "persons", "rogue")))

    def test_the_list_of_the_other_office(self, stage: Stage) -> None:
        assert_undecided(self.verdict(stage, self.made(stage, stage.organisations, "organisations")))

    def test_an_empty_list_signed_by_a_citizen(self, stage: Stage) -> None:
        assert_undecided(self.verdict(stage, self.made(stage, stage.issuer, SUBJECT)))

    @pytest.mark.parametrize("hours", [-72, -2, 2])
    def test_a_list_of_another_time(self, stage: Stage, hours: int) -> None:
        assert_undecided(self.verdict(stage, self.made(stage, stage.issuer, "persons", hours=hours)))

    def test_a_list_without_its_end(self, stage: Stage) -> None:
        assert_undecided(self.verdict(stage, self.made(stage, stage.issuer, "persons")[:-1]))


def assert_undecided(verdict: Verdict) -> None:
    assert isinstance(verdict, CannotCheck)
    assert verdict.reason is CannotCheckReason.REVOCATION_UNAVAILABLE


# ---------------------------------------------------------------- what becomes of the case


@pytest.fixture
def world(stage: Stage, clock: FileClock, tmp_path: Path) -> World:
    """The service, whose time is the authority's, and whose guardian is the authority's citizen."""
    world = World()
    world.clock.move_to(clock.now())
    return world


def asks(world: World, stage: Stage, fetcher: Fetcher) -> None:
    verifier = RequestVerifier(
        stage.authorities, world.clock, RevocationChecker(stage.authorities, fetcher, world.clock)
    )
    world.submit_services = replace(world.submit_services, signatures=verifier)
    world.issue_services = replace(world.issue_services, signatures=verifier)


def made_by(responder: Callable[[Stage], Responder]) -> Callable[[Stage], Liar]:
    return lambda stage: stage.liar(Lie(), responder(stage))


def that_is(lie: str) -> Callable[[Stage], Liar]:
    return lambda stage: stage.liar(LIES[lie])


class TestCase:
    """Neither issued nor declined for what nobody can rely upon; and nothing that a citizen has to do again."""

    @pytest.mark.parametrize(
        "liar", [*map(made_by, RESPONDERS), *map(that_is, LIES)], ids=[each.__name__ for each in RESPONDERS] + [*LIES]
    )
    def test_a_lie_decides_nothing_and_the_truth_then_does(
        self, world: World, stage: Stage, liar: Callable[[Stage], Liar]
    ) -> None:
        identifier = accepted(world, stage, liar(stage))

        for _ in range(2):
            answer = world.task(f"/tasks/verify/{identifier}")
            assert (answer.status_code, world.problem(answer)) == (503, "still-waiting")
        case = world.application(identifier)
        assert (case.status, case.waiting_for) == (Status.ACCEPTED, ("revocation",))
        assert world.events(identifier) == ["accepted", "waiting"]

        asks(world, stage, CountingFetcher())
        assert world.task(f"/tasks/verify/{identifier}").status_code == 200
        assert world.application(identifier).status is Status.ISSUED

    @pytest.mark.parametrize("fault", ["ocsp_down", "ocsp_stale", "ocsp_wrong_key"])
    @pytest.mark.parametrize(("member", "closed"), [(SUBJECT, Status.ISSUED), (REVOKED, Status.DECLINED)])
    def test_without_ocsp_and_list_the_case_waits(
        self, world: World, stage: Stage, fault: str, member: str, closed: Status
    ) -> None:
        stage.authority.set_faults(**{fault: True, "crl_down": True})
        identifier = accepted(world, stage, CountingFetcher(), member)
        assert world.task(f"/tasks/verify/{identifier}").status_code == 503
        assert world.application(identifier).status is Status.ACCEPTED

        stage.authority.set_faults()
        assert world.task(f"/tasks/verify/{identifier}").status_code == 200
        assert world.application(identifier).status is closed

    def test_a_revoked_signature_is_declined_with_its_reason_in_three_languages(
        self, world: World, stage: Stage
    ) -> None:
        identifier = accepted(world, stage, CountingFetcher(), REVOKED)
        assert world.task(f"/tasks/verify/{identifier}").status_code == 200

        told = json.loads(world.call("GET", f"/v1/applications/{identifier}", who=world.citizen()).get_data())
        (reason,) = told["reasons"]
        assert (told["status"], reason["code"], reason["pointer"]) == ("declined", "signature-revoked", "/applicant")
        assert reason["text"] == vars(Reason(ReasonCode.SIGNATURE_REVOKED).text())


def accepted(world: World, stage: Stage, fetcher: Fetcher, member: str = SUBJECT) -> str:
    """A request that was signed by this member, and is in."""
    asks(world, stage, fetcher)
    request = json.dumps(world.request(), ensure_ascii=False).encode()
    response = world.submit(cms=stage.desk.sign(request, member))
    assert response.status_code == 201, response.get_data(as_text=True)
    return str(json.loads(response.get_data())["id"])
