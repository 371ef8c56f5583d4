"""Reading the national certificate profile: who holds a certificate, and what its key may be used for (law.md, 3.3)."""

from __future__ import annotations

import hashlib
import re

from asn1crypto import x509

from functions.shared.trust.verdicts import InvalidReason, Signer, invalid

NATURAL_PERSON = "1.2.398.3.3.4.1.1"
ORGANISATION = "1.2.398.3.3.4.1.2"
FIRST_HEAD = "1.2.398.3.3.4.1.2.1"
MAY_SIGN = "1.2.398.3.3.4.1.2.2"
DIGITAL_SYSTEM = "1.2.398.3.3.4.1.2.6"

MAY_SIGN_FOR_ORGANISATION = frozenset({FIRST_HEAD, MAY_SIGN, DIGITAL_SYSTEM})
"""Purposes that entitle to sign in the name of an organisation; an employee's alone does not."""

_COMMON_NAME, _SURNAME, _SERIAL_NUMBER, _UNIT, _GIVEN_NAME = "2.5.4.3", "2.5.4.4", "2.5.4.5", "2.5.4.11", "2.5.4.42"


def read_signer(certificate: x509.Certificate) -> Signer:
    """Whom the certificate names."""
    subject: dict[str, list[str]] = {}
    for relative in certificate.subject.chosen:
        for part in relative:
            subject.setdefault(part["type"].dotted, []).append(str(part["value"].native))
    common_name = _first(subject, _COMMON_NAME) or ""
    surname = _first(subject, _SURNAME) or ""
    return Signer(
        iin=_number("IIN", subject.get(_SERIAL_NUMBER, [])),
        bin=_number("BIN", [*subject.get(_UNIT, []), *subject.get(_SERIAL_NUMBER, [])]),
        surname=surname,
        name=common_name.removeprefix(surname).strip(),
        patronymic=_first(subject, _GIVEN_NAME),
        common_name=common_name,
        serial=f"{certificate.serial_number:x}",
        fingerprint=hashlib.sha256(certificate.dump()).hexdigest(),
        not_after=certificate.not_valid_after,
    )


def purposes(certificate: x509.Certificate) -> frozenset[str]:
    """The extended key usages: dotted, except for those that asn1crypto has a name for."""
    value = certificate.extended_key_usage_value
    return frozenset(value.native if value is not None else ())


def require_signing_key(certificate: x509.Certificate) -> None:
    """Refuse a key for logging in: nonRepudiation and emailProtection mark signing keys, clientAuth the others."""
    usage = certificate.key_usage_value
    usages = usage.native if usage is not None else frozenset()
    held = purposes(certificate)
    if "non_repudiation" not in usages or "email_protection" not in held or "client_auth" in held:
        raise invalid(InvalidReason.AUTHENTICATION_KEY, "The key is meant for logging in, not for signing.")


def require_person(certificate: x509.Certificate) -> Signer:
    """The natural person who holds this signing key. Raises Refused for any other key (Standard, 9.5)."""
    held = purposes(certificate)
    if ORGANISATION in held or NATURAL_PERSON not in held:
        raise invalid(InvalidReason.ORGANISATION_KEY, "The key is not one of a natural person.")
    require_signing_key(certificate)
    signer = read_signer(certificate)
    if signer.iin is None:
        raise invalid(InvalidReason.NO_IIN, "The certificate names no IIN.")
    return signer


def require_organisation(certificate: x509.Certificate, expected_bin: str) -> Signer:
    """Who signs in the name of the organisation with this BIN. Raises Refused for any other key."""
    held = purposes(certificate)
    if ORGANISATION not in held:
        raise invalid(InvalidReason.PERSON_KEY, "The key is not one of an organisation.")
    if not held & MAY_SIGN_FOR_ORGANISATION:
        raise invalid(InvalidReason.PERSON_KEY, "The key does not entitle to sign for the organisation.")
    require_signing_key(certificate)
    signer = read_signer(certificate)
    if signer.bin != expected_bin:
        raise invalid(InvalidReason.OTHER_ORGANISATION, "The key belongs to another organisation.")
    return signer


def _first(subject: dict[str, list[str]], kind: str) -> str | None:
    values = subject.get(kind)
    return values[0] if values else None


def _number(prefix: str, values: list[str]) -> str | None:
    """The 12 digits behind the prefix. Where the values name two different numbers, there is none to rely on."""
    found = {match[1] for value in values if (match := re.fullmatch(rf"{prefix}([0-9]{{12}})", value))}
    return found.pop() if len(found) == 1 else None
