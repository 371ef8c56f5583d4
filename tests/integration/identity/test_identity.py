"""The identity provider's tokens, judged by the verifier that the functions use."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import requests

from emulators.identity.server import IdentityFaults, IdentityServer
from emulators.population import population
from functions.shared.clock import FileClock
from functions.shared.http.callers import Role
from functions.shared.http.signing_keys import SigningKeys, TokensUnavailable
from functions.shared.http.tokens import Issuer, RefusalReason, TokenRefused, TokenVerifier


@pytest.fixture
def clock(tmp_path: Path) -> FileClock:
    clock = FileClock(tmp_path / "clock")
    clock.move(to=datetime(2026, 11, 23, 5, 0, tzinfo=UTC), rate=0)
    return clock


@pytest.fixture
def identity(tmp_path: Path, clock: FileClock) -> Iterator[IdentityServer]:
    server = IdentityServer(state=tmp_path / "identity", clock=clock).start()
    yield server
    server.stop()


@pytest.fixture
def verifier(identity: IdentityServer, clock: FileClock) -> Iterator[TokenVerifier]:
    keys = SigningKeys()
    yield verifier_of(identity, clock, keys)
    keys.close()


def verifier_of(identity: IdentityServer, clock: FileClock, keys: SigningKeys | None = None) -> TokenVerifier:
    found = requests.get(f"{identity.address}/.well-known/openid-configuration", timeout=5).json()
    return TokenVerifier([Issuer(found["issuer"], found["jwks_uri"], identity.audience)], clock, keys)


def token(identity: IdentityServer, **asked: object) -> str:
    answer = requests.post(f"{identity.address}/token", json=asked, timeout=5)
    assert answer.status_code == 200, answer.text
    assert answer.json()["token_type"] == "Bearer"
    return str(answer.json()["access_token"])


def test_a_citizen_is_bound_to_an_iin(identity: IdentityServer, verifier: TokenVerifier) -> None:
    found = verifier.verify(token(identity, role="citizen", iin="850101100012"))

    assert (found.role, found.iin, found.office) == ("citizen", "850101100012", None)
    assert "850101100012" not in found.subject
    assert found.subject == verifier.verify(token(identity, role="citizen", iin="850101100012")).subject


def test_whoever_is_in_the_population_is_known(identity: IdentityServer, verifier: TokenVerifier) -> None:
    guardian = verifier.verify(token(identity, subject="guardian-one-child"))
    head = verifier.verify(token(identity, subject="head-astana"))

    assert (guardian.role, guardian.iin) == ("citizen", population().scene("guardian-one-child").guardian.iin)
    assert (head.role, head.office, head.email_verified) == ("provider_head", "astana", True)


def test_an_official_comes_with_the_name_that_receipts_and_journals_write(
    identity: IdentityServer, verifier: TokenVerifier
) -> None:
    by_id = verifier.verify(token(identity, subject="psc-operator"))
    by_office = verifier.verify(token(identity, role="psc_operator", office="psc-almaty-1"))
    second = verifier.verify(token(identity, subject="operator-psc-almaty-1-2"))

    assert (by_id.role, by_id.office, by_id.iin) == ("psc_operator", "psc-almaty-1", None)
    assert by_id.name == population().officer("psc-operator").resident.names.kk.full()
    assert (by_office.subject, by_office.name) == (by_id.subject, by_id.name)
    assert second.office == by_id.office
    assert second.name not in (None, by_id.name)


@pytest.mark.clause("11.4", "11.9")
def test_the_head_of_every_office_comes_with_the_name_that_the_directory_gives_the_head(
    identity: IdentityServer, verifier: TokenVerifier
) -> None:
    heads = {"provider": "provider_head", "centre": "psc_head", "akimat": "akimat_head", "quality": "quality_officer"}
    for office in population().everywhere():
        head = verifier.verify(token(identity, role=heads[office.kind], office=office.id))
        assert (head.office, head.name) == (office.id, office.head.name)


def test_a_name_that_is_asked_for_is_believed_and_a_citizen_is_not_named(
    identity: IdentityServer, verifier: TokenVerifier
) -> None:
    asked = verifier.verify(token(identity, role="psc_operator", office="psc-almaty-1", name="Тегі Аты"))
    unknown = verifier.verify(token(identity, role="psc_operator", office="psc-almaty-1", subject="the-new-one"))
    guardian = verifier.verify(token(identity, subject="guardian-centre"))

    assert (asked.name, asked.office) == ("Тегі Аты", "psc-almaty-1")
    assert asked.subject != "psc-operator"
    assert unknown.subject == "the-new-one"
    assert unknown.name  # receipts name who accepted: an operator without a name may do nothing
    assert guardian.name is None


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.CITIZEN])
def test_any_role_can_be_had(identity: IdentityServer, verifier: TokenVerifier, role: Role) -> None:
    assert verifier.verify(token(identity, role=role, office="almaty")).role == role


@pytest.mark.parametrize(
    "asked", [{}, {"role": "king"}, {"role": "citizen"}, {"role": "citizen", "iin": "1"}, {"role": "task", "x": 1}]
)
def test_a_request_that_makes_no_sense_is_refused(identity: IdentityServer, asked: dict[str, object]) -> None:
    answer = requests.post(f"{identity.address}/token", json=asked, timeout=5)

    assert answer.status_code == 400
    assert answer.json()["error"] == "invalid_request"


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ("expired", RefusalReason.EXPIRED),
        ("wrong_audience", RefusalReason.AUDIENCE),
        ("wrong_key", RefusalReason.SIGNATURE),
        ("alg_none", RefusalReason.ALGORITHM),
        ("wrong_issuer", RefusalReason.UNKNOWN_ISSUER),
    ],
)
def test_bad_tokens_are_made_on_request_and_refused(
    identity: IdentityServer, verifier: TokenVerifier, fault: str, reason: RefusalReason
) -> None:
    with pytest.raises(TokenRefused) as refused:
        verifier.verify(token(identity, role="task", fault=fault))

    assert refused.value.reason is reason


def test_lifetime_and_audience_are_as_asked(
    identity: IdentityServer, verifier: TokenVerifier, clock: FileClock
) -> None:
    said = verifier.verify(token(identity, role="task", lifetime_s=60, audience="anyqtama")).raw

    assert said["exp"] - said["iat"] == 60
    assert said["iat"] == int(clock.now().timestamp())


def test_keys_survive_a_restart_and_a_rotation(identity: IdentityServer, tmp_path: Path, clock: FileClock) -> None:
    old = token(identity, role="task")
    assert requests.post(f"{identity.address}/_control/rotate", timeout=5).status_code == 200
    new = token(identity, role="task")

    again = IdentityServer(state=tmp_path / "identity", clock=clock, issuer=identity.issuer).start()
    verifier = verifier_of(again, clock)
    assert verifier.verify(old).role == verifier.verify(new).role == "task"
    published = requests.get(again.jwks_uri, timeout=5).json()["keys"]
    assert len(published) == 2
    assert not any("d" in key for key in published)  # the private part
    again.stop()


def test_an_identity_provider_that_is_down_refuses_nobody(identity: IdentityServer, verifier: TokenVerifier) -> None:
    bearer = identity.token(role="task")
    identity.faults.now = IdentityFaults(down=True)

    with pytest.raises(TokensUnavailable):
        verifier.verify(bearer)
