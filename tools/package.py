"""Build the source archive that all three functions are deployed from: out/package/anyqtama-{commit}.zip.

    python -m tools.package [--commit REVISION] [--out FOLDER]

The same commit gives the same bytes, on any machine: contents come from git's objects and not from the working folder,
names are sorted, dates are the commit's, permissions are one, and nothing is compressed, so that no version of zlib
has a say. The archive holds `functions/`, `requirements.txt` and a file VERSION with the commit, and nothing else.

The status is 1 where the archive may not be built: a file of it is changed or new in the working folder, looks like a
secret, or is no ordinary file; and 2 where the call is wrong.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).resolve().parents[1]
CONTENTS = ("functions", "requirements.txt")
"""All that runs in the cloud: the code, with its fonts, templates and calendar tables, and what it needs installed."""
VERSION = "VERSION"
ORDINARY = "100644"
"""Git's mode of an ordinary file. Nothing here is run by its name, so the mark of a program is dropped."""
EARLIEST, LATEST = datetime(1980, 1, 1, tzinfo=UTC), datetime(2107, 12, 31, tzinfo=UTC)
"""What a ZIP archive can write as a date."""
KEY_FILES = {".p12", ".pfx", ".pem", ".key", ".jks", ".keystore", ".der", ".env"}
SECRETS = re.compile(
    rb"-----BEGIN [A-Z ]*PRIVATE KEY-----"
    rb'|"type":\s*"service_account"'  # the key file of a Google service account
    rb"|\bAIza[0-9A-Za-z_-]{35}\b"  # an API key of Google's
    rb"|\b(AKIA|ASIA)[0-9A-Z]{16}\b"  # an access key of an S3 store
    rb"|\bgh[pousr]_[0-9A-Za-z]{36}\b|\bxox[abpr]-[0-9A-Za-z-]{10,}"  # tokens of GitHub and Slack
)


class NotPackable(Exception):
    """The archive may not be built; the message is a sentence that says what to do."""


class UnknownCommit(Exception):
    """There is no such commit, or no repository."""


@dataclass(frozen=True)
class Package:
    """The archive: its file name, its bytes, and the commit that it was made from."""

    name: str
    data: bytes
    commit: str

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


def build(root: Path, revision: str | None = None) -> Package:
    """The archive of a commit: by default the current one, which the working folder must not differ from.

    Whoever names a commit gets that one, whatever lies in the folder: that is how an earlier state is built again.
    Raises NotPackable, UnknownCommit.
    """
    commit = _commit(root, revision or "HEAD")
    if revision is None:
        _refuse_changes(root)
    files = dict(_files(root, commit))
    missing = [name for name in CONTENTS if not any(path.split("/")[0] == name for path in files)]
    if missing:
        raise NotPackable(f"{commit[:12]} has no {' and no '.join(missing)}, so nothing could be deployed from it.")
    _refuse_secrets(files)
    files[VERSION] = f"{commit}\n".encode()
    return Package(f"anyqtama-{commit[:12]}.zip", _zip(files, _time(root, commit)), commit)


def _git(root: Path, *arguments: str, given: bytes = b"") -> bytes:
    """Raises UnknownCommit, with git's own last words."""
    try:
        done = subprocess.run(  # noqa: S603 - our own arguments, no shell
            ["git", *arguments],  # noqa: S607 - the git of whoever builds
            cwd=root,
            input=given,
            capture_output=True,
            check=True,
        )
    except FileNotFoundError as error:
        raise UnknownCommit("git is not installed, and the archive is made from git's objects.") from error
    except subprocess.CalledProcessError as error:
        said = error.stderr.decode(errors="replace").strip().splitlines()
        raise UnknownCommit(said[-1] if said else "git failed") from error
    return done.stdout


