"""The certification authority of the local stack: a real public key infrastructure with OCSP, CRL and time-stamping.

Its certificates follow the national profiles, so that what is verified here is verified in the same way in
production. Tests start one with `CertificationAuthority(…).start()`.
"""

from emulators.certification_authority.authority import CertificationAuthority, SigningFile
from emulators.certification_authority.population import Kind, Member
from emulators.certification_authority.signing import sign_cms

__all__ = ["CertificationAuthority", "Kind", "Member", "SigningFile", "sign_cms"]
