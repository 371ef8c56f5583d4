"""What is asked about revocation, and what cannot be."""

from __future__ import annotations

from asn1crypto import ocsp, x509

from functions.shared.trust.authorities import Authorities
from functions.shared.trust.fetcher import FetchFailed
from functions.shared.trust.revocation import RevocationChecker, Unknown
from tests.unit.trust.pki import NOW, Clock, Holder, Pki

RESPONDER = "http://ocsp.example.kz/"


class Silent:
    """A responder that remembers what it was asked, and does not answer."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, bytes]] = []

    def get(self, url: str) -> bytes:
        raise FetchFailed("There is no list.")

    def post(self, url: str, body: bytes, content_type: str) -> bytes:
        assert content_type == "application/ocsp-request"
        self.asked.append((url, body))
        raise FetchFailed("There is no answer.")


def with_responder(certificate: x509.Certificate, serial: int) -> x509.Certificate:
    """The certificate as if it had another number and named a responder; its signature holds no more."""
    location = x509.GeneralName("uniform_resource_identifier", RESPONDER)
    access = x509.AuthorityInfoAccessSyntax([{"access_method": "ocsp", "access_location": location}])
    signed = certificate["tbs_certificate"]
    signed["serial_number"] = serial
    signed["extensions"].append({"extn_id": "authority_information_access", "extn_value": access})
    return x509.Certificate.load(certificate.dump(force=True))


def asked_about(pki: Pki, authorities: Authorities, serial: int) -> tuple[x509.Certificate, Unknown, Silent]:
    certificate, responder = with_responder(pki.issue(Holder()), serial), Silent()
    checker = RevocationChecker(authorities, responder, Clock(NOW))
    status = checker.status(certificate, authorities.find_path(certificate))
    assert isinstance(status, Unknown)
    return certificate, status, responder


def test_the_question_names_the_certificate_by_its_issuer_and_number(pki: Pki, authorities: Authorities) -> None:
    certificate, _, responder = asked_about(pki, authorities, 2**150 + 7)
    ((url, body),) = responder.asked
    request = ocsp.OCSPRequest.load(body, strict=True)
    (question,) = request["tbs_request"]["request_list"]
    issuer = x509.Certificate.load(pki.intermediate)
    assert url == RESPONDER
    assert question["req_cert"].native == {
        "hash_algorithm": {"algorithm": "sha1", "parameters": None},
        "issuer_name_hash": certificate.issuer.sha1,
        "issuer_key_hash": issuer.public_key.sha1,
        "serial_number": 2**150 + 7,
    }
    assert len(request.nonce_value.native) == 16


def test_no_two_questions_are_the_same(pki: Pki, authorities: Authorities) -> None:
    (_, first), (_, second) = (asked_about(pki, authorities, 7)[2].asked[0] for _ in range(2))
    nonces = {ocsp.OCSPRequest.load(body).nonce_value.native for body in (first, second)}
    assert len(nonces) == 2


def test_a_number_that_nobody_may_give_is_not_asked_about(pki: Pki, authorities: Authorities) -> None:
    """RFC 5280, 4.1.2.2. The list is asked instead."""
    _, status, responder = asked_about(pki, authorities, -7)
    assert "nobody may give" in status.detail
    assert "CRL" in status.detail
    assert responder.asked == []
