"""What a citizen signed with his EDS, taken out of its signature: a request or a complaint (9.5, 14.1)."""

from __future__ import annotations

import base64
import binascii

from functions.shared.domain import errors
from functions.shared.domain.errors import Flaw
from functions.shared.domain.language import Text
from functions.shared.http.signature_texts import GOST, WHY
from functions.shared.trust.ports import RequestSignatures
from functions.shared.trust.verdicts import CannotCheck, CannotCheckReason, Invalid, Signer, Valid

CMS_LIMIT = 256 * 1024
"""Bytes of a signed request: it is kept in one document of the store."""

NOT_BASE64 = Text(
    kk="«cms» өрісі base64 болуы тиіс.", ru="Поле «cms» должно быть в base64.", en="«cms» must be base64."
)


def read_cms(text: str) -> bytes:
    """The DER bytes of a base64 CMS. Raises MalformedBody."""
    try:
        cms = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise errors.MalformedBody(NOT_BASE64, flaws=[Flaw("/cms", NOT_BASE64)]) from error
    if len(cms) > CMS_LIMIT:
        raise errors.BodyTooLarge(flaws=[Flaw("/cms", errors.BodyTooLarge.title)])
    return cms


def signed_content(cms: bytes, signatures: RequestSignatures, caller_iin: str | None) -> tuple[str, bytes]:
    """The signer's IIN and the bytes he signed. Raises SignatureInvalid, SignatureUncheckable or SignerNotApplicant."""
    signer, content = signed_by(cms, signatures, caller_iin)
    return signer.iin or "", content


def signed_by(cms: bytes, signatures: RequestSignatures, caller_iin: str | None) -> tuple[Signer, bytes]:
    """The signer, who is the caller, and the bytes he signed. Raises as `signed_content` does."""
    verdict = signatures.verify(cms)
    match verdict:
        case Valid(signer=signer, content=content):
            if signer.iin is None or signer.iin != caller_iin:
                raise errors.SignerNotApplicant(flaws=[Flaw("/cms", errors.SignerNotApplicant.title)])
            return signer, content
        case Invalid(reason=reason):
            raise errors.SignatureInvalid(WHY[reason], flaws=[Flaw("/cms", WHY[reason])], reason=reason.value)
        case CannotCheck(reason=CannotCheckReason.GOST_NOT_CONFIGURED as reason):
            # Nothing is said about the signature itself; but asking again would change nothing either.
            raise errors.SignatureInvalid(GOST, flaws=[Flaw("/cms", GOST)], reason=reason.value)
        case CannotCheck():
            raise errors.SignatureUncheckable(retry_after=30)
