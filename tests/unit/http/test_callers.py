"""Who calls: the identity provider states roles and bindings, Google's issuer vouches for one service account."""

from __future__ import annotations

from typing import Any

import pytest

from functions.shared.domain.errors import Forbidden, Unauthenticated, Unavailable
from functions.shared.http.callers import ANYBODY, Role
from functions.shared.http.oidc import OidcCallers
from functions.shared.http.tokens import Claims, RefusalReason, TokenRefused, TokensUnavailable, TokenVerifier

GOOGLE, PEOPLE = "https://google.example", "https://people.example"
ACCOUNT = "tasks@project.example"


class Verifier(TokenVerifier):
    """Answers what the test says, for whatever token."""

    def __init__(self, answer: Claims | Exception) -> None:
        self.answer = answer

    def verify(self, bearer: str) -> Claims:
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


def claims(**changes: Any) -> Claims:
    fields: dict[str, Any] = {
        "issuer": PEOPLE,
        "subject": "s",
        "email": None,
        "email_verified": False,
        "role": "citizen",
        "iin": "850101100012",
        "office": None,
        "name": None,
        "raw": {},
    }
    return Claims(**(fields | changes))


def callers(answer: Claims | Exception) -> OidcCallers:
    return OidcCallers(Verifier(answer), {GOOGLE: ACCOUNT})


def test_who_brings_no_token_is_anybody() -> None:
    assert callers(claims()).identify(None) is ANYBODY


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Basic eDp5", "token"])
def test_a_header_that_holds_no_bearer_token_is_refused(header: str) -> None:
    with pytest.raises(Unauthenticated):
        callers(claims()).identify(header)


def test_a_citizen_is_bound_to_an_iin_and_an_official_to_an_office() -> None:
    citizen = callers(claims()).identify("Bearer x")
    assert (citizen.role, citizen.iin) == (Role.CITIZEN, "850101100012")
    officer = callers(claims(role="provider_officer", iin=None, office="almaty", name="Ахметова Ақерке")).identify(
        "bearer x"
    )
    assert (officer.role, officer.office) == (Role.PROVIDER_OFFICER, "almaty")
    assert "850101100012" not in repr(citizen)


@pytest.mark.parametrize(
    "changes",
    [
        {"iin": None},
        {"role": "provider_officer", "office": None},
        {"role": "psc_operator", "office": None, "name": "Ахметова Ақерке"},
        {"role": "psc_operator", "office": "psc-almaty-1"},
        {"role": "provider_head", "office": "almaty", "name": ""},
        {"role": "task"},
        {"role": "public"},
        {"role": "emperor"},
        {"role": None},
    ],
)
def test_a_role_without_its_binding_or_that_nobody_may_state_is_forbidden(changes: dict[str, Any]) -> None:
    with pytest.raises(Forbidden):
        callers(claims(**changes)).identify("Bearer x")


def test_only_the_tasks_account_of_googles_issuer_has_the_role_of_tasks() -> None:
    from_google = {"issuer": GOOGLE, "role": None, "iin": None}
    task = callers(claims(**from_google, email=ACCOUNT, email_verified=True)).identify("Bearer x")
    assert task.role is Role.TASK
    for changes in (
        {"email": "other@project.example", "email_verified": True},
        {"email": ACCOUNT, "email_verified": False},
        {"email": None},
    ):
        with pytest.raises(Forbidden):
            callers(claims(**from_google, **changes)).identify("Bearer x")


def test_a_refused_token_says_why_and_unknown_keys_are_no_refusal() -> None:
    with pytest.raises(Unauthenticated) as refused:
        callers(TokenRefused(RefusalReason.EXPIRED)).identify("Bearer x")
    assert "expired" in refused.value.detail.en
    with pytest.raises(Unavailable) as unknown:
        callers(TokensUnavailable("down")).identify("Bearer x")
    assert unknown.value.retry_after == 5
