"""A Python with nothing but requirements.txt installed, as the build of a function makes one; kept between runs."""

from __future__ import annotations

import fcntl
import hashlib
import shutil
import subprocess
import sys
import venv
from pathlib import Path


class NotInstallable(Exception):
    """pip could not install the requirements; the message is its own."""


def clean_python(requirements: Path, kept: Path) -> Path:
    """The interpreter of a virtual environment below `kept`, made at the first call for these requirements.

    Its name is the hash of the requirements, so that other requirements get another one. Several test workers may call
    at once: one makes it, the others wait. Raises NotInstallable.
    """
    digest = hashlib.sha256(requirements.read_bytes()).hexdigest()[:16]
    home = kept / f"{digest}-python{sys.version_info.major}.{sys.version_info.minor}"
    complete = home / "complete"
    kept.mkdir(parents=True, exist_ok=True)
    with (kept / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not complete.exists():
            shutil.rmtree(home, ignore_errors=True)
            _make(requirements, home)
            complete.touch()
    return home / "bin" / "python"


def _make(requirements: Path, home: Path) -> None:
    """All requirements are pinned with their hashes, so that there is nothing to resolve: `--no-deps`."""
    venv.create(home, with_pip=True)
    installed = subprocess.run(
        [
            *(str(home / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"),
            *("--no-deps", "--no-compile", "--require-hashes", "--requirement", str(requirements)),
        ],
        capture_output=True,
        text=True,
    )
    if installed.returncode:
        raise NotInstallable(installed.stderr[-3000:])
