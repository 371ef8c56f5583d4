"""The test citizen: a request, a key and a token, by way of files or the environment, never of arguments."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from emulators.certification_authority.signing import open_key


class WrongCall(Exception):
    """What was given does not do; the message says what is missing."""


@dataclass(frozen=True)
class Citizen:
    """Who asks in the test: the request without its times, the key, the token."""

    request: dict[str, Any] = field(repr=False)
    pkcs12: bytes = field(repr=False)
    password: str = field(repr=False)
    token: str = field(repr=False)

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Citizen:
        """Raises WrongCall."""
        named = {name: environment.get(name, "") for name in ("SMOKE_REQUEST", "SMOKE_PKCS12")}
        missing = [name for name, value in named.items() if not value]
        for name in ("SMOKE_PASSWORD", "SMOKE_TOKEN"):
            if not environment.get(name) and not environment.get(f"{name}_FILE"):
                missing.append(f"{name}_FILE")
        if missing:
            raise WrongCall(f"{', '.join(missing)} not set. Without a test citizen: --public")
        try:
            request = json.loads(Path(named["SMOKE_REQUEST"]).read_bytes())
            password, token = (_secret(environment, name) for name in ("SMOKE_PASSWORD", "SMOKE_TOKEN"))
            pkcs12 = Path(named["SMOKE_PKCS12"]).read_bytes()
            open_key(pkcs12, password)
        except OSError as error:
            raise WrongCall(f"{error.filename}: {error.strerror}") from error
        except json.JSONDecodeError as error:
            raise WrongCall(f"SMOKE_REQUEST is no JSON: line {error.lineno}") from error
        except ValueError as error:
            raise WrongCall("SMOKE_PKCS12 cannot be opened: another password, or no key in it") from error
        if not isinstance(request, dict) or not {"provider", "applicant", "children"} <= request.keys():
            raise WrongCall("SMOKE_REQUEST is an object with provider, applicant and children")
        return cls(request, pkcs12, password, token)


def _secret(environment: Mapping[str, str], name: str) -> str:
    """Raises OSError."""
    file = environment.get(f"{name}_FILE")
    return Path(file).read_text(encoding="utf-8").strip() if file else environment[name]
