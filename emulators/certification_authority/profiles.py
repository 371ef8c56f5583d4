"""The certificate profiles of the national certification authority, in the words of certomancer's configuration.

Subject: CN=SURNAME NAME, SN=SURNAME, serialNumber=IIN…, C=KZ, GN=PATRONYMIC (givenName holds the patronymic),
and for organisations O=…, OU=BIN…. The extended key usage says who holds the key and what it may do.
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import Any

from emulators.certification_authority.population import Kind, Member

NATURAL_PERSON = "1.2.398.3.3.4.1.1"
ORGANISATION = "1.2.398.3.3.4.1.2"
MAY_SIGN = "1.2.398.3.3.4.1.2.2"
EMPLOYEE = "1.2.398.3.3.4.1.2.5"
DIGITAL_SYSTEM = "1.2.398.3.3.4.1.2.6"
POLICY = "1.2.398.3.3.2"

PERSONS_CA = "ТЕСТ ҰЛТТЫҚ КУӘЛАНДЫРУШЫ ОРТАЛЫҚ (RSA) ЖЕКЕ ТҰЛҒАЛАР"
ORGANISATIONS_CA = "ТЕСТ ҰЛТТЫҚ КУӘЛАНДЫРУШЫ ОРТАЛЫҚ (RSA) ЗАҢДЫ ТҰЛҒАЛАР"
ROOT_CA = "ТЕСТ НЕГІЗГІ КУӘЛАНДЫРУШЫ ОРТАЛЫҚ (RSA)"

_YEAR = timedelta(days=365)
_PURPOSES = {
    Kind.ORGANISATION: [ORGANISATION, MAY_SIGN, "email_protection"],
    Kind.EMPLOYEE: [ORGANISATION, EMPLOYEE, "email_protection"],
    Kind.REGISTRY: [ORGANISATION, DIGITAL_SYSTEM, "email_protection"],
    Kind.AUTHENTICATION: [NATURAL_PERSON, "client_auth"],
}


def is_organisation(kind: Kind) -> bool:
    return kind in (Kind.ORGANISATION, Kind.EMPLOYEE, Kind.REGISTRY)


def validity(begin: datetime, end: datetime) -> dict[str, str]:
    return {"valid-from": begin.isoformat(), "valid-to": end.isoformat()}


def serial_number(label: str) -> int:
    """A serial number of 16 octets that is the same whenever the same population is started again."""
    return int.from_bytes(hashlib.sha256(label.encode()).digest()[:16], "big") >> 1


def subject(member: Member) -> dict[str, str]:
    """The distinguished name, as certomancer's entity."""
    fields = {
        "common-name": f"{member.surname} {member.name}".strip() or member.organisation or "",
        "surname": member.surname,
        "serial-number": f"IIN{member.iin}" if member.iin else "",
        "given-name": member.patronymic or "",
        "organization-name": member.organisation or "",
        "organizational-unit-name": f"BIN{member.bin}" if member.bin else "",
    }
    return {key: value for key, value in fields.items() if value}


def certificate(member: Member, issued_at: datetime) -> dict[str, Any]:
    """The certificate of a member, issued around `issued_at` (a file key is valid for a year), as certomancer's."""
    begin = issued_at - timedelta(days=30)
    if member.kind is Kind.EXPIRED:
        begin -= _YEAR
    usages = ["digital_signature", "non_repudiation"]
    if member.kind is Kind.AUTHENTICATION:
        # Since 2022 the national profile gives them nonRepudiation too: only the purpose tells them apart.
        usages.append("key_agreement")
    return {
        "subject": member.id,
        "subject-key": member.id,
        "issuer": "organisations" if is_organisation(member.kind) else "persons",
        "serial": serial_number(member.id),
        "validity": validity(begin, begin + _YEAR),
        "extensions": [
            {"id": "key_usage", "critical": True, "smart-value": {"schema": "key-usage", "params": usages}},
            {
                "id": "extended_key_usage",
                "value": _PURPOSES.get(member.kind, [NATURAL_PERSON, "email_protection"]),
            },
            {"id": "certificate_policies", "value": [{"policy_identifier": POLICY}]},
        ],
    }
