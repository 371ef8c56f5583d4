"""The plans that `make terraform-test` left behind. Where one is missing or old, a test that needs it is skipped."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.policy.plan import Plan
from tools.terraform_inputs import ROOT, fingerprint

PLANS = ROOT / "out" / "terraform"


def planned(environment: str) -> Plan:
    path = PLANS / f"{environment}.plan.json"
    stamp = PLANS / f"{environment}.fingerprint"
    if not path.exists():
        pytest.skip(f"there is no plan of {environment}: make terraform-test makes one where it can")
    if not stamp.exists() or stamp.read_text() != fingerprint():
        pytest.skip(f"the plan of {environment} is older than infra/: make terraform-test makes a new one")
    return Plan(json.loads(path.read_text()))


@pytest.fixture(scope="session")
def bootstrap() -> Plan:
    return planned("bootstrap")


@pytest.fixture(scope="session")
def dev() -> Plan:
    return planned("dev")


@pytest.fixture(scope="session")
def prod() -> Plan:
    return planned("prod")


@pytest.fixture(scope="session", params=["dev", "prod"])
def plan(request: pytest.FixtureRequest) -> Plan:
    """Each environment's in turn."""
    return planned(str(request.param))


@pytest.fixture(scope="session")
def infra() -> Path:
    return ROOT / "infra"
