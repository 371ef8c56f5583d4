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


def test_what_pyhanko_logs_of_people_reaches_no_log() -> None:
    """It names whoever's certificate it does not believe, IIN and all, where a logger without a handler is heard."""
    program = (
        "import logging, functions.shared.trust;"
        "[logging.getLogger(name).warning('IIN880101400123') for name in"
        " ('pyhanko.sign.validation.generic_cms', 'pyhanko_certvalidator.validate')]"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("", "")


def test_verdicts_do_not_show_people_or_contents() -> None:
    verdict = FakeRequestSignatures().verify(fake_cms(b"the request", iin="880101400123"))
    assert isinstance(verdict, Valid)
    named = replace(verdict, evidence=Evidence(EvidenceKind.OCSP, b"880101400123"))
    assert isinstance(named.signer, Signer)
    for secret in ("880101400123", named.signer.surname, "the request"):
        assert secret not in repr(named)