def _commit(root: Path, revision: str) -> str:
    if revision.startswith("-"):
        raise UnknownCommit(f"{revision} is no name of a commit.")
    try:
        return _git(root, "rev-parse", "--verify", f"{revision}^{{commit}}").decode().strip()
    except UnknownCommit as error:
        raise UnknownCommit(f"There is no commit {revision} in {root} ({error}).") from error


def _refuse_changes(root: Path) -> None:
    listed = _git(root, "status", "--porcelain", "-z", "--no-renames", "--untracked-files=all", "--", *CONTENTS)
    changed = sorted(entry[3:] for entry in listed.decode().split("\0") if entry)
    if changed:
        raise NotPackable(
            f"{_first(changed)} in the working folder {'is' if len(changed) == 1 else 'are'} not what was committed: "
            "commit or put away what belongs to the archive, then build it again."
        )


def _first(names: Sequence[str], shown: int = 5) -> str:
    more = f" and {len(names) - shown} more" if len(names) > shown else ""
    return ", ".join(names[:shown]) + more


def _files(root: Path, commit: str) -> Iterator[tuple[str, bytes]]:
    """Path and content of each file of the archive, as committed. Raises NotPackable for a link or a submodule."""
    entries = _git(root, "ls-tree", "-r", "-z", "--full-tree", commit, "--", *CONTENTS).decode().split("\0")
    paths: list[tuple[str, str]] = []
    for entry in filter(None, entries):
        described, path = entry.split("\t", 1)
        mode, kind, identifier = described.split()
        if kind != "blob" or mode not in (ORDINARY, "100755"):
            raise NotPackable(f"{path} is no ordinary file (mode {mode}): the archive holds ordinary files only.")
        paths.append((path, identifier))
    stream = BytesIO(_git(root, "cat-file", "--batch", given="".join(f"{each}\n" for _, each in paths).encode()))
    for path, _ in paths:
        size = int(stream.readline().split()[2])
        yield path, stream.read(size)
        stream.read(1)


def _refuse_secrets(files: dict[str, bytes]) -> None:
    suspect = [path for path, data in sorted(files.items()) if _looks_secret(path, data)]
    if suspect:
        raise NotPackable(
            f"{_first(suspect)} looks like a key or a password: secrets belong into Secret Manager, and never into the "
            "archive, which everybody can read who may deploy."
        )


def _looks_secret(path: str, data: bytes) -> bool:
    name = PurePosixPath(path).name
    return PurePosixPath(path).suffix in KEY_FILES or name.startswith(".env") or bool(SECRETS.search(data))


def _time(root: Path, commit: str) -> datetime:
    """When the commit was made, in UTC, as far as a ZIP archive can say it."""
    seconds = int(_git(root, "show", "--no-patch", "--format=%ct", commit))
    return min(max(datetime.fromtimestamp(seconds, UTC), EARLIEST), LATEST)


def _zip(files: dict[str, bytes], at: datetime) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for path in sorted(files):
            entry = zipfile.ZipInfo(path, (at.year, at.month, at.day, at.hour, at.minute, at.second))
            entry.create_system = 3  # Unix, also where it is built on something else
            entry.external_attr = 0o100644 << 16
            archive.writestr(entry, files[path])
    return buffer.getvalue()


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--commit", metavar="REVISION", help="the commit to build (the current one)")
    parser.add_argument("--out", type=Path, default=ROOT / "out" / "package", help="the folder for it (%(default)s)")
    chosen = parser.parse_args(arguments)
    try:
        package = build(ROOT, chosen.commit)
        chosen.out.mkdir(parents=True, exist_ok=True)
        path = (chosen.out / package.name).resolve()
        path.write_bytes(package.data)
    except NotPackable as refusal:
        sys.stderr.write(f"Not packaged. {refusal}\n")
        return 1
    except (UnknownCommit, OSError) as error:
        sys.stderr.write(f"Not packaged. {error}\n")
        return 2
    sys.stdout.write(f"{path}\nSHA-256 {package.sha256}\n{len(package.data)} bytes, commit {package.commit}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
