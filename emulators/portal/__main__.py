"""The e-government portal: takes notices, shows the cabinet as a page. `python -m emulators.portal`"""

from __future__ import annotations

from emulators.harness import options, run_until_stopped
from emulators.portal.backend import Backend
from emulators.portal.server import PortalServer
from functions.shared.clock import FileClock


def main() -> None:
    parser = options(__doc__)
    parser.add_argument("--secret", required=True, help="what the service brings, as a bearer token, with a notice")
    parser.add_argument("--identity", required=True, help="address of the identity provider")
    parser.add_argument("--gateway", required=True, help="address of the gateway in front of the service")
    given = parser.parse_args()
    portal = PortalServer(
        state=given.state,
        clock=FileClock(given.clock),
        secret=given.secret,
        backend=Backend(given.identity.rstrip("/"), given.gateway.rstrip("/")),
        host=given.host,
        port=given.port,
    ).start()
    run_until_stopped("portal", portal.address, f"{portal.address}/_control", portal.stop)


if __name__ == "__main__":
    main()
