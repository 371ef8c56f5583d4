"""What a plan was made from, so that nobody judges a plan that is older than what it plans."""

from __future__ import annotations

import hashlib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SUFFIXES = {".csv", ".example", ".json", ".tf", ".tfvars"}


INFRA = ROOT / "infra"


def inputs(infra: Path = INFRA) -> list[Path]:
    """All that a plan of the example variables depends on."""
    files = (path for path in infra.rglob("*") if path.suffix in SUFFIXES and ".terraform" not in path.parts)
    return sorted(path for path in files if path.name != "terraform.tfvars" and path.is_file())


def fingerprint(infra: Path = INFRA) -> str:
    """A hash of their names and bytes."""
    whole = hashlib.sha256()
    for path in inputs(infra):
        whole.update(f"{path.relative_to(infra)} {hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return whole.hexdigest()
