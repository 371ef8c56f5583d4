"""The certification authority: root, two intermediates, OCSP, CRL, time-stamping, and keys for a population.

It issues certificates of the national profiles to everybody whom --population lists, and leaves their keys as
PKCS#12 files in the state folder; index.json there tells the passwords, roots.pem holds what to trust.

Beside the control routes that all emulators have:

    POST /_control/revoke   {"id": member}: revokes the member's certificate at the clock's time
"""

from __future__ import annotations

from pathlib import Path

from emulators.certification_authority.authority import CertificationAuthority
from emulators.certification_authority.population import load_population
from emulators.harness import options, run_until_stopped
from functions.shared.clock import FileClock


def main() -> None:
    parser = options(__doc__)
    parser.add_argument("--population", type=Path, required=True, help="JSON list of the holders of keys")
    chosen = parser.parse_args()
    authority = CertificationAuthority(
        chosen.state, FileClock(chosen.clock), load_population(chosen.population), chosen.host, chosen.port
    ).start()
    run_until_stopped("certification_authority", authority.address, f"{authority.address}/_control", authority.stop)


if __name__ == "__main__":
    main()
