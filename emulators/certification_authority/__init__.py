"""The certification authority of the local stack: a real public key infrastructure with OCSP, CRL and time-stamping.

Its certificates follow the national profiles, so that what is verified here is verified in the same way in
production. Tests start one with `CertificationAuthority(…).start()`.

The names below are loaded when they are asked for: whoever only signs needs no server.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from emulators.certification_authority.authority import CertificationAuthority, SigningFile
    from emulators.certification_authority.population import Kind, Member
    from emulators.certification_authority.signing import sign_cms

__all__ = ["CertificationAuthority", "Kind", "Member", "SigningFile", "sign_cms"]

_MODULES = {
    "CertificationAuthority": "authority",
    "Kind": "population",
    "Member": "population",
    "SigningFile": "authority",
    "sign_cms": "signing",
}


def __getattr__(name: str) -> object:
    if name not in _MODULES:
        raise AttributeError(name)
    return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
