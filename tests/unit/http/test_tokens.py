"""Tokens are verified against a key server of our own, with a clock and a stopwatch that the test moves."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from flask import Flask, Response, jsonify
from joserfc import jws, jwt
from joserfc.jwk import ECKey, Key, KeySet, OctKey, RSAKey

from emulators.harness import HttpServer
from functions.shared.http.signing_keys import SigningKeys, TokensUnavailable
from functions.shared.http.tokens import Issuer, RefusalReason, TokenRefused, TokenVerifier
from tests.fakes.clock import FakeClock

ISSUER = "https://identity.example"
AUDIENCE = "anyqtama"


@dataclass
class Stopwatch:
    """The machine's monotonic clock, moved by the test."""

    now: float = 1000.0

    def __call__(self) -> float:
        return self.now


@dataclass
class KeyServer:
    """Publishes keys, and can be out of order."""

    keys: list[Key] = field(default_factory=list)
    status: int = 200
    asked: int = 0
    raw: bytes | None = None

    def answer(self) -> Response | tuple[Response, int]:
        self.asked += 1
        if self.raw is not None:
            return Response(self.raw)
        return jsonify(KeySet(self.keys).as_dict(private=False)), self.status


@pytest.fixture(scope="module")
def key() -> ECKey:
    return ECKey.generate_key("P-256", auto_kid=True)


@pytest.fixture
def server(key: ECKey) -> KeyServer:
    return KeyServer([key])


@pytest.fixture
def address(server: KeyServer) -> Iterator[str]:
    app = Flask("keys")
    app.add_url_rule("/jwks", view_func=server.answer)
    http = HttpServer(app, "127.0.0.1", 0, threads=2).start()
    yield f"{http.address}/jwks"
    http.stop()


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def stopwatch() -> Stopwatch:
    return Stopwatch()


@pytest.fixture
def verifier(address: str, clock: FakeClock, stopwatch: Stopwatch) -> Iterator[TokenVerifier]:
    keys = SigningKeys(stopwatch)
    google = Issuer("https://accounts.example", address, "https://issue.example", ("ES256",), states_roles=False)
    yield TokenVerifier([Issuer(ISSUER, address, AUDIENCE), google], clock, keys)
    keys.close()


def claims(clock: FakeClock, **changed: Any) -> dict[str, Any]:
    now = int(clock.now().timestamp())
    given = {"iss": ISSUER, "aud": AUDIENCE, "sub": "somebody", "iat": now, "exp": now + 600, "role": "citizen"}
    return {name: value for name, value in (given | changed).items() if value is not None}


def token(key: Key, said: dict[str, Any], **header: Any) -> str:
    full = {"alg": "ES256", "kid": key.kid, **header}
    return jws.serialize_compact(full, json.dumps(said), key, algorithms=[full["alg"]])


