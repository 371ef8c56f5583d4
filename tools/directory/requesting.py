"""A request for the certificate of a key in Cloud KMS (PKCS #10, RFC 2986), for the national authority to act on.

The key signs the request itself, which proves to the authority that it is there. The subject is that of the national
profile: the person who signs, and the office's BIN.
"""

from __future__ import annotations

import hashlib

from asn1crypto import algos, core, csr, keys, pem, x509

from functions.shared.cloud.kms import ALGORITHMS, CloudKms
from tools.directory.certificates import SIGNERS
from tools.directory.columns import Cells


class NotReady(Exception):
    """The row, or the key, does not do for a request; the message says why."""


def request(cells: Cells, key: str, iin: str, kms: CloudKms) -> str:
    """The request as PEM for `key` ("seal" or "answers") of a row. Raises NotReady, KeyUnavailable."""
    wanted = (f"{key}_version", SIGNERS[key], "names_kk", "bin")
    if lacking := [column for column in wanted if not cells[column]]:
        raise NotReady(f"{', '.join(lacking)}: empty, and the certificate needs it")
    public = kms.public_key(cells[f"{key}_version"])
    if public.algorithm not in ALGORITHMS:
        raise NotReady(f"the key signs by {public.algorithm}; it must be one of {', '.join(ALGORITHMS)}")
    info = csr.CertificationRequestInfo(
        {
            "version": "v1",
            "subject": subject(cells, key, iin),
            "subject_pk_info": keys.PublicKeyInfo.load(pem.unarmor(public.pem.encode())[2]),
            "attributes": csr.CRIAttributes([]),
        }
    )
    algorithm = "sha256_ecdsa" if public.algorithm.startswith("EC_") else "sha256_rsa"
    signature = kms.sign(cells[f"{key}_version"], hashlib.sha256(info.dump()).digest())
    whole = csr.CertificationRequest(
        {
            "certification_request_info": info,
            "signature_algorithm": algos.SignedDigestAlgorithm({"algorithm": algorithm}),
            "signature": core.OctetBitString(signature),
        }
    )
    text: bytes = pem.armor("CERTIFICATE REQUEST", whole.dump())
    return text.decode()


def subject(cells: Cells, key: str, iin: str) -> x509.Name:
    """As the national authority writes it: givenName holds the patronymic, OU the BIN, serialNumber the IIN."""
    surname, *given = cells[SIGNERS[key]].upper().split()
    parts = {
        "country_name": "KZ",
        "common_name": " ".join([surname, *given[:1]]),
        "surname": surname,
        "given_name": " ".join(given[1:]),
        "serial_number": f"IIN{iin}",
        "organization_name": cells["names_kk"],
        "organizational_unit_name": f"BIN{cells['bin']}",
    }
    return x509.Name.build({name: value for name, value in parts.items() if value}, use_printable=False)
