"""One port in front of the functions, like the production load balancer: `python -m emulators.gateway`.

--routes infra/routes.json --service submit=http://127.0.0.1:8081 --service issue=http://127.0.0.1:8082
--route '/v1/*=http://127.0.0.1:8081'     routes without a file
"""

from __future__ import annotations

from pathlib import Path

from emulators.gateway.routes import Route, RouteTable
from emulators.gateway.server import GatewayServer
from emulators.harness import options, run_until_stopped
from functions.shared.clock import FileClock


def main() -> None:
    parser = options(__doc__)
    parser.add_argument("--routes", type=Path, help='JSON file of routes: [{"path", "service"}, …]')
    parser.add_argument("--service", action="append", default=[], metavar="NAME=URL", help="address of a service")
    parser.add_argument("--route", action="append", default=[], metavar="PATH=URL", help="a route without the file")
    parser.add_argument("--answer-within", type=float, default=60.0, metavar="SECONDS", help="then 504")
    given = parser.parse_args()
    try:
        table = _table(given.routes, given.service, given.route)
    except (OSError, ValueError) as error:
        parser.error(str(error))
    gateway = GatewayServer(
        table, clock=FileClock(given.clock), host=given.host, port=given.port, answer_within_s=given.answer_within
    ).start()
    run_until_stopped("gateway", gateway.address, gateway.control, gateway.stop)


def _table(routes: Path | None, services: list[str], single: list[str]) -> RouteTable:
    """Raises OSError, ValueError."""
    if routes is not None:
        addresses = {name: address for name, _, address in (entry.partition("=") for entry in services)}
        return RouteTable.load(routes, addresses)
    pairs = [(path, address) for path, _, address in (entry.partition("=") for entry in single)]
    return RouteTable((Route(*pair) for pair in pairs), {address: address for _, address in pairs})


if __name__ == "__main__":
    main()