def part(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def refusal(verifier: TokenVerifier, bearer: str) -> RefusalReason:
    with pytest.raises(TokenRefused) as refused:
        verifier.verify(bearer)
    return refused.value.reason


def test_a_good_token_tells_who_calls(verifier: TokenVerifier, key: ECKey, clock: FakeClock) -> None:
    said = claims(clock, iin="850101100012", email="a@b.example", email_verified=True, office="almaty")

    found = verifier.verify(token(key, said))

    assert (found.issuer, found.subject, found.role) == (ISSUER, "somebody", "citizen")
    assert (found.iin, found.office) == ("850101100012", "almaty")
    assert (found.email, found.email_verified) == ("a@b.example", True)
    assert found.raw["exp"] == said["exp"]


def test_claims_show_nobody_in_a_log(verifier: TokenVerifier, key: ECKey, clock: FakeClock) -> None:
    shown = repr(verifier.verify(token(key, claims(clock, iin="850101100012", email="a@b.example"))))

    assert "850101100012" not in shown
    assert "a@b.example" not in shown


def test_an_issuer_that_vouches_for_an_address_gives_no_role(
    verifier: TokenVerifier, key: ECKey, clock: FakeClock
) -> None:
    said = claims(
        clock,
        iss="https://accounts.example",
        aud="https://issue.example",
        role="provider_head",
        iin="850101100012",
        office="almaty",
        email="tasks@project.example",
        email_verified=True,
    )

    found = verifier.verify(token(key, said))

    assert (found.role, found.iin, found.office) == (None, None, None)
    assert (found.email, found.email_verified) == ("tasks@project.example", True)


@pytest.mark.parametrize("verified", [None, False, "true", 1])
def test_an_address_is_verified_only_when_the_issuer_says_true(
    verifier: TokenVerifier, key: ECKey, clock: FakeClock, verified: object
) -> None:
    assert not verifier.verify(token(key, claims(clock, email="a@b.example", email_verified=verified))).email_verified


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"iss": "https://issuer.invalid"}, RefusalReason.UNKNOWN_ISSUER),
        ({"iss": None}, RefusalReason.MALFORMED),
        ({"iss": [ISSUER]}, RefusalReason.MALFORMED),
        ({"aud": "somebody-else"}, RefusalReason.AUDIENCE),
        ({"aud": None}, RefusalReason.CLAIMS),
        ({"exp": None}, RefusalReason.CLAIMS),
        ({"exp": "tomorrow"}, RefusalReason.CLAIMS),
        ({"sub": None}, RefusalReason.CLAIMS),
        ({"role": ["citizen"]}, RefusalReason.CLAIMS),
        ({"iin": 850101100012}, RefusalReason.CLAIMS),
    ],
)
def test_a_wrong_claim_is_refused(
    verifier: TokenVerifier, key: ECKey, clock: FakeClock, changed: dict[str, Any], reason: RefusalReason
) -> None:
    assert refusal(verifier, token(key, claims(clock, **changed))) is reason


def test_a_token_for_several_is_good_if_it_names_us(verifier: TokenVerifier, key: ECKey, clock: FakeClock) -> None:
    assert verifier.verify(token(key, claims(clock, aud=["other", AUDIENCE]))).subject == "somebody"


def test_time_is_the_services_time(verifier: TokenVerifier, key: ECKey, clock: FakeClock) -> None:
    bearer = token(key, claims(clock))
    early = token(key, claims(clock, nbf=int(clock.now().timestamp()) + 120))
    assert refusal(verifier, early) is RefusalReason.NOT_YET_VALID

    clock.advance(seconds=620)
    assert verifier.verify(bearer).subject == "somebody"  # within the leeway of thirty seconds
    clock.advance(seconds=11)
    assert refusal(verifier, bearer) is RefusalReason.EXPIRED


def test_a_token_signed_by_another_key_of_the_same_name_is_refused(
    verifier: TokenVerifier, key: ECKey, clock: FakeClock
) -> None:
    assert refusal(verifier, token(ECKey.generate_key("P-256"), claims(clock), kid=key.kid)) is RefusalReason.SIGNATURE


def test_a_changed_token_is_refused(verifier: TokenVerifier, key: ECKey, clock: FakeClock) -> None:
    header, _, signature = token(key, claims(clock)).split(".")
    payload = part(json.dumps(claims(clock, role="provider_head")).encode())

    assert refusal(verifier, f"{header}.{payload}.{signature}") is RefusalReason.SIGNATURE


def test_the_algorithm_is_not_the_callers_choice(
    verifier: TokenVerifier, server: KeyServer, key: ECKey, clock: FakeClock
) -> None:
    head, payload, _ = token(key, claims(clock)).split(".")
    head = part(json.dumps({"alg": "HS256", "kid": key.kid}).encode())
    forged = f"{head}.{payload}." + part(
        hmac.digest(key.as_pem(private=False), f"{head}.{payload}".encode(), hashlib.sha256)
    )
    unsigned = part(json.dumps({"alg": "none", "kid": key.kid}).encode()) + f".{payload}."

    assert refusal(verifier, forged) is RefusalReason.ALGORITHM
    assert refusal(verifier, unsigned) is RefusalReason.ALGORITHM


