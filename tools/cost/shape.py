"""How the service is deployed, read from the same files as Terraform reads: functions, jobs, offices, environments."""

from __future__ import annotations

import csv
import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

INFRA = Path(__file__).resolve().parents[2] / "infra"
ASSUMPTIONS = Path(__file__).with_name("assumptions.json")
MIB_IN_GIB = 1024


@dataclass(frozen=True)
class Size:
    """What one instance of a function has."""

    cpu: float
    memory_gib: float


@dataclass(frozen=True)
class Environment:
    """`least` is how many instances of each function are always there; the level is that of the keys that seal."""

    name: str
    least: dict[str, int]
    protection_level: str
    signers: int
    heads: int


@cache
def sizes() -> dict[str, Size]:
    """By function."""
    return {
        name: Size(float(given["cpu"]), _gib(given["memory"]))
        for name, given in _json(INFRA / "functions.json").items()
    }


def jobs() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = _json(INFRA / "scheduler.json")
    return found


@cache
def assumptions() -> dict[str, Any]:
    found: dict[str, Any] = _json(ASSUMPTIONS)
    return found


def offices() -> list[dict[str, str]]:
    """The shipped directory, a row for each office."""
    with (INFRA / "directory" / "offices.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def environment(name: str) -> Environment:
    """dev or prod, as its variables say. An office that issues has a key for its signatory too (4.4, 11.9)."""
    text = (INFRA / "terraform" / "environments" / name / "environment.auto.tfvars").read_text(encoding="utf-8")
    least = {
        function: int(count)
        for function, count in re.findall(r"(\w+) = (\d+)", _value(text, r"least_instances\s*=\s*\{(.*?)\}"))
    }
    level = _value(text, r'signing_protection_level\s*=\s*"(\w+)"')
    in_force = assumptions()["offices_in_force"][name]
    kinds = [office["kind"] for office in offices()]
    heads = len(kinds) if in_force == "all" else int(in_force)
    signers = kinds.count("provider") if in_force == "all" else heads
    return Environment(name, least, level, signers, heads)


def _value(text: str, pattern: str) -> str:
    found = re.search(pattern, text, re.DOTALL)
    if found is None:
        raise ValueError(f"environment.auto.tfvars has nothing like {pattern}")
    return found[1]


def _gib(memory: str) -> float:
    return float(memory.removesuffix("Gi")) if memory.endswith("Gi") else float(memory.removesuffix("Mi")) / MIB_IN_GIB


def _json(file: Path) -> Any:
    return json.loads(file.read_text(encoding="utf-8"))
