"""The table of routes: which path belongs to which service.

A path is exact, or ends in `/*` and then stands for everything below; the longest one that fits decides. These are the
path rules of a Google Cloud URL map.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote


class UnsafePath(ValueError):
    """The path could be read in two ways: by the table in one, by the service in another."""


@dataclass(frozen=True)
class Route:
    path: str
    service: str

    def __post_init__(self) -> None:
        if not self.path.startswith("/") or "*" in self.path.removesuffix("/*"):
            raise ValueError(f"a path begins with / and has at most one * after the last /: {self.path}")

    def fits(self, path: str) -> bool:
        if self.path.endswith("/*"):
            return path.startswith(self.path[:-1])
        return path == self.path


class RouteTable:
    """Routes, and the address of each service. Raises ValueError for a route to a service without an address."""

    def __init__(self, routes: Iterable[Route], services: Mapping[str, str]) -> None:
        self._routes = sorted(routes, key=lambda route: len(route.path.removesuffix("*")), reverse=True)
        self._services = {name: address.rstrip("/") for name, address in services.items()}
        missing = {route.service for route in self._routes} - set(self._services)
        if missing:
            raise ValueError(f"no address for {', '.join(sorted(missing))}")

    @classmethod
    def load(cls, file: Path, services: Mapping[str, str]) -> RouteTable:
        """Read the routes from a JSON file: [{"path", "service"}, …]."""
        return cls((Route(**entry) for entry in json.loads(file.read_text(encoding="utf-8"))), services)

    def find(self, target: str) -> tuple[str, str] | None:
        """Service and address for a request target (path and query). Raises UnsafePath."""
        path = unquote(target.partition("?")[0], errors="strict")
        if not path.startswith("/") or "\\" in path or set(path.split("/")[1:-1]) & {"", ".", ".."}:
            raise UnsafePath
        if path.rsplit("/", 1)[-1] in {".", ".."}:
            raise UnsafePath
        for route in self._routes:
            if route.fits(path):
                return route.service, self._services[route.service]
        return None
