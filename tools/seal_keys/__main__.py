"""The keys that seal for offices, in Cloud KMS, and the certificates of them, in the directory.

    python -m tools.seal_keys request OFFICE --ring signers|heads --version NAME   the request for a certificate, PEM
    python -m tools.seal_keys check                     whether each certificate in force fits its key, BIN and holder

`request` reads the IIN of who seals from standard input, so that it stands in no history and no list of processes. The
request holds it: hand it to the certification authority alone. The office must be in the directory, though it need not
be active yet.

Both need PROJECT (and DATABASE) in the environment, and the rights to read the directory, to see public keys, and for
`request` to sign. TRUST_ROOTS and TRUST_INTERMEDIATES, where they are set, are the PEM files that certificates must
lead up to. The exit status is 1 where something is wrong, 2 for a wrong call.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Sequence
from pathlib import Path

from google.api_core.exceptions import GoogleAPIError
from google.auth.exceptions import GoogleAuthError

from functions.shared.clock import SystemClock
from functions.shared.cloud.kms import CloudKms, kms_client
from functions.shared.domain.iin import parse_iin
from functions.shared.domain.office import AnyOffice
from functions.shared.ports import Clock, Documents, StoreUnavailable
from functions.shared.settings import UnusableSettings
from functions.shared.trust.office_keys import Purpose
from functions.shared.trust.sealing_key import KeyUnavailable
from tools import settings
from tools.directory.certificates import KeysInCloud, Trust
from tools.directory.writing import stored_offices
from tools.seal_keys.checking import findings, without
from tools.seal_keys.requests import holder_of, request_for

OID = re.compile(r"[0-2](\.(0|[1-9][0-9]*)){2,}")


class Refusal(Exception):
    """What ends the command with status 1; the message says why."""


def main(
    given: Sequence[str] | None = None,
    store: Documents | None = None,
    kms: CloudKms | None = None,
    clock: Clock | None = None,
) -> int:
    parser = _parser()
    chosen = parser.parse_args(given)
    store = store or settings.store(parser)
    emulator = os.environ.get("KMS_EMULATOR_HOST")
    keys = kms or CloudKms(lambda: kms_client(emulator))
    try:
        offices = stored_offices(store)
        if chosen.command == "check":
            return _check(offices, keys, clock or SystemClock(), chosen.days)
        return _request(parser, chosen, offices, keys)
    except Refusal as refusal:
        _tell(str(refusal))
    except StoreUnavailable:
        _tell(settings.NO_ANSWER)
    except KeyUnavailable as error:
        _tell(f"Cloud KMS: {error}")
    except (GoogleAPIError, GoogleAuthError) as error:
        _tell(settings.refused(error))
    except UnusableSettings as error:
        parser.error(str(error))
    except OSError as error:
        parser.error(f"{error.filename}: {error.strerror}")
    return 1


def _parser() -> argparse.ArgumentParser:
    whole = settings.command("tools.seal_keys", __doc__)
    commands = whole.add_subparsers(dest="command", required=True)
    request = commands.add_parser("request", help="make the request for a certificate")
    request.add_argument("office", metavar="OFFICE", help="the id of the office, as in the directory")
    request.add_argument("--ring", required=True, choices=[purpose.value for purpose in Purpose])
    request.add_argument("--version", required=True, metavar="NAME", help="resource name of the key's version")
    request.add_argument(
        "--system", metavar="OID", help="OID of the digital system, for a template that wants one (UID)"
    )
    request.add_argument("--out", type=Path, metavar="FILE", help="where it goes; standard output without it")
    check = commands.add_parser("check", help="check every certificate in force")
    check.add_argument("--days", type=int, default=0, help="so many days must be left (default: %(default)s)")
    return whole


def _request(
    parser: argparse.ArgumentParser, chosen: argparse.Namespace, offices: Sequence[AnyOffice], kms: CloudKms
) -> int:
    office = next((each for each in offices if each.id == chosen.office), None)
    if office is None:
        raise Refusal(f"The directory has no office {chosen.office}. Import it first, with active=no if need be.")
    wanted = rf"projects/[^/]+/locations/[^/]+/keyRings/{chosen.ring}/cryptoKeys/{office.id}/cryptoKeyVersions/[0-9]+"
    if not re.fullmatch(wanted, chosen.version):
        key = f"keyRings/{chosen.ring}/cryptoKeys/{office.id}/cryptoKeyVersions/NUMBER"
        parser.error(f"--version: a version of this office's key is expected, projects/…/locations/…/{key}")
    if chosen.system and not OID.fullmatch(chosen.system):
        parser.error("--system: an OID is expected, such as 1.2.398.3.3.4")
    iin = _iin(parser)
    try:
        holder = holder_of(office, Purpose(chosen.ring), iin, chosen.system)
    except ValueError as error:
        raise Refusal(f"{office.id}: {error}") from error
    request = request_for(holder, kms, chosen.version)
    if chosen.out is None:
        sys.stdout.write(request.decode())
    else:
        chosen.out.touch(mode=0o600)
        chosen.out.write_bytes(request)
    _tell(
        f"{office.id}: a request for {chosen.version}. Its subject holds an IIN: for the certification authority alone."
    )
    return 0


def _iin(parser: argparse.ArgumentParser) -> str:
    if sys.stdin.isatty():
        _tell("IIN of who seals:")
    given = sys.stdin.readline().strip()
    try:
        parse_iin(given)
    except ValueError:
        parser.error("standard input: the IIN of who seals is expected, 12 digits with their check digit")
    return given


def _check(offices: Sequence[AnyOffice], kms: CloudKms, clock: Clock, fewest_days: int) -> int:
    authorities = settings.authorities()
    every = list(findings(offices, Trust(clock.now(), authorities, KeysInCloud(kms)), fewest_days))
    broken = [finding for finding in every if finding.flaws]
    missing = list(without(offices))
    for line in (*every, *missing):
        sys.stdout.write(f"{line}\n")
    if authorities is None:
        sys.stdout.write("TRUST_ROOTS is not set: who issued the certificates was not checked.\n")
    sys.stdout.write(f"keys={len(every)} broken={len(broken)} none={len(missing)}\n")
    return 1 if broken else 0


def _tell(line: str) -> None:
    sys.stderr.write(f"{line}\n")


if __name__ == "__main__":
    sys.exit(main())
