"""Forgeries by whoever has a key, an authority or a time-stamp of some kind, but not the right ones."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import Any

from asn1crypto import algos, cms

from emulators.certification_authority.signing import open_key
from functions.shared.trust.pyhanko_parts import TimeStampingClient
from tests.forgeries.parts import parts_of
from tests.forgeries.scene import Scene, key_of
from tests.forgeries.structures import changed
from tests.integration.trust.weaker import sign_weakly

Forge = Callable[[Scene, Random], bytes]


def by(member: str) -> Forge:
    """Everything as our sealer does it, and all of it valid, but the key is this member's."""

    def forge(scene: Scene, draw: Random) -> bytes:
        return scene.signed_by(member, changed(scene, draw))

    return forge


def by_a_revoked_key(scene: Scene, draw: Random) -> bytes:
    """The key of the provider that was lost, revoked, and used a while later; what OCSP says of it is enclosed."""
    scene.authority.revoke("revoked")
    with scene.later(timedelta(days=20)):
        return scene.signed_by("revoked", changed(scene, draw))


def by_an_expired_key(scene: Scene, draw: Random) -> bytes:
    """The provider's key of last year. With or without validation data, of which no authority gives any by then."""
    with scene.later(timedelta(days=336)):
        return scene.signed_by("provider", changed(scene, draw), **({"evidence": ()} if draw.randint(0, 1) else {}))


def by_another_authority(scene: Scene, draw: Random) -> bytes:
    """Names, members, numbers and services are those of the true authority; its keys are not."""
    return scene.twin_sealer().seal(changed(scene, draw), "almaty")


def by_another_authority_behind_the_true_names(scene: Scene, draw: Random) -> bytes:
    """The other authority's key, but the time-stamp and the validation data of the true one."""
    key = key_of(scene.twin, "provider")
    evidence = scene.evidence("provider")
    return sign_weakly(changed(scene, draw), key, scene.authorities, timestamper=scene.stamping, evidence=evidence)


def without_time_stamp(scene: Scene, draw: Random) -> bytes:
    return scene.signed_by("provider", changed(scene, draw), timestamper=None)


def without_validation_data(scene: Scene, draw: Random) -> bytes:
    """By the provider's own key: whoever has it can do that, and no more than that."""
    return scene.signed_by("provider", changed(scene, draw), evidence=())


def stamped_by_another_authority(scene: Scene, draw: Random) -> bytes:
    """The provider's own key; the time is what the forger likes, by an authority of the same names."""
    stamping = TimeStampingClient(scene.twin.tsa_url, scene.fetcher)
    return scene.signed_by("provider", changed(scene, draw), timestamper=stamping)


def never_registered(scene: Scene, draw: Random) -> bytes:
    """A true seal of the provider over something that is no certificate, as its answers to complaints are."""
    return scene.sealer().seal(plain(draw), "almaty")


def sealed_twice(scene: Scene, draw: Random) -> bytes:
    """The very certificate, sealed by the provider once more: true in all, but not the file that was issued."""
    return scene.sealer().seal(scene.unsealed, "almaty")


def plain(draw: Random) -> bytes:
    """A small PDF of one page."""
    from io import BytesIO

    from pypdf import PdfWriter

    writer, output = PdfWriter(), BytesIO()
    writer.add_blank_page(595, draw.randint(400, 842))
    writer.write(output)
    return output.getvalue()


# ---------------------------------------------------------------- the signature taken apart


def _signer(content: Any) -> Any:
    return content["signer_infos"][0]


def _stamps(content: Any) -> Any:
    (found,) = (
        each for each in _signer(content)["unsigned_attrs"] if each["type"].native == "signature_time_stamp_token"
    )
    return found["values"]


def time_stamp_removed(scene: Scene, draw: Random) -> bytes:
    return parts_of(scene.sealed).edited(lambda content: _signer(content).__setitem__("unsigned_attrs", None))


def time_stamp_of_another_file(scene: Scene, draw: Random) -> bytes:
    other = cms.ContentInfo.load(parts_of(scene.another).signature)["content"]

    def exchange(content: Any) -> None:
        content["signer_infos"][0]["unsigned_attrs"] = _signer(other)["unsigned_attrs"]

    return parts_of(scene.sealed).edited(exchange)


