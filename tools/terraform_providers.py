"""How the Terraform check gets at the provider: from the registry, or from a stand-in that serves its schema."""

from __future__ import annotations

import gzip
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tools.terraform_inputs import INFRA, ROOT

PLACES = ("../shared/tfcheck",)
"""Where the stand-in may lie, beside what TFCHECK names."""
NEEDED = (8, 7)
"""Every module asks for hashicorp/google ~> 8.7."""
ANSWER_S, DOWNLOAD_S = 5, 240
"""How long the registry may take to answer, and the provider to arrive."""


class Failed(Exception):
    """A step of Terraform ended badly; the message is what it said."""


@dataclass(frozen=True)
class Provider:
    """How Terraform gets at the provider: the environment that leads it there."""

    name: str
    environment: Mapping[str, str]
    applies: bool
    """Whether an apply may be tried: only the stand-in makes nothing in a cloud."""


def clean_environment() -> dict[str, str]:
    """Ours, without what could lead Terraform to somebody's cloud."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith(("GOOGLE_", "GCLOUD_", "TF_VAR_"))}
    return ours | {"CHECKPOINT_DISABLE": "1", "TF_IN_AUTOMATION": "1", "TF_INPUT": "0"}


def from_registry(scratch: Path) -> Provider | None:
    """The real provider, downloaded once; None where no registry answers, or has no such version."""
    probe, cache = scratch / "probe", scratch / "plugins"
    cache.mkdir()
    probe.mkdir()
    shutil.copy(INFRA / "terraform/modules/project/versions.tf", probe)
    environment = clean_environment() | {
        "TF_REGISTRY_CLIENT_TIMEOUT": str(ANSWER_S),
        "TF_REGISTRY_DISCOVERY_RETRY": "0",
        "TF_PLUGIN_CACHE_DIR": str(cache),
        "TF_PLUGIN_CACHE_MAY_BREAK_DEPENDENCY_LOCK_FILE": "1",
        "GOOGLE_OAUTH_ACCESS_TOKEN": "no-account",
    }
    command = [os.environ.get("TERRAFORM", "terraform"), "init", "-no-color", "-input=false"]
    try:
        done = subprocess.run(  # noqa: S603 - Terraform itself, no shell
            command, cwd=probe, env=environment, capture_output=True, timeout=DOWNLOAD_S, check=False
        )
    except subprocess.TimeoutExpired:
        return None
    return None if done.returncode else Provider("the real provider, from the registry", environment, applies=False)


def stand_in_place() -> Path | None:
    """The folder of the stand-in; None where there is none."""
    places = [Path(os.environ["TFCHECK"])] if os.environ.get("TFCHECK") else [ROOT / place for place in PLACES]
    return next((place.resolve() for place in places if (place / "stub_provider.py").is_file()), None)


@contextmanager
def stand_in(place: Path, scratch: Path) -> Iterator[Provider]:
    """The stand-in, served until the block ends. Raises Failed where it does not start, or is of another version."""
    schema = place / "google-schema.json.gz"
    version = json.loads(gzip.decompress(schema.read_bytes()))["x_provider_version"]
    major, minor = (int(part) for part in version.split(".")[:2])
    if major != NEEDED[0] or minor < NEEDED[1]:
        raise Failed(
            f"the stand-in's schema is of version {version}, and the modules ask for ~> {NEEDED[0]}.{NEEDED[1]}"
        )
    config = scratch / "cli.tfrc"
    config.write_text('provider_installation {\n  filesystem_mirror {\n    path = "/nonexistent"\n  }\n}\n')
    environment = {name: value for name, value in clean_environment().items() if not name.startswith("TF_CLI")}
    environment |= {"TF_CLI_CONFIG_FILE": str(config), "GOOGLE_STUB_SCHEMA": str(schema)}
    if (rules := place / "rules.json").is_file():
        environment["GOOGLE_STUB_RULES"] = str(rules)
    server = subprocess.Popen(  # noqa: S603 - the stand-in, no shell
        [sys.executable, str(place / "stub_provider.py"), "--serve"], stdout=subprocess.PIPE, text=True, env=environment
    )
    try:
        assert server.stdout is not None
        address = server.stdout.readline().strip()
        if not address:
            raise Failed("the stand-in did not start; it needs grpcio and msgpack (requirements-terraform.txt)")
        yield Provider(
            f"a stand-in with the schema of {version}", environment | {"TF_REATTACH_PROVIDERS": address}, applies=True
        )
    finally:
        server.terminate()
        server.communicate()
