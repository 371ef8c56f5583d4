"""What each function holds, and whether it grows from one certificate to the next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from emulators.stack.local import FUNCTIONS, LocalStack
from tools.bench.figures import Figure
from tools.bench.processes import Watched

GOAL_MB = 256.0
FLAT = 1.05
"""What still counts as flat, from one look to the other."""


@dataclass
class Memory:
    """Looks at the functions of a stack, each at so many certificates."""

    stack: LocalStack
    looks: dict[int, Mapping[str, float]] = field(default_factory=dict)

    def look(self, certificates: int) -> None:
        self.looks[certificates] = {name: Watched(self.stack.programs[name]).memory_mb() for name in FUNCTIONS}

    def figures(self) -> list[Figure]:
        """As it is at the last look, and beside the one before."""
        (early, before), (late, after) = list(self.looks.items())[-2:]
        return [
            figure
            for name in FUNCTIONS
            for figure in (
                Figure(
                    f"memory of {name}", after[name], "MB", GOAL_MB, how=f"after {late} certificates, shared pages once"
                ),
                Figure("beside what it was", after[name] / before[name], "times", FLAT, how=f"{late} beside {early}"),
            )
        ]
