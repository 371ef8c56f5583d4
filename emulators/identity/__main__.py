"""The identity provider, an OIDC issuer that gives a token for any role: `python -m emulators.identity`."""

from __future__ import annotations

from emulators.harness import options, run_until_stopped
from emulators.identity.server import IdentityServer
from functions.shared.clock import FileClock


def main() -> None:
    parser = options(__doc__)
    parser.add_argument("--issuer", help="the issuer's name in the tokens (default: its address)")
    parser.add_argument("--audience", default="anyqtama", help="whom the tokens are for (default: %(default)s)")
    given = parser.parse_args()
    server = IdentityServer(
        state=given.state,
        clock=FileClock(given.clock),
        host=given.host,
        port=given.port,
        issuer=given.issuer,
        audience=given.audience,
    ).start()
    run_until_stopped("identity", server.address, f"{server.address}/_control", server.stop)


if __name__ == "__main__":
    main()
