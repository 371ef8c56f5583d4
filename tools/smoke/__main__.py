"""After a deployment: is it up, and does it do its one job? Each step with its time; the first that fails ends it.

    python -m tools.smoke https://anyqtama.example --public     health, check page, description of the service
    python -m tools.smoke https://anyqtama.example              and a signed request, to the certificate and its check

What a signed request needs is read from the environment, so that it shows in no list of processes:

    SMOKE_REQUEST                        a JSON file: {"provider", "applicant", "children", …} of a test citizen, as
                                         POST /v1/portal/applications takes them signed; the times are added
    SMOKE_PKCS12                         the file of the test citizen's signing key
    SMOKE_PASSWORD_FILE, SMOKE_PASSWORD  its password: a file, or the password itself
    SMOKE_TOKEN_FILE, SMOKE_TOKEN        a bearer token of the citizen, as the portal gets it

It leaves an application and a certificate of the test citizen behind, as any request does; nothing personal is printed.
The exit status is 0, 1 where a step failed, 2 for a wrong call.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

import requests

from functions.shared.clock import FileClock, SystemClock
from tools.smoke.citizen import Citizen, WrongCall
from tools.smoke.steps import WAIT_S, Smoke

HERE = ("127.0.0.1", "localhost", "::1")


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tools.smoke", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("url", help="the service's address, like https://anyqtama.example")
    parser.add_argument("--public", action="store_true", help="only what needs no citizen")
    parser.add_argument("--wait", type=float, default=WAIT_S, help="seconds for the decision (%(default)s)")
    chosen = parser.parse_args(arguments)
    address = urlsplit(chosen.url)
    if not address.hostname or (
        address.scheme != "https" and (address.scheme != "http" or address.hostname not in HERE)
    ):
        parser.error("the address begins with https://, since a token is sent there (http:// on this machine alone)")
    try:
        citizen = None if chosen.public else Citizen.from_environment(os.environ)
    except WrongCall as error:
        parser.error(str(error))
    # A local stack has its own time, which can be moved; it tells its file under the name of the functions' setting.
    clock = FileClock(Path(os.environ["CLOCK_FILE"])) if os.environ.get("CLOCK_FILE") else SystemClock()
    with requests.Session() as http:
        well = Smoke(chosen.url, http, clock, say).run(citizen, chosen.wait)
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main())