def time_stamp_changed(scene: Scene, draw: Random) -> bytes:
    """A year earlier, by the same token: what the authority signed does not say so."""
    earlier = b"%d" % draw.randint(2020, 2025)

    parts = parts_of(scene.sealed)
    signature = parts.signature
    moment = signature.rindex(b"20261123050000Z")
    return parts.with_signature(signature[:moment] + earlier + signature[moment + 4 :])


def certificate_exchanged(scene: Scene, draw: Random) -> bytes:
    """Another member's certificate stands where the provider's was."""
    file = scene.authority.signing_file(draw.choice(("stranger", "citizen", "employee")))
    _, other = open_key(file.data, file.password)

    def exchange(content: Any) -> None:
        own = _signer(content)["sid"].chosen["serial_number"].native
        content["certificates"] = [
            cms.CertificateChoices("certificate", other if choice.chosen.serial_number == own else choice.chosen)
            for choice in content["certificates"]
        ]
        _signer(content)["sid"] = cms.SignerIdentifier(
            "issuer_and_serial_number", {"issuer": other.issuer, "serial_number": other.serial_number}
        )

    return parts_of(scene.sealed).edited(exchange)


def certificates_left_out(scene: Scene, draw: Random) -> bytes:
    return parts_of(scene.sealed).edited(lambda content: content.__setitem__("certificates", None))


def company_exchanged(scene: Scene, draw: Random) -> bytes:
    """Nothing signs the certificates that come along: another takes an intermediate's place, and the seal holds."""
    file = scene.authority.signing_file(draw.choice(("stranger", "citizen", "employee")))
    _, other = open_key(file.data, file.password)

    def exchange(content: Any) -> None:
        own = _signer(content)["sid"].chosen["serial_number"].native
        kept = [choice.chosen for choice in content["certificates"] if choice.chosen.serial_number == own]
        content["certificates"] = [cms.CertificateChoices("certificate", each) for each in (*kept, other)]

    return parts_of(scene.sealed).edited(exchange)


def signed_by_nobody(scene: Scene, draw: Random) -> bytes:
    return parts_of(scene.sealed).edited(lambda content: content.__setitem__("signer_infos", []))


def signed_by_two(scene: Scene, draw: Random) -> bytes:
    """Two signers within the one signature."""

    def double(content: Any) -> None:
        content["signer_infos"] = [_signer(content), *([_signer(content)] * draw.randint(1, 2))]
        content["signer_infos"][0]["unsigned_attrs"] = None

    return parts_of(scene.sealed).edited(double)


def digest_called_weak(scene: Scene, draw: Random) -> bytes:
    name = draw.choice(("sha1", "md5", "sha512"))

    def weaken(content: Any) -> None:
        _signer(content)["digest_algorithm"] = algos.DigestAlgorithm({"algorithm": name})

    return parts_of(scene.sealed).edited(weaken)


def digest_replaced(scene: Scene, draw: Random) -> bytes:
    """The file is changed, and the digest in the signature made to fit it; the signature over that is the old one."""
    parts = parts_of(scene.sealed.replace(b"/MediaBox [ 0 0 595.", b"/MediaBox [ 0 0 %03d." % draw.randint(1, 594), 1))
    digest = hashlib.sha256(parts.pdf[: parts.gap] + parts.pdf[parts.rest :]).digest()

    def replace(content: Any) -> None:
        attributes = _signer(content)["signed_attrs"]
        for attribute in attributes:
            if attribute["type"].native == "message_digest":
                attribute["values"] = [digest]

    return parts.edited(replace)


def mathematics_mirrored(scene: Scene, draw: Random) -> bytes:
    """Of every ECDSA signature (r, s) there is another, (r, n − s), which holds as well."""

    def mirror(content: Any) -> None:
        value = algos.DSASignature.load(_signer(content)["signature"].native)
        _signer(content)["signature"] = algos.DSASignature(
            {"r": value["r"].native, "s": P256_ORDER - value["s"].native}
        ).dump()
        _stamps(content)  # its imprint is of the other signature

    return parts_of(scene.sealed).edited(mirror)


P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
