"""The answer to a complaint is sealed exactly like the certificate (11.9)."""

from __future__ import annotations

import pypdf
import pytest

from functions.shared.documents.complaints import ComplaintRenderer
from functions.shared.trust.seal_check import SealVerifier
from functions.shared.trust.verdicts import SealOutcome, SealReason
from tests.integration.rendering.test_certificate import read
from tests.integration.trust.conftest import START, Desk
from tests.unit.documents.complaint_samples import answer, longest_answer

pytestmark = pytest.mark.clause("11.9")


@pytest.mark.parametrize("paper", [answer(), longest_answer()], ids=["short", "long"])
def test_a_sealed_answer_is_authentic_and_looks_as_it_did(desk: Desk, seals: SealVerifier, paper: object) -> None:
    pdf = ComplaintRenderer().answer(paper)  # type: ignore[arg-type]  # pytest's parameters have no type
    sealed = desk.sealer().seal(pdf, "almaty")

    verdict = seals.check(sealed)
    assert (verdict.outcome, verdict.reason) == (SealOutcome.AUTHENTIC, SealReason.SEALED_BY_PROVIDER)
    assert (verdict.provider, verdict.signed_at) == ("almaty", START)
    assert sealed.startswith(pdf), "the seal is added, nothing is changed"
    assert [page.extract_text() for page in read(sealed).pages] == [page.extract_text() for page in read(pdf).pages]
    widgets = [
        annotation.get_object()
        for page in read(sealed).pages
        for annotation in page.get("/Annots", pypdf.generic.ArrayObject())
    ]
    assert all([float(side) for side in widget["/Rect"]] == [0, 0, 0, 0] for widget in widgets), "no field is seen"


def test_an_answer_changed_after_sealing_is_found(desk: Desk, seals: SealVerifier) -> None:
    sealed = bytearray(desk.sealer().seal(ComplaintRenderer().answer(answer()), "almaty"))
    sealed[sealed.index(b"/MediaBox") + 14] ^= 1
    assert seals.check(bytes(sealed)).outcome is SealOutcome.ALTERED
