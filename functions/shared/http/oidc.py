"""Callers by OIDC token: one issuer states roles and bindings, Google's vouches for the tasks' service account."""

from __future__ import annotations

from functions.shared.domain import errors
from functions.shared.domain.language import Text
from functions.shared.http.callers import ANYBODY, OFFICIALS, Caller, Role
from functions.shared.http.tokens import Claims, TokenRefused, TokensUnavailable, TokenVerifier


class OidcCallers:
    """`task_accounts` maps an issuer to the e-mail of the service account whose tokens have the role of tasks."""

    def __init__(self, verifier: TokenVerifier, task_accounts: dict[str, str]) -> None:
        self._verifier = verifier
        self._task_accounts = task_accounts

    def identify(self, authorization: str | None) -> Caller:
        """Raises Unauthenticated, Forbidden or Unavailable."""
        if authorization is None:
            return ANYBODY
        scheme, _, bearer = authorization.partition(" ")
        if scheme.lower() != "bearer" or not bearer.strip():
            raise errors.Unauthenticated
        try:
            claims = self._verifier.verify(bearer.strip())
        except TokenRefused as error:
            reason = error.reason.value
            raise errors.Unauthenticated(
                Text(
                    kk=f"Токен қабылданбады, себебі: {reason}.",
                    ru=f"Токен не принят, причина: {reason}.",
                    en=f"The token was not accepted; reason: {reason}.",
                )
            ) from error
        except TokensUnavailable as error:
            raise errors.Unavailable(retry_after=5) from error
        return self._caller(claims)

    def _caller(self, claims: Claims) -> Caller:
        account = self._task_accounts.get(claims.issuer)
        if account is not None:
            if claims.email_verified and claims.email == account:
                return Caller(Role.TASK, claims.subject)
            raise errors.Forbidden
        role = claims.role
        if role not in list(Role) or role in (Role.PUBLIC, Role.TASK):
            raise errors.Forbidden
        caller = Caller(Role(role), claims.subject, claims.iin, claims.office, claims.name)
        unbound = (caller.role is Role.CITIZEN and not caller.iin) or (caller.role in OFFICIALS and not caller.office)
        unnamed = caller.role in OFFICIALS and not caller.name  # papers say who accepted, and who signed
        if unbound or unnamed:
            raise errors.Forbidden
        return caller
