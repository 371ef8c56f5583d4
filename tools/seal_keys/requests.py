"""The request for a certificate (PKCS #10, RFC 2986) of an office's key, signed by Cloud KMS itself.

The subject is that of the national profile for organisations' keys: surname and name in capitals, the surname alone,
the IIN in serialNumber, the patronymic in givenName, the organisation in O, its BIN in OU, and for a digital system its
OID in UID. What the authority takes from a request is its own affair: it knows whom it has identified, and chooses by
its template what the key may be used for. So nothing is asked for beside the subject and the key.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from asn1crypto import algos, core, csr, keys, pem
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.x509.oid import NameOID

from functions.shared.cloud.kms import ALGORITHMS, CloudKms
from functions.shared.domain.office import AnyOffice, Office
from functions.shared.trust.office_keys import Purpose
from functions.shared.trust.sealing_key import KeyUnavailable

SIGNED_BY = {name: "sha256_ecdsa" if name.startswith("EC_") else "sha256_rsa" for name in ALGORITHMS}
"""How a request is signed, by the key's algorithm: those alone that seals are made by."""


@dataclass(frozen=True)
class Holder:
    """Whom a certificate is to name. `system` is the OID of a digital system that seals by itself, where it is one."""

    surname: str
    name: str
    patronymic: str
    iin: str
    organisation: str
    bin: str
    system: str | None = None

    def subject(self) -> x509.Name:
        fields = (
            (NameOID.COMMON_NAME, f"{self.surname} {self.name}".strip()),
            (NameOID.SURNAME, self.surname),
            (NameOID.SERIAL_NUMBER, f"IIN{self.iin}"),
            (NameOID.COUNTRY_NAME, "KZ"),
            (NameOID.GIVEN_NAME, self.patronymic),
            (NameOID.ORGANIZATION_NAME, self.organisation),
            (NameOID.ORGANIZATIONAL_UNIT_NAME, f"BIN{self.bin}"),
            (NameOID.USER_ID, self.system or ""),
        )
        return x509.Name([x509.NameAttribute(kind, value) for kind, value in fields if value])


def holder_of(office: AnyOffice, purpose: Purpose, iin: str, system: str | None = None) -> Holder:
    """The authorised person of a provider (4.4), or the head (11.9). Raises ValueError where the office has none."""
    if purpose is Purpose.ANSWERS:
        official = office.head
    elif isinstance(office, Office):
        official = office.signatory
    else:
        raise ValueError("only a provider issues certificates: the key of its head is in the ring heads")
    surname, name, *others = [*official.name.upper().split(), "", ""]
    if not (surname and name and office.bin):
        raise ValueError("the directory does not say who seals (surname and name), or the BIN")
    return Holder(surname, name, " ".join(others).strip(), iin, office.names.kk, office.bin, system)


def request_for(holder: Holder, kms: CloudKms, version: str) -> bytes:
    """The request, PEM. Raises KeyUnavailable."""
    public = kms.public_key(version)
    kind = SIGNED_BY.get(public.algorithm)
    if kind is None:
        raise KeyUnavailable(f"{version}: signs by {public.algorithm}; it must be one of {', '.join(ALGORITHMS)}")
    _, _, key = pem.unarmor(public.pem.encode())
    info = csr.CertificationRequestInfo(
        {
            "version": "v1",
            "subject": asn1.Name.load(holder.subject().public_bytes()),
            "subject_pk_info": keys.PublicKeyInfo.load(key),
            "attributes": [],
        }
    )
    signature = kms.sign(version, hashlib.sha256(info.dump()).digest())
    whole: bytes = csr.CertificationRequest(
        {
            "certification_request_info": info,
            "signature_algorithm": algos.SignedDigestAlgorithm({"algorithm": kind}),
            "signature": core.OctetBitString(signature),
        }
    ).dump()
    if not x509.load_der_x509_csr(whole).is_signature_valid:
        raise KeyUnavailable(f"{version}: the signature does not fit the key")
    armoured: bytes = pem.armor("CERTIFICATE REQUEST", whole)
    return armoured
