"""Properties of the trust modules as such: light to import, and silent about people."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

from functions.shared.trust.verdicts import Evidence, EvidenceKind, Signer, Valid
from tests.fakes.trust import FakeRequestSignatures, fake_cms


def test_verifying_a_request_imports_neither_the_sealing_nor_an_http_client() -> None:
    program = "import sys, functions.shared.trust.request_signature; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()
    assert "functions.shared.trust.signed_data" in loaded
    assert not {"pyhanko.sign", "requests", "aiohttp"} & set(loaded)


def test_verdicts_do_not_show_people_or_contents() -> None:
    verdict = FakeRequestSignatures().verify(fake_cms(b"the request", iin="880101400123"))
    assert isinstance(verdict, Valid)
    named = replace(verdict, evidence=Evidence(EvidenceKind.OCSP, b"880101400123"))
    assert isinstance(named.signer, Signer)
    for secret in ("880101400123", named.signer.surname, "the request"):
        assert secret not in repr(named)
