"""What Terraform would make, by kind: `terraform show -json` of a plan."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Resource:
    """One planned resource. `values` lacks what only the cloud knows."""

    address: str
    kind: str
    key: str | int | None
    values: dict[str, Any]


class Plan:
    def __init__(self, document: dict[str, Any]) -> None:
        self._resources = list(_resources(document["planned_values"]["root_module"]))
        self.outputs: dict[str, Any] = document["planned_values"].get("outputs", {})

    def all(self, kind: str | None = None) -> list[Resource]:
        """The resources of a kind, or all of them. Raises LookupError where a kind that is asked for is not there."""
        found = [resource for resource in self._resources if kind in (None, resource.kind)]
        if not found:
            raise LookupError(f"the plan has no {kind}")
        return found

    def grants(self) -> list[Resource]:
        """Everything that gives somebody a role."""
        return [found for found in self._resources if "_iam_" in found.kind and "role" in found.values]


def _resources(module: dict[str, Any]) -> Iterator[Resource]:
    for found in module.get("resources", []):
        if found["mode"] == "managed":
            yield Resource(found["address"], found["type"], found.get("index"), found["values"])
    for child in module.get("child_modules", []):
        yield from _resources(child)


def short(name: str) -> str:
    """A bucket's name without the project's id."""
    return name.rsplit("-", 1)[-1]
