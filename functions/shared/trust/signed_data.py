"""Opening a signature: from the bytes of a CMS to what was signed and by which certificate (RFC 5652, RFC 5035).

Only the mathematics is settled here. Whether the certificate may be believed is settled by `authorities` and
`profile`.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from asn1crypto import cms, tsp, x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from functions.shared.trust.shape import end_of
from functions.shared.trust.verdicts import CannotCheck, CannotCheckReason, InvalidReason, Refused, invalid

HASHES: dict[str, hashes.HashAlgorithm] = {
    "sha256": hashes.SHA256(),
    "sha384": hashes.SHA384(),
    "sha512": hashes.SHA512(),
}
_WEAK_HASHES = frozenset({"md2", "md5", "sha1"})
_CURVES = frozenset({"secp256r1", "secp384r1", "secp521r1"})
_SMALLEST_RSA = 2048
_LARGEST_CERTIFICATE = 16 * 1024
"""Bytes. What stands in its extensions is not seen by the look at the shape; real ones have some two thousand."""
_KAZAKH_ALGORITHMS = "1.2.398.3.10.1."
"""GOST 34.310-2004 and GOST R 34.10-2015 with their digests (law.md, 3.2)."""
MALFORMED = (ValueError, TypeError, KeyError, IndexError, OverflowError, RecursionError)
"""asn1crypto parses as it goes, so a malformed structure shows itself at any access, as one of these."""


@dataclass(frozen=True)
class Opened:
    """A signature that fits its content and the certificate that came with it."""

    content: bytes
    certificate: x509.Certificate


def open_signed(data: bytes) -> Opened:
    """Open an attached CAdES signature of exactly one signer. Raises Refused."""
    try:
        return _open(data)
    except MALFORMED as error:
        raise invalid(InvalidReason.NOT_CMS, "This is not a well-formed CMS signature.") from error


def open_unverified(data: bytes) -> Opened:
    """What `open_signed` opens, without its mathematics, for algorithms that somebody else has to verify.

    Everything about the structure holds: one signer, his certificate, the content inside, the attributes of CAdES, and
    the certificate that they name. Raises Refused.
    """
    try:
        signed, signer, certificate = _parts(data)
        content = _content(signed)
        _check_attributes(signer, signed["encap_content_info"], certificate, None)
        return Opened(content, certificate)
    except MALFORMED as error:
        raise invalid(InvalidReason.NOT_CMS, "This is not a well-formed CMS signature.") from error


def fits_its_certificate(data: bytes) -> x509.Certificate | None:
    """The one signer's certificate, where its key made the signature over the attributes; None where it did not.

    What the signature is over is not looked at, nor what follows it. Raises nothing.
    """
    try:
        _, signer, certificate = _parts(data[: end_of(data)])
        check_signature(signer, certificate, HASHES[digest_algorithm(signer, certificate)])
    except (Refused, *MALFORMED):
        return None
    return certificate


@dataclass(frozen=True)
class SignatureOver:
    """A detached signature. `digest` names the algorithm of what it is over."""

    certificate: x509.Certificate
    digest: str
    told: bytes
    holds: bool

    def is_over(self, digest: bytes) -> bool:
        """Whether the certificate's key signed content of this digest."""
        return self.holds and self.told == digest


def signature_over(data: bytes) -> SignatureOver:
    """A signature whose content stands elsewhere; what follows it is not looked at. Raises Refused, or MALFORMED.

    One that does not hold is told; so is one whose algorithms nobody trusts.
    """
    _, signer, certificate = _parts(data[: end_of(data)])
    told = _single(signer, "message_digest").native
    _check_names(signer, certificate)
    try:
        digest = digest_algorithm(signer, certificate)
        check_signature(signer, certificate, HASHES[digest])
    except Refused:
        return SignatureOver(certificate, "sha256", told, holds=False)
    return SignatureOver(certificate, digest, told, holds=True)


def _open(data: bytes) -> Opened:
    signed, signer, certificate = _parts(data)
    # The algorithms come before all that needs them, so that GOST is told apart from a broken signature.
    digest = digest_algorithm(signer, certificate)
    content = _content(signed)
    _check_attributes(signer, signed["encap_content_info"], certificate, hashlib.new(digest, content).digest())
    check_signature(signer, certificate, HASHES[digest])
    return Opened(content, certificate)


def _parts(data: bytes) -> tuple[cms.SignedData, cms.SignerInfo, x509.Certificate]:
    """The signed data, its one signer, and his certificate."""
    if end_of(data) != len(data):
        raise ValueError("something follows the signature")
    info = cms.ContentInfo.load(data, strict=True)
    if info["content_type"].native != "signed_data":
        raise invalid(InvalidReason.NOT_CMS, "The CMS holds no signed data.")
    signed = info["content"]
    signers = signed["signer_infos"]
    if len(signers) == 0:
        raise invalid(InvalidReason.NO_SIGNER, "Nobody has signed.")
    if len(signers) > 1:
        raise invalid(InvalidReason.SEVERAL_SIGNERS, "Exactly one person has to sign.")
    signer = signers[0]
    return signed, signer, _certificate_of(signed, signer["sid"])


def _content(signed: cms.SignedData) -> bytes:
    content = signed["encap_content_info"]["content"]
    if content.native is None:
        raise invalid(InvalidReason.NO_CONTENT, "What was signed has to stand inside the signature.")
    return bytes(content)


