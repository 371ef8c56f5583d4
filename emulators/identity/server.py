"""The identity provider over HTTP.

POST /token   {"role"?, "subject"?, "iin"?, "office"?, "email"?, "name"?, "audience"?, "lifetime_s"?, "fault"?}
              200 {"access_token", "token_type", "expires_in"}
GET  /.well-known/openid-configuration
GET  /jwks
POST /_control/rotate   signs with a new key from now on
"""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from flask import Flask, Response, jsonify, request
from pydantic import ValidationError

from emulators.harness import Faults, HttpServer, add_control
from emulators.identity.keys import IssuerKeys
from emulators.identity.tokens import RequestIncomplete, TokenRequest, completed, issue
from emulators.population import population
from functions.shared.clock import FileClock


@dataclass(frozen=True)
class IdentityFaults:
    down: bool = False
    """Every address answers 503."""
    slow_s: float = 0.0


class IdentityServer:
    """The program, usable in-process. `audience` is whom tokens are for when the request names nobody."""

    def __init__(
        self,
        *,
        state: Path,
        clock: FileClock,
        host: str = "127.0.0.1",
        port: int = 0,
        issuer: str | None = None,
        audience: str = "anyqtama",
    ) -> None:
        self.faults = Faults(IdentityFaults)
        self.keys = IssuerKeys(state)
        self.audience = audience
        self._clock = clock
        self._counts: Counter[str] = Counter()
        self._http = HttpServer(self._app(), host, port)
        self.address = self._http.address
        self.issuer = issuer or self.address

    @property
    def jwks_uri(self) -> str:
        return f"{self.address}/jwks"

    def start(self) -> IdentityServer:
        self._http.start()
        return self

    def stop(self) -> None:
        self._http.stop()

    def token(self, **asked: object) -> str:
        """A token without the way over HTTP; the fields are those of `POST /token`. Raises ValueError."""
        complete = completed(TokenRequest.model_validate(asked), population())
        return issue(complete, self.issuer, self.audience, self.keys, self._clock.now())

    def _app(self) -> Flask:
        app = Flask("identity")
        add_control(app, "identity", self._clock, self.faults, lambda: {"answered": dict(self._counts)})
        app.before_request(self._be_faulty)
        app.add_url_rule("/token", view_func=self._token, methods=["POST"])
        app.add_url_rule("/jwks", view_func=self._jwks)
        app.add_url_rule("/.well-known/openid-configuration", view_func=self._configuration)
        app.add_url_rule("/_control/rotate", view_func=self._rotate, methods=["POST"])
        return app

    def _be_faulty(self) -> tuple[Response, int] | None:
        if request.path.startswith("/_control"):
            return None
        self._counts[request.path] += 1
        faults = self.faults.now
        time.sleep(faults.slow_s)
        return (jsonify({"error": "temporarily_unavailable"}), 503) if faults.down else None

    def _token(self) -> tuple[Response, int]:
        try:
            asked = TokenRequest.model_validate_json(request.get_data())
            token = self.token(**asked.model_dump())
        except ValidationError as error:
            flaws = error.errors(include_input=False, include_url=False, include_context=False)
            return jsonify({"error": "invalid_request", "error_description": flaws}), 400
        except RequestIncomplete as error:
            return jsonify({"error": "invalid_request", "error_description": str(error)}), 400
        return jsonify({"access_token": token, "token_type": "Bearer", "expires_in": asked.lifetime_s}), 200

    def _jwks(self) -> Response:
        return jsonify(self.keys.published())

    def _configuration(self) -> Response:
        return jsonify(
            {
                "issuer": self.issuer,
                "jwks_uri": self.jwks_uri,
                "token_endpoint": f"{self.address}/token",
                "id_token_signing_alg_values_supported": ["ES256"],
                "response_types_supported": ["token"],
                "subject_types_supported": ["public"],
            }
        )

    def _rotate(self) -> Response:
        self.keys.rotate()
        return jsonify({})
