"""The walk over everything bad that is named anywhere in the promises of the service, as an attacker would go it.

Each row is sent over HTTP, in Kazakh, Russian and English: the answer is a problem (RFC 9457) that the description
names, in three different texts, with pointers to what is wrong; nothing is stored, and no line of the log has anything
of what was sent. What the tools refuse is shown in tests/unit/tools and tests/policy.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey
from joserfc.util import urlsafe_b64encode

from functions.complaint.routes import ROUTES as COMPLAINTS
from functions.issue.routes import ROUTES as ISSUE
from functions.shared.domain.errors import TYPE_PREFIX
from functions.shared.domain.language import Language
from functions.shared.http.callers import Role
from functions.shared.http.oidc import OidcCallers
from functions.shared.http.problems import MEDIA_TYPE
from functions.shared.http.routing import Route
from functions.shared.http.signed import CMS_LIMIT
from functions.shared.http.signing_keys import Key, KeyUnknown, SigningKeys
from functions.shared.http.tokens import Issuer, TokenVerifier
from functions.shared.trust.authorities import Authorities
from functions.shared.trust.request_signature import RequestVerifier
from functions.shared.trust.revocation import RevocationChecker
from functions.submit.attachments import LIMIT
from functions.submit.routes import ROUTES as SUBMIT
from tests.api.served import SCAN, STRANGER, Served, served
from tests.api.walk import KEY, Counted, Row, Sent, get, head_of, in_cms, of_role, portal, post, upload
from tests.unit.examples import GUARDIAN
from tests.unit.service.complaint_world import EXECUTOR
from tests.unit.service.test_intake import BAD_CHILDREN, BAD_REQUESTS
from tests.unit.service.world import BINS, CENTRES
from tests.unit.trust import signing
from tests.unit.trust.conftest import Unplugged
from tests.unit.trust.pki import NOW, ORGANISATION, PERSON, Clock, Holder, Pki
from tools.openapi import TARGET

DESCRIBED = TARGET.read_text()
INDEPENDENCE_DAY = datetime(2026, 12, 16, 5, 0, tzinfo=UTC)
PSC = f"/v1/psc/{CENTRES[0]}"
AUTHENTICATION = (PERSON[0], "1.3.6.1.5.5.7.3.2")


# ---------------------------------------------------------------- real signatures and real tokens

PKI, TWIN = Pki(), Pki()
TRUE_KEY, FALSE_KEY = ECKey.generate_key("P-256", auto_kid=True), ECKey.generate_key("P-256", auto_kid=True)
ISSUER, AUDIENCE = "https://identity.example", "anyqtama"


def with_real_signatures(world: Served) -> None:
    authorities, clock = Authorities([PKI.root], [PKI.intermediate]), Clock()
    verifier = RequestVerifier(authorities, clock, RevocationChecker(authorities, Unplugged(), clock))
    world.submit_services = replace(world.submit_services, signatures=verifier)
    world.complaint_services = replace(world.complaint_services, signatures=verifier)


def by(holder: Holder, pki: Pki = PKI, change: Callable[[bytes], bytes] = lambda cms: cms) -> Callable[[Served], Sent]:
    """A request that this holder of a real certificate signed, changed afterwards."""

    def make(world: Served) -> Sent:
        with_real_signatures(world)
        return in_cms(world, change(signing.signed(pki, holder, json.dumps(world.request()).encode())))

    return make


def person(**changes: Any) -> Holder:
    return Holder(serial_numbers=(f"IIN{GUARDIAN}",), **changes)


def without(part: str) -> Callable[[bytes], bytes]:
    return lambda cms: signing.edited(
        cms, lambda content: content.__setitem__(part, [] if part == "signer_infos" else None)
    )


def twice(cms: bytes) -> bytes:
    return signing.edited(cms, lambda content: content.__setitem__("signer_infos", [content["signer_infos"][0]] * 2))


class TheKeys(SigningKeys):
    def get(self, address: str, key_id: str) -> Key:
        for key in (TRUE_KEY,):
            if key.kid == key_id:
                return key
        raise KeyUnknown


def token(key: ECKey = TRUE_KEY, algorithm: str = "ES256", **changes: Any) -> Callable[[Served], Sent]:
    """The cabinet, asked for with a real token that has something wrong."""

    def make(world: Served) -> Sent:
        keys = TheKeys()
        keys.close()
        verifier = TokenVerifier([Issuer(ISSUER, "https://keys.example", AUDIENCE)], world.clock, keys)
        world.submit_services = replace(world.submit_services, callers=OidcCallers(verifier, {}))
        now = int(world.clock.now().timestamp())
        claims = {"iss": ISSUER, "aud": AUDIENCE, "sub": "s", "iat": now, "exp": now + 300, "role": "citizen"}
        claims |= {"iin": GUARDIAN} | changes
        header = {"alg": algorithm, "kid": key.kid}
        if algorithm == "none":
            parts = (json.dumps(each).encode() for each in (header, claims))
            return get("/v1/cabinet", "Bearer " + b".".join([*map(urlsafe_b64encode, parts), b""]).decode())
        return get("/v1/cabinet", "Bearer " + jwt.encode(header, claims, key))

    return make


# ---------------------------------------------------------------- the portal

SIGNED = "signature-invalid"
CMS = ("/cms",)
PORTAL = [
    Row("not JSON", lambda w: post("/v1/portal/applications", w.citizen(), b"cms"), 400, "malformed-body"),
    Row("not base64", lambda w: post("/v1/portal/applications", w.citizen(), {"cms": "§"}), 400, "malformed-body", CMS),
    Row("not CMS", by(person(), change=lambda _: b"cms"), 422, SIGNED, CMS),
    Row("no signer", by(person(), change=without("signer_infos")), 422, SIGNED, CMS),
    Row("two signers", by(person(), change=twice), 422, SIGNED, CMS),
    Row("no embedded certificate", by(person(), change=without("certificates")), 422, SIGNED, CMS),
    Row("other bytes", by(person(), change=lambda cms: cms.replace(b'"almaty"', b'"astana"')), 422, SIGNED, CMS),
    Row("an unknown authority of the same names", by(person(), TWIN), 422, SIGNED, CMS),
    Row("an expired certificate", by(person(end=NOW - timedelta(days=1))), 422, SIGNED, CMS),
    Row("a certificate of tomorrow", by(person(begin=NOW + timedelta(days=1))), 422, SIGNED, CMS),
    Row("an authentication key", by(person(purposes=AUTHENTICATION)), 422, SIGNED, CMS),
    Row("an organisation's key", by(person(purposes=ORGANISATION, units=(f"BIN{BINS['almaty']}",))), 422, SIGNED, CMS),
    Row("another person's key", by(Holder(serial_numbers=(f"IIN{STRANGER}",))), 422, "signer-not-applicant", CMS),
    Row("a signature too large", lambda w: in_cms(w, bytes(CMS_LIMIT + 1)), 413, "body-too-large", CMS),
    Row(
        "a body too large",
        lambda w: post("/v1/portal/applications", w.citizen(), b" " * 600_000),
        413,
        "body-too-large",
    ),
    *(
        Row(what, lambda w, changes=changes: portal(w, w.request(**changes)), 422, slug, tuple(pointers))  # type: ignore[misc]  # the default binds
        for what, changes, slug, pointers in BAD_REQUESTS
    ),
    *(
        Row(
            what,
            lambda w, given=given: portal(w, w.request(children=[w.child(**each) for each in given])),  # type: ignore[misc]  # the default binds
            422,
            slug,
            tuple(pointers),
        )
        for what, given, slug, pointers in BAD_CHILDREN
    ),
    Row(
        "ten thousand children",
        lambda w: portal(w, w.request(children=[{}] * 10_000)),
        422,
        "invalid-fields",
        ("/request/children",),
    ),
    Row("wrong hash", lambda w: upload(w, SCAN, "0" * 64), 422, "attachment-hash-mismatch"),
    Row("ten mebibytes and a byte", lambda w: upload(w, bytes(LIMIT + 1)), 413, "body-too-large"),
    Row("eleven mebibytes", lambda w: upload(w, bytes(11 * 1024 * 1024)), 413, "body-too-large"),
    Row("an executable named .pdf", lambda w: upload(w, b"MZ\x90\0report.pdf"), 415, "attachment-unsupported"),
    Row(
        "an executable that begins as a PDF", lambda w: upload(w, b"%PDF-1.7\nMZ\x90\0"), 415, "attachment-unsupported"
    ),
    Row("an address that is no hash", lambda w: upload(w, SCAN, "../../etc/passwd"), 404, "not-found"),
    Row(
        "a replayed key with another body",
        lambda w: portal(w, w.request(), **{"Idempotency-Key": "key-00000001"}),
        422,
        "idempotency-key-reused",
    ),
    Row("no token", lambda w: get("/v1/cabinet", None), 401, "unauthenticated"),
    Row("an expired token", token(exp=1_700_000_000), 401, "unauthenticated"),
    Row("a token for another audience", token(aud="bank"), 401, "unauthenticated"),
    Row("a token of another issuer", token(iss="https://evil.example"), 401, "unauthenticated"),
    Row("a token by another key", token(FALSE_KEY), 401, "unauthenticated"),
    Row("a token that nobody signed", token(algorithm="none"), 401, "unauthenticated"),
    Row("a token without an IIN", token(iin=None), 403, "forbidden"),
    Row("a token of an invented role", token(role="emperor"), 403, "forbidden"),
    Row("a token that says it is a task", token(role="task"), 403, "forbidden"),
    Row("a wrong role", lambda w: get("/v1/cabinet", w.operator()), 403, "forbidden"),
    Row(
        "another citizen's application",
        lambda w: get(f"/v1/applications/{w.known['applications'][0]}", w.citizen(STRANGER)),
        404,
        "not-found",
    ),
    Row(
        "another citizen's certificate",
        lambda w: get(f"/v1/certificates/{w.known['certificates'][0]}", w.citizen(STRANGER)),
        404,
        "not-found",
    ),
    Row(
        "another citizen's booking",
        lambda w: Sent("DELETE", f"/v1/bookings/{w.known['bookings'][0]}", w.citizen(STRANGER)),
        404,
        "booking-unknown",
    ),
    Row(
        "a task asked by a citizen",
        lambda w: post(f"/tasks/verify/{w.known['applications'][2]}", w.citizen(), {}),
        403,
        "forbidden",
    ),
    Row("a task asked by nobody", lambda w: post("/tasks/reconcile", None, {}), 401, "unauthenticated"),
    *(
        Row(
            f"the key {name}",
            lambda w, key=key: portal(w, w.request(), **{"Idempotency-Key": key}),  # type: ignore[misc]  # the default binds
            400,
            "idempotency-key-missing",
        )
        for name, key in {
            "that is empty": "",
            "of seven characters": "k" * 7,
            "of 256 characters": "k" * 256,
            "with spaces": "with space in it",
            "that is two keys": "key-00000001, key-00000002",
            "with a tab": "key\t-00000001",
            "with letters of Latin-1": "kéy-00000001",
            "of control characters": "\x7f" * 9,
        }.items()
    ),
]


# ---------------------------------------------------------------- the public service centre


def package(**changes: Any) -> Callable[[Served], Sent]:
    return lambda w: post("/v1/psc/applications", w.operator(), w.package(**changes))


def document(kind: str, **changes: Any) -> Callable[[Served], Sent]:
    return lambda w: post("/v1/psc/applications", w.operator(), w.package(documents=[w.document(kind, **changes)]))


def on_sunday(make: Callable[[Served], Sent]) -> Callable[[Served], Sent]:
    def sent(world: Served) -> Sent:
        world.clock.move_to(datetime(2026, 11, 22, 5, 0, tzinfo=UTC))
        return make(world)

    return sent


def booking(slot: datetime, iin: str = STRANGER) -> Callable[[Served], Sent]:
    return lambda w: post("/v1/bookings", w.citizen(iin), {"psc": CENTRES[0], "slot": slot.isoformat()})


def on_the_day_before(make: Callable[[Served], Sent]) -> Callable[[Served], Sent]:
    def sent(world: Served) -> Sent:
        world.clock.move_to(INDEPENDENCE_DAY - timedelta(days=1))
        return make(world)

    return sent


def ticket(number: int, step: str, **body: str) -> Callable[[Served], Sent]:
    return lambda w: post(f"{PSC}/tickets/{w.known['tickets'][number]}/{step}", w.operator(), body)


MONDAY = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
FIELDS = "invalid-fields"
CENTRE = [
    Row(
        "an operator of another centre",
        lambda w: post("/v1/psc/applications", w.operator(CENTRES[1]), w.package()),
        403,
        "other-office",
    ),
    Row("wrong hours", on_sunday(package()), 409, "outside-hours"),
    Row("a ticket outside hours", on_sunday(lambda w: post(f"{PSC}/tickets", w.operator(), {})), 409, "outside-hours"),
    Row(
        "compared but not returned",
        document("identity-document", original_returned=False),
        422,
        "original-not-returned",
        ("/documents/0/original_returned",),
    ),
    Row(
        "not compared",
        document("identity-document", compared_with_original=False),
        422,
        "original-not-compared",
        ("/documents/0/compared_with_original",),
    ),
    Row(
        "the scan of the consent is missing",
        lambda w: package(consent=w.consent(scan=None))(w),
        422,
        "consent-scan-missing",
        ("/consent/scan",),
    ),
    Row(
        "a scan that nobody uploaded",
        lambda w: package(consent=w.consent(scan="0" * 64))(w),
        422,
        "attachment-missing",
        ("/consent/scan",),
    ),
    Row("no consent at the desk", package(consent=None), 422, "consent-missing", ("/consent",)),
    Row(
        "an unknown ticket",
        lambda w: post(f"{PSC}/tickets/A999/start", w.operator(), {"desk": "1"}),
        404,
        "ticket-unknown",
    ),
    Row(
        "a ticket called twice",
        lambda w: post(f"{PSC}/calls", w.operator(), {"desk": "3", "ticket": w.known["tickets"][0]}),
        409,
        "ticket-already-called",
    ),
    Row("a desk called while busy", lambda w: post(f"{PSC}/calls", w.operator(), {"desk": "1"}), 409, "desk-busy"),
    Row(
        "out of turn",
        lambda w: post(f"{PSC}/calls", w.operator(), {"desk": "3", "ticket": w.known["tickets"][3]}),
        409,
        "not-next",
    ),
    Row("finish before call", ticket(2, "finish", desk="1"), 409, "ticket-not-called"),
    Row("finish before start", ticket(0, "finish", desk="1"), 409, "ticket-not-started"),
    Row("the ticket of another desk", ticket(0, "start", desk="3"), 409, "ticket-at-other-desk"),
    Row(
        "an unknown desk", lambda w: post(f"{PSC}/calls", w.operator(), {"desk": "99"}), 422, "desk-unknown", ("/desk",)
    ),
    Row("a slot in the past", booking(MONDAY - timedelta(days=1)), 422, "slot-past", ("/slot",)),
    Row("a slot on a Sunday", booking(MONDAY + timedelta(days=6)), 422, "slot-closed", ("/slot",)),
    Row("a slot on a holiday", on_the_day_before(booking(INDEPENDENCE_DAY)), 422, "slot-closed", ("/slot",)),
    Row("a slot next year", booking(MONDAY + timedelta(days=400)), 422, "slot-too-far", ("/slot",)),
    Row("two active bookings", booking(MONDAY + timedelta(days=1), GUARDIAN), 409, "booking-exists"),
    Row("an unknown centre", lambda w: get("/v1/psc/atlantis/board", None), 404, "centre-unknown"),
    Row(
        "a look-up without a reason",
        lambda w: get(f"/v1/status?number={w.known['status'][0]}", of_role(w, Role.CONTACT_CENTRE)),
        400,
        "look-up-reason-missing",
        ("/why",),
    ),
    Row("a mistyped number", lambda w: get("/check/AAAA-AAAA-AAAA", None), 400, "number-mistyped"),
    Row("an invented cursor", lambda w: get("/v1/cabinet?cursor=e30", w.citizen()), 400, "cursor-invalid"),
]


# ---------------------------------------------------------------- complaints


def of_complaint(place: int, what: str, who: Callable[[Served], Any], **body: Any) -> Callable[[Served], Sent]:
    return lambda w: post(f"/v1/complaints/{w.known['complaints'][place]}/{what}", who(w), body)


def at_centre(w: Served) -> Sent:
    identifier = w.registered(CENTRES[0], about="centre-staff")["id"]
    return post(f"/v1/complaints/{identifier}/extension", w.head(CENTRES[0]), {"working_days": 2, "reason": "Тексеру"})


def late(w: Served) -> Sent:
    w.clock.advance(days=60)
    return of_complaint(0, "extension", head_of, working_days=2, reason="Тексеру керек")(w)


def paper(**changes: Any) -> Callable[[Served], Sent]:
    return lambda w: post("/v1/complaints", w.clerk(), w.paper(**changes))


COMPLAINT = [
    Row(
        "an unknown office",
        lambda w: post("/v1/complaints", w.citizen(), w.envelope(w.written(office="atlantis"))),
        422,
        "office-unknown",
        ("/complaint/office",),
    ),
    Row("another's office", paper(office="astana"), 403, "other-office"),
    Row(
        "received tomorrow",
        paper(received_at="2026-11-24T05:00:00+00:00"),
        422,
        "received-in-future",
        ("/received_at",),
    ),
    Row(
        "received long ago", paper(received_at="2020-11-24T05:00:00+00:00"), 422, "received-long-ago", ("/received_at",)
    ),
    Row("an executor named by a clerk", of_complaint(0, "executor", lambda w: w.clerk(), **EXECUTOR), 403, "forbidden"),
    Row(
        "an executor named by another head",
        of_complaint(0, "executor", lambda w: w.head("astana"), **EXECUTOR),
        404,
        "not-found",
    ),
    Row(
        "an answer without text",
        of_complaint(2, "answer", head_of, language="kk", outcome="upheld", text="  "),
        422,
        FIELDS,
        ("/text",),
    ),
    Row(
        "an answer by a clerk",
        of_complaint(2, "answer", lambda w: w.clerk(), language="kk", outcome="upheld", text="Жауап"),
        403,
        "forbidden",
    ),
    Row(
        "an answer without an executor",
        of_complaint(0, "answer", head_of, language="kk", outcome="upheld", text="Жауап бердік"),
        409,
        "executor-missing",
    ),
    Row(
        "an answer to an answered complaint",
        of_complaint(3, "answer", head_of, language="kk", outcome="upheld", text="Тағы да жауап"),
        409,
        "complaint-answered",
    ),
    Row("an extension at a centre", at_centre, 409, "extension-not-allowed"),
    Row(
        "a second extension",
        of_complaint(5, "extension", head_of, working_days=2, reason="Тексеру керек"),
        409,
        "extension-repeated",
    ),
    Row("an extension after the deadline", late, 409, "extension-too-late"),
    Row(
        "delivery by hand without a receiver",
        of_complaint(3, "delivery", lambda w: w.clerk(), channel="hand"),
        422,
        "receiver-missing",
        ("/receiver",),
    ),
    Row(
        "delivery by post without a number",
        of_complaint(3, "delivery", lambda w: w.clerk(), channel="post"),
        422,
        "tracking-missing",
        ("/tracking",),
    ),
    Row(
        "delivery before the answer",
        of_complaint(0, "delivery", lambda w: w.clerk(), channel="post", tracking="RR123456789KZ"),
        409,
        "not-answered",
    ),
    Row(
        "an attachment that nobody uploaded",
        paper(attachments=["0" * 64]),
        422,
        "attachment-missing",
        ("/attachments/0",),
    ),
    Row("eleven attachments", paper(attachments=["0" * 64] * 11), 422, FIELDS, ("/attachments",)),
    Row("a complaint too large", paper(text="а" * 300_000), 413, "body-too-large"),
    Row(
        "a stranger's complaint",
        lambda w: get(f"/v1/complaints/{w.known['complaints'][0]}", w.citizen(STRANGER)),
        404,
        "not-found",
    ),
    Row(
        "a period that ends before it begins",
        lambda w: get("/v1/figures?from=2026-11-02&to=2026-11-01", None),
        422,
        FIELDS,
        ("/to",),
    ),
    Row(
        "a period of ten thousand years",
        lambda w: get("/v1/figures?from=0001-01-01&to=9999-12-31", None),
        422,
        FIELDS,
        ("/from",),
    ),
]


# ---------------------------------------------------------------- letters, numbers, structures


def named(surname: str) -> Callable[[Served], Sent]:
    return lambda w: portal(w, w.request(applicant=w.request()["applicant"] | {"surname": surname}))


def raw(content: bytes) -> Callable[[Served], Sent]:
    """At the desk, where no signature is around it."""
    return lambda w: post("/v1/psc/applications", w.operator(), content)


SURNAME = ("/request/applicant/surname",)
ODD = [
    *(
        Row(f"a name with {what}", named(name), 422, FIELDS, SURNAME)
        for what, name in {
            "a zero": "Әли\0ева",
            "an override of direction": "\u202eавеилӘ",
            "an isolate of direction": "Әли\u2067ева",
            "a mark of direction": "Әли\u200fева",
            "letters of Hebrew": "שָׁלוֹם",
            "letters of Arabic": "عليوا",
            "an invisible space": "Әли\u200bева",
            "an invisible joiner": "Әли\u200dева",
            "a word joiner": "Әли\u2060ева",
            "a mark of byte order": "Әли\ufeffева",
            "a soft hyphen": "Әли\u00adева",
            "an escape": "Әли\x1b[31mева",
            "a picture": "Әлиева👩",
            "letters of private use": "Әли\ue000ева",
            "nothing but spaces": " \u00a0\u2003",
            "a thousand letters": "Ә" * 1000,
            "a tag": "Әли\U000e0041ева",
        }.items()
    ),
    Row("half a letter", raw(b'{"centre":"\\ud800"}'), 422, FIELDS, ("",)),
    Row("a hundred thousand brackets", raw(b"[" * 100_000), 400, "malformed-body"),
    Row("maps in maps", raw(b'{"a":' * 50_000), 400, "malformed-body"),
    Row("not a number", raw(b'{"paper_copy":NaN}'), 400, "malformed-body"),
    Row("infinity", raw(b'{"paper_copy":-Infinity}'), 400, "malformed-body"),
    Row("a number of five thousand digits", raw(b'{"paper_copy":' + b"9" * 5000 + b"}"), 400, "malformed-body"),
    Row("a name twice", raw(b'{"centre":"a","centre":"b"}'), 400, "malformed-body"),
    Row("a name twice, far inside", raw(b'{"applicant":{"iin":"1","\\u0069in":"2"}}'), 400, "malformed-body"),
    Row("UTF-16", raw('{"centre":"a"}'.encode("utf-16")), 400, "malformed-body"),
    Row("a mark of byte order", raw(b"\xef\xbb\xbf{}"), 400, "malformed-body"),
    Row("nothing", raw(b""), 400, "malformed-body"),
    Row("a list", raw(b"[]"), 422, FIELDS, ("",)),
    Row(
        "a pointer into a list",
        lambda w: package(children=[w.child(), 7])(w),
        422,
        FIELDS,
        ("/children/0/birth_certificate", "/children/1"),
    ),
    Row(
        "a name with a slash and a tilde",
        raw(b'{"a/b~c":1}'),
        422,
        FIELDS,
        ("/service", "/centre", "/language", "/provider", "/applicant", "/children", "/documents", "/a~1b~0c"),
    ),
]


# ---------------------------------------------------------------- HTTP itself


def framed(length: str | None, data: bytes, **environ: Any) -> Callable[[Served], Sent]:
    """An upload whose length is told so, whatever it is."""
    told = {} if length is None else {"CONTENT_LENGTH": length}
    return lambda w: upload(w, data, "0" * 64, environ={"wsgi.input": Counted(data, len(data)), **told, **environ})


HTTP = [
    Row("a length that is too small", framed("3", SCAN), 422, "attachment-hash-mismatch"),
    Row("a length that nothing keeps", framed("1000", SCAN), 400, "malformed-body"),
    Row("a length of eleven mebibytes", framed(str(11 << 20), b""), 413, "body-too-large"),
    Row("a length beyond all numbers", framed("9" * 4000, SCAN), 413, "body-too-large"),
    Row("a length below zero", framed("-1", SCAN), 422, "attachment-hash-mismatch"),
    Row(
        "a form that is none",
        lambda w: Sent("POST", "/check", None, b"--x", headers={"Content-Type": "multipart/form-data; boundary=x"}),
        400,
        "malformed-body",
    ),
    Row(
        "a form without a boundary",
        lambda w: Sent("POST", "/check", None, b"x", headers={"Content-Type": "multipart/form-data"}),
        400,
        "malformed-body",
    ),
    Row(
        "a form without the field",
        lambda w: Sent(
            "POST", "/check", None, b"--x\r\n\r\n--x--", headers={"Content-Type": "multipart/form-data; boundary=x"}
        ),
        400,
        "malformed-body",
    ),
    Row(
        "a form of a thousand fields",
        lambda w: Sent(
            "POST",
            "/check",
            None,
            b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n\r\n' * 2000 + b"--x--",
            headers={"Content-Type": "multipart/form-data; boundary=x"},
        ),
        413,
        "body-too-large",
    ),
    Row("an encoded slash", lambda w: get("/v1/applications/a%2Fevents%2F000001", w.citizen()), 404, "not-found"),
    Row("an encoded dot", lambda w: get("/v1/applications/%2e%2e", w.citizen()), 404, "not-found"),
    Row("encoded twice", lambda w: get("/v1/applications/%252e%252e%252f", w.citizen()), 404, "not-found"),
    Row("dots", lambda w: get("/v1/applications/../../etc/passwd", w.citizen()), 404, "not-found"),
    Row("two slashes", lambda w: get("//v1//cabinet", w.citizen()), 404, "not-found"),
    Row("a slash at the end", lambda w: get("/v1/cabinet/", w.citizen()), 404, "not-found"),
    Row("a zero in the address", lambda w: get("/v1/applications/%00", w.citizen()), 404, "not-found"),
    Row("bytes that are no UTF-8", lambda w: get("/v1/applications/%ff%fe", w.citizen()), 404, "not-found"),
    Row("a line end in the address", lambda w: get("/check/%0d%0aSet-Cookie:%20a=b", None), 400, "number-mistyped"),
    Row(
        "an address of a hundred thousand characters",
        lambda w: get("/v1/applications/" + "a" * 100_000, w.citizen()),
        404,
        "not-found",
    ),
    Row(
        "a query of a hundred thousand characters",
        lambda w: get("/v1/cabinet?cursor=" + "A" * 100_000, w.citizen()),
        400,
        "cursor-invalid",
    ),
    Row(
        "a query of ten thousand names",
        lambda w: get("/v1/copies?state=x&" + "a=&" * 10_000, w.clerk()),
        422,
        FIELDS,
        ("/state",),
    ),
    Row(
        "a method that is none of the address",
        lambda w: Sent("PATCH", "/v1/cabinet", w.citizen()),
        405,
        "method-not-allowed",
    ),
    Row("TRACE", lambda w: Sent("TRACE", "/v1/cabinet", w.citizen()), 405, "method-not-allowed"),
    Row("an invented method", lambda w: Sent("DEBUG", "/v1/cabinet", w.citizen()), 405, "method-not-allowed"),
    Row(
        "a method in another method's clothes",
        lambda w: Sent("POST", "/v1/cabinet", w.citizen(), headers={"X-HTTP-Method-Override": "GET"}),
        405,
        "method-not-allowed",
    ),
    Row(
        "an address in a header",
        lambda w: get("/v1/nothing", w.citizen(), **{"X-Original-URL": "/v1/cabinet", "X-Rewrite-URL": "/v1/cabinet"}),
        404,
        "not-found",
    ),
    Row(
        "who says he is at home",
        lambda w: get(
            "/v1/cabinet",
            None,
            **{"X-Forwarded-For": "127.0.0.1", "X-Forwarded-User": GUARDIAN, "Forwarded": "for=localhost"},
        ),
        401,
        "unauthenticated",
    ),
    Row(
        "who says he is the load balancer",
        lambda w: post(
            "/tasks/reconcile",
            None,
            {},
            **{
                "X-CloudTasks-QueueName": "verify",
                "X-AppEngine-QueueName": "verify",
                "X-Goog-Authenticated-User-Email": "tasks@x",
            },
        ),
        401,
        "unauthenticated",
    ),
    Row(
        "a host of the attacker's",
        lambda w: get("/v1/nothing", None, Host="evil.example", **{"X-Forwarded-Host": "evil.example"}),
        404,
        "not-found",
    ),
    Row(
        "a host that is none",
        lambda w: Sent("GET", "/v1/nothing", None, environ={"HTTP_HOST": "a b\t<>:x"}),
        404,
        "not-found",
    ),
    Row(
        "an Accept that is garbage",
        lambda w: get("/v1/cabinet", None, Accept=";q=,,/;;*/*/*;q=999"),
        401,
        "unauthenticated",
    ),
    Row(
        "an Accept of ten thousand kinds",
        lambda w: get("/check/x", None, Accept="a/b;q=0.1," * 10_000),
        400,
        "number-mistyped",
    ),
    Row("a token of Latin-1", lambda w: get("/v1/cabinet", "Bearer é\u00ff"), 401, "unauthenticated"),
    Row(
        "a token of a hundred thousand characters",
        lambda w: get("/v1/cabinet", "Bearer " + "a" * 100_000),
        401,
        "unauthenticated",
    ),
    Row("another scheme", lambda w: get("/v1/cabinet", "Basic dXNlcjpwYXNz"), 401, "unauthenticated"),
]
ROWS = [*PORTAL, *CENTRE, *COMPLAINT, *ODD, *HTTP]


@pytest.fixture
def world() -> Served:
    return served()


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_a_clear_answer_and_nothing_is_lost(world: Served, row: Row, capsys: pytest.CaptureFixture[str]) -> None:
    told: dict[str, list[str]] = {"title": [], "detail": []}
    for language in Language:
        world.reset()
        sent = row.make(world)
        before = world.everything()
        capsys.readouterr()
        response = sent.to(world, language)
        logged = capsys.readouterr().out
        status, headers, body = read(response)
        assert (status, body["type"].removeprefix(TYPE_PREFIX)) == (row.status, row.slug), body
        assert headers["Content-Type"] == MEDIA_TYPE
        assert headers["Content-Language"] == language.value
        assert headers["Cache-Control"] == "no-store"
        assert f"{body['type']}:" in DESCRIBED or f"{body['type']} (" in DESCRIBED
        assert sorted(flaw["pointer"] for flaw in body.get("errors", ())) == sorted(row.pointers)
        assert not [mark for mark in ("Traceback", 'File "', ".py", "Error:") if mark in json.dumps(body)]
        assert world.everything() == before
        assert "unexpected-error" not in logged
        assert not [value for value in sent.personal() if value in logged or json.dumps(value)[1:-1] in logged]
        for name, texts in told.items():
            texts.append(body[name])
    assert all(len(set(texts)) == len(Language) for texts in told.values()), told


def read(response: Any) -> tuple[int, Any, dict[str, Any]]:
    chunks, status, headers = response
    return int(status.split()[0]), headers, json.loads(b"".join(chunks))


# ---------------------------------------------------------------- bodies that do not end

BOUNDARY = b'--x\r\nContent-Disposition: form-data; name="document"; filename="a.pdf"\r\n\r\n'
LISTED: list[Route[Any]] = [*SUBMIT, *ISSUE, *COMPLAINTS]
WITH_BODY = [route for route in LISTED if route.body is not None]


def endless(world: Served, route: Route[Any], *, told: bool, media_type: str | None = None) -> tuple[int, Counted]:
    """The status for a body without an end, and how much of it was taken. `told`: with a length beyond the limit."""
    place = {"sha256": "0" * 64, "psc": CENTRES[0], "number": world.known["certificates"][0], "n": "3"}
    place |= {"id": world.known["complaints"][0]}
    if "<number>/start" in route.path or "/tickets/" in route.path:
        place["number"] = world.known["tickets"][0]
    path = route.path
    for name, value in place.items():
        path = path.replace(f"<{name}>", value)
    role = sorted(route.roles)[0]
    stream = Counted(BOUNDARY if media_type else b"{")
    length = {"CONTENT_LENGTH": str(route.limit + 1)} if told else {"CONTENT_LENGTH": ""}
    environ = {"wsgi.input": stream, "wsgi.input_terminated": True, **length}
    headers = KEY | {"Content-Type": media_type or "application/json"}
    who = None if role is Role.PUBLIC else world.token(role)
    status, _, _ = read(Sent(route.method, path, who, headers=headers, environ=environ).to(world, Language.EN))
    return status, stream


@pytest.mark.parametrize("route", WITH_BODY, ids=lambda route: f"{route.method} {route.path}")
def test_a_body_over_the_limit_is_refused_before_it_is_read_whole(world: Served, route: Route[Any]) -> None:
    before = world.everything()
    status, stream = endless(world, route, told=True)
    assert (status, stream.taken) == (413, 0)
    status, stream = endless(world, route, told=False)
    assert status in (403, 404, 413)  # whoever may not, or where nothing is, before any of it is read
    assert stream.taken <= route.limit + 64 * 1024 if status == 413 else stream.taken == 0
    assert world.everything() == before


def test_a_form_without_an_end(world: Served) -> None:
    (route,) = (route for route in WITH_BODY if route.path == "/check")
    status, stream = endless(world, route, told=False, media_type="multipart/form-data; boundary=x")
    assert status == 413
    assert stream.taken <= route.limit + 64 * 1024


# ---------------------------------------------------------------- what a caller writes about himself


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "gopher", "X-Forwarded-Prefix": "/evil"},
        {"Forwarded": "host=evil.example;for=127.0.0.1;proto=ftp"},
        {"X-Forwarded-For": "127.0.0.1", "X-Real-IP": "127.0.0.1", "X-Forwarded-User": "admin"},
        {"X-Original-URL": "/v1/alarms", "X-Rewrite-URL": "/v1/alarms", "X-HTTP-Method-Override": "DELETE"},
        {"Accept": "*/*;q=x, ;;;, text/html;q=-1, application/json;q=999999999999"},
        {"Accept-Language": "en;q=x,;;=,*-*-*," + "x-" * 500},
        {"Range": "bytes=0-0,1-1", "If-None-Match": "*", "If-Modified-Since": "Mon, 99 Foo"},
        {"Cookie": "role=quality_officer; a=" + "b" * 5000, "Authorization": "Bearer x"},
        {"Content-Type": "text/html; charset=\x7f; boundary="},
        {"Expect": "200-maybe", "Upgrade": "h2c", "TE": "trailers", "Connection": "close, Authorization"},
        {"traceparent": "00-" + "f" * 32 + "-" + "0" * 16 + "-01", "X-Cloud-Trace-Context": "../../x;o=1"},
    ],
    ids=lambda headers: " ".join(headers),
)
def test_nothing_that_a_caller_writes_about_himself_changes_the_answer(world: Served, headers: dict[str, str]) -> None:
    number = world.known["certificates"][0]
    for path in (f"/check/{number}", "/v1/service", f"{PSC}/slots?day=2026-11-24", "/v1/figures"):
        plain, odd = (
            Sent("GET", path, None, headers=told).to(world, Language.EN)
            for told in ({"Accept": "application/json"}, {"Accept": "application/json"} | headers)
        )
        assert odd[1].split()[0] == plain[1].split()[0] == "200"
        assert b"".join(odd[0]) == b"".join(plain[0])
        assert "evil" not in str(odd[2])


@pytest.mark.parametrize(
    "number", ["\r\nSet-Cookie: a=b", "//evil.example", "\\evil.example", "a%0d%0ab", "é\u0000", "?" * 50]
)
def test_no_header_is_made_of_what_was_typed(world: Served, number: str) -> None:
    sent = get(f"/check?{urlencode({'number': number, 'lang': 'en'})}", None)
    _, status, headers = sent.to(world, Language.EN)
    assert status.startswith("303")
    assert headers["Location"].startswith("/check/")
    assert not set(headers["Location"]) & set("\r\n\\ ")
    assert not headers["Location"].startswith("//")
    assert "Set-Cookie" not in headers


@pytest.mark.parametrize("text", ["<script>alert(1)<!--", "\"'><img src=x>", "{{7*7}}", "javascript:alert(1)"])
def test_a_page_shows_what_was_typed_and_runs_none_of_it(world: Served, text: str) -> None:
    chunks, _, headers = get(f"/check/{quote(text, safe='')}?lang=en", None, Accept="text/html").to(world, Language.EN)
    page = b"".join(chunks).decode()
    assert headers["Content-Type"].startswith("text/html")
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "<script>alert" not in page
    assert "<img src" not in page