def _certificate_of(signed: cms.SignedData, identifier: cms.SignerIdentifier) -> x509.Certificate:
    for choice in signed["certificates"] or ():
        if choice.name != "certificate":
            continue
        candidate: x509.Certificate = choice.chosen
        if len(candidate.contents) > _LARGEST_CERTIFICATE:
            raise ValueError("no certificate of a person or an organisation is that large")
        if identifier.name == "issuer_and_serial_number":
            wanted = identifier.chosen
            if candidate.issuer == wanted["issuer"] and candidate.serial_number == wanted["serial_number"].native:
                return candidate
        elif candidate.key_identifier == identifier.chosen.native:
            return candidate
    raise invalid(InvalidReason.NO_CERTIFICATE, "The signer's certificate has to be in the signature.")


def digest_algorithm(signer: cms.SignerInfo, certificate: x509.Certificate) -> str:
    """The name of the digest, after making sure that all algorithms are ones that we trust."""
    digest, signature = signer["digest_algorithm"]["algorithm"], signer["signature_algorithm"]["algorithm"]
    key = certificate.public_key
    for algorithm in (digest, signature, key["algorithm"]["algorithm"]):
        if algorithm.dotted.startswith(_KAZAKH_ALGORITHMS):
            raise Refused(
                CannotCheck(
                    CannotCheckReason.GOST_NOT_CONFIGURED,
                    "Signatures by Kazakh GOST algorithms are checked by an NCANode server, and none is configured.",
                )
            )
    name: str = digest.native
    if name in _WEAK_HASHES:
        raise invalid(InvalidReason.WEAK_ALGORITHM, "The digest of the signature is too weak.")
    allowed = {f"{name}_rsa", "rsassa_pkcs1v15"} if key.algorithm == "rsa" else {f"{name}_ecdsa"}
    if name not in HASHES or key.algorithm not in ("rsa", "ec") or signature.native not in allowed:
        raise invalid(InvalidReason.UNSUPPORTED_ALGORITHM, "The algorithms of the signature are not supported.")
    if key.algorithm == "rsa" and key.bit_size < _SMALLEST_RSA:
        raise invalid(InvalidReason.WEAK_ALGORITHM, "The key is too short.")
    if key.algorithm == "ec" and key.curve[1] not in _CURVES:
        raise invalid(InvalidReason.UNSUPPORTED_ALGORITHM, "The curve of the key is not supported.")
    return name


def _check_attributes(
    signer: cms.SignerInfo,
    encapsulated: cms.EncapsulatedContentInfo,
    certificate: x509.Certificate,
    digest: bytes | None,
) -> None:
    """Check the signed attributes: content type, digest, and the certificate that they name (RFC 5652, 11).

    Without a `digest`, whoever verifies the mathematics compares that as well.
    """
    content_type = encapsulated["content_type"].native
    if content_type != "data" or _single(signer, "content_type").native != content_type:
        raise invalid(InvalidReason.NOT_CADES, "The content type of the signature is not plain data.")
    told = _single(signer, "message_digest").native
    if digest is not None and told != digest:
        raise invalid(InvalidReason.BAD_SIGNATURE, "The signed digest is not the digest of the content.")
    _check_names(signer, certificate)


def _check_names(signer: cms.SignerInfo, certificate: x509.Certificate) -> None:
    """Check that the signature was made with this certificate, where it says with which (RFC 5035)."""
    for name, kind in (
        ("signing_certificate_v2", tsp.SigningCertificateV2),
        ("signing_certificate", tsp.SigningCertificate),
    ):
        value = _single(signer, name, required=False)
        if value is not None and not _names(kind.load(value.dump()), certificate):
            raise invalid(InvalidReason.CERTIFICATE_SWAPPED, "The signature was made with another certificate.")


def _single(signer: cms.SignerInfo, name: str, *, required: bool = True) -> Any:
    """The one value of a signed attribute; None where it is missing and need not be there."""
    found = [attribute for attribute in signer["signed_attrs"] or () if attribute["type"].native == name]
    if not found and not required:
        return None
    if len(found) != 1 or len(found[0]["values"]) != 1:
        raise invalid(InvalidReason.NOT_CADES, "A signed attribute is missing or stands twice.")
    return found[0]["values"][0]


def _names(value: tsp.SigningCertificate | tsp.SigningCertificateV2, certificate: x509.Certificate) -> bool:
    """Whether a signing certificate attribute names this certificate, by its first entry (RFC 5035, 4)."""
    identifier = value["certs"][0]
    algorithm = "sha1"
    if isinstance(value, tsp.SigningCertificateV2):
        chosen = identifier["hash_algorithm"]["algorithm"]
        if chosen.dotted.startswith(_KAZAKH_ALGORITHMS):
            return True  # a GOST digest, which nobody here can compute; NCANode does not compare it either
        algorithm = chosen.native
        if algorithm not in HASHES:
            return False
    digest = hashlib.new(algorithm, certificate.dump(), usedforsecurity=False).digest()
    return bool(identifier["cert_hash"].native == digest)


def check_signature(signer: cms.SignerInfo, certificate: x509.Certificate, digest: hashes.HashAlgorithm) -> None:
    signature = signer["signature"].native
    # The attributes stand in the message under a tag of their own; what was signed is the plain SET (RFC 5652, 5.4).
    signed_attributes = signer["signed_attrs"].untag().dump()
    try:
        key = serialization.load_der_public_key(certificate.public_key.dump())
        if isinstance(key, rsa.RSAPublicKey):
            key.verify(signature, signed_attributes, padding.PKCS1v15(), digest)
        elif isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(signature, signed_attributes, ec.ECDSA(digest))
        else:
            raise invalid(InvalidReason.UNSUPPORTED_ALGORITHM, "The algorithms of the signature are not supported.")
    except InvalidSignature as error:
        raise invalid(InvalidReason.BAD_SIGNATURE, "The signature does not fit the content.") from error
    except UnsupportedAlgorithm as error:
        raise invalid(InvalidReason.UNSUPPORTED_ALGORITHM, "The key cannot be used.") from error
