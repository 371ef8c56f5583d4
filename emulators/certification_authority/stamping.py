"""A time-stamp (RFC 3161), signed as every other answer here is."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime

from asn1crypto import core, tsp, x509
from certomancer.services import TimeStamper

from emulators.certification_authority.der import OCTET_STRING, sequence, tagged, tlv
from emulators.certification_authority.keys import as_bytes, parsed
from emulators.certification_authority.signing import TIME_STAMP, assemble, attributes_of

_VERSION: bytes = core.Integer(1).dump()
_GRANTED: bytes = tsp.PKIStatusInfo({"status": "granted"}).dump()
_DIRECTORY_NAME = 4
"""The tag of a distinguished name among the kinds of GeneralName."""


def time_stamp(authority: TimeStamper, asked: tsp.TimeStampReq, now: datetime) -> bytes:
    """The answer to a request, in DER. Its certificates are in it, whether they were asked for or not."""
    certificate = as_bytes(authority.tsa_cert)
    info = sequence(
        _VERSION,
        authority.policy.dump(),
        asked["message_imprint"].dump(),
        core.Integer(secrets.randbits(63)).dump(),
        core.GeneralizedTime(now).dump(),
        asked["nonce"].dump(),  # nothing, where there was none
        tagged(0, tagged(_DIRECTORY_NAME, certificate.subject.dump())),
    )
    told = {"signing_certificate": _named(certificate), "signing_time": core.UTCTime(now).dump()}
    attributes = attributes_of(info, TIME_STAMP, told)
    key, chain = parsed(authority.tsa_key), map(as_bytes, authority.certs_to_embed)
    token = assemble(info, key, certificate, attributes, kind=TIME_STAMP, chain=chain)
    return sequence(_GRANTED, token)


def _named(certificate: x509.Certificate) -> bytes:
    """The attribute that names the authority's certificate, by SHA-1 as time-stamps do (RFC 3161, 2.4.2)."""
    digest = hashlib.sha1(certificate.dump(), usedforsecurity=False).digest()
    return sequence(sequence(sequence(tlv(OCTET_STRING, digest))))
