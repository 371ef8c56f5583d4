"""What a stranger finds out about a sealed answer: by the authorities' certificates alone, without asking anybody."""

from __future__ import annotations

from emulators.stack.local import LocalStack
from functions.shared.trust.authorities import Authorities, read_certificates
from functions.shared.trust.seal_check import SealVerifier
from functions.shared.trust.verdicts import SealVerdict


def seal_of(stack: LocalStack, pdf: bytes) -> SealVerdict:
    """The verdict about an answer to a complaint; `provider` is the office whose seal it bears."""
    keys = stack.folder / "certification_authority"
    authorities = Authorities(
        read_certificates((keys / "roots.pem").read_bytes()),
        read_certificates((keys / "intermediates.pem").read_bytes()),
    )
    bins = {office.id: office.bin for office in stack.people.everywhere()}
    return SealVerifier(authorities, stack.clock, lambda: bins).check(pdf)
