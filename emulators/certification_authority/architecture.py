"""The whole infrastructure as one configuration of certomancer: the true hierarchy, and a forged one beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from emulators.certification_authority import profiles
from emulators.certification_authority.population import Kind, Member

OFFICES = ("persons", "organisations")
"""The intermediates; each has an OCSP responder of its own and a list of revoked certificates."""

NATIONAL, ROGUE = "nca", "rogue"
RSA_AUTHORITIES = ("root", *OFFICES)
EC_AUTHORITIES = ("persons-ocsp", "organisations-ocsp", "tsa")
ROGUE_AUTHORITIES = ("root", "persons", "persons-ocsp")

_NAMES = {
    "root": profiles.ROOT_CA,
    "persons": profiles.PERSONS_CA,
    "organisations": profiles.ORGANISATIONS_CA,
    "persons-ocsp": "OCSP RESPONDER (ЖЕКЕ ТҰЛҒАЛАР)",
    "organisations-ocsp": "OCSP RESPONDER (ЗАҢДЫ ТҰЛҒАЛАР)",
    "tsa": "УАҚЫТ БЕЛГІСІ (TSA)",
}


def configuration(
    address: str, members: Sequence[Member], issued_at: datetime, revocations: Mapping[str, datetime]
) -> dict[str, Any]:
    """The configuration for an infrastructure at `address`; `revocations` says since when whose key is revoked."""
    true = [member for member in members if member.kind is not Kind.ROGUE]
    rogue = [member for member in members if member.kind is Kind.ROGUE]
    return {
        "external-url-prefix": address,
        "keysets": {
            NATIONAL: _keys(NATIONAL, (*RSA_AUTHORITIES, *EC_AUTHORITIES), true),
            ROGUE: _keys(ROGUE, ROGUE_AUTHORITIES, rogue),
        },
        "pki-architectures": {
            NATIONAL: _hierarchy(NATIONAL, OFFICES, true, issued_at, revocations),
            ROGUE: _hierarchy(ROGUE, ("persons",), rogue, issued_at, {}),
        },
    }


def _keys(folder: str, authorities: Sequence[str], members: Sequence[Member]) -> dict[str, Any]:
    labels = [*authorities, *(member.id for member in members)]
    return {"path-prefix": folder, "keys": {label: {"path": f"{label}.pem"} for label in labels}}


def _hierarchy(
    name: str,
    offices: Sequence[str],
    members: Sequence[Member],
    issued_at: datetime,
    revocations: Mapping[str, datetime],
) -> dict[str, Any]:
    long = profiles.validity(issued_at - timedelta(days=3650), issued_at + timedelta(days=7300))
    shorter = profiles.validity(issued_at - timedelta(days=365), issued_at + timedelta(days=5475))
    certificates: dict[str, Any] = {
        "root": {"issuer": "root", "validity": long, "profiles": [_authority({"crl-repo": "root"})]},
    }
    for office in offices:
        named = {"crl-repo": office, "ocsp-service": office, "max-path-len": 0}
        certificates[office] = {"issuer": "root", "validity": long, "profiles": [_authority(named)]}
        certificates[f"{office}-ocsp"] = {"issuer": office, "validity": shorter, "profiles": ["ocsp-responder"]}
    services: dict[str, Any] = {
        "ocsp": {
            office: {"for-issuer": office, "responder-cert": f"{office}-ocsp", "validity-period": {"hours": 12}}
            for office in offices
        },
        "crl-repo": {
            "root": {"for-issuer": "root", "simulated-update-schedule": "P90D"},
            **{office: {"for-issuer": office, "simulated-update-schedule": "PT1H"} for office in offices},
        },
    }
    if name == NATIONAL:
        certificates["tsa"] = {"issuer": "organisations", "validity": shorter, "extensions": _TIME_STAMPING}
        services["time-stamping"] = {"tsa": {"signing-cert": "tsa", "certs-to-embed": ["organisations"]}}
    for label, certificate in certificates.items():
        certificate["serial"] = profiles.serial_number(f"{name}/{label}")
    for member in members:
        certificates[member.id] = profiles.certificate(member, issued_at)
        if member.id in revocations:
            since = revocations[member.id].isoformat()
            certificates[member.id]["revocation"] = {"revoked-since": since, "reason": "key_compromise"}
    return {
        "keyset": name,
        "entity-defaults": {"country-name": "KZ"},
        "entities": {
            **{label: {"common-name": _NAMES[label]} for label in certificates if label in _NAMES},
            **{member.id: profiles.subject(member) for member in members},
        },
        "certs": certificates,
        "services": services,
    }


def _authority(params: dict[str, Any]) -> dict[str, Any]:
    return {"id": "simple-ca", "params": params}


_TIME_STAMPING = [
    {"id": "key_usage", "critical": True, "smart-value": {"schema": "key-usage", "params": ["digital_signature"]}},
    {"id": "extended_key_usage", "critical": True, "value": ["time_stamping"]},
]
