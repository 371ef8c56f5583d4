"""The state registries of persons, births and guardianship, with signed answers: `python -m emulators.registries`."""

from __future__ import annotations

from pathlib import Path

from emulators.harness import options, run_until_stopped
from emulators.registries.server import RegistriesServer
from functions.shared.clock import FileClock


def main() -> None:
    parser = options(__doc__)
    parser.add_argument(
        "--keys", type=Path, required=True, help="state folder of the certification authority (index.json)"
    )
    parser.add_argument("--secret", help="bearer secret that callers must bring (default: none is asked for)")
    given = parser.parse_args()
    server = RegistriesServer(
        state=given.state,
        clock=FileClock(given.clock),
        keys=given.keys,
        host=given.host,
        port=given.port,
        secret=given.secret,
    ).start()
    run_until_stopped("registries", server.address, f"{server.address}/_control", server.stop)


if __name__ == "__main__":
    main()