def test_an_algorithm_that_does_not_fit_the_key_is_refused(
    verifier: TokenVerifier, server: KeyServer, clock: FakeClock
) -> None:
    rsa, curve = RSAKey.generate_key(2048, auto_kid=True), ECKey.generate_key("P-256")
    server.keys.append(rsa)

    assert verifier.verify(token(rsa, claims(clock), alg="RS256")).subject == "somebody"
    assert refusal(verifier, token(curve, claims(clock), kid=rsa.kid)) is RefusalReason.MALFORMED


@pytest.mark.parametrize("text", ["", "x", "a.b", "a.b.c", "....", "ключ", "e30.e30.", "e30.W10.e30", "A" * 200_000])
def test_what_is_no_token_is_refused(verifier: TokenVerifier, text: str) -> None:
    assert refusal(verifier, text) is RefusalReason.MALFORMED


def test_a_token_that_names_no_key_is_refused(verifier: TokenVerifier, key: ECKey, clock: FakeClock) -> None:
    assert refusal(verifier, jwt.encode({"alg": "ES256"}, claims(clock), key)) is RefusalReason.UNKNOWN_KEY


def test_keys_are_fetched_once_in_ten_minutes(
    verifier: TokenVerifier, server: KeyServer, key: ECKey, clock: FakeClock, stopwatch: Stopwatch
) -> None:
    for _ in range(3):
        verifier.verify(token(key, claims(clock)))
    assert server.asked == 1

    stopwatch.now += 601
    verifier.verify(token(key, claims(clock)))
    assert server.asked == 2


def test_a_new_key_is_asked_for_but_not_all_day(
    verifier: TokenVerifier, server: KeyServer, key: ECKey, clock: FakeClock, stopwatch: Stopwatch
) -> None:
    verifier.verify(token(key, claims(clock)))
    newer = ECKey.generate_key("P-256", auto_kid=True)
    server.keys.append(newer)

    for _ in range(3):
        assert refusal(verifier, token(newer, claims(clock))) is RefusalReason.UNKNOWN_KEY
    assert server.asked == 1

    stopwatch.now += 31
    assert verifier.verify(token(newer, claims(clock))).subject == "somebody"
    assert server.asked == 2


@pytest.mark.parametrize("raw", [b"", b"<html>", b"[]", b"{}", b'{"keys": []}', b'{"keys": [1]}', b" " * 300_000])
def test_an_unusable_key_server_is_not_the_callers_fault(
    verifier: TokenVerifier, server: KeyServer, key: ECKey, clock: FakeClock, raw: bytes
) -> None:
    server.raw = raw

    with pytest.raises(TokensUnavailable):
        verifier.verify(token(key, claims(clock)))


def test_a_key_server_that_is_down_is_asked_once_a_second_and_found_again(
    verifier: TokenVerifier, server: KeyServer, key: ECKey, clock: FakeClock, stopwatch: Stopwatch
) -> None:
    server.status = 503
    for _ in range(3):
        with pytest.raises(TokensUnavailable):
            verifier.verify(token(key, claims(clock)))
    assert server.asked == 1

    server.status = 200
    stopwatch.now += 1.5
    assert verifier.verify(token(key, claims(clock))).subject == "somebody"


def test_known_keys_outlast_a_short_outage_but_no_more(
    verifier: TokenVerifier, server: KeyServer, key: ECKey, clock: FakeClock, stopwatch: Stopwatch
) -> None:
    verifier.verify(token(key, claims(clock)))
    server.status = 503

    stopwatch.now += 1800
    assert verifier.verify(token(key, claims(clock))).subject == "somebody"
    stopwatch.now += 1801
    with pytest.raises(TokensUnavailable):
        verifier.verify(token(key, claims(clock)))


def test_a_secret_key_in_a_key_set_is_never_used(verifier: TokenVerifier, server: KeyServer, clock: FakeClock) -> None:
    shared = OctKey.generate_key(256, auto_kid=True)
    published = shared.as_dict(private=True)
    server.raw = json.dumps({"keys": [published]}).encode()

    assert refusal(verifier, token(shared, claims(clock), alg="HS256")) is RefusalReason.ALGORITHM
