"""The directory of offices as a file: check it, bring it into force, get it back (docs/decisions/0027).

    python -m tools.directory check FILE              say everything that is wrong, by line and column
    python -m tools.directory check FILE --keys       and ask Cloud KMS whether the certificates fit their keys
    python -m tools.directory import FILE --dry-run   say what would change
    python -m tools.directory import FILE             say it, and change it; a file with a flaw changes nothing
    python -m tools.directory export FILE             write what is in force, certificates beside it
    python -m tools.directory make [FILE]             the country's offices that FILE lacks yet, added to it

import and export need PROJECT and DATABASE in the environment. TRUST_ROOTS and TRUST_INTERMEDIATES, where they are set,
are the PEM files that certificates must lead up to. The exit status is 1 where something is wrong, 2 for a wrong call.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from google.api_core.exceptions import GoogleAPIError
from google.auth.exceptions import GoogleAuthError
from pydantic import ValidationError

from functions.shared.clock import SystemClock
from functions.shared.cloud.kms import CloudKms, kms_client
from functions.shared.ports import AlreadyExists, Clock, Documents, StoreUnavailable, VersionMismatch
from functions.shared.settings import UnusableSettings
from tools import settings
from tools.directory.certificates import KeysBeside, KeysInCloud, PublicKeys, Trust
from tools.directory.exporting import export
from tools.directory.loading import Loaded, load
from tools.directory.making import missing
from tools.directory.reading import as_csv, read_rows
from tools.directory.territories import FOLDER, territories
from tools.directory.writing import Differences, KindChanged, bring_into_force, differences, stored_offices

SHIPPED = FOLDER / "offices.csv"
MOST_FLAWS = 100
"""So many are printed: mostly one mistake repeats itself."""
Arguments = argparse.Namespace


class Refusal(Exception):
    """What ends the command with status 1; the message says why."""


def main(given: Sequence[str] | None = None, store: Documents | None = None, clock: Clock | None = None) -> int:
    chosen = parser().parse_args(given)
    try:
        COMMANDS[chosen.command](chosen, store, clock or SystemClock())
    except Refusal as refusal:
        _say(str(refusal))
        return 1
    except StoreUnavailable:
        _say("The store gives no answer. Run the command again: an import goes on where it stopped.")
        return 1
    except ValidationError as error:
        _say(f"The store holds an office that is none ({error.error_count()} flaws): it was written by something else.")
        return 1
    except (GoogleAPIError, GoogleAuthError) as error:
        _say(settings.refused(error))
        return 1
    except UnusableSettings as error:
        parser().error(str(error))
    except OSError as error:
        _say(f"{error.filename}: {error.strerror}")
        return 2
    return 0


def parser() -> argparse.ArgumentParser:
    whole = settings.command("tools.directory", __doc__)
    commands = whole.add_subparsers(dest="command", required=True)
    for name in ("check", "import"):
        command = commands.add_parser(name)
        command.add_argument("file", type=Path, metavar="FILE")
        command.add_argument(
            "--public-keys",
            action="store_true",
            help="take public keys from files beside the certificates (NAME.pub, PEM), not from Cloud KMS",
        )
        if name == "check":
            command.add_argument("--keys", action="store_true", help="ask Cloud KMS for the public keys")
        else:
            command.add_argument("--dry-run", action="store_true", help="say what would change, and change nothing")
    command = commands.add_parser("export")
    command.add_argument("file", type=Path, metavar="FILE", help="must not be there yet")
    command.add_argument("--excel", action="store_true", help="with semicolons and a byte order mark")
    command = commands.add_parser("make")
    command.add_argument("file", type=Path, metavar="FILE", nargs="?", default=SHIPPED, help="%(default)s")
    return whole


def check(chosen: Arguments, _store: Documents | None, clock: Clock) -> None:
    wanted = chosen.keys and not chosen.public_keys
    loaded = _loaded(chosen, clock, KeysInCloud(_kms()) if wanted else KeysBeside() if chosen.public_keys else None)
    held = sum(office.active for office in loaded.offices)
    _say(f"{chosen.file}: nothing is wrong. offices={len(loaded.offices)} active={held} sha256={loaded.sha256}")


def bring_in(chosen: Arguments, store: Documents | None, clock: Clock) -> None:
    loaded = _loaded(chosen, clock, KeysBeside() if chosen.public_keys else KeysInCloud(_kms()))
    documents = store or settings.store(parser())
    try:
        found = differences(documents, loaded.offices)
        _tell(found)
        if chosen.dry_run:
            _say("Nothing was changed (--dry-run).")
        elif bring_into_force(documents, found, loaded.sha256, clock.now()):
            _say(f"In force. sha256={loaded.sha256}")
        else:
            _say("Nothing to change: this file is in force.")
    except KindChanged as error:
        raise Refusal(f"Nothing was changed: {error}. Give the new office another id.") from error
    except (AlreadyExists, VersionMismatch) as error:
        raise Refusal("Somebody else changed the directory at the same time. Run the command again.") from error


def bring_out(chosen: Arguments, store: Documents | None, _clock: Clock) -> None:
    offices = stored_offices(store or settings.store(parser()))
    certificates = export(offices, chosen.file, for_excel=chosen.excel)
    _say(f"{chosen.file}: offices={len(offices)} certificates={certificates}")


def make(chosen: Arguments, _store: Documents | None, _clock: Clock) -> None:
    rows, flaws = read_rows(chosen.file.read_bytes()) if chosen.file.exists() else ([], [])
    _refuse(chosen.file, [str(flaw) for flaw in flaws])
    held = [row.cells for row in rows]
    added = missing(held, territories())
    if added:
        chosen.file.write_bytes(as_csv([*held, *added]))
    _say(f"{chosen.file}: offices={len(held) + len(added)} added={len(added)}")


COMMANDS = {"check": check, "import": bring_in, "export": bring_out, "make": make}


def _loaded(chosen: Arguments, clock: Clock, keys: PublicKeys | None) -> Loaded:
    """Raises Refusal for a file with a flaw."""
    authorities = settings.authorities()
    loaded = load(chosen.file, territories(), Trust(clock.now(), authorities, keys))
    _refuse(chosen.file, [str(flaw) for flaw in loaded.flaws])
    if authorities is None and any(office.answers for office in loaded.offices):
        _say("TRUST_ROOTS is not set: who issued the certificates was not checked.")
    return loaded


def _refuse(file: Path, flaws: list[str]) -> None:
    if flaws:
        lines = [f"{file}: {flaw}" for flaw in flaws[:MOST_FLAWS]]
        if len(flaws) > MOST_FLAWS:
            lines.append(f"… and {len(flaws) - MOST_FLAWS} more. Mend these first.")
        raise Refusal("\n".join([*lines, f"Refused as a whole: flaws={len(flaws)}. Nothing was changed."]))


def _tell(found: Differences) -> None:
    for office in found.added:
        _say(f"+ {office.id}: {office.names.ru}")
    for change in found.changed:
        for column, before, after in change.cells():
            _say(f"~ {change.office.id}: {column}: “{before}” → “{after}”")
    for identifier in found.left:
        _say(f"? {identifier}: in force, and not in the file. It stays; its row with active=no takes it out.")
    added, changed = len(found.added), len(found.changed)
    _say(f"added={added} changed={changed} unchanged={found.unchanged} left={len(found.left)}")


def _kms() -> CloudKms:
    return CloudKms(partial(kms_client, os.environ.get("KMS_EMULATOR_HOST")))


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    sys.exit(main())
