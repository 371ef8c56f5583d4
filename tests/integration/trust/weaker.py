"""Signatures that look like our seals but fall short of them in one respect each."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from io import BytesIO

from asn1crypto import crl, ocsp, x509
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.signers.pdf_signer import PdfSignatureMetadata, PdfSigner
from pyhanko.sign.timestamps.api import TimeStamper
from pyhanko.sign.validation.dss import DocumentSecurityStore

from functions.shared.trust.authorities import Authorities
from functions.shared.trust.pyhanko_parts import KeySigner
from functions.shared.trust.revocation import Good, RevocationChecker, Revoked
from functions.shared.trust.sealing_key import SealingKey
from functions.shared.trust.verdicts import Evidence, EvidenceKind


def evidence_for(
    key: SealingKey, timestamper: TimeStamper, authorities: Authorities, revocation: RevocationChecker
) -> list[Evidence]:
    """What the authority says about everybody who takes part in a seal, the revoked included."""
    token = asyncio.run(timestamper.async_dummy_response("sha256"))
    stamping = next(each.chosen for each in token["content"]["certificates"] if each.chosen.extended_key_usage_value)
    found = []
    for certificate in (x509.Certificate.load(key.certificate), stamping):
        for status in revocation.status_of_path(authorities.find_path(certificate)):
            assert isinstance(status, Good | Revoked)
            found.append(status.evidence)
    return found


def sign_weakly(
    pdf: bytes,
    key: SealingKey,
    authorities: Authorities,
    *,
    timestamper: TimeStamper | None = None,
    evidence: Iterable[Evidence] = (),
    certify: bool = True,
    permissions: MDPPerm = MDPPerm.NO_CHANGES,
    field: str = "Seal",
) -> bytes:
    """Sign with pyHanko directly: without time-stamp, validation data or certification unless they are given."""
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    evidence = list(evidence)
    if evidence:
        DocumentSecurityStore.supply_dss_in_writer(
            writer,
            None,
            ocsps=[ocsp.OCSPResponse.load(each.der) for each in evidence if each.kind is EvidenceKind.OCSP],
            crls=[crl.CertificateList.load(each.der) for each in evidence if each.kind is EvidenceKind.CRL],
        )
    certificate = x509.Certificate.load(key.certificate)
    signer = PdfSigner(
        PdfSignatureMetadata(
            field_name=field,
            md_algorithm="sha256",
            certify=certify,
            docmdp_permissions=permissions,
            subfilter=SigSeedSubFilter.PADES,
        ),
        signer=KeySigner(key, certificate, authorities.intermediates),
        timestamper=timestamper,
    )
    output = BytesIO()
    signer.sign_pdf(writer, bytes_reserved=24_000, output=output)
    return output.getvalue()
